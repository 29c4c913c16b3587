"""The distributions behind a synthetic pool (`sortition.synth`), in whole numbers and exactly.

A *situation* is a level (0 to 4) on each of 3 factors. Given the situation the categories are
independent; so whatever is asked of the joint distribution is a sum over 125 situations.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sortition.synth_table import CATEGORIES, LEVELS, Category

Situation = tuple[int, ...]
Key = tuple[str, str]


@dataclass(frozen=True)
class Shape:
    """What the distributions depend on: numbers of categories and (if not their own) values,
    and bias and correlation in hundredths.
    """

    categories: int
    values: int | None
    bias: int
    correlation: int


@dataclass(frozen=True)
class Distribution:
    """One category with its exact distributions; every number is whole.

    `shares` are in units of 1 / `unit` and add up to it. `factors` (how likely a value signs up,
    before scaling) are in thousandths.
    """

    category: Category
    values: tuple[str, ...]
    shares: tuple[int, ...]
    factors: tuple[int, ...]
    correlation: int

    @property
    def unit(self) -> int:
        """The whole population, in the unit of the shares."""
        return sum(self.shares)

    def at_level(self, level: int) -> list[int]:
        """The fifth of the distribution at one level of a factor, in the unit of the shares."""
        low, high = level * self.unit, (level + 1) * self.unit  # in units of 1 / LEVELS
        ends = [LEVELS * end for end in itertools.accumulate(self.shares, initial=0)]
        return [max(0, min(high, end) - max(low, start)) for start, end in itertools.pairwise(ends)]

    def given(self, situation: Situation) -> tuple[int, ...]:
        """P(value | situation), in units of 1 / (1000 · unit)."""
        own = 1000 - self.correlation * sum(abs(tenths) for tenths in self.category.follows)
        mixed = [own * share for share in self.shares]
        for level, tenths in zip(situation, self.category.follows, strict=True):
            there = self.at_level(level if tenths > 0 else LEVELS - 1 - level)
            weight = self.correlation * abs(tenths)
            mixed = [old + weight * new for old, new in zip(mixed, there, strict=True)]
        return tuple(mixed)

    def signing_up(self, situation: Situation) -> tuple[int, ...]:
        """P(value | situation) times the value's factor, in units of 1 / (1000 · 1000 · unit)."""
        return tuple(
            share * factor
            for share, factor in zip(self.given(situation), self.factors, strict=True)
        )


def distribution(category: Category, shape: Shape) -> Distribution:
    """A category in the shape that is wanted.

    With a number of values of its own, the category's scale (as long as its list) is cut into that
    many parts of one length; inside a value of the list people are spread evenly.
    """
    natural = len(category.values)
    parts = shape.values or natural
    eager = [category.eager[natural * (2 * i + 1) // (2 * parts)] for i in range(parts)]
    before = [0, *itertools.accumulate(category.shares)]

    def below(part: int) -> int:  # people below the start of a part, in units of 1 / (1000 · parts)
        value, rest = divmod(natural * part, parts)
        inside = category.shares[value] * rest if rest else 0
        return parts * before[value] + inside

    names = category.values if parts == natural else _part_names(parts)
    return Distribution(
        category,
        names,
        tuple(below(i + 1) - below(i) for i in range(parts)),
        tuple(1000 + shape.bias * tenths for tenths in eager),
        shape.correlation,
    )


def _part_names(parts: int) -> tuple[str, ...]:
    width = len(str(parts))
    return tuple(f"{i + 1:0{width}} of {parts}" for i in range(parts))


@dataclass(frozen=True)
class Model:
    """The joint distribution of the population and of those who sign up."""

    distributions: tuple[Distribution, ...]

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """All situations; in the population they are equally likely."""
        return tuple(itertools.product(range(LEVELS), repeat=3))

    @cached_property
    def tables(self) -> dict[Situation, tuple[tuple[int, ...], ...]]:
        """`signing_up` of every category, for every situation."""
        return {g: tuple(d.signing_up(g) for d in self.distributions) for g in self.situations}

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """How likely each situation is among those who sign up, in no particular unit."""
        return tuple(math.prod(map(sum, self.tables[g])) for g in self.situations)

    @cached_property
    def mean_factor(self) -> Fraction:
        """E[w]: the mean over the population of the product of somebody's factors."""
        whole = math.prod(1000 * 1000 * d.unit for d in self.distributions)
        return Fraction(sum(self.weights), len(self.situations) * whole)

    def factor(self, values: Sequence[str]) -> Fraction:
        """w(x): the product of the factors of somebody's values."""
        pairs = zip(self.distributions, values, strict=True)
        thousandths = math.prod(d.factors[d.values.index(value)] for d, value in pairs)
        return Fraction(thousandths, 1000 ** len(self.distributions))

    @cached_property
    def pool_shares(self) -> dict[Key, Fraction]:
        """The exact share of every value among those who sign up."""
        total = sum(self.weights)
        shares: dict[Key, Fraction] = {}
        for place, d in enumerate(self.distributions):
            sums = [0] * len(d.values)
            for g, weight in zip(self.situations, self.weights, strict=True):
                table = self.tables[g][place]
                rest = weight // sum(table)
                sums = [old + rest * new for old, new in zip(sums, table, strict=True)]
            for value, part in zip(d.values, sums, strict=True):
                shares[d.category.name, value] = Fraction(part, total)
        return shares


def make_model(shape: Shape) -> Model:
    """The model of the first categories of the list."""
    return Model(tuple(distribution(c, shape) for c in CATEGORIES[: shape.categories]))
