"""Every command that changes a dossier, one after the other on a tiny one, for the crash tests."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sortition.assembly import begin as beginning
from sortition.assembly.begin import Wanted
from sortition.assembly.draws import (
    call,
    export,
    panel,
    people_table,
    refill,
    reuse,
    room,
    rotation,
    standbys,
    standbys_draw,
)
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.seats import Step, seats, set_state
from sortition.assembly.ending import disclosure, disclosure_person, erase, erase_person, retention
from sortition.assembly.signups import changes as signups_changes
from sortition.assembly.signups import importing as signups
from sortition.assembly.signups import queue
from sortition.assembly.signups.forms import Form
from sortition.assembly.store import Place, reading
from sortition.draw import Choice
from sortition.lottery import Settings
from stratification.tables import table_bytes
from tests.invite_files import draw_once
from tests.sortition.assembly.dossiers import (
    ACTOR,
    NOON,
    QUOTAS,
    SEATS,
    later,
    letter_codes,
    people,
    write_rows,
)
from tests.sortition.letter_folders import draw_folder, residents

SETTINGS = Settings(tickets=10, seed="een openbare tekst")
PEOPLE = 12


@dataclass(frozen=True)
class Command:
    """Something that is done to a dossier.

    Parameters:
        name: of the command.
        run: does it, to any copy of the dossier.
        least: how many points there are at least; 0: it is not killed, it only leads on.
        begins: it makes the dossier.
        aside: the commands after it begin with the dossier before it.
        finish: what has to be done before the state is the one of a command that was not killed.
    """

    name: str
    run: Callable[[Place], object]
    least: int = 15
    begins: bool = False
    aside: bool = False
    finish: Callable[[Place], object] | None = None


class Files:
    """The folder with the draw of letters, the quotas, the form, and another dossier."""

    root = Path()


def begin_with(root: Path) -> None:
    """Use these files; every dossier has the same salt."""
    Files.root = root
    beginning.new_salt = lambda: bytes(range(1, 33))


def prepare(root: Path) -> None:
    """Make the files."""
    begin_with(root)
    draw_once(root)
    (root / "quotas.csv").write_text(QUOTAS, encoding="utf-8")
    codes = letter_codes(Place(root / "dossier"))
    rows = people(codes[:PEOPLE])
    rows[10]["leeftijd"] = "drie"
    rows[11]["code"] = "7KXM-3FRT-96W9"
    write_rows(root / "form.csv", rows)
    write_rows(root / "later.csv", [*rows, people(codes[: PEOPLE + 1])[-1]])
    _earlier(root)


def _earlier(root: Path) -> None:
    """The dossier of an earlier assembly; two who signed up for it agree to come along."""
    (root / "before").mkdir()
    draw_folder(root / "before" / "draw", residents(8))
    place = Place(root / "earlier")
    beginning.begin(place, ACTOR, "Eerder beraad", [root / "before" / "draw"])
    beginning.set_quotas(place, ACTOR, Wanted(root / "quotas.csv", SEATS))
    codes = letter_codes(Place(root / "before" / "dossier"))
    _imported_from(place, write_rows(root / "before" / "form.csv", people(codes)))
    (root / "consented.csv").write_bytes(table_bytes(["code"], [[code] for code in codes[:2]]))


def _imported_from(place: Place, form: Path) -> object:
    columns = Form(received="Tijdstempel", people=("Naam",))
    return signups.import_signups(place, ACTOR, form, columns)


def _file(name: str) -> Path:
    return Files.root / name


def _codes() -> list[str]:
    return letter_codes(Place(Files.root / "dossier"))


def _members(place: Place, state: str) -> list[str]:
    with reading(place) as dossier:
        return [seat.code for seat in seats(dossier) if seat.state == state]


def _new(place: Place) -> None:
    beginning.begin(place, ACTOR, "Burgerberaad", [_file("draw")])


def _waiting(place: Place, code: str) -> int:
    rows = queue.waiting(place)
    return next(one.number for one in rows if one.reasons[0].code == code)


def _accept(place: Place) -> object:
    decision = queue.Decision("accept", changes={"leeftijd": "30-64"}, why="gebeld")
    return queue.settle(place, ACTOR, _waiting(place, "signup-value"), decision)


def _refuse(place: Place) -> object:
    number = _waiting(place, "signup-code-unknown")
    return queue.settle(place, ACTOR, number, queue.Decision("refuse"))


def _add(place: Place) -> object:
    given = {"code": _codes()[PEOPLE + 2], "leeftijd": "41", "geslacht": "man", "Naam": "N."}
    return signups.add_signup(place, ACTOR, given, "op papier")


def _correct(place: Place) -> object:
    edit = signups_changes.Edit(_codes()[0], {"leeftijd": "65+", "Naam": "Ander"}, "vergissing")
    return signups_changes.correct(place, ACTOR, edit)


def _seat(state: str, of: str, count: int | None = None) -> Callable[[Place], object]:
    def run(place: Place) -> object:
        return set_state(place, ACTOR, Step(state, _members(place, of)[:count]))

    return run


def _lottery(again: str | None = None) -> Callable[[Place], object]:
    order = panel.Order(SETTINGS, households=True, again=again)
    return lambda place: panel.make(place, ACTOR, order)


def _draw(ticket: str, redraw: str | None = None) -> Callable[[Place], object]:
    return lambda place: draw(place, ACTOR, Choice(ticket, redraw=redraw))


def _answer(yes: bool) -> Callable[[Place], object]:
    def run(place: Place) -> object:
        return call.answer(place, ACTOR, call.Answer(call.call(place).code, yes))

    return run


def _imported(name: str) -> Callable[[Place], object]:
    return lambda place: _imported_from(place, _file(name))


def _replace(place: Place) -> object:
    return refill.make(place, ACTOR, refill.Order(SETTINGS, accept_deviation=True))


def _standbys(place: Place) -> object:
    order = standbys.Order(2, samples=20, tickets=5, seed="oefening")
    return standbys.make(place, ACTOR, order)


def _person(place: Place) -> object:
    return disclosure_person.export_person(place, ACTOR, _codes()[0])


def _retention(place: Place) -> object:
    return retention.set_retention(place, ACTOR, "words", 300, "besluit van de raad")


def _reuse(place: Place) -> object:
    """Volunteers come from the dossier of an earlier assembly, each time a fresh copy."""
    earlier = Place(place.folder.with_name("earlier"))
    if earlier.folder.exists():
        shutil.rmtree(earlier.folder)
    shutil.copytree(_file("earlier"), earlier.folder)
    return reuse.reuse(place, ACTOR, earlier, _file("consented.csv"))


def _given(place: Place) -> object:
    order = disclosure.Order("Hotel", "kamers", "toestemming", ["Naam"])
    return disclosure.export_people(place, ACTOR, order)


def _erase_person(place: Place) -> object:
    with reading(place) as dossier:
        code = min(reuse.volunteers(dossier))
    return erase_person.erase_person(place, ACTOR, code, "op verzoek")


def _erase(*kinds: str) -> Callable[[Place], object]:
    return lambda place: erase.erase(place, later(400), erase.Order(kinds))


def _closed(place: Place) -> object:
    return retention.close_assembly(place, later(30), (NOON + datetime.timedelta(30)).date())


def _due(place: Place) -> object:
    return retention.due(place, NOON.date())


COMMANDS = (
    Command("new", _new, 150, begins=True, aside=True),
    Command("new without letters", lambda place: beginning.begin(place, ACTOR, "Beraad"), 0),
    Command("letters", lambda place: beginning.add_letters(place, ACTOR, _file("draw"))),
    Command(
        "quotas",
        lambda place: beginning.set_quotas(place, ACTOR, Wanted(_file("quotas.csv"), SEATS)),
    ),
    Command("import", _imported("form.csv")),
    Command("import again", _imported("later.csv"), 0),
    Command("accept", _accept),
    Command("refuse", _refuse, 0),
    Command("add", _add),
    Command("correct", _correct),
    Command("withdraw", lambda place: signups_changes.withdraw(place, ACTOR, _codes()[1])),
    Command("restore", lambda place: signups_changes.restore(place, ACTOR, _codes()[1], "toch"), 0),
    Command("deadline", lambda place: signups.set_deadline(place, ACTOR, NOON.date()), 0),
    Command("room", lambda place: room.set_room(place, ACTOR, [("raadslid", 2)]), 0),
    Command("lottery", _lottery()),
    Command("another lottery", _lottery("toch niet"), 0),
    Command("draw", _draw("3")),
    Command("redraw", _draw("4", "verkeerd gelezen")),
    Command("pool", lambda place: export.pool_table(place, ACTOR, "03-panel"), aside=True),
    Command("confirm", _seat("confirmed", "drawn")),
    Command("rotate", lambda place: rotation.rotate(place, ACTOR, rotation.Order(3, SETTINGS))),
    Command("draw who stays", _draw("2"), 0),
    Command("replace", _replace),
    Command("draw a replacement", _draw("5")),
    Command(
        "rotate by terms",
        lambda place: rotation.rotate(place, ACTOR, rotation.Order(1, SETTINGS)),
        aside=True,
    ),
    Command("decline", _seat("declined", "drawn", 1), 0),
    Command("call no", _answer(False)),
    Command("call yes", _answer(True)),
    Command("standbys", _standbys),
    Command("draw standbys", _draw("1")),
    Command("withdrawn", _seat("withdrawn", "confirmed", 1), 0),
    Command("seat standbys", lambda place: standbys_draw.seat(place, ACTOR)),
    Command("give", _given),
    Command("seats out", lambda place: people_table.people_table(place, ACTOR, ())),
    Command("export-person", _person),
    Command("reuse", _reuse, aside=True),
    Command("erase-person", _erase_person, finish=_due),
    Command("retention", _retention, 0),
    Command("close", _closed),
    Command("erase", _erase("unselected", "queue"), finish=_due),
    Command("erase everything", _erase("everything"), finish=_due),
)
