"""Who can fill open seats, and what is left of the quotas; the nearest panels; the lottery."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import ceil, floor

import pytest

from sortition.lottery import Settings
from sortition.replacement.lottery import make_replacement
from sortition.replacement.nearest import nearest, reduced_problem
from sortition.replacement.vacancy import Vacancy
from stratification.errors import InputError, NoPanelError
from stratification.feasibility import some_panel
from stratification.feasibility.members import some_members
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import check_panel
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import brute_leximin, shared_problem
from tests.sortition.replacement.cases import choices, cost, nearest_choices, places, tiny_vacancy

POOL = Pool(tuple("ABCDEF"), ("age",), tuple((v,) for v in "yyyooo"), (0, 0, 1, 2, 3, 4))
QUOTAS = Quotas((Quota("age", "y", 1, 1), Quota("age", "o", 1, 2)))


def cases(count: int) -> list[Vacancy]:
    found = (tiny_vacancy(seed) for seed in range(count))
    return [vacancy for vacancy in found if vacancy is not None]


def test_everything_wrong_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Vacancy(POOL, QUOTAS, 3, frozenset("ABCX"), frozenset("CYZ"))
    assert [finding.code for finding in caught.value.findings] == [
        "replacement-staying-unknown",
        "replacement-barred-unknown",
        "replacement-both",
        "replacement-no-seat",
        "replacement-homes",
    ]
    assert str(caught.value).splitlines()[1] == (
        "people who cannot be drawn but are not in the pool (number of people: 2): Y, Z. Give the "
        "pool of everybody who signed up."
    )


def test_candidates_and_what_is_left() -> None:
    vacancy = Vacancy(POOL, QUOTAS, 3, frozenset("A"), frozenset("D"))
    assert vacancy.candidates == ("C", "E", "F")  # B lives with A
    problem = reduced_problem(vacancy)
    assert problem.quotas == Quotas((Quota("age", "y", 0, 0), Quota("age", "o", 1, 2)))
    assert problem.seats == vacancy.open == 2
    assert problem.pool.households == (0, 1, 2)


def test_combinations_and_targets() -> None:
    """The quota of a combination counts those with all its values; targets are left out."""
    pool = Pool(tuple("ABCD"), ("age", "sex"), (("y", "f"), ("y", "m"), ("y", "f"), ("o", "f")))
    young = Quota("age", "y", 1, 3, 0, 4, Fraction(2))
    quotas = Quotas((Quota("sex*age", "f*y", 2, 2), young))
    vacancy = Vacancy(pool, quotas, 3, frozenset("AB"))
    assert vacancy.counts == (2, 1)
    left = Quotas((Quota("age*sex", "y*f", 1, 1), Quota("age", "y", 0, 1)))
    assert reduced_problem(vacancy).quotas == left
    made = make_replacement(vacancy, Settings(tickets=4))
    assert set(made.lottery.tickets) == {("C",)}


def test_valid_for_the_open_seats_is_valid_for_the_whole_panel() -> None:
    """The proposition, in both directions, over all sets of candidates."""
    valid = 0
    for vacancy in cases(300):
        problem = reduced_problem(vacancy)
        for drawn in itertools.combinations(vacancy.candidates, vacancy.open):
            people = [problem.pool.ids.index(person) for person in drawn]
            part = check_panel(problem.pool, problem.quotas, problem.seats, people)
            panel = places(vacancy, {*drawn, *vacancy.staying})
            full = check_panel(vacancy.pool, vacancy.quotas, vacancy.seats, panel)
            assert (not part and not any(vacancy.excess)) == (not full)
            valid += not full
    assert valid > 200


def test_the_nearest_panels_are_those_of_all_choices() -> None:
    solver = find_solver()
    missed = exceeded = short = 0
    for vacancy in cases(180):
        if not choices(vacancy):
            with pytest.raises(NoPanelError, match="whatever the quotas are"):
                nearest(vacancy, solver)
            short += 1
            continue
        best, drawn = nearest_choices(vacancy)
        found = nearest(vacancy, solver)
        measures = found.measures
        wanted = cost(vacancy.quotas, best)[:3]
        assert (measures.quotas, measures.seats, measures.relative) == wanted
        assert sum(one.off for one in found.missed) == measures.seats
        stated = {one.quota.category + one.quota.value: one.off for one in found.missed}
        rows = [row.category + row.value for row in vacancy.quotas.rows]
        pairs = zip(rows, best[::2], best[1::2], strict=True)
        assert stated == {row: down + up for row, down, up in pairs if down + up}
        pool, ids = found.problem.pool, found.problem.pool.ids
        valid = [
            choice
            for choice in choices(vacancy)
            if not check_panel(pool, found.quotas, vacancy.open, [ids.index(p) for p in choice])
        ]
        assert valid == drawn
        missed += measures.quotas > 0
        exceeded += any(vacancy.excess)
    assert min(missed, exceeded, short) > 5


def test_the_lottery_is_the_leximin_of_the_nearest_choices() -> None:
    solved = deviating = 0
    for vacancy in cases(60):
        if not choices(vacancy):
            continue
        best, drawn = nearest_choices(vacancy)
        if any(best):
            with pytest.raises(NoPanelError) as caught:
                make_replacement(vacancy)
            codes = [finding.code for finding in caught.value.findings]
            assert codes[0] == "replacement-none"
            assert len(codes) == 1 + cost(vacancy.quotas, best)[0]
        made = make_replacement(vacancy, Settings(tickets=60), accept_deviation=True)
        assert set(made.lottery.tickets) <= set(drawn)
        assert len(made.missed) == cost(vacancy.quotas, best)[0]
        ids = made.lottery.problem.pool.ids
        panels = [tuple(ids.index(person) for person in choice) for choice in drawn]
        assert list(made.lottery.chances) == brute_leximin(made.lottery.problem, panels)
        counts = [sum(person in ticket for ticket in made.lottery.tickets) for person in ids]
        assert tuple(counts) == made.lottery.counts
        if made.lottery.status == "optimal":
            for chance, count in zip(made.lottery.chances, counts, strict=True):
                assert floor(60 * chance) <= count <= ceil(60 * chance)
        chances = made.seat_chances
        assert sum(chances.values()) == vacancy.seats
        assert all(chances[person] == 1 for person in vacancy.staying)
        assert not any(chances[person] for person in vacancy.barred)
        solved += 1
        deviating += any(best)
    assert solved > 20
    assert deviating > 5


def test_what_the_nearest_panels_miss_is_said() -> None:
    """A and C stay: y is exceeded by one already, and one o can still come."""
    vacancy = Vacancy(POOL, QUOTAS, 3, frozenset("AC"), frozenset("D"))
    assert vacancy.excess == (0, 1)
    with pytest.raises(NoPanelError) as caught:
        make_replacement(vacancy)
    assert [str(finding) for finding in caught.value.findings] == [
        "no choice of people for the open seats keeps all quotas. Open seats: 1. People who can "
        "still be drawn: 2. The nearest panels miss the quotas below, and no others. You can "
        "accept that, and draw from the nearest panels.",
        "age: the whole panel would have 2 with y; the quota allows 1 at most",
    ]
    made = make_replacement(vacancy, accept_deviation=True)
    assert [(one.quota.value, one.have, one.off) for one in made.missed] == [("y", 2, 1)]
    assert {person for ticket in made.lottery.tickets for person in ticket} == {"E", "F"}


def test_a_large_panel() -> None:
    """Eight of 200 leave; everybody fits, so all chances are equal."""
    problem = shared_problem("example_large_200")
    counts = some_panel(problem, find_solver())
    panel = [problem.pool.ids[person] for person in some_members(problem, counts)]
    vacancy = Vacancy(
        problem.pool, problem.quotas, problem.seats, frozenset(panel[8:]), frozenset(panel[:8])
    )
    made = make_replacement(vacancy, Settings(tickets=50))
    assert made.lottery.status == "optimal"
    assert made.missed == ()
    assert sum(made.seat_chances.values()) == 200


def test_too_few_people() -> None:
    with pytest.raises(NoPanelError, match=r"Open seats: 3\. People who can still be drawn: 2"):
        make_replacement(Vacancy(POOL, QUOTAS, 4, frozenset("A"), frozenset("DE")))
    with pytest.raises(NoPanelError, match="Households that can still send somebody: 1"):
        make_replacement(Vacancy(POOL, QUOTAS, 3, frozenset("F"), frozenset("CDE")))
