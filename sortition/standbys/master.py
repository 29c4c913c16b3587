"""The program over sets of standbys: x whole, and one number per kind of sample that cuts push up.

    minimise  sum over kinds of weight_s/N · theta_s
    subject to  theta_s >= every cut,  sum of x = a,  0 <= x_c <= most_c,  one per household.

It is Benders' decomposition: the many unknowns of who takes which seat stay in `recourse`. Where
the linear bound of a sample is below its exact deviation v at a set x°, a further cut holds,

    theta_s >= v - (v - l_s) · (number of classes with more people than in x°),

because any other set has more of some class; l_s is what no set can go below. A class whose
reduced cost in the program with fractions is d adds d per person at least: with a value that a set
must not pass, most classes are out before the search begins. HiGHS searches on one thread and by
fixed numbers of nodes, so that the same question has the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from sortition.standbys.recourse import Cut, Vector
from sortition.standbys.samples import Case, Counts
from stratification.errors import Finding
from stratification.solver import SolverError

NODES = 300
GAP = 1e-7
ROOM = 1e-7
FAR = 0.03
INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Answer:
    """A set that the program likes (None: there is none), and a bound on its objective."""

    counts: Counts | None
    bound: float


class Master:
    """Kept inside HiGHS; cuts are added as they are found."""

    def __init__(self, case: Case, standbys: int, weights: Counts) -> None:
        """Start without cuts. `weights` are the samples of every kind."""
        self.most = case.most(standbys)
        self.classes, self.kinds = len(self.most), len(weights)
        self._shares = weights / weights.sum()
        self._above: dict[tuple[int, int], int] = {}
        self._reduced, self._root = np.zeros(self.classes), 0.0
        self._highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", GAP),
            ("mip_max_nodes", NODES),
        ):
            self._highs.setOptionValue(option, value)
        for most in self.most:
            self._highs.addVar(0.0, float(most))
        for share in self._shares:
            self._highs.addCol(float(share), 0.0, INFINITY, 0, [], [])
        everybody = np.arange(self.classes)
        self._row(float(standbys), float(standbys), everybody, np.ones(self.classes))
        for classes, high in case.homes:
            self._row(0.0, float(high), np.array(classes), np.ones(len(classes)))
        theta = np.arange(self.classes, self.classes + self.kinds)
        self._limit = self._highs.getNumRow()
        self._row(0.0, INFINITY, theta, self._shares)

    def _row(self, low: float, high: float, columns: Counts, values: Vector) -> None:
        self._highs.addRow(low, high, len(columns), columns.astype(np.int32), values)

    def add(self, cut: Cut) -> None:
        """Add a cut."""
        columns = np.flatnonzero(cut.slope > 1e-11)
        entries = np.append(cut.slope[columns], 1.0)
        self._row(cut.constant, INFINITY, np.append(columns, self.classes + cut.kind), entries)

    def add_exact(self, kind: int, value: float, least: float, counts: Counts) -> None:
        """Add what is known of the exact deviation at a set, and of no other."""
        columns = [self._more(c, int(n)) for c, n in enumerate(counts) if n < self.most[c]]
        slope = max(0.0, value - least)
        entries = np.append(np.full(len(columns), slope), 1.0)
        self._row(value, INFINITY, np.array([*columns, self.classes + kind]), entries)

    def _more(self, number: int, at: int) -> int:
        """A column that is at least 1 when class `number` has more than `at` people."""
        if at == 0:
            return number
        if (number, at) not in self._above:
            column = self._highs.getNumCol()
            self._highs.addVar(0.0, 1.0)
            self._highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
            room = float(self.most[number] - at)
            self._row(-INFINITY, float(at), np.array([number, column]), np.array([1.0, -room]))
            self._above[number, at] = column
        return self._above[number, at]

    def relaxed(self) -> tuple[Vector, Vector, float]:
        """The optimum with fractions: x, theta, and the objective."""
        self._kind(highspy.HighsVarType.kContinuous)
        self._highs.setOptionValue("presolve", "off")
        self._limit_to(math.inf)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise self._gave_up()
        values = np.array(self._highs.getSolution().col_value)
        x = np.clip(values[: self.classes], 0, self.most)
        theta = values[self.classes : self.classes + self.kinds]
        self._root = float(self._highs.getInfo().objective_function_value)
        self._reduced = np.array(self._highs.getSolution().col_dual)[: self.classes]
        return x, theta, self._root

    def forget(self) -> None:
        """Take out the cuts that are far from tight at the optimum that was found last."""
        slack = np.array(self._highs.getSolution().row_value) - self._highs.getLp().row_lower_
        rows = np.flatnonzero(slack > FAR)
        rows = rows[rows > self._limit].astype(np.int32)
        self._highs.deleteRows(len(rows), rows)

    def possible(self, limit: float) -> list[int]:
        """The classes that a set within the limit can have people of."""
        room = limit - self._root + ROOM
        return [int(c) for c in np.flatnonzero((self._reduced <= room) & (self.most > 0))]

    def best(self, limit: float) -> Answer:
        """The set with the smallest bound on its expected deviation, if any is within the limit."""
        self._kind(highspy.HighsVarType.kInteger)
        self._highs.setOptionValue("presolve", "on")
        self._limit_to(limit)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, math.inf)
        info = self._highs.getInfo()
        values = np.array(self._highs.getSolution().col_value)
        if len(values) < self.classes or info.primal_solution_status != 2:
            if not math.isfinite(info.mip_dual_bound):
                raise self._gave_up()
            return Answer(None, float(info.mip_dual_bound))
        counts = np.rint(values[: self.classes]).astype(np.int64)
        return Answer(counts, float(info.mip_dual_bound))

    def _kind(self, kind: highspy.HighsVarType) -> None:
        columns = [*range(self.classes), *self._above.values()]
        kinds = np.array([kind] * len(columns))
        self._highs.changeColsIntegrality(len(columns), np.array(columns, dtype=np.int32), kinds)

    def _limit_to(self, limit: float) -> None:
        """Only sets whose bound is within the limit; classes that cannot be in one are out."""
        self._highs.changeRowBounds(self._limit, 0.0, min(limit, INFINITY))
        most = self.most.astype(np.float64)
        if math.isfinite(limit):
            room = max(0.0, limit - self._root + ROOM)
            most = np.minimum(most, np.floor(room / np.maximum(self._reduced, 1e-12)))
        columns = np.arange(self.classes, dtype=np.int32)
        self._highs.changeColsBounds(self.classes, columns, np.zeros(self.classes), most)

    def _gave_up(self) -> SolverError:
        status = str(self._highs.getModelStatus())
        return SolverError(Finding("solver-gave-up", {"status": status}))


def add_all(master: Master, cuts: Sequence[Cut]) -> None:
    """Add cuts, in the order of the kinds of sample."""
    for cut in sorted(cuts, key=lambda cut: cut.kind):
        master.add(cut)
