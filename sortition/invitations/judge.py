"""In which of many pools does a panel exist? Exactly, and fast for pools that are much alike.

A pool is a number of people per class. A panel is whole numbers x_c with

    0 <= x_c <= people in class c,   sum of x_c = seats,   every quota met.

What settles a pool, in this order:

1. A quota with fewer people than any panel needs of them, or a category whose values together
   cannot fill the seats: no panel. Counted for all pools at once.
2. A panel that fits: the one found in the same round before (with a few letters more or less it
   mostly fits again), or one that small changes make of it or of another round's
   (`sortition.invitations.repair`), for all pools at once.
3. The linear program, kept and changed only in its upper bounds: without even fractional panels
   there is none; a vertex in whole numbers is one. Where it is not whole, other costs lead to
   other vertices.
4. An integer program.

Whatever was found before, the answers are the same.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.invitations.pool_model import Model
from sortition.invitations.pool_shape import Counts, Vector
from sortition.invitations.repair import Repairer
from sortition.invitations.simulate import People
from stratification.feasibility import find_counts
from stratification.integer import IntegerSystem, PulpSolver, find_solver
from stratification.solver import LinearProgram

Yes = npt.NDArray[np.bool_]
WHOLE = 1e-6
FIRST = 64  # pools are solved one by one; others begin with their panels
OTHERS = 12


class Judge:
    """Judges pools of one model, in the same rounds again and again."""

    def __init__(self, model: Model) -> None:
        """Start without any panel."""
        self._model = model
        shape = model.shape
        caps = np.where(shape.matrix, shape.highs[:, None], model.seats)
        self._caps: Counts = np.minimum(model.seats, caps.min(axis=0, initial=model.seats))
        self._panels: People = np.zeros((0, len(self._caps)), dtype=np.int32)
        self._known: Yes = np.zeros(0, dtype=np.bool_)

    def panels(self, people: People) -> Yes:
        """Which pools have a panel; `people` has shape (rounds, classes)."""
        if len(self._known) != len(people):
            self._panels, self._known = np.zeros_like(people), np.zeros(len(people), dtype=np.bool_)
        yes = self.perhaps(people)
        open_ = yes & ~(self._known & (self._panels <= people).all(axis=1))
        missing = max(0, FIRST - int(self._known.sum()))
        self._search(people, np.flatnonzero(open_)[:missing], yes)
        open_[np.flatnonzero(open_)[:missing]] = False
        todo = np.flatnonzero(open_)
        if len(todo) and self._known.any():
            found, right = self._repairer.repair(self._starts(people, todo), people[todo])
            self._keep(todo[right], found[right])
            todo = todo[~right]
        self._search(people, todo, yes)
        return yes

    def _search(self, people: People, rounds: Counts, yes: Yes) -> None:
        """Solve pools one by one; `yes` is set to whether each has a panel."""
        for number in rounds:
            panel = self._find(np.minimum(people[number], self._caps))
            yes[number] = panel is not None
            if panel is not None:
                self._keep(number, panel)

    def _keep(self, rounds: Counts, panels: Counts | People) -> None:
        """Remember the panels of these rounds."""
        self._panels[rounds] = panels
        self._known[rounds] = True

    def _starts(self, people: People, rounds: Counts) -> People:
        """For each of these rounds the panel that it had, or else the one that fits best."""
        starts = self._panels[rounds]
        new = np.flatnonzero(~self._known[rounds])
        pools = people[rounds[new]]
        least = np.full(len(new), np.iinfo(np.int64).max)
        for panel in self._panels[np.flatnonzero(self._known)[:FIRST]]:
            over = np.maximum(panel - pools, 0).sum(axis=1)
            nearer = over < least
            starts[new[nearer]], least = panel, np.minimum(least, over)
        return starts

    def perhaps(self, people: People) -> Yes:
        """Which pools have enough people for every quota and category (step 1)."""
        shape, seats = self._model.shape, self._model.seats
        sums = sums_of(self._model, people)
        yes = (people.sum(axis=1) >= seats) & (sums >= shape.needs).all(axis=1)
        for rows in shape.blocks:
            yes &= np.minimum(sums[:, rows], shape.highs[rows]).sum(axis=1) >= seats
        return np.asarray(yes)

    @cached_property
    def _solver(self) -> PulpSolver:
        return find_solver()

    @cached_property
    def _program(self) -> LinearProgram:
        system = self._model.system(self._caps)
        program = LinearProgram(
            system.matrix, (system.low.astype(np.float64), system.high.astype(np.float64))
        )
        # Panels of classes with many sign-ups fit more often in the next pool.
        program.set_costs(self._costs)
        return program

    @cached_property
    def _costs(self) -> Vector:
        model = self._model
        many = model.shape.classes(np.bincount(model.shape.cell_of, model.sizes))
        return np.asarray(np.sqrt(many.max(initial=1.0) / np.maximum(many, 1e-9)).clip(1, 1000))

    @cached_property
    def _repairer(self) -> Repairer:
        return Repairer(self._model.system(np.zeros_like(self._caps)))

    def _find(self, pool: Counts) -> Counts | None:
        """A panel in a pool, or None when there is none."""
        found, maybe = self._vertex(pool)
        if found is None and maybe:
            found = find_counts(self._solver, self._model.system(pool))
        return found

    def _vertex(self, pool: Counts) -> tuple[Counts | None, bool]:
        """A panel that is a vertex; or None and whether there may be a panel all the same."""
        upper = pool.astype(np.float64)
        self._program.set_columns(np.zeros_like(upper), upper)
        if not self._program.solve():
            return None, False
        system = self._model.system(pool)
        counts = self._whole(system)
        for costs in () if counts is not None else self._others:
            self._program.set_costs(costs)
            counts = self._whole(system) if self._program.solve() else None
            if counts is not None:
                break
        self._program.set_costs(self._costs)
        return counts, counts is None

    def _whole(self, system: IntegerSystem) -> Counts | None:
        """The vertex that was found, when it is a panel."""
        values = self._program.values
        counts = np.rint(values).astype(np.int64)
        whole = bool((np.abs(values - counts) <= WHOLE).all())
        return counts if whole and system.allows(counts) else None

    @cached_property
    def _others(self) -> list[Vector]:
        """Other costs, always the same ones."""
        draws = np.random.Generator(np.random.PCG64(0)).random((OTHERS, len(self._costs)))
        return list(self._costs * (0.5 + draws))


def sums_of(model: Model, people: People) -> Counts:
    """How many people count in every quota, shape (rounds, quotas)."""
    # In floating point, which is exact for such numbers and much faster.
    return np.rint(people.astype(np.float64) @ model.shape.matrix.T.astype(np.float64)).astype(
        np.int64
    )
