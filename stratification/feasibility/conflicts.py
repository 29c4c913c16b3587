"""Why there is no valid panel: smallest conflicts between limits.

A *conflict* is a set of limits (sides of quotas, the household rule) that no panel of this size
meets all at once, whatever the other limits. A *correction* is a set of limits without which there
is a panel. Every conflict has a limit of every correction: otherwise the panel would meet it. So:

1. Take the smallest set H of limits that has one of every correction known so far.
2. If no panel meets H, then H is a conflict, and no conflict is smaller.
3. Else take a panel that meets H and as many more as possible: those it fails are a correction
   that H has nothing of. Go on at 1.

Of equally small conflicts the first in the order of the limits is told (that of `Checker.limits`:
quotas in their order, the minimum first, households last), so it does not matter which panels a
solver finds. Further conflicts come by forbidding H to contain one that is known. Source: A.
Ignatiev, A. Previti, M. Liffiton, J. Marques-Silva, "Smallest MUS extraction with minimal hitting
set dualization", CP 2015.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from stratification.errors import Finding
from stratification.feasibility.elastic import Elastic, elastic
from stratification.feasibility.lexicographic import best_in_turn, first_in_order
from stratification.feasibility.limits import Checker, Limit, dive, find_counts, limit_finding
from stratification.integer import Counts, IntegerSolver, IntegerSystem
from stratification.problem import Problem
from stratification.solver import SolverError

SEARCHES = 200
"""After looking for so many panels, the search for a smallest conflict is given up."""


@dataclass(frozen=True)
class Conflict:
    """Limits that no panel meets all at once, although one meets them when any is left out.

    `smallest`: it is proven that no other conflict, but those found before it, has fewer limits.
    """

    limits: tuple[Limit, ...]
    smallest: bool


def conflicts(
    problem: Problem, solver: IntegerSolver, count: int = 1, searches: int = SEARCHES
) -> tuple[Conflict, ...]:
    """The smallest conflicts, smaller ones first; () when there is a valid panel.

    Parameters:
        count: how many at most.
        searches: the most panels to look for, for each conflict. When that is not enough for the
            first, one that is perhaps not the smallest is told, with nothing that can be spared.

    Raises:
        ValueError: a count below 1.
        SolverError: the solver gave up, or contradicts itself.
    """
    if count < 1:
        raise ValueError(f"{count} conflicts")
    checker = Checker(problem, solver)
    if checker.whole(checker.system):
        return ()
    search = _Search(elastic(checker), solver)
    found: list[frozenset[int]] = []
    while len(found) < count:
        limits = search.smallest(found, searches)
        if limits is None:
            break
        found.append(limits)
        if not limits:  # there are more seats than people: no limit matters
            break
    if not found:
        return (Conflict(checker.conflict(checker.system), smallest=False),)
    return tuple(search.conflict(limits) for limits in found)


@dataclass
class _Search:
    """Corrections found so far. Limits are named by their place among all limits."""

    elastic: Elastic
    solver: IntegerSolver
    corrections: list[frozenset[int]] = field(default_factory=list)
    done: int = 0

    @property
    def every(self) -> frozenset[int]:
        """The limits that any panel could fail."""
        return _at(self.elastic.system.upper[self.elastic.classes :])

    def smallest(self, known: Sequence[frozenset[int]], searches: int) -> frozenset[int] | None:
        """The first of the smallest conflicts that contain none of those known.

        None when there is none, or when so many searches are not enough.
        """
        first, end = False, self.done + searches
        while self.done < end:
            limits = self._hitting(known, first=first)
            if limits is None:
                return None
            if self._correct(limits):
                continue
            if first:
                return limits
            first = True  # nothing smaller is a conflict: now for the first of this size
        return None

    def _correct(self, kept: frozenset[int]) -> bool:
        """Find corrections that have nothing of `kept`, nor of each other; whether there is one."""
        failed = self.failed(kept)
        proven = failed is None
        while failed is not None:
            failed = self._fewer(failed)
            self.corrections.append(failed)
            kept |= failed
            failed = self.failed(kept, quick=True)
        return not proven

    def _fewer(self, failed: frozenset[int]) -> frozenset[int]:
        """Perhaps fewer failed limits, of a panel that meets those that were met, and more."""
        for limit in sorted(failed):
            if limit in failed:
                fewer = self.failed((self.every - failed) | {limit}, quick=True)
                failed = failed if fewer is None else fewer
        return failed

    def failed(self, kept: frozenset[int], *, quick: bool = False) -> frozenset[int] | None:
        """The limits that some panel fails which meets those kept.

        None when there is no panel, or none was found quickly.
        """
        self.done += 1
        classes = self.elastic.classes
        room = self.elastic.system.upper[classes:].copy()
        room[sorted(kept)] = 0
        system = self.elastic.within(room)
        costs = np.zeros_like(system.upper)
        costs[classes:] = 1
        counts = dive(system, costs)
        if counts is None and not quick:
            counts = find_counts(self.solver, system)
        return None if counts is None else _at(counts[classes:])

    def _hitting(self, known: Sequence[frozenset[int]], *, first: bool) -> frozenset[int] | None:
        """A smallest set with a limit of every correction that contains nothing known.

        Or the `first` of these; None when there is none.
        """
        names = sorted(self.every)
        system = self._sets(names, known)
        best = best_in_turn(self.solver, system, [np.full(len(names), -1, dtype=np.int64)])
        if best is None:
            return None
        system, chosen = best
        if first:
            chosen = first_in_order(self.solver, system, range(len(names)), 1, int(chosen.sum()))
        return frozenset(names[number] for number in np.flatnonzero(chosen))

    def _sets(self, names: Sequence[int], known: Sequence[frozenset[int]]) -> IntegerSystem:
        """The rows that a set (a column of 0 or 1 for each name) must obey."""
        rows = [[name in group for name in names] for group in (*self.corrections, *known)]
        most = [len(names)] * len(self.corrections) + [len(group) - 1 for group in known]
        return IntegerSystem(
            np.array(rows, dtype=np.int64).reshape(len(rows), len(names)),
            np.array([1] * len(self.corrections) + [0] * len(known), dtype=np.int64),
            np.array(most, dtype=np.int64),
            np.zeros(len(names), dtype=np.int64),
            np.ones(len(names), dtype=np.int64),
        )

    def conflict(self, limits: frozenset[int]) -> Conflict:
        """A smallest conflict, after a look that none of its limits can be spared."""
        if any(self.failed(limits - {limit}) is None for limit in limits):
            raise SolverError(Finding("solver-wrong"))
        names = self.elastic.limits
        return Conflict(tuple(names[number] for number in sorted(limits)), smallest=True)


def _at(numbers: Counts) -> frozenset[int]:
    """The places of what is not zero."""
    return frozenset(int(place) for place in np.flatnonzero(numbers))


def conflict_findings(problem: Problem, conflict: Conflict) -> list[Finding]:
    """A conflict as something that can be worded: its limits, and how many people there are."""
    found = [limit_finding(limit) for limit in conflict.limits]
    if not conflict.smallest:
        found.append(Finding("conflict-not-smallest"))
    for category in dict.fromkeys(limit.quota.category for limit in conflict.limits if limit.quota):
        counts = [
            f"{row.quota.value}: {int(problem.sizes[list(row.classes)].sum())}"
            for row in problem.rows
            if row.quota is not None and row.quota.category == category
        ]
        params = {"category": category, "counts": ", ".join(counts)}
        found.append(Finding("people-per-value", params))
    return found
