"""The greedy draw that has been used most: the most urgent quota first.

For every value (category and value of a quota), with `selected` people on the panel so far and
`left` people who can still be taken,

    urgency = (min - selected) / left.

Again and again: take the value with the largest urgency; draw one of the people left with it, each
equally likely; they join the panel and their housemates go; when a value reaches its maximum,
everybody with it goes. When a value needs more people than are left with it, when nobody is left
before all seats are filled, or when a minimum is missed in the end, start again: at most 100 times.

Source: this is the heuristic of the Sortition Foundation's "stratification" software (and of its
successor `sortition-algorithms`, which documents the urgency as "difficulty"); Flanigan, Gölz,
Gupta, Hennig, Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596 (2021),
call it LEGACY and use it as the benchmark: it keeps the quotas but does not control anybody's
chance, and on their ten pools chances are far less equal than they could be.

**Known bias.** Equal urgencies fall to the first value in listed order (here: quotas sorted by
category and value; in that software: the order of the file). A value at its minimum has urgency 0,
and one above its minimum has less than 0. So once the minimums are met, the seats that are still
free go to the values listed first: their people are over-represented for no other reason than the
order of the list. Urgency itself pulls in the same way: people who happen to have several rare
values are taken early and often.

**What chances mean here.** A draw that fails 100 times has no panel; it is left out, and facts say
how often that happened. Chances are those of a person in a draw that succeeds. They are estimated:
nobody knows a formula.

People of one class stand for each other, so the simulation keeps, per panel, how many people are
left in every class, and hands out names at the end (`sortition.rules.blocks`): the distribution is
that of drawing names one by one. Many panels are drawn side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortition.rules.blocks import Counts, make_blocks, name_people
from sortition.rules.procedure import Draws, Effort, Procedure, generator
from sortition.watch import Progress
from stratification.problem import Problem

ATTEMPTS = 100
TOGETHER = 1000  # panels drawn side by side
MOST_WORK = 40 * 10**9  # attempts times classes times seats: a minute or two
TRIES = 6  # before classes are looked through
Flags = npt.NDArray[np.bool_]
Left = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Values:
    """What all attempts share. The last class and person are empty and fill up tables.

    `matrix`, shape (classes + 1, values): which class has which value, and `columns` the same
    transposed; `low` is the minimum of a value, `room` its maximum less its minimum. `mates[c]` are
    the classes in a household with somebody of class c (c itself first) and `lost[c]` how many
    people of each go when one of c is taken, both shape (classes + 1, width). `people` lists
    everybody with value 0, then everybody with value 1, …, as (class, number within the class),
    shape (2, people);
    `start` and `length` say where a value's people are. `classes` has the classes of every value,
    shape (values, longest list).
    """

    sizes: Left
    matrix: Left
    columns: Left
    low: Left
    room: Left
    mates: Counts
    lost: Left
    people: Counts
    start: Counts
    length: Counts
    classes: Counts
    seats: int


def make_values(problem: Problem) -> Values:
    """The quotas and the household situations of a problem, as arrays."""
    rows = [row for row in problem.rows if row.quota is not None]
    empty = len(problem.members)
    matrix = np.zeros((empty + 1, len(rows)), dtype=np.float32)
    classes = np.full((len(rows), max(len(row.classes) for row in rows)), empty, dtype=np.int64)
    listed: list[tuple[int, int]] = []
    length = np.zeros(len(rows), dtype=np.int64)
    for value, row in enumerate(rows):
        matrix[list(row.classes), value] = 1
        classes[value, : len(row.classes)] = row.classes
        people = [(c, i) for c in row.classes for i in range(len(problem.members[c]))]
        length[value] = len(people)
        listed += people
    mates, lost = _mates(problem)
    return Values(
        np.append(problem.sizes, 0).astype(np.float32),
        matrix,
        matrix.T.copy(),
        np.array([row.low for row in rows], dtype=np.float32),
        np.array([row.high - row.low for row in rows], dtype=np.float32),
        mates,
        lost,
        np.array([*listed, (empty, 0)], dtype=np.int64).T.copy(),
        length.cumsum() - length,
        length,
        classes,
        problem.seats,
    )


def _mates(problem: Problem) -> tuple[Counts, Left]:
    """`Values.mates` and `Values.lost`."""
    blocks = make_blocks(problem)
    empty = len(problem.members)
    width = max(len(block.classes) for block in blocks)
    mates = np.full((empty + 1, width), empty, dtype=np.int64)
    lost = np.zeros((empty + 1, width), dtype=np.float32)
    for block in blocks:
        for place, number in enumerate(block.classes):
            turn = np.roll(np.arange(len(block.classes)), -place)
            mates[number, : len(turn)] = np.array(block.classes)[turn]
            lost[number, : len(turn)] = np.array(block.heads)[turn]
    return mates, lost


class Attempts:
    """Attempts made side by side, one per line.

    `left`: people left per class, and `counts`: people taken per class, shape (lines, classes + 1);
    `places`: the lines that have not failed; for these, `remaining`: people left per value, and
    `needed`: minimum less people taken per value, shape (values, len(places)).
    """

    def __init__(self, values: Values, lines: int, random: np.random.Generator) -> None:
        self.values, self.random = values, random
        self.left = np.tile(values.sizes, (lines, 1))
        self.counts = np.zeros(self.left.shape, dtype=np.int16)
        self.places = np.arange(lines)
        self.remaining = np.tile(values.matrix.T @ values.sizes, (lines, 1)).T.copy()
        self.needed = np.tile(values.low, (lines, 1)).T.copy()
        for value in np.flatnonzero(values.room + values.low == 0):
            self._close(int(value), np.arange(lines))

    def run(self) -> tuple[Counts, Counts]:
        """Which lines succeeded, and their class counts, shape (succeeded, classes)."""
        everybody = np.arange(len(self.needed))[:, None]
        for _ in range(self.values.seats):
            # Doubles: equal fractions are equal numbers, and different ones different.
            urgency = np.divide(self.needed, np.maximum(self.remaining, 0.5), dtype=np.float64)
            urgency[self.remaining == 0] = -np.inf
            most = urgency.max(axis=0)
            wanted = np.where(urgency == most, everybody, len(everybody)).min(axis=0)
            # When no value has anybody left, the most urgent one has not either.
            short = (self.needed > self.remaining).any(axis=0)
            possible: Flags = np.asarray((most > -np.inf) & ~short)
            self._keep(possible)
            if len(self.places) == 0:
                break
            self._take(self._draw(wanted[possible]))
        met: Flags = np.asarray((self.needed <= 0).all(axis=0))
        self._keep(met)
        return self.places, self.counts[self.places, :-1].astype(np.int64)

    def _keep(self, lines: Flags) -> None:
        """Give up the other lines."""
        if not lines.all():
            self.places = self.places[lines]
            self.remaining, self.needed = self.remaining[:, lines], self.needed[:, lines]

    def _draw(self, wanted: Counts) -> Counts:
        """The class of a random person among those left with the wanted value, per line.

        A few times somebody is taken from the list of all people with the value; the one who is
        still left is the answer (the first `left` of a class count as those left). For the lines
        where that fails, classes are drawn by the number of people left in them.
        """
        chosen = np.zeros(len(wanted), dtype=np.int64)
        open_lines = np.arange(len(wanted))
        for _ in range(TRIES):
            value = wanted[open_lines]
            ranks = self.random.random(len(value)) * self.values.length[value]
            at = self.values.start[value] + ranks.astype(np.int64)
            number, index = self.values.people[0, at], self.values.people[1, at]
            found = index < self.left[self.places[open_lines], number]
            chosen[open_lines[found]] = number[found]
            open_lines = open_lines[~found]
        classes = self.values.classes[wanted[open_lines]]
        ends = self.left[self.places[open_lines, None], classes].cumsum(axis=1)
        rank = np.floor(self.random.random(len(open_lines)) * ends[:, -1])
        place = (ends <= rank[:, None]).sum(axis=1)
        chosen[open_lines] = classes[np.arange(len(open_lines)), place]
        return chosen

    def _take(self, chosen: Counts) -> None:
        """Put somebody of the chosen class on the panel; household and full values go."""
        self.counts[self.places, chosen] += 1
        took = self.values.columns.take(chosen, axis=1)
        self.needed -= took
        self.remaining -= self._lose(self.places, chosen, self.values.lost[chosen, 0]) * took
        for place in range(1, self.values.mates.shape[1]):
            lost = self.values.lost[chosen, place]
            hit = np.flatnonzero(lost)
            mates = self.values.mates[chosen[hit], place]
            gone = self._lose(self.places[hit], mates, lost[hit])
            self.remaining[:, hit] -= gone * self.values.columns.take(mates, axis=1)
        full = (self.needed == -self.values.room[:, None]) & (took > 0)
        for value in np.flatnonzero(full.any(axis=1)):
            self._close(int(value), np.flatnonzero(full[value]))

    def _lose(self, places: Counts, classes: Counts, lost: Left) -> Left:
        """Take people out of one class per line; how many there were (0 when it is closed)."""
        before = self.left[places, classes]
        after = np.maximum(0, before - lost)
        self.left[places, classes] = after
        gone: Left = before - after
        return gone

    def _close(self, value: int, lines: Counts) -> None:
        """Everybody with a value that is full goes."""
        classes = self.values.classes[value]
        classes = classes[: np.searchsorted(classes, len(self.values.sizes) - 1)]
        where = np.ix_(self.places[lines], classes)
        self.remaining[:, lines] -= (self.left[where] @ self.values.matrix[classes]).T
        self.left[where] = 0


def legacy(problem: Problem, effort: Effort, progress: Progress) -> Draws:
    """Panels of the greedy draw.

    Where most attempts fail in a large pool, fewer draws are made than asked for: none is begun any
    more after `MOST_WORK`. (When a draw is made says nothing about how it ends, so this does not
    distort chances.) Facts: `draws`, those made; `attempts_mean`, the attempts per draw
    (100 where it failed); `failed_draws` and `failed_share`, the draws that have no panel after 100
    attempts. When all failed there are no panels.
    """
    values, random = make_values(problem), generator(effort, "legacy")
    found: list[Counts] = []
    tries = draws = 0
    size = len(values.sizes) * problem.seats
    while draws < effort.draws and tries * size < MOST_WORK:
        progress("simulation", draws, effort.draws)
        together = min(TOGETHER, effort.draws - draws)
        panels, attempts = _together(values, together, random)
        found.append(panels)
        draws, tries = draws + together, tries + attempts
    counts = np.vstack([np.zeros((0, len(problem.members)), dtype=np.int64), *found])
    named = name_people(make_blocks(problem), counts, random)
    progress("simulation", effort.draws, effort.draws)
    failed = draws - len(counts)
    facts = {
        "draws": draws,
        "attempts_mean": tries / max(1, draws),
        "failed_draws": failed,
        "failed_share": failed / max(1, draws),
    }
    return Draws(len(problem.pool.ids), named.reshape(-1, problem.seats), facts=facts)


def _together(values: Values, draws: int, random: np.random.Generator) -> tuple[Counts, int]:
    """The panels (class counts) of draws made side by side, and how many attempts they took."""
    counts = np.zeros((draws, len(values.sizes) - 1), dtype=np.int64)
    waiting = np.arange(draws)
    tries = 0
    for _ in range(ATTEMPTS):
        if not len(waiting):
            break
        tries += len(waiting)
        places, found = Attempts(values, len(waiting), random).run()
        counts[waiting[places]] = found
        waiting = np.delete(waiting, places)
    return np.delete(counts, waiting, axis=0), tries


LEGACY = Procedure(
    id="legacy",
    citation="Sortition Foundation; LEGACY in Flanigan et al., Nature 596 (2021)",
    guarantee="every panel keeps the quotas; chances are whatever comes out",
    run=legacy,
)
