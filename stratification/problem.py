"""The integer system behind a draw: classes of interchangeable people and the rows they obey.

People with the same values, in the same household situation, are interchangeable: every rule here
has an optimum that treats them alike. So the unknowns are not people but classes, and a panel is,
up to the names, a vector x of whole numbers with

    0 <= x_c <= size_c,      sum_c x_c = seats,      low_r <= sum of x_c over row r <= high_r.

There is one row per quota, of a value or of a combination of values, and one per *kind* of
household. A kind is a multiset of values (who lives together, up to names); the N households of a
kind may send at most N people. That one row is exact: any x that obeys it can be dealt to different
households, for every household of the kind has a member of every class of the kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from stratification.pool import Pool
from stratification.quotas import Quota, Quotas

Kind = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Row:
    """`low <= sum of x_c over `classes` <= high`; `quota` is None for a kind of household."""

    low: int
    high: int
    classes: tuple[int, ...]
    quota: Quota | None = None


@dataclass(frozen=True)
class Problem:
    """A pool, quotas and a number of seats, as classes and rows.

    `members[c]` are the indices (into the pool's ids) of the people of class c.
    """

    pool: Pool
    quotas: Quotas
    seats: int
    members: tuple[tuple[int, ...], ...]
    rows: tuple[Row, ...]

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many people each class has, shape (classes,)."""
        return np.array([len(people) for people in self.members], dtype=np.int64)

    @cached_property
    def matrix(self) -> npt.NDArray[np.int64]:
        """Which class counts in which row, shape (rows, classes), entries 0 and 1."""
        matrix = np.zeros((len(self.rows), len(self.members)), dtype=np.int64)
        for number, row in enumerate(self.rows):
            matrix[number, list(row.classes)] = 1
        return matrix

    @cached_property
    def lows(self) -> npt.NDArray[np.int64]:
        """The smallest sum of every row, shape (rows,)."""
        return np.array([row.low for row in self.rows], dtype=np.int64)

    @cached_property
    def highs(self) -> npt.NDArray[np.int64]:
        """The largest sum of every row, shape (rows,)."""
        return np.array([row.high for row in self.rows], dtype=np.int64)

    @cached_property
    def class_of(self) -> tuple[int, ...]:
        """The class of every person, in the order of the pool's ids."""
        classes = [0] * len(self.pool.ids)
        for number, people in enumerate(self.members):
            for person in people:
                classes[person] = number
        return tuple(classes)

    def allows(self, counts: npt.NDArray[np.int64]) -> bool:
        """Whether class counts (shape (classes,)) are a valid panel."""
        sums = self.matrix @ counts
        return bool(
            counts.sum() == self.seats
            and (counts >= 0).all()
            and (counts <= self.sizes).all()
            and (sums >= self.lows).all()
            and (sums <= self.highs).all()
        )


def make_problem(pool: Pool, quotas: Quotas, seats: int) -> Problem:
    """Group a pool's people into classes and write down the rows.

    Classes are numbered by their values and kind of household alone, rows by category and value,
    so neither depends on the order of the files or on the ids.
    """
    kinds = _kinds(pool)
    groups: defaultdict[tuple[tuple[str, ...], Kind], list[int]] = defaultdict(list)
    for person, values in enumerate(pool.values):
        groups[values, kinds[person]].append(person)
    keys = sorted(groups)
    members = tuple(tuple(groups[key]) for key in keys)
    return Problem(
        pool,
        quotas,
        seats,
        members,
        _quota_rows(pool, quotas, keys) + _household_rows(keys, members),
    )


def _kinds(pool: Pool) -> list[Kind]:
    """The kind of household of every person; empty for somebody without housemates in the pool."""
    if pool.households is None:
        return [()] * len(pool.ids)
    homes: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for household, values in zip(pool.households, pool.values, strict=True):
        homes[household].append(values)
    kinds = {
        household: tuple(sorted(people)) if len(people) > 1 else ()
        for household, people in homes.items()
    }
    return [kinds[household] for household in pool.households]


def _quota_rows(
    pool: Pool, quotas: Quotas, keys: Sequence[tuple[tuple[str, ...], Kind]]
) -> tuple[Row, ...]:
    classes: dict[Quota, tuple[int, ...]] = {}
    for columns, rows in quotas.by_columns.items():
        places = [pool.categories.index(column) for column in columns]
        having: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, (values, _) in enumerate(keys):
            having[tuple([values[at] for at in places])].append(number)
        for quota in rows:
            wanted = tuple(value for _, value in quota.pairs)
            classes[quota] = tuple(having.get(wanted, ()))
    return tuple(Row(quota.min, quota.max, classes[quota], quota) for quota in quotas.rows)


def _household_rows(
    keys: Sequence[tuple[tuple[str, ...], Kind]], members: Sequence[tuple[int, ...]]
) -> tuple[Row, ...]:
    classes: defaultdict[Kind, list[int]] = defaultdict(list)
    for number, (_, kind) in enumerate(keys):
        if kind:
            classes[kind].append(number)
    rows = []
    for kind, numbers in sorted(classes.items()):
        people = sum(len(members[number]) for number in numbers)
        rows.append(Row(0, people // len(kind), tuple(numbers)))
    return tuple(rows)


def check_panel(pool: Pool, quotas: Quotas, seats: int, panel: Sequence[int]) -> list[str]:
    """Everything that makes a panel invalid, as codes; empty when it is valid.

    Looks at people, their values and their households only: it shares nothing with the classes
    and rows above, so a mistake there cannot hide here.
    """
    wrong = []
    if len(panel) != seats:
        wrong.append("panel-size")
    if len(set(panel)) != len(panel):
        wrong.append("panel-twice")
    answers = [pool.values[person] for person in panel]
    for columns, quota_rows in quotas.by_columns.items():
        pick = itemgetter(*(pool.categories.index(column) for column in columns))
        counts = Counter(map(pick, answers))
        for quota in quota_rows:
            value = quota.value if len(columns) == 1 else tuple(value for _, value in quota.pairs)
            if not quota.min <= counts[value] <= quota.max:
                wrong.append("panel-quota")
    if pool.households is not None:
        homes = Counter(pool.households[person] for person in panel)
        wrong.extend("panel-household" for count in homes.values() if count > 1)
    return wrong
