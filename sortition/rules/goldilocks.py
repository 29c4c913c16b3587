"""Goldilocks: nobody's chance too large and nobody's too small.

Source: Baharav, Flanigan, "Fair, manipulation-robust, and transparent sortition", EC 2024.

With n people, k seats, X the smallest and Y the largest chance, minimise

    (n/k)·Y + gamma·(k/n)/X.

The best Y for a given X is a convex, piecewise linear function of X (`sortition.rules.band`), so
this is a convex function of X alone. Its minimum is at a corner of that function, or inside an edge
Y = u + t·X at X = (k/n)·sqrt(gamma/t). That root is in general irrational: the fraction stated
instead has a proven gap. Among the chances with these two ends the one with the smallest sum of
squares is taken, as in maximin.

The proof: a line plus·X - minus·Y <= limit, and 1/x >= 2/X - x/X² for every x > 0 (the function is
convex). Together they bound the objective from below by a linear function.

People who have chance 0 in every lottery are left out and not counted in n
(`sortition.rules.possible`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import flint

from sortition.chances import System
from sortition.exact import ONE, ZERO, fraction, rational
from sortition.rules.band import STEEPEST, Band, Corner, Facet
from sortition.rules.possible import possible
from sortition.rules.rule import LARGEST_GAP, Optimum, Rule, Step
from sortition.rules.squares import least_squares
from stratification.errors import Finding
from stratification.solver import SolverError

MOST_STEPS = 200
FINE = 10**9  # denominators of a root


@dataclass(frozen=True)
class Balance:
    """The objective: (n/k)·largest + gamma·(k/n)/smallest, with share = k/n."""

    share: flint.fmpq
    gamma: flint.fmpq

    def value(self, floor: flint.fmpq, ceiling: flint.fmpq) -> flint.fmpq:
        """The objective (floor above 0)."""
        return ceiling / self.share + self.gamma * self.share / floor

    def slope(self, floor: flint.fmpq) -> flint.fmpq:
        """How fast the second term falls at a floor."""
        return self.gamma * self.share / (floor * floor)

    def bound(self, floor: flint.fmpq, proof: Facet) -> flint.fmpq | None:
        """What a line proves for every lottery, with the tangent at this floor.

        None when it proves nothing.
        """
        if proof.plus <= 0:
            return None
        times = self.slope(floor) / proof.plus
        # The rest is a multiple of the largest chance, which is between k/n and 1.
        rest = ONE / self.share - times * proof.minus
        least = rest * (self.share if rest > 0 else ONE)
        return 2 * self.gamma * self.share / floor - times * proof.limit + least


def goldilocks_rule(gamma: Fraction = Fraction(1)) -> Rule:
    """The rule with this weight of the smallest chance (above 0)."""

    def compute(system: System) -> Optimum:
        return goldilocks(system, rational(gamma))

    return Rule(
        id="goldilocks",
        citation="Baharav, Flanigan, EC 2024",
        guarantee="no chance is too large and none too small, in balance",
        aim="balance",
        compute=compute,
    )


def goldilocks(system: System, gamma: flint.fmpq) -> Optimum:
    """The point of M with the best balance and, among those, the least squares.

    Raises:
        SolverError: when no candidate passes the exact check.
    """
    part = possible(system)
    if not part.classes:
        return Optimum([ZERO] * part.whole, part.steps, ZERO)
    share = flint.fmpq(int(system.highs[0]), int(part.system.sizes.sum()))
    balance = Balance(share, gamma)
    best = _search(Band(part.system), balance)
    bound = balance.bound(best.floor, best.proof)
    value = balance.value(best.floor, best.ceiling)
    if bound is None or value > bound * (ONE + LARGEST_GAP):
        raise SolverError(Finding("solver-level"))
    chances, squares = least_squares(part.system, best.floor, best.ceiling)
    steps = (*part.steps, Step("balance", best.proof.multipliers), squares)
    return Optimum(part.spread(chances), steps, bound)


def _search(band: Band, balance: Balance) -> Corner:
    """The best floor and ceiling, with their line.

    `low` and `high` are corners to the left and right of the optimum (in terms of the floor).
    """
    weight = ONE / balance.share

    def linear(floor: flint.fmpq) -> Corner:
        """The corner that is best when the objective is replaced by its tangent at a floor."""
        return band.corner(weight, balance.slope(floor))

    def settled(corner: Corner) -> Corner:
        """The corner with the line that proves it best of all."""
        return Corner(corner.floor, corner.ceiling, linear(corner.floor).proof)

    low = linear(balance.share)
    # The optimum is no worse than any corner, so its floor is not below gamma·(k/n)/value.
    some = _above_zero(band, low)
    high = linear(balance.gamma * balance.share / balance.value(some.floor, some.ceiling))
    for _ in range(MOST_STEPS):
        if high.floor <= low.floor:
            return settled(high)
        steepness = (high.ceiling - low.ceiling) / (high.floor - low.floor)
        middle = band.corner(ONE, steepness)
        if middle.excess(steepness) == low.excess(steepness):  # nothing is below the edge
            floor = _root(balance, steepness)
            if not low.floor < floor < high.floor:
                return settled(low if floor <= low.floor else high)
            return Corner(floor, low.ceiling + steepness * (floor - low.floor), middle.proof)
        slope = balance.slope(middle.floor) / weight
        onwards = linear(middle.floor)
        if onwards.excess(slope) == middle.excess(slope):
            return settled(middle)
        if onwards.floor > middle.floor:
            low, high = middle, min(onwards, high, key=lambda corner: corner.floor)
        else:
            low, high = max(onwards, low, key=lambda corner: corner.floor), middle
    raise SolverError(Finding("solver-level"))


def _above_zero(band: Band, low: Corner) -> Corner:
    """A corner with a floor above 0 (there is one: everybody can have a chance)."""
    weight = ONE
    while low.floor == 0 and weight < STEEPEST:
        weight *= 10
        low = band.corner(ONE, weight)
    if low.floor == 0:
        raise SolverError(Finding("solver-level"))
    return low


def _root(balance: Balance, steepness: flint.fmpq) -> flint.fmpq:
    """The best floor on a line of this slope, (k/n)·sqrt(gamma/slope), to about 18 digits."""
    square = fraction(balance.gamma * balance.share * balance.share / steepness)
    digits = 10**30
    root = Fraction(isqrt(square.numerator * digits * digits // square.denominator), digits)
    return rational(root.limit_denominator(FINE))


GOLDILOCKS = goldilocks_rule()
