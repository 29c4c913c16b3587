"""Quotas: how many seats each value of each category gets, at least and at most.

A quota file has one row per value, or per combination of values (`age*sex`, `16-29*female`). The
order of its rows never matters, and neither do case and spaces: `stratification.text.key` says
which names are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import prod

from stratification.combinations import Pairs, is_combination, join, pairs_of, split
from stratification.errors import Finding, InputError, Param
from stratification.quota_rows import Place, QuotaRow, find_columns, read_rows
from stratification.tables import Table, table_bytes
from stratification.text import key, listed_names, listed_rows, nearest, shown


@dataclass(frozen=True)
class Quota:
    """Of the seats, at least `min` and at most `max` go to people with this value.

    A category with a `*` is a combination: the quota is about people with all the values named.
    `min_flex` and `max_flex` say how far the bounds may be moved when no panel exists. `target` is
    the number of seats that would be best, `weight` how much a seat off it matters: both play a
    part in `stratification.closest` only.

    >>> Quota("sex * age", "female * 16-29", 1, 2).category
    'age*sex'

    Raises:
        ValueError: a combination whose parts are blank, repeated, or not equally many; a weight
            that is not above zero.
    """

    category: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None
    target: Fraction | None = None
    weight: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"a weight of {self.weight}")
        if is_combination(self.category):
            object.__setattr__(self, "category", join([name for name, _ in self.pairs]))
            object.__setattr__(self, "value", join([value for _, value in self.pairs]))

    @cached_property
    def pairs(self) -> Pairs:
        """The column of the pool and the value in it; of a combination, one for each part."""
        return pairs_of(self.category, self.value)


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
        """The categories, in order, those that are combinations too."""
        return tuple(dict.fromkeys(row.category for row in self.rows))

    @property
    def columns(self) -> tuple[str, ...]:
        """What must be known of everybody, in order: plain categories and parts of combinations."""
        names = dict.fromkeys(name for row in self.rows for name, _ in row.pairs)
        return tuple(sorted(names, key=key))

    @cached_property
    def by_columns(self) -> dict[tuple[str, ...], tuple[Quota, ...]]:
        """The quotas by the columns that they are about, in order."""
        found: dict[tuple[str, ...], tuple[Quota, ...]] = {}
        for row in self.rows:
            columns = tuple(name for name, _ in row.pairs)
            found[columns] = (*found.get(columns, ()), row)
        return found

    def values_of(self, category: str) -> tuple[str, ...]:
        """Return the values of a category, in order; KeyError when there is no such category."""
        wanted = sorted(map(key, split(category))) if is_combination(category) else [key(category)]
        values = tuple(
            row.value for row in self.rows if [key(name) for name, _ in row.pairs] == wanted
        )
        if not values:
            raise KeyError(category)
        return values

    @property
    def partitions(self) -> tuple[str, ...]:
        """The categories of which everybody has exactly one value that is named.

        So are all plain categories, and the combinations of these of which every value is named.
        """
        plain = {
            name: len(self.values_of(name)) for name in self.categories if not is_combination(name)
        }
        found = []
        for category in self.categories:
            columns = split(category) if is_combination(category) else (category,)
            if all(column in plain for column in columns):
                every = prod(plain[column] for column in columns)
                found += [category] if len(self.values_of(category)) == every else []
        return tuple(found)


@dataclass(frozen=True)
class QuotaReading:
    """What a quota file holds, right or wrong, so that the pool can be checked against it anyway.

    `quotas` has the rows without errors. `known` has every column of the pool and every value that
    is named, also in a row whose numbers are wrong: column -> `key` of the value -> its spelling.
    `free` has the columns that only combinations name, where other values may stand too, with the
    first place that names them. `rows_at` gives the spreadsheet's row of a `key` of category and
    `key` of value.
    """

    quotas: Quotas
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    errors: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    free: Mapping[str, Place] = field(default_factory=dict)


def parse_quotas(table: Table) -> Quotas:
    """Return the quotas of a table.

    Parameters:
        table: with columns of one of `stratification.quota_rows.FORMS`, `min`, `max` and perhaps
            `min_flex`, `max_flex`, `target`, `weight`.

    Raises:
        InputError: everything that is wrong with the table.
    """
    reading = examine_quotas(table)
    if reading.errors:
        raise InputError(*reading.errors)
    return reading.quotas


def examine_quotas(table: Table) -> QuotaReading:
    """Return what can be read of a quota table, with everything that is wrong with it."""
    columns, errors = find_columns(table)
    if columns is None:
        return QuotaReading(Quotas(()), errors=tuple(errors), notices=table.notices)
    if not table.rows:
        errors.append(Finding("quota-no-rows", file=table.path_name))
    rows, wrong = read_rows(table, columns)
    rows = [row for row in rows if row.pairs]
    names = _find_names(rows)
    quotas: dict[tuple[str, str], Quota | None] = {}
    places: dict[tuple[str, str], list[QuotaRow]] = {}
    for row in rows:
        category, value = names.spelled(row)
        name = key(category), key(value)
        places.setdefault(name, []).append(row)
        quotas.setdefault(name, _quota(category, value, row) if row.sound else None)
    errors += [*wrong, *_strangers(rows, names), *_duplicates(table, names, places)]
    return QuotaReading(
        quotas=Quotas(tuple(quota for quota in quotas.values() if quota is not None)),
        known=names.known,
        rows_at={name: first.place.number for name, (first, *_) in places.items()},
        errors=tuple(errors),
        notices=table.notices + _unused_columns(table, columns),
        free=names.free,
    )


def _quota(category: str, value: str, row: QuotaRow) -> Quota:
    plain = Quota(category, value, row.numbers["min"], row.numbers["max"])
    return replace(
        plain,
        min_flex=row.numbers.get("min_flex"),
        max_flex=row.numbers.get("max_flex"),
        target=row.decimals.get("target"),
        weight=row.decimals.get("weight", plain.weight),
    )


def quota_bytes(quotas: Quotas, targets: bool = False) -> bytes:
    """Return quotas as a quota file; reading it gives them back, except for weights.

    Parameters:
        targets: with a column of targets, where there are any, in at most six decimals.
    """
    flexible = any(row.min_flex is not None or row.max_flex is not None for row in quotas.rows)
    targets = targets and any(row.target is not None for row in quotas.rows)
    names = [*(["min_flex", "max_flex"] * flexible), *(["target"] * targets)]
    cells = []
    for row in quotas.rows:
        flex = ["" if number is None else str(number) for number in (row.min_flex, row.max_flex)]
        target = "" if row.target is None else _decimal(row.target)
        more = [*(flex * flexible), *([target] * targets)]
        cells.append([row.category, row.value, str(row.min), str(row.max), *more])
    return table_bytes(["category", "feature", "min", "max", *names], cells)


def _decimal(number: Fraction) -> str:
    """A number in at most six decimals; it stays between the whole numbers it is between."""
    millionths = round(number * 10**6)
    return f"{millionths // 10**6}.{millionths % 10**6:06}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class _Names:
    """The one spelling of every column and of every value in it, whatever the order of the rows.

    `known` and `free` are those of `QuotaReading`; `columns` maps the `key` of a column to its
    spelling.
    """

    columns: Mapping[str, str]
    known: Mapping[str, Mapping[str, str]]
    free: Mapping[str, Place]

    def spelled(self, row: QuotaRow) -> tuple[str, str]:
        """The category and the value that a row names."""
        columns = [self.columns[key(column)] for column, _ in row.pairs]
        values = [
            self.known[column].get(key(value), value)
            for column, (_, value) in zip(columns, row.pairs, strict=True)
        ]
        return join(columns), join(values)


def _find_names(rows: Sequence[QuotaRow]) -> _Names:
    """Spell every name as plain categories do, else as combinations do; the smallest is taken.

    A plain category says which values there are. A column that only combinations name is free.
    """
    columns: dict[str, str] = {}
    known: dict[str, dict[str, str]] = {}
    free: dict[str, Place] = {}
    for row in sorted(rows, key=lambda row: len(row.pairs)):  # plain categories first
        for column, value in row.pairs:
            name = key(column)
            if len(row.pairs) > 1 and name not in known:
                free[name] = row.place
            if len(row.pairs) == 1 or name in free:
                columns[name] = min(column, columns.get(name, column))
            values = known.setdefault(name, {})
            if len(row.pairs) == 1:
                values.setdefault(key(value), value)
            elif name in free:
                values[key(value)] = min(value, values.get(key(value), value))
    return _Names(
        columns,
        {columns[name]: dict(sorted(known[name].items())) for name in sorted(known)},
        {columns[name]: free[name] for name in sorted(free)},
    )


def _unused_columns(table: Table, columns: Mapping[str, int]) -> tuple[Finding, ...]:
    """Say of every column that has no part in the quotas that it is not used."""
    return tuple(
        Finding("quota-column-unused", {}, table.path_name, table.header, shown(name))
        for position, name in enumerate(table.columns)
        if position not in columns.values()
    )


def _strangers(rows: Sequence[QuotaRow], names: _Names) -> list[Finding]:
    """Find the values in combinations that are not among those of the plain category."""
    found = []
    for row in rows:
        for column, value in row.pairs:
            spelling = names.columns[key(column)]
            known = names.known[spelling]
            if key(value) in known:
                continue
            params: dict[str, Param] = {"category": shown(spelling), "text": shown(value)}
            close = nearest(value, known.values())
            if close is None:
                params["values"] = listed_names(tuple(known.values()))
                found.append(row.place.finding("combination-value-unknown", "value", **params))
            else:
                params["nearest"] = shown(close)
                code = "combination-value-unknown-nearest"
                found.append(row.place.finding(code, "value", **params))
    return found


def _duplicates(
    table: Table, names: _Names, places: Mapping[tuple[str, str], Sequence[QuotaRow]]
) -> list[Finding]:
    """Find the values that have more than one row."""
    found = []
    for rows in places.values():
        if len(rows) > 1:
            category, value = names.spelled(rows[0])
            numbers = [row.place.number for row in rows]
            params: dict[str, Param] = {
                "category": shown(category),
                "value": shown(value),
                "rows": listed_rows(numbers),
            }
            found.append(Finding("quota-twice", params, table.path_name, numbers[1]))
    return found
