"""Conflicts, repairs and lacking sign-ups in words, as data and as files; each file draws."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.lottery import Settings, make_lottery
from sortition.report import language
from sortition.report.repairs import (
    conflicts_data,
    conflicts_text,
    repair_files,
    repairs_data,
    repairs_text,
)
from stratification.errors import Finding
from stratification.feasibility.conflicts import Conflict, conflicts
from stratification.feasibility.diagnosis import Diagnosis, diagnose
from stratification.feasibility.repairs import RepairSettings
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import make_problem
from stratification.quotas import Quota, Quotas, parse_quotas
from stratification.tables import read_table

SOLVER = find_solver()
POOL = Pool(
    tuple("abcdefg"),
    ("age", "sex"),
    (*[("young", "m")] * 2, ("young", "f"), *[("old", "m")] * 2, *[("old", "f")] * 2),
    (0, 0, 1, 2, 2, 3, 4),
)
YOUNG = Quota("age", "young", 3, 4, min_flex=1, target=Fraction(7, 2))
OTHERS = (Quota("age", "old", 0, 2), Quota("sex", "m", 2, 3), Quota("sex", "f", 1, 3))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    language.use("en")


def diagnosis(*rows: Quota, count: int = 1, locked: tuple[Quota, ...] = ()) -> Diagnosis:
    problem = make_problem(POOL, Quotas(rows), 5)
    return diagnose(problem, SOLVER, RepairSettings(3, locked), count, lambda *_: None)


def test_the_text_says_all() -> None:
    """a and b live together, as do d and e: of the young two can be seated, and three are asked.

    So at most two young and two old people: 4 for 5 seats. A seat more for the old needs one of the
    minimum of the young: 1/2 + 1/3 is 83.3%.
    """
    assert repairs_text(diagnosis(YOUNG, *OTHERS)).splitlines() == [
        "No valid panel of 5 seats can be formed from these 7 people.",
        "",
        "Why: these 2 cannot all be met at once; leave out any one, and the others can:",
        "  - age: at most 2 with old",
        "  - at most one person per household",
        "age: the pool has this many people: old: 4, young: 3",
        "",
        "What helps, each on its own:",
        "  1. raise the maximum of age / old from 2 to 3; lower the minimum of age / young from 3 "
        "to 2 (2",
        "     seats, 2 quotas, in proportion 83.3%; no repair is cheaper in any way). File: "
        "repair-1.csv",
        "  2. No rule for households, with the same quotas: leave out --household. People who live "
        "together",
        "     may then be on one panel.",
        "",
        "Further sign-ups:",
        "  - 1 more sign-up makes a valid panel possible, if it has the right values",
        "  - each from a household that has not signed up yet",
        "  - needed in any case: age / young: 1",
        "  - for example: age / young: 1, sex / f: 1",
    ]


def test_what_cannot_be_helped_is_said() -> None:
    text = repairs_text(diagnosis(YOUNG, *OTHERS, locked=(YOUNG, *OTHERS)))
    assert "\n\nNo change of the quotas helps within min_flex and max_flex" in text
    assert "  1. No rule for households" in text
    stiff = Quota("age", "old", 9, 9, 9, 9)
    text = repairs_text(diagnosis(YOUNG, stiff, *OTHERS[1:]))
    assert "What helps" not in text
    assert "The quotas contradict each other: no number of further sign-ups makes" in text
    assert "  - age / old: the minimum is 9, but the number of people with it is 4" in text
    assert (
        "Why: this cannot be met, whatever else is changed:\n  - age: at least 9 with old" in text
    )


def test_several_conflicts_and_other_seats() -> None:
    found = diagnosis(YOUNG, *OTHERS, count=3)
    lines = conflicts_text(found.problem, found.conflicts).splitlines()
    assert lines[6:9] == [
        "",
        "Nor can these 2 all be met at once; leave out any one, and the others can:",
        "  - age: at least 3 with young",
    ]
    content = conflicts_data(found.problem, found.conflicts)
    assert [len(one["findings"]) for one in content["conflicts"]] == [3, 3]
    many = make_problem(POOL, Quotas((YOUNG, *OTHERS)), 8)
    assert "there are more seats than people" in conflicts_text(many, conflicts(many, SOLVER))
    doubtful = [Conflict(found.conflicts[0].limits, smallest=False)]
    assert "a shorter list may say the same" in conflicts_text(found.problem, doubtful)
    # The maximums leave room for 2 + 2: a seat less is enough.
    rows = (Quota("age", "young", 1, 2), Quota("age", "old", 0, 2), Quota("sex", "m", 0, 9))
    text = repairs_text(diagnosis(*rows, Quota("sex", "f", 0, 9)))
    assert "Another size, with the same quotas: --seats 4." in text


def test_the_data_are_plain_and_say_the_same() -> None:
    found = diagnosis(YOUNG, *OTHERS)
    content = json.loads(json.dumps(repairs_data(found, [Finding("repair-none")])))
    first, second = content["repairs"]
    assert first["changes"] == [
        {"category": "age", "value": "old", "min": 0, "max": 2, "new_min": 0, "new_max": 3},
        {"category": "age", "value": "young", "min": 3, "max": 4, "new_min": 2, "new_max": 4},
    ]
    assert (first["seats_changed"], first["quotas_touched"]) == (2, 2)
    assert first["relative"] == "4167/5000"  # 0.5 + 0.3334, rounded up to ten-thousandths
    assert (first["file"], second["file"]) == ("repair-1.csv", None)
    assert (first["household"], second["household"]) == (True, False)
    assert content["lacking"]["people"] == 1
    assert content["notices"][0]["code"] == "repair-none"
    assert content["conflicts"][0]["smallest"] is True


def test_every_file_is_read_again_and_draws(tmp_path: Path) -> None:
    found = diagnosis(YOUNG, *OTHERS)
    files = repair_files(found.repairs)
    assert list(files) == ["repair-1.csv"]
    (tmp_path / "repair-1.csv").write_bytes(files["repair-1.csv"])
    quotas = parse_quotas(read_table(tmp_path / "repair-1.csv"))
    assert quotas == found.repairs[0].quotas  # targets and flex too
    assert quotas.rows[1] == replace(YOUNG, min=2)
    lottery = make_lottery(make_problem(POOL, quotas, 5), Settings(tickets=10))
    assert len(lottery.tickets) == 10
