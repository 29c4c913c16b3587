"""What an assessment holds: how a group of people compares with a population.

All figures are about a *random draw* of as many people from the population: counts that such a
draw gives often say nothing about the group, counts that it hardly ever gives do.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stratification.errors import Finding


@dataclass(frozen=True)
class Cell:
    """People with one value of a category, or with a pair of values of two categories.

    Parameters:
        categories, values: one of each, or two.
        count: how many people of the group.
        share: of the population, from 0 to 1.
        expected: what `share` is of the group's people of whom all these categories are known.
        low, high: between these are at least 95% of random draws, at most 2.5% on either side.
        at_most, at_least: the probability that a random draw has at most (at least) `count`. (Of a
            merged cell nothing is stated: 0, everybody, 1 and 1.)
        method: of these probabilities; hypergeometric where the population is counted.
        parts: the values that this cell has together, so that no small count is shown (see
            `stratification.representation.suppression`); empty for a cell of one value.
    """

    categories: tuple[str, ...]
    values: tuple[str, ...]
    count: int
    share: Fraction
    expected: Fraction
    low: int
    high: int
    at_most: float
    at_least: float
    method: Literal["hypergeometric", "binomial"]
    parts: tuple[str, ...] = ()

    @property
    def difference(self) -> Fraction:
        """Seats more (above 0) or fewer (below 0) than the share of the population."""
        return self.count - self.expected


@dataclass(frozen=True)
class Fit:
    """A test of the whole category: could this be a random draw?

    Parameters:
        statistic: the likelihood-ratio statistic G = 2·sum count·ln(count/expected).
        p: the probability that a random draw is at least as far from the population (G).
        holm: p after Holm's correction for testing several categories.
        method: "exact" counts every possible outcome, "monte-carlo" `samples` of them.
    """

    statistic: float
    p: float
    holm: float
    method: Literal["exact", "monte-carlo"]
    samples: int | None = None


@dataclass(frozen=True)
class Comparison:
    """A group and the population by one category, or by a pair of categories.

    Parameters:
        cells: one for every value (or pair of values), in the population's order.
        known: people of the group of whom the categories are known; the cells count these.
        unknown: those who would rather not say, or of whom nothing is filled in.
        dissimilarity: half the sum of |share of the group - share of the population|: the part of
            the seats that would have to go to others, from 0 to 1.
        by_chance: the mean dissimilarity of random draws of this size.
        fit: the test; None for pairs, where nobody is known, and for merged steps of a funnel.
        r_indicator, variation: 1 - 2·S and S/mean of the chances to be in the group, over the
            population (Schouten, Cobben, Bethlehem 2009); None where it is not counted in people.
    """

    categories: tuple[str, ...]
    cells: tuple[Cell, ...]
    known: int
    unknown: int
    dissimilarity: float
    by_chance: float
    fit: Fit | None = None
    r_indicator: float | None = None
    variation: float | None = None


@dataclass(frozen=True)
class Change:
    """How many people with a value to add and to take out, so that the group mirrors."""

    category: str
    value: str
    more: int
    fewer: int


@dataclass(frozen=True)
class Mend:
    """The smallest change after which every value has a mirror's number of people.

    Parameters:
        kind: "add" people, or "replace" some by others.
        people: how many.
        changes: by value, those that change.
        within: by how many seats a mirror may be off (on top of rounding its exact number).
        apart: every category was mended by itself, so that at least `people` are to be replaced,
            and more where one person cannot make room in all of them.
    """

    kind: Literal["add", "replace"]
    people: int
    changes: tuple[Change, ...]
    within: int
    apart: bool = False


@dataclass(frozen=True)
class Norm:
    """A rule about a part of the room: at least (or at most) this share has this value.

    `source` says whose rule it is; "" when it is the user's own.
    """

    value: str
    side: Literal["min", "max"]
    share: Fraction
    source: str = ""


@dataclass(frozen=True)
class NormResult:
    """Whether a norm is met: `count` of `size` people; `needed` is the number that meets it.

    `group` is the name of those that the norm is about, as the room spells it.
    """

    norm: Norm
    group: str
    count: int
    size: int
    needed: int

    @property
    def met(self) -> bool:
        """Whether it is."""
        if self.norm.side == "min":
            return self.count >= self.needed
        return self.count <= self.needed


@dataclass(frozen=True)
class GroupAssessment:
    """One group: everybody in a file, or everybody with one value of the column that splits it.

    Parameters:
        name: the file's name, or that value.
        size: how many people.
        comparisons: one for every category, in the population's order.
        pairs: one for every pair of categories of which the population has a cross table.
        dissimilarity, by_chance: the means over `comparisons`.
        missing: cells of values and pairs with fewer people than expected, the most surprising
            first (see `stratification.representation.missing`).
        lacks: whether the first of them is missing more than chance explains.
        mends: at most one of each kind; none where the group is a mirror already.
        withheld: categories and pairs of which nothing is shown, as so few people are known that
            every figure would tell about them; always empty before suppression.
    """

    name: str
    size: int
    comparisons: tuple[Comparison, ...]
    pairs: tuple[Comparison, ...]
    dissimilarity: float
    by_chance: float
    missing: tuple[Cell, ...]
    lacks: bool = False
    mends: tuple[Mend, ...] = ()
    withheld: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Stage:
    """One value (or its whole category: value "") at one step of a funnel.

    Parameters:
        count: people with the value at this step; None where only shares are known.
        share: of the people known at this step, from 0 to 1.
        passed: the value's people at this step per person at the step before; None at the first
            step, or where people are not counted.
        relative: `passed` as a multiple of that of the whole step (share now / share before): 1 is
            as everybody, 0.5 half as likely; None at the first step and where share before is 0.
        surprise: the probability that so few (or fewer) come through when everybody of the step
            before is equally likely to; None at the first step, and for merged values.
    """

    count: int | None
    share: Fraction
    passed: Fraction | None
    relative: Fraction | None
    surprise: float | None


@dataclass(frozen=True)
class Course:
    """How one value fares along the steps; `lost_at` is the step (number into the funnel's names)
    that costs it most of its share, with `surprise` below 5% after Holm; None when none does."""

    category: str
    value: str
    stages: tuple[Stage, ...]
    lost_at: int | None


@dataclass(frozen=True)
class Funnel:
    """Register, letters, sign-ups, panel: at which step is a group lost?

    Parameters:
        names: of the steps, the population first.
        sizes: people at each step; None where the population is known in shares only, or its
            tables differ in size.
        courses: one for every value of every category.
        r_indicators: for every step after the first, by category: R and the coefficient of
            variation of passing it (None where people are not counted).
    """

    names: tuple[str, ...]
    sizes: tuple[int | None, ...]
    courses: tuple[Course, ...]
    r_indicators: tuple[dict[str, tuple[float, float] | None], ...]


@dataclass(frozen=True)
class Assessment:
    """Everything about one or more groups (dates, roles, steps) against one population.

    Parameters:
        groups: in the order given; of a column, in the order of its values (dates and numbers
            ascend, texts are sorted).
        split: the column that splits the people into groups; None when files are the groups.
        norms: of the shares of the groups in the room; empty without `split`.
        funnel: when the groups are steps.
        notices: worth saying; never what a person answered.
    """

    groups: tuple[GroupAssessment, ...]
    split: str | None = None
    norms: tuple[NormResult, ...] = ()
    funnel: Funnel | None = None
    notices: tuple[Finding, ...] = ()
