"""Cuts for classes that have a chance in M although they are on no valid panel.

When few seats are open, as after people left a panel, many classes cannot be drawn: what the other
quotas still need leaves them no seat. Often it takes whole people to see that, and M leaves them a
part of a seat. One cut for every reason, "nobody of these classes", takes it away at once, where
the search for a mixture would find such cuts one by one (`sortition.mixture`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sortition.chances import Exact, System
from sortition.cuts import Cut, prove
from sortition.mixture import Separation
from stratification.feasibility import Forced, without_choice
from stratification.feasibility.limits import alike
from stratification.integer import IntegerSolver
from stratification.panels import Counts
from stratification.problem import Problem

MOST_NODES = 500  # of a proof; without one the class keeps its chance, and the search goes on


def absent_cuts(
    problem: Problem,
    solver: IntegerSolver,
    system: System,
    chances: Exact,
    panels: Sequence[Counts],
) -> tuple[list[Cut], tuple[Forced, ...]]:
    """Proven cuts for the classes with a chance that can be on no panel, and why they cannot.

    `panels` are known valid panels: whoever is on one is not looked at.
    """
    suspects = [number for number, chance in enumerate(chances) if chance != 0]
    never = without_choice(problem, solver, suspects, certain=False, known=panels)
    places = {person: place for place, person in enumerate(problem.pool.ids)}
    cuts = []
    for forced in never:
        left = {problem.class_of[places[person]] for person in forced.people}
        while left:
            same = alike(problem, min(left), forced.limits)
            left = {number for number in left if not same[number]}
            cut = prove(system, Separation(same.astype(np.int64), 0), MOST_NODES)
            if cut is not None:
                cuts.append(cut)
    return cuts, never
