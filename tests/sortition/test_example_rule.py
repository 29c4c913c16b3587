"""The rule to copy is a rule: the least squares among all lotteries, exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from sortition import lottery
from sortition.chances import make_system
from sortition.exact import ONE, ZERO
from sortition.lottery import Settings, make_lottery
from sortition.rules import RULES
from sortition.rules.example import EXAMPLE
from sortition.rules.squares import proves_squares
from sortition.synth import SynthSettings, make_synthetic
from tests.sortition.problems import all_panels, incidence, tiny_problem


@pytest.fixture(autouse=True)
def _with_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery, "RULES", {**RULES, EXAMPLE.id: EXAMPLE})


def test_it_is_offered_to_nobody() -> None:
    assert EXAMPLE.id not in RULES


def test_no_lottery_has_a_smaller_sum_of_squares() -> None:
    solved = cut = 0
    for seed in range(120):
        problem = tiny_problem(seed)
        panels = all_panels(problem)
        if not panels:
            continue
        found = make_lottery(problem, Settings(rule=EXAMPLE.id, tickets=30))
        assert found.attained == "exact"
        matrix = incidence(problem, panels)
        chances = np.array([float(chance) for chance in found.chances])
        # v is the least squares point of a convex set when no point of it has a smaller v·p;
        # the smallest v·p of all lotteries is that of a single panel.
        assert (chances @ matrix).min() == pytest.approx(chances @ chances, abs=1e-9), seed
        assert lottery_exists(matrix, chances), seed
        solved += 1
        cut += bool(found.proof.cuts)
    assert solved > 60
    assert cut > 0


def lottery_exists(matrix: np.ndarray, chances: np.ndarray) -> bool:
    """Whether some lottery over the panels has these chances."""
    rows = np.vstack([matrix, np.ones(matrix.shape[1])])
    return bool(linprog(np.zeros(matrix.shape[1]), A_eq=rows, b_eq=[*chances, 1.0]).success)


def test_a_generated_pool() -> None:
    problem = make_synthetic(SynthSettings(90, 12, 3, 1.5, "rule")).problem(households=True)
    found = make_lottery(problem, Settings(rule=EXAMPLE.id, tickets=50))
    assert found.status == "optimal"
    squares = {
        rule: sum(
            (chance**2 for chance in make_lottery(problem, Settings(rule, 10)).chances), Fraction(0)
        )
        for rule in RULES
    }
    assert sum(chance**2 for chance in found.chances) < min(squares.values())
    system = make_system(problem)
    optimum = EXAMPLE.compute(system)
    (step,) = optimum.steps
    assert step.kind == "squares"
    assert proves_squares(system, optimum.chances, (ZERO, ONE), step.multipliers)
