"""Lacking sign-ups against everybody who could be added to tiny pools."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, combinations_with_replacement, product

import pytest

from stratification.errors import InputError
from stratification.feasibility import lacking as module
from stratification.feasibility.lacking import Lacking, Need, lacking, short_values
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, shared_problem, tiny_problem
from tests.sortition.test_combinations import combined_problem
from tests.stratification.impossible import Shuffled, impossible_problem

SOLVER = find_solver()

Counts = tuple[int, ...]


def small_problem(seed: int) -> Problem | None:
    """A tiny problem without most of its people; None when they may be of too many kinds."""
    problem = (impossible_problem, tiny_problem, combined_problem)[seed % 3](seed)
    pool = problem.pool
    if len(everybody(problem)) > 18 or problem.seats > 4:
        return None
    few = slice(2 + seed % 4)
    homes = None if pool.households is None else pool.households[few]
    fewer = replace(pool, ids=pool.ids[few], values=pool.values[few], households=homes)
    return make_problem(fewer, problem.quotas, problem.seats)


def everybody(problem: Problem) -> list[tuple[str, ...]]:
    """All answers that a further person may give."""
    quotas = problem.quotas
    values = []
    for column in quotas.columns:
        named = {value for row in quotas.rows for name, value in row.pairs if name == column}
        values.append(sorted(named) if column in quotas.categories else ["", *sorted(named)])
    return list(product(*values))


def added(problem: Problem, groups: list[tuple[tuple[str, ...], ...]]) -> set[Counts]:
    """How many people of every group have the values of each quota."""
    columns = {name: at for at, name in enumerate(problem.quotas.columns)}
    pairs = [[(columns[name], value) for name, value in row.pairs] for row in problem.quotas.rows]
    return {
        tuple(sum(all(who[at] == text for at, text in one) for who in group) for one in pairs)
        for group in groups
    }


def brute_lacking(problem: Problem) -> Lacking | None:
    """The answer as defined, by adding everybody who could be added."""
    pool, quotas = problem.pool, problem.quotas.rows
    homes = range(len(pool.ids)) if pool.households is None else pool.households
    columns = [pool.categories.index(name) for name in problem.quotas.columns]
    answers = [tuple(values[at] for at in columns) for values in pool.values]
    for people in range(problem.seats + 1):
        seated = [
            tuple(answers[person] for person in group)
            for group in combinations(range(len(answers)), problem.seats - people)
            if len({homes[person] for person in group}) == len(group)
        ]
        further = list(combinations_with_replacement(everybody(problem), people))
        ways = [
            more
            for more in added(problem, further)
            if any(
                all(
                    row.min <= old + new <= row.max
                    for row, old, new in zip(quotas, counts, more, strict=True)
                )
                for counts in added(problem, seated)
            )
        ]
        if ways:
            needs = (
                Need(row, most, min(way[at] for way in ways))
                for at, (row, most) in enumerate(zip(quotas, max(ways), strict=True))
            )
            return Lacking(people, tuple(need for need in needs if need.people))
    return None


def test_nobody_fewer_and_nobody_else() -> None:
    seen = dict.fromkeys(["none", "already", "one", "more", "combined", "surely", "households"], 0)
    for seed in range(100):
        problem = small_problem(seed)
        if problem is None:
            continue
        found = lacking(problem, SOLVER)
        assert found == brute_lacking(problem), seed
        assert (found == Lacking(0, ())) == bool(all_panels(problem))
        if seed % 5 == 0:
            assert lacking(problem, Shuffled(seed, SOLVER)) == found
        people = -1 if found is None else found.people
        seen["none"] += found is None
        seen["already"] += people == 0
        seen["one"] += people == 1
        seen["more"] += people > 1
        needs = () if found is None else found.needs
        seen["combined"] += any("*" in need.quota.category for need in needs)
        seen["surely"] += any(need.least for need in needs)
        seen["households"] += problem.pool.households is not None and people > 0
    assert min(seen.values()) > 2, seen


def test_by_hand() -> None:
    """Three women and a man for 2 + 2: one man more, whatever his age; a young one if need be."""
    values = (("f", "old"), ("f", "old"), ("f", "young"), ("m", "old"))
    pool = Pool(tuple("abcd"), ("sex", "age"), values)
    sexes = (Quota("sex", "f", 2, 2), Quota("sex", "m", 2, 2))
    ages = (Quota("age", "old", 0, 4), Quota("age", "young", 0, 4))
    problem = make_problem(pool, Quotas((*sexes, *ages)), 4)
    found = lacking(problem, SOLVER)
    # The first quota in order is that of the old: the example is an old man, but he need not be.
    assert found == Lacking(1, (Need(ages[0], 1, 0), Need(sexes[1], 1, 1)))
    (short,) = short_values(problem)
    assert (short.quota, short.people, short.lacking) == (sexes[1], 1, 1)
    young = Quota("age*sex", "young*m", 1, 1)
    found = lacking(make_problem(pool, Quotas((*sexes, *ages, young)), 4), SOLVER)
    assert found == Lacking(1, (Need(ages[1], 1, 1), Need(young, 1, 1), Need(sexes[1], 1, 1)))


def test_quotas_that_contradict_each_other_lack_nobody() -> None:
    rows = (Quota("sex", "f", 3, 3), Quota("sex", "m", 2, 3))
    problem = make_problem(Pool(("a",), ("sex",), (("f",),)), Quotas(rows), 4)
    assert lacking(problem, SOLVER) is None


def test_more_seats_than_people() -> None:
    pool = Pool(("a", "b"), ("sex",), (("f",), ("f",)), (0, 0))
    problem = make_problem(pool, Quotas((Quota("sex", "f", 0, 9),)), 4)
    found = lacking(problem, SOLVER)  # two who live together are one
    assert found == Lacking(3, (Need(problem.quotas.rows[0], 3, 3),))
    free = make_problem(Pool(("a",), (), ((),)), Quotas(()), 3)
    assert lacking(free, SOLVER) == Lacking(2, ())


def test_too_many_linked_values_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CELLS", 3)
    problem = make_problem(
        Pool(("a",), ("c", "d"), (("x", "x"),)), Quotas((Quota("c*d", "x*x", 0, 1),)), 1
    )
    with pytest.raises(InputError, match="combinations: 4"):
        lacking(problem, SOLVER)


def test_infeasible_170() -> None:
    """At most 163 of the 342 can be seated together; there are 10 with c3=v4, and 17 are needed."""
    found = lacking(shared_problem("infeasible_170"), SOLVER)
    assert found is not None
    assert found.people == 7
    least = {(n.quota.category, n.quota.value): n.least for n in found.needs if n.least}
    assert least == {("c3", "v4"): 7, ("c4", "v0"): 2}
