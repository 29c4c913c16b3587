"""Erasing one person who asks for it (the right to be forgotten, AVG art. 17)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decided
from sortition.assembly.draws.seats import members_of
from sortition.assembly.ending.disclosure import known_code
from sortition.assembly.ending.disclosure_given import given_of, is_in
from sortition.assembly.ending.erase import after
from sortition.assembly.ending.erase_rows import ERASED_PERSON, rows_of
from sortition.assembly.ending.erase_traces import finish, note_traces
from sortition.assembly.events import events
from sortition.assembly.publishing import last_lottery
from sortition.assembly.store import Actor, Change, Dossier, Place, changing
from stratification.errors import Finding, InputError
from stratification.text import listed_names, tidy

_ACCEPTED, _WITHDRAWN = "accepted", "withdrawn"


@dataclass(frozen=True)
class ErasedPerson:
    """What was erased of one person.

    Parameters:
        rows: how many rows of the dossier.
        notices: what stays and why, and what is still to be done.
    """

    code: str
    rows: int
    notices: tuple[Finding, ...]


def erase_person(place: Place, actor: Actor, code: str, why: str) -> ErasedPerson:
    """Erase what the dossier knows of somebody; their sign-up becomes withdrawn.

    Parameters:
        code: the sign-up code, however it is typed.
        why: the reason. It stays in the log: it should name nobody.

    Raises:
        InputError: nobody is known by the code, they have a seat, or no reason is given.
    """
    finish(place)
    with changing(place, actor) as change:
        code = known_code(change, code)
        errors = []
        if code in members_of(change):
            errors.append(Finding("ending-person-seat", {"code": code}))
        if not tidy(why):
            errors.append(Finding("ending-no-why"))
        if errors:
            raise InputError(*errors)
        notices = _notices(change, code)
        count = rows_of(change.connection).erase_person(code)
        since = change.event(ERASED_PERSON, code, why, rows=count)
        _withdraw(change, code, since)
        note_traces(change, since)
    return ErasedPerson(code, count, (*notices, *after(place)))


def _withdraw(change: Change, code: str, since: int) -> None:
    row = change.connection.execute(facts.current(schema.signups, code=code)).first()
    if row is not None and row.state == _ACCEPTED:
        values = {"state": _WITHDRAWN, "received": row.received, "home": None}
        facts.put(change.connection, schema.signups, {"code": code}, values, since)


def _notices(dossier: Dossier, code: str) -> list[Finding]:
    """What stays of this person, and what else is to be done."""
    found = [Finding(f"ending-person-{what}", {"code": code}) for what in ("records", "log")]
    if decided(dossier.connection).salts:
        found.append(Finding("ending-person-letter"))
    queue = schema.queue
    loose = select(func.count()).select_from(queue)
    count = dossier.connection.execute(loose.where(queue.c.code.is_(None))).scalar_one()
    if count:
        found.append(Finding("ending-person-loose", {"count": count}))
    given = [one.recipient or one.record for one in given_of(dossier, code)]
    recipients = tuple(name for name in dict.fromkeys(given) if name != code)
    if recipients:
        params = {"recipients": listed_names(recipients)}
        found.append(Finding("ending-person-given", params))
    found += _reused(dossier)
    last = last_lottery(dossier)
    waits = last is not None and last.ticket is None
    if last is not None and waits and is_in(dossier.records / last.folder, code):
        params = {"folder": last.folder, "code": code}
        found.append(Finding("ending-person-lottery", params))
    return found


def _reused(dossier: Dossier) -> list[Finding]:
    """Other assemblies to which volunteers went along, this person perhaps."""
    names = [str(one.details["name"]) for one in events(dossier) if one.action == "reused-from"]
    if not names:
        return []
    return [Finding("ending-person-reused", {"names": listed_names(list(dict.fromkeys(names)))})]
