"""How an assembly begins: its letters, and the quotas of the panel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.begin import (
    Added,
    Wanted,
    add_letters,
    begin,
    read_target,
    set_quotas,
)
from sortition.assembly.decided import UNSAID, decided, unsaid_of
from sortition.assembly.draws import panel
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.panel import Order
from sortition.assembly.ending.disclosure_given import blocked
from sortition.assembly.ending.disclosure_person import export_person
from sortition.assembly.events import events
from sortition.assembly.status import status
from sortition.assembly.store import DATABASE, Place, reading
from sortition.assembly.verify import verify_assembly
from sortition.draw import Choice
from sortition.invitations.joined import MERGED
from sortition.letters.codes import code_hash
from sortition.letters.table import people_rows
from sortition.lottery import Settings
from stratification.errors import InputError, VerificationError
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    codes_in,
    decide_quotas,
    drawn,
    new_dossier,
    ready,
)
from tests.sortition.letter_folders import draw_folder, residents


def letter_rows(place: Place) -> list[dict[str, object]]:
    with reading(place) as dossier:
        return [dict(row) for row in dossier.connection.execute(select(schema.letters)).mappings()]


# ---- letters ----


def test_letters_are_known_by_their_hash_alone(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "draw", residents(6, confidential="yes"))
    place = Place(tmp_path / "dossier")
    begin(place, ACTOR, "  Burgerberaad   Zeewijk ", [folder])
    with reading(place) as dossier:
        settings = decided(dossier.connection)
    assert settings.name == "Burgerberaad Zeewijk"
    people = people_rows(folder / "private" / "people-1.csv")
    rows = letter_rows(place)
    assert {row["hash"] for row in rows} == {
        code_hash(settings.salts[0], person["code"]) for person in people
    }
    assert {row["blocked"] for row in rows} == {1}
    assert {row["stratum"] for row in rows} == {json.dumps({"wijk": "Noord"})}
    data = place.database.read_bytes()
    assert not any(person["code"].encode() in data for person in people)
    assert b"Kerkstraat" not in data
    assert list(status(place).records) == ["01-invitations"]
    assert verify_assembly(place).ok


def test_later_waves_come_in_by_adding_the_same_draw_again(tmp_path: Path) -> None:
    everybody = residents(9)
    folder = draw_folder(tmp_path / "draw", everybody[:3])
    place = Place(tmp_path / "dossier")
    begin(place, ACTOR, "Beraad", [folder])
    with pytest.raises(InputError) as error:
        add_letters(place, ACTOR, folder)
    assert codes_in(error) == ["assembly-letters-known"]
    longer = draw_folder(tmp_path / "again", everybody[:6], waves=2)
    assert add_letters(place, ACTOR, longer) == Added(3, record="02-invitations")
    rows = letter_rows(place)
    assert sorted(row["wave"] for row in rows) == [1, 1, 1, 2, 2, 2]
    with reading(place) as dossier:
        assert len(decided(dossier.connection).salts) == 1
    assert list(status(place).records) == ["01-invitations", "02-invitations"]
    assert verify_assembly(place).ok


def test_several_draws_of_letters_from_the_start(tmp_path: Path) -> None:
    one = draw_folder(tmp_path / "one", residents(3))
    two = draw_folder(tmp_path / "two", residents(7)[3:])
    place = Place(tmp_path / "dossier")
    begin(place, ACTOR, "Beraad", [one, two])
    assert (status(place).letters, len(status(place).records)) == (7, 2)
    assert verify_assembly(place).ok


@pytest.mark.parametrize("what", ["merged", "none", "file", "private", "salt", "public"])
def test_letters_that_cannot_be_used_leave_nothing(tmp_path: Path, what: str) -> None:
    folder = draw_folder(tmp_path / "draw", residents(3))
    kind: type[Exception] = InputError
    if what == "merged":
        (folder / MERGED).write_text("{}")
    elif what == "none":
        folder = tmp_path / "nowhere"
    elif what == "file":
        folder = tmp_path / "file"
        folder.write_text("")
    elif what == "private":
        shutil.rmtree(folder / "private")
    else:
        kind = VerificationError
        path = folder / ("private/salt.txt" if what == "salt" else "record/wave-1.json")
        path = path if path.exists() else next((folder / "private").glob("*salt*"))
        path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    place = Place(tmp_path / "dossier")
    with pytest.raises(kind):
        begin(place, ACTOR, "Beraad", [folder])
    assert not place.folder.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_hub_needs_no_names(tmp_path: Path) -> None:
    """Record and salt are enough; then all letters count as those of people with a block."""
    full = draw_folder(tmp_path / "full", residents(6))
    hub = tmp_path / "hub"
    shutil.copytree(full / "record", hub / "record")
    (hub / "private").mkdir()
    place = Place(tmp_path / "dossier")
    with pytest.raises(InputError):
        begin(place, ACTOR, "Beraad", [hub])  # without the salt no code can be looked up
    shutil.copy(full / "private" / "salt.txt", hub / "private")
    added = begin(place, ACTOR, "Beraad", [hub])
    assert added.letters == 6
    assert [(one.code, one.file) for one in added.notices] == [("assembly-letters-hashes", "hub")]
    rows = letter_rows(place)
    assert {(row["home"], row["blocked"]) for row in rows} == {(None, schema.BLOCK_UNKNOWN)}
    salt = bytes.fromhex((hub / "private" / "salt.txt").read_text().strip())
    people = people_rows(full / "private" / "people-1.csv")
    assert {row["hash"] for row in rows} == {code_hash(salt, person["code"]) for person in people}
    assert verify_assembly(place).ok
    code = people[0]["code"]
    with reading(place) as dossier:
        assert blocked(dossier, frozenset({code})) == {code}  # tables for others leave them out
    (letter,) = export_person(place, ACTOR, code)["letters"]
    assert letter["blocked"] is None  # but nobody is told that they have a block


def test_lists_of_people_are_there_for_all_waves_or_for_none(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "draw", residents(8), waves=2)
    (folder / "private" / "people-1.csv").unlink()
    with pytest.raises(InputError):
        begin(Place(tmp_path / "dossier"), ACTOR, "Beraad", [folder])
    (folder / "private" / "people-2.csv").unlink()
    assert begin(Place(tmp_path / "dossier"), ACTOR, "Beraad", [folder]).letters == 8


def test_a_name_is_needed_and_a_new_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        begin(Place(tmp_path / "dossier"), ACTOR, " \t")
    assert codes_in(error) == ["assembly-name-blank"]
    place = new_dossier(tmp_path)
    before = (place.folder / DATABASE).read_bytes()
    with pytest.raises(InputError):
        begin(place, ACTOR, "Another")
    assert (place.folder / DATABASE).read_bytes() == before


# ---- quotas ----


def wanted(tmp_path: Path, text: str = QUOTAS, seats: int = 4, *unsaid: str) -> Wanted:
    path = tmp_path / "some.csv"
    path.write_text(text)
    return Wanted(path, seats, unsaid)


def test_who_prefers_not_to_say_is_free(tmp_path: Path) -> None:
    target = read_target(wanted(tmp_path, QUOTAS, 4, "GESLACHT"))
    (row,) = [row for row in target.quotas.rows if row.value == UNSAID]
    assert (row.category, row.value, row.min, row.max) == ("geslacht", UNSAID, 0, 4)
    assert target.unsaid == ("geslacht",)
    assert target.quotas.values_of("leeftijd") == ("16-29", "30-64", "65+")


def test_the_quotas_may_spell_it_themselves(tmp_path: Path) -> None:
    text = QUOTAS + "geslacht,Prefer not to say,0,1\n"
    target = read_target(wanted(tmp_path, text, 4, "geslacht"))
    assert len(target.quotas.rows) == 6
    assert unsaid_of(target) == {"geslacht": "Prefer not to say"}


@pytest.mark.parametrize(
    ("seats", "unsaid", "expected"),
    [
        (0, (), ["seats-below-one"]),
        (4, ("wijk",), ["assembly-unsaid-unknown"]),
        (-1, ("wijk", "leeftijd", "x"), ["seats-below-one", *["assembly-unsaid-unknown"] * 2]),
    ],
)
def test_everything_wrong_is_told(
    tmp_path: Path, seats: int, unsaid: tuple[str, ...], expected: list[str]
) -> None:
    place = new_dossier(tmp_path, quotas=None)
    with pytest.raises(InputError) as error:
        set_quotas(place, ACTOR, wanted(tmp_path, QUOTAS, seats, *unsaid))
    assert codes_in(error) == expected
    assert status(place).seats is None


def test_quotas_may_change_freely_before_the_lottery(tmp_path: Path) -> None:
    place = ready(tmp_path)
    decide_quotas(place, tmp_path, QUOTAS.replace("2,3", "1,3"), seats=5)
    with reading(place) as dossier:
        target = decided(dossier.connection).need_target()
    assert (target.seats, target.quotas.rows[3].min) == (5, 1)


def test_late_quotas_need_a_reason_and_another_lottery(tmp_path: Path) -> None:
    place = ready(tmp_path)
    order = Order(Settings(tickets=10, seed="zaad"))
    panel.make(place, ACTOR, order)
    for why in (None, " "):
        with pytest.raises(InputError) as error:
            set_quotas(place, ACTOR, Wanted(tmp_path / "quotas.csv", 5, why=why))
        assert codes_in(error) == ["assembly-quotas-late"]
    set_quotas(place, ACTOR, Wanted(tmp_path / "quotas.csv", 4, why="the same: nothing changes"))
    text = QUOTAS.replace("man,1,2", "man,1,3")
    set_quotas(place, ACTOR, Wanted(wanted(tmp_path, text).file, 4, why="raadsbesluit"))
    with reading(place) as dossier:
        assert events(dossier)[-1].why == "raadsbesluit"
    with pytest.raises(InputError) as error:
        draw(place, ACTOR, Choice(ticket="3"))
    assert codes_in(error) == ["assembly-draw-quotas"]
    panel.make(place, ACTOR, Order(order.settings, again="other quotas"))
    draw(place, ACTOR, Choice(ticket="3"))
    assert list(status(place).records) == ["01-panel", "02-panel"]
    assert verify_assembly(place).ok


def test_quotas_are_fixed_once_the_panel_is_drawn(tmp_path: Path) -> None:
    place = drawn(tmp_path)
    with pytest.raises(InputError) as error:
        set_quotas(place, ACTOR, Wanted(tmp_path / "quotas.csv", 5, why="a larger room"))
    assert codes_in(error) == ["assembly-quotas-drawn"]
    assert status(place).seats == 4
