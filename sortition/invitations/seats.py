"""The chance of a seat from end to end: a letter, a sign-up, and being drawn from those who did.

For a person of stratum s, with t_s letters (of all waves) for N_s people,

    chance_s = t_s/N_s · r_s · sum over answers e of p_e · c(s, e),

where c is the chance of a seat of somebody who signed up. It is that of the fairest lottery
(leximin) over the expected pool: t_s·r_s·p_e people of each class, not rounded. Chances of classes
obey the same inequalities whatever unit people are counted in (`sortition.chances`), so people,
seats and quotas are counted in thousandths. As many seats are expected to be filled as there are:

    sum over s of N_s · chance_s = seats.

The pool of one campaign differs from the expected one; where sign-ups are scarce, the average of
the chances over many campaigns is a little lower than the chance in the average campaign.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

import numpy as np

from sortition.chances import System, floats
from sortition.invitations.pool_model import Model
from sortition.rules.leximin import leximin
from stratification.solver import LinearProgram

PARTS = 1000  # of a person


def seat_chances(model: Model, letters: Sequence[int]) -> tuple[float, ...] | None:
    """Of every stratum the chance of a seat; None when the expected pool has no panel.

    Parameters:
        letters: of this wave, per stratum; those of earlier waves are added.
    """
    shape = model.shape
    sent = np.asarray(letters, dtype=np.int64) + model.earlier
    expected = shape.classes(np.bincount(shape.cell_of, sent, minlength=len(shape.rates)))
    people = np.rint(expected * PARTS).astype(np.int64)
    chosen = _chances(model, people)
    if chosen is None:
        return None
    by_group = (chosen.reshape(shape.groups, -1) * shape.among).sum(axis=1)
    signed = sent / np.maximum(model.sizes, 1) * model.stratum_rates
    chances = signed * by_group[model.group_of]
    # Thousandths were rounded; this is the rest of that.
    total = fsum(chances * model.sizes)
    return tuple(float(chance) for chance in chances * (model.seats / total))


def _chances(model: Model, people: np.ndarray) -> np.ndarray | None:
    """The leximin chances of every class of the expected pool."""
    shape = model.shape
    there = np.flatnonzero(people)
    if people.sum() < model.seats * PARTS:
        return None
    system = System(
        np.vstack([np.ones((1, len(there)), dtype=np.int64), shape.matrix[:, there]]),
        np.append(model.seats, shape.lows) * PARTS,
        np.append(model.seats, shape.highs) * PARTS,
        people[there],
    )
    program = LinearProgram(
        system.per_head / PARTS, (system.lows / float(PARTS), system.highs / float(PARTS))
    )
    program.set_columns(np.zeros(len(there)), np.ones(len(there)))
    if not program.solve():
        return None
    chances = np.zeros(len(people))
    chances[there] = floats(leximin(system).chances)
    return chances
