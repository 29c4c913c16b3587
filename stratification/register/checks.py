"""What is wrong with the rows of a register: how many, and which are the first.

Counting is done in the table that was made of the register. Only when there is something to tell,
the register is read once more, slowly and in its order, to find the numbers of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stratification.ages import Ages, ages_text
from stratification.errors import Finding, InputError, Param
from stratification.register.fields import MOST_YEARS
from stratification.register.frame import Layout, id_sql, people_parts, unit_sql, with_sql
from stratification.register.model import RegisterMap, StratumColumn
from stratification.register.rows import row_numbers
from stratification.register.source import Source
from stratification.register.sql import literal
from stratification.register.steps import UNDETERMINED, ages_count, is_address_list, trouble
from stratification.register.table import checked
from stratification.register.values import MOST_VALUES, values_of
from stratification.text import listed_rows, shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHOWN = 6  # one more than a message lists


@dataclass(frozen=True)
class Trouble:
    """Rows of one kind: SQL over `people` that says which, what is counted, and how it is told."""

    code: str
    condition: str
    header: str | None
    params: Mapping[str, Param] = field(default_factory=dict)
    counted: str = "*"


def row_troubles(layout: Layout) -> list[Trouble]:
    """What can be wrong with rows by themselves."""
    mapping, headers = layout.mapping, layout.headers
    found = [
        Trouble(code, f"step = {literal(code)}", headers.get(name))
        for code, name, _ in trouble(mapping, layout.choices)
    ]
    if mapping.undetermined is None and ages_count(mapping, layout.choices):
        condition = f"step = {literal(UNDETERMINED)}"
        found.append(Trouble("register-age-undetermined", condition, headers.get("birth_date")))
    found += [
        Trouble(
            "register-age-no-band",
            f"step IS NULL AND w{place} IS NULL",
            headers.get("birth_date"),
            {"name": shown(column.name), "ages": _without_band(mapping, column)},
        )
        for place, column in enumerate(layout.strata, 1)
        if column.column is None
    ]
    return [*found, _different(layout)]


def _different(layout: Layout) -> Trouble:
    """Rows of somebody who is there twice with different contents."""
    is_list = is_address_list(layout.mapping)
    code = "register-address-differs" if is_list else "register-id-differs"
    header = layout.headers.get("address" if is_list else "id")
    return Trouble(code, "id IN (SELECT id FROM conflicts)", header, counted="DISTINCT id")


def _without_band(mapping: RegisterMap, column: StratumColumn) -> str:
    """The ages that are eligible and in no band: a matter of the map, not of anybody's age."""
    most = MOST_YEARS if mapping.maximum_age is None else mapping.maximum_age
    ages = [
        age
        for age in range(mapping.minimum_age or 0, most + 1)
        if not any(
            band.first <= age and (band.last is None or age <= band.last) for band in column.bands
        )
    ]
    starts = [age for age in ages if age - 1 not in ages]
    ends = [age for age in ages if age + 1 not in ages]
    return ", ".join(ages_text(Ages(*pair)) for pair in zip(starts, ends, strict=True))


def find_names(
    database: DuckDBPyConnection, source: Source, layout: Layout
) -> tuple[list[dict[str, str]], list[Trouble], list[Finding]]:
    """Find the values of the columns of strata.

    Returns: of each column what is written differently from its value; what is wrong, for which
    the tables unknown_1, … are made; notices.
    """
    names, wrong, notices = [], [], []
    for place, column in enumerate(layout.strata, 1):
        rows = database.execute(
            f"SELECT DISTINCT w{place} FROM people WHERE step IS NULL AND w{place} IS NOT NULL "
            f"LIMIT {MOST_VALUES + 1}"
        ).fetchall()
        params: dict[str, Param] = {"name": shown(column.name)}
        if len(rows) > MOST_VALUES:
            finding = Finding(
                "register-stratum-values",
                params | {"limit": MOST_VALUES},
                source.name,
                column=shown(column.column or ""),
            )
            raise InputError(finding)
        values = values_of(column, [row[0] for row in rows])
        names.append(values.names)
        if values.respelled:
            notices.append(
                Finding(
                    "register-stratum-spellings", params | {"count": values.respelled}, source.name
                )
            )
        if values.unknown:
            database.execute(
                f"CREATE OR REPLACE TEMP TABLE unknown_{place} AS SELECT unnest(?::VARCHAR[]) AS w",
                [list(values.unknown)],
            )
            condition = f"step IS NULL AND w{place} IN (SELECT w FROM unknown_{place})"
            wrong.append(Trouble("register-stratum-unknown", condition, column.column, params))
    return names, wrong, notices


def mixed_troubles(database: DuckDBPyConnection, layout: Layout) -> list[Trouble]:
    """What differs between people at one address, when letters go to addresses.

    Then the table `frame` has an address more than once. The tables mixed_1, … are made.
    """
    same = database.execute("SELECT count(*) = count(DISTINCT unit) FROM frame").fetchone()
    if same and same[0]:
        return []
    found = []
    for place, column in enumerate(layout.strata, 1):
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE mixed_{place} AS SELECT address FROM frame "
            f"GROUP BY address HAVING count(DISTINCT s{place}) > 1"
        )
        condition = f"step IS NULL AND address IN (SELECT address FROM mixed_{place})"
        params: dict[str, Param] = {"name": shown(column.name)}
        found.append(Trouble("register-stratum-mixed", condition, column.column, params))
    return found


def refuse(
    database: DuckDBPyConnection, source: Source, layout: Layout, troubles: Sequence[Trouble]
) -> None:
    """Raise InputError for all rows with something wrong, when there are any."""
    if not _wrong(database, [replace(one, counted="*") for one in troubles]):  # counted fast
        return
    find_rows(database, source, layout)
    _find_conflicts(database, layout)  # so that these are told at once with everything else
    raise _error(database, source, layout, _wrong(database, troubles))


def _wrong(database: DuckDBPyConnection, troubles: Sequence[Trouble]) -> list[tuple[Trouble, int]]:
    """Those of which there are rows (or ids), and of how many."""
    if not troubles:
        return []
    columns = ", ".join(f"count({one.counted}) FILTER ({one.condition})" for one in troubles)
    counts = database.execute(f"SELECT {columns} FROM people").fetchone() or ()
    return [(one, count) for one, count in zip(troubles, counts, strict=True) if count]


def find_rows(
    database: DuckDBPyConnection, source: Source, layout: Layout, units: str | None = None
) -> None:
    """Make the table `found`: the rows of these units, and of everybody in the table `repeated`.

    Whom it is about is found first, as cheaply as can be; nothing else of all other rows is read.
    """
    conditions = [f"{id_sql(layout)} IN (SELECT id FROM repeated)"]
    if units is not None:
        conditions.append(f"{unit_sql(layout)} IN ({units})")
    rows = f"FROM {source.relation} WHERE {' OR '.join(conditions)}"
    database.execute(f"CREATE OR REPLACE TEMP TABLE found AS {rows}")


def refuse_conflicts(database: DuckDBPyConnection, source: Source, layout: Layout) -> None:
    """Raise InputError for people who are there twice with different contents (see `find_rows`)."""
    count = _find_conflicts(database, layout)
    if count:
        raise _error(database, source, layout, [(_different(layout), count)])


def _find_conflicts(database: DuckDBPyConnection, layout: Layout) -> int:
    """Put ids whose rows in `found` differ into the table `conflicts`; return how many."""
    located = people_parts(layout, "found", tuple(layout.headers))[:2]
    database.execute(
        "INSERT INTO conflicts SELECT id FROM ("
        f"{with_sql(located, 'SELECT DISTINCT * FROM located')}) SEMI JOIN repeated USING (id) "
        "GROUP BY id HAVING count(*) > 1"
    )
    counted = database.execute("SELECT count(DISTINCT id) FROM conflicts").fetchone()
    return int(counted[0]) if counted else 0


def _error(
    database: DuckDBPyConnection,
    source: Source,
    layout: Layout,
    wrong: Sequence[tuple[Trouble, int]],
) -> InputError:
    """What is wrong with so many rows, with the numbers of the first."""
    rows = _rows(database, source, layout, [one.condition for one, _ in wrong])
    return InputError(
        *(
            Finding(
                one.code,
                {**one.params, "rows": listed_rows(numbers), "count": count},
                source.name,
                numbers[0],
                None if one.header is None else shown(one.header),
            )
            for (one, count), numbers in zip(wrong, rows, strict=True)
        )
    )


def _rows(
    database: DuckDBPyConnection, source: Source, layout: Layout, conditions: Sequence[str]
) -> list[list[int]]:
    """The numbers of the first rows for which each of the conditions holds."""
    columns = ", ".join(checked(layout))
    first = ", ".join(f"min(ordinal, {_SHOWN}) FILTER ({one})" for one in conditions)
    parts = people_parts(layout, source.relation, numbered=True)
    query = with_sql(parts, f"SELECT {first} FROM (SELECT ordinal, {columns} FROM people)")
    with source.engine.reading():
        database.execute("SET preserve_insertion_order = true; SET threads = 1")
        found = database.execute(query).fetchone() or ()
        numbers = row_numbers(source, {ordinal for some in found for ordinal in some})
    return [[numbers[ordinal] for ordinal in sorted(some)] for some in found]
