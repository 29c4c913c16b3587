"""Who is missing? The values, and pairs of values, with fewer people than a mirror has."""

from __future__ import annotations

from collections.abc import Iterable

from stratification.representation.model import Cell, Comparison
from stratification.text import key


def missing_cells(comparisons: Iterable[Comparison]) -> tuple[Cell, ...]:
    """The cells with fewer people than expected, the most surprising first.

    Ordered by the probability that a random draw has so few; of equals those come first of whom
    more are expected, then by name.
    """
    cells = [cell for one in comparisons for cell in one.cells if cell.difference < 0]
    return tuple(sorted(cells, key=_order))


def _order(cell: Cell) -> tuple[object, ...]:
    names = [key(name) for name in (*cell.categories, *cell.values)]
    return cell.at_most, -cell.expected, len(cell.categories), names
