"""What is wrong with the rows of a register: how many, and which are the first.

Counting is done in the table that was made of the register. Only when there is something to tell,
the register is read once more, slowly and in its order, to find the numbers of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stratification.ages import Ages, ages_text
from stratification.errors import Finding, InputError, Param
from stratification.register.fields import MOST_YEARS
from stratification.register.frame import Layout, people_parts, with_sql
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
    """Rows of one kind: SQL over `people` that says which, and how it is told."""

    code: str
    condition: str
    header: str | None
    params: Mapping[str, Param] = field(default_factory=dict)


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
    code = "register-address-differs" if is_address_list(mapping) else "register-id-differs"
    header = headers.get("address" if is_address_list(mapping) else "id")
    found.append(Trouble(code, "id IN (SELECT id FROM conflicts)", header))
    return found


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
    if not troubles:
        return
    conditions = ", ".join(f"count(*) FILTER ({one.condition})" for one in troubles)
    counts = database.execute(f"SELECT {conditions} FROM people").fetchone() or ()
    wrong = [(one, count) for one, count in zip(troubles, counts, strict=True) if count]
    if not wrong:
        return
    rows = _rows(database, source, layout, [one.condition for one, _ in wrong])
    raise InputError(
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
