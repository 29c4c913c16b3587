"""Counts against a random draw: expected numbers, intervals, probabilities and indices.

A *random draw* takes as many people from the population as are known of the group. Where the
population is counted in people it is without replacement (hypergeometric), where only shares are
known, or fewer people than the group has, with replacement (binomial). With n people, of whom X
have a value that K of the N inhabitants (or the share p) have:

    expected = n·p,    low = the smallest k with P(X <= k) >= 2.5%,    high = the same for 97.5%.

So a draw is below `low` with at most 2.5%, above `high` with at most 2.5% (as in scipy's
`interval(0.95)`).

The dissimilarity D = 1/2·sum |x/n - p| of a random draw has the mean 1/(2n)·sum E|X - np|, exactly,
as every value's X has the distribution above. De Moivre's closed form gives each term from one
probability: with m = floor(np) + 1

    binomial:        E|X - np| = 2·m·(1 - p)·P(X = m)
    hypergeometric:  E|X - np| = 2·m·(N - K - n + m)/N·P(X = m)

for the terms k(N - K - n + k)·P(X = k)/N differ from one k to the next by (k - nK/N)·P(X = k).

The R-indicator and the coefficient of variation: B. Schouten, F. Cobben, J. Bethlehem, "Indicators
for the representativeness of survey response", Survey Methodology 35 (2009), 101-113. With the
chances rho = x/K of each value's inhabitants to be in the group, S² = sum K/N·(rho - mean)²:
R = 1 - 2·S and CV = S/mean. (They divide by N - 1; the population is large, so this is the same.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from stratification.population.model import CrossTable
from stratification.representation.model import Cell, Comparison, Fit
from stratification.representation.tally import Tally

CENTRAL = 0.95
"""The probability that an interval must have; half of the rest may be left out on either side."""


@dataclass(frozen=True)
class Draw:
    """How many of `size` people drawn at random have a value.

    Parameters:
        size: people drawn.
        share: of the population with the value.
        total: people in the population, of whom total·share (a whole number) have the value; None
            where only the share is known.
    """

    size: int
    share: Fraction
    total: int | None = None

    @property
    def expected(self) -> Fraction:
        """The mean number."""
        return self.size * self.share

    @property
    def certain(self) -> bool:
        """Whether every draw has the same number."""
        return self.size == 0 or self.share in (0, 1) or self.total == self.size

    def interval(self) -> tuple[int, int]:
        """The numbers between which at least 95% of draws are, at most 2.5% on either side."""
        if self.certain:
            return int(self.expected), int(self.expected)
        low, high = self._draws.interval(CENTRAL)
        return int(low), int(high)

    def at_most(self, count: int) -> float:
        """The probability of `count` or fewer."""
        if self.certain:
            return float(count >= self.expected)
        return min(1.0, float(self._draws.cdf(count)))

    def at_least(self, count: int) -> float:
        """The probability of `count` or more."""
        if self.certain:
            return float(count <= self.expected)
        return min(1.0, float(self._draws.sf(count - 1)))

    def deviation(self) -> float:
        """The mean of |number - expected|."""
        if self.certain:
            return 0.0
        m = math.floor(self.expected) + 1
        if self.total is None:
            rest = 1 - self.share
        else:
            rest = Fraction(self.total - self.total * self.share - self.size + m, self.total)
        return 2 * float(m * rest) * float(self._draws.pmf(m))

    @cached_property
    def _draws(self) -> Any:
        """The distribution, as scipy has it."""
        from scipy.stats import binom, hypergeom

        if self.total is None:
            return binom(self.size, float(self.share))
        return hypergeom(self.total, int(self.total * self.share), self.size)


def draw_from(table: CrossTable, share: Fraction, size: int) -> Draw:
    """A draw of `size` people from a population that has all its figures."""
    total = table.total
    whole = all(figure is not None and figure.denominator == 1 for figure in table.cells.values())
    if table.counted and whole and total is not None and total >= size:
        return Draw(size, share, int(total))
    return Draw(size, share)


def compare(tally: Tally, fit: Fit | None = None, by_chance: float | None = None) -> Comparison:
    """A group and the population by the tally's categories.

    Of a cell that was merged because of its count, no probability is stated: `low` is 0, `high`
    everybody, `at_most` and `at_least` are 1.

    Parameters:
        tally: the counts.
        fit: the test of the category.
        by_chance: where cells were merged, the mean dissimilarity of draws merged alike; None: that
            of draws with just these cells.
    """
    table, known = tally.table, tally.known
    shares = [table.share(values) for values in table.cells]
    draws = [draw_from(table, share, known) for share in shares]
    cells = tuple(
        _cell(tally, at, values, draw)
        for at, (values, draw) in enumerate(zip(table.cells, draws, strict=True))
    )
    if by_chance is None:
        by_chance = math.fsum(draw.deviation() for draw in draws) / max(1, 2 * known)
    response = None
    if table.counted:
        response = representativity(
            tally.counts, [figure or Fraction(0) for figure in table.cells.values()]
        )
    return Comparison(
        table.categories,
        cells,
        known,
        tally.unknown,
        float(dissimilarity(tally.counts, shares)),
        by_chance,
        fit,
        None if response is None else response[0],
        None if response is None else response[1],
    )


def _cell(tally: Tally, at: int, values: tuple[str, ...], draw: Draw) -> Cell:
    """The cell at a place, of these values, against a draw of as many people."""
    count, merged = tally.counts[at], bool(tally.parts[at])
    low, high = (0, draw.size) if merged else draw.interval()
    return Cell(
        tally.table.categories,
        values,
        count,
        draw.share,
        draw.expected,
        low,
        high,
        1.0 if merged else draw.at_most(count),
        1.0 if merged else draw.at_least(count),
        "binomial" if draw.total is None else "hypergeometric",
        tally.parts[at],
    )


def dissimilarity(counts: Sequence[int], shares: Sequence[Fraction]) -> Fraction:
    """Half the sum of |share of the group - share of the population|; 0 for nobody."""
    known = sum(counts)
    if not known:
        return Fraction(0)
    gaps = (
        abs(Fraction(count, known) - share) for count, share in zip(counts, shares, strict=True)
    )
    return sum(gaps, Fraction(0)) / 2


def representativity(
    counts: Sequence[int], people: Sequence[Fraction | int]
) -> tuple[float, float] | None:
    """The R-indicator and the coefficient of variation of the chances counts/people.

    None when nobody is counted, or somebody with a value that none of `people` has.
    """
    total = sum(people)
    pairs = [(count, size) for count, size in zip(counts, people, strict=True) if size]
    if not sum(counts) or sum(count for count, _ in pairs) != sum(counts):
        return None
    mean = Fraction(sum(counts)) / total
    variance = sum(
        size / Fraction(total) * (count / Fraction(size) - mean) ** 2 for count, size in pairs
    )
    deviation = math.sqrt(variance)
    return 1 - 2 * deviation, deviation / float(mean)
