"""Tickets between which people are exchanged, with everything that is counted along.

Numbers are whole: weights are multiples of 1 / SCALE, rounded down, and floating-point numbers are
used for whole numbers below 2^53 only (they make matrix products fast). So nothing is ever
rounded, and the order in which a machine adds up does not matter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stratification.problem import Problem

SCALE = 2**16  # of a weight 1

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """What exchanges do not change. The last person is nobody, who counts in no row.

    Parameters:
        homes: the household of every person, shape (people + 1,).
        member: who counts in which row (everybody, then the quotas), shape (people + 1, rows).
        low, high: the bounds of the rows, shape (rows,).
        names: a random word for every person; a ticket is known by their sum.
    """

    homes: Whole
    member: Whole
    low: Whole
    high: Whole
    names: Words

    @property
    def nobody(self) -> int:
        """The number of nobody."""
        return len(self.homes) - 1


def make_ground(problem: Problem, names: Words) -> Ground:
    """A problem in arrays; without households everybody has a home of their own."""
    people = len(problem.pool.ids)
    homes = range(people) if problem.pool.households is None else problem.pool.households
    quotas = [number for number, row in enumerate(problem.rows) if row.quota is not None]
    member = np.zeros((people + 1, len(quotas) + 1), dtype=np.int64)
    member[:people, 0] = 1
    member[:people, 1:] = problem.matrix[quotas][:, list(problem.class_of)].T
    return Ground(
        np.array([*homes, max(homes) + 1]),
        member,
        np.append(problem.seats, problem.lows[quotas]),
        np.append(problem.seats, problem.highs[quotas]),
        names,
    )


@dataclass(frozen=True)
class Exchanges:
    """Exchanges between two tickets, each of one or two people on either side.

    Where it is one, the second is nobody. All shapes are (exchanges, 2).

    Parameters:
        tickets: the two tickets.
        out: who goes from the first to the second ticket.
        back: who comes from the second to the first.
    """

    tickets: Whole
    out: Whole
    back: Whole

    def only(self, which: Truths | Whole) -> Exchanges:
        """Some of them, in the order given."""
        return Exchanges(self.tickets[which], self.out[which], self.back[which])


class Table:
    """A list of tickets, changed by exchanges one at a time.

    `seats` is who sits on every ticket, shape (tickets, seats). `on` is 1 for a person on a ticket
    and 0 else, shape (people + 1, tickets). `overlap` is O, shape (tickets, tickets). `sums` counts
    every ticket's people by row, shape (tickets, rows), and `home` tells its households. `known`
    are the names of all tickets there are, in other lists too.
    """

    def __init__(self, ground: Ground, seats: Whole, known: Counter[int]) -> None:
        """Count what the tickets hold."""
        count = len(seats)
        self.ground, self.seats, self.known = ground, seats.copy(), known.copy()
        self.on = np.zeros((len(ground.homes), count))
        self.on[seats.T, np.arange(count)] = 1
        self.tickets = self.on.sum(axis=1)
        self.weight: Floats = np.floor(SCALE / np.maximum(self.tickets, 1))
        self.weight[self.tickets == 0] = 0
        self.overlap = self.on.T @ (self.weight[:, None] * self.on)
        self.sums = ground.member[seats].sum(axis=1)
        low, high = (self.sums == ground.low).all(axis=0), (self.sums == ground.high).all(axis=0)
        # All tickets at the same bound: with everybody's number of tickets fixed, it stays so.
        self.tight: Truths = low | high
        self.home = np.zeros((count, ground.homes.max() + 1), dtype=np.bool_)
        self.home[np.arange(count)[:, None], ground.homes[seats]] = True
        self.names: list[int] = ground.names[seats].sum(axis=1).tolist()

    def apart(self, some: Exchanges) -> Truths:
        """Which exchanges are between two tickets, of people who are not on the other."""
        first, second = some.tickets[:, 0, None], some.tickets[:, 1, None]
        shared = (self.on[some.out, second] > 0) | (self.on[some.back, first] > 0)
        apart: Truths = (first != second)[:, 0] & ~shared.any(axis=1)
        return apart

    def keeps(self, some: Exchanges) -> Truths:
        """Which exchanges keep quotas and households on both tickets."""
        ground = self.ground
        change = (ground.member[some.back] - ground.member[some.out]).sum(axis=1)
        fine = np.ones(len(change), dtype=np.bool_)
        for side, sign, leaving, coming in (
            (0, 1, some.out, some.back),
            (1, -1, some.back, some.out),
        ):
            ticket = some.tickets[:, side]
            sums = self.sums[ticket] + sign * change
            fine &= ((ground.low <= sums) & (sums <= ground.high)).all(axis=1)
            left, come = ground.homes[leaving], ground.homes[coming]
            fine &= come[:, 0] != come[:, 1]
            for place in (0, 1):
                home = come[:, place]
                fine &= ~self.home[ticket, home] | (left == home[:, None]).any(axis=1)
        return fine

    def promise(self, some: Exchanges) -> Floats:
        """What exchanges add to Σ O² / 2, as if the people exchanged did not meet each other.

        `change` is exact; this is for many at once, shape (exchanges,).
        """
        first, second = some.tickets.T
        weight, overlap = self.weight, self.overlap
        pull = weight * (overlap @ self.on.T)
        slope = np.zeros(len(first))
        for ticket, sign in ((first[:, None], 1), (second[:, None], -1)):
            slope += sign * (pull[ticket, some.back] - pull[ticket, some.out]).sum(axis=1)
        coming, leaving = weight[some.back].sum(axis=1), weight[some.out].sum(axis=1)
        one, other = overlap[first, first], overlap[second, second]
        both = overlap[first, second]
        # The two tickets' overlap with each other stays, and those with themselves count once.
        slope -= coming * (both - other) - leaving * (one - both)
        load = weight * weight * (self.tickets - 1)
        bend = (load[some.back] + load[some.out]).sum(axis=1)
        own = coming - leaving
        promise: Floats = 2 * slope + 2 * bend + own * (one - other + own)
        return promise

    def change(self, tickets: Whole, out: Whole, back: Whole) -> tuple[Floats, float, float]:
        """What an exchange does to O: to the first ticket's overlaps with the others (the second's
        change by as much the other way), to its overlap with itself, and to Σ O² / 2.
        """
        first, second = tickets
        people = np.concatenate([back, out])
        signed = self.weight[people] * (1, 1, -1, -1)
        rise: Floats = (signed[:, None] * self.on[people]).sum(axis=0)
        own = float(rise[first] + rise[second])
        rise[first] = rise[second] = 0.0
        apart = self.overlap[first] - self.overlap[second]
        total = 2 * float(rise @ (apart + rise)) + own * float(apart[first] + apart[second] + own)
        return rise, own, total

    def repeated(self) -> Truths:
        """Which tickets are the same as another one, shape (tickets,)."""
        return np.array([self.known[name] > 1 for name in self.names])

    def carry_out(self, tickets: Whole, out: Whole, back: Whole) -> float | None:
        """Carry out a valid exchange if more tickets are different then, or as many and F falls.

        Returns how far Σ O² / 2 fell, None when nothing was done.
        """
        rise, own, change = self.change(tickets, out, back)
        if not self._rename(tickets, out, back, worse=change >= 0):
            return None
        first, second = tickets
        self._reseat(first, out, back)
        self._reseat(second, back, out)
        self.overlap[first] += rise
        self.overlap[second] -= rise
        self.overlap[first, first] += own
        self.overlap[second, second] -= own
        self.overlap[:, first], self.overlap[:, second] = self.overlap[first], self.overlap[second]
        return -change

    def _rename(self, tickets: Whole, out: Whole, back: Whole, *, worse: bool) -> bool:
        """Rename two tickets, unless fewer names (`worse`: no more) are in use then."""
        names, (first, second) = self.ground.names, tickets.tolist()
        step = sum(names[back].tolist()) - sum(names[out].tolist())
        old = [self.names[first], self.names[second]]
        new = [(old[0] + step) % 2**64, (old[1] - step) % 2**64]
        uses = {name: self.known[name] for name in (*old, *new)}
        then = Counter(uses)
        then.subtract(old)
        then.update(new)
        more = sum(use > 0 for use in then.values()) - sum(use > 0 for use in uses.values())
        if more < worse:
            return False
        self.known.update({name: then[name] - use for name, use in uses.items()})
        self.names[first], self.names[second] = new
        return True

    def _reseat(self, ticket: int, leaving: Whole, coming: Whole) -> None:
        """Put people in the seats of others; nobody is the second on both sides or on none."""
        ground = self.ground
        real = leaving != ground.nobody
        leaving, coming = leaving[real], coming[real]
        for left, came in zip(leaving, coming, strict=True):
            self.seats[ticket, self.seats[ticket] == left] = came
        self.on[leaving, ticket], self.on[coming, ticket] = 0, 1
        self.home[ticket, ground.homes[leaving]] = False
        self.home[ticket, ground.homes[coming]] = True
        self.sums[ticket] += (ground.member[coming] - ground.member[leaving]).sum(axis=0)
