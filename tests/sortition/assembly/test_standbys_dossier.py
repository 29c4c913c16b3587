"""Standbys of a dossier: the lottery over sets, its draw, and who is seated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from sortition.assembly.draws import panel, refill, standbys
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.seating import best_way
from sortition.assembly.draws.seats import Step, give_seat, set_state
from sortition.assembly.draws.standbys_draw import seat
from sortition.assembly.store import Place, changing
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.stream import number
from stratification.errors import InputError
from stratification.pool import Pool
from stratification.problem import check_panel
from stratification.quotas import Quota, Quotas
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_of,
    copied,
    crowd,
    drawn,
    members,
    new_dossier,
    put_people,
    ready,
    states,
)

ORDER = standbys.Order(2, samples=20, tickets=10)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A panel of four out of 16, and two who stand by."""
    place = drawn(tmp_path_factory.mktemp("standbys"))
    standbys.make(place, ACTOR, ORDER)
    draw(place, ACTOR, Choice(ticket="3"))
    return place


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def standing_by(place: Place) -> list[str]:
    return [code for code, state in states(place).items() if state == "standby"]


def stay_away(place: Place, codes: Sequence[str]) -> None:
    set_state(place, ACTOR, Step("no-show", codes))


def test_those_on_the_ticket_stand_by_and_are_not_members(place: Place) -> None:
    assert len(standing_by(place)) == 2
    assert not set(standing_by(place)) & set(members(place))
    assert verify_assembly(place).ok


def test_as_many_are_seated_as_seats_are_open(place: Place) -> None:
    gone = members(place)[:1]
    stay_away(place, gone)
    seated = seat(place, ACTOR)
    assert len(seated.codes) == 1
    assert len(members(place)) == 4
    assert states(place)[gone[0]] == "replaced"
    assert len(standing_by(place)) == 1
    assert verify_assembly(place).ok


def test_each_who_is_seated_stands_for_one_who_left(place: Place) -> None:
    """With three gone and two standbys one seat stays open, and one person may still come back."""
    stay_away(place, members(place)[:3])
    assert len(seat(place, ACTOR).codes) == 2
    now = list(states(place).values())
    assert (now.count("replaced"), now.count("no-show"), len(members(place))) == (2, 1, 3)
    assert verify_assembly(place).ok


def test_nobody_is_seated_without_an_open_seat_or_a_standby(place: Place) -> None:
    with pytest.raises(InputError, match="no seat is open"):
        seat(place, ACTOR)
    stay_away(place, members(place)[:2])
    seat(place, ACTOR)
    stay_away(place, members(place)[:1])
    with pytest.raises(InputError, match="nobody stands by"):
        seat(place, ACTOR)


def test_a_draw_is_done_again_only_with_a_reason(place: Place) -> None:
    before = standing_by(place)
    with pytest.raises(InputError, match="has been drawn already"):
        draw(place, ACTOR, Choice(ticket="4"))
    again, _ = draw(place, ACTOR, Choice(ticket="4", redraw="verkeerd gegooid"))
    assert sorted(again.panel) == standing_by(place)
    assert again.draws == 2
    assert verify_assembly(place).ok
    assert before != standing_by(place) or again.ticket == "3"


def test_a_changed_record_is_seen(place: Place) -> None:
    stay_away(place, members(place)[:1])
    folder = place.folder / "records" / seat(place, ACTOR).folder
    (folder / "seated.json").write_bytes((folder / "seated.json").read_bytes().replace(b"4", b"5"))
    assert not verify_assembly(place).ok


def test_rates_come_from_one_source(tmp_path: Path) -> None:
    place = drawn(tmp_path)
    order = standbys.Order(2, rate=Fraction(1, 10), earlier=(place,))
    with pytest.raises(InputError, match="not more than one of these"):
        standbys.make(place, ACTOR, order)


def test_rates_are_learnt_from_an_earlier_dossier(tmp_path: Path) -> None:
    earlier = drawn(tmp_path / "earlier")
    gone = members(earlier)[:2]
    set_state(earlier, ACTOR, Step("withdrawn", gone))
    seen = standbys.observed(earlier)
    assert [stayed for _, stayed in seen].count(False) == 2
    made = standbys.make(
        drawn(tmp_path / "next"), ACTOR, standbys.Order(2, earlier=(earlier,), samples=20)
    )
    assert made.estimate is not None


def test_the_best_way_is_that_of_brute_force() -> None:
    values = ("a", "b", "c")
    ids = tuple(f"p{number:02}" for number in range(10))
    pool = Pool(ids, ("x",), tuple((values[number % 3],) for number in range(10)))
    quotas = Quotas((Quota("x", "a", 2, 2), Quota("x", "b", 1, 2), Quota("x", "c", 0, 1)))
    staying = ("p01", "p02")
    order = ("p05", "p04", "p09", "p00", "p03")
    found = best_way(pool, quotas, staying, order, 2)
    able = [
        way
        for way in combinations(order, 2)
        if not check_panel(pool, quotas, 4, [ids.index(code) for code in (*staying, *way)])
    ]
    assert found == able[0] == ("p09", "p00")


def test_standbys_before_a_panel_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no panel has been drawn"):
        standbys.make(ready(tmp_path), ACTOR, ORDER)


def test_who_lives_with_a_member_by_now_stands_aside(tmp_path: Path) -> None:
    """A reserve was called who lives with a standby: at most one person of that home has a seat."""
    place = new_dossier(tmp_path)
    codes = codes_of(16)
    homes = {code: f"home {at // 2}" for at, code in enumerate(codes)}
    put_people(place, crowd(16), homes)
    panel.make(place, ACTOR, panel.Order(Settings(tickets=10), households=True))
    draw(place, ACTOR, Choice(ticket="3"))
    standbys.make(place, ACTOR, standbys.Order(2, samples=20, tickets=10))
    draw(place, ACTOR, Choice(ticket="3"))
    waiting = standing_by(place)
    mate = next(code for code in codes if homes[code] == homes[waiting[0]] and code != waiting[0])
    with changing(place, ACTOR) as change:  # as when a reserve was called
        since = change.event("called", mate, place=1)
        give_seat(change, mate, "confirmed", "01-panel", since)
    stay_away(place, [code for code in members(place) if code != mate][:3])
    seated = seat(place, ACTOR)
    assert seated.codes == (waiting[1],)
    assert waiting[0] in states(place)
    taken = [homes[code] for code in members(place)]
    assert len(set(taken)) == len(taken)
    stated = json.loads((place.folder / "records" / seated.folder / "seated.json").read_bytes())
    assert (stated["aside"], stated["order"]) == ([waiting[0]], [waiting[1]])
    order = refill.Order(Settings(tickets=10), accept_deviation=True)
    assert refill.make(place, ACTOR, order).replacement.vacancy.open == 1  # the dossier goes on


def test_the_order_of_seating_follows_the_public_seed_of_the_draw(tmp_path: Path) -> None:
    place = drawn(tmp_path)
    standbys.make(place, ACTOR, standbys.Order(3, samples=20, tickets=10))
    made, folder = draw(place, ACTOR, Choice(seed="Lotto 3 14"))
    stay_away(place, members(place)[:1])
    stated = json.loads(
        (place.folder / "records" / seat(place, ACTOR).folder / "seated.json").read_bytes()
    )
    label = f"seat {made.ticket}"
    assert stated["record"] == folder
    assert stated["order"] == sorted(made.panel, key=lambda code: number("Lotto 3 14", label, code))
    assert verify_assembly(place).ok
