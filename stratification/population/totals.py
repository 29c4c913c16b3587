"""Totals among the values of a category: they would count everybody twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from stratification.population.model import CrossTable, Values
from stratification.text import key

_WORDS = ("totaal", "total")
_WHOLE = ("all", "all ages", "alle", "alle leeftijden")
_BETWEEN = re.compile(r"[\W_]+")


def is_total(text: str) -> bool:
    """Whether a value holds all the others by its name.

    >>> is_total("Totaal mannen en vrouwen"), is_total("pop_total"), is_total("totally")
    (True, True, False)
    """
    words = [word for word in _BETWEEN.split(key(text)) if word]
    return bool(words) and (words[0] in _WORDS or words[-1] in _WORDS or key(text) in _WHOLE)


def named_totals(values: Sequence[str]) -> list[str]:
    """Return the values that are totals of the others by their names.

    Where all are, as "total men" and "total women", none is a total of the others.

    >>> named_totals(["man", "woman", "Total"]), named_totals(["Total men", "Total women"])
    (['Total'], [])
    """
    totals = [value for value in values if is_total(value)]
    return totals if len(totals) < len(values) else []


def summed_values(table: CrossTable) -> list[tuple[str, str]]:
    """Return each category and value with exactly as many people as all its other values together.

    That is so for every combination of the other categories. Only where three values or more have
    people, and of numbers of which none is missing: shares are rounded.
    """
    if not table.counted or not table.total:
        return []
    found = []
    for place, category in enumerate(table.categories):
        values = table.values_of(category)
        sums: dict[Values, Fraction] = {}
        for chosen, figure in table.cells.items():
            rest = chosen[:place] + chosen[place + 1 :]
            sums[rest] = sums.get(rest, Fraction(0)) + (figure or 0)
        halves, present = set(values), set()
        for chosen, figure in table.cells.items():
            if figure:
                present.add(chosen[place])
            if 2 * (figure or 0) != sums[chosen[:place] + chosen[place + 1 :]]:
                halves.discard(chosen[place])
        found += [(category, value) for value in values if value in halves and len(present) > 2]
    return found
