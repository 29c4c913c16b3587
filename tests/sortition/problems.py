"""Tiny random problems, and what is true of them by looking at every panel."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from stratification.pool import Pool, Source, read_assembly
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import Quota, Quotas

SHARED = Path(__file__).parents[3] / "shared" / "instances"


def shared_problem(name: str, household: bool = False) -> Problem:
    """A shared instance (the test is skipped where they are absent)."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no instance {name} here")
    columns = ("household",) if household else ()
    source = Source(folder / "respondents.csv", None, columns)
    seats = int(name.rsplit("_", 1)[1])
    assembly = read_assembly(source, folder / "categories.csv", seats)
    return make_problem(assembly.pool, assembly.quotas, seats)


def problem_of(
    answers: list[str], quotas: list[Quota], seats: int, homes: tuple[int, ...] | None = None
) -> Problem:
    """People whose answers are one letter per category, categories named 0, 1, …"""
    categories = tuple(str(place) for place in range(len(answers[0])))
    ids = tuple(f"p{number:03}" for number in range(len(answers)))
    pool = Pool(ids, categories, tuple(tuple(answer) for answer in answers), homes)
    return make_problem(pool, Quotas(tuple(quotas)), seats)


def tiny_problem(seed: int) -> Problem:
    """4 to 10 people, quotas around one random panel; sometimes households, sometimes no panel."""
    chance = random.Random(seed)
    people, seats = chance.randint(4, 10), chance.randint(1, 5)
    seats = min(seats, people - 1)
    categories = [f"c{number}" for number in range(chance.randint(1, 4))]
    values = {category: ["a", "b", "c"][: chance.randint(2, 3)] for category in categories}
    answers = [tuple(chance.choice(values[c]) for c in categories) for _ in range(people)]
    households = None
    if chance.random() < 0.5:
        numbers: dict[int, int] = {}
        households = tuple(
            numbers.setdefault(chance.randrange(people), len(numbers)) for _ in range(people)
        )
    start = chance.sample(range(people), seats)
    rows = []
    for place, category in enumerate(categories):
        for value in values[category]:
            count = sum(answers[person][place] == value for person in start)
            low, high = max(0, count - chance.randint(0, 1)), count + chance.randint(0, 1)
            low = min(low + 1, high) if chance.random() < 0.1 else low
            rows.append(Quota(category, value, low, high))
    ids = tuple(f"p{number:02}" for number in range(people))
    pool = Pool(ids, tuple(categories), tuple(answers), households)
    return make_problem(pool, Quotas(tuple(rows)), seats)


def all_panels(problem: Problem) -> list[tuple[int, ...]]:
    """Every valid panel, by looking at every group of people of the right size."""
    people = range(len(problem.pool.ids))
    return [
        panel
        for panel in itertools.combinations(people, problem.seats)
        if not check_panel(problem.pool, problem.quotas, problem.seats, panel)
    ]


def incidence(problem: Problem, panels: list[tuple[int, ...]]) -> np.ndarray:
    """Who is on which panel, shape (people, panels)."""
    matrix = np.zeros((len(problem.pool.ids), len(panels)))
    for column, panel in enumerate(panels):
        matrix[list(panel), column] = 1
    return matrix


def brute_leximin(problem: Problem, panels: list[tuple[int, ...]]) -> list[Fraction]:
    """Leximin over all lotteries: one linear program over all panels per level.

    The optima of such small problems have small denominators, so a floating-point optimum tells
    the fraction.
    """
    matrix = incidence(problem, panels)
    people, width = matrix.shape
    fixed: dict[int, Fraction] = {}
    while len(fixed) < people:
        free = [person for person in range(people) if person not in fixed]
        result = linprog(
            np.append(np.zeros(width), -1.0),
            A_ub=np.hstack([-matrix[free], np.ones((len(free), 1))]),
            b_ub=np.zeros(len(free)),
            A_eq=np.vstack(
                [np.append(np.ones(width), 0.0), *(np.append(matrix[p], 0.0) for p in fixed)]
            ),
            b_eq=[1.0, *(float(chance) for chance in fixed.values())],
        )
        level = Fraction(-result.fun).limit_denominator(2000)
        held = [p for p, d in zip(free, result.ineqlin.marginals, strict=True) if d < -1e-7]
        assert held
        fixed.update(dict.fromkeys(held, level))
    return [fixed[person] for person in range(people)]


def brute_extreme(matrix: np.ndarray, *, lifts: bool) -> float:
    """The largest smallest chance (lifts) or the smallest largest one over all lotteries."""
    people, width = matrix.shape
    sign = -1.0 if lifts else 1.0
    result = linprog(
        np.append(np.zeros(width), sign),
        A_ub=np.hstack([sign * matrix, -sign * np.ones((people, 1))]),
        b_ub=np.zeros(people),
        A_eq=[np.append(np.ones(width), 0.0)],
        b_eq=[1.0],
    )
    return float(sign * result.fun)
