"""How tight a problem is: roughly how many valid panels there are, and which quotas have no room.

Panels are groups of people here, not class counts. The count is bounded, and estimated, with the
help of a product. People live in N_b households of kind b (or alone: then every class is a kind of
its own), with h_c members of class c in each. A household sends nobody or one person. Give every
row r of the problem (row 0 is everybody) a weight lambda_r, and a person of class c the weight
exp(t_c), where t_c is the sum of lambda_r over the rows that count c. Then all groups that obey the
household rule, valid or not, together weigh

    Z(lambda) = product over b of (1 + sum_{c in b} h_c·exp(t_c))^N_b.

A valid panel weighs exp(sum_r lambda_r·s_r), where s_r is its sum in row r, low_r <= s_r <= high_r:
at least exp(sum of lambda_r·low_r where lambda_r > 0, and of lambda_r·high_r where it is < 0). So

    number of panels  <=  Z(lambda) · exp(- sum_r (lambda_r+·low_r - lambda_r-·high_r))

for *every* lambda: whatever a minimiser returns, the bound holds. The best lambda gives the groups
of largest entropy whose sums are within the bounds on average. Sources: A. Barvinok, "Asymptotic
estimates for the number of contingency tables, integer flows, and volumes of transportation
polytopes", IMRN 2009; A. Barvinok and J. A. Hartigan, "Maximum entropy Gaussian approximations for
the number of integer points and volumes of polytopes", Adv. Appl. Math. 45 (2010).

The *estimate* follows the second source. Draw a group with chances in proportion to its weight.
The number of panels is, exactly, the bound times the mean over such groups of

    exp(- sum_r (lambda_r+·(s_r - low_r) + lambda_r-·(high_r - s_r)))   (0 for a group not valid).

The sums s have known means and covariances; for the estimate they count as normal ones
(rounded to whole numbers), and the mean is taken over simulated ones. That is no proof: in the
tests, where panels can be counted and are 10,000 or more, it is within a factor of 2. It supposes
that the sums can be all whole numbers that the rows allow; a pool in which some combinations of
values never occur may be an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, comb, log

import numpy as np
import numpy.typing as npt

from stratification.errors import Finding
from stratification.problem import Problem
from stratification.quotas import Quota
from stratification.solver import LinearProgram, Matrix, SolverError, Vector

MOST_LAMBDA = 60.0  # towards infinity where a row leaves no choice; exp(60) is near enough
MARGIN = 1e-6  # of a logarithm; rounding errors are below 1e-8
DRAWS = 20_000
SEED = 1
NOTHING = 1e-7  # of a standard deviation: rounding errors


@dataclass(frozen=True)
class PanelCount:
    """How many groups of the right size there are, and how many are valid panels: log10 of each.

    `groups`: of all groups of people, rounded to 3 decimals. `bound`: no more valid panels than
    this, proven, rounded up to 3 decimals. `estimate`: about as many as this, one decimal; None
    when no simulated group was valid.
    """

    groups: float
    bound: float
    estimate: float | None


@dataclass(frozen=True)
class Span:
    """The seats that a quota's value can have, given all other limits, in whole numbers."""

    quota: Quota
    least: int
    most: int

    @property
    def fixed(self) -> bool:
        """Whether there is no room at all."""
        return self.least == self.most


def panel_bound(problem: Problem) -> PanelCount:
    """Bound and estimate the number of valid panels of a problem that has one."""
    weighed = _Weighed(problem)
    multipliers = weighed.best()
    height = len(weighed.low)
    proven = weighed.bound(multipliers)[0]
    factor = _factor(weighed, multipliers[:height], multipliers[height:])
    groups = log(comb(len(problem.pool.ids), problem.seats))
    bound = ceil(1000 * (min(proven, groups) + MARGIN) / log(10)) / 1000
    estimate = None
    if factor > 0:
        estimate = max(0.0, round((proven + log(factor)) / log(10), 1))
    return PanelCount(round(groups / log(10), 3), bound, estimate)


def spans(problem: Problem) -> tuple[Span, ...]:
    """For every quota of a problem with a valid panel, the seats that all limits leave it.

    At most two linear programs per quota, over fractional panels: no valid panel is outside, but
    not every number inside needs to have one.

    Raises:
        SolverError: the solver gave up, or finds no room for any panel.
    """
    matrix = np.vstack([np.ones((1, len(problem.members)), dtype=np.int64), problem.matrix])
    low, high = (np.append(problem.seats, ends) for ends in (problem.lows, problem.highs))
    program = LinearProgram(matrix, (low.astype(np.float64), high.astype(np.float64)))
    program.set_columns(np.zeros(len(problem.sizes)), problem.sizes.astype(np.float64))
    quotas = {n: row.quota for n, row in enumerate(problem.rows, start=1) if row.quota is not None}
    least = _ends(program, matrix, list(quotas), low, 1)
    most = _ends(program, matrix, list(quotas), high, -1)
    return tuple(Span(quota, least[number], most[number]) for number, quota in quotas.items())


def _ends(
    program: LinearProgram, matrix: Matrix, rows: Sequence[int], bounds: Matrix, sign: int
) -> dict[int, int]:
    """The smallest sum of every row (sign 1), or the largest (sign -1), in whole numbers."""
    found: dict[int, int] = {}
    for row in rows:
        if row in found:
            continue
        program.set_costs(sign * matrix[row].astype(np.float64))
        if not program.solve():  # there is a valid panel
            raise SolverError(Finding("solver-level"))
        sums = matrix @ program.values
        reached = [r for r in rows if sign * (sums[r] - bounds[r]) <= MARGIN]
        found |= {r: int(bounds[r]) for r in reached}
        found[row] = sign * ceil(program.objective - MARGIN)
    return found


Multipliers = Vector
"""lambda as two parts >= 0, one after the other: lambda = first half - second half."""


@dataclass(frozen=True)
class _Weighed:
    """Groups that obey the household rule, weighed by the rows of everybody and of the quotas."""

    problem: Problem

    @cached_property
    def matrix(self) -> Vector:
        """Which class counts in which row, row 0 is everybody, shape (rows, classes)."""
        problem = self.problem
        quotas = [number for number, row in enumerate(problem.rows) if row.quota is not None]
        everybody = np.ones((1, len(problem.members)))
        return np.vstack([everybody, problem.matrix[quotas]]).astype(np.float64)

    @cached_property
    def low(self) -> Vector:
        """The smallest sum of every row."""
        rows = [row.low for row in self.problem.rows if row.quota is not None]
        return np.array([self.problem.seats, *rows], dtype=np.float64)

    @cached_property
    def high(self) -> Vector:
        """The largest sum of every row, no more than the panel has."""
        seats = self.problem.seats
        rows = [min(seats, row.high) for row in self.problem.rows if row.quota is not None]
        return np.array([seats, *rows], dtype=np.float64)

    @cached_property
    def homes(self) -> tuple[npt.NDArray[np.int64], Vector]:
        """The kind of household of every class, and how many households every kind has."""
        problem = self.problem
        kind = np.full(len(problem.members), -1, dtype=np.int64)
        counts: list[int] = []
        for row in problem.rows:
            if row.quota is None:
                kind[list(row.classes)] = len(counts)
                counts.append(row.high)
        for number in np.flatnonzero(kind < 0).tolist():
            kind[number] = len(counts)
            counts.append(int(problem.sizes[number]))
        return kind, np.array(counts, dtype=np.float64)

    def means(self, multipliers: Multipliers) -> tuple[float, Vector]:
        """log Z, and the mean number of people of every class in a group drawn by weight."""
        height = len(self.low)
        weights = (multipliers[:height] - multipliers[height:]) @ self.matrix
        kind, counts = self.homes
        weights = weights + np.log(self.problem.sizes / counts[kind])
        top = np.zeros(len(counts))
        np.maximum.at(top, kind, weights)
        parts = np.exp(weights - top[kind])
        total = np.exp(-top) + np.bincount(kind, parts, len(counts))
        return float(counts @ (np.log(total) + top)), counts[kind] * parts / total[kind]

    def bound(self, multipliers: Multipliers) -> tuple[float, Vector]:
        """The bound's natural logarithm, and its slope in the multipliers."""
        value, means = self.means(multipliers)
        sums = self.matrix @ means
        ends = np.append(-self.low, self.high)
        return value + float(multipliers @ ends), np.append(sums, -sums) + ends

    def best(self) -> Multipliers:
        """Multipliers that make the bound small (it is convex in them)."""
        from scipy.optimize import minimize

        start = np.zeros(2 * len(self.low))
        result = minimize(
            self.bound,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, MOST_LAMBDA)] * len(start),
            options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-12, "gtol": 1e-7},
        )
        found: Vector = np.asarray(result.x, dtype=np.float64)
        return np.clip(found, 0.0, MOST_LAMBDA)

    def covariances(self, means: Vector) -> Vector:
        """The covariances of the rows' sums in a group drawn by weight, shape (rows, rows)."""
        kind, counts = self.homes
        weighed = self.matrix * means
        homes = np.zeros((len(counts), len(self.low)))
        np.add.at(homes, kind, weighed.T)
        return weighed @ self.matrix.T - (homes.T / counts) @ homes


def _factor(weighed: _Weighed, up: Vector, down: Vector) -> float:
    """The mean of the module's text, over simulated normal sums.

    The sums are drawn one independent direction after the other, each from the part of the normal
    distribution that the bounds leave, and weighed by how much that is (the method of Geweke,
    Hajivassiliou and Keane). Rows with one possible sum come first; they are set to it.
    """
    _, means = weighed.means(np.append(up, down))
    order = np.argsort(weighed.low < weighed.high, kind="stable")
    low, high = weighed.low[order, None], weighed.high[order, None]
    centre = (weighed.matrix @ means)[order]
    directions, last = _directions(weighed.covariances(means)[np.ix_(order, order)])
    random = np.random.Generator(np.random.Philox(SEED))
    sums, weights = np.tile(centre[:, None], DRAWS), np.ones(DRAWS)
    for step, direction in enumerate(directions.T):
        rows = np.flatnonzero(last == step)
        fixed = low[rows[0]] == high[rows[0]]
        rows = rows[:1] if fixed else rows
        room = [(end[rows] - sums[rows]) / direction[rows, None] for end in (low, high)]
        half = 0.5 / np.abs(direction[rows, None])  # sums are whole: each stands for a unit
        start = (np.minimum(*room) - half).max(axis=0)
        end = (np.maximum(*room) + half).min(axis=0)
        drawn, shares = _within(start, end, random.random(DRAWS))
        weights *= shares
        drawn = room[0][0] if fixed else drawn
        sums += direction[:, None] * drawn
    whole = np.rint(sums)
    inside = ((whole >= low) & (whole <= high)).all(axis=0)
    off = up[order] @ np.maximum(0, whole - low) + down[order] @ np.maximum(0, high - whole)
    return float(np.mean(inside * weights * np.exp(-off)))


def _within(start: Vector, end: Vector, random: Vector) -> tuple[Vector, Vector]:
    """Standard normal numbers between start and end, and how likely it is to be there."""
    from scipy.special import ndtr, ndtri

    flip = start + end > 0  # floating point knows the left tail better
    start, end = np.where(flip, -end, start), np.where(flip, -start, end)
    below = ndtr(start)
    shares = np.maximum(0.0, ndtr(end) - below)
    numbers = ndtri(np.clip(below + random * shares, 1e-300, 1 - 1e-16))
    return np.where(flip, -numbers, numbers), shares


def _directions(covariances: Vector) -> tuple[Vector, npt.NDArray[np.int64]]:
    """A factor F with covariances = F·F', and in which of its columns each row ends.

    Columns (independent directions) are made row by row; a row that depends on the rows before it
    makes none. A row without variance ends in column -1.
    """
    height = len(covariances)
    spread = np.sqrt(np.maximum(0.0, np.diag(covariances)))
    columns: list[Vector] = []
    left = covariances.copy()
    for row in range(height):
        if left[row, row] <= NOTHING * (1 + spread[row] ** 2):
            continue
        column = left[:, row] / np.sqrt(left[row, row])
        column[:row] = 0.0
        left = left - np.outer(column, column)
        columns.append(np.where(np.abs(column) > NOTHING * (1 + spread), column, 0.0))
    factor = np.array(columns).reshape(len(columns), height).T
    last = [int(np.flatnonzero(line)[-1]) if line.any() else -1 for line in factor]
    return factor, np.array(last, dtype=np.int64)
