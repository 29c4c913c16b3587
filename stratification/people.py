"""The table of people to ids, households and values, with everything that is wrong with it.

What a person answered never enters a finding: it names the file, the row and the column, and at
most a quota's value.

Ids are compared tidied (NFC, trimmed, inner runs of whitespace one space) but case-sensitively:
random codes may use both cases. Ids that differ only in case are a notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stratification.cells import MAX_GROUPS, grouped, no_column, places_of, strange_values
from stratification.errors import Finding, Param
from stratification.tables import Table
from stratification.text import address_key, key, listed_names, listed_rows, shown, tidy

Known = Mapping[str, Mapping[str, str]]
"""Category -> `key` of a value -> the quotas' spelling of the value."""

UNNAMED = ""
"""Stands for every value that no quota names, in a column where other values may stand too."""


@dataclass(frozen=True)
class Source:
    """Where the people are: a file, the column with their ids, the columns that make a household.

    Without `id_column` a column called "id" is used, and without that one the row numbers.
    """

    path: Path
    id_column: str | None = None
    household_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """What was made of one column (or several): a result for each row, and the findings."""

    cells: tuple[object, ...] = ()
    errors: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class People:
    """What the people's table gives, row by row.

    `households` are keys, equal for people of one household, or None when no columns are named.
    `values` has the values, in the quotas' spelling, of every category without errors; `UNNAMED`
    for one that no quota names.
    """

    ids: tuple[str, ...] = ()
    households: tuple[object, ...] | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()


def examine_people(
    table: Table, source: Source, known: Known, free: Collection[str] = ()
) -> People:
    """Return what can be read of the people, with everything that is wrong with it.

    Parameters:
        table: the people.
        source: which columns mean what.
        known: the categories and the values that the quotas name.
        free: the categories in which other values may stand too. Where a column for one of these
            is missing, that is for the reader of the quotas to say.
    """
    wanted = [name for name in (source.id_column, *source.household_columns, *known) if name]
    if wanted and all(table.find(name) is None for name in (*wanted, "id")):
        # Perhaps the first row is a person: then its cells are no names of columns to be shown.
        params: dict[str, Param] = {"columns": listed_names(tuple(dict.fromkeys(wanted)))}
        return People(errors=(Finding("pool-no-header", params, table.path_name, table.header),))
    errors = [] if table.rows else [Finding("pool-no-people", file=table.path_name)]
    ids = _read_ids(table, source.id_column)
    households = _read_households(table, source.household_columns)
    errors += [*ids.errors, *households.errors]
    notices = [*ids.notices, *households.notices]
    values: dict[str, tuple[str, ...]] = {}
    for category, spellings in known.items():
        position = table.find(category)
        if position is None:
            errors += [] if category in free else [no_column(table, "category", category)]
            continue
        column = [row[position] for row in table.rows]
        keys = {text: key(text) for text in dict.fromkeys(column)}  # few values, many people
        cells = [keys[text] for text in column]
        if category in free:
            wrong, other = _check_free(table, position, cells, spellings)
            notices += other
        else:
            wrong = _check_values(table, position, cells, spellings)
        errors += wrong
        if not wrong:
            values[category] = tuple(spellings.get(text, UNNAMED) for text in cells)
    return People(
        ids=tuple(str(text) for text in ids.cells),
        households=households.cells if source.household_columns else None,
        values=values,
        errors=tuple(errors),
        notices=tuple(notices),
    )


def _read_ids(table: Table, name: str | None) -> Column:
    """Return the id of every row."""
    position = table.find("id" if name is None else name)
    if position is None and name is not None:
        return Column(errors=(no_column(table, "id", name),))
    if position is None:
        width = len(str(max(table.numbers, default=0)))
        cells = tuple(str(number).zfill(width) for number in table.numbers)
        return Column(cells, notices=(Finding("ids-are-row-numbers", file=table.path_name),))
    ids = tuple(tidy(row[position]) for row in table.rows)
    places = places_of(table, ids)
    errors: list[Finding] = []
    if "" in places:
        errors.append(grouped("id-blank", table, position, places.pop("")))
    same = [numbers for numbers in places.values() if len(numbers) > 1]
    if same:
        # One finding: a wrong column (a postcode, say) would give thousands.
        rows = "; ".join(listed_rows(numbers) for numbers in same[:MAX_GROUPS])
        rows += "; …" if len(same) > MAX_GROUPS else ""
        column = shown(table.columns[position])
        params: dict[str, Param] = {"rows": rows, "count": len(same)}
        errors.append(Finding("id-twice", params, table.path_name, same[0][1], column))
    folded = Counter(key(text) for text in places)
    alike = [numbers[0] for text, numbers in places.items() if folded[key(text)] > 1]
    notices = (grouped("ids-differ-in-case", table, position, alike),) if alike else ()
    return Column(ids, tuple(errors), notices)


def _read_households(table: Table, names: Sequence[str]) -> Column:
    """Return a key for every row, equal for people of one household."""
    found = [(name, table.find(name)) for name in dict.fromkeys(names)]
    errors = tuple(no_column(table, "household", name) for name, at in found if at is None)
    positions = [at for _, at in found if at is not None]
    if errors or not positions:
        return Column(errors=errors)
    keys: list[object] = []
    partly: list[int] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        parts = tuple(address_key(row[at]) for at in positions)
        # Nothing filled in says nothing about who lives with whom: a household of one's own,
        # marked by the row number, which no tuple of texts equals.
        keys.append(parts if any(parts) else number)
        if any(parts) and not parts[0]:
            partly.append(number)
    notices = (grouped("household-partly-blank", table, positions[0], partly),) if partly else ()
    return Column(tuple(keys), notices=notices)


def _check_values(
    table: Table, position: int, keys: Sequence[str], spellings: Mapping[str, str]
) -> list[Finding]:
    """Find the cells of one category that are blank or have no quota, equal ones together."""
    places = places_of(table, keys)
    unknown = {text: numbers for text, numbers in places.items() if text not in spellings}
    errors: list[Finding] = []
    if "" in unknown:
        errors.append(grouped("value-blank", table, position, unknown.pop("")))
    return errors + strange_values(table, position, unknown, tuple(spellings.values()))


def _check_free(
    table: Table, position: int, keys: Sequence[str], spellings: Mapping[str, str]
) -> tuple[list[Finding], list[Finding]]:
    """Find the blank cells of a column where any value may stand, and those that no quota names.

    The latter may be meant, or mistyped: that is worth a notice.
    """
    places = places_of(table, keys)
    blank = places.pop("", None)
    errors = [grouped("value-blank-free", table, position, blank)] if blank else []
    other = sorted(row for text in places if text not in spellings for row in places[text])
    params: dict[str, Param] = {"values": listed_names(tuple(spellings.values()))}
    return errors, [grouped("values-free", table, position, other, params)] if other else []
