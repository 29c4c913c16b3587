"""The limits of a problem (the sides of its quotas, the household rule), and what obeys them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from stratification.errors import Finding, Param
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.panels import NoRoomError, Room, find_panel
from stratification.problem import Problem
from stratification.quotas import Quota
from stratification.solver import LinearProgram

Side = Literal["min", "max", "household"]


@dataclass(frozen=True)
class Limit:
    """One side of a quota, or the household rule (`quota` is None)."""

    side: Side
    quota: Quota | None = None


@dataclass(frozen=True)
class Checker:
    """A problem as an integer system whose limits can be switched off one by one."""

    problem: Problem
    solver: IntegerSolver

    @property
    def limits(self) -> list[Limit]:
        """All limits: every quota's two sides, and the household rule if there is one."""
        rows = self.problem.rows
        found = [
            Limit(side, row.quota)
            for row in rows
            if row.quota is not None
            for side in ("min", "max")
        ]
        return found + [Limit("household")] * any(row.quota is None for row in rows)

    @property
    def system(self) -> IntegerSystem:
        """The whole problem; row 0 is the number of seats."""
        problem = self.problem
        everybody = np.ones((1, len(problem.members)), dtype=np.int64)
        return IntegerSystem(
            np.vstack([everybody, problem.matrix]),
            np.append(problem.seats, problem.lows),
            np.append(problem.seats, problem.highs),
            np.zeros_like(problem.sizes),
            problem.sizes,
        )

    def relaxed(self, system: IntegerSystem, limits: Iterable[Limit]) -> IntegerSystem:
        """The system with only these limits."""
        kept = set(limits)
        return self._with(system, [n for n, limit in enumerate(self.limits) if limit in kept])

    def _with(self, system: IntegerSystem, kept: Sequence[int]) -> IntegerSystem:
        """The system with only the limits at these places among all limits."""
        people = int(self.problem.sizes.sum())
        low, high = np.zeros_like(system.low), np.full_like(system.high, people)
        low[0], high[0] = system.low[0], system.high[0]
        quotas, homes = self._rows
        for place in kept:
            if place == 2 * len(quotas):
                high[homes] = system.high[homes]
            elif place % 2:
                high[quotas[place // 2]] = system.high[quotas[place // 2]]
            else:
                low[quotas[place // 2]] = system.low[quotas[place // 2]]
        return replace(system, low=low, high=high)

    @cached_property
    def _rows(self) -> tuple[list[int], list[int]]:
        """The rows of the quotas, and those of the kinds of household."""
        rows = list(enumerate(self.problem.rows, start=1))
        quotas = [number for number, row in rows if row.quota is not None]
        return quotas, [number for number, row in rows if row.quota is None]

    def whole(self, system: IntegerSystem) -> bool:
        """Whether whole class counts obey the system."""
        return find_counts(self.solver, compact(system)) is not None

    def conflict(
        self, system: IntegerSystem, among: Collection[Limit] | None = None
    ) -> tuple[Limit, ...]:
        """A conflict of a system that no panel obeys: nothing in it can be left out.

        `among`, when it is known: limits that no panel obeys all.
        """
        limits = self.limits
        kept = [n for n, limit in enumerate(limits) if among is None or limit in among]
        if not fractional(self._with(system, kept)):
            kept = self._shrink(system, kept, fractional)
        return tuple(limits[place] for place in self._shrink(system, kept, self.whole))

    def _shrink(
        self,
        system: IntegerSystem,
        limits: Sequence[int],
        possible: Callable[[IntegerSystem], bool],
    ) -> list[int]:
        """Leave out, in order, every limit without which it stays impossible.

        Several at once where that is impossible too: then each of them can be left out in turn.
        """
        kept: list[int] = []
        left = list(limits)
        together = max(1, len(left) // 4)
        while left:
            if not possible(self._with(system, kept + left[together:])):
                left = left[together:]
                together = min(2 * together, len(left))
            elif together > 1:
                together = (together + 1) // 2
            else:
                kept.append(left.pop(0))
        return kept

    def changed(self, number: int, *, certain: bool) -> IntegerSystem:
        """The system in which class `number` is not complete (or not absent)."""
        lower, upper = self.system.lower.copy(), self.system.upper.copy()
        if certain:
            upper[number] -= 1
        else:
            lower[number] = 1
        return replace(self.system, lower=lower, upper=upper)


def alike(problem: Problem, number: int, limits: Iterable[Limit]) -> npt.NDArray[np.bool_]:
    """Which classes count in the same rows of these limits as class `number`."""
    kept = set(limits)
    quotas, homes = {limit.quota for limit in kept}, Limit("household") in kept
    rows = [
        place
        for place, row in enumerate(problem.rows)
        if (homes if row.quota is None else row.quota in quotas)
    ]
    matrix = problem.matrix[rows]
    same: npt.NDArray[np.bool_] = (matrix == matrix[:, [number]]).all(axis=0)
    return same


def compact(system: IntegerSystem) -> IntegerSystem:
    """A smaller system that has counts, whole or fractional, just when this one has.

    Rows that every x in the box obeys are left out, and classes that then count in the same rows
    are one column: what they have together can be any number between the sums of their bounds.
    """
    if (system.lower > system.upper).any() or len(system.upper) == 0:
        return system
    more, less = np.maximum(system.matrix, 0), np.minimum(system.matrix, 0)
    least = more @ system.lower + less @ system.upper
    most = more @ system.upper + less @ system.lower
    kept = (system.low > least) | (system.high < most)
    rows = np.ascontiguousarray(system.matrix[kept].T)
    numbers: dict[bytes, int] = {}
    place = [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]
    first = np.unique(place, return_index=True)[1]
    lower, upper = np.zeros((2, len(numbers)), dtype=np.int64)
    np.add.at(lower, place, system.lower)
    np.add.at(upper, place, system.upper)
    return IntegerSystem(rows[first].T, system.low[kept], system.high[kept], lower, upper)


def find_counts(solver: IntegerSolver, system: IntegerSystem) -> Counts | None:
    """Whole counts that obey a system, or None when there are none.

    Which counts are found depends on the solver; whether there are any does not.
    """
    nothing = np.zeros_like(system.upper)
    try:
        counts = find_panel(system.matrix, _room(system), nothing.astype(np.float64), len(nothing))
    except NoRoomError:
        return None
    if counts is not None and system.allows(counts):
        return counts
    return best_counts(solver, system, nothing)


def dive(system: IntegerSystem, costs: np.ndarray) -> Counts | None:
    """Whole counts by a quick search for small costs; None proves nothing."""
    try:
        counts = find_panel(system.matrix, _room(system), costs.astype(np.float64), len(costs))
    except NoRoomError:
        return None
    return counts if counts is not None and system.allows(counts) else None


def _room(system: IntegerSystem) -> Room:
    return Room(
        system.lower.astype(np.float64),
        system.upper.astype(np.float64),
        system.low.astype(np.float64),
        system.high.astype(np.float64),
    )


def fractional(system: IntegerSystem) -> bool:
    """Whether at least fractional class counts obey the system."""
    if (system.lower > system.upper).any() or len(system.upper) == 0:
        return False
    system = compact(system)
    program = LinearProgram(
        system.matrix.astype(np.float64),
        (system.low.astype(np.float64), system.high.astype(np.float64)),
    )
    program.set_columns(system.lower.astype(np.float64), system.upper.astype(np.float64))
    return program.solve()


def limit_finding(limit: Limit) -> Finding:
    """A limit as something that can be worded."""
    if limit.quota is None:
        return Finding("limit-household")
    number = limit.quota.min if limit.side == "min" else limit.quota.max
    params: dict[str, Param] = {
        "category": limit.quota.category,
        "value": limit.quota.value,
        "number": number,
    }
    return Finding(f"limit-{limit.side}", params)
