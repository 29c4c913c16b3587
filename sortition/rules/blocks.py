"""From class counts to people, every choice of people equally likely.

A *block* is a set of households that look alike: the N households of one kind, or the N people of
one class without housemates (a household each). A panel takes at most one person per household. So
counts x_c of the classes of a block can be filled in

    N! / (prod_c x_c! · (N - sum_c x_c)!)  ·  prod_c h_c^x_c

ways: choose different households for the seats of class c, and in each of them one of its h_c
members of class c. Classes of different blocks do not meet, so the ways multiply.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stratification.problem import Problem

Counts = npt.NDArray[np.int64]
CELLS = 2_000_000  # random numbers held at once


@dataclass(frozen=True)
class Block:
    """`people[i][j]` are the members of class `classes[i]` in household j, shape (N, h)."""

    classes: tuple[int, ...]
    people: tuple[Counts, ...]

    @property
    def households(self) -> int:
        """N, the number of households."""
        return len(self.people[0])

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """h_c of every class: how many of its members each household has."""
        return tuple(table.shape[1] for table in self.people)


def make_blocks(problem: Problem) -> tuple[Block, ...]:
    """The blocks of a problem; every class is in one of them."""
    groups = [row.classes for row in problem.rows if row.quota is None]
    shared = {number for group in groups for number in group}
    alone = [(number,) for number in range(len(problem.members)) if number not in shared]
    homes = problem.pool.households
    blocks = []
    for group in sorted([*groups, *alone]):
        if group[0] in shared and homes is not None:
            tables = tuple(_by_household(problem.members[number], homes) for number in group)
        else:
            tables = (np.array(problem.members[group[0]], dtype=np.int64)[:, None],)
        blocks.append(Block(tuple(group), tables))
    return tuple(blocks)


def _by_household(people: Sequence[int], homes: Sequence[int]) -> Counts:
    """The people of one class, one row per household."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for person in people:
        rows[homes[person]].append(person)
    return np.array([rows[home] for home in sorted(rows)], dtype=np.int64)


def name_people(blocks: Sequence[Block], counts: Counts, generator: np.random.Generator) -> Counts:
    """Panels with these class counts, every possible choice of people equally likely.

    Parameters:
        counts: shape (panels, classes), every row a panel that obeys the kinds of household, and
            all of the same size.

    Returns:
        people, ascending, shape (panels, seats).
    """
    seats = int(counts[0].sum()) if len(counts) else 0
    panels = np.zeros((len(counts), seats), dtype=np.int64)
    filled = np.zeros(len(counts), dtype=np.int64)
    for block in blocks:
        taken = counts[:, block.classes]
        rows = np.flatnonzero(taken.any(axis=1))
        step = max(1, CELLS // block.households)
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            _fill(block, taken[part], (panels, filled, part), generator)
    panels.sort(axis=1)
    return panels


def _fill(
    block: Block,
    taken: Counts,
    target: tuple[Counts, Counts, Counts],
    generator: np.random.Generator,
) -> None:
    """Write the people of one block into the panels `part` (at their next free seats)."""
    panels, filled, part = target
    order = np.argsort(generator.random((len(part), block.households)), axis=1)
    ends = taken.cumsum(axis=1)
    for seat in range(int(ends[:, -1].max())):
        here = np.flatnonzero(ends[:, -1] > seat)
        which = (ends[here] <= seat).sum(axis=1)
        homes = order[here, seat]
        for place, table in enumerate(block.people):
            mine = which == place
            if not mine.any():
                continue
            member = generator.integers(table.shape[1], size=int(mine.sum()))
            lines = part[here[mine]]
            panels[lines, filled[lines]] = table[homes[mine], member]
            filled[lines] += 1
