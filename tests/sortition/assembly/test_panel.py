"""The lottery of the panel, and its draw."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition import draw as ordinary
from sortition.assembly.begin import add_letters
from sortition.assembly.decided import Target
from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.panel import Order
from sortition.assembly.draws.pool import pool_bytes
from sortition.assembly.draws.rotation import Order as Terms
from sortition.assembly.draws.rotation import rotate
from sortition.assembly.draws.vacancies import pool_of_lottery
from sortition.assembly.publishing import last_lottery
from sortition.assembly.signups.changes import Edit, correct, withdraw
from sortition.assembly.status import status
from sortition.assembly.store import Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.lottery import Settings, make_lottery
from sortition.publish import lottery_files
from sortition.record import CHANCES, DRAW, LOTTERY, MEMBERS, PROOF, TICKETS
from sortition.replacement.order import RESERVES, read_order
from sortition.verify import verify
from stratification.errors import InputError, NoPanelError
from stratification.people import Source
from stratification.pool import read_assembly
from stratification.problem import make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_in,
    codes_of,
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
from tests.sortition.letter_folders import draw_folder, residents

TEN = Settings(tickets=10, seed="zaad")


# ---- the same as without a dossier ----


def exported(place: Place, record: str, tmp_path: Path) -> Path:
    path = tmp_path / "pool.csv"
    path.write_bytes(pool_table(place, ACTOR, record)[1])
    return path


@pytest.mark.parametrize("homes", [False, True])
def test_it_is_an_ordinary_lottery_over_the_table_that_is_exported(
    tmp_path: Path, homes: bool
) -> None:
    place = new_dossier(tmp_path)
    people = crowd(16)
    put_people(place, people, {code: f"h{at // 2}" for at, code in enumerate(people)})
    made = panel.make(place, ACTOR, Order(TEN, homes))
    record = place.folder / "records" / made.folder
    assert made.folder == "01-panel"
    source = Source(exported(place, made.folder, tmp_path), "code", ("home",) if homes else ())
    found = read_assembly(source, record / "quotas.csv", 4)
    lottery = make_lottery(make_problem(found.pool, found.quotas, 4), TEN)
    files = lottery_files(lottery, source)
    for name in (CHANCES, TICKETS, PROOF, MEMBERS, LOTTERY):
        assert (record / name).read_bytes() == files[name], name
    drawn_here, _ = draw(place, ACTOR, Choice(ticket="7"))
    (tmp_path / "record").mkdir()
    for name, data in files.items():
        (tmp_path / "record" / name).write_bytes(data)
    there = ordinary.draw(tmp_path / "record", Choice(ticket="7"))
    assert drawn_here.panel == there.panel
    assert (record / DRAW).read_bytes() == (tmp_path / "record" / DRAW).read_bytes()
    report = verify(record, source, record / "quotas.csv")
    assert report.ok
    assert meets(place)
    table = source.path.read_text()
    assert table.splitlines()[0] == "code,geslacht,leeftijd" + (",home" if homes else "")
    assert not any(f"h{at}" in table for at in range(8))


def test_what_happens_after_the_lottery_changes_nothing_of_its_table(tmp_path: Path) -> None:
    place = ready(tmp_path)
    made = panel.make(place, ACTOR, Order(TEN))
    before = pool_table(place, ACTOR, made.folder)
    codes = codes_of(17)
    withdraw(place, ACTOR, sorted(crowd(16))[0])
    correct(place, ACTOR, Edit(sorted(crowd(16))[1], {"geslacht": "man"}, "a slip"))
    put_people(place, {code: crowd(17)[code] for code in codes if code not in crowd(16)})
    assert pool_table(place, ACTOR, made.folder) == before
    draw(place, ACTOR, Choice(ticket="3"))
    leave(place, members(place)[0])
    assert pool_table(place, ACTOR, made.folder) == before
    other = refill.make(place, ACTOR, refill.Order(TEN))
    assert pool_table(place, ACTOR, other.folder)[1] != before[1]
    source = Source(tmp_path / "pool.csv", "code")
    source.path.write_bytes(before[1])
    record = place.folder / "records" / made.folder
    assert verify(record, source, record / "quotas.csv").ok
    with pytest.raises(InputError) as error:
        pool_table(place, ACTOR, "09-panel")
    assert codes_in(error) == ["refill-no-record"]


def test_values_that_only_combined_quotas_name_and_odd_characters(tmp_path: Path) -> None:
    quotas = "category,feature,min,max\nleeftijd,-29,1,2\nleeftijd,+30,1,2\n"
    quotas += "leeftijd*wijk,-29*=Noord,0,1\n"
    place = new_dossier(tmp_path, quotas=quotas, seats=3)
    answers = [
        {"leeftijd": ("-29", "+30")[at % 2], "wijk": ("=noord", "Zuid")[at // 2 % 2]}
        for at in range(8)
    ]
    put_people(place, dict(zip(codes_of(8), answers, strict=True)))
    made = panel.make(place, ACTOR, Order(TEN))
    draw(place, ACTOR, Choice(seed="dobbelsteen"))
    source = Source(exported(place, made.folder, tmp_path), "code")
    record = place.folder / "records" / made.folder
    assert verify(record, source, record / "quotas.csv").ok
    assert b"Zuid" not in source.path.read_bytes()
    assert meets(place)


# ---- more seats ----


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.integers(1, 6),
    st.integers(1, 4),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_a_panel_that_meets_the_quotas_meets_the_scaled_ones_where_whole(
    counts: list[int], up: int, down: int, data: st.DataObject
) -> None:
    seats = sum(counts)
    if not seats or any(count * up % down for count in counts):
        return
    rows = []
    for at, count in enumerate(counts):
        low = data.draw(st.integers(0, count))
        rows.append(Quota("c", f"v{at}", low, data.draw(st.integers(count, seats + 5))))
    larger = [count * up // down for count in counts]
    if not sum(larger):
        return
    scaled = Target(seats, Quotas(tuple(rows))).scaled(sum(larger))
    assert scaled.seats == sum(larger)
    for row, count in zip(scaled.quotas.rows, larger, strict=True):
        assert row.min <= count <= row.max


@pytest.mark.parametrize("overdraw", ["1/10", "1/4", "1/2", "1"])
def test_an_overdraw_adds_seats_under_scaled_quotas(tmp_path: Path, overdraw: str) -> None:
    place = drawn(tmp_path, overdraw=Fraction(overdraw))
    seats = ceil(4 * (1 + Fraction(overdraw)))
    assert len(members(place)) == seats
    lines = (place.folder / "records" / "01-panel" / "quotas.csv").read_text()
    scale = Fraction(seats, 4)
    assert f"geslacht,vrouw,{int(2 * scale)},{ceil(3 * scale)}" in lines
    assert status(place).open == 0
    assert verify_assembly(place).ok
    leave(place, *members(place)[: seats - 4])
    assert (status(place).open, len(members(place))) == (0, 4)
    with pytest.raises(InputError) as error:
        refill.make(place, ACTOR, refill.Order(TEN))
    assert codes_in(error) == ["refill-no-seat"]


@pytest.mark.parametrize("overdraw", ["-1/10", "11/10"])
def test_an_overdraw_has_bounds(tmp_path: Path, overdraw: str) -> None:
    with pytest.raises(InputError) as error:
        panel.make(ready(tmp_path), ACTOR, Order(TEN, overdraw=Fraction(overdraw)))
    assert codes_in(error) == ["assembly-overdraw"]


# ---- what a lottery needs ----


def test_a_lottery_needs_quotas_people_and_their_answers(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, quotas=None)

    def wrong() -> list[str]:
        with pytest.raises(InputError) as error:
            panel.make(place, ACTOR, Order(TEN))
        return codes_in(error)

    assert wrong() == ["assembly-no-quotas"]
    place = new_dossier(tmp_path / "b")
    assert wrong() == ["assembly-nobody"]
    people = crowd(6)
    put_people(place, {code: people[code] for code in sorted(people)[:3]})
    assert wrong() == ["assembly-too-few"]
    some = {code: dict(people[code]) for code in sorted(people)[3:]}
    first, second, _ = some
    del some[first]["leeftijd"]
    some[second]["geslacht"] = "x"
    put_people(place, some)
    assert wrong() == ["assembly-answers-strange", "assembly-answers-missing"]
    assert status(place).records == {}


def test_no_valid_panel_leaves_nothing(tmp_path: Path) -> None:
    """Nobody of 65 or older signed up."""
    place = new_dossier(tmp_path)
    some = {code: told for code, told in crowd(16).items() if told["leeftijd"] != "65+"}
    put_people(place, some)
    with pytest.raises(NoPanelError):
        panel.make(place, ACTOR, Order(TEN))
    assert status(place).records == {}


def test_nobody_has_a_housemate_on_any_ticket(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    people = crowd(16)
    homes: Mapping[str, str] = {code: f"h{at % 5}" for at, code in enumerate(people) if at < 10}
    put_people(place, people, homes)
    made = panel.make(place, ACTOR, Order(Settings(tickets=40, seed="zaad"), households=True))
    for ticket in made.lottery.tickets:
        shared = [homes[code] for code in ticket if code in homes]
        assert len(set(shared)) == len(shared)


# ---- again ----


def test_another_lottery_needs_a_reason_and_only_the_last_can_be_drawn(tmp_path: Path) -> None:
    place = ready(tmp_path)
    with pytest.raises(InputError) as error:
        panel.make(place, ACTOR, Order(TEN, again="why not"))
    assert codes_in(error) == ["assembly-nothing-again"]
    panel.make(place, ACTOR, Order(TEN))
    for again in (None, " "):
        with pytest.raises(InputError) as error:
            panel.make(place, ACTOR, Order(TEN, again=again))
        assert codes_in(error) == ["assembly-lottery-twice"]
    other = panel.make(place, ACTOR, Order(Settings(tickets=10, seed="b"), again="late sign-ups"))
    assert other.folder == "02-panel"
    _, record = draw(place, ACTOR, Choice(ticket="1"))
    assert record == "02-panel"
    assert status(place).records == {"01-panel": None, "02-panel": "1"}
    with pytest.raises(InputError) as error:
        panel.make(place, ACTOR, Order(TEN))
    assert codes_in(error) == ["assembly-seats-taken"]
    assert verify_assembly(place).ok


def test_drawing_again_needs_a_reason_and_gives_other_seats_and_reserves(tmp_path: Path) -> None:
    place = drawn(tmp_path)
    record = place.folder / "records" / "01-panel"
    before = members(place)
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="4"))
    assert codes_in(error) == ["draw-already"]
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="99", redraw="x"))
    assert members(place) == before
    again, _ = draw(place, ACTOR, Choice(ticket="4", redraw="a die fell off the table"))
    assert again.draws == 2
    assert members(place) == sorted(again.panel) != before
    assert set(states(place).values()) == {"drawn"}
    assert set(read_order(record)) == set(crowd(16)) - set(again.panel)
    assert verify_assembly(place).ok
    leave(place, members(place)[0], state="confirmed")
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="5", redraw="again"))
    assert codes_in(error) == ["seat-redraw-late"]


def test_a_seed_draws_as_well(tmp_path: Path) -> None:
    place = ready(tmp_path)
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="3"))
    assert codes_in(error) == ["assembly-no-lottery"]
    panel.make(place, ACTOR, Order(TEN))
    one, _ = draw(place, ACTOR, Choice(seed="Trekking 12-11"))
    assert one.source == "seed"
    with reading(place) as dossier:
        last = last_lottery(dossier)
    assert last is not None
    assert last.ticket == one.ticket
    assert len(read_order(place.folder / "records" / "01-panel")) == 12


def test_a_draw_never_changes_what_a_later_record_refers_to(tmp_path: Path) -> None:
    place = ready(tmp_path)
    panel.make(place, ACTOR, Order(TEN))
    add_letters(place, ACTOR, draw_folder(tmp_path / "letters", residents(3)))
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="3"))
    assert codes_in(error) == ["assembly-draw-late"]
    panel.make(place, ACTOR, Order(TEN, again="letters of a second wave"))
    draw(place, ACTOR, Choice(ticket="3"))
    add_letters(place, ACTOR, draw_folder(tmp_path / "more", residents(6)[3:]))
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="4", redraw="the wrong number"))
    assert codes_in(error) == ["assembly-redraw-late"]
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="4"))
    assert codes_in(error) == ["draw-already"]
    assert verify_assembly(place).ok


def test_a_record_that_was_changed_is_not_drawn(tmp_path: Path) -> None:
    place = ready(tmp_path)
    made = panel.make(place, ACTOR, Order(TEN))
    path = place.folder / "records" / made.folder / TICKETS
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(Exception) as error:  # noqa: PT011
        draw(place, ACTOR, Choice(ticket="3"))
    assert type(error.value).__name__ == "VerificationError"
    assert status(place).records == {made.folder: ""}
    assert not (path.parent / RESERVES).exists()


def test_the_table_of_a_pool_holds_no_names(tmp_path: Path) -> None:
    place = ready(tmp_path)
    made = panel.make(place, ACTOR, Order(TEN))
    with reading(place) as dossier:
        pool = pool_of_lottery(dossier, made.folder)
    lines = pool_bytes(pool).decode().splitlines()
    assert lines[0] == "code,geslacht,leeftijd"
    assert [line.split(",")[0] for line in lines[1:]] == sorted(crowd(16))


def test_a_rotation_before_the_panel_is_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        rotate(ready(tmp_path), ACTOR, Terms(2, TEN))
    assert codes_in(error) == ["rotation-stay"]
