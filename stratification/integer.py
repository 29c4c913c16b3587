"""Integer programs over panels, through PuLP, so that any solver the user has can be named."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from stratification.errors import Finding, InputError
from stratification.solver import SolverError

Counts = npt.NDArray[np.int64]
DEFAULT = "HiGHS"
ALIASES = {"highs": ("HiGHS", "HiGHS_CMD"), "cbc": ("PULP_CBC_CMD", "COIN_CMD")}


@dataclass(frozen=True)
class IntegerSystem:
    """Whole x with low <= matrix·x <= high, lower <= x <= upper (shapes as in `Problem`)."""

    matrix: Counts
    low: Counts
    high: Counts
    lower: Counts
    upper: Counts

    def allows(self, counts: Counts) -> bool:
        """Whether whole counts obey everything."""
        sums = self.matrix @ counts
        return bool(
            (counts >= self.lower).all()
            and (counts <= self.upper).all()
            and (sums >= self.low).all()
            and (sums <= self.high).all()
        )


class IntegerSolver(Protocol):
    """The door: anything that can maximise over an integer system."""

    def maximise(self, system: IntegerSystem, weights: Counts) -> Counts | None:
        """The whole x in the system with the largest weights·x; None when there is no x."""
        ...


@dataclass(frozen=True)
class PulpSolver:
    """A solver known to PuLP by `name` (see `find_solver`)."""

    name: str

    def maximise(self, system: IntegerSystem, weights: Counts) -> Counts | None:
        """The whole x in the system with the largest weights·x; None when there is no x.

        Raises:
            SolverError: when the solver gives up.
        """
        import pulp

        if len(weights) == 0:
            return weights if system.allows(weights) else None
        program, columns = _program(system, weights)
        status = program.solve(_quiet(self.name))
        if pulp.LpStatus[status] == "Infeasible":
            return None
        if pulp.LpStatus[status] != "Optimal":
            raise SolverError(Finding("solver-gave-up", {"status": pulp.LpStatus[status]}))
        values = np.array([column.value() for column in columns], dtype=np.float64)
        return np.rint(values).astype(np.int64)


def best_counts(solver: IntegerSolver, system: IntegerSystem, weights: Counts) -> Counts | None:
    """What `solver.maximise` answers, checked: no x is taken on trust.

    Raises:
        SolverError: when the solver gives up, or its x does not obey the system.
    """
    counts = solver.maximise(system, weights)
    if counts is not None and not system.allows(counts):
        raise SolverError(Finding("solver-wrong"))
    return counts


def find_solver(name: str | None = None) -> PulpSolver:
    """The solver of this name: "HiGHS" (default), "CBC", or any name that PuLP knows.

    Raises:
        InputError: when PuLP does not know it or it is not installed; nothing is substituted.
    """
    import pulp

    wanted = (name or DEFAULT).strip()
    known = {solver.casefold(): solver for solver in pulp.listSolvers()}
    candidates: Sequence[str] = ALIASES.get(wanted.casefold(), (wanted,))
    for candidate in candidates:
        exact = known.get(candidate.casefold())
        if exact is not None and _available(exact):
            return PulpSolver(exact)
    available = ", ".join(sorted(solver for solver in known.values() if _available(solver)))
    raise InputError(Finding("solver-missing", {"solver": wanted, "available": available}))


def _available(name: str) -> bool:
    import pulp

    # Some solvers' bindings print or warn when PuLP looks whether they are there.
    with (
        open(os.devnull, "w") as null,
        contextlib.redirect_stdout(null),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        return bool(pulp.getSolver(name, msg=False).available())


def _quiet(name: str) -> Any:
    """The solver, silent, on one thread (answers repeat), and exact to the last unit."""
    import pulp

    options: dict[str, Any] = {"msg": False}
    if name in ("HiGHS", "PULP_CBC_CMD", "COIN_CMD", "HiGHS_CMD"):
        options |= {"threads": 1, "gapRel": 0.0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of names that PuLP 4 will change
        return pulp.getSolver(name, **options)


def _program(system: IntegerSystem, weights: Counts) -> tuple[Any, list[Any]]:
    import pulp

    program = pulp.LpProblem("panel", pulp.LpMaximize)
    columns = [
        program.add_variable(f"x{c}", int(low), int(high), cat="Integer")
        for c, (low, high) in enumerate(zip(system.lower, system.upper, strict=True))
    ]
    program += pulp.LpAffineExpression(
        [(columns[c], int(weight)) for c, weight in enumerate(weights) if weight]
    )
    for row, low, high in zip(system.matrix, system.low, system.high, strict=True):
        total = pulp.LpAffineExpression([(columns[c], int(row[c])) for c in np.flatnonzero(row)])
        if low == high:
            program += total == int(low)
        else:
            program += total >= int(low)
            program += total <= int(high)
    return program, columns
