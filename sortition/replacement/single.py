"""One member leaves: who fits, with what chance, and what that adds to everybody's chance.

Who fits the open seat is called first with chance 1/n when n people fit (`reserves` proves it, for
an order in which all permutations are equally likely).

**Before the draw.** Let every member be the only one who leaves with the same probability q, and
let nobody leave otherwise. Of m tickets, all equally likely, a ticket with members T gives somebody

    on it       1 - q,
    not on it   the sum over members i of T of  q / n(T, i)  if they fit T without i, else 0,

where n(T, i) is how many fit. The chance of a seat is the mean over the tickets, exactly. It is
*not* p + (1 - p)·(something of their own): who fits depends on who was drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sortition.lottery import Lottery
from stratification.errors import Finding, InputError, Param
from stratification.pool import Pool
from stratification.problem import make_problem
from stratification.quotas import Quotas

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Single:
    """Who fits when one member leaves alone: each of them is called first with equal chance."""

    fit: tuple[str, ...] = field(repr=False)

    @property
    def chance(self) -> Fraction:
        """The chance of each who fits; 0 when nobody does."""
        return Fraction(1, len(self.fit)) if self.fit else Fraction(0)


def single_chances(
    pool: Pool, quotas: Quotas, panel: Collection[str], barred: Collection[str] = ()
) -> dict[str, Single]:
    """For each member of a panel, by id: who fits when this member leaves alone.

    Parameters:
        quotas: that the panel must keep again (relaxed ones where a deviation was accepted).
        panel: ids of a whole panel.
        barred: ids of those who are no reserves.
    """
    out = np.array([person in set(barred) for person in pool.ids], dtype=bool)
    members = [place for place, person in enumerate(pool.ids) if person in set(panel)]
    return {
        pool.ids[member]: Single(tuple(pool.ids[place] for place in np.flatnonzero(fit & ~out)))
        for member, fit in _Seats.of(pool, quotas).fitting(members)
    }


def total_chances(lottery: Lottery, leaves: Fraction) -> tuple[Fraction, ...]:
    """Everybody's chance of a seat after the draw and one call, in the order of the pool's ids.

    Parameters:
        leaves: the probability of each member to be the only one who leaves.

    Raises:
        InputError: the probability is below 0, or all of them together above 1.
    """
    if not 0 <= leaves * lottery.seats <= 1:
        params: dict[str, Param] = {"chance": str(leaves), "seats": lottery.seats}
        raise InputError(Finding("replacement-chance", params))
    problem = lottery.problem
    places = {person: place for place, person in enumerate(problem.pool.ids)}
    seats = _Seats.of(problem.pool, problem.quotas)
    times: defaultdict[int, npt.NDArray[np.int64]] = defaultdict(
        lambda: np.zeros(len(places), dtype=np.int64)
    )  # by n: how often everybody is one of n who fit
    for ticket in lottery.tickets:
        for _, fit in seats.fitting([places[person] for person in ticket]):
            times[int(fit.sum())] += fit
    m = len(lottery.tickets)
    chances = []
    for place, count in enumerate(lottery.counts):
        called = sum(
            (Fraction(int(often[place]), n) for n, often in times.items() if often[place]),
            Fraction(0),
        )
        chances.append((count * (1 - leaves) + leaves * called) / m)
    return tuple(chances)


@dataclass(frozen=True)
class _Seats:
    """Who fits in one place of a panel, by people's values and households.

    Parameters:
        rows: which kind of people counts in which quota, shape (quotas, kinds).
        kinds: everybody's kind, shape (people,): people with the same values are of one kind.
        bounds: the minimums and the maximums of the quotas, shape (2, quotas, 1).
        homes: everybody's household, shape (people,); None when households play no part.
    """

    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]
    homes: npt.NDArray[np.int64] | None

    @classmethod
    def of(cls, pool: Pool, quotas: Quotas) -> _Seats:
        """The seats of this pool and these quotas."""
        problem = make_problem(replace(pool, households=None), quotas, 1)
        return cls(
            problem.matrix,
            np.array(problem.class_of, dtype=np.int64),
            np.array([problem.lows, problem.highs])[:, :, None],
            None if pool.households is None else np.array(pool.households, dtype=np.int64),
        )

    def fitting(self, members: list[int]) -> Iterator[tuple[int, Flags]]:
        """For each member of a panel (places in the pool): who fits when they leave alone."""
        drawn = np.zeros(len(self.kinds), dtype=bool)
        drawn[members] = True
        total = self.rows[:, self.kinds[members]].sum(axis=1)
        for member in members:
            sums = (total - self.rows[:, self.kinds[member]])[:, None] + self.rows
            kept = ((self.bounds[0] <= sums) & (sums <= self.bounds[1])).all(axis=0)
            fit = kept[self.kinds] & ~drawn
            if self.homes is not None:
                others = [self.homes[other] for other in members if other != member]
                fit &= ~np.isin(self.homes, others)
            yield member, fit
