"""Who has a seat, and what becomes of it.

    drawn -> confirmed, declined, withdrawn, no-show
    confirmed -> withdrawn, no-show
    declined, withdrawn, no-show -> replaced (by a replacement, for the seats that it fills)
    drawn, confirmed -> served (by a rotation) -> replaced

A reserve who is called and says no has "passed" (`sortition.assembly.draws.call`).

A step back (somebody changes their mind, or a slip is mended) needs a reason, and is possible as
long as nobody was drawn for the seat.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decided
from sortition.assembly.store import Actor, Change, Dossier, Place, changing
from sortition.letters.answered import read_codes
from sortition.letters.codes import is_code, normalise
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of
from stratification.text import listed_names, tidy

DRAWN, CONFIRMED = "drawn", "confirmed"
DECLINED, WITHDRAWN, NO_SHOW = "declined", "withdrawn", "no-show"
SERVED, REPLACED, PASSED, STANDBY = "served", "replaced", "passed", "standby"
STATES = (DRAWN, CONFIRMED, DECLINED, WITHDRAWN, NO_SHOW, SERVED, REPLACED, PASSED, STANDBY)
"""Of people who were drawn, in the order in which they follow; of reserves who said no, and of
those who stand by."""

SETTABLE = STATES[:5]
"""Those that `set_state` may give."""

STAYING, LEFT = (DRAWN, CONFIRMED), (DECLINED, WITHDRAWN, NO_SHOW, SERVED)
_FORWARD: Mapping[str, tuple[str, ...]] = {
    DRAWN: (CONFIRMED, DECLINED, WITHDRAWN, NO_SHOW),
    CONFIRMED: (WITHDRAWN, NO_SHOW),
    **dict.fromkeys(STATES[2:], ()),
}


@dataclass(frozen=True)
class Seat:
    """Who has or had a seat: the state, since which day, and the record of the draw."""

    code: str
    state: str
    day: str
    folder: str


@dataclass(frozen=True)
class Step:
    """What became of some people's seats.

    Parameters:
        state: the new one.
        codes: of the people.
        day: on which it happened (None: today).
        why: needed for a step back.
        file: with more codes, as `sortition.letters.answered.read_codes` reads them.
        waiting: everybody who is still drawn, and nobody else.
    """

    state: str
    codes: Sequence[str] = ()
    day: datetime.date | None = None
    why: str | None = None
    file: Path | None = None
    waiting: bool = False


def seats(dossier: Dossier, at: int | None = None) -> tuple[Seat, ...]:
    """Everybody who has been drawn (when an event was done: by then), by code."""
    query = select(schema.seats).where(facts.held(schema.seats, at))
    rows = dossier.connection.execute(query)
    return tuple(sorted((Seat(r.code, r.state, r.day, r.folder) for r in rows), key=_code))


def _code(seat: Seat) -> str:
    return seat.code


def members_of(dossier: Dossier, at: int | None = None) -> frozenset[str]:
    """The codes of those who have a seat now, or had one when an event was done."""
    return frozenset(seat.code for seat in seats(dossier, at) if seat.state in STAYING)


def count_states(all_seats: Collection[Seat]) -> dict[str, int]:
    """How many people are in each state."""
    return {state: sum(seat.state == state for seat in all_seats) for state in STATES}


def open_seats(dossier: Dossier) -> int:
    """How many seats of the panel nobody has; 0 as well when more people than seats were drawn."""
    target = decided(dossier.connection).need_target()
    return max(0, target.seats - len(members_of(dossier)))


def set_state(place: Place, actor: Actor, step: Step) -> tuple[Seat, ...]:
    """Note what became of people's seats; the seats as they are then.

    Raises:
        InputError: everything that is wrong: codes without a seat, steps that cannot be, no reason
            for a step back. Nothing is changed then.
    """
    typed = [_Named(normalise(code)) for code in step.codes]
    if step.file is not None:
        name = name_of(step.file)
        typed += [_Named(normalise(text), name, row) for row, text in read_codes(step.file)]
    with changing(place, actor) as change:
        known = {seat.code: seat for seat in seats(change)}
        if step.waiting:
            typed += [_Named(code) for code, seat in known.items() if seat.state == DRAWN]
        named = {one.code: one for one in reversed(typed)}  # of two rows the first is told
        codes = list(dict.fromkeys(one.code for one in typed))
        day = (step.day or actor.now.date()).isoformat()
        _check(step, [named[code] for code in codes], known, late=day > actor.day)
        for code in codes:
            since = change.event("seat", code, step.why, state=step.state, day=day)
            row = {"state": step.state, "folder": known[code].folder, "day": day}
            facts.put(change.connection, schema.seats, {"code": code}, row, since)
        return tuple(Seat(code, step.state, day, known[code].folder) for code in codes)


@dataclass(frozen=True)
class _Named:
    """A code that was given; the file and the row when it stands in one."""

    code: str
    file: str | None = None
    row: int | None = None


def _check(step: Step, named: Sequence[_Named], known: Mapping[str, Seat], *, late: bool) -> None:
    """Raise everything that is wrong with a step; `late`: its day is still to come."""
    errors = [Finding("seat-day-late", {"day": str(step.day)})] if late else []
    if not named:
        errors.append(Finding("seat-none-drawn" if step.waiting else "seat-no-codes"))
    errors += _strange([one for one in named if one.code not in known])
    for one in named:
        if one.code in known:
            found = _check_step(known[one.code], step)
            errors += [replace(error, file=one.file, row=one.row) for error in found]
    if errors:
        raise InputError(*errors)


def _strange(named: Sequence[_Named]) -> list[Finding]:
    """Say which codes nobody has who was drawn; those of a file by their rows."""
    found = []
    typed = [_shown(one.code) for one in named if one.row is None]
    if typed:
        found.append(Finding("seat-unknown", {"codes": listed_names(typed)}))
    rows = [one for one in named if one.row is not None]
    if rows:
        listed = ", ".join(str(one.row) for one in rows)
        params: dict[str, Param] = {"rows": listed, "count": len(rows)}
        found.append(Finding("seat-unknown-rows", params, rows[0].file))
    return found


def _shown(code: str) -> str:
    """A code that was typed; what is no code may be anything, and is not shown."""
    return code if is_code(code) else "…"


def _check_step(seat: Seat, step: Step) -> list[Finding]:
    params: dict[str, Param] = {"code": seat.code, "state": seat.state, "wanted": step.state}
    if step.state not in SETTABLE or seat.state not in SETTABLE:
        return [Finding("seat-step", params)]
    if seat.state == step.state:
        return [Finding("seat-same", params)]
    if step.state in _FORWARD[seat.state] or tidy(step.why or ""):
        return []
    return [Finding("seat-step-back", params)]


# ---- for draws ----


def give_seats(
    change: Change, codes: Sequence[str], folder: str, since: int, state: str = DRAWN
) -> None:
    """Note who has been drawn, for a seat or to stand by."""
    row = {"state": state, "folder": folder, "day": change.actor.day, "since": since}
    facts.put_new(change.connection, schema.seats, [{"code": code, **row} for code in codes])


def give_seat(change: Change, code: str, state: str, folder: str, since: int) -> None:
    """Note what a reserve who was called said."""
    row = {"state": state, "folder": folder, "day": change.actor.day, "since": since}
    facts.put_new(change.connection, schema.seats, [{"code": code, **row}])


def take_back(change: Change, folder: str, since: int) -> None:
    """Undo a draw that is done again.

    Raises:
        InputError: something became of its seats already.
    """
    table = schema.seats
    holding = facts.holding(table, folder=folder)
    moved = select(table.c.code).where(holding, table.c.state.not_in([DRAWN, STANDBY]))
    if change.connection.execute(moved).first() is not None:
        raise InputError(Finding("seat-redraw-late", {"folder": folder}))
    facts.end(change.connection, table, {"folder": folder}, since)


def replace_leavers(change: Change, codes: Collection[str], since: int) -> None:
    """Note that others were drawn for the seats of those who left."""
    _move(change, codes, REPLACED, since)


def seat_standbys(change: Change, codes: Collection[str], since: int) -> None:
    """Note that people who stood by have a seat."""
    _move(change, codes, CONFIRMED, since)


def end_terms(change: Change, codes: Collection[str], since: int) -> None:
    """Note that the term of members has ended."""
    _move(change, codes, SERVED, since)


def give_back(change: Change, codes: Collection[str], since: int) -> None:
    """Undo that the term of members has ended: the draw is done again."""
    table = schema.seats
    served = change.connection.execute(facts.current(table, state=SERVED))
    ended = {row.code: row.since for row in served}
    before = change.connection.execute(
        select(table.c.code, table.c.state, table.c.until).where(table.c.until.is_not(None))
    )
    states = {row.code: row.state for row in before if ended.get(row.code) == row.until}
    for state in STAYING:
        _move(change, [code for code in codes if states[code] == state], state, since)


def _move(change: Change, codes: Collection[str], state: str, since: int) -> None:
    folders = {seat.code: seat.folder for seat in seats(change)}
    for code in sorted(codes):
        row = {"state": state, "folder": folders[code], "day": change.actor.day}
        facts.put(change.connection, schema.seats, {"code": code}, row, since)
