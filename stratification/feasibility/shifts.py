"""The integer programs behind repairs: how far the bounds of quotas must move.

*Shifts* are numbers p_0, q_0, p_1, q_1, …: quota i's minimum goes down by p_i, its maximum up by
q_i. The programs have a column for every class, every limit
(`stratification.feasibility.elastic`) and every quota (whether it is touched).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from stratification.errors import Finding
from stratification.feasibility.elastic import Elastic
from stratification.feasibility.lexicographic import (
    best_in_turn,
    first_in_order,
    with_columns,
    with_row,
)
from stratification.integer import Counts, IntegerSolver, IntegerSystem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError

Measure = Literal["seats", "quotas", "relative"]
Shifts = tuple[int, ...]
ORDERS: dict[Measure, tuple[Measure, ...]] = {
    "seats": ("seats", "quotas", "relative"),
    "quotas": ("quotas", "seats", "relative"),
    "relative": ("relative", "seats", "quotas"),
}
UNIT = 10_000
"""A relative change of 1."""


@dataclass(frozen=True)
class Measures:
    """What shifts cost: seats changed, quotas touched, relative change in ten-thousandths."""

    seats: int
    quotas: int
    relative: int


@dataclass(frozen=True)
class Found:
    """Shifts, what they cost, and the class counts of a panel that they allow."""

    shifts: Shifts
    measures: Measures
    counts: Counts


def weights(quotas: Quotas) -> tuple[int, ...]:
    """What a shift by one seat weighs in the relative measure: one number for every shift."""
    bounds = [bound for row in quotas.rows for bound in (row.min, row.max)]
    return tuple(-(-UNIT // max(bound, 1)) for bound in bounds)


def measured(quotas: Quotas, shifts: Shifts) -> Measures:
    """What shifts cost."""
    pairs = zip(shifts[::2], shifts[1::2], strict=True)
    weighed = zip(weights(quotas), shifts, strict=True)
    return Measures(
        sum(shifts),
        sum(down + up > 0 for down, up in pairs),
        sum(weight * shift for weight, shift in weighed),
    )


def shifted(quotas: Quotas, shifts: Shifts) -> Quotas:
    """The quotas with their bounds moved."""
    pairs = zip(quotas.rows, shifts[::2], shifts[1::2], strict=True)
    rows = [replace(row, min=row.min - down, max=row.max + up) for row, down, up in pairs]
    return Quotas(tuple(rows))


@dataclass(frozen=True)
class ShiftProgram:
    """The best shifts for quotas of which some are locked, within min_flex and max_flex."""

    elastic: Elastic
    quotas: Quotas
    locked: tuple[Quota, ...]
    solver: IntegerSolver

    @cached_property
    def room(self) -> Counts:
        """The largest value of every shift, shape (2·quotas,)."""
        room = []
        for row, (down, up) in zip(self.quotas.rows, self._passable, strict=True):
            if row in self.locked:
                down = up = 0
            if row.min_flex is not None:
                down = min(down, max(0, row.min - row.min_flex))
            if row.max_flex is not None:
                up = min(up, max(0, row.max_flex - row.max))
            room += [down, up]
        return np.array(room, dtype=np.int64)

    @property
    def _passable(self) -> list[tuple[int, int]]:
        """By how much each quota's bounds could be moved to some effect."""
        room = self.elastic.system.upper[self.elastic.classes :]
        ends = range(0, 2 * len(self.quotas.rows), 2)
        return [(int(room[at]), int(room[at + 1])) for at in ends]

    def best(self, measure: Measure, known: Sequence[Shifts] = ()) -> Found | None:
        """The best shifts that leave alone, of every known one, some quota that it touches.

        None when there are none.
        """
        return self._best(measure, self._apart(self._touching(), known))

    def best_by_each(self) -> dict[Shifts, tuple[Found, list[Measure]]]:
        """The best shifts by every measure, and what they are best at; {} when there are none."""
        system = self._touching()
        first = self._best("seats", system)
        if first is None:
            return {}
        found = {first.shifts: (first, list[Measure](["seats"]))}
        for measure in (name for name in ORDERS if name != "seats"):
            weights = self._aims(len(system.upper))[measure]
            answer = best_in_turn(self.solver, system, [weights])
            again: Found | None = first
            if answer and -int(weights @ answer[1]) < getattr(first.measures, measure):
                again = self._best(measure, answer[0])
            # Else the first is best at both, in any order: no need to look further.
            if answer is None or again is None:
                raise SolverError(Finding("solver-wrong"))
            found.setdefault(again.shifts, (again, []))[1].append(measure)
        return found

    def _best(self, measure: Measure, system: IntegerSystem) -> Found | None:
        """The best shifts within a system."""
        every = self._aims(len(system.upper))
        answer = best_in_turn(self.solver, system, [every[name] for name in ORDERS[measure]])
        if answer is None:
            return None
        counts = self._first(*answer)
        start = self.elastic.classes
        shifts = tuple(int(shift) for shift in counts[start : start + len(self.room)])
        return Found(shifts, measured(self.quotas, shifts), counts[:start])

    def _aims(self, width: int) -> dict[Measure, Counts]:
        """The measures as weights, shape (width,); negative, for less is better."""
        aims = {name: np.zeros(width, dtype=np.int64) for name in ORDERS}
        shifts = slice(self.elastic.classes, self.elastic.classes + len(self.room))
        aims["seats"][shifts] = -1
        aims["quotas"][self._touched] = -1
        aims["relative"][shifts] = [-weight for weight in weights(self.quotas)]
        return aims

    def _first(self, system: IntegerSystem, counts: Counts) -> Counts:
        """Of equally good counts those that touch the first quotas, and move the first bounds."""
        total = int(counts[self._touched].sum())
        if total == 0:
            return counts
        counts = first_in_order(self.solver, system, self._touched, 1, total)
        lower, upper = system.lower.copy(), system.upper.copy()
        lower[self._touched] = upper[self._touched] = counts[self._touched]
        moved = [
            self.elastic.classes + 2 * number + side
            for number, touched in enumerate(counts[self._touched])
            for side in (0, 1)
            if touched
        ]
        seats = int(counts[moved].sum())
        system = replace(system, lower=lower, upper=upper)
        return first_in_order(self.solver, system, moved, seats, seats)

    @property
    def _touched(self) -> list[int]:
        """The columns that say whether a quota is touched."""
        start = self.elastic.classes + len(self.elastic.limits)
        return list(range(start, start + len(self.quotas.rows)))

    def _touching(self) -> IntegerSystem:
        """The system in which every quota has a column t with p + q <= (its room)·t."""
        limits = np.zeros(len(self.elastic.limits), dtype=np.int64)  # households are not passed
        limits[: len(self.room)] = self.room
        base = self.elastic.within(limits)
        touched = np.ones(len(self.quotas.rows), dtype=np.int64)
        empty = np.zeros((len(base.low), len(touched)), dtype=np.int64)
        system = with_columns(base, empty, touched)
        for number in range(len(self.quotas.rows)):
            row = np.zeros(len(system.upper), dtype=np.int64)
            start = self.elastic.classes + 2 * number
            most = max(1, int(max(self.room[2 * number : 2 * number + 2])))
            row[start : start + 2] = 1
            row[self._touched[number]] = -most
            system = with_row(system, row, -most, 0)
        return system

    def _apart(self, system: IntegerSystem, known: Sequence[Shifts]) -> IntegerSystem:
        """The system in which of each known repair some quota that it touches is left alone."""
        for shifts in known:
            row = np.zeros(len(system.upper), dtype=np.int64)
            pairs = zip(self._touched, shifts[::2], shifts[1::2], strict=True)
            row[[column for column, down, up in pairs if down + up]] = 1
            system = with_row(system, row, 0, int(row.sum()) - 1)
        return system
