"""How good is a choice? A comparison with simpler ways, on drop-outs that it was not made from.

* `ours`: the chosen set; `lottery`: the mean over the tickets of a lottery over sets.
* `look-alike`: for everybody on the panel, the likeliest drop-out first, the person who is equal in
  the most categories (of equally near ones a random one).
* `proportional`: a random set under the quotas scaled to the number of standbys, widened where no
  set keeps them; the mean over several draws.
* `none`: no standbys.

Every way is judged on the same samples, so that differences are sharper than the figures
themselves. A standard error is the sample standard deviation divided by the root of their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np

from sortition.standbys.deviation import Deviation
from sortition.standbys.fair import StandbyLottery
from sortition.standbys.recourse import Vector
from sortition.standbys.samples import Case, draw_samples
from sortition.standbys.search import Set
from sortition.standbys.settings import LABEL, Settings
from sortition.stream import Stream
from stratification.integer import IntegerSystem, best_counts, find_solver
from stratification.problem import make_problem
from stratification.quotas import Quota, Quotas

OURS, LOTTERY, ALIKE, PROPORTIONAL, NONE = "ours", "lottery", "look-alike", "proportional", "none"
DRAWS = 20
_HEAVY = 10**6


@dataclass(frozen=True)
class Figure:
    """The expected deviation of one way, and how much more that is than ours, with errors."""

    way: str
    mean: float
    error: float
    more: float
    more_error: float


def compare(lottery: StandbyLottery, samples: int = 2000) -> tuple[Figure, ...]:
    """Compare on so many fresh samples (their own purpose, so none was used for choosing)."""
    choice = lottery.choice
    case, settings = choice.case, choice.settings
    standbys, seed = settings.standbys, settings.seed
    nobody = (0,) * len(choice.counts)
    ways = {
        OURS: [choice.counts],
        LOTTERY: list(lottery.sets),
        ALIKE: [look_alikes(case, standbys, seed)],
        PROPORTIONAL: proportional(case, settings, DRAWS),
        NONE: [nobody],
    }
    return judge(case, settings, ways, samples)


def judge(
    case: Case, settings: Settings, ways: Mapping[str, Sequence[Set]], samples: int
) -> tuple[Figure, ...]:
    """The figures of ways; each is the mean over its sets. The first is what `more` looks at."""
    fresh = draw_samples(case, settings.seed, samples, "compare")
    deviation = Deviation(case, fresh, settings.measure)
    each = {way: _mean_each(deviation, sets) for way, sets in ways.items()}
    first = next(iter(each.values()))
    weights = fresh.weights.astype(np.float64)
    return tuple(
        Figure(way, *_mean_error(found, weights), *_mean_error(found - first, weights))
        for way, found in each.items()
    )


def _mean_each(deviation: Deviation, sets: Sequence[Set]) -> Vector:
    total = np.zeros(len(deviation.samples.free))
    for one in sorted(set(sets)):
        total += deviation.each(one) * sets.count(one)
    return total / len(sets)


def _mean_error(values: Vector, weights: Vector) -> tuple[float, float]:
    count = weights.sum()
    mean = float(values @ weights / count)
    spread = float(weights @ (values - mean) ** 2 / max(1.0, count - 1))
    return mean, sqrt(spread / count)


def look_alikes(case: Case, standbys: int, seed: str) -> Set:
    """The set that imitates the likeliest drop-outs."""
    problem = case.problem
    stream = Stream(seed, f"{LABEL} look-alikes")
    order = stream.shuffled(range(len(problem.pool.ids)))
    homes = problem.pool.households or range(len(problem.pool.ids))
    members = sorted(zip(case.panel, case.chances, strict=True), key=lambda one: (-one[1], one[0]))
    counts, taken = [0] * len(problem.members), set()
    wanted = [case.pool.values[person] for person, _ in members]
    for values in (wanted * standbys)[:standbys]:
        best, near = None, -1
        for person in order:
            if homes[person] in taken:
                continue
            equal = sum(a == b for a, b in zip(values, problem.pool.values[person], strict=True))
            if equal > near:
                best, near = person, equal
        if best is not None:
            taken.add(homes[best])
            counts[problem.class_of[best]] += 1
    return tuple(counts)


def proportional(case: Case, settings: Settings, draws: int) -> list[Set]:
    """Random sets under scaled quotas: each is the heaviest by random weights."""
    stream = Stream(settings.seed, f"{LABEL} proportional")
    solver = find_solver()
    found: list[Set] = []
    widened = 0
    while len(found) < draws:
        system = _scaled(case, settings.standbys, widened)
        noise = stream.noise(len(system.upper))
        counts = best_counts(solver, system, np.rint(noise * _HEAVY).astype(np.int64))
        if counts is None:
            widened += 1
        else:
            found.append(tuple(counts.tolist()))
    return found


def _scaled(case: Case, standbys: int, widened: int) -> IntegerSystem:
    """The quotas for so many seats instead of the panel's, and the households."""
    share = Fraction(standbys, len(case.panel))
    rows = [
        Quota(
            row.category, row.value,
            max(0, int(row.min * share) - widened), -int(-row.max * share // 1) + widened,
        )
        for row in case.quotas.rows
    ]  # fmt: skip
    problem = make_problem(case.problem.pool, Quotas(tuple(rows)), standbys)
    ones = np.ones((1, len(problem.members)), dtype=np.int64)
    return IntegerSystem(
        np.vstack([ones, problem.matrix]),
        np.append(standbys, problem.lows),
        np.append(standbys, problem.highs),
        np.zeros(len(problem.members), dtype=np.int64),
        problem.sizes,
    )
