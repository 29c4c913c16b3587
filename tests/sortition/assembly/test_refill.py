"""Replacement lotteries of a dossier."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.assembly.decided import decided
from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.refill import Order
from sortition.assembly.draws.seats import Step, set_state
from sortition.assembly.draws.vacancies import vacancy_of
from sortition.assembly.signups.changes import withdraw
from sortition.assembly.status import status
from sortition.assembly.store import Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.verify import verify
from stratification.errors import InputError, NoPanelError
from stratification.people import Source
from stratification.problem import check_panel
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_in,
    codes_of,
    copied,
    crowd,
    drawn,
    leave,
    meets,
    members,
    new_dossier,
    put_people,
    states,
)

TEN = Settings(tickets=10, seed="aanvulling")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A panel of four out of 16."""
    return drawn(tmp_path_factory.mktemp("refill"))


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def replaced(place: Place, ticket: str = "4", seed: str = "aanvulling") -> refill.Made:
    made = refill.make(place, ACTOR, Order(Settings(tickets=10, seed=seed)))
    draw(place, ACTOR, Choice(ticket=ticket))
    return made


def test_every_ticket_completes_the_panel(place: Place) -> None:
    first, second, *stay = members(place)
    leave(place, first)
    leave(place, second, state="no-show")
    with reading(place) as dossier:
        vacancy = vacancy_of(dossier)
    for seed in range(25):
        other = refill.make_replacement(vacancy, Settings(tickets=20, seed=str(seed)))
        for ticket in other.lottery.tickets:
            assert not {first, second, *stay} & set(ticket)
            people = [vacancy.pool.ids.index(code) for code in (*stay, *ticket)]
            assert not check_panel(vacancy.pool, vacancy.quotas, vacancy.seats, people)
    chances = other.seat_chances
    assert sum(chances.values()) == 4
    assert {chances[code] for code in stay} == {1}
    assert {chances[first], chances[second]} == {0}
    tickets = Counter(code for ticket in other.lottery.tickets for code in ticket)
    for code, count in zip(other.lottery.problem.pool.ids, other.lottery.counts, strict=True):
        assert tickets[code] == count


def test_all_who_fit_have_the_same_chance_of_one_seat(place: Place) -> None:
    """One seat: the tickets share 1/n as evenly as their number lets them."""
    leave(place, members(place)[0])
    made = refill.make(place, ACTOR, Order(Settings(tickets=100, seed="een")))
    able = [chance for chance in made.replacement.lottery.chances if chance]
    assert max(able) - min(able) <= Fraction(1, 100)
    assert sum(able) == 1


def test_it_verifies_with_the_table_that_is_exported(place: Place, tmp_path: Path) -> None:
    leave(place, *members(place)[:2])
    made = replaced(place)
    assert made.folder == "02-replacement"
    assert meets(place)
    source = Source(tmp_path / "pool.csv", "code")
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    record = place.folder / "records" / made.folder
    report = verify(record, source)
    assert report.ok
    assert "check-replacement-panels" in [check.code for check in report.checks]
    assert verify_assembly(place).ok
    other = source.path.read_text().replace("vrouw", "man", 1)
    source.path.write_text(other)
    assert not verify(record, source).ok


def test_those_who_left_are_replaced_and_stay_so(place: Place) -> None:
    first, second, *_ = members(place)
    leave(place, first, second)
    made = replaced(place)
    new = set(members(place)) - {first, second}
    assert (states(place)[first], states(place)[second]) == ("replaced", "replaced")
    assert len(new) == 4
    for wanted in ("drawn", "confirmed"):
        with pytest.raises(InputError) as error:
            set_state(place, ACTOR, Step(wanted, [first], why="changed my mind"))
        assert codes_in(error) == ["seat-step"]
    assert made.replacement.vacancy.open == 2


def test_several_replacements_in_a_row_never_bring_anybody_back(tmp_path: Path) -> None:
    place = drawn(tmp_path, 30)
    chance = random.Random(5)
    gone: set[str] = set()
    for number in range(6):
        leaving = chance.sample(members(place), chance.randint(1, 2))
        state = ("declined", "withdrawn", "no-show")[number % 3]
        leave(place, *leaving, state=state)
        gone |= set(leaving)
        replaced(place, str(chance.randrange(10)), f"seed {number}")
        assert meets(place)
        assert not gone & set(members(place))
        assert {states(place)[code] for code in gone} == {"replaced"}
    assert verify_assembly(place).ok


def test_who_withdrew_or_signed_up_since(place: Place) -> None:
    out, new = sorted(set(crowd(16)) - set(members(place)))[0], codes_of(40)
    withdraw(place, ACTOR, out)
    late = {code: told for code, told in crowd(40).items() if code not in crowd(16)}
    put_people(place, dict(list(late.items())[:3]))
    leave(place, members(place)[0])
    made = refill.make(place, ACTOR, Order(TEN))
    people = made.replacement.lottery.problem.pool.ids
    assert out not in people
    assert set(list(late)[:3]) <= set(people) <= set(new) | set(crowd(16))


# ---- a lottery that does not fit any more ----


def test_a_stale_lottery_is_not_drawn(place: Place) -> None:
    first, second, *_ = members(place)
    leave(place, first)
    refill.make(place, ACTOR, Order(TEN))

    def refused() -> bool:
        with pytest.raises(InputError) as error:
            draw(place, ACTOR, Choice(ticket="1"))
        return codes_in(error) == ["refill-stale"]

    leave(place, second)
    assert refused()
    set_state(place, ACTOR, Step("drawn", [second], why="a slip"))
    set_state(place, ACTOR, Step("drawn", [first], why="came back"))
    assert refused()
    leave(place, first)
    draw(place, ACTOR, Choice(ticket="1"))
    assert meets(place)


def test_another_lottery_takes_the_place_of_a_stale_one(place: Place) -> None:
    first, second, *_ = members(place)
    leave(place, first)
    refill.make(place, ACTOR, Order(TEN))
    leave(place, second)
    with pytest.raises(InputError) as error:
        refill.make(place, ACTOR, Order(TEN))
    assert codes_in(error) == ["assembly-lottery-twice"]
    made = refill.make(place, ACTOR, Order(TEN, again="another one left"))
    assert made.folder == "03-replacement"
    draw(place, ACTOR, Choice(ticket="1"))
    assert status(place).records == {"01-panel": "3", "02-replacement": None, made.folder: "1"}
    assert meets(place)
    assert verify_assembly(place).ok


def test_drawing_a_replacement_again(place: Place) -> None:
    leave(place, *members(place)[:2])
    replaced(place, "4")
    before = set(members(place))
    draw(place, ACTOR, Choice(ticket="5", redraw="the wrong number was typed"))
    assert meets(place)
    assert len(before & set(members(place))) < 4
    assert Counter(states(place).values()) == {"drawn": 4, "replaced": 2}
    leave(place, members(place)[0], state="confirmed")
    assert verify_assembly(place).ok
    with pytest.raises(InputError):
        leave(place, "geen code")
    for code in members(place):
        if states(place)[code] == "drawn":
            leave(place, code, state="confirmed")
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="6", redraw="again"))
    assert codes_in(error) == ["seat-redraw-late"]


def test_nothing_to_replace(place: Place, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        refill.make(place, ACTOR, Order(TEN))
    assert codes_in(error) == ["refill-no-seat"]
    with pytest.raises(InputError) as error:
        refill.make(new_dossier(tmp_path / "new"), ACTOR, Order(TEN))
    assert codes_in(error) == ["refill-not-drawn"]


# ---- more people than seats were drawn ----


def test_the_extra_people_of_an_overdraw_absorb_those_who_leave(tmp_path: Path) -> None:
    place = drawn(tmp_path, 24, overdraw=Fraction(1, 2))
    gone = members(place)[:3]
    leave(place, *gone[:2])
    assert status(place).open == 0
    assert "replace" not in status(place).next
    leave(place, gone[2])
    now = status(place)
    assert (now.open, now.next) == (1, ("confirm", "replace", "call", "close"))
    try:
        made = refill.make(place, ACTOR, Order(TEN, accept_deviation=True))
    except NoPanelError:
        pytest.fail("a deviation was accepted")
    assert made.replacement.vacancy.open == 1
    draw(place, ACTOR, Choice(ticket="1"))
    assert len(members(place)) == 4
    assert {states(place)[code] for code in gone} == {"replaced"}
    assert verify_assembly(place).ok


# ---- quotas that cannot be kept ----


def test_a_deviation_must_be_accepted_and_is_published(tmp_path: Path) -> None:
    """The only two of 65 or older leave."""
    place = new_dossier(tmp_path)
    people = crowd(16)
    old = [code for code, told in people.items() if told["leeftijd"] == "65+"]
    for code in old[1:]:
        people[code]["leeftijd"] = "30-64"
    put_people(place, people)
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    assert old[0] in members(place)
    leave(place, old[0])
    with pytest.raises(NoPanelError) as error:
        refill.make(place, ACTOR, Order(TEN))
    assert codes_in(error) == ["replacement-none", "replacement-missed-min"]
    assert list(status(place).records) == ["01-panel"]
    made = refill.make(place, ACTOR, Order(TEN, accept_deviation=True))
    assert [(one.quota.value, one.have) for one in made.replacement.missed] == [("65+", 0)]
    draw(place, ACTOR, Choice(ticket="2"))
    assert len(members(place)) == 4
    assert not meets(place)
    assert verify_assembly(place).ok
    source = Source(tmp_path / "pool.csv", "code")
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    assert verify(place.folder / "records" / made.folder, source).ok


def test_no_housemate_of_those_who_stay(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    people = crowd(18)
    homes = {code: f"h{at // 2}" for at, code in enumerate(people)}
    put_people(place, people, homes)
    panel.make(place, ACTOR, panel.Order(TEN, households=True))
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0])
    stay = members(place)
    made = refill.make(place, ACTOR, Order(Settings(tickets=50, seed="a")))
    for ticket in made.replacement.lottery.tickets:
        panel_homes = [homes[code] for code in (*stay, *ticket)]
        assert len(set(panel_homes)) == 4
    with reading(place) as dossier:
        assert decided(dossier.connection).values["households"] is True
    draw(place, ACTOR, Choice(ticket="02"))
    assert meets(place)
    source = Source(tmp_path / "pool.csv", "code", ("home",))
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    assert verify(place.folder / "records" / made.folder, source).ok
