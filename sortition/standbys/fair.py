"""A lottery over good sets of standbys, so that the choice is not one fixed set.

A set is *good* when its expected deviation is at most (1 + slack) · best + extra. Good sets are
collected by exchanging one standby at a time: first to find one for every class that can be in one
at all, then for the people with the smallest chances. Over the sets found the chances are leximin:
the smallest chance is as large as possible, then the second smallest, and so on. That is fairness
over the sets *found*; there may be good sets that nobody looked at, and people of classes without
one have no chance.

The shares of the sets are rounded to m numbered tickets. People of a class are interchangeable, so
their names are dealt by a stream: everybody of a class is on equally many tickets, give or take
one. The published chance is (tickets of the class) / (m · people of the class): it is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from sortition.names import name_panels
from sortition.standbys.choose import Choice, found_by, searched
from sortition.standbys.recourse import Vector
from sortition.standbys.samples import Case
from sortition.standbys.search import Search, Set, neighbours
from sortition.standbys.settings import LABEL, Settings
from sortition.stream import Stream
from sortition.watch import Progress, silent
from stratification.solver import LinearProgram

BASES = 4
"""From so many of the best sets a set is sought for a class that has none yet."""
ROUNDS, TRIES = 15, 120
"""Rounds for those with the smallest chances, and sets that are looked at in each."""
_CLOSE = 1e-9


@dataclass(frozen=True)
class StandbyLottery:
    """Numbered sets of standbys.

    Parameters:
        choice: the best set, which all others are compared with.
        limit: the largest expected deviation that a set may have.
        found: how many good sets the chances were made from.
        sets: by ticket, how many of each class.
        values: by ticket, the expected deviation of the set, exactly.
        tickets: by ticket, the ids.
        chances: of everybody who may stand by, in the order of `Case.standing_by`.
        counts: on how many tickets each is.
    """

    choice: Choice
    limit: Fraction
    found: int
    sets: tuple[Set, ...] = field(repr=False)
    values: tuple[Fraction, ...] = field(repr=False)
    tickets: tuple[tuple[str, ...], ...] = field(repr=False)
    chances: tuple[Fraction, ...] = field(repr=False)
    counts: tuple[int, ...] = field(repr=False)

    @property
    def expected(self) -> Fraction:
        """The expected deviation over samples and tickets."""
        return sum(self.values, Fraction(0)) / len(self.values)

    @property
    def never(self) -> int:
        """How many of those who may stand by are on no ticket."""
        return sum(count == 0 for count in self.counts)


def make_lottery(case: Case, settings: Settings, progress: Progress = silent) -> StandbyLottery:
    """Choose the best set, collect good sets, and make numbered tickets of them.

    Raises:
        InputError: as `choose`.
        SolverError: the solver gave up.
    """
    search = searched(case, settings, progress)
    choice = found_by(search, settings)
    limit = (1 + settings.slack) * choice.value + settings.extra
    sets = _collect(search, limit, progress)
    shares = leximin(sets, case.problem.sizes.astype(np.float64))
    stream = Stream(settings.seed, f"{LABEL} tickets")
    chosen = stream.shuffled(_apportion(sets, shares, settings.tickets))
    values = {one: search.deviation.exact(one) for one in sorted(set(chosen))}
    named = name_panels(case.problem, [np.array(one) for one in chosen], stream)
    ids = case.problem.pool.ids
    counts = np.bincount([n for one in named for n in one], minlength=len(ids))
    totals = np.sum(chosen, axis=0)
    chances = [
        Fraction(int(totals[c]), len(chosen) * len(case.problem.members[c]))
        for c in case.problem.class_of
    ]
    return StandbyLottery(
        choice, limit, len(sets), tuple(chosen), tuple(values[one] for one in chosen),
        tuple(tuple(ids[n] for n in one) for one in named),
        tuple(chances), tuple(int(n) for n in counts),
    )  # fmt: skip


def _good(search: Search, limit: Fraction) -> list[Set]:
    """The sets looked at that are good; where floating point cannot tell, fractions do."""
    edge = float(limit)
    return sorted(
        one
        for one, value in search.values.items()
        if value < edge - _CLOSE
        or (value <= edge + _CLOSE and search.deviation.exact(one) <= limit)
    )


def _collect(search: Search, limit: Fraction, progress: Progress) -> list[Set]:
    """Good sets: for every class that has one near the best sets, then for small chances."""
    possible = search.master.possible(float(limit))
    seen: set[int] = {c for one in _good(search, limit) for c, n in enumerate(one) if n}
    for number, c in enumerate(possible):
        progress("collecting sets", number, len(possible))
        if c in seen:
            continue
        bases = sorted(search.values, key=lambda one: (round(search.values[one], 10), one))
        for near in (one for base in bases[:BASES] for one in neighbours(base, [c])):
            if search.look(near) <= float(limit):
                seen.update(at for at, n in enumerate(near) if n)
    sizes = search.case.problem.sizes.astype(np.float64)
    for _ in range(ROUNDS):
        sets = _good(search, limit)
        if not _look_for_smallest(search, sets, sizes):
            break
    return _good(search, limit)


def _look_for_smallest(search: Search, sets: Sequence[Set], sizes: Vector) -> bool:
    """Look at sets that would raise the smallest chance; False when there are no more."""
    shares, worth = _maximin(sets, sizes)
    used = [one for one, share in zip(sets, shares, strict=True) if share > _CLOSE]
    gains = [
        (worth[old] - worth[new], one, old, new)
        for one in used
        for old in (c for c, n in enumerate(one) if n)
        for new in np.flatnonzero(worth > worth[old] + _CLOSE).tolist()
    ]
    looked = 0
    for _, one, old, new in sorted(gains):
        near = list(one)
        near[old], near[new] = near[old] - 1, near[new] + 1
        if tuple(near) not in search.values:
            search.look(near)
            looked += 1
            if looked == TRIES:
                break
    return looked > 0


def _program(sets: Sequence[Set], sizes: Vector) -> tuple[list[int], LinearProgram]:
    """Shares of sets (columns) and the level (last column); one row per class that has a set."""
    table = np.array(sets, dtype=np.float64)
    classes = [int(c) for c in np.flatnonzero(table.any(axis=0))]
    height, width = len(classes) + 1, len(table) + 1
    matrix = np.zeros((height, width))
    matrix[:-1, :-1] = (table / sizes).T[classes]
    matrix[:-1, -1] = -1
    matrix[-1, :-1] = 1
    low = np.append(np.zeros(len(classes)), 1.0)
    program = LinearProgram(matrix, (low, np.append(np.full(len(classes), np.inf), 1.0)))
    program.set_costs(np.append(np.zeros(width - 1), -1.0))
    return classes, program


def _maximin(sets: Sequence[Set], sizes: Vector) -> tuple[Vector, Vector]:
    """Shares with the largest smallest chance, and what one more person of each class is worth."""
    classes, program = _program(sets, sizes)
    program.solve()
    worth = np.zeros(len(sizes))
    worth[classes] = np.maximum(0, program.multipliers[:-1]) / sizes[classes]
    return program.values[:-1], worth


def leximin(sets: Sequence[Set], sizes: Vector) -> Vector:
    """Shares of sets (in floating point) with leximin chances over the classes that have one.

    Level by level: the classes that hold the smallest chance down, by their multipliers, keep it,
    and the others go on.
    """
    classes, program = _program(sets, sizes)
    low = np.append(np.zeros(len(classes)), 1.0)
    high = np.append(np.full(len(classes), np.inf), 1.0)
    free = np.append(np.full(len(classes), -1.0), 0.0)
    while free.any():
        program.set_rows(low, high)
        program.set_coefficients(len(sets), free)
        if not program.solve():
            break
        shares, level = program.values[:-1], program.values[-1]
        held = (program.multipliers > 1e-7) & (free < 0)
        if not held.any():
            break
        low[held], free[held] = level - _CLOSE, 0.0
    total: Vector = np.clip(shares, 0, None)
    total /= total.sum()
    return total


def _apportion(sets: Sequence[Set], shares: Vector, tickets: int) -> list[Set]:
    """Each set on so many tickets as its share asks for: largest remainders, sets in order."""
    exact = shares * tickets
    counts = np.floor(exact + _CLOSE).astype(np.int64)
    order = sorted(range(len(sets)), key=lambda at: (round(float(counts[at] - exact[at]), 9), at))
    for at in order[: tickets - int(counts.sum())]:
        counts[at] += 1
    return [one for one, count in zip(sets, counts.tolist(), strict=True) for _ in range(count)]
