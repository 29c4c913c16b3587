"""Small registers to draw from, and the draw once more in plain Python: hashlib and csv only.

`plain_draw` and what it needs follow the text of `sortition.stream` and of `invitations.draw`,
and use nothing of the package.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.invitations.allocate import proportional
from sortition.invitations.invite import Request
from stratification.register.model import Choices
from stratification.tables import read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Values = tuple[str, ...]


@dataclass(frozen=True)
class Resident:
    """A row of a register: what gets a letter, where, and the values of its stratum."""

    unit: str
    address: str | None
    values: Values


@dataclass(frozen=True)
class Plain:
    """What fixes a draw; `taken` are units with a letter, `gone` addresses with one."""

    seed: str
    letters: Mapping[Values, int]
    label: str = "letters"
    one_per_address: bool = False
    taken: Collection[str] = frozenset()
    gone: Collection[str] = frozenset()


def plain_number(seed: str, label: str, unit: str) -> str:
    """The number of a unit."""
    text = "\n".join(["sortition-number-1", label, unit, seed])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def plain_draw(residents: Iterable[Resident], draw: Plain) -> list[str]:
    """The units drawn, in the order of their numbers."""
    places = [
        (plain_number(draw.seed, draw.label, one.unit), one.unit, one.address, one.values)
        for one in residents
    ]
    places.sort(key=lambda place: place[:2])
    if draw.one_per_address:
        gone = set(draw.gone) | {place[2] for place in places if place[1] in draw.taken}
        first = {place[2]: place for place in reversed(places)}
        places = [one for one in places if first[one[2]] is one and one[2] not in gone]
    room = dict(draw.letters)
    drawn = []
    for _, unit, _, values in places:
        if unit not in draw.taken and room.get(values, 0):
            room[values] -= 1
            drawn.append(unit)
    if any(room.values()):
        raise ValueError("a stratum has too few units")
    return drawn


def plain_digest(units: Sequence[str]) -> str:
    """What a record states under "drawn"."""
    return hashlib.sha256("\n".join(units).encode("utf-8")).hexdigest()


def read_residents(
    path: Path, unit: str, address: str | None, strata: Sequence[str]
) -> list[Resident]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Resident(row[unit], row[address] if address else None, tuple(row[s] for s in strata))
            for row in csv.DictReader(file)
        ]


def put_frame(database: DuckDBPyConnection, residents: Sequence[Resident]) -> None:
    """Make the table that `open_register` makes."""
    width = len(residents[0].values)
    names = [f"s{place}" for place in range(1, width + 1)]
    homes: defaultdict[str | None, int] = defaultdict(int)
    for one in residents:
        homes[one.address] += 1
    lists = [
        [one.unit for one in residents],
        [one.address for one in residents],
        [None if one.address is None else homes[one.address] for one in residents],
        *([one.values[place] for one in residents] for place in range(width)),
    ]
    texts = "".join(f", unnest(?::VARCHAR[]) AS {name}" for name in names)
    database.execute(
        "CREATE OR REPLACE TABLE frame AS SELECT unnest(?::VARCHAR[]) AS unit, "
        f"unnest(?::VARCHAR[]) AS address, unnest(?::INTEGER[]) AS home{texts}",
        lists,
    )


MAP = """
[columns]
id = "sleutel"
address = "adres"
confidential = "geheim"
suspension = "opschorting"
surname = "naam"
street = "straat"
house_number = "nummer"
postcode = "postcode"
place = "plaats"
[strata]
wijk = "wijk"
groep = "groep"
[provision]
holder = "Gemeente Zeewijk"
purpose = "Burgerberaad"
ground = "Verordening"
"""
COLUMNS = [
    *("sleutel", "adres", "geheim", "naam", "straat", "nummer", "postcode", "plaats"),
    *("wijk", "groep", "opschorting"),
]
ODD_NAMES = [
    '=HYPERLINK("http://x")',
    "+1",
    "-2",
    "@sum",
    "'=1",
    "'t Hart",
    "\u202eyzal\u202c",
    "Zoe\u0308",
    'quote " here',
    "semi;colon, comma",
    "line\nbreak",
    "\tTab",
    "李",
    "",
]


def register_rows(count: int) -> list[list[str]]:
    """People with ids such as "00007", in homes of 1 to 4, in two neighbourhoods and two groups."""
    rows = []
    for person in range(count):
        home = person * 2 // 5
        rows.append(
            [
                f"{person:05}",
                f"{home:016}",
                "7" if person % 10 == 3 else "0",
                ODD_NAMES[person % len(ODD_NAMES)],
                "Kanariestraat",
                str(home + 1),
                "1234 AB",
                "Kanariedam",
                "Noord" if home % 3 else "Zuid",
                "jong" if person % 7 < 3 else "oud",
                "",
            ]
        )
    return rows


def write_register(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write rows of `COLUMNS` as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    return path


def request(folder: Path, register: Path, letters: int, **settings: Any) -> Request:
    """A request to spread letters proportionally over both columns, into folder/out."""
    mapping = folder / "map.toml"
    if not mapping.exists():
        mapping.write_text(MAP, encoding="utf-8")
    choices = Choices(
        datetime.date(2026, 3, 1),
        settings.pop("strata", ("wijk", "groep")),
        one_per_address=settings.pop("single", False),
    )
    usual = Request(
        register=register,
        map=mapping,
        choices=choices,
        seed="openbaar zaad",
        out=folder / "out",
        planner=partial(proportional, letters=letters),
        date=datetime.date(2026, 4, 1),
    )
    return replace(usual, **settings)


def private_rows(folder: Path, wave: int) -> list[dict[str, str]]:
    """The rows of private/people-W.csv of a draw."""
    table = read_table(folder / "private" / f"people-{wave}.csv")
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
