"""The band of chances: how small can the largest chance be when the smallest is to be large?

For weights a, b >= 0 of the ceiling Y and the floor X, one linear program,

    minimise a·Y - b·X   subject to   p in M,   X <= p_c <= Y for all c,

solved with p_c = X + s_c; a row s_c + X <= Y is added only for a class that would pass Y. Its
multipliers of the rows of M say sum_c g_c·p_c <= limit. With W+ the sum of the g_c above 0 and W-
that of the -g_c above 0,

    W+·(smallest chance) - W-·(largest chance) <= limit          for all of M:

a line that no lottery's smallest and largest chance are beyond (a `Facet`).
"""

from __future__ import annotations

from dataclasses import dataclass

import flint
import numpy as np

from sortition.chances import Multipliers, System, combine
from sortition.exact import ONE, ZERO, solve
from stratification.errors import Finding
from stratification.solver import INFINITY, Basis, LinearProgram, SolverError

STEEPEST = 10**8  # of the weights of a floor and a ceiling, the one against the other


@dataclass(frozen=True)
class Facet:
    """plus·(smallest chance) - minus·(largest chance) <= limit, by these multipliers."""

    plus: flint.fmpq
    minus: flint.fmpq
    limit: flint.fmpq
    multipliers: Multipliers

    def holds(self, floor: flint.fmpq, ceiling: flint.fmpq) -> bool:
        """Whether a smallest and a largest chance lie on the line."""
        return bool(self.plus * floor - self.minus * ceiling == self.limit)


def facet(system: System, multipliers: Multipliers) -> Facet:
    """The line that multipliers of the rows prove."""
    combination = combine(system, multipliers)
    plus = sum((gain for gain in combination.gains if gain > 0), ZERO)
    minus = sum((-gain for gain in combination.gains if gain < 0), ZERO)
    return Facet(plus, minus, combination.limit, multipliers)


@dataclass(frozen=True)
class Corner:
    """A best pair of floor and ceiling for some weights, and the line that proves it."""

    floor: flint.fmpq
    ceiling: flint.fmpq
    proof: Facet

    def proven(self, ceiling: flint.fmpq, floor: flint.fmpq) -> bool:
        """Whether the line proves that no pair is better for these weights."""
        if self.floor == self.ceiling:
            return self.proof.holds(self.floor, self.ceiling)
        # A floor of 0 may be better lower still, and a ceiling of 1 higher still.
        plus, minus = self.proof.plus, self.proof.minus
        good_floor = plus == floor or (self.floor == 0 and plus > floor)
        good_ceiling = minus == ceiling or (self.ceiling == 1 and minus > ceiling)
        return good_floor and good_ceiling and self.proof.holds(self.floor, self.ceiling)

    def excess(self, slope: flint.fmpq) -> flint.fmpq:
        """How far the ceiling is above a line of this slope through 0: small is good."""
        return self.ceiling - slope * self.floor


class Band:
    """The linear program, kept warm from one pair of weights to the next.

    Its columns are s_c (per class), X and Y.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.capped: list[int] = []
        width = len(system.sizes)
        start = system.per_head.sum(axis=1, keepdims=True)
        matrix = np.hstack([system.per_head, start, np.zeros_like(start)]).astype(np.float64)
        rows = (system.lows.astype(np.float64), system.highs.astype(np.float64))
        self.program = LinearProgram(matrix, rows)
        upper = np.full(width + 2, INFINITY)
        upper[width + 1] = 1.0
        self.program.set_columns(np.zeros(width + 2), upper)

    def corner(self, ceiling: flint.fmpq, floor: flint.fmpq) -> Corner:
        """The pair (X, Y) in M that is best for the weights of `ceiling` and `floor`.

        Raises:
            SolverError: when the answer does not pass the exact check.
        """
        width = len(self.system.sizes)
        scale = max(ceiling, floor)
        costs = np.zeros(width + 2)
        costs[width], costs[width + 1] = -float_of(floor / scale), float_of(ceiling / scale)
        self.program.set_costs(costs)
        return self._exact(self._solve(), ceiling, floor)

    def _solve(self) -> Basis:
        """Solve; classes that pass Y get a row s_c + X - Y <= 0 of their own."""
        width = len(self.system.sizes)
        while True:
            if not self.program.solve():
                raise SolverError(Finding("solver-level"))
            values = self.program.values
            over = np.flatnonzero(values[:width] + values[width] > values[width + 1] + 1e-9)
            new = [int(c) for c in over if c not in self.capped]
            if not new:
                return self.program.basis()
            for c in new:
                self.capped.append(c)
                self.program.add_row(-INFINITY, 0.0, {c: 1.0, width: 1.0, width + 1: -1.0})

    def _exact(self, basis: Basis, ceiling: flint.fmpq, floor: flint.fmpq) -> Corner:
        """The basis' floor, ceiling and multipliers in fractions, checked."""
        height, width = self.system.matrix.shape
        basic, columns = set(basis.rows.tolist()), basis.columns.tolist()
        tight = [row for row in range(height) if row not in basic]
        held = [c for i, c in enumerate(self.capped) if height + i not in basic]
        slack = {c for c in columns if c < width}
        at_ceiling = sorted(slack.intersection(held))
        left = sorted(slack.difference(held))
        # A class that is at floor and ceiling alike says that the two are equal.
        equal = len(held) - len(at_ceiling)
        per_head = self.system.per_head[tight]
        high = per_head[:, at_ceiling].sum(axis=1)
        low = per_head.sum(axis=1) - high
        unknown = [low] if width in columns else []
        wanted = [floor] if width in columns else []
        if width + 1 in columns:
            unknown.append(high)
            wanted.append(-ceiling)
        matrix = np.column_stack([*unknown, per_head[:, left]])
        extra = np.zeros((equal, matrix.shape[1]), dtype=np.int64)
        extra[:, : len(unknown)] = [1, -1][: len(unknown)]
        free = width + 1 in columns
        side = self._sides(tight, None if free else high) + [ZERO if free else ONE] * equal
        whole = np.vstack([matrix, extra])
        point = solve(whole, side)
        prices = solve(whole.T, wanted + [ZERO] * len(left))
        if point is None or prices is None:
            raise SolverError(Finding("solver-level"))
        found = iter(point)
        smallest = next(found) if width in columns else ZERO
        largest = next(found) if width + 1 in columns else ONE
        pairs = zip(tight, prices, strict=False)  # the prices of the extra rows play no part
        multipliers = {row: price for row, price in pairs if price != 0}
        # Where all chances are equal, that they add up to the seats is proof enough.
        proof = facet(self.system, {0: ONE} if smallest == largest else multipliers)
        corner = Corner(smallest, largest, proof)
        if not corner.proven(ceiling, floor):
            raise SolverError(Finding("solver-level"))
        return corner

    def _sides(self, tight: list[int], high: np.ndarray | None) -> list[flint.fmpq]:
        """What the tight rows add up to, without what a ceiling of 1 takes (`high` per row)."""
        values = self.program.values
        width = len(self.system.sizes)
        sums = self.system.per_head @ (values[:width] + values[width])
        lows, highs = self.system.lows, self.system.highs
        sides = np.where(np.abs(sums - highs) <= np.abs(sums - lows), highs, lows)[tight]
        return [flint.fmpq(int(side)) for side in (sides if high is None else sides - high)]


def float_of(number: flint.fmpq) -> float:
    """The nearest floating-point number."""
    return int(number.p) / int(number.q)
