"""Drop-out estimated from earlier panels, by maximum likelihood.

With b = -log beta >= 0 somebody with the values v stays with the probability exp(-eta), where
eta = b_0 + sum of b_{c, v_c}. The log-likelihood

    sum over those who stayed of -eta  +  sum over those who left of log(1 - exp(-eta))

is concave in b, so every local maximum is a global one.

What the data do not tell is settled by a rule, not by chance:

* From the sum is taken `RIDGE`/2 · |b|². It weighs far less than one observation and makes the
  maximum unique, also where categories always go together (`Estimate.confounded`).
* Adding a number to all b of a category and taking it from b_0 changes no eta. So in each category
  the value that stays most has b = 0, its factor is 1.
* A value whose people all left has no finite maximum: b is at most `LARGEST` (a factor of 1/100).

A value that was never seen gets the category's mean factor, weighted by the observations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from sortition.standbys.dropout import Dropout
from stratification.errors import Finding, InputError
from stratification.solver import SolverError
from stratification.text import key

RIDGE = 1e-3
LARGEST = float(np.log(100))
LEAST = 1e-9
TOLERANCE = 1e-5
FEW = 20
"""Below so many observations the factor of a value says little."""

Vector = npt.NDArray[np.float64]
Seen = tuple[Mapping[str, str], bool]
Place = tuple[str, str]


@dataclass(frozen=True)
class Estimate:
    """What earlier panels tell.

    Parameters:
        model: the estimated drop-out model.
        observations: by category and value how many people were seen, and how many left.
        confounded: whether some values always go together, so that their effects cannot be told
            apart (the products are right all the same, for people like those seen).
        notices: values that few people were seen with.
    """

    model: Dropout
    observations: Mapping[Place, tuple[int, int]]
    confounded: bool
    notices: tuple[Finding, ...]


@dataclass(frozen=True)
class _Data:
    """One row per combination of values: which b it adds up, how many stayed and left."""

    places: tuple[Place, ...]
    design: Vector
    stayed: Vector
    left: Vector


def estimate(seen: Sequence[Seen]) -> Estimate:
    """Estimate the model from people of earlier panels: their values, and whether they stayed.

    The order of the people plays no part.

    Raises:
        InputError: nobody was seen, or not everybody has the same categories.
        SolverError: the maximum was not found.
    """
    data = _gather(seen)
    b = _maximise(data)
    counts = {
        place: (int(total @ data.design[:, at]), int(data.left @ data.design[:, at]))
        for total in [data.stayed + data.left]
        for at, place in enumerate(data.places, 1)
    }
    categories = sorted({category for category, _ in data.places})
    stay = b[0]
    factors: dict[Place, float] = {}
    typical: dict[str, float] = {}
    for category in categories:
        places = [at for at, place in enumerate(data.places, 1) if place[0] == category]
        least = min(b[at] for at in places)
        stay += least
        betas = {data.places[at - 1]: float(np.exp(least - b[at])) for at in places}
        factors |= betas
        people = sum(counts[place][0] for place in betas)
        typical[category] = sum(beta * counts[p][0] for p, beta in betas.items()) / people
    free = 1 + len(data.places) - len(categories)
    confounded = bool(np.linalg.matrix_rank(data.design) < free)
    few = [place for place in data.places if counts[place][0] < FEW]
    notices = tuple(
        Finding("standbys-few-seen", {"category": c, "value": v, "people": counts[c, v][0]})
        for c, v in few
    ) + ((Finding("standbys-confounded"),) if confounded else ())
    return Estimate(Dropout(float(np.exp(-stay)), factors, typical), counts, confounded, notices)


def _gather(seen: Sequence[Seen]) -> _Data:
    if not seen:
        raise InputError(Finding("standbys-nobody-seen"))
    groups: Counter[tuple[tuple[Place, ...], bool]] = Counter()
    for values, stayed in seen:
        groups[tuple(sorted((key(c), key(v)) for c, v in values.items())), stayed] += 1
    rows = sorted({places for places, _ in groups})
    if len({tuple(category for category, _ in row) for row in rows}) > 1:
        raise InputError(Finding("standbys-seen-differ"))
    places = tuple(sorted({place for row in rows for place in row}))
    design = np.array([[1, *(place in row for place in places)] for row in rows], dtype=np.float64)
    counts = np.array([[groups[row, True], groups[row, False]] for row in rows], dtype=np.float64)
    return _Data(places, design, counts[:, 0], counts[:, 1])


def _maximise(data: _Data) -> Vector:
    """The b of the unique maximum; its optimality conditions are checked."""
    width = data.design.shape[1]
    bounds = [(LEAST, LARGEST), *[(0.0, LARGEST)] * (width - 1)]
    share = (data.left.sum() + 0.5) / (data.left.sum() + data.stayed.sum() + 1)
    start = np.zeros(width)
    start[0] = min(LARGEST, -np.log(1 - share))
    found = minimize(
        _loss, start, (data,), "L-BFGS-B", jac=True, bounds=bounds,
        options={"maxiter": 20000, "maxfun": 50000, "ftol": 1e-16, "gtol": TOLERANCE / 100,
                 "maxcor": 50},
    )  # fmt: skip
    b: Vector = np.clip(found.x, 0, LARGEST)
    b[0] = max(b[0], LEAST)
    _, slope = _loss(b, data)
    at_low, at_high = b <= 2 * LEAST, b >= LARGEST - LEAST
    blocked = (at_low & (slope > 0)) | (at_high & (slope < 0))
    room = TOLERANCE * max(1.0, data.left.sum() + data.stayed.sum())
    if float(np.abs(np.where(blocked, 0, slope)).max()) > room:
        raise SolverError(Finding("solver-gave-up", {"status": "not optimal"}))
    return b


def _loss(b: Vector, data: _Data) -> tuple[float, Vector]:
    """Minus the log-likelihood with the ridge, and its slope."""
    eta = data.design @ b
    leaves = -np.expm1(-eta)
    loss = data.stayed @ eta - data.left @ np.log(leaves) + RIDGE / 2 * (b @ b)
    slope = data.design.T @ (data.stayed - data.left * np.exp(-eta) / leaves) + RIDGE * b
    return float(loss), slope
