"""Small dossiers, with letters and without, and files of sign-ups for them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from sortition.assembly.begin import Wanted, begin, set_quotas
from sortition.assembly.store import Actor, Place
from sortition.letters.table import people_rows
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
