"""The mixture that comes nearest to given chances: least squares, and dives for what is missing.

Over the known panels the weights are sought that come nearest to n_c·p_c (`sortition.fit`). What
they leave over prices dives, whose panels join; and so on. Where nothing is left over the weights
are solved again in fractions, and are an exact mixture. Prices by least squares point at everything
that is missing at once, in proportion, where those of a linear program are at a vertex: far fewer
panels are needed (about as many as there are classes).

Source of the idea: fully corrective conditional gradients (Holloway 1974); within a round "herding"
(Welling 2009), so that the dives of one round differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np

from sortition.chances import Exact, face, floats
from sortition.exact import ZERO, solve
from sortition.fit import Fit
from sortition.mixture import HELPS, REACHED, Mixture, Nearest, Search
from stratification.panels import Counts, Diver, NoRoomError, Vector
from stratification.solver import INFINITY, LinearProgram

STEP = 0.2  # how far one panel moves the aim of the next dive
NOISE = 0.3  # of prices whose mean is 1
IDLE = 3  # rounds of dives that find nothing that helps
SLACK = 1e-6


@dataclass(frozen=True)
class Aim:
    """What is wanted of every class, and what a seat missing is worth, shapes (classes,)."""

    wanted: Vector
    worth: Vector


def approach(search: Search, chances: Exact, panels: Sequence[Counts]) -> Mixture | Nearest:
    """An exact mixture with these chances, or the weights that come nearest (least squares).

    What the best weights of the known panels leave over prices the dives for new ones. Within a
    round every panel found is counted as if it came in a little, so that the next dive looks for
    what is still missing.
    """
    sizes = search.system.sizes
    totals = [int(size) * chance for size, chance in zip(sizes, chances, strict=True)]
    wanted = floats(totals)
    # A seat missing counts for more where few are wanted; what has chance 0 comes by no panel.
    worth = np.divide(1.0, wanted, where=wanted > 0, out=np.zeros_like(wanted))
    fit = Fit(wanted, worth)
    for panel in panels:
        fit.add(panel)
    missing = fit.solve() if panels else wanted
    try:
        diver = Diver(search.system.matrix, face(search.system, chances))
    except NoRoomError:
        return Nearest(tuple(fit.panels), fit.shares)
    idle = 0
    for _ in range(search.effort.rounds):
        if float(np.abs(missing).max()) < REACHED:
            mixture = _exact(fit, totals)
            if mixture is not None:
                return mixture
        if search.watch.expired or idle == IDLE:
            break
        prices = worth * missing
        known = max((float(prices @ fit.panels[number]) for number in fit.used), default=-np.inf)
        found = _herd(search, diver, Aim(wanted, worth), missing)
        better = [float(prices @ panel) > known + HELPS for panel in found]
        idle = 0 if any(better) else idle + 1
        for panel in found:
            fit.add(panel)
        missing = fit.solve()
    return Nearest(tuple(fit.panels), fit.shares)


def balanced(nearest: Nearest, wanted: Vector) -> Nearest:
    """The weights of the same panels that serve everybody best.

    First the largest share z of what is wanted that every class reaches, then, with (nearly) that,
    the smallest largest distance to what is wanted.
    """
    panels = np.array(nearest.panels, dtype=np.float64)
    count, width = panels.shape
    none, unit = np.zeros((width, 1)), np.ones((width, 1))
    matrix = np.vstack(
        [
            np.hstack([panels.T, -wanted[:, None], none]),  # reached >= z·wanted
            np.hstack([panels.T, none, unit]),  # reached >= wanted - far
            np.hstack([panels.T, none, -unit]),  # reached <= wanted + far
            np.append(np.ones(count), [0.0, 0.0])[None],
        ]
    )
    open_end = np.full(width, INFINITY)
    low = np.concatenate([np.zeros(width), wanted, -open_end, [1.0]])
    high = np.concatenate([open_end, open_end, wanted, [1.0]])
    program = LinearProgram(matrix, (low, high))
    program.set_costs(np.append(np.zeros(count), [-1.0, 0.0]))
    program.solve()
    least = program.values[count] * (1 - SLACK)
    lower, upper = np.zeros(count + 2), np.full(count + 2, INFINITY)
    lower[count], upper[count] = least, 1.0
    program.set_columns(lower, upper)
    program.set_costs(np.append(np.zeros(count), [0.0, 1.0]))
    program.solve()
    return Nearest(nearest.panels, program.values[:count])


def _exact(fit: Fit, totals: Exact) -> Mixture | None:
    """The weights of the panels in use in fractions; None when they are no exact mixture."""
    panels = [fit.panels[number] for number in fit.used]
    matrix = np.array(panels, dtype=np.int64)
    sides = [
        sum((int(x) * t for x, t in zip(panel, totals, strict=True) if x), ZERO) for panel in panels
    ]
    point = solve(matrix @ matrix.T, sides)  # least squares again; exact, so nothing is left over
    if point is None or any(weight < 0 for weight in point):
        return None
    total = lcm(*(int(weight.q) for weight in point))
    weights = tuple(int(weight.p) * (total // int(weight.q)) for weight in point)
    mixture = Mixture(tuple(panels), weights, total)
    return mixture if mixture.reaches(totals) else None


def _herd(search: Search, diver: Diver, aim: Aim, missing: Vector) -> list[Counts]:
    """Panels that bring what is missing, each with a view to those found before it."""
    found = []
    pace = STEP * float(np.abs(aim.worth * missing).mean())
    for _ in range(search.effort.dives):
        prices = aim.worth * missing
        prices = prices / (float(np.abs(prices).mean()) + 1e-300)
        panel = diver.panel(-prices - NOISE * search.stream.noise(len(prices)))
        if panel is None:
            continue
        found.append(panel)
        change = aim.wanted - panel
        missing = missing + pace / float(np.abs(aim.worth * change).mean() + 1e-300) * change
    return found
