"""The rules: which lottery is the fairest. One file a rule, one line in `RULES`.

A rule is an objective over the chance polytope M (`sortition.chances.System`). It returns the best
chances, exactly, with the steps that prove it; it knows nothing about panels, tickets or files.

A procedure draws panels without stating chances. One file a procedure, one line in `PROCEDURES`.
"""

from __future__ import annotations

from fractions import Fraction

from sortition.chances import make_system
from sortition.exact import fraction
from sortition.rules.goldilocks import GOLDILOCKS
from sortition.rules.legacy import LEGACY
from sortition.rules.leximin import LEXIMIN, first_level
from sortition.rules.maximin import MAXIMIN
from sortition.rules.minimax import MINIMAX
from sortition.rules.nash import NASH
from sortition.rules.procedure import Procedure
from sortition.rules.rule import Rule
from sortition.rules.simple import SIMPLE
from sortition.rules.uniform import UNIFORM
from stratification.problem import Problem

RULES: dict[str, Rule] = {
    LEXIMIN.id: LEXIMIN,
    MAXIMIN.id: MAXIMIN,
    NASH.id: NASH,
    MINIMAX.id: MINIMAX,
    GOLDILOCKS.id: GOLDILOCKS,
}

PROCEDURES: dict[str, Procedure] = {
    LEGACY.id: LEGACY,
    UNIFORM.id: UNIFORM,
    SIMPLE.id: SIMPLE,
}


def largest_smallest(problem: Problem) -> Fraction:
    """The largest smallest chance over M: no lottery gives everybody more."""
    return fraction(first_level(make_system(problem))[0])


__all__ = ["PROCEDURES", "RULES", "Procedure", "Rule", "largest_smallest"]
