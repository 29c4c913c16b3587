"""Which tables of a population get targets, and which of their values extra seats.

Everything that keeps figures from being used is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from stratification.combinations import SIGN, join
from stratification.errors import Finding, Param
from stratification.population.model import CrossTable, Population
from stratification.targets.settings import Free, Oversample
from stratification.text import key, listed_names, nearest, repeated, shown

Wanted = tuple[str, ...]
"""The categories of one table: one for a margin, several for a combination."""

Extra = Mapping[str, Oversample]
"""The values of a category that get extra seats."""


def select_tables(
    population: Population, by: Iterable[Wanted] | None
) -> tuple[list[CrossTable], list[Finding]]:
    """Return the tables that get targets, and everything that is wrong with them.

    Parameters:
        by: the categories and combinations; None: every category, and every combination of which
            the population has a table of its own.

    Names are spelled as in the population's first table that has them, margins before
    combinations, however other tables spell them.
    """
    chosen = _every(population) if by is None else by
    tables: dict[tuple[str, ...], CrossTable] = {}
    errors: list[Finding] = []
    for wanted in chosen:
        wrong = _check_names(population, wanted)
        table = None if wrong else population.table(wanted)
        if table is not None:
            tables.setdefault(tuple(sorted(map(key, wanted))), table)
        elif not wrong:
            wrong = [_no_table(population, wanted)]
        errors += wrong
    if not tables and not errors:
        errors = [Finding("targets-nothing")]
    spelled, different = _spelled(population, list(tables.values()))
    errors += [*different, *(error for table in spelled for error in _check_figures(table))]
    return spelled, errors


def _every(population: Population) -> list[Wanted]:
    """Every category, and every combination with a table of its own."""
    margins: list[Wanted] = [(name,) for name in population.categories]
    return margins + [table.categories for table in population.tables if len(table.categories) > 1]


def _no_table(population: Population, wanted: Wanted) -> Finding:
    together = [join(table.categories) for table in population.tables]
    params = {"categories": shown(join(wanted)), "tables": listed_names(together)}
    return Finding("population-no-table", params)


def _check_names(population: Population, wanted: Wanted) -> list[Finding]:
    """Find names that are no category, and categories that are named twice."""
    known = [key(name) for name in population.categories]
    names = listed_names(population.categories)
    errors = [
        Finding("population-category-missing", {"name": shown(name), "categories": names})
        for name in wanted
        if key(name) not in known
    ]
    return errors + [
        Finding("combination-twice", {"part": shown(name)}) for name in repeated(wanted)
    ]


def _spelled(
    population: Population, tables: Sequence[CrossTable]
) -> tuple[list[CrossTable], list[Finding]]:
    """The tables in one spelling, and what is wrong: values that differ, names with a `*`."""
    names = {key(name): name for name in population.categories}
    values: dict[str, dict[str, str]] = {}
    first: dict[str, CrossTable] = {}
    errors: list[Finding] = []
    for table in sorted(tables, key=lambda table: len(table.categories)):
        for name in table.categories:
            here = {key(value): value for value in table.values_of(name)}
            known = values.setdefault(key(name), here)
            if here.keys() != known.keys():
                both = join(first[key(name)].categories), join(table.categories)
                params = {"category": shown(name), "first": both[0], "second": both[1]}
                either = {**here, **known}
                alone = [either[one] for one in either if (one in here) != (one in known)]
                params["values"] = listed_names(alone)
                errors.append(Finding("targets-values-differ", params, table.file))
            first.setdefault(key(name), table)
    if errors:
        return [], errors
    return [_respelled(table, names, values) for table in tables], _stars(tables)


def _respelled(
    table: CrossTable, names: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> CrossTable:
    columns = [key(name) for name in table.categories]
    cells = {
        tuple(
            values[column][key(value)] for column, value in zip(columns, chosen, strict=True)
        ): figure
        for chosen, figure in table.cells.items()
    }
    return replace(table, categories=tuple(names[column] for column in columns), cells=cells)


def _stars(tables: Iterable[CrossTable]) -> list[Finding]:
    """Find names that a quota file would take for combinations."""
    texts: dict[str, None] = {}
    for table in tables:
        texts |= dict.fromkeys(table.categories)
        if len(table.categories) > 1:
            texts |= dict.fromkeys(value for values in table.cells for value in values)
    return [Finding("targets-star", {"name": shown(text)}) for text in texts if SIGN in text]


def _check_figures(table: CrossTable) -> list[Finding]:
    """Find figures that are missing, and a table without anybody."""
    category = shown(join(table.categories))
    missing = [values for values, figure in table.cells.items() if figure is None]
    if missing:
        names = listed_names([join(values) for values in missing])
        params: dict[str, Param] = {"category": category, "values": names}
        rows = [table.rows[values] for values in missing if values in table.rows]
        return [Finding("targets-missing", params, table.file, min(rows, default=None))]
    empty = Finding("population-empty", {"category": category}, table.file)
    return [] if table.total else [empty]


def place_extra(
    tables: Sequence[CrossTable], oversample: Iterable[Oversample]
) -> tuple[dict[Wanted, dict[str, Oversample]], list[Finding]]:
    """Return the extra seats by table and value, and everything that is wrong with them.

    Parameters:
        tables: what `select_tables` returns, without errors.
    """
    margins = [table for table in tables if len(table.categories) == 1]
    found: dict[Wanted, dict[str, Oversample]] = {}
    errors: list[Finding] = []
    for one in oversample:
        margin = _find_margin(margins, one)
        if isinstance(margin, Finding):
            errors.append(margin)
            continue
        spelled = {key(value): value for (value,) in margin.cells}
        value, (category,) = spelled[key(one.value)], margin.categories
        params: dict[str, Param] = {"category": shown(category), "value": shown(value)}
        if value in found.setdefault(margin.categories, {}):
            errors.append(Finding("oversample-twice", params))
        found[margin.categories][value] = one
    combinations = [table.categories for table in tables if len(table.categories) > 1]
    for (category,) in found:
        combined = [join(categories) for categories in combinations if category in categories]
        if combined:
            names: dict[str, Param] = {"category": category, "names": listed_names(combined)}
            errors.append(Finding("oversample-combination", names))
    return found, errors


def place_free(
    tables: Sequence[CrossTable], free: Iterable[Free]
) -> tuple[list[CrossTable], dict[Wanted, Free], list[Finding]]:
    """Return the tables without the values that get no share, these values, and what is wrong.

    Parameters:
        tables: what `select_tables` returns, without errors.
    """
    margins = {key(table.categories[0]): table for table in tables if len(table.categories) == 1}
    found: dict[Wanted, Free] = {}
    errors: list[Finding] = []
    for one in free:
        margin = margins.get(key(one.category))
        names = listed_names([table.categories[0] for table in margins.values()])
        params: dict[str, Param] = {"category": shown(one.category), "value": shown(one.value)}
        if margin is None:
            errors.append(Finding("free-category", params | {"names": names}))
            continue
        combined = [
            join(table.categories)
            for table in tables
            if len(table.categories) > 1 and margin.categories[0] in table.categories
        ]
        if combined:
            errors.append(Finding("free-combination", params | {"names": listed_names(combined)}))
        if margin.categories in found:
            errors.append(Finding("free-twice", params))
        spelled = {key(value): value for (value,) in margin.cells}
        value = spelled.get(key(one.value), one.value)
        found[margin.categories] = replace(one, category=margin.categories[0], value=value)
    left = [
        _without(table, found[table.categories].value) if table.categories in found else table
        for table in tables
    ]
    errors += [error for table in left for error in _check_figures(table)]
    return left, found, errors


def _without(table: CrossTable, value: str) -> CrossTable:
    """A margin without one of its values."""
    return replace(
        table,
        cells={values: figure for values, figure in table.cells.items() if value not in values},
    )


def _find_margin(margins: Sequence[CrossTable], one: Oversample) -> CrossTable | Finding:
    """The one category that has the value, or what is wrong."""
    wanted, value = one.category, key(one.value)
    names = [margin.categories[0] for margin in margins]
    if wanted is not None:
        margins = [table for table in margins if key(table.categories[0]) == key(wanted)]
        if not margins:
            params = {"category": shown(wanted), "names": listed_names(names)}
            return Finding("oversample-category", params)
    having = [table for table in margins if value in {key(text) for (text,) in table.cells}]
    if len(having) == 1:
        return having[0]
    if having:
        several = listed_names([table.categories[0] for table in having])
        return Finding("oversample-several", {"value": shown(one.value), "names": several})
    known = list(dict.fromkeys(text for table in margins for (text,) in table.cells))
    params = {"value": shown(one.value), "names": listed_names(known)}
    close = nearest(one.value, known)
    if close is None:
        return Finding("oversample-value", params)
    return Finding("oversample-value-nearest", {**params, "nearest": shown(close)})
