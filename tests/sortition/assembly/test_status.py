"""Where an assembly stands: every next step at its moment, in a whole course."""

from __future__ import annotations

from pathlib import Path

from sortition.assembly.begin import add_letters
from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.rotation import Order, rotate
from sortition.assembly.ending.erase import Order as Erase
from sortition.assembly.ending.erase import erase
from sortition.assembly.ending.retention import close_assembly
from sortition.assembly.signups.importing import import_signups
from sortition.assembly.status import NEXT, Status
from sortition.assembly.status import status as status_on
from sortition.assembly.store import Place
from sortition.draw import Choice
from sortition.letters.table import people_rows
from sortition.lottery import Settings
from sortition.report.assembly import NEXT as WORDS
from sortition.report.assembly import status_text
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    crowd,
    decide_quotas,
    later,
    leave,
    members,
    new_dossier,
    write_rows,
)
from tests.sortition.letter_folders import draw_folder, residents

GONE = ("queue",)
TEN = Settings(tickets=10, seed="zaad")


def status(place: Place, days: int = 0) -> Status:
    """Where it stands so many days after the story began."""
    return status_on(place, later(days).now.date())


def test_every_step_has_words() -> None:
    assert list(WORDS) == list(NEXT)


def rows(codes: list[str]) -> list[dict[str, str]]:
    told = list(crowd(len(codes)).values())
    ages = {"16-29": "23", "30-64": "41", "65+": "70"}
    return [
        {
            "code": code,
            "Tijdstempel": f"20-11-2026 14:{at:02}",
            "leeftijd": ages[one["leeftijd"]],
            "geslacht": one["geslacht"],
        }
        for at, (code, one) in enumerate(zip(codes, told, strict=True))
    ]


def test_a_whole_course(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, quotas=None)
    now = status(place)
    assert (now.name, now.letters, now.seats, now.open) == ("Burgerberaad Zeewijk", 0, None, 0)
    assert now.next == ("letters", "quotas")
    assert not any(now.states.values())

    folder = draw_folder(tmp_path / "letters", residents(20))
    add_letters(place, ACTOR, folder)
    assert status(place).next == ("quotas",)
    decide_quotas(place, tmp_path, QUOTAS)
    assert status(place).next == ("sign-ups",)

    codes = [row["code"] for row in people_rows(folder / "private" / "people-1.csv")]
    signed = rows(codes[:16])
    signed[0]["geslacht"] = "vrauw"
    import_signups(place, ACTOR, write_rows(tmp_path / "form.csv", signed))
    now = status(place)
    assert (now.letters, now.accepted, now.queue) == (20, 15, {"doubtful": 1})
    assert now.next == ("queue", "lottery")

    panel.make(place, ACTOR, panel.Order(TEN))
    assert status(place).next == ("draw",)
    assert status(place).records == {"01-invitations": None, "02-panel": ""}
    draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).next == ("confirm", "close")
    leave(place, *members(place)[1:], state="confirmed")
    leave(place, next(code for code in members(place)), state="declined")
    now = status(place)
    assert (now.next, now.open) == (("replace", "call", "close"), 1)
    assert {name: n for name, n in now.states.items() if n} == {"declined": 1, "confirmed": 3}

    refill.make(place, ACTOR, refill.Order(TEN))
    assert status(place).next == ("draw",)
    draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).next == ("confirm", "close")
    leave(place, members(place)[0], state="withdrawn")
    answer(place, ACTOR, Answer(call(place).code, True))
    assert status(place).open == 0

    rotate(place, ACTOR, Order(2, TEN, accept_deviation=True))
    assert "draw" in status(place).next
    assert "replace" not in status(place).next
    draw(place, ACTOR, Choice(ticket="3"))
    assert {"replace", "call", "close"} <= set(status(place).next)
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).open == 0
    assert list(status(place).records.values()) == [None, "3", "3", None, "3", "3"]

    assert status(place, 41).due == ()
    now = status(place, 42)
    assert (now.due, now.next[-1]) == (GONE, "erase")
    assert "To be destroyed   queue: the term is over" in status_text(now, place.folder)

    close_assembly(place, ACTOR, ACTOR.now.date())
    assert status(place).next == ("erase",)
    assert status(Place(place.folder)) == status(place)

    erase(place, later(42), Erase(GONE))
    now = status(place, 42)
    assert (now.due, now.erased) == (("unselected", "answers"), dict.fromkeys(GONE, "2027-01-07"))
    assert now.list_erased is None
    erase(place, later(50), Erase(["everything"], "klaar", early=True))
    now = status(place, 50)
    assert (now.due, now.next, now.list_erased) == ((), (), "2027-01-15")
    told = status_text(now, place.folder).splitlines()
    assert told[2:4] == [f"{name:<18}destroyed on 2027-01-15" for name in ("Letters", "Sign-ups")]
    assert "nothing at this moment" in told[-1]


def test_what_went_early_is_not_asked_for_again(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=4)
    erase(place, ACTOR, Erase(["codes"], "afgelast", early=True))
    assert status(place).next == ()
