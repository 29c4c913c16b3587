"""What a user types to say which figures of a population are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stratification.combinations import split
from stratification.errors import Finding, InputError
from stratification.population.recipe import YEAR, Recipe
from stratification.text import shown, tidy


@dataclass(frozen=True)
class RecipeTexts:
    """The fields of a `Recipe` as they are typed.

    Parameters:
        by: such as "sex" or "age=Leeftijd" (the name, then the column).
        count, wide, shares, period, region, year: as in `Recipe`.
        rows, bands, keep: such as "age=16-29,30-44".
        regions: such as "municipality=regions.csv".
        group: such as "education:practical=low,middle".
        tables: such as "age,sex,age*sex".
        about: such as "source=CBS".
    """

    by: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    wide: str | None = None
    shares: bool = False
    rows: tuple[str, ...] = ()
    period: str | None = None
    regions: str | None = None
    region: tuple[str, ...] = ()
    year: int = YEAR
    group: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


def parse_recipe(texts: RecipeTexts) -> Recipe:
    """Return the recipe that is meant.

    Raises:
        InputError: everything that is not of the form it should have.
    """
    lists = (*texts.rows, *texts.bands, *texts.keep)
    wrong = [_wrong("list", text) for text in lists if not _is_list(text)]
    wrong += [_wrong("list", text) for text in texts.by if not all(_sides(text, "="))]
    wrong += [_wrong("group", text) for text in texts.group if not _is_group(text)]
    regions = [] if texts.regions is None else [texts.regions]
    wrong += [
        _wrong("pair", text)
        for text in (*texts.about, *regions)
        if "=" not in text or not all(_sides(text, "="))
    ]
    if wrong:
        raise InputError(*wrong)
    mapping = [_sides(text, "=") for text in regions]
    tables = tuple(split(table) for table in texts.tables)
    return Recipe(
        by={_sides(text, "=")[-1]: _sides(text, "=")[0] for text in texts.by},
        counts=texts.count,
        wide=texts.wide,
        shares=texts.shares,
        rows=_lists(texts.rows),
        period=texts.period,
        mapping=(mapping[0][0], Path(mapping[0][1])) if mapping else None,
        regions=texts.region,
        year=texts.year,
        groups=_groups(texts.group),
        bands=_lists(texts.bands),
        keep=_lists(texts.keep),
        tables=tables or None,
        about=dict(_sides(text, "=") for text in texts.about),
    )


def _wrong(form: str, text: str) -> Finding:
    return Finding(f"recipe-{form}", {"text": shown(text)})


def _sides(text: str, sign: str) -> list[str]:
    """What stands before and after the first sign, or the text where it has none."""
    return [tidy(side) for side in text.split(sign, 1)]


def _values(text: str) -> list[str]:
    return [tidy(value) for value in text.split(",")]


def _is_list(text: str) -> bool:
    name, *rest = _sides(text, "=")
    return bool(name and rest) and all(_values(rest[0]))


def _is_group(text: str) -> bool:
    category, *rest = _sides(text, ":")
    return bool(category and rest) and _is_list(rest[0])


def _lists(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The lists of texts such as "age=16-29,30-44"; those of one name add up.

    >>> _lists(["age=16-29,30-44", "sex=man", "age=45+"])
    {'age': ('16-29', '30-44', '45+'), 'sex': ('man',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, rest = _sides(text, "=")
        found[name] = (*found.get(name, ()), *_values(rest))
    return found


def _groups(texts: Sequence[str]) -> Mapping[str, dict[str, tuple[str, ...]]]:
    """The groups of texts such as "education:practical=low,middle".

    >>> _groups(["sex:man=M", "sex:woman=V,F"])
    {'sex': {'man': ('M',), 'woman': ('V', 'F')}}
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        category, rest = _sides(text, ":")
        found.setdefault(category, []).append(rest)
    return {category: _lists(rests) for category, rests in found.items()}
