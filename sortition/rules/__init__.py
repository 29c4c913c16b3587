"""The rules: which lottery is the fairest. One file a rule, one line in `RULES`.

A rule is an objective over the chance polytope M (`sortition.chances.System`). It returns the best
chances, exactly, with the steps that prove it; it knows nothing about panels, tickets or files.
"""

from __future__ import annotations

from fractions import Fraction

from sortition.rules.goldilocks import GOLDILOCKS, goldilocks_rule
from sortition.rules.leximin import LEXIMIN
from sortition.rules.maximin import MAXIMIN
from sortition.rules.minimax import MINIMAX
from sortition.rules.nash import NASH
from sortition.rules.procedure import Procedure
from sortition.rules.rule import Rule

RULES: dict[str, Rule] = {
    rule.id: rule for rule in (LEXIMIN, MAXIMIN, NASH, MINIMAX, GOLDILOCKS)
}


def find_rule(name: str, gamma: Fraction | None = None) -> Rule:
    """The rule of this name; `gamma` is goldilocks' own (KeyError for an unknown name)."""
    return RULES[name] if gamma is None else goldilocks_rule(gamma)


PROCEDURES: dict[str, Procedure] = {}

__all__ = ["PROCEDURES", "RULES", "Procedure", "Rule", "find_rule"]
