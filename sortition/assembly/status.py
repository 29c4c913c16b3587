"""Where an assembly stands, and what is to be done next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Table, func, select

from sortition.assembly import facts, schema
from sortition.assembly.chain import number_of
from sortition.assembly.decided import decided
from sortition.assembly.draws.seats import DRAWN, LEFT, STATES, Seat, count_states, seats
from sortition.assembly.ending.erase_rows import CODES, ERASED
from sortition.assembly.ending.retention import Due, due_of
from sortition.assembly.events import events
from sortition.assembly.store import Dossier, Place, reading

NEXT = (
    *("letters", "quotas", "sign-ups", "queue", "lottery", "draw", "confirm"),
    *("standby", "replace", "call", "close", "erase"),
)
"""What may have to be done next; `sortition.report.assembly` has the words."""


@dataclass(frozen=True)
class Status:
    """Where an assembly stands.

    Parameters:
        name: of the assembly.
        letters, accepted, withdrawn: how many letters and sign-ups there are.
        queue: how many rows are doubtful and refused, by state.
        seats: of the panel; None before the quotas.
        states: how many people are in each state of a seat.
        open: seats to fill.
        records: the folders of the records, each with its ticket ("" where none was drawn yet;
            None where there is nothing to draw).
        due: the kinds of data that must be destroyed now, also before the assembly is closed.
        erased: the kinds that were destroyed, and the day on which that was done last.
        next: what is to be done, the first thing first; some of `NEXT`.
    """

    name: str
    letters: int
    accepted: int
    withdrawn: int
    queue: Mapping[str, int]
    seats: int | None
    states: Mapping[str, int]
    open: int
    records: Mapping[str, str | None]
    due: tuple[str, ...]
    erased: Mapping[str, str]
    next: tuple[str, ...]

    @property
    def list_erased(self) -> str | None:
        """The day on which the list of letters and sign-ups was destroyed; None: it was not."""
        return self.erased.get(CODES)


def status(place: Place, today: datetime.date | None = None) -> Status:
    """Where the assembly stands (InputError: there is no dossier)."""
    with reading(place) as dossier:
        return status_of(dossier, today or datetime.date.today())


def status_of(dossier: Dossier, today: datetime.date) -> Status:
    """Where the assembly of an open dossier stands."""
    connection = dossier.connection
    settings = decided(connection)
    signed = _counts(dossier, schema.signups)
    queue = {state: n for state, n in _counts(dossier, schema.queue).items() if state != "settled"}
    letters = connection.execute(select(func.count()).select_from(schema.letters)).scalar_one()
    everybody = seats(dossier)
    staying = sum(seat.state in STATES[:2] for seat in everybody)
    wanted = None if "seats" not in settings.values else int(settings.values["seats"])
    due = due_of(dossier, today, ahead=False)
    now = Status(
        name=settings.name,
        letters=letters,
        accepted=signed.get("accepted", 0),
        withdrawn=signed.get("withdrawn", 0),
        queue=queue,
        seats=wanted,
        states=count_states(everybody),
        open=max(0, (wanted or 0) - staying) if everybody else 0,
        records=_records(dossier),
        due=tuple(line.rule.kind for line in due.now),
        erased=erased_of(dossier),
        next=(),
    )
    return replace(now, next=tuple(_next(now, everybody, due)))


def erased_of(dossier: Dossier) -> dict[str, str]:
    """The kinds of data that were destroyed, and the last day of that."""
    return {
        str(kind): event.at[:10]
        for event in events(dossier)
        if event.action == ERASED
        for kind in event.details["kinds"]
    }


def _counts(dossier: Dossier, table: Table) -> dict[str, int]:
    """How many rows that hold have each state."""
    query = select(table.c.state, func.count()).where(table.c.until.is_(None))
    rows = dossier.connection.execute(query.group_by(table.c.state))
    return {str(state): int(count) for state, count in rows}


def _records(dossier: Dossier) -> dict[str, str | None]:
    paths = dossier.connection.execute(facts.current(schema.files)).mappings()
    folders = {row["path"].split("/")[1] for row in paths}
    rows = dossier.connection.execute(facts.current(schema.draws)).mappings()
    tickets = {row["folder"]: row["ticket"] or "" for row in rows}
    return {
        name: tickets.get(name) for name in sorted(folders, key=lambda one: number_of(one) or 0)
    }


def _next(now: Status, everybody: tuple[Seat, ...], due: Due) -> list[str]:
    """What is to be done, in the order of `NEXT`."""
    if due.closed is not None or due.traces:
        return ["erase"] if due.traces or any(line.rows for line in due.lines) else []
    undrawn = any(ticket == "" for ticket in now.records.values())
    made = any(ticket is not None for ticket in now.records.values())
    left = any(seat.state in LEFT for seat in everybody)
    todo = {
        "letters": not now.letters and not now.accepted and not now.list_erased,
        "quotas": now.seats is None,
        "sign-ups": now.seats is not None and not now.accepted and not now.list_erased,
        "queue": bool(now.queue.get("doubtful")) and not made,
        "lottery": bool(now.accepted) and now.seats is not None and not made,
        "draw": undrawn,
        "confirm": any(seat.state == DRAWN for seat in everybody),
        "standby": bool(now.open) and bool(now.states["standby"]) and not undrawn,
        "replace": bool(now.open) and left and not undrawn,
        "call": bool(now.open) and left and not undrawn,
        "close": bool(everybody) and not undrawn,
        "erase": bool(now.due),
    }
    return [step for step in NEXT if todo.get(step)]
