"""The limits of a problem (the sides of its quotas, the household rule), and what obeys them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

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
        low, high = system.low.copy(), system.high.copy()
        people = int(self.problem.sizes.sum())
        for number, row in enumerate(self.problem.rows, start=1):
            if row.quota is None:
                if Limit("household") not in kept:
                    high[number] = people
                continue
            if Limit("min", row.quota) not in kept:
                low[number] = 0
            if Limit("max", row.quota) not in kept:
                high[number] = people
        return replace(system, low=low, high=high)

    def whole(self, system: IntegerSystem) -> bool:
        """Whether whole class counts obey the system."""
        return best_counts(self.solver, system, np.zeros_like(system.upper)) is not None

    def conflict(self, system: IntegerSystem) -> tuple[Limit, ...]:
        """A conflict of a system that no panel obeys: nothing in it can be left out."""
        limits = self.limits
        if not fractional(self.relaxed(system, limits)):
            limits = self._shrink(system, limits, fractional)
        return tuple(self._shrink(system, limits, self.whole))

    def _shrink(
        self,
        system: IntegerSystem,
        limits: Sequence[Limit],
        possible: Callable[[IntegerSystem], bool],
    ) -> list[Limit]:
        """Leave out what can be left out while it stays impossible."""
        kept = list(limits)
        for limit in limits:
            fewer = [other for other in kept if other != limit]
            if not possible(self.relaxed(system, fewer)):
                kept = fewer
        return kept

    def changed(self, number: int, *, certain: bool) -> IntegerSystem:
        """The system in which class `number` is not complete (or not absent)."""
        lower, upper = self.system.lower.copy(), self.system.upper.copy()
        if certain:
            upper[number] -= 1
        else:
            lower[number] = 1
        return replace(self.system, lower=lower, upper=upper)


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
