"""The log of a dossier: who did what, when and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.store import Dossier


@dataclass(frozen=True)
class Event:
    """One thing that was done. `details` are counts and names of files and categories."""

    number: int
    at: str
    who: str
    action: str
    code: str | None
    details: Mapping[str, Any]
    why: str | None = field(repr=False)


def events(dossier: Dossier, code: str | None = None, last: int | None = None) -> tuple[Event, ...]:
    """All events in their order, or those about one sign-up code; the last so many of them."""
    table = schema.events
    query = select(table).order_by(table.c.id.desc()).limit(last)
    if code is not None:
        query = query.where(table.c.code == code)
    rows = reversed(dossier.connection.execute(query).all())
    return tuple(
        Event(row.id, row.at, row.who, row.action, row.code, json.loads(row.details), row.why)
        for row in rows
    )
