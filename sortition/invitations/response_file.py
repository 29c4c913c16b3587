"""A file of expected response, read and checked: rates by value, or letters and sign-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortition.invitations.response import Effect, Makeup, Observed, Rate, Response
from sortition.invitations.response_cells import (
    LONG,
    OBSERVED,
    OF_RECORD,
    Sheet,
    find_places,
    parse_figure,
    parse_number,
)
from stratification.combinations import SIGN, is_combination
from stratification.errors import Finding, InputError, Param
from stratification.tables import Table, read_table
from stratification.text import key, listed_rows, shown, tidy

_OFF = Fraction(2, 100)  # so far may shares be from 1: they are rounded


def read_response(path: Path) -> Response:
    """Read a file (CSV, XLSX, ODS) of one of two forms, which its header tells apart.

    * `category, value` and `response`, `share` or both (perhaps `uncertainty`): rates. A row with a
      blank category (or *) has the overall rate.
    * columns with strata or other categories, `letters` and `sign_ups`: an earlier draw.

    Raises:
        InputError: everything that is wrong with it.
    """
    return parse_response(read_table(path, comments=True))


def parse_response(table: Table) -> Response:
    """Read the same from a table (InputError as `read_response`)."""
    long, observed = find_places(table, LONG), find_places(table, OBSERVED)
    if {"category", "value"} <= long.keys() and {"response", "share"} & long.keys():
        return _rates(Sheet(table, long))
    if len(observed) == len(OBSERVED):
        return _observed(Sheet(table, observed))
    raise InputError(Finding("response-columns", {}, table.path_name, table.header))


@dataclass(frozen=True)
class _Row:
    """A row of rates; figures are None where the cell is blank or wrong."""

    number: int
    category: str
    value: str
    response: float | None
    share: float | None
    sd: float | None


def _rates(sheet: Sheet) -> Response:
    """The response that rows of rates describe."""
    rows, errors = _read_rows(sheet)
    overall = [row for row in rows if not row.category]
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        if row.category:
            groups.setdefault(key(row.category), []).append(row)
    if not overall:
        errors.append(Finding("response-no-overall", {}, sheet.table.path_name))
    errors += _twice(sheet, overall, groups)
    for name in sorted(groups):
        errors += _incomplete(sheet, groups[name])
    if errors:
        raise InputError(*errors)
    mean = overall[0].response or 0.0
    parts = [groups[name] for name in sorted(groups)]
    return Response(
        "rates",
        mean,
        sheet.table.path_name,
        overall[0].sd,
        tuple(_effect(part, mean) for part in parts if part[0].response is not None),
        tuple(_makeup(part, mean) for part in parts if part[0].share is not None),
        notices=(*sheet.table.notices, *_unused(sheet)),
    )


def _read_rows(sheet: Sheet) -> tuple[list[_Row], list[Finding]]:
    rows: list[_Row] = []
    errors: list[Finding] = []
    for number, cells in zip(sheet.table.numbers, sheet.table.rows, strict=True):
        texts = dict.fromkeys(LONG, "")
        texts |= {name: tidy(cells[place]) for name, place in sheet.at.items()}
        category = "" if texts["category"] == SIGN else texts["category"]
        value = "" if not category and texts["value"] == SIGN else texts["value"]
        figures = {name: parse_figure(name, texts[name]) for name in ("response", "share")}
        figures["uncertainty"] = parse_figure("uncertainty", texts["uncertainty"])
        errors += [
            sheet.wrong(f"response-{name}", name, number, text=shown(texts[name]))
            for name, figure in figures.items()
            if texts[name] and figure is None
        ]
        codes = _misplaced(texts, category, value)
        errors += [sheet.wrong(code, name, number) for code, name in codes]
        rows.append(_Row(number, category, value, *figures.values()))
    return rows, errors


def _misplaced(texts: Mapping[str, str], category: str, value: str) -> list[tuple[str, str]]:
    """What a row has too much or too little: codes with the column."""
    if category:
        return [
            *[("quota-name-blank", "value")] * (not value),
            *[("response-combination", "category")] * is_combination(category),
            *[("response-row-empty", "response")] * (not texts["response"] and not texts["share"]),
        ]
    return [
        *[("response-overall-only", "value")] * bool(value),
        *[("response-overall-only", "share")] * bool(texts["share"]),
        *[("response-overall-blank", "response")] * (not texts["response"]),
    ]


def _twice(
    sheet: Sheet, overall: Sequence[_Row], groups: Mapping[str, Sequence[_Row]]
) -> list[Finding]:
    """The rows about what an earlier row was about."""
    found = []
    if len(overall) > 1:
        rows = listed_rows([row.number for row in overall])
        found.append(sheet.wrong("response-overall-twice", "category", rows=rows))
    for name in sorted(groups):
        met: dict[str, list[int]] = {}
        for row in groups[name]:
            met.setdefault(key(row.value), []).append(row.number)
        found += [
            sheet.wrong("response-twice", "value", numbers[1], rows=listed_rows(numbers))
            for numbers in met.values()
            if len(numbers) > 1
        ]
    return found


def _incomplete(sheet: Sheet, rows: Sequence[_Row]) -> list[Finding]:
    """What is wrong with the figures of a category together."""
    category = shown(rows[0].category)
    found = []
    for name, figures in (
        ("response", [row.response for row in rows]),
        ("share", [row.share for row in rows]),
    ):
        blank = [row.number for row, one in zip(rows, figures, strict=True) if one is None]
        if 0 < len(blank) < len(rows):
            params: dict[str, Param] = {"category": category, "rows": listed_rows(blank)}
            found.append(sheet.wrong("response-some", name, blank[0], **params))
    shares = [row.share for row in rows if row.share is not None]
    if len(shares) == len(rows):
        total = sum(shares)
        off = min(abs(total - 1), abs(total - 100) / 100)
        if off > _OFF or min(shares) <= 0:
            params = {"category": category, "sum": round(total, 4)}
            found.append(sheet.wrong("response-shares", "share", rows[0].number, **params))
    return found


def _effect(rows: Sequence[_Row], mean: float) -> Effect:
    rates: dict[tuple[str, ...], Rate] = {
        (row.value,): Rate((row.response or mean) / mean, row.sd) for row in rows
    }
    return Effect((min(row.category for row in rows),), rates)


def _makeup(rows: Sequence[_Row], mean: float) -> Makeup:
    total = sum(row.share or 0.0 for row in rows)
    return Makeup(
        min(row.category for row in rows),
        {row.value: (row.share or 0.0) / total for row in rows},
        {
            row.value: Rate((row.response or mean) / mean, row.sd)
            for row in rows
            if row.response is not None or row.sd is not None
        },
    )


def _unused(sheet: Sheet) -> tuple[Finding, ...]:
    """Say of every column that has no part in it that it is not used."""
    table = sheet.table
    return tuple(
        Finding("response-column-unused", {}, table.path_name, table.header, shown(name))
        for place, name in enumerate(table.columns)
        if place not in sheet.at.values()
    )


def _observed(sheet: Sheet) -> Response:
    """The response that letters and sign-ups of an earlier draw show."""
    table = sheet.table
    places = [
        place
        for place, column in enumerate(table.columns)
        if place not in sheet.at.values() and key(column) not in OF_RECORD
    ]
    errors: list[Finding] = []
    rows: dict[tuple[str, ...], tuple[int, int]] = {}
    first: dict[tuple[str, ...], int] = {}
    for number, cells in zip(table.numbers, table.rows, strict=True):
        values = tuple(tidy(cells[place]) for place in places)
        before = first.setdefault(tuple(map(key, values)), number)
        if before != number:
            twice = listed_rows([before, number])
            errors.append(sheet.wrong("response-twice", "letters", number, rows=twice))
        counts, wrong = _counts(sheet, number, cells)
        errors += wrong
        rows[values] = counts
    if not errors and not sum(sign_ups for _, sign_ups in rows.values()):
        errors.append(sheet.wrong("response-no-sign-ups", "sign_ups"))
    if errors:
        raise InputError(*errors)
    observed = Observed(tuple(tidy(table.columns[place]) for place in places), rows)
    return Response(
        "observed", observed.overall, table.path_name, observed=observed, notices=table.notices
    )


def _counts(
    sheet: Sheet, number: int, cells: Sequence[str]
) -> tuple[tuple[int, int], list[Finding]]:
    """The letters and sign-ups of a row, and what is wrong with them."""
    counts = {name: parse_number(cells[place]) for name, place in sheet.at.items()}
    wrong = [
        sheet.wrong("response-count", name, number, text=shown(cells[sheet.at[name]]))
        for name, count in counts.items()
        if count is None
    ]
    letters, sign_ups = counts["letters"] or 0, counts["sign_ups"] or 0
    if not wrong and sign_ups > letters:
        wrong.append(sheet.wrong("response-more-sign-ups", "sign_ups", number))
    return (letters, sign_ups), wrong
