"""On tiny problems everything is compared with all panels, one by one."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

import numpy as np
import pytest
from scipy.optimize import linprog

from sortition.lottery import Lottery, Settings, make_lottery
from stratification.errors import NoPanelError
from stratification.feasibility import Checker, Limit, examine
from stratification.integer import find_solver
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import Quotas
from tests.sortition.problems import (
    all_panels,
    brute_extreme,
    brute_leximin,
    incidence,
    tiny_problem,
)

NEED_CUTS = (35, 55, 170, 244, 251, 253, 386)
BLOCKS = [range(start, start + 50) for start in range(0, 400, 50)]


def check_tickets(problem: Problem, lottery: Lottery) -> None:
    """Every ticket is a valid panel, and the counts are the tickets', within a ticket."""
    ids = {person: number for number, person in enumerate(problem.pool.ids)}
    counts = [0] * len(ids)
    for ticket in lottery.tickets:
        panel = [ids[person] for person in ticket]
        assert check_panel(problem.pool, problem.quotas, problem.seats, panel) == []
        for person in panel:
            counts[person] += 1
    assert tuple(counts) == lottery.counts
    total = len(lottery.tickets)
    for chance, count in zip(lottery.chances, counts, strict=True):
        assert floor(total * chance) <= count <= ceil(total * chance)


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda block: str(block.start))
def test_leximin_is_the_leximin_of_all_lotteries(seeds: range) -> None:
    solved = 0
    for seed in seeds:
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels:
            with pytest.raises(NoPanelError):
                make_lottery(problem)
            continue
        lottery = make_lottery(problem, Settings(tickets=60))
        assert list(lottery.chances) == brute_leximin(problem, panels), seed
        assert lottery.attained == "exact"
        assert lottery.proof.mixture is not None
        if lottery.status == "optimal":
            check_tickets(problem, lottery)
            assert lottery.gap == 0
        solved += 1
    assert solved > 20


def test_some_tiny_problems_need_cuts() -> None:
    """The comparison above covers polytopes that are not tight (these seeds were looked up)."""
    lotteries = [make_lottery(tiny_problem(seed), Settings(tickets=20)) for seed in NEED_CUTS]
    assert all(lottery.proof.cuts for lottery in lotteries)


@pytest.mark.parametrize("rule", ["maximin", "minimax"])
def test_first_aim_then_least_squares(rule: str) -> None:
    solved = 0
    lifts = rule == "maximin"
    for seed in range(120):
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels:
            continue
        lottery = make_lottery(problem, Settings(rule=rule, tickets=30))
        matrix = incidence(problem, panels)
        chances = np.array([float(chance) for chance in lottery.chances])
        best = brute_extreme(matrix, lifts=lifts)
        assert best == pytest.approx(chances.min() if lifts else chances.max(), abs=1e-9)
        # v is the least squares point of a convex set when no point of it has a smaller v·p.
        sign = -1.0 if lifts else 1.0
        nearest = linprog(
            chances @ matrix,
            A_ub=sign * matrix,
            b_ub=np.full(len(chances), sign * best + 1e-10),
            A_eq=[np.ones(matrix.shape[1])],
            b_eq=[1.0],
        )
        assert nearest.fun == pytest.approx(chances @ chances, abs=1e-7), seed
        solved += 1
    assert solved > 60


def test_who_never_and_who_always() -> None:
    solver = find_solver()
    for seed in range(150):
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels:
            continue
        found = examine(problem, solver, lambda *_: None)
        ids = problem.pool.ids
        seats = incidence(problem, panels).sum(axis=1)
        never = {ids[person] for person in np.flatnonzero(seats == 0)}
        always = {ids[person] for person in np.flatnonzero(seats == len(panels))}
        assert {person for group in found.never for person in group.people} == never
        assert {person for group in found.certain for person in group.people} == always


def test_a_conflict_is_one_and_has_nothing_to_spare() -> None:
    solver = find_solver()
    conflicts = 0
    for seed in range(150):
        problem = tiny_problem(seed)
        if all_panels(problem):
            continue
        checker = Checker(problem, solver)
        conflict = checker.conflict(checker.system)
        assert not _possible(problem, conflict)
        for limit in conflict:
            assert _possible(problem, tuple(other for other in conflict if other != limit))
        conflicts += 1
    assert conflicts > 20


def _possible(problem: Problem, limits: tuple[Limit, ...]) -> bool:
    """Whether a panel obeys these limits alone, by looking at every panel."""
    people = len(problem.pool.ids)
    rows = tuple(
        replace(
            row,
            min=row.min if Limit("min", row) in limits else 0,
            max=row.max if Limit("max", row) in limits else people,
        )
        for row in problem.quotas.rows
    )
    pool = problem.pool
    if Limit("household") not in limits:
        pool = replace(pool, households=None)
    return bool(all_panels(make_problem(pool, Quotas(rows), problem.seats)))
