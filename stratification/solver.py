"""The one narrow door to solvers: linear programs (HiGHS, warm) and integer programs (PuLP).

Nothing a solver says is believed without an exact check elsewhere: optima are re-solved in
fractions (`sortition.exact`), panels are recounted (`stratification.problem.check_panel`).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from stratification.errors import Finding, SortitionError

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.int64]
INFINITY = highspy.kHighsInf


class SolverError(SortitionError):
    """A solver gave up, or gave an answer that fails the exact check: nothing the user did."""

    exit_code = 70


@dataclass(frozen=True)
class Basis:
    """Which columns and rows are basic at a vertex (rows: their slack)."""

    columns: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


class LinearProgram:
    """Minimise cost·x subject to low <= matrix·x <= high and lower <= x <= upper.

    Kept inside HiGHS between solves, so that a change of costs or bounds is a warm start.
    """

    def __init__(self, matrix: Vector | Matrix, rows: tuple[Vector, Vector]) -> None:
        """Take a dense matrix, shape (rows, columns), and the rows' bounds; columns are >= 0."""
        height, width = matrix.shape
        self.width, self.height = width, height
        self._highs = _quiet_highs("simplex")
        self._highs.passModel(_model(matrix, rows))
        self._columns = np.arange(width, dtype=np.int32)
        self._rows = np.arange(height, dtype=np.int32)

    def set_costs(self, costs: Vector) -> None:
        """Replace the objective."""
        self._highs.changeColsCost(self.width, self._columns, costs)

    def set_columns(self, lower: Vector, upper: Vector) -> None:
        """Replace the bounds of every column."""
        self._highs.changeColsBounds(self.width, self._columns, lower, upper)

    def set_rows(self, low: Vector, high: Vector) -> None:
        """Replace the bounds of every row."""
        self._highs.changeRowsBounds(self.height, self._rows, low, high)

    def set_coefficients(self, column: int, values: Vector) -> None:
        """Replace one column of the matrix."""
        for row, value in enumerate(values):
            self._highs.changeCoeff(row, column, float(value))

    def add_row(self, low: float, high: float, entries: dict[int, float]) -> None:
        """Add one row, given as {column: coefficient}."""
        columns = np.fromiter(entries, dtype=np.int32)
        values = np.fromiter(entries.values(), dtype=np.float64)
        self._highs.addRow(low, high, len(entries), columns, values)
        self.height += 1
        self._rows = np.arange(self.height, dtype=np.int32)

    def add_column(self, cost: float, entries: dict[int, float]) -> None:
        """Add one column >= 0, given as {row: coefficient}."""
        rows = np.fromiter(entries, dtype=np.int32)
        values = np.fromiter(entries.values(), dtype=np.float64)
        self._highs.addCol(cost, 0.0, INFINITY, len(entries), rows, values)
        self.width += 1
        self._columns = np.arange(self.width, dtype=np.int32)

    def solve(self) -> bool:
        """Solve; True when optimal, False when infeasible.

        Raises:
            SolverError: on any other outcome (unbounded, numerical trouble).
        """
        for _ in range(2):
            self._highs.run()
            status = self._highs.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kInfeasible:
                return False
            self._highs.clearSolver()  # once more, from a cold start
        raise SolverError(Finding("solver-gave-up", {"status": str(status)}))

    @property
    def values(self) -> Vector:
        """The columns' values at the optimum, shape (columns,)."""
        return np.array(self._highs.getSolution().col_value)

    @property
    def multipliers(self) -> Vector:
        """The rows' multipliers at the optimum, shape (rows,)."""
        return np.array(self._highs.getSolution().row_dual)

    @property
    def objective(self) -> float:
        """The optimal value."""
        return float(self._highs.getInfo().objective_function_value)

    def basis(self) -> Basis:
        """The optimal basis."""
        _, basic = self._highs.getBasicVariables()
        basic = np.asarray(basic, dtype=np.int64)
        return Basis(np.sort(basic[basic >= 0]), np.sort(-1 - basic[basic < 0]))


def _model(matrix: Vector | Matrix, rows: tuple[Vector, Vector]) -> highspy.HighsLp:
    """A dense matrix and its rows' bounds as a HiGHS model without costs, columns >= 0."""
    height, width = matrix.shape
    by_column = matrix.T
    column, row = np.nonzero(by_column)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, height
    model.col_cost_ = np.zeros(width)
    model.col_lower_, model.col_upper_ = np.zeros(width), np.full(width, INFINITY)
    model.row_lower_, model.row_upper_ = rows
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(column, np.arange(width + 1))
    model.a_matrix_.index_ = row
    model.a_matrix_.value_ = by_column[column, row].astype(np.float64)
    return model


def _quiet_highs(method: str) -> highspy.Highs:
    """HiGHS with the settings that make its answers repeatable: one thread, no presolve."""
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "off"),
        ("solver", method),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        highs.setOptionValue(option, value)
    return highs


def least_squares_point(
    matrix: Matrix, rows: tuple[Matrix, Matrix], weights: Matrix, box: Vector, room: float
) -> Vector:
    """Roughly minimise sum of weights·x² subject to low <= matrix·x <= high, box[0] <= x <= box[1].

    The box gets a hair of `room`: its bounds may be an optimum themselves, rounded the wrong way.

    Raises:
        SolverError: when the solver ends without a point.
    """
    width = matrix.shape[1]
    highs = _quiet_highs("choose")
    for tolerance in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        highs.setOptionValue(tolerance, 1e-7)  # the method reaches no more; a rough point will do
    model = _model(matrix, (rows[0].astype(np.float64), rows[1].astype(np.float64)))
    model.col_lower_ = np.full(width, box[0] - room)
    model.col_upper_ = np.full(width, box[1] + room)
    highs.passModel(model)
    hessian = highspy.HighsHessian()
    hessian.dim_ = width
    hessian.format_ = highspy.HessianFormat.kTriangular
    hessian.start_ = np.arange(width + 1)
    hessian.index_ = np.arange(width)
    hessian.value_ = 2.0 * weights
    highs.passHessian(hessian)
    highs.run()
    # No look at the status: the caller sharpens the point and checks it exactly.
    point = np.array(highs.getSolution().col_value)
    if point.shape != (width,) or not np.isfinite(point).all():
        raise SolverError(Finding("solver-gave-up", {"status": str(highs.getModelStatus())}))
    return point
