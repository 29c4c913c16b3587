"""The frontier of smallest and largest chance: against all lotteries, by hand, and its files."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace
from functools import cache

import flint
import numpy as np
import pytest
from scipy.optimize import linprog

from sortition.exact import fraction
from sortition.frontier import Frontier, check_frontier, make_frontier
from sortition.frontier_files import frontier_files
from sortition.rules import RULES
from sortition.synth import SynthSettings, make_synthetic
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, incidence, shared_problem, tiny_problem

SEEDS = range(120)


def best_ceiling(matrix: np.ndarray, floor: float) -> float:
    """The smallest largest chance of any lottery in which nobody has less than the floor."""
    people, width = matrix.shape
    result = linprog(
        np.append(np.zeros(width), 1.0),
        A_ub=np.vstack(
            [
                np.hstack([-matrix, np.zeros((people, 1))]),
                np.hstack([matrix, -np.ones((people, 1))]),
            ]
        ),
        b_ub=np.append(np.full(people, -floor), np.zeros(people)),
        A_eq=[np.append(np.ones(width), 0.0)],
        b_eq=[1.0],
    )
    assert result.success
    return float(result.fun)


def curve(frontier: Frontier) -> tuple[list[float], list[float]]:
    """The corners as numbers."""
    points = frontier.points
    return (
        [float(fraction(p.smallest)) for p in points],
        [float(fraction(p.largest)) for p in points],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_what_all_lotteries_can_reach(seed: int) -> None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if not panels:
        pytest.skip("no valid panel")
    frontier = make_frontier(problem)
    assert check_frontier(frontier)
    matrix = incidence(problem, panels)
    matrix = matrix[matrix.any(axis=1)]  # of those who can be drawn
    low, high = curve(frontier)
    if not all(point.attained for point in frontier.points):
        # Then it is a bound.
        assert high[0] <= best_ceiling(matrix, 0.0) + 1e-9
        return
    assert high[0] == pytest.approx(best_ceiling(matrix, 0.0), abs=1e-9)
    for floor in np.linspace(low[0], low[-1], 5):
        wanted = best_ceiling(matrix, max(0.0, floor - 1e-12))
        assert float(np.interp(floor, low, high)) == pytest.approx(wanted, abs=1e-7)


def test_most_tiny_frontiers_are_attained() -> None:
    """Otherwise the test above would show little."""
    found = [make_frontier(tiny_problem(seed)) for seed in SEEDS if all_panels(tiny_problem(seed))]
    attained = sum(all(point.attained for point in frontier.points) for frontier in found)
    assert attained >= 0.95 * len(found)
    assert any(frontier.cuts for frontier in found)


def uneven_problem(seed: int) -> Problem:
    """Two categories with three values, few of some kinds and many of others; 4 or 5 seats."""
    chance = random.Random(seed)
    kinds = [(first, second) for first in "abc" for second in "xyz"]
    values = [kind for kind in kinds for _ in range(chance.choice((0, 1, 1, 2, 6)))]
    seats = chance.randint(4, 5)
    start = chance.sample(values, min(seats, len(values)))
    rows = []
    for place, names in ((0, "abc"), (1, "xyz")):
        for name in names:
            count = sum(kind[place] == name for kind in start)
            if any(kind[place] == name for kind in values):
                low = max(0, count - chance.randint(0, 1))
                rows.append(Quota(f"c{place}", name, low, count + chance.randint(0, 2)))
    ids = tuple(f"p{number:02}" for number in range(len(values)))
    return make_problem(Pool(ids, ("c0", "c1"), tuple(values)), Quotas(tuple(rows)), seats)


def class_panels(problem: Problem) -> np.ndarray:
    """The share of every class on every valid panel, shape (classes, panels)."""
    sizes = problem.sizes.tolist()
    chosen = itertools.combinations_with_replacement(range(len(sizes)), problem.seats)
    counts = [np.bincount(one, minlength=len(sizes)) for one in chosen]
    return np.array([x / problem.sizes for x in counts if problem.allows(x)]).T


@pytest.mark.parametrize("seed", range(60))
def test_uneven_ones(seed: int) -> None:
    problem = uneven_problem(seed)
    matrix = class_panels(problem)
    frontier = make_frontier(problem)
    assert check_frontier(frontier)
    if not all(point.attained for point in frontier.points):
        pytest.skip("only a bound")
    low, high = curve(frontier)
    matrix = matrix[matrix.any(axis=1)]
    for floor in np.linspace(low[0], low[-1], 6):
        wanted = best_ceiling(matrix, max(0.0, floor - 1e-12))
        assert float(np.interp(floor, low, high)) == pytest.approx(wanted, abs=1e-7)


def test_uneven_ones_have_corners() -> None:
    found = [make_frontier(uneven_problem(seed)) for seed in range(60)]
    assert sum(len(frontier.points) > 1 for frontier in found) >= 10
    attained = [all(point.attained for point in frontier.points) for frontier in found]
    assert sum(attained) >= 0.95 * len(found)


@cache
def larger() -> Frontier:
    """A frontier with several corners."""
    made = make_synthetic(SynthSettings(people=60, seats=12, categories=4, bias=1.0, seed="a"))
    return make_frontier(made.problem())


def test_a_larger_one_over_the_chance_polytope() -> None:
    frontier = larger()
    assert len(frontier.points) > 2
    system = frontier.system
    people, rows = len(system.sizes), system.per_head.astype(float)
    low, high = curve(frontier)
    for floor in np.linspace(low[0], low[-1], 7):
        result = linprog(
            np.append(np.zeros(people), 1.0),
            A_ub=np.vstack(
                [
                    np.hstack([np.eye(people), -np.ones((people, 1))]),
                    np.hstack([rows, np.zeros((len(rows), 1))]),
                    np.hstack([-rows, np.zeros((len(rows), 1))]),
                ]
            ),
            b_ub=np.concatenate([np.zeros(people), system.highs, -system.lows]),
            bounds=[(max(0.0, floor - 1e-12), 1.0)] * people + [(0, 1)],
        )
        assert float(np.interp(floor, low, high)) == pytest.approx(result.fun, abs=1e-7)


def by_hand() -> Problem:
    """Ten people a and two people b, one seat each: a has 1/10, b has 1/2, in every lottery."""
    ids = tuple(f"p{number:02}" for number in range(12))
    values = tuple(("a",) if number < 10 else ("b",) for number in range(12))
    quotas = Quotas((Quota("kind", "a", 1, 1), Quota("kind", "b", 1, 1)))
    return make_problem(Pool(ids, ("kind",), values), quotas, 2)


def test_one_corner_where_there_is_no_choice() -> None:
    frontier = make_frontier(by_hand())
    (point,) = frontier.points
    assert (point.smallest, point.largest) == (flint.fmpq(1, 10), flint.fmpq(1, 2))
    assert point.attained
    assert frontier.edges == ()


def test_rules_are_not_beyond_it() -> None:
    for seed in range(60):
        problem = tiny_problem(seed)
        if not all_panels(problem):
            continue
        frontier = make_frontier(problem)
        low, high = curve(frontier)
        for smallest, largest in frontier.rules.values():
            floor, ceiling = float(fraction(smallest)), float(fraction(largest))
            assert floor <= low[-1] + 1e-12
            assert ceiling >= float(np.interp(floor, low, high)) - 1e-12


def test_a_changed_proof_does_not_pass() -> None:
    frontier = larger()
    assert check_frontier(frontier)
    first = frontier.points[0]
    moved = replace(first, largest=first.largest - flint.fmpq(1, 1000))
    assert not check_frontier(replace(frontier, points=(moved, *frontier.points[1:])))
    assert not check_frontier(replace(frontier, edges=frontier.edges[1:]))
    for name in ("floor", "ceiling"):
        assert not check_frontier(replace(frontier, **{name: ()}))
    shorter = replace(frontier, points=frontier.points[:-1], edges=frontier.edges[:-1])
    assert not check_frontier(shorter)
    weaker = replace(frontier.edges[0], limit=frontier.edges[0].limit - 1)
    assert not check_frontier(replace(frontier, edges=(weaker, *frontier.edges[1:])))


def test_files() -> None:
    frontier = make_frontier(tiny_problem(3))
    files = frontier_files(frontier, pictures=False)
    content = json.loads(files["frontier.json"])
    assert len(content["points"]) == len(frontier.points) == files["frontier.csv"].count(b"\n") - 1
    assert len(content["edges"]) == len(content["points"]) - 1
    assert list(content["rules"]) == sorted(RULES)
    assert files == frontier_files(make_frontier(tiny_problem(3)), pictures=False)


def test_panel_150_22_has_one_corner() -> None:
    """1/11 and 3/16 at once: the smallest chance costs nothing here."""
    frontier = make_frontier(shared_problem("panel_150_22"))
    ends = [(point.smallest, point.largest, point.attained) for point in frontier.points]
    assert ends == [(flint.fmpq(1, 11), flint.fmpq(3, 16), True)]
