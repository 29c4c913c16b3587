"""Tiny problems, mostly without a valid panel, and what is true of them by looking at everybody."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from stratification.integer import Counts, IntegerSolver, IntegerSystem
from stratification.problem import Problem, make_problem
from stratification.quotas import Quotas
from tests.sortition.problems import tiny_problem
from tests.sortition.test_combinations import combined_problem


def impossible_problem(seed: int) -> Problem:
    """A tiny problem, often with combinations or households, with bounds narrowed at random."""
    chance = random.Random(f"impossible {seed}")
    problem = combined_problem(seed) if chance.random() < 0.5 else tiny_problem(seed)
    rows = []
    for row in problem.quotas.rows:
        low, high = row.min, row.max
        if chance.random() < 0.3:
            low = min(problem.seats, low + chance.randint(1, 2))
        elif chance.random() < 0.3:
            high = max(0, high - chance.randint(1, 2))
        low, high = (low, max(low, high)) if chance.random() < 0.5 else (min(low, high), high)
        rows.append(replace(row, min=low, max=high))
    return make_problem(problem.pool, Quotas(tuple(rows)), problem.seats)


def every_panel(problem: Problem) -> Iterator[tuple[tuple[int, ...], bool]]:
    """For every group of the right size: the people at each quota, and if all live apart."""
    pool, seen = problem.pool, set()
    columns = {name: at for at, name in enumerate(pool.categories)}
    pairs = [[(columns[name], value) for name, value in row.pairs] for row in problem.quotas.rows]
    for panel in itertools.combinations(range(len(pool.ids)), problem.seats):
        counts = tuple(
            sum(all(pool.values[person][at] == value for at, value in one) for person in panel)
            for one in pairs
        )
        homes = (
            range(len(panel))
            if pool.households is None
            else map(pool.households.__getitem__, panel)
        )
        apart = len(set(homes)) == len(panel)
        if (counts, apart) not in seen:
            seen.add((counts, apart))
            yield counts, apart


@dataclass(frozen=True)
class Shuffled:
    """A solver that sees columns and rows in another order, so that it finds other optima."""

    seed: int
    inner: IntegerSolver

    def maximise(self, system: IntegerSystem, weights: Counts) -> Counts | None:
        """The answer of the inner solver, in the right order again."""
        chance = np.random.default_rng(self.seed)
        columns = chance.permutation(len(weights))
        rows = chance.permutation(len(system.low))
        mixed = IntegerSystem(
            system.matrix[np.ix_(rows, columns)],
            system.low[rows],
            system.high[rows],
            system.lower[columns],
            system.upper[columns],
        )
        answer = self.inner.maximise(mixed, weights[columns])
        if answer is None:
            return None
        counts = np.zeros_like(answer)
        counts[columns] = answer
        return counts
