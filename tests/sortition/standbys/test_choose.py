"""The chosen set is the best one, whatever the order and the names of people."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sortition.standbys.choose import choose
from sortition.standbys.dropout import equal_rate
from sortition.standbys.samples import Case, draw_samples, make_case
from sortition.standbys.search import Search
from stratification.errors import InputError
from stratification.pool import Pool, Source, read_assembly
from tests.sortition.standbys.cases import (
    brute_force,
    deviation_of,
    people_deviation,
    sets_of_people,
    settings_of,
    small_case,
)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("measure", ["l1", "broken"])
def test_the_choice_is_the_best_of_all_sets(seed: int, measure: str) -> None:
    case = small_case(seed, homes=seed % 2 == 1)
    settings = settings_of(2 + seed % 2, measure=measure, rounds=200)
    choice = choose(case, settings)
    best = brute_force(case, settings)
    assert choice.bound <= best
    assert choice.value >= best
    if choice.status == "optimal":
        assert choice.value == best
    if measure == "l1":
        assert choice.status == "optimal"


@pytest.mark.parametrize("measure", ["l1", "broken"])
def test_the_deviation_is_that_of_the_definition(measure: str) -> None:
    case = small_case(3, homes=True)
    settings = settings_of(3, measure=measure)
    deviation = deviation_of(case, settings)
    class_of = dict(zip(case.standing_by, case.problem.class_of, strict=True))
    for people in list(sets_of_people(case, 3))[::17]:
        counts = np.bincount([class_of[p] for p in people], minlength=len(case.problem.members))
        value = people_deviation(case, deviation.samples, measure, people)
        assert deviation.exact(counts.tolist()) == value
        assert deviation.rough(counts.tolist()) == pytest.approx(float(value))


def test_cuts_and_the_bound_hold_for_every_set() -> None:
    case, settings = small_case(5), settings_of(2)
    search = Search(case, settings)
    x = search.root()
    cuts = list(search.recourse.cuts(x))
    size = len(case.problem.members)
    class_of = dict(zip(case.standing_by, case.problem.class_of, strict=True))
    for people in sets_of_people(case, 2):
        counts = np.bincount([class_of[p] for p in people], minlength=size)
        each = search.deviation.each(counts.tolist())
        assert all(c.constant - c.slope @ counts <= each[c.kind] + 1e-7 for c in cuts)
        assert search.bound <= search.deviation.rough(counts.tolist()) + 1e-7


def test_the_order_of_rows_plays_no_part(tmp_path: Path) -> None:
    case, settings = small_case(2), settings_of(2)
    people = [
        ",".join((person, *values))
        for person, values in zip(case.pool.ids, case.pool.values, strict=True)
    ]
    quotas = [f"{q.category},{q.value},{q.min},{q.max}" for q in case.quotas.rows]
    files = {"people": ["id,age,sex,school"], "quotas": ["category,value,min,max"]}
    for name, rows in (("people", people), ("quotas", quotas)):
        lines = files[name] + random.Random(5).sample(rows, len(rows))
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    source = Source(tmp_path / "people.csv", None, ())
    read = read_assembly(source, tmp_path / "quotas.csv", 6, strict=False)
    panel = [case.pool.ids[n] for n in reversed(case.panel)]
    again = choose(make_case(read.pool, read.quotas, panel, equal_rate(0.3)), settings)
    first = choose(case, settings)
    assert (again.counts, again.value, again.bound) == (first.counts, first.value, first.bound)


def test_names_of_those_who_may_stand_by_play_no_part() -> None:
    """Exchanging the values of two people who may stand by exchanges nothing in the value."""
    case, settings = small_case(4), settings_of(2)
    values = list(case.pool.values)
    first, second = case.standing_by[0], case.standing_by[-1]
    values[first], values[second] = values[second], values[first]
    pool = Pool(case.pool.ids, case.pool.categories, tuple(values), None)
    other = Case(pool, case.quotas, case.panel, case.chances)
    assert choose(other, settings).counts == choose(case, settings).counts


def test_equal_samples_are_one_with_a_weight() -> None:
    case = small_case(1)
    samples = draw_samples(case, "a", 500, "choose")
    assert samples.total == 500
    assert len(samples.weights) < 200
    rows = np.column_stack([samples.free, samples.rest])
    assert len(np.unique(rows, axis=0)) == len(rows)
    again = draw_samples(case, "a", 500, "choose")
    assert (again.rest == samples.rest).all()
    assert not np.array_equal(draw_samples(case, "a", 500, "compare").weights, samples.weights)
    # 6 people, each with the chance 0.3: 500·1.8 drop-outs, give or take 4 standard deviations
    assert abs(int(samples.free @ samples.weights) - 900) < 4 * (3000 * 0.21) ** 0.5


def test_nobody_drops_out_and_everybody_does() -> None:
    calm = choose(small_case(1, rate=0), settings_of(2))
    assert (calm.value, calm.status) == (0, "optimal")
    storm = choose(small_case(1, rate=1), settings_of(2))
    assert storm.status == "optimal"
    assert storm.value == brute_force(small_case(1, rate=1), settings_of(2))


def test_one_per_household_and_no_housemate_of_the_panel() -> None:
    case = small_case(7, homes=True)
    homes = case.pool.households
    assert homes is not None
    at_panel = {homes[person] for person in case.panel}
    assert not at_panel & {homes[person] for person in case.standing_by}
    counts = choose(case, settings_of(3)).counts
    assert sum(counts) == 3
    assert case.allows(counts)


def test_wrong_settings_are_told() -> None:
    case = small_case(0)
    wrong = settings_of(0, samples=0, tickets=0, measure="l2", slack=Fraction(-1), rounds=-1)
    with pytest.raises(InputError) as caught:
        choose(case, wrong)
    assert len(caught.value.findings) == 6
    assert str(caught.value)
    with pytest.raises(InputError, match="can stand by"):
        choose(case, settings_of(13))
    for panel in ([], ["p01", "p01"], ["nobody"]):
        with pytest.raises(InputError):
            make_case(case.pool, case.quotas, panel, equal_rate(0.1))


def test_without_rounds_the_answer_is_bounded_and_true() -> None:
    case, settings = small_case(6), settings_of(3, rounds=0)
    choice = choose(case, settings)
    assert choice.bound <= brute_force(case, settings) <= choice.value
    assert choice.gap == choice.value - choice.bound
