"""The nearest panels: which quotas are missed, and by how much, where not all can be kept.

Of all ways to fill the open seats, the nearest are those that

    break the fewest quotas of the whole panel,
    of these, are the fewest seats off (over all quotas broken),
    of these, deviate least in proportion: each seat off weighs 10000 / (the bound it passes, 1 at
        least), rounded up,
    of these, break the first of the quotas in their order, and so on, then miss the first of these
        by most (a minimum before a maximum).

That fixes the quotas that are broken and by how much (`Nearest.missed`): every other quota is kept
by every panel within `Nearest.quotas`. What those who stay exceed on their own counts as broken
whatever is drawn. The integer programs are those of `stratification.feasibility.shifts`, with the
reduced quotas as rows and the whole panel's bounds as the measure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sortition.replacement.missed import Missed, bare
from sortition.replacement.vacancy import Vacancy, less, subpool
from sortition.watch import Progress, silent
from stratification.errors import Finding, NoPanelError
from stratification.feasibility import Checker, find_counts
from stratification.feasibility.elastic import Elastic, elastic
from stratification.feasibility.members import verified
from stratification.feasibility.shifts import Measures, ShiftProgram, shifted
from stratification.integer import IntegerSolver
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError


@dataclass(frozen=True)
class Nearest:
    """The nearest panels.

    Parameters:
        problem: that of the open seats, with bounds moved so far that a panel exists.
        missed: the quotas of the whole panel that every such panel misses; () when none is.
        measures: seats off, quotas broken, relative deviation in ten-thousandths.
    """

    problem: Problem
    missed: tuple[Missed, ...]
    measures: Measures

    @property
    def quotas(self) -> Quotas:
        """The quotas for the open seats, so far relaxed."""
        return self.problem.quotas


def reduced_problem(vacancy: Vacancy) -> Problem:
    """The problem of the open seats: the candidates and the quotas that are left.

    Its valid panels are just the sets of candidates that, with those who stay, are a valid panel of
    the whole problem (`sortition.replacement.vacancy` says why), unless those who stay exceed a
    maximum on their own: that maximum is 0 here, and the whole panel misses it by `Vacancy.excess`
    at least.
    """
    quotas = less(vacancy.quotas, vacancy.counts)
    return make_problem(subpool(vacancy.pool, vacancy.candidates), quotas, vacancy.open)


def check_enough(vacancy: Vacancy) -> None:
    """Raise NoPanelError when even without quotas the open seats cannot be filled."""
    pool = subpool(vacancy.pool, vacancy.candidates)
    if len(pool.ids) < vacancy.open:
        params = {"seats": vacancy.open, "people": len(pool.ids)}
        raise NoPanelError(Finding("replacement-too-few", params))
    if pool.households is not None and len(set(pool.households)) < vacancy.open:
        params = {"seats": vacancy.open, "homes": len(set(pool.households))}
        raise NoPanelError(Finding("replacement-too-few-homes", params))


def nearest(vacancy: Vacancy, solver: IntegerSolver, progress: Progress = silent) -> Nearest:
    """The nearest panels of a vacancy (the top of this file says what that is).

    Raises:
        NoPanelError: there are too few candidates, whatever the quotas are.
        SolverError: the solver gave up, or its answer does not hold.
    """
    check_enough(vacancy)
    progress("repair", 0, 1)
    whole = Quotas(tuple(bare(row) for row in vacancy.quotas.rows))
    found = ShiftProgram(_rows(vacancy, solver), whole, (), solver).best("quotas")
    if found is None:  # without quotas there is room, as was checked
        raise SolverError(Finding("solver-wrong"))
    quotas = less(shifted(whole, found.shifts), vacancy.counts)
    problem = make_problem(subpool(vacancy.pool, vacancy.candidates), quotas, vacancy.open)
    verified(problem, found.counts)
    shifts = zip(whole.rows, found.shifts[::2], found.shifts[1::2], strict=True)
    missed = [
        Missed(row, row.min - down if down else row.max + up)
        for row, down, up in shifts
        if down + up
    ]
    progress("repair", 1, 1)
    return Nearest(problem, tuple(missed), found.measures)


def _rows(vacancy: Vacancy, solver: IntegerSolver) -> Elastic:
    """The problem of the open seats with bounds that may be passed.

    A maximum that is exceeded already is a negative number here: passing it costs what it does on
    the whole panel. Its minimum is as small, and has no room.
    """
    rows = []
    for row, count in zip(vacancy.quotas.rows, vacancy.counts, strict=True):
        high = row.max - count
        rows.append(Quota(row.category, row.value, min(max(0, row.min - count), high), high))
    pool = subpool(vacancy.pool, vacancy.candidates)
    made = elastic(Checker(make_problem(pool, Quotas(tuple(rows)), vacancy.open), solver))
    upper = np.maximum(made.system.upper, 0)
    return replace(made, system=replace(made.system, upper=upper))


def fillable(
    vacancy: Vacancy,
    solver: IntegerSolver,
    progress: Progress = silent,
    accept_deviation: bool = False,
) -> tuple[Problem, tuple[Missed, ...]]:
    """The problem of the open seats, which has a valid panel, and what the whole panel misses.

    Parameters:
        accept_deviation: whether the nearest panels will do when no valid one exists.

    Raises:
        NoPanelError: no valid panel exists; the findings say what the nearest ones miss. Or there
            are too few candidates, whatever the quotas are.
    """
    check_enough(vacancy)
    if not any(vacancy.excess):
        problem = reduced_problem(vacancy)
        if find_counts(solver, Checker(problem, solver).system) is not None:
            return problem, ()
    near = nearest(vacancy, solver, progress)
    if not accept_deviation:
        params = {"seats": vacancy.open, "people": len(vacancy.candidates)}
        findings = [missed.finding for missed in near.missed]
        raise NoPanelError(Finding("replacement-none", params), *findings)
    return near.problem, near.missed
