"""The least that reading a pool and its quotas can be: the csv module, and no checks at all.

It is the floor that the real reader is compared with, and it brings every instance into the one
form the peer library reads. Standard library only.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.jobs import Job


@dataclass(frozen=True)
class Plain:
    """An instance as plain lists; `homes` says who lives together ("" for nobody known)."""

    categories: tuple[str, ...]
    quotas: tuple[tuple[str, str, int, int], ...]
    ids: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    homes: tuple[str, ...]


def read(job: Job) -> Plain:
    """Read the two files of a job."""
    quotas = tuple(
        (category, value, int(low), int(high))
        for category, value, low, high, *_ in _rows(job.quotas)[1:]
    )
    categories = tuple(dict.fromkeys(category for category, *_ in quotas))
    header, *rows = _rows(job.pool)
    name = job.id_column or "id"
    places = [header.index(category) for category in categories]
    home = [header.index(column) for column in job.households]
    return Plain(
        categories,
        quotas,
        tuple(row[header.index(name)] for row in rows),
        tuple(tuple(row[place] for place in places) for row in rows),
        tuple(_home([row[place] for place in home]) for row in rows),
    )


def columns(path: Path) -> list[str]:
    """Return the names in the first row of a file."""
    return _rows(str(path))[0]


def write(plain: Plain, folder: Path) -> tuple[Path, Path]:
    """Write the people (id, categories, household) and the quotas (feature, value, min, max)."""
    people, quotas = folder / "people.csv", folder / "quotas.csv"
    homes = [home or f"alone {person}" for home, person in zip(plain.homes, plain.ids, strict=True)]
    rows = zip(plain.ids, plain.values, homes, strict=True)
    _write(
        people,
        ["id", *plain.categories, "household"],
        [[person, *values, home] for person, values, home in rows],
    )
    _write(
        quotas, ["feature", "value", "min", "max"], [list(map(str, row)) for row in plain.quotas]
    )
    return people, quotas


def _home(cells: Sequence[str]) -> str:
    return "|".join(re.sub(r"[\W_]+", "", cell).casefold() for cell in cells).strip("|")


def _rows(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=first.count)
        return [row for row in csv.reader(file, delimiter=delimiter) if row]


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
