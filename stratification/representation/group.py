"""A list of people, drawn or not, read in the words of a population.

Nobody is named: what is kept of a person is one value of each category, or that it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from stratification.ages import Ages, parse_ages
from stratification.cells import grouped, no_column, places_of, strange_values
from stratification.errors import Finding, InputError, Param
from stratification.population.model import Population
from stratification.representation.settings import (
    AssessSettings,
    check_settings,
    chosen_categories,
)
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, shown, tidy

UNKNOWN = (
    "zeg ik liever niet",
    "wil ik niet zeggen",
    "onbekend",
    "rather not say",
    "prefer not to say",
    "unknown",
)
"""Words that count as "not known", unless the population has them as a value."""

Person = tuple[str | None, ...]
_SPREADSHEET_ZEROS = re.compile(r"\.0+")  # "34.0" is how a spreadsheet may write 34
_OLDEST = 120
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?")


@dataclass(frozen=True)
class Group:
    """People as values of a population; in which order a file has them leaves no trace.

    Parameters:
        name: what the group is called: the file's name without its ending, or a value of the
            column that splits the file.
        categories: those of the population that the file has, in the population's order.
        people: for everybody a value of each category, in the population's spelling; None where it
            is not known. Sorted.
        parts: with a column that splits the people, everybody's value of it, in the same order.
        notices: worth saying about the reading.
    """

    name: str
    categories: tuple[str, ...]
    people: tuple[Person, ...] = field(repr=False)
    parts: tuple[str, ...] | None = field(default=None, repr=False)
    notices: tuple[Finding, ...] = ()


def read_group(path: Path, population: Population, settings: AssessSettings) -> Group:
    """Read a list of people: any table with columns named as categories of the population.

    Cells are values of the population (compared by `key`). Blank cells and the words of `UNKNOWN`
    and of the settings count as not known. Where all values are ages ("16-24", "65+"), a cell may
    also hold an age in years; one under or over all of these counts as not known, and is told.

    Parameters:
        path: a CSV, XLSX or ODS file; no ids are needed.
        population: what the people are compared with.
        settings: which categories, which column splits, which words mean "not known".

    Raises:
        InputError: everything that is wrong with the file.
    """
    check_settings(settings)
    wanted = chosen_categories(population, settings)
    table = read_table(path)
    found = {name: at for name in wanted if (at := table.find(name)) is not None}
    if not found:
        raise InputError(*_no_columns(table, wanted, settings.split))
    if not table.rows:
        raise InputError(Finding("pool-no-people", file=table.path_name))
    notices = [
        Finding("assess-category-without-column", {"name": shown(name)}, table.path_name)
        for name in wanted
        if name not in found
    ]
    errors: list[Finding] = []
    columns: list[tuple[str | None, ...]] = []
    words = {key(word) for word in (*UNKNOWN, *settings.unknown)}
    for name, at in found.items():
        known = _values_of(population, name)
        cells, wrong, other = _read_column(table, at, known, words)
        columns.append(cells)
        errors += wrong
        notices += other
    parts, wrong = _read_split(table, settings.split)
    errors += wrong
    if errors:
        raise InputError(*errors)
    people = sorted(
        zip(parts or [""] * len(table.rows), zip(*columns, strict=True), strict=True),
        key=lambda person: (person[0], [(value is None, value or "") for value in person[1]]),
    )
    return Group(
        Path(table.path_name).stem,
        tuple(found),
        tuple(values for _, values in people),
        None if parts is None else tuple(part for part, _ in people),
        (*table.notices, *notices),
    )


def split_group(group: Group) -> tuple[Group, ...]:
    """The group's parts as groups: dates and numbers ascend, other texts are sorted.

    Raises:
        ValueError: the group was read without a column that splits it.
    """
    if group.parts is None:
        raise ValueError("no column splits this group")
    people: dict[str, list[Person]] = {}
    for part, person in zip(group.parts, group.people, strict=True):
        people.setdefault(part, []).append(person)
    return tuple(
        replace(group, name=part, people=tuple(people[part]), parts=None, notices=())
        for part in _ordered(people)
    )


def _values_of(population: Population, category: str) -> dict[str, str]:
    """`key` of every value -> its spelling."""
    table = population.table([category])
    if table is None:
        raise KeyError(category)
    return {key(value): value for value in table.values_of(category)}


def _read_column(
    table: Table, at: int, known: Mapping[str, str], words: set[str]
) -> tuple[tuple[str | None, ...], list[Finding], list[Finding]]:
    """A value (None: not known) for every row, what is wrong, and what is worth saying."""
    texts = [key(row[at]) for row in table.rows]
    bands = {value: ages for value in known.values() if (ages := parse_ages(value)) is not None}
    values: dict[str, str | None] = dict(known)
    banded = outside = False
    for text in dict.fromkeys(texts):
        if text in values:
            continue
        if text == "" or text in words:
            values[text] = None
        elif len(bands) == len(known) and (age := _years(text)) is not None:
            if (band := _band(age, bands)) is not None:
                values[text] = band
                banded = True
            elif _beyond(age, bands):
                values[text] = None
                outside = True
    strange = {text: rows for text, rows in places_of(table, texts).items() if text not in values}
    wrong = strange_values(table, at, strange, tuple(known.values()), "answer")
    column = shown(table.columns[at])
    # Neither where nor how many: notices also stand on the page that others see.
    covered: dict[str, Param] = {"values": listed_names(tuple(bands))}
    notices = [Finding("assess-ages-banded", {}, table.path_name, None, column)] if banded else []
    if outside:
        notices.append(Finding("assess-ages-outside", covered, table.path_name, None, column))
    return tuple(values.get(text) for text in texts), wrong, notices


def _no_columns(table: Table, wanted: Sequence[str], split: str | None) -> list[Finding]:
    """Say that no category has a column.

    Without the column that splits the people either, perhaps the first row is a person: then its
    cells are no names of columns to be shown.
    """
    if split is not None and table.find(split) is not None:
        return [no_column(table, "assess", name) for name in wanted]
    params: dict[str, Param] = {"columns": listed_names((*wanted, *([split] if split else [])))}
    return [Finding("pool-no-header", params, table.path_name, table.header)]


def _years(text: str) -> int | None:
    """An age in years; None when the text is anything else, such as a band or a slip of the pen."""
    ages = parse_ages(_SPREADSHEET_ZEROS.sub("", text) if text.count(".") == 1 else text)
    return ages.first if ages and ages.first == ages.last and ages.first <= _OLDEST else None


def _band(age: int, bands: Mapping[str, Ages]) -> str | None:
    """The one band that an age falls in; None when there is none, or several."""
    having = [
        value
        for value, band in bands.items()
        if band.first <= age and (band.last is None or age <= band.last)
    ]
    return having[0] if len(having) == 1 else None


def _beyond(age: int, bands: Mapping[str, Ages]) -> bool:
    """Whether an age is under or over all bands."""
    ends = [band.last for band in bands.values() if band.last is not None]
    youngest = min(band.first for band in bands.values())
    return age < youngest or (len(ends) == len(bands) and age > max(ends))


def _read_split(table: Table, name: str | None) -> tuple[tuple[str, ...] | None, list[Finding]]:
    """Everybody's value of the column that splits the people, in one spelling."""
    if name is None:
        return None, []
    at = table.find(name)
    if at is None:
        return None, [no_column(table, "split", name)]
    texts = [tidy(row[at]) for row in table.rows]
    spellings: dict[str, str] = {}
    for text in texts:
        spellings[key(text)] = min(text, spellings.get(key(text), text))
    blank = places_of(table, texts).get("")
    wrong = [grouped("split-blank", table, at, blank)] if blank else []
    return tuple(spellings[key(text)] for text in texts), wrong


def _ordered(parts: Mapping[str, object]) -> Sequence[str]:
    """The names in order: as dates or numbers when all of them are, otherwise by `key`."""
    names = sorted(parts, key=key)
    for dated in (date.fromisoformat, _day_first):
        try:
            return sorted(names, key=dated)
        except ValueError:
            pass
    if all(_NUMBER.fullmatch(name) for name in names):
        return sorted(names, key=lambda name: float(name.replace(",", ".")))
    return names


def _day_first(text: str) -> date:
    """A date as it is written in Europe: 1-3-2024, 01/03/2024 or 1.3.2024 is the first of March."""
    return datetime.strptime(re.sub("[/.]", "-", text), "%d-%m-%Y").date()
