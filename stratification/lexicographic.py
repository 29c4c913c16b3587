"""Integer programs with several aims, one after the other, and ties broken by a stated order.

A solver may answer with any of the best counts. Where one has to be told, it is the first in a
stated order: so the answer does not depend on the solver.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    solver: IntegerSolver, system: IntegerSystem, sums: Counts, most: int, total: int | None = None
) -> Counts:
    """Of all x in a system those whose first sum is largest, of these whose second is, and so on.

    Several sums are settled by one program, weighed with powers of `most` + 1.

    Parameters:
        sums: rows whose entries are 0 or more, shape (sums, columns).
        most: what no sum exceeds.
        total: of all sums together, where that is known: the search ends when it is reached.

    Returns:
        The values of the sums, shape (sums,).

    Raises:
        SolverError: when nothing obeys the system (it must have an x), or the solver gave up.
    """
    together = max(1, int(np.log(LARGEST) / np.log(most + 1))) if most else len(sums)
    values = np.zeros(len(sums), dtype=np.int64)
    for start in range(0, len(sums), together):
        chunk = sums[start : start + together]
        powers = (most + 1) ** np.arange(len(chunk) - 1, -1, -1, dtype=np.int64)
        counts = best_counts(solver, system, powers @ chunk)
        if counts is None:
            raise SolverError(Finding("solver-wrong"))
        values[start : start + together] = chunk @ counts
        if total is not None and values.sum() == total:
            break
        for row, value in zip(chunk, chunk @ counts, strict=True):
            system = with_row(system, row, int(value), int(value))
    return values
