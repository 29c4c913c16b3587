"""Everybody's chances over all draws together."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.chances import one_of, totals
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.rotation import Order, rotate
from sortition.assembly.signups.changes import withdraw
from sortition.assembly.store import Place
from sortition.draw import Choice
from sortition.lottery import Settings
from stratification.errors import InputError
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_in,
    crowd,
    drawn,
    leave,
    members,
    put_people,
    ready,
    states,
)

TEN = Settings(tickets=10, seed="zaad")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A panel, a replacement, a reserve who said no, one who said yes, a rotation."""
    place = drawn(tmp_path_factory.mktemp("chances"), 20)
    withdraw(place, ACTOR, sorted(set(crowd(20)) - set(members(place)))[0])
    late = sorted(set(crowd(30)) - set(crowd(20)))[0]
    put_people(place, {late: crowd(30)[late]})
    leave(place, *members(place)[:2])
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    leave(place, members(place)[0])
    answer(place, ACTOR, Answer(call(place).code, False))
    answer(place, ACTOR, Answer(call(place).code, True))
    rotate(place, ACTOR, Order(2, TEN, accept_deviation=True))
    return place


def test_the_parts_are_exact(course: Place) -> None:
    found = totals(course)
    assert [part.folder for part in found.parts] == ["01-panel", "02-replacement", "03-reserves"]
    for part in found.parts[:2]:
        lines = (course.folder / "records" / part.folder / "tickets.csv").read_text().split()
        on = Counter(code for line in lines[1:] for code in line.split(",")[1:])
        if not set(on) & set(part.chances):  # one person on a line
            on = Counter(code for line in lines for code in line.split(",") if code in part.chances)
        assert part.tickets == 10
        assert part.chances == {code: Fraction(on[code], 10) for code in part.chances}
    assert [sum(part.chances.values()) for part in found.parts] == [4, 2, 1]
    assert len(set(found.parts[2].chances.values())) == 1


def test_together_somebody_had_at_least_one_seat(course: Place) -> None:
    found = totals(course)
    assert [one.code for one in found.people] == sorted(one.code for one in found.people)
    everybody = {code for part in found.parts for code in part.chances}
    assert {one.code for one in found.people} == everybody
    assert len(everybody - set(crowd(20))) == 1  # who came late
    for one in found.people:
        assert one.parts == {
            part.folder: part.chances[one.code] for part in found.parts if one.code in part.chances
        }
        none = Fraction(1)
        for chance in one.parts.values():
            none *= 1 - chance
        assert one.together == 1 - none
        assert one.state == states(course).get(one.code)
        assert 0 <= one.together <= 1
    assert any(len(one.parts) == 3 for one in found.people)
    passed = [one for one in found.people if one.state == "passed"]
    assert ["03-reserves" in one.parts for one in passed] == [False]


def test_of_one_person_however_the_code_is_typed(course: Place) -> None:
    found = totals(course)
    code = found.people[3].code
    one = one_of(found, f" {code.lower().replace('-', '')} ")
    assert one.people == (found.people[3],)
    assert one.parts == found.parts
    for other in ("2222-2222-2222", "", "Jan"):
        with pytest.raises(InputError) as error:
            one_of(found, other)
        assert codes_in(error) == ["chances-unknown"]


def test_a_lottery_that_was_replaced_before_the_draw_does_not_count(tmp_path: Path) -> None:
    place = ready(tmp_path)
    with pytest.raises(InputError) as error:
        totals(place)
    assert codes_in(error) == ["assembly-no-lottery"]
    panel.make(place, ACTOR, panel.Order(TEN))
    assert [part.folder for part in totals(place).parts] == ["01-panel"]
    panel.make(place, ACTOR, panel.Order(TEN, again="a slip"))
    assert [part.folder for part in totals(place).parts] == ["02-panel"]
    draw(place, ACTOR, Choice(ticket="1"))
    draw(place, ACTOR, Choice(ticket="2", redraw="the die fell"))
    found = totals(place)
    assert [part.folder for part in found.parts] == ["02-panel"]
    assert Counter(one.state for one in found.people) == {"drawn": 4, None: 12}
