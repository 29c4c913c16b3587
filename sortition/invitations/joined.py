"""The files of joined parts: their names, and whether they are as they were written."""

from __future__ import annotations

from pathlib import Path

from sortition.reading import digest, fields, many, need, published, read_json, whole
from stratification.files import read_bytes

FORMAT = "sortition-merged-1"
MERGED, STRATA, LETTERS = "merged.json", "strata.csv", "letters.csv"
_KEYS = ("format", "digest", "protocol", "parts", "people", "units", "letters", "files")


def check_merged(folder: Path) -> None:
    """Make sure that joined parts are as they were written.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a file was changed, or is not of such a folder.
    """
    content = read_json(read_bytes(folder / MERGED), FORMAT, _KEYS)
    files = fields(content["files"], (STRATA, LETTERS))
    for name, stated in files.items():
        published(folder, name, digest(stated, name), MERGED)
    for key_name in ("people", "units", "letters"):
        total = sum(whole(part[key_name], key_name, 0) for part in many(content["parts"], "parts"))
        need(total == content[key_name], "record-value", key=key_name)
