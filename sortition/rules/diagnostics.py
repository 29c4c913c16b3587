"""Have Markov chains converged, and how many independent draws are they worth?

Source: A. Gelman, D. B. Rubin, "Inference from iterative simulation using multiple sequences",
Statistical Science 7 (1992); A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner,
"Rank-normalization, folding, and localization: an improved R-hat", Bayesian Analysis 16 (2021).
Every chain is split in two halves, so that a drift within chains shows as well. With m halves of
length n, W the mean of their variances and B/n the variance of their means,

    var+ = W·(n-1)/n + B/n,      R-hat = sqrt(var+ / W),      effective = m·n / tau,

where tau = 1 + 2·sum of the autocorrelations, summed over pairs of lags as long as a pair is
positive (and no larger than the one before). The quantities here are counts, so their ranks are
not taken. R-hat near 1 is a sign of convergence and no proof.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
NEVER = 1e6  # stated for R-hat when chains that do not move differ


def convergence(chains: Vector) -> tuple[Vector, Vector]:
    """Split R-hat and effective sample size of quantities.

    Parameters:
        chains: shape (chains, length, quantities), length at least 4.

    Returns:
        R-hat and effective sample size, shape (quantities,). A quantity that never changes has
        R-hat 1 and the full sample size.
    """
    half = chains.shape[1] // 2
    parts = np.concatenate([chains[:, :half], chains[:, -half:]])
    groups, length, _ = parts.shape
    means = parts.mean(axis=1)
    centred = parts - means[:, None]
    within = (centred**2).sum(axis=1).mean(axis=0) / (length - 1)
    between = means.var(axis=0, ddof=1) if groups > 1 else np.zeros_like(within)
    spread = within * (length - 1) / length + between
    still = spread <= 1e-12
    stuck = ~still & (within <= 1e-12)
    safe = np.where(still | stuck, 1.0, within)
    r_hat = np.where(still, 1.0, np.where(stuck, NEVER, np.sqrt(spread / safe)))
    total = float(groups * length)
    tau = _tau(centred, within, np.where(still, 1.0, spread))
    effective = np.where(still, total, np.where(stuck, 1.0, total / tau))
    return r_hat, np.minimum(effective, total)


def _tau(centred: Vector, within: Vector, spread: Vector) -> Vector:
    """The integrated autocorrelation time (Geyer's initial monotone sequence)."""
    length = centred.shape[1]

    def correlation(lag: int) -> Vector:
        product = (centred[:, : length - lag] * centred[:, lag:]).sum(axis=1).mean(axis=0)
        covariance = product / length
        result: Vector = 1 - (within * (length - 1) / length - covariance) / spread
        return result

    # The pair of lags 0 and 1; lag 0 has correlation 1 by definition.
    pair = 1 + correlation(1)
    total = pair.copy()
    going = pair > 0
    for lag in range(2, length - 1, 2):
        pair = np.minimum(pair, correlation(lag) + correlation(lag + 1))
        going &= pair > 0
        if not going.any():
            break
        total += np.where(going, pair, 0.0)
    tau: Vector = np.maximum(2 * total - 1, 1.0)
    return tau
