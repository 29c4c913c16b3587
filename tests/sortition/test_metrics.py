"""Figures about chances and panels: against their definitions, and against every panel."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.lottery import Settings, make_lottery
from sortition.metrics import (
    Measure,
    Outcome,
    distinct_panels,
    draws_outcome,
    geometric_mean,
    gini,
    lorenz,
    lottery_outcome,
    measure,
    ratio,
    rounding_loss,
    share_below,
)
from sortition.metrics.estimates import most_equal, most_unequal, simultaneous
from sortition.metrics.pairs import meeting_counts, meetings
from sortition.rules.procedure import Draws
from tests.sortition.problems import all_panels, shared_problem, tiny_problem

chances = st.lists(st.fractions(0, 1, max_denominator=50), min_size=1, max_size=12)


def gini_by_pairs(values: list[Fraction]) -> Fraction:
    """The other definition: half the mean distance of two people, relative to the mean."""
    total = sum(values)
    apart = sum(abs(a - b) for a in values for b in values)
    return Fraction(apart) / (2 * len(values) * total) if total else Fraction(0)


@given(chances)
def test_gini_is_half_the_relative_mean_distance(values: list[Fraction]) -> None:
    assert gini(values) == gini_by_pairs(values)
    assert 0 <= gini(values) < 1
    assert gini([float(value) for value in values]) == pytest.approx(float(gini(values)), abs=1e-9)


@given(chances, st.randoms())
def test_figures_do_not_depend_on_the_order(values: list[Fraction], chance: random.Random) -> None:
    other = values[:]
    chance.shuffle(other)
    for figure in (gini, lorenz, geometric_mean):
        assert figure(values) == figure(other)


@given(chances)
def test_the_lorenz_curve_is_convex_and_encloses_the_gini(values: list[Fraction]) -> None:
    corners = lorenz(values)
    assert corners[0] == (0, 0)
    assert corners[-1] == (1, 1)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in itertools.pairwise(corners)]
    assert slopes == sorted(slopes)
    under = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in itertools.pairwise(corners))
    assert gini(values) == 1 - 2 * under


@given(chances, st.integers(0, 12))
def test_every_point_of_the_lorenz_curve_is_a_share(values: list[Fraction], number: int) -> None:
    number = min(number, len(values))
    total = sum(values)
    if not total:
        return
    held = sum(sorted(values)[:number], start=Fraction(0)) / total
    curve = [(float(x), float(y)) for x, y in lorenz(values)]
    at = np.interp(number / len(values), [x for x, _ in curve], [y for _, y in curve])
    assert at == pytest.approx(float(held), abs=1e-12)


@given(st.lists(st.fractions(Fraction(1, 10**6), 1), min_size=1, max_size=8))
def test_the_geometric_mean_is_correct_to_15_digits(values: list[Fraction]) -> None:
    """Without logarithms: the nth power of the mean, in fractions, is the product."""
    product = Fraction(1)
    for value in values:
        product *= value
    mean = Fraction(geometric_mean(values))
    near = Fraction(1, 10**15)
    assert (mean * (1 - near)) ** len(values) <= product <= (mean * (1 + near)) ** len(values)


def test_the_geometric_mean_of_many_large_fractions() -> None:
    big = Fraction(10**200 + 1, 7 * 10**201 + 3)
    assert geometric_mean([big] * 5000) == float(big)
    assert geometric_mean([big, Fraction(0)]) == 0


def test_share_below_and_ratio() -> None:
    values = [Fraction(0), Fraction(1, 20), Fraction(1, 10)]
    assert share_below(values, Fraction(1, 20)) == Fraction(1, 3)
    assert ratio(Fraction(1, 3), Fraction(0)) is None
    assert ratio(0.5, Fraction(1, 4)) == 2.0


def test_rounding_loss_by_hand() -> None:
    loss = rounding_loss([Fraction(1, 3), Fraction(2, 3)], [3, 7], 10)
    assert (loss.worst, loss.total) == (Fraction(1, 30), Fraction(1, 15))


@pytest.mark.parametrize("seed", range(6))
def test_meetings_are_those_of_counting_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks and chunks, so that there are several, and the last ones are not full."""
    monkeypatch.setattr("sortition.metrics.pairs.BLOCK", 50)
    monkeypatch.setattr("sortition.metrics.pairs.CHUNK", 3)
    chance = random.Random(seed)
    people, seats, number = chance.randint(2, 23), 2, chance.randint(1, 20)
    seats = chance.randint(2, people)
    panels = [chance.sample(range(people), seats) for _ in range(number)]
    counts = np.zeros((people, people), dtype=int)
    for panel in panels:
        for one, other in itertools.product(panel, panel):
            counts[one, other] += 1
    found = np.array(panels)
    assert (meeting_counts(found, people) == counts).all()
    pairs = [counts[i, j] for i, j in itertools.combinations(range(people), 2)]
    met = meetings(found, people)
    assert met is not None
    assert met.largest == Fraction(int(max(pairs)), number)
    assert met.mean == Fraction(int(sum(pairs)), number * len(pairs))
    assert met.never == Fraction(sum(count == 0 for count in pairs), len(pairs))


def test_there_are_no_meetings_on_a_panel_of_one() -> None:
    assert meetings(np.array([[0], [1]]), 2) is None


def test_distinct_panels_whatever_the_order_of_seats() -> None:
    assert distinct_panels(np.array([[0, 1], [1, 0], [1, 2]])) == 2


def test_bounds_hold_for_everybody_at_once_much_more_often_than_promised() -> None:
    """1000 repetitions of 200 draws of 30 chances; at most 5% may fail, by the theorem."""
    chance = np.random.default_rng(1)
    truth = np.linspace(0.001, 0.999, 30)
    failed = 0
    for _ in range(1000):
        low, high = simultaneous(chance.binomial(200, truth) / 200, 200, 30)
        failed += bool((low > truth).any() or (high < truth).any())
    assert failed <= 50


def test_bounds_close_in_and_keep_the_share() -> None:
    shares = np.array([0.0, 0.001, 0.3, 1.0])
    wide = simultaneous(shares, 1000, 4)
    tight = simultaneous(shares, 1_000_000, 4)
    for low, high in (wide, tight):
        assert (low <= shares).all()
        assert (high >= shares).all()
        assert (low >= 0).all()
        assert (high <= 1).all()
    assert (tight[1] - tight[0] < wide[1] - wide[0]).all()
    assert low[0] == 0
    assert high[-1] == 1


@given(st.integers(1, 8), st.integers(0, 10**6))
def test_nothing_in_the_bounds_is_more_equal_or_more_unequal(people: int, seed: int) -> None:
    """Majorisation: the j smallest add up to no more, and no less, than those of the extremes."""
    chance = np.random.default_rng(seed)
    shares = chance.random(people)
    low, high = simultaneous(shares, 20, people)
    total = float(shares.sum())
    equal = np.sort(most_equal(low, high, total)).cumsum()
    unequal = np.sort(most_unequal(low, high, total)).cumsum()
    assert equal[-1] == pytest.approx(total)
    assert unequal[-1] == pytest.approx(total)
    for _ in range(20):
        other = low + (high - low) * chance.random(people)
        # Mixed with the share so that the sum is right and the bounds are kept.
        anchor = (most_equal, most_unequal)[chance.integers(2)](low, high, total)
        mixed = _with_sum(other, np.array(anchor), low, high, total)
        sums = np.sort(mixed).cumsum()
        assert (unequal <= sums + 1e-9).all()
        assert (sums <= equal + 1e-9).all()


def _with_sum(
    numbers: np.ndarray, anchor: np.ndarray, low: np.ndarray, high: np.ndarray, total: float
) -> np.ndarray:
    """Numbers within bounds, moved towards a bound until their sum is right."""
    away = high if numbers.sum() < total else low
    room = float(away.sum() - numbers.sum())
    part = (total - float(numbers.sum())) / room if room else 0.0
    moved = numbers + part * (away - numbers)
    return (moved + anchor) / 2


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8, 13, 21, 34])
def test_measures_of_a_lottery_are_those_of_its_tickets(seed: int) -> None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if not panels:
        return
    lottery = make_lottery(problem, Settings(tickets=40))
    possible = [any(person in panel for panel in panels) for person in range(len(lottery.counts))]
    found = measure(lottery_outcome(lottery), possible)
    able = [chance for chance, can in zip(lottery.chances, possible, strict=True) if can]
    assert found.smallest == Measure(min(lottery.chances))
    assert found.smallest_possible == Measure(min(able))
    assert found.gini == Measure(gini_by_pairs(list(lottery.chances)))
    assert found.geometric_mean_possible == Measure(geometric_mean(able))
    assert found.geometric_mean.value == (0 if len(able) < len(possible) else geometric_mean(able))
    assert found.ticket_largest == Measure(Fraction(max(lottery.counts), 40))
    assert found.distinct == Measure(len(set(lottery.tickets)))
    assert found.rounding_worst is not None
    assert float(found.rounding_worst.value) * 40 == pytest.approx(
        lottery.worst_ticket_error, abs=1e-6
    )
    half = Fraction(problem.seats, 2 * len(possible))
    assert found.below_half.value * len(possible) == sum(c < half for c in lottery.chances)


def some_draws(exact: bool) -> Draws:
    """Panels of 3 of 10, drawn evenly: everybody has 3/10."""
    chance = np.random.default_rng(7)
    panels = np.array([np.sort(chance.permutation(10)[:3]) for _ in range(4000)])
    return Draws(10, panels, (Fraction(3, 10),) * 10 if exact else None)


def test_estimates_have_intervals_around_the_truth() -> None:
    found = measure(draws_outcome(some_draws(exact=False)), [True] * 10)
    truth = {"smallest": 0.3, "largest": 0.3, "gini": 0.0, "geometric_mean": 0.3, "below_half": 0.0}
    for name, value in truth.items():
        figure: Measure = getattr(found, name)
        assert not figure.exact
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high, name
        assert figure.low - 1e-9 <= value <= figure.high + 1e-9, name
        assert figure.high - figure.low < 0.12, name
    assert found.ticket_smallest is None
    assert found.rounding_worst is None
    largest = found.meeting_largest
    assert largest is not None
    assert largest.low is not None
    assert largest.high is not None
    assert largest.low < 6 / 90 < largest.high  # 3·2 / (10·9)
    assert found.meeting_mean == Measure(Fraction(6, 90))


def test_exact_chances_of_a_procedure_have_no_interval() -> None:
    found = measure(draws_outcome(some_draws(exact=True)))
    assert found.smallest == Measure(Fraction(3, 10))
    assert found.gini == Measure(Fraction(0))
    assert found.smallest_possible is None
    assert found.meeting_largest is not None
    assert not found.meeting_largest.exact


def test_fewer_effective_draws_are_wider_intervals() -> None:
    draws = some_draws(exact=False)
    fewer = Draws(draws.people, draws.panels, effective=400.0)
    wide, tight = (measure(draws_outcome(one)).gini for one in (fewer, draws))
    assert wide.high is not None
    assert tight.high is not None
    assert wide.high > tight.high


def test_people_without_any_chance_stay_out_of_what_is_about_possible_chances() -> None:
    outcome = Outcome(
        3, (Fraction(0), Fraction(1, 2), Fraction(1, 2)), np.array([[1], [2]]), True, 2.0
    )
    found = measure(outcome, [False, True, True])
    assert found.smallest.value == found.geometric_mean.value == 0
    assert found.smallest_possible == Measure(Fraction(1, 2))
    assert found.geometric_mean_possible == Measure(0.5)
    assert found.meeting_largest is None


def test_measures_of_a_shared_instance() -> None:
    lottery = make_lottery(shared_problem("panel_150_22"), Settings(tickets=100))
    found = measure(lottery_outcome(lottery), [True] * 150)
    assert found.smallest == Measure(Fraction(1, 11))  # benchmarks: 0.090909
    assert 0 < found.gini.value < 1
