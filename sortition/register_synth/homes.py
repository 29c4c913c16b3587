"""Who lives together: households of one district, with ages and sexes that go together.

The shares are about those of Statistics Netherlands (CBS, households 2024: of a hundred, 40 people
alone, 28 couples, 24 couples with children, 7 single parents; 2.1 people each). An address has one
household. Ages are days before the reference date, all of them whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sortition.register_synth.towns import District
from sortition.register_synth.words import UNIT, Flags, Ints, Words

OLDEST = 38_350  # days: 105 years less a few
ADULT_DAYS = 18 * 1461 // 4
_CARE_EACH = 9000  # people per care home
_CARE_DISTRICT = 1500  # a smaller district has none
_CARE_BEDS = (40, 51)  # the fewest, and how many numbers are possible


@dataclass(frozen=True)
class Kind:
    """A kind of household: `weight` of them in ten thousand."""

    couple: bool
    adults: int
    children: int
    weight: int
    grandparent: bool = False

    @property
    def size(self) -> int:
        """How many people live in it."""
        return self.adults + self.children + self.grandparent


KINDS = (
    Kind(False, 1, 0, 3741),
    Kind(True, 2, 0, 3010),
    *(Kind(True, 2, n + 1, w) for n, w in enumerate((830, 1000, 290, 60, 16, 6))),
    *(Kind(False, 1, n + 1, w) for n, w in enumerate((440, 225, 55, 12))),
    *(Kind(False, n + 2, 0, w) for n, w in enumerate((110, 60, 40, 25, 15, 8, 5))),
    Kind(True, 2, 1, 25, grandparent=True),
    Kind(True, 2, 2, 27, grandparent=True),
)
_ALONE = 0
_SHARED = next(at for at, kind in enumerate(KINDS) if kind.adults > 2)
_CARE = len(KINDS)

Knots = Sequence[tuple[int, int]]
_ALONE_AGES = (
    (18, 8),
    (21, 40),
    (25, 78),
    (31, 60),
    (45, 44),
    (60, 64),
    (72, 68),
    (80, 46),
    (88, 20),
    (98, 0),
)
_COUPLE_AGES = (
    (19, 3),
    (24, 34),
    (30, 34),
    (40, 15),
    (52, 40),
    (60, 76),
    (72, 76),
    (79, 40),
    (86, 12),
    (95, 0),
)
_CHILD_AGES = ((0, 58), (4, 50), (17, 50), (19, 43), (23, 25), (28, 5), (40, 1), (45, 0))
_MANY_CHILD_AGES = ((0, 50), (10, 34), (17, 8), (20, 0))
_FIRST_BIRTHS = ((17, 1), (22, 14), (28, 70), (31, 84), (35, 40), (42, 2), (43, 0))
_SHARED_AGES = ((18, 50), (20, 100), (24, 80), (30, 22), (45, 8), (65, 2), (70, 0))
_CARE_AGES = ((62, 1), (75, 14), (82, 50), (88, 60), (94, 22), (104, 0))
_YOUNGER = (1, 1, 2, 4, 8, 14, 18, 17, 13, 9, 6, 3, 2, 1, 1)  # her age less his: -4 to 10 years
_WOMEN_ALONE = ((18, 47_000), (30, 40_000), (50, 43_000), (65, 58_000), (75, 68_000), (105, 80_000))


@dataclass(frozen=True)
class People:
    """Everybody of a district, home by home; arrays have one entry per person, unless said.

    Parameters:
        homes: how many people live at each address.
        large: per address, whether it is a care home; these come last.
        home: the number of the address.
        seat: the number within the home: first the adults, then children (oldest first), then a
            grandparent.
        couple: whether somebody is one of a couple (seats 0 and 1).
        child: whether somebody is a child of the adults of the home.
        care: whether somebody lives in a care home.
        days: age on the reference date.
        woman: whether somebody is a woman.
    """

    homes: Ints
    large: Flags
    home: Ints
    seat: Ints
    couple: Flags
    child: Flags
    care: Flags
    days: Ints
    woman: Flags

    @property
    def first(self) -> Ints:
        """For everybody the place of the first of the home."""
        return np.arange(len(self.home)) - self.seat


def make_people(district: District, seed: str) -> People:
    """Draw the households of a district, exactly as many people as it has."""
    kinds, homes = _households(district, Words(seed, "households", district.number))
    home = np.repeat(np.arange(len(homes)), homes)
    seat = np.arange(len(home)) - np.repeat(np.cumsum(homes) - homes, homes)
    kind = kinds[home]
    couple_kinds = np.array([kind.couple for kind in KINDS] + [False])
    adults = np.array([kind.adults for kind in KINDS] + [0])[kind]
    children = np.array([kind.children for kind in KINDS] + [0])[kind]
    couple = couple_kinds[kind] & (seat < 2)
    child = (seat >= adults) & (seat < adults + children)
    care = kind == _CARE
    ages = _Ages(Words(seed, "ages", district.number), kind, home, seat)
    days = ages.everybody(couple, child, children, care)
    woman = _women(Words(seed, "sexes", district.number), days, couple, child, seat)
    alone = (children > 0) & (seat == 0) & ~couple
    mothers = Words(seed, "mothers", district.number).happens(84_000, len(home))
    woman = np.where(alone, mothers, woman)
    woman |= care & Words(seed, "sexes in care", district.number).happens(72_000, len(home))
    return People(homes, kinds == _CARE, home, seat, couple, child, care, days, woman)


def _households(district: District, words: Words) -> tuple[Ints, Ints]:
    """Kind and size of the household of every address; a care home comes last."""
    people, beds = district.people, 0
    if people >= _CARE_DISTRICT:
        least, more = _CARE_BEDS
        wanted = (people * UNIT // _CARE_EACH + int(words.below(UNIT, 1)[0])) // UNIT
        cares = least + words.below(more, max(1, wanted))[:wanted]
        beds = int(cares.sum())
    sizes = np.array([kind.size for kind in KINDS])
    people -= beds
    kinds = words.choose([kind.weight for kind in KINDS], people)
    ends = np.cumsum(sizes[kinds])
    last = int(np.searchsorted(ends, people))  # the household that makes it full
    too_many = int(ends[last]) - people
    kinds = kinds[: last + 1]
    if too_many:  # it does not fit: people who live alone instead
        alone = int(sizes[kinds[-1]]) - too_many
        kinds = np.concatenate([kinds[:-1], np.full(alone, _ALONE)])
    homes = sizes[kinds]
    if beds:
        kinds = np.concatenate([kinds, np.full(len(cares), _CARE)])
        homes = np.concatenate([homes, cares])
    return kinds, homes


def _per_year(knots: Knots) -> list[int]:
    """Weights of the years from the first knot on, linear in between, in thousandths.

    >>> _per_year(((20, 1), (22, 3), (23, 0)))
    [1000, 2000, 3000]
    """
    weights: list[int] = []
    for (start, low), (end, high) in pairwise(knots):
        weights += [
            1000 * low + 1000 * (high - low) * (year - start) // (end - start)
            for year in range(start, end)
        ]
    return weights


@dataclass(frozen=True)
class _Ages:
    """Draws ages, in days."""

    words: Words
    kind: Ints
    home: Ints
    seat: Ints

    def draw(self, knots: Knots, count: int) -> Ints:
        """`count` ages with these weights per year."""
        years = knots[0][0] + self.words.choose(_per_year(knots), count)
        return years * 1461 // 4 + self.words.below(365, count)

    def everybody(self, couple: Flags, child: Flags, children: Ints, care: Flags) -> Ints:
        """The age of everybody; `children` is how many the home has."""
        count = len(self.home)
        start = np.arange(count) - self.seat
        parents = children > 0
        eldest = self._children(child, children, start)
        # Every address has its own numbers, whether it uses them or not.
        alone, pair = self.draw(_ALONE_AGES, count), self.draw(_COUPLE_AGES, count)
        birth = self.draw(_FIRST_BIRTHS, count) - 365 * np.maximum(children - 1, 0)
        mother = eldest.max_of[start] + np.maximum(birth, 17 * 365)[start]
        hers = np.where(parents, mother, pair[start])
        gap = 365 * (self.words.choose(_YOUNGER, count) - 4) + self.words.below(365, count)
        least = np.where(parents, eldest.max_of[start] + 18 * 365, ADULT_DAYS)
        his = np.maximum(hers + gap, least)
        shared = self.draw(_SHARED_AGES, count)
        cared = self.draw(_CARE_AGES, count)
        older = hers + self.words.below(14 * 365, count) + 21 * 365
        days = np.where(self.kind == _ALONE, alone, shared)
        days = np.where(parents | couple, hers, days)
        days = np.where(couple & (self.seat == 1), his, days)
        days = np.where(parents & ~child & (self.seat > 1), older, days)
        days = np.where(child, eldest.days, np.where(care, cared, days))
        clipped: Ints = np.minimum(days, OLDEST)
        return clipped

    def _children(self, child: Flags, children: Ints, start: Ints) -> _Children:
        """The ages of children; between two 400 to 1900 days, in large families less, or none."""
        count = len(self.home)
        few, many = self.draw(_CHILD_AGES, count), self.draw(_MANY_CHILD_AGES, count)
        youngest = np.where(children > 2, many, few)[start]
        between = np.where(
            children > 3, 380 + self.words.below(500, count), 400 + self.words.below(1500, count)
        )
        between = np.where(self.words.happens(1500, count), 0, between)  # twins
        # The first child's gap is none: gaps stand with the younger of two.
        first = child & ~np.concatenate([[False], child[:-1] & (self.home[1:] == self.home[:-1])])
        gaps = np.where(child & ~first, between, 0)
        whole = np.concatenate([[0], np.cumsum(gaps)])
        ends = start + np.bincount(self.home)[self.home]
        days = youngest + whole[ends] - whole[1:]
        eldest = youngest + whole[ends] - whole[start]
        return _Children(days, np.where(children > 0, eldest, 0))


@dataclass(frozen=True)
class _Children:
    """Ages of children, and for everybody that of the eldest of the home (0: none)."""

    days: Ints
    max_of: Ints


def _women(words: Words, days: Ints, couple: Flags, child: Flags, seat: Ints) -> Flags:
    """Whether everybody is a woman: of a couple the first, except in one of sixty."""
    count = len(days)
    start = np.arange(count) - seat
    alike = words.happens(1600, count)[start]
    women = words.happens(50_000, count)
    chances = np.array(_chances(_WOMEN_ALONE))[np.minimum(days * 4 // 1461, 105)]
    alone = words.happens(chances, count)
    girl = words.happens(48_800, count)
    pair = np.where(alike, women[start], seat == 0)
    found: Flags = np.where(couple, pair, np.where(child, girl, alone))
    return found


def _chances(knots: Knots) -> list[int]:
    """A rate for every year from 0 to 105, linear between the knots."""
    first, last = knots[0], knots[-1]
    middle = [weight // 1000 for weight in _per_year(knots)]
    return [first[1]] * first[0] + middle + [last[1]]
