"""The order of reserves, by looking at every order of tiny pools."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.lottery import Settings, make_lottery
from sortition.replacement.lottery import make_replacement
from sortition.replacement.order import reserve_order
from sortition.replacement.reserves import fill, next_reserve, who_fit
from sortition.replacement.single import single_chances, total_chances
from sortition.replacement.vacancy import Vacancy
from sortition.stream import number
from stratification.errors import InputError, NoPanelError
from stratification.integer import find_solver
from stratification.problem import check_panel
from tests.sortition.problems import all_panels, tiny_problem
from tests.sortition.replacement.cases import choices, nearest_choices, places, tiny_vacancy

SOLVER = find_solver()


def test_the_order_is_fixed_by_seed_ticket_and_id() -> None:
    order = reserve_order({"a", "b", "c", "d"}, "seed", "017")
    assert sorted(order) == ["a", "b", "c", "d"]
    numbers = [number("seed", "reserves 017", person) for person in order]
    assert numbers == sorted(numbers)
    assert [one for one in order if one != "b"] == list(reserve_order("acd", "seed", "017"))


def test_who_is_called_can_be_seen_from_all_choices() -> None:
    """Called one by one, or all at once; with some who decline; valid panels or the nearest."""
    filled = missed = 0
    for seed in range(90):
        vacancy = tiny_vacancy(seed)
        if vacancy is None:
            continue
        out = vacancy.staying | vacancy.barred
        people = sorted(set(vacancy.pool.ids) - out)
        order = random.Random(seed).sample(people, len(people))
        declined = order[: seed % 2]
        asked = replace(vacancy, barred=vacancy.barred | set(declined))
        if not choices(asked):
            with pytest.raises(NoPanelError):
                fill(vacancy, order, declined, True, SOLVER)
            continue
        off, drawn = nearest_choices(asked)
        if any(off):
            with pytest.raises(NoPanelError, match="nearest panels"):
                next_reserve(vacancy, order, declined, solver=SOLVER)
        expected: list[str] = []
        for person in order:
            if any({*expected, person} <= set(choice) for choice in drawn):
                expected.append(person)
        assert fill(vacancy, order, declined, True, SOLVER) == tuple(expected)
        fit = [person for person in order if any(person in choice for choice in drawn)]
        assert list(who_fit(vacancy, order, declined, True, SOLVER)) == fit
        called: list[str] = []
        while asked.open:
            called.append(next_reserve(asked, order, declined, True, SOLVER))
            if asked.open == 1:
                break
            asked = replace(asked, staying=asked.staying | {called[-1]})
        assert called == expected
        filled += 1
        missed += any(off)
    assert filled > 35
    assert missed > 8


def test_one_seat_by_reserves_is_leximin() -> None:
    """Over all orders everybody who fits comes first equally often: the lottery's chance."""
    compared = 0
    for seed in range(40):
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels or len(problem.pool.ids) - problem.seats > 4 or problem.seats < 2:
            continue
        ids = problem.pool.ids
        panel = [ids[person] for person in panels[0]]
        singles = single_chances(problem.pool, problem.quotas, panel)
        assert list(singles) == panel
        for member, single in singles.items():
            staying = frozenset(panel) - {member}
            vacancy = Vacancy(problem.pool, problem.quotas, problem.seats, staying, {member})
            fit = [
                person
                for person in ids
                if person not in panel
                and not check_panel(
                    problem.pool, problem.quotas, problem.seats, places(vacancy, {*staying, person})
                )
            ]
            assert list(single.fit) == fit
            if not fit:
                assert single.chance == 0
                continue
            made = make_replacement(vacancy, Settings(tickets=10))
            drawn = dict(zip(vacancy.candidates, made.lottery.chances, strict=True))
            rest = sorted(set(ids) - set(panel))
            first = Counter(
                next_reserve(vacancy, order, solver=SOLVER)
                for order in itertools.permutations(rest)
            )
            for person in rest:
                share = Fraction(first[person], sum(first.values()))
                assert share == (single.chance if person in fit else 0) == drawn.get(person, 0)
            compared += 1
    assert compared > 10


def test_the_chance_over_draw_and_call() -> None:
    """By following every ticket, every member who may leave, and everybody who fits."""
    compared = 0
    for seed in range(25):
        problem = tiny_problem(seed)
        if not all_panels(problem):
            continue
        lottery = make_lottery(problem, Settings(tickets=12))
        leaves = Fraction(1, 3 * problem.seats)
        ids, m = problem.pool.ids, len(lottery.tickets)
        expected = dict.fromkeys(ids, Fraction(0))
        for ticket in lottery.tickets:
            for person in ticket:
                expected[person] += (1 - leaves) / m
            for member, single in single_chances(problem.pool, problem.quotas, ticket).items():
                assert not {member, *ticket} & set(single.fit)
                for person in single.fit:
                    expected[person] += leaves * single.chance / m
        assert total_chances(lottery, leaves) == tuple(expected.values())
        shares = tuple(Fraction(count, m) for count in lottery.counts)
        assert total_chances(lottery, Fraction(0)) == shares
        compared += 1
    assert compared > 10


def test_what_is_refused() -> None:
    vacancy = next(found for seed in range(20) if (found := tiny_vacancy(seed)) is not None)
    with pytest.raises(InputError, match=r"order of reserves who are not in the pool.*: nobody"):
        fill(vacancy, ["nobody"])
    problem = tiny_problem(0)
    lottery = make_lottery(problem, Settings(tickets=2))
    with pytest.raises(InputError, match="all of them together 1 at most"):
        total_chances(lottery, Fraction(2, 1))
