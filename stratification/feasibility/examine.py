"""Is there a valid panel? If not, why not? And who can never be chosen, or always must be?

Why there is no panel, a smallest conflict says (`stratification.feasibility.conflicts`). Why people
have no choice, a conflict between the limits and their being chosen (or not) says: it is found by
leaving limits out one at a time, so nothing in it can be spared, and every answer is an integer
program's (or, where already fractions fail, a linear program's).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stratification.errors import Finding, NoPanelError
from stratification.feasibility.conflicts import conflict_findings, conflicts
from stratification.feasibility.limits import Checker, Limit, alike, dive, fractional
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.problem import Problem
from stratification.solver import LinearProgram

Progress = Callable[[str, int, int], None]
DIVES = 8
MARGIN = 1e-6
Reason = tuple[tuple[Limit, ...], list[int]]


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


def some_panel(problem: Problem, solver: IntegerSolver) -> Counts:
    """A valid panel as class counts.

    Raises:
        NoPanelError: when there is none; its findings are a smallest conflict.
    """
    system = Checker(problem, solver).system
    nothing = np.zeros_like(system.upper)
    counts = dive(system, nothing)
    if counts is None:  # that proves nothing
        counts = best_counts(solver, system, nothing)
    if counts is None:
        first = Finding("no-panel", {"seats": problem.seats, "people": len(problem.pool.ids)})
        found = conflicts(problem, solver)[0]
        raise NoPanelError(first, *conflict_findings(problem, found))
    return counts


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
    held: list[int] = [] if certain or not left else shut_out(checker.system, left)
    left = [c for c in left if c not in set(held)]
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
        panel = dive(system, wishes + attempt * 0.3 * varied)
        if panel is not None:
            return panel
    if not fractional(system):
        return None
    return best_counts(checker.solver, system, np.zeros_like(system.upper))


def shut_out(system: IntegerSystem, classes: Sequence[int]) -> list[int]:
    """Which of the classes have no place on a panel, not even a fractional one: a quick look."""
    closed = system.matrix[system.high == 0].any(axis=0)
    program = LinearProgram(
        system.matrix.astype(np.float64),
        (system.low.astype(np.float64), system.high.astype(np.float64)),
    )
    program.set_columns(system.lower.astype(np.float64), system.upper.astype(np.float64))
    found = []
    most = np.zeros(len(system.upper))
    for number in classes:
        if not closed[number] and most[number] < 1 - MARGIN:
            costs = np.zeros(len(system.upper))
            costs[number] = -1.0
            program.set_costs(costs)
            if program.solve():
                most = np.maximum(most, program.values)
        if most[number] < 1 - MARGIN:
            found.append(number)
    return found


def _explained(checker: Checker, classes: Sequence[int], *, certain: bool) -> tuple[Forced, ...]:
    """Group people by the limits that force them."""
    groups: defaultdict[tuple[Limit, ...], list[str]] = defaultdict(list)
    ids = checker.problem.pool.ids
    for limits, numbers in (_certain if certain else _never)(checker, classes):
        groups[limits] += [ids[person] for c in numbers for person in checker.problem.members[c]]
    return tuple(Forced(tuple(sorted(people)), limits) for limits, people in groups.items())


def _certain(checker: Checker, classes: Sequence[int]) -> Iterator[Reason]:
    """Why classes are complete on every panel, one by one."""
    for number in classes:
        yield checker.conflict(checker.changed(number, certain=True)), [number]


def _never(checker: Checker, classes: Sequence[int]) -> Iterator[Reason]:
    """Why classes are on no panel. Those that count in the same of the limits share the reason.

    For whether somebody of a class can be on a panel that obeys some limits depends on nothing but
    which of these limits count the class: all classes with the same ones can take its place. Often
    the limits that shut out some classes shut out the next one too: a conflict is then among these.
    """
    left = list(classes)
    met: dict[Limit, None] = {}
    while left:
        limits = _closed(checker, left[0])
        if not limits:
            system = checker.changed(left[0], certain=False)
            among = list(met) if met and not checker.whole(checker.relaxed(system, met)) else None
            limits = checker.conflict(system, among)
            met |= dict.fromkeys(limits)
        same = alike(checker.problem, left[0], limits)
        yield limits, [number for number in left if same[number]]
        left = [number for number in left if not same[number]]


def _closed(checker: Checker, number: int) -> tuple[Limit, ...]:
    """The first maximum of 0 that is about a class, if there is any: no reason is simpler."""
    for row in checker.problem.rows:
        if row.quota is not None and row.high == 0 and number in row.classes:
            return (Limit("max", row.quota),)
    return ()
