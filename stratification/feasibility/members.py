"""From class counts to the people of a panel, and the check of both."""

from __future__ import annotations

from collections import defaultdict

from stratification.errors import Finding
from stratification.integer import Counts
from stratification.problem import Problem, check_panel
from stratification.solver import SolverError


def some_members(problem: Problem, counts: Counts) -> tuple[int, ...]:
    """The first people (indices into the pool's ids) who have these class counts.

    Of people who live together at most one is taken: every household of a kind has a member of
    every class of the kind, so the next household that is still free will do.
    """
    households = problem.pool.households
    panel: list[int] = []
    taken: set[int] = set()
    for members, wanted in zip(problem.members, counts, strict=True):
        free: defaultdict[int, list[int]] = defaultdict(list)
        for person in members:
            home = person if households is None else households[person]
            if households is None or home not in taken:
                free[home].append(person)
        chosen = sorted(free)[: int(wanted)]
        panel += [free[home][0] for home in chosen]
        taken.update(chosen if households is not None else ())
    return tuple(sorted(panel))


def verified(problem: Problem, counts: Counts) -> tuple[int, ...]:
    """A valid panel with these class counts.

    Raises:
        SolverError: these counts are no valid panel.
    """
    panel = some_members(problem, counts)
    pool, quotas, seats = problem.pool, problem.quotas, problem.seats
    if not problem.allows(counts) or check_panel(pool, quotas, seats, panel):
        raise SolverError(Finding("solver-wrong"))
    return panel
