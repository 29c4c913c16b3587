"""Values into groups, and some values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stratification.ages import parse_ages
from stratification.errors import Finding, InputError, Param
from stratification.population.bands import about_ages
from stratification.population.mapping import map_values, tables_with
from stratification.population.model import CrossTable, Population
from stratification.text import key, listed_names, nearest, repeated, shown, tidy


def regroup(
    population: Population, category: str, groups: Mapping[str, Sequence[str]]
) -> Population:
    """Return the population with values put together, in all tables that have the category.

    Parameters:
        groups: by the name of a group, its values; every value of the category is in exactly one.

    Returns:
        The population; a group with a missing figure is missing.

    Raises:
        InputError: a value is in no group or in several, or there is no such value.
    """
    having = tables_with(population, category)
    named = [(tidy(group), value) for group, values in groups.items() for value in values]
    twice = repeated(list(groups)) + repeated([value for _, value in named])
    errors = [Finding("population-group-twice", {"name": shown(name)}) for name in twice]
    into = {key(value): group for group, value in named}
    for place in having:
        table = population.tables[place]
        known = table.values_of(category)
        errors += _unknown(table, category, [value for _, value in named])
        lacking = [value for value in known if key(value) not in into]
        if lacking:
            params: dict[str, Param] = {
                "category": shown(category),
                "values": listed_names(lacking),
            }
            errors.append(Finding("population-group-lacking", params, table.file))
    if errors:
        raise InputError(*errors)
    tables = list(population.tables)
    for place in having:
        new = {value: into[key(value)] for value in tables[place].values_of(category)}
        order = list(dict.fromkeys(group for group, _ in named))
        tables[place] = map_values(tables[place], category, new, order)
    return replace(population, tables=tuple(tables))


def keep(population: Population, category: str, values: Sequence[str]) -> Population:
    """Return the population with only these values, in all tables that have the category.

    The note of these tables then says so. A single value is no category any more: the tables
    are those of the others.

    Raises:
        InputError: there is no such category or value, no table is left, or two tables are
            about the same categories then.
        ValueError: no values are given.
    """
    if not values:
        raise ValueError("no values to keep")
    having = tables_with(population, category)
    errors = [
        error for place in having for error in _unknown(population.tables[place], category, values)
    ]
    if errors:
        raise InputError(*errors)
    wanted = {key(value) for value in values}
    tables = []
    for place, table in enumerate(population.tables):
        if place not in having:
            tables.append(table)
        elif len(wanted) > 1 or len(table.categories) > 1:
            tables.append(_kept(table, category, wanted))
    if not tables:
        raise InputError(Finding("population-no-tables"))
    check_different(tables)
    return replace(population, tables=tuple(tables))


def check_different(tables: Sequence[CrossTable]) -> None:
    """Make sure that no two tables have the same categories.

    Raises:
        InputError: some have.
    """
    met: set[tuple[str, ...]] = set()
    twice: dict[tuple[str, ...], CrossTable] = {}
    for table in tables:
        name = tuple(map(key, table.categories))
        if name in met:
            twice.setdefault(name, table)
        met.add(name)
    if twice:
        raise InputError(
            *(
                Finding(
                    "population-tables-twice",
                    {"categories": listed_names(table.categories)},
                    table.file,
                )
                for table in twice.values()
            )
        )


def _kept(table: CrossTable, category: str, wanted: set[str]) -> CrossTable:
    """A table with some values only."""
    values = [value for value in table.values_of(category) if key(value) in wanted]
    made = map_values(table, category, {value: value for value in values}, values)
    if len(values) < len(table.values_of(category)):
        said = f"{tidy(category)}: {listed_names(values)}"
        note = "; ".join(filter(None, (table.about.note, said)))
        about = replace(table.about, note=note)
        ages = [found for value in values if (found := parse_ages(value)) is not None]
        if len(ages) == len(values):
            about = about_ages(about, ages)
        made = replace(made, about=about)
    if len(values) > 1:
        return made
    return made.margin([name for name in table.categories if key(name) != key(category)])


def _unknown(table: CrossTable, category: str, values: Sequence[str]) -> list[Finding]:
    """The values that a table does not have."""
    known = table.values_of(category)
    spelled = set(map(key, known))
    errors = []
    for value in values:
        if key(value) in spelled:
            continue
        close = nearest(value, known)
        params: dict[str, Param] = {
            "category": shown(category),
            "value": shown(value),
            "names": listed_names(known if close is None else [close]),
        }
        code = "population-value-none" + ("" if close is None else "-nearest")
        errors.append(Finding(code, params, table.file))
    return errors
