"""What may come of letters: sign-ups and whether a panel exists, simulated.

The probability is the part of the rounds in which a panel exists. Its interval is Wilson's (E. B.
Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
American Statistical Association 22 (1927), 209-212):

    (p + z²/2n ± z·sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n),   z = 1.959964 for 95%.

It says how well the rounds tell what the response model implies, not whether the model is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from sortition.invitations.judge import Judge, sums_of
from sortition.invitations.model import Forecast, Shortage
from sortition.invitations.pool_model import Model
from sortition.invitations.simulate import People, Rounds

Z = 1.959963984540054
POINTS = (0.05, 0.5, 0.95)


def forecast(model: Model, letters: Sequence[int]) -> Forecast:
    """Foresee what so many letters per stratum bring (those of earlier waves are added).

    Parameters:
        letters: of this wave, in the order of the strata.
    """
    return Forecaster(model).forecast(letters)


class Forecaster:
    """Forecasts of one model, in the same rounds; panels found for one help the next."""

    def __init__(self, model: Model) -> None:
        """Start without any panel."""
        self.model = model
        self._rounds = Rounds(model)
        self._judge = Judge(model)
        self._made: dict[tuple[int, ...], Forecast] = {}

    def forecast(self, letters: Sequence[int]) -> Forecast:
        """As the function of this name."""
        name = tuple(map(int, letters))
        if name not in self._made:
            self._made[name] = self._forecast(name)
        return self._made[name]

    def _forecast(self, letters: tuple[int, ...]) -> Forecast:
        people = self._rounds.sign_ups(letters)
        count = int(self._judge.panels(people).sum())
        rounds = len(people)
        low, high = wilson(count, rounds)
        totals = people.sum(axis=1)
        points = [int(np.quantile(totals, point, method="inverted_cdf")) for point in POINTS]
        return Forecast(
            sum(letters),
            count / rounds,
            low,
            high,
            rounds,
            (points[0], points[1], points[2]),
            self._shortages(people),
        )

    def hope(self, letters: Sequence[int]) -> float:
        """The part of the rounds with enough sign-ups for every quota: quick, never too low."""
        return float(self._judge.perhaps(self._rounds.sign_ups(letters)).mean())

    def _shortages(self, people: People) -> tuple[Shortage, ...]:
        """The values that had too few sign-ups in some round, the most frequent first."""
        short = (sums_of(self.model, people) < self.model.shape.lows).mean(axis=0)
        rows = self.model.quotas.rows
        order = sorted(range(len(rows)), key=lambda at: (-short[at], at))
        return tuple(
            Shortage(rows[at].category, rows[at].value, float(short[at]))
            for at in order
            if short[at] > 0
        )


def wilson(count: int, rounds: int) -> tuple[float, float]:
    """The 95% interval of a probability that came out `count` times of `rounds`.

    >>> [round(end, 4) for end in wilson(95, 100)]
    [0.8882, 0.9785]
    """
    p, z2 = count / rounds, Z * Z / rounds
    middle = p + z2 / 2
    half = Z * sqrt(p * (1 - p) / rounds + z2 / (4 * rounds))
    low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
    return (0.0 if count == 0 else low, 1.0 if count == rounds else high)
