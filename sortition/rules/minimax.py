"""Minimax: the largest chance as small as possible; then the chances as equal as possible.

Source: Baharav, Flanigan, "Fair, manipulation-robust, and transparent sortition", EC 2024.

With q_c = 1 - p_c, a small largest p is a large smallest q: the same linear program as maximin, on
the mirrored rows sum w·n - high <= sum w·n·q <= sum w·n - low. Among the many best chances the one
with the smallest sum of squares over people is taken, as in maximin.
"""

from __future__ import annotations

import flint

from sortition.chances import System
from sortition.exact import ONE, ZERO
from sortition.rules.leximin import first_level
from sortition.rules.rule import Optimum, Rule, Step
from sortition.rules.squares import least_squares


def minimax(system: System) -> Optimum:
    """The point of M with the smallest largest chance and, among those, the least squares.

    Raises:
        SolverError: when an answer does not pass the exact check.
    """
    value, ceilings = smallest_ceiling(system)
    chances, squares = least_squares(system, ZERO, value)
    return Optimum(chances, (*ceilings, squares), value)


def smallest_ceiling(system: System) -> tuple[flint.fmpq, list[Step]]:
    """The smallest largest chance over M, with its step of proof.

    Raises:
        SolverError: when the answer does not pass the exact check.
    """
    whole = system.matrix @ system.sizes
    mirrored = System(system.matrix, whole - system.highs, whole - system.lows, system.sizes)
    value, steps = first_level(mirrored)
    ceilings = [
        Step("ceiling", {row: -multiplier for row, multiplier in step.multipliers.items()})
        for step in steps
    ]
    return ONE - value, ceilings


MINIMAX = Rule(
    id="minimax",
    citation="Baharav, Flanigan, EC 2024",
    guarantee="the largest chance is as small as possible; then the sum of squares is smallest",
    aim="largest",
    compute=minimax,
)
