"""Simulated sign-ups against exact distributions, and panels against looking at every one."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chisquare

from sortition.invitations.forecast import Forecaster, forecast, wilson
from sortition.invitations.judge import Judge
from sortition.invitations.model import Strata, Stratum
from sortition.invitations.pool_model import Model, Simulation
from sortition.invitations.response import Response, Uncertainty
from sortition.invitations.simulate import Rounds
from stratification.errors import InputError, NoPanelError
from stratification.feasibility import find_counts, some_panel
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.response_cases import has_panel, klimaat, response_of, tiny_model, zeeland

CERTAIN = Uncertainty(0.0, 0.0)


def one_stratum(people: int, quota: Quota, uncertainty: Uncertainty = CERTAIN) -> Model:
    strata = Strata(("sex",), (Stratum(("man",), people), Stratum(("woman",), people)))
    quotas = Quotas((quota, Quota("sex", "woman", 0, 9)))
    simulation = Simulation(20_000, "one")
    return Model(strata, quotas, 9, Response("rates", 0.1), uncertainty, simulation)


# ---- sign-ups ----


def test_sign_ups_have_the_binomial_distribution() -> None:
    model = one_stratum(500, Quota("sex", "man", 0, 9))
    for letters in (7, 60, 400):  # one block, one nearly full, several
        people = Rounds(model).sign_ups((letters, 0))
        assert not people[:, 1].any()
        counts = np.bincount(people[:, 0], minlength=letters + 1)
        expected = 20_000 * binom.pmf(np.arange(letters + 1), letters, 0.1)
        often = expected >= 10
        seen = np.append(counts[often], counts[~often].sum())
        wanted = np.append(expected[often], expected[~often].sum())
        # One in a million would fail a right program; the seed is fixed, so it never does.
        assert chisquare(seen, wanted * seen.sum() / wanted.sum()).pvalue > 1e-6


def test_answers_share_the_sign_ups_of_a_letter() -> None:
    text = "category,value,response,share\n,,20%,\nedu,low,,0.3\nedu,high,,0.7\n"
    strata = Strata(("sex",), (Stratum(("man",), 50),))
    quotas = Quotas((Quota("edu", "low", 0, 5), Quota("edu", "high", 0, 5)))
    model = Model(strata, quotas, 5, response_of(text), CERTAIN, Simulation(20_000, "x"))
    people = Rounds(model).sign_ups((50,))
    assert people.sum(axis=1).max() <= 50
    assert people.mean(axis=0) == pytest.approx([3.0, 7.0], abs=0.1)
    # Multinomial: the covariance of two answers is -n·p·q.
    assert np.cov(people.T)[0, 1] == pytest.approx(-50 * 0.06 * 0.14, abs=0.15)


def test_factors_have_mean_one_and_the_spread_stated() -> None:
    model = one_stratum(500, Quota("sex", "man", 0, 9), Uncertainty(0.2, 0.3))
    factors = Rounds(model).factors
    assert factors.mean(axis=1) == pytest.approx(1.0, abs=0.012)
    assert np.log(factors).std(axis=1) == pytest.approx([0.3, 0.3, 0.2], rel=0.03)
    total = Rounds(model).sign_ups((400, 400)).sum(axis=1)
    assert total.mean() == pytest.approx(80, rel=0.012)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_more_letters_take_no_sign_ups_away(letters: list[tuple[int, int]]) -> None:
    model = replace(
        one_stratum(300, Quota("sex", "man", 0, 9), Uncertainty()),
        simulation=Simulation(300, "more"),
    )
    rounds = Rounds(model)
    fewer = rounds.sign_ups([few for few, _ in letters])
    more = rounds.sign_ups([few + extra for few, extra in letters])
    assert (fewer <= more).all()


def test_the_seed_fixes_everything_and_matters() -> None:
    model = tiny_model(1)
    letters = (10, 10, 10, 10)
    assert forecast(model, letters) == forecast(tiny_model(1), letters)
    other = replace(model, simulation=Simulation(1000, "other"))
    assert (Rounds(other).sign_ups(letters) != Rounds(model).sign_ups(letters)).any()


def test_earlier_letters_are_part_of_it() -> None:
    model = tiny_model(2)
    rows = tuple(replace(row, earlier=7) for row in model.strata.rows)
    later = replace(model, strata=Strata(model.strata.columns, rows))
    whole, rest = forecast(model, (9, 10, 11, 12)), forecast(later, (2, 3, 4, 5))
    assert replace(rest, letters=42) == whole


# ---- probabilities ----


def test_the_probability_is_that_of_the_binomial_tail() -> None:
    model = one_stratum(500, Quota("sex", "man", 4, 9))
    found = forecast(model, (60, 500))
    exact = binom.sf(3, 60, 0.1)  # women are always enough
    assert abs(found.probability - exact) < 4.5 * np.sqrt(exact * (1 - exact) / 20_000)
    assert found.low < found.probability < found.high
    (short,) = found.shortages
    assert (short.category, short.value) == ("sex", "man")
    assert short.probability == pytest.approx(1 - found.probability)


def test_shortages_are_counted_per_value() -> None:
    model = klimaat(300)
    few = [max(1, row.size // 1500) for row in model.strata.rows]
    made = forecast(model, few)
    people = Rounds(model).sign_ups(few)
    for short in made.shortages:
        at = [(row.category, row.value) for row in model.quotas.rows].index(
            (short.category, short.value)
        )
        counts = people[:, np.flatnonzero(model.shape.matrix[at])].sum(axis=1)
        assert short.probability == (counts < model.shape.lows[at]).mean()
    assert [one.probability for one in made.shortages] == sorted(
        (one.probability for one in made.shortages), reverse=True
    )
    low, middle, high = made.sign_ups
    assert low < middle < high


def test_wilson_stays_within_bounds() -> None:
    assert wilson(0, 100)[0] == 0
    assert wilson(100, 100)[1] == 1
    low, high = wilson(50, 100)  # z²/n = 0.0384: 0.5 ± 0.0962
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)


# ---- panels ----


def random_model(seed: int) -> Model:
    chance = random.Random(seed)
    sexes = ("man", "woman")
    ages = ("old", "young")[: chance.randint(1, 2)]
    strata = Strata(("age", "sex"), tuple(Stratum((age, sex), 30) for age in ages for sex in sexes))
    seats = chance.randint(2, 5)

    def quota(category: str, value: str) -> Quota:
        low = chance.randint(0, seats // 2)
        return Quota(category, value, low, chance.randint(max(low, (seats + 1) // 2), seats))

    rows = [quota("sex", sex) for sex in sexes] + [quota("age", age) for age in ages]
    rows += [quota("edu", edu) for edu in ("low", "high")]
    if chance.random() < 0.6:
        low = chance.randint(0, 1)
        rows.append(Quota("age*edu", f"{ages[0]}*low", low, chance.randint(low, seats)))
    text = "category,value,response,share\n,,10%,\nedu,low,5%,0.4\nedu,high,12%,0.6\n"
    return Model(
        strata,
        Quotas(tuple(rows)),
        seats,
        response_of(text),
        Uncertainty(),
        Simulation(200, str(seed)),
    )


def possible_models(seeds: range) -> list[Model]:
    """Those of which some pool has a panel."""
    found = []
    for seed in seeds:
        with contextlib.suppress(InputError):
            found.append(random_model(seed))
    return found


def test_a_panel_exists_exactly_when_one_can_be_found_by_looking() -> None:
    models = possible_models(range(30))
    assert len(models) > 15
    answers: set[bool] = set()
    for model in models:
        judge, rounds = Judge(model), Rounds(model)
        for letters in (8, 14, 11):  # the second time it knows panels
            people = rounds.sign_ups([letters] * len(model.strata.rows))[:25]
            yes = judge.panels(people)
            truth = [has_panel(model, [int(n) for n in pool]) for pool in people]
            assert yes.tolist() == truth
            assert (judge.perhaps(people) >= yes).all()
            answers |= set(truth)
    assert answers == {True, False}


@pytest.mark.parametrize("case", [klimaat, zeeland])
def test_a_panel_exists_exactly_when_the_lottery_would_find_one(case: object) -> None:
    model: Model = case(150)  # type: ignore[operator]
    letters = [row.size * 9000 // sum(model.sizes) for row in model.strata.rows]
    people = Rounds(model).sign_ups(letters)
    yes = Judge(model).panels(people)
    solver = find_solver()
    for number in range(0, 150, 3):
        system = model.system(people[number].astype(np.int64))
        assert yes[number] == (find_counts(solver, system) is not None)
    assert 0 < yes.sum() < 150


def test_pools_of_people_are_judged_alike() -> None:
    model = possible_models(range(5))[0]
    names = ("age", "edu", "sex")
    people = Rounds(model).sign_ups([9] * len(model.strata.rows))[:40]
    yes = Judge(model).panels(people)
    groups = sorted({row.values for row in model.strata.rows})
    classes = [(age, edu, sex) for age, sex in groups for edu in ("low", "high")]
    solver = find_solver()
    for pool, answer in zip(people, yes, strict=True):
        values = [value for value, count in zip(classes, pool, strict=True) for _ in range(count)]
        ids = tuple(f"p{number:03}" for number in range(len(values)))
        problem = make_problem(Pool(ids, names, tuple(values), None), model.quotas, model.seats)
        try:
            some_panel(problem, solver)
            found = True
        except NoPanelError:
            found = False
        assert found == answer


def test_a_forecaster_gives_what_a_new_one_gives() -> None:
    model = klimaat(100)
    old = Forecaster(model)
    for total in (9_000, 16_000, 7_000):
        letters = [row.size * total // sum(model.sizes) for row in model.strata.rows]
        assert old.forecast(letters) == forecast(model, letters)
        assert old.hope(letters) >= old.forecast(letters).probability
