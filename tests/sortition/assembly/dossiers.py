"""Small dossiers, with letters and without, and files of sign-ups for them."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly import facts, schema
from sortition.assembly.begin import Wanted, begin, set_quotas
from sortition.assembly.draws import panel
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.seats import Step, members_of, seats, set_state
from sortition.assembly.draws.vacancies import pool_at
from sortition.assembly.store import Actor, Change, Place, changing, reading
from sortition.draw import Choice
from sortition.letters.codes import make_codes
from sortition.letters.table import people_rows
from sortition.lottery import Settings
from stratification.errors import SortitionError
from stratification.problem import check_panel
from stratification.tables import table_bytes
from tests.sortition.letter_folders import draw_folder, residents

NOON = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)
ACTOR = Actor("griffie", NOON)
QUOTAS = """category,feature,min,max
leeftijd,16-29,1,2
leeftijd,30-64,1,3
leeftijd,65+,1,2
geslacht,vrouw,2,3
geslacht,man,1,2
"""
SEATS = 4
WORDS = {"leeftijd": ("23", "41", "70"), "geslacht": ("vrouw", "man")}
"""Answers to `QUOTAS`, as people give them."""


def later(days: int) -> Actor:
    """The same officer, so many days on."""
    return Actor(ACTOR.who, NOON + datetime.timedelta(days=days))


def new_dossier(
    folder: Path,
    *,
    letters: int = 0,
    quotas: str | None = QUOTAS,
    seats: int = SEATS,
    unsaid: Sequence[str] = (),
) -> Place:
    """A dossier in a new folder.

    Parameters:
        letters: how many people got one (in the folder beside it called draw); 0: nobody did.
        quotas: as a file has them; None: not yet.
        unsaid: the categories in which people may prefer not to say.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draws = (
        [draw_folder(folder / "draw", residents(letters), size=max(1000, 5 * letters))]
        if letters
        else []
    )
    place = Place(folder / "dossier")
    begin(place, ACTOR, "Burgerberaad Zeewijk", draws)
    if quotas is not None:
        decide_quotas(place, folder, quotas, seats=seats, unsaid=unsaid)
    return place


def decide_quotas(
    place: Place, folder: Path, quotas: str, *, seats: int = SEATS, unsaid: Sequence[str] = ()
) -> None:
    """Let these quotas hold."""
    path = folder / "quotas.csv"
    path.write_text(quotas, encoding="utf-8")
    set_quotas(place, ACTOR, Wanted(path, seats, tuple(unsaid)))


def letter_codes(place: Place) -> list[str]:
    """The sign-up codes in the letters of a dossier that `new_dossier` made, in their order."""
    rows = people_rows(place.folder.parent / "draw" / "private" / "people-1.csv")
    return sorted(row["code"] for row in rows)


def people(codes: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a form tool for these codes, one day, all answers in turn."""
    rows = []
    for at, code in enumerate(codes):
        row = {"code": code, "Tijdstempel": f"2{at % 8}-11-2026 14:0{at % 10}"}
        row |= {name: words[at % len(words)] for name, words in WORDS.items()}
        rows.append(row | {"Naam": f"Naam {at}"})
    return rows


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """A file with these rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    path.write_bytes(
        table_bytes(columns, [[row.get(name, "") for name in columns] for row in rows])
    )
    return path


# ---- people put in directly ----


def codes_of(count: int) -> list[str]:
    """So many sign-up codes, in their order; always the same."""
    return sorted(make_codes(bytes(32), [str(number) for number in range(count)]))


def put_people(
    place: Place, answers: Mapping[str, Mapping[str, str]], homes: Mapping[str, str] | None = None
) -> None:
    """Sign-ups with these answers, by code, and the homes of some."""
    with changing(place, ACTOR) as change:
        since = _noted(change, len(answers))
        rows = {"state": "accepted", "received": "2026-11-20", "since": since}
        signups = [{"code": code, "home": (homes or {}).get(code), **rows} for code in answers]
        facts.put_new(change.connection, schema.signups, signups)
        given = [
            {"code": code, "category": category, "value": value, "since": since}
            for code, told in answers.items()
            for category, value in told.items()
        ]
        facts.put_new(change.connection, schema.answers, given)


def _noted(change: Change, accepted: int) -> int:
    rest = dict.fromkeys(("doubtful", "refused", "same"), 0)
    return change.event("import", file="formulier.csv", accepted=accepted, **rest)


def crowd(count: int) -> dict[str, dict[str, str]]:
    """Answers to `QUOTAS` of so many people: all six kinds in turn."""
    ages, sexes = ("16-29", "30-64", "65+"), ("vrouw", "man")
    return {
        code: {"leeftijd": ages[at % 3], "geslacht": sexes[at // 3 % 2]}
        for at, code in enumerate(codes_of(count))
    }


def ready(folder: Path, count: int = 16, **given: Any) -> Place:
    """A dossier without letters in which so many people signed up."""
    place = new_dossier(folder, **given)
    put_people(place, crowd(count))
    return place


def drawn(
    folder: Path, count: int = 16, ticket: str = "3", seed: str = "zaad", **order: Any
) -> Place:
    """The same, with a panel of four that was drawn from ten tickets."""
    place = ready(folder, count)
    panel.make(place, ACTOR, panel.Order(Settings(tickets=10, seed=seed), **order))
    draw(place, ACTOR, Choice(ticket=ticket))
    return place


def copied(place: Place, folder: Path) -> Place:
    """A copy of a dossier."""
    shutil.copytree(place.folder, folder)
    return Place(folder)


def members(place: Place) -> list[str]:
    """The codes of those who have a seat."""
    with reading(place) as dossier:
        return sorted(members_of(dossier))


def states(place: Place) -> dict[str, str]:
    """The state of everybody who was ever drawn or called."""
    with reading(place) as dossier:
        return {seat.code: seat.state for seat in seats(dossier)}


def leave(place: Place, *codes: str, state: str = "declined") -> None:
    """Let members go."""
    set_state(place, ACTOR, Step(state, codes))


def meets(place: Place) -> bool:
    """Whether the panel is whole and meets all quotas, and no two live together."""
    with reading(place) as dossier:
        target, pool = pool_at(dossier)
        panel_of = members_of(dossier)
    places = [at for at, code in enumerate(pool.ids) if code in panel_of]
    return not check_panel(pool, target.quotas, target.seats, places)


def codes_in(error: pytest.ExceptionInfo[SortitionError]) -> list[str]:
    """What was wrong, by the codes of messages."""
    return [finding.code for finding in error.value.findings]
