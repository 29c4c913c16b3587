"""Searching for the best set of standbys: the program, and every set that was looked at.

`sortition.standbys.choose` says in which order things are done.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sortition.standbys.deviation import Deviation
from sortition.standbys.master import Master, add_all
from sortition.standbys.recourse import Cut, Recourse, Vector
from sortition.standbys.samples import Case, draw_samples
from sortition.standbys.settings import Settings
from stratification.errors import Finding
from stratification.solver import SolverError

MISSING = 1e-7
ROOT_ROUNDS = 80
Set = tuple[int, ...]


class Search:
    """The state of a search: the program, and every set that was looked at."""

    def __init__(self, case: Case, settings: Settings) -> None:
        """Draw the samples and set up the program."""
        samples = draw_samples(case, settings.seed, settings.samples, "choose")
        self.case, self.standbys = case, settings.standbys
        self.deviation = Deviation(case, samples, settings.measure)
        self.recourse = Recourse(self.deviation, settings.standbys)
        self.master = Master(case, settings.standbys, samples.weights)
        self.values: dict[Set, float] = {}
        self.bound = 0.0
        most = case.most(settings.standbys).astype(np.float64)
        self.least = np.zeros(len(samples.free))
        for cut in self.recourse.cuts(most):
            self.least[cut.kind] = max(0.0, cut.constant - float(cut.slope @ most))

    @property
    def best(self) -> Set:
        """The best set that was looked at; of equally good ones always the same."""
        return min(self.values, key=lambda one: (round(self.values[one], 10), one))

    def look(self, counts: Sequence[int]) -> float:
        """The expected deviation of a set, in floating point; infinite when there is no such."""
        one = tuple(int(n) for n in counts)
        if one not in self.values:
            if sum(one) != self.standbys or not self.case.allows(one):
                return math.inf
            self.values[one] = self.deviation.rough(one)
        return self.values[one]

    def root(self) -> Vector:
        """Solve the program with fractions, and return its x."""
        core = self.master.most * (self.standbys / max(1, self.master.most.sum()))
        x, theta, objective = self.master.relaxed()
        step = 0.5
        for _ in range(ROOT_ROUNDS):
            point = step * x + (1 - step) * core
            cuts = [cut for cut in self.recourse.cuts(point) if _missing(cut, x, theta)]
            add_all(self.master, cuts)
            if not cuts and step == 1:
                break
            core = (core + x) / 2
            step = 1.0 if len(cuts) < 0.05 * len(theta) else step
            x, theta, objective = self.master.relaxed()
        self.bound = max(self.bound, objective)
        self.master.forget()
        return x

    def start(self, x: Vector) -> None:
        """Round x, and exchange standbys for others that it likes while that helps."""
        liked = [int(c) for c in np.argsort(-x, kind="stable")]
        support = [c for c in liked if x[c] > 1e-6]
        counts = np.zeros(len(x), dtype=np.int64)
        for _ in range(self.standbys):
            for c in sorted(liked, key=lambda c: (counts[c] - x[c], c)):
                counts[c] += 1
                if self.case.allows(counts):
                    break
                counts[c] -= 1
        one = self.exchange(tuple(counts.tolist()), support)
        self.exchange(one, self.master.possible(self.look(one)))

    def exchange(self, counts: Set, others: Sequence[int]) -> Set:
        """Exchange one standby at a time, the best exchange first, until none helps."""
        now = self.look(counts)
        while True:
            near = [(self.look(one), one) for one in neighbours(counts, others)]
            value, one = min(near, default=(math.inf, counts))
            if value >= now - 1e-10:
                return counts
            now, counts = value, one

    def step(self) -> bool:
        """Ask the program for a set, and learn from it; False when there is nothing to learn."""
        best = self.values[self.best]
        answer = self.master.best(best + MISSING)
        self.bound = max(self.bound, min(best, answer.bound))
        if answer.counts is None:
            return False
        proposed: Set = tuple(answer.counts.tolist())
        if not math.isfinite(self.look(proposed)):
            raise SolverError(Finding("solver-wrong"))
        self.refine(proposed)
        self.exchange(proposed, self.master.possible(self.values[self.best]))
        return True

    @property
    def gap(self) -> float:
        """How much better a set could be than the best one found."""
        return self.values[self.best] - self.bound

    def refine(self, counts: Set) -> None:
        """Add the cuts of every sample at a set, and what is known exactly."""
        x = np.array(counts, dtype=np.float64)
        exact = self.deviation.each(counts)
        cuts = list(self.recourse.cuts(x))
        add_all(self.master, cuts)
        short = [cut for cut in cuts if cut.value < exact[cut.kind] - MISSING]
        for cut in sorted(short, key=lambda cut: cut.kind):
            value, least = float(exact[cut.kind]), float(self.least[cut.kind])
            self.master.add_exact(cut.kind, value, least, x.astype(np.int64))


def neighbours(counts: Set, others: Sequence[int]) -> list[Set]:
    """The sets with one standby exchanged for one of other classes."""
    found = []
    for old in (c for c, n in enumerate(counts) if n):
        for new in others:
            if new != old:
                one = list(counts)
                one[old], one[new] = one[old] - 1, one[new] + 1
                found.append(tuple(one))
    return found


def _missing(cut: Cut, x: Vector, theta: Vector) -> bool:
    return bool(cut.constant - cut.slope @ x > theta[cut.kind] + MISSING)
