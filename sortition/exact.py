"""Exact arithmetic on the vertices that a floating-point solver points at.

A solver's answer is used for one thing only: which columns and rows are basic. The vertex and its
multipliers are then solved again in fractions (FLINT), and whatever is stated is checked exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int64]
ZERO = flint.fmpq(0)
ONE = flint.fmpq(1)


def solve(matrix: Matrix, right: Sequence[flint.fmpq]) -> list[flint.fmpq] | None:
    """The exact solution of a square integer system; None when it is singular."""
    size = len(matrix)
    if matrix.shape != (size, size):
        return None
    if size == 0:
        return []
    left = flint.fmpq_mat(flint.fmpz_mat(matrix.tolist()))
    try:
        return list(left.solve(flint.fmpq_mat(size, 1, list(right))).entries())
    except ZeroDivisionError:
        return None


def fraction(number: flint.fmpq) -> Fraction:
    """The same number as Python's own type."""
    return Fraction(int(number.p), int(number.q))


def rational(number: Fraction) -> flint.fmpq:
    """The same number as FLINT's type, whose arithmetic is much faster."""
    return flint.fmpq(number.numerator, number.denominator)


def independent(matrix: Matrix) -> list[int]:
    """The first rows that span all rows, by exact elimination."""
    if matrix.size == 0:
        return []
    echelon, _, rank = flint.fmpz_mat(matrix.T.tolist()).rref()
    entries = echelon.tolist()
    return [next(i for i, entry in enumerate(entries[row]) if entry != 0) for row in range(rank)]
