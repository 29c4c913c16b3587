"""Tables of several files together, and the tables that are wanted of one population."""

from __future__ import annotations

from collections.abc import Sequence

from stratification.ages import Ages, ages_text
from stratification.combinations import join as starred
from stratification.errors import Finding, InputError
from stratification.population.model import CrossTable, Population
from stratification.population.regroup import check_different
from stratification.text import key, listed_names, shown

AGES_DIFFER, _TOTALS = "population-ages-differ", "population-totals-differ"


def select(population: Population, tables: Sequence[Sequence[str]]) -> Population:
    """Return just these tables, summed from larger ones where there are no others.

    Parameters:
        tables: the categories of each.

    Raises:
        InputError: there are no figures by some of them together.
    """
    found: dict[tuple[str, ...], CrossTable] = {}
    errors = []
    for categories in tables:
        table = population.table(categories) if categories else None
        if table is None:
            params = {"categories": listed_names(list(categories)), "tables": _named(population)}
            errors.append(Finding("population-no-table", params))
        else:
            found.setdefault(tuple(map(key, table.categories)), table)
    if errors:
        raise InputError(*errors)
    tables_wanted = tuple(found.values())
    return Population(tables_wanted, _compared(tables_wanted, population.notices))


def join(populations: Sequence[Population]) -> Population:
    """Return all tables of several populations as one; nothing is rescaled.

    Returns:
        The population; its notices say when the figures are about people of different ages, or
        add up to different numbers of people of the same ages (those of `select` do so too).

    Raises:
        InputError: two tables are by the same categories.
    """
    tables = tuple(table for population in populations for table in population.tables)
    check_different(tables)
    return Population(tables, _compared(tables, [n for one in populations for n in one.notices]))


def _compared(tables: Sequence[CrossTable], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """The notices before, each once, and in what the tables differ instead of what others did."""
    notices: list[Finding] = []
    for notice in before:
        if notice not in notices and notice.code not in (AGES_DIFFER, _TOTALS):
            notices.append(notice)
    return (*notices, *different_ages(tables), *_different_totals(tables))


def different_ages(tables: Sequence[CrossTable]) -> list[Finding]:
    """Say it when tables are about different ages."""
    known = [(table, table.about.ages) for table in tables if table.about.ages is not None]
    if len({ages for _, ages in known}) < 2:
        return []
    ages = ", ".join(f"{_name(table)} {ages_text(ages)}" for table, ages in known)
    return [Finding(AGES_DIFFER, {"ages": ages})]


def _different_totals(tables: Sequence[CrossTable]) -> list[Finding]:
    """Say it when tables about the same ages count different numbers of people."""
    by_ages: dict[Ages | None, list[CrossTable]] = {}
    for table in tables:
        if table.counted and table.total is not None:
            by_ages.setdefault(table.about.ages, []).append(table)
    different = [
        table
        for same in by_ages.values()
        if len({table.total for table in same}) > 1
        for table in same
    ]
    if not different:
        return []
    totals = ", ".join(f"{_name(table)} {table.total}" for table in different)
    return [Finding(_TOTALS, {"totals": totals})]


def _name(table: CrossTable) -> str:
    """What a message calls a table."""
    return f'"{shown(starred(table.categories))}"'


def _named(population: Population) -> str:
    """What a message calls the tables of a population."""
    return listed_names([starred(table.categories) for table in population.tables])
