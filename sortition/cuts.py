"""Proving a cut: weights·x <= high for every valid panel, by a tree anybody can check.

Branch and bound over x_c <= v | x_c >= v + 1. Every leaf keeps multipliers of the rows; by weak
duality any multipliers give a valid bound on weights·x in the leaf's box, so they may be rounded
freely: only the bound that the rounded ones give, computed exactly, counts. All numbers are whole,
so a bound below high + 1 proves high. A leaf without any panel keeps multipliers that make
0·x <= something negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.chances import System
from sortition.mixture import Separation
from stratification.panels import Counts, Vector
from stratification.solver import LinearProgram

MARGIN = 1e-6
DEEPEST = 200  # nested JSON must stay readable everywhere


@dataclass(frozen=True)
class Leaf:
    """Multipliers of the rows that bound weights·x here, or show that nothing is `empty`."""

    multipliers: dict[int, Fraction]
    empty: bool


@dataclass(frozen=True)
class Branch:
    """Node `low` has x_class <= at, node `high` has x_class >= at + 1 (numbers into the tree)."""

    chosen: int
    at: int
    low: int
    high: int


@dataclass(frozen=True)
class Cut:
    """weights·x <= high, proven by `tree`; its root is node 0."""

    weights: Counts
    high: int
    tree: tuple[Leaf | Branch, ...]


class Prover:
    """The linear programs of one proof: the bound, and how far from feasible a box is."""

    def __init__(self, system: System, separation: Separation) -> None:
        matrix = system.matrix.astype(np.float64)
        rows = (system.lows.astype(np.float64), system.highs.astype(np.float64))
        self.system, self.separation = system, separation
        self.bound = LinearProgram(matrix, rows)
        self.bound.set_costs(-separation.weights.astype(np.float64))
        height, self.width = matrix.shape
        unit = np.eye(height)
        self.short = LinearProgram(np.hstack([matrix, unit, -unit]), rows)
        self.short.set_costs(np.append(np.zeros(self.width), np.ones(2 * height)))
        self.slack = np.full(2 * height, np.inf)

    def node(self, lower: Counts, upper: Counts) -> Leaf | Vector | None:
        """A leaf that closes this box, the fractional point to branch on, or None (numerics)."""
        low, high = lower.astype(np.float64), upper.astype(np.float64)
        self.bound.set_columns(low, high)
        if not self.bound.solve():
            none = np.zeros(len(self.slack))
            self.short.set_columns(np.append(low, none), np.append(high, self.slack))
            self.short.solve()
            return self._leaf(self.short.multipliers, (lower, upper), empty=True)
        if -self.bound.objective < self.separation.high + 1 - MARGIN:
            return self._leaf(self.bound.multipliers, (lower, upper), empty=False)
        return self.bound.values

    def _leaf(self, rough: Vector, box: tuple[Counts, Counts], empty: bool) -> Leaf | None:
        """The first rounding of the multipliers whose exact bound closes the box."""
        rough = -rough
        first_cut = len(rough) - self.system.cuts
        rough[first_cut:] = np.maximum(0, rough[first_cut:])  # a cut has only a high
        for digits in (100, 10_000, 10**8):
            multipliers = {
                int(row): Fraction(round(rough[row] * digits), digits)
                for row in np.flatnonzero(np.abs(rough) * digits > 0.5)
            }
            leaf = Leaf(multipliers, empty)
            if closes(self.system, self.separation, leaf, box):
                return leaf
        return None


def closes(system: System, separation: Separation, leaf: Leaf, box: tuple[Counts, Counts]) -> bool:
    """Whether a leaf's multipliers prove its claim for whole x in the box, exactly."""
    limit = Fraction(0)
    gains = [0 if leaf.empty else Fraction(int(weight)) for weight in separation.weights]
    for row, multiplier in leaf.multipliers.items():
        bound = system.highs[row] if multiplier > 0 else system.lows[row]
        limit += multiplier * int(bound)
        for c in np.flatnonzero(system.matrix[row]):
            gains[c] -= multiplier * int(system.matrix[row, c])
    for gain, lower, upper in zip(gains, *box, strict=True):
        limit += gain * int(upper if gain > 0 else lower)
    return limit < 0 if leaf.empty else limit < separation.high + 1


def prove(system: System, separation: Separation, most_nodes: int = 20_000) -> Cut | None:
    """The tree that proves a separation; None when it would be too large."""
    prover = Prover(system, separation)
    tree: list[Leaf | Branch] = [Leaf({}, empty=False)]
    todo = [(0, np.zeros_like(system.sizes), system.sizes.copy(), 0)]
    while todo:
        number, lower, upper, depth = todo.pop()
        answer = prover.node(lower, upper)
        if isinstance(answer, Leaf):
            tree[number] = answer
            continue
        if answer is None or depth == DEEPEST or len(tree) + 2 > most_nodes:
            return None
        distance = np.abs(answer - np.floor(answer) - 0.5)
        distance[lower == upper] = 1.0
        chosen = int(np.argmin(distance))
        if lower[chosen] == upper[chosen]:
            return None
        at = int(min(np.floor(answer[chosen] + 1e-9), upper[chosen] - 1))
        tree[number] = Branch(chosen, at, len(tree), len(tree) + 1)
        below, above = upper.copy(), lower.copy()
        below[chosen], above[chosen] = at, at + 1
        todo += [(len(tree), lower, below, depth + 1), (len(tree) + 1, above, upper, depth + 1)]
        tree += [Leaf({}, empty=False)] * 2
    return Cut(separation.weights, separation.high, tuple(tree))
