"""Strata inside the database: counted, and at hand for the queries of a draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sortition.invitations.model import Strata, Stratum
from stratification.errors import Finding, InputError
from stratification.register.sql import literal
from stratification.text import key, listed_names, nearest, shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SIGN = " × "
_FEW = 50  # strata, of which many may hold one person
_PLAIN = "[^\\x00-\\x1f\\x7f]*"


@dataclass(frozen=True)
class Earlier:
    """The units and the addresses to which earlier waves sent a letter."""

    units: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)


@contextmanager
def engine_errors(name: str) -> Iterator[None]:
    """Word what the engine cannot do for want of memory or room on the disk.

    Parameters:
        name: what messages call the register.

    Raises:
        InputError: instead of these two errors; others are mistakes of this program.
    """
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise InputError(Finding("register-memory", file=name)) from None
    except duckdb.IOException:
        raise InputError(Finding("register-disk", file=name)) from None


def columns_sql(count: int, table: str = "") -> list[str]:
    """The names of the columns that hold the strata: s1, s2, ….

    >>> columns_sql(2, "frame")
    ['frame.s1', 'frame.s2']
    """
    return [f"{table}.s{place}" if table else f"s{place}" for place in range(1, count + 1)]


def count_strata(
    database: DuckDBPyConnection, columns: Sequence[str], earlier: Earlier | None = None
) -> Strata:
    """The strata of the table `frame`, with how many units each has and how many have a letter.

    Parameters:
        database: has the table frame(unit, address, home, s1, …, sn).
        columns: the names of s1, …, sn.

    Raises:
        InputError: the frame is empty, or has units that cannot have a number.
    """
    put_earlier(database, earlier or Earlier())
    names = columns_sql(len(columns))
    rows = database.execute(
        f"""
        SELECT {"".join(f"{name}, " for name in names)} count(*), count(e.unit),
            count(*) FILTER (NOT regexp_full_match(f.unit, {literal(_PLAIN)}))
        FROM frame AS f LEFT JOIN earlier_units AS e ON e.unit = f.unit GROUP BY ALL
        """
    ).fetchall()
    wrong = sum(row[-1] for row in rows)
    if wrong:
        raise InputError(Finding("invite-unit-control", {"count": wrong}))
    if not sum(row[-3] for row in rows):
        raise InputError(Finding("invite-nobody"))
    found = [Stratum(tuple(row[:-3]), row[-3], row[-2]) for row in rows]
    alone = sum(stratum.size == 1 for stratum in found)
    if len(found) > _FEW and 2 * alone > len(found):
        raise InputError(Finding("invite-strata-fine", {"alone": alone, "count": len(found)}))
    _check_spelling(columns, found)
    return Strata(tuple(columns), tuple(sorted(found, key=_order)))


def _order(stratum: Stratum) -> tuple[list[str], tuple[str, ...]]:
    return [key(value) for value in stratum.values], stratum.values


def _check_spelling(columns: Sequence[str], strata: Sequence[Stratum]) -> None:
    """Two spellings of one value would be two strata, each with its own number of letters."""
    errors = []
    for place, column in enumerate(columns):
        spellings: dict[str, str] = {}
        for value in sorted({stratum.values[place] for stratum in strata}):
            other = spellings.setdefault(key(value), value)
            if other != value:
                params = {"one": other, "other": value}
                errors.append(Finding("invite-spelling", params, column=column))
    if errors:
        raise InputError(*errors)


def stratum_text(stratum: Stratum) -> str:
    """What a message calls a stratum."""
    return SIGN.join(stratum.values)


def _unknown(value: str, known: Sequence[str], column: str) -> Finding:
    near = nearest(value, known)
    if near:
        params = {"value": shown(value), "nearest": near}
        return Finding("invite-only-value", params, column=column)
    params = {"value": shown(value), "names": listed_names(known)}
    return Finding("invite-only-values", params, column=column)


def select_strata(strata: Strata, only: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """The places of the strata that have, of every column named, one of the values given for it.

    >>> rows = (Stratum(("Noord", "16-24"), 9), Stratum(("Zuid", "16-24"), 9))
    >>> select_strata(Strata(("wijk", "leeftijd"), rows), [("wijk", "zuid")])
    (1,)

    Raises:
        InputError: there is no such column or value, or no such stratum.
    """
    columns = {key(name): place for place, name in enumerate(strata.columns)}
    wanted: dict[int, set[str]] = {}
    errors = []
    for name, value in only:
        place = columns.get(key(name))
        known = {row.values[place] for row in strata.rows} if place is not None else set()
        if place is None:
            params = {"name": shown(name), "names": listed_names(strata.columns) or "-"}
            errors.append(Finding("invite-only-column", params))
        elif key(value) not in map(key, known):
            errors.append(_unknown(value, sorted(known), strata.columns[place]))
        else:
            wanted.setdefault(place, set()).add(key(value))
    if errors:
        raise InputError(*errors)
    places = tuple(
        at
        for at, row in enumerate(strata.rows)
        if all(key(row.values[place]) in values for place, values in wanted.items())
    )
    if not places:
        raise InputError(Finding("invite-only-nobody"))
    return places


def spelled_only(strata: Strata, only: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What `select_strata` accepts, as the strata spell it.

    >>> rows = (Stratum(("Noord", "16-24"), 9), Stratum(("Zuid", "16-24"), 9))
    >>> spelled_only(Strata(("wijk", "leeftijd"), rows), [("Wijk", "zuid")])
    (('wijk', 'Zuid'),)
    """
    places = {key(name): place for place, name in enumerate(strata.columns)}
    found = []
    for name, value in only:
        place = places[key(name)]
        known = {key(row.values[place]): row.values[place] for row in strata.rows}
        found.append((strata.columns[place], known[key(value)]))
    return tuple(found)


def put_strata(database: DuckDBPyConnection, strata: Strata) -> None:
    """Make the table strata(stratum, s1, …, sn), with the places in `Strata.rows`."""
    names = columns_sql(len(strata.columns))
    lists = [list(range(len(strata.rows)))]
    cells = [[row.values[place] for row in strata.rows] for place in range(len(names))]
    texts = "".join(f", unnest(?::VARCHAR[]) AS {name}" for name in names)
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE strata AS SELECT unnest(?::INTEGER[]) AS stratum{texts}",
        [*lists, *cells],
    )


def join_strata(strata: Strata) -> str:
    """SQL that joins frame and strata."""
    names = columns_sql(len(strata.columns))
    return f"JOIN strata USING ({', '.join(names)})" if names else "CROSS JOIN strata"


def put_earlier(database: DuckDBPyConnection, earlier: Earlier) -> None:
    """Make the tables earlier_units(unit) and earlier_addresses(address)."""
    for name, values in (("unit", earlier.units), ("address", earlier.addresses)):
        table = "earlier_units" if name == "unit" else "earlier_addresses"
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT DISTINCT {name} FROM (SELECT unnest(?::VARCHAR[]) AS {name})",
            [list(values)],
        )
