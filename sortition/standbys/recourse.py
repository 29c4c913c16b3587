"""Lower bounds on what a set of standbys can leave, sample by sample: one linear program each.

With seats n' = min(n, a) and x_c standbys of class c, sample s asks for y, u, v >= 0 with

    min_r <= rest_{s,r} + sum of y_c over the classes of quota r + u_r - v_r <= max_r,
    sum of y_c = n',    y_c <= x_c,    smallest  sum of under_{s,r}·u_r + over_{s,r}·v_r.

Under "l1" both costs are 1/max(max_r, 1), and whole y give the deviation itself. Under "broken"
they are 1 over the most seats that the quota can be off, so that the sum is at most the number of
broken quotas. Any multipliers lambda_r of the quotas, from -over to under, and beta of the seats
give by weak duality

    deviation_s(x) >= sum of lambda_r·(min_r or max_r - rest_{s,r}) + beta·n'
                      - sum over classes of x_c · max(0, beta + sum of lambda_r over its quotas),

min_r where lambda_r > 0. So the bound holds whatever the solver answered: a *cut*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.standbys.deviation import Deviation
from sortition.standbys.samples import Counts
from stratification.solver import INFINITY, LinearProgram

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """deviation of kind `kind` >= constant - slope·x; `value` is what x had."""

    kind: int
    value: float
    constant: float
    slope: Vector


@dataclass(frozen=True)
class Recourse:
    """The linear programs of all kinds of sample."""

    deviation: Deviation
    standbys: int

    @cached_property
    def seats(self) -> Counts:
        """How many standbys are seated in each kind of sample."""
        return np.minimum(self.deviation.samples.free, self.standbys)

    @cached_property
    def costs(self) -> tuple[Vector, Vector]:
        """What a seat below and a seat above costs, both of shape (kinds, quotas)."""
        samples, unit = self.deviation.samples, self.deviation.unit
        if self.deviation.measure == "l1":
            both = np.broadcast_to(unit, samples.rest.shape)
            return both, both
        low, high = self.deviation.case.limits
        over = samples.rest + self.seats[:, None] - high
        return 1 / np.maximum(1.0, low - samples.rest), 1 / np.maximum(1.0, over)

    @cached_property
    def _order(self) -> list[int]:
        """Similar samples one after the other: a short way from one optimum to the next."""
        rest = self.deviation.samples.rest
        return [int(kind) for kind in np.lexsort((*rest.T, self.seats))]

    @cached_property
    def _program(self) -> LinearProgram:
        profiles = self.deviation.case.profiles
        classes, quotas = profiles.shape
        matrix = np.zeros((quotas + 1, classes + 2 * quotas))
        matrix[:quotas, :classes] = profiles.T
        matrix[quotas, :classes] = 1
        matrix[:quotas, classes : classes + quotas] = np.eye(quotas)
        matrix[:quotas, classes + quotas :] = -np.eye(quotas)
        return LinearProgram(matrix, (np.zeros(quotas + 1), np.zeros(quotas + 1)))

    def cuts(self, x: Vector) -> Iterator[Cut]:
        """The best cut of every kind of sample at x (which may have fractions)."""
        samples, program = self.deviation.samples, self._program
        low, high = self.deviation.case.limits
        classes, quotas = self.deviation.case.profiles.shape
        free = np.zeros(classes + 2 * quotas)
        program.set_columns(free, np.concatenate([x, np.full(2 * quotas, INFINITY)]))
        for kind in self._order:
            under, over = (cost[kind] for cost in self.costs)
            rest, seats = samples.rest[kind], self.seats[kind]
            program.set_costs(np.concatenate([np.zeros(classes), under, over]))
            rows = (np.append(low - rest, seats), np.append(high - rest, seats))
            program.set_rows(rows[0].astype(np.float64), rows[1].astype(np.float64))
            if program.solve():  # always: x has as many people as there are seats
                yield self._cut(kind, program.objective, program.multipliers)

    def _cut(self, kind: int, value: float, multipliers: Vector) -> Cut:
        samples, case = self.deviation.samples, self.deviation.case
        low, high = case.limits
        under, over = (cost[kind] for cost in self.costs)
        beta, weights = multipliers[-1], np.clip(multipliers[:-1], -over, under)
        bounds = np.where(weights > 0, low, high) - samples.rest[kind]
        constant = float(weights @ bounds + beta * self.seats[kind])
        return Cut(kind, value, constant, np.maximum(case.profiles @ weights + beta, 0))
