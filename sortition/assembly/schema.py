"""The tables of a dossier, and how an older dossier gets them.

People (names, addresses), answers (the values that draws look at) and draws stand in tables of
their own, joined by the sign-up code alone. Nothing in a table is overwritten: a row holds from the
event `since` on, until the event `until` (none: it holds now), so a correction leaves what it
corrects. `events` says who did what, when and why; it holds codes and counts, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from stratification.errors import Finding, InputError

metadata = MetaData()


def _lasting(name: str, *columns: Column[str] | Column[int], key: Sequence[str]) -> Table:
    """A table whose rows hold from one event to another; at most one holds for a key."""
    made = Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        *columns,
        Column("since", Integer, ForeignKey("events.id"), nullable=False),
        Column("until", Integer, ForeignKey("events.id")),
    )
    named = [made.c[column] for column in key]
    Index(f"one_{name}", *named, unique=True, sqlite_where=made.c.until.is_(None))
    return made


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("at"),  # UTC, "2026-03-01T09:30:00Z"
    _text("who"),
    _text("action"),
    Column("code", Text),
    _text("details"),  # JSON
    Column("why", Text),
    sqlite_autoincrement=True,
)
"""What was done, in its order."""

settings = _lasting("settings", _text("name"), _text("value"), key=["name"])
"""What was decided about the assembly: JSON by name (see `sortition.assembly.settings`)."""

BLOCK_UNKNOWN = 2
"""`blocked` of letters of which the municipality keeps to itself who they went to."""

letters = Table(
    "letters",
    metadata,
    Column("hash", Text, primary_key=True),
    _number("wave"),
    _text("letter"),
    _text("stratum"),  # JSON: the values by the columns of the strata
    Column("home", Text),
    _number("blocked"),
)
"""The letters that were sent: the salted hash of the code, a hash of the home they went to, and
whether its people's data may not go to third parties (geheimhouding: 1; not known: 2)."""

signups = _lasting(
    "signups",
    _text("code"),
    _text("state"),
    _text("received"),
    Column("home", Text),
    key=["code"],
)
"""Who signed up, and the state of that: accepted or withdrawn."""

people = _lasting("people", _text("code"), _text("field"), _text("value"), key=["code", "field"])
"""Names and addresses, by field."""

answers = _lasting(
    "answers", _text("code"), _text("category"), _text("value"), key=["code", "category"]
)
"""The values that draws look at."""

queue = _lasting(
    "queue",
    _text("source"),  # the file's digest; "" when typed in
    _number("row"),
    _text("received"),
    Column("code", Text),
    _text("state"),  # doubtful, refused, settled
    _text("reasons"),  # JSON: codes of findings with parameters
    _text("cells"),  # JSON: the row as it came, personal
    key=["source", "row"],
)
"""Rows that were not accepted at once."""

imports = Table(
    "imports",
    metadata,
    Column("digest", Text, primary_key=True),
    _text("name"),
    Column("event", Integer, ForeignKey("events.id"), nullable=False),
)
"""Files of sign-ups that were read."""

draws = _lasting(
    "draws",
    _text("folder"),  # of records
    _text("kind"),  # panel, replacement, reserve, standbys
    _text("digest"),  # of the lottery
    Column("ticket", Text),  # none: not drawn yet
    key=["folder"],
)
"""The lotteries, and the tickets that were drawn."""

seats = _lasting(
    "seats",
    _text("code"),
    _text("state"),
    _text("folder"),  # of the draw that gave the seat
    _text("day"),
    key=["code"],
)
"""Who has been drawn, and what became of it."""

files = _lasting("files", _text("path"), _text("digest"), key=["path"])
"""The public files, by their path below the dossier's folder."""


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
"""Step n makes version n + 1 of version n; a released step is never changed."""


def version(connection: Connection) -> int:
    """The version of a database; 0: nothing was put into it."""
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def migrate(
    connection: Connection,
    steps: Sequence[Callable[[Connection], None]],
    *,
    new: bool = False,
) -> int:
    """Bring a database to the newest version, inside the transaction that is open.

    Parameters:
        new: whether it may be an empty one.

    Returns:
        how many steps were taken.

    Raises:
        InputError: it was made by a newer version of this program, or is another database.
    """
    before = version(connection)
    if before > len(steps):
        raise InputError(Finding("dossier-newer", {"version": before, "known": len(steps)}))
    if before < 1 and not new:
        raise InputError(Finding("dossier-not-database"))
    for step in steps[before:]:
        step(connection)
    if before < len(steps):
        connection.execute(text(f"PRAGMA user_version = {len(steps)}"))
    return len(steps) - before
