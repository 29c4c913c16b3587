"""After erasing: no byte of it is left in the files of the dossier.

SQLite overwrites what is erased (PRAGMA secure_delete), but copies of pages stand in the write-
ahead log until it is emptied, and in pages that are no longer used. So after the transaction the
database is written anew and the log cut off. That cannot be part of the transaction: the setting
"traces" says that it is still to be done, and whoever comes next does it.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from sortition.assembly import facts, schema
from sortition.assembly.connection import BusyError, connected, transaction
from sortition.assembly.decided import decide
from sortition.assembly.store import Change, Dossier, Place, reading

_TRACES = "traces"


def note_traces(change: Change, since: int) -> None:
    """Note, in the transaction that erases, that traces must go after it."""
    decide(change.connection, since, **{_TRACES: since})


def traces_since(dossier: Dossier) -> int | None:
    """The event of the last erasure whose traces have not gone; None: there are none."""
    query = select(schema.settings.c.since).where(facts.holding(schema.settings, name=_TRACES))
    return dossier.connection.execute(query).scalar_one_or_none()


def finish(place: Place) -> bool:
    """Remove the traces of what was erased, if there are any.

    Returns:
        whether none is left; False: somebody else has the dossier open.

    Raises:
        InputError: there is no dossier, or it cannot be written.
    """
    with reading(place) as dossier:
        since = traces_since(dossier)
    if since is None:
        return True
    try:
        return _rewrite(place, since)
    except BusyError:
        return False


def _rewrite(place: Place, since: int) -> bool:
    with connected(place) as connection:
        # No transaction: VACUUM allows none. What it sorts stays in memory, not in a file.
        connection.execution_options(begin="PRAGMA temp_store = MEMORY")
        connection.exec_driver_sql("VACUUM")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            return False
        table = schema.settings
        with transaction(connection, "BEGIN IMMEDIATE"):
            done = delete(table).where(table.c.name == _TRACES, table.c.since <= since)
            connection.execute(done)
    return True
