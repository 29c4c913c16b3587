"""A population beside quotas: are they about the same values, and which share has each?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from stratification.combinations import Pairs, is_combination, join
from stratification.errors import Finding, InputError, Param
from stratification.population.model import CrossTable, Population
from stratification.quotas import Quotas
from stratification.text import key, listed_names, shown


def fit(population: Population, quotas: Quotas) -> Population:
    """Return the part of a population that the quotas are about.

    A table is summed over categories that the quotas do not name; a table that has none of them
    is left out. Both are said in the notices.

    Parameters:
        population: of which no figure may be missing for a value that has a quota.
        quotas: where a category has quotas of its own, the population must have the same values;
            where only combinations name it, at least those that they name.

    Raises:
        InputError: everything in which they differ, or tables whose figures are all 0.
    """
    known = _known_values(quotas)
    plain = {key(name) for name in quotas.categories if not is_combination(name)}
    tables: dict[tuple[str, ...], CrossTable] = {}
    notices: dict[tuple[str, str], Finding] = {}
    errors: list[Finding] = []
    for table in sorted(population.tables, key=lambda table: len(table.categories)):
        named = [name for name in table.categories if key(name) in known]
        for name in table.categories:
            if key(name) not in known:
                code = "population-category-summed" if named else "population-category-unused"
                row = min(table.rows.values(), default=None) if not named else None
                finding = Finding(code, {"name": shown(name)}, table.file, row)
                notices.setdefault((code, key(name)), finding)
        if named:
            wrong = [error for name in named for error in _wrong(table, name, known, plain)]
            if table.total == 0:
                category = {"category": shown(join(table.categories))}
                wrong.append(Finding("population-empty", category, table.file))
            errors += wrong
            kept = table.margin(named)
            tables.setdefault(tuple(map(key, kept.categories)), kept)
    if errors:
        raise InputError(*sorted(errors, key=lambda one: (one.row is None, one.row or 0)))
    return replace(
        population,
        tables=tuple(tables.values()),
        notices=(*population.notices, *notices.values()),
    )


def share_of(population: Population, pairs: Pairs) -> Fraction | None:
    """Return the share of the population with these values, from 0 to 1.

    Parameters:
        population: its tables.
        pairs: a category and value, or those of a combination, in any case and order.

    Returns:
        None when no table has it, or a figure that is needed is missing.
    """
    wanted = {key(category): key(value) for category, value in pairs}
    table = population.table(list(wanted))
    if table is None or not table.total:
        return None
    for values in table.cells:
        if all(
            wanted[key(name)] == key(value)
            for name, value in zip(table.categories, values, strict=True)
        ):
            return table.share(values)
    return None


def _known_values(quotas: Quotas) -> dict[str, dict[str, str]]:
    """The values that quotas name, by category: `key` and spelling."""
    found: dict[str, dict[str, str]] = {}
    for quota in quotas.rows:
        for category, value in quota.pairs:
            found.setdefault(key(category), {}).setdefault(key(value), value)
    return found


def _wrong(
    table: CrossTable, category: str, known: Mapping[str, Mapping[str, str]], plain: set[str]
) -> list[Finding]:
    """In what the values of a category differ from those of the quotas."""
    place, wanted = table.categories.index(category), known[key(category)]
    errors: dict[str, Finding] = {}
    there: set[str] = set()
    for values in table.cells:
        value = values[place]
        there.add(key(value))
        if key(category) in plain and key(value) not in wanted and key(value) not in errors:
            params: dict[str, Param] = {"value": shown(value)}
            row = table.rows.get(values)
            finding = Finding("population-value-unknown", params, table.file, row)
            errors[key(value)] = finding
    missing = [value for name, value in wanted.items() if name not in there]
    found = list(errors.values())
    if missing:
        params = {"category": shown(category), "values": listed_names(missing)}
        found.append(Finding("population-value-missing", params, table.file))
    return found
