"""Smallest conflicts against all sets of limits and all groups of people."""

from __future__ import annotations

import itertools

import pytest

from stratification.errors import NoPanelError
from stratification.feasibility import Checker, Limit, some_panel
from stratification.feasibility.conflicts import Conflict, conflicts
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import shared_problem
from tests.stratification.impossible import Shuffled, every_panel, impossible_problem

SOLVER = find_solver()


def failed_limits(problem: Problem) -> list[int]:
    """For every panel the limits that it fails, as bits in the order of `Checker.limits`."""
    household = any(limit.quota is None for limit in Checker(problem, SOLVER).limits)
    found = set()
    for counts, apart in every_panel(problem):
        bits = 0
        for number, (row, count) in enumerate(zip(problem.quotas.rows, counts, strict=True)):
            bits |= (count < row.min) << 2 * number | (count > row.max) << 2 * number + 1
        found.add(bits | (household and not apart) << 2 * len(counts))
    return [
        one for one in found if not any(other != one and other & one == other for other in found)
    ]


def brute_conflicts(problem: Problem, count: int) -> list[tuple[Limit, ...]]:
    """The first of all sets of limits that every panel fails and that have nothing to spare."""
    failed = failed_limits(problem)
    if 0 in failed:
        return []
    limits = Checker(problem, SOLVER).limits
    useful = [number for number in range(len(limits)) if any(one >> number & 1 for one in failed)]
    found: list[tuple[int, ...]] = []
    for size in range(1, len(useful) + 1):
        # Sets of one size come in the order in which the first of equally small ones is chosen.
        for chosen in itertools.combinations(useful, size):
            bits = sum(1 << number for number in chosen)
            if any(set(known) <= set(chosen) for known in found):
                continue
            if all(one & bits for one in failed):
                found.append(chosen)
                if len(found) == count:
                    return [tuple(limits[number] for number in one) for one in found]
    return [tuple(limits[number] for number in one) for one in found]


def test_conflicts_are_the_smallest_in_order_whatever_the_solver() -> None:
    several = households = combined = 0
    for seed in range(70):
        problem = impossible_problem(seed)
        expected = brute_conflicts(problem, 3)
        found = conflicts(problem, SOLVER, 3)
        assert [one.limits for one in found] == expected, seed
        assert all(one.smallest for one in found)
        if seed % 3 == 0:
            assert conflicts(problem, Shuffled(seed, SOLVER), 3) == found
        several += len(expected) > 1
        households += any(Limit("household") in limits for limits in expected)
        combined += any(one.quota and "*" in one.quota.category for c in expected for one in c)
    assert several > 15
    assert households > 2
    assert combined > 5


def test_a_search_that_is_cut_short_says_so() -> None:
    cut = 0
    for seed in range(30):
        problem = impossible_problem(seed)
        failed = failed_limits(problem)
        if 0 in failed:
            continue
        (found,) = conflicts(problem, SOLVER, 3, searches=0)
        assert not found.smallest
        limits = Checker(problem, SOLVER).limits
        for left_out in (None, *found.limits):  # a conflict, with nothing to spare
            kept = sum(1 << limits.index(limit) for limit in found.limits if limit != left_out)
            assert all(one & kept for one in failed) == (left_out is None)
        cut += 1
    assert cut > 10


def small_pool(households: tuple[int, ...] | None = None) -> Pool:
    """Two men under 30, one woman under 30, three women over."""
    values = (("m", "young"), ("m", "young"), ("f", "young"), *[("f", "old")] * 3)
    return Pool(tuple("abcdef"), ("sex", "age"), values, households)


def quotas() -> Quotas:
    """At least two men, at least two old people; the rest is free."""
    rows = (Quota("sex", "m", 2, 6), Quota("sex", "f", 0, 6))
    return Quotas((*rows, Quota("age", "young", 0, 6), Quota("age", "old", 2, 6)))


def test_seats_and_households_take_part() -> None:
    # Two men (both young) and two old people need four seats.
    three = make_problem(small_pool(), quotas(), 3)
    assert [one.limits for one in conflicts(three, SOLVER)] == [
        (Limit("min", three.quotas.rows[0]), Limit("min", three.quotas.rows[3]))
    ]
    assert conflicts(make_problem(small_pool(), quotas(), 4), SOLVER) == ()
    # The two men live together.
    four = make_problem(small_pool((0, 0, 1, 2, 3, 4)), quotas(), 4)
    assert [one.limits for one in conflicts(four, SOLVER, 5)] == [
        (Limit("min", four.quotas.rows[3]), Limit("household"))
    ]


def test_the_error_names_the_smallest_conflict_and_the_people() -> None:
    problem = make_problem(small_pool((0, 0, 1, 2, 3, 4)), quotas(), 4)
    with pytest.raises(NoPanelError) as caught:
        some_panel(problem, SOLVER)
    assert str(caught.value).splitlines() == [
        "no panel of 4 seats can be formed from these 6 people: the following cannot all be met at "
        "once. Change at least one of them; the command repair finds the smallest changes.",
        "sex: at least 2 with m",
        "at most one person per household",
        "sex: the pool has this many people: f: 4, m: 2",
    ]


def test_more_seats_than_people_is_no_conflict_of_limits() -> None:
    problem = make_problem(small_pool(), quotas(), 7)
    assert conflicts(problem, SOLVER, 2) == (Conflict((), smallest=True),)


def test_a_count_below_one_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0 conflicts"):
        conflicts(make_problem(small_pool(), quotas(), 3), SOLVER, 0)


def test_infeasible_170() -> None:
    """c4=v0 has 54 people, the others have 51+19+45 seats: 169, not 170."""
    problem = shared_problem("infeasible_170")
    first, second = conflicts(problem, SOLVER, 2)
    assert [(one.side, one.quota and one.quota.value) for one in first.limits] == [
        ("max", "v1"),
        ("max", "v2"),
        ("max", "v3"),
    ]
    assert first.smallest
    assert second.smallest
    checker = Checker(problem, SOLVER)
    for conflict in (first, second):
        assert not checker.whole(checker.relaxed(checker.system, conflict.limits))
        for limit in conflict.limits:
            fewer = [other for other in conflict.limits if other != limit]
            assert checker.whole(checker.relaxed(checker.system, fewer))
    assert len(second.limits) >= len(first.limits)
