"""Ways to spread letters over strata that need no figures about response.

Everything is exact and repeatable from the strata alone: `replan` gives the numbers of a record
again. Letters are handed out by the rule that `sortition.invitations.filling` explains, never more
than a stratum has people without one, so the sum is exactly what was asked. Two waves give together
what one would have given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sortition.invitations.filling import Filling, Glass, fill
from sortition.invitations.key import Key, read_key, spread
from sortition.invitations.model import Limits, Plan, Strata
from sortition.invitations.strata import stratum_text
from sortition.reading import fail, fields, fraction, many, need, text, whole
from sortition.record import fraction_text
from stratification.errors import Finding, InputError, Param
from stratification.tables import Table
from stratification.text import listed_names

_KEY_FIELDS = ("kind", "letters", "amount", "columns", "rows", "tied", "tied_rows")


def proportional(strata: Strata, letters: int) -> Plan:
    """In proportion to people: the chance of a letter is as equal as whole letters can make it.

    >>> from sortition.invitations.model import Stratum
    >>> rows = (Stratum(("Schagen",), 5_000), Stratum(("Zijpe",), 3_000, earlier=1))
    >>> proportional(Strata(("place",), rows), 15).letters
    (10, 5)

    Raises:
        InputError: more letters than there are people without one.
    """
    _check_room(strata, letters)
    filling = fill(
        [Glass(Fraction(row.size), row.earlier, row.size) for row in strata.rows], letters
    )
    return _plan("proportional", filling)


def equal(strata: Strata, letters: int) -> Plan:
    """The same number for every stratum; where people run out the others share what is left.

    Raises:
        InputError: more letters than there are people without one.
    """
    _check_room(strata, letters)
    filling = fill([Glass(Fraction(1), row.earlier, row.size) for row in strata.rows], letters)
    return _plan("equal", filling)


def by_key(strata: Strata, table: Table, letters: int | None) -> Plan:
    """By a key of the user's own (`sortition.invitations.key` says what it looks like).

    Parameters:
        letters: how many; None: what the column `letters` of the key adds up to. Numbers in that
            column are those of this wave; weights divide the letters of all waves together.

    Raises:
        InputError: everything that is wrong with the key.
    """
    if letters is not None:
        _check_room(strata, letters)
    return _key_plan(read_key(table, strata, letters), strata, letters)


def _key_plan(key: Key, strata: Strata, letters: int | None) -> Plan:
    total = int(sum(number for _, number in key.rows)) if letters is None else letters
    filling, tied_rows = spread(key, strata, total)
    rows = [[list(values), fraction_text(number)] for values, number in key.rows]
    details = {"amount": key.amount, "columns": list(key.columns), "rows": rows}
    plan = _plan("key", filling)
    return replace(plan, details={**plan.details, **details, "tied_rows": list(tied_rows)})


def _plan(kind: str, filling: Filling) -> Plan:
    """A plan whose details are enough to make it again, and say which strata were tied."""
    total = sum(filling.letters)
    details = {"kind": kind, "letters": total, "tied": list(filling.tied)}
    return Plan(kind, filling.letters, details)


def _check_room(strata: Strata, letters: int) -> None:
    left = sum(row.left for row in strata.rows)
    if letters < 0:
        raise ValueError("a number of letters cannot be below zero")
    if letters > left:
        raise InputError(Finding("letters-too-many", {"letters": letters, "left": left}))


# ---- limits ----


def letter_bounds(strata: Strata, letters: int, limits: Limits) -> tuple[tuple[int, int], ...]:
    """The fewest and the most letters that the limits allow each stratum in this wave.

    With x = (letters of all waves) / (people), a stratum of n people may have, all waves together,
    from floor·n·x (rounded down) to ceiling·n·x (rounded up) letters: rounding never forbids what
    proportional spreading gives. What earlier waves sent is taken off; it cannot be taken back.
    """
    people = sum(row.size for row in strata.rows)
    total = letters + sum(row.earlier for row in strata.rows)
    bounds = []
    for row in strata.rows:
        exact = Fraction(row.size * total, people or 1)
        low = max(0, min(row.left, floor(limits.floor * exact) - row.earlier))
        high = max(0, min(row.left, ceil(limits.ceiling * exact) - row.earlier))
        bounds.append((low, high))
    return tuple(bounds)


def check_limits(strata: Strata, letters: tuple[int, ...], limits: Limits) -> tuple[Finding, ...]:
    """What to say when letters are outside `letter_bounds`; empty when they are inside.

    Parameters:
        letters: of each stratum, this wave.
    """
    bounds = letter_bounds(strata, sum(letters), limits)
    outside = [
        stratum_text(row)
        for row, count, (low, high) in zip(strata.rows, letters, bounds, strict=True)
        if not low <= count <= high
    ]
    if not outside:
        return ()
    params: dict[str, Param] = {
        "floor": float(limits.floor),
        "ceiling": float(limits.ceiling),
        "names": listed_names(outside),
        "count": len(outside),
    }
    return (Finding("letters-outside-limits", params),)


# ---- from a record ----


_SEARCHED = {"limits", "safety", "least", "as_proportional", "forecast"}


def replan(details: Mapping[str, Any], strata: Strata) -> tuple[int, ...] | None:
    """The letters of each stratum again, from what a record says of a plan.

    Parameters:
        details: `Plan.details`, as they come from a file: nothing in them is trusted. What they
            say of a forecast is not looked at.

    None for response-aware spreading: it is a search, which is not repeated.

    Raises:
        VerificationError: the details are not those of a plan for these strata.
    """
    kind = text(details.get("kind"), "spread")
    if kind == "response":
        need(set(details) >= _SEARCHED, "record-value", key="spread")
        return None
    need(kind in ("proportional", "equal", "key"), "record-value", key="spread")
    letters = whole(details.get("letters"), "spread", 0)
    need(letters <= sum(row.left for row in strata.rows), "record-value", key="spread")
    own = {name: value for name, value in details.items() if name != "forecast"}
    if kind == "key":
        plan = _key_again(own, strata, letters)
    else:
        fields(own, ("kind", "letters", "tied"))
        plan = proportional(strata, letters) if kind == "proportional" else equal(strata, letters)
    need(own == dict(plan.details), "record-value", key="spread")
    return plan.letters


def _key_again(details: Mapping[str, Any], strata: Strata, letters: int) -> Plan:
    content = fields(details, _KEY_FIELDS)
    amount = text(content["amount"], "amount")
    need(amount in ("letters", "weight"), "record-value", key="amount")
    columns = tuple(text(name, "columns") for name in many(content["columns"], "columns"))
    need(set(columns) <= set(strata.columns), "record-value", key="columns")
    rows = []
    for row in many(content["rows"], "rows"):
        need(isinstance(row, list) and len(row) == 2, "record-value", key="rows")
        values = tuple(text(value, "rows") for value in many(row[0], "rows"))
        number = fraction(row[1], "rows")
        good = number >= 0 and (amount == "weight" or number.denominator == 1)
        need(good and len(values) == len(columns), "record-value", key="rows")
        rows.append((values, number))
    need(len({values for values, _ in rows}) == len(rows), "record-value", key="rows")
    try:
        return _key_plan(Key(amount, columns, tuple(rows)), strata, letters)
    except ValueError:  # a stratum without a row, or more letters than people
        fail("record-value", key="rows")
