"""What is simulated: who drops out, and what the panel still has of every quota.

A *case* is a panel, the people who may stand by, and the quotas. Those who may stand by are the
people of the pool who are not on the panel and do not live with somebody who is; at most one per
household is chosen. They are classes of interchangeable people (`stratification.problem`), and a
set of standbys is, up to the names, a vector x of whole numbers.

A *sample* is who drops out together. All that matters of it is how many seats are free, and how
many people the rest has of every quota: equal samples are one sample with a weight.

Sample s = 0, 1, … of a seed and a purpose takes, for the people of the panel ordered by id, one
number below 10^6 each of the stream with the label "sortition-standbys-1 " + purpose; somebody with
the drop-out probability q/10^6 leaves when it is below q.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.standbys.dropout import MILLION, Dropout
from sortition.standbys.settings import LABEL
from sortition.stream import Stream
from stratification.errors import Finding, InputError
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quotas

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Case:
    """A panel, the quotas, and the drop-out probability of everybody on the panel.

    Parameters:
        pool: all sign-ups, the panel among them.
        quotas: those of the panel.
        panel: indices into the pool's ids, ascending.
        chances: in the order of the panel, in millionths.
    """

    pool: Pool
    quotas: Quotas
    panel: tuple[int, ...]
    chances: tuple[Fraction, ...]

    @cached_property
    def standing_by(self) -> tuple[int, ...]:
        """Everybody who may stand by (indices into the pool's ids, ascending)."""
        homes = self.pool.households or range(len(self.pool.ids))
        taken = {homes[person] for person in self.panel}
        return tuple(n for n, home in enumerate(homes) if home not in taken)

    @cached_property
    def problem(self) -> Problem:
        """Those who may stand by as classes; rows without a quota are households."""
        people = self.standing_by
        homes = self.pool.households
        numbers: dict[int, int] = {}
        part = Pool(
            tuple(self.pool.ids[person] for person in people),
            self.pool.categories,
            tuple(self.pool.values[person] for person in people),
            homes and tuple(numbers.setdefault(homes[person], len(numbers)) for person in people),
        )
        return make_problem(part, self.quotas, len(self.panel))

    @cached_property
    def profiles(self) -> Counts:
        """Which class counts for which quota, shape (classes, quotas), entries 0 and 1."""
        first = [self.standing_by[members[0]] for members in self.problem.members]
        return _having(self, first)

    @cached_property
    def seated(self) -> Counts:
        """The same of everybody on the panel, shape (panel, quotas)."""
        return _having(self, self.panel)

    @cached_property
    def limits(self) -> tuple[Counts, Counts]:
        """The minimum and the maximum of every quota."""
        rows = self.quotas.rows
        return np.array([row.min for row in rows]), np.array([row.max for row in rows])

    @cached_property
    def homes(self) -> tuple[tuple[tuple[int, ...], int], ...]:
        """Classes that may together give so many standbys at most: one per household."""
        return tuple((row.classes, row.high) for row in self.problem.rows if row.quota is None)

    def most(self, standbys: int) -> Counts:
        """How many of each class can be among so many standbys, shape (classes,)."""
        found = np.minimum(self.problem.sizes, standbys)
        for classes, high in self.homes:
            found[list(classes)] = np.minimum(found[list(classes)], high)
        return found

    def allows(self, counts: Sequence[int] | Counts) -> bool:
        """Whether a set keeps to the sizes of the classes and to one per household."""
        x = np.asarray(counts)
        return bool((x >= 0).all() and (x <= self.problem.sizes).all()) and all(
            x[list(classes)].sum() <= high for classes, high in self.homes
        )


def _having(case: Case, people: Sequence[int]) -> Counts:
    place = {name: at for at, name in enumerate(case.pool.categories)}
    pairs = [[(place[column], value) for column, value in row.pairs] for row in case.quotas.rows]
    found = [
        [all(case.pool.values[person][at] == value for at, value in pair) for pair in pairs]
        for person in people
    ]
    return np.array(found, dtype=np.int64).reshape(len(people), len(pairs))


def make_case(pool: Pool, quotas: Quotas, panel: Sequence[str], model: Dropout) -> Case:
    """A case from the ids of a panel.

    Raises:
        InputError: an id is not in the pool, or is there twice, or there is no panel.
    """
    where = {person: at for at, person in enumerate(pool.ids)}
    strange = sum(person not in where for person in panel)
    if strange or len(set(panel)) != len(panel) or not panel:
        raise InputError(Finding("standbys-panel", {"people": strange}))
    people = tuple(sorted(where[person] for person in panel))
    return Case(pool, quotas, people, model.chances(pool, people))


@dataclass(frozen=True)
class Samples:
    """Simulated drop-outs, equal ones together, in a fixed order.

    Parameters:
        free: how many seats each has free, shape (kinds,).
        rest: how many people the rest has of every quota, shape (kinds, quotas).
        weights: how many samples are alike, shape (kinds,).
    """

    free: Counts
    rest: Counts
    weights: Counts

    @property
    def total(self) -> int:
        """How many samples there are."""
        return int(self.weights.sum())


def draw_samples(case: Case, seed: str, count: int, purpose: str) -> Samples:
    """Simulate so many drop-outs."""
    stream = Stream(seed, f"{LABEL} {purpose}")
    limits = [int(chance * MILLION) for chance in case.chances]
    everybody = case.seated.sum(axis=0)
    kinds: Counter[tuple[int, ...]] = Counter()
    for _ in range(count):
        leavers = [at for at, limit in enumerate(limits) if stream.below(MILLION) < limit]
        rest = everybody - case.seated[leavers].sum(axis=0)
        kinds[len(leavers), *rest.tolist()] += 1
    rows = np.array(sorted(kinds), dtype=np.int64).reshape(len(kinds), 1 + len(everybody))
    return Samples(rows[:, 0], rows[:, 1:], np.array([kinds[tuple(row)] for row in rows.tolist()]))
