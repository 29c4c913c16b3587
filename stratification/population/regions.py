"""Municipalities summed to zorgkantoorregio's: each region in full, or an error that says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product

from stratification.errors import Finding, InputError, Param
from stratification.population.mapping import map_values
from stratification.population.model import CrossTable, Population
from stratification.population.municipalities import (
    Merger,
    mergers,
    municipality_code,
    not_there,
)
from stratification.population.region_mapping import RegionMapping, read_mapping, region_names
from stratification.text import key, listed_names, shown

__all__ = ["REGION", "RegionMapping", "read_mapping", "region_names", "to_regions"]

REGION = "zorgkantoorregio"
"""What the category of the regions is called."""


def to_regions(
    population: Population,
    category: str,
    mapping: RegionMapping,
    regions: Sequence[str] | None = None,
) -> Population:
    """Sum the municipalities of every table that has them to regions.

    The category of the regions is called `REGION`; its values are the names of the regions,
    ordered by code. A region is there in full or not at all; a sum with a missing part is missing.

    Parameters:
        population: its values of `category` are codes of municipalities, or names of the mapping.
        category: of the municipalities.
        mapping: of the same year as the population.
        regions: names or codes of the regions wanted; other places are left out, with a notice.
            None: every place of the population must be in the mapping.

    Raises:
        InputError: a category, place or region that is unknown, or a region that is not complete.
    """
    known = region_names(mapping.year)
    errors = _check_categories(population, category)
    wanted, wrong = _find_wanted(mapping, known, regions)
    if errors or wrong:
        raise InputError(*errors, *wrong)
    tables: list[CrossTable] = []
    left_out: dict[str, None] = {}
    for table in population.tables:
        if not table.has(category):
            tables.append(table)
            continue
        codes = {value: mapping.code_of(value) for value in table.values_of(category)}
        wrong = _check_places(codes, mapping, wanted, asked=regions is not None)
        errors += [finding for finding in wrong if finding not in errors]
        region_of = {
            value: known[mapping.regions[code]]
            for value, code in codes.items()
            if code is not None and mapping.regions[code] in wanted
        }
        left_out |= dict.fromkeys(value for value in codes if value not in region_of)
        if not errors:
            order = [known[code] for code in wanted if known[code] in region_of.values()]
            tables.append(_summed(table, category, region_of, order))
            note = "; ".join(filter(None, (table.about.note, f"{REGION}'s {mapping.year}")))
            tables[-1] = replace(tables[-1], about=replace(table.about, note=note))
    if errors:
        raise InputError(*errors)
    params: dict[str, Param] = {"category": shown(category), "count": len(left_out)}
    notices = (Finding("regions-left-out", params),) if left_out else ()
    return Population(tuple(tables), (*population.notices, *mapping.notices, *notices))


def _check_categories(population: Population, category: str) -> list[Finding]:
    """Find out whether there is something to sum, and room for its new name."""
    having = [table for table in population.tables if table.has(category)]
    names = listed_names(population.categories)
    if not having:
        params: dict[str, Param] = {"name": shown(category), "categories": names}
        return [Finding("region-no-category", params)]
    taken = key(category) != key(REGION) and any(table.has(REGION) for table in having)
    return [Finding("region-category-taken", {"name": REGION})] if taken else []


def _find_wanted(
    mapping: RegionMapping, known: Mapping[str, str], regions: Sequence[str] | None
) -> tuple[list[str], list[Finding]]:
    """Return the codes of the regions that are wanted, in order, and names that are none."""
    there = sorted(set(mapping.regions.values()))
    if regions is None:
        return there, []
    spellings = {key(text): code for code in there for text in (code, known[code])}
    all_names = listed_names([f"{code} {known[code]}" for code in there])
    errors = [
        Finding("region-not-asked", {"name": shown(text), "regions": all_names})
        for text in regions
        if key(text) not in spellings
    ]
    return sorted({spellings[key(text)] for text in regions if key(text) in spellings}), errors


def _check_places(
    codes: Mapping[str, str | None], mapping: RegionMapping, wanted: Collection[str], *, asked: bool
) -> list[Finding]:
    """Find the places of one table that cannot be used, and what is lacking.

    Parameters:
        codes: the places, each with its municipality or None.
        wanted: the codes of the regions that are wanted.
        asked: these were asked for, so that each must be there and other places do not matter.
    """
    values_of: dict[str, list[str]] = {}
    for value, code in codes.items():
        if code is not None:
            values_of.setdefault(code, []).append(value)
    errors = [
        Finding("region-same-municipality", {"values": listed_names(values)})
        for values in values_of.values()
        if len(values) > 1
    ]
    unmapped = []
    known = mergers()
    for value in (value for value, code in codes.items() if code is None):
        finding, successors = _merged(value, mapping.year, known)
        if finding is None:
            unmapped.append(value)
        elif not asked or any(mapping.regions.get(code) in wanted for code in successors):
            errors.append(finding)
    if unmapped and not asked:
        params: dict[str, Param] = {"values": listed_names(unmapped), "count": len(unmapped)}
        errors.append(Finding("region-unmapped", params))
    touched = {mapping.regions[code] for code in values_of}
    for region in wanted:
        lacking = [c for c, there in mapping.regions.items() if there == region]
        lacking = [mapping.shown(code) for code in lacking if code not in values_of]
        if lacking and (asked or region in touched):
            params = {"region": f"{region} {region_names(mapping.year)[region]}"}
            params |= {"values": listed_names(lacking), "count": len(lacking)}
            errors.append(Finding("region-incomplete", params))
    return errors


def _merged(
    value: str, year: int, known: Mapping[str, Merger]
) -> tuple[Finding | None, tuple[str, ...]]:
    """Say that a place (a code or a name) was merged, with the codes of what it is part of now."""
    named = (code for code, merger in known.items() if key(merger.name) == key(value))
    code = municipality_code(value) or next(named, "")
    successors = tuple(new for new, _ in known[code].parts_of) if code in known else ()
    return not_there(code, year, known), successors


def _summed(
    table: CrossTable, category: str, region_of: Mapping[str, str], order: Sequence[str]
) -> CrossTable:
    """Return the table with regions instead of municipalities, those without a region left out.

    Parameters:
        region_of: the region of each municipality that is kept.
        order: of the regions.
    """
    made = map_values(table, category, region_of, order)
    names = [REGION if key(name) == key(category) else name for name in made.categories]
    places = sorted(range(len(names)), key=lambda place: key(names[place]))
    figures = {tuple(values[i] for i in places): one for values, one in made.cells.items()}
    every = product(*(made.values_of(made.categories[i]) for i in places))
    cells = {values: figures[values] for values in every}
    return replace(made, categories=tuple(names[i] for i in places), cells=cells)
