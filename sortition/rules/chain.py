"""A Markov chain whose stationary distribution is uniform over valid panels.

*The walk.* States are groups P of k people with at most one per household, valid or not. The energy

    E(P) = sum over quotas of   short·(how far the number of people is below the minimum)
                              + over·(how far it is above the maximum)

has a price `short` and a price `over` for every quota. The walk has the stationary distribution
pi(P) proportional to exp(-E(P)). A step (Metropolis): draw somebody a of the panel; draw a set of
categories S; draw b among all people who have a's values in S; propose P - a + b; refuse it when b
is on the panel or has a housemate other than a on it; else accept it with probability
min(1, exp(E(P) - E(P - a + b))). From P - a + b back the same S leads from b to a with the same
probability: proposals are symmetric, so pi is stationary. S only makes good swaps frequent.

*Only the valid panels count.* pi is equal on all panels with E = 0. The walk watched only when
E = 0 is a Markov chain with the uniform distribution on valid panels as its stationary one. Between
two such moments the walk goes through panels that break quotas, so one step of the watched chain
can swap many people at once: it does not get stuck where quotas are so exact that no single swap
keeps them all. The walk is looked at every `LOOK` steps; the panel is kept at every `thin`-th look
that finds it valid.

*What is chosen while burning in* and fixed afterwards: the prices, so that every side of a quota is
broken in an equal share of the looks (a quota for many people of a small group must be dearer to
break than one that is kept by itself), and that share so that about a fifth of the looks find a
valid panel; how often S of each size is used (by what is accepted);
`thin`.

*What is not proven.* That every valid panel can be reached by these steps: likely, as
prices are finite and allow any detour, but households or a pool of a strange shape could separate
parts. Convergence is judged from many chains by `sortition.rules.diagnostics`, not proven either.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortition.rules.blocks import make_blocks, name_people
from sortition.watch import Progress
from stratification.feasibility import some_panel
from stratification.integer import find_solver
from stratification.panels import NoRoomError, Room, find_panel
from stratification.problem import Problem

Counts = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
LOOK = 20
ROUND = 200  # steps between two adjustments
ROUNDS = 40
SUBSETS = 256
MENU = 4096
WISHED = 0.2  # share of looks that find a valid panel
CHEAPEST, DEAREST = 1.0, 15.0  # prices
SWEEPS = 4  # how often everybody is exchanged between two panels kept, if that is affordable
LONGEST = 3000  # steps between two panels kept, at most
BURN_IN = 20  # times the steps between two panels kept
FEWEST = 4  # panels that a chain must have
STARTS = 25
DIVES = 200


@dataclass(frozen=True)
class Ground:
    """The pool as arrays that all chains share.

    `values[p]` is p's row number in every category, shape (people, categories). `short[r, s]` is
    how far s people in row r are below its minimum, `over[r, s]` how far above its maximum, for s =
    -1, …, k + 1. `around` lists, for every set of categories, the people grouped by their values in
    it; somebody's group starts at `start[set, person]` and has `length[set, person]` people.
    """

    seats: int
    rows: int
    values: Counts
    homes: Counts
    short: Counts
    over: Counts
    sets: tuple[tuple[int, ...], ...]
    around: Counts
    start: Counts
    length: Counts

    @property
    def people(self) -> int:
        """The size of the pool."""
        return len(self.values)


def make_ground(problem: Problem, generator: np.random.Generator) -> Ground:
    """The arrays of a problem."""
    quotas = [row for row in problem.rows if row.quota is not None]
    people, seats = len(problem.pool.ids), problem.seats
    categories = list(dict.fromkeys(row.quota.category for row in quotas if row.quota))
    # One row more, without bounds, for people who have no value of a category.
    values = np.full((people, len(categories)), len(quotas), dtype=np.int64)
    for place, row in enumerate(quotas):
        for number in row.classes:
            column = categories.index(row.quota.category) if row.quota else 0
            values[list(problem.members[number]), column] = place
    low = np.array([row.low for row in quotas] + [0])[:, None]
    high = np.array([row.high for row in quotas] + [seats * len(categories)])[:, None]
    sums = np.arange(-1, seats + 2)
    short, over = np.maximum(0, low - sums), np.maximum(0, sums - high)
    short[-1] = 0
    homes = problem.pool.households
    sets = _sets(len(categories), generator)
    around, start, length = _groups(values, sets)
    return Ground(
        seats,
        len(quotas) + 1,
        values,
        np.arange(people) if homes is None else np.array(homes),
        short,
        over,
        sets,
        around,
        start,
        length,
    )


def _sets(categories: int, generator: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """All sets of categories, or where these are many, some of every size."""
    if 2**categories <= SUBSETS:
        places = range(categories)
        return tuple(
            chosen
            for size in range(categories + 1)
            for chosen in itertools.combinations(places, size)
        )
    picked = {(), tuple(range(categories))}
    while len(picked) < SUBSETS:
        size = int(generator.integers(1, categories))
        picked.add(tuple(sorted(generator.permutation(categories)[:size].tolist())))
    return tuple(sorted(picked, key=lambda chosen: (len(chosen), chosen)))


def _groups(values: Counts, sets: tuple[tuple[int, ...], ...]) -> tuple[Counts, Counts, Counts]:
    """For every set of categories: the people in groups with equal values in it."""
    people = len(values)
    lists, starts, lengths = [], [], []
    for number, chosen in enumerate(sets):
        group = np.zeros(people, dtype=np.int64)
        for column in chosen:
            joined = group * (int(values.max()) + 1) + values[:, column]
            group = np.unique(joined, return_inverse=True)[1]
        sizes = np.bincount(group)
        lists.append(np.argsort(group, kind="stable"))
        starts.append((sizes.cumsum() - sizes)[group] + number * people)
        lengths.append(sizes[group])
    return np.concatenate(lists), np.concatenate(starts), np.concatenate(lengths)


class Chains:
    """Chains side by side, one per line; arrays are flattened, line after line.

    `panels`: the people; `sums`: people per row; `busy`: whether somebody of a household is on the
    panel; `short` and `over`: the prices, shape (rows,).
    """

    def __init__(self, ground: Ground, panels: Counts, generator: np.random.Generator) -> None:
        self.ground, self.generator = ground, generator
        self.lines = len(panels)
        self.panels = panels.ravel().copy()
        width = ground.seats + 1
        counts = np.zeros((self.lines, ground.rows), dtype=np.int64)
        busy = np.zeros((self.lines, int(ground.homes.max()) + 1), dtype=bool)
        for line, panel in enumerate(panels):
            counts[line] = np.bincount(ground.values[panel].ravel(), minlength=ground.rows)
            busy[line, ground.homes[panel]] = True
        counts[:, -1] = 0  # the row without bounds is not counted
        self.sums = (counts + np.arange(ground.rows) * width).ravel()
        self.busy, self.homes = busy.ravel(), busy.shape[1]
        self.size_of = np.array([len(chosen) for chosen in ground.sets])
        self.menu = self._make_menu(np.ones(int(self.size_of.max()) + 1))
        self.short, self.over = np.full(ground.rows, 3.0), np.full(ground.rows, 3.0)

    def _make_menu(self, weight: Vector) -> Counts:
        """Sets of categories, as often as the weight of their size asks for."""
        share = (weight / np.bincount(self.size_of))[self.size_of]
        ends = np.floor(share.cumsum() / share.sum() * MENU + 0.5).astype(np.int64)
        return np.searchsorted(ends, np.arange(MENU), side="right")

    def walk(self, steps: int) -> tuple[Counts, Counts]:
        """Make steps; how many moves were proposed and made by the size of the set."""
        ground, lines, random = self.ground, np.arange(self.lines), self.generator
        shape = (steps, self.lines)
        seats = random.integers(ground.seats, size=shape) + lines * ground.seats
        sets = self.menu[random.integers(MENU, size=shape)]
        ranks, levels = random.random(shape), random.random(shape)
        energy = self.short[:, None] * ground.short + self.over[:, None] * ground.over
        up = (energy[:, 2:] - energy[:, 1:-1]).ravel()
        down = (energy[:, :-2] - energy[:, 1:-1]).ravel()
        levels = -np.log1p(-levels)
        made = []
        for seat, chosen, rank, level in zip(seats, sets, ranks, levels, strict=True):
            leaving = self.panels.take(seat)
            at = chosen * ground.people + leaving
            place = ground.start.take(at) + (rank * ground.length.take(at)).astype(np.int64)
            coming = ground.around.take(place)
            old, new = ground.homes.take(leaving), ground.homes.take(coming)
            fine = ~self.busy.take(lines * self.homes + new) | (old == new)
            fine &= leaving != coming
            line = np.flatnonzero(fine)
            leaving, coming = leaving[line], coming[line]
            before, after = ground.values[leaving], ground.values[coming]
            base = (line * ground.rows)[:, None]
            before_at, after_at = base + before, base + after
            change = down.take(self.sums.take(before_at))
            change += up.take(self.sums.take(after_at))
            change *= before != after
            worse = change.sum(axis=1)
            go = np.flatnonzero(worse <= level[line])
            line = line[go]
            self.sums[before_at[go]] -= before[go] != ground.rows - 1
            self.sums[after_at[go]] += after[go] != ground.rows - 1
            self.busy[line * self.homes + old[line]] = False
            self.busy[line * self.homes + new[line]] = True
            self.panels[seat[line]] = coming[go]
            other = (before[go] != after[go]).any(axis=1)
            made.append(chosen[line[other]])
        sizes = int(self.size_of.max()) + 1
        tried = np.bincount(self.size_of[sets.ravel()], minlength=sizes)
        return tried, np.bincount(self.size_of[np.concatenate(made)], minlength=sizes)

    def look(self) -> tuple[Counts, Counts]:
        """How far every row is below its minimum and above its maximum, shape (chains, rows)."""
        ground = self.ground
        rows = np.arange(ground.rows)
        sums = self.sums.reshape(self.lines, -1) - rows * (ground.seats + 1)
        return ground.short[rows, sums + 1], ground.over[rows, sums + 1]

    def valid(self) -> npt.NDArray[np.bool_]:
        """Which chains are at a valid panel."""
        short, over = self.look()
        return np.asarray(~(short.any(axis=1) | over.any(axis=1)))

    def settle(self) -> tuple[float, float]:
        """Choose the prices and how often sets are used; the shares of valid looks and of moves.

        Both shares are those of the last quarter, when nothing is changed any more.
        """
        tried = np.zeros(int(self.size_of.max()) + 1)
        made, valid, looks = tried.copy(), 0.0, 0
        wished = 0.7 / self.ground.rows
        for turn in range(ROUNDS):
            if turn * 4 % ROUNDS == 0:
                if 0 < turn * 4 < ROUNDS * 3:
                    rate = made / np.maximum(1, tried)
                    self.menu = self._make_menu(np.maximum(rate, 0.1 * rate.max() + 1e-9))
                tried, made = np.zeros_like(tried), np.zeros_like(made)
            for _ in range(ROUND // LOOK):
                more_tried, more_made = self.walk(LOOK)
                tried, made = tried + more_tried, made + more_made
                share = float(self.valid().mean())
                if turn * 4 < ROUNDS * 3:
                    step = 0.3 / (1 + 20 * turn / ROUNDS)
                    self._adjust(step, wished)
                    wished *= float(
                        np.exp(0.2 * step * np.clip(np.log(share / WISHED + 0.1), -1, 1))
                    )
                else:
                    valid, looks = valid + share, looks + 1
        return valid / looks, float(made.sum() / max(1.0, tried.sum()))

    def _adjust(self, step: float, wished: float) -> None:
        """Move the prices: up for sides that are broken more often than wished, down for others."""
        short, over = self.look()
        for price, far in ((self.short, short), (self.over, over)):
            share = far.mean(axis=0)
            wish = np.clip(np.log((share + wished / 10) / wished), -1, 1)
            price[:] = np.clip(price + step * wish, CHEAPEST, DEAREST)

    def record(self, kept: int, thin: int, patience: int, progress: Progress) -> Counts:
        """The panels at every `thin`-th valid look, shape (chains, kept, seats).

        After `patience` looks it ends: chains with fewer than `FEWEST` panels are left out, and all
        others are cut to the length of the shortest of them.
        """
        found = np.zeros((self.lines, kept, self.ground.seats), dtype=np.int64)
        valid = np.zeros(self.lines, dtype=np.int64)
        told = 0
        for _ in range(patience):
            self.walk(LOOK)
            here = self.valid() & (valid < kept * thin)
            valid += here
            due = np.flatnonzero(here & (valid % thin == 0))
            found[due, valid[due] // thin - 1] = self.panels.reshape(self.lines, -1)[due]
            done = int((valid // thin).sum())
            if done - told >= self.lines:
                told = done
                progress("simulation", done, self.lines * kept)
            if done == self.lines * kept:
                return found
        reached = valid // thin
        enough = reached >= FEWEST
        return found[enough, : int(reached[enough].min(initial=kept))]


def start_panels(problem: Problem, lines: int, generator: np.random.Generator) -> Counts:
    """Valid panels to start from, far apart: vertices for random costs, names at random.

    Raises:
        NoPanelError: when there is no valid panel.
    """
    matrix = np.vstack([problem.matrix, np.ones((1, len(problem.members)), dtype=np.int64)])
    room = Room(
        np.zeros(len(problem.members)),
        problem.sizes.astype(np.float64),
        np.append(problem.lows, problem.seats).astype(np.float64),
        np.append(problem.highs, problem.seats).astype(np.float64),
    )
    found: list[Counts] = []
    for _ in range(DIVES):
        if len(found) >= min(STARTS, lines):
            break
        costs = generator.random(len(problem.members))
        try:
            counts = find_panel(matrix, room, costs, 120)
        except NoRoomError:
            break
        if counts is not None and problem.allows(counts):
            found.append(counts)
    if not found:
        found.append(some_panel(problem, find_solver()))
    chosen = np.array([found[line % len(found)] for line in range(lines)])
    return name_people(make_blocks(problem), chosen, generator)


def run_chains(
    problem: Problem, shape: tuple[int, int], generator: np.random.Generator, progress: Progress
) -> Counts:
    """Panels from Markov chains, shape (chains, kept, seats); `shape` is (chains, kept).

    Both may come out smaller where valid panels are rarely met (`Chains.record`).

    Raises:
        NoPanelError: when there is no valid panel.
    """
    lines, kept = shape
    ground = make_ground(problem, generator)
    chains = Chains(ground, start_panels(problem, lines, generator), generator)
    progress("simulation", 0, lines * kept)
    valid, made = chains.settle()
    steps = min(LONGEST, max(LOOK, SWEEPS * ground.seats / max(made, 1e-6)))
    for _ in range(int(BURN_IN * steps) // LOOK):
        chains.walk(LOOK)
    looks = steps / LOOK
    thin = max(1, round(looks * valid))
    # A chain has twice as long as it should need.
    patience = int(2 * kept * max(looks, thin / max(valid, 0.01)))
    return chains.record(kept, thin, patience, progress)
