"""A problem whose limits may be passed: one more column for every limit, by how many seats.

With s_r the sum of row r of a quota, p the column of its minimum and q that of its maximum,

    low_r <= s_r + p - q <= high_r,      0 <= p, q <= the room of the limit.

Whole counts obey this for some p within [0, room] and q = 0 just when s_r is at most p below the
minimum, and likewise above the maximum; p and q above 0 together help nobody. The household rule
has one column for all its rows, the most by which any is passed, and these rows have no low.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratification.feasibility.lexicographic import with_columns
from stratification.feasibility.limits import Checker, Limit
from stratification.integer import Counts, IntegerSystem


@dataclass(frozen=True)
class Elastic:
    """A system of `classes` columns for the class counts, then one column for each of `limits`."""

    limits: tuple[Limit, ...]
    classes: int
    system: IntegerSystem

    def within(self, room: Counts) -> IntegerSystem:
        """The system in which limit l may be passed by at most room[l] seats."""
        upper = self.system.upper.copy()
        upper[self.classes :] = room
        return replace(self.system, upper=upper)


def elastic(checker: Checker) -> Elastic:
    """A problem with every limit passable by as much as could matter.

    That is: a minimum down to 0, a maximum up to the seats or to the people who have the value,
    and any number of people per household. A limit without such room is no limit at all.
    """
    problem, base = checker.problem, checker.system
    limits = tuple(checker.limits)
    at = {limit: number for number, limit in enumerate(limits)}
    columns = np.zeros((len(base.low), len(limits)), dtype=np.int64)
    room = np.zeros(len(limits), dtype=np.int64)
    low = base.low.copy()
    for number, row in enumerate(problem.rows, start=1):
        most = min(problem.seats, int(problem.sizes[list(row.classes)].sum()))
        if row.quota is None:
            home = at[Limit("household")]
            columns[number, home] = -1
            low[number] = -problem.seats
            room[home] = max(room[home], most - row.high)
            continue
        below, above = at[Limit("min", row.quota)], at[Limit("max", row.quota)]
        columns[number, below], columns[number, above] = 1, -1
        room[below], room[above] = row.low, max(0, most - row.high)
    return Elastic(limits, len(base.upper), with_columns(replace(base, low=low), columns, room))
