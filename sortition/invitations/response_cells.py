"""The cells of a file of expected response: its columns, rates, shares and counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.invitations.layout import FORECAST_COLUMNS, STRATA_COLUMNS
from sortition.invitations.response import MOST_UNCERTAINTY
from stratification.errors import Finding, Param
from stratification.numbers import parse_count, parse_share
from stratification.tables import Table
from stratification.text import key, shown, tidy

LONG = {
    "category": ("category", "kenmerk"),
    "value": ("value", "waarde", "feature"),
    "response": ("response", "respons"),
    "share": ("share", "aandeel"),
    "uncertainty": ("uncertainty", "onzekerheid"),
}
OBSERVED = {
    "letters": ("letters", "brieven"),
    "sign_ups": ("sign_ups", "sign-ups", "signups", "aanmeldingen"),
}
"""What the columns of either form may be called."""

OF_RECORD = frozenset((*STRATA_COLUMNS, *FORECAST_COLUMNS)) - OBSERVED.keys()
"""Columns of a record's strata file that are no categories: it may be filled in and used."""

_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,15})?) ?(%?)")


def find_places(table: Table, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The columns that have one of the spellings of a name; the first of several."""
    found: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        for name, spellings in names.items():
            if key(column) in spellings:
                found.setdefault(name, place)
    return found


def parse_rate(text: str) -> float | None:
    """A rate above 0 and at most 1, as 5,8%, 5.8% or 0.058; None when it is no such thing.

    >>> parse_rate("5,8%"), parse_rate("0.058"), parse_rate("5.8")
    (0.058, 0.058, None)
    """
    match = _RATE.fullmatch(tidy(text))
    if match is None:
        return None
    number = Fraction(match[1].replace(",", "."))
    number = number / 100 if match[2] else number
    if not 0 < number <= 1 or (number == 1 and not match[2]):  # a bare 1 may mean 1%
        return None
    return float(number)


@dataclass(frozen=True)
class Sheet:
    """A table and where its columns stand, by name."""

    table: Table
    at: Mapping[str, int]

    def wrong(self, code: str, name: str, number: int | None = None, **params: Param) -> Finding:
        """Something about a column, in a row where that matters."""
        column = shown(self.table.columns[self.at[name]]) if name in self.at else None
        row = self.table.header if number is None else number
        return Finding(code, params, self.table.path_name, row, column)


def parse_figure(name: str, text: str) -> float | None:
    """What a cell says, or None when it is blank or wrong."""
    if name == "response":
        return parse_rate(text)
    number = parse_share(text) if text else None
    if number is None or number.figure is None:
        return None
    if name == "share":
        return float(number.figure)
    figure = float(number.figure) / (100 if "%" in text else 1)
    return figure if 0 <= figure <= MOST_UNCERTAINTY else None


def parse_number(text: str) -> int | None:
    """The whole number in a cell, or None when there is none."""
    number = parse_count(text)
    if number.figure is None or number.figure.denominator != 1:
        return None
    return int(number.figure)
