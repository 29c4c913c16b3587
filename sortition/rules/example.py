"""Copy me: a rule in one file. Least squares: the chances as equal as possible.

A rule says which point of the chance polytope M is the fairest. This one takes the point with the
smallest sum of squares over people, sum_c n_c·p_c². As sum_c n_c·p_c = k is fixed, that is the
smallest variance, so the point nearest to "everybody k/n". It exists and is unique, because M is
convex and compact and the sum is strictly convex.

What a rule must keep to (docs/contributing-benchmarks.md goes through it step by step):

* `compute` gets M and nothing else: no people, no panels, no seed. The same M gives the same point.
* The point is exact (fractions), one chance per class, and unique: a rule with several best points
  names a second aim that picks one, as maximin does.
* It comes with steps of a proof: multipliers of the rows of M by which somebody without a solver
  can check that nothing in M is better. Here there is one, of the kind "squares" (docs/record.md).
* It fails with an error rather than with a rounded answer.

This file is an example: it is tested, but no line in `RULES` offers it.
"""

from __future__ import annotations

from sortition.chances import System
from sortition.exact import ONE, ZERO
from sortition.rules.rule import Optimum, Rule
from sortition.rules.squares import least_squares


def example(system: System) -> Optimum:
    """The point of M with the smallest sum of squares, and its proof.

    Raises:
        SolverError: when no answer passes the exact check.
    """
    chances, squares = least_squares(system, ZERO, ONE)
    people = zip(system.sizes, chances, strict=True)
    return Optimum(chances, (squares,), sum((int(n) * p * p for n, p in people), ZERO))


EXAMPLE = Rule(
    id="least-squares",
    citation="an example: nobody proposes it",
    guarantee="the chances are as equal as possible: the sum of their squares is smallest",
    aim="squares",
    compute=example,
)
