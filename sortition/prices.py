"""The price of a quota: how much the smallest chance rises when it gets one seat more room.

Let z(b) be the largest smallest chance over the chance polytope M when its rows have the bounds b.
A quota's side gets room when its minimum is lowered, or its maximum raised, by one. Its *gain* is
z after that minus z before, both from linear programs that are solved again in fractions.

Only a few sides can have a gain. The multipliers y of the optimum say (`level_bound`), for all p in
M, with g_c = sum_r y_r·w_rc·n_c and the high of a row where y_r > 0, its low where y_r < 0:

    z · sum of the positive g_c  <=  sum_r y_r·bound_r - sum of the negative g_c,

with equality at the optimum. This stays true with other bounds, for p <= 1 and p >= z are not
about them. So when the bound that row r uses moves outwards by d seats, the right side grows by
d·|y_r|, and

    z(b moved by d) - z(b)  <=  d · |y_r| / sum of the positive g_c.

The factor of d is the *multiplier* of this side: what a seat is worth at most. A side without a
multiplier (y_r is 0, or uses the other side's bound) has no gain, so only sides with one are solved
again. There may be several optimal y; they have different multipliers, but the gains are the same,
for a gain does not depend on y. A side whose bound cannot move (a minimum of 0, a maximum that is
not below the number of people) has no price.

What is proven: z is a bound on the smallest chance of every lottery, before and after. Nearly
always a lottery reaches it; where not, gains are differences of bounds.

When somebody has chance 0 all over M, z is 0: a limit has a price when one seat more room there is
enough to give everybody a chance. Where no limit has one, the prices are about the others: people
who have chance 0 all over M are left out (`sortition.rules.possible`), before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import flint
import numpy as np

from sortition.chances import Multipliers, System, combine, make_system
from sortition.exact import ONE, ZERO, fraction
from sortition.rules.leximin import Levels, first_level, level_bound
from sortition.rules.possible import possible
from sortition.watch import Progress, silent
from stratification.errors import Finding
from stratification.feasibility.limits import Limit, Side
from stratification.problem import Problem
from stratification.quotas import Quota
from stratification.solver import SolverError


@dataclass(frozen=True)
class Price:
    """What one seat more room at a side of a quota is worth.

    `gain` is by how much the smallest chance over M rises, `multiplier` (>= gain) what the proof of
    the present smallest chance says a seat is worth at most.
    """

    quota: Quota
    side: Side
    multiplier: Fraction
    gain: Fraction

    @property
    def limit(self) -> Limit:
        """The limit that this is the price of."""
        return Limit(self.side, self.quota)

    @property
    def moved(self) -> int:
        """The bound with one seat more room."""
        return self.quota.min - 1 if self.side == "min" else self.quota.max + 1


@dataclass(frozen=True)
class Prices:
    """The largest smallest chance over M, and what it costs.

    All of it is about everybody except `left_out` (ids): nobody, or, where somebody has chance 0
    all over M and no gain mends that, all who have. `prices` are the limits with a gain, the
    largest first, then in the order of the quotas. `household_gain` is by how much the smallest
    chance rises without the household rule; None when it has no part in M.
    """

    smallest: Fraction
    left_out: tuple[str, ...]
    prices: tuple[Price, ...]
    household_gain: Fraction | None


def prices(problem: Problem, progress: Progress = silent) -> Prices:
    """The price of every quota of a problem that has a valid panel.

    Parameters:
        progress: told ("prices", limits solved again, limits with a multiplier).

    Raises:
        SolverError: an answer does not pass the exact check.
    """
    system = make_system(problem)
    found = _priced(problem, system, progress)
    if found.smallest > 0 or found.prices or found.household_gain:
        return found
    others = possible(system)
    kept = set(others.classes)
    out = [
        problem.pool.ids[person]
        for person, number in enumerate(problem.class_of)
        if number not in kept
    ]
    return replace(_priced(problem, others.system, progress), left_out=tuple(out))


def _priced(problem: Problem, system: System, progress: Progress) -> Prices:
    """The prices over one system of the problem's rows."""
    first = _FirstLevel(system)
    smallest, multipliers = first.solve_within(system)
    limits = _limits(problem, system, multipliers)
    found = []
    for done, (row, quota, side, worth) in enumerate(limits):
        progress("prices", done, len(limits))
        value, _ = first.solve_within(_moved(system, row, side))
        gain = value - smallest
        if not 0 <= gain <= worth:
            raise SolverError(Finding("solver-level"))
        if gain > 0:
            found.append(Price(quota, side, fraction(worth), fraction(gain)))
    progress("prices", len(limits), len(limits))
    ordered = sorted(found, key=lambda price: -price.gain)  # stable: then the order of the rows
    gain_without = _household_gain(problem, system, smallest)
    return Prices(fraction(smallest), (), tuple(ordered), gain_without)


class _FirstLevel(Levels):
    """The first level of leximin, kept warm while one bound after the other is moved."""

    def solve_within(self, system: System) -> tuple[flint.fmpq, Multipliers]:
        """The largest smallest chance with the bounds of `system`, and its multipliers.

        `system` may differ from the first one in the bounds of its rows only.
        """
        self.system = system
        self.fix([], ZERO)  # fixes nobody, but states all bounds anew
        basis = self.solve()
        if self.value > 1 - 1e-9:
            if not system.contains([ONE] * len(system.sizes)):
                raise SolverError(Finding("solver-level"))
            return ONE, {}
        value, multipliers = self.exact(basis)
        proven = level_bound(system, {}, multipliers)
        if proven is None or proven[0] != value:
            raise SolverError(Finding("solver-level"))
        return value, multipliers


_Suspect = tuple[int, Quota, Side, flint.fmpq]
"""A row of the system, its quota, the side, and what a seat is worth at most."""


def _limits(problem: Problem, system: System, multipliers: Multipliers) -> list[_Suspect]:
    """The sides with a multiplier whose bound can move."""
    gains = combine(system, multipliers).gains
    weight = sum((gain for gain in gains if gain > 0), ZERO)
    found: list[_Suspect] = []
    for number, row in enumerate(problem.rows, start=1):
        multiplier = multipliers.get(number, ZERO)
        if row.quota is None or multiplier == 0:
            continue
        people = int(system.per_head[number].sum())
        if multiplier > 0 and row.high < people:
            found.append((number, row.quota, "max", multiplier / weight))
        elif multiplier < 0 and row.low > 0:
            found.append((number, row.quota, "min", -multiplier / weight))
    return found


def _moved(system: System, row: int, side: Side) -> System:
    """The system with one seat more room at one side of a row."""
    lows, highs = system.lows.copy(), system.highs.copy()
    if side == "min":
        lows[row] -= 1
    else:
        highs[row] += 1
    return replace(system, lows=lows, highs=highs)


def _household_gain(problem: Problem, system: System, smallest: flint.fmpq) -> Fraction | None:
    """What dropping the household rule is worth."""
    quotas = [n for n, row in enumerate(problem.rows, start=1) if row.quota is not None]
    kept = [0, *quotas]
    if len(kept) == len(system.matrix):
        return None
    rows = np.array(kept, dtype=np.int64)
    without = System(system.matrix[rows], system.lows[rows], system.highs[rows], system.sizes)
    return fraction(first_level(without)[0] - smallest)
