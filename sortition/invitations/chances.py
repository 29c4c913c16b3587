"""What one letter per address does to the chance of a letter.

**The draw.** A person has a number of its own, as good as uniform on (0, 1). Of an address the
eligible person with the smallest number represents it, and a stratum draws the k representatives
in it with the smallest numbers.

**The chance.** Take a person at an address with h eligible people, m of them (this one included) in
its stratum, and let its number be u. It represents the address when the h - 1 others have larger
numbers: (1-u)^(h-1). It is then drawn when fewer than k other addresses have a representative in
the stratum with a number below u. Address j has one with chance

    p_j(u) = (m_j / h_j)·(1 - (1-u)^(h_j)),

because who of the h_j has the smallest number does not depend on how small it is; addresses do not
depend on each other. With N(u) the number of these others that have one,

    chance = integral from 0 to 1 of (1-u)^(h-1) · P(N(u) <= k-1) du.

Letters of all waves count together in k: a further wave continues the same order. The sum of all
these chances over the people of the stratum is the number of letters, as long as there are as many
representatives (a test of the computation, not only of the formula).

**The computation.** N(u) is a sum of binomials, one for each pattern (h, m). Its distribution comes
from its characteristic function at M points, which gives P(N = x modulo M) exactly; M spans all
but `TAIL` of the distribution by Bernstein's inequality, or all of it. As |phi(t)| is at most
exp(-variance·(1 - cos t)), frequencies beyond that being e^-`CUT` are left out: about 25 to 45 are
left, however many addresses there are. P(N(u) <= k-1) falls from 1 to 0; u below which it is at
least 1 - `TAIL` and above which at most `TAIL` (Bernstein again) bound the part that is integrated
by Gauss-Legendre quadrature, in 1, 2, 4, ... panels until two results differ by `AGREE` at most.

**Error.** At most 3·`TAIL` for what is left out, M·e^-`CUT` < `TAIL` for the frequencies, rounding
of about 1e-12, and the quadrature, whose last refinement changed less than `AGREE`: together below
1e-10, and 1e-9 is what is promised.

Source of the inequality: S. Boucheron, G. Lugosi and P. Massart, Concentration Inequalities,
Oxford University Press 2013, section 2.8.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Pattern = tuple[int, int]
"""Of an address: how many eligible people live there, and how many of them are in the stratum."""

Numbers = npt.NDArray[np.float64]

TAIL = 1e-12
LOG = math.log(1 / TAIL)
CUT = 36.0
AGREE = 1e-11
FEW_NODES, NODES = 32, 48
REFINEMENTS = 10
GRID = 128
BLOCK = 20_000  # patterns times numbers in one array, for each of at most some 50 frequencies


@dataclass(frozen=True)
class _Addresses:
    """All addresses with somebody in the stratum, by pattern; arrays of shape (patterns,)."""

    homes: Numbers  # h
    shares: Numbers  # m / h
    counts: Numbers

    def chances(self, numbers: Numbers) -> Numbers:
        """p(u) of every pattern: shape (patterns, numbers)."""
        with np.errstate(divide="ignore"):
            below = -np.expm1(self.homes[:, None] * np.log1p(-numbers))
        return self.shares[:, None] * below

    def moments(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The mean and the variance of N(u) with all addresses: shape (numbers,)."""
        chances = self.chances(numbers)
        return self.counts @ chances, self.counts @ (chances * (1 - chances))


def one_per_address(patterns: Mapping[Pattern, int], letters: int) -> dict[Pattern, float]:
    """The chance of a letter of a person in this stratum, by the pattern of the address.

    Parameters:
        patterns: (h, m) -> how many addresses have h eligible people, m of them in this stratum;
            1 <= m <= h.
        letters: how many representatives the stratum draws, all waves together.

    One person who lives alone and two couples, two letters:

    >>> chances = one_per_address({(1, 1): 1, (2, 2): 2}, 2)
    >>> round(chances[1, 1], 9), round(chances[2, 2], 9)
    (0.466666667, 0.383333333)

    Raises:
        ValueError: no such patterns are possible, or fewer than 0 letters.
    """
    if letters < 0 or any(not 1 <= own <= home for home, own in patterns):
        raise ValueError("patterns have 1 <= m <= h, and letters are 0 or more")
    known = sorted(pattern for pattern, count in patterns.items() if count > 0)
    if not known or letters == 0:
        return dict.fromkeys(patterns, 0.0)
    homes = np.array([home for home, _ in known], dtype=np.float64)
    own = np.array([own for _, own in known], dtype=np.float64)
    counts = np.array([patterns[pattern] for pattern in known], dtype=np.float64)
    addresses = _Addresses(homes, own / homes, counts)
    chances = _integrate(addresses, letters)
    found = dict(zip(known, chances.tolist(), strict=True))
    return {pattern: found.get(pattern, 0.0) for pattern in patterns}


def _integrate(addresses: _Addresses, letters: int) -> Numbers:
    """The integral for every pattern: shape (patterns,)."""
    low, high = _range(addresses, letters)
    homes = addresses.homes
    with np.errstate(divide="ignore"):
        certain: Numbers = -np.expm1(homes * np.log1p(-low)) / homes
    if low >= high:
        return certain
    # However large an institution is, (1-u)^(h-1) does not vanish between two nodes.
    panels = max(1, math.ceil(float(homes.max()) * (high - low) / 400))
    before = _quadrature(addresses, letters, np.linspace(low, high, panels + 1), FEW_NODES)
    for _ in range(REFINEMENTS):
        edges = np.linspace(low, high, panels + 1)
        after: Numbers = _quadrature(addresses, letters, edges, NODES)
        if np.max(np.abs(after - before)) <= AGREE:
            return certain + after
        before, panels = after, 2 * panels
    raise ArithmeticError("the quadrature does not converge")


def _range(addresses: _Addresses, letters: int) -> tuple[float, float]:
    """Numbers below the first are as good as certainly low enough, those above the second not.

    A grid from 1e-9 to 1 is refined once, where the change is: bounds need not be sharp.
    """
    if letters >= addresses.counts.sum():
        return 1.0, 1.0
    low, high = 0.0, 1.0
    for refined in (False, True):
        grid = np.linspace(low, high, GRID) if refined else np.geomspace(1e-9, 1.0, GRID)
        mean, variance = addresses.moments(grid)
        reach = _reach(variance)
        enough = grid[letters - mean >= reach]
        too_many = grid[mean - letters >= reach]  # the person's own address may be one of them
        low = max(low, float(enough.max(initial=0.0)))
        high = min(high, float(too_many.min(initial=1.0)))
    return low, high


def _reach(variance: Numbers) -> Numbers:
    """How far from its mean N(u) is with a chance of at most `TAIL` on either side (Bernstein)."""
    reach: Numbers = LOG / 3 + np.sqrt(LOG**2 / 9 + 2 * LOG * variance)
    return reach


@cache
def _nodes(count: int) -> tuple[Numbers, Numbers]:
    """Points and weights of Gauss and Legendre between -1 and 1."""
    points, weights = np.polynomial.legendre.leggauss(count)
    return points, weights


def _quadrature(addresses: _Addresses, letters: int, edges: Numbers, nodes: int) -> Numbers:
    """The integral over every panel between the edges together: shape (patterns,)."""
    points, weights = _nodes(nodes)
    half = np.diff(edges)[:, None] / 2
    numbers = (edges[:-1, None] + half * (points + 1)).ravel()
    weights = (half * weights).ravel()
    total = np.zeros(len(addresses.counts))
    block = max(1, BLOCK // len(total))
    for start in range(0, len(numbers), block):
        some = numbers[start : start + block]
        alone = np.exp((addresses.homes[:, None] - 1) * np.log1p(-some))
        inside = alone * _at_most(addresses, letters - 1, some)
        total += inside @ weights[start : start + block]
    return total


def _at_most(addresses: _Addresses, most: int, numbers: Numbers) -> Numbers:
    """P(N(u) <= most), one address of the pattern left out: shape (patterns, numbers).

    The values first, first + 1, ... (`points` of them) hold all but the tails; `upto` of them are
    at most `most`.
    """
    chances = addresses.chances(numbers)
    mean, variance = addresses.moments(numbers)
    reach = _reach(variance)
    first = np.maximum(0, np.floor(mean - reach) - 1)
    last = np.minimum(addresses.counts.sum(), np.ceil(mean + reach))
    points = last - first + 1
    points += 1 - points % 2  # odd: frequencies come in pairs, none is pi (where phi may be 0)
    upto = np.clip(most - first + 1, 0, points)
    index = np.arange(1, _frequencies(variance, points) + 1)[:, None]
    known = 2 * index < points
    frequency = np.where(known, 2 * np.pi * index / points, 1.0)
    # The sum over the values that count, of e^(-i·t·value), is window·e^(-i·t·middle).
    window = np.where(known, np.sin(frequency * upto / 2) / np.sin(frequency / 2), 0.0)
    middle = first + (upto - 1) / 2
    p = chances[:, None, :]
    real, imaginary = 1 - p * (2 * np.sin(frequency / 2) ** 2), p * np.sin(frequency)
    lost = 4 * p * (1 - p) * np.sin(frequency / 2) ** 2  # 1 - |1 - p + p·e^(it)|^2
    size = np.exp(np.tensordot(addresses.counts, np.log1p(-lost), 1) / 2)
    angle = np.tensordot(addresses.counts, np.arctan2(imaginary, real), 1) - frequency * middle
    # One address less: divided by its 1 - p + p·e^(it), which is the conjugate by the square.
    real *= size * window * np.cos(angle)
    imaginary *= size * window * np.sin(angle)
    paired = ((real + imaginary) / (1 - lost)).sum(axis=1)
    below: Numbers = np.clip((upto + 2 * paired) / points, 0.0, 1.0)
    return below


def _frequencies(variance: Numbers, points: Numbers) -> int:
    """How many frequencies matter, at most: beyond them exp(-variance·(1 - cos t)) < e^-CUT."""
    beyond = np.arccos(np.clip(1 - CUT / np.maximum(variance, CUT / 2), -1, 1))
    needed = np.minimum(np.ceil(beyond * points / (2 * np.pi)), (points - 1) / 2)
    return int(needed.max())
