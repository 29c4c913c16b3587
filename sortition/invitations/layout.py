"""The files of a first draw: their names, their columns, and the rows of its public tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sortition.invitations.model import Stratum
from sortition.reading import digest, fail, natural, need
from sortition.record import chance_text
from stratification.tables import table_bytes, unguard

RECORD, PRIVATE = "record", "private"
PROVISION, SALT = "provision.csv", "salt.txt"
FORMAT = "sortition-invitations-1"
KEYS = (
    *("format", "digest", "versions", "previous", "wave", "part", "seed", "label"),
    *("frame", "one_per_address", "reference_date", "register", "map", "excluded", "steps"),
    *("people", "units", "confidential", "strata_columns", "only", "spread", "forecast"),
    *("proportional_forecast", "letters", "earlier", "drawn", "addresses", "earlier_drawn"),
    "files",
)

STRATA_COLUMNS = ("size", "earlier", "letters", "chance", "below", "proportional")
FORECAST_COLUMNS = ("response", "sign_ups", "seat_chance", "proportional_seat_chance")
HOME_COLUMNS = ("home", "homes", "people", "chance", "person_chance")
CURVE_COLUMNS = ("spread", "letters", "probability", "low", "high")
LETTER, CODE_HASH = "letter", "code_hash"
RESERVED = (*STRATA_COLUMNS, *FORECAST_COLUMNS, LETTER, CODE_HASH)
"""What a column of strata cannot be called: these stand in the same header."""

_NUMBERED = re.compile(
    r"(?:wave-#\.json|draw-#\.sql|(?:strata|homes|letters|curve|people)-#\.csv)".replace(
        "#", "([1-9][0-9]{0,5})"
    )
)
_BELOW = re.compile(r"g|[0-9a-f]{0,64}")


@dataclass(frozen=True)
class StratumLine:
    """A row of strata-W.csv. `forecast` has the cells of `FORECAST_COLUMNS`, when they are there.

    `below`: of those without a letter the ones whose number comes before it got one (see
    `sortition.invitations.draw.Drawn`).
    """

    stratum: Stratum
    letters: int
    below: str
    proportional: int
    forecast: tuple[str, ...] = ()

    @property
    def chance(self) -> Fraction:
        """Of a letter, all waves together."""
        return Fraction(self.stratum.earlier + self.letters, self.stratum.size)

    def cells(self) -> tuple[str, ...]:
        """The row."""
        numbers = (self.stratum.size, self.stratum.earlier, self.letters)
        chance = chance_text(self.chance)
        return (
            *self.stratum.values,
            *map(str, numbers),
            chance,
            self.below,
            str(self.proportional),
            *self.forecast,
        )


@dataclass(frozen=True)
class LetterLine:
    """A row of letters-W.csv: a letter, its stratum and the salted hash of its sign-up code."""

    letter: str
    values: tuple[str, ...]
    code_hash: str


def wave_name(wave: int) -> str:
    """wave-W.json.

    >>> wave_name(2), wave_file("strata", 2), letter_number(2, 123)
    ('wave-2.json', 'strata-2.csv', '2-000123')
    """
    return f"wave-{wave}.json"


def wave_file(name: str, wave: int) -> str:
    """The name of another file of a wave: strata, homes, letters, curve, draw, people."""
    return f"{name}-{wave}.{'sql' if name == 'draw' else 'csv'}"


def wave_of(name: str) -> int | None:
    """The wave that a file is of, by its name; None: it is of no one wave.

    >>> wave_of("wave-2.json"), wave_of("people-3.csv"), wave_of("provision.csv")
    (2, 3, None)
    """
    found = _NUMBERED.fullmatch(name)
    return int(next(filter(None, found.groups()))) if found else None


def letter_number(wave: int, number: int) -> str:
    """What stands on a letter to tell it from others."""
    return f"{wave}-{number:06}"


def read_public(data: bytes, headers: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows below the header of a table that `table_bytes` wrote, with one of these headers.

    Raises:
        VerificationError: the bytes are not such a table.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    except (ValueError, csv.Error):
        fail("record-csv")
    known = [list(header) for header in headers]
    cells = [[unguard(cell) for cell in row] for row in rows]
    need(cells[:1] != [] and cells[0] in known, "record-header", header=",".join(known[0])[:80])
    for number, row in enumerate(cells[1:], 2):
        need(len(row) == len(cells[0]), "record-row-width", row=number)
    need(table_bytes(cells[0], cells[1:]) == data, "record-rewritten")
    return cells[1:]


def read_strata(data: bytes, columns: tuple[str, ...]) -> tuple[StratumLine, ...]:
    """strata-W.csv, whose strata have these columns (VerificationError: it is not right)."""
    header = (*columns, *STRATA_COLUMNS)
    width, lines = len(columns), []
    for row in read_public(data, [header, (*header, *FORECAST_COLUMNS)]):
        size, earlier, letters, chance, below, proportional = row[width : len(header)]
        stratum = Stratum(tuple(row[:width]), natural(size, "size"), natural(earlier, "earlier"))
        need(stratum.size > 0 and stratum.left >= 0, "record-value", key="size")
        count = natural(letters, "letters", stratum.left + 1)
        line = StratumLine(
            stratum, count, below, natural(proportional, "proportional"), tuple(row[len(header) :])
        )
        need(chance == chance_text(line.chance), "record-value", key="chance")
        good = _BELOW.fullmatch(below) and bool(below) == bool(count)
        need(bool(good), "record-value", key="below")
        lines.append(line)
    values = [line.stratum.values for line in lines]
    need(len(set(values)) == len(values), "record-value", key="strata")
    return tuple(lines)


def read_letters(data: bytes, columns: tuple[str, ...], wave: int) -> tuple[LetterLine, ...]:
    """letters-W.csv, whose strata have these columns (VerificationError: it is not right)."""
    lines = []
    rows = read_public(data, [(LETTER, *columns, CODE_HASH)])
    for number, (letter, *values, code_hash) in enumerate(rows, 1):
        need(letter == letter_number(wave, number), "wave-letter", row=number + 1)
        lines.append(LetterLine(letter, tuple(values), digest(code_hash, CODE_HASH)))
    need(all(a.code_hash < b.code_hash for a, b in pairwise(lines)), "wave-letter-order")
    return tuple(lines)
