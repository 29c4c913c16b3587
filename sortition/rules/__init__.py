"""The rules: which lottery is the fairest. One file a rule, one line in `RULES`.

A rule is an objective over the chance polytope M (`sortition.chances.System`). It returns the best
chances, exactly, with the steps that prove it; it knows nothing about panels, tickets or files.

A procedure draws panels without stating chances. One file a procedure, one line in `PROCEDURES`.
"""

from __future__ import annotations

from sortition.rules.legacy import LEGACY
from sortition.rules.leximin import LEXIMIN
from sortition.rules.maximin import MAXIMIN
from sortition.rules.minimax import MINIMAX
from sortition.rules.procedure import Procedure
from sortition.rules.rule import Rule
from sortition.rules.simple import SIMPLE
from sortition.rules.uniform import UNIFORM

RULES: dict[str, Rule] = {rule.id: rule for rule in (LEXIMIN, MAXIMIN, MINIMAX)}

PROCEDURES: dict[str, Procedure] = {
    LEGACY.id: LEGACY,
    SIMPLE.id: SIMPLE,
    UNIFORM.id: UNIFORM,
}

__all__ = ["PROCEDURES", "RULES", "Procedure", "Rule"]
