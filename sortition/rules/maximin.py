"""Maximin: the smallest chance as large as possible; then the chances as equal as possible.

Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 596 (2021).

One linear program gives the largest smallest chance z (the first level of leximin). Many chances
reach it. Among them the one with the smallest sum of squares over people is taken: it is unique
(the sum is strictly convex), does not depend on a solver, and pulls all chances towards k/n.
"""

from __future__ import annotations

from sortition.chances import System
from sortition.exact import ONE
from sortition.rules.leximin import first_level
from sortition.rules.rule import Optimum, Rule
from sortition.rules.squares import least_squares


def maximin(system: System) -> Optimum:
    """The point of M with the largest smallest chance and, among those, the least squares.

    Raises:
        SolverError: when an answer does not pass the exact check.
    """
    value, steps = first_level(system)
    chances, squares = least_squares(system, value, ONE)
    return Optimum(chances, (*steps, squares), value)


MAXIMIN = Rule(
    id="maximin",
    citation="Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 596 (2021)",
    guarantee="the smallest chance is as large as possible; then the sum of squares is smallest",
    aim="smallest",
    compute=maximin,
)
