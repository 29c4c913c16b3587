"""In which of many pools does a panel exist? Exactly, and fast for pools that are much alike.

A pool is a number of people per class. A panel is whole numbers x_c with

    0 <= x_c <= people in class c,   sum of x_c = seats,   every quota met.

What settles a pool, in this order:

1. A quota with fewer people than any panel needs of them, or a category whose values together
   cannot fill the seats: no panel. Counted for all pools at once.
2. A panel found before that fits in the pool: there is a panel. Each pool keeps the last panel
   found in it: with a few letters more or less it mostly fits again.
3. The linear program, kept and changed only in its upper bounds: without even fractional panels
   there is none; a vertex in whole numbers is one.
4. An integer program.

Whatever was found before, the answers are the same.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.invitations.pool_model import Model
from sortition.invitations.pool_shape import Counts, Vector
from sortition.invitations.simulate import People
from stratification.feasibility import find_counts
from stratification.integer import PulpSolver, find_solver
from stratification.solver import LinearProgram

Yes = npt.NDArray[np.bool_]
WHOLE = 1e-6
LATEST = 64  # panels that are tried in every pool


class Judge:
    """Judges pools of one model, in the same rounds again and again."""

    def __init__(self, model: Model) -> None:
        """Start without any panel."""
        self._model = model
        shape = model.shape
        caps = np.where(shape.matrix, shape.highs[:, None], model.seats)
        self._caps: Counts = np.minimum(model.seats, caps.min(axis=0, initial=model.seats))
        self._own: dict[int, npt.NDArray[np.int32]] = {}
        self._latest = np.full((LATEST, len(self._caps)), model.seats + 1, dtype=np.int32)
        self._used = 0

    def panels(self, people: People) -> Yes:
        """Which pools have a panel; `people` has shape (rounds, classes)."""
        yes = self.perhaps(people)
        for number in np.flatnonzero(yes):
            pool = people[number]
            panel = self._own.get(int(number))
            if panel is None or not (panel <= pool).all():
                panel = self._known(pool)
            if panel is None:
                panel = self._find(np.minimum(pool, self._caps))
            yes[number] = panel is not None
            if panel is not None:
                self._own[int(number)] = panel
        return yes

    def _known(self, pool: npt.NDArray[np.int32]) -> npt.NDArray[np.int32] | None:
        """One of the latest panels that fits in a pool, if there is one."""
        fits = np.flatnonzero((self._latest <= pool).all(axis=1))
        return self._latest[fits[0]].copy() if len(fits) else None

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

    def _find(self, pool: Counts) -> npt.NDArray[np.int32] | None:
        """A panel in a pool, or None when there is none.

        First one is sought that leaves people over in every class: it fits more often again.
        """
        found = self._solve(pool - np.sqrt(pool).astype(np.int64))
        found = self._solve(pool) if found is None else found
        if found is None:
            return None
        self._latest[self._used % LATEST] = found
        self._used += 1
        return found.astype(np.int32)

    def _solve(self, pool: Counts) -> Counts | None:
        """A panel in a pool, or None when there is none."""
        upper = pool.astype(np.float64)
        self._program.set_columns(np.zeros_like(upper), upper)
        if not self._program.solve():
            return None
        values = self._program.values
        counts = np.rint(values).astype(np.int64)
        system = self._model.system(pool.astype(np.int64))
        if (np.abs(values - counts) <= WHOLE).all() and system.allows(counts):
            return counts
        return find_counts(self._solver, system)


def sums_of(model: Model, people: People) -> Counts:
    """How many people count in every quota, shape (rounds, quotas)."""
    # In floating point, which is exact for such numbers and much faster.
    return np.rint(people.astype(np.float64) @ model.shape.matrix.T.astype(np.float64)).astype(
        np.int64
    )
