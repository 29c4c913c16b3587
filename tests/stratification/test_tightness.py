"""How many valid panels there are, and between which numbers of seats: against every panel."""

from __future__ import annotations

import random
from math import comb, log, log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.rules import counting
from stratification.feasibility.tightness import Span, _Weighed, panel_bound, spans
from stratification.problem import Problem
from stratification.quotas import Quota
from tests.sortition.problems import all_panels, problem_of, tiny_problem

PAIRS = (("a", 1), ("b", 2))
FACTOR = 2  # the estimate is within this factor of 10,000 panels or more


def middling_problem(seed: int) -> Problem:
    """20 to 120 people, up to 4 categories with quotas around a random panel, some households."""
    chance = random.Random(seed)
    people = chance.randint(20, 120)
    seats = min(people // 2, chance.randint(5, 24))
    values = ["abcde"[: chance.randint(2, 5)] for _ in range(chance.randint(1, 4))]
    shares = [[chance.uniform(0.2, 1) for _ in value] for value in values]
    answers = [
        "".join(
            chance.choices(value, share)[0] for value, share in zip(values, shares, strict=True)
        )
        for _ in range(people)
    ]
    homes = None
    if chance.random() < 0.4:
        numbers: dict[int, int] = {}
        homes = tuple(
            numbers.setdefault(chance.randrange(people), len(numbers)) for _ in range(people)
        )
    start = chance.sample(range(people), seats)
    slack = chance.choice([0, 1, 2])
    quotas = []
    for place, value in enumerate(values):
        for letter in value:
            count = sum(answers[person][place] == letter for person in start)
            low, high = count - chance.randint(0, slack), count + chance.randint(0, slack)
            quotas.append(Quota(str(place), letter, max(0, low), high))
    return problem_of(answers, quotas, seats, homes)


# ---- the number of panels ----


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_every_weight_gives_a_bound(seed: int) -> None:
    """The bound holds for any multipliers, not for the best ones only."""
    problem = tiny_problem(seed)
    weighed = _Weighed(problem)
    chance = random.Random(seed)
    multipliers = np.array([chance.expovariate(1) for _ in range(2 * len(weighed.low))])
    panels = len(all_panels(problem))
    assert panels <= np.exp(weighed.bound(multipliers)[0]) * (1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_bound_of_tiny_problems(seed: int) -> None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if panels:
        found = panel_bound(problem)
        groups = comb(len(problem.pool.ids), problem.seats)
        assert log10(len(panels)) <= found.bound <= log10(groups) + 0.002
        assert found.groups == pytest.approx(log10(groups), abs=0.001)
        assert found.estimate is None or 0 <= found.estimate <= found.bound + 0.05  # rounded


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_slope_of_the_bound(seed: int) -> None:
    """The slope is that of small steps, also with households (seeds 3 and 8 have some)."""
    weighed = _Weighed(middling_problem(seed))
    chance = random.Random(seed)
    at = np.array([chance.uniform(0, 1) for _ in range(2 * len(weighed.low))])
    slope = weighed.bound(at)[1]
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = 1e-5
        rise = weighed.bound(at + step)[0] - weighed.bound(at - step)[0]
        assert rise / 2e-5 == pytest.approx(slope[place], abs=1e-5)


def test_bound_by_hand() -> None:
    """Without quotas the best weight draws everybody with chance k/n; the bound is then

    (p^-p · (1-p)^-(1-p))^n with p = k/n: for 10 of 20 people 2^20 = 10^6.0206. But all groups are
    C(20, 10) = 184756 = 10^5.2666, which is less, and all of them are valid panels.
    """
    problem = problem_of(["a"] * 20, [Quota("0", "a", 0, 10)], 10)
    weighed = _Weighed(problem)
    assert weighed.bound(weighed.best())[0] == pytest.approx(20 * log(2), abs=1e-6)
    found = panel_bound(problem)
    assert (found.groups, found.bound, found.estimate) == (5.267, 5.267, 5.3)


def test_households_by_hand() -> None:
    """Five couples and three seats: C(5, 3) households, two ways each: 80 panels = 10^1.903.

    The best weight draws nobody of a household with chance 2/5, one person with chance 3/5: the
    bound is ((5/2)^(2/5) · (10/3)^(3/5))^5 = (5/2)^2 · (10/3)^3 = 231.5 = 10^2.3645.
    """
    homes = tuple(number // 2 for number in range(10))
    problem = problem_of(["a"] * 10, [Quota("0", "a", 0, 10)], 3, homes)
    assert len(all_panels(problem)) == 80
    weighed = _Weighed(problem)
    assert np.exp(weighed.bound(weighed.best())[0]) == pytest.approx(
        2.5**2 * (10 / 3) ** 3, rel=1e-6
    )
    assert panel_bound(problem).bound == 2.08  # C(10, 3) = 120 = 10^2.0792 groups: less
    assert panel_bound(problem).estimate == 1.9


def test_no_choice_at_all() -> None:
    """Everybody is needed: one panel, and no choice anywhere."""
    problem = problem_of(["a", "a", "b"], [Quota("0", "a", 2, 2), Quota("0", "b", 1, 3)], 3)
    found = panel_bound(problem)
    assert found.groups == 0
    assert found.bound == 0.001  # rounded up
    assert all(span.fixed for span in spans(problem))


@pytest.mark.parametrize("block", range(4))
def test_estimate_against_exact_counts(block: int) -> None:
    """Counted exactly, the number of panels is below the bound and near the estimate."""
    compared = 0
    for seed in range(8 * block, 8 * block + 8):
        problem = middling_problem(seed)
        counted = counting.count_panels(problem, 40_000)
        if counted is None or counted.total < 10_000:
            continue
        found = panel_bound(problem)
        exact = counting.log10(counted.total)
        assert exact <= found.bound
        assert found.estimate is not None
        assert abs(found.estimate - exact) <= log10(FACTOR)
        compared += 1
    assert compared >= 4


# ---- the room of each quota ----


def test_spans_by_hand() -> None:
    """Minimums of 1 and 2 fill the three seats: "c" has none, though it may have 2."""
    quotas = [Quota("0", "a", 1, 3), Quota("0", "b", 2, 3), Quota("0", "c", 0, 2)]
    problem = problem_of(["a"] * 4 + ["b"] * 4 + ["c"] * 4, quotas, 3)
    assert spans(problem) == tuple(
        Span(quota, seats, seats) for quota, seats in zip(quotas, (1, 2, 0), strict=True)
    )


def test_fractions_count_to_the_whole_number_inside() -> None:
    """Of each of three categories one seat at most is "a", and everybody with "w" has "a" in two.

    So 2·w <= 3 seats: in fractions up to 1.5 of the two seats are "w", in whole numbers 1.
    """
    quotas = [Quota(str(place), value, 0, most) for place in range(3) for value, most in PAIRS]
    quotas += [Quota("3", "w", 0, 2), Quota("3", "z", 0, 2)]
    problem = problem_of(["aabw", "abaw", "baaw", "bbbz", "bbbz"], quotas, 2)
    assert [(span.least, span.most) for span in spans(problem)[-2:]] == [(0, 1), (1, 2)]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 100_000))
def test_no_panel_is_outside_the_spans(seed: int) -> None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if not panels:
        return
    for span in spans(problem):
        place = problem.pool.categories.index(span.quota.category)
        seats = [
            sum(problem.pool.values[person][place] == span.quota.value for person in panel)
            for panel in panels
        ]
        assert span.quota.min <= span.least <= min(seats)
        assert max(seats) <= span.most <= span.quota.max
