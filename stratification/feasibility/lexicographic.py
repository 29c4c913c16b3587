"""Integer programs with several aims, one after the other, and ties broken by a stated order.

A solver may answer with any of the best counts. Where one has to be told, it is the first in a
stated order: so the answer does not depend on the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from stratification.errors import Finding
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.solver import SolverError

LARGEST = 4096  # weights below it: far from what a solver may round away


def with_row(system: IntegerSystem, row: Counts, low: int, high: int) -> IntegerSystem:
    """The system with one row more: low <= row·x <= high."""
    return replace(
        system,
        matrix=np.vstack([system.matrix, row]),
        low=np.append(system.low, low),
        high=np.append(system.high, high),
    )


def with_columns(system: IntegerSystem, columns: Counts, upper: Counts) -> IntegerSystem:
    """The system with more columns, shape (rows, new columns), from 0 up to `upper`."""
    return replace(
        system,
        matrix=np.hstack([system.matrix, columns]),
        lower=np.append(system.lower, np.zeros_like(upper)),
        upper=np.append(system.upper, upper),
    )


def best_in_turn(
    solver: IntegerSolver, system: IntegerSystem, aims: Iterable[Counts]
) -> tuple[IntegerSystem, Counts] | None:
    """Maximise the first aim, of what is best there the second, and so on.

    Parameters:
        aims: weights, each of shape (columns,).

    Returns:
        The system with all optima as rows, and counts that obey it; None when nothing obeys the
        system.
    """
    counts: Counts | None = None
    for weights in aims:
        counts = best_counts(solver, system, weights)
        if counts is None:
            return None
        best = int(weights @ counts)
        system = with_row(system, weights, best, best)
    return None if counts is None else (system, counts)


def first_in_order(
    solver: IntegerSolver,
    system: IntegerSystem,
    columns: Sequence[int],
    most: int,
    total: int | None = None,
) -> Counts:
    """The x of a system with the largest first of some columns, of these the largest second, etc.

    Several columns are settled by one program, weighed with powers of `most` + 1; all of them where
    only one of them is 1.

    Parameters:
        columns: which columns, in order; they are 0 or more.
        most: what none of them exceeds.
        total: the sum of all of them, where that is known: the search ends when it is reached.

    Raises:
        SolverError: when nothing obeys the system (it must have an x), or the solver gave up.
    """
    together = max(1, int(np.log(LARGEST) / np.log(most + 1))) if most else len(columns)
    if total == 1:
        together = LARGEST
    counts: Counts | None = None
    for start in range(0, max(1, len(columns)), together):
        chunk = list(columns[start : start + together])
        places = np.arange(len(chunk) - 1, -1, -1, dtype=np.int64)
        weights = np.zeros_like(system.upper)
        weights[chunk] = places + 1 if total == 1 else (most + 1) ** places
        counts = best_counts(solver, system, weights)
        if counts is None:
            break
        lower, upper = system.lower.copy(), system.upper.copy()
        lower[chunk] = upper[chunk] = counts[chunk]
        system = replace(system, lower=lower, upper=upper)
        if lower[list(columns)].sum() == total:
            break
    if counts is None:
        raise SolverError(Finding("solver-wrong"))
    return counts
