"""How many letters are needed before enough sign-ups are so much as expected: a linear program.

    minimise T = sum of t_g   subject to   expected sign-ups of every quota >= what a panel needs,
    floor·N_g/N·T <= t_g <= ceiling·N_g/N·T,   earlier letters <= t_g <= N_g.

Limits that earlier letters may break are left out, so that what it says holds for every spread.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from sortition.invitations.model import Limits
from sortition.invitations.pool_model import Model
from sortition.invitations.safety import make_safety
from stratification.solver import INFINITY, LinearProgram


def least_letters(model: Model, limits: Limits) -> int | None:
    """The fewest letters of this wave; None when not even letters to everybody are enough."""
    safety = make_safety(model)
    groups = model.shape.groups
    people = np.bincount(model.group_of, model.sizes, minlength=groups)
    earlier = np.bincount(model.group_of, model.earlier, minlength=groups)
    share = np.outer(people / people.sum(), np.ones(groups))
    rows, low = [safety.means], [safety.needs]
    if not earlier.any():
        rows += [np.eye(groups) - float(limits.floor) * share]
        rows += [float(limits.ceiling) * share - np.eye(groups)]
        low += [np.zeros(2 * groups)]
    bounds = np.concatenate(low)
    program = LinearProgram(np.vstack(rows), (bounds, np.full(len(bounds), INFINITY)))
    program.set_costs(np.ones(groups))
    program.set_columns(earlier.astype(np.float64), people.astype(np.float64))
    if not program.solve():
        return None
    return max(0, ceil(program.objective - 1e-6) - int(earlier.sum()))
