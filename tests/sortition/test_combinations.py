"""Quotas on combinations: against all panels on tiny problems, and through the command line."""

from __future__ import annotations

import csv
import itertools
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import cli
from sortition.examples import example_folder
from sortition.lottery import Settings, make_lottery
from stratification.canonical import canonical
from stratification.errors import NoPanelError
from stratification.feasibility import Checker, examine
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, brute_leximin, tiny_problem

PLAIN_DIGESTS = (
    "1fb8f0a4e794461b6b821b72c77772476232e7655496c8fd2a2017610a282942",
    "54ebd2e4f05b0eda52831cc82aae0c02f0a09aa6c9be9fa712fe5805735bd00b",
)
BLOCKS = [range(start, start + 50) for start in range(0, 200, 50)]


def combined_problem(seed: int) -> Problem:
    """A tiny problem with quotas on one or two combinations; some categories have only these."""
    plain = tiny_problem(seed)
    chance = random.Random(f"combined {seed}")
    pool, rows = plain.pool, list(plain.quotas.rows)
    if len(pool.categories) == 1:  # a second column, so that there is something to combine
        values = tuple((*values, chance.choice("xy")) for values in pool.values)
        pool = replace(pool, categories=("c0", "c9"), values=values)
    start = chance.sample(range(len(pool.ids)), plain.seats)
    sizes = range(2, len(pool.categories) + 1)
    every = [names for size in sizes for names in itertools.combinations(pool.categories, size)]
    for names in chance.sample(every, min(len(every), chance.randint(1, 2))):
        places = [pool.categories.index(name) for name in names]
        having = Counter(tuple(pool.values[person][at] for at in places) for person in start)
        for values in sorted({tuple(answers[at] for at in places) for answers in pool.values}):
            if chance.random() < 0.5:  # combinations that are not listed have no limits
                low = max(0, having[values] - chance.randint(0, 1))
                high = having[values] + chance.randint(0, 1)
                rows.append(Quota("*".join(names), "*".join(values), low, high))
        if chance.random() < 0.3:
            rows = [row for row in rows if row.category != names[0]]
    return make_problem(pool, Quotas(tuple(rows)), plain.seats)


def keeps(problem: Problem, panel: tuple[int, ...]) -> bool:
    """Whether a panel is valid, counted in the plainest way."""
    pool = problem.pool
    for quota in problem.quotas.rows:
        names, values = quota.category.split("*"), quota.value.split("*")
        count = 0
        for person in panel:
            answers = dict(zip(pool.categories, pool.values[person], strict=True))
            count += [answers[name] for name in names] == values
        if not quota.min <= count <= quota.max:
            return False
    homes = [pool.households[person] for person in panel] if pool.households else panel
    return len(set(homes)) == len(panel) == problem.seats


def test_panels_are_those_that_keep_every_combination() -> None:
    combined = refused = 0
    for seed in range(200):
        problem = combined_problem(seed)
        people = range(len(problem.pool.ids))
        plain = Quotas(tuple(row for row in problem.quotas.rows if "*" not in row.category))
        every = itertools.combinations(people, problem.seats)
        panels = [panel for panel in every if keeps(problem, panel)]
        assert all_panels(problem) == panels, seed
        combined += len(plain.rows) < len(problem.quotas.rows)
        refused += len(panels) < len(all_panels(replace(problem, quotas=plain)))
    assert combined > 150
    assert refused > 100


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda block: str(block.start))
def test_leximin_with_combinations_is_the_leximin_of_all_lotteries(seeds: range) -> None:
    solved = 0
    for seed in seeds:
        problem = combined_problem(seed)
        panels = all_panels(problem)
        if not panels:
            with pytest.raises(NoPanelError):
                make_lottery(problem)
            continue
        lottery = make_lottery(problem, Settings(tickets=30))
        assert list(lottery.chances) == brute_leximin(problem, panels), seed
        assert lottery.attained == "exact"
        ids = {person: number for number, person in enumerate(problem.pool.ids)}
        for ticket in lottery.tickets:
            assert keeps(problem, tuple(ids[person] for person in ticket))
        solved += 1
    assert solved > 20


def test_who_is_forced_by_a_combination() -> None:
    solver = find_solver()
    named = 0
    for seed in range(100):
        problem = combined_problem(seed)
        panels = all_panels(problem)
        if not panels:
            checker = Checker(problem, solver)
            limits = checker.conflict(checker.system)
        else:
            found = examine(problem, solver, lambda *_: None)
            ids = problem.pool.ids
            counts = Counter(person for panel in panels for person in panel)
            certain = {ids[person] for person, count in counts.items() if count == len(panels)}
            assert {person for group in found.certain for person in group.people} == certain
            assert len(ids) - len(counts) == sum(len(group.people) for group in found.never)
            limits = tuple(limit for group in found.certain for limit in group.limits)
        named += any(limit.quota is not None and "*" in limit.quota.category for limit in limits)
    assert named > 10


def test_digests_do_not_depend_on_how_a_combination_is_written() -> None:
    pool = Pool(("a", "b"), ("age", "sex"), (("old", "f"), ("young", "m")))
    one = Quotas((Quota("age*sex", "old*f", 0, 1), Quota("sex", "f", 0, 2)))
    two = Quotas((Quota("sex", "f", 0, 2), Quota("sex * age", "f* old", 0, 1)))
    assert one == two
    assert canonical(pool, one) == canonical(pool, two)
    assert canonical(pool, one)[1] != canonical(pool, Quotas(one.rows[1:]))[1]


def test_digests_without_combinations_are_those_of_before() -> None:
    """The digests that version 0.1.0 computes: a published lottery must stay verifiable."""
    pool = Pool(("a", "b"), ("age", "sex"), (("old", "f"), ("young", "m*")), (0, 0))
    quotas = Quotas((Quota("sex", "f", 0, 1), Quota("age", "old", 0, 1, 0, 2)))
    assert canonical(pool, quotas) == PLAIN_DIGESTS


COMBINED = [
    ["leeftijd * geslacht", "16-29*vrouw", 3, 3],
    ["Geslacht*Leeftijd", "Man * 65+", 0, 2],
    ["wijk*zorggebruik", "haven*VAAK", 2, 3],
    ["wijk*zorggebruik", "Polder*af en toe", 0, 1],
]
"""For Zeewijk, whose quotas on `zorggebruik` itself are then left out."""


def zeewijk(folder: Path, *rows: list[object]) -> list[str]:
    """The arguments of Zeewijk with these rows added to its quotas."""
    plain = (example_folder() / "streefaantallen.csv").read_text(encoding="utf-8-sig")
    lines = [line for line in plain.splitlines() if not line.startswith("zorggebruik")]
    lines += [";".join(map(str, row)) for row in rows]
    (folder / "quotas.csv").write_text("\n".join(lines), encoding="utf-8")
    pool = str(example_folder() / "aanmeldingen.csv")
    return [pool, str(folder / "quotas.csv"), "--seats", "24", "--id", "code"]


def test_from_files_to_a_verified_draw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    given = [*zeewijk(tmp_path, *COMBINED), "--household", "adres,postcode"]
    pool, quotas, out = given[0], given[1], str(tmp_path / "out")
    assert cli.run(["check", *given]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "geslacht, geslacht*leeftijd, leeftijd, opleiding, wijk, wijk*zorggebruik" in text
    assert "Quotas 18 Households" in text
    assert cli.run(["lottery", *given, "--tickets", "100", "--out", out]) == 0
    assert cli.run(["draw", out, "--ticket", "07", "--pool", pool]) == 0
    assert cli.run(["verify", out, "--pool", pool, "--quotas", quotas]) == 0
    capsys.readouterr()

    with open(pool, encoding="utf-8-sig") as file:
        people = {row["code"]: row for row in csv.DictReader(file, delimiter=";")}
    with open(tmp_path / "out" / "tickets.csv", encoding="utf-8") as file:
        tickets = [row[1:] for row in csv.reader(file)][1:]
    assert len(tickets) == 100
    for ticket in tickets:
        for names, values, low, high in (
            (("leeftijd", "geslacht"), ("16-29", "vrouw"), 3, 3),
            (("geslacht", "leeftijd"), ("man", "65+"), 0, 2),
            (("wijk", "zorggebruik"), ("Haven", "vaak"), 2, 3),
            (("wijk", "zorggebruik"), ("Polder", "af en toe"), 0, 1),
        ):
            found = [people[code] for code in ticket]
            assert low <= sum(tuple(map(row.get, names)) == values for row in found) <= high

    # Other limits on a combination are other quotas.
    zeewijk(tmp_path, *COMBINED[:3], ["wijk*zorggebruik", "Polder*af en toe", 0, 2])
    assert cli.run(["verify", out, "--pool", pool, "--quotas", quotas]) == 4


def test_a_combination_that_leaves_no_panel_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    given = zeewijk(
        tmp_path,
        ["leeftijd*geslacht", "16-29*vrouw", 3, 9],
        ["leeftijd*geslacht", "16-29*man", 3, 9],
    )
    assert cli.run(["check", *given]) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert "geslacht*leeftijd: at least 3 with vrouw*16-29" in said
    assert "geslacht*leeftijd: at least 3 with man*16-29" in said
    assert "leeftijd: at most 5 with 16-29" in said
    assert "geslacht*leeftijd: the pool has this many people: man*16-29:" in said


def test_people_with_values_that_no_quota_names_are_alike() -> None:
    """They count in the same rows, so they are one class and have one chance."""
    values = (("a", "x"), ("a", ""), ("a", ""), ("b", "x"))
    pool = Pool(("1", "2", "3", "4"), ("c", "d"), values)
    rows = (Quota("c", "a", 1, 1), Quota("c", "b", 1, 1), Quota("c*d", "a*x", 0, 0))
    problem = make_problem(pool, Quotas(rows), 2)
    assert problem.members == ((1, 2), (0,), (3,))
    chances = make_lottery(problem, Settings(tickets=10)).chances
    assert chances == (Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(1))
