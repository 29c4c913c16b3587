"""All that can be said where no valid panel exists: conflicts, repairs, lacking sign-ups."""

from __future__ import annotations

from dataclasses import dataclass

from stratification.feasibility.conflicts import Conflict, conflicts
from stratification.feasibility.examine import Progress
from stratification.feasibility.lacking import Lacking, Short, lacking, short_values
from stratification.feasibility.repairs import Repair, RepairSettings, repair
from stratification.integer import IntegerSolver
from stratification.problem import Problem


@dataclass(frozen=True)
class Diagnosis:
    """Why a problem has no valid panel, and what helps; `lacking` None: no sign-ups do."""

    problem: Problem
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]
    lacking: Lacking | None
    short: tuple[Short, ...]


def diagnose(
    problem: Problem,
    solver: IntegerSolver,
    settings: RepairSettings,
    count: int,
    progress: Progress,
) -> Diagnosis:
    """Explain why there is no valid panel, and what to do.

    Parameters:
        settings: of the repairs.
        count: how many conflicts at most.
        progress: told as by `repair`, then ("conflict", 0 or 1, 1).

    Raises:
        InputError: there is a valid panel; a count below 1; what `lacking` raises.
        SolverError: the solver gave up.
    """
    repairs = repair(problem, solver, settings, progress)
    progress("conflict", 0, 1)
    found = conflicts(problem, solver, count)
    needed = lacking(problem, solver)
    progress("conflict", 1, 1)
    return Diagnosis(problem, found, repairs, needed, short_values(problem))
