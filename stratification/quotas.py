"""Quotas: how many seats each value of each category gets, at least and at most.

A quota file has one row per value. The order of its rows never matters, and neither do case and
spaces: `stratification.text.key` says which names are equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stratification.errors import Finding, InputError, Param
from stratification.tables import Table
from stratification.text import key, listed_names, listed_rows, shown, tidy

FORMS = (
    ("category", "feature"),
    ("feature", "value"),
    ("category", "name"),
    ("category", "value"),
    ("kenmerk", "waarde"),
)
"""What the columns of category and value may be called; both have `min` and `max` beside them."""

_NUMBERS = ("min", "max", "min_flex", "max_flex")
_WHOLE = re.compile(r"([+-]?)0*([0-9]{1,9})(?:\.0+)?")  # "5.0" is how a spreadsheet may write 5


@dataclass(frozen=True)
class Quota:
    """Of the seats, at least `min` and at most `max` go to people with this value.

    `min_flex` and `max_flex` say how far the bounds may be moved when no panel exists.
    """

    category: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None


@dataclass(frozen=True)
class Quotas:
    """All quotas, ordered by category and value (compared by `key`) however they are given.

    >>> quotas = Quotas((Quota("Sex", "woman", 1, 2), Quota("Age", "16-29", 0, 1)))
    >>> quotas.categories, quotas.values_of("sex")
    (('Age', 'Sex'), ('woman',))
    """

    rows: tuple[Quota, ...]

    def __post_init__(self) -> None:
        ordered = sorted(self.rows, key=lambda row: (key(row.category), key(row.value)))
        object.__setattr__(self, "rows", tuple(ordered))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in order."""
        return tuple(dict.fromkeys(row.category for row in self.rows))

    def values_of(self, category: str) -> tuple[str, ...]:
        """Return the values of a category, in order; KeyError when there is no such category."""
        wanted = key(category)
        values = tuple(row.value for row in self.rows if key(row.category) == wanted)
        if not values:
            raise KeyError(category)
        return values


@dataclass(frozen=True)
class QuotaReading:
    """What a quota file holds, right or wrong, so that the pool can be checked against it anyway.

    `quotas` has the rows without errors. `known` has every category and value that is named, also
    in a row whose numbers are wrong: category -> `key` of the value -> its spelling. `rows_at`
    gives the spreadsheet's row of a `key` of category and `key` of value.
    """

    quotas: Quotas
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    errors: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()


def parse_quotas(table: Table) -> Quotas:
    """Return the quotas of a table.

    Parameters:
        table: with columns of one of the `FORMS`, `min`, `max` and perhaps `min_flex`, `max_flex`.

    Raises:
        InputError: everything that is wrong with the table.
    """
    reading = examine_quotas(table)
    if reading.errors:
        raise InputError(*reading.errors)
    return reading.quotas


def examine_quotas(table: Table) -> QuotaReading:
    """Return what can be read of a quota table, with everything that is wrong with it."""
    columns, errors = _find_columns(table)
    if columns is None:
        return QuotaReading(Quotas(()), errors=tuple(errors), notices=table.notices)
    if not table.rows:
        errors.append(Finding("quota-no-rows", file=table.path_name))
    quotas: list[Quota] = []
    known: dict[str, dict[str, str]] = {}
    places: dict[tuple[str, str], list[int]] = {}
    spelling = _spell_categories(table, columns["category"])
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: tidy(row[position]) for name, position in columns.items()}
        numbers, wrong = _check_row(table, number, cells, columns)
        errors += wrong
        if not cells["category"] or not cells["value"]:
            continue
        category, value = spelling[key(cells["category"])], cells["value"]
        place = places.setdefault((key(category), key(value)), [])
        place.append(number)
        if len(place) == 1:
            known.setdefault(category, {})[key(value)] = value
            if not wrong:
                flex = (numbers.get("min_flex"), numbers.get("max_flex"))
                quotas.append(Quota(category, value, numbers["min"], numbers["max"], *flex))
    errors += _duplicates(table, known, places)
    return QuotaReading(
        quotas=Quotas(tuple(quotas)),
        known={name: dict(sorted(known[name].items())) for name in sorted(known, key=key)},
        rows_at={pair: numbers[0] for pair, numbers in places.items()},
        errors=tuple(errors),
        notices=table.notices + _unused_columns(table, columns),
    )


def _spell_categories(table: Table, position: int) -> dict[str, str]:
    """Return one spelling for each category: the smallest, whatever the order of the rows."""
    spelling: dict[str, str] = {}
    for row in table.rows:
        name = tidy(row[position])
        spelling[key(name)] = min(name, spelling.get(key(name), name))
    return spelling


def _unused_columns(table: Table, columns: Mapping[str, int]) -> tuple[Finding, ...]:
    """Say of every column that has no part in the quotas that it is not used."""
    return tuple(
        Finding("quota-column-unused", {}, table.path_name, table.header, shown(name))
        for position, name in enumerate(table.columns)
        if position not in columns.values()
    )


def _find_columns(table: Table) -> tuple[dict[str, int] | None, list[Finding]]:
    """Return the position of category, value and the numbers, or None with what is missing."""
    at = {key(name): i for i, name in enumerate(table.columns)}
    forms = [form for form in FORMS if form[0] in at and form[1] in at]
    missing = [name for name in ("min", "max") if name not in at]
    if len(forms) != 1 or missing:
        code = "quota-columns-ambiguous" if len(forms) > 1 and not missing else "quota-columns"
        params: dict[str, Param] = {
            "forms": "; ".join(",".join((*form, "min", "max")) for form in FORMS),
            "columns": listed_names(table.columns),
        }
        return None, [Finding(code, params, table.path_name, table.header)]
    category, value = forms[0]
    found = {"category": at[category], "value": at[value]}
    return found | {name: at[name] for name in _NUMBERS if name in at}, []


def _check_row(
    table: Table, number: int, cells: Mapping[str, str], columns: Mapping[str, int]
) -> tuple[dict[str, int], list[Finding]]:
    """Return the numbers of one row, and everything that is wrong with the row."""

    def finding(code: str, name: str, **params: Param) -> Finding:
        column = shown(table.columns[columns[name]])
        return Finding(code, params, table.path_name, number, column)

    wrong: list[Finding] = []
    numbers: dict[str, int] = {}
    for name, text in cells.items():
        if name in ("category", "value"):
            if not text:
                wrong.append(finding("quota-name-blank", name))
            continue
        if not text:
            if name in ("min", "max"):
                wrong.append(finding("quota-number-blank", name))
            continue
        match = _WHOLE.fullmatch(text)
        if match is None:
            wrong.append(finding("quota-not-whole", name, text=shown(text)))
        elif match[1] == "-" and int(match[2]) > 0:
            wrong.append(finding("quota-negative", name, text=shown(text)))
        else:
            numbers[name] = int(match[2])
    for code, lower, upper in (
        ("quota-min-above-max", "min", "max"),
        ("quota-min-flex-above-min", "min_flex", "min"),
        ("quota-max-flex-below-max", "max", "max_flex"),
    ):
        if lower in numbers and upper in numbers and numbers[lower] > numbers[upper]:
            wrong.append(finding(code, lower, lower=numbers[lower], upper=numbers[upper]))
    return numbers, wrong


def _duplicates(
    table: Table,
    known: Mapping[str, Mapping[str, str]],
    places: Mapping[tuple[str, str], list[int]],
) -> list[Finding]:
    """Find the values that have more than one row."""
    return [
        Finding(
            "quota-twice",
            {
                "category": shown(category),
                "value": shown(spelling),
                "rows": listed_rows(places[key(category), value]),
            },
            file=table.path_name,
            row=places[key(category), value][1],
        )
        for category, values in known.items()
        for value, spelling in values.items()
        if len(places[key(category), value]) > 1
    ]
