"""Nash: the product of all chances as large as possible, that is, their geometric mean.

Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 596 (2021); the gap below is the usual
first-order bound for a concave function.

Maximise f(p) = sum_c n_c·log p_c over M. The optimum is unique and in general irrational, so the
chances stated are fractions with a proven gap. With v the stated chances and n people,

    f(p) - f(v) <= n·log(U/n),      U = max over M of sum_c n_c·p_c/v_c,

because the logarithm is concave (Jensen): no lottery has a geometric mean larger than U/n times
that of v. Multipliers of the rows prove a value of U.

People who have chance 0 in every lottery are left out of the product (`sortition.rules.possible`).
"""

from __future__ import annotations

import flint
import numpy as np

from sortition.chances import Exact, Multipliers, System, combine, floats
from sortition.exact import ONE, ZERO, fraction, independent, rational, solve
from sortition.rules.possible import possible
from sortition.rules.product import Point, largest_product, polished
from sortition.rules.rule import LARGEST_GAP, Optimum, Rule, Step
from stratification.errors import Finding
from stratification.solver import LinearProgram, SolverError

DENOMINATOR = 10**16  # of expected class counts, where rows do not ask for another
SIMPLE = 10**6  # a count that is a fraction with a smaller denominator, to 24 digits, is just that
SURE = flint.fmpq(1, 10**24)
FINE = 10**18  # denominator of multipliers
ROUNDING = 1e-14
LONG = 2**120
REFINEMENTS = 4
TIGHT = (1e-7, 1e-6, 1e-8, 1e-5, 1e-9, 1e-4)


def nash(system: System) -> Optimum:
    """The point of M with the largest product of chances, to a proven gap of at most 1e-9.

    Raises:
        SolverError: when no candidate passes the exact check.
    """
    part = possible(system)
    if not part.classes:
        return Optimum([ZERO] * part.whole, part.steps, ONE)
    rough = largest_product(part.system)
    for tolerance in TIGHT:
        point = polished(part.system, rough, tolerance)
        chances = None if point is None else _fractions(part.system, point)
        if point is None or chances is None:
            continue
        multipliers = _multipliers(part.system, chances)
        if multipliers is None:
            continue
        bound = product_bound(part.system, chances, multipliers)
        if bound <= ONE + LARGEST_GAP:
            steps = (*part.steps, Step("product", multipliers))
            return Optimum(part.spread(chances), steps, bound)
    raise SolverError(Finding("solver-product"))


def product_bound(system: System, chances: Exact, multipliers: Multipliers) -> flint.fmpq:
    """What multipliers prove about U/n, for chances that are all above 0."""
    combination = combine(system, multipliers)
    limit = combination.limit
    for size, chance, gain in zip(system.sizes, chances, combination.gains, strict=True):
        rest = int(size) / chance - gain
        if rest > 0:  # then p_c <= 1
            limit += rest
    return limit / int(system.sizes.sum())


def _sharpened(system: System, point: Point) -> Exact:
    """The point's chances to about 30 digits, so that rounding them is the same on every machine.

    Newton's method on the prices, with the residual in long arithmetic and the slope in short.
    """
    prices = [_rounded(flint.fmpq(*price.as_integer_ratio()), LONG) for price in point.prices]
    place = {row: i for i, row in enumerate(point.rows.tolist())}
    free = np.flatnonzero(~point.certain).tolist()
    entries = [[(place[r], r) for r, _ in system.entries[c] if r in place] for c in free]
    known = system.per_head[point.rows] @ point.certain
    for _ in range(REFINEMENTS):
        over = [flint.fmpq(int(k) - int(side)) for k, side in zip(known, point.sides, strict=True)]
        chances = []
        for c, rows in zip(free, entries, strict=True):
            price = sum((prices[i] * int(system.matrix[r, c]) for i, r in rows), ZERO)
            chances.append(_rounded(1 / price, LONG) if price > 0 else ONE)
            for i, r in rows:
                over[i] += chances[-1] * int(system.per_head[r, c])
        change = point.inverse @ floats(over)
        prices = [
            _rounded(price + flint.fmpq(*float(by).as_integer_ratio()), LONG)
            for price, by in zip(prices, change, strict=True)
        ]
    found = [ONE] * len(system.sizes)
    for c, chance in zip(free, chances, strict=True):
        found[c] = chance
    return found


def _rounded(number: flint.fmpq, denominator: int) -> flint.fmpq:
    """The nearest multiple of 1/denominator."""
    return flint.fmpq(int((number * denominator + flint.fmpq(1, 2)).floor()), denominator)


def _stated(count: flint.fmpq) -> flint.fmpq:
    """The fraction to state for an expected class count: a simple one where it is that one."""
    simple = rational(fraction(count).limit_denominator(SIMPLE))
    return simple if abs(simple - count) < SURE else _rounded(count, DENOMINATOR)


def _fractions(system: System, point: Point) -> Exact | None:
    """Chances in fractions that keep the tight rows exactly; None when they break another one.

    Expected class counts are rounded, all but as many as there are tight rows: those are solved.
    """
    chances = _sharpened(system, point)
    rough = floats(chances)
    free = np.flatnonzero(~point.certain)
    # Those with room on both sides are solved: they can take what the others' rounding leaves.
    room = np.minimum(rough[free], 1 - rough[free]) * system.sizes[free]
    order = np.argsort(-room.round(9), kind="stable")
    matrix = system.matrix[np.ix_(point.rows, free)]
    solved = order[independent(matrix[:, order].T)]
    if len(solved) != len(point.rows):
        return None
    counts = [_stated(int(system.sizes[c]) * chances[c]) for c in free]
    for place in solved:
        counts[place] = ZERO
    right = []
    for row, side in zip(point.rows, point.sides, strict=True):
        known = int(system.per_head[row] @ point.certain)
        left = sum((int(system.matrix[row, free[i]]) * x for i, x in enumerate(counts)), ZERO)
        right.append(int(side) - known - left)
    exact = solve(matrix[:, solved], right)
    if exact is None:
        return None
    for place, count in zip(solved, exact, strict=True):
        counts[place] = count
    for c, count in zip(free, counts, strict=True):
        chances[c] = count / int(system.sizes[c])
    good = all(chance > 0 for chance in chances) and system.contains(chances)
    return chances if good else None


def _multipliers(system: System, chances: Exact) -> Multipliers | None:
    """Multipliers that show how small U is, with small denominators.

    They come from the linear program behind U, a hair larger: then no class passes n_c/v_c but
    those at chance 1, and the bound is a sum over rows.
    """
    wanted = system.sizes / floats(chances)
    program = LinearProgram(
        system.per_head.astype(np.float64),
        (system.lows.astype(np.float64), system.highs.astype(np.float64)),
    )
    program.set_columns(np.zeros(len(wanted)), np.ones(len(wanted)))
    program.set_costs(-wanted)
    if not program.solve():
        return None
    basis = program.basis()
    basic = set(basis.rows.tolist())
    tight = [row for row in range(len(system.matrix)) if row not in basic]
    right = [flint.fmpq(round(float(wanted[c]) * FINE), FINE) for c in basis.columns]
    prices = solve(system.per_head[tight][:, basis.columns].T, right)
    if prices is None:
        return None
    exact = {row: price for row, price in zip(tight, prices, strict=True) if price != 0}
    gains = floats(combine(system, exact).gains)
    below = np.array([chance < 1 for chance in chances]) & (gains > 0)
    short = (wanted / np.where(below, gains, 1.0) - 1)[below]
    scale = 1 + max(0.0, float(np.max(short, initial=0.0))) + ROUNDING
    larger = flint.fmpq(round(scale * FINE), FINE)
    found = {r: flint.fmpq(int((price * larger * FINE).ceil()), FINE) for r, price in exact.items()}
    first_cut = len(system.matrix) - system.cuts
    # A cut has no lower end: what rounding left below 0 there is left out.
    return {r: price for r, price in found.items() if price > 0 or (price < 0 and r < first_cut)}


NASH = Rule(
    id="nash",
    citation="Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 596 (2021)",
    guarantee="the product of all chances is as large as possible, to within 1 in a billion",
    aim="product",
    compute=nash,
)
