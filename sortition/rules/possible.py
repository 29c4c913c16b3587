"""Leaving out the people who have no chance in any lottery.

Some rules divide by chances. They are about the people who can have one: a class whose chance is 0
all over M is left out first, with a proof, step by step as in leximin with the value 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.chances import Exact, System
from sortition.exact import ZERO
from sortition.rules.leximin import Levels, level_bound
from sortition.rules.rule import Step
from stratification.errors import Finding
from stratification.solver import SolverError


@dataclass(frozen=True)
class Possible:
    """M without the columns of the classes that have chance 0 in all of M, and why they have it.

    `classes` are the numbers of the remaining classes, in order; `whole` is how many there are in
    all.
    """

    system: System
    classes: tuple[int, ...]
    steps: tuple[Step, ...]
    whole: int

    def spread(self, chances: Exact) -> Exact:
        """Chances of all classes from those of the remaining ones."""
        found = [ZERO] * self.whole
        for c, chance in zip(self.classes, chances, strict=True):
            found[c] = chance
        return found


def possible(system: System) -> Possible:
    """Find the classes that can have a chance above 0.

    Raises:
        SolverError: when an answer does not pass the exact check.
    """
    levels = Levels(system)
    steps: list[Step] = []
    while levels.free:
        basis = levels.solve()
        if levels.value > 1e-7:
            break
        value, multipliers = levels.exact(basis)
        proven = level_bound(system, levels.fixed, multipliers)
        if proven is None or proven[0] != value:
            raise SolverError(Finding("solver-level"))
        if value > 0:
            break
        steps.append(Step("level", multipliers))
        levels.fix(proven[1], value)
    free = levels.free
    return Possible(only(system, free), tuple(free), tuple(steps), len(system.sizes))


def only(system: System, classes: list[int]) -> System:
    """The rows of M over some of the classes."""
    kept = np.array(classes, dtype=np.int64)
    return System(
        system.matrix[:, kept], system.lows, system.highs, system.sizes[kept], system.cuts
    )
