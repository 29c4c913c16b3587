"""Values of a category into other values, in one table: what regrouping is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from stratification.combinations import join
from stratification.errors import Finding, InputError
from stratification.population.model import CrossTable, Population, Values
from stratification.text import key, listed_names, shown


def tables_with(population: Population, category: str) -> list[int]:
    """Return the places of the tables that have a category.

    Raises:
        InputError: there are none.
    """
    having = [place for place, table in enumerate(population.tables) if table.has(category)]
    if not having:
        params = {"name": shown(category), "categories": listed_names(population.categories)}
        raise InputError(Finding("population-category-missing", params))
    return having


def map_values(
    table: CrossTable, category: str, new: Mapping[str, str], order: Sequence[str]
) -> CrossTable:
    """Return a table in which values have become others; figures of equal values are added up.

    Parameters:
        category: one of the table.
        new: by value, what it becomes; a value that is not here is left out, and shares are then
            of those that stay.
        order: the new values, in the order in which they are shown.

    Returns:
        The table; a sum with a missing part is missing.

    Raises:
        InputError: all figures that stay are 0.
    """
    place = [key(name) for name in table.categories].index(key(category))
    sums: dict[Values, Fraction | None] = {}
    for values, figure in table.cells.items():
        if values[place] in new:
            chosen = (*values[:place], new[values[place]], *values[place + 1 :])
            before = sums.get(chosen, Fraction(0))
            sums[chosen] = None if figure is None or before is None else before + figure
    known = [table.values_of(name) for name in table.categories]
    known[place] = tuple(order)
    rank = [{value: number for number, value in enumerate(values)} for values in known]
    ordered = sorted(
        sums, key=lambda values: [ranks[value] for ranks, value in zip(rank, values, strict=True)]
    )
    made = CrossTable(
        table.categories,
        {values: sums[values] for values in ordered},
        table.about,
        table.counted,
        table.file,
    )
    if made.total == 0:
        category = shown(join(table.categories))
        raise InputError(Finding("population-empty", {"category": category}, table.file))
    return made if made.counted else _of_one(made)


def _of_one(table: CrossTable) -> CrossTable:
    """The same shares, adding up to 1."""
    total = table.total or 1  # one that is missing leaves the others as they are
    cells = {
        values: None if figure is None else figure / total for values, figure in table.cells.items()
    }
    return CrossTable(table.categories, cells, table.about, table.counted, table.file)
