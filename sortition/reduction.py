"""Fewer classes: those that are on no valid panel are left out before the search for panels.

When few seats are open, as after people left a panel, most classes often cannot be drawn at all: a
quota is full, or what the other quotas still need leaves them no seat. Where the rows alone already
say so, their chance is 0 in M. Where it takes whole people to see it, M may leave them a part of a
seat; then one cut for each reason, "nobody of these classes", takes it away, proven like any other.

Panels are then sought among the other classes alone. Nothing else changes: the rule, its proof and
every check are about all classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sortition.chances import Exact, System, make_system
from sortition.cuts import Cut, prove
from sortition.mixture import Mixture, Separation
from stratification.feasibility import Forced, without_choice
from stratification.feasibility.limits import alike
from stratification.integer import IntegerSolver
from stratification.panels import Counts
from stratification.problem import Problem
from stratification.solver import LinearProgram

FEW_SEATS = 12  # with more, a class that cannot be drawn is rare, and the look is not worth it
MOST_NODES = 500
NOTHING = 1e-9


@dataclass(frozen=True)
class Reduction:
    """The classes that panels are sought among, by number, of `width` classes in all.

    `never` says why the others are on no valid panel; None when nobody looked.
    """

    kept: tuple[int, ...]
    width: int
    never: tuple[Forced, ...] | None = None

    @property
    def idle(self) -> bool:
        """Whether all classes are kept."""
        return len(self.kept) == self.width

    @cached_property
    def _places(self) -> Counts:
        return np.array(self.kept, dtype=np.int64)

    def system(self, system: System) -> System:
        """M for the classes kept."""
        if self.idle:
            return system
        kept = self._places
        return replace(system, matrix=system.matrix[:, kept], sizes=system.sizes[kept])

    def chances(self, chances: Exact) -> Exact:
        """The chances of the classes kept."""
        return [chances[number] for number in self.kept]

    def inside(self, counts: Counts) -> Counts:
        """Counts of all classes as counts of those kept."""
        return counts if self.idle else counts[self._places]

    def whole(self, counts: Counts) -> Counts:
        """Counts (or weights) of the classes kept as such of all classes."""
        if self.idle:
            return counts
        found = np.zeros(self.width, dtype=np.int64)
        found[self._places] = counts
        return found

    def mixture(self, mixture: Mixture) -> Mixture:
        """A mixture over all classes."""
        panels = tuple(self.whole(panel) for panel in mixture.panels)
        return replace(mixture, panels=panels)

    def separation(self, found: Separation) -> Separation:
        """A separation over all classes."""
        panels = tuple(self.whole(panel) for panel in found.panels)
        return replace(found, weights=self.whole(found.weights), panels=panels)


def reduce(
    problem: Problem, solver: IntegerSolver, known: Sequence[Counts]
) -> tuple[Reduction, System, list[Cut]]:
    """Which classes to keep, and M with the cuts that say so; all of them when seats are many."""
    system = make_system(problem)
    everybody = range(len(problem.members))
    if problem.seats > FEW_SEATS:
        return Reduction(tuple(everybody), len(everybody)), system, []
    never = without_choice(problem, solver, everybody, certain=False, known=known)
    places = {person: place for place, person in enumerate(problem.pool.ids)}
    cuts: list[Cut] = []
    out: set[int] = set()
    for forced in never:
        classes = {problem.class_of[places[person]] for person in forced.people}
        out |= classes
        for weights in _groups(problem, forced, classes):
            cut = _closing(system, weights)
            if cut is not None:
                cuts.append(cut)
                system = system.with_cut(cut.weights, cut.high)
    kept = tuple(number for number in everybody if number not in out)
    return Reduction(kept, len(everybody), never), system, cuts


def _groups(problem: Problem, forced: Forced, classes: set[int]) -> list[Counts]:
    """The classes of one reason, in groups that count in the same of its limits."""
    found = []
    left = sorted(classes)
    while left:
        same = alike(problem, left[0], forced.limits)
        found.append(same.astype(np.int64))
        left = [number for number in left if not same[number]]
    return found


def _closing(system: System, weights: Counts) -> Cut | None:
    """The cut that nobody of these classes is on a panel; None where M says so already."""
    program = LinearProgram(
        system.matrix.astype(np.float64),
        (system.lows.astype(np.float64), system.highs.astype(np.float64)),
    )
    program.set_columns(np.zeros(len(weights)), system.sizes.astype(np.float64))
    program.set_costs(-weights.astype(np.float64))
    if program.solve() and program.objective > -NOTHING:
        return None
    return prove(system, Separation(weights, 0), MOST_NODES)
