"""Where people are lacking: which further sign-ups would make a valid panel possible.

Further people may have any values that the quotas know, and each lives alone. With x the class
counts of the people there are, as many of them as possible are put on a panel that meets all
limits; the other seats are the fewest further sign-ups A. Every category is a *cell* column per
value, y_v further people with value v, and

    sum of x + sum over v of y_v = seats;

any such numbers of the categories can be combined into A people. Categories that combined quotas
link have one cell for every combination of their values instead, so that the answer is exact. In a
category that only combinations name, a further person may also have a value that none names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from stratification.errors import Finding, InputError
from stratification.feasibility.lexicographic import best_in_turn, first_in_order
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.people import UNNAMED
from stratification.problem import Problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError

MAX_CELLS = 20_000


@dataclass(frozen=True)
class Need:
    """How many further sign-ups with the value of a quota are needed.

    `people` is one way among others; `least` holds for every way with so few sign-ups in all.
    """

    quota: Quota
    people: int
    least: int


@dataclass(frozen=True)
class Short:
    """A quota whose minimum is above the number of people who have its value."""

    quota: Quota
    people: int

    @property
    def lacking(self) -> int:
        """How many are lacking for this quota alone."""
        return self.quota.min - self.people


@dataclass(frozen=True)
class Lacking:
    """The smallest number of further sign-ups that helps, and the values they need.

    `needs` has the quotas, in order, of which further people are needed: among all ways with the
    fewest sign-ups the one with most people at the first quota, then at the second, and so on.
    """

    people: int
    needs: tuple[Need, ...]


def short_values(problem: Problem) -> tuple[Short, ...]:
    """The quotas that ask for more people than there are with the value, in order."""
    found = []
    for row in problem.rows:
        if row.quota is not None:
            people = int(problem.sizes[list(row.classes)].sum())
            found += [Short(row.quota, people)] if people < row.low else []
    return tuple(found)


def lacking(problem: Problem, solver: IntegerSolver) -> Lacking | None:
    """The fewest further sign-ups that make a valid panel possible; none are when there is one.

    None when no number of sign-ups helps: the quotas contradict each other.

    Raises:
        InputError: combined quotas link so many values that it cannot be computed.
        SolverError: the solver gave up.
    """
    cells = _cells(problem.quotas)
    system = _system(problem, cells)
    classes, quotas = len(problem.members), problem.quotas.rows
    people = np.zeros_like(system.upper)
    people[:classes] = 1
    answer = best_in_turn(solver, system, [people])
    if answer is None:
        return None
    system, counts = answer
    fewest = problem.seats - int(people @ counts)
    columns = range(classes, classes + len(quotas))
    if fewest:
        counts = first_in_order(solver, system, columns, fewest)
    needs = []
    for column, quota in zip(columns, quotas, strict=True):
        if counts[column]:
            weights = np.zeros_like(system.upper)
            weights[column] = -1
            lowest = best_counts(solver, system, weights)
            if lowest is None:
                raise SolverError(Finding("solver-wrong"))
            needs.append(Need(quota, int(counts[column]), int(lowest[column])))
    return Lacking(fewest, tuple(needs))


@dataclass(frozen=True)
class _Cells:
    """The combinations of values of categories that are linked: shape (cells, columns)."""

    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    def having(self, quotas: Sequence[Quota]) -> Counts:
        """Which cells have the values of which quotas, shape (quotas, cells).

        None has those of a quota that is about other columns.
        """
        found = np.zeros((len(quotas), len(self.values)), dtype=np.int64)
        for row, quota in zip(found, quotas, strict=True):
            if all(column in self.columns for column, _ in quota.pairs):
                places = [(self.columns.index(column), value) for column, value in quota.pairs]
                row[:] = [all(cell[at] == value for at, value in places) for cell in self.values]
        return found


def _cells(quotas: Quotas) -> list[_Cells]:
    """The cells of every group of linked categories, in order."""
    groups: list[list[str]] = [[column] for column in quotas.columns]
    for row in quotas.rows:
        names = [name for name, _ in row.pairs]
        linked = [group for group in groups if any(name in group for name in names)]
        others = [group for group in groups if group not in linked]
        groups = [*others, [name for group in linked for name in group]]
    values: dict[str, list[str]] = {column: [] for column in quotas.columns}
    for row in quotas.rows:
        for column, value in row.pairs:
            values[column] += [value] if value not in values[column] else []
    for column in quotas.columns:
        values[column] += [UNNAMED] if column not in quotas.categories else []
    count = sum(prod(len(values[column]) for column in group) for group in groups)
    if count > MAX_CELLS:
        raise InputError(Finding("lacking-too-large", {"count": count}))
    return [
        _Cells(tuple(group), tuple(product(*(values[column] for column in group))))
        for group in sorted(groups) or [[]]  # without quotas a further person is just that
    ]


def _system(problem: Problem, groups: Sequence[_Cells]) -> IntegerSystem:
    """The rows of the definition, and those of the quotas and the households.

    Columns: classes, then for every quota its further people, then the cells of every group.
    """
    quotas, classes = problem.quotas.rows, len(problem.members)
    having = np.hstack([group.having(quotas) for group in groups])
    seats = np.zeros((len(groups), classes + len(quotas) + having.shape[1]), dtype=np.int64)
    seats[:, :classes] = 1
    start = classes + len(quotas)
    for row, group in zip(seats, groups, strict=True):
        row[start : start + len(group.values)] = 1
        start += len(group.values)
    count = np.eye(len(quotas), dtype=np.int64)
    limits = np.pad(problem.matrix, ((0, 0), (0, seats.shape[1] - classes)))
    limits[: len(quotas), classes : classes + len(quotas)] = count
    sums = np.hstack([np.zeros((len(quotas), classes), dtype=np.int64), count, -having])
    further = np.full(seats.shape[1] - classes, problem.seats, dtype=np.int64)
    each = np.full(len(groups), problem.seats, dtype=np.int64)
    return IntegerSystem(
        np.vstack([seats, limits, sums]),
        np.concatenate([each, problem.lows, np.zeros(len(quotas), dtype=np.int64)]),
        np.concatenate([each, problem.highs, np.zeros(len(quotas), dtype=np.int64)]),
        np.zeros(seats.shape[1], dtype=np.int64),
        np.append(problem.sizes, further),
    )
