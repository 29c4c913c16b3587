"""Leximin: the smallest chance as large as possible, then the second smallest, and so on.

Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, "Fair algorithms for selecting citizens'
assemblies", Nature 596 (2021).

One linear program per level. With F the classes still free and v_c the chances already fixed,

    maximise z   subject to   p in M,   p_c = v_c (c not in F),   p_c >= z (c in F).

Multipliers of the rows give weights w_c >= 0 on F with sum_F w_c·p_c <= z·sum_F w_c for every p in
M with the fixed chances: nobody can lift all of F above z, and every class with w_c > 0 is at z in
every optimum, so it is fixed there. At least one class is fixed per level, so this ends. Levels are
solved with p_c = z + s_c, so the program has one row per row of M, whatever the size of the pool.
"""

from __future__ import annotations

import flint
import numpy as np

from sortition.chances import Exact, Multipliers, System, combine, floats
from sortition.exact import ONE, ZERO, solve
from sortition.rules.rule import Optimum, Rule, Step
from stratification.errors import Finding
from stratification.solver import INFINITY, Basis, LinearProgram, SolverError


class Levels:
    """The linear program of the current level, kept warm from one level to the next.

    Its columns are s_c (per class) and z; HiGHS minimises -z.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.fixed: dict[int, flint.fmpq] = {}
        self.groups: list[tuple[flint.fmpq, list[int]]] = []  # what is fixed, by value
        self.capped: list[int] = []
        width = len(system.sizes)
        start = system.per_head.sum(axis=1, keepdims=True)
        matrix = np.hstack([system.per_head, start]).astype(np.float64)
        self.program = LinearProgram(matrix, _bounds(system.lows, system.highs))
        self.program.set_costs(np.append(np.zeros(width), -1.0))

    @property
    def free(self) -> list[int]:
        """The classes whose chance is not fixed yet."""
        return [c for c in range(len(self.system.sizes)) if c not in self.fixed]

    @property
    def value(self) -> float:
        """The level's z, as the solver sees it."""
        return float(-self.program.objective)

    def solve(self) -> Basis:
        """Solve the level; classes that would pass chance 1 get a row z + s_c <= 1 of their own."""
        width = len(self.system.sizes)
        while True:
            if not self.program.solve():
                raise SolverError(Finding("solver-level"))
            values = self.program.values
            over = np.flatnonzero(values[:width] + values[width] > 1 + 1e-9)
            new = [int(c) for c in over if c not in self.fixed and c not in self.capped]
            if not new:
                return self.program.basis()
            for c in new:
                self.capped.append(c)
                self.program.add_row(-INFINITY, 1.0, {c: 1.0, width: 1.0})

    def fix(self, classes: list[int], value: flint.fmpq) -> None:
        """Fix the chance of classes and move their part to the right-hand side."""
        self.fixed.update(dict.fromkeys(classes, value))
        self.groups.append((value, classes))
        width = len(self.system.sizes)
        done = sorted(self.fixed)
        part = self.system.per_head[:, done] @ floats([self.fixed[c] for c in done])
        low, high = _bounds(self.system.lows, self.system.highs)
        caps = np.array([INFINITY if c in self.fixed else 1.0 for c in self.capped])
        self.program.set_rows(
            np.append(low - part, np.full(len(caps), -INFINITY)), np.append(high - part, caps)
        )
        upper = np.full(width + 1, INFINITY)
        upper[done] = 0.0
        self.program.set_columns(np.zeros(width + 1), upper)
        common = self.system.per_head.sum(axis=1) - self.system.per_head[:, done].sum(axis=1)
        self.program.set_coefficients(
            width, np.append(common, [float(c not in self.fixed) for c in self.capped])
        )

    def exact(self, basis: Basis) -> tuple[flint.fmpq, Multipliers]:
        """The level's value and multipliers in fractions, from its basis.

        Raises:
            SolverError: when the basis is not an exact optimum.
        """
        height, width = self.system.matrix.shape
        free = np.array(self.free, dtype=np.int64)
        basic_rows = set(basis.rows.tolist())
        tight = [r for r in range(height) if r not in basic_rows]
        caps = [c for i, c in enumerate(self.capped) if height + i not in basic_rows]
        caps = [c for c in caps if c not in self.fixed]
        slack = [c for c in basis.columns.tolist() if c < width]
        if set(slack) & set(self.fixed):
            raise SolverError(Finding("solver-level"))
        capped = set(caps)
        # Classes capped at 1 leave the system: their chance is known. What stays is one equation
        # per tight row in z and the remaining basic s_c.
        left = [c for c in slack if c not in capped]
        common = self.system.per_head[:, free].sum(axis=1)
        for c in caps:
            common = common - self.system.per_head[:, c]
        matrix = np.column_stack([common, self.system.per_head[:, left]])[tight]
        side = self._sides(tight, caps)
        transposed = solve(matrix.T, [ONE] + [ZERO] * len(left))
        point = solve(matrix, side)
        if transposed is None or point is None:
            raise SolverError(Finding("solver-level"))
        return point[0], {r: y for r, y in zip(tight, transposed, strict=True) if y != 0}

    def _sides(self, tight: list[int], caps: list[int]) -> Exact:
        """What the tight rows leave for the free classes."""
        multipliers = self.program.multipliers
        sides = []
        for row in tight:
            # HiGHS minimises -z: a row at its high has a multiplier <= 0.
            bound = self.system.highs[row] if multipliers[row] <= 0 else self.system.lows[row]
            heads = self.system.per_head[row]
            part = flint.fmpq(int(heads[caps].sum()))
            for value, classes in self.groups:
                part += int(heads[classes].sum()) * value
            sides.append(int(bound) - part)
        return sides


def _bounds(lows: np.ndarray, highs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return lows.astype(np.float64), highs.astype(np.float64)


def level_bound(
    system: System, fixed: dict[int, flint.fmpq], multipliers: Multipliers
) -> tuple[flint.fmpq, list[int]] | None:
    """What multipliers prove about the next level: its bound, and the classes that are at it.

    Free classes with a negative gain count with p_c <= 1. None when they prove nothing.
    """
    combination = combine(system, multipliers)
    limit, weight, held = combination.limit, ZERO, []
    for c, gain in enumerate(combination.gains):
        if c in fixed:
            limit -= gain * fixed[c]
        elif gain < 0:
            limit -= gain
        elif gain > 0:
            weight += gain
            held.append(c)
    return (limit / weight, held) if weight > 0 else None


def first_level(system: System) -> tuple[flint.fmpq, list[Step]]:
    """The largest smallest chance over M, with its step of proof (none when it is 1).

    Raises:
        SolverError: when the answer does not pass the exact check.
    """
    levels = Levels(system)
    basis = levels.solve()
    if levels.value > 1 - 1e-9:
        if not system.contains([ONE] * len(system.sizes)):
            raise SolverError(Finding("solver-level"))
        return ONE, []
    value, multipliers = levels.exact(basis)
    proven = level_bound(system, {}, multipliers)
    if proven is None or proven[0] != value:
        raise SolverError(Finding("solver-level"))
    return value, [Step("level", multipliers)]


def leximin(system: System) -> Optimum:
    """The leximin point of M, with one step of proof per level.

    Raises:
        SolverError: when a level's answer does not pass the exact check.
    """
    levels = Levels(system)
    steps = []
    while levels.free:
        basis = levels.solve()
        if levels.value > 1 - 1e-9:
            # Certain people need no proof: no chance is above 1. That 1 is reached is checked last.
            levels.fix(levels.free, ONE)
            break
        value, multipliers = levels.exact(basis)
        proven = level_bound(system, levels.fixed, multipliers)
        if proven is None or proven[0] != value:
            raise SolverError(Finding("solver-level"))
        steps.append(Step("level", multipliers))
        levels.fix(proven[1], value)
    chances = [levels.fixed[c] for c in range(len(system.sizes))]
    if not system.contains(chances):
        raise SolverError(Finding("solver-level"))
    return Optimum(chances, tuple(steps), min(chances, default=ONE))


LEXIMIN = Rule(
    id="leximin",
    citation="Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 596 (2021)",
    guarantee="the smallest chance is as large as possible, then the second smallest, and so on",
    aim="smallest",
    compute=leximin,
)
