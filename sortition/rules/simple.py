"""A plain random draw without quotas: the yardstick.

Every group of k of the n people is equally likely, so everybody's chance is exactly k/n. What it
does not do is keep quotas: the fact `valid_probability` says how likely such a group is to be a
valid panel. Where valid panels can be counted (`sortition.rules.counting`) that is an exact
fraction, (number of valid panels) / C(n, k); elsewhere it is the share of the groups drawn, with
Wilson's 95% interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb

import numpy as np

from sortition.rules.counting import count_panels, log10
from sortition.rules.procedure import Draws, Effort, Fact, Panels, Procedure, generator, wilson
from sortition.watch import Progress
from stratification.problem import Problem

CELLS = 2_000_000  # random numbers held at once


def simple(problem: Problem, effort: Effort, progress: Progress) -> Draws:
    """Groups of k people drawn from the whole pool, and how often they are valid panels.

    Facts: `valid_probability`, `valid_probability_kind` ("exact" or "estimated"), the ends of its
    95% interval `valid_probability_low` and `valid_probability_high` (equal when exact); when exact
    also `valid_probability_fraction` (text) and, above 0, `valid_probability_log10`.
    """
    people, seats = len(problem.pool.ids), problem.seats
    random = generator(effort, "simple")
    step = max(1, CELLS // people)
    panels = np.zeros((effort.draws, seats), dtype=np.int64)
    progress("simulation", 0, effort.draws)
    for start in range(0, effort.draws, step):
        end = min(start + step, effort.draws)
        numbers = random.random((end - start, people))
        panels[start:end] = np.sort(np.argpartition(numbers, seats - 1, axis=1)[:, :seats], axis=1)
        progress("simulation", end, effort.draws)
    chances = (Fraction(seats, people),) * people
    return Draws(people, panels, exact=chances, facts=_facts(problem, panels))


def _facts(problem: Problem, panels: Panels) -> Mapping[str, Fact]:
    counted = count_panels(problem)
    if counted is None:
        valid = int(valid_panels(problem, panels).sum())
        low, high = wilson(valid, len(panels))
        return {
            "valid_probability": valid / max(1, len(panels)),
            "valid_probability_kind": "estimated",
            "valid_probability_low": low,
            "valid_probability_high": high,
        }
    groups = comb(len(problem.pool.ids), problem.seats)
    share = Fraction(counted.total, groups)
    facts: dict[str, Fact] = {
        "valid_probability": float(share),
        "valid_probability_kind": "exact",
        "valid_probability_low": float(share),
        "valid_probability_high": float(share),
        "valid_probability_fraction": f"{share.numerator}/{share.denominator}",
    }
    if counted.total:
        facts["valid_probability_log10"] = log10(counted.total) - log10(groups)
    return facts


def valid_panels(problem: Problem, panels: Panels) -> np.ndarray:
    """Which groups of k people keep all quotas and households, shape (panels,), booleans."""
    classes = np.array(problem.class_of)[panels]
    valid = np.ones(len(panels), dtype=bool)
    for row, low, high in zip(problem.matrix, problem.lows, problem.highs, strict=True):
        sums = row[classes].sum(axis=1)
        valid &= (low <= sums) & (sums <= high)
    if problem.pool.households is not None:
        homes = np.sort(np.array(problem.pool.households)[panels], axis=1)
        valid &= (homes[:, 1:] != homes[:, :-1]).all(axis=1)
    return valid


SIMPLE = Procedure(
    id="simple",
    citation="simple random sampling without replacement",
    guarantee="everybody has the chance k/n; quotas and households are not kept",
    run=simple,
)
