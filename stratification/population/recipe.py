"""From where figures stand to the population that is wanted, in steps that a user names.

    sources -> rows and columns -> regions -> groups -> bands -> values kept -> tables -> about

Every step is a function of this package; here stands their order. What a user types for them is
read in `stratification.population.recipe_texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stratification.errors import Finding, InputError
from stratification.population.about import with_about
from stratification.population.bands import to_bands
from stratification.population.builtin import builtin_population
from stratification.population.cbs import read_cbs
from stratification.population.cbs_choice import CbsRequest
from stratification.population.combine import join, select
from stratification.population.layout import Layout
from stratification.population.model import Population
from stratification.population.reading import read_population
from stratification.population.region_mapping import read_mapping
from stratification.population.regions import to_regions
from stratification.population.regroup import keep, regroup
from stratification.population.statline import Cache
from stratification.text import shown

BUILTIN, STATLINE = "builtin:", "cbs:"
YEAR = 2025
"""The last year of which the regions are known."""

Lists = Mapping[str, tuple[str, ...]]
"""By a name, the texts that belong to it."""


@dataclass(frozen=True)
class Recipe:
    """What a user wants of the sources; without anything they are taken as they are.

    Parameters:
        by: the columns (of CBS: dimensions) that become categories -> what these are called.
        counts: the columns (of CBS: the one measure) with the figures.
        wide: the category whose values are the names of several `counts`.
        shares: the figures are shares.
        rows: by column, the values of the rows to read.
        period: of a table of CBS.
        mapping: a category with municipalities, and the file that says in which region each is.
        regions: those wanted of the mapping; () for all of them.
        year: of municipalities and regions.
        groups: by category, the groups to make of its values.
        bands: by category, the bands to make of its ages.
        keep: by category, the values to keep.
        tables: the categories of every table wanted; None for all there are.
        about: what else is known of the figures.
    """

    by: Mapping[str, str]
    counts: tuple[str, ...] = ()
    wide: str | None = None
    shares: bool = False
    rows: Lists | None = None
    period: str | None = None
    mapping: tuple[str, Path] | None = None
    regions: tuple[str, ...] = ()
    year: int = YEAR
    groups: Mapping[str, Lists] | None = None
    bands: Lists | None = None
    keep: Lists | None = None
    tables: tuple[tuple[str, ...], ...] | None = None
    about: Mapping[str, str] | None = None


PLAIN = Recipe({})


def make_population(
    sources: Sequence[str], recipe: Recipe = PLAIN, cache: Cache | None = None
) -> Population:
    """Read sources and bring them into the shape that is wanted.

    Parameters:
        sources: files, or "builtin:NAME", or "cbs:NUMBER" for a table of CBS StatLine.
        recipe: what is wanted of them.
        cache: where answers of CBS are kept.

    Raises:
        InputError: everything that is wrong with the first step that fails.
    """
    unused = _unused(sources, recipe)
    if unused:
        raise InputError(Finding("recipe-unused", {"options": ", ".join(unused)}))
    found = join(_all(sources, lambda source: _read(source, recipe, cache)))
    if recipe.mapping is not None:
        category, path = recipe.mapping
        mapping = read_mapping(path, recipe.year)
        found = to_regions(found, category, mapping, recipe.regions or None)
    for category, groups in (recipe.groups or {}).items():
        found = regroup(found, category, groups)
    for category, bands in (recipe.bands or {}).items():
        found = to_bands(found, category, bands)
    for category, values in (recipe.keep or {}).items():
        found = keep(found, category, values)
    if recipe.tables is not None:
        found = select(found, recipe.tables)
    return with_about(found, recipe.about) if recipe.about else found


def _unused(sources: Sequence[str], recipe: Recipe) -> list[str]:
    """The options that say something for which there is nothing among the sources."""
    cbs = any(source.startswith(STATLINE) for source in sources)
    files = not all(source.startswith((BUILTIN, STATLINE)) for source in sources)
    given = {
        "--by": (recipe.by, files or cbs),
        "--count": (recipe.counts, files or cbs),
        "--rows": (recipe.rows, files or cbs),
        "--wide": (recipe.wide, files),
        "--shares": (recipe.shares, files),
        "--period": (recipe.period, cbs),
        "--region": (recipe.regions, recipe.mapping is not None),
    }
    return [option for option, (wanted, has_use) in given.items() if wanted and not has_use]


def _all(sources: Sequence[str], read: Callable[[str], Population]) -> list[Population]:
    """Read every source, so that what is wrong with each is said."""
    made: list[Population] = []
    wrong: list[Finding] = []
    for source in sources:
        try:
            made.append(read(source))
        except InputError as error:
            wrong += error.findings
    if wrong:
        raise InputError(*wrong)
    return made


def _read(source: str, recipe: Recipe, cache: Cache | None) -> Population:
    if source.startswith(BUILTIN):
        return builtin_population(source.removeprefix(BUILTIN))
    if source.startswith(STATLINE):
        return read_cbs(_request(source.removeprefix(STATLINE), recipe), cache)
    return read_population(Path(source), _layout(recipe))


def _request(table: str, recipe: Recipe) -> CbsRequest:
    if len(recipe.counts) != 1 or not recipe.by:
        raise InputError(Finding("recipe-cbs", {"table": shown(table)}))
    return CbsRequest(table, recipe.by, recipe.counts[0], recipe.rows or {}, recipe.period)


def _layout(recipe: Recipe) -> Layout | None:
    """What the columns of a file mean; None for a file in a form of its own."""
    if not (recipe.by or recipe.counts or recipe.wide or recipe.rows or recipe.shares):
        return None
    names = {column: name for column, name in recipe.by.items() if name != column}
    return Layout(
        recipe.counts, tuple(recipe.by), recipe.wide, recipe.rows or {}, names, recipe.shares
    )
