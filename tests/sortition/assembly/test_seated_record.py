"""Who was seated of those who stood by, checked with everybody's answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly.draws import panel, standbys
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.standbys_draw import seat
from sortition.assembly.draws.standbys_files import SEATED
from sortition.assembly.draws.standbys_verify import verify_seated
from sortition.assembly.store import Place
from sortition.assembly.verify import verify_assembly, verify_record
from sortition.draw import Choice
from sortition.lottery import Settings
from stratification.people import Source
from tests.sortition.assembly.dossiers import ACTOR, crowd, leave, members, new_dossier, put_people
from tests.sortition.assembly.test_story_of_records import edit, published, reseal, wrong


@pytest.fixture(scope="module", params=[False, True], ids=["no homes", "homes"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Three stand by; the first seat that falls open is for one of them."""
    place = new_dossier(tmp_path_factory.mktemp("seated"))
    people = crowd(22)
    put_people(place, people, {code: f"h{at // 2}" for at, code in enumerate(people)})
    panel.make(place, ACTOR, panel.Order(Settings(tickets=10, seed="zaad"), request.param))
    draw(place, ACTOR, Choice(ticket="5"))
    standbys.make(place, ACTOR, standbys.Order(3, samples=20, tickets=5, seed="zaad"))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0], state="withdrawn")
    seat(place, ACTOR)
    return place


@pytest.fixture
def source(base: Place, tmp_path: Path) -> Source:
    source = Source(tmp_path / "pool.csv")
    source.path.write_bytes(pool_table(base, ACTOR, "03-seated")[1])
    return source


def problems(folder: Path, source: Source | None = None) -> list[str]:
    checks = verify_seated(folder, source).checks
    return [problem.code for check in checks for problem in check.problems]


def test_it_holds_with_the_pool(base: Place, source: Source) -> None:
    folder = base.folder / "records" / "03-seated"
    report = verify_record(folder, pool=source)
    assert report.ok
    assert "check-seated-rule" in [check.code for check in report.checks]
    assert [notice.code for notice in verify_seated(folder).notices] == ["seated-no-inputs"]
    assert verify_assembly(base).ok


def test_another_who_stood_by_is_seen_with_the_pool_only(
    base: Place, source: Source, tmp_path: Path
) -> None:
    public = published(base, tmp_path / "public")
    folder = public.folder / "03-seated"

    def other(content: dict[str, Any]) -> None:
        content["seated"] = [next(c for c in content["order"] if c not in content["seated"])]

    def aside(content: dict[str, Any]) -> None:
        content["aside"] = sorted([*content["aside"], content["order"].pop()])
        content["seated"] = content["order"][:1]

    changes: tuple[tuple[Callable[[dict[str, Any]], None], str], ...] = (
        (other, "seated-other"),
        (aside, "seated-aside"),
    )
    data = (folder / SEATED).read_bytes()
    for change, code in changes:
        edit(folder / SEATED, change)
        reseal(public)
        assert wrong(public) == []
        assert problems(folder, source) == [code]
        (folder / SEATED).write_bytes(data)


def test_other_quotas_and_another_pool_are_seen(
    base: Place, source: Source, tmp_path: Path
) -> None:
    public = published(base, tmp_path / "public")
    folder = public.folder / "03-seated"
    source.path.write_bytes(source.path.read_bytes().replace(b"vrouw", b"man", 1))
    assert problems(folder, source) == ["called-other-pool"]

    def loose(content: dict[str, Any]) -> None:
        content["quotas"][0]["max"] += 1

    edit(folder / SEATED, loose)
    reseal(public)
    assert wrong(public) == ["story-quotas"]
