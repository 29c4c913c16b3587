"""A test of a whole category: could these counts be a random draw?

The statistic is the likelihood ratio G = 2·sum x·ln(x/(n·p)) over the values with x > 0, and the
p-value is P(G* >= G) for the G* of n people drawn *with replacement* (multinomial). The population
is taken to be much larger than the group; where it is not, drawing without replacement varies less,
so that the test is careful: p is too large rather than too small.

With at most `MOST_OUTCOMES` possible outcomes all are counted ("exact"), which sums the
probabilities of those that are at least as far off. Otherwise `SAMPLES` draws are made with a fixed
seed (Philox), and p = (1 + draws with G* >= G)/(1 + SAMPLES), which is a valid p-value itself (B.
Phipson, G. Smyth, "Permutation p-values should never be zero", Statistical Applications in Genetics
and Molecular Biology 9 (2010), article 39). Outcomes whose G* is within `TOLERANCE`·(1 + G) below G
count as ties.

Somebody with a value that nobody in the population has makes G infinite and p 0 (exact): no random
draw has such a person.

Holm's correction (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
Journal of Statistics 6 (1979), 65-70): of m ascending p-values, the i-th (from 0) becomes the
largest of (m - j)·p_j over j <= i, at most 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from stratification.representation.model import Fit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_OUTCOMES = 200_000
SAMPLES = 100_000
SEED = 2009
TOLERANCE = 1e-9
_BATCH = 10_000


def goodness_of_fit(counts: Sequence[int], shares: Sequence[Fraction]) -> Fit | None:
    """Test counts against shares that add up to 1; None for nobody. `Fit.holm` is `Fit.p` here.

    >>> fit = goodness_of_fit([2, 0], [Fraction(1, 2), Fraction(1, 2)])
    >>> round(fit.p, 9), fit.method
    (0.5, 'exact')
    """
    size = sum(counts)
    if not size:
        return None
    statistic = likelihood_ratio(counts, shares)
    if statistic == math.inf:
        return Fit(math.inf, 0.0, 0.0, "exact")
    chances = [float(share) for share in shares if share]
    least = statistic - TOLERANCE * (1 + statistic)
    if math.comb(size + len(chances) - 1, len(chances) - 1) <= MOST_OUTCOMES:
        p = _exact(size, chances, least)
        return Fit(statistic, p, p, "exact")
    p = _simulated(size, chances, least)
    return Fit(statistic, p, p, "monte-carlo", SAMPLES)


def likelihood_ratio(counts: Sequence[int], shares: Sequence[Fraction]) -> float:
    """The statistic G; infinite when somebody has a value that nobody of the population has."""
    size = sum(counts)
    pairs = [(count, share) for count, share in zip(counts, shares, strict=True) if count]
    if not all(share for _, share in pairs):
        return math.inf
    terms = (count * math.log(count / (size * share)) for count, share in pairs)
    return max(0.0, 2 * math.fsum(terms))


def holm(fits: Sequence[Fit | None]) -> tuple[Fit | None, ...]:
    """The tests with Holm's correction for there being several; None stays None."""
    places = [at for at, fit in enumerate(fits) if fit is not None]
    corrected = list(fits)
    adjusted = holm_adjusted([fit.p for fit in fits if fit is not None])
    for at, p in zip(places, adjusted, strict=True):
        fit = fits[at]
        corrected[at] = None if fit is None else replace(fit, holm=p)
    return tuple(corrected)


def holm_adjusted(values: Sequence[float]) -> tuple[float, ...]:
    """p-values, each corrected for the others.

    >>> holm_adjusted([0.04, 0.01, 0.03])
    (0.06, 0.03, 0.06)
    """
    adjusted = [0.0] * len(values)
    largest = 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        largest = max(largest, min(1.0, (len(values) - rank) * values[at]))
        adjusted[at] = largest
    return tuple(adjusted)


def _exact(size: int, chances: Sequence[float], least: float) -> float:
    """The probability of all outcomes whose statistic is at least `least`.

    Outcomes grow value by value: of every beginning, the people left over, the logarithm of the
    probability and the statistic so far.
    """
    import numpy as np

    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
    entropies = entropies_to(size)
    left = np.array([size])
    logs, statistics = np.array([factorials[size]]), np.zeros(1)
    for at, chance in enumerate(chances):
        if at == len(chances) - 1:
            taken, repeats = left, np.ones(len(left), dtype=np.int64)
        else:
            repeats = left + 1
            starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
            taken = np.arange(repeats.sum()) - starts
        logs = np.repeat(logs, repeats) + taken * math.log(chance) - factorials[taken]
        gained = entropies[taken] - taken * math.log(size * chance)
        statistics = np.repeat(statistics, repeats) + 2 * gained
        left = np.repeat(left, repeats) - taken
    return min(1.0, math.fsum(np.exp(logs[statistics >= least])))


def _simulated(size: int, chances: Sequence[float], least: float) -> float:
    """The share of random draws whose statistic is at least `least`, the group itself included."""
    import numpy as np

    random = np.random.Generator(np.random.Philox(SEED))
    normal = np.array(chances) / math.fsum(chances)
    entropies, logs = entropies_to(size), np.log(size * normal)
    far = 0
    for _ in range(SAMPLES // _BATCH):
        draws = random.multinomial(size, normal, size=_BATCH)
        statistics = 2 * (entropies[draws].sum(axis=1) - draws @ logs)
        far += int((statistics >= least).sum())
    return (1 + far) / (1 + SAMPLES)


def entropies_to(size: int) -> Floats:
    """x·ln(x) for x = 0 .. size."""
    import numpy as np

    numbers = np.arange(size + 1, dtype=np.float64)
    return numbers * np.log(np.maximum(numbers, 1.0))
