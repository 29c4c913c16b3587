"""What a procedure is: a way to draw a panel that states no chances, so they have to be found out.

A rule (`sortition.rules.rule`) begins with chances and ends with panels. A procedure begins with
panels: chances are what comes out when it is carried out many times, or, for some, what can be
computed about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from sortition.watch import Progress
from stratification.problem import Problem

Panels = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
Fact = str | int | float
Z_95 = 1.959963984540054  # the normal quantile of a two-sided interval of 95%


@dataclass(frozen=True)
class Effort:
    """How many panels to draw, and the text that fixes the random numbers behind them."""

    draws: int = 10_000
    seed: str = ""


@dataclass(frozen=True)
class Draws:
    """Panels that a procedure drew, and what is known about its chances.

    `panels` has shape (draws, seats): the people (indices into the pool's ids, ascending) of every
    panel. `exact` has everybody's chance where it is known as a fraction. `effective` is the number
    of independent draws the panels are worth: fewer than there are when they come from a Markov
    chain. `facts` are figures by name (a code in snake_case).
    """

    people: int
    panels: Panels
    exact: tuple[Fraction, ...] | None = None
    effective: float | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def chances(self) -> Vector:
        """Everybody's chance, shape (people,): exact, or the share of the panels drawn."""
        if self.exact is not None:
            return np.array([float(chance) for chance in self.exact])
        counts = np.bincount(self.panels.ravel(), minlength=self.people)
        shares: Vector = counts / max(1, len(self.panels))
        return shares

    def intervals(self) -> tuple[Vector, Vector]:
        """Wilson's 95% confidence interval of every chance; of no width where it is exact."""
        share = self.chances
        if self.exact is not None:
            return share, share
        return _wilson(share, len(self.panels) if self.effective is None else self.effective)


def wilson(hits: int, draws: int) -> tuple[float, float]:
    """Wilson's 95% confidence interval of a probability, from `hits` in independent draws.

    >>> low, high = wilson(0, 10_000)
    >>> low == 0 and 0.00038 < high < 0.00039
    True
    """
    low, high = _wilson(np.array([hits / max(1, draws)]), draws)
    return float(low[0]), float(high[0])


def _wilson(share: Vector, draws: float) -> tuple[Vector, Vector]:
    """The interval of every share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    draws = max(1.0, draws)
    square = Z_95 * Z_95 / draws
    middle = (share + square / 2) / (1 + square)
    half = Z_95 * np.sqrt(share * (1 - share) / draws + square / (4 * draws)) / (1 + square)
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)


@dataclass(frozen=True)
class Procedure:
    """A way to draw. `run` draws panels from a problem that has a valid one."""

    id: str
    citation: str
    guarantee: str
    run: Callable[[Problem, Effort, Progress], Draws]


def generator(effort: Effort, label: str) -> np.random.Generator:
    """The random numbers of a simulation: PCG64, seeded by SHA-256 of a label and the seed.

    Good for estimating chances; a published draw uses `sortition.stream` instead.
    """
    digest = sha256(f"sortition-simulation-1\n{label}\n{effort.seed}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
