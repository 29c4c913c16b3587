"""The chain of public records: each says what the one before it was.

The folders of `records` are numbered: 01-invitations, 02-panel, 03-replacement, … Each has
chain.json, with the digests of the files that the record began with, and one digest of all files of
the folder before it, as these were by then. So nothing in an earlier record can change, be added
(but for the draw that follows a lottery) or be taken away without the later ones saying so. The
organiser may hold back the files of `HELD_BACK`, which show who gave the same answers: then the
digests that are stated count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sortition.reading import day, fail, fields, mapping, need, read_json, text, whole
from sortition.record import digest, json_bytes, sealed
from stratification.files import read_bytes

CHAIN = "chain.json"
FORMAT = "sortition-chain-1"
HELD_BACK = ("members.csv", "fit.csv")
KINDS = (
    *("invitations", "panel", "replacement", "rotation", "terms", "reserves", "standbys"),
    *("seated", "destruction"),
)
KEYS = ("format", "assembly", "number", "kind", "made", "before", "again", "files", "digest")
_FOLDER = re.compile(r"([0-9]{2,4})-([a-z]+)")


def folder_name(number: int, kind: str) -> str:
    """The name of a record's folder.

    >>> folder_name(2, "panel")
    '02-panel'
    """
    return f"{number:02}-{kind}"


def number_of(folder: str) -> int | None:
    """The number of a record by the name of its folder; None: it is no such name.

    >>> number_of("02-panel"), number_of("notes")
    (2, None)
    """
    found = _FOLDER.fullmatch(folder)
    return int(found[1]) if found and found[2] in KINDS else None


def state_digest(files: Mapping[str, str]) -> str:
    """One digest of the digests of all files in a folder."""
    return digest(json_bytes(dict(files)))


def chain_content(about: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """chain.json of a record.

    Parameters:
        about: assembly, number, kind, made (the day), before (None, or folder and digest), again
            (None, or the folder of a lottery in the place of which this record came, and reason).
        files: the other files of the record.
    """
    digests = {name: digest(data) for name, data in files.items()}
    return json_bytes(sealed({"format": FORMAT, **about, "files": digests}))


def read_chain(folder: Path) -> Mapping[str, Any]:
    """chain.json of a record, right in itself.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not as it was written, or not of this folder.
    """
    content = read_json(read_bytes(folder / CHAIN), FORMAT, KEYS)
    number = whole(content["number"], "number", 1)
    kind = text(content["kind"], "kind")
    need(kind in KINDS, "record-value", key="kind")
    need(folder.name == folder_name(number, kind), "chain-folder")
    text(content["assembly"], "assembly")
    day(content["made"], "made")
    for name, stated in mapping(content["files"], "files").items():
        text(name, "files")
        text(stated, "files")
    if content["before"] is not None:
        before = fields(content["before"], ("folder", "digest"))
        need(number_of(text(before["folder"], "before")) == number - 1, "chain-before")
        text(before["digest"], "before")
    need((content["before"] is None) == (number == 1), "chain-before")
    if content["again"] is not None:
        again = fields(content["again"], ("folder", "reason"))
        waited = number_of(text(again["folder"], "again"))
        need(waited is not None and waited < number, "record-value", key="again")
        need(bool(text(again["reason"], "again").strip()), "record-value", key="again")
    return content


def check_files(folder: Path, content: Mapping[str, Any]) -> None:
    """The files that the record began with are still what they were (VerificationError: not)."""
    found = files_in(folder, content)
    for name, stated in content["files"].items():
        if name not in found:
            fail("chain-file-gone", name=name)
        need(found[name] == stated, "chain-file-changed", name=name)


def check_link(folder: Path, before: Path | None, content: Mapping[str, Any]) -> None:
    """The record before this one is what it was when this one was made (VerificationError: not)."""
    if content["before"] is None:
        return
    if before is None or before.name != content["before"]["folder"]:
        fail("chain-before-gone", folder=content["before"]["folder"])
    found = files_in(before, read_chain(before))
    good = state_digest(found) == content["before"]["digest"]
    need(good, "chain-before-changed", folder=before.name)


def files_in(folder: Path, content: Mapping[str, Any]) -> dict[str, str]:
    """The digests of all files in a record's folder; those held back as chain.json states them."""
    held = {name: content["files"][name] for name in HELD_BACK if name in content["files"]}
    there = {
        path.name: digest(read_bytes(path))
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
    }
    return dict(sorted((held | there).items()))


def record_folders(records: Path) -> list[Path]:
    """The folders of records, in their order."""
    numbered = [(number_of(path.name), path) for path in records.iterdir() if path.is_dir()]
    return [path for number, path in sorted((n, path) for n, path in numbered if n is not None)]
