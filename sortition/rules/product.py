"""The largest product of chances over M, in floating point: an interior point method.

Minimise -sum_c n_c·log p_c subject to low <= A·p <= high (A per head) and p <= 1. With multipliers
y = z_high - z_low of the rows and u of p <= 1, a solution obeys

    -n_c/p_c + (A'y)_c + u_c = 0,   z_high·(high - A·p) = z_low·(A·p - low) = u·(1 - p) = 0.

Newton's method is applied to these equations with the zeros of the second line replaced by mu,
which goes to 0. The Hessian of the objective is diagonal, so each step is one system with as many
unknowns as there are rows, whatever the size of the pool. Source: Boyd and Vandenberghe, Convex
Optimization (2004), chapter 11.

Nothing here is believed: `sortition.rules.nash` checks what comes out in fractions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortition.chances import System
from sortition.exact import independent

Vector = npt.NDArray[np.float64]
STEPS = 200
NEAR, MET = 1e-11, 1e-8  # of mu and of the equations: polishing does the rest
LEAST = 1e-12  # what mu is aimed at: smaller, and slacks vanish in rounding
TINY = 1e-14  # instead of a slack that vanished
BACK = 0.995  # how far towards the nearest wall a step goes


@dataclass(frozen=True)
class Point:
    """Independent tight rows (at `sides`), their prices, and the classes that are certain.

    The chance of every other class is 1 / (sum of the prices of its rows). `inverse` is the change
    of prices per unit that a row's sum is too large. Shapes: rows, sides and prices (tight rows,),
    certain (classes,), inverse (tight rows, tight rows).
    """

    rows: npt.NDArray[np.int64]
    sides: npt.NDArray[np.int64]
    prices: Vector
    certain: npt.NDArray[np.bool_]
    inverse: Vector


@dataclass(frozen=True)
class _State:
    """Where the method is: chances p, sums s, multipliers of p <= 1, of highs and lows, and y."""

    p: Vector
    s: Vector
    u: Vector
    above: Vector
    below: Vector
    y: Vector

    def moved(self, step: _State, far: float, farther: float) -> _State:
        """After a primal step of length `far` and a dual one of length `farther`."""
        return _State(
            self.p + far * step.p,
            self.s + far * step.s,
            self.u + farther * step.u,
            self.above + farther * step.above,
            self.below + farther * step.below,
            self.y + farther * step.y,
        )


class _Program:
    """The data of one program; rows of which low and high are equal are equations."""

    def __init__(self, system: System) -> None:
        # Row by row of about unit size: mu then means the same everywhere.
        self.n = system.sizes.astype(np.float64)
        self.a = system.per_head.astype(np.float64)
        self.low = system.lows.astype(np.float64)
        self.high = system.highs.astype(np.float64)
        self.same = system.lows == system.highs
        self.open = ~self.same

    def start(self) -> _State:
        """Equal chances, in the middle of the rows' bounds."""
        seats, people = self.low[0], self.n.sum()
        p = np.full(len(self.n), min(0.9, seats / people))
        width = np.where(self.open, self.high - self.low, 0.0)
        s = np.clip(self.a @ p, self.low + 0.1 * width, self.high - 0.1 * width)
        mu = people / len(self.n)
        above = np.where(self.open, mu / np.maximum(self.high - s, 1e-9), 0.0)
        below = np.where(self.open, mu / np.maximum(s - self.low, 1e-9), 0.0)
        return _State(p, s, mu / (1 - p), above, below, above - below)

    def gap(self, at: _State) -> float:
        """The mean of what should be 0."""
        products = np.concatenate(
            [
                (at.u * (1 - at.p)),
                (at.above * (self.high - at.s))[self.open],
                (at.below * (at.s - self.low))[self.open],
            ]
        )
        return float(products.mean())

    def residual(self, at: _State) -> float:
        """How far the equations are from being met."""
        dual = -self.n / at.p + self.a.T @ at.y + at.u
        primal = self.a @ at.p - np.where(self.open, at.s, self.low)
        return float(max(np.abs(dual * at.p / self.n).max(), np.abs(primal).max()))

    def step(self, at: _State, mu: float) -> _State:
        """The Newton step towards products of `mu`."""
        room = np.maximum(TINY, 1 - at.p)
        theta = self.n / at.p**2 + at.u / room
        side = self.n / at.p - self.a.T @ at.y - mu / room
        up = np.where(self.open, np.maximum(TINY, self.high - at.s), 1.0)
        down = np.where(self.open, np.maximum(TINY, at.s - self.low), 1.0)
        stiff = np.where(self.open, at.above / up + at.below / down, np.inf)
        pull = np.where(self.open, mu / up - mu / down - (at.above - at.below), 0.0)
        missing = self.a @ at.p - np.where(self.open, at.s, self.low)
        scaled = self.a / theta
        schur = scaled @ self.a.T + np.diag(1 / stiff)
        schur[np.diag_indices_from(schur)] += 1e-14 * np.max(np.diag(schur))
        dy = np.linalg.solve(schur, scaled @ side + pull / stiff + missing)
        dp = (side - self.a.T @ dy) / theta
        ds = np.where(self.open, (dy - pull) / stiff, 0.0)
        du = (mu + at.u * dp) / room - at.u
        above = np.where(self.open, (mu + at.above * ds) / up - at.above, 0.0)
        below = np.where(self.open, (mu - at.below * ds) / down - at.below, 0.0)
        return _State(dp, ds, du, above, below, np.where(self.open, above - below, dy))

    def lengths(self, at: _State, step: _State) -> tuple[float, float]:
        """How far a step may go before it hits a wall, primal and dual."""
        o = self.open
        far = min(
            _length(at.p, step.p),
            _length(1 - at.p, -step.p),
            _length((self.high - at.s)[o], -step.s[o]),
            _length((at.s - self.low)[o], step.s[o]),
        )
        farther = min(
            _length(at.u, step.u),
            _length(at.above[o], step.above[o]),
            _length(at.below[o], step.below[o]),
        )
        return far, farther


def _length(values: Vector, change: Vector) -> float:
    """The largest part of a change, at most 1, that leaves values positive."""
    falls = change < 0
    return float(min(1.0, BACK * np.min(-values[falls] / change[falls], initial=1 / BACK)))


def largest_product(system: System) -> Vector:
    """Chances that about maximise the product over M, shape (classes,).

    All classes must be able to have a chance above 0.
    """
    program = _Program(system)
    at = program.start()
    before = np.inf
    for _ in range(STEPS):
        mu, residual = program.gap(at), program.residual(at)
        if mu < NEAR and (residual < MET or residual > before / 2):
            break  # there, or as near as rounding allows
        before = residual
        try:
            aim = program.step(at, 0.0)
            # Mehrotra's choice: aim far where a step straight at 0 can go far.
            reached = program.gap(at.moved(aim, *program.lengths(at, aim)))
            centre = min(0.8, max(1e-4, (reached / mu) ** 2))
            step = program.step(at, max(LEAST, centre * mu))
        except np.linalg.LinAlgError:
            break
        at = at.moved(step, *program.lengths(at, step))
    return at.p


def polished(system: System, rough: Vector, tolerance: float) -> Point | None:
    """`_polished`, or None also where its equations cannot be solved in floating point."""
    try:
        return _polished(system, rough, tolerance)
    except np.linalg.LinAlgError:
        return None


def _polished(system: System, rough: Vector, tolerance: float) -> Point | None:
    """The largest product with the rows kept tight that are tight at a rough point.

    Newton's method on -n_c/p_c + (A'y)_c = 0 and A·p = side, over the classes below 1 and
    independent tight rows; None when it does not settle.
    """
    certain = rough > 1 - tolerance
    free = np.flatnonzero(~certain)
    sums = system.per_head @ rough
    near = tolerance * (1 + np.abs(sums))
    full, bare = sums > system.highs - near, sums < system.lows + near
    tight = np.flatnonzero(full | bare)
    rows = tight[independent(system.matrix[np.ix_(tight, free)])]
    sides = np.where(full, system.highs, system.lows)[rows]
    a = system.per_head[np.ix_(rows, free)].astype(np.float64)
    n = system.sizes[free].astype(np.float64)
    right = sides - system.per_head[rows] @ certain
    p = rough[free]
    y = np.linalg.lstsq(a.T * (p / n)[:, None], np.ones(len(free)), rcond=None)[0]
    for _ in range(STEPS):
        scaled = a * (p * p / n)
        side = n / p - a.T @ y
        dy = np.linalg.solve(scaled @ a.T, scaled @ side + a @ p - right)
        dp = (side - a.T @ dy) * p * p / n
        y = y + dy
        far = _length(p, dp)
        p = p + far * dp
        if far == 1 and float(np.abs(dp / p).max(initial=0.0)) < 1e-14:
            break
    if not np.isfinite(p).all() or (p <= 0).any():
        return None
    inverse: Vector = np.linalg.inv((a * (p * p / n)) @ a.T).astype(np.float64)
    prices: Vector = y.astype(np.float64)
    return Point(rows, sides, prices, certain, inverse)
