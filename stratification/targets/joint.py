"""Can quotas be met together, whatever the pool?

Categories are *linked* when a combination has both, or a chain of combinations leads from one to
the other. Quotas of categories that are not linked never stand in each other's way: people with any
values of the one and of the other may sign up. Of linked categories C_1, ..., C_k the unknowns are
x_v, the seats for people with the values v = (v_1, ..., v_k), whole and at least 0, with

    sum of all x_v = seats,    min <= sum of x_v over the v that a quota is about <= max.

An integer program says whether there are such numbers. Quotas of all of C_1, ..., C_k together are
bounds of single unknowns, the others are rows of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from stratification.integer import IntegerSolver, IntegerSystem, best_counts
from stratification.quotas import Quota, Quotas
from stratification.text import key

MOST = 10_000
"""So many unknowns at most: otherwise nothing is asked of the solver."""


def linked_categories(quotas: Quotas) -> list[tuple[str, ...]]:
    """The groups of categories that combinations link, in order."""
    groups: list[tuple[str, ...]] = []
    for columns in quotas.by_columns:
        if len(columns) == 1:
            continue
        touching = [group for group in groups if not set(group).isdisjoint(columns)]
        names = {name for group in (columns, *touching) for name in group}
        groups = [group for group in groups if group not in touching]
        groups.append(tuple(sorted(names, key=key)))
    return sorted(groups, key=lambda group: [key(name) for name in group])


def possible_together(
    quotas: Quotas, categories: Sequence[str], seats: int, solver: IntegerSolver
) -> bool | None:
    """Whether some panel meets all quotas of these linked categories; None when there are too many.

    Parameters:
        quotas: between them they name every value that anybody has.
        categories: one group of `linked_categories`.

    Raises:
        SolverError: when the solver gives up.
    """
    values = {
        name: tuple(dict.fromkeys(v for row in quotas.rows for n, v in row.pairs if n == name))
        for name in categories
    }
    if prod(map(len, values.values())) > MOST:
        return None
    rows = [
        row
        for columns, group in quotas.by_columns.items()
        if set(columns) <= set(categories)
        for row in group
    ]
    system = _system(rows, values, seats)
    return best_counts(solver, system, np.zeros_like(system.upper)) is not None


def _system(
    rows: Sequence[Quota], values: Mapping[str, Sequence[str]], seats: int
) -> IntegerSystem:
    """The quotas over all combinations of values; row 0 is the number of seats."""
    sizes = [len(texts) for texts in values.values()]
    cells = prod(sizes)
    places = dict(zip(values, np.indices(sizes).reshape(len(sizes), cells), strict=True))

    def about(quota: Quota) -> npt.NDArray[np.bool_]:
        chosen = np.ones(cells, np.bool_)
        for name, value in quota.pairs:
            chosen &= places[name] == values[name].index(value)
        return chosen

    wide = [row for row in rows if len(row.pairs) < len(sizes)]
    matrix = np.ones((len(wide) + 1, cells), np.int64)
    for number, row in enumerate(wide, start=1):
        matrix[number] = about(row)
    lower, upper = np.zeros(cells, np.int64), np.full(cells, seats, np.int64)
    for row in rows:
        if len(row.pairs) == len(sizes):
            lower[about(row)], upper[about(row)] = row.min, row.max
    low, high = [seats, *(row.min for row in wide)], [seats, *(row.max for row in wide)]
    return IntegerSystem(matrix, np.array(low, np.int64), np.array(high, np.int64), lower, upper)
