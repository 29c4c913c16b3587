"""Who is certain, who can never be chosen and whom the rule leaves out, with the quotas behind it.

Some people are on every valid panel, or on none: then a conflict says why. Others are certain only
because the rule wants it so: lowering their chance would lower somebody's whose chance comes first.
The multipliers of the program "how low can this chance be while nobody below 1 loses anything" name
the limits that tie them down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sortition.chances import Exact, System, floats
from stratification.feasibility import Forced, Limit, Side, without_choice
from stratification.integer import IntegerSolver
from stratification.panels import Counts
from stratification.problem import Problem
from stratification.solver import LinearProgram


@dataclass(frozen=True)
class Explanation:
    """`never`: on no valid panel; `certain`: chance 1; `left_out`: possible, but chance 0."""

    never: tuple[Forced, ...]
    certain: tuple[Forced, ...]
    left_out: tuple[str, ...]


def explain(
    problem: Problem,
    system: System,
    chances: Exact,
    solver: IntegerSolver,
    panels: Sequence[Counts],
    told: Sequence[Forced] = (),
) -> Explanation:
    """Explain every chance of 0 and of 1.

    Parameters:
        panels: known valid panels (class counts).
        told: who is on no panel and why, as far as that is known.
    """
    zeros = [c for c, chance in enumerate(chances) if chance == 0]
    ones = [c for c, chance in enumerate(chances) if chance == 1]
    never = _on_none(problem, solver, zeros, panels, told)
    forced = without_choice(problem, solver, ones, certain=True, known=panels)
    without = {person for group in (*never, *forced) for person in group.people}
    ids = problem.pool.ids
    left_out = [ids[person] for c in zeros for person in problem.members[c]]
    wanted = [c for c in ones if ids[problem.members[c][0]] not in without]
    return Explanation(
        never,
        (*forced, *_by_rule(problem, system, chances, wanted)),
        tuple(sorted(person for person in left_out if person not in without)),
    )


def _on_none(
    problem: Problem,
    solver: IntegerSolver,
    zeros: Sequence[int],
    panels: Sequence[Counts],
    told: Sequence[Forced],
) -> tuple[Forced, ...]:
    """Who of these classes is on no panel, and why; what is told is not sought again."""
    ids = problem.pool.ids
    people = {ids[person] for c in zeros for person in problem.members[c]}
    known = {person for group in told for person in group.people}
    left = [c for c in zeros if ids[problem.members[c][0]] not in known]
    found = without_choice(problem, solver, left, certain=False, known=panels)
    groups: dict[tuple[Limit, ...], set[str]] = {}
    for group in (*told, *found):
        groups.setdefault(group.limits, set()).update(people.intersection(group.people))
    return tuple(Forced(tuple(sorted(who)), limits) for limits, who in groups.items() if who)


def _by_rule(
    problem: Problem, system: System, chances: Exact, classes: Sequence[int]
) -> tuple[Forced, ...]:
    """The limits that tie down people who are certain only under the rule."""
    if not classes:
        return ()
    program = LinearProgram(
        system.per_head.astype(np.float64),
        (system.lows.astype(np.float64), system.highs.astype(np.float64)),
    )
    stated = floats(chances)
    floor = np.where(stated < 1, stated - 1e-9, 0.0)
    program.set_columns(np.maximum(floor, 0.0), np.ones(len(stated)))
    groups: defaultdict[tuple[Limit, ...], list[str]] = defaultdict(list)
    for number in classes:
        costs = np.zeros(len(stated))
        costs[number] = 1.0
        program.set_costs(costs)
        limits = _tying(problem, program, number) if program.solve() else ()
        people = [problem.pool.ids[person] for person in problem.members[number]]
        groups[limits] += people
    return tuple(Forced(tuple(sorted(people)), limits) for limits, people in groups.items())


def _tying(problem: Problem, program: LinearProgram, number: int) -> tuple[Limit, ...]:
    """The limits with a multiplier; those about this class alone when there are any."""
    multipliers = program.multipliers[1 : 1 + len(problem.rows)]
    found: list[tuple[bool, Limit]] = []
    for row, multiplier in zip(problem.rows, multipliers, strict=True):
        if abs(multiplier) > 1e-7:
            side: Side = "min" if multiplier > 0 else "max"
            limit = Limit("household") if row.quota is None else Limit(side, row.quota)
            found.append((number in row.classes, limit))
    own = tuple(dict.fromkeys(limit for mine, limit in found if mine))
    return own or tuple(dict.fromkeys(limit for _, limit in found))
