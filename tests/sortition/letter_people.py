"""People who get a letter, as the first draw keeps them, for the tests of letters."""

from __future__ import annotations

from pathlib import Path

from sortition.letters.codes import make_codes
from sortition.letters.table import PEOPLE_COLUMNS
from stratification.tables import write_table

SALT = bytes(range(32))


def people(count: int, **fields: str) -> list[dict[str, str]]:
    """So many people of one street, all with these fields."""
    units = [f"P{number:04}" for number in range(1, count + 1)]
    return [
        dict.fromkeys(PEOPLE_COLUMNS, "")
        | {
            "letter": f"1-{number:06}",
            "unit": unit,
            "code": code,
            "initials": "J.P.",
            "prefix": "van den",
            "surname": "Berg",
            "sex": "M",
            "street": "Kerkstraat",
            "house_number": str(number),
            "postcode": "2583XL",
            "place": "Zeewijk",
        }
        | fields
        for number, (unit, code) in enumerate(
            zip(units, make_codes(SALT, units), strict=True), start=1
        )
    ]


def write_people(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write them as private/people-1.csv."""
    write_table(path, list(rows[0]), [list(row.values()) for row in rows])
    return path
