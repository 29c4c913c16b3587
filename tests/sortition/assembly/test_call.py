"""Calling reserves: the order, who fits, what they say, and the record of it."""

from __future__ import annotations

import json
import random
import shutil
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, Call, answer, call
from sortition.assembly.draws.called import CALLED, FIT
from sortition.assembly.draws.called_verify import verify_called
from sortition.assembly.draws.chances import totals
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.seats import Step, set_state
from sortition.assembly.draws.vacancies import vacancy_of
from sortition.assembly.signups.changes import withdraw
from sortition.assembly.status import status
from sortition.assembly.store import Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.record import digest, json_bytes, sealed
from sortition.replacement.order import RESERVES, read_order, reserve_order
from sortition.report.assembly_seats import call_text
from stratification.errors import InputError, NoPanelError
from stratification.problem import check_panel
from stratification.tables import table_bytes
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_in,
    copied,
    crowd,
    drawn,
    leave,
    meets,
    members,
    new_dossier,
    put_people,
    ready,
    states,
)

TEN = Settings(tickets=10, seed="zaad")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A panel of four out of 16."""
    return drawn(tmp_path_factory.mktemp("call"))


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def order_of(place: Place) -> tuple[str, ...]:
    return read_order(place.folder / "records" / "01-panel")


def fitting(place: Place) -> list[str]:
    """By looking at every way to complete the panel: whom any of them has, in the order."""
    with reading(place) as dossier:
        vacancy = vacancy_of(dossier)
    order = order_of(place)
    able = [code for code in vacancy.candidates if code in order]
    at = {code: number for number, code in enumerate(vacancy.pool.ids)}
    found: set[str] = set()
    for way in combinations(able, vacancy.open):
        people = [at[code] for code in (*vacancy.staying, *way)]
        if not check_panel(vacancy.pool, vacancy.quotas, vacancy.seats, people):
            found |= set(way)
    return [code for code in order if code in found]


def able_before(place: Place, found: Call) -> set[str]:
    """Who stands before in the order, and had no seat and did not say no."""
    with reading(place) as dossier:
        vacancy = vacancy_of(dossier)
    before = set(order_of(place)[: found.place - 1]) & set(vacancy.pool.ids)
    return before - vacancy.staying - vacancy.barred


def says(place: Place, found: Call, yes: bool = True) -> str | None:
    return answer(place, ACTOR, Answer(found.code, yes))


# ---- who is called ----


@pytest.mark.parametrize("homes", [False, True])
def test_the_first_in_the_order_who_fits_is_called(tmp_path: Path, homes: bool) -> None:
    """Many calls in a row, with one seat open and with more."""
    place = new_dossier(tmp_path)
    people = crowd(22)
    put_people(place, people, {code: f"h{at // 2}" for at, code in enumerate(people)})
    panel.make(place, ACTOR, panel.Order(TEN, homes))
    draw(place, ACTOR, Choice(ticket="5"))
    chance = random.Random(homes)
    calls = 0
    while calls < 12:
        if status(place).open == 0:
            leaving = chance.sample(members(place), chance.randint(1, 3))
            leave(place, *leaving, state="withdrawn")
        expected = fitting(place)
        if not expected:
            with pytest.raises(NoPanelError):
                call(place)
            break
        found = call(place)
        assert list(found.fit) == expected
        assert found.code == expected[0] == order_of(place)[found.place - 1]
        assert found.chance == Fraction(1, len(expected))
        assert found.open == status(place).open
        assert found.skipped == len(able_before(place, found))
        calls += 1
        says(place, found, chance.random() < 0.7)
        assert status(place).open > 0 or meets(place)
    assert calls > 5
    assert verify_assembly(place).ok


def test_yes_gives_the_seat_and_a_record(place: Place) -> None:
    gone = members(place)[0]
    leave(place, gone)
    found = call(place)
    assert says(place, found) == "02-reserves"
    assert states(place)[found.code] == "confirmed"
    assert states(place)[gone] == "replaced"
    assert meets(place)
    content = json.loads((place.folder / "records" / "02-reserves" / CALLED).read_text())
    assert (content["called"], content["place"], content["open"]) == (found.code, found.place, 1)
    assert content["barred"] == [gone]
    with pytest.raises(InputError) as error:
        says(place, found)
    assert codes_in(error) == ["refill-no-seat"]


def test_who_said_no_is_public(place: Place) -> None:
    leave(place, members(place)[0])
    no = call(place)
    assert says(place, no, yes=False) is None
    folder = says(place, call(place))
    assert folder is not None
    content = json.loads((place.folder / "records" / folder / CALLED).read_text())
    assert content["passed"] == [no.code]
    assert no.code in content["barred"]
    assert verify_assembly(place).ok


def test_no_is_not_asked_again_nor_drawn_later(place: Place) -> None:
    leave(place, members(place)[0])
    found = call(place)
    assert says(place, found, yes=False) is None
    assert states(place)[found.code] == "passed"
    following = call(place)
    assert following.fit == found.fit[1:]
    with pytest.raises(InputError) as error:
        says(place, found)
    assert codes_in(error) == ["call-not-next"]
    made = refill.make(place, ACTOR, refill.Order(TEN))
    assert found.code not in made.replacement.lottery.problem.pool.ids
    for code in (found.code, following.code):
        with pytest.raises(InputError):
            set_state(place, ACTOR, Step("confirmed", [code], why="a friend"))


def test_out_of_turn_changes_nothing(place: Place) -> None:
    leave(place, members(place)[0])
    found = call(place)
    for code in (found.fit[1], members(place)[0], "2222-2222-2222", "", "geen code"):
        for yes in (True, False):
            with pytest.raises(InputError) as error:
                answer(place, ACTOR, Answer(code, yes))
            assert codes_in(error) == ["call-not-next"]
    assert call(place) == found
    assert list(status(place).records) == ["01-panel"]


def test_who_withdrew_is_skipped_and_who_came_late_is_not_called(place: Place) -> None:
    leave(place, members(place)[0])
    found = call(place)
    withdraw(place, ACTOR, found.code)
    late = {code: told for code, told in crowd(40).items() if code not in crowd(16)}
    put_people(place, late)
    following = call(place)
    assert following.fit == found.fit[1:]
    assert not set(following.fit) & set(late)
    says(place, following)
    assert verify_assembly(place).ok


def test_nobody_left_to_call(place: Place) -> None:
    leave(place, members(place)[0])
    for _ in range(len(call(place).fit)):
        says(place, call(place), yes=False)
    with pytest.raises(NoPanelError):
        call(place)


def test_a_deviation_must_be_accepted(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    people = crowd(16)
    old = [code for code, told in people.items() if told["leeftijd"] == "65+"]
    for code in old[1:]:
        people[code]["leeftijd"] = "30-64"
    put_people(place, people)
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, old[0])
    with pytest.raises(NoPanelError) as error:
        call(place)
    assert "replacement-missed-min" in codes_in(error)
    found = call(place, accept_deviation=True)
    with pytest.raises(NoPanelError):
        says(place, found)
    assert answer(place, ACTOR, Answer(found.code, True, accept_deviation=True)) == "02-reserves"
    assert verify_assembly(place).ok


def test_a_lottery_that_waits_comes_first(place: Place, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        call(ready(tmp_path / "undrawn"))
    assert codes_in(error) == ["refill-not-drawn"]
    with pytest.raises(InputError) as error:
        call(place)
    assert codes_in(error) == ["refill-no-seat"]
    leave(place, members(place)[0])
    refill.make(place, ACTOR, refill.Order(TEN))
    with pytest.raises(InputError) as error:
        call(place)
    assert codes_in(error) == ["call-lottery-waits"]
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0])
    says(place, call(place))
    assert meets(place)
    assert verify_assembly(place).ok


def test_a_redraw_after_a_call_is_refused(place: Place) -> None:
    leave(place, members(place)[0])
    says(place, call(place))
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="1", redraw="x"))
    assert codes_in(error) == ["assembly-redraw-late"]


def test_several_open_seats_are_filled_one_by_one(place: Place) -> None:
    gone = members(place)[:3]
    leave(place, *gone)
    for number in range(1, 4):
        assert says(place, call(place)) == f"{number + 1:02}-reserves"
        assert list(states(place).values()).count("replaced") == number
    assert meets(place)
    assert verify_assembly(place).ok


# ---- the record ----


@pytest.fixture(scope="module")
def record(base: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = copied(base, tmp_path_factory.mktemp("record") / "dossier")
    leave(place, *members(place)[:2])
    says(place, call(place), yes=False)
    says(place, call(place))
    folder = place.folder / "records" / "02-reserves"
    assert verify_called(folder).ok
    return folder


@pytest.fixture
def mine(record: Path, tmp_path: Path) -> Path:
    shutil.copytree(record.parent, tmp_path / "records")
    return tmp_path / "records" / record.name


def reseal(folder: Path, content: dict[str, Any]) -> None:
    (folder / CALLED).write_bytes(json_bytes(sealed(content)))


def failed(folder: Path) -> list[str]:
    return [problem.code for check in verify_called(folder).checks for problem in check.problems]


def test_every_byte_of_the_record_counts(mine: Path) -> None:
    for name in (CALLED, FIT):
        path = mine / name
        data = path.read_bytes()
        for at in range(0, len(data), 3):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert failed(mine), (name, at)
        for other in (data[:-1], data + b" ", b""):
            path.write_bytes(other)
            assert failed(mine)
        path.write_bytes(data)
    assert not failed(mine)


def test_what_is_false_is_found_although_the_digest_is_right(mine: Path) -> None:
    """Not `staying` and `barred`: who has a seat the records before this one show."""
    content = json.loads((mine / CALLED).read_text())
    order = read_order(mine.parent / "01-panel")
    fit = (mine / FIT).read_text().split()[1:]
    other = next(code for code in order if code in fit and code != content["called"])
    changes: list[dict[str, Any]] = [
        {"format": "sortition-reserves-2"},
        {"panel": "02-reserves"},
        {"panel": "../records/01-panel"},
        {"panel": ["01-panel"]},
        {"panel": "09-panel"},
        {"lottery": "0" * 64},
        {"ticket": "4"},
        {"ticket": 3},
        {"seats": 5},
        {"seats": True},
        {"open": 1},
        {"open": "2"},
        {"staying": None},
        {"staying": 5},
        {"staying": [1, 2]},
        {"staying": {"a": 1}},
        {"staying": content["staying"][::-1]},
        {"staying": content["staying"] * 2},
        {"staying": [*content["staying"], content["called"]]},
        {"barred": sorted([*content["barred"], content["called"]])},
        {"barred": "x"},
        {"called": other},
        {"called": other, "place": order.index(other) + 1},
        {"called": content["staying"][0]},
        {"called": None},
        {"place": content["place"] + 1},
        {"place": 0},
        {"place": 999},
        {"fit": content["fit"] - 1},
        {"fit": 0},
        {"fit_digest": "0" * 64},
        {"fit_digest": "x"},
    ]
    for change in changes:
        reseal(mine, content | change)
        assert failed(mine), change
    for name in content:
        reseal(mine, {key: value for key, value in content.items() if key != name})
        assert failed(mine) or name == "digest", name
    reseal(mine, content | {"more": 1})
    assert failed(mine)
    for whole in (b"[]", b"null", b"{", b"\xff"):
        (mine / CALLED).write_bytes(whole)
        assert failed(mine)


def refit(mine: Path, content: dict[str, Any], fit: list[str]) -> None:
    data = table_bytes(["id"], [(code,) for code in fit])
    (mine / FIT).write_bytes(data)
    reseal(mine, content | {"fit": len(fit), "fit_digest": digest(data)})


def test_nobody_who_fits_was_passed_over(mine: Path) -> None:
    content = json.loads((mine / CALLED).read_text())
    order = read_order(mine.parent / "01-panel")
    fit = (mine / FIT).read_text().split()[1:]
    out = {*content["staying"], *content["barred"]}
    before = [code for code in order[: content["place"] - 1] if code not in out]
    if before:
        refit(mine, content, sorted([*fit, before[0]]))
        assert failed(mine) == ["called-next"]
    refit(mine, content, [code for code in fit if code != content["called"]])
    assert failed(mine) == ["called-order"]
    refit(mine, content, sorted([*fit, content["barred"][0]]))
    assert failed(mine) in (["called-barred"], ["called-order"])
    refit(mine, content, sorted([*fit, "2222-2222-2222"]))
    assert failed(mine) == ["called-order"]
    refit(mine, content, fit[::-1])
    assert failed(mine)


def test_who_could_be_called_may_be_held_back(mine: Path) -> None:
    (mine / FIT).unlink()
    report = verify_called(mine)
    assert report.ok
    assert [notice.code for notice in report.notices] == ["called-no-fit"]


def test_another_file_in_the_record_is_told(mine: Path) -> None:
    (mine / "notes.txt").write_text("x")
    assert [notice.code for notice in verify_called(mine).notices] == ["verify-other-file"]


@pytest.mark.parametrize("name", [RESERVES, "draw.json", "tickets.csv", "lottery.json"])
def test_the_record_of_the_panel_is_needed(mine: Path, name: str) -> None:
    path = mine.parent / "01-panel" / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    assert failed(mine)
    path.unlink()
    assert failed(mine)


def test_the_order_follows_the_public_seed_of_the_draw(tmp_path: Path) -> None:
    """Who made the lottery can know the order of a ticket, but not that of a seed to come."""
    orders = []
    for seed in ("Lotto 3 14 15", "Lotto 1 2 3"):
        place = ready(tmp_path / seed)
        panel.make(place, ACTOR, panel.Order(TEN))
        made, folder = draw(place, ACTOR, Choice(seed=seed))
        codes = {person.code for person in totals(place).people}
        expected = reserve_order(codes - set(made.panel), seed, made.ticket)
        orders.append(read_order(place.folder / "records" / folder))
        assert orders[-1] == expected
        assert verify_assembly(place).ok
    assert orders[0] != orders[1]


def test_how_many_were_passed_over_is_told() -> None:
    code = "7KXM-3FRT-96W9"
    one, more, none = (call_text(Call(code, 7, 1, (), (), count), Path("d")) for count in (1, 3, 0))
    assert "1 reserve who comes before was passed over" in one
    assert "3 reserves who come before were passed over" in more
    assert "passed over" not in none
