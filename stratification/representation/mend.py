"""The smallest change that makes a group a mirror.

A group is a *mirror* when every value of every category has, with the expected number e of as many
people as are known (of that category), at least floor(e) - within and at most ceil(e) + within
people. Pairs of categories play no part.

"add": the fewest people A, all their categories known, after whose coming the group is a mirror.
Categories do not hinder each other, as a newcomer may have any values. With M = known + A people, a
category can be filled exactly when no value is above its upper limit and the lower limits, or what
is there already where that is more, add up to at most M. A is the first number that suits all
categories, sought up to 4·size + 100. The newcomers go, one by one, to the value that is then
furthest below its expected number (the first of equals in the population's order).

"replace" is in `stratification.representation.replacing`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stratification.representation.model import Change, Mend
from stratification.representation.tally import Tally

LARGEST = 500
"""Of larger groups no replacements are sought: they are lists to draw from, not people in a room,
and the program may take minutes."""

Limits = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Aim:
    """How many people each value of a category has, and should have.

    Parameters:
        tally: the category's counts.
        within: by how many seats a mirror may be off, on top of rounding.
    """

    tally: Tally
    within: int

    @property
    def category(self) -> str:
        """Its name."""
        return self.tally.table.categories[0]

    @property
    def shares(self) -> list[Fraction]:
        """Of the population, for every value."""
        return [self.tally.table.share(values) for values in self.tally.table.cells]

    def limits(self, known: int) -> Limits:
        """The least and the most people of every value in a mirror of `known` people."""
        expected = [known * share for share in self.shares]
        lows = [max(0, math.floor(number) - self.within) for number in expected]
        return lows, [math.ceil(number) + self.within for number in expected]

    def mirrors(self) -> bool:
        """Whether the counts are those of a mirror already."""
        lows, highs = self.limits(self.tally.known)
        each = zip(lows, self.tally.counts, highs, strict=True)
        return all(low <= count <= high for low, count, high in each)

    def first_room(self) -> int | None:
        """At least so many must come before no value is above its limit; None: it stays above."""
        needed = 0
        for count, share in zip(self.tally.counts, self.shares, strict=True):
            more = count - self.within  # the expected number must be above this less 1
            if more >= 1 and not share:
                return None
            if more >= 1:
                needed = max(needed, math.floor((more - 1) / share) + 1 - self.tally.known)
        return needed

    def fits(self, added: int) -> bool:
        """Whether this category mirrors after so many suitable people have come."""
        lows, highs = self.limits(self.tally.known + added)
        counts = self.tally.counts
        if any(count > high for count, high in zip(counts, highs, strict=True)):
            return False
        return sum(map(max, counts, lows)) <= self.tally.known + added

    def newcomers(self, added: int) -> list[int]:
        """How many of the people who come have each value, as the module says."""
        known = self.tally.known + added
        lows, highs = self.limits(known)
        counts = list(map(max, self.tally.counts, lows))
        shares = self.shares
        for _ in range(known - sum(counts)):
            open_values = [at for at, count in enumerate(counts) if count < highs[at]]
            furthest = max(open_values, key=lambda at: known * shares[at] - counts[at])
            counts[furthest] += 1
        return [now - before for now, before in zip(counts, self.tally.counts, strict=True)]


def mend_by_adding(categories: Sequence[Tally], size: int, within: int) -> Mend | None:
    """The fewest people to add so that the group mirrors.

    None when it does already, and when no number up to 4·size + 100 is enough.
    """
    aims = [Aim(tally, within) for tally in categories]
    firsts = [aim.first_room() for aim in aims]
    if any(first is None for first in firsts) or all(aim.mirrors() for aim in aims):
        return None
    for added in range(max(first or 0 for first in firsts), 4 * size + 101):
        if all(aim.fits(added) for aim in aims):
            changes = changes_of((aim, aim.newcomers(added), [0] * len(aim.shares)) for aim in aims)
            return Mend("add", added, changes, within)
    return None


def changes_of(each: Iterable[tuple[Aim, list[int], list[int]]]) -> tuple[Change, ...]:
    """What changes, by value, in the population's order."""
    return tuple(
        Change(aim.category, values[0], more, fewer)
        for aim, coming, leaving in each
        for values, more, fewer in zip(aim.tally.table.cells, coming, leaving, strict=True)
        if more or fewer
    )
