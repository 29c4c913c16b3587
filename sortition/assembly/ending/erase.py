"""Destroying what need not be kept any more, with a public proof of it.

The rows go in one transaction with the log and the proof; after that the files of the dossier are
written anew, so that no trace is left in them (`sortition.assembly.ending.erase_traces`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sortition.assembly.ending.erase_record import DESTRUCTION, KIND, Destruction, destruction_bytes
from sortition.assembly.ending.erase_rows import (
    ANSWERS,
    CODES,
    ERASED,
    KINDS,
    PEOPLE,
    QUEUE,
    UNSELECTED,
    Rows,
    rows_of,
)
from sortition.assembly.ending.erase_traces import finish, note_traces
from sortition.assembly.ending.retention import check_kinds, due_days, schedule_of
from sortition.assembly.publishing import last_lottery, publish
from sortition.assembly.store import Actor, Dossier, Place, changing
from stratification.errors import Finding, InputError
from stratification.text import listed_names, tidy

EVERYTHING = "everything"
"""Stands for all kinds."""

_NEEDED = (UNSELECTED, ANSWERS, PEOPLE, CODES)
_BEFORE_CODES = (QUEUE, ANSWERS, PEOPLE)


@dataclass(frozen=True)
class Order:
    """What is to be destroyed.

    Parameters:
        kinds: some of `KINDS`; or `EVERYTHING`.
        why: the reason, needed when it is early. It stays in the log: it should name nobody.
        early: although it is not due, or a lottery waits to be drawn.
        by: the role of who destroys ("the registrar"), for the public proof; None: not told.
    """

    kinds: Sequence[str]
    why: str | None = None
    early: bool = False
    by: str | None = None


@dataclass(frozen=True)
class Erased:
    """What was destroyed.

    Parameters:
        folder: of the proof, in the records.
        rows: how many rows went, by kind.
        notices: what is worth knowing: traces that are left, copies elsewhere.
    """

    folder: str
    rows: Mapping[str, int]
    notices: tuple[Finding, ...]


def erase(place: Place, actor: Actor, order: Order) -> Erased:
    """Destroy kinds of data, publish the proof, and remove the traces.

    Raises:
        InputError: everything that forbids it: kinds that are not due, a lottery that waits, no
            reason, nothing to destroy. Nothing is changed then.
    """
    finish(place)
    kinds = _kinds(order)
    with changing(place, actor) as change:
        rows = rows_of(change.connection)
        early = _check(change, rows, actor.now.date(), kinds, order)
        gone = {kind: rows.erase(kind) for kind in kinds}
        since = change.event(
            ERASED, why=order.why, kinds=list(kinds), rows=sum(gone.values()), early=early
        )
        done = Destruction(
            day=actor.day,
            by=tidy(order.by or "") or None,
            early=early,
            rows=gone,
            left={kind: rows.count(kind) for kind in KINDS},
            schedule=schedule_of(change),
        )
        folder = publish(change, KIND, {DESTRUCTION: destruction_bytes(done)}, since)
        note_traces(change, since)
    return Erased(folder, gone, after(place))


def after(place: Place) -> tuple[Finding, ...]:
    """Remove the traces of what was just erased; what is worth knowing then."""
    try:
        clean = finish(place)
    except InputError:  # what was asked for is done all the same
        clean = False
    left = () if clean else (Finding("ending-traces"),)
    return (*left, Finding("ending-copies"))


def _kinds(order: Order) -> tuple[str, ...]:
    """The kinds that are meant, in the order in which they go (InputError: there is none)."""
    if not order.kinds:
        raise InputError(Finding("ending-kinds-none", {"known": listed_names(KINDS)}))
    errors = check_kinds([kind for kind in order.kinds if kind != EVERYTHING])
    if errors:
        raise InputError(*errors)
    return tuple(kind for kind in KINDS if kind in order.kinds or EVERYTHING in order.kinds)


def _check(
    dossier: Dossier, rows: Rows, today: datetime.date, kinds: Sequence[str], order: Order
) -> bool:
    """Raise what forbids it (InputError); whether something goes early."""
    counts = {kind: rows.count(kind) for kind in kinds}
    if not any(counts.values()):
        raise InputError(Finding("ending-nothing", {"kinds": listed_names(kinds)}))
    errors = []
    if CODES in kinds:
        left = [kind for kind in _BEFORE_CODES if kind not in kinds and rows.count(kind)]
        if left:
            errors.append(Finding("ending-codes-last", {"kinds": listed_names(left)}))
    days = {rule.kind: day for rule, day in due_days(dossier).items()}
    reasons = [one for kind in kinds if counts[kind] for one in _early(kind, days[kind], today)]
    reasons += _waits(dossier, kinds)
    if not order.early:
        errors += reasons
    elif not tidy(order.why or ""):
        errors.append(Finding("ending-no-why"))
    if errors:
        raise InputError(*errors)
    return bool(reasons)


def _early(kind: str, day: datetime.date | None, today: datetime.date) -> list[Finding]:
    if day is None:
        return [Finding("ending-not-closed", {"kind": kind})]
    if day <= today:
        return []
    return [Finding("ending-not-due", {"kind": kind, "day": day.isoformat()})]


def _waits(dossier: Dossier, kinds: Sequence[str]) -> list[Finding]:
    last = last_lottery(dossier)
    if last is None or last.ticket is not None:
        return []
    return [
        Finding("ending-lottery-waits", {"folder": last.folder, "kind": kind})
        for kind in kinds
        if kind in _NEEDED
    ]
