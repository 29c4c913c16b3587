"""What claims gain: against every person and claim tried one by one."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.chances import make_system
from sortition.exact import fraction
from sortition.metrics.manipulation import ClaimEffort, Kind, chance_after, manipulability
from sortition.rules import RULES
from sortition.rules.rule import Rule
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError
from tests.sortition.problems import all_panels, brute_leximin, shared_problem, tiny_problem


def simple_problem() -> Problem:
    """One woman and three men; one seat each."""
    values = (("woman",), ("man",), ("man",), ("man",))
    quotas = Quotas((Quota("sex", "woman", 1, 1), Quota("sex", "man", 1, 1)))
    return make_problem(Pool(("a", "b", "c", "d"), ("sex",), values), quotas, 2)


def test_by_hand() -> None:
    """A man has 1/3; as the second woman he has 1/2. The woman has 1 and can only lose."""
    problem = simple_problem()
    found = manipulability(problem, RULES["leximin"])
    assert (found.before, found.after, found.gain) == (
        Fraction(1, 3),
        Fraction(1, 2),
        Fraction(1, 6),
    )
    assert found.claim == ("woman",)
    assert found.person_class == problem.class_of[1]
    assert (found.examined, found.possible, found.impossible, found.failed) == (2, 2, 1, 0)
    assert found.exact


def by_trying(problem: Problem, rule: Rule, kind: Kind) -> Fraction | None:
    """Every person and every claim; None when the rule fails for one of them."""
    columns = [sorted(set(column)) for column in zip(*problem.pool.values, strict=True)]
    best = Fraction(0)
    before = rule.compute(make_system(problem)).chances
    for person, own in enumerate(problem.pool.values):
        for claim in itertools.product(*columns):
            different = sum(a != b for a, b in zip(own, claim, strict=True))
            if different == 0 or (kind == "one" and different > 1):
                continue
            if kind == "existing" and claim not in problem.pool.values:
                continue
            values = list(problem.pool.values)
            values[person] = claim
            pool = replace(problem.pool, values=tuple(values))
            claimed = make_problem(pool, problem.quotas, problem.seats)
            try:
                after = rule.compute(make_system(claimed)).chances[claimed.class_of[person]]
            except SolverError:
                continue  # no chances over M, which manipulability has to find out itself
            best = max(best, fraction(after) - fraction(before[problem.class_of[person]]))
    return best


@pytest.mark.parametrize("kind", ["existing", "one", "all"])
@pytest.mark.parametrize("rule", ["leximin", "minimax"])
@pytest.mark.parametrize("seed", [2, 5, 9, 14, 20])
def test_the_largest_gain_of_all(seed: int, rule: str, kind: Kind) -> None:
    problem = tiny_problem(seed)
    if not all_panels(problem):
        return
    found = manipulability(problem, RULES[rule], ClaimEffort(claims=kind, most=10**6))
    assert found.exact
    assert found.gain == by_trying(problem, RULES[rule], kind)
    if found.person_class is not None:
        assert found.claim is not None
        person = problem.members[found.person_class][-1]  # any member gains the same
        assert chance_after(problem, RULES[rule], person, found.claim) == found.after


def test_a_chance_after_a_claim_is_that_of_all_panels() -> None:
    """Where M needs no cut, M's optimum is the optimum over all lotteries."""
    problem = simple_problem()
    values = (("woman",), ("woman",), ("man",), ("man",))
    claimed = make_problem(replace(problem.pool, values=values), problem.quotas, 2)
    chances = brute_leximin(claimed, all_panels(claimed))
    assert chance_after(problem, RULES["leximin"], 1, ("woman",)) == chances[1]


def test_a_sample_is_fixed_by_its_seed_and_never_says_exact() -> None:
    problem = shared_problem("panel_150_22")
    effort = ClaimEffort(most=12, seed="a")
    found = manipulability(problem, RULES["maximin"], effort)
    assert found == manipulability(problem, RULES["maximin"], effort)
    assert found.examined + found.failed == 12
    assert found.possible == len(problem.members) * (4 * 4 * 2 * 8 - 1)
    assert not found.exact
    assert 0 < found.gain <= 1


def test_nobody_gains_where_there_is_nothing_to_claim() -> None:
    pool = Pool(("a", "b"), ("sex",), (("man",), ("man",)))
    problem = make_problem(pool, Quotas((Quota("sex", "man", 1, 1),)), 1)
    found = manipulability(problem, RULES["leximin"])
    assert (found.gain, found.claim, found.examined, found.possible) == (0, None, 0, 0)
    assert found.exact
