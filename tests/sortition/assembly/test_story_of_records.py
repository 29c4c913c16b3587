"""Records that are right in themselves must follow from each other, and the dossier from them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from sortition.assembly import schema
from sortition.assembly.chain import CHAIN, files_in, read_chain, record_folders, state_digest
from sortition.assembly.draws import refill, standbys
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.seats import Step, set_state
from sortition.assembly.draws.standbys_draw import seat
from sortition.assembly.store import Place, changing
from sortition.assembly.story import tell
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.record import digest, json_bytes, sealed
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_of,
    copied,
    drawn,
    later,
    members,
    put_people,
    states,
)

TEN = Settings(tickets=10)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A panel, a replacement, a reserve who was called, standbys, one of whom is seated."""
    place = drawn(tmp_path_factory.mktemp("story"), 20)
    set_state(place, ACTOR, Step("declined", members(place)[:1]))
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    set_state(place, ACTOR, Step("withdrawn", members(place)[:1]))
    answer(place, ACTOR, Answer(call(place).code, True))
    standbys.make(place, ACTOR, standbys.Order(2, samples=20, tickets=10))
    draw(place, ACTOR, Choice(ticket="3"))
    set_state(place, ACTOR, Step("no-show", members(place)[:1]))
    seat(place, ACTOR)
    return place


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def records(place: Place) -> list[Path]:
    inside = place.folder / "records"
    return record_folders(inside if inside.is_dir() else place.folder)


def reseal(place: Place) -> None:
    """Make every chain.json anew, as somebody can before its digest was announced."""
    before: dict[str, str] | None = None
    for folder in records(place):
        content = json.loads((folder / CHAIN).read_bytes())
        there = {path.name: digest(path.read_bytes()) for path in folder.iterdir()}
        begun = {name: there[name] for name in content["files"] if name in there}
        content |= {"files": begun, "before": before}
        (folder / CHAIN).write_bytes(json_bytes(sealed(content)))
        state = state_digest(files_in(folder, read_chain(folder)))
        before = {"folder": folder.name, "digest": state}


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    path.write_bytes(json_bytes(sealed(content)))


def published(place: Place, folder: Path) -> Place:
    """The records alone, as a stranger has them."""
    shutil.copytree(place.folder / "records", folder)
    return Place(folder)


def wrong(place: Place) -> list[str]:
    """The codes of what does not hold."""
    report = verify_assembly(place)
    return [problem.code for check in report.checks for problem in check.problems]


def test_a_whole_course_holds_for_the_dossier_and_for_strangers(
    place: Place, tmp_path: Path
) -> None:
    assert wrong(place) == []
    public = published(place, tmp_path / "public")
    assert wrong(public) == []
    story = tell(record_folders(public.folder))
    assert set(members(place)) <= story.had
    reseal(public)
    assert wrong(public) == []  # the same as before: resealing alone changes nothing


def test_a_friend_put_into_the_database_is_seen(place: Place) -> None:
    friend = next(code for code in codes_of(20) if code not in states(place))
    table = schema.seats
    with changing(place, ACTOR) as change:
        of = table.c.code == members(place)[0]
        change.connection.execute(update(table).where(of).values(code=friend))
    assert "story-dossier-seats" in wrong(place)


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [
        ("02-replacement/replacement.json", {"staying": 0}, "story-staying"),
        ("02-replacement/replacement.json", {"barred": 0}, "story-barred"),
        ("03-reserves/reserves.json", {"staying": 0}, "story-staying"),
        ("05-seated/seated.json", {"staying": 0}, "story-staying"),
        ("05-seated/seated.json", {"order": 1}, "story-standbys"),
        ("03-reserves/chain.json", {"assembly": "Burgerberaad Elders"}, "story-name"),
        ("03-reserves/chain.json", {"made": "2020-01-01"}, "story-day"),
    ],
)
def test_a_record_that_does_not_follow_is_seen_by_strangers(
    place: Place, tmp_path: Path, file: str, change: dict[str, Any], code: str
) -> None:
    """All of it resealed. A number: the place in a list that gets the code of somebody else."""
    public = published(place, tmp_path / "public")
    stranger = next(one for one in codes_of(40) if one not in codes_of(20))

    def apply(content: dict[str, Any]) -> None:
        for key, value in change.items():
            if not isinstance(value, int):
                content[key] = value
            elif key == "order":
                content[key] = list(content["seated"])  # the other one is left out
            else:
                content[key] = sorted([*content[key][1:], stranger])

    edit(public.folder / file, apply)
    reseal(public)
    assert code in wrong(public)


@pytest.mark.parametrize(
    "file",
    ["01-panel/quotas.csv", "01-panel/reserves.csv", "02-replacement/replacement.json"],
)
def test_a_file_that_a_record_must_have_is_missed(place: Place, tmp_path: Path, file: str) -> None:
    public = published(place, tmp_path / "public")
    (public.folder / file).unlink()
    reseal(public)
    assert {"chain-file-gone", "file-missing"} & set(wrong(public))


def test_other_quotas_after_the_draw_are_seen(place: Place, tmp_path: Path) -> None:
    public = published(place, tmp_path / "public")

    def looser(content: dict[str, Any]) -> None:
        content["quotas"][0]["max"] += 1

    edit(public.folder / "02-replacement" / "replacement.json", looser)
    reseal(public)
    assert wrong(public) != []


def test_a_second_panel_is_seen(place: Place, tmp_path: Path) -> None:
    public = published(place, tmp_path / "public")
    shutil.copytree(public.folder / "01-panel", public.folder / "06-panel")
    edit(public.folder / "06-panel" / CHAIN, lambda content: content.update(number=6))
    reseal(public)
    assert "story-panel-again" in wrong(public)


def test_a_record_that_the_dossier_does_not_know_is_seen(place: Place) -> None:
    shutil.copytree(
        place.folder / "records" / "03-reserves", place.folder / "records" / "06-reserves"
    )
    assert "chain-file-unknown" in wrong(place)


def test_who_signed_up_later_is_told(tmp_path: Path) -> None:
    place = drawn(tmp_path)
    late = codes_of(20)[-1]
    if late in codes_of(16):
        late = next(one for one in codes_of(20) if one not in codes_of(16))
    put_people(place, {late: {"leeftijd": "16-29", "geslacht": "vrouw"}})
    set_state(place, ACTOR, Step("declined", members(place)[:1]))
    refill.make(place, later(1), refill.Order(TEN))
    codes = {
        notice.code: notice.params["count"]
        for notice in verify_assembly(place).notices
        if "count" in notice.params
    }
    assert codes["story-new"] == 1


def test_an_overdrawn_panel_and_its_replacement_follow(tmp_path: Path) -> None:
    place = drawn(tmp_path, 24, overdraw=Fraction(1, 4))
    set_state(place, ACTOR, Step("declined", members(place)[:2]))
    refill.make(place, ACTOR, refill.Order(TEN))
    assert wrong(place) == []
