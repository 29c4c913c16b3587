"""Apportionment: a whole number of seats for every group, as near to its share as can be.

The groups have votes v_1, ..., v_n (numbers of people, or shares) and there are K seats. The exact
seats of group i are q_i = K·v_i / (v_1 + ... + v_n).

A *divisor method* hands out the seats one by one. The next seat goes to the group with the largest
v_i / d(a_i), where a_i is what it has so far, and d belongs to the method:

    sainte-lague     d(a) = a + 1/2          near to the exact seats, for large and small alike
    dhondt           d(a) = a + 1            good for large groups
    huntington-hill  d(a) = sqrt(a·(a + 1))  between sainte-lague and adams
    adams            d(a) = a                good for small groups

Of the last two d(0) = 0: every group with votes gets a seat before any gets its second; with fewer
seats than groups the largest groups get one each. A seat more in total never costs a group a seat.

*hamilton* gives every group floor(q_i), and what is left to the largest remainders. It keeps the
quota rule floor(q_i) <= a_i <= ceil(q_i), but a group may lose a seat when there is one more.

Everything is in exact fractions (huntington-hill compares squares), so that a tie is a tie. A tie
is decided for the group that comes first, and is reported. A group without votes gets no seat.

Source: M. L. Balinski and H. P. Young, Fair Representation, 2nd edition, Brookings 2001.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

Rank = tuple[int, Fraction]
"""What the groups are compared by when a seat is handed out; the largest gets it."""


@dataclass(frozen=True)
class Apportionment:
    """The seats of every group, in the order of the votes.

    `tied` are the groups (their positions, ascending) that have equal claims to the last seat or
    seats, of which only the first ones in the order got one; empty when nothing was tied.
    """

    seats: tuple[int, ...]
    tied: tuple[int, ...] = ()


Compute = Callable[[Sequence[Fraction], int], Apportionment]


@dataclass(frozen=True)
class Method:
    """A way to apportion; `quota_rule` says whether it keeps floor(q) <= seats <= ceil(q)."""

    id: str
    name: str
    citation: str
    quota_rule: bool
    compute: Compute


def apportion(method: str, votes: Sequence[Fraction | int], seats: int) -> Apportionment:
    """Give whole seats to groups in proportion to their votes.

    Parameters:
        method: the id of one of `METHODS`.
        votes: of every group, 0 or more; only their proportions matter.
        seats: how many, 0 or more.

    >>> apportion("sainte-lague", [53, 24, 23], 7).seats
    (3, 2, 2)
    >>> apportion("hamilton", [1, 1, 2], 3)
    Apportionment(seats=(1, 1, 1), tied=())
    >>> apportion("dhondt", [1, 1], 3)
    Apportionment(seats=(2, 1), tied=(0, 1))

    Raises:
        KeyError: there is no such method.
        ValueError: votes or seats below zero, or seats but no votes.
    """
    chosen = METHODS[method]
    exact = [Fraction(vote) for vote in votes]
    if seats < 0 or any(vote < 0 for vote in exact):
        raise ValueError("votes and seats cannot be below zero")
    if seats == 0:
        return Apportionment((0,) * len(exact))
    if not any(exact):
        raise ValueError("there are seats but no votes")
    return chosen.compute(exact, seats)


def _by_divisors(rank: Callable[[Fraction, int], Rank]) -> Compute:
    """The divisor method in which `rank` of its votes and seats is a group's claim to a seat."""

    def compute(votes: Sequence[Fraction], seats: int) -> Apportionment:
        got = [0] * len(votes)
        last: list[Rank | None] = [None] * len(votes)  # the claim that gave the group its last seat
        claims = [_claim(rank(vote, 0), at) for at, vote in enumerate(votes) if vote]
        heapq.heapify(claims)
        least: Rank = (0, Fraction(0))
        for _ in range(seats):
            first, value, at = claims[0]
            least = last[at] = (-first, -value)
            got[at] += 1
            heapq.heapreplace(claims, _claim(rank(votes[at], got[at]), at))
        losers = [at for first, value, at in claims if (-first, -value) == least]
        winners = [at for at, claim in enumerate(last) if claim == least]
        return Apportionment(tuple(got), tuple(sorted(winners + losers)) if losers else ())

    return compute


def _claim(rank: Rank, at: int) -> tuple[int, Fraction, int]:
    """A claim, so that the smallest is the largest rank, and of equals the first group's."""
    return -rank[0], -rank[1], at


def _sainte_lague(votes: Fraction, seats: int) -> Rank:
    return 0, votes / (2 * seats + 1)


def _dhondt(votes: Fraction, seats: int) -> Rank:
    return 0, votes / (seats + 1)


def _huntington_hill(votes: Fraction, seats: int) -> Rank:
    return (0, votes**2 / (seats * (seats + 1))) if seats else (1, votes)


def _adams(votes: Fraction, seats: int) -> Rank:
    return (0, votes / seats) if seats else (1, votes)


def _hamilton(votes: Sequence[Fraction], seats: int) -> Apportionment:
    total = sum(votes)
    exact = [seats * vote / total for vote in votes]
    got = [floor(number) for number in exact]
    rests = [number - whole for number, whole in zip(exact, got, strict=True)]
    order = sorted(range(len(votes)), key=lambda at: -rests[at])  # stable: of equals the first
    left = seats - sum(got)
    for at in order[:left]:
        got[at] += 1
    if not left or rests[order[left - 1]] != rests[order[left]]:
        return Apportionment(tuple(got))
    least = rests[order[left]]
    return Apportionment(tuple(got), tuple(at for at, rest in enumerate(rests) if rest == least))


_BOOK = "Balinski and Young, Fair Representation, 2nd edition, 2001"

METHODS: dict[str, Method] = {
    method.id: method
    for method in (
        Method(
            "sainte-lague",
            "Sainte-Laguë (Webster)",
            "Sainte-Laguë, La représentation proportionnelle et la méthode des moindres carrés, "
            "Annales scientifiques de l'École normale supérieure 27, 1910",
            False,
            _by_divisors(_sainte_lague),
        ),
        Method("hamilton", "Hamilton (largest remainders)", _BOOK, True, _hamilton),
        Method("dhondt", "D'Hondt (Jefferson)", _BOOK, False, _by_divisors(_dhondt)),
        Method("huntington-hill", "Huntington-Hill", _BOOK, False, _by_divisors(_huntington_hill)),
        Method("adams", "Adams", _BOOK, False, _by_divisors(_adams)),
    )
}
"""Every method by its id."""
