"""The register of provision: who received which data of the register, when, why, on which ground.

Whoever is in a register of residents may ask what was done with it (in the Netherlands, National
Ombudsman report 2018/028). `record/provision.csv` answers that for a draw, and holds nothing about
a person. It may be edited: people add what happened outside this program.

Somebody with a disclosure block (geheimhouding, BRP 70.10) does get a letter of their own
municipality, but nobody else may get their data: `for_third_party` leaves them out and counts them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sortition.letters.plain import plain
from stratification.cells import grouped
from stratification.errors import Finding, InputError
from stratification.files import write_bytes
from stratification.tables import Table, read_table, table_bytes
from stratification.text import listed_names

COLUMNS = ("date", "recipient", "fields", "people", "purpose", "ground", "refused")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,12}")
_SEPARATOR = "; "
Row = TypeVar("Row", bound=Mapping[str, str])


@dataclass(frozen=True)
class Provision:
    """One time that data were given to somebody.

    Parameters:
        date: when.
        recipient: who received them.
        fields: what was given of everybody: fields of the register, or columns of a file.
        people: of how many people (or addresses).
        purpose, ground: why, and on which legal ground.
        refused: how many were left out because of a disclosure block.

    Raises:
        ValueError: nobody received it, it was nothing, or a number is below 0.
    """

    date: datetime.date
    recipient: str
    fields: tuple[str, ...]
    people: int
    purpose: str
    ground: str
    refused: int = 0

    def __post_init__(self) -> None:
        if not (plain(self.recipient) and any(map(_field, self.fields))):
            raise ValueError("somebody received something")
        if min(self.people, self.refused) < 0:
            raise ValueError("people are counted")


def for_third_party(people: Sequence[Row]) -> tuple[list[Row], int]:
    """Those whose data may be given to another than the municipality, and how many may not.

    >>> for_third_party([{"unit": "1", "confidential": ""}, {"unit": "2", "confidential": "yes"}])
    ([{'unit': '1', 'confidential': ''}], 1)
    """
    allowed = [person for person in people if not person["confidential"]]
    return allowed, len(people) - len(allowed)


def provision_bytes(provisions: Sequence[Provision]) -> bytes:
    """The file, as `append_provision` writes it."""
    return table_bytes(COLUMNS, map(_cells, provisions))


def append_provision(path: Path, provision: Provision) -> None:
    """Add one line to a register of provision, which need not exist yet, in one step.

    A line that is there already is not added again: letters that are made anew on the same day are
    no further provision.

    Raises:
        InputError: the file cannot be read as such a register, or not be written.
    """
    before = read_provisions(path) if path.exists() else ()
    again = provision_bytes([provision]) in (provision_bytes([one]) for one in before)
    if not again:
        write_bytes(path, provision_bytes([*before, provision]))


def read_provisions(path: Path) -> tuple[Provision, ...]:
    """The lines of a register of provision, in the order of the file.

    Raises:
        InputError: everything that is wrong with it.
    """
    table = read_table(path)
    missing = [name for name in COLUMNS if table.find(name) is None]
    if missing:
        params = {"columns": listed_names(missing)}
        raise InputError(Finding("provision-columns", params, table.path_name, table.header))
    errors = [
        *_wrong(table, ("date",), "provision-date", _is_date),
        *_wrong(table, ("people", "refused"), "provision-number", _is_number),
        *_wrong(table, ("recipient", "fields"), "provision-blank", _field),
    ]
    if errors:
        raise InputError(*errors)
    places = {name: table.find(name) or 0 for name in COLUMNS}
    return tuple(
        _provision({name: plain(row[place]) for name, place in places.items()})
        for row in table.rows
    )


def _wrong(
    table: Table, names: Sequence[str], code: str, good: Callable[[str], object]
) -> list[Finding]:
    """Find the cells of some columns that are not good."""
    found = []
    for name in names:
        place = table.find(name) or 0
        rows = zip(table.numbers, table.rows, strict=True)
        wrong = [number for number, row in rows if not good(plain(row[place]))]
        found += [grouped(code, table, place, wrong)] if wrong else []
    return found


def _field(text: str) -> str:
    """The name of a field as it can stand in a list; "" when there is none."""
    return plain(text.replace(";", ",")).strip(", ")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _provision(cells: Mapping[str, str]) -> Provision:
    return Provision(
        date=datetime.date.fromisoformat(cells["date"]),
        recipient=cells["recipient"],
        fields=tuple(field for part in cells["fields"].split(";") if (field := _field(part))),
        people=int(cells["people"]),
        purpose=cells["purpose"],
        ground=cells["ground"],
        refused=int(cells["refused"]),
    )


def _cells(provision: Provision) -> tuple[str, ...]:
    fields = _SEPARATOR.join(filter(None, map(_field, provision.fields)))
    return (
        provision.date.isoformat(),
        plain(provision.recipient),
        fields,
        str(provision.people),
        plain(provision.purpose),
        plain(provision.ground),
        str(provision.refused),
    )
