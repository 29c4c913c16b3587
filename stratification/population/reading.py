"""Populations from files: CSV, XLSX or ODS in one of three forms.

- long: `category,value,count`, a combination with stars: `age*sex`, `16-29*woman`; `share`
  instead of `count` for shares of 1 or of 100;
- cross: `category_1,value_1,category_2,value_2,count`; where the last are blank it is a margin;
- tidy: any table with a column for each category, and a `Layout` that says which these are.

Where the figures come from is said above the header or in a side file: `population.about`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stratification.errors import Finding, InputError, Param
from stratification.numbers import parse_count, parse_share
from stratification.population.about import read_about
from stratification.population.bands import check_ages
from stratification.population.figures import Figure, Part, PartMaker, build_tables, gather
from stratification.population.forms import Row, find_form
from stratification.population.layout import Layout, TidyTable, place_columns
from stratification.population.model import About, CrossTable, Population
from stratification.population.totals import summed_values
from stratification.tables import Table, read_table
from stratification.text import listed_names, listed_rows, shown

__all__ = ["Layout", "parse_population", "read_population"]


@dataclass(frozen=True)
class _Cell:
    """A cell with a figure: what it counts (empty when that is wrong) and where it stands."""

    parts: tuple[Part, ...]
    text: str
    row: int
    column: str


@dataclass(frozen=True)
class _Reading:
    """What a table holds before its figures are looked at.

    Parameters:
        counted: whether the figures are numbers of people.
        cells: all of them.
        errors: what is wrong with the names in single rows.
        used: the columns that play a part.
        tidy: for a table with a layout.
    """

    counted: bool
    cells: Sequence[_Cell]
    errors: Sequence[Finding]
    used: set[int]
    tidy: TidyTable | None = None


def read_population(path: Path, layout: Layout | None = None) -> Population:
    """Read a population's figures.

    Parameters:
        path: the file; a side file of the same name ending in .toml may say where they come from.
        layout: which columns hold what, in a table of the tidy form.

    Returns:
        The tables, in the order and the spelling of the file. Every combination of values has a
        figure; shares add up to exactly 1.

    Raises:
        InputError: everything that is wrong with the file and its side file.
    """
    table = read_table(path, comments=True)
    about = About()
    errors: list[Finding] = []
    try:
        about = read_about(table, path)
    except InputError as error:
        errors += error.findings
    try:
        population = parse_population(table, about, layout)
    except InputError as error:
        errors += error.findings
    if errors:
        raise InputError(*errors)
    return population


def parse_population(table: Table, about: About, layout: Layout | None = None) -> Population:
    """Return the population in a table (see `read_population`).

    Raises:
        InputError: everything that is wrong with the table.
    """
    reading = _tidy(table, layout) if layout else _by_category(table)
    errors = list(reading.errors)
    found: list[Figure] = []
    missing: list[_Cell] = []
    bad: dict[tuple[str, str], list[_Cell]] = {}
    provisional = about.provisional
    for cell in reading.cells:
        number = parse_count(cell.text) if reading.counted else parse_share(cell.text)
        if number.wrong:
            bad.setdefault((number.wrong, cell.column), []).append(cell)
        elif number.figure is None:
            missing.append(cell)
        provisional |= number.provisional
        if cell.parts:
            found.append(Figure(cell.parts, number.figure, cell.row))
    errors += [_bad_cells(code, cells, table.path_name) for (code, _), cells in bad.items()]
    if not reading.cells:
        errors.append(Finding("population-no-rows", file=table.path_name))
    figures = gather(table.path_name, reading.counted, found)
    if reading.tidy:
        errors += reading.tidy.twice(figures.twice)
    elif figures.twice:
        rows = sorted(again.row for _, again in figures.twice)
        params: dict[str, Param] = {"rows": listed_rows(rows), "count": len(rows)}
        errors.append(Finding("population-rows-twice", params, table.path_name, rows[0]))
    about = replace(about, provisional=provisional)
    tables = build_tables(figures, about, errors)
    notices = [*table.notices, *_notices(table, reading, missing, about)]
    return Population(tables, (*notices, *figures.rescaled(), *_doubts(tables)))


def _bad_cells(code: str, cells: Sequence[_Cell], file: str) -> Finding:
    """Cells of one column in which the same is wrong."""
    numbers = [cell.row for cell in cells]
    params: dict[str, Param] = {"rows": listed_rows(numbers), "count": len(numbers)}
    if code == "population-thousands":  # only digits, points and commas
        params["text"] = shown(cells[0].text)
    return Finding(code, params, file, numbers[0], shown(cells[0].column))


def _doubts(tables: Sequence[CrossTable]) -> list[Finding]:
    """What may be wrong with figures that can be used.

    Raises:
        InputError: ages that are in more than one band.
    """
    errors: list[Finding] = []
    notices: list[Finding] = []
    for table in tables:
        wrong, said = check_ages(table)
        errors += [error for error in wrong if error not in errors]
        for category, value in summed_values(table):
            params: dict[str, Param] = {"category": shown(category), "value": shown(value)}
            said.append(Finding("population-half", params, table.file))
        notices += [notice for notice in said if notice not in notices]
    if errors:
        raise InputError(*errors)
    return notices


def _notices(
    table: Table, reading: _Reading, missing: Sequence[_Cell], about: About
) -> tuple[Finding, ...]:
    """What is worth saying about a table that is right."""
    file = table.path_name
    found = []
    unused = [name for place, name in enumerate(table.columns) if place not in reading.used]
    if unused:
        params: dict[str, Param] = {"columns": listed_names(unused)}
        found.append(Finding("population-columns-unused", params, file, table.header))
    if missing:
        first = missing[0]
        count: dict[str, Param] = {"count": len(missing)}
        place = (first.row, shown(first.column))
        found.append(Finding("population-figures-missing", count, file, *place))
    if about.provisional:
        found.append(Finding("population-provisional", file=file))
    if not about.source:
        found.append(Finding("population-no-source", file=file))
    return tuple(found)


def _tidy(table: Table, layout: Layout) -> _Reading:
    """Read a table with a column for every category.

    Raises:
        InputError: the layout does not fit it.
    """
    placed, wrong = place_columns(table, layout)
    if placed is None:
        raise InputError(*wrong)
    cells, errors = [], []
    for position, named, place in placed.cells():
        row = table.numbers[position]
        blank = dict.fromkeys(part.column for part in named if not part.value)
        errors += [
            Finding("quota-name-blank", {}, table.path_name, row, shown(name)) for name in blank
        ]
        text = table.rows[position][place]
        cells.append(_Cell(() if blank else named, text, row, table.columns[place]))
    unique = {(error.row, error.column): error for error in errors}
    return _Reading(not layout.shares, cells, list(unique.values()), placed.used, placed)


def _by_category(table: Table) -> _Reading:
    """Read a table in the long or the cross form.

    Raises:
        InputError: the columns are those of neither.
    """
    form = find_form(table)
    if form is None:
        # Nothing is said of what is there: the first row may be a person's.
        raise InputError(Finding("population-columns", {}, table.path_name, table.header))
    cells: list[_Cell] = []
    errors: list[Finding] = []
    make = PartMaker()
    for number, texts in zip(table.numbers, table.rows, strict=True):
        row = Row(table, number, texts, make)
        named, wrong = row.cross(form.pairs) if form.numbered else row.long(*form.pairs[0])
        errors += wrong
        cells.append(_Cell(named, texts[form.figure], number, table.columns[form.figure]))
    return _Reading(form.counted, cells, errors, form.used)
