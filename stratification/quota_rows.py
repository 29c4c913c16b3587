"""The rows of a quota file, each on its own: its columns, its names and its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from stratification.combinations import Pairs, is_combination, pairs_of, split
from stratification.errors import Finding, Param
from stratification.tables import Table
from stratification.text import key, listed_names, shown, tidy

FORMS = (
    ("category", "feature"),
    ("feature", "value"),
    ("category", "name"),
    ("category", "value"),
    ("kenmerk", "waarde"),
)
"""What the columns of category and value may be called; both have `min` and `max` beside them."""

_NUMBERS = ("min", "max", "min_flex", "max_flex")
_DECIMALS = ("target", "weight")
_WHOLE = re.compile(r"([+-]?)0*([0-9]{1,9})(?:\.0+)?")  # "5.0" is how a spreadsheet may write 5
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,30})?")


@dataclass(frozen=True)
class Place:
    """A row of a quota table; what is wrong in it is said with its number and column."""

    table: Table
    number: int
    columns: Mapping[str, int]

    def finding(self, code: str, name: str, **params: Param) -> Finding:
        """Something about the cell of the column `name`, one of those of `find_columns`."""
        column = shown(self.table.columns[self.columns[name]])
        return Finding(code, params, self.table.path_name, self.number, column)


@dataclass(frozen=True)
class QuotaRow:
    """One row: where it stands, what it names and which numbers it has.

    `pairs` is one category and value, or those of a combination; empty when the names are wrong.
    `numbers` and `decimals` have what is there and right, by the name of the column; `sound` says
    whether nothing is wrong with any of them.
    """

    place: Place
    pairs: Pairs
    numbers: Mapping[str, int]
    decimals: Mapping[str, Fraction]
    sound: bool


def find_columns(table: Table) -> tuple[dict[str, int] | None, list[Finding]]:
    """Return the position of category, value and the numbers, or None with what is missing."""
    at = {key(name): i for i, name in enumerate(table.columns)}
    forms = [form for form in FORMS if form[0] in at and form[1] in at]
    missing = [name for name in ("min", "max") if name not in at]
    if len(forms) != 1 or missing:
        params: dict[str, Param] = {
            "forms": "; ".join(",".join((*form, "min", "max")) for form in FORMS)
        }
        code = "quota-columns"  # says nothing of the first row: it may be a person's
        if len(forms) > 1 and not missing:
            code, params["columns"] = f"{code}-ambiguous", listed_names(table.columns)
        return None, [Finding(code, params, table.path_name, table.header)]
    category, value = forms[0]
    found = {"category": at[category], "value": at[value]}
    return found | {name: at[name] for name in (*_NUMBERS, *_DECIMALS) if name in at}, []


def read_rows(table: Table, columns: Mapping[str, int]) -> tuple[list[QuotaRow], list[Finding]]:
    """Return every row, and everything that is wrong with each on its own.

    Parameters:
        table: of the quotas.
        columns: the positions that `find_columns` gives.
    """
    rows: list[QuotaRow] = []
    errors: list[Finding] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: tidy(row[position]) for name, position in columns.items()}
        place = Place(table, number, columns)
        wrong_names = _check_names(place, cells["category"], cells["value"])
        numbers, wrong_numbers = _check_numbers(place, cells)
        decimals, wrong_decimals = _check_decimals(place, cells, numbers)
        wrong_numbers += wrong_decimals
        errors += wrong_names + wrong_numbers
        pairs = () if wrong_names else pairs_of(cells["category"], cells["value"])
        rows.append(QuotaRow(place, pairs, numbers, decimals, not wrong_numbers))
    return rows, errors


def _check_names(place: Place, category: str, value: str) -> list[Finding]:
    """Find what is wrong with the names of category and value."""
    wrong = [
        place.finding("quota-name-blank", name)
        for name, text in (("category", category), ("value", value))
        if not text
    ]
    if wrong or not is_combination(category):
        return wrong
    columns, values = split(category), split(value)
    if not all(columns):
        wrong.append(place.finding("combination-category-blank", "category"))
    first: dict[str, str] = {}
    for name in filter(None, columns):
        if key(name) in first:
            wrong.append(place.finding("combination-twice", "category", part=shown(name)))
        first[key(name)] = name
    if len(columns) != len(values):
        counts = {"categories": len(columns), "values": len(values)}
        wrong.append(place.finding("combination-parts", "value", **counts))
    elif not all(values):
        wrong.append(place.finding("combination-value-blank", "value"))
    return wrong


def _check_numbers(place: Place, cells: Mapping[str, str]) -> tuple[dict[str, int], list[Finding]]:
    """Return the numbers of one row, and everything that is wrong with them."""
    wrong: list[Finding] = []
    numbers: dict[str, int] = {}
    for name in _NUMBERS:
        text = cells.get(name, "")
        if not text:
            if name in ("min", "max"):
                wrong.append(place.finding("quota-number-blank", name))
            continue
        match = _WHOLE.fullmatch(text)
        if match is None:
            wrong.append(place.finding("quota-not-whole", name, text=shown(text)))
        elif match[1] == "-" and int(match[2]) > 0:
            wrong.append(place.finding("quota-negative", name, text=shown(text)))
        else:
            numbers[name] = int(match[2])
    for code, lower, upper in (
        ("quota-min-above-max", "min", "max"),
        ("quota-min-flex-above-min", "min_flex", "min"),
        ("quota-max-flex-below-max", "max", "max_flex"),
    ):
        if lower in numbers and upper in numbers and numbers[lower] > numbers[upper]:
            bounds = {"lower": numbers[lower], "upper": numbers[upper]}
            wrong.append(place.finding(code, lower, **bounds))
    return numbers, wrong


def _check_decimals(
    place: Place, cells: Mapping[str, str], numbers: Mapping[str, int]
) -> tuple[dict[str, Fraction], list[Finding]]:
    """Return the target and the weight of one row, and everything that is wrong with them."""
    wrong: list[Finding] = []
    decimals: dict[str, Fraction] = {}
    for name in _DECIMALS:
        text = cells.get(name, "")
        if not text:
            continue
        if not _DECIMAL.fullmatch(text):
            wrong.append(place.finding("quota-not-decimal", name, text=shown(text)))
            continue
        decimals[name] = Fraction(text.replace(",", "."))
    if decimals.get("weight", 1) <= 0:
        wrong.append(place.finding("quota-weight", "weight", text=shown(cells["weight"])))
    target = decimals.get("target")
    if target is not None and {"min", "max"} <= numbers.keys():
        low, high = numbers["min"], numbers["max"]
        if low <= high and not low <= target <= high:  # else the bounds are what is wrong
            bounds: dict[str, Param] = {"min": low, "max": high}
            text = shown(cells["target"])
            wrong.append(place.finding("quota-target", "target", text=text, **bounds))
    return decimals, wrong
