"""The price of a quota: against programs of its own making, on paper, and in words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sortition.prices import Prices, prices
from sortition.report.tightness import tightness_data, tightness_text
from sortition.tightness import find_tightness
from stratification.problem import Problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, problem_of, shared_problem, tiny_problem
from tests.sortition.test_known_optima import klein, zeewijk

FEASIBLE = (
    *("example_small_20", "example_large_200", "panel_150_22", "tight_23", "tight_32", "hard_30"),
    *("twin_cca_75", "twin_sfe_110", "national_175"),
)


class Independent:
    """Linear programs over the chances of people, straight from the pool, in floating point.

    People who gave the same answers and live with people who gave the same answers count as one
    group of g people, with one chance. Columns: a chance for every group, and z. Every household
    has a row, not every kind. `out` are ids whose chance is 0 and who do not count for z.
    """

    def __init__(self, problem: Problem, households: bool = True, out: Sequence[str] = ()) -> None:
        pool, self.seats = problem.pool, problem.seats
        homes = pool.households or tuple(range(len(pool.ids)))
        living = defaultdict(list)
        for person, home in enumerate(homes):
            living[home].append(person)
        names = [
            (pool.values[person], sorted(pool.values[other] for other in living[home]))
            for person, home in enumerate(homes)
        ]
        numbers: dict[str, int] = {}
        group = [numbers.setdefault(str(name), len(numbers)) for name in names]
        self.width = len(numbers)
        sizes = np.bincount(group, minlength=self.width)
        self.absent = {group[pool.ids.index(person)] for person in out}
        self.quotas = problem.quotas.rows
        self.capped: list[int] = []
        columns = {name: place for place, name in enumerate(pool.categories)}
        values = [pool.values[group.index(g)] for g in range(self.width)]
        has = [
            [all(one[columns[name]] == value for name, value in quota.pairs) for one in values]
            for quota in self.quotas
        ]
        self.rows = sizes * np.vstack([np.ones(self.width), *has])
        shared = [people for people in living.values() if len(people) > 1 and households]
        self.homes = np.zeros((len(shared), self.width))
        for row, people in zip(self.homes, shared, strict=True):
            np.add.at(row, [group[person] for person in people], 1)

    def solve(self, quotas: Sequence[Quota]) -> float:
        """The largest z with these quotas (in the order of the problem's).

        A chance is z + s: the columns are s for every group, and z. That chances are at most 1 is
        added where it is needed.
        """
        out, width = sorted(self.absent), self.width
        matrix = np.vstack([self.rows, -self.rows[1:], self.homes])
        right = [self.seats, *(q.max for q in quotas), *(-q.min for q in quotas)]
        right += [1] * len(self.homes)
        start = matrix.sum(axis=1) - matrix[:, out].sum(axis=1)
        matrix = np.column_stack([matrix, start])
        high = np.ones(width + 1)
        high[out] = 0
        while True:
            caps = np.zeros((len(self.capped), width + 1))
            caps[np.arange(len(self.capped)), self.capped] = 1
            caps[:, width] = 1
            result = linprog(
                np.append(np.zeros(width), -1.0),
                A_ub=csr_array(np.vstack([matrix[1:], caps])),
                b_ub=[*right[1:], *np.ones(len(caps))],
                A_eq=matrix[:1],
                b_eq=right[:1],
                bounds=np.column_stack([np.zeros(width + 1), high]),
                options={
                    "primal_feasibility_tolerance": 1e-10,
                    "dual_feasibility_tolerance": 1e-10,
                },
            )
            assert result.success, result.message
            over = np.flatnonzero(result.x[:width] + result.x[width] * high[:width] > 1 + 1e-10)
            if not len(over):
                return float(-result.fun)
            self.capped += over.tolist()

    @cached_property
    def before(self) -> float:
        """The largest z with the quotas as they are."""
        return self.solve(self.quotas)

    def gain(self, number: int, side: str) -> float:
        """How much z rises when a side of one quota gets one seat more room."""
        quota = self.quotas[number]
        wider = {"min": quota.min - 1} if side == "min" else {"max": quota.max + 1}
        moved = [replace(q, **wider) if n == number else q for n, q in enumerate(self.quotas)]
        return self.solve(moved) - self.before


def check(problem: Problem, found: Prices, *, every: bool) -> None:
    """Prices are what programs of another making say; with `every`, other limits have none."""
    other = Independent(problem, out=found.left_out)
    assert other.before == pytest.approx(float(found.smallest), abs=1e-9)
    gains = {(price.quota, price.side): price.gain for price in found.prices}
    assert len(gains) == len(found.prices)
    for number, quota in enumerate(other.quotas):
        for side in ("min", "max"):
            if (quota, side) in gains or (every and (side == "max" or quota.min > 0)):
                expected = float(gains.get((quota, side), 0))
                assert other.gain(number, side) == pytest.approx(expected, abs=1e-9)
    for price in found.prices:
        assert 0 < price.gain <= price.multiplier
    assert [p.gain for p in found.prices] == sorted((p.gain for p in found.prices), reverse=True)


# ---- by other programs ----


@pytest.mark.parametrize("name", FEASIBLE)
def test_prices_of_the_shared_instances(name: str) -> None:
    problem = shared_problem(name)
    check(problem, prices(problem), every=len(problem.members) < 200)


def test_prices_with_households() -> None:
    problem = shared_problem("twin_cca_75", household=True)
    found = prices(problem)
    check(problem, found, every=False)
    alone = Independent(problem, households=False)
    free = alone.before
    assert found.household_gain is not None
    assert float(found.smallest + found.household_gain) == pytest.approx(free, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_prices_of_tiny_problems(seed: int) -> None:
    """All limits, solved again; and whoever is left out is on no panel at all."""
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if not panels:
        return
    found = prices(problem)
    on_panels = {problem.pool.ids[person] for panel in panels for person in panel}
    assert not on_panels & set(found.left_out)
    check(problem, found, every=True)
    if problem.pool.households is None:
        assert found.household_gain is None
    elif found.household_gain is not None:
        alone = Independent(problem, households=False, out=found.left_out)
        free = alone.before
        assert float(found.smallest + found.household_gain) == pytest.approx(free, abs=1e-9)


# ---- on paper ----


def test_a_maximum_by_hand() -> None:
    """4 "a" with at most 1 of 3 seats: 1/4. With 2 seats everybody can have 3/10.

    The proof's multiplier is what a seat is worth to four people: 1/4 each, until 3/10 is reached.
    """
    quotas = [Quota("0", "a", 0, 1), Quota("0", "b", 0, 3)]
    found = prices(problem_of(["a"] * 4 + ["b"] * 6, quotas, 3))
    assert (found.smallest, found.left_out, found.household_gain) == (Fraction(1, 4), (), None)
    (price,) = found.prices
    assert (price.limit.quota, price.side, price.moved) == (quotas[0], "max", 2)
    assert (price.gain, price.multiplier) == (Fraction(1, 20), Fraction(1, 4))


def test_a_minimum_by_hand() -> None:
    """2 "a" have at least 2 of 4 seats, so 8 "b" share at most 2: 1/4; with 1 seat 3/8 and "a" 1/2.

    Everybody together has 4/10 at most, which is more than 3/8.
    """
    quotas = [Quota("0", "a", 2, 4), Quota("0", "b", 0, 4)]
    found = prices(problem_of(["a"] * 2 + ["b"] * 8, quotas, 4))
    (price,) = found.prices
    assert (price.side, price.moved, price.gain) == ("min", 1, Fraction(1, 8))
    assert found.smallest == Fraction(1, 4)


def test_households_by_hand() -> None:
    """Three housemates have 1/3 at most; without the rule five people share two seats: 2/5."""
    quotas = [Quota("0", "a", 0, 9)]
    found = prices(problem_of(["a"] * 5, quotas, 2, (0, 0, 0, 1, 2)))
    assert (found.smallest, found.prices) == (Fraction(1, 3), ())
    assert found.household_gain == Fraction(2, 5) - Fraction(1, 3)


def test_a_seat_that_gives_everybody_a_chance_by_hand() -> None:
    """No seat is for "c", so somebody has no chance. With one seat the two "c" can have 1/2, and

    the smallest chance is that of the 4 "a" with one seat: 1/4. Nothing else helps "c".
    """
    quotas = [Quota("0", "a", 0, 1), Quota("0", "b", 0, 3), Quota("0", "c", 0, 0)]
    found = prices(problem_of(["a"] * 4 + ["b"] * 4 + ["c"] * 2, quotas, 3))
    assert (found.smallest, found.left_out) == (0, ())
    (price,) = found.prices
    assert (price.quota, price.moved, price.gain) == (quotas[2], 1, Fraction(1, 4))


def test_people_left_out_by_hand() -> None:
    """Two limits keep "cz" out; one seat at either is not enough. So the prices are of the others:

    the 4 "a" share one seat, 1/4; with two of them all eight people can have 3/8.
    """
    quotas = [Quota("0", "a", 0, 1), Quota("0", "b", 0, 3), Quota("0", "c", 0, 0)]
    quotas += [Quota("1", "y", 0, 3), Quota("1", "z", 0, 0)]
    found = prices(problem_of(["ay"] * 4 + ["by"] * 4 + ["cz"] * 2, quotas, 3))
    assert found.left_out == ("p008", "p009")
    assert found.smallest == Fraction(1, 4)
    assert [(price.quota.value, price.gain) for price in found.prices] == [("a", Fraction(1, 8))]


def test_everybody_certain() -> None:
    quotas = [Quota("0", "a", 2, 2), Quota("0", "b", 1, 1)]
    found = prices(problem_of(["a", "a", "b"], quotas, 3))
    assert (found.smallest, found.prices, found.left_out) == (1, (), ())


def test_zeewijk() -> None:
    """66 people share at most 9 seats: 9/66 = 3/22. With 10 seats three more quotas matter:

    count +1 for "65+" (42 people, at most 7 seats), "theoretisch opgeleid" (66, then 10) and
    "Duinrand" (45, 7), and -1 for "vaak" (19, at least 4). A panel counts at most 7 + 10 + 7 - 4 =
    20, the pool 42 + 66 + 45 - 19 = 134, and nobody counts less than 0: 20/134 = 10/67 < 10/66.
    """
    found = prices(zeewijk())
    (price,) = found.prices
    assert (price.quota.value, price.side, price.moved) == ("theoretisch opgeleid", "max", 10)
    assert found.smallest + price.gain == Fraction(10, 67)
    assert price.multiplier == Fraction(1, 66)
    assert found.household_gain == 0
    check(zeewijk(), found, every=True)


def test_klein() -> None:
    """The seat for "jong" and the two for "oud" change together only: neither has a price."""
    found = prices(klein())
    assert (found.smallest, found.prices) == (Fraction(1, 5), ())
    rows = {"jong": {"max": 2}, "oud": {"min": 1}}
    quotas = Quotas(tuple(replace(q, **rows.get(q.value, {})) for q in klein().quotas.rows))
    other = Independent(klein())
    assert other.solve(quotas.rows) > 0.3
    check(klein(), found, every=True)


# ---- in words ----


def test_words_of_zeewijk() -> None:
    found = find_tightness(zeewijk())
    assert tightness_text(found).split("\n") == [
        "Valid panels      roughly 10^19, of 10^25 groups of 24; this is an estimate (10^2 is a 1 "
        "with 2",
        "                  zeros, and so on)",
        "Smallest chance   about 1 in 7 (13.6%) at most: no lottery gives everybody more",
        "Price of quotas   with one seat more room for one of these, the smallest chance could be:",
        "  - opleiding: at most 9 with theoretisch opgeleid; with 10: 14.9% "
        "(+1.3 percentage points)",
    ]
    data = json.loads(json.dumps(tightness_data(found)))
    assert (data["valid_panels"], data["smallest_chance_bound"]) == (None, "3/22")
    assert data["valid_panels_log10_estimate"] < data["valid_panels_log10_bound"]
    (price,) = data["prices"]
    assert price == {
        "category": "opleiding",
        "value": "theoretisch opgeleid",
        "min": 8,
        "max": 9,
        "side": "max",
        "moved_to": 10,
        "gain": "19/1474",  # 10/67 - 3/22
        "multiplier": "1/66",
    }
    assert len(data["room"]) == len(found.problem.quotas.rows)


def test_words_of_klein() -> None:
    """The README of the examples lists the 11 panels; C(8, 3) = 56."""
    found = find_tightness(klein())
    assert found.exact == 11
    assert tightness_text(found).split("\n") == [
        "Valid panels      11, of 56 groups of 3",
        "Smallest chance   1 in 5 (20%) at most: no lottery gives everybody more",
        "Price of quotas   one seat more room at one quota alone does not raise it",
    ]
    assert tightness_data(found)["valid_panels"] == "11"


def test_words_where_there_is_no_room() -> None:
    """The minimums take all seats, so nobody is "c". With one seat less for "b", the 2 "a", who

    are housemates, have one seat, and seven people share two: 2/7 = 28.6%. With one seat less for
    "a", "b" has two of the three seats, and four people share one: 1/4.
    """
    quotas = [Quota("0", "a", 1, 3), Quota("0", "b", 2, 3), Quota("0", "c", 0, 2)]
    homes = (0, 0, 1, 2, 3, 4, 5, 6, 7)
    found = find_tightness(problem_of(["a"] * 2 + ["b"] * 5 + ["c"] * 2, quotas, 3, homes))
    assert tightness_text(found).split("\n")[1:] == [
        "No room           the pool and the other quotas leave no choice for:",
        "  - 0: always 1 with a",
        "  - 0: always 2 with b",
        "  - 0: always 0 with c",
        "Smallest chance   0%, for not everybody can be drawn",
        "Price of quotas   with one seat more room for one of these, the smallest chance could be:",
        "  - 0: at least 2 with b; with 1: 28.6% (+28.6 percentage points)",
        "  - 0: at least 1 with a; with 0: 25% (+25 percentage points)",
    ]


def test_words_of_equal_chances() -> None:
    found = find_tightness(problem_of(["a"] * 6 + ["b"] * 4, [Quota("0", "a", 0, 5)], 5))
    assert tightness_text(found).split("\n")[-1] == (
        "Price of quotas   none: everybody can have the same chance; more takes more seats"
    )


def test_words_of_households() -> None:
    problem = problem_of(["a"] * 5, [Quota("0", "a", 0, 9)], 2, (0, 0, 0, 1, 2))
    assert tightness_text(find_tightness(problem)).split("\n")[-1] == (
        "  - without the rule of one person per household: 40% (+6.7 percentage points)"
    )
