"""Opening a dossier: one transaction per command, alone when it changes something.

    with reading(place) as dossier: …           many at once, each sees one state
    with changing(place, actor) as dossier: …   one at a time; all of it or nothing

SQLite keeps a write-ahead log: a process that is killed leaves the last state that was committed.
Public files join the transaction through `sortition.assembly.outbox`.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, insert
from sqlalchemy.exc import SQLAlchemyError

from sortition.assembly import outbox, schema
from sortition.assembly.connection import (
    DATABASE,
    BusyError,
    Place,
    check_passphrase,
    connected,
    need_dossier,
    told,
    transaction,
)
from stratification.errors import Finding, InputError, Param
from stratification.files import check_folder, name_of, new_folder

RECORDS = "records"
_LATE = "dossier-files-late"
__all__ = [
    "DATABASE",
    "RECORDS",
    "Actor",
    "Change",
    "Dossier",
    "Place",
    "changing",
    "check_sound",
    "create",
    "reading",
]


@dataclass(frozen=True)
class Actor:
    """Who gives a command, and when."""

    who: str
    now: datetime.datetime

    @property
    def at(self) -> str:
        """The moment as events have it.

        >>> Actor("griffie", datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC)).at
        '2026-03-01T09:30:00Z'
        """
        return self.now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def day(self) -> str:
        """The day of it, where the command is given."""
        return self.now.date().isoformat()


@dataclass(frozen=True)
class Dossier:
    """An open dossier, inside a transaction."""

    folder: Path
    connection: Connection

    @property
    def records(self) -> Path:
        """Where the public records are."""
        return self.folder / RECORDS


@dataclass(frozen=True)
class Change(Dossier):
    """A dossier that a command may change."""

    actor: Actor

    def event(
        self, action: str, code: str | None = None, why: str | None = None, **details: Param
    ) -> int:
        """Note what is done; the number of the event.

        Parameters:
            action: what; `sortition.report.assembly` has the sentence that tells it.
            code: the sign-up code it is about.
            why: the officer's words.
            details: counts, names of categories and files: never what somebody answered.
        """
        row = {
            "at": self.actor.at,
            "who": self.actor.who,
            "action": action,
            "code": code,
            "details": json.dumps(details, ensure_ascii=False, sort_keys=True),
            "why": why,
        }
        done = self.connection.execute(insert(schema.events).values(row))
        (number,) = done.inserted_primary_key or (0,)
        return int(number)

    def publish(self, folder: str, files: Mapping[str, bytes], since: int) -> None:
        """Put files into a folder of the records; they appear when the transaction is done."""
        paths = {f"{RECORDS}/{folder}/{name}": data for name, data in files.items()}
        outbox.stage(self.folder, self.connection, paths, since)


def create(place: Place, actor: Actor, fill: Callable[[Change], None]) -> None:
    """Make a new dossier: a folder that appears when all of it is there.

    Parameters:
        place: its folder must be new or empty.
        fill: what goes into the first transaction.

    Raises:
        InputError: the folder cannot be made, or `fill` found something wrong.
    """
    check_folder(place.folder)
    check_passphrase(place)
    with new_folder(place.folder, private=True) as temporary:
        made = replace(place, folder=temporary)
        (temporary / RECORDS).mkdir()
        os.close(os.open(made.database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _changing(made, actor, new=True) as change:
            fill(change)
        with connected(made) as connection:  # one file, before it takes its place
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    outbox.remove_unfinished(place.folder)


@contextlib.contextmanager
def reading(place: Place) -> Iterator[Dossier]:
    """Look at a dossier; what others change meanwhile is not seen.

    Raises:
        InputError: there is no dossier here, or it cannot be read.
    """
    need_dossier(place)
    with connected(place) as connection:
        _update(place, connection)
        with transaction(connection, "BEGIN"):
            yield Dossier(place.folder, connection)


@contextlib.contextmanager
def changing(place: Place, actor: Actor) -> Iterator[Change]:
    """Change a dossier: everything inside the block is done, or (after an error) nothing.

    Raises:
        InputError: there is no dossier here, it cannot be written, or somebody else is at work.
    """
    need_dossier(place)
    with _changing(place, actor) as change:
        yield change


@contextlib.contextmanager
def _changing(place: Place, actor: Actor, *, new: bool = False) -> Iterator[Change]:
    with connected(place) as connection:
        try:
            with transaction(connection, "BEGIN IMMEDIATE"):
                schema.migrate(connection, schema.MIGRATIONS, new=new)
                outbox.settle(place.folder, connection)
                yield Change(place.folder, connection, actor)
        except BaseException:
            with contextlib.suppress(InputError, SQLAlchemyError):
                _update(place, connection)  # the files that were staged go
            raise
        try:
            _update(place, connection)
        except InputError as error:  # what was asked for is done all the same
            raise InputError(*(replace(one, code=_LATE) for one in error.findings)) from None


def check_sound(dossier: Dossier) -> None:
    """Look through the whole database (InputError: it is damaged)."""
    found = dossier.connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().all()
    if found != ["ok"]:
        raise InputError(Finding("dossier-not-database", file=name_of(dossier.folder)))


def _update(place: Place, connection: Connection) -> None:
    """Finish what another command left, unless that one is still at work."""
    old = schema.version(connection) != len(schema.MIGRATIONS)
    if not old and not outbox.leftovers(place.folder):
        return
    try:
        with told(name_of(place.folder)), transaction(connection, "BEGIN IMMEDIATE"):
            schema.migrate(connection, schema.MIGRATIONS)
            outbox.settle(place.folder, connection)
    except BusyError:
        if old:
            raise
