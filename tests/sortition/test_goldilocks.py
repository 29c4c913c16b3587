"""Goldilocks: compared with all lotteries on tiny problems, and the band of chances by itself."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize_scalar

from sortition.chances import System, floats, make_system
from sortition.exact import fraction, rational
from sortition.lottery import (
    LEAST_GAMMA,
    MOST_GAMMA,
    Lottery,
    Settings,
    check_settings,
    make_lottery,
)
from sortition.rules import RULES
from sortition.rules.band import Band, facet
from sortition.rules.goldilocks import LARGEST_GAP, Balance, goldilocks_rule
from sortition.rules.possible import possible
from sortition.rules.squares import proves_squares
from stratification.errors import InputError
from stratification.problem import Problem
from tests.sortition.problems import all_panels, incidence, tiny_problem
from tests.sortition.test_known_optima import klein
from tests.sortition.test_nash import check_attained, feasible, two_values

GAMMAS = (Fraction(1), Fraction(1, 10), Fraction(7, 2), Fraction(40))


def lowest_ceiling(matrix: np.ndarray, floor: float) -> float:
    """The smallest largest chance of a lottery that gives everybody at least `floor`."""
    people, width = matrix.shape
    ones = np.ones((people, 1))
    result = linprog(
        np.append(np.zeros(width), 1.0),
        A_ub=np.block([[-matrix, 0 * ones], [matrix, -ones]]),
        b_ub=np.append(np.full(people, -floor), np.zeros(people)),
        A_eq=[np.append(np.ones(width), 0.0)],
        b_eq=[1.0],
    )
    return float(result.fun) if result.success else math.inf


def brute_balance(matrix: np.ndarray, share: float, gamma: float) -> float:
    """The smallest (largest chance)/share + gamma·share/(smallest chance) over all lotteries.

    It is convex in the smallest chance: golden sections, a linear program each.
    """

    def value(floor: float) -> float:
        return lowest_ceiling(matrix, floor) / share + gamma * share / floor

    top = share
    while math.isinf(value(top)):  # to just below the largest possible floor
        top *= 0.999
    found = minimize_scalar(
        value, bounds=(1e-6, min(share, top / 0.999)), method="bounded", options={"xatol": 1e-10}
    )
    return min(float(found.fun), value(top))


def balance_value(lottery: Lottery) -> tuple[Fraction, Fraction]:
    """(n/k)·largest + gamma·(k/n)/smallest over the people who have a chance, and k/n."""
    chances = [chance for chance in lottery.chances if chance]
    share = Fraction(lottery.seats, len(chances))
    gamma = lottery.settings.gamma or 1
    return max(chances) / share + gamma * share / min(chances), share


def solved_problem(seed: int) -> tuple[Problem, np.ndarray] | None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    return (problem, incidence(problem, panels)) if panels else None


@pytest.mark.parametrize("gamma", GAMMAS, ids=str)
def test_no_lottery_is_better_balanced(gamma: Fraction) -> None:
    """By a tangent of 1/x and one linear program over all panels, for every problem."""
    solved = 0
    for seed in (*range(30), 35, 55, 170, 251):
        found = solved_problem(seed)
        if found is None:
            continue
        problem, matrix = found
        some = matrix.any(axis=1)
        lottery = make_lottery(problem, Settings(rule="goldilocks", tickets=20, gamma=gamma))
        assert [chance > 0 for chance in lottery.chances] == some.tolist(), seed
        assert lottery.attained == "exact"
        chances = np.array([float(chance) for chance in lottery.chances])
        check_attained(matrix, chances)
        exact, k_n = balance_value(lottery)
        assert lottery.bound <= exact <= lottery.bound * (1 + Fraction(1, 10**9))
        # min Y/s - slope·X over lotteries; gamma·s/x >= 2·gamma·s/X - slope·x.
        share, floor, ceiling = float(k_n), chances[some].min(), chances.max()
        slope = float(gamma) * share / floor**2
        people, width = matrix[some].shape
        ones = np.ones((people, 1))
        result = linprog(
            np.concatenate([np.zeros(width), [-slope, 1 / share]]),
            A_ub=np.block([[-matrix[some], ones, 0 * ones], [matrix[some], 0 * ones, -ones]]),
            b_ub=np.zeros(2 * people),
            A_eq=[np.concatenate([np.ones(width), [0.0, 0.0]])],
            b_eq=[1.0],
        )
        best = 2 * float(gamma) * share / floor + result.fun
        assert float(exact) <= best * (1 + 1e-8), seed
        # Among the chances between these two, the squares are smallest (see test_brute_force).
        nearest = linprog(
            chances[some] @ matrix[some],
            A_ub=np.vstack([matrix[some], -matrix[some]]),
            b_ub=np.append(np.full(people, ceiling + 1e-10), np.full(people, 1e-10 - floor)),
            A_eq=[np.ones(width)],
            b_eq=[1.0],
        )
        assert nearest.fun == pytest.approx(chances @ chances, abs=1e-7), seed
        solved += 1
    assert solved > 20


@pytest.mark.parametrize("gamma", [Fraction(1), Fraction(1, 5), Fraction(12)], ids=str)
def test_the_value_is_that_of_a_search_over_all_lotteries(gamma: Fraction) -> None:
    for seed in (1, 2, 5, 8, 13, 35):
        found = solved_problem(seed)
        if found is None:
            continue
        problem, matrix = found
        lottery = make_lottery(problem, Settings(rule="goldilocks", tickets=5, gamma=gamma))
        value, share = balance_value(lottery)
        best = brute_balance(matrix[matrix.any(axis=1)], float(share), float(gamma))
        # The search is as exact as its linear programs, which may break a row by 1e-7.
        assert float(value) == pytest.approx(best, rel=1e-6), seed


fractions = st.builds(Fraction, st.integers(1, 400), st.integers(1, 400))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), fractions)
def test_the_optimum_over_m(seed: int, gamma: Fraction) -> None:
    system = feasible(seed)
    if system is None:
        return
    part = possible(system)
    optimum = goldilocks_rule(gamma).compute(system)
    assert system.contains(optimum.chances)
    kinds = [step.kind for step in optimum.steps]
    assert kinds == ["level"] * len(part.steps) + ["balance", "squares"]
    chances = [optimum.chances[c] for c in part.classes]
    low, high = min(chances), max(chances)
    share = flint.fmpq(int(system.highs[0]), int(part.system.sizes.sum()))
    balance = Balance(share, rational(gamma))
    first, last = optimum.steps[-2:]
    assert balance.bound(low, facet(part.system, first.multipliers)) == optimum.bound
    assert optimum.bound <= balance.value(low, high) <= optimum.bound * (1 + LARGEST_GAP)
    assert proves_squares(part.system, chances, (low, high), last.multipliers)
    assert all(int(chance.q) < 10**30 for chance in optimum.chances)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), fractions, fractions)
def test_a_corner_is_best_for_its_weights(seed: int, ceiling: Fraction, floor: Fraction) -> None:
    """Compared with scipy: min a·Y - b·X with X <= p_c <= Y <= 1, p in M."""
    system = feasible(seed)
    if system is None:
        return
    corner = Band(system).corner(rational(ceiling), rational(floor))
    check_corner(system, fraction(corner.floor), fraction(corner.ceiling), (ceiling, floor))
    assert corner.proven(rational(ceiling), rational(floor))
    # The line holds for the chances of every rule, and their ends are never beyond it.
    for rule in RULES.values():
        found = rule.compute(system).chances
        proof = corner.proof
        assert proof.plus * min(found) - proof.minus * max(found) <= proof.limit


def check_corner(
    system: System, floor: Fraction, ceiling: Fraction, weights: tuple[Fraction, Fraction]
) -> None:
    width = len(system.sizes)
    a, b = float(weights[0]), float(weights[1])
    ones = np.ones((width, 1))
    rows = np.hstack([system.per_head, np.zeros((len(system.matrix), 2))])
    apart = np.block([[-np.eye(width), ones, 0 * ones], [np.eye(width), 0 * ones, -ones]])
    result = linprog(
        np.concatenate([np.zeros(width), [-b, a]]),
        A_ub=np.vstack([rows, -rows, apart]),
        b_ub=np.concatenate([system.highs, -system.lows, np.zeros(2 * width)]),
        bounds=(0, 1),
    )
    value = float(weights[0] * ceiling - weights[1] * floor)
    assert value == pytest.approx(result.fun, abs=1e-8 * max(a, b))


def test_a_band_stays_right_from_one_pair_of_weights_to_the_next() -> None:
    system = make_system(klein())
    band = Band(system)
    for a, b in ((1, 1), (1, 100), (100, 1), (1, 4), (1, 3), (1, 5), (3, 1), (1, 1)):
        corner = band.corner(flint.fmpq(a), flint.fmpq(b))
        fresh = Band(system).corner(flint.fmpq(a), flint.fmpq(b))
        # At slope 4 the whole edge from (1/6, 2/3) to (1/5, 4/5) is best.
        assert (corner.floor, corner.ceiling) == (fresh.floor, fresh.ceiling) or b == 4 * a
        check_corner(
            system, fraction(corner.floor), fraction(corner.ceiling), (Fraction(a), Fraction(b))
        )


def klein_ends(gamma: Fraction) -> tuple[float, float]:
    """The best smallest and largest chance in klein, on paper.

    H and F, G share the two seats of "oud": the largest chance is at least 2/3. Row "noord" has
    4·p_A + 2·p_F <= 2 and "oud" has 2·p_F + p_H = 2, so p_H >= 4·p_A: the largest chance Y is at
    least 4·X. And X <= 1/5. So Y is the larger of 2/3 and 4·X, with X from 1/6 to 1/5. On that
    edge (8/3)·4·X + gamma·(3/8)/X is smallest at X = (3/16)·sqrt(gamma).
    """
    root = 3 / 16 * math.sqrt(gamma)
    floor = min(1 / 5, max(1 / 6, root))
    return floor, 4 * floor


@pytest.mark.parametrize(
    "gamma", ["1", "1/1000", "64/81", "9/10", "1/2", "256/225", "2", "1000000"]
)
def test_klein_for_several_gammas(gamma: str) -> None:
    weight = Fraction(gamma)
    lottery = make_lottery(klein(), Settings(rule="goldilocks", tickets=8, gamma=weight))
    floor, ceiling = klein_ends(weight)
    assert float(lottery.minimum_chance) == pytest.approx(floor, abs=1e-14)
    assert float(lottery.maximum_chance) == pytest.approx(ceiling, abs=1e-14)
    assert (lottery.status, lottery.attained) == ("optimal", "exact")
    assert lottery.bound <= balance_value(lottery)[0] <= lottery.bound * (1 + Fraction(1, 10**15))


def test_klein_exactly() -> None:
    """At gamma = 1 the root is rational: X = 3/16, Y = 3/4, and 8/3·3/4 + 3/8·16/3 = 4."""
    lottery = make_lottery(klein(), Settings(rule="goldilocks", tickets=8))
    found = dict(zip(lottery.problem.pool.ids, map(str, lottery.chances), strict=True))
    rest = {"E": "1/4", "F": "5/8", "G": "5/8", "H": "3/4"}
    assert found == {**dict.fromkeys("ABCD", "3/16"), **rest}
    assert lottery.bound == balance_value(lottery)[0] == 4


@pytest.mark.parametrize("gamma", ["1/1000", "1", "5/3", "1000000"])
def test_two_values_with_nothing_to_trade(gamma: str) -> None:
    """Four people with a, eight with b, four seats, at least two for a.

    Equal chances, 1/3, would give a 4/3 of a seat. With N >= 2 seats for a the largest chance is
    N/4 and the smallest (4-N)/8: fewer seats for a are better for both. So 1/2 and 1/4 whatever
    gamma is: (12/4)·(1/2) + gamma·(4/12)·4.
    """
    weight = Fraction(gamma)
    problem = two_values((4, 8), ((2, 4), (0, 4)), 4)
    lottery = make_lottery(problem, Settings(rule="goldilocks", tickets=4, gamma=weight))
    assert set(lottery.chances) == {Fraction(1, 2), Fraction(1, 4)}
    assert lottery.bound == Fraction(3, 2) + weight * Fraction(4, 3)


def test_a_larger_gamma_never_lowers_the_smallest_chance() -> None:
    """The more the smallest chance weighs, the larger it is, and the largest with it."""
    gammas = [LEAST_GAMMA, *(Fraction(4) ** power for power in range(-4, 6)), MOST_GAMMA]
    for seed in (3, 21, 35, 47, 60, 77):
        system = feasible(seed)
        if system is None:
            continue
        part = possible(system)
        ends = []
        for gamma in gammas:
            chances = floats(goldilocks_rule(gamma).compute(part.system).chances)
            ends.append((chances.min(), chances.max()))
        for (low, high), (lower, higher) in pairwise(ends):
            assert low <= lower + 1e-12
            assert high <= higher + 1e-12


@pytest.mark.parametrize(
    ("rule", "gamma", "codes"),
    [
        ("goldilocks", Fraction(0), ["gamma-range"]),
        ("goldilocks", Fraction(-1), ["gamma-range"]),
        ("goldilocks", LEAST_GAMMA * Fraction(999, 1000), ["gamma-range"]),
        ("goldilocks", MOST_GAMMA + 1, ["gamma-range"]),
        ("leximin", Fraction(1), ["gamma-rule"]),
        ("nash", Fraction(0), ["gamma-rule", "gamma-range"]),
    ],
)
def test_a_gamma_that_cannot_be(rule: str, gamma: Fraction, codes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        check_settings(Settings(rule=rule, gamma=gamma))
    assert [finding.code for finding in caught.value.findings] == codes
    assert str(caught.value)


def test_gamma_is_in_the_seed_and_1_is_the_default() -> None:
    def lottery(gamma: Fraction | None) -> Lottery:
        return make_lottery(klein(), Settings(rule="goldilocks", tickets=8, gamma=gamma))

    assert lottery(None).chances == lottery(Fraction(1)).chances
    assert lottery(Fraction(2)).seed != lottery(Fraction(1)).seed
