"""Quotas narrowed to their targets: against all panels on tiny problems, on both solvers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.canonical import canonical
from stratification.closest import Narrowed, narrow
from stratification.errors import InputError, NoPanelError
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas, examine_quotas, parse_quotas, quota_bytes
from stratification.tables import Table, read_table
from tests.sortition.problems import all_panels
from tests.sortition.test_combinations import combined_problem

BLOCKS = [range(start, start + 60) for start in range(0, 480, 60)]


TIES = (5, 101, 111, 204, 233, 251, 315, 324)


def silent(*_: object) -> None:
    pass


def aimed_problem(seed: int) -> Problem:
    """A tiny problem with wider bounds, combinations, and targets and weights on most quotas."""
    chance = random.Random(f"aimed {seed}")
    problem = combined_problem(seed)
    alike = chance.random() < 0.7  # equal weights and simple targets make ties
    rows = []
    for row in problem.quotas.rows:
        low, high = max(0, row.min - chance.randint(0, 2)), row.max + chance.randint(0, 2)
        parts = 2 if alike else chance.choice([1, 2, 3, 10])
        target = Fraction(chance.randint(low * parts, high * parts), parts)
        weight = Fraction(1) if alike else Fraction(chance.randint(1, 4), chance.randint(1, 3))
        row = replace(row, min=low, max=high)
        if chance.random() < 0.8:
            row = replace(row, target=target, weight=weight)
        rows.append(row)
    return make_problem(problem.pool, Quotas(tuple(rows)), problem.seats)


def seats_of(problem: Problem, panel: tuple[int, ...]) -> list[int]:
    """How many people of a panel every quota counts."""
    pool = problem.pool
    answers = [dict(zip(pool.categories, pool.values[person], strict=True)) for person in panel]
    return [
        sum(all(has[name] == value for name, value in row.pairs) for has in answers)
        for row in problem.quotas.rows
    ]


def brute_limits(problem: Problem, panels: list[tuple[int, ...]]) -> dict[int, Fraction]:
    """The limits as defined, by looking at the deviations of every panel."""
    rows = problem.quotas.rows
    aims = [number for number, row in enumerate(rows) if row.target is not None]
    every = []
    for panel in panels:
        seats = seats_of(problem, panel)
        every.append({n: rows[n].weight * abs(seats[n] - (rows[n].target or 0)) for n in aims})
    limits: dict[int, Fraction] = {}
    while len(limits) < len(aims):
        free = [n for n in aims if n not in limits]
        kept = [off for off in every if all(off[n] <= limits[n] for n in limits)]
        level = min(max(off[n] for n in free) for off in kept)
        at = [
            {n for n in free if off[n] == level}
            for off in kept
            if max(off[n] for n in free) == level
        ]
        fewest = min(map(len, at))
        limits |= dict.fromkeys(set().union(*(some for some in at if len(some) == fewest)), level)
    return limits


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda block: str(block.start))
def test_limits_are_those_of_the_definition(seeds: range) -> None:
    solver = find_solver()
    solved = several = 0
    for seed in seeds:
        problem = aimed_problem(seed)
        panels = all_panels(problem)
        if not any(row.target is not None for row in problem.quotas.rows):
            continue
        if not panels:
            with pytest.raises(NoPanelError):
                narrow(problem, solver, silent)
            continue
        found = narrow(problem, solver, silent)
        limits = brute_limits(problem, panels)
        assert dict(enumerate(found.deviations)) == {
            number: limits.get(number) for number in range(len(problem.quotas.rows))
        }, seed
        check_bounds(problem, panels, found)
        solved += 1
        several += len(found.steps) > 2
    assert solved > 30
    assert several > 5


def check_bounds(problem: Problem, panels: list[tuple[int, ...]], found: Narrowed) -> None:
    """The bounds keep exactly the panels that keep the limits; they are never wider."""
    rows = problem.quotas.rows
    for row, new in zip(rows, found.quotas.rows, strict=True):
        assert row.min <= new.min <= new.max <= row.max
        assert (new.target, new.weight) == (None, 1)
        assert row.target is not None or (row.min, row.max) == (new.min, new.max)
    kept = [
        panel
        for panel in panels
        if all(
            limit is None or row.weight * abs(seats - (row.target or 0)) <= limit
            for row, limit, seats in zip(
                rows, found.deviations, seats_of(problem, panel), strict=True
            )
        )
    ]
    assert kept
    assert all_panels(replace(problem, quotas=found.quotas)) == kept
    steps = [step.deviation for step in found.steps]
    assert steps == sorted(set(steps), reverse=True)
    assert sum(len(step.quotas) for step in found.steps) == sum(
        row.target is not None for row in rows
    )


def test_some_tiny_problems_have_ties() -> None:
    """The comparison above covers choices between quotas (these seeds were looked up)."""
    for seed in TIES:
        steps = narrow(aimed_problem(seed), find_solver(), silent).steps
        assert any(1 < step.fewest < len(step.quotas) for step in steps if step.deviation)


def test_another_solver_gives_the_same() -> None:
    solvers = [find_solver("HiGHS"), find_solver("CBC")]
    compared = 0
    for seed in range(0, 60, 2):
        problem = aimed_problem(seed)
        if not all_panels(problem) or not any(row.target for row in problem.quotas.rows):
            continue
        one, other = (narrow(problem, solver, silent) for solver in solvers)
        assert one == other, seed
        compared += 1
    assert compared > 15


def test_thirds_by_hand() -> None:
    """Ten seats in three equal parts: one of the three gets four, and which is left to chance."""
    values = ("a",) * 10 + ("b",) * 10 + ("c",) * 10
    sexes = ("f", "m") * 15
    pool = Pool(
        tuple(f"{i:02}" for i in range(30)), ("part", "sex"), tuple(zip(values, sexes, strict=True))
    )
    rows = [Quota("part", value, 0, 10, target=Fraction(10, 3)) for value in "abc"]
    rows += [Quota("sex", sex, 3, 7, target=Fraction(5), weight=Fraction(1, 2)) for sex in "fm"]
    stages: list[tuple[str, int, int]] = []
    found = narrow(
        make_problem(pool, Quotas(tuple(rows)), 10),
        find_solver(),
        lambda *stage: stages.append(stage),
    )
    assert [(row.min, row.max) for row in found.quotas.rows] == [(3, 4)] * 3 + [(5, 5)] * 2
    assert [(step.deviation, len(step.quotas), step.fewest) for step in found.steps] == [
        (Fraction(2, 3), 3, 1),
        (Fraction(0), 2, 2),
    ]
    assert stages == [("closest", 3, 5), ("closest", 5, 5)]


def test_without_targets() -> None:
    pool = Pool(("1", "2"), ("c",), (("a",), ("b",)))
    problem = make_problem(pool, Quotas((Quota("c", "a", 0, 1), Quota("c", "b", 0, 1))), 1)
    with pytest.raises(InputError, match="no quota has a target"):
        narrow(problem, find_solver(), silent)


def table(header: str, *rows: str) -> Table:
    cells = tuple(tuple(row.split(";")) for row in rows)
    return Table("quotas.csv", tuple(header.split(",")), cells, tuple(range(2, len(rows) + 2)))


HEADER = "category,feature,min,max,target,weight"


def test_targets_and_weights_are_exact() -> None:
    quotas = parse_quotas(
        table(HEADER, "a;x;1;5;3,3;0.25", "a;y;1;5;4.50;", "a;z;0;9;;2", "a*b;x*u;0;3; 3 ;007,0")
    )
    assert [(row.target, row.weight) for row in quotas.rows] == [
        (Fraction(33, 10), Fraction(1, 4)),
        (Fraction(9, 2), 1),
        (None, 2),
        (3, 7),
    ]
    reading = examine_quotas(table("Weight,feature,value,min,max,TARGET", "1;a;x;0;2;1.5"))
    assert reading.quotas.rows[0].target == Fraction(3, 2)
    assert reading.notices == ()


def test_everything_wrong_with_targets_is_told() -> None:
    with pytest.raises(InputError) as caught:
        parse_quotas(
            table(
                HEADER,
                "a;x;1;5;5,01;0",
                "a;y;1;5;0.9;-2",
                "a;z;0;9;1.000,5;x",
                "a;u;0;9;1e1;1/2",
                "a;v;3;2;9;1",
                "a;w;x;2;9;1",
                "a;t;0;2;-1;1",
            )
        )
    start = "quotas.csv, row"
    assert str(caught.value).splitlines() == [
        f'{start} 2, column "weight": "0" is not above zero; a weight must be, or may be left '
        "blank.",
        f'{start} 2, column "target": target 5,01 is not between min 1 and max 5; correct one of '
        "them, or leave the target blank.",
        f'{start} 3, column "weight": "-2" is not above zero; a weight must be, or may be left '
        "blank.",
        f'{start} 3, column "target": target 0.9 is not between min 1 and max 5; correct one of '
        "them, or leave the target blank.",
        f'{start} 4, column "target": "1.000,5" is not a number; write a number such as 4, 4.5 or '
        "4,5.",
        f'{start} 4, column "weight": "x" is not a number; write a number such as 4, 4.5 or 4,5.',
        f'{start} 5, column "target": "1e1" is not a number; write a number such as 4, 4.5 or 4,5.',
        f'{start} 5, column "weight": "1/2" is not a number; write a number such as 4, 4.5 or 4,5.',
        f'{start} 6, column "min": min 3 is above max 2; correct one of them.',
        f'{start} 7, column "min": "x" is not a whole number; write a number such as 0, 5 or 12.',
        f'{start} 8, column "target": target -1 is not between min 0 and max 2; correct one of '
        "them, or leave the target blank.",
    ]
    with pytest.raises(ValueError, match="weight"):
        Quota("a", "b", 0, 1, weight=Fraction(0))


def test_digests_do_not_see_targets() -> None:
    pool = Pool(("1",), ("a",), (("x",),))
    plain = Quotas((Quota("a", "x", 1, 5),))
    aimed = Quotas((Quota("a", "x", 1, 5, target=Fraction(3), weight=Fraction(2)),))
    assert canonical(pool, plain) == canonical(pool, aimed)


NAME = st.text("ab*=+-' ,;\"é1", min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(NAME, NAME), min_size=1, max_size=6), st.booleans())
def test_a_quota_file_that_is_written_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]], flexible: bool
) -> None:
    reading = examine_quotas(
        table(
            "category,feature,min,max,max_flex,target",
            *(
                ";".join(
                    [*(name.replace(";", ":") for name in pair), "1", "3", "4" * flexible, "2"]
                )
                for pair in names
            ),
        )
    )
    if reading.errors:
        return
    path = Path(tmp_path_factory.mktemp("quotas")) / "narrowed.csv"
    path.write_bytes(quota_bytes(reading.quotas))
    again = parse_quotas(read_table(path))
    assert again.rows == tuple(replace(row, target=None) for row in reading.quotas.rows)
