"""The chance polytope M: what the chances of every lottery obey, and what every rule shares.

With n_c people in class c and p_c the chance of each of them, the expected number of people of
class c on the panel is n_c·p_c. Averages of valid panels obey every row that all valid panels obey:

    0 <= p_c <= 1,      low_r <= sum_c w_rc·n_c·p_c <= high_r        for every row r,

where row 0 says that all classes together have `seats` people, then come the quotas, the kinds of
household and the cuts (proven inequalities, see `sortition.cuts`). The best point of M under a
rule is therefore a bound on what any lottery can reach under that rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import flint
import numpy as np
import numpy.typing as npt

from stratification.panels import Room
from stratification.problem import Problem

Matrix = npt.NDArray[np.int64]
Exact = list[flint.fmpq]


@dataclass(frozen=True)
class System:
    """The rows of M as whole numbers.

    `matrix` has shape (rows, classes), `lows` and `highs` shape (rows,), `sizes` shape (classes,).
    The last `cuts` rows are cuts.
    """

    matrix: Matrix
    lows: Matrix
    highs: Matrix
    sizes: Matrix
    cuts: int = 0

    @cached_property
    def per_head(self) -> Matrix:
        """`matrix` with every column times its class size: coefficients of chances."""
        return self.matrix * self.sizes

    @cached_property
    def entries(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For every class its non-zero (row, coefficient per head)."""
        return tuple(
            tuple((int(row), int(self.per_head[row, c])) for row in np.flatnonzero(column))
            for c, column in enumerate(self.per_head.T)
        )

    def with_cut(self, weights: Matrix, high: int) -> System:
        """M with the inequality weights·x <= high added (x: people per class)."""
        # The low is out of reach: a cut has only a high, its multipliers are never negative.
        low = int(np.minimum(weights, 0) @ self.sizes) - 1
        return System(
            np.vstack([self.matrix, weights]),
            np.append(self.lows, low),
            np.append(self.highs, high),
            self.sizes,
            self.cuts + 1,
        )

    def contains(self, chances: Exact) -> bool:
        """Whether exact chances obey the bounds and every row, exactly."""
        if not all(0 <= chance <= 1 for chance in chances):
            return False
        sums = [flint.fmpq(0)] * len(self.matrix)
        for chance, entries in zip(chances, self.entries, strict=True):
            for row, value in entries:
                sums[row] += value * chance
        return all(
            int(low) <= total <= int(high)
            for low, total, high in zip(self.lows, sums, self.highs, strict=True)
        )


def make_system(problem: Problem) -> System:
    """The chance polytope of a problem, before any cut."""
    everybody = np.ones((1, len(problem.members)), dtype=np.int64)
    return System(
        np.vstack([everybody, problem.matrix]),
        np.append(problem.seats, problem.lows),
        np.append(problem.seats, problem.highs),
        problem.sizes,
    )


@dataclass(frozen=True)
class Combination:
    """What multiples of the rows say together: sum_c gains_c·p_c <= limit on all of M."""

    gains: Exact
    limit: flint.fmpq


Multipliers = Mapping[int, flint.fmpq]


def combine(system: System, multipliers: Multipliers) -> Combination:
    """Add up multiples of rows: a positive one uses the row's high, a negative one its low."""
    zero = flint.fmpq(0)
    limit = zero
    for row, multiplier in multipliers.items():
        bound = system.highs[row] if multiplier > 0 else system.lows[row]
        limit += multiplier * int(bound)
    gains = [
        sum((multipliers[row] * value for row, value in entries if row in multipliers), zero)
        for entries in system.entries
    ]
    return Combination(gains, limit)


def count_drawn(chances: Exact) -> int:
    """How many classes have a chance: panels of a lottery with these chances have no others."""
    return sum(chance != 0 for chance in chances)


def floats(values: Sequence[flint.fmpq]) -> npt.NDArray[np.float64]:
    """Exact numbers as floating-point ones, shape (len(values),)."""
    return np.array([int(value.p) / int(value.q) for value in values], dtype=np.float64)


def face(system: System, chances: Exact) -> Room:
    """The part of M that every mixture with these chances uses: what is tight stays tight.

    People with chance 0 are never there and people with chance 1 always; a row at its low or high
    stays there.
    """
    sizes = system.sizes.astype(np.float64)
    low, high = system.lows.astype(np.float64), system.highs.astype(np.float64)
    sums = system.per_head @ floats(chances)
    near = 1e-9 * (1 + np.abs(sums))
    at_low, at_high = sums <= low + near, sums >= high - near
    certain = np.array([chance == 1 for chance in chances])
    absent = np.array([chance == 0 for chance in chances])
    return Room(
        np.where(certain, sizes, 0.0),
        np.where(absent, 0.0, sizes),
        np.where(at_high, high, low),
        np.where(at_low, low, high),
    )
