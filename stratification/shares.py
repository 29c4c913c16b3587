"""Shares of the population per value, from a table: category, value, and number or share.

A combination of values is written with stars in both columns: `age*sex`, `16-29*woman`. Numbers are
whole; shares are of 1 or of 100, with or without %. Either way they are made to add up to exactly 1
per category, so every value of a category that is named must be there (with 0 where nobody is),
and so must every combination.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

from stratification.errors import Finding, InputError, Param
from stratification.quotas import Quotas
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, shown, tidy

Cell = tuple[tuple[str, str], ...]
"""A value or combination: its pairs of category and value (by `key`), ascending."""

_WHOLE = re.compile(r"[0-9]{1,12}(?:\.0+)?")
_SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,15})?) ?%?")
NEAR = Fraction(1, 100)  # shares are rounded: their sum may be off by so much of itself


@dataclass(frozen=True)
class Shares:
    """The population's share of values and combinations, from 0 to 1, and what is worth saying."""

    cells: Mapping[Cell, Fraction]
    notices: tuple[Finding, ...] = ()

    def of(self, wanted: Cell) -> Fraction | None:
        """The share of a value or combination; None when it is not given."""
        return self.cells.get(wanted)


def cell(category: str, value: str, categories: Iterable[str]) -> Cell:
    """The pairs of a category and value as they are written.

    Stars combine where all parts are among the `categories`; otherwise they belong to the name.

    >>> cell("Sex*Age", "woman*16-29", ["age", "sex"])
    (('age', '16-29'), ('sex', 'woman'))
    """
    known = {key(name) for name in categories}
    names, values = [key(name) for name in category.split("*")], value.split("*")
    if len(names) != len(values) or not known.issuperset(names):
        return ((key(category), key(value)),)
    return tuple(sorted(zip(names, map(key, values), strict=True)))


COLUMNS = {
    "category": ("kenmerk",),
    "value": ("waarde", "feature"),
    "number": ("aantal",),
    "share": ("aandeel",),
}
"""The columns of a table, and what else they may be called."""


def read_shares(path: Path, quotas: Quotas) -> Shares:
    """Read a population's shares of the values that the quotas name.

    Raises:
        InputError: everything that is wrong with the table.
    """
    table = read_table(path)
    at: dict[str, int] = {}
    for name, others in COLUMNS.items():
        found = [place for one in (name, *others) if (place := table.find(one)) is not None]
        at |= {name: found[0]} if found else {}
    if not {"category", "value"} <= set(at) or ("number" in at) == ("share" in at):
        params = {"columns": listed_names(table.columns)}
        raise InputError(Finding("population-columns", params, table.path_name, table.header))
    return _Reading(table, at, quotas).shares()


@dataclass(frozen=True)
class _Reading:
    """One table, the positions of its columns, and the quotas it has to fit."""

    table: Table
    at: Mapping[str, int]
    quotas: Quotas

    def shares(self) -> Shares:
        """The shares, or everything that is wrong."""
        groups: defaultdict[tuple[str, ...], dict[Cell, Fraction]] = defaultdict(dict)
        errors: list[Finding] = []
        unused: dict[str, Finding] = {}
        known = self.known
        for number, row in zip(self.table.numbers, self.table.rows, strict=True):
            category, value = tidy(row[self.at["category"]]), tidy(row[self.at["value"]])
            pairs = cell(category, value, self.quotas.categories)
            names = tuple(name for name, _ in pairs)
            if not all(name in known for name in names):
                name = {"name": shown(category)}
                finding = Finding("population-category-unused", name, self.table.path_name, number)
                unused.setdefault(key(category), finding)
                continue
            share = self.number(row)
            if not all(text in known[name] for name, text in pairs):
                errors.append(self.wrong("population-value-unknown", number, value=shown(value)))
            elif share is None:
                errors.append(self.wrong(f"population-{self.column}", number))
            elif pairs in groups[names]:
                errors.append(self.wrong("population-twice", number, value=shown(value)))
            else:
                groups[names][pairs] = share
        if not errors:
            errors = [error for names, cells in groups.items() for error in self.gaps(names, cells)]
        if errors:
            raise InputError(*errors)
        cells = {
            one: share / sum(group.values())
            for group in groups.values()
            for one, share in group.items()
        }
        return Shares(cells, (*self.table.notices, *unused.values()))

    @property
    def known(self) -> dict[str, set[str]]:
        """The values of every category, by `key`."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.quotas.rows:
            found[key(row.category)].add(key(row.value))
        return dict(found)

    @property
    def column(self) -> str:
        """Which of the two columns has the figures."""
        return "number" if "number" in self.at else "share"

    def number(self, row: Sequence[str]) -> Fraction | None:
        """The figure of a row; None when it is none."""
        text = tidy(row[self.at[self.column]])
        if self.column == "number":
            return Fraction(text) if _WHOLE.fullmatch(text) else None
        match = _SHARE.fullmatch(text)
        return Fraction(match[1].replace(",", ".")) if match else None

    def wrong(self, code: str, row: int, **params: Param) -> Finding:
        """Something that is wrong with a row."""
        return Finding(code, params, self.table.path_name, row)

    def gaps(self, names: tuple[str, ...], cells: Mapping[Cell, Fraction]) -> list[Finding]:
        """What is wrong with a whole category: values that are missing, or the sum."""
        file, category = self.table.path_name, "*".join(names)
        total = sum(cells.values())
        known = self.known
        every = product(*(sorted(known[name]) for name in names))
        missing = [
            "*".join(values)
            for values in every
            if tuple(zip(names, values, strict=True)) not in cells
        ]
        if missing:
            params = {"category": category, "values": listed_names(missing)}
            return [Finding("population-value-missing", params, file)]
        if total == 0:
            return [Finding("population-empty", {"category": category}, file)]
        if self.column == "share" and not any(
            abs(total - whole) <= NEAR * whole for whole in (1, 100)
        ):
            params = {"category": category, "sum": str(round(float(total), 4))}
            return [Finding("population-shares-sum", params, file)]
        return []
