"""How many valid panels there are, exactly, and drawing one of them with equal chances.

Dynamic programming over the classes, in an order that finishes one quota after the other. After
some classes a *state* holds the number of people so far in every row (everybody, quotas, kinds of
household) that is still open: begun, and with classes to come. Two beginnings with the same state
can be completed in the same ways, so only states are kept, and of those only the ones whose rows
and categories can still be filled as far as the people to come allow.

Choosing x of class c, of a block with N households of which u are taken and h_c members of the
class in each (`sortition.rules.blocks`), can be done in C(N - u, x)·h_c^x ways. Over the classes of
a block these multiply to N!/(prod x_c!·(N - sum x_c)!)·prod h_c^x_c, which is what the block's
counts are worth. All numbers are Python integers: nothing is rounded.

The number of states grows with the product of the quotas of all categories but one, so this is for
small pools or few categories. A limit on the number of states decides, the same on every machine.
Source of the idea: G. de Azevedo, P. Gölz, "Maximally Random Sortition", arXiv:2604.02712 (2026),
who sample panels of maximum entropy by dynamic programming.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, log, log2
from typing import Any

import numpy as np
import numpy.typing as npt

from sortition.rules.blocks import Block, make_blocks
from stratification.problem import Problem

Counts = npt.NDArray[np.int64]
Big = npt.NDArray[Any]  # Python integers
STATES = 500_000


@dataclass(frozen=True)
class Item:
    """One class in the order of the count.

    `rows` are the rows it counts in, `closing` those with no class after it; `left` is how many
    people come after it in every row, shape (rows,). `block_row` is the row of its kind of
    household (None for people without housemates).
    """

    number: int
    households: int
    heads: int
    block_row: int | None
    rows: Counts
    closing: Counts
    left: Counts


@dataclass(frozen=True)
class Layer:
    """The states before one item: where choosing x leads, and in how many ways.

    `following[x]` is the place of the next state (-1: none), shape (options, states); `taken` is
    how many households of the item's kind are used, shape (states,).
    """

    item: Item
    following: Counts
    taken: Counts

    def ways(self, x: int, taken: int) -> int:
        """In how many ways x people of the class can be chosen."""
        return comb(self.item.households - taken, x) * int(self.item.heads**x)


@dataclass(frozen=True)
class Bounds:
    """The rows: row 0 is everybody. `categories` are sets of rows that share out all people."""

    member: Counts
    low: Counts
    high: Counts
    categories: tuple[Counts, ...]


@dataclass(frozen=True)
class Counted:
    """The number of valid panels (`total`), and in how many ways each state can be completed."""

    classes: int
    layers: tuple[Layer, ...]
    completions: tuple[Big, ...]

    @property
    def total(self) -> int:
        """The number of valid panels."""
        return int(self.completions[0][0]) if len(self.completions[0]) else 0

    def expected(self) -> list[Fraction]:
        """The mean number of people of every class over all valid panels."""
        means = [Fraction(0)] * self.classes
        before = _big(1)
        before[:] = 1
        for layer, after in zip(self.layers, self.completions[1:], strict=True):
            forward = _big(len(after))
            weighted = 0
            for x, states, targets, ways in _options(layer):
                paths = before[states] * ways
                np.add.at(forward, targets, paths)
                weighted += x * int((paths * after[targets]).sum()) if len(states) else 0
            means[layer.item.number] = Fraction(weighted, self.total)
            before = forward
        return means

    def sample(self, draws: int, generator: np.random.Generator) -> Counts:
        """Class counts of `draws` valid panels, every panel equally likely; (draws, classes).

        Every draw is one whole number below `total`: the panel's number in the order of the count.
        """
        counts = np.zeros((draws, self.classes), dtype=np.int64)
        for draw in range(draws):
            rank, state = below(self.total, generator), 0
            for layer, after in zip(self.layers, self.completions[1:], strict=True):
                taken = int(layer.taken[state])
                for x, targets in enumerate(layer.following):
                    target = int(targets[state])
                    if target < 0:
                        continue
                    rest = int(after[target])
                    here = layer.ways(x, taken) * rest
                    if rank < here:
                        counts[draw, layer.item.number] = x
                        rank, state = rank % rest, target
                        break
                    rank -= here
        return counts


def below(limit: int, generator: np.random.Generator) -> int:
    """A whole number from 0 to limit - 1, every one equally likely (by rejection)."""
    bits = limit.bit_length()
    size = (bits + 7) // 8
    while True:
        number = int.from_bytes(generator.bytes(size), "big") >> (8 * size - bits)
        if number < limit:
            return number


def log10(number: int) -> float:
    """The decimal logarithm of a whole number of any size above 0.

    >>> log10(10**400)
    400.0
    """
    shift = max(0, number.bit_length() - 64)
    return round(log(number >> shift, 10) + shift * log(2, 10), 12)


def count_panels(problem: Problem, limit: int = STATES) -> Counted | None:
    """Count the valid panels; None when that takes more than `limit` states."""
    bounds = _bounds(problem)
    layers: list[Layer] = []
    states: Counts = np.zeros((1, len(bounds.low)), dtype=np.int64)
    seen = 1
    for item in _items(problem, bounds):
        layer, states = _advance(item, bounds, states)
        layers.append(layer)
        seen += len(states)
        if seen > limit:
            return None
    completions = [_big(len(states))]
    completions[0][:] = 1
    for layer in reversed(layers):
        completions.append(_complete(layer, completions[-1]))
    return Counted(len(problem.members), tuple(layers), tuple(reversed(completions)))


def _big(size: int) -> Big:
    """Zeros that are Python integers."""
    return np.array([0] * size, dtype=object)


def _options(layer: Layer) -> list[tuple[int, Counts, Counts, Big]]:
    """Every x with the states that allow it, the states they lead to, and the ways."""
    found = []
    for x, targets in enumerate(layer.following):
        states = np.flatnonzero(targets >= 0)
        table = {int(u): layer.ways(x, int(u)) for u in np.unique(layer.taken[states])}
        ways = np.array([table[u] for u in layer.taken[states].tolist()], dtype=object)
        found.append((x, states, targets[states], ways))
    return found


def _complete(layer: Layer, after: Big) -> Big:
    """In how many ways the states of a layer can be completed."""
    values = _big(len(layer.taken))
    for _, states, targets, ways in _options(layer):
        values[states] += ways * after[targets]
    return values


def _bounds(problem: Problem) -> Bounds:
    everybody = np.ones((1, len(problem.members)), dtype=np.int64)
    member = np.vstack([everybody, problem.matrix])
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(problem.rows):
        if row.quota is not None:
            groups[row.quota.category].append(place + 1)
    whole = [np.array(rows) for rows in groups.values() if (member[rows].sum(axis=0) == 1).all()]
    return Bounds(
        member,
        np.append(problem.seats, problem.lows),
        np.minimum(np.append(problem.seats, problem.highs), problem.seats),
        tuple(whole),
    )


def _items(problem: Problem, bounds: Bounds) -> list[Item]:
    """The classes in an order that closes rows early: by the category with the most room first."""

    def room(rows: Counts) -> float:
        return sum(log2(1 + int(bounds.high[row])) for row in rows)

    ranked = sorted(bounds.categories, key=lambda rows: (-room(rows), int(rows[0])))

    def place(block: Block) -> tuple[int, ...]:
        number = block.classes[0]
        return (*(int(rows[bounds.member[rows, number].argmax()]) for rows in ranked), number)

    items = []
    left = bounds.member @ problem.sizes
    for block in sorted(make_blocks(problem), key=place):
        for number, heads in zip(block.classes, block.heads, strict=True):
            rows = np.flatnonzero(bounds.member[:, number])
            kinds = [row for row in rows.tolist() if row and problem.rows[row - 1].quota is None]
            left = left - bounds.member[:, number] * problem.sizes[number]
            kind = kinds[0] if kinds else None
            closing = rows[left[rows] == 0]
            items.append(Item(number, block.households, heads, kind, rows, closing, left))
    # A row without people closes at once, whoever is first.
    empty = np.flatnonzero(bounds.member.sum(axis=1) == 0)
    return [replace(items[0], closing=np.append(items[0].closing, empty)), *items[1:]]


def _advance(item: Item, bounds: Bounds, states: Counts) -> tuple[Layer, Counts]:
    """One item: every choice that can still be completed, and the different states after it."""
    taken = np.zeros(len(states), dtype=np.int64)
    if item.block_row is not None:
        taken = states[:, item.block_row]
    most = min(item.households, int(bounds.high[item.rows].min()))
    parts, places = [], []
    for x in range(most + 1):
        trial = states.copy()
        trial[:, item.rows] += x
        possible = np.flatnonzero(_possible(item, bounds, trial))
        trial = trial[possible]
        trial[:, item.closing] = 0
        parts.append(trial)
        places.append(possible)
    merged = np.vstack(parts)
    first, inverse = _distinct(merged)
    following = np.full((most + 1, len(states)), -1, dtype=np.int64)
    start = 0
    for x, possible in enumerate(places):
        following[x, possible] = inverse[start : start + len(possible)]
        start += len(possible)
    return Layer(item, following, taken), merged[first]


def _possible(item: Item, bounds: Bounds, states: Counts) -> npt.NDArray[np.bool_]:
    """Which states break no row, and leave every category enough people and enough seats."""
    open_rows = item.left > 0
    checked = open_rows.copy()
    checked[item.closing] = True
    sums = states[:, checked]
    fine: npt.NDArray[np.bool_] = np.asarray(
        ((sums <= bounds.high[checked]) & (sums + item.left[checked] >= bounds.low[checked])).all(
            axis=1
        )
    )
    seats = bounds.low[0] - states[:, 0]
    for category in bounds.categories:
        rows = category[open_rows[category]]
        need = np.maximum(0, bounds.low[rows] - states[:, rows]).sum(axis=1)
        room = np.minimum(bounds.high[rows] - states[:, rows], item.left[rows]).sum(axis=1)
        fine &= (need <= seats) & (seats <= room)
    return fine


def _distinct(states: Counts) -> tuple[Counts, Counts]:
    """The first place of every different row, and which of these every row is."""
    codes = np.zeros(len(states), dtype=np.int64)
    width = 1
    for column in states.T:
        base = int(column.max(initial=0)) + 1
        if base == 1:
            continue
        if width * base >= 2**62:
            codes = np.unique(codes, return_inverse=True)[1]
            width = int(codes.max(initial=0)) + 1
        codes = codes * base + column
        width *= base
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return first, inverse
