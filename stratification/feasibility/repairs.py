"""The cheapest changes after which a valid panel exists.

A repair lowers minimums and raises maximums. With p_i and q_i the seats by which quota i's minimum
goes down and its maximum up, it is measured by

    seats:     sum of p_i + q_i;
    quotas:    the number of quotas with p_i + q_i > 0;
    relative:  sum of w(min_i)·p_i + w(max_i)·q_i,  with w(b) = 10000 / max(b, 1), rounded up:
               the change relative to the bound that moves, in ten-thousandths.

For each measure the best repair is found by integer programs; of several that are equally good, the
best by the others (seats before quotas before relative), then the one that touches the first of the
quotas in their order, and so on, then the one that moves the first of these bounds most (a minimum
before a maximum). So the answer does not depend on the solver. Further repairs are the best by
seats that leave alone, of every repair already found, some quota that it touches: so they differ in
more than numbers. Nothing in a repair can be spared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from stratification.errors import Finding, InputError
from stratification.feasibility.elastic import elastic
from stratification.feasibility.examine import Progress
from stratification.feasibility.limits import Checker, find_counts
from stratification.feasibility.members import verified
from stratification.feasibility.shifts import Found, Measures, ShiftProgram, shifted
from stratification.integer import IntegerSolver
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas

Kind = Literal["seats", "quotas", "relative", "further", "panel-size", "household"]


@dataclass(frozen=True)
class RepairSettings:
    """How many repairs of the quotas to look for, and the quotas that must stay as they are."""

    count: int = 5
    locked: tuple[Quota, ...] = ()


@dataclass(frozen=True)
class Change:
    """One quota before and after a repair."""

    old: Quota
    new: Quota


@dataclass(frozen=True)
class Repair:
    """One way to make a valid panel possible.

    Parameters:
        kinds: the measures by which no repair is better; "further" where there is none; or what is
            changed instead of the quotas.
        changes: to quotas, in their order.
        seats: the size of the panel.
        household: whether at most one person per household is asked for.
        measures: what the changes cost.
        quotas: all quotas, repaired.
    """

    kinds: tuple[Kind, ...]
    changes: tuple[Change, ...]
    seats: int
    household: bool
    measures: Measures
    quotas: Quotas


def repair(
    problem: Problem, solver: IntegerSolver, settings: RepairSettings, progress: Progress
) -> tuple[Repair, ...]:
    """The cheapest repairs, ranked: fewest seats changed, then fewest quotas, then least relative.

    `min_flex` and `max_flex` bound what may change. After the repairs of the quotas come those
    that change no quota, where one alone is enough: a seat less, a seat more, no household rule.
    Every repair is tried: a valid panel was found with it, and checked.

    Parameters:
        progress: told ("repair", repairs of the quotas found, those looked for).

    Returns:
        The repairs; () when nothing helps.

    Raises:
        InputError: there is a valid panel already; a count below 1.
        SolverError: the solver gave up, or a repair does not work.
    """
    if settings.count < 1:
        raise InputError(Finding("repair-count", {"count": settings.count}))
    checker = Checker(problem, solver)
    if find_counts(solver, checker.system) is not None:
        raise InputError(Finding("repair-not-needed"))
    program = ShiftProgram(elastic(checker), problem.quotas, settings.locked, solver)
    found = {
        one.shifts: (one, tuple[Kind, ...](kinds)) for one, kinds in program.best_by_each().values()
    }
    while found and len(found) < settings.count:
        progress("repair", len(found), settings.count + 1)
        one = program.best("seats", tuple(found))
        if one is None:
            break
        found[one.shifts] = (one, ("further",))
    ranked = sorted(found.values(), key=lambda pair: _rank(pair[0]))[: settings.count]
    repairs = [_of_quotas(problem, one, kinds) for one, kinds in ranked]
    repairs += _of_other_rules(problem, solver)
    progress("repair", settings.count + 1, settings.count + 1)
    return tuple(repairs)


def _rank(found: Found) -> tuple[object, ...]:
    """What repairs are ordered by: the smallest first."""
    cost, shifts = found.measures, found.shifts
    touched = [down + up == 0 for down, up in zip(shifts[::2], shifts[1::2], strict=True)]
    return cost.seats, cost.quotas, cost.relative, touched, [-shift for shift in shifts]


def _of_quotas(problem: Problem, found: Found, kinds: tuple[Kind, ...]) -> Repair:
    """The repair with these shifts, after a look at the panel that it allows."""
    quotas = shifted(problem.quotas, found.shifts)
    verified(make_problem(problem.pool, quotas, problem.seats), found.counts)
    pairs = zip(problem.quotas.rows, quotas.rows, strict=True)
    return Repair(
        kinds,
        tuple(Change(old, new) for old, new in pairs if old != new),
        problem.seats,
        problem.pool.households is not None,
        found.measures,
        quotas,
    )


def _of_other_rules(problem: Problem, solver: IntegerSolver) -> list[Repair]:
    """The repairs that leave all quotas as they are: each changes one thing, and that is enough."""
    pool, quotas = problem.pool, problem.quotas
    trials: list[tuple[Kind, Problem]] = [
        ("panel-size", make_problem(pool, quotas, seats))
        for seats in (problem.seats - 1, problem.seats + 1)
        if seats >= 1
    ]
    if pool.households is not None:
        freed = replace(pool, households=None)
        trials.append(("household", make_problem(freed, quotas, problem.seats)))
    found = []
    for kind, trial in trials:
        counts = find_counts(solver, Checker(trial, solver).system)
        if counts is not None:
            verified(trial, counts)
            asked = trial.pool.households is not None
            found.append(Repair((kind,), (), trial.seats, asked, Measures(0, 0, 0), quotas))
    return found
