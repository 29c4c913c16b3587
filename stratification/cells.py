"""What is said about the cells of a table: equal ones together, and never what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from stratification.ages import parse_ages
from stratification.errors import Finding, Param
from stratification.tables import Table
from stratification.text import listed_names, listed_rows, nearest, shown

MAX_GROUPS = 20
"""A column with more different unknown values than this gets one finding, not one for each."""

_YEARS = re.compile(r"[0-9]{1,3}(?:\.0+)?")  # "34.0" is how a spreadsheet may write 34

Places = dict[str, list[int]]
"""Every different text of a column -> the numbers of its rows, in the order of the rows."""


def places_of(table: Table, texts: Sequence[str]) -> Places:
    """Return where each text stands; `texts` has one for every row of the table."""
    places: Places = {}
    for number, text in zip(table.numbers, texts, strict=True):
        places.setdefault(text, []).append(number)
    return places


def grouped(
    code: str,
    table: Table,
    position: int,
    numbers: Sequence[int],
    params: Mapping[str, Param] | None = None,
) -> Finding:
    """Return one finding for many rows: their count, and the numbers of the first few."""
    counted: dict[str, Param] = {"rows": listed_rows(numbers), "count": len(numbers)}
    column = shown(table.columns[position])
    return Finding(code, counted | dict(params or {}), table.path_name, numbers[0], column)


def strange_values(
    table: Table, position: int, places: Places, known: Sequence[str], prefix: str = "value"
) -> list[Finding]:
    """Say of cells that hold none of the known values where they stand, and what may be meant.

    Parameters:
        table, position: of the column.
        places: of the cells with other values.
        known: the values that there are, as they are spelled.
        prefix: of the codes; "value" is about quotas.
    """
    values = listed_names(known)
    every = sorted(number for numbers in places.values() for number in numbers)
    if prefix == "value" and len(places) > 1 and _are_years(places) and _are_bands(known):
        return [grouped("values-years", table, position, every, {"values": values})]
    if len(places) > MAX_GROUPS:
        params: dict[str, Param] = {"distinct": len(places), "values": values}
        return [grouped(f"{prefix}s-unknown", table, position, every, params)]
    found = []
    for text, numbers in places.items():
        close = nearest(text, known)
        code = f"{prefix}-unknown" if close is None else f"{prefix}-unknown-nearest"
        hint: dict[str, Param] = {"values": values} if close is None else {"nearest": shown(close)}
        found.append(grouped(code, table, position, numbers, hint))
    return found


def _are_years(texts: Iterable[str]) -> bool:
    """Whether these may be ages in years."""
    return all(map(_YEARS.fullmatch, texts))


def _are_bands(values: Sequence[str]) -> bool:
    """Whether these are bands of ages, such as "16-29"."""
    ages = [parse_ages(value) for value in values]
    return all(one is not None and one.first != one.last for one in ages)


def no_column(table: Table, kind: str, name: str) -> Finding:
    """Say that a column is missing, and which may be meant; `kind` is the prefix of the codes."""
    params: dict[str, Param] = {"name": shown(name), "columns": listed_names(table.columns)}
    close = nearest(name, table.columns)
    if close is None:
        return Finding(f"{kind}-column-missing", params, table.path_name)
    params["nearest"] = shown(close)
    return Finding(f"{kind}-column-missing-nearest", params, table.path_name)
