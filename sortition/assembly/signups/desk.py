"""What is needed to judge sign-ups, read from the dossier; and what comes of it, put there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update

from sortition.assembly import facts, schema
from sortition.assembly.decided import Decided, decided
from sortition.assembly.signups.forms import Form, Layout, form_of
from sortition.assembly.signups.judge import ACCEPTED, DOUBTFUL, REFUSED, SAME, Rules, Verdict
from sortition.assembly.signups.judge_codes import Codes
from sortition.assembly.signups.judge_known import Known, Queued, Signed, read_reasons, reasons_text
from sortition.assembly.signups.judge_values import Values, values_of
from sortition.assembly.store import Change, Dossier
from stratification.text import key


@dataclass(frozen=True)
class Desk:
    """An open dossier, as those who judge sign-ups look at it."""

    settings: Decided
    form: Form
    values: tuple[Values, ...]
    codes: Codes
    known: Known = field(repr=False)

    @property
    def categories(self) -> tuple[str, ...]:
        """Of which an answer is wanted."""
        return tuple(one.category for one in self.values)

    def rules(self, layout: Layout, now: str, lenient: frozenset[str] = frozenset()) -> Rules:
        """What rows with these columns are judged by."""
        deadline = self.settings.values.get("deadline")
        return Rules(self.codes, self.values, layout.columns, now, deadline, lenient)


def open_desk(dossier: Dossier, form: Form | None = None, only: str | None = None) -> Desk:
    """Read what is needed.

    Parameters:
        form: of the file at hand; what it does not say is as the dossier remembers it.
        only: the code of the one sign-up whose answers are needed; "": no one's.
    """
    settings = decided(dossier.connection)
    remembered = form_of(settings.values.get("columns", {}))
    table = schema.letters
    rows = dossier.connection.execute(select(table.c.hash, table.c.home))
    letters: dict[str, str | None] = {row.hash: row.home for row in rows}
    own = settings.own_salt
    return Desk(
        settings,
        remembered if form is None else form.over(remembered),
        values_of(settings.target),
        Codes(own, settings.salts, letters),
        Known(_read_signed(dossier, only, bool(letters)), tuple(read_queue(dossier))),
    )


def looking_at(dossier: Dossier, desk: Desk, code: str) -> Desk:
    """The desk with one more sign-up, as it is now."""
    signed = {**desk.known.signed, **_read_signed(dossier, code, letters=True, alone=True)}
    return replace(desk, known=replace(desk.known, signed=signed))


def settled(dossier: Dossier, desk: Desk, code: str) -> Desk:
    """The desk after a row of the queue became the sign-up with this code."""
    desk = looking_at(dossier, desk, code)
    return replace(desk, known=replace(desk.known, queue=tuple(read_queue(dossier))))


def _read_signed(
    dossier: Dossier, only: str | None, letters: bool, *, alone: bool = False
) -> dict[str, Signed]:
    """All sign-ups (`alone`: the one), by code.

    Without letters what is kept of people is needed of everybody.
    """
    answers = _held(dossier, schema.answers.c.category, only, fold=True)
    people = _held(dossier, schema.people.c.field, only if letters else None)
    table = schema.signups
    query = select(table.c.code, table.c.state, table.c.received, table.c.home)
    query = query.where(table.c.code == only) if alone else query
    rows = dossier.connection.execute(query.where(table.c.until.is_(None)).order_by(table.c.id))
    return {
        code: Signed(code, state, received, home, answers.get(code, {}), people.get(code, {}))
        for code, state, received, home in rows
    }


def _held(
    dossier: Dossier, column: Column[str], only: str | None, *, fold: bool = False
) -> Mapping[str, dict[str, list[str]]]:
    """By code and name: all values that somebody has had, the present one last."""
    table = column.table
    query = select(table.c.code, column, table.c.value).order_by(table.c.id)
    if only is not None:
        query = query.where(table.c.code == only)
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    names: dict[str, str] = {}
    for code, said, value in dossier.connection.execute(query):
        folded = names.setdefault(said, key(said) if fold else said)
        found[code].setdefault(folded, []).append(value)
    return found


def read_queue(dossier: Dossier) -> list[Queued]:
    """The rows in the queue, those too that were settled."""
    rows = dossier.connection.execute(facts.current(schema.queue))
    return [
        Queued(
            row.id,
            row.source,
            row.row,
            row.state,
            row.code,
            row.received,
            read_reasons(row.reasons),
            json.loads(row.cells),
        )
        for row in rows
    ]


# ---- putting ----


def save(change: Change, source: str, verdicts: Sequence[Verdict], desk: Desk, since: int) -> None:
    """Put what is new into the dossier.

    Parameters:
        source: the digest of the file.
    """
    _end_queue(change, [one.replaces for one in verdicts if one.replaces is not None], since)
    queued = [one for one in verdicts if one.outcome in (DOUBTFUL, REFUSED)]
    facts.put_new(
        change.connection, schema.queue, [_queue_row(source, one, since) for one in queued]
    )
    told = [one for one in verdicts if one.outcome in (ACCEPTED, SAME) and one.code is not None]
    new = [one for one in told if one.code not in desk.known.signed]
    rows = [
        {
            "code": one.code,
            "state": ACCEPTED,
            "received": one.received,
            "home": one.home,
            "since": since,
        }
        for one in new
        if one.outcome == ACCEPTED
    ]
    facts.put_new(change.connection, schema.signups, rows)
    for one in told:
        before = desk.known.signed.get(one.code or "")
        if one.outcome == ACCEPTED and before is not None and before.state != ACCEPTED:
            set_state(change, before, ACCEPTED, since)
    _put_all(change, schema.answers, "category", _changes(told, desk, "answers"), since)
    _put_all(change, schema.people, "field", _changes(told, desk, "people"), since)


def set_state(change: Change, signed: Signed, state: str, since: int) -> None:
    """Let a sign-up have a state from now on."""
    row = {"state": state, "received": signed.received, "home": signed.home}
    facts.put(change.connection, schema.signups, {"code": signed.code}, row, since)


def _changes(
    verdicts: Sequence[Verdict], desk: Desk, part: str
) -> list[tuple[str, str, str, str | None]]:
    """Code, name and value of what is new, and the value before (None: there was none)."""
    found: list[tuple[str, str, str, str | None]] = []
    fold = {
        one: key(one) if part == "answers" else one for v in verdicts for one in getattr(v, part)
    }
    for one in verdicts:
        signed = desk.known.signed.get(one.code or "")
        held = {} if signed is None else getattr(signed, part)
        for name, value in getattr(one, part).items():
            before = held.get(fold[name])
            if before is None or before[-1] != value:
                found.append((one.code or "", name, value, before[-1] if before else None))
    return found


def _put_all(
    change: Change,
    table: Table,
    name: str,
    values: Sequence[tuple[str, str, str, str | None]],
    since: int,
) -> None:
    """Let values hold; those that take the place of others end these, whatever their spelling."""
    gone = [(code, said) for code, said, _, before in values if before is not None]
    if gone:
        keys = {key(said) for _, said in gone}
        query = select(table.c[name]).where(table.c.until.is_(None)).distinct()
        spelled = [one for one in change.connection.scalars(query) if key(one) in keys]
        over = update(table).where(
            table.c.code == bindparam("its_code"),
            table.c[name] == bindparam("its_name"),
            table.c.until.is_(None),
        )
        ends = [
            {"its_code": code, "its_name": one}
            for code, said in gone
            for one in spelled
            if (key(one) == key(said) if name == "category" else one == said)
        ]
        change.connection.execute(over.values(until=since), ends)
    rows = [{"code": c, name: said, "value": v, "since": since} for c, said, v, _ in values]
    facts.put_new(change.connection, table, rows)


def _queue_row(source: str, verdict: Verdict, since: int) -> dict[str, Any]:
    return {
        "source": source,
        "row": verdict.entry.number,
        "received": verdict.received,
        "code": verdict.code,
        "state": verdict.outcome,
        "reasons": reasons_text(verdict.reasons),
        "cells": json.dumps(dict(verdict.entry.cells), ensure_ascii=False),
        "since": since,
    }


def _end_queue(change: Change, numbers: Sequence[int], since: int) -> None:
    table = schema.queue
    if numbers:
        over = update(table).where(table.c.id == bindparam("its_id")).values(until=since)
        change.connection.execute(over, [{"its_id": number} for number in numbers])


def put_queue(change: Change, queued: Queued, since: int) -> None:
    """Let a row in the queue be as it is given from now on."""
    row = {
        "received": queued.received,
        "code": queued.code,
        "state": queued.state,
        "reasons": reasons_text(queued.reasons),
        "cells": json.dumps(dict(queued.cells), ensure_ascii=False),
    }
    where = {"source": queued.source, "row": queued.row}
    facts.put(change.connection, schema.queue, where, row, since)


def without(known: Known, number: int) -> Known:
    """What is known, but for one row in the queue."""
    return replace(known, queue=tuple(one for one in known.queue if one.number != number))
