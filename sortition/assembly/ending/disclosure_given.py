"""To whom data of one person were given: what the log and the records say of it.

The log keeps the group of people that was given, not their codes; who was in the group at that
moment follows from the states that held then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select

from sortition.assembly import facts, schema
from sortition.assembly.chain import record_folders
from sortition.assembly.draws.seats import STAYING, seats
from sortition.assembly.ending.erase_rows import letter_hashes
from sortition.assembly.events import Event, events
from sortition.assembly.store import Dossier
from sortition.invitations.layout import PROVISION
from sortition.letters.provision import read_provisions
from stratification.files import read_bytes

GIVEN, POOL, OWN = "given", "pool", "export-person"
"""The actions of events by which data leave the dossier."""

PANEL, RESERVES, SIGNUPS = "panel", "reserves", "sign-ups"
GROUPS = (PANEL, RESERVES, SIGNUPS)
"""Who has a seat now; who signed up and has had none; everybody who signed up."""


@dataclass(frozen=True)
class Given:
    """One time that data of somebody were given.

    Parameters:
        day: when.
        recipient: to whom; "" when the log does not say.
        fields: which.
        purpose, ground: what for, and on which legal ground; "" when the log does not say.
        record: the folder of the lottery whose pool was given to be checked, or of the letters.
    """

    day: str
    recipient: str
    fields: tuple[str, ...]
    purpose: str = ""
    ground: str = ""
    record: str = ""


def group(dossier: Dossier, who: str, at: int | None = None) -> frozenset[str]:
    """The codes of a group of people now, or when an event was done."""
    everybody = seats(dossier, at)
    if who == PANEL:
        return frozenset(one.code for one in everybody if one.state in STAYING)
    table = schema.signups
    query = select(table.c.code).where(facts.held(table, at), table.c.state == "accepted")
    accepted = frozenset(dossier.connection.scalars(query))
    if who == SIGNUPS:
        return accepted
    return accepted - {one.code for one in everybody}


def blocked(dossier: Dossier, codes: frozenset[str]) -> frozenset[str]:
    """Those whose data may not go to third parties (geheimhouding), by the letter they answered.

    Where their municipality keeps that to itself they are among them, and in `unknown` too.
    """
    return _answered(dossier, codes, schema.letters.c.blocked != 0)


def unknown(dossier: Dossier, codes: frozenset[str]) -> frozenset[str]:
    """Those of whom it is not known whether their data may go to third parties."""
    told = schema.letters.c.blocked
    open_, sure = told == schema.BLOCK_UNKNOWN, told.not_in([0, schema.BLOCK_UNKNOWN])
    return _answered(dossier, codes, open_) - _answered(dossier, codes, sure)


def _answered(
    dossier: Dossier, codes: frozenset[str], where: ColumnElement[bool]
) -> frozenset[str]:
    """Those who answered one of these letters."""
    hashes = set(dossier.connection.scalars(select(schema.letters.c.hash).where(where)))
    if not hashes:
        return frozenset()
    known = letter_hashes(dossier.connection, codes)
    return frozenset(code for code, mine in known.items() if hashes.intersection(mine))


def given_of(dossier: Dossier, code: str) -> tuple[Given, ...]:
    """Every time that data of somebody were given, the first first."""
    found = [*_letters(dossier, code)]
    for event in events(dossier):
        if event.action == GIVEN:
            found += _given(dossier, event, code)
        elif event.action == POOL and _was_in(dossier, event, code):
            folder = str(event.details["folder"])
            found.append(Given(event.at[:10], "", (), record=folder))
        elif event.action == OWN and event.code == code:
            found.append(Given(event.at[:10], code, ()))
    return tuple(found)


def _was_in(dossier: Dossier, event: Event, code: str) -> bool:
    """Whether the table behind a lottery, which was written, had this person in it."""
    return is_in(dossier.records / str(event.details["folder"]), code)


def _given(dossier: Dossier, event: Event, code: str) -> list[Given]:
    told = event.details
    people = group(dossier, told["who"], event.number)
    one = frozenset({code})
    hidden = blocked(dossier, one) - (unknown(dossier, one) if told.get("unknown") else set())
    if code not in people or (not told["inside"] and hidden):
        return []
    return [_said(event.at[:10], told)]


def _said(day: str, told: Mapping[str, Any]) -> Given:
    fields = (*told["fields"], *told["answers"])
    return Given(day, told["recipient"], fields, told["purpose"], told["ground"])


def mentioned(dossier: Dossier, code: str) -> tuple[str, ...]:
    """The folders of the public records that hold a sign-up code, in their order."""
    return tuple(folder.name for folder in record_folders(dossier.records) if is_in(folder, code))


def is_in(folder: Path, code: str) -> bool:
    """Whether any file of a record holds a sign-up code."""
    files = (path for path in sorted(folder.iterdir()) if path.is_file())
    return any(code.encode() in read_bytes(path) for path in files)


def _letters(dossier: Dossier, code: str) -> list[Given]:
    """What was given to make and send the letters, when this person answered one."""
    table = schema.letters
    mine = letter_hashes(dossier.connection, {code}).get(code, [])
    query = select(table.c.hash).where(table.c.hash.in_(mine))
    if not mine or dossier.connection.execute(query).first() is None:
        return []
    return [
        Given(
            one.date.isoformat(),
            one.recipient,
            one.fields,
            one.purpose,
            one.ground,
            path.parent.name,
        )
        for path in sorted(dossier.records.glob(f"*-invitations/{PROVISION}"))
        for one in read_provisions(path)
    ]
