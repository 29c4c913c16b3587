"""Which values of each dimension of a StatLine table are read, and why no others.

A dimension becomes a category, or one of its values is read. Nothing is ever summed in silence: a
dimension that is neither needs a choice, and the values of a category may not overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stratification.ages import parse_ages
from stratification.errors import Finding, InputError, Param
from stratification.population.cbs_table import Dimension, Item, Measure, TableInfo
from stratification.text import key, listed_names, nearest, shown


@dataclass(frozen=True)
class CbsRequest:
    """What is wanted of a table of StatLine; everything is named by its title there.

    Parameters:
        table: its number, such as "03759ned".
        categories: the title of a dimension -> what its category is called.
        measure: the title of the figures; where it stands in several groups of the table, the
            titles of the groups before it, as in "Group > Title".
        filters: the title of a dimension -> the values wanted. A value is named by its title or
            its key, or all at once by the title of their group or the kind of region ("GM").
        period: its title, such as "2024"; None: the latest.
    """

    table: str
    categories: Mapping[str, str]
    measure: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    period: str | None = None


@dataclass(frozen=True)
class Choice:
    """The values of one dimension that are read.

    Parameters:
        category: what it is called; None when one value is read and is no category.
        items: the values.
        total: the value that holds all of them, by which they are checked.
        listed: the user chose them.
    """

    dimension: Dimension
    category: str | None
    items: tuple[Item, ...]
    total: Item | None = None
    listed: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether the values cannot overlap, by what they are: ages, or regions of one kind."""
        ages = all(parse_ages(item.title) for item in self.items)
        return self.listed or self.dimension.is_region or ages or len(self.items) == 1


def choose(info: TableInfo, request: CbsRequest) -> tuple[tuple[Choice, ...], Measure]:
    """Return what is read of each dimension, and the measure.

    Raises:
        InputError: everything that is unknown, and every choice that is still to be made.
    """
    titles = [one.title for one in info.dimensions if not one.is_time]
    errors = [
        _unknown("cbs-dimension", title, titles)
        for title in request.categories
        if not any(key(title) == key(known) for known in titles)
    ]
    every = [one.title for one in info.dimensions]
    errors += [
        _unknown("cbs-dimension", title, every)
        for title in request.filters
        if info.dimension(title) is None
    ]
    names = [key(name) for name in request.categories.values()]
    if not names:
        errors.append(Finding("cbs-no-categories", {"dimensions": listed_names(titles)}))
    if len(set(names)) < len(names):
        errors.append(Finding("cbs-category-twice"))
    measures = info.measures_of(request.measure)
    if not measures:
        errors.append(_unknown("cbs-measure", request.measure, [m.path for m in info.measures]))
    elif len(measures) > 1:
        params = {"text": shown(request.measure), "paths": listed_names([m.path for m in measures])}
        errors.append(Finding("cbs-measure-several", params))
    categories = {key(title): name for title, name in request.categories.items()}
    choices = []
    for dimension in info.dimensions:
        choice, wrong = _choice(dimension, categories.get(key(dimension.title)), request)
        choices.append(choice)
        errors += wrong
    if errors:
        raise InputError(*errors)
    return tuple(choices), measures[0]


def condition(choices: Sequence[Choice]) -> str:
    """Return the condition on the rows in OData. It may let more rows through than are chosen."""
    parts = []
    for choice in choices:
        items = [*choice.items, *([choice.total] if choice.total else [])]
        if len(items) <= _IN_CONDITION:
            texts = [item.key.replace("'", "''") for item in items]
            alternatives = " or ".join(f"{choice.dimension.key} eq '{text}'" for text in texts)
            parts.append(f"({alternatives})")
    return " and ".join(parts)


_IN_CONDITION = 20
"""More values are picked out here: an address must not become too long for a server."""


def _unknown(code: str, text: str, known: Sequence[str]) -> Finding:
    """Say that nothing has this title, which is nearest, and which there are."""
    params: dict[str, Param] = {"text": shown(text), "known": listed_names(known)}
    close = nearest(text, known)
    if close is None:
        return Finding(f"{code}-unknown", params)
    return Finding(f"{code}-unknown-nearest", {**params, "nearest": shown(close)})


def _choice(
    dimension: Dimension, category: str | None, request: CbsRequest
) -> tuple[Choice, list[Finding]]:
    """Return the values of one dimension that are wanted, and what is wrong with that."""
    texts = [
        text
        for title, values in request.filters.items()
        if key(title) == key(dimension.title)
        for text in values
    ]
    if dimension.is_time and request.period is not None:
        texts.append(request.period)
    known = [item.title for item in dimension.items]
    params: dict[str, Param] = {"dimension": shown(dimension.title)}
    errors = []
    wanted: set[str] = set()
    for text in texts:
        found = dimension.find(text)
        wanted |= {item.key for item in found}
        if not found:
            unknown = _unknown("cbs-value", text, known)
            errors.append(Finding(unknown.code, {**unknown.params, **params}))
    items = tuple(item for item in dimension.items if item.key in wanted)
    if not texts:
        items = dimension.latest() if dimension.is_time else dimension.items
    if category is not None:
        choice = _category(dimension, category, items, listed=bool(texts))
        return choice, errors or _overlaps(choice)
    if not errors and len(items) != 1:
        code = "cbs-one-value" if texts else "cbs-choose"
        errors.append(Finding(code, {**params, "values": listed_names(known)}))
    return Choice(dimension, None, items, listed=bool(texts)), errors


def _category(
    dimension: Dimension, category: str, items: tuple[Item, ...], *, listed: bool
) -> Choice:
    """Return the values of a category: without the total, unless it was listed."""
    totals = [item for item in dimension.items if item.is_total]
    if not listed and len(items) > len(totals):
        items = tuple(item for item in items if not item.is_total)
    total = totals[0] if len(totals) == 1 and totals[0] not in items else None
    return Choice(dimension, category, items, total, listed)


def _overlaps(choice: Choice) -> list[Finding]:
    """Find values of a category that can be seen to overlap, or to be the same."""
    items = choice.items
    params: dict[str, Param] = {
        "dimension": shown(choice.dimension.title),
        "values": listed_names([item.title for item in items]),
    }
    titles = [key(item.title) for item in items]
    if len(set(titles)) < len(titles):
        return [Finding("cbs-title-twice", params)]
    if len(items) > 1 and any(item.is_total for item in items):
        return [Finding("cbs-total-listed", params)]
    levels = sorted({item.level for item in items})
    if choice.dimension.is_region and len(levels) > 1:
        return [Finding("cbs-levels", {**params, "levels": ", ".join(levels)})]
    aged = [(ages, item.title) for item in items if (ages := parse_ages(item.title))]
    for (ages, before), (after, title) in pairwise(sorted(aged, key=lambda one: one[0].first)):
        if ages.last is None or after.first <= ages.last:
            params |= {"first": shown(before), "second": shown(title)}
            return [Finding("cbs-ages-overlap", params)]
    return []
