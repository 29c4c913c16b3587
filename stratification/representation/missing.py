"""Who is missing? The values, and pairs of values, with fewer people than a mirror has.

How surprising that is, is the probability that a random draw has so few (`Cell.at_most`). A merged
cell has none, as it was chosen by its count: there it is the p-value of the test of its category,
which allows for the choice, or the binomial probability where that is more. Among many cells a few
are surprising by chance alone. Chance does not explain the most surprising one when its
probability, times the number of cells, is below `ALPHA` (Bonferroni; the first step of Holm's
correction).
"""

from __future__ import annotations

from collections.abc import Sequence

from stratification.representation.figures import Draw
from stratification.representation.model import Cell, Comparison
from stratification.text import key

ALPHA = 0.05
"""Below this probability chance is no good explanation."""


def missing_cells(comparisons: Sequence[Comparison]) -> tuple[tuple[Cell, ...], bool]:
    """The cells with fewer people than expected, and whether the first is more than chance.

    The most surprising come first; of equals those of whom more are expected, then by name.
    """
    cells = [(_surprise(one, cell), cell) for one in comparisons for cell in one.cells]
    found = sorted((pair for pair in cells if pair[1].difference < 0), key=_order)
    lacks = bool(found) and found[0][0] * len(cells) < ALPHA
    return tuple(cell for _, cell in found), lacks


def _surprise(comparison: Comparison, cell: Cell) -> float:
    if cell.parts and comparison.fit is not None:
        return max(comparison.fit.p, Draw(comparison.known, cell.share).at_most(cell.count))
    return cell.at_most


def _order(pair: tuple[float, Cell]) -> tuple[object, ...]:
    surprise, cell = pair
    names = [key(name) for name in (*cell.categories, *cell.values)]
    return surprise, -cell.expected, len(cell.categories), names
