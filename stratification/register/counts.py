"""Counting what was read: who was left out by which rule, who is there twice, what to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stratification.errors import Finding, Param
from stratification.register.columns import IdList
from stratification.register.fields import UNKNOWN
from stratification.register.frame import Layout
from stratification.register.model import Reading, Step
from stratification.register.source import Source
from stratification.register.steps import DUPLICATES, rules
from stratification.text import shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_HASHES = 10_000  # that are worth looking up instead of comparing all ids

_MARKS = {
    "unsure": "register-age-unsure",
    "investigated": "register-investigated",
    "uncoded": "register-address-uncoded",
}
"""What is counted of those who can get a letter -> the notice about it."""


def merge_duplicates(database: DuckDBPyConnection) -> int:
    """Leave one row of everybody in the table `people`; return how many were taken away.

    Whoever is there twice gets into the table `repeated`, and with different contents also into
    `conflicts`: that is somebody's mistake. (Names are not read yet; see `Register.people`.) That
    nobody is there twice is certain when no two hashes of ids are equal; only otherwise ids
    themselves are compared.
    """
    database.execute("CREATE TEMP TABLE conflicts (id VARCHAR)")
    database.execute("CREATE TEMP TABLE repeated (id VARCHAR, rows BIGINT)")
    hashes = _shared_hashes(database)
    if not hashes:
        return 0
    database.execute(
        "CREATE TEMP TABLE hashes AS SELECT unnest(?::UBIGINT[]) AS hash", [hashes[:_MOST_HASHES]]
    )
    some = " AND hash(id) IN (FROM hashes)" if len(hashes) <= _MOST_HASHES else ""
    database.execute(
        "INSERT INTO repeated SELECT id, count(*) AS rows FROM people "
        f"WHERE id <> ''{some} GROUP BY id HAVING count(*) > 1"
    )
    removed = _one(database, "SELECT coalesce(sum(rows - 1), 0) FROM repeated")
    if not removed:
        return 0
    database.execute(
        "CREATE TEMP TABLE merged AS SELECT DISTINCT people.* FROM people SEMI JOIN repeated "
        "USING (id)"
    )
    database.execute("INSERT INTO conflicts SELECT id FROM merged GROUP BY id HAVING count(*) > 1")
    database.execute("DELETE FROM people WHERE id IN (SELECT id FROM repeated)")
    database.execute("INSERT INTO people FROM merged")
    database.execute("DROP TABLE merged")
    return int(removed)


def _shared_hashes(database: DuckDBPyConnection) -> list[int]:
    """The hashes that more than one id has, up to one more than `_MOST_HASHES`.

    Sorting the hashes, a quarter at a time, takes a fifth of the time that the engine needs to
    count the different ones, and little memory.
    """
    found: list[int] = []
    for quarter in range(4):
        query = f"SELECT hash(id) AS hash FROM people WHERE hash(id) >> 62 = {quarter}"
        hashes = database.execute(query).fetchnumpy()["hash"]
        hashes.sort()
        shared = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        found += shared[: _MOST_HASHES + 1 - len(found)].tolist()
    return found


def count_all(database: DuckDBPyConnection, source: Source, layout: Layout, merged: int) -> Reading:
    """Count what is in the tables `people`, where nobody is twice, and `frame`."""
    removed = dict(
        database.execute("SELECT coalesce(step, ''), count(*) FROM people GROUP BY step").fetchall()
    )
    steps = [Step(code, removed.get(code, 0)) for code, _ in rules(layout.mapping, layout.choices)]
    people = removed.get("", 0)
    unit = "id" if layout.mapping.frame == "persons" else "address"
    units = _one(database, "SELECT count(*) FROM frame")
    marked = f"SELECT count(DISTINCT {unit}) FROM people WHERE step IS NULL AND confidential"
    return Reading(
        name=source.name,
        digest=source.digest,
        rows=sum(removed.values()) + merged,
        steps=(Step(DUPLICATES, merged), *steps),
        people=people,
        units=units,
        confidential=_one(database, marked),
        notices=(*_marked(database, source, layout), *_unknown(database, source, layout)),
    )


def _marked(database: DuckDBPyConnection, source: Source, layout: Layout) -> list[Finding]:
    columns = {"unsure": "birth_date", "investigated": "investigation", "uncoded": "address"}
    counts = ", ".join(f"count(*) FILTER ({mark})" for mark in _MARKS)
    found = database.execute(f"SELECT {counts} FROM people WHERE step IS NULL").fetchone() or ()
    return [
        Finding(
            code, {"count": count}, source.name, column=shown(layout.headers.get(columns[mark], ""))
        )
        for (mark, code), count in zip(_MARKS.items(), found, strict=True)
        if count
    ]


def _unknown(database: DuckDBPyConnection, source: Source, layout: Layout) -> list[Finding]:
    """Say of how many the register does not give the stratum."""
    if not layout.strata:
        return []
    counts = ", ".join(f"count(*) FILTER (s{place} = '{UNKNOWN}')" for place in layout.places)
    found = database.execute(f"SELECT {counts} FROM frame").fetchone() or ()
    notices = []
    for column, count in zip(layout.strata, found, strict=True):
        params: dict[str, Param] = {"name": shown(column.name), "count": count}
        if count:
            code = "register-stratum-age" if column.column is None else "register-stratum-blank"
            notices.append(Finding(code, params, source.name))
    return notices


def list_notices(database: DuckDBPyConnection, lists: Sequence[IdList]) -> list[Finding]:
    """Say what should be known of the files with ids that get no letter."""
    notices = [notice for one in lists for notice in one.source.notices]
    for one in lists:
        ids = one.ids(one.source.relation)
        query = f"SELECT count(*) FROM ({ids}) AS listed ANTI JOIN people USING (id)"
        with one.source.engine.reading():
            missing = _one(database, query)
        if missing:
            notices.append(
                Finding("register-excluded-unknown", {"count": missing}, one.source.name)
            )
    return notices


def _one(database: DuckDBPyConnection, query: str) -> int:
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0
