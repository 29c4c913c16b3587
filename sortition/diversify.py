"""Diverse lists: everybody keeps their number of tickets, in more varied company.

A list of tickets fixes how many tickets everybody has, and leaves open who sits with whom. Here
people are exchanged between tickets, one for one or two for two, so that every ticket stays valid
and nobody's number of tickets changes. An exchange is carried out only when more tickets are
different from each other after it, or as many and it lowers

    F = sum over pairs of people i < j of  w_i·w_j·(tickets with both)²,    w_i = 1 / tickets of i.

*Why F.* With t_i tickets of m each, two people who have nothing to do with each other meet on
about e_ij = t_i·t_j/m of them. Pearson's chi-square, Σ (meetings - e)² / e, measures how far a list
is from that; it is m·F plus terms that no exchange changes. So to lower F is to go towards
independence, and two people with few tickets who are always together weigh as much as two with
many. F has another face. Let O_st = Σ w_i over the people who are on both tickets s and t; then

    Σ_s Σ_t O_st²  =  2·F + the number of people with tickets,

as both are the squared norm of the same matrix. So in a list with a small F tickets overlap little,
and no table of all pairs of people is needed.

*The search* goes in rounds. Some people of every ticket are added up two by two; "nobody" counts
as one of them, so that exchanges of one for one are among those of two for two. Two such pairs
whose values add up to the same can be exchanged without touching any quota: equal sums are found
by sorting hashes. The quotas that no ticket can move away from are always among the values added
up, the others mostly; what is left out is checked. The candidates that promise most are computed
exactly, one after the other. The search ends when it hardly gains any more: at a list that is
better than before, not at a proven best.

Random choices come from SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number
generators*, OOPSLA 2014), started by 8 bytes (big-endian) of the stream "diversify". All numbers
are whole, so a list comes out the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sortition.exchange import Exchanges, Floats, Table, Whole, Words, make_ground
from sortition.lottery import Lottery
from sortition.stream import Stream
from sortition.watch import Progress, silent
from stratification.errors import Finding
from stratification.problem import check_panel
from stratification.solver import SolverError

PART = 2000  # tickets that are spread over each other: the overlaps of all two of them are kept
PEOPLE = 32  # of every ticket that a round adds up two by two
STRICT = (8, 7, 4)  # of 8 quotas that are not tight, how many are added up, round by round
MOST = 60_000  # candidates that a round looks at, about
COPIES = 8  # of two pairs with equal sums, on different tickets
ROUNDS = 400
STRIDE = 12  # rounds between two looks at what they gained
LEAST_GAIN = 200  # the end is when a stride gains less than one in so many of all that was gained

LABEL = np.uint64(2**24 - 1)  # the bits that tell pairs with equal sums apart
GOLDEN = 0x9E3779B97F4A7C15


def diversify(lottery: Lottery, progress: Progress = silent) -> Lottery:
    """The lottery with a more diverse list of tickets.

    Everybody keeps their number of tickets, so chances, proof and status stay what they are. No
    fewer tickets are different than before, and if no more are, then F (see the module's text, with
    weights rounded down to multiples of 2^-16) is not larger. Of more than `PART` tickets, each
    part has an F of its own. The list follows from the lottery's tickets and its seed.

    Raises:
        SolverError: a ticket is no valid panel or a count has changed (a mistake in here).
    """
    ids = lottery.problem.pool.ids
    place = {person: number for number, person in enumerate(ids)}
    seats = np.array([[place[person] for person in ticket] for ticket in lottery.tickets])
    random = _SplitMix(int.from_bytes(Stream(lottery.seed, "diversify").take(8), "big"))
    ground = make_ground(lottery.problem, random.words(len(ids) + 1))
    known: Counter[int] = Counter(ground.names[seats].sum(axis=1).tolist())
    parts = np.array_split(np.arange(len(seats)), -(-len(seats) // PART))
    for number, part in enumerate(parts):
        table = Table(ground, seats[part], known)
        for done in _spread(table, random):
            progress("diversifying", number * ROUNDS + done, len(parts) * ROUNDS)
        seats[part], known = table.seats, table.known
    tickets = [sorted(ticket) for ticket in seats.tolist()]
    _check(lottery, tickets)
    return replace(lottery, tickets=tuple(tuple(ids[i] for i in ticket) for ticket in tickets))


def _check(lottery: Lottery, tickets: list[list[int]]) -> None:
    """Check every ticket by people, values and households, and everybody's number of tickets."""
    problem = lottery.problem
    counted = Counter(person for ticket in tickets for person in ticket)
    counts = tuple(counted[person] for person in range(len(problem.pool.ids)))
    if counts != lottery.counts or any(
        check_panel(problem.pool, problem.quotas, problem.seats, ticket) for ticket in tickets
    ):
        raise SolverError(Finding("panel-invalid"))


class _SplitMix:
    """SplitMix64, many words at a time. Reading moves it on.

    >>> [hex(word) for word in _SplitMix(0).words(2).tolist()]
    ['0xe220a8397b1dcdaf', '0x6e789e6aa1b965f4']
    """

    def __init__(self, start: int) -> None:
        """Start at a number below 2^64."""
        self.state = start

    def words(self, *shape: int) -> Words:
        """Words of 64 bits."""
        count = int(np.prod(shape))
        word = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN) + np.uint64(self.state)
        self.state = (self.state + count * GOLDEN) % 2**64
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (word ^ (word >> np.uint64(31))).reshape(shape)


def _spread(table: Table, random: _SplitMix) -> Iterator[int]:
    """Exchange until that hardly gains any more; after every round, how many there were."""
    gained = before = 0.0
    for done in range(1, ROUNDS + 1):
        some, promise = _candidates(table, random, STRICT[done % len(STRICT)])
        used: set[int] = set()
        for number in np.argsort(promise, kind="stable"):
            # Each ticket once a round: what was checked holds for tickets as they were.
            tickets = some.tickets[number]
            if used.isdisjoint(tickets.tolist()):
                fell = table.carry_out(tickets, some.out[number], some.back[number])
                if fell is not None:
                    used.update(tickets.tolist())
                    gained += fell
        yield done
        if done % STRIDE == 0:
            if (gained - before) * LEAST_GAIN <= gained:
                return
            before = gained


def _candidates(table: Table, random: _SplitMix, strict: int) -> tuple[Exchanges, Floats]:
    """Valid exchanges that promise to lower F, or change repeated tickets, and their promise."""
    ground, (count, width) = table.ground, table.seats.shape
    tickets = np.argsort(random.words(count), kind="stable")
    places = np.argsort(random.words(count, width), axis=1, kind="stable")[:, :PEOPLE]
    people = np.take_along_axis(table.seats[tickets], places, axis=1)
    people = np.pad(people, ((0, 0), (0, 1)), constant_values=ground.nobody)
    one, other = np.triu_indices(people.shape[1], 1)
    added = table.tight | (random.words(len(ground.low)) % 8 < strict)
    keys = ground.member.astype(np.uint64) @ (added * random.words(len(ground.low)))
    labels = random.words(len(ground.homes))
    sums, names = (word[people][:, one] + word[people][:, other] for word in (keys, labels))
    ticket, pair = np.divmod(_equal(((sums & ~LABEL) | (names & LABEL)).reshape(-1)), len(one))
    out, back = (
        np.stack([people[at, one[which]], people[at, other[which]]], axis=1)
        for at, which in zip(ticket, pair, strict=True)
    )
    some = Exchanges(tickets[ticket].T, out, back)
    some = some.only(table.apart(some))
    promise = table.promise(some)
    wanted = (promise < 0) | table.repeated()[some.tickets].any(axis=1)
    some, promise = some.only(wanted), promise[wanted]
    valid = table.keeps(some)
    return some.only(valid), promise[valid]


def _equal(words: Words) -> Whole:
    """Positions of words that differ in their label only, shape (2, found).

    In the order of the words, those of two people are a run, next to a run of two others with an
    equal sum: last to first, last but one to second, and so on.
    """
    order = np.argsort(words, kind="stable")
    words = words[order]
    here, next_one = words[:-1], words[1:]
    ends = np.flatnonzero((here != next_one) & ((here ^ next_one) <= LABEL))[:MOST]
    found = [order[np.stack([ends, ends + 1])]]
    for step in range(1, COPIES):
        ends = ends[(ends >= step) & (ends + 1 + step < len(words))]
        same = (words[ends - step] == words[ends]) & (words[ends + 1 + step] == words[ends + 1])
        ends = ends[same][: MOST - sum(pairs.shape[1] for pairs in found)]
        found.append(order[np.stack([ends - step, ends + 1 + step])])
    return np.concatenate(found, axis=1)
