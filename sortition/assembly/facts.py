"""Rows that hold from one event to another: reading those that hold, and putting others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, insert, or_, select, update


def holding(table: Table, **where: Any) -> ColumnElement[bool]:
    """The condition that a row holds now and has these values."""
    return and_(table.c.until.is_(None), *(table.c[name] == value for name, value in where.items()))


def current(table: Table, **where: Any) -> Select[Any]:
    """The rows that hold now and have these values, in the order in which they were put."""
    return select(table).where(holding(table, **where)).order_by(table.c.id)


def held(table: Table, at: int | None) -> ColumnElement[bool]:
    """The condition that a row held when an event was done (None: holds now)."""
    if at is None:
        return table.c.until.is_(None)
    return and_(table.c.since <= at, or_(table.c.until.is_(None), table.c.until > at))


def put(
    connection: Connection,
    table: Table,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    since: int,
) -> None:
    """Let a row hold from this event on, in the place of the one with the same key."""
    end(connection, table, key, since)
    connection.execute(insert(table).values(**key, **values, since=since))


def put_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows, `since` included, whose keys have no row yet."""
    if rows:
        connection.execute(insert(table), rows)


def end(connection: Connection, table: Table, key: Mapping[str, Any], until: int) -> int:
    """Let the rows with these values hold until this event; how many they were."""
    ended = connection.execute(update(table).where(holding(table, **key)).values(until=until))
    return int(ended.rowcount)
