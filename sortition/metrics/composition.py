"""The panel that can be expected: seats per value, beside the pool and the population.

The expected number of people with a value on the panel is the sum of their chances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

import numpy as np

from sortition.metrics import Measure, Outcome
from sortition.rules.procedure import Z_95
from stratification.errors import Finding, InputError
from stratification.population.fitting import share_of
from stratification.population.model import Population
from stratification.problem import Problem
from stratification.text import key, listed_names, shown


@dataclass(frozen=True)
class Group:
    """People with a value, or with a combination of values.

    `low` and `high` are the quota (in seats), None for a combination without one; `people` are
    indices into the pool's ids; `population` is the population's share, from 0 to 1, None when it
    is not given.
    """

    category: str
    value: str
    low: int | None
    high: int | None
    people: tuple[int, ...] = field(repr=False)
    population: Fraction | None = None


@dataclass(frozen=True)
class ExpectedSeats:
    """A group's expected number of seats, and what its share of the pool would be in seats.

    `population` is the population's share in seats; None when it is not given.
    """

    group: Group
    seats: Measure
    pool: Fraction
    population: Fraction | None


def groups(
    problem: Problem,
    combinations: Sequence[Sequence[str]] = (),
    population: Population | None = None,
) -> tuple[Group, ...]:
    """The groups of a problem: one per quota, then the combinations of values that somebody has.

    Parameters:
        problem: whose quotas.
        combinations: categories to be combined, such as ("age", "sex").
        population: its shares stand beside them.

    Raises:
        InputError: a combination names a category that there is not, or one twice.
    """
    population = population or Population(())
    found = []
    for row in problem.rows:
        if row.quota is None:
            continue
        people = tuple(sorted(p for c in row.classes for p in problem.members[c]))
        name = (row.quota.category, row.quota.value)
        share = share_of(population, row.quota.pairs)
        found.append(Group(*name, row.quota.min, row.quota.max, people, share))
    for places in _places(problem, combinations):
        found += _combined(problem, places, population)
    return tuple(found)


def _places(problem: Problem, combinations: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """The places of the categories of every combination."""
    known = {key(category): place for place, category in enumerate(problem.pool.categories)}
    wrong, found = [], []
    for combination in combinations:
        names = [key(name) for name in combination]
        strange = [name for name in combination if key(name) not in known]
        if strange or len(set(names)) < max(2, len(names)):
            params = {
                "combination": shown("*".join(combination)),
                "categories": listed_names(problem.pool.categories),
            }
            wrong.append(Finding("combination-unknown", params))
        else:
            found.append(tuple(known[name] for name in names))
    if wrong:
        raise InputError(*wrong)
    return found


def _combined(problem: Problem, places: tuple[int, ...], population: Population) -> list[Group]:
    """The combinations that somebody has, in order."""
    pool = problem.pool
    people: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for person, values in enumerate(pool.values):
        people[tuple(values[place] for place in places)].append(person)
    names = [pool.categories[place] for place in places]
    made = []
    for values, members in sorted(people.items()):
        name = ("*".join(names), "*".join(values))
        share = share_of(population, tuple(zip(names, values, strict=True)))
        made.append(Group(*name, None, None, tuple(members), share))
    return made


def composition(outcome: Outcome, found: Sequence[Group]) -> tuple[ExpectedSeats, ...]:
    """The expected seats of every group.

    Exact where the chances are; otherwise the mean of the panels drawn, with its (normal) 95%
    confidence interval.
    """
    seats = outcome.panels.shape[1]
    return tuple(
        ExpectedSeats(
            group,
            _expected(outcome, group),
            Fraction(seats * len(group.people), outcome.people),
            None if group.population is None else seats * group.population,
        )
        for group in found
    )


def _expected(outcome: Outcome, group: Group) -> Measure:
    if outcome.exact is not None:
        return Measure(sum((outcome.exact[p] for p in group.people), start=Fraction(0)))
    inside = np.zeros(outcome.people)
    inside[list(group.people)] = 1.0
    counts = inside[outcome.panels].sum(axis=1)
    mean = float(counts.mean())
    half = Z_95 * float(counts.std()) / sqrt(max(1.0, outcome.effective))
    return Measure(mean, mean - half, mean + half)
