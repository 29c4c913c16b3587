"""Among chances between `low` and `high` in M, the ones with the smallest sum of squares.

Minimise sum_c n_c·p_c² over M with low <= p_c <= high. Where a solver finds rows tight (set T) and
classes strictly between the bounds (set F), the optimum satisfies p_c = sum_T mu_r·w_rc on F, with
one linear equation per tight row: solved in fractions. That the result is optimal is then proven
without convexity: v minimises the linear function sum_c n_c·v_c·p_c over the same set, so for any
other p there, sum n·p² >= sum n·v² + 2·sum n·v·(p - v) >= sum n·v².
"""

from __future__ import annotations

import flint
import numpy as np

from sortition.chances import Exact, Multipliers, System, combine, floats
from sortition.exact import ZERO, independent, solve
from sortition.rules.rule import Step
from stratification.errors import Finding
from stratification.solver import LinearProgram, SolverError, least_squares_point


def least_squares(system: System, low: flint.fmpq, high: flint.fmpq) -> tuple[Exact, Step]:
    """The unique optimum and the step that proves it.

    Raises:
        SolverError: when no candidate passes the exact check.
    """
    rows = (system.lows, system.highs)
    bounds = floats([low, high])
    for room in (1e-12, 0.0, 1e-10, 1e-9):
        try:
            rough = least_squares_point(system.per_head, rows, system.sizes, bounds, room)
        except SolverError:
            continue
        for tolerance in (1e-7, 1e-6, 1e-8, 1e-5, 1e-9):
            chances = _sharpen(system, rough, (low, high), tolerance)
            if chances is None or not all(low <= chance <= high for chance in chances):
                continue
            if not system.contains(chances):
                continue
            multipliers = _multipliers(system, chances, bounds)
            proof = multipliers is not None and proves_squares(
                system, chances, (low, high), multipliers
            )
            if multipliers is not None and proof:
                return chances, Step("squares", multipliers)
    raise SolverError(Finding("solver-squares"))


def _sharpen(
    system: System, rough: np.ndarray, box: tuple[flint.fmpq, flint.fmpq], tolerance: float
) -> Exact | None:
    """The exact least squares point with the same tight rows and bounds as a rough one."""
    low, high = floats(box)
    at_low, at_high = rough < low + tolerance, rough > high - tolerance
    free = np.flatnonzero(~at_low & ~at_high)
    chances = [box[0] if is_low else box[1] for is_low in at_low.tolist()]
    if len(free) == 0:
        return chances
    sums = system.per_head @ rough
    scale = 1 + np.abs(sums)
    full, bare = sums > system.highs - tolerance * scale, sums < system.lows + tolerance * scale
    tight = np.flatnonzero(full | bare)
    rows = tight[independent(system.matrix[np.ix_(tight, free)])]
    sides = np.where(full, system.highs, system.lows)
    held = [c for c in range(len(chances)) if at_low[c] or at_high[c]]
    right = [
        int(sides[row]) - sum((int(system.per_head[row, c]) * chances[c] for c in held), ZERO)
        for row in rows
    ]
    weights = system.matrix[np.ix_(rows, free)]
    gram = (weights * system.sizes[free]) @ weights.T
    mu = solve(gram, right)
    if mu is None:
        return None
    for place, c in enumerate(free):
        column = weights[:, place]
        chances[c] = sum((int(column[i]) * mu[i] for i in np.flatnonzero(column)), ZERO)
    return chances


def _multipliers(system: System, chances: Exact, bounds: np.ndarray) -> Multipliers | None:
    """Multipliers that prove that `chances` minimise sum_c n_c·v_c·p_c: an exact dual vertex."""
    prices = [int(size) * chance for size, chance in zip(system.sizes, chances, strict=True)]
    program = LinearProgram(
        system.per_head.astype(np.float64),
        (system.lows.astype(np.float64), system.highs.astype(np.float64)),
    )
    width = len(prices)
    program.set_columns(np.full(width, bounds[0]), np.full(width, bounds[1]))
    program.set_costs(floats(prices))
    if not program.solve():
        return None
    basis = program.basis()
    basic = set(basis.rows.tolist())
    tight = [row for row in range(len(system.matrix)) if row not in basic]
    columns = system.per_head[tight][:, basis.columns]
    # Minimising prices·p is maximising -prices·p: the signs of `combine`.
    solution = solve(columns.T, [-prices[c] for c in basis.columns])
    if solution is None:
        return None
    return {row: y for row, y in zip(tight, solution, strict=True) if y != 0}


def proves_squares(
    system: System, chances: Exact, box: tuple[flint.fmpq, flint.fmpq], multipliers: Multipliers
) -> bool:
    """Whether multipliers prove sum n·v·p >= sum n·v² for every p in M within the box."""
    combination = combine(system, multipliers)
    limit, total = combination.limit, ZERO
    for size, chance, gain in zip(system.sizes, chances, combination.gains, strict=True):
        rest = -int(size) * chance - gain
        limit += rest * (box[1] if rest > 0 else box[0])
        total += int(size) * chance * chance
    return bool(limit == -total)
