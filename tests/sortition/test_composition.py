"""Expected seats per value: sums of chances, and means over panels."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sortition.lottery import Settings, make_lottery
from sortition.metrics import Measure, draws_outcome, lottery_outcome
from sortition.metrics.composition import composition, groups
from sortition.rules.procedure import Draws
from stratification.errors import InputError
from stratification.population import CrossTable, Population
from tests.sortition.problems import all_panels, tiny_problem


@pytest.mark.parametrize("seed", [1, 3, 4, 8, 11, 17])
def test_expected_seats_are_sums_of_chances_and_keep_the_quotas(seed: int) -> None:
    problem = tiny_problem(seed)
    if not all_panels(problem):
        return
    lottery = make_lottery(problem, Settings(tickets=50))
    for row in composition(lottery_outcome(lottery), groups(problem)):
        place = problem.pool.categories.index(row.group.category)
        people = [
            p for p, values in enumerate(problem.pool.values) if values[place] == row.group.value
        ]
        assert row.group.people == tuple(people)
        assert row.seats == Measure(sum((lottery.chances[p] for p in people), start=Fraction(0)))
        assert row.group.low is not None
        assert row.group.high is not None
        assert row.group.low <= row.seats.value <= row.group.high
        assert row.pool == Fraction(problem.seats * len(people), len(problem.pool.ids))


def test_combinations_and_population() -> None:
    problem = next(
        problem
        for problem in map(tiny_problem, range(50))
        if len(problem.pool.categories) > 1 and all_panels(problem)
    )
    first, second = problem.pool.categories[:2]
    cells = {("b", "a"): Fraction(1), ("elsewhere", "elsewhere"): Fraction(4)}
    population = Population((CrossTable((first, second), cells),))
    found = groups(problem, [(first.upper(), second)], population)
    combined = [group for group in found if "*" in group.category]
    assert sum(len(group.people) for group in combined) == len(problem.pool.ids)
    for group in combined:
        assert group.category == f"{first}*{second}"
        x, y = group.value.split("*")
        assert all(problem.pool.values[p][:2] == (x, y) for p in group.people)
        assert group.population == (Fraction(1, 5) if (x, y) == ("b", "a") else None)


@pytest.mark.parametrize("combination", [("c0",), ("c0", "c0"), ("c0", "shoe size")])
def test_a_combination_is_of_different_categories(combination: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="does not combine"):
        groups(tiny_problem(1), [combination])


def test_estimated_seats_are_means_with_an_interval() -> None:
    problem = tiny_problem(1)
    found = groups(problem)
    chance = np.random.default_rng(3)
    people = len(problem.pool.ids)
    panels = np.array([chance.permutation(people)[:3] for _ in range(500)])
    for row in composition(draws_outcome(Draws(people, panels)), found):
        counts = [sum(p in row.group.people for p in panel) for panel in panels.tolist()]
        assert row.seats.value == pytest.approx(np.mean(counts))
        assert row.seats.low is not None
        assert row.seats.high is not None
        truth = 3 * len(row.group.people) / people
        assert row.seats.low - 0.1 <= truth <= row.seats.high + 0.1
        width = row.seats.high - row.seats.low
        assert width == pytest.approx(2 * 1.96 * np.std(counts) / 500**0.5, rel=1e-3, abs=1e-12)
