"""How long a dossier keeps what: the schedule of destruction, and what is due.

Personal data are kept no longer than they are needed (AVG art. 5(1)(e)), and special ones go early.
For each kind of data the schedule says from which moment on it is counted, after how many days it
must go, and why. The moments are the draw of the panel and the end of the assembly.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from sqlalchemy import func, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decide, decided
from sortition.assembly.ending.erase_rows import (
    ANSWERS,
    CODES,
    KINDS,
    LETTERS,
    PEOPLE,
    QUEUE,
    UNSELECTED,
    WORDS,
    rows_of,
)
from sortition.assembly.ending.erase_traces import finish, traces_since
from sortition.assembly.publishing import PANEL
from sortition.assembly.store import Actor, Dossier, Place, changing, reading
from stratification.errors import Finding, InputError, Param
from stratification.text import listed_names, shown, tidy

DRAW, CLOSED = "draw", "closed"
MOST_DAYS = 3650


@dataclass(frozen=True)
class Rule:
    """When a kind of data must go.

    Parameters:
        kind: one of `KINDS`.
        start: what the days are counted from, `DRAW` or `CLOSED` (without a draw: closed).
        days: how many.
        why: the officer's reason; None: the usual one, "ending-why-KIND".
    """

    kind: str
    start: str
    days: int
    why: str | None = None


DEFAULTS = (
    Rule(UNSELECTED, CLOSED, 14),
    Rule(QUEUE, DRAW, 42),
    Rule(LETTERS, DRAW, 42),
    Rule(ANSWERS, CLOSED, 14),
    Rule(PEOPLE, CLOSED, 90),
    Rule(WORDS, CLOSED, 365),
    Rule(CODES, CLOSED, 365),
)
"""The schedule of an assembly that decided nothing else."""


@dataclass(frozen=True)
class Line:
    """A kind of data: its rule, how many rows there are, and the day from which they must go.

    `day` is None as long as what it is counted from has not happened.
    """

    rule: Rule
    rows: int
    day: datetime.date | None


@dataclass(frozen=True)
class Due:
    """What must go when.

    Parameters:
        today: the day that is looked at.
        closed: the last day of the assembly; None: it has not been closed.
        lines: of all kinds that were asked for, those without rows too.
        traces: whether traces of what was erased are still in the files.
    """

    today: datetime.date
    closed: datetime.date | None
    lines: tuple[Line, ...]
    traces: bool = field(default=False)

    @property
    def now(self) -> tuple[Line, ...]:
        """What must go now."""
        return tuple(one for one in self._there if one.day is not None and one.day <= self.today)

    @property
    def later(self) -> tuple[Line, ...]:
        """What must go on a day that is known, the first first."""
        found = [(one.day, one) for one in self._there if one.day is not None]
        later = [(day, one) for day, one in found if day > self.today]
        return tuple(one for _, one in sorted(later, key=lambda pair: pair[0]))

    @property
    def waiting(self) -> tuple[Line, ...]:
        """What has no day yet, because the draw or the end is still to come."""
        return tuple(one for one in self._there if one.day is None)

    @property
    def _there(self) -> list[Line]:
        return [one for one in self.lines if one.rows]


def due(place: Place, today: datetime.date) -> Due:
    """What must go now, and what later; traces of an earlier erasure are removed.

    Raises:
        InputError: there is no dossier, or it cannot be used.
    """
    finish(place)
    with reading(place) as dossier:
        return due_of(dossier, today)


def due_of(dossier: Dossier, today: datetime.date, *, ahead: bool = True) -> Due:
    """The same of an open dossier.

    `ahead`: before the end, whether to tell what may stay for now too; counting it takes a while.
    """
    found = due_days(dossier)
    if not ahead and moments(dossier)[CLOSED] is None:
        found = {rule: day for rule, day in found.items() if day is not None and day <= today}
    rows = rows_of(dossier.connection) if found else None
    counts = [rows.count(rule.kind) for rule in found] if rows else []
    pairs = zip(found.items(), counts, strict=True)
    lines = tuple(Line(rule, number, day) for (rule, day), number in pairs)
    return Due(today, moments(dossier)[CLOSED], lines, traces_since(dossier) is not None)


def due_days(dossier: Dossier) -> dict[Rule, datetime.date | None]:
    """The day from which each kind of data must go, in the order of `KINDS`; see `Line`."""
    days = moments(dossier)
    starts = {rule: days[rule.start] or days[CLOSED] for rule in schedule_of(dossier)}
    return {
        rule: None if start is None else start + datetime.timedelta(days=rule.days)
        for rule, start in starts.items()
    }


def schedule_of(dossier: Dossier) -> tuple[Rule, ...]:
    """The schedule, in the order of `KINDS`."""
    said = decided(dossier.connection).values.get("retention", {})
    return tuple(
        Rule(rule.kind, rule.start, said[rule.kind]["days"], said[rule.kind]["why"])
        if rule.kind in said
        else rule
        for rule in DEFAULTS
    )


def moments(dossier: Dossier) -> dict[str, datetime.date | None]:
    """The day of the draw of the panel (of the last one, when it was done again) and of the end."""
    draws, events = schema.draws, schema.events
    query = select(func.max(events.c.at)).join(draws, draws.c.since == events.c.id)
    drawn = query.where(facts.holding(draws, kind=PANEL), draws.c.ticket.is_not(None))
    at = dossier.connection.execute(drawn).scalar_one()
    closed = decided(dossier.connection).values.get(CLOSED)
    return {
        DRAW: None if at is None else datetime.date.fromisoformat(at[:10]),
        CLOSED: None if closed is None else datetime.date.fromisoformat(closed),
    }


# ---- deciding ----


def set_retention(place: Place, actor: Actor, kind: str, days: int, why: str) -> Rule:
    """Decide after how many days a kind of data must go.

    Raises:
        InputError: there is no such kind, the days are no number of days, or no reason is given.
    """
    errors = check_kinds([kind])
    if not 0 <= days <= MOST_DAYS:
        errors.append(Finding("ending-days", {"most": MOST_DAYS}))
    if not tidy(why):
        errors.append(Finding("ending-no-why"))
    if errors:
        raise InputError(*errors)
    with changing(place, actor) as change:
        said = dict(decided(change.connection).values.get("retention", {}))
        since = change.event("retention", why=tidy(why), kind=kind, days=days)
        said[kind] = {"days": days, "why": tidy(why)}
        decide(change.connection, since, retention=said)
        return next(rule for rule in schedule_of(change) if rule.kind == kind)


def check_kinds(kinds: list[str]) -> list[Finding]:
    """What is wrong with the names of kinds."""
    params: dict[str, Param] = {"known": listed_names(KINDS)}
    return [
        Finding("ending-kind", {"kind": shown(kind), **params})
        for kind in kinds
        if kind not in KINDS
    ]


def close_assembly(place: Place, actor: Actor, day: datetime.date, why: str | None = None) -> Due:
    """Note the day on which the assembly ended; what is due from then on.

    Parameters:
        why: needed to change the day of an assembly that was closed.

    Raises:
        InputError: the day is in the future or before the draw, or it was closed already.
    """
    with changing(place, actor) as change:
        days = moments(change)
        drawn, closed = days[DRAW], days[CLOSED]
        errors = []
        if day > actor.now.date():
            errors.append(Finding("ending-day-future", {"day": day.isoformat()}))
        if drawn is not None and day < drawn:
            params: dict[str, Param] = {"day": day.isoformat(), "drawn": drawn.isoformat()}
            errors.append(Finding("ending-day-early", params))
        if closed is not None and not tidy(why or ""):
            errors.append(Finding("ending-closed-twice", {"day": closed.isoformat()}))
        if errors:
            raise InputError(*errors)
        since = change.event("close", why=why, day=day.isoformat())
        decide(change.connection, since, closed=day.isoformat())
        return due_of(change, actor.now.date())
