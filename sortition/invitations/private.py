"""What the draw keeps private: who gets a letter, with which code, and the salt of the codes.

people-W.csv has one row per letter: letter, unit, address, the strata ("stratum " before the name
of the column, since a map may call one "sex" or "place" too), code, confidential ("yes": geheim-
houding) and the fields a letter needs. Cells are guarded, so no spreadsheet runs a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sortition.invitations.draw import Invitee, Rule
from sortition.invitations.layout import (
    PRIVATE,
    SALT,
    LetterLine,
    letter_number,
    wave_file,
    wave_name,
)
from sortition.invitations.model import Strata
from sortition.invitations.record import WaveRecord
from sortition.invitations.strata import Earlier
from sortition.letters.codes import SALT_BYTES, addresses_digest, code_hash, make_codes
from sortition.letters.table import people_rows
from sortition.reading import about, fail, need
from sortition.record import digest
from sortition.stream import number
from stratification.errors import Finding, InputError
from stratification.files import name_of, read_bytes
from stratification.register.model import LETTER_FIELDS
from stratification.tables import table_bytes

STRATUM = "stratum "
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_SALT = re.compile(rb"[0-9a-f]{%d}\n" % (2 * SALT_BYTES))


@dataclass(frozen=True)
class Past:
    """What earlier waves left: who has a letter, the codes that are taken, and the salt."""

    salt: bytes = field(repr=False)
    earlier: Earlier = field(default_factory=Earlier, repr=False)
    codes: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Letters:
    """All letters of a wave: the rows that are published and the private ones, in their order."""

    lines: tuple[LetterLine, ...]
    people: bytes = field(repr=False)
    addresses: str


def drawn_digest(units: Sequence[str]) -> str:
    """SHA-256 of units, joined by line feeds."""
    return digest("\n".join(units).encode())


def salt_bytes(salt: bytes) -> bytes:
    """The content of salt.txt."""
    return f"{salt.hex()}\n".encode()


def make_letters(
    wave: int,
    strata: Strata,
    invitees: Sequence[Invitee],
    people: Sequence[Mapping[str, str]],
    past: Past,
) -> Letters:
    """Give everybody drawn a code and a letter number.

    Letters are numbered in the order of the salted hashes of their codes. So a number says nothing
    about the person, and the published rows can stand in their own order.

    Parameters:
        people: of each invitee `LETTER_FIELDS` and "confidential", in the same order.
    """
    codes = make_codes(past.salt, [one.unit for one in invitees], past.codes)
    hashes = [code_hash(past.salt, code) for code in codes]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    lines, rows = [], []
    for count, at in enumerate(order, 1):
        one, person = invitees[at], people[at]
        letter, values = letter_number(wave, count), strata.rows[one.stratum].values
        lines.append(LetterLine(letter, values, hashes[at]))
        row = (letter, one.unit, one.address or "", *values, codes[at], person["confidential"])
        rows.append((*row, *(as_written(person[name]) for name in LETTER_FIELDS)))
    addresses = addresses_digest(past.salt, [(one.unit, one.address or "") for one in invitees])
    return Letters(tuple(lines), table_bytes(people_columns(strata.columns), rows), addresses)


def people_columns(columns: Sequence[str]) -> list[str]:
    """The header of people-W.csv."""
    named = [STRATUM + name for name in columns]
    return ["letter", "unit", "address", *named, "code", "confidential", *LETTER_FIELDS]


def as_written(text: str) -> str:
    """A text without control characters, with which the file could not be read again."""
    return _CONTROL.sub(" ", text)


def read_past(folder: Path, waves: Sequence[WaveRecord], rule: Rule) -> Past:
    """What the waves of a draw left in its private folder, checked against their records.

    Raises:
        InputError: a file is missing or cannot be read.
        VerificationError: it is not the one of these waves.
    """
    private = folder / PRIVATE
    if not private.is_dir():
        raise InputError(Finding("letters-no-private", file=name_of(folder)))
    with about(SALT):
        data = read_bytes(private / SALT)
        need(_SALT.fullmatch(data) is not None, "past-salt")
        salt = bytes.fromhex(data.decode().strip())
    units: list[str] = []
    addresses: list[str] = []
    codes: list[str] = []
    for record in waves:
        file = wave_file("people", record.wave)
        rows = people_rows(private / file)
        with about(file):
            check_people(rows, record, rule, Past(salt, codes=frozenset(codes)))
        units += [row["unit"] for row in rows]
        addresses += [row["address"] for row in rows if row["address"]]
        codes += [row["code"] for row in rows]
    return Past(salt, Earlier(tuple(units), tuple(addresses)), frozenset(codes))


def check_people(
    rows: Sequence[Mapping[str, str]], record: WaveRecord, rule: Rule, past: Past
) -> None:
    """Raise when these rows are not those of the letters of a wave.

    Names and the lines of an address may have been mended. What other draws, or the counting of
    sign-ups, rest on may not: units, addresses, strata, numbers and codes.

    Parameters:
        past: the salt, and the codes of earlier waves.

    Raises:
        VerificationError: one of these is another.
    """
    name = wave_name(record.wave)
    units = [row["unit"] for row in rows]
    if any("\n" in unit for unit in units):
        fail("past-units", record=name)
    ordered = sorted(units, key=lambda unit: (number(rule.seed, rule.label, unit), unit))
    need(drawn_digest(ordered) == record.content["drawn"], "past-units", record=name)
    by_unit = {row["unit"]: row for row in rows}
    codes = make_codes(past.salt, ordered, past.codes)
    need([by_unit[unit]["code"] for unit in ordered] == list(codes), "past-codes", record=name)
    _check_letters(rows, record, past.salt)
    pairs = [(unit, by_unit[unit]["address"]) for unit in ordered]
    stated = record.content["addresses"]
    need(addresses_digest(past.salt, pairs) == stated, "past-addresses", record=name)


def _check_letters(rows: Sequence[Mapping[str, str]], record: WaveRecord, salt: bytes) -> None:
    """Every code has the number and the stratum that letters-W.csv gives its hash."""
    name, columns = wave_name(record.wave), [STRATUM + column for column in record.columns]
    good = all(column in row for row in rows for column in columns)
    need(good, "past-codes", record=name)
    stated = {line.letter: (line.code_hash, line.values) for line in record.letters}
    given = {
        row["letter"]: (code_hash(salt, row["code"]), tuple(row[column] for column in columns))
        for row in rows
    }
    need(stated == given, "past-codes", record=name)
