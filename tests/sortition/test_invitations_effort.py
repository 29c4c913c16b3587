"""Spreading letters by response: against brute force, its definition and the worked examples."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import binom

from sortition.invitations.allocate import equal, proportional
from sortition.invitations.bound import least_letters
from sortition.invitations.curve_files import curve_picture
from sortition.invitations.effort import best, curve, fewest, foresee
from sortition.invitations.forecast import Forecaster, forecast
from sortition.invitations.model import Limits, Strata, Stratum
from sortition.invitations.pool_model import Model, Simulation
from sortition.invitations.response import Response, Uncertainty
from sortition.invitations.safety import make_safety
from sortition.invitations.search import smallest
from sortition.invitations.seats import seat_chances
from sortition.invitations.spread import FAIR, Spreader
from sortition.lottery import Settings, make_lottery
from sortition.record import json_bytes
from stratification.errors import InputError
from stratification.pool import Pool
from stratification.problem import make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.response_cases import klimaat, response_of, tiny_model, zeeland

DOC = Path(__file__).parents[2] / "docs" / "invitations-response.md"
NARROW = Limits(Fraction(1, 2), Fraction(2))


# ---- the search ----


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(1, 7),
)
def test_the_search_ends_a_step_above_a_failure(
    truth: int, low: int, high: int, start: int, step: int
) -> None:
    low, high = sorted([low, high])
    asked: list[int] = []

    def passes(number: int) -> bool:
        asked.append(number)
        return number >= truth

    found = smallest(passes, (low, high), start, lambda number: step)
    assert len(asked) == len(set(asked))
    if truth > high:
        assert found is None
    else:
        assert found is not None
        assert max(truth, low) <= found < max(truth, low) + step


# ---- the formula ----


@pytest.mark.parametrize("model", [klimaat(100), zeeland(100), tiny_model(3)])
def test_the_safety_is_concave_and_its_slope_is_right(model: Model) -> None:
    safety = make_safety(model)
    chance = np.random.default_rng(1)
    scale = safety.needs
    for _ in range(30):
        one, other = (scale * chance.uniform(0.7, 3, len(scale)) for _ in range(2))
        ends = [safety.at(point).value for point in (one, (one + other) / 2, other)]
        assert ends[1] >= (ends[0] + ends[2]) / 2 - 1e-9
        at = int(chance.integers(len(scale)))
        step = np.zeros(len(scale))
        step[at] = 1e-5 * scale[at]
        rise = (safety.at(one + step).value - safety.at(one - step).value) / (2 * step[at])
        assert safety.at(one).slope[at] == pytest.approx(rise, rel=1e-4, abs=1e-9)


def test_the_formula_is_near_the_simulation() -> None:
    model = klimaat(1000)
    spreader, forecaster = Spreader(model, Limits()), Forecaster(model)
    for total in (9_000, 14_000, 20_000):
        spread = spreader.best(total)
        simulated = forecaster.hope(spreader.whole(spread.letters, total))
        assert abs(spread.safety - simulated) < (0.02 if simulated > 0.9 else 0.08)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_spread_has_a_larger_objective(seed: int) -> None:
    model = tiny_model(seed)
    spreader = Spreader(model, NARROW)
    total = int(sum(model.sizes) * 0.3)
    low, high = spreader.bounds(total)
    share = model.sizes * total / sum(model.sizes)

    def objective(letters: np.ndarray) -> float:
        unfair = FAIR / 2 * float((share / total) @ (letters / share - 1) ** 2)
        return spreader.safety.at(spreader.safety.means @ letters).value - unfair

    ours = spreader.best(total).letters
    assert ours.sum() == pytest.approx(total)
    assert (ours >= low - 1e-6).all()
    assert (ours <= high + 1e-6).all()
    chance = np.random.default_rng(seed)
    top = -np.inf
    for _ in range(4000):
        # Far away at first, then near: what is best must be best among neighbours too.
        other = ours + chance.normal(size=4) * 10 ** chance.uniform(-3, 1)
        other += (total - other.sum()) / 4
        if (other >= low).all() and (other <= high).all():
            top = max(top, objective(other))
    assert np.isfinite(top)
    assert objective(ours) >= top - 1e-7


# ---- whole letters ----


@given(
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 20)), min_size=4, max_size=8),
    st.floats(0, 1),
    st.sampled_from(
        [Limits(), NARROW, Limits(Fraction(1), Fraction(1)), Limits(Fraction(0), Fraction(9))]
    ),
)
@settings(max_examples=40, deadline=None)
def test_letters_are_whole_within_limits_and_all_there(
    sizes: list[tuple[int, int]], part: float, limits: Limits
) -> None:
    rows = tuple(
        Stratum((f"w{number:02}", "pq"[number % 2]), size, min(size, earlier))
        for number, (size, earlier) in enumerate(sizes)
    )
    strata = Strata(("ward", "a"), rows)
    quotas = Quotas((Quota("a", "p", 1, 3), Quota("a", "q", 1, 3)))
    model = Model(strata, quotas, 4, Response("rates", 0.1))
    spreader = Spreader(model, limits)
    total = spreader.earlier + int(part * (spreader.people - spreader.earlier))
    letters = spreader.whole(spreader.best(total).letters, total)
    sent = np.array(letters) + model.earlier
    low, high = spreader.bounds(total)
    assert sent.sum() == total
    assert (np.array(letters) >= 0).all()
    assert (sent <= model.sizes).all()
    assert (sent > low - 1).all()
    assert (sent < high + 1).all()


def test_whom_the_quotas_treat_alike_has_the_same_chance() -> None:
    places = ("hard", "easy")
    strata = Strata(
        ("a", "place"),
        tuple(Stratum((a, place), 1000) for a in "pq" for place in sorted(places)),
    )
    quotas = Quotas((Quota("a", "p", 5, 9), Quota("a", "q", 5, 9)))
    text = "category,value,response\n,,5%\na,p,3%\na,q,8%\nplace,hard,2%\nplace,easy,9%\n"
    model = Model(strata, quotas, 14, response_of(text))
    plan = best(model, 600)
    sent = dict(zip((row.values for row in strata.rows), plan.letters, strict=True))
    assert abs(sent["p", "hard"] - sent["p", "easy"]) <= 1
    assert abs(sent["q", "hard"] - sent["q", "easy"]) <= 1
    assert sent["p", "hard"] > 1.3 * sent["q", "hard"]


# ---- against brute force ----


@pytest.mark.parametrize(("seed", "gap"), [(0, 0.02), (1, 0.03), (2, 0.05), (7, 0.03)])
def test_brute_force_over_spreads_finds_little_more(seed: int, gap: float) -> None:
    model = tiny_model(seed)
    total = int(sum(model.sizes) * 0.3)
    plan = best(model, total, NARROW)
    assert plan.forecast is not None
    assert plan.proportional_forecast is not None
    assert plan.forecast.probability >= plan.proportional_forecast.probability
    low, high = Spreader(model, NARROW).bounds(total)
    ranges = [
        range(int(np.floor(least)), int(np.ceil(most)) + 1, 3)
        for least, most in zip(low, high, strict=True)
    ]
    forecaster = Forecaster(model)
    top = max(
        forecaster.forecast((*some, total - sum(some))).probability
        for some in itertools.product(*ranges[:3])
        if low[3] <= total - sum(some) <= high[3]
    )
    assert plan.forecast.probability >= top - gap


@pytest.mark.parametrize("seed", range(8))
def test_the_bound_is_that_of_the_linear_program(seed: int) -> None:
    model = tiny_model(seed)
    safety = make_safety(model)
    share = model.sizes / sum(model.sizes)
    rows = [-safety.means, np.outer(share, np.ones(4)) / 2 - np.eye(4)]
    rows.append(np.eye(4) - 2 * np.outer(share, np.ones(4)))
    answer = linprog(
        np.ones(4),
        np.vstack(rows),
        np.concatenate([-safety.needs, np.zeros(8)]),
        bounds=[(0, size) for size in model.sizes],
    )
    assert least_letters(model, NARROW) == int(np.ceil(answer.fun - 1e-6))


# ---- plans ----


def test_the_fewest_letters_reach_the_probability_and_a_step_less_does_not() -> None:
    model = tiny_model(3)
    plan = fewest(model, 0.9, NARROW)
    assert plan.kind == "response"
    assert plan.forecast is not None
    assert plan.forecast.probability >= 0.9
    assert plan.details["least"] <= plan.total
    assert plan.details["step"] == 1
    less = best(model, plan.total - 1, NARROW).forecast
    assert less is not None
    assert less.probability < 0.9
    assert plan.details["proportional_letters"] >= plan.total
    there = forecast(
        model, proportional(model.strata, plan.details["proportional_letters"]).letters
    )
    assert there.probability >= 0.9
    assert plan.forecast in plan.curve
    assert [one.letters for one in plan.curve] == sorted({one.letters for one in plan.curve})
    json_bytes(plan.details)


def test_what_cannot_be_reached_is_said_with_what_is_lacking() -> None:
    model = tiny_model(3)
    rare = replace(model, response=replace(model.response, overall=0.01))
    with pytest.raises(InputError) as caught:
        fewest(rare, 0.95)
    (finding,) = caught.value.findings
    assert finding.code == "probability-unreachable"
    assert finding.params["letters"] == sum(model.sizes)
    everybody = forecast(rare, [row.size for row in rare.strata.rows])
    assert finding.params["reached"] == everybody.probability
    assert f"{everybody.shortages[0].category}: {everybody.shortages[0].value}" in str(finding)


@pytest.mark.parametrize(
    ("probability", "limits", "code"),
    [
        (0.0, Limits(), "probability-range"),
        (1.0, Limits(), "probability-range"),
        (0.9, Limits(Fraction(11, 10), Fraction(2)), "limits-range"),
        (0.9, Limits(Fraction(0), Fraction(1, 2)), "limits-range"),
    ],
)
def test_what_makes_no_sense_is_refused(probability: float, limits: Limits, code: str) -> None:
    with pytest.raises(InputError) as caught:
        fewest(tiny_model(1), probability, limits)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_more_letters_than_people_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        best(tiny_model(1), 10_000)
    assert [finding.code for finding in caught.value.findings] == ["letters-too-many"]


def test_a_later_wave_needs_only_what_is_left() -> None:
    model = tiny_model(3)
    first = fewest(model, 0.9, NARROW)
    half = proportional(model.strata, first.total // 2).letters
    rows = tuple(
        replace(row, earlier=sent) for row, sent in zip(model.strata.rows, half, strict=True)
    )
    later = fewest(replace(model, strata=Strata(model.strata.columns, rows)), 0.9, NARROW)
    assert abs(later.total + sum(half) - first.total) <= 2
    done = tuple(
        replace(row, earlier=sent)
        for row, sent in zip(model.strata.rows, first.letters, strict=True)
    )
    nothing = fewest(replace(model, strata=Strata(model.strata.columns, done)), 0.9, NARROW)
    assert nothing.total == 0
    assert nothing.curve == ()


def test_plans_made_in_another_way_are_foreseen() -> None:
    model = tiny_model(5)
    plan = foresee(model, equal(model.strata, 40))
    assert plan.kind == "equal"
    assert plan.forecast == forecast(model, plan.letters)
    assert plan.proportional_forecast == forecast(model, proportional(model.strata, 40).letters)
    assert plan.forecast in plan.curve
    assert plan.details["kind"] == "equal"
    assert plan.details["forecast"]["rounds"] == 1000
    alone = foresee(model, proportional(model.strata, 40))
    assert alone.proportional_forecast is None
    assert alone.forecast == plan.proportional_forecast


def test_a_curve_rises_and_the_better_spread_is_above() -> None:
    points = (10, 20, 40, 60, 90)
    ours, proportional_ = curve(tiny_model(7), NARROW, points)
    assert tuple(one.letters for one in ours) == points
    heights = [one.probability for one in proportional_]
    assert heights == sorted(heights)
    assert sum(one.probability for one in ours) > sum(heights)


def test_a_plan_is_the_same_again() -> None:
    first, second = (best(tiny_model(4), 50, NARROW) for _ in range(2))
    assert first == second


# ---- chances of a seat ----


@pytest.mark.parametrize("model", [klimaat(100), zeeland(100)])
def test_all_seats_are_expected_to_be_filled(model: Model) -> None:
    letters = proportional(model.strata, 40_000).letters
    chances = seat_chances(model, letters)
    assert chances is not None
    assert float(np.array(chances) @ model.sizes) == pytest.approx(model.seats, abs=1e-9)
    assert min(chances) > 0


def test_chances_of_a_seat_are_those_of_the_lottery() -> None:
    # 10% of 100, 200, 300 and 400 letters: a pool of 10, 20, 30 and 40 people, in whole numbers.
    strata = Strata(
        ("a", "b"),
        tuple(
            Stratum((a, b), 1000 * size)
            for (a, b), size in zip(itertools.product("pq", "uv"), (1, 2, 3, 4), strict=True)
        ),
    )
    quotas = Quotas(
        (Quota("a", "p", 5, 6), Quota("a", "q", 4, 5), Quota("b", "u", 2, 3), Quota("b", "v", 7, 9))
    )
    model = Model(strata, quotas, 10, Response("rates", 0.1))
    chances = seat_chances(model, (100, 200, 300, 400))
    values = [row.values for row in strata.rows for _ in range(row.size // 100)]
    pool = Pool(tuple(f"p{n:03}" for n in range(100)), ("a", "b"), tuple(values), None)
    lottery = make_lottery(make_problem(pool, quotas, 10), Settings(tickets=100, seed="x"))
    of_class = dict(zip(values, lottery.chances, strict=True))
    assert chances is not None
    for row, chance in zip(strata.rows, chances, strict=True):
        assert chance == pytest.approx(0.1 * 0.1 * float(of_class[row.values]), rel=1e-6)


def test_a_pool_without_a_panel_has_no_chances() -> None:
    model = tiny_model(2)
    assert seat_chances(model, (0, 0, 0, 0)) is None
    assert seat_chances(model, (20, 20, 0, 0)) is None  # nobody with a = q


# ---- files ----


def test_the_curve_is_a_picture() -> None:
    pytest.importorskip("matplotlib")
    plan = best(tiny_model(4), 40, NARROW)
    picture = curve_picture(plan)
    assert picture.svg.startswith(b"<?xml")
    assert picture == curve_picture(plan)


# ---- the worked examples ----


def said(*texts: str) -> None:
    """Make sure that the document says so."""
    text = " ".join(DOC.read_text(encoding="utf-8").split())
    for one in texts:
        assert one in text, one


def test_klimaat_is_as_the_document_says() -> None:
    model = klimaat()
    forecaster = Forecaster(model)
    many = forecaster.forecast(proportional(model.strata, 70_000).letters)
    assert many.probability == 1
    said(f"{many.sign_ups[1]:,} sign-ups")
    for letters in (10_000, 15_000, 20_000, 30_000, 40_000):
        row = forecaster.forecast(proportional(model.strata, letters).letters)
        percent = f"{100 * row.probability:.1f}".removesuffix(".0")
        said(f"| {letters:,} | {row.sign_ups[1]:,} | {percent}% |")
    spreader = Spreader(model, Limits())
    for letters, others, asked in ((19_687, 20_779, 0.95), (27_229, 27_767, 0.99)):
        ours = forecaster.forecast(spreader.whole(spreader.best(letters).letters, letters))
        there = forecaster.forecast(proportional(model.strata, others).letters)
        assert ours.probability >= asked
        assert there.probability >= asked
        assert ours.shortages[0].value == "praktisch"
        said(f"{letters:,}", f"{others:,}")
    for sds, letters in (((0.0, 0.0), 13_178), ((0.4, 0.3), 31_964)):
        other = replace(model, uncertainty=Uncertainty(*sds))
        spreader = Spreader(other, Limits())
        whole = spreader.whole(spreader.best(letters).letters, letters)
        assert 0.95 <= forecast(other, whole).probability < 0.96
        said(f"{letters:,}")


def test_zeeland_is_as_the_document_says() -> None:
    for education, ours_said, there_said in ((True, "43.0%", "41.6%"), (False, "75.9%", "70.2%")):
        model = zeeland(education=education)
        forecaster, spreader = Forecaster(model), Spreader(model, Limits())
        ours = forecaster.forecast(spreader.whole(spreader.best(10_000).letters, 10_000))
        there = forecaster.forecast(proportional(model.strata, 10_000).letters)
        assert f"{100 * ours.probability:.1f}%" == ours_said
        assert f"{100 * there.probability:.1f}%" == there_said
        said(ours_said, there_said)
        letters, others = (18_603, 19_368) if education else (13_891, 15_252)
        enough = spreader.whole(spreader.best(letters).letters, letters)
        assert forecaster.forecast(enough).probability >= 0.95
        assert forecaster.forecast(proportional(model.strata, others).letters).probability >= 0.95
        said(f"{letters:,}", f"{others:,}")


def test_random_plans_do_not_depend_on_the_order_of_quotas() -> None:
    model = tiny_model(6)
    rows = list(model.quotas.rows)
    random.Random(1).shuffle(rows)
    turned = replace(model, quotas=Quotas(tuple(rows)))
    assert best(turned, 45).letters == best(model, 45).letters


def test_certain_figures_need_the_letters_of_the_binomial_tail() -> None:
    # One value is scarce: 5 of its people are needed, and there are always enough others.
    strata = Strata(("a",), (Stratum(("p",), 400), Stratum(("q",), 400)))
    quotas = Quotas((Quota("a", "p", 5, 9), Quota("a", "q", 0, 4)))
    model = Model(
        strata, quotas, 9, Response("rates", 0.25), Uncertainty(0.0, 0.0), Simulation(4000, "y")
    )
    plan = fewest(model, 0.9, Limits(Fraction(1), Fraction(1)))

    def exact(letters: int) -> float:
        half = letters // 2
        # p at least 5, and the panel of 9 filled: the rest of q, or more of p
        return sum(
            binom.pmf(p, half, 0.25) * binom.sf(max(0, 9 - min(p, 9)) - 1, half, 0.25)
            for p in range(5, half + 1)
        )

    assert abs(exact(plan.total) - 0.9) < 0.03
