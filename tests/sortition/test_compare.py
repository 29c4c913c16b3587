"""Comparisons: the figures are those of the lotteries, the files repeat, failures stay alone."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sortition import record
from sortition.compare import AIMS, Comparison, compare
from sortition.compare_files import comparison_content, comparison_files
from sortition.contestants import (
    CONTESTANTS,
    CompareSettings,
    Contestant,
    Result,
    procedure_contestant,
)
from sortition.lottery import Settings, make_lottery
from sortition.metrics import Measure, gini
from sortition.report import data
from sortition.report.comparison import comparison_text
from sortition.rules import RULES
from sortition.rules.procedure import Draws, Effort, Procedure
from sortition.stream import Stream
from sortition.watch import Progress
from stratification.errors import Finding, InputError, NoPanelError, TimeLimitError
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, brute_leximin, tiny_problem

ROOT = Path(__file__).parents[2]
PROBLEM = tiny_problem(3)
BASIC = CompareSettings(tickets=60, draws=400)


def evenly(problem: Problem, effort: Effort, progress: Progress) -> Draws:
    """A toy procedure: every valid panel equally likely, by listing all."""
    panels = all_panels(problem)
    stream = Stream(effort.seed, "toy")
    drawn = [panels[stream.below(len(panels))] for _ in range(effort.draws)]
    return Draws(len(problem.pool.ids), np.array(drawn), facts={"panels_listed": len(panels)})


def gives_up(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
    raise TimeLimitError(Finding("time-limit"))


TOY = procedure_contestant(Procedure("toy", "nobody", "every panel equally likely", evenly))
FAILS = Contestant("fails", "variant", "nobody", "none", gives_up)
ABLE = {name: one for name, one in CONTESTANTS.items() if one.applies(PROBLEM)}
REGISTRY = {**ABLE, "toy": TOY, "fails": FAILS}


@pytest.fixture(scope="module")
def made() -> Comparison:
    assert all_panels(PROBLEM)
    return compare(PROBLEM, replace(BASIC, claims=5), contestants=REGISTRY)


def entry_of(made: Comparison, name: str):
    return next(entry for entry in made.entries if entry.contestant.id == name)


def test_every_rule_is_a_contestant_and_its_lottery_is_the_usual_one(made: Comparison) -> None:
    assert [entry.contestant.id for entry in made.entries] == list(REGISTRY)
    for rule in RULES:
        entry, lottery = entry_of(made, rule), make_lottery(PROBLEM, Settings(rule, 60))
        assert entry.result.outcome.exact == lottery.chances
        assert entry.result.outcome.counts.tolist() == list(lottery.counts)
        assert entry.result.status == lottery.status
        assert entry.measures.gini == Measure(gini(lottery.chances))


def test_possible_is_who_is_on_some_panel(made: Comparison) -> None:
    panels = all_panels(PROBLEM)
    people = range(len(PROBLEM.pool.ids))
    assert made.possible == tuple(any(p in panel for panel in panels) for p in people)


@pytest.mark.parametrize("seed", [1, 2, 5, 12, 16])
def test_possible_even_if_no_contestant_draws_them(seed: int) -> None:
    problem = tiny_problem(seed)
    panels = all_panels(problem)
    if not panels:
        return

    def one_panel(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
        return TOY.run(problem, replace(settings, draws=1), progress)

    found = compare(problem, BASIC, contestants={"one": Contestant("one", "-", "", "", one_panel)})
    people = range(len(problem.pool.ids))
    assert found.possible == tuple(any(p in panel for panel in panels) for p in people)


def test_possible_does_not_count_panels_that_break_quotas() -> None:
    """`simple` draws anybody, also somebody whom the quotas exclude."""
    rows = (Quota("town", "a", 0, 2), Quota("town", "b", 0, 0))
    pool = Pool(("x", "y", "z"), ("town",), (("a",), ("b",), ("a",)))
    found = compare(make_problem(pool, Quotas(rows), 1), replace(BASIC, rules=("simple", "nash")))
    assert entry_of(found, "simple").result.outcome.counts.all()
    assert found.possible == (True, False, True)
    assert found.best["smallest_possible"].value == Fraction(1, 2)


def test_a_procedure_that_finds_no_panel_has_failed_and_the_others_go_on() -> None:
    def nothing(problem: Problem, effort: Effort, progress: Progress) -> Draws:
        return Draws(len(problem.pool.ids), np.zeros((0, problem.seats), dtype=np.int64))

    empty = procedure_contestant(Procedure("empty", "nobody", "nothing", nothing))
    found = compare(PROBLEM, BASIC, contestants={"toy": TOY, "empty": empty})
    assert [one.code for one in entry_of(found, "empty").failure] == ["procedure-no-panel"]
    assert entry_of(found, "toy").measures is not None
    assert "empty" in comparison_text(found)


def test_ratios_are_to_the_optimum_of_the_rule_with_that_aim(made: Comparison) -> None:
    smallest = min(make_lottery(PROBLEM, Settings("leximin", 60)).chances)
    largest = max(make_lottery(PROBLEM, Settings("minimax", 60)).chances)
    assert (made.best["smallest"].value, made.best["largest"].value) == (smallest, largest)
    assert set(made.best) == {aim.measure for aim in AIMS if aim.rule in RULES}
    for entry in made.entries:
        if entry.contestant.kind != "rule":
            continue
        assert entry.ratios["largest"] == entry.measures.largest.value / largest
        assert entry.ratios["largest"] >= 1
        if smallest:
            assert entry.ratios["smallest"] <= 1
    assert entry_of(made, "leximin").ratios["smallest_possible"] == 1
    assert entry_of(made, "minimax").ratios["largest"] == 1


def test_optima_are_found_without_the_rules_taking_part(made: Comparison) -> None:
    """Over M; for this problem no cut is needed, so these are the same."""
    alone = compare(PROBLEM, BASIC, contestants={"toy": TOY})
    assert all(entry_of(made, rule).result.facts["cuts"] == 0 for rule in RULES)
    assert alone.best == made.best


def test_one_that_fails_is_shown_and_the_others_go_on(made: Comparison) -> None:
    entry = entry_of(made, "fails")
    assert [finding.code for finding in entry.failure] == ["time-limit"]
    assert entry.measures is None
    assert entry_of(made, "toy").result.status == "estimated"
    assert "fails" in comparison_text(made)


def test_estimates_are_near_the_truth(made: Comparison) -> None:
    panels = all_panels(PROBLEM)
    truth = [
        Fraction(sum(p in panel for panel in panels), len(panels))
        for p in range(len(PROBLEM.pool.ids))
    ]
    measures = entry_of(made, "toy").measures
    for found, value in (
        (measures.smallest, min(truth)),
        (measures.largest, max(truth)),
        (measures.gini, gini(truth)),
    ):
        assert found.low - 1e-9 <= float(value) <= found.high + 1e-9


def test_claims_are_tried_for_rules_only(made: Comparison) -> None:
    assert entry_of(made, "toy").manipulation is None
    claimed = entry_of(made, "leximin").manipulation
    assert claimed.examined + claimed.failed == min(5, claimed.possible)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_tables_say_what_was_measured(made: Comparison) -> None:
    files = comparison_files(made, pictures=False)
    table = {row["rule"]: row for row in rows(files["comparison.csv"])}
    assert list(table) == list(REGISTRY)
    for name in RULES:
        measures = entry_of(made, name).measures
        assert table[name]["gini"] == record.chance_text(measures.gini.value)
        assert table[name]["gini_low"] == ""
        assert int(table[name]["distinct"]) == measures.distinct.value
    assert float(table["toy"]["gini_low"]) <= float(table["toy"]["gini"])
    assert table["toy"]["rounding_worst"] == ""
    assert table["fails"]["status"] == "failed"
    chances = rows(files["chances.csv"])
    assert [row["id"] for row in chances] == list(PROBLEM.pool.ids)
    assert list(chances[0]) == ["id", *ABLE, "toy"]
    exact = entry_of(made, "leximin").result.outcome.exact
    assert [row["leximin"] for row in chances] == [record.chance_text(c) for c in exact]
    corners = [row for row in rows(files["lorenz.csv"]) if row["rule"] == "leximin"]
    assert float(corners[-1]["share_of_people"]) == float(corners[-1]["share_of_seats"]) == 1
    seats = [row for row in rows(files["composition.csv"]) if row["rule"] == "minimax"]
    first = PROBLEM.quotas.categories[0]
    total = sum(float(row["seats"]) for row in seats if row["category"] == first)
    assert total == pytest.approx(PROBLEM.seats)


def test_the_json_has_exact_fractions_and_the_digests_of_the_tables(made: Comparison) -> None:
    files = comparison_files(made, pictures=False)
    content = json.loads(files["comparison.json"])
    assert record.sealed(content)["digest"] == content["digest"]
    for name in ("comparison.csv", "chances.csv", "lorenz.csv", "composition.csv"):
        assert content["digests"][name] == record.digest(files[name])
    assert set(files) - set(content["digests"]) == {"comparison.json", "times.csv"}
    entry = next(entry for entry in content["entries"] if entry["id"] == "maximin")
    exact = entry_of(made, "maximin").result.outcome.exact
    assert list(map(Fraction, entry["chances"])) == list(exact)
    assert Fraction(entry["measures"]["gini"]["value"]) == gini(exact)
    assert "seconds" not in content


def test_answers_stay_out_of_everything_but_the_table_of_groups() -> None:
    """Values stand where quotas are listed, never beside a person, a claim or a class."""
    problem = tiny_problem(3)
    marks = {value: f"CANARY{value}" for row in problem.pool.values for value in row}
    pool = replace(
        problem.pool,
        values=tuple(tuple(marks[value] for value in row) for row in problem.pool.values),
    )
    quotas = replace(
        problem.quotas,
        rows=tuple(
            replace(row, value=marks.get(row.value, row.value)) for row in problem.quotas.rows
        ),
    )
    found = compare(make_problem(pool, quotas, problem.seats), replace(BASIC, claims=5))
    files = comparison_files(found, pictures=False)
    for name in ("comparison.csv", "chances.csv", "lorenz.csv", "times.csv"):
        assert b"CANARY" not in files[name]
    content = comparison_content(found)
    for entry in content["entries"]:
        del entry["expected_seats"]
    assert "CANARY" not in json.dumps(content)
    assert "CANARY" not in comparison_text(found)


def test_two_runs_give_the_same_bytes_but_for_the_times(made: Comparison) -> None:
    again = compare(PROBLEM, replace(BASIC, claims=5), contestants=REGISTRY)
    first, second = (comparison_files(one, pictures=False) for one in (made, again))
    del first["times.csv"], second["times.csv"]
    assert first == second


SCRIPT = """
import hashlib
from tests.sortition.test_compare import BASIC, PROBLEM, REGISTRY
from sortition.compare import compare
from sortition.compare_files import comparison_files
files = comparison_files(compare(PROBLEM, BASIC, contestants=REGISTRY))
del files["times.csv"]
print({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
"""


def test_another_process_gives_the_same_bytes_pictures_included() -> None:
    pytest.importorskip("matplotlib")
    answers = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        answers.append(
            subprocess.run(
                [sys.executable, "-c", SCRIPT],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
    assert answers[0] == answers[1]
    assert "lorenz.png" in answers[0]


def test_the_answer_for_programs_names_nobody(made: Comparison, tmp_path: Path) -> None:
    content = data.comparison(made, tmp_path, ["comparison.csv"])
    text = json.dumps(content)
    assert content["entries"][0]["measures"]["smallest"]["value"].count("/") == 1
    assert set(content["seconds"]) == set(REGISTRY)
    assert not any(person in text for person in PROBLEM.pool.ids)


@pytest.mark.parametrize("claims", [0, 2])
@pytest.mark.parametrize("copies", [1, 8])
def test_the_text_fits_the_screen(claims: int, copies: int) -> None:
    many = {f"toy{'x' * n}": replace(TOY, id=f"toy{'x' * n}") for n in range(copies)}
    found = compare(PROBLEM, replace(BASIC, claims=claims), contestants={**CONTESTANTS, **many})
    lines = comparison_text(found).splitlines()
    assert max(map(len, lines)) <= 100
    beginnings = [line.split()[0] for line in lines if line]
    assert all(beginnings.count(name) >= 1 for name in (*RULES, *many))
    assert ("False claim" in "\n".join(lines)) == (claims > 0)
    smallest = entry_of(found, "maximin").measures.smallest_possible
    row = next(line for line in lines if line.startswith("maximin"))
    assert row.split()[1] == f"{float(smallest.value):.1%}".replace(".0%", "%")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"rules": ("leximin", "astrology")}, ["compare-unknown"]),
        ({"rules": ("leximin", "leximin")}, ["compare-twice"]),
        (
            {"tickets": 0, "draws": 0, "claims": -1, "time_limit": 0.0, "seed": "\ud800"},
            [
                "draws-range",
                "claims-range",
                "tickets-range",
                "draw-text-damaged",
                "time-limit-range",
            ],
        ),
        ({"combinations": (("c0", "nothing"),)}, ["combination-unknown"]),
    ],
)
def test_settings_that_cannot_be_used(change: dict, codes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        compare(PROBLEM, replace(BASIC, **change))
    assert [finding.code for finding in caught.value.findings] == codes


def test_no_valid_panel_ends_everything() -> None:
    problem = next(p for p in map(tiny_problem, range(200)) if not all_panels(p))
    with pytest.raises(NoPanelError):
        compare(problem, BASIC)


def test_the_order_of_the_contestants_is_the_one_asked_for() -> None:
    names = list(RULES)
    random.Random(1).shuffle(names)
    found = compare(PROBLEM, replace(BASIC, rules=tuple(names)))
    assert [entry.contestant.id for entry in found.entries] == names
    assert list(found.seconds) == names


def test_progress_is_told_in_stages() -> None:
    stages: list[tuple[str, int, int]] = []
    compare(
        PROBLEM,
        replace(BASIC, rules=("maximin",), claims=3),
        lambda stage, done, total: stages.append((stage, done, total)),
    )
    for stage in ("compare", "measures"):
        assert [(done, total) for name, done, total in stages if name == stage][-1] == (1, 1)
    done = [(done, total) for name, done, total in stages if name == "claims"]
    assert done == [(number, done[0][1]) for number in range(len(done))]


def test_a_bound_that_gives_seats_to_who_cannot_be_drawn_is_not_stated() -> None:
    """In this problem M without cuts gives chance 1/2 to somebody who is on no valid panel."""
    problem = tiny_problem(55)
    alone = compare(problem, BASIC, contestants={"toy": TOY})
    assert not all(alone.possible)
    assert "smallest_possible" not in alone.best
    together = compare(problem, replace(BASIC, rules=("leximin",)))
    panels = all_panels(problem)
    reached = brute_leximin(problem, panels)
    assert together.best["smallest_possible"].value == min(chance for chance in reached if chance)


def test_closest_is_leximin_on_quotas_narrowed_to_the_targets() -> None:
    quotas = Quotas((Quota("kind", "a", 0, 3, target=Fraction(2)), Quota("kind", "b", 0, 3)))
    values = tuple(("a",) if number < 3 else ("b",) for number in range(9))
    pool = Pool(tuple(f"p{number}" for number in range(9)), ("kind",), values)
    problem = make_problem(pool, quotas, 3)
    assert CONTESTANTS["closest"].applies(problem)
    made = compare(problem, replace(BASIC, rules=("leximin", "closest")))
    leximin, closest = (entry.result.outcome.exact for entry in made.entries if entry.result)
    assert leximin == (Fraction(1, 3),) * 9
    assert closest == (Fraction(2, 3),) * 3 + (Fraction(1, 6),) * 6


def test_maxent_has_the_counts_of_leximin_in_other_company() -> None:
    made = compare(PROBLEM, replace(BASIC, rules=("leximin", "maxent")))
    leximin, maxent = (entry.result.outcome for entry in made.entries if entry.result)
    assert leximin.exact == maxent.exact
    assert leximin.counts.tolist() == maxent.counts.tolist()
