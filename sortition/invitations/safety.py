"""How safe a spread of letters is, in a formula: what `sortition.invitations.spread` maximises.

A quota row v needs k_v sign-ups (the most of its minimum and of what its category leaves for it),
and the whole panel as many as it has seats. With t_g letters to group g, m_v = sum over g of
t_g · (expected sign-ups of v per letter to g) are expected. The count of v is about

    m_v · exp(u + e_v),   u normal: the campaign, e_v normal: what is v's own, and chance,

so that given u it reaches k_v with the probability

    P_v(m_v, u) = normal cdf of (log m_v + u - w_v - log(k_v - 1/2)) / s_v,
    s_v² = sum over factors j of (part of m_v under factor j)²·sd_j² + 1/k_v,

where 1/k_v is the Poisson variance of a count near k_v on the scale of logarithms, and w_v half the
variance of all factors, since these have mean 1. The *safety* is the probability of all together
when they depend on each other through the campaign only:

    S(t) = average over u of the product over v of P_v(m_v(t), u).

log S is concave in t: P_v is log-concave in log m_v + u, a product of log-concave functions is
log-concave, averaging out u keeps that (A. Prékopa, On logarithmic concave measures and functions,
Acta Scientiarum Mathematicarum 34 (1973), 335-343), it rises with every log m_v, and log m_v is
concave in t. So the best spread is found for certain, whatever the start. The average over u is by
Gauss-Hermite quadrature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from sortition.invitations.pool_model import Model
from sortition.invitations.pool_shape import Vector

NODES = 15
TINY = 1e-12


@dataclass(frozen=True)
class Slope:
    """log S at a point, with its slope and (minus) curvature by the means m_v."""

    value: float
    slope: Vector
    curvature: Vector


@dataclass(frozen=True)
class Safety:
    """What S needs of a model.

    Parameters:
        means: expected sign-ups of each row per letter to each group, shape (rows, groups).
        needs: k_v, shape (rows,).
        spreads: s_v, shape (rows,).
        shifts: w_v, shape (rows,).
        nodes, weights: of the average over u.
    """

    means: Vector
    needs: Vector
    spreads: Vector
    shifts: Vector
    nodes: Vector
    weights: Vector

    def at(self, means: Vector) -> Slope:
        """log S where so many sign-ups are expected of each row, shape (rows,).

        `curvature` leaves out the part that comes from averaging over u, which is never negative:
        with it log S falls off at least as fast as it does, so that a step is never too bold.
        """
        means = np.maximum(means, TINY)
        level = np.log(means) - self.shifts - np.log(self.needs - 0.5)
        z = (level + self.nodes[:, None]) / self.spreads
        logs = log_ndtr(z)
        parts = logs.sum(axis=1) + np.log(self.weights)
        top = float(parts.max())
        value = top + float(np.log(np.exp(parts - top).sum()))
        posterior = np.exp(parts - value)[:, None]
        # Derivatives of log cdf: h' = density/cdf and h'' = -h'·(z + h').
        first = np.exp(-(z**2) / 2 - logs) / np.sqrt(2 * np.pi)
        second = first * (z + first)
        first, second = first / self.spreads, second / self.spreads**2
        slope = (posterior * first).sum(axis=0) / means
        curvature = (posterior * (second + first)).sum(axis=0) / means**2
        return Slope(value, slope, curvature)


def make_safety(model: Model) -> Safety:
    """Work out S for a model; what depends on the spread is taken at the proportional one."""
    shape = model.shape
    answers = len(shape.among)
    everything = np.vstack([np.ones(shape.matrix.shape[1]), shape.matrix])
    needs = np.append(model.seats, shape.needs)
    rows = np.flatnonzero(needs > 0)
    matrix = everything[rows].reshape(len(rows), shape.groups, answers)
    means = (matrix @ shape.among) * group_rates(model)
    variances = _variances(model, matrix)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return Safety(
        means,
        needs[rows].astype(np.float64),
        np.sqrt(variances + 1 / needs[rows]),
        (variances + shape.campaign**2) / 2,
        nodes * shape.campaign,
        weights / weights.sum(),
    )


def group_rates(model: Model) -> Vector:
    """Expected sign-ups per letter to each group, letters in proportion to people."""
    people = np.bincount(model.group_of, model.sizes, minlength=model.shape.groups)
    sign_ups = np.bincount(
        model.group_of, model.sizes * model.stratum_rates, minlength=model.shape.groups
    )
    return np.asarray(sign_ups / np.maximum(people, 1))


def _variances(model: Model, matrix: Vector) -> Vector:
    """For each row the sum of (part of its sign-ups under factor j)² · sd_j², shape (rows,)."""
    shape = model.shape
    people = np.bincount(shape.cell_of, model.sizes, minlength=len(shape.rates))
    of_cell = people * shape.rates
    per_cell = (matrix @ shape.among)[:, shape.group_of] * of_cell  # shape (rows, cells)
    of_group = np.bincount(shape.group_of, of_cell, minlength=shape.groups)
    per_answer = np.einsum("vga,g->va", matrix, of_group) * shape.among
    under = np.zeros((len(matrix), len(shape.factors)))
    for part, factors in ((per_cell, shape.cell_factors), (per_answer, shape.answer_factors)):
        for column in factors.T:
            np.add.at(under.T, column, part.T)
    totals = np.maximum(per_cell.sum(axis=1), TINY)
    return np.asarray(((under / totals[:, None]) ** 2) @ shape.factors**2)
