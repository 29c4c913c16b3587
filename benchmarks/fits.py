"""How time grows: power laws fitted by least squares on logarithms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fit:
    """y = constant · product of x_i ^ exponents_i; `explained` is R² on the logarithms."""

    exponents: tuple[float, ...]
    constant: float
    explained: float
    points: int


def power_law(quantities: Sequence[Sequence[float]], seconds: Sequence[float]) -> Fit | None:
    """The power law that fits best; None when the points do not fix one.

    Parameters:
        quantities: for every point the quantities x_i, all above 0.
        seconds: for every point the time, above 0.

    >>> power_law([[1], [2], [4]], [3, 12, 48]).exponents[0]
    2.0
    """
    points = len(seconds)
    if points < 3:
        return None
    logs = np.log(np.array(quantities, dtype=np.float64).reshape(points, -1))
    target = np.log(np.array(seconds, dtype=np.float64))
    design = np.column_stack([np.ones(points), logs])
    if np.linalg.matrix_rank(design) < design.shape[1] or points <= design.shape[1]:
        return None
    solution = np.linalg.lstsq(design, target, rcond=None)[0]
    spread = float(((target - target.mean()) ** 2).sum())
    left = float(((target - design @ solution) ** 2).sum())
    explained = 1 - left / spread if spread > 1e-12 else 1.0  # nothing to explain
    exponents = tuple(round(float(exponent), 6) + 0.0 for exponent in solution[1:])  # no "-0.00"
    return Fit(exponents, float(np.exp(solution[0])), explained, points)
