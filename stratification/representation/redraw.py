"""The test of a category whose cells were merged for publication.

Which cells are merged depends on their counts, so the statistic G of the merged cells is larger
than that of cells chosen beforehand. It is compared with what it is for random draws that are
merged by the same rule (`suppression.merged_places`): `SAMPLES` multinomial draws with a fixed seed
(Philox), without those of which the category would be withheld. p = (1 + draws with G* >= G)/(1 +
draws), with the ties of `goodness`; the mean of their dissimilarity is that of the published cells.
Nothing but published numbers enters it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stratification.representation.goodness import TOLERANCE, entropies_to, likelihood_ratio
from stratification.representation.model import Fit
from stratification.representation.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Draws = npt.NDArray[np.int64]

SAMPLES = 20_000
SEED = 2010
_BATCH = 5_000


def merged_fit(tally: Tally) -> tuple[Fit, float]:
    """The test of a tally with merged cells, and the mean dissimilarity of random draws.

    Raises:
        ValueError: no cells were merged, or not by the group's own counts.
    """
    import numpy as np

    if tally.merging is None or not tally.merging.alone:
        raise ValueError("the group's own counts do not say what is merged")
    table = tally.merging.table
    chances = np.array([float(table.share(values)) for values in table.cells])
    chances /= chances.sum()
    random = np.random.Generator(np.random.Philox(SEED))
    statistics, deviations = [], []
    for _ in range(SAMPLES // _BATCH):
        draws = random.multinomial(tally.known, chances, size=_BATCH)
        batch = merged_statistics(draws, chances, tally.merging.least)
        statistics.append(batch[0])
        deviations.append(batch[1])
    every = np.concatenate(statistics)
    statistic = likelihood_ratio(
        tally.counts, [tally.table.share(values) for values in tally.table.cells]
    )
    far = int((every >= statistic - TOLERANCE * (1 + statistic)).sum())
    p = (1 + far) / (1 + len(every))
    mean = math.fsum(np.concatenate(deviations)) / max(1, len(every))
    return Fit(statistic, p, p, "monte-carlo", len(every)), mean


def merged_statistics(draws: Draws, chances: Floats, least: int) -> tuple[Floats, Floats]:
    """G and the dissimilarity of draws after merging, without those that would be withheld.

    Parameters:
        draws: counts, shape (draws, values), all of the same number of people.
        chances: of the values, shape (values,), summing to 1.
        least: the smallest count above 0 that is shown.
    """
    import numpy as np

    count, size = draws.shape[1], int(draws[0].sum())
    order = np.argsort(draws, axis=1, kind="stable")
    numbers, shares = np.take_along_axis(draws, order, axis=1), chances[order]
    taken = numbers > 0
    small = taken & (numbers < least)
    sums = np.cumsum(numbers, axis=1)
    end = np.ones_like(taken)  # of the values with the same number of people
    end[:, :-1] = numbers[:, :-1] != numbers[:, 1:]
    fewest = np.where(taken, numbers, size + 1).min(axis=1, keepdims=True)
    fits = end & (numbers >= np.where(small, numbers, 0).max(axis=1, keepdims=True))
    fits &= (sums >= least) & (numbers > fewest)
    fits[:, -1] &= ~taken.all(axis=1)
    merged = small.any(axis=1)
    even = np.abs(count * draws - size).sum(axis=1) <= 2 * count
    shown = ~merged | (fits.any(axis=1) & ~even)

    last = np.where(merged, fits.argmax(axis=1), -1)[:, np.newaxis]
    inside = taken & (np.arange(count) <= last)
    people = np.where(inside, numbers, 0).sum(axis=1)
    share = np.where(inside, shares, 0.0).sum(axis=1)
    entropies = entropies_to(size)

    def terms(counts: Draws, parts: Floats) -> Floats:
        expected = np.where(counts > 0, size * parts, 1.0)
        ratio: Floats = entropies[counts] - counts * np.log(expected)
        return ratio

    ratios = np.where(inside, 0.0, terms(numbers, shares)).sum(axis=1) + terms(people, share)
    gaps = np.where(inside, 0.0, np.abs(numbers / size - shares)).sum(axis=1)
    gaps += np.abs(people / size - share)
    return 2 * ratios[shown], gaps[shown] / 2
