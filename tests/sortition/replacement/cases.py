"""Tiny random vacancies, and what is true of them by looking at every choice of people."""

from __future__ import annotations

import itertools
import random
from collections import Counter

from sortition.replacement.vacancy import Vacancy
from stratification.problem import check_panel
from stratification.quotas import Quotas
from tests.sortition.problems import tiny_problem

Off = tuple[int, ...]
"""By how many seats every quota is missed: below the minimum, above the maximum, in turn."""


def tiny_vacancy(seed: int) -> Vacancy | None:
    """Some stay of a random group that lives apart, some are barred; quotas are often missed."""
    chance = random.Random(seed)
    problem = tiny_problem(seed)
    pool = problem.pool
    order = chance.sample(range(len(pool.ids)), len(pool.ids))
    apart: list[int] = []
    for person in order:
        homes = pool.households or range(len(pool.ids))
        if homes[person] not in [homes[other] for other in apart]:
            apart.append(person)
    if problem.seats < 2 or len(apart) < problem.seats - 1:
        return None
    staying = apart[: chance.randint(0 if chance.random() < 0.2 else 1, problem.seats - 1)]
    rest = [person for person in order if person not in staying]
    barred = rest[: chance.randint(0, 2)]
    names = [frozenset(pool.ids[person] for person in group) for group in (staying, barred)]
    return Vacancy(pool, problem.quotas, problem.seats, *names)


def places(vacancy: Vacancy, ids: object) -> list[int]:
    return [place for place, person in enumerate(vacancy.pool.ids) if person in set(ids)]


def choices(vacancy: Vacancy) -> list[tuple[str, ...]]:
    """Every choice of people for the open seats, who all live apart from who stays and each other.

    Looks at households itself, not at the candidates.
    """
    out = vacancy.staying | vacancy.barred
    people = [person for person in vacancy.pool.ids if person not in out]
    found = []
    for drawn in itertools.combinations(people, vacancy.open):
        panel = places(vacancy, {*drawn, *vacancy.staying})
        if not check_panel(vacancy.pool, Quotas(()), vacancy.seats, panel):
            found.append(drawn)
    return found


def off(vacancy: Vacancy, drawn: tuple[str, ...]) -> Off:
    """By how much the whole panel misses every quota."""
    pool = vacancy.pool
    panel = places(vacancy, {*drawn, *vacancy.staying})
    counts = Counter(
        pair for place in panel for pair in zip(pool.categories, pool.values[place], strict=True)
    )
    missed: list[int] = []
    for row in vacancy.quotas.rows:
        count = counts[row.category, row.value]
        missed += [max(0, row.min - count), max(0, count - row.max)]
    return tuple(missed)


def cost(quotas: Quotas, missed: Off) -> tuple[object, ...]:
    """What the nearest panels have least of: the order that the module states."""
    broken = [down + up > 0 for down, up in zip(missed[::2], missed[1::2], strict=True)]
    bounds = [bound for row in quotas.rows for bound in (row.min, row.max)]
    relative = sum(
        -(-10_000 // max(bound, 1)) * seats for bound, seats in zip(bounds, missed, strict=True)
    )
    first = [not one for one in broken]
    return sum(broken), sum(missed), relative, first, [-seats for seats in missed]


def nearest_choices(vacancy: Vacancy) -> tuple[Off, list[tuple[str, ...]]]:
    """The smallest cost of any choice, and the choices that have it; all valid ones if any is."""
    every = {drawn: off(vacancy, drawn) for drawn in choices(vacancy)}
    best = min(every.values(), key=lambda missed: cost(vacancy.quotas, missed))
    return best, [drawn for drawn, missed in every.items() if missed == best]
