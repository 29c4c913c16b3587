"""Few seats, and classes that cannot be drawn: left out, with a reason and a proven cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sortition.deal import ticket_bounds
from sortition.lottery import Settings, make_lottery
from sortition.mixture import Mixture
from sortition.publish import write_lottery
from sortition.reduction import FEW_SEATS, reduce
from sortition.rounding import round_mixture
from sortition.rules import RULES
from sortition.stream import Stream
from sortition.verify import verify
from stratification.feasibility import Checker, without_choice
from stratification.feasibility.limits import compact, fractional
from stratification.integer import find_solver
from stratification.problem import Problem
from stratification.quotas import Quota
from tests.sortition.problems import all_panels, brute_leximin, incidence, problem_of, tiny_problem

SEEDS = range(120)
NEED_CUTS = (55, 170, 244, 251, 386, 500, 550)  # these seeds were looked up


def never_drawn(problem: Problem) -> set[int]:
    """The classes on no panel, by looking at all panels."""
    seats = incidence(problem, all_panels(problem)).sum(axis=1)
    return {problem.class_of[person] for person in np.flatnonzero(seats == 0)}


def test_what_is_left_out_is_on_no_panel() -> None:
    solver, left_out = find_solver(), 0
    for seed in SEEDS:
        problem = tiny_problem(seed)
        if not all_panels(problem):
            continue
        part, system, cuts = reduce(problem, solver, [])
        never = never_drawn(problem)
        assert set(range(part.width)) - set(part.kept) == never
        assert system.cuts == len(cuts)
        # A cut takes away whole classes, and nothing that can be drawn.
        assert {c for cut in cuts for c in np.flatnonzero(cut.weights)} <= never
        optimum = RULES["leximin"].compute(system)
        assert all(optimum.chances[number] == 0 for number in never)
        left_out += len(never)
    assert left_out > 50


def test_everybody_never_drawn_has_a_reason_of_their_own() -> None:
    """Classes share a reason; for each of them it is one, and nothing in it can be spared."""
    solver, shared = find_solver(), 0
    for seed in SEEDS:
        problem = tiny_problem(seed)
        if not all_panels(problem):
            continue
        checker = Checker(problem, solver)
        ids = {person: place for place, person in enumerate(problem.pool.ids)}
        everybody = range(len(problem.members))
        for forced in without_choice(problem, solver, everybody, certain=False, known=[]):
            classes = {problem.class_of[ids[person]] for person in forced.people}
            shared += len(classes) - 1
            for number in classes:
                system = checker.changed(number, certain=False)
                assert not checker.whole(checker.relaxed(system, forced.limits))
                for limit in forced.limits:
                    fewer = [other for other in forced.limits if other != limit]
                    assert checker.whole(checker.relaxed(system, fewer))
    assert shared > 20


def test_a_full_quota_is_the_whole_reason() -> None:
    problem = problem_of(["a", "a", "b", "c"], [Quota("0", "a", 1, 1), Quota("0", "b", 0, 0)], 1)
    (forced, *_) = without_choice(problem, find_solver(), range(2), certain=False, known=[])
    assert [(limit.side, limit.quota) for limit in forced.limits] == [
        ("max", problem.quotas.rows[1])
    ]


def test_a_compact_system_asks_the_same() -> None:
    solver = find_solver()
    for seed in SEEDS:
        checker = Checker(tiny_problem(seed), solver)
        for number in range(len(checker.system.upper)):
            system = checker.changed(number, certain=False)
            small = compact(system)
            assert len(small.upper) <= len(system.upper)
            assert fractional(small) == fractional(system)
            whole = solver.maximise(system, np.zeros_like(system.upper))
            assert (solver.maximise(small, np.zeros_like(small.upper)) is None) == (whole is None)


def test_a_lottery_with_classes_left_out_is_the_best_and_verifies(tmp_path: Path) -> None:
    for seed in NEED_CUTS:
        problem = tiny_problem(seed)
        assert reduce(problem, find_solver(), [])[2]
        lottery = make_lottery(problem, Settings(tickets=30))
        assert list(lottery.chances) == brute_leximin(problem, all_panels(problem))
        folder = tmp_path / str(seed)
        write_lottery(lottery, folder)
        assert verify(folder).ok


def test_many_seats_are_left_alone() -> None:
    quotas = [Quota("0", "a", 0, 20), Quota("0", "b", 0, 0)]
    problem = problem_of(["a"] * 20 + ["b"] * 5, quotas, FEW_SEATS + 1)
    part, _, cuts = reduce(problem, find_solver(), [])
    assert part.idle
    assert part.never is None
    assert not cuts


@pytest.mark.parametrize("tickets", [7, 100])
def test_a_mixture_is_rounded_to_whole_tickets(tickets: int) -> None:
    quotas = [Quota("0", "a", 1, 1), Quota("0", "b", 1, 1), Quota("1", "x", 0, 1)]
    problem = problem_of(["ax", "ay", "ay", "bx", "by", "by"], quotas, 2)
    lottery = make_lottery(problem, Settings(tickets=tickets))
    mixture = lottery.proof.mixture
    assert isinstance(mixture, Mixture)
    bounds = ticket_bounds(lottery.proof.system, lottery.proof.optimum.chances, tickets)
    found = round_mixture(mixture, [], (bounds, tickets), Stream("seed", "rounding"))
    assert found is not None
    assert len(found) == tickets
    sums = np.sum(found, axis=0)
    assert (sums >= bounds.least).all()
    assert (sums <= bounds.most).all()
