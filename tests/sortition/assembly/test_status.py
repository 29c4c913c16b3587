"""Where an assembly stands: every next step at its moment, in a whole course."""

from __future__ import annotations

from pathlib import Path

from sortition.assembly.begin import add_letters
from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.rotation import Order, rotate
from sortition.assembly.ending.retention import close_assembly
from sortition.assembly.signups.importing import import_signups
from sortition.assembly.status import NEXT, status
from sortition.assembly.store import Place
from sortition.draw import Choice
from sortition.letters.table import people_rows
from sortition.lottery import Settings
from sortition.report.assembly import NEXT as WORDS
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    crowd,
    decide_quotas,
    leave,
    members,
    new_dossier,
    write_rows,
)
from tests.sortition.letter_folders import draw_folder, residents

TEN = Settings(tickets=10, seed="zaad")


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
    panel.draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).next == ("confirm", "close")
    leave(place, *members(place)[1:], state="confirmed")
    leave(place, next(code for code in members(place)), state="declined")
    now = status(place)
    assert (now.next, now.open) == (("replace", "call", "close"), 1)
    assert {name: n for name, n in now.states.items() if n} == {"declined": 1, "confirmed": 3}

    refill.make(place, ACTOR, refill.Order(TEN))
    assert status(place).next == ("draw",)
    panel.draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).next == ("confirm", "close")
    leave(place, members(place)[0], state="withdrawn")
    answer(place, ACTOR, Answer(call(place).code, True))
    assert status(place).open == 0

    rotate(place, ACTOR, Order(2, TEN, accept_deviation=True))
    assert "draw" in status(place).next
    assert "replace" not in status(place).next
    panel.draw(place, ACTOR, Choice(ticket="3"))
    assert {"replace", "call", "close"} <= set(status(place).next)
    refill.make(place, ACTOR, refill.Order(TEN))
    panel.draw(place, ACTOR, Choice(ticket="3"))
    assert status(place).open == 0
    assert list(status(place).records.values()) == [None, "3", "3", None, "3", "3"]

    close_assembly(place, ACTOR, ACTOR.now.date())
    assert status(place).next == ("erase",)
    assert status(Place(place.folder)) == status(place)
