"""What draws tell about chances: bounds that hold for everybody at once, and what they allow.

A share s of N independent draws is near the chance p: with a probability of at most
2·exp(-N·d(s, p)) further off than p is, where d(s, p) = s·ln(s/p) + (1-s)·ln((1-s)/(1-p))
(Chernoff). So with 95% confidence all of n chances at once obey N·d(s_i, p_i) <= ln(2n/0.05). This
holds for every N and every p, however small. (Where N is the number of draws that a Markov chain is
worth, it holds as far as that number is right.)

Chances add up to the seats. Among all chances within such bounds and with this sum, one choice is
more equal than any other, and one is more unequal (in the sense of majorisation): figures that only
rise or only fall with inequality have their extremes there.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
DOUBT = 0.05
HALVINGS = 60


def simultaneous(shares: Vector, draws: float, statements: int) -> tuple[Vector, Vector]:
    """Bounds of chances that hold together with 95% confidence.

    Parameters:
        shares: of the draws, shape (people,).
        draws: how many independent draws there were.
        statements: for how many chances the bounds are to hold at once.

    Source: H. Chernoff, Annals of Mathematical Statistics 23 (1952); W. Hoeffding, Journal of the
    American Statistical Association 58 (1963), theorem 1.

    >>> low, high = simultaneous(np.array([0.1]), 1000, 1)
    >>> bool(0.07 < low[0] < 0.1 < high[0] < 0.14)
    True
    """
    different, place = np.unique(shares, return_inverse=True)
    allowed = log(2 * statements / DOUBT) / max(1.0, draws)
    low = _furthest(different, np.zeros_like(different), allowed)
    high = _furthest(different, np.ones_like(different), allowed)
    return low[place], high[place]


def _furthest(shares: Vector, end: Vector, allowed: float) -> Vector:
    """The chance furthest towards `end` that is not too far from the share, by halving."""
    near, far = shares.copy(), end.copy()
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        fits = _divergence(shares, middle) <= allowed
        near, far = np.where(fits, middle, near), np.where(fits, far, middle)
    return np.where(_divergence(shares, end) <= allowed, end, far)  # outwards


def _divergence(shares: Vector, chances: Vector) -> Vector:
    """d(s, p), shape of the shares; infinite where p is 0 or 1 and s is not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ones = np.where(shares > 0, shares * np.log(shares / chances), 0.0)
        rest = np.where(shares < 1, (1 - shares) * np.log((1 - shares) / (1 - chances)), 0.0)
    total: Vector = ones + rest
    return total


def most_equal(low: Vector, high: Vector, total: float) -> list[float]:
    """The most equal numbers between bounds with this sum: one level, as far as the bounds allow.

    >>> [round(x, 9) for x in most_equal(np.array([0.0, 0.4]), np.array([0.2, 1.0]), 0.8)]
    [0.2, 0.6]
    """

    def at(level: float) -> Vector:
        numbers: Vector = np.clip(level, low, high)
        return numbers

    numbers: list[float] = at(_level(at, total)).tolist()
    return numbers


def _level(at: Callable[[float], Vector], total: float) -> float:
    """The level at which the numbers reach the sum."""
    below, above = 0.0, 1.0
    for _ in range(HALVINGS):
        level = (below + above) / 2
        if at(level).sum() < total:
            below = level
        else:
            above = level
    return (below + above) / 2


def most_unequal(low: Vector, high: Vector, total: float) -> list[float]:
    """The most unequal numbers between bounds with this sum.

    The bounds must be in one order (low_i < low_j only where high_i <= high_j), as those of
    `simultaneous` are: the last in that order get their high, the first their low, one in between.

    >>> most_unequal(np.array([0.0, 0.4]), np.array([0.5, 1.0]), 0.8)
    [0.0, 0.8]
    """
    order = np.lexsort((low, high))
    numbers = low.copy()
    left = total - float(low.sum())
    for place in order[::-1]:
        if left <= 0:
            break
        step = min(left, float(high[place] - low[place]))
        numbers[place] += step
        left -= step
    unequal: list[float] = numbers.tolist()
    return unequal
