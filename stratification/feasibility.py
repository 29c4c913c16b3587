"""Is there a valid panel? If not, why not? And who can never be chosen, or always must be?

A *conflict* is a set of limits (a quota's minimum or maximum, the household rule) that no panel of
this size meets, although it meets any of them when one is left out: it is found by leaving limits
out one at a time, and every answer is an integer program's (or, where already fractions fail, a
linear program's).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from stratification.errors import Finding, NoPanelError, Param
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.panels import NoRoomError, Room, find_panel
from stratification.problem import Problem
from stratification.quotas import Quota
from stratification.solver import LinearProgram

Side = Literal["min", "max", "household"]
Progress = Callable[[str, int, int], None]
DIVES = 8


@dataclass(frozen=True)
class Limit:
    """One side of a quota, or the household rule (`quota` is None)."""

    side: Side
    quota: Quota | None = None


@dataclass(frozen=True)
class Forced:
    """People (ids) of whom the limits leave no choice."""

    people: tuple[str, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Feasibility:
    """A valid panel (class counts), who is in no valid panel and who is in every one."""

    panel: Counts
    never: tuple[Forced, ...]
    certain: tuple[Forced, ...]


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
        if not _fractional(self.relaxed(system, limits)):
            limits = self._shrink(system, limits, _fractional)
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


def _fractional(system: IntegerSystem) -> bool:
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


def some_panel(problem: Problem, solver: IntegerSolver) -> Counts:
    """A valid panel as class counts.

    Raises:
        NoPanelError: when there is none; its findings are a conflict.
    """
    checker = Checker(problem, solver)
    system = checker.system
    counts = _dive(system, np.zeros(len(system.upper)))
    if counts is None:
        counts = best_counts(solver, system, np.zeros_like(system.upper))
    if counts is None:
        limits = checker.conflict(system)
        first = Finding("no-panel", {"seats": problem.seats, "people": len(problem.pool.ids)})
        raise NoPanelError(
            first, *(limit_finding(limit) for limit in limits), *_people_findings(problem, limits)
        )
    return counts


def find_counts(solver: IntegerSolver, system: IntegerSystem) -> Counts | None:
    """Whole counts that obey a system, or None when there are none.

    Which counts are found depends on the solver; whether there are any does not.
    """
    room = _room(system)
    try:
        counts = find_panel(system.matrix, room, np.zeros(len(system.upper)), len(system.upper))
    except NoRoomError:
        return None
    if counts is not None and system.allows(counts):
        return counts
    return best_counts(solver, system, np.zeros_like(system.upper))


def _people_findings(problem: Problem, limits: Sequence[Limit]) -> list[Finding]:
    """How many people there are with each value of the categories in a conflict."""
    found = []
    for category in dict.fromkeys(limit.quota.category for limit in limits if limit.quota):
        counts = [
            f"{row.quota.value}: {int(problem.sizes[list(row.classes)].sum())}"
            for row in problem.rows
            if row.quota is not None and row.quota.category == category
        ]
        params = {"category": category, "counts": ", ".join(counts)}
        found.append(Finding("people-per-value", params))
    return found


def _dive(system: IntegerSystem, costs: np.ndarray) -> Counts | None:
    try:
        counts = find_panel(system.matrix, _room(system), costs, len(costs))
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


def examine(problem: Problem, solver: IntegerSolver, progress: Progress) -> Feasibility:
    """Whether there is a panel, who can never be on one and who must be on every one.

    Raises:
        NoPanelError: when there is no valid panel.
    """
    panel = some_panel(problem, solver)
    everybody = range(len(problem.members))
    never = without_choice(problem, solver, everybody, certain=False, known=[panel])
    progress("feasibility", 1, 2)
    certain = without_choice(problem, solver, everybody, certain=True, known=[panel])
    progress("feasibility", 2, 2)
    return Feasibility(panel, never, certain)


def without_choice(
    problem: Problem,
    solver: IntegerSolver,
    suspects: Iterable[int],
    *,
    certain: bool,
    known: Sequence[Counts],
) -> tuple[Forced, ...]:
    """Which of the suspected classes are in no valid panel (or complete in every one), and why.

    For one suspect after the other a panel is sought that clears it, and as many others as
    possible: by dives, and where those fail by an integer program, whose "none" is the proof.
    """
    checker = Checker(problem, solver)
    system = checker.system

    def clears(panel: Counts, number: int) -> bool:
        return bool(panel[number] < system.upper[number] if certain else panel[number] > 0)

    left = [c for c in suspects if not any(clears(panel, c) for panel in known)]
    held: list[int] = []
    while left:
        panel = _clearing(checker, left, certain=certain)
        if panel is None:
            held.append(left.pop(0))
        else:
            left = [c for c in left if not clears(panel, c)]
    return _explained(checker, held, certain=certain)


def _clearing(checker: Checker, left: Sequence[int], *, certain: bool) -> Counts | None:
    """A panel that clears the first suspect; None when there is none."""
    system = checker.changed(left[0], certain=certain)
    wishes = np.zeros(len(system.upper))
    wishes[left] = 1.0 if certain else -1.0
    for attempt in range(DIVES):
        # Any varied costs do; these are the same on every machine.
        varied = np.arange(len(wishes)) * 7919 * (attempt + 1) % 101 / 101
        panel = _dive(system, wishes + attempt * 0.3 * varied)
        if panel is not None:
            return panel
    if not _fractional(system):
        return None
    return best_counts(checker.solver, system, np.zeros_like(system.upper))


def _explained(checker: Checker, classes: Sequence[int], *, certain: bool) -> tuple[Forced, ...]:
    """Group people by the limits that force them."""
    groups: defaultdict[tuple[Limit, ...], list[str]] = defaultdict(list)
    for number in classes:
        limits = checker.conflict(checker.changed(number, certain=certain))
        ids = checker.problem.pool.ids
        groups[limits] += [ids[person] for person in checker.problem.members[number]]
    return tuple(Forced(tuple(sorted(people)), limits) for limits, people in groups.items())
