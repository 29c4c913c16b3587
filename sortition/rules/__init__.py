"""The rules: which lottery is the fairest. One file a rule, one line in `RULES`.

A rule is an objective over the chance polytope M (`sortition.chances.System`). It returns the best
chances, exactly, with the steps that prove it; it knows nothing about panels, tickets or files.
"""

from __future__ import annotations

from sortition.rules.leximin import LEXIMIN
from sortition.rules.maximin import MAXIMIN
from sortition.rules.minimax import MINIMAX
from sortition.rules.procedure import Procedure
from sortition.rules.rule import Rule

RULES: dict[str, Rule] = {rule.id: rule for rule in (LEXIMIN, MAXIMIN, MINIMAX)}

PROCEDURES: dict[str, Procedure] = {}
"""Ways to draw that state no chances: filled by one line a procedure, as above."""

__all__ = ["PROCEDURES", "RULES", "Procedure", "Rule"]
