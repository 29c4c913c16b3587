"""The files of joined parts: their names, and whether they are right in themselves.

Everything is checked that the three files say twice: sums, chances, letters per stratum, order.
Whether they are the draws of the parts only the records of the parts can show: these are not here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from sortition.invitations.layout import CODE_HASH, LETTER, letter_number, read_public
from sortition.reading import (
    about,
    day,
    digest,
    fail,
    fields,
    many,
    natural,
    need,
    printable,
    published,
    read_json,
    text,
    whole,
)
from sortition.record import chance_text
from stratification.files import read_bytes
from stratification.text import key

FORMAT = "sortition-merged-1"
MERGED, STRATA, LETTERS = "merged.json", "strata.csv", "letters.csv"
PROTOCOL = ("seed", "frame", "one_per_address", "reference_date", "strata_columns")
ELIGIBLE = ("minimum_age", "maximum_age", "undetermined")
"""Of the protocol: what a record has under these keys, and what its map says of who is eligible."""

_KEYS = ("format", "digest", "protocol", "parts", "people", "units", "letters", "files")
_PART = ("part", "people", "units", "letters", "waves")
_SPREADS = ("proportional", "equal", "key", "response")
_NUMBERED = re.compile("([1-9][0-9]{0,5})-[0-9]{6,18}")

_Counts = dict[str, dict[tuple[str, ...], int]]
"""Part -> values of a stratum -> letters."""


@dataclass(frozen=True)
class _Part:
    """What merged.json says of a part; `waves`: how many."""

    name: str
    units: int
    letters: int
    waves: int


@dataclass(frozen=True)
class _Letter:
    """A row of letters.csv."""

    part: str
    values: tuple[str, ...]
    wave: int
    letter: str
    code_hash: str


def check_merged(folder: Path) -> None:
    """Make sure that the files of joined parts belong together, and hold what they should.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a file was changed, or is not of such a folder.
    """
    content = read_json(read_bytes(folder / MERGED), FORMAT, _KEYS)
    columns = _check_protocol(content["protocol"])
    parts = _read_parts(content)
    files = fields(content["files"], (STRATA, LETTERS))
    data = {}
    for name, stated in files.items():
        with about(name):
            data[name] = published(folder, name, digest(stated, "files"), MERGED)
    with about(STRATA):
        strata = _read_strata(data[STRATA], columns, parts)
    with about(LETTERS):
        letters = _read_letters(data[LETTERS], columns, parts)
        for part in parts:
            _check_letters(part, strata[part.name], letters[part.name])


def other_files(folder: Path) -> list[str]:
    """What stands in the folder of joined parts beside their three files."""
    return sorted({path.name for path in folder.iterdir()} - {MERGED, STRATA, LETTERS})


# ---- merged.json ----


def _check_protocol(value: Any) -> tuple[str, ...]:
    """The columns of strata of a protocol, every value of which is of the right kind."""
    content = fields(value, (*PROTOCOL, *ELIGIBLE, "spread"))
    text(content["seed"], "seed")
    need(content["frame"] in ("persons", "addresses"), "record-value", key="frame")
    need(type(content["one_per_address"]) is bool, "record-value", key="one_per_address")
    day(content["reference_date"], "reference_date")
    columns = [text(name, "strata_columns") for name in many(content["strata_columns"], "columns")]
    need(len(set(columns)) == len(columns), "record-value", key="strata_columns")
    ages = {name: content[name] for name in ELIGIBLE[:2] if content[name] is not None}
    years = [whole(age, name, 0) for name, age in ages.items()]
    need(years == sorted(years), "record-value", key="maximum_age")
    need(content["undetermined"] in (None, "in", "out"), "record-value", key="undetermined")
    need(content["spread"] in _SPREADS, "record-value", key="spread")
    return tuple(columns)


def _read_parts(content: Mapping[str, Any]) -> tuple[_Part, ...]:
    """The parts, in their order, no wave twice; their sums are the totals."""
    stated = [fields(value, _PART) for value in many(content["parts"], "parts")]
    parts = tuple(_part(one, content["protocol"]["frame"]) for one in stated)
    keys = [key(part.name) for part in parts]
    need(len(parts) > 1, "record-value", key="parts")
    need(all(one < other for one, other in pairwise(keys)), "merged-order")
    digests = [wave["digest"] for one in stated for wave in one["waves"]]
    need(len(set(digests)) == len(digests), "record-value", key="digest")
    for name in ("people", "units", "letters"):
        total = sum(one[name] for one in stated)
        need(total == whole(content[name], name), "merged-total", key=name)
    return parts


def _part(one: Mapping[str, Any], frame: str) -> _Part:
    """A part, every value of which is of the right kind."""
    name = text(one["part"], "part")
    need(name.splitlines() == [name] and bool(key(name)), "record-value", key="part")
    people, units, letters = (whole(one[name], name, 1) for name in ("people", "units", "letters"))
    need(units == people if frame == "persons" else units <= people, "record-value", key="units")
    waves = [fields(wave, ("wave", "digest")) for wave in many(one["waves"], "waves")]
    need(bool(waves), "record-value", key="waves")
    for number, wave in enumerate(waves, 1):
        need(whole(wave["wave"], "wave") == number, "record-value", key="wave")
        digest(wave["digest"], "digest")
    return _Part(name, units, letters, len(waves))


# ---- strata.csv ----


def _read_strata(data: bytes, columns: Sequence[str], parts: Sequence[_Part]) -> _Counts:
    """The letters of every stratum, whose sums are those of the parts."""
    header = ("part", *columns, "size", "letters", "chance")
    places = {part.name: place for place, part in enumerate(parts)}
    found: _Counts = {part.name: {} for part in parts}
    order: list[tuple[int, list[str], tuple[str, ...]]] = []
    sizes: Counter[str] = Counter()
    for name, *cells in read_public(data, [header]):
        *values, size, letters, chance = cells
        need(name in places, "record-value", key="part")
        people = natural(size, "size")
        need(people > 0, "record-value", key="size")
        count = natural(letters, "letters", people + 1)
        need(chance == chance_text(Fraction(count, people)), "record-value", key="chance")
        order.append((places[name], list(map(key, values)), tuple(values)))
        found[name][tuple(values)] = count
        sizes[name] += people
    need(all(one < other for one, other in pairwise(order)), "merged-rows")
    for part in parts:
        _check_sum(part, "size", sizes[part.name], part.units)
        sent = sum(found[part.name].values())
        # Somebody who got an earlier letter may no longer be in the register.
        if part.waves == 1 or sent > part.letters:
            _check_sum(part, "letters", sent, part.letters)
    return found


def _check_sum(part: _Part, column: str, total: int, stated: int) -> None:
    name = printable(part.name)
    need(total == stated, "merged-sum", part=name, key=column, sum=total, stated=stated)


# ---- letters.csv ----


def _read_letters(
    data: bytes, columns: Sequence[str], parts: Sequence[_Part]
) -> dict[str, list[_Letter]]:
    """The letters of every part, as many as it states, and in order."""
    rows = [_letter(row) for row in read_public(data, [("part", LETTER, *columns, CODE_HASH)])]
    found: dict[str, list[_Letter]] = {part.name: [] for part in parts}
    for row in rows:
        need(row.part in found, "record-value", key="part")
        found[row.part].append(row)
    for part in parts:
        count, name = len(found[part.name]), printable(part.name)
        need(count == part.letters, "merged-count", part=name, count=count, stated=part.letters)
    waves = [(part.name, wave) for part in parts for wave in range(1, part.waves + 1)]
    runs = groupby(enumerate(rows, 2), lambda pair: (pair[1].part, pair[1].wave))
    seen = []
    for (name, wave), run in runs:
        seen.append((name, wave))
        lines = list(run)
        for number, (at, row) in enumerate(lines, 1):
            need(row.letter == letter_number(wave, number), "wave-letter", row=at)
        hashes = [row.code_hash for _, row in lines]
        need(all(one < other for one, other in pairwise(hashes)), "wave-letter-order")
    need(seen == waves, "merged-rows")
    return found


def _letter(row: Sequence[str]) -> _Letter:
    part, letter, *values, code_hash = row
    numbered = _NUMBERED.fullmatch(letter)
    if numbered is None:
        fail("record-value", key=LETTER)
    return _Letter(part, tuple(values), int(numbered[1]), letter, digest(code_hash, CODE_HASH))


def _check_letters(
    part: _Part, strata: Mapping[tuple[str, ...], int], letters: Sequence[_Letter]
) -> None:
    """Every stratum has the letters that strata.csv says.

    Of a part with more waves these are at least the letters of the last one: who got an earlier
    letter may have left the register since, or live in another stratum.
    """
    last = Counter(row.values for row in letters if row.wave == part.waves)
    known = all(count <= strata.get(values, 0) for values, count in last.items())
    # With one wave the sums are equal, so that no stratum has fewer either.
    need(known, "wave-letters")
