"""How likely it is that somebody of the panel drops out.

Somebody with the value v_c of category c stays with the probability

    1 - rho = beta_0 · product over categories c of beta_{c, v_c},      kept within 0 and 1.

The figures come from one of three sources: one rate for everybody (`equal_rate`), the user's own
rates per value (`read_rates`), or what happened to earlier panels (`sortition.standbys.estimate`).

Probabilities are used in millionths, so that the last digits of a computation never decide who
drops out in a simulation.

>>> model = Dropout(0.9, {("age", "16-29"): 0.8})
>>> model.chance({"age": "16-29"}), model.chance({"age": "65+"})
(Fraction(7, 25), Fraction(1, 10))
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from stratification.errors import Finding, InputError, Param
from stratification.pool import Pool
from stratification.quotas import Quotas
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, listed_rows, nearest, shown, tidy

MILLION = 1_000_000
COLUMNS = {
    "category": ("category", "kenmerk"),
    "value": ("value", "waarde", "feature"),
    "drop_out": ("drop_out", "drop-out", "dropout", "uitval"),
}
"""What the columns of a file of rates may be called."""

Place = tuple[str, str]
_RATE = re.compile(r"([+-]?[0-9]{1,9}(?:[.,][0-9]{1,15})?) ?(%?)")


@dataclass(frozen=True)
class Dropout:
    """The model. Names of categories and values are compared by `stratification.text.key`.

    Parameters:
        stay: beta_0, the probability of staying before any value is looked at.
        factors: beta of a category and value. A value without one has `typical` of its category.
        typical: by category; 1 where there is none.
    """

    stay: float
    factors: Mapping[tuple[str, str], float] = field(default_factory=dict)
    typical: Mapping[str, float] = field(default_factory=dict)

    def chance(self, values: Mapping[str, str]) -> Fraction:
        """The probability that somebody with these values (by category) drops out, in millionths.

        Raises:
            ValueError: a figure is not a number.
        """
        factors = {(key(c), key(v)): factor for (c, v), factor in self.factors.items()}
        typical = {key(c): factor for c, factor in self.typical.items()}
        stays = self.stay
        for category, value in sorted(values.items()):
            name = key(category)
            stays *= factors.get((name, key(value)), typical.get(name, 1.0))
        return Fraction(round((1 - min(1.0, max(0.0, stays))) * MILLION), MILLION)

    def chances(self, pool: Pool, panel: Sequence[int]) -> tuple[Fraction, ...]:
        """The same for people of a pool (indices into its ids)."""
        return tuple(
            self.chance(dict(zip(pool.categories, pool.values[person], strict=True)))
            for person in panel
        )


def equal_rate(rate: float | Fraction) -> Dropout:
    """Everybody drops out with the same probability: the choice when nothing is known.

    Raises:
        InputError: it is not between 0 and 1.
    """
    if not 0 <= rate <= 1:
        raise InputError(Finding("standbys-rate", {"text": str(rate)}))
    return Dropout(1 - float(rate))


def read_rates(path: Path, quotas: Quotas) -> Dropout:
    """Read a file with the columns category, value and drop_out (`parse_rates`).

    Raises:
        InputError: everything that is wrong with it.
    """
    return parse_rates(read_table(path, comments=True), quotas)


def parse_rates(table: Table, quotas: Quotas) -> Dropout:
    """Rates per value, and the overall rate in the row whose category and value are blank.

    With the overall rate r and the rate r_v of a value its factor is (1 - r_v) / (1 - r): rates of
    several categories combine as if these worked independently of each other. A value without a row
    has the overall rate.

    Raises:
        InputError: everything that is wrong with the table.
    """
    rates, rows, errors = _read_rows(table, quotas)
    if ("", "") not in rows:
        errors.append(Finding("standbys-rate-overall", file=table.path_name))
    elif rates.get(("", "")) == 1:
        errors.append(Finding("standbys-rate-all", file=table.path_name, row=rows["", ""]))
    if errors:
        raise InputError(*errors)
    stay = 1 - rates.pop(("", ""))
    return Dropout(
        float(stay), {place: float((1 - rate) / stay) for place, rate in sorted(rates.items())}
    )


def _read_rows(
    table: Table, quotas: Quotas
) -> tuple[dict[Place, Fraction], dict[Place, int], list[Finding]]:
    """The rates by category and value, the rows they stand in, and everything that is wrong."""
    at = _find_columns(table)
    rates: dict[Place, Fraction] = {}
    rows: dict[Place, int] = {}
    errors: list[Finding] = []
    repeats = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: tidy(row[place]) for name, place in at.items()}
        place = (key(cells["category"]), key(cells["value"]))
        wrong = _check_names(quotas, cells)
        if place in rows:
            repeats.append(number)
        rows.setdefault(place, number)
        rate = _parse_rate(cells["drop_out"])
        if rate is None:
            code = "standbys-rate" if cells["drop_out"] else "standbys-rate-blank"
            wrong.append((code, "drop_out", {"text": shown(cells["drop_out"])}))
        else:
            rates.setdefault(place, rate)
        errors += [
            Finding(code, params, table.path_name, number, shown(table.columns[at[name]]))
            for code, name, params in wrong
        ]
    if repeats:
        params: dict[str, Param] = {"rows": listed_rows(repeats)}
        errors.append(Finding("standbys-rate-twice", params, table.path_name))
    return rates, rows, errors


def _find_columns(table: Table) -> dict[str, int]:
    """The positions of the three columns (InputError when one is missing)."""
    found: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        for name, spellings in COLUMNS.items():
            if key(column) in spellings:
                found.setdefault(name, place)
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        params: dict[str, Param] = {"missing": listed_names(missing)}
        raise InputError(Finding("standbys-rate-columns", params, table.path_name, table.header))
    return found


def _check_names(
    quotas: Quotas, cells: Mapping[str, str]
) -> list[tuple[str, str, Mapping[str, Param]]]:
    """What is wrong with the category and the value: code, column, parameters."""
    category, value = cells["category"], cells["value"]
    if not category and not value:
        return []
    known: dict[str, list[str]] = {}
    for row in quotas.rows:
        for name, one in row.pairs:
            known.setdefault(key(name), []).append(one)
    names = dict.fromkeys(name for row in quotas.rows for name, _ in row.pairs)
    if key(category) not in known:
        params: dict[str, Param] = {"category": shown(category), "known": listed_names([*names])}
        return [("standbys-rate-category", "category", params)]
    values = list(dict.fromkeys(known[key(category)]))
    if key(value) not in map(key, values):
        close = nearest(value, values)
        params = {
            "value": shown(value),
            "known": listed_names(values if close is None else [close]),
        }
        return [("standbys-rate-value", "value", params)]
    return []


def _parse_rate(text: str) -> Fraction | None:
    """A rate from 0 to 1, as 12%, 12,5% or 0.125; None when it is no such thing.

    >>> _parse_rate("12,5%"), _parse_rate("1.2"), _parse_rate("0")
    (Fraction(1, 8), None, Fraction(0, 1))
    """
    match = _RATE.fullmatch(text)
    if match is None:
        return None
    rate = Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1)
    if not 0 <= rate <= 1 or (rate == 1 and not match[2]):  # a bare 1 may mean 1%
        return None
    return rate
