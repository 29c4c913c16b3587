"""By its own measure, no rule is worse than any other rule."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from sortition.chances import make_system
from sortition.exact import fraction
from sortition.lottery import Settings, make_lottery
from sortition.rules import RULES
from stratification.problem import Problem
from tests.sortition.problems import all_panels, shared_problem, tiny_problem
from tests.sortition.test_known_optima import klein, zeewijk

Chances = list[Fraction]  # of everybody
ROUNDING = 1e-9  # what nash and goldilocks prove
SHARED = ["panel_150_22", "twin_cca_75", "tight_23", "tight_32", "hard_30", "example_small_20"]


def balance(chances: Chances, seats: int) -> float:
    """What goldilocks makes small, with gamma 1; chances by size."""
    share = Fraction(seats, len(chances))
    return float(chances[-1] / share + share / chances[0]) if chances[0] else math.inf


def mean_log(chances: Chances) -> float:
    """The logarithm of the geometric mean, which nash makes large; chances by size."""
    return sum(math.log(p) for p in chances) / len(chances) if chances[0] else -math.inf


def squares(chances: Chances) -> Fraction:
    return sum((p * p for p in chances), Fraction(0))


def compare(people: dict[str, Chances], seats: int) -> None:
    """Every rule against every other one."""
    assert set(people) == set(RULES)
    found = {rule: sorted(chances) for rule, chances in people.items()}
    for other in found.values():
        # Lists compare as leximin does: the smallest first, then the second smallest.
        assert found["leximin"] >= other
        assert found["maximin"][0] >= other[0]
        assert found["minimax"][-1] <= other[-1]
        if found["maximin"][0] == other[0]:
            assert squares(found["maximin"]) <= squares(other)
        if found["minimax"][-1] == other[-1]:
            assert squares(found["minimax"]) <= squares(other)
    # nash gives a chance to all who can have one; it and goldilocks leave out the others.
    some = [number for number, chance in enumerate(people["nash"]) if chance]
    assert all(sum(chances[i] for i in some) == seats for chances in people.values())
    found = {rule: sorted(chances[i] for i in some) for rule, chances in people.items()}
    for other in found.values():
        assert mean_log(found["nash"]) >= mean_log(other) - ROUNDING
        assert balance(found["goldilocks"], seats) <= balance(other, seats) * (1 + ROUNDING)
        if (other[0], other[-1]) == (found["goldilocks"][0], found["goldilocks"][-1]):
            assert squares(found["goldilocks"]) <= squares(other)


def lotteries(problem: Problem) -> dict[str, Chances]:
    made = {rule: make_lottery(problem, Settings(rule=rule, tickets=10)) for rule in RULES}
    # Else they may be best among fewer or more lotteries than others.
    assert all(lottery.attained != "no" for lottery in made.values())
    return {rule: list(lottery.chances) for rule, lottery in made.items()}


def optima(problem: Problem) -> dict[str, Chances]:
    """The best chances over M, before it is known whether lotteries reach them."""
    system = make_system(problem)
    found = {}
    for rule in RULES.values():
        by_class = [fraction(chance) for chance in rule.compute(system).chances]
        found[rule.id] = [by_class[c] for c in problem.class_of]
    return found


@pytest.mark.parametrize("start", [0, 100, 200, 300])
def test_tiny_problems(start: int) -> None:
    compared, different = 0, 0
    for seed in range(start, start + 100):
        problem = tiny_problem(seed)
        if not all_panels(problem):
            continue
        found = optima(problem)
        compare(found, problem.seats)
        compared += 1
        different += len({tuple(chances) for chances in found.values()}) > 2
    assert compared > 50
    assert different > 3


@pytest.mark.parametrize("seed", [3, 35, 55, 170])
def test_tiny_problems_over_all_lotteries(seed: int) -> None:
    """Some of these need cuts."""
    problem = tiny_problem(seed)
    compare(lotteries(problem), problem.seats)


@pytest.mark.parametrize("problem", [klein, zeewijk])
def test_examples(problem: object) -> None:
    assert callable(problem)
    found = lotteries(problem())
    compare(found, problem().seats)
    assert len({tuple(chances) for chances in found.values()}) > 2


@pytest.mark.parametrize("name", SHARED)
def test_shared_instances(name: str) -> None:
    problem = shared_problem(name)
    compare(optima(problem), problem.seats)


def test_shared_instance_with_households() -> None:
    problem = shared_problem("twin_cca_75", household=True)
    compare(optima(problem), problem.seats)
