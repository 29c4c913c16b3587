"""Joining the parts of a federated draw: each municipality drew for itself, from one seed.

A part hands over its public folder only: counts, and for every letter its stratum and the hash of
its code. Nobody's name, address or id leaves the municipality. That the parts belong together is
checked: the same seed, reference date, rules and strata, every record unchanged, and its letters
spread as it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sortition.invitations.bands import check_bands, other_bands, rules_of, strata_bands
from sortition.invitations.joined import ELIGIBLE, FORMAT, LETTERS, MERGED, PROTOCOL, STRATA
from sortition.invitations.layout import CODE_HASH, LETTER, RECORD, wave_name
from sortition.invitations.record import WaveRecord
from sortition.invitations.verify import check_spread, numbers, read_all
from sortition.invitations.waves import setting_text
from sortition.reading import about
from sortition.record import chance_text, digest, json_bytes, sealed
from stratification.cells import grouped
from stratification.errors import Finding, InputError, Param, SortitionError, VerificationError
from stratification.files import check_folder, name_of, write_folder
from stratification.register.model import RegisterMap
from stratification.tables import Table, read_table, table_bytes
from stratification.text import key, shown

_WHOLE = re.compile("[0-9]{1,18}")
_PART, _LETTERS = ("part", "deel"), ("letters", "brieven")


@dataclass(frozen=True)
class Part:
    """One municipality's draw: its public folder, every wave of it, and the map of the first."""

    folder: str
    waves: tuple[WaveRecord, ...]
    rules: RegisterMap = field(repr=False)

    @property
    def name(self) -> str:
        """What it calls itself; "" when it has no name."""
        return str(self.waves[0].content["part"] or "")

    @property
    def units(self) -> int:
        """What could get a letter, in its last wave."""
        return int(self.waves[-1].content["units"])

    @property
    def people(self) -> int:
        """The people eligible, in its last wave."""
        return int(self.waves[-1].content["people"])

    @property
    def letters(self) -> int:
        """All letters, of all waves."""
        return sum(len(wave.letters) for wave in self.waves)

    @property
    def chance(self) -> Fraction:
        """Of a letter, on average."""
        return Fraction(self.letters, self.units)


@dataclass(frozen=True)
class Merged:
    """All parts, ordered by their names, and the names of the files written."""

    parts: tuple[Part, ...]
    files: tuple[str, ...]
    notices: tuple[Finding, ...] = ()


def merge(folders: Sequence[Path], out: Path, key_file: Path | None = None) -> Merged:
    """Check the parts of a draw and write what they are together into a new folder.

    Parameters:
        folders: what `invite --part` wrote, or the public part of it.
        out: a new or empty folder.
        key_file: what every part should have sent: a table with the columns part and letters.

    Raises:
        InputError: parts that do not belong together, or do not keep the key: everything.
        VerificationError: the record of a part was changed, or is not right in itself.
    """
    check_folder(out)
    parts = sorted(_read_parts(folders), key=lambda part: (key(part.name), part.folder))
    errors = check_parts(parts)
    if key_file is not None:
        errors += _check_key(read_table(key_file), parts)
    if errors:
        raise InputError(*errors)
    files = merged_files(parts)
    write_folder(out, files)
    return Merged(tuple(parts), tuple(files))


def _read_parts(folders: Sequence[Path]) -> list[Part]:
    """All parts, or everything that is wrong with their records."""
    parts: list[Part] = []
    errors: list[SortitionError] = []
    for folder in folders:
        try:
            parts.append(_read_part(folder))
        except SortitionError as error:
            errors.append(error)
    findings = [finding for error in errors for finding in error.findings]
    if any(isinstance(error, VerificationError) for error in errors):
        raise VerificationError(*findings)
    if findings:
        raise InputError(*findings)
    return parts


def _read_part(folder: Path) -> Part:
    public = folder / RECORD if (folder / RECORD).is_dir() else folder
    name = name_of(folder)
    if name == RECORD:
        name = name_of(folder.absolute().parent)
    if not numbers(public):
        raise InputError(Finding("merge-not-draw", {"name": wave_name(1)}, file=name))
    try:
        waves = read_all(public)
        for wave in waves:
            with about(wave_name(wave.wave)):
                check_bands(wave)
                check_spread(wave)
        return Part(name, waves, rules_of(waves[0]))
    except SortitionError as error:  # every part has files of these names
        findings = (replace(one, file=f"{name}/{one.file}") for one in error.findings)
        raise type(error)(*findings) from None


def check_parts(parts: Sequence[Part]) -> list[Finding]:
    """What keeps these parts from being one draw."""
    errors = [] if len(parts) > 1 else [Finding("merge-one")]
    if not parts:
        return errors
    seen: dict[str, Part] = {}
    common = _common(parts)
    for part in parts:
        if not part.name:
            errors.append(Finding("merge-no-part", file=part.folder))
        elif seen.setdefault(key(part.name), part) is not part:
            errors.append(Finding("merge-part-twice", {"part": part.name}, file=part.folder))
        errors += _differences(common, part)
        errors += other_bands((common.folder, common.waves), (part.folder, part.waves))
    return errors + _same_register(parts)


def _same_register(parts: Sequence[Part]) -> list[Finding]:
    """Parts of which the people would be counted twice."""
    first: dict[str, Part] = {}
    errors = []
    for part in parts:
        other = first.setdefault(part.waves[0].content["register"]["digest"], part)
        if other is not part and key(other.name) != key(part.name):
            errors.append(Finding("merge-register", {"other": other.folder}, file=part.folder))
    return errors


def _common(parts: Sequence[Part]) -> Part:
    """The first part whose protocol and bands are those of most parts."""
    said = [json_bytes({**protocol(part), "bands": strata_bands(part.waves[-1])}) for part in parts]
    often = Counter(said)
    return max(zip(parts, said, strict=True), key=lambda pair: often[pair[1]])[0]


def _differences(first: Part, part: Part) -> list[Finding]:
    """Where the protocol of a part is not that of another, which has the one of most parts."""
    one, other = protocol(first), protocol(part)
    return [
        Finding(
            f"merge-differs-{name.replace('_', '-')}",
            {
                "first": first.folder,
                "here": setting_text(other[name]),
                "there": setting_text(one[name]),
            },
            file=part.folder,
        )
        for name in one
        if one[name] != other[name]
    ]


def protocol(part: Part) -> dict[str, Any]:
    """What must be the same in all parts."""
    content = part.waves[0].content
    return {
        **{name: content[name] for name in PROTOCOL},
        **{name: getattr(part.rules, name) for name in ELIGIBLE},
        "spread": content["spread"]["kind"],
    }


def _check_key(table: Table, parts: Sequence[Part]) -> list[Finding]:
    """Where the letters of the parts are not those of a key."""
    places = [
        next((at for name in names if (at := table.find(name)) is not None), None)
        for names in (_PART, _LETTERS)
    ]
    named, counted = places
    if named is None or counted is None:
        return [Finding("merge-key-columns", file=table.path_name, row=table.header)]
    wrong = [
        number
        for number, row in zip(table.numbers, table.rows, strict=True)
        if not _WHOLE.fullmatch(row[counted].strip())
    ]
    if wrong:
        return [grouped("merge-key-number", table, counted, wrong)]
    asked: dict[str, int] = {}
    errors = []
    known = {key(part.name): part for part in parts}
    for number, row in zip(table.numbers, table.rows, strict=True):
        params = {"part": shown(row[named])}
        if key(row[named]) in asked:
            errors.append(Finding("merge-key-twice", params, table.path_name, number))
        elif key(row[named]) not in known:
            errors.append(Finding("merge-key-unknown", params, table.path_name, number))
        asked.setdefault(key(row[named]), int(row[counted]))
    for name, part in known.items():
        if name not in asked:
            errors.append(Finding("merge-key-missing", {"part": part.name}, table.path_name))
        elif asked[name] != part.letters:
            counts: dict[str, Param] = {"part": part.name, "sent": part.letters}
            counts["asked"] = asked[name]
            errors.append(Finding("merge-key-letters", counts, table.path_name))
    return errors


def merged_files(parts: Sequence[Part]) -> dict[str, bytes]:
    """What is written, by name."""
    columns = parts[0].waves[0].columns
    strata = [
        [
            part.name,
            *line.stratum.values,
            str(line.stratum.size),
            str(line.stratum.earlier + line.letters),
            chance_text(line.chance),
        ]
        for part in parts
        for line in part.waves[-1].strata
    ]
    letters = [
        [part.name, line.letter, *line.values, line.code_hash]
        for part in parts
        for wave in part.waves
        for line in wave.letters
    ]
    tables = {
        STRATA: table_bytes(["part", *columns, "size", "letters", "chance"], strata),
        LETTERS: table_bytes(["part", LETTER, *columns, CODE_HASH], letters),
    }
    content = {
        "format": FORMAT,
        "protocol": protocol(parts[0]),
        "parts": [_about(part) for part in parts],
        "people": sum(part.people for part in parts),
        "units": sum(part.units for part in parts),
        "letters": sum(part.letters for part in parts),
        "files": {name: digest(data) for name, data in tables.items()},
    }
    return {**tables, MERGED: json_bytes(sealed(content))}


def _about(part: Part) -> dict[str, Any]:
    return {
        "part": part.name,
        "people": part.people,
        "units": part.units,
        "letters": part.letters,
        "waves": [{"wave": wave.wave, "digest": wave.digest} for wave in part.waves],
    }
