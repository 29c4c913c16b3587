"""Lotteries that were made or drawn again, and terms: what strangers see of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly.chain import CHAIN
from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.rotation import Order, rotate
from sortition.assembly.draws.terms_file import TERMS, verify_terms
from sortition.assembly.store import Place
from sortition.assembly.verify import verify_assembly, verify_record
from sortition.draw import Choice
from sortition.lottery import Settings
from tests.sortition.assembly.dossiers import (
    ACTOR,
    copied,
    crowd,
    leave,
    members,
    new_dossier,
    put_people,
    ready,
)
from tests.sortition.assembly.test_rotation import EIGHT
from tests.sortition.assembly.test_story_of_records import edit, published, records, reseal, wrong

TEN = Settings(tickets=10, seed="zaad")


def again_of(folder: Path) -> Any:
    return json.loads((folder / CHAIN).read_bytes())["again"]


def told(place: Place, code: str) -> list[dict[str, Any]]:
    notices = verify_assembly(place).notices
    return [dict(notice.params) for notice in notices if notice.code == code]


# ---- again ----


@pytest.fixture
def twice(tmp_path: Path) -> Place:
    """Two lotteries of the panel, the second drawn twice; then a replacement, made twice."""
    place = ready(tmp_path)
    panel.make(place, ACTOR, panel.Order(TEN))
    panel.make(place, ACTOR, panel.Order(TEN, again=" verkeerde\tgroepen "))
    draw(place, ACTOR, Choice(ticket="3"))
    draw(place, ACTOR, Choice(ticket="4", redraw="verkeerd gelezen"))
    leave(place, members(place)[0])
    refill.make(place, ACTOR, refill.Order(TEN))
    leave(place, members(place)[0])
    refill.make(place, ACTOR, refill.Order(TEN, again="nog iemand weg"))
    return place


def test_the_reason_is_in_the_record_and_told(twice: Place) -> None:
    again = [again_of(folder) for folder in records(twice)]
    assert again == [
        None,
        {"folder": "01-panel", "reason": "verkeerde groepen"},
        None,
        {"folder": "03-replacement", "reason": "nog iemand weg"},
    ]
    assert wrong(twice) == []
    assert [one["folder"] for one in told(twice, "story-instead")] == ["01-panel", "03-replacement"]
    alone = verify_record(records(twice)[1]).notices
    assert "story-instead" in [notice.code for notice in alone]
    assert told(twice, "story-redrawn") == [{"number": 2, "reason": "verkeerd gelezen"}]


@pytest.mark.parametrize("again", [None, {"folder": "01-panel", "reason": "nog iemand weg"}])
def test_a_lottery_put_aside_without_a_word_is_seen(
    twice: Place, tmp_path: Path, again: object
) -> None:
    public = published(twice, tmp_path / "public")
    edit(public.folder / "04-replacement" / CHAIN, lambda content: content.update(again=again))
    reseal(public)
    assert "story-again" in wrong(public)


def test_a_record_in_the_place_of_no_lottery_is_seen(twice: Place, tmp_path: Path) -> None:
    public = published(twice, tmp_path / "public")
    reason = {"folder": "02-panel", "reason": "toch niet"}
    edit(public.folder / "03-replacement" / CHAIN, lambda content: content.update(again=reason))
    reseal(public)
    assert "story-again" in wrong(public)


# ---- terms ----


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Eight, of whom four stay by lottery; four come; then terms alone decide."""
    place = new_dossier(tmp_path_factory.mktemp("terms"), quotas=EIGHT, seats=8)
    put_people(place, crowd(60))
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    rotate(place, ACTOR, Order(4, TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    rotate(place, ACTOR, Order(4, TEN))
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="1"))
    return place


@pytest.fixture
def public(base: Place, tmp_path: Path) -> Place:
    return published(base, tmp_path / "public")


def test_terms_alone_make_a_record(base: Place, public: Place) -> None:
    folder = public.folder / "04-terms"
    content = json.loads((folder / TERMS).read_bytes())
    assert set(content["staying"]) <= set(members(base))
    assert not set(content["leaving"]) & set(members(base))
    assert len(content["staying"]) == len(content["leaving"]) == 4
    assert wrong(public) == wrong(base) == []


def test_who_served_less_does_not_leave_first(public: Place) -> None:
    def swap(content: dict[str, Any]) -> None:
        content["staying"], content["leaving"] = content["leaving"], content["staying"]

    edit(public.folder / "04-terms" / TERMS, swap)
    reseal(public)
    assert "story-terms" in wrong(public)


def test_nobody_stays_whose_term_ended(public: Place) -> None:
    leaving = json.loads((public.folder / "04-terms" / TERMS).read_bytes())["leaving"]

    def keep(content: dict[str, Any]) -> None:
        content["barred"] = sorted({*content["barred"], content["staying"][0]} - {leaving[0]})
        content["staying"] = sorted([*content["staying"][1:], leaving[0]])

    edit(public.folder / "05-replacement" / "replacement.json", keep)
    reseal(public)
    assert "story-ended" in wrong(public)


@pytest.mark.parametrize(
    "change",
    [
        {"staying": []},
        {"leaving": []},
        {"leaving": None},
        {"staying": ["b", "a"]},
        {"staying": ["a", "a"]},
        {"staying": ["a", "b"], "leaving": ["b"]},
        {"format": "sortition-terms-2"},
        {"more": 1},
    ],
)
def test_a_record_of_terms_must_be_right_in_itself(public: Place, change: dict[str, Any]) -> None:
    folder = public.folder / "04-terms"
    assert verify_terms(folder).ok
    edit(folder / TERMS, lambda content: content.update(change))
    assert not verify_terms(folder).ok


def test_a_lottery_that_waits_is_put_aside_by_terms_with_a_reason(
    base: Place, tmp_path: Path
) -> None:
    place = copied(base, tmp_path / "dossier")
    leave(place, members(place)[0])
    refill.make(place, ACTOR, refill.Order(TEN))
    made = rotate(place, ACTOR, Order(4, TEN, again="eerst de termijn"))
    if made.made is not None:
        draw(place, ACTOR, Choice(ticket="1"))
    assert again_of(place.folder / "records" / made.folder) == {
        "folder": "06-replacement",
        "reason": "eerst de termijn",
    }
    refill.make(place, ACTOR, refill.Order(TEN))
    assert wrong(place) == []
