"""The spread of a number of letters that makes a panel most likely, as fair as that allows.

People whom the quotas treat alike have the same chance of a letter (as far as whole letters and
earlier ones allow): nobody gets fewer because a neighbourhood answers less. So the unknowns are the
letters t_g of the groups. With q_g what proportional spreading gives, T letters and S as in
`sortition.invitations.safety`, the spread is the one point with the largest

    log S(t) - FAIR/2 · sum over g of (q_g/T)·(t_g/q_g - 1)²,   sum of t_g = T,   low <= t <= high,

the limits being those of `Limits` (times q, at most everybody, at least the earlier letters). The
second term keeps chances near to equal: where they are half or one and a half times the equal
chance, on average, that must gain 0.6% of probability. Without it a group may get many letters for
nothing but answering more, which gains next to nothing: in the simulation the spreads of the worked
examples do as well with it. Both terms are concave: a barrier method with Newton steps ends at the
optimum (S. Boyd and L. Vandenberghe, Convex Optimization, Cambridge 2004, chapter 11).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sortition.invitations.filling import Glass, fill
from sortition.invitations.model import Limits
from sortition.invitations.pool_model import Model
from sortition.invitations.pool_shape import Counts, Vector
from sortition.invitations.safety import Safety, make_safety
from stratification.errors import Finding, InputError

FAIR = 0.05
BARRIERS = tuple(10.0**-power for power in range(1, 10))
STEPS = 60


@dataclass(frozen=True)
class Spread:
    """Letters per group (of all waves, not whole) and their safety."""

    letters: Vector
    safety: float


@dataclass(frozen=True)
class Spreader:
    """Spreads letters of one model within limits."""

    model: Model
    limits: Limits

    def __post_init__(self) -> None:
        """Raises InputError: limits that leave proportional spreading out."""
        if not 0 <= self.limits.floor <= 1 <= self.limits.ceiling:
            ends = {"floor": str(self.limits.floor), "ceiling": str(self.limits.ceiling)}
            raise InputError(Finding("limits-range", ends))

    @cached_property
    def safety(self) -> Safety:
        """The formula."""
        return make_safety(self.model)

    @cached_property
    def earlier(self) -> int:
        """Letters of earlier waves."""
        return int(self.model.earlier.sum())

    @cached_property
    def people(self) -> int:
        """Everybody, or every address."""
        return int(self.model.sizes.sum())

    def bounds(self, total: int) -> tuple[Vector, Vector]:
        """The fewest and most letters of every stratum when there are so many in all waves."""
        sizes, earlier = self.model.sizes, self.model.earlier
        share = sizes * (total / self.people)
        low = np.maximum(earlier, float(self.limits.floor) * share)
        high = np.maximum(earlier, np.minimum(sizes, float(self.limits.ceiling) * share))
        # Earlier letters may leave too few for every floor: all get the same part of the way.
        wanted = (low - earlier).sum()
        if earlier.sum() + wanted > total:
            low = earlier + (low - earlier) * (total - earlier.sum()) / wanted
        return low, np.maximum(low, high)

    def best(self, total: int) -> Spread:
        """The best spread of so many letters of all waves."""
        low, high = map(self._by_group, self.bounds(total))
        share = self._by_group(self.model.sizes * (total / self.people))
        letters = _Barrier(self.safety, share, low, high).solve()
        return Spread(letters, float(np.exp(self.safety.at(self.safety.means @ letters).value)))

    def proportional(self, total: int) -> float:
        """The safety of so many letters spread in proportion to people."""
        means = self.safety.means @ self._by_group(self.model.sizes * (total / self.people))
        return float(np.exp(self.safety.at(means).value))

    def _by_group(self, numbers: npt.NDArray[Any]) -> Vector:
        """Numbers of strata added up."""
        groups = self.model.shape.groups
        sums = np.bincount(self.model.group_of, numbers, minlength=groups)
        return np.asarray(sums, dtype=np.float64)

    def whole(self, letters: Vector, total: int) -> tuple[int, ...]:
        """Letters of this wave per stratum: groups rounded, each divided in proportion to people.

        Limits hold up to whole letters: a stratum may get the letter that its limit cuts through.
        """
        low, high = self.bounds(total)
        least = np.maximum(self.model.earlier, np.floor(low + 1e-9)).astype(np.int64)
        most = np.minimum(self.model.sizes, np.ceil(high - 1e-9).astype(np.int64))
        members = [np.flatnonzero(self.model.group_of == g) for g in range(len(letters))]
        room = [(int(least[rows].sum()), int(most[rows].sum())) for rows in members]
        given = np.zeros(len(least), dtype=np.int64)
        for rows, number in zip(members, _rounded(letters, room, total), strict=True):
            given[rows] = self._within(rows, least[rows], most[rows], number)
        return tuple(int(number) for number in given - self.model.earlier)

    def _within(self, rows: Counts, least: Counts, most: Counts, number: int) -> Counts:
        """Letters of all waves for the strata of a group."""
        if len(rows) == 1:
            return np.array([number], dtype=np.int64)
        glasses = [
            Glass(Fraction(int(self.model.sizes[row])), int(low), int(high))
            for row, low, high in zip(rows, least, most, strict=True)
        ]
        more = fill(glasses, number - int(least.sum())).letters
        return least + np.array(more, dtype=np.int64)


def _rounded(letters: Vector, room: list[tuple[int, int]], total: int) -> list[int]:
    """Whole numbers near these that add up to `total`, each within its room.

    Down first; then one more for those that lost most, of equals the first.
    """
    whole = [
        min(max(int(np.floor(round(float(number), 6))), low), high)
        for number, (low, high) in zip(letters, room, strict=True)
    ]
    while sum(whole) != total:
        up = 1 if sum(whole) < total else -1
        open_ = [
            at
            for at, (low, high) in enumerate(room)
            if (whole[at] < high if up > 0 else whole[at] > low)
        ]
        lost = {at: round(up * (float(letters[at]) - whole[at]), 9) for at in open_}
        for at in sorted(open_, key=lambda at: (-lost[at], at))[: abs(total - sum(whole))]:
            whole[at] += up
    return whole


@dataclass(frozen=True)
class _Barrier:
    """The concave program of the module's text, in ratios x = t/q of the groups with a choice."""

    safety: Safety
    share: Vector
    low: Vector
    high: Vector

    def solve(self) -> Vector:
        """The best letters, shape (groups,)."""
        free = np.flatnonzero(self.high - self.low > 1e-9 * np.maximum(1.0, self.share))
        total = float(self.share.sum())
        letters = self.low.copy()
        room = (self.high - self.low)[free]
        part = (total - float(self.low.sum())) / max(float(room.sum()), 1e-300)
        if len(free) < 2 or not 1e-9 < part < 1 - 1e-9:
            letters[free] += room * min(1.0, max(0.0, part))
            return letters
        letters[free] = 0
        share = self.share[free]
        low, high = self.low[free] / share, self.high[free] / share
        path = _Path(
            self.safety,
            self.safety.means[:, free] * share,
            self.safety.means @ letters,
            share / total,
            low,
            high,
        )
        x = low + (high - low) * part
        for barrier in BARRIERS:
            x = path.climb(x, barrier)
        letters[free] = x * share
        return letters


@dataclass(frozen=True)
class _Path:
    """Newton's method on log S less the unfairness plus a barrier at both bounds.

    `matrix` takes ratios to means, `fixed` are the means of the groups without a choice.
    """

    safety: Safety
    matrix: Vector
    fixed: Vector
    weights: Vector
    low: Vector
    high: Vector

    def value(self, x: Vector, barrier: float) -> float:
        """What is maximised."""
        unfair = FAIR / 2 * float(self.weights @ (x - 1) ** 2)
        walls = float(np.log(x - self.low).sum() + np.log(self.high - x).sum())
        return self.safety.at(self.fixed + self.matrix @ x).value - unfair + barrier * walls

    def climb(self, x: Vector, barrier: float) -> Vector:
        """The best x with this barrier, from an x inside."""
        for _ in range(STEPS):
            step, gain = self._step(x, barrier)
            if gain < 1e-10:
                break
            with np.errstate(divide="ignore"):
                walls = np.where(step > 0, (self.high - x) / step, (self.low - x) / step)
            size = min(1.0, 0.99 * float(walls[step != 0].min(initial=np.inf)))
            start = self.value(x, barrier)
            while size > 1e-12 and self.value(x + size * step, barrier) < start + size * gain / 4:
                size /= 2
            if size <= 1e-12:
                break
            x = x + size * step
        return x

    def _step(self, x: Vector, barrier: float) -> tuple[Vector, float]:
        """Newton's step with the sum of letters unchanged, and what its slope promises."""
        slope = self.safety.at(self.fixed + self.matrix @ x)
        up = self.matrix.T @ slope.slope - FAIR * self.weights * (x - 1)
        up = up + barrier * (1 / (x - self.low) - 1 / (self.high - x))
        diagonal = FAIR * self.weights + barrier * (
            1 / (x - self.low) ** 2 + 1 / (self.high - x) ** 2
        )
        root = np.sqrt(np.maximum(slope.curvature, 0))[:, None] * self.matrix
        # (diagonal + rootᵀ·root)⁻¹ by Woodbury's formula: only a matrix of rows is inverted.
        inner = np.eye(len(root)) + (root / diagonal) @ root.T
        right = np.column_stack([up, self.weights])
        scaled = right / diagonal[:, None]
        solved = scaled - (root / diagonal).T @ np.linalg.solve(inner, root @ scaled)
        level = float(self.weights @ solved[:, 0]) / float(self.weights @ solved[:, 1])
        step = solved[:, 0] - level * solved[:, 1]
        return step, float(up @ step)
