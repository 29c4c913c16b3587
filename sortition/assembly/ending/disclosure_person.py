"""What a dossier knows of one person, for who asks to see it (AVG art. 15)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from sortition.assembly import schema
from sortition.assembly.decided import decided
from sortition.assembly.draws.called import FIT, read_called, read_fit
from sortition.assembly.ending.disclosure import known_code
from sortition.assembly.ending.disclosure_given import OWN, given_of, mentioned
from sortition.assembly.ending.erase_rows import letter_hashes
from sortition.assembly.events import events
from sortition.assembly.store import Actor, Dossier, Place, changing
from sortition.record import CHANCES, LOTTERY, fraction_text
from sortition.record_files import read_chances, read_lottery
from stratification.files import read_bytes

FORMAT = "sortition-person-1"
Rows = list[dict[str, Any]]


def export_person(place: Place, actor: Actor, code: str) -> dict[str, Any]:
    """Everything that the dossier knows of somebody; that it was asked for is in the log.

    `sortition.report.assembly_person` tells it in sentences. Officers are not named.

    Parameters:
        code: the sign-up code, however it is typed.

    Raises:
        InputError: the dossier knows nothing of this code.
        VerificationError: a record was changed.
    """
    with changing(place, actor) as change:
        code = known_code(change, code)
        records = mentioned(change, code)
        content = {
            "format": FORMAT,
            "assembly": decided(change.connection).name,
            "code": code,
            "day": actor.day,
            **_stored(change, code),
            "records": list(records),
            "draws": _draws(change, records, code),
            "events": _events(change, code),
            "given": [vars(one) | {"fields": list(one.fields)} for one in given_of(change, code)],
        }
        change.event(OWN, code)
    return content


def _stored(dossier: Dossier, code: str) -> dict[str, Any]:
    """The rows of the tables, those that held before included."""
    queue = _rows(dossier, schema.queue, code, ("row", "received", "state", "reasons", "cells"))
    for row in queue:
        row |= {"reasons": json.loads(row["reasons"]), "cells": json.loads(row["cells"])}
    return {
        "letters": _letters(dossier, code),
        "sign_up": _rows(dossier, schema.signups, code, ("state", "received", "home")),
        "people": _rows(dossier, schema.people, code, ("field", "value")),
        "answers": _rows(dossier, schema.answers, code, ("category", "value")),
        "queue": queue,
        "seats": _rows(dossier, schema.seats, code, ("state", "day", "folder")),
    }


def _rows(dossier: Dossier, table: Table, code: str, columns: Sequence[str]) -> Rows:
    """The rows about somebody, each with the moments from which and until which it held."""
    began, ended = schema.events.alias(), schema.events.alias()
    query = (
        select(*(table.c[name] for name in columns), began.c.at, ended.c.at.label("end"))
        .join(began, table.c.since == began.c.id)
        .outerjoin(ended, table.c.until == ended.c.id)
        .where(table.c.code == code)
        .order_by(table.c.id)
    )
    found = dossier.connection.execute(query).mappings()
    return [
        {**{name: row[name] for name in columns}, "from": row["at"], "until": row["end"]}
        for row in found
    ]


def _letters(dossier: Dossier, code: str) -> Rows:
    """The letter with this code."""
    table = schema.letters
    hashes = letter_hashes(dossier.connection, {code}).get(code, [])
    rows = dossier.connection.execute(select(table).where(table.c.hash.in_(hashes))).mappings()
    return [
        {
            **row,
            "stratum": json.loads(row["stratum"]),
            "blocked": None if row["blocked"] == schema.BLOCK_UNKNOWN else bool(row["blocked"]),
        }
        for row in rows
    ]


def _draws(dossier: Dossier, records: Sequence[str], code: str) -> Rows:
    """The draws that somebody took part in: the tickets they are on, and the chance."""
    found = []
    for record in records:
        folder = dossier.records / record
        if (folder / LOTTERY).exists():
            tickets, of = _tickets(folder, code)
            chance = None if tickets is None else Fraction(tickets, of)
        elif (folder / FIT).exists():
            fit = read_fit(folder, read_called(folder))
            tickets, of, chance = None, None, Fraction(1, len(fit)) if code in fit else None
        else:
            continue
        if chance is not None:
            stated = {"chance": fraction_text(chance), "tickets": tickets, "of": of}
            found.append({"folder": record, **stated})
    return found


def _tickets(folder: Path, code: str) -> tuple[int | None, int]:
    """How many tickets of a lottery somebody is on (None: they took no part), and of how many."""
    figures = read_lottery(folder)
    share = read_chances(read_bytes(folder / CHANCES), figures.pool_size).get(code)
    return None if share is None else share.tickets, figures.tickets


def _events(dossier: Dossier, code: str) -> Rows:
    return [
        {"at": one.at, "action": one.action, "details": dict(one.details), "why": one.why}
        for one in events(dossier, code)
    ]
