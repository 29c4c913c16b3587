"""How equal chances are, and what they lost when they became tickets: figures about a lottery.

Where chances are exact, so is every figure (a `Fraction`; the geometric mean, which is irrational,
is the float nearest to it: `sortition.metrics.inequality`). Where chances are estimated from draws,
a figure is a float with a 95% confidence interval (`sortition.metrics.estimates`).

People who are on no valid panel have chance 0 in every lottery. They count in every figure, except
in the two that end in `_possible`, which are about everybody else: there a 0 means that the lottery
leaves somebody out who could have been drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress

import numpy as np
import numpy.typing as npt

from sortition.lottery import Lottery
from sortition.metrics.estimates import most_equal, most_unequal, simultaneous
from sortition.metrics.inequality import geometric_mean, gini, lorenz, share_below
from sortition.metrics.pairs import Meetings, meetings
from sortition.rules.procedure import Draws

__all__ = [
    "Measure",
    "Measures",
    "Outcome",
    "RoundingLoss",
    "distinct_panels",
    "draws_outcome",
    "geometric_mean",
    "gini",
    "lorenz",
    "lottery_outcome",
    "measure",
    "ratio",
    "rounding_loss",
    "share_below",
]

Panels = npt.NDArray[np.int64]
Value = Fraction | float | int


def ratio(value: Value, optimum: Value) -> Value | None:
    """A figure divided by the best possible one: exact when both are; None when that one is 0.

    >>> ratio(Fraction(1, 12), Fraction(1, 10))
    Fraction(5, 6)
    """
    if optimum == 0:
        return None
    both = isinstance(value, Fraction | int) and isinstance(optimum, Fraction | int)
    return Fraction(value) / Fraction(optimum) if both else float(value) / float(optimum)


@dataclass(frozen=True)
class RoundingLoss:
    """How far shares of tickets are from chances: the largest distance, and all added up."""

    worst: Fraction
    total: Fraction


def rounding_loss(chances: Sequence[Fraction], counts: Sequence[int], tickets: int) -> RoundingLoss:
    """The distances |count/tickets - chance|, as chances (one ticket is 1/tickets).

    Source: B. Flanigan, G. Kehne, A. D. Procaccia, "Fair sortition made transparent", NeurIPS 2021.
    """
    off = [
        abs(Fraction(count, tickets) - chance)
        for chance, count in zip(chances, counts, strict=True)
    ]
    return RoundingLoss(max(off), sum(off, start=Fraction(0)))


def distinct_panels(panels: Panels) -> int:
    """How many different panels there are among panels of shape (panels, seats)."""
    return len(np.unique(np.sort(panels, axis=1), axis=0))


@dataclass(frozen=True)
class Outcome:
    """What is known about a way to draw.

    `exact` has everybody's chance, where it is known as a fraction. `panels` has shape (panels,
    seats): indices into the pool's ids. They are either all of the equally likely tickets of a
    lottery (`complete`), or panels drawn independently, worth `effective` draws.
    """

    people: int
    exact: tuple[Fraction, ...] | None
    panels: Panels
    complete: bool
    effective: float

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """On how many of the panels everybody is, shape (people,)."""
        return np.bincount(self.panels.ravel(), minlength=self.people)

    @property
    def shares(self) -> list[float]:
        """The share of the panels that everybody is on."""
        shares: list[float] = (self.counts / len(self.panels)).tolist()
        return shares

    @property
    def chances(self) -> Sequence[Fraction] | Sequence[float]:
        """Everybody's chance: exact, or the share of the panels."""
        return self.shares if self.exact is None else self.exact


def lottery_outcome(lottery: Lottery) -> Outcome:
    """A lottery: its stated chances, and its tickets as panels."""
    places = {person: place for place, person in enumerate(lottery.problem.pool.ids)}
    tickets = [[places[person] for person in ticket] for ticket in lottery.tickets]
    panels = np.array(tickets, dtype=np.int64)
    return Outcome(len(places), lottery.chances, panels, True, float(len(panels)))


def draws_outcome(draws: Draws) -> Outcome:
    """What a procedure drew."""
    effective = len(draws.panels) if draws.effective is None else draws.effective
    return Outcome(draws.people, draws.exact, draws.panels, False, float(effective))


@dataclass(frozen=True)
class Measure:
    """A figure; with the ends of its 95% confidence interval when it is estimated."""

    value: Value
    low: float | None = None
    high: float | None = None

    @property
    def exact(self) -> bool:
        """Whether this is the figure itself and no estimate."""
        return self.low is None


@dataclass(frozen=True)
class Measures:
    """All figures of one way to draw; None where a figure does not apply.

    Chances (as numbers from 0 to 1), and shares of people (0 to 1):
        smallest, largest: over everybody.
        smallest_possible: over everybody who is on some valid panel.
        gini: see `gini`; 0 is equal.
        geometric_mean, geometric_mean_possible: as with smallest.
        below_half: the share of the people with a chance below half of seats/people.
    Tickets (None for a procedure, which has none):
        ticket_smallest, ticket_largest: the smallest and largest share of tickets: the chances in
            the lottery that is held.
        rounding_worst, rounding_total: `rounding_loss`, as chances.
    Panels:
        panels: how many panels the figures below are about: tickets, or panels drawn.
        distinct: how many of them are different.
        meeting_largest: the largest chance of two people to be on the panel together.
        meeting_mean: the mean over all pairs, seats·(seats - 1) / (people·(people - 1)): the same
            in every lottery.
        meeting_concentration: meeting_largest / meeting_mean.
        meeting_never: the share of the pairs that are together on none of the panels. (Of drawn
            panels that says nothing about panels that were not drawn.)
    """

    smallest: Measure
    largest: Measure
    smallest_possible: Measure | None
    gini: Measure
    geometric_mean: Measure
    geometric_mean_possible: Measure | None
    below_half: Measure
    ticket_smallest: Measure | None
    ticket_largest: Measure | None
    rounding_worst: Measure | None
    rounding_total: Measure | None
    panels: Measure
    distinct: Measure
    meeting_largest: Measure | None
    meeting_mean: Measure | None
    meeting_concentration: Measure | None
    meeting_never: Measure | None


def measure(outcome: Outcome, possible: Sequence[bool] | None = None) -> Measures:
    """All figures of one way to draw.

    Parameters:
        outcome: what is known about it.
        possible: for everybody, whether they are on some valid panel; None when that is not known,
            which leaves out the figures that need it.

    The intervals of estimated figures hold together: with 95% confidence all chances are within
    `simultaneous`, and then every figure is within its interval.
    """
    few = Fraction(outcome.panels.shape[1], 2 * outcome.people)
    band = _Band(outcome, possible)
    loss = (
        rounding_loss(outcome.exact, outcome.counts.tolist(), len(outcome.panels))
        if outcome.complete and outcome.exact is not None
        else None
    )
    met = meetings(outcome.panels, outcome.people)
    return Measures(
        smallest=band.measure(min),
        largest=band.measure(max),
        smallest_possible=band.among_possible(min),
        gini=band.measure(gini),
        geometric_mean=band.measure(geometric_mean),
        geometric_mean_possible=band.among_possible(geometric_mean),
        below_half=band.share_below(few),
        ticket_smallest=_ticket_share(outcome, min),
        ticket_largest=_ticket_share(outcome, max),
        rounding_worst=None if loss is None else Measure(loss.worst),
        rounding_total=None if loss is None else Measure(loss.total),
        panels=Measure(len(outcome.panels)),
        distinct=Measure(distinct_panels(outcome.panels)),
        **_meeting_measures(outcome, met),
    )


@dataclass(frozen=True)
class _Band:
    """The chances and, where they are estimates, the most equal and unequal ones in the band.

    All figures over everybody except `share_below` only rise (or only fall) when chances become
    more unequal in the sense of majorisation, so their extremes are at these two.
    """

    outcome: Outcome
    possible: Sequence[bool] | None

    def measure(
        self, figure: Callable[..., Fraction | float], kept: Sequence[bool] | None = None
    ) -> Measure:
        """A figure of the chances of everybody, or of those who are `kept`."""
        kept = kept or [True] * self.outcome.people
        if self.outcome.exact is not None:
            return Measure(figure(list(compress(self.outcome.exact, kept))))
        place = np.array(kept)
        shares: list[float] = np.array(self.outcome.chances, dtype=np.float64)[place].tolist()
        low, high = (end[place] for end in self.ends)
        total = float(np.sum(shares))
        ends = [figure(most(low, high, total)) for most in (most_equal, most_unequal)]
        # Floats: a figure at the edge of its interval may be a hair outside.
        value = figure(shares)
        return Measure(value, float(min(*ends, value)), float(max(*ends, value)))

    def among_possible(self, figure: Callable[..., Fraction | float]) -> Measure | None:
        """A figure of those who are on some valid panel; they have all the seats."""
        if self.possible is None or not any(self.possible):
            return None
        return self.measure(figure, self.possible)

    def share_below(self, level: Fraction) -> Measure:
        """The share of the people below a level: certainly below it, or possibly."""
        share = share_below(self.outcome.chances, level)
        if self.outcome.exact is not None:
            return Measure(share)
        low, high = self.ends
        certainly, possibly = (
            float((high < float(level)).mean()),
            float((low < float(level)).mean()),
        )
        return Measure(float(share), certainly, possibly)

    @property
    def ends(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The ends of the band, shapes (people,)."""
        shares = np.array(self.outcome.chances, dtype=np.float64)
        return simultaneous(shares, self.outcome.effective, len(shares))


def _ticket_share(outcome: Outcome, extreme: Callable[..., int]) -> Measure | None:
    if not outcome.complete:
        return None
    return Measure(Fraction(int(extreme(outcome.counts)), len(outcome.panels)))


def _meeting_measures(outcome: Outcome, met: Meetings | None) -> dict[str, Measure | None]:
    """The figures about pairs; all None when a panel or the pool has no pairs."""
    if met is None:
        names = ("largest", "mean", "concentration", "never")
        return {f"meeting_{name}": None for name in names}
    largest, concentration = Measure(met.largest), Measure(met.largest / met.mean)
    if not outcome.complete:
        pairs = outcome.people * (outcome.people - 1) // 2
        share = np.array([float(met.largest)])
        # The largest of all pairs: its interval has to hold for all of them.
        low, high = (float(end[0]) for end in simultaneous(share, outcome.effective, pairs))
        mean = float(met.mean)
        largest = Measure(float(met.largest), low, high)
        concentration = Measure(float(met.largest) / mean, low / mean, high / mean)
    return {
        "meeting_largest": largest,
        "meeting_mean": Measure(met.mean),
        "meeting_concentration": concentration,
        "meeting_never": Measure(met.never),
    }
