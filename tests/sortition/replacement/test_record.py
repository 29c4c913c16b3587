"""The record of a replacement: what is right passes, what was changed fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sortition.checks import Report
from sortition.draw import Choice, draw
from sortition.lottery import Settings
from sortition.record import json_bytes, sealed
from sortition.replacement.lottery import Replacement, make_replacement
from sortition.replacement.publish import replacement_files
from sortition.replacement.record import read_replacement
from sortition.replacement.vacancy import Vacancy
from sortition.replacement.verify import check_replacement
from sortition.verify import verify
from stratification.files import write_folder
from stratification.pool import Source, read_assembly
from tests.sortition.records import write
from tests.test_verify_standalone import verify as verify_alone

POOL = """code,adres,leeftijd,wijk
A,Kerkstraat 1,jong,noord
B,Kerkstraat 1,oud,noord
C,,jong,zuid
=D,,oud,zuid
E,,oud,noord
F,,jong,zuid
G,,oud,noord
H,,jong,noord
I,,oud,zuid
"""
QUOTAS = """category,feature,min,max,target
leeftijd,jong,2,2,2
leeftijd,oud,2,3,2
wijk,noord,2,2,2
wijk,zuid,2,2,2
"""
Change = Callable[[dict[str, Any]], object]


def made(
    folder: Path, staying: str = "AC", barred: str = "G", households: bool = True
) -> tuple[Replacement, Source]:
    source = Source(write(folder / "pool.csv", POOL), "code", ("adres",) if households else ())
    assembly = read_assembly(source, write(folder / "whole.csv", QUOTAS), 4)
    vacancy = Vacancy(assembly.pool, assembly.quotas, 4, frozenset(staying), frozenset(barred))
    settings = Settings(tickets=12, seed="public")
    return make_replacement(vacancy, settings, accept_deviation=True), source


def put(folder: Path, *people: str) -> tuple[Path, Source]:
    replacement, source = made(folder, *people)
    write_folder(folder / "record", replacement_files(replacement, source))
    return folder / "record", source


def failures(report: Report) -> set[str]:
    assert all(str(problem) for check in report.checks for problem in check.problems)
    assert all(str(notice) for notice in report.notices)
    return {problem.code for check in report.checks for problem in check.problems}


def changed(folder: Path, change: Change) -> None:
    content = json.loads((folder / "replacement.json").read_bytes())
    change(content)
    (folder / "replacement.json").write_bytes(json_bytes(sealed(content)))


def test_a_record_passes(tmp_path: Path) -> None:
    folder, source = put(tmp_path)
    for quotas in (None, folder / "quotas.csv"):
        for pool in (None, source, Source(source.path)):
            report = verify(folder, pool, quotas)
            assert failures(report) == set()
            codes = {check.code for check in report.checks}
            names = ("pool", "panels") if pool else ()
            for name in ("quotas", "people", *names):
                assert f"check-replacement-{name}" in codes
            assert ("check-classes" in codes) == ("check-answers" in codes) == (pool is not None)
            notices = {notice.code for notice in report.notices}
            more = set() if pool else {"verify-replacement-no-pool"}
            assert notices == {"verify-not-drawn"} | more
    assert verify_alone(folder)[0] == 0
    draw(folder, Choice(ticket="3"))
    (folder / "notes.txt").write_text("")
    report = verify(folder)
    assert failures(report) == set()
    assert [n.params for n in report.notices if n.code == "verify-other-file"] == [
        {"name": "notes.txt"}
    ]


def test_what_the_files_say(tmp_path: Path) -> None:
    folder, _ = put(tmp_path)
    assert (folder / "quotas.csv").read_text(encoding="utf-8").splitlines() == [
        "category,feature,min,max",
        "leeftijd,jong,0,0",
        "leeftijd,oud,2,3",
        "wijk,noord,1,1",
        "wijk,zuid,1,1",
    ]
    content = json.loads((folder / "replacement.json").read_bytes())
    assert (content["seats"], content["open"]) == (4, 2)
    assert (content["staying"], content["barred"]) == (["A", "C"], ["G"])
    assert content["deviation"] is None
    assert content["quotas"][0] == {"category": "leeftijd", "value": "jong", "min": 2, "max": 2}
    assert read_replacement(folder).open == 2


def test_a_deviation_is_said_and_checked(tmp_path: Path) -> None:
    """Three from the north stay where two were wanted, so one from the south is lacking."""
    folder, source = put(tmp_path, "AHE", "CF")
    content = json.loads((folder / "replacement.json").read_bytes())
    noord = {"category": "wijk", "value": "noord", "min": 2, "max": 2, "have": 3}
    zuid = {"category": "wijk", "value": "zuid", "min": 2, "max": 2, "have": 1}
    assert content["deviation"] == [noord, zuid]
    report = verify(folder, source, folder / "quotas.csv")
    assert failures(report) == set()
    assert "verify-replacement-deviation" in {notice.code for notice in report.notices}
    changed(folder, lambda content: content.update(deviation=None))
    assert failures(verify(folder)) == {"replacement-other-quotas"}
    changed(folder, lambda content: content.update(deviation=[noord]))
    assert failures(verify(folder, source)) == {"replacement-other-quotas"}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda c: c.update(lottery="0" * 64), {"replacement-other-lottery"}),
        (lambda c: c.update(seats=5, open=3), {"replacement-other-lottery"}),
        (lambda c: c.update(open=3), {"record-value"}),
        (lambda c: c.update(barred=["A"]), {"record-value"}),
        (lambda c: c.update(barred=["I", "G"]), {"record-value"}),
        (lambda c: c.update(deviation=[]), {"record-value"}),
        (lambda c: c.update(more=1), {"record-keys"}),
        (lambda c: c["quotas"].reverse(), {"record-value"}),
        (lambda c: c["quotas"][0].update(min=3), {"record-value"}),
        (lambda c: c["quotas"][0].update(category="a*b"), {"record-value"}),
        (lambda c: c["quotas"][0].update(min=1, max=1), {"replacement-other-quotas"}),
        (lambda c: c["quotas"][1].update(min=1), {"replacement-other-quotas"}),
        (lambda c: c.update(barred=["=D", "G"]), {"replacement-drawn-staying"}),
        (lambda c: c.update(staying=["A", "E"]), {"replacement-drawn-staying"}),
    ],
)
def test_what_was_changed_fails(change: Change, codes: set[str], tmp_path: Path) -> None:
    folder, _ = put(tmp_path)
    changed(folder, change)
    assert failures(verify(folder)) == failures(check_replacement(folder)) == codes


def test_the_pool_shows_more(tmp_path: Path) -> None:
    folder, source = put(tmp_path)
    assert failures(check_replacement(folder, source)) == set()
    changed(folder, lambda content: content.update(barred=[]))
    assert failures(verify(folder)) == set()
    assert failures(verify(folder, source)) == {"replacement-other-people"}
    changed(folder, lambda content: content.update(barred=["G"], staying=["A", "G2"]))
    assert failures(verify(folder, source)) == {"replacement-staying-unknown"}
    changed(folder, lambda content: content.update(staying=["A", "H"]))
    assert failures(verify(folder, source)) >= {"replacement-other-quotas"}


def test_who_withdrew_may_be_gone_from_the_pool(tmp_path: Path) -> None:
    folder, source = put(tmp_path)
    write(source.path, "".join(row for row in POOL.splitlines(True) if not row.startswith("G")))
    assert failures(verify(folder, source)) == set()


def test_a_changed_byte_fails(tmp_path: Path) -> None:
    folder, _ = put(tmp_path)
    data = (folder / "replacement.json").read_bytes()
    (folder / "replacement.json").write_bytes(data.replace(b'"seats": 4', b'"seats": 6'))
    assert failures(verify(folder)) == {"record-own-digest"}
    (folder / "replacement.json").write_bytes(data)
    (folder / "quotas.csv").unlink()
    assert failures(verify(folder)) == {"file-missing"}


def test_the_quotas_of_the_open_seats_need_no_targets(tmp_path: Path) -> None:
    replacement, _ = made(tmp_path)
    assert all(row.target is None for row in replacement.lottery.problem.quotas.rows)
    bare = replace(replacement.vacancy, barred=frozenset())
    assert replace(replacement, vacancy=bare).missed == ()
