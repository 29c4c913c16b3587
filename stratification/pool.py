"""The pool: who can be drawn, with one value for every category that has quotas.

`read_assembly` reads the people and the quotas together and reports everything that is wrong
with both at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stratification.combinations import is_combination
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of
from stratification.people import People, Source, examine_people
from stratification.quotas import Quota, QuotaReading, Quotas, examine_quotas
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, nearest, shown

__all__ = ["Assembly", "Pool", "Source", "check_sums", "read_assembly"]


@dataclass(frozen=True)
class Pool:
    """The people who can be drawn, ordered by id (by Unicode code points).

    Parameters:
        ids: n different texts, ascending.
        categories: what the quotas look at (`Quotas.columns`): their categories and the parts of
            combinations, in their order and spelling.
        values: n tuples with a value for each category, in the spelling of the quotas; "" for a
            value that no quota names (possible where only combinations name the category).
        households: n numbers, equal for people of one household, numbered from 0 in the order in
            which the ids meet them; None when households play no part.
    """

    ids: tuple[str, ...] = field(repr=False)
    categories: tuple[str, ...]
    values: tuple[tuple[str, ...], ...] = field(repr=False)
    households: tuple[int, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Assembly:
    """All that was read: the pool, the quotas, the seats, and the full rows behind the pool.

    `id_rows` maps an id to its position in `table.rows`; `notices` are worth saying but no errors.
    """

    pool: Pool
    quotas: Quotas
    seats: int
    notices: tuple[Finding, ...]
    table: Table
    id_rows: Mapping[str, int] = field(repr=False)

    def row_of(self, person: str) -> tuple[str, ...]:
        """Return the full row of the person with this id; KeyError when there is none."""
        return self.table.rows[self.id_rows[person]]


def read_assembly(
    source: Source, quotas: Path | Table, seats: int, *, strict: bool = True
) -> Assembly:
    """Read and check the people and the quotas.

    Parameters:
        source: the file of the people and which of its columns mean what.
        quotas: their file, or the table in it.
        seats: the size of the panel.
        strict: whether quotas and seats that cannot fit (sums of bounds, minimums above the people
            who have the value, more seats than people) are errors. Otherwise they are notices:
            there is no valid panel then, but the quotas may be repaired.

    Raises:
        InputError: everything that is wrong with the two files and the seats.
    """
    quota_table, quota_errors = (quotas, ()) if isinstance(quotas, Table) else _try_table(quotas)
    table, pool_errors = _try_table(source.path)
    reading = examine_quotas(quota_table) if quota_table else QuotaReading(Quotas(()))
    people = examine_people(table, source, reading.known, reading.free) if table else People()
    errors = [
        *quota_errors,
        *reading.errors,
        *_missing_parts(reading, people, table),
        *pool_errors,
        *people.errors,
        *([Finding("seats-below-one", {"seats": seats})] if seats < 1 else []),
    ]
    file = quotas.path_name if isinstance(quotas, Table) else name_of(quotas)
    misfits = _check_seats(seats, table)
    if not reading.errors:  # where quotas are wrong, so are their sums
        misfits += check_sums(reading.quotas, seats, file)
        misfits += _check_minimums(reading, people, file)
    errors += misfits if strict else []
    if errors or table is None:
        raise InputError(*errors)
    return Assembly(
        pool=_pool(people, reading.quotas),
        quotas=reading.quotas,
        seats=seats,
        notices=(*reading.notices, *table.notices, *people.notices, *misfits),
        table=table,
        id_rows={person: position for position, person in enumerate(people.ids)},
    )


def _try_table(path: Path) -> tuple[Table | None, tuple[Finding, ...]]:
    """Return the table or what is wrong with it, so that the other file is checked all the same."""
    try:
        return read_table(path), ()
    except InputError as error:
        return None, error.findings


def _pool(people: People, quotas: Quotas) -> Pool:
    """Order people without errors by id."""
    order = sorted(range(len(people.ids)), key=people.ids.__getitem__)
    columns = [people.values[category] for category in quotas.columns]
    return Pool(
        ids=tuple(people.ids[i] for i in order),
        categories=quotas.columns,
        values=tuple(tuple(column[i] for column in columns) for i in order),
        households=_numbered(people.households, order),
    )


def _numbered(households: Sequence[object] | None, order: Sequence[int]) -> tuple[int, ...] | None:
    """Number the households in the order in which the sorted ids meet them."""
    if households is None:
        return None
    numbers: dict[object, int] = {}
    return tuple(numbers.setdefault(households[i], len(numbers)) for i in order)


def _missing_parts(reading: QuotaReading, people: People, table: Table | None) -> list[Finding]:
    """Find the parts of combinations that are no column of the people."""
    if table is None or any(error.code == "pool-no-header" for error in people.errors):
        return []
    found = []
    for name, place in reading.free.items():
        if table.find(name) is None:
            close = nearest(name, table.columns)
            params: dict[str, Param] = {"part": shown(name), "columns": listed_names(table.columns)}
            hint: dict[str, Param] = {} if close is None else {"nearest": shown(close)}
            code = "part-column-missing" if close is None else "part-column-missing-nearest"
            found.append(place.finding(code, "category", **params, **hint))
    return found


def _check_seats(seats: int, table: Table | None) -> list[Finding]:
    """Find a number of seats that this pool cannot fill."""
    if table is not None and table.rows and seats > len(table.rows):
        people = {"seats": seats, "people": len(table.rows)}
        return [Finding("seats-above-people", people, table.path_name)]
    return []


def check_sums(quotas: Quotas, seats: int, file: str) -> list[Finding]:
    """Find the categories whose quotas together leave no room for this number of seats."""
    errors = []
    for category in quotas.categories if seats >= 1 else ():
        rows = [row for row in quotas.rows if row.category == category]
        least, most = sum(row.min for row in rows), sum(row.max for row in rows)
        params: dict[str, Param] = {"category": shown(category), "seats": seats}
        if least > seats:
            errors.append(Finding("quota-minimums-above-seats", params | {"sum": least}, file))
        if most < seats and category in quotas.partitions:
            kind = "combined-maximums" if is_combination(category) else "maximums"
            errors.append(Finding(f"quota-{kind}-below-seats", params | {"sum": most}, file))
    return errors


def _check_minimums(reading: QuotaReading, people: People, file: str) -> list[Finding]:
    """Find the quotas that ask for more people than the pool has with the value."""
    counts: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}
    found = []
    for row in reading.quotas.rows:
        columns = tuple(column for column, _ in row.pairs)
        if not all(column in people.values for column in columns):
            continue  # a category whose cells are partly wrong: its counts are not known
        if columns not in counts:
            counts[columns] = Counter(zip(*map(people.values.__getitem__, columns), strict=True))
        having = counts[columns][tuple(value for _, value in row.pairs)]
        if having < row.min:
            place = reading.rows_at[key(row.category), key(row.value)]
            found.append(_too_few(row, having, file, place))
    return found


def _too_few(quota: Quota, people: int, file: str, row: int) -> Finding:
    """Say that fewer people have the value of a quota than its minimum."""
    params: dict[str, Param] = {
        "category": shown(quota.category),
        "value": shown(quota.value),
        "min": quota.min,
        "people": people,
    }
    return Finding("quota-minimum-above-people", params, file, row)
