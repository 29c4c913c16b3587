"""Small registers of persons and of addresses, written as CSV and read."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from stratification.ages import Ages
from stratification.errors import Finding, InputError
from stratification.register.model import FIELDS, Choices, RegisterMap, StratumColumn
from stratification.register.reading import Register, open_register

DAY = datetime.date(2026, 3, 1)

PERSON = {
    "id": "",
    "birth_date": "19700503",
    "given_names": "Jantje",
    "prefix": "van de",
    "surname": "Canarie",
    "sex": "V",
    "street": "Vogelstraat",
    "house_number": "1",
    "house_letter": "",
    "house_addition": "",
    "house_sign": "",
    "postcode": "2583 XL",
    "place": "Kanariedam",
    "language": "",
    "suspension": "",
    "investigation": "",
    "confidential": "0",
    "town": "Ede",
}
"""A person whom nothing keeps from getting a letter; "town" is no field."""

TOWN = StratumColumn("gemeente", "town")
AGE = StratumColumn("leeftijd", None, (Ages(16, 24), Ages(25, 64), Ages(65)))
SEX = StratumColumn("geslacht", "sex", (), {"M": "man", "V": "vrouw", "X": "man"})
STRATA = ("gemeente", "leeftijd", "geslacht")


def person(key: str, **cells: str) -> dict[str, str]:
    """A row of a register."""
    return {**PERSON, "id": key, **cells}


def person_map(**changes: Any) -> RegisterMap:
    """A map in which every field is called as it is."""
    fields = [field for field in PERSON if field in FIELDS]
    settings: dict[str, Any] = {
        "columns": {field: field for field in fields},
        "strata": (TOWN, AGE, SEX),
        "minimum_age": 16,
        "undetermined": "out",
    }
    return RegisterMap(**{**settings, **changes})


def write(folder: Path, rows: Sequence[Mapping[str, str]], name: str = "register.csv") -> Path:
    """Write rows, which have the same columns, as CSV with quotation marks everywhere."""
    lines = [list(rows[0])] + [list(row.values()) for row in rows]
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path = folder / name
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8", newline="")
    return path


@contextmanager
def opened(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    mapping: RegisterMap | None = None,
    **choices: Any,
) -> Iterator[Register]:
    """Write a register and read it."""
    settings: dict[str, Any] = {"reference_date": DAY, **choices}
    path = write(folder, rows)
    with open_register(path, mapping or person_map(), Choices(**settings)) as register:
        yield register


def frame(register: Register) -> list[tuple[Any, ...]]:
    """The frame, in the order of its units."""
    return register.database.execute("FROM frame ORDER BY ALL").fetchall()


def published_frame(register: Register, folder: Path) -> list[tuple[Any, ...]]:
    """The frame as anybody gets it who runs the public query in the folder of the register."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with duckdb.connect() as database:
            return database.execute(f"FROM ({register.query}\n) ORDER BY ALL").fetchall()
    finally:
        os.chdir(before)


def removed(register: Register) -> dict[str, int]:
    """How many were left out by each step that left somebody out."""
    return {step.code: step.removed for step in register.reading.steps if step.removed}


def units(register: Register) -> list[str]:
    """What can get a letter."""
    return [row[0] for row in frame(register)]


def refused(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    mapping: RegisterMap | None = None,
    **choices: Any,
) -> dict[str, Finding]:
    """Code -> finding of everything that is wrong with a register."""
    with pytest.raises(InputError) as caught, opened(folder, rows, mapping, **choices) as register:
        register.people([])
    return {finding.code: finding for finding in caught.value.findings}


def notices(register: Register) -> dict[str, Finding]:
    """Code -> notice."""
    return {notice.code: notice for notice in register.reading.notices}
