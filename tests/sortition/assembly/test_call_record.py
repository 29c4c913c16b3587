"""What the record of a reserve says of the quotas, and the check of it with everybody's answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.called import CALLED, FIT
from sortition.assembly.draws.called_verify import verify_called
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.vacancies import pool_at
from sortition.assembly.ending.erase import Order as Erasing
from sortition.assembly.ending.erase import erase
from sortition.assembly.store import Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.record import digest, json_bytes, sealed
from sortition.replacement.vacancy import counted
from stratification.people import Source
from stratification.tables import table_bytes
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    copied,
    crowd,
    later,
    leave,
    members,
    new_dossier,
    put_people,
)
from tests.sortition.assembly.test_story_of_records import edit, published, reseal, wrong

TEN = Settings(tickets=10, seed="zaad")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One person of 65+ in 16, who left; two reserves were called for the two open seats."""
    place = new_dossier(tmp_path_factory.mktemp("deviation"))
    people = crowd(16)
    old = [code for code, told in people.items() if told["leeftijd"] == "65+"]
    for code in old[1:]:
        people[code]["leeftijd"] = "30-64"
    put_people(place, people)
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, old[0], next(code for code in members(place) if code != old[0]))
    for _ in range(2):
        found = call(place, accept_deviation=True)
        answer(place, ACTOR, Answer(found.code, True, accept_deviation=True))
    return place


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def record(place: Place, name: str = "02-reserves") -> Path:
    inside = place.folder / "records"
    return (inside if inside.is_dir() else place.folder) / name


def content_of(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / CALLED).read_bytes())
    return content


def pool_file(place: Place, name: str, folder: Path) -> Source:
    source = Source(folder / f"{name}.csv")
    source.path.write_bytes(pool_table(place, ACTOR, name)[1])
    return source


def problems(folder: Path, pool: Source | None = None) -> list[str]:
    found = verify_called(folder, pool)
    return [problem.code for check in found.checks for problem in check.problems]


def test_the_record_says_what_the_panel_misses(place: Place) -> None:
    """It is what the panel after the last call misses, and it stood in the first record already."""
    with reading(place) as dossier:
        target, pool = pool_at(dossier)
    counts = counted(pool, target.quotas, members(place))
    missed = [
        {"category": row.category, "value": row.value, "min": row.min, "max": row.max, "have": n}
        for row, n in zip(target.quotas.rows, counts, strict=True)
        if not row.min <= n <= row.max
    ]
    assert [one["value"] for one in missed] == ["65+"]
    for name in ("02-reserves", "03-reserves"):
        assert content_of(record(place, name))["deviation"] == missed
        notices = [notice.code for notice in verify_called(record(place, name)).notices]
        assert "verify-replacement-deviation" in notices
    assert verify_assembly(place).ok


def test_without_a_deviation_it_is_null(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    put_people(place, crowd(16))
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0])
    answer(place, ACTOR, Answer(call(place, True).code, True, accept_deviation=True))
    assert content_of(record(place))["deviation"] is None
    source = pool_file(place, "02-reserves", tmp_path)
    found = verify_called(record(place), source)
    assert found.ok
    assert found.notices == ()


@pytest.mark.parametrize(
    "change",
    [
        {"deviation": None},
        {"have": 1},  # that keeps the quota
        {"have": 5},  # more than there are seats
        {"max": 3},
        {"value": "66+"},
        {"quotas": "max"},
    ],
)
def test_another_deviation_is_seen_without_answers(
    place: Place, tmp_path: Path, change: dict[str, Any]
) -> None:
    public = published(place, tmp_path / "public")

    def apply(content: dict[str, Any]) -> None:
        if "deviation" in change:
            content["deviation"] = None
        elif "quotas" in change:
            content["quotas"][0]["max"] += 1
        else:
            content["deviation"][0] |= change

    edit(record(public, "03-reserves") / CALLED, apply)
    reseal(public)
    assert wrong(public)


def test_a_deviation_kept_from_all_records_is_seen_with_the_pool(
    place: Place, tmp_path: Path
) -> None:
    sources = [pool_file(place, name, tmp_path) for name in ("02-reserves", "03-reserves")]
    public = published(place, tmp_path / "public")
    for name, source in zip(("02-reserves", "03-reserves"), sources, strict=True):
        assert problems(record(public, name), source) == []
        edit(record(public, name) / CALLED, lambda content: content.update(deviation=None))
    reseal(public)
    assert wrong(public) == []  # strangers without answers cannot see it
    assert "replacement-none" in problems(record(public), sources[0])
    assert "called-after" in problems(record(public, "03-reserves"), sources[1])


def test_a_deviation_kept_silent_is_seen_with_the_dossier(place: Place) -> None:
    report = verify_assembly(place)
    assert [one.code for one in report.checks].count("check-called-after") == 2
    for name in ("02-reserves", "03-reserves"):
        edit(record(place, name) / CALLED, lambda content: content.update(deviation=None))
    assert "called-after" in wrong(place)


def test_without_answers_the_dossier_is_not_counted(place: Place) -> None:
    erase(place, later(10), Erasing(("answers",), early=True, why="x"))
    report = verify_assembly(place)
    assert report.ok
    assert "check-called-after" not in [one.code for one in report.checks]


def test_quotas_with_more_columns_are_the_same_in_all_records(tmp_path: Path) -> None:
    """min_flex and max_flex stand in no later record."""
    lines = QUOTAS.splitlines()
    flexible = [f"{lines[0]},min_flex,max_flex", *(f"{line},0,4" for line in lines[1:])]
    place = new_dossier(tmp_path, quotas="\n".join(flexible) + "\n")
    put_people(place, crowd(16))
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0])
    answer(place, ACTOR, Answer(call(place).code, True))
    leave(place, members(place)[0], state="withdrawn")
    refill.make(place, ACTOR, refill.Order(TEN))
    assert wrong(place) == []


def test_who_was_passed_over_is_seen_with_the_pool(place: Place, tmp_path: Path) -> None:
    """Also where fit.csv is held back."""
    source = pool_file(place, "03-reserves", tmp_path)
    folder = record(place, "03-reserves")
    (folder / FIT).rename(tmp_path / FIT)
    assert problems(folder, source) == []
    fit = (tmp_path / FIT).read_text().split()[1:]
    assert len(fit) > 1
    data = table_bytes(["id"], [(content_of(folder)["called"],)])
    changed = content_of(folder) | {"fit": 1, "fit_digest": digest(data)}
    (folder / FIT).write_bytes(data)
    (folder / CALLED).write_bytes(json_bytes(sealed(changed)))
    assert problems(folder) == []
    assert problems(folder, source) == ["called-other-fit"]


def test_another_pool_is_refused(place: Place, tmp_path: Path) -> None:
    source = pool_file(place, "02-reserves", tmp_path)
    source.path.write_bytes(source.path.read_bytes().replace(b"vrouw", b"man", 1))
    assert problems(record(place), source) == ["called-other-pool"]


def test_the_pool_is_that_of_the_moment_of_the_call(place: Place, tmp_path: Path) -> None:
    late = {code: told for code, told in crowd(40).items() if code not in crowd(16)}
    put_people(place, late)
    source = pool_file(place, "03-reserves", tmp_path)
    assert len(source.path.read_text().splitlines()) == 17
    assert problems(record(place, "03-reserves"), source) == []
