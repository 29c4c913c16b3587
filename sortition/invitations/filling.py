"""Whole letters handed out one by one: always the next one to whoever has the strongest claim.

There are strata i with weights w_i >= 0 (people, or 1 each), letters that they have already, a_i,
and room for c_i in all. The claim of a stratum with room to its next letter is w_i / (2·a_i + 1),
the rule of Sainte-Laguë; the largest claim gets it, of equal ones the first stratum's. This has
what letters need:

* *Near.* As long as no room is full, there is one number x such that every stratum has within half
  a letter of x·w_i: after the last letter every claim that was served is at least 1/(2x) and every
  claim that waits at most that. Where w_i are people and none has more than its share, x is the
  chance of a letter, the same for all.
* *Never full too early.* With w_i = c_i (people) a full stratum claims less than 1/2 and one with
  room more than 1/2, so nobody is passed by for want of room.
* *Waves.* A letter more takes none away, and what comes next depends only on what the strata have:
  two mailings of 5,000 are one of 10,000. (Largest remainders, Hamilton's rule, may take letters
  away when there is one more.) What a stratum got too many earlier, it waits for.

Source: M. L. Balinski and H. P. Young, Fair Representation, 2nd edition, Brookings 2001.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True)
class Glass:
    """What is filled: a stratum, or several together that a key names in one row.

    `weight` >= 0; it has `filled` letters already and room for `size` in all.
    """

    weight: Fraction
    filled: int
    size: int


@dataclass(frozen=True)
class Filling:
    """The letters that each gets now, in the order of the glasses.

    `tied` are those (positions, ascending) with equal claims to the last letter or letters, of
    which only the first ones got one; empty when nothing was tied.
    """

    letters: tuple[int, ...]
    tied: tuple[int, ...] = ()


def fill(glasses: Sequence[Glass], letters: int) -> Filling:
    """Hand out this many letters.

    >>> glasses = [Glass(Fraction(people), 0, people) for people in (53, 24, 23)]
    >>> fill(glasses, 7).letters
    (3, 2, 2)

    Raises:
        ValueError: fewer than 0 letters, or more than there is room for where the weight is not 0.
    """
    open_ = [at for at, glass in enumerate(glasses) if glass.weight and glass.size > glass.filled]
    if not 0 <= letters <= sum(glasses[at].size - glasses[at].filled for at in open_):
        raise ValueError("there is no room for so many letters")
    if not letters:
        return Filling((0,) * len(glasses))
    scale = lcm(*(glasses[at].weight.denominator for at in open_))
    weights = {at: int(glasses[at].weight * scale) for at in open_}
    have = _bulk(glasses, weights, letters)
    rest = letters - sum(have[at] - glasses[at].filled for at in open_)
    tied = _one_by_one(glasses, weights, have, rest)
    given = tuple(after - glass.filled for after, glass in zip(have, glasses, strict=True))
    return Filling(given, tied)


def _bulk(glasses: Sequence[Glass], weights: dict[int, int], letters: int) -> list[int]:
    """What they have once every claim of at least 1/(2x) is served, x as large as it can be.

    x goes in steps so small that no stratum gets more than a letter in one: fewer letters than
    there are strata are left.
    """
    bits = max(weights.values()).bit_length()

    def served(step: int) -> list[int]:  # x = step / 2^bits; a_i + 1/2 <= w_i·x
        half = 1 << bits
        return [
            max(glass.filled, min(glass.size, (2 * weights[at] * step + half) >> (bits + 1)))
            if at in weights
            else glass.filled
            for at, glass in enumerate(glasses)
        ]

    most = sum(glass.filled for glass in glasses) + letters
    low, high = 0, (max(glasses[at].size for at in weights) + 1) << bits
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(served(middle)) <= most else (low, middle)
    return served(low)


def _one_by_one(
    glasses: Sequence[Glass], weights: dict[int, int], have: list[int], letters: int
) -> tuple[int, ...]:
    """Hand out the letters that are left (into `have`); which strata were tied for the last."""
    claims = [
        (-Fraction(weight, 2 * have[at] + 1), at)
        for at, weight in weights.items()
        if have[at] < glasses[at].size
    ]
    heapq.heapify(claims)
    last: dict[int, Fraction] = {}
    least = Fraction(0)
    for _ in range(letters):
        least, at = heapq.heappop(claims)
        last[at] = least
        have[at] += 1
        if have[at] < glasses[at].size:
            heapq.heappush(claims, (-Fraction(weights[at], 2 * have[at] + 1), at))
    losers = [at for claim, at in claims if letters and claim == least]
    winners = [at for at, claim in last.items() if claim == least]
    return tuple(sorted(winners + losers)) if losers else ()
