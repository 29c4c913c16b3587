"""People counted by the values of a population: all that the figures of an assessment need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from stratification.errors import Finding
from stratification.population.model import CrossTable, Population
from stratification.representation.group import Group
from stratification.text import key, shown

Class = tuple[int | None, ...]
"""The place of a value in each category's table; None where it is not known."""


@dataclass(frozen=True)
class Merging:
    """That a category's cells were merged for publication (see `suppression`).

    Parameters:
        table: the population's figures before.
        least: the smallest count above 0 that is shown.
        alone: the group's own counts alone say what is merged (not those of a funnel's steps).
    """

    table: CrossTable
    least: int
    alone: bool


@dataclass(frozen=True)
class Tally:
    """A group counted by one category, or by two at once.

    Parameters:
        table: the population's figures; all of them there, and not all 0.
        counts: how many people of the group, for every cell of the table in its order.
        unknown: people of whom one of the categories is not known.
        parts: for every cell the values that were merged into it; empty where none were.
        merging: where cells were merged.
    """

    table: CrossTable
    counts: tuple[int, ...]
    unknown: int
    parts: tuple[tuple[str, ...], ...]
    merging: Merging | None = None

    @cached_property
    def known(self) -> int:
        """How many people are counted."""
        return sum(self.counts)


@dataclass(frozen=True)
class GroupTally:
    """A group counted by every category and pair that the population has figures of.

    Parameters:
        name, size: of the group.
        categories, pairs: its counts.
        classes: how many people are alike in all of `categories`; empty once cells are merged.
        withheld: categories and pairs that must not be shown (see `suppression`).
    """

    name: str
    size: int
    categories: tuple[Tally, ...]
    pairs: tuple[Tally, ...]
    classes: tuple[tuple[Class, int], ...] = field(default=(), repr=False)
    withheld: tuple[tuple[str, ...], ...] = ()


def count_group(group: Group, population: Population) -> tuple[GroupTally, tuple[Finding, ...]]:
    """Count a group by the values of a population.

    Returns:
        The counts, and what cannot be assessed because the population lacks figures.
    """
    notices: list[Finding] = []
    margins: list[tuple[int, CrossTable]] = []
    for at, name in enumerate(group.categories):
        table = _complete(population, [name])
        if table is None:
            notices.append(Finding("assess-category-without-figures", {"name": shown(name)}))
        else:
            margins.append((at, table))
    pairs = []
    for one, other in combinations(margins, 2):
        names = [one[1].categories[0], other[1].categories[0]]
        if population.table(names) is None:
            continue
        table = _complete(population, names)
        if table is None or not _agrees(table, one[1]) or not _agrees(table, other[1]):
            params = {"first": shown(names[0]), "second": shown(names[1])}
            notices.append(Finding("assess-pair-without-figures", params))
            continue
        pairs.append(_tally(group, table))
    return (
        GroupTally(
            group.name,
            len(group.people),
            tuple(_tally(group, table) for _, table in margins),
            tuple(pairs),
            _classes(group, margins),
        ),
        tuple(notices),
    )


def _complete(population: Population, names: Sequence[str]) -> CrossTable | None:
    """The population's figures by these categories, when there are any and none is missing."""
    table = population.table(names)
    return table if table is not None and table.total else None


def _agrees(pair: CrossTable, margin: CrossTable) -> bool:
    """Whether a cross table has the same values of a category as the table of it alone."""
    name = margin.categories[0]
    return {key(value) for value in pair.values_of(name)} == {
        key(value) for value in margin.values_of(name)
    }


def _tally(group: Group, table: CrossTable) -> Tally:
    names = [key(name) for name in group.categories]
    places = [names.index(key(name)) for name in table.categories]
    cells = {tuple(map(key, values)): at for at, values in enumerate(table.cells)}
    counts = [0] * len(cells)
    unknown = 0
    for person in group.people:
        values = [person[at] for at in places]
        if any(value is None for value in values):
            unknown += 1
        else:
            counts[cells[tuple(key(value or "") for value in values)]] += 1
    return Tally(table, tuple(counts), unknown, ((),) * len(counts))


def _classes(
    group: Group, margins: Sequence[tuple[int, CrossTable]]
) -> tuple[tuple[Class, int], ...]:
    places = [
        (at, {key(value): place for place, (value,) in enumerate(table.cells)})
        for at, table in margins
    ]
    counted = Counter(
        tuple(
            None if (value := person[at]) is None else values[key(value)] for at, values in places
        )
        for person in group.people
    )
    order = sorted(counted, key=lambda one: [-1 if place is None else place for place in one])
    return tuple((one, counted[one]) for one in order)
