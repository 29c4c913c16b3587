"""Ages in years or narrow bands into one's own bands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import inf

from stratification.ages import Ages, ages_text, parse_ages
from stratification.errors import Finding, InputError, Param
from stratification.population.mapping import map_values, tables_with
from stratification.population.model import About, CrossTable, Population
from stratification.text import key, listed_names, shown, tidy

_AGE = re.compile(r"(?<![a-z])age|leeftijd")
_OLDEST = 99


@dataclass(frozen=True)
class _Band:
    """A band: what it is called, and its ages."""

    name: str
    ages: Ages

    @property
    def end(self) -> float:
        """The first age after it; infinite when it is open."""
        return inf if self.ages.last is None else self.ages.last + 1

    def overlaps(self, other: _Band) -> bool:
        """Whether an age is in both."""
        return self.ages.first < other.end and other.ages.first < self.end

    def within(self, other: _Band) -> bool:
        """Whether all its ages are in the other."""
        return other.ages.first <= self.ages.first and self.end <= other.end


def to_bands(population: Population, category: str, bands: Sequence[str]) -> Population:
    """Return the population with ages in other bands, in all tables that have the category.

    Parameters:
        category: whose values are ages (see `stratification.ages.parse_ages`).
        bands: the bands wanted, in the order in which they are shown.

    Returns:
        The population. Ages outside all bands are left out, which a notice says with the number
        of people. A band with a missing figure is missing.

    Raises:
        InputError: the category or the bands are no ages, overlap, or do not fit each other.
    """
    having = tables_with(population, category)
    wanted, errors = _bands(category, list(map(tidy, bands)), None)
    in_order = [band for name in bands for band in wanted if band.name == tidy(name)]
    changed: dict[int, CrossTable] = {}
    notices: list[Finding] = []
    for place in having:
        table = population.tables[place]
        have, wrong = _bands(category, table.values_of(category), table.file)
        wrong = errors + wrong or _misfits(table, category, have, wanted)
        if not wrong:
            changed[place], said = _banded(table, category, have, in_order)
            notices += [notice for notice in said if notice not in notices]
        errors += [error for error in wrong if error not in errors]
    if errors:
        raise InputError(*errors)
    tables = tuple(changed.get(place, table) for place, table in enumerate(population.tables))
    return replace(population, tables=tables, notices=(*population.notices, *notices))


def check_ages(table: CrossTable) -> tuple[list[Finding], list[Finding]]:
    """Return what is wrong with the ages in a table, and what is worth saying about them.

    They are in a category that is called age or leeftijd, of which every value is an age. Bands
    that share more than an end count people twice, which is wrong. Ages between the bands that are
    in none, and ages other than those that the figures are said to be about, are worth saying.
    """
    errors: list[Finding] = []
    notices: list[Finding] = []
    for category in table.categories:
        names = table.values_of(category)
        if not _AGE.search(key(category)) or not all(map(parse_ages, names)):
            continue
        have, _ = _bands(category, names, None)
        for first, second in pairwise(have):
            if min(first.end, second.end) - second.ages.first > 1:
                errors.append(_overlap(category, first, second, table.file))
        runs = _runs(have)
        said = table.about.ages
        params: dict[str, Param] = {
            "category": shown(category),
            "ages": ", ".join(run.name for run in runs),
        }
        if len(runs) > 1:
            notices.append(Finding("population-ages-gap", params, table.file))
        elif said and (said.first, _last(said)) != (runs[0].ages.first, _last(runs[0].ages)):
            params["said"] = ages_text(said)
            notices.append(Finding("population-ages-unlike", params, table.file))
    return errors, notices


def _last(ages: Ages) -> int:
    """The last age; nobody is older than the oldest in any figures."""
    return _OLDEST if ages.last is None else min(ages.last, _OLDEST)


def _overlap(category: str, first: _Band, second: _Band, file: str | None) -> Finding:
    params: dict[str, Param] = {
        "first": first.name,
        "second": second.name,
        "category": shown(category),
    }
    return Finding("population-ages-overlap", params, file)


def _bands(
    category: str, names: Sequence[str], file: str | None
) -> tuple[list[_Band], list[Finding]]:
    """The bands of these names, by age, and what is wrong with them."""
    found, errors = [], []
    for name in names:
        ages = parse_ages(name)
        if ages is None:
            params: dict[str, Param] = {"value": shown(name), "category": shown(category)}
            errors.append(Finding("population-no-ages", params, file))
        else:
            found.append(_Band(name, ages))
    found.sort(key=lambda band: (band.ages.first, band.end))
    for first, second in pairwise(found):
        if first.overlaps(second):
            errors.append(_overlap(category, first, second, file))
    return found, errors


def _misfits(
    table: CrossTable, category: str, have: Sequence[_Band], wanted: Sequence[_Band]
) -> list[Finding]:
    """Bands of the figures that are cut by those wanted, and ages that the figures do not have."""
    edges: dict[float, _Band] = {}
    for band in wanted:
        edges.setdefault(band.ages.first, band)
        edges.setdefault(band.end, band)
    errors = []
    for source in have:
        for edge, band in sorted(edges.items(), key=lambda item: item[0]):
            if source.ages.first < edge < source.end:
                params: dict[str, Param] = {
                    "source": source.name,
                    "category": shown(category),
                    "age": int(edge),
                    "band": band.name,
                }
                errors.append(Finding("population-ages-cut", params, table.file))
    runs = _runs(have)
    for band in wanted:
        if not any(band.within(run) for run in runs):
            ages = ", ".join(run.name for run in runs)
            params = {"category": shown(category), "ages": ages, "band": band.name}
            errors.append(Finding("population-ages-beyond", params, table.file))
    return errors


def _runs(bands: Sequence[_Band]) -> list[_Band]:
    """The ages that bands (ordered, none within another) cover, those that follow on joined."""
    runs: list[_Band] = []
    for band in bands:
        first = band.ages.first
        if runs and runs[-1].end >= first:
            first = runs.pop().ages.first
        ages = Ages(first, band.ages.last)
        runs.append(_Band(ages_text(ages), ages))
    return runs


def _banded(
    table: CrossTable, category: str, have: Sequence[_Band], bands: Sequence[_Band]
) -> tuple[CrossTable, list[Finding]]:
    """A table in these bands, which fit it, and what is worth saying about it."""
    new = {source.name: band.name for source in have for band in bands if source.within(band)}
    outside = [source.name for source in have if source.name not in new]
    made = map_values(table, category, new, [band.name for band in bands])
    if outside or table.about.ages is None:
        made = replace(made, about=about_ages(table.about, [band.ages for band in bands]))
    return made, _left_out(table, category, outside) if outside else []


def about_ages(about: About, ages: Sequence[Ages]) -> About:
    """Return whom figures are about when they are about the people of these ages only."""
    ordered = sorted(ages, key=lambda one: one.first)
    runs = _runs([_Band(ages_text(one), one) for one in ordered])
    population = about.population
    if parse_ages(population) is not None:  # else it says more than ages
        population = ", ".join(run.name for run in runs)
    return replace(about, ages=runs[0].ages if len(runs) == 1 else None, population=population)


def _left_out(table: CrossTable, category: str, outside: Sequence[str]) -> list[Finding]:
    """How many people are in no band."""
    place = [key(name) for name in table.categories].index(key(category))
    figures = [figure for values, figure in table.cells.items() if values[place] in outside]
    known = [figure for figure in figures if figure is not None]
    total = sum(known, Fraction(0))
    params: dict[str, Param] = {"category": shown(category), "values": listed_names(outside)}
    if not table.counted:
        params["percent"] = round(float(100 * total), 1)
        return [Finding("population-ages-left-out-share", params, table.file)]
    params["people"] = str(total) if len(known) == len(figures) else "?"
    return [Finding("population-ages-left-out", params, table.file)]
