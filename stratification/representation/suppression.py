"""What of an assessment may be shown to anybody: no count of 1 up to `least` - 1 people.

Small counts are not blanked but *merged*: of a category, the values with few people become one
cell of several values (`Cell.parts`, with the values joined by " + " as its one value), and
everything else (expected numbers, tests, funnel, who is missing, whom to add) is computed from the
merged counts alone. So nothing that is shown can tell more than the merged counts do, and what
shows an assessment needs no special case: a merged cell is a cell like any other.

The rule. A count is *small* from 1 to `least` - 1; a count of 0 is not, it may be shown. In a
category with a small count, all values with 1 to t people are merged, for the smallest t such that

1. every small count is among them,
2. together they are at least `least` people,
3. they do not all have the same number of people,

and at least one value is left outside. Where no t will do, the whole category is *withheld*:
neither its counts nor how many people are known are shown. So is a category with a small count
whose counts are all equal, or would be if one person had another value.

A pair of categories is shown when every answer to both is known, no category of the group is merged
or withheld, and no such pair of the group has a small count: these are shown all or none.

The steps of a funnel are parts of each other, so they are merged alike: the values that are merged
in any step are merged in all, what is withheld in any step is withheld in all, and a pair is shown
in all steps or in none. The people of a step who do not get to the next count as a step of their
own here, as anybody can subtract.

Groups that are parts of a room (a column splits them) are merged by their sizes with the same rule;
where it merges nothing that will do, everybody is one group. So of fewer than `least` people with a
role neither the answers nor their number are shown, and norms are told of the groups that stay by
themselves. A file with so few people is left out. When nobody is left, or each part of a room is
one person, that is an error.

Why no small count can be found out, even by somebody who knows this rule (and how many answers are
known). The rule looks at numbers of people only, never at which value has them. So exchanging the
numbers of two values (in all steps of a funnel at once) gives other people, for whom the same would
be shown, as long as both are merged, or the category is withheld. A small count that is merged has
another number to exchange with, by 3. So has one that is withheld, unless all counts are equal;
then one person with another value gives other people for whom the category is withheld as well. Of
pairs that are not shown, in shown categories whose counts are 0 or at least `least`: people of two
values of one category can change places with people of two values (or without an answer) of the
other, which leaves no trace in what is shown.

Merged cells are chosen by their counts, so a random draw's interval or test of just these cells
would say nothing: `redraw` has the test, and of a merged cell no probability is stated (`low` is 0,
`high` everybody, `at_most` and `at_least` are 1).

What this does not cover. Two publications about the same people (with other categories, other
parts, or before and after somebody joins) may tell more together than each; so may several files in
one publication. Of groups that are large enough the sizes are shown, and how many people gave no
answer. That nobody has a value, or everybody, is shown too. The fewest *replacements* that mend a
group depend on who is alike in all categories, so each category is mended by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from stratification.errors import Finding, InputError
from stratification.population.model import CrossTable, Population, Values
from stratification.representation.assess import (
    Counted,
    count_groups,
    norms_of,
    report,
    split_groups,
)
from stratification.representation.group import Group
from stratification.representation.model import Assessment
from stratification.representation.settings import AssessSettings
from stratification.representation.tally import GroupTally, Merging, Tally
from stratification.text import key

if TYPE_CHECKING:
    from stratification.feasibility import Progress

LEAST = 5
"""The usual smallest count that is shown."""

SMALLEST = 3
"""With less, a small count could only be 1."""


@dataclass(frozen=True)
class Published:
    """An assessment that may be shown: texts, tables, JSON and pages print from this type only.

    Parameters:
        assessment: computed from merged counts. `GroupAssessment.withheld` names the categories
            and pairs of which nothing is shown; they are not among `comparisons` and `pairs`.
        least: the smallest count above 0 that is shown; 0 when nothing is merged or left out.
        left_out: the names of groups that are not shown by themselves.
    """

    assessment: Assessment
    least: int
    left_out: tuple[str, ...] = ()


def publish(
    groups: Sequence[Group],
    population: Population,
    settings: AssessSettings,
    least: int,
    progress: Progress,
) -> Published:
    """Assess groups for anybody to see.

    Parameters:
        groups, population, settings, progress: as for `assess`.
        least: the smallest count above 0 that may be shown; 0 shows everything.

    Raises:
        InputError: as `assess`, when `least` is neither 0 nor at least 3, and when these are so few
            people that nothing may be shown.
        SolverError: the solver of the integer programs gave up.
    """
    if least and least < SMALLEST:
        raise InputError(Finding("assess-least", {"least": least, "smallest": SMALLEST}))
    every = split_groups(groups, settings)
    norms, parts = norms_of(every, settings), every
    if least:
        parts = large_groups(every, least, None if settings.split is None else groups[0].name)
    names = [group.name for group in parts]
    counted = count_groups(parts, population)
    if least:
        counted = hide(counted, least, alike=settings.funnel)
    notices = [notice for group in groups for notice in group.notices]
    shown = tuple(result for result in norms if result.group in names)
    left_out = tuple(group.name for group in every if group not in parts)
    return Published(report(counted, settings, shown, progress, notices), least, left_out)


def large_groups(groups: Sequence[Group], least: int, room: str | None) -> tuple[Group, ...]:
    """Groups that are large enough to be shown, as the module says.

    Parameters:
        groups: to show.
        least: the fewest people of a group.
        room: what all groups together are called, when they are parts of it; None: they are not.

    Raises:
        InputError: nothing may be shown.
    """
    sizes = [len(group.people) for group in groups]
    if room is None:
        large = tuple(one for one, size in zip(groups, sizes, strict=True) if size >= least)
    else:
        large = _merged_parts(groups, merged_places(sizes, least), room)
    if not large or sum(sizes) < least or (room is not None and max(sizes) == 1):
        raise InputError(Finding("assess-too-few", {"least": least}))
    return large


def _merged_parts(
    groups: Sequence[Group], places: Sequence[int] | None, room: str
) -> tuple[Group, ...]:
    """The parts of a room with some as one, at the place of the first; None: all."""
    if not places and places is not None:
        return tuple(groups)
    names = [group.name for group in groups]
    merged = range(len(groups)) if places is None else places
    label = room if places is None else _label([names[at] for at in merged], names)
    people = tuple(person for at in merged for person in groups[at].people)
    one = replace(groups[merged[0]], name=label, people=people)
    return tuple(
        one if at == merged[0] else group
        for at, group in enumerate(groups)
        if at == merged[0] or at not in merged
    )


def _label(parts: Sequence[str], names: Sequence[str]) -> str:
    """What `parts` are called together; no name yet."""
    label = " + ".join(parts)
    while label in names:  # there may be "a", "b" and "a + b"
        label = f"({label})"
    return label


def hide(counted: Counted, least: int, alike: bool) -> Counted:
    """Merge and withhold what must not be shown, as the module says.

    Parameters:
        counted: the groups.
        least: the smallest count above 0 that may be shown, at least 3.
        alike: the groups are steps of a funnel.
    """
    sets = [counted.groups] if alike else [(group,) for group in counted.groups]
    return replace(counted, groups=tuple(group for one in sets for group in _hide(one, least)))


def merged_places(counts: Sequence[int], least: int) -> tuple[int, ...] | None:
    """The places of the counts to merge: () for none; None when everything is to be withheld.

    >>> merged_places([12, 1, 6, 0, 3], 5), merged_places([12, 6, 0], 5), merged_places([1, 1], 5)
    ((1, 2, 4), (), None)
    """
    small = [count for count in counts if 0 < count < least]
    if not small:
        return ()
    if sum(abs(len(counts) * count - sum(counts)) for count in counts) <= 2 * len(counts):
        return None  # equal, or one person from it
    for most in sorted({count for count in counts if count >= max(small)}):
        places = [at for at, count in enumerate(counts) if 0 < count <= most]
        merged = [counts[at] for at in places]
        if sum(merged) >= least and len(set(merged)) > 1 and len(places) < len(counts):
            return tuple(places)
    return None


def _hide(groups: Sequence[GroupTally], least: int) -> Iterator[GroupTally]:
    """Groups of which the same is merged and withheld."""
    merged = _merged(groups, least)
    silent = {
        key(tally.table.categories[0])
        for group in groups
        for tally in group.categories
        if tally.unknown
    }
    complete = [[pair for pair in group.pairs if not silent & _names(pair)] for group in groups]
    if any(places != () for places in merged.values()) or any(
        0 < count < least
        for steps in _by_name(pair for pairs in complete for pair in pairs).values()
        for counts in _with_left(steps)
        for count in counts
    ):
        complete = [[] for _ in groups]
    for group, pairs in zip(groups, complete, strict=True):
        categories = [(tally, merged[key(tally.table.categories[0])]) for tally in group.categories]
        yield GroupTally(
            group.name,
            group.size,
            tuple(
                merge(tally, places, Merging(tally.table, least, len(groups) == 1))
                if places
                else tally
                for tally, places in categories
                if places is not None
            ),
            tuple(pairs),
            withheld=(
                *(tally.table.categories for tally, places in categories if places is None),
                *(pair.table.categories for pair in group.pairs if pair not in pairs),
            ),
        )


def _names(tally: Tally) -> set[str]:
    return set(map(key, tally.table.categories))


def _merged(groups: Sequence[GroupTally], least: int) -> dict[str, tuple[int, ...] | None]:
    """Of every category, the places to merge in all these groups; None: to withhold."""
    found = _by_name(tally for group in groups for tally in group.categories)
    return {name: _merged_alike(_with_left(steps), least) for (name,), steps in found.items()}


def _by_name(tallies: Iterable[Tally]) -> dict[tuple[str, ...], list[Tally]]:
    """The tallies of each category or pair, in their order."""
    found: dict[tuple[str, ...], list[Tally]] = {}
    for tally in tallies:
        found.setdefault(tuple(map(key, tally.table.categories)), []).append(tally)
    return found


def _merged_alike(each: Sequence[Sequence[int]], least: int) -> tuple[int, ...] | None:
    """The places that are merged in any of these counts of the same values; None: to withhold."""
    found = [merged_places(counts, least) for counts in each]
    if None in found:
        return None
    together = {at for places in found for at in places or ()}
    return None if len(together) == len(each[0]) else tuple(sorted(together))


def _with_left(steps: Sequence[Tally]) -> list[tuple[int, ...]]:
    """The counts of every step, and of those who do not get from one to the next."""
    left = [
        tuple(max(0, was - now) for was, now in zip(before.counts, after.counts, strict=True))
        for before, after in pairwise(steps)
    ]
    return [*(step.counts for step in steps), *left]


def merge(tally: Tally, places: Sequence[int], merging: Merging) -> Tally:
    """The tally of one category with these cells as one, at the place of the first."""
    names = [values[0] for values in tally.table.cells]
    parts = tuple(names[at] for at in places)
    label = _label(parts, names)
    cells: dict[Values, Fraction | None] = {}
    counts: dict[Values, int] = {}
    of: dict[Values, tuple[str, ...]] = {}
    for at, (values, figure) in enumerate(tally.table.cells.items()):
        place = (label,) if at in places else values
        cells[place] = (cells.get(place) or Fraction(0)) + (figure or Fraction(0))
        counts[place] = counts.get(place, 0) + tally.counts[at]
        of[place] = parts if at in places else ()
    table = CrossTable(tally.table.categories, cells, tally.table.about, tally.table.counted)
    return Tally(table, tuple(counts.values()), tally.unknown, tuple(of.values()), merging)
