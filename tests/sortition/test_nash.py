"""Nash: compared with all lotteries on tiny problems, and the parts it is made of one by one."""

from __future__ import annotations

import math
from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from sortition.chances import System, combine, floats, make_system
from sortition.exact import ONE, fraction
from sortition.lottery import Settings, make_lottery
from sortition.rules import RULES
from sortition.rules.nash import LARGEST_GAP, TIGHT, nash, product_bound
from sortition.rules.possible import possible
from sortition.rules.product import largest_product, polished
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, incidence, tiny_problem

BLOCKS = [range(start, start + 20) for start in (0, 160, 240, 380)]  # some of these need cuts
GAP = 1e-9


def brute_nash(matrix: np.ndarray) -> tuple[float, float]:
    """The largest geometric mean over all lotteries, by sequential quadratic programming.

    `matrix` says who is on which panel; nobody is on none. The second number is what the panels
    prove by themselves: no lottery's geometric mean is more than that times the first. (By Jensen
    it is the largest mean over people of 1/p over the members of one panel.)
    """
    people, width = matrix.shape

    def chances(weights: np.ndarray) -> np.ndarray:
        return np.maximum(matrix @ weights, 1e-12)

    found = minimize(
        lambda weights: -float(np.log(chances(weights)).mean()),
        np.full(width, 1 / width),
        jac=lambda weights: -matrix.T @ (1 / chances(weights)) / people,
        bounds=[(0, 1)] * width,
        constraints={
            "type": "eq",
            "fun": lambda weights: weights.sum() - 1,
            "jac": lambda weights: np.ones(width),
        },
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-15},
    )
    best = matrix @ (found.x / found.x.sum())
    return math.exp(np.log(best).mean()), float((matrix.T @ (1 / best)).max()) / people


def check_attained(matrix: np.ndarray, chances: np.ndarray) -> None:
    """Some lottery over all panels has these chances, to within 1e-9."""
    people, width = matrix.shape
    result = linprog(
        np.append(np.zeros(width), 1.0),
        A_ub=np.block([[matrix, -np.ones((people, 1))], [-matrix, -np.ones((people, 1))]]),
        b_ub=np.concatenate([chances, -chances]),
        A_eq=[np.append(np.ones(width), 0.0)],
        b_eq=[1.0],
    )
    assert result.fun < 1e-9


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda block: str(block.start))
def test_no_lottery_has_a_larger_product(seeds: range) -> None:
    solved, without = 0, 0
    for seed in seeds:
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels:
            continue
        matrix = incidence(problem, panels)
        some = matrix.any(axis=1)
        lottery = make_lottery(problem, Settings(rule="nash", tickets=20))
        assert [chance > 0 for chance in lottery.chances] == some.tolist(), seed
        chances = np.array([float(chance) for chance in lottery.chances])
        check_attained(matrix, chances)
        # Whatever lottery: the mean of p/v is that of its panels, so at most that of the best one.
        count = int(some.sum())
        inverse = [1 / chance if chance else Fraction(0) for chance in lottery.chances]
        most = max(sum((inverse[person] for person in panel), Fraction(0)) for panel in panels)
        assert most <= lottery.bound * count
        assert 1 <= lottery.bound <= 1 + Fraction(1, 10**9)
        mean = math.exp(np.log(chances[some]).mean())
        best, factor = brute_nash(matrix[some])
        assert best <= mean * (1 + GAP), seed
        assert mean <= best * factor * (1 + GAP), seed
        assert factor < 1 + 1e-5, seed  # so the two are near
        solved += 1
        without += count < len(chances)
    assert solved > 10
    assert without > 5


def product_over_m(system: System, chances: np.ndarray) -> float:
    """The largest mean over people of p/v for p in M: 1 when v has the largest product."""
    result = linprog(
        -system.sizes / chances,
        A_ub=np.vstack([system.per_head, -system.per_head]),
        b_ub=np.concatenate([system.highs, -system.lows]),
        bounds=(0, 1),
    )
    return float(-result.fun / system.sizes.sum())


def feasible(seed: int) -> System | None:
    """M of a tiny problem; None when there is no panel."""
    problem = tiny_problem(seed)
    return make_system(problem) if all_panels(problem) else None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_optimum_over_m(seed: int) -> None:
    system = feasible(seed)
    if system is None:
        return
    part = possible(system)
    # Who is left out has chance 0 in all of M, and nobody else has.
    for c, size in enumerate(system.sizes):
        most = linprog(
            -np.eye(len(system.sizes))[c],
            A_ub=np.vstack([system.per_head, -system.per_head]),
            b_ub=np.concatenate([system.highs, -system.lows]),
            bounds=(0, 1),
        )
        assert size > 0
        assert (most.fun < -1e-9) == (c in part.classes), seed
    # In floating point the product is nearly the largest; polished it is, at the first tolerance.
    rough = largest_product(part.system)
    assert product_over_m(part.system, np.clip(rough, 1e-12, 1)) < 1.01
    point = polished(part.system, rough, TIGHT[0])
    assert point is not None
    near = np.ones(len(rough))
    weights = part.system.matrix[point.rows][:, ~point.certain].T
    near[~point.certain] = 1 / (weights @ point.prices)
    assert product_over_m(part.system, near) < 1 + 1e-9
    # In fractions it is in M, and proven.
    optimum = nash(system)
    assert system.contains(optimum.chances)
    assert sum((int(n) * p for n, p in zip(system.sizes, optimum.chances, strict=True)), 0) == int(
        system.highs[0]
    )
    assert [step.kind for step in optimum.steps] == ["level"] * len(part.steps) + ["product"]
    chances = [optimum.chances[c] for c in part.classes]
    multipliers = optimum.steps[-1].multipliers
    assert product_bound(part.system, chances, multipliers) == optimum.bound <= ONE + LARGEST_GAP
    assert product_over_m(part.system, floats(chances)) <= float(optimum.bound) + 1e-9
    # Expected class counts are multiples of 1e-16, but for those that were solved for.
    assert all(int(chance.q) < 10**40 for chance in optimum.chances)
    assert all(10**18 % int(price.q) == 0 for price in multipliers.values())


def test_multipliers_that_prove_too_little() -> None:
    """A bound is a bound whatever the multipliers: never below 1."""
    generator = np.random.default_rng(1)
    for seed in range(40):
        system = feasible(seed)
        if system is None:
            continue
        part = possible(system).system
        optimum = nash(part)
        exact = optimum.steps[-1].multipliers
        for _ in range(5):
            noise = {r: y * flint.fmpq(int(generator.integers(0, 4)), 2) for r, y in exact.items()}
            noise[0] = noise.get(0, flint.fmpq(0)) + flint.fmpq(int(generator.integers(-2, 3)), 3)
            assert product_bound(part, optimum.chances, noise) >= 1


def two_values(people: tuple[int, int], limits: tuple[tuple[int, int], ...], seats: int) -> Problem:
    """A pool with one category: so many with "a" and "b", and their limits."""
    values = (("a",),) * people[0] + (("b",),) * people[1]
    ids = tuple(f"p{number:03}" for number in range(len(values)))
    rows = tuple(Quota("c", v, *limit) for v, limit in zip("ab", limits, strict=True))
    return make_problem(Pool(ids, ("c",), values), Quotas(rows), seats)


@pytest.mark.parametrize(
    ("people", "limits", "seats", "expected"),
    [
        ((2, 2), ((0, 4), (0, 4)), 4, ("1", "1")),  # everybody certain
        ((2, 2), ((0, 2), (2, 2)), 3, ("1/2", "1")),  # b is certain by a quota
        ((2, 6), ((2, 8), (0, 8)), 3, ("1", "1/6")),  # a is, by a minimum
        ((3, 3), ((0, 0), (0, 3)), 2, ("0", "2/3")),  # a is never chosen
        ((4, 5), ((1, 4), (2, 9)), 3, ("1/4", "2/5")),  # the minimums add up to the seats
        ((20, 80), ((0, 10), (0, 10)), 10, ("1/10", "1/10")),  # all chances can be equal
        ((20, 80), ((5, 10), (0, 10)), 10, ("1/4", "1/16")),
        ((1, 2), ((0, 1), (0, 2)), 1, ("1/3", "1/3")),
    ],
)
@pytest.mark.parametrize("rule", ["nash", "goldilocks"])
def test_pools_of_two_values(
    people: tuple[int, int],
    limits: tuple[tuple[int, int], ...],
    seats: int,
    expected: tuple[str, str],
    rule: str,
) -> None:
    """Here every rule with equal chances inside a value has one best answer, known on paper."""
    problem = two_values(people, limits, seats)
    chances = RULES[rule].compute(make_system(problem)).chances
    found = {str(fraction(chances[c])) for c in (problem.class_of[0], problem.class_of[-1])}
    assert found == set(expected)
    assert fraction(chances[problem.class_of[0]]) == Fraction(expected[0])


def test_rows_that_leave_no_room_at_all() -> None:
    """Two categories whose minimums add up to the seats: M has no interior, rows depend on others.

    Everybody with x has the 2 seats of x in both categories, so the cross sums are as if
    independent: the product of chances is largest for seats 2·2/4, 2·2/4, … of each combination.
    """
    values = [("x", "u")] * 3 + [("x", "w")] * 2 + [("y", "u")] * 4 + [("y", "w")] * 6
    pool = Pool(tuple(f"p{i:02}" for i in range(15)), ("1", "2"), tuple(values))
    rows = [Quota("1", v, 2, 4) for v in "xy"] + [Quota("2", v, 2, 4) for v in "uw"]
    system = make_system(make_problem(pool, Quotas(tuple(rows)), 4))
    part = possible(system)
    assert part.steps == ()
    rough = largest_product(part.system)
    point = polished(part.system, rough, 1e-7)
    assert point is not None
    # Row 0 and four minimums, of which three are independent of each other.
    assert len(point.rows) == 3
    optimum = nash(system)
    assert optimum.bound <= ONE + flint.fmpq(1, 10**12)
    # With t seats for x and u, the others have 2-t, 2-t, t: sizes 3, 2, 4, 6 are the exponents.
    # (3+6)/t = (2+4)/(2-t), so t = 18/15 = 6/5.
    expected = {
        ("x", "u"): Fraction(6, 15),
        ("x", "w"): Fraction(4, 10),
        ("y", "u"): Fraction(4, 20),
        ("y", "w"): Fraction(6, 30),
    }
    problem = make_problem(pool, Quotas(tuple(rows)), 4)
    for person, answers in enumerate(values):
        chance = fraction(optimum.chances[problem.class_of[person]])
        assert abs(chance - expected[answers]) < Fraction(1, 10**14)


def test_a_cut_gets_no_negative_multiplier() -> None:
    """The record forbids it; these problems have cuts (they were looked up)."""
    cuts = 0
    for seed in (35, 55, 170, 244, 251, 253, 386):
        proof = make_lottery(tiny_problem(seed), Settings(rule="nash", tickets=5)).proof
        first = len(proof.system.matrix) - proof.system.cuts
        cuts += proof.system.cuts
        for step in proof.optimum.steps:
            assert all(y > 0 for row, y in step.multipliers.items() if row >= first)
            assert combine(proof.system, step.multipliers).gains
    assert cuts > 0
