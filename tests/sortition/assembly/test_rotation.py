"""Rotation: terms, who stays, and the whole panel that meets its quotas after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.rotation import Order, Rotation, rotate, split, terms_of
from sortition.assembly.draws.seats import Step, set_state
from sortition.assembly.status import status
from sortition.assembly.store import Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings
from sortition.verify import verify
from stratification.errors import InputError, NoPanelError
from stratification.people import Source
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
    states,
)

TEN = Settings(tickets=10, seed="zaad")
EIGHT = """category,feature,min,max
leeftijd,16-29,2,3
leeftijd,30-64,2,4
leeftijd,65+,2,3
geslacht,vrouw,4,5
geslacht,man,3,4
"""


def eight(folder: Path, people: int = 60, **order: object) -> Place:
    """A panel of eight."""
    place = new_dossier(folder, quotas=EIGHT, seats=8)
    put_people(place, crowd(people))
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="2"))
    return place


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return eight(tmp_path_factory.mktemp("rotation"))


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


def terms(place: Place) -> dict[str, int]:
    with reading(place) as dossier:
        return terms_of(dossier)


def renew(place: Place, stay: int, number: int = 0) -> Rotation:
    """End a term and fill the seats."""
    order = Order(stay, Settings(tickets=10, seed=f"blijven {number}"))
    made = rotate(place, ACTOR, order)
    if made.made is not None:
        draw(place, ACTOR, Choice(ticket=str(number % 10)))
    assert len(members(place)) == stay
    refill.make(place, ACTOR, refill.Order(Settings(tickets=10, seed=f"nieuw {number}")))
    draw(place, ACTOR, Choice(ticket=str((3 * number) % 10)))
    return made


# ---- who has most terms leaves first ----


@given(
    st.dictionaries(st.text("abcdefghij", min_size=1, max_size=2), st.integers(1, 5), min_size=2),
    st.data(),
)
def test_split(told: dict[str, int], data: st.DataObject) -> None:
    stay = data.draw(st.integers(1, len(told) - 1))
    sure, gone = split(told, stay)
    between = set(told) - sure - gone
    assert not sure & gone
    assert len(sure) <= stay <= len(sure) + len(between)
    assert len({told[code] for code in between}) <= 1
    assert not between or len(sure) < stay < len(sure) + len(between)
    for kept in sure:
        assert all(told[kept] < told[code] for code in between | gone)
    assert all(told[code] < told[left] for code in between for left in gone)


def test_the_part_that_stays_meets_quotas_in_proportion(place: Place, tmp_path: Path) -> None:
    made = rotate(place, ACTOR, Order(4, Settings(tickets=30, seed="a")))
    assert made.folder == "02-rotation"
    assert made.made is not None
    people = crowd(60)
    for ticket in made.made.lottery.tickets:
        told = [people[code] for code in ticket]
        for category, value, low, high in (
            *(("leeftijd", "16-29", 1, 2), ("leeftijd", "30-64", 1, 2), ("leeftijd", "65+", 1, 2)),
            *(("geslacht", "vrouw", 2, 3), ("geslacht", "man", 1, 2)),
        ):
            assert low <= sum(one[category] == value for one in told) <= high
    assert len(members(place)) == 8  # until it is drawn
    source = Source(tmp_path / "pool.csv", "code")
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    assert len(source.path.read_text().splitlines()) == 9
    draw(place, ACTOR, Choice(ticket="04"))
    assert verify(place.folder / "records" / made.folder, source).ok
    assert len(members(place)) == 4
    assert list(states(place).values()).count("served") == 4
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    assert verify(place.folder / "records" / made.folder, source).ok
    assert verify_assembly(place).ok
    assert status(place).next == ("confirm", "replace", "call", "close")


def test_term_after_term_the_panel_meets_its_quotas_and_terms_stay_balanced(place: Place) -> None:
    ever: set[str] = set(members(place))
    for number in range(5):
        before = terms(place)
        made = renew(place, 4, number)
        assert meets(place)
        after = terms(place)
        assert {code for code, count in after.items() if count > 1} == set(before) & set(after)
        assert all(after[code] == before[code] + 1 for code in set(before) & set(after))
        new = set(after) - set(before)
        assert {after[code] for code in new} == {1}
        assert not new & ever
        ever |= new
        assert max(after.values()) <= 2
        assert (made.made is None) == (number > 0)
        assert made.folder.endswith("rotation" if number == 0 else "terms")
    assert verify_assembly(place).ok


def test_some_stay_for_certain_and_equals_are_drawn(place: Place, tmp_path: Path) -> None:
    renew(place, 4)
    made = rotate(place, ACTOR, Order(6, TEN))
    assert made.made is not None
    assert len(made.stay) == 4
    assert not made.leave
    assert {terms(place)[code] for code in made.stay} == {1}
    source = Source(tmp_path / "pool.csv", "code")
    source.path.write_bytes(pool_table(place, ACTOR, made.folder)[1])
    draw(place, ACTOR, Choice(ticket="3"))
    assert verify(place.folder / "records" / made.folder, source).ok
    assert made.stay <= set(members(place))
    made = rotate(place, ACTOR, Order(1, TEN))
    assert len(made.leave) == 2
    draw(place, ACTOR, Choice(ticket="3"))
    assert len(members(place)) == 1
    assert verify_assembly(place).ok


def test_open_seats_do_not_hinder(place: Place) -> None:
    gone = members(place)[:2]
    leave(place, *gone)
    rotate(place, ACTOR, Order(3, TEN, accept_deviation=True))
    draw(place, ACTOR, Choice(ticket="3"))
    assert len(members(place)) == 3
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    assert meets(place)
    assert {states(place)[code] for code in gone} == {"replaced"}


# ---- what is refused ----


@pytest.mark.parametrize("stay", [-1, 0, 8, 9])
def test_somebody_stays_and_somebody_leaves(place: Place, stay: int) -> None:
    with pytest.raises(InputError) as error:
        rotate(place, ACTOR, Order(stay, TEN))
    assert codes_in(error) == ["rotation-stay"]


def test_a_stale_rotation_is_not_drawn(place: Place) -> None:
    rotate(place, ACTOR, Order(4, TEN))
    leave(place, members(place)[0])
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="3"))
    assert codes_in(error) == ["refill-stale"]
    with pytest.raises(InputError) as error:
        rotate(place, ACTOR, Order(4, TEN))
    assert codes_in(error) == ["assembly-lottery-twice"]
    made = rotate(place, ACTOR, Order(4, TEN, accept_deviation=True, again="one left"))
    assert made.folder == "03-rotation"
    draw(place, ACTOR, Choice(ticket="3"))
    assert len(members(place)) == 4


def test_quotas_that_those_who_stay_cannot_keep(tmp_path: Path) -> None:
    """Men are in one half of the panel only: the newcomers, who stay for certain."""
    place = eight(tmp_path)
    people = crowd(60)
    women = [code for code in members(place) if people[code]["geslacht"] == "vrouw"]
    set_state(place, ACTOR, Step("declined", [c for c in members(place) if c not in women]))
    with pytest.raises(NoPanelError):
        rotate(place, ACTOR, Order(3, TEN))
    made = rotate(place, ACTOR, Order(3, TEN, accept_deviation=True))
    assert made.made is not None
    assert made.made.missed


# ---- again ----


def test_a_rotation_drawn_again_gives_their_seats_back(place: Place) -> None:
    rotate(place, ACTOR, Order(4, TEN))
    everybody = set(members(place))
    leave(place, sorted(everybody)[0], state="confirmed")
    before = states(place)
    draw(place, ACTOR, Choice(ticket="3"))
    first = set(members(place))
    drawn_again, _ = draw(place, ACTOR, Choice(ticket="8", redraw="the wrong number was typed"))
    assert set(members(place)) == set(drawn_again.panel) != first
    assert {code: state for code, state in states(place).items() if state == "served"} == (
        dict.fromkeys(everybody - set(drawn_again.panel), "served")
    )
    assert all(states(place)[code] == before[code] for code in drawn_again.panel)
    assert set(terms(place).values()) == {2}  # one term has ended, not two
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="1"))
    assert meets(place)
    assert sorted(terms(place).values()) == [1] * 4 + [2] * 4
    assert verify_assembly(place).ok


def test_not_again_once_something_came_of_it(place: Place) -> None:
    rotate(place, ACTOR, Order(4, TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    leave(place, members(place)[0])
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="4", redraw="x"))
    assert codes_in(error) == ["refill-stale"]


# ---- how terms are counted ----


def test_a_seat_in_a_draw_that_was_undone_is_no_term(tmp_path: Path) -> None:
    """Drawn, undone, and drawn for a seat only after a term had ended."""
    place = drawn(tmp_path, 24, ticket="1")
    undone = set(members(place))
    draw(place, ACTOR, Choice(ticket="2", redraw="the wrong number"))
    back = undone - set(members(place))
    for number in range(20):
        rotate(place, ACTOR, Order(2, TEN, accept_deviation=True))
        if status(place).records[list(status(place).records)[-1]] == "":
            draw(place, ACTOR, Choice(ticket="1"))
        seed = Settings(tickets=10, seed=str(number))
        made = refill.make(place, ACTOR, refill.Order(seed))
        tickets = [at for at, t in enumerate(made.replacement.lottery.tickets) if back & set(t)]
        draw(place, ACTOR, Choice(ticket=str((tickets or [0])[0])))
        if tickets:
            break
    newcomers = back & set(members(place))
    assert newcomers
    assert {terms(place)[code] for code in newcomers} == {1}
