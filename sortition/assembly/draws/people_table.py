"""The people who were drawn, with their details, for the organiser's own use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.draws.seats import seats
from sortition.assembly.store import Actor, Dossier, Place, changing
from sortition.letters.table import people_rows
from stratification.errors import Finding, InputError
from stratification.register.model import LETTER_FIELDS
from stratification.tables import table_bytes

CODE, STATE, SINCE = "code", "state", "since"


def people_table(place: Place, actor: Actor, names: Sequence[Path] = ()) -> tuple[int, bytes]:
    """How many people were drawn or stand by, and a table of them; that it was made is logged.

    The columns are code, state and since (the day), those kept of the sign-up form, and, with the
    private files of letters, name and address from there.

    Parameters:
        names: files people-W.csv that `sortition invite` wrote.

    Raises:
        InputError: nobody was drawn, or a file cannot be read.
    """
    letters = {row["code"]: row for path in names for row in people_rows(path)}
    with changing(place, actor) as change:
        everybody = seats(change)
        if not everybody:
            raise InputError(Finding("refill-not-drawn"))
        kept = _kept(change, frozenset(one.code for one in everybody))
        fields = list(dict.fromkeys(name for person in kept.values() for name in person))
        more = [name for name in LETTER_FIELDS if letters]
        rows = [
            [
                one.code,
                one.state,
                one.day,
                *(kept.get(one.code, {}).get(name, "") for name in fields),
                *(letters.get(one.code, {}).get(name, "") for name in more),
            ]
            for one in everybody
        ]
        change.event("people-table", people=len(rows))
    return len(rows), table_bytes([CODE, STATE, SINCE, *fields, *more], rows)


def _kept(dossier: Dossier, codes: frozenset[str]) -> dict[str, dict[str, str]]:
    """What is kept of these people now, by code and by field."""
    table = schema.people
    query = select(table.c.code, table.c.field, table.c.value).where(table.c.until.is_(None))
    found: dict[str, dict[str, str]] = {}
    for code, name, value in dossier.connection.execute(query.order_by(table.c.id)):
        if code in codes:
            found.setdefault(code, {})[name] = value
    return found
