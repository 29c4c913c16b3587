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
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.pool import NullPool

from sortition.assembly import outbox, schema
from stratification.errors import Finding, InputError, Param
from stratification.files import check_folder, name_of, new_folder

DATABASE = "dossier.sqlite"
RECORDS = "records"
PATIENCE = 2.0  # seconds to wait for somebody else's command
_PLAIN = b"SQLite format 3\x00"
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON")


@dataclass(frozen=True)
class Place:
    """Where a dossier is, and the passphrase when it is encrypted."""

    folder: Path
    passphrase: str | None = field(default=None, repr=False)

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.folder / DATABASE


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
    with new_folder(place.folder, private=True) as temporary:
        made = replace(place, folder=temporary)
        (temporary / RECORDS).mkdir()
        os.close(os.open(made.database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with changing(made, actor) as change:
            fill(change)
        with _connected(made) as connection:  # one file, before it takes its place
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def reading(place: Place) -> Iterator[Dossier]:
    """Look at a dossier; what others change meanwhile is not seen.

    Raises:
        InputError: there is no dossier here, or it cannot be read.
    """
    _need_dossier(place)
    with _connected(place) as connection:
        _update(place, connection)
        with _transaction(connection, "BEGIN"):
            yield Dossier(place.folder, connection)


@contextlib.contextmanager
def changing(place: Place, actor: Actor) -> Iterator[Change]:
    """Change a dossier: everything inside the block is done, or (after an error) nothing.

    Raises:
        InputError: there is no dossier here, it cannot be written, or somebody else is at work.
    """
    _need_dossier(place)
    with _connected(place) as connection:
        with _transaction(connection, "BEGIN IMMEDIATE"):
            schema.migrate(connection, schema.MIGRATIONS)
            outbox.settle(place.folder, connection)
            try:
                yield Change(place.folder, connection, actor)
            except BaseException:
                outbox.discard(place.folder)
                raise
        _update(place, connection)


def _update(place: Place, connection: Connection) -> None:
    """Finish what another command left, unless that one is still at work."""
    if not outbox.leftovers(place.folder):
        return
    with contextlib.suppress(_BusyError), _transaction(connection, "BEGIN IMMEDIATE"):
        outbox.settle(place.folder, connection)


# ---- the connection ----


class _BusyError(InputError):
    """Another command is changing the dossier."""


def _need_dossier(place: Place) -> None:
    """Raise when there is no dossier, or the passphrase does not belong to it (InputError)."""
    file = name_of(place.folder)
    if not place.database.is_file():
        raise InputError(Finding("dossier-missing", {"name": DATABASE}, file))
    with _told(file), place.database.open("rb") as database:
        begin = database.read(len(_PLAIN))
    if begin and begin != _PLAIN and place.passphrase is None:
        raise InputError(Finding("dossier-encrypted", file=file))
    if begin == _PLAIN and place.passphrase is not None:
        raise InputError(Finding("dossier-not-encrypted", file=file))


@contextlib.contextmanager
def _connected(place: Place) -> Iterator[Connection]:
    engine = _engine(place)
    with _told(name_of(place.folder)):
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _engine(place: Place) -> Engine:
    """SQLite, or SQLCipher where there is a passphrase. Errors never show what rows hold."""
    driver = sqlite3 if place.passphrase is None else _cipher(place)

    def connect() -> Any:
        connection = driver.connect(str(place.database), timeout=PATIENCE, isolation_level=None)
        if place.passphrase is not None:
            connection.execute("PRAGMA cipher_log_level = NONE")
            quoted = place.passphrase.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(
        "sqlite://", module=driver, creator=connect, poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _cipher(place: Place) -> Any:
    """The driver for encrypted databases (InputError: it is not installed)."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise InputError(Finding("dossier-no-cipher", file=name_of(place.folder))) from None
    return dbapi2


@contextlib.contextmanager
def _transaction(connection: Connection, begin: str) -> Iterator[None]:
    """COMMIT at the end of the block, ROLLBACK after an error."""
    connection.rollback()
    connection.execution_options(begin=begin)
    with connection.begin():
        yield


@contextlib.contextmanager
def _told(file: str) -> Iterator[None]:
    """Say what goes wrong with the database in the user's words (InputError)."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        reason = _reason(error)
        if "locked" in reason or "busy" in reason:
            raise _BusyError(Finding("dossier-busy", file=file)) from None
        if "not a database" in reason:
            raise InputError(Finding("dossier-not-database", file=file)) from None
        if isinstance(error, IntegrityError | ProgrammingError | InterfaceError):
            raise  # a mistake in the program
        raise InputError(Finding("dossier-unusable", {"reason": reason}, file)) from None


def _reason(error: Exception) -> str:
    """What the database or the system says: never what a row holds."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", None) or type(error).__name__)
