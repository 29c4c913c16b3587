"""The connection to the database of a dossier: SQLite, or SQLCipher where there is a passphrase.

What goes wrong with it is told in the user's words, and never what a row holds.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.pool import NullPool

from stratification.errors import Finding, InputError
from stratification.files import name_of
from stratification.text import is_writable

DATABASE = "dossier.sqlite"
PATIENCE = 2.0  # seconds to wait for somebody else's command
_PLAIN = b"SQLite format 3\x00"
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON")


@dataclass(frozen=True)
class Place:
    """Where a dossier is, and the passphrase when it is encrypted."""

    folder: Path
    passphrase: str | None = field(default=None, repr=False)

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.folder / DATABASE


class BusyError(InputError):
    """Another command is changing the dossier."""


def need_dossier(place: Place) -> None:
    """Raise when there is no dossier, or the passphrase does not belong to it (InputError)."""
    file = name_of(place.folder)
    with told(file):
        if not place.database.is_file():
            raise InputError(Finding("dossier-missing", {"name": DATABASE}, file))
        with place.database.open("rb") as database:
            begin = database.read(len(_PLAIN))
    if not begin:
        raise InputError(Finding("dossier-not-database", file=file))
    if begin == _PLAIN and place.passphrase is not None:
        raise InputError(Finding("dossier-not-encrypted", file=file))
    if begin != _PLAIN and place.passphrase is None:
        raise InputError(Finding("dossier-encrypted", file=file))
    check_passphrase(place)


def check_passphrase(place: Place) -> None:
    """Raise when the passphrase protects nothing, or is no text (InputError)."""
    if place.passphrase is None:
        return
    if not place.passphrase.strip():
        raise InputError(Finding("dossier-passphrase-blank"))
    if not is_writable(place.passphrase):
        raise InputError(Finding("dossier-passphrase-text"))


@contextlib.contextmanager
def connected(place: Place) -> Iterator[Connection]:
    engine = _engine(place)
    with told(name_of(place.folder)):
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
        for pragma in PRAGMAS:
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
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """COMMIT at the end of the block, ROLLBACK after an error."""
    connection.rollback()
    connection.execution_options(begin=begin)
    with connection.begin():
        yield


@contextlib.contextmanager
def told(file: str) -> Iterator[None]:
    """Say what goes wrong with the database in the user's words (InputError)."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        reason = _reason(error)
        if "locked" in reason or "busy" in reason:
            raise BusyError(Finding("dossier-busy", file=file)) from None
        if "not a database" in reason or "malformed" in reason:
            raise InputError(Finding("dossier-not-database", file=file)) from None
        if isinstance(error, IntegrityError | ProgrammingError | InterfaceError):
            raise  # a mistake in the program
        raise InputError(Finding("dossier-unusable", {"reason": reason}, file)) from None


def _reason(error: Exception) -> str:
    """What the database or the system says: never what a row holds."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", None) or type(error).__name__)
