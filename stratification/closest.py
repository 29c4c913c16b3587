"""Closest: quotas narrowed to what is nearest to their targets.

A target t says how many seats a quota had best have, a weight w how much a seat off it matters. A
panel with x seats there *deviates* by w·|x - t|. With F the quotas with targets that are still free
(at first all), one step is:

1. r is the smallest number such that a valid panel deviates by at most r at every quota of F, and
   by at most its own limit at every quota that has one already.
2. Of the panels of 1, take those with the fewest quotas of F at exactly r. Every quota that is at r
   in any of these gets the limit r, and leaves F.

At least one quota leaves F in a step, and the others have a panel below r, so the limits come down
from step to step: the largest deviation is as small as possible, then those of the other quotas,
and so on. All is defined by the set of valid panels, so nothing depends on which panel a solver
happens to find. Where the choice is between quotas (one of three has to be a seat off), all of them
get the limit: the targets do not choose between them, and what is left to the lottery is larger.

Limits become bounds: min and max move inwards to what is within r of the target. Both are whole, so
r is one of finitely many numbers: it is found by bisection. What answers is an integer program per
question (a linear one where already fractions fail); deviations are compared as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from stratification.errors import Finding, InputError
from stratification.feasibility import Checker, Progress, find_counts, some_panel
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.pool import Assembly
from stratification.problem import Problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """The quotas that got their limit together.

    `deviation` is that limit, and `fewest` how many of `quotas` at least deviate so much on every
    panel within the limits known so far.
    """

    deviation: Fraction
    quotas: tuple[Quota, ...]
    fewest: int


@dataclass(frozen=True)
class Narrowed:
    """Quotas as near to their targets as valid panels allow.

    `quotas` have the narrower bounds, and no targets any more: they are quotas like any other.
    `deviations` are the limits, one for every row of the quotas; None where there is no target.
    """

    quotas: Quotas
    deviations: tuple[Fraction | None, ...]
    steps: tuple[Step, ...]


def narrow(problem: Problem, solver: IntegerSolver, progress: Progress) -> Narrowed:
    """Narrow the quotas of a problem to what is nearest to their targets, as defined above.

    Parameters:
        problem: some of its quotas have targets.
        solver: of the integer programs.
        progress: told ("closest", quotas with a limit, quotas with a target).

    Raises:
        InputError: no quota has a target.
        NoPanelError: there is no valid panel.
        SolverError: the solver gave up.
    """
    quotas = problem.quotas.rows
    aims = {
        number: _Aim(quota, quota.target, problem.seats)
        for number, quota in enumerate(quotas)
        if quota.target is not None
    }
    if not aims:
        raise InputError(Finding("closest-no-targets"))
    search = _Search(Checker(problem, solver).system, solver, aims)
    seats = search.seats(some_panel(problem, solver))
    limits: dict[int, Fraction] = {}
    steps: list[Step] = []
    while len(limits) < len(aims):
        deviation, seats = search.smallest(limits, seats)
        held, fewest, seats = search.held(limits, deviation, seats)
        limits |= dict.fromkeys(held, deviation)
        steps.append(Step(deviation, tuple(quotas[number] for number in held), fewest))
        progress("closest", len(limits), len(aims))
    rows = []
    for number, quota in enumerate(quotas):
        low, high = quota.min, quota.max
        if number in limits:
            low, high = aims[number].within(limits[number])
        rows.append(replace(quota, min=low, max=high, target=None, weight=Fraction(1)))
    return Narrowed(
        Quotas(tuple(rows)),
        tuple(limits.get(number) for number in range(len(quotas))),
        tuple(steps),
    )


@dataclass(frozen=True)
class _Aim:
    """A quota with a target, in a panel of `seats` seats."""

    quota: Quota
    target: Fraction
    seats: int

    def deviation(self, seats: int) -> Fraction:
        """How far a panel with so many seats here is off the target."""
        return self.quota.weight * abs(seats - self.target)

    def within(self, most: Fraction) -> Bounds:
        """The smallest and the largest number of seats that deviate by at most `most`."""
        room = most / self.quota.weight
        low, high = ceil(self.target - room), floor(self.target + room)
        return max(self.quota.min, low), min(self.quota.max, high)

    def below(self, most: Fraction) -> Bounds:
        """The same for less than `most`; the first is above the second when there is none."""
        low, high = self.within(most)
        return low + (self.deviation(low) == most), high - (self.deviation(high) == most)

    def deviations(self, most: Fraction) -> list[Fraction]:
        """All deviations up to `most` that a panel may have here."""
        low, high = self.within(most)
        return [self.deviation(seats) for seats in range(low, min(high, self.seats) + 1)]


Limits = Mapping[int, Fraction]
Seats = Mapping[int, int]


@dataclass(frozen=True)
class _Search:
    """The questions of a step. Quotas are named by their place among all quotas of the problem.

    `system` has the panel's size as row 0, then the quotas in their order. `Limits` are those that
    quotas have already, `Seats` how many seats a valid panel within the limits has at each aim.
    """

    system: IntegerSystem
    solver: IntegerSolver
    aims: Mapping[int, _Aim]

    def seats(self, counts: Counts) -> Seats:
        """The seats that class counts give to every aim."""
        sums = self.system.matrix @ counts
        return {number: int(sums[number + 1]) for number in self.aims}

    def smallest(self, limits: Limits, seats: Seats) -> tuple[Fraction, Seats]:
        """The smallest deviation that all free quotas can keep, and a panel that keeps it."""
        free = self._free(limits)
        worst = self._worst(free, seats)
        each = [self.aims[number].deviations(worst) for number in free]
        least = max(min(deviations) for deviations in each)
        levels = sorted({level for deviations in each for level in deviations if level >= least})
        low, high = 0, levels.index(worst)
        while low < high:
            middle = (low + high) // 2
            counts = find_counts(self.solver, self._bounded(limits, levels[middle]))
            if counts is None:
                low = middle + 1
            else:
                seats = self.seats(counts)
                high = levels.index(self._worst(free, seats))
        return levels[high], seats

    def held(
        self, limits: Limits, level: Fraction, seats: Seats
    ) -> tuple[tuple[int, ...], int, Seats]:
        """The quotas that get the limit `level`, how many must be at it, and a panel with so few.

        Parameters:
            seats: of a panel on which no free quota deviates by more than `level`.
        """
        free = self._free(limits)
        if level == 0:
            return tuple(free), len(free), seats
        ends = [n for n in free if self.aims[n].within(level) != self.aims[n].below(level)]
        always = [n for n in ends if _is_empty(self.aims[n].below(level))]
        counted = _Counted(self._bounded(limits, level), ends, self.aims, level)
        fewest = len(self._at(level, free, seats))
        if fewest > max(1, len(always)):
            seats = self.seats(counted.fewest(self.solver))
            fewest = len(self._at(level, free, seats))
        held = set(self._at(level, free, seats))
        for number in ends:
            for end in self.aims[number].within(level):
                if number in held or self.aims[number].deviation(end) != level:
                    continue
                counts = counted.with_end(self.solver, fewest, number, end)
                if counts is not None:
                    held.update(self._at(level, free, self.seats(counts)))
        return tuple(sorted(held)), fewest, seats

    def _free(self, limits: Limits) -> list[int]:
        return [number for number in self.aims if number not in limits]

    def _worst(self, free: Iterable[int], seats: Seats) -> Fraction:
        return max(self.aims[number].deviation(seats[number]) for number in free)

    def _at(self, level: Fraction, free: Iterable[int], seats: Seats) -> list[int]:
        return [number for number in free if self.aims[number].deviation(seats[number]) == level]

    def _bounded(self, limits: Limits, level: Fraction) -> IntegerSystem:
        """The system in which limits are kept, by the free quotas `level`."""
        low, high = self.system.low.copy(), self.system.high.copy()
        for number, aim in self.aims.items():
            low[number + 1], high[number + 1] = aim.within(limits.get(number, level))
        return replace(self.system, low=low, high=high)


@dataclass(frozen=True)
class _Counted:
    """Panels within `system`, and how many of the quotas `ends` deviate by exactly `level`.

    Every such quota gets a column z of 0 or 1 more, and two rows: with z = 0 its seats must be
    below `level`, with z = 1 they may be at it. With [a, b] the seats within the level and [c, d]
    those below it:  sum - (b - d)·z <= d  and  sum + (c - a)·z >= c.
    """

    system: IntegerSystem
    ends: Sequence[int]
    aims: Mapping[int, _Aim]
    level: Fraction

    def fewest(self, solver: IntegerSolver) -> Counts:
        """Class counts with as few quotas at the level as possible."""
        system = self._with_columns(len(self.ends))
        weights = np.zeros_like(system.upper)
        weights[len(self.system.upper) :] = -1
        counts = best_counts(solver, system, weights)
        if counts is None:  # a panel within the limits is known
            raise SolverError(Finding("solver-wrong"))
        return counts[: len(self.system.upper)]

    def with_end(self, solver: IntegerSolver, most: int, number: int, end: int) -> Counts | None:
        """Class counts with `end` seats for a quota, and at most `most` quotas at the level."""
        system = self._with_columns(most)
        low, high = system.low.copy(), system.high.copy()
        low[number + 1] = high[number + 1] = end
        counts = find_counts(solver, replace(system, low=low, high=high))
        return None if counts is None else counts[: len(self.system.upper)]

    def _with_columns(self, most: int) -> IntegerSystem:
        base, added = self.system, len(self.ends)
        rows = np.zeros((2 * added + 1, base.matrix.shape[1] + added), dtype=np.int64)
        low, high = np.zeros(2 * added + 1, np.int64), np.zeros(2 * added + 1, np.int64)
        for place, number in enumerate(self.ends):
            (a, b), (c, d) = (
                self.aims[number].within(self.level),
                self.aims[number].below(self.level),
            )
            for row, step in ((2 * place, d - b), (2 * place + 1, c - a)):
                rows[row, : base.matrix.shape[1]] = base.matrix[number + 1]
                rows[row, base.matrix.shape[1] + place] = step
            low[2 * place], high[2 * place] = a - (b - d), d
            low[2 * place + 1], high[2 * place + 1] = c, b + (c - a)
        rows[-1, base.matrix.shape[1] :] = 1
        high[-1] = most
        wide = np.pad(base.matrix, ((0, 0), (0, added)))
        return IntegerSystem(
            np.vstack([wide, rows]),
            np.append(base.low, low),
            np.append(base.high, high),
            np.append(base.lower, np.zeros(added, np.int64)),
            np.append(base.upper, np.ones(added, np.int64)),
        )


def _is_empty(bounds: Bounds) -> bool:
    return bounds[0] > bounds[1]


def noting_targets(assembly: Assembly) -> Assembly:
    """The assembly, with a notice that its targets play no part, when there are any."""
    if all(quota.target is None for quota in assembly.quotas.rows):
        return assembly
    return replace(assembly, notices=(*assembly.notices, Finding("closest-unused")))
