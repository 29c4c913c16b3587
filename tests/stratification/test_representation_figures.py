"""Counts against a random draw: intervals, probabilities, indices, tests."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom, power_divergence

from stratification.representation.figures import Draw, compare, dissimilarity, representativity
from stratification.representation.goodness import (
    MOST_OUTCOMES,
    SAMPLES,
    goodness_of_fit,
    holm,
    holm_adjusted,
)
from stratification.representation.missing import missing_cells
from stratification.representation.model import Fit
from stratification.representation.tally import Tally
from tests.stratification.groups import margin, tally

NINE = [Fraction(number, 16) for number in (9, 3, 3, 1)]


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int, int]:
    """A population, those of it with a value, and the size of a group."""
    total = draw(st.integers(1, 60))
    return total, draw(st.integers(0, total)), draw(st.integers(0, total))


@given(counted())
@settings(deadline=None, max_examples=40)
def test_a_draw_without_replacement_is_hypergeometric(case: tuple[int, int, int]) -> None:
    total, having, size = case
    draw = Draw(size, Fraction(having, total), total)
    low, high = draw.interval()
    chances = hypergeom.pmf(range(size + 1), total, having, size).tolist()
    assert (low, high) == tuple(hypergeom.interval(0.95, total, having, size))
    assert sum(chances[:low]) <= 0.025 + 1e-12
    assert sum(chances[high + 1 :]) <= 0.025 + 1e-12
    for count in {0, size // 3, size}:
        assert draw.at_most(count) == pytest.approx(sum(chances[: count + 1]), abs=1e-9)
        assert draw.at_least(count) == pytest.approx(sum(chances[count:]), abs=1e-9)
    mean = sum(abs(k - draw.expected) * Fraction(chance) for k, chance in enumerate(chances))
    assert draw.deviation() == pytest.approx(float(mean), abs=1e-9)


@given(st.integers(0, 40), st.fractions(0, 1, max_denominator=20))
@settings(deadline=None, max_examples=40)
def test_a_draw_by_shares_is_binomial(size: int, share: Fraction) -> None:
    draw = Draw(size, share)
    chances = binom.pmf(range(size + 1), size, float(share)).tolist()
    low, high = draw.interval()
    if size:
        assert (low, high) == tuple(binom.interval(0.95, size, float(share)))
    for count in {0, size // 3, size}:
        assert draw.at_most(count) == pytest.approx(sum(chances[: count + 1]), abs=1e-9)
        assert draw.at_least(count) == pytest.approx(sum(chances[count:]), abs=1e-9)
    mean = sum(abs(k - draw.expected) * Fraction(chance) for k, chance in enumerate(chances))
    assert draw.deviation() == pytest.approx(float(mean), abs=1e-9)


def test_certain_draws_are_exact() -> None:
    # Nobody, everybody, all of the population: every draw has the expected number.
    for draw, number in ((Draw(5, Fraction(0)), 0), (Draw(5, Fraction(1)), 5)):
        assert draw.interval() == (number, number)
        assert (draw.at_most(number), draw.at_least(number)) == (1.0, 1.0)
    assert Draw(5, Fraction(0)).at_least(1) == 0.0  # somebody whom nobody could draw
    assert Draw(10, Fraction(3, 10), 10).interval() == (3, 3)
    assert Draw(0, Fraction(1, 3)).at_most(0) == 1.0


def test_the_draw_follows_from_the_population() -> None:
    counted_table, shares = margin("sex", woman=60, man=40), margin("sex", False, w=0.5, m=0.5)
    assert compare(tally(counted_table, [6, 4])).cells[0].method == "hypergeometric"
    assert compare(tally(counted_table, [60, 41])).cells[0].method == "binomial"  # more than 100
    assert compare(tally(shares, [6, 4])).cells[0].method == "binomial"


def test_a_comparison_by_hand() -> None:
    # 10 people, 2 women of whom 6 are expected: D = (|2/10 - 6/10| + |8/10 - 4/10|)/2 = 0.4.
    # Chances: 2/60 and 8/40, mean 0.1, S² = 0.6·(1/15)² + 0.4·0.1² = 1/150.
    one = compare(tally(margin("sex", woman=60, man=40), [2, 8], unknown=3))
    woman, man = one.cells
    assert (one.known, one.unknown) == (10, 3)
    assert (woman.expected, woman.difference, man.difference) == (6, -4, 4)
    assert one.dissimilarity == pytest.approx(0.4)
    assert one.r_indicator == pytest.approx(1 - 2 * math.sqrt(1 / 150))
    assert one.variation == pytest.approx(math.sqrt(1 / 150) / 0.1)


def test_indices_of_nobody_and_of_strangers() -> None:
    nobody = compare(tally(margin("sex", woman=60, man=40), [0, 0], unknown=2))
    assert (nobody.dissimilarity, nobody.by_chance, nobody.r_indicator) == (0.0, 0.0, None)
    assert representativity([1, 1], [5, 0]) is None
    assert compare(tally(margin("sex", False, w=0.5, m=0.5), [1, 2])).r_indicator is None


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.data())
def test_no_dissimilarity_means_equal_shares(counts: list[int], data: st.DataObject) -> None:
    size = sum(counts)
    others = data.draw(st.permutations(counts))
    if size == 0:
        return
    shares = [Fraction(count, size) for count in others]
    found = dissimilarity(counts, shares)
    assert 0 <= found <= 1
    assert (found == 0) == (counts == list(others))
    if found == 0:
        response = representativity(counts, [7 * count for count in counts])
        assert response == (1.0, 0.0)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.integers(1, 5))
@settings(deadline=None, max_examples=25)
def test_the_mean_dissimilarity_is_that_of_all_draws(figures: list[int], size: int) -> None:
    values = {f"v{at}": figure for at, figure in enumerate(figures)}
    size = min(size, sum(figures))
    mean = Fraction(0)
    for counts in product(range(size + 1), repeat=len(figures)):
        if sum(counts) == size:
            ways = math.prod(map(math.comb, figures, counts))
            shares = [Fraction(figure, sum(figures)) for figure in figures]
            mean += Fraction(ways, math.comb(sum(figures), size)) * dissimilarity(counts, shares)
    counts = [size] + [0] * (len(figures) - 1)
    assert compare(tally(margin("c", **values), counts)).by_chance == pytest.approx(float(mean))


def test_mendels_peas() -> None:
    # G by scipy. The exact p is 0.9261: published in the vignette of the R package XNomial (W. R.
    # Engels), and counted here once over all 28,956,759 outcomes. The simulation's standard
    # deviation is sqrt(0.926·0.074/100000) = 0.0008.
    counts = [315, 108, 101, 32]
    fit = goodness_of_fit(counts, NINE)
    assert fit is not None
    expected = [float(sum(counts) * share) for share in NINE]
    assert fit.statistic == pytest.approx(power_divergence(counts, expected, lambda_=0).statistic)
    assert (fit.method, fit.samples) == ("monte-carlo", SAMPLES)
    assert fit.p == pytest.approx(0.9261, abs=0.003)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[Fraction]]:
    """Few counts, and shares."""
    weights = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    counts = [draw(st.integers(0, 4)) for _ in weights]
    return counts, [Fraction(weight, sum(weights)) for weight in weights]


def plain_statistic(counts: tuple[int, ...] | list[int], shares: list[Fraction]) -> float:
    size = sum(counts)
    return 2 * sum(x * math.log(x / (size * p)) for x, p in zip(counts, shares, strict=True) if x)


@given(tables())
@settings(deadline=None, max_examples=50)
def test_the_exact_test_counts_every_outcome(case: tuple[list[int], list[Fraction]]) -> None:
    counts, shares = case
    size = sum(counts)
    fit = goodness_of_fit(counts, shares)
    if fit is None:
        assert size == 0
        return
    least, p = plain_statistic(counts, shares), Fraction(0)
    for outcome in product(range(size + 1), repeat=len(counts)):
        if sum(outcome) == size and plain_statistic(outcome, shares) >= least - 1e-7:
            ways = math.factorial(size) // math.prod(map(math.factorial, outcome))
            p += ways * math.prod(share**x for share, x in zip(shares, outcome, strict=True))
    assert fit.method == "exact"
    assert fit.statistic == pytest.approx(least, abs=1e-9)
    assert fit.p == pytest.approx(float(p), abs=1e-9)


def test_a_hand_count() -> None:
    # Two of two alike, of two equal values: (2,0) and (0,2) of the four outcomes.
    fit = goodness_of_fit([2, 0], [Fraction(1, 2)] * 2)
    assert fit is not None
    assert (fit.statistic, fit.p) == (pytest.approx(4 * math.log(2)), pytest.approx(0.5))
    # Exactly as expected: every outcome is as far off or farther.
    even = goodness_of_fit([3, 3], [Fraction(1, 2)] * 2)
    assert even is not None
    assert (even.statistic, even.p) == (0.0, pytest.approx(1.0))


def test_values_that_nobody_has() -> None:
    assert goodness_of_fit([1, 2, 0], [Fraction(1, 2), Fraction(1, 2), Fraction(0)]) == (
        goodness_of_fit([1, 2], [Fraction(1, 2), Fraction(1, 2)])
    )
    assert goodness_of_fit([1, 1], [Fraction(1), Fraction(0)]) == Fit(math.inf, 0.0, 0.0, "exact")
    assert goodness_of_fit([0, 0], [Fraction(1), Fraction(0)]) is None


def test_simulation_agrees_with_counting() -> None:
    # 51·52·53/6 = 23,426 outcomes for 50 people: counted. With twice the limit it is simulated.
    counts, shares = [20, 14, 10, 6], [Fraction(1, 4)] * 4
    exact = goodness_of_fit(counts, shares)
    from stratification.representation.goodness import TOLERANCE, _simulated

    assert exact is not None
    assert math.comb(53, 3) <= MOST_OUTCOMES
    least = exact.statistic - TOLERANCE * (1 + exact.statistic)
    assert _simulated(50, [0.25] * 4, least) == pytest.approx(exact.p, abs=0.002)


def test_holm_by_hand() -> None:
    # Ascending 0.01, 0.03, 0.04: 3·0.01, 2·0.03, and 1·0.04 which may not be below 0.06.
    assert holm_adjusted([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))
    assert holm_adjusted([0.9, 0.8]) == (1.0, 1.0)
    one, two = Fit(1.0, 0.01, 0.01, "exact"), Fit(1.0, 0.02, 0.02, "exact")
    fits = holm([one, None, two])
    assert [fit and fit.holm for fit in fits] == [0.02, None, 0.02]


def test_the_most_surprising_is_missing_first() -> None:
    age = compare(tally(margin("age", young=50, old=50), [0, 10]))
    sex = compare(tally(margin("sex", woman=50, man=50), [3, 7]))
    care = compare(tally(margin("care", yes=50, no=50), [5, 5]))
    missing, lacks = missing_cells([sex, age, care])
    assert [cell.values for cell in missing] == [("young",), ("woman",)]
    assert missing[0].at_most < missing[1].at_most
    # Nobody of 10 where half are expected: below 1/2^10 = 0.001 (hypergeometric), of 6 cells.
    assert lacks
    # At most 3 of 10: 0.17; and among fewer cells than 20 there is not one with 5%.
    assert not missing_cells([sex, care])[1]


def test_one_surprising_cell_of_many_is_what_chance_gives() -> None:
    # One of 12 values of 1/12 each: nobody of 44 has a probability of (11/12)^44 = 0.02, but there
    # are 12 values.
    table = margin("c", False, **{f"c{at:02}": Fraction(1, 12) for at in range(12)})
    (gap, *_), lacks = missing_cells([compare(tally(table, [0, *[4] * 11]))])
    assert gap.at_most == pytest.approx((11 / 12) ** 44)
    assert gap.count < gap.low
    assert not lacks


def test_merged_cells_are_missing_as_surely_as_their_category_is_off() -> None:
    table = margin("c", False, a=Fraction(1, 2), b=Fraction(1, 4), c=Fraction(1, 4))
    one = compare(
        Tally(table, (8, 20, 12), 0, (("a1", "a2"), (), ())), Fit(16.0, 0.0003, 0.001, "exact")
    )
    missing, lacks = missing_cells([one])
    assert [cell.values for cell in missing] == [("a",)]
    assert (missing[0].at_most, lacks) == (1.0, True)
    assert not missing_cells([replace(one, fit=None)])[1]
