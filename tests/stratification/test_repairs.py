"""The cheapest repairs against what every group of people would need; locks; lenient reading."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from stratification.errors import InputError
from stratification.feasibility.locks import parse_locks
from stratification.feasibility.members import some_members, verified
from stratification.feasibility.repairs import Repair, RepairSettings, repair
from stratification.feasibility.shifts import Shifts, measured, shifted
from stratification.integer import find_solver
from stratification.pool import Pool, Source, read_assembly
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError
from tests.sortition.problems import all_panels, shared_problem, tiny_problem
from tests.stratification.impossible import Shuffled, every_panel, impossible_problem

SOLVER = find_solver()
ORDERS = {
    "seats": ("seats", "quotas", "relative"),
    "quotas": ("quotas", "seats", "relative"),
    "relative": ("relative", "seats", "quotas"),
}


def silent(*_: object) -> None:
    pass


def repairs(problem: Problem, *locked: Quota, count: int = 5) -> tuple[Repair, ...]:
    return repair(problem, SOLVER, RepairSettings(count, locked), silent)


def limited_problem(seed: int) -> tuple[Problem, tuple[Quota, ...]]:
    """A tiny problem where some quotas have flex; and those of its quotas that are locked."""
    chance = random.Random(f"limited {seed}")
    problem = impossible_problem(seed)
    rows = []
    for row in problem.quotas.rows:
        down = max(0, row.min - chance.randint(0, 2)) if chance.random() < 0.3 else None
        up = row.max + chance.randint(0, 2) if chance.random() < 0.3 else None
        rows.append(replace(row, min_flex=down, max_flex=up))
    problem = make_problem(problem.pool, Quotas(tuple(rows)), problem.seats)
    return problem, tuple(row for row in problem.quotas.rows if chance.random() < 0.1)


def needed_shifts(problem: Problem, locked: tuple[Quota, ...]) -> list[Shifts]:
    """For every group that lives apart the shifts that make it a panel, where they are allowed.

    Whatever shifts allow a panel, they are at least those that this panel needs: so the cheapest of
    these are the cheapest of all.
    """
    found = []
    for counts, apart in every_panel(problem):
        shifts: list[int] = []
        allowed = apart
        for row, count in zip(problem.quotas.rows, counts, strict=True):
            down, up = max(0, row.min - count), max(0, count - row.max)
            allowed &= row not in locked or down == up == 0
            allowed &= row.min_flex is None or row.min - down >= row.min_flex
            allowed &= row.max_flex is None or row.max + up <= row.max_flex
            shifts += [down, up]
        if allowed:
            found.append(tuple(shifts))
    return found


def touched(shifts: Shifts) -> set[int]:
    return {place // 2 for place, shift in enumerate(shifts) if shift}


def order(quotas: Quotas, shifts: Shifts, measure: str) -> tuple[object, ...]:
    """What is smallest for the best shifts: the measures in turn, then the order of the quotas."""
    cost = {"seats": sum(shifts), "quotas": len(touched(shifts)), "relative": 0}
    for row, down, up in zip(quotas.rows, shifts[::2], shifts[1::2], strict=True):
        # 10000 parts of the bound, rounded up, for every seat; a bound of 0 counts as 1.
        cost["relative"] += down * ((9_999 + row.min) // row.min if row.min else 10_000)
        cost["relative"] += up * ((9_999 + row.max) // row.max if row.max else 10_000)
    places = range(len(quotas.rows))
    return (
        *(cost[name] for name in ORDERS[measure]),
        *(place not in touched(shifts) for place in places),
        *(-shift for shift in shifts),
    )


def brute_repairs(
    problem: Problem, locked: tuple[Quota, ...], count: int
) -> dict[Shifts, tuple[str, ...]]:
    """The repairs of the quotas as defined, ranked, and what each is best at."""
    every = needed_shifts(problem, locked)
    found: dict[Shifts, tuple[str, ...]] = {}
    for measure in ORDERS if every else ():
        best = min(every, key=lambda shifts: order(problem.quotas, shifts, measure))
        found[best] = (*found.get(best, ()), measure)
    while len(found) < count:
        every = [one for one in every if not any(touched(old) <= touched(one) for old in found)]
        if not every:
            break
        best = min(every, key=lambda shifts: order(problem.quotas, shifts, "seats"))
        found[best] = ("further",)
    ranked = sorted(found, key=lambda shifts: order(problem.quotas, shifts, "seats"))
    return {shifts: found[shifts] for shifts in ranked[:count]}


def shifts_of(problem: Problem, one: Repair) -> Shifts:
    pairs = zip(problem.quotas.rows, one.quotas.rows, strict=True)
    return tuple(shift for old, new in pairs for shift in (old.min - new.min, new.max - old.max))


def test_no_repair_is_cheaper_by_any_measure() -> None:
    seen: dict[str, int] = dict.fromkeys(["several", "none", "locked", "differ", "households"], 0)
    for seed in range(55):
        problem, locked = limited_problem(seed)
        if all_panels(problem):
            with pytest.raises(InputError, match="a valid panel already"):
                repairs(problem)
            continue
        found = [one for one in repairs(problem, *locked, count=4) if one.changes]
        expected = brute_repairs(problem, locked, 4)
        assert {shifts_of(problem, one): one.kinds for one in found} == expected, seed
        assert [shifts_of(problem, one) for one in found] == list(expected), seed
        for one in found:
            shifts = shifts_of(problem, one)
            assert (one.seats, one.household) == (
                problem.seats,
                problem.pool.households is not None,
            )
            assert one.measures == measured(problem.quotas, shifts)
            assert [(c.old, c.new) for c in one.changes] == [
                (old, new)
                for old, new in zip(problem.quotas.rows, one.quotas.rows, strict=True)
                if old != new
            ]
            check_repair(problem, shifts)
        if seed % 4 == 0:
            settings = RepairSettings(4, locked)
            again = repair(problem, Shuffled(seed, SOLVER), settings, silent)
            assert [one for one in again if one.changes] == found
        seen["several"] += len(found) > 3
        seen["none"] += not found
        seen["locked"] += bool(locked) and bool(found)
        seen["differ"] += len({kind for one in found for kind in one.kinds}) > len(found)
        seen["households"] += problem.pool.households is not None
    assert min(seen.values()) > 1, seen


def check_repair(problem: Problem, shifts: Shifts) -> None:
    """A repair works, and one seat less of any of its shifts does not."""
    for place in (None, *(place for place, shift in enumerate(shifts) if shift)):
        fewer = tuple(shift - (at == place) for at, shift in enumerate(shifts))
        trial = make_problem(problem.pool, shifted(problem.quotas, fewer), problem.seats)
        assert bool(all_panels(trial)) == (place is None)


def test_other_sizes_and_no_household_rule_are_offered_just_where_they_help() -> None:
    offered = {"panel-size": 0, "household": 0}
    for seed in range(40):
        problem = impossible_problem(seed)
        pool, quotas = problem.pool, problem.quotas
        if all_panels(problem):
            continue
        found = {(one.kinds, one.seats) for one in repairs(problem, count=1) if not one.changes}
        expected = {
            (("panel-size",), seats)
            for seats in (problem.seats - 1, problem.seats + 1)
            if seats and all_panels(make_problem(pool, quotas, seats))
        }
        freed = make_problem(replace(pool, households=None), quotas, problem.seats)
        if pool.households is not None and all_panels(freed):
            expected.add((("household",), problem.seats))
        assert found == expected, seed
        for (kind,), _ in found:
            offered[kind] += 1
    assert offered["panel-size"] > 2
    assert offered["household"] > 0


POOL = Pool(
    tuple("abcdef"),
    ("age", "sex"),
    (("young", "m"), ("young", "f"), *[("old", "m")] * 2, *[("old", "f")] * 2),
)
WANTED = (
    Quota("age", "young", 3, 4),
    Quota("age", "old", 0, 1),
    Quota("sex", "m", 1, 2),
    Quota("sex", "f", 1, 2),
)


def test_a_repair_by_hand() -> None:
    """Two of the three young people are there: so one minimum down, and the old may be one more."""
    problem = make_problem(POOL, Quotas(WANTED), 4)
    (first, *_) = repairs(problem)
    assert [(c.new.value, c.new.min, c.new.max) for c in first.changes] == [
        ("old", 0, 2),
        ("young", 2, 4),
    ]
    assert first.kinds == ("seats", "quotas", "relative")
    # One seat of a maximum of 1, and one of a minimum of 3: 1 + 1/3.
    assert (first.measures.seats, first.measures.quotas, first.measures.relative) == (2, 2, 13_334)


def test_locked_quotas_stay_and_nothing_may_help() -> None:
    problem = make_problem(POOL, Quotas(WANTED), 4)
    assert repairs(problem, WANTED[0]) == ()
    stiff = replace(WANTED[0], min_flex=3, max_flex=4)
    assert repairs(make_problem(POOL, Quotas((stiff, *WANTED[1:])), 4)) == ()


def test_a_count_below_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ask for 1 at least"):
        repairs(make_problem(POOL, Quotas(WANTED), 4), count=0)


def test_locks_by_name() -> None:
    both = Quota("age*sex", "young*m", 0, 1)
    odd = Quota("a: b", "c:d", 0, 1)
    quotas = Quotas((*WANTED, both, odd))
    assert parse_locks([" AGE"], quotas) == (WANTED[1], WANTED[0])
    assert parse_locks(["age: Young", "age:young"], quotas) == (WANTED[0],)
    assert parse_locks(["Sex * age : M*young"], quotas) == (both,)
    assert parse_locks(["sex*age"], quotas) == (both,)
    assert parse_locks(["a: b:C:d"], quotas) == parse_locks(["a: b"], quotas) == (odd,)
    assert parse_locks([], quotas) == ()
    with pytest.raises(InputError) as caught:
        parse_locks(["agee", "age:yuong", "zzzzzz", "sex"], quotas)
    assert str(caught.value).splitlines() == [
        '"agee" names no quota to lock; did you mean "age"? Write a category, or category:value.',
        '"age:yuong" names no quota to lock; did you mean "age:young"? Write a category, or '
        "category:value.",
        '"zzzzzz" names no quota to lock; write a category, or category:value. The categories are: '
        '"a: b", "age", "age*sex", "sex".',
    ]


def test_quotas_that_are_refused_elsewhere_can_be_repaired(tmp_path: Path) -> None:
    """Three minimums of 2 for 4 seats, and a minimum above the people who have the value."""
    people = ["id,age", *(f"{n},{age}" for n, age in enumerate("aabbbc"))]
    (tmp_path / "people.csv").write_text("\n".join(people))
    (tmp_path / "quotas.csv").write_text(
        "category,value,min,max\nage,a,2,3\nage,b,2,3\nage,c,2,3\n"
    )
    source = Source(tmp_path / "people.csv")
    assembly = read_assembly(source, tmp_path / "quotas.csv", 4, strict=False)
    assert [notice.code for notice in assembly.notices] == [
        "quota-minimums-above-seats",
        "quota-minimum-above-people",
    ]
    # Two seats too many; c must give one, for there is one person, and touching c alone is enough.
    (only,) = repairs(make_problem(assembly.pool, assembly.quotas, 4))
    assert [(c.new.value, c.new.min) for c in only.changes] == [("c", 0)]
    assert only.kinds == ("seats", "quotas", "relative")


def test_people_of_one_panel_live_apart() -> None:
    checked = 0
    for seed in range(80):
        problem = tiny_problem(seed)
        for panel in all_panels(problem)[:20]:
            classes = [problem.class_of[person] for person in panel]
            counts = problem.sizes * 0
            for number in classes:
                counts[number] += 1
            dealt = some_members(problem, counts)
            assert not check_panel(problem.pool, problem.quotas, problem.seats, dealt)
            assert sorted(problem.class_of[person] for person in dealt) == sorted(classes)
            checked += problem.pool.households is not None
            with pytest.raises(SolverError):
                verified(problem, counts * 0)
    assert checked > 50


def test_infeasible_170() -> None:
    """Three repairs that differ, and each works (the issue asks for it within 30 seconds)."""
    problem = shared_problem("infeasible_170")
    found = repairs(problem, count=3)
    assert len({one.quotas for one in found}) == 3
    assert [kind for one in found for kind in one.kinds] == ["seats", "quotas", "relative"]
    assert [one.measures.seats for one in found] == [18, 19, 20]
    assert [one.measures.quotas for one in found] == [4, 3, 8]
    for one in found:
        assert one.measures == measured(problem.quotas, shifts_of(problem, one))
