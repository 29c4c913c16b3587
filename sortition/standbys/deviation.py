"""The deviation that a set of standbys leaves, exactly.

When n people of the panel have left and a standbys are there, min(n, a) of them are seated: those
that make the deviation as small as possible. Seats stay free only when there are no more standbys:
an empty seat helps nobody, so "seat fewer" is no choice. Standbys themselves do not drop out here.

All ways to seat are looked at, so nothing is taken on trust from a solver. Numbers in floating
point only sort out the ways that can be the best; the deviation itself is a fraction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations
from math import lcm
from operator import mul

import numpy as np
import numpy.typing as npt

from sortition.standbys.samples import Case, Counts, Samples
from sortition.standbys.settings import Measure

Vector = npt.NDArray[np.float64]
CLOSE = 1e-9
_BLOCK = 2_000_000


@dataclass(frozen=True)
class Deviation:
    """Deviations of sets of standbys, on the same samples."""

    case: Case
    samples: Samples
    measure: Measure

    @cached_property
    def unit(self) -> Vector:
        """What a seat off costs by quota (under "broken", what a broken quota costs)."""
        if self.measure == "broken":
            return np.ones(len(self.case.quotas.rows))
        return 1 / np.maximum(self.case.limits[1], 1)

    def off(self, have: Counts) -> Counts:
        """Seats off per quota (under "broken", whether any), of counts of shape (…, quotas)."""
        low, high = self.case.limits
        seats: Counts = np.maximum(np.maximum(low - have, have - high), 0)
        return np.minimum(seats, 1) if self.measure == "broken" else seats

    def each(self, counts: Sequence[int]) -> Vector:
        """The smallest deviation by kind of sample, in floating point."""
        chosen = self._people(counts)
        found = np.zeros(len(self.samples.free))
        for seats, kinds in self._by_seats(len(chosen)):
            sums = _sums(chosen, seats)
            for part in _parts(kinds, sums):
                have = self.samples.rest[part][:, None, :] + sums[None]
                found[part] = (self.off(have) @ self.unit).min(axis=1)
        return found

    def rough(self, counts: Sequence[int]) -> float:
        """The expected deviation, in floating point."""
        return float(self.each(counts) @ self.samples.weights) / self.samples.total

    def exact_each(self, counts: Sequence[int]) -> list[Fraction]:
        """The smallest deviation by kind of sample."""
        chosen = self._people(counts)
        scale, whole = self._scale
        found = [Fraction(0)] * len(self.samples.free)
        for seats, kinds in self._by_seats(len(chosen)):
            sums = _sums(chosen, seats)
            for kind in kinds.tolist():
                off = self.off(self.samples.rest[kind] + sums)
                rough = off @ self.unit
                ways = {tuple(row) for row in off[rough <= rough.min() + CLOSE].tolist()}
                least = min(sum(map(mul, way, scale)) for way in ways)
                found[kind] = Fraction(least, whole)
        return found

    def exact(self, counts: Sequence[int]) -> Fraction:
        """The expected deviation: the mean over all samples."""
        weights = self.samples.weights.tolist()
        each = zip(weights, self.exact_each(counts), strict=True)
        return sum((w * d for w, d in each), Fraction(0)) / self.samples.total

    @cached_property
    def _scale(self) -> tuple[list[int], int]:
        """What a seat off costs by quota, in whole numbers, and what 1 is in these."""
        tops = [1 if self.measure == "broken" else max(r.max, 1) for r in self.case.quotas.rows]
        whole = lcm(*tops)
        return [whole // top for top in tops], whole

    def _people(self, counts: Sequence[int]) -> Counts:
        """The quotas that each standby counts for, shape (standbys, quotas)."""
        return np.repeat(self.case.profiles, np.asarray(counts, dtype=np.int64), axis=0)

    def _by_seats(self, standbys: int) -> Iterator[tuple[int, Counts]]:
        """The kinds of sample by how many standbys are seated."""
        seats = np.minimum(self.samples.free, standbys)
        for number in np.unique(seats).tolist():
            yield number, np.flatnonzero(seats == number)


@lru_cache(maxsize=300)
def _ways(standbys: int, seats: int) -> Counts:
    """Every way to seat so many of the standbys, shape (ways, standbys), entries 0 and 1."""
    ways = list(combinations(range(standbys), seats))
    found = np.zeros((len(ways), standbys), dtype=np.int64)
    for row, way in zip(found, ways, strict=True):
        row[list(way)] = 1
    return found


def _sums(chosen: Counts, seats: int) -> Counts:
    """What every way to seat adds to the quotas, each different sum once."""
    sums: Counts = _ways(len(chosen), seats) @ chosen
    return np.unique(sums, axis=0) if len(sums) > 100 else sums


def _parts(kinds: Counts, sums: Counts) -> Iterator[Counts]:
    """The kinds in blocks whose tables fit into memory."""
    size = max(1, _BLOCK // max(1, sums.size))
    for start in range(0, len(kinds), size):
        yield kinds[start : start + size]
