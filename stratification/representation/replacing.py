"""The fewest people to replace so that a group becomes a mirror (see `mend`), by integer programs.

Those who come may have any values, all of them known. Those who leave are counted by class: the
people who are alike in all categories. The number of people known changes where somebody leaves of
whom a category is not known; one 0/1 column for every possible number says which limits hold.

Of the changes with the fewest people those are sought that change the numbers of the values least
(the sum of |coming - leaving|), and of these one by fixed random weights (Philox). In practice
these leave a single best one, whatever the solver: K. Mulmuley, U. Vazirani, V. Vazirani, "Matching
is as easy as matrix inversion", Combinatorica 7 (1987), 105-113 (the isolation lemma).

Where nobody may be told who is alike (in a publication), each category is mended by itself:
`mend_apart`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stratification.errors import Finding
from stratification.integer import Counts, IntegerSolver, IntegerSystem, best_counts
from stratification.representation.mend import LARGEST, Aim, changes_of
from stratification.representation.model import Mend
from stratification.representation.tally import Class, Tally
from stratification.solver import SolverError

SEED = 1987
_WEIGHTS = 1_000_000

_Row = tuple[Counts, int, int]
"""Numbers for every column, and the least and the largest that their sum may be."""


def mend_by_replacing(
    categories: Sequence[Tally],
    classes: Sequence[tuple[Class, int]],
    within: int,
    solver: IntegerSolver,
) -> Mend | None:
    """The fewest people to replace so that the group mirrors.

    None when it does already, and for a group of more than `LARGEST`.

    Parameters:
        categories: the group's counts.
        classes: how many people are alike, by the place of their value in each category.
        within: see `Aim`.
        solver: of the integer programs.

    Raises:
        SolverError: the solver gave up, or its answer does not obey the limits.
    """
    aims = [Aim(tally, within) for tally in categories]
    program = _Program(aims, classes)
    if program.everybody > LARGEST or all(aim.mirrors() for aim in aims):
        return None
    leaving, moved = program.leaving(), program.moved()
    rows: list[_Row] = []
    for least in (leaving, moved):
        found = _best(solver, program.system(rows), -least)
        rows.append((least, int(found @ least), int(found @ least)))
    weights = np.random.Generator(np.random.Philox(SEED)).integers(1, _WEIGHTS, program.width)
    chosen = _best(solver, program.system(rows), np.where(moved, 0, weights))
    changes = changes_of(program.changes(chosen))
    return Mend("replace", int(chosen @ leaving), changes, within)


def mend_apart(categories: Sequence[Tally], within: int, solver: IntegerSolver) -> Mend | None:
    """The fewest people to replace in each category by itself (`Mend.apart`).

    To mend all categories at once takes at least as many people as the one that takes most. None as
    in `mend_by_replacing`.
    """
    mends = []
    for tally in categories:
        counted: list[tuple[Class, int]] = [((at,), count) for at, count in enumerate(tally.counts)]
        classes = [(one, count) for one, count in [*counted, ((None,), tally.unknown)] if count]
        mend = mend_by_replacing([tally], classes, within, solver)
        mends += [] if mend is None else [mend]
    if not mends:
        return None
    changes = tuple(change for mend in mends for change in mend.changes)
    return Mend("replace", max(mend.people for mend in mends), changes, within, apart=True)


def _best(solver: IntegerSolver, system: IntegerSystem, weights: Counts) -> Counts:
    """The best change; there is one, as a mirror of nothing but newcomers exists."""
    found = best_counts(solver, system, weights)
    if found is None:
        raise SolverError(Finding("solver-wrong"))
    return found


@dataclass(frozen=True)
class _Program:
    """The integer program. Columns, in this order:

    r[class]: people who leave;  a[category, value]: people who come;  d[category, value] >= |people
    who come - people who leave|;  and for every category and every number u of people who leave and
    of whom it is not known, z[category, u] of 0 or 1.
    """

    aims: Sequence[Aim]
    classes: Sequence[tuple[Class, int]]

    @property
    def values(self) -> int:
        """The number of columns a, and of columns d."""
        return sum(len(aim.tally.counts) for aim in self.aims)

    @property
    def width(self) -> int:
        """The number of columns."""
        choices = sum(aim.tally.unknown + 1 for aim in self.aims)
        return len(self.classes) + 2 * self.values + choices

    @property
    def everybody(self) -> int:
        """The size of the group."""
        return sum(size for _, size in self.classes)

    def leaving(self) -> Counts:
        """Counts the people who leave, shape (columns,)."""
        return (np.arange(self.width) < len(self.classes)).astype(np.int64)

    def moved(self) -> Counts:
        """Sums up the columns d, shape (columns,)."""
        first = len(self.classes) + self.values
        places = np.arange(self.width)
        return ((first <= places) & (places < first + self.values)).astype(np.int64)

    def system(self, more: Sequence[_Row]) -> IntegerSystem:
        """Every change that makes the group a mirror and obeys some more rows."""
        rows = [row for place in range(len(self.aims)) for row in self._rows(place)]
        rows += more
        upper = np.ones(self.width, dtype=np.int64)
        upper[: len(self.classes) + 2 * self.values] = self.everybody
        upper[: len(self.classes)] = [size for _, size in self.classes]
        return IntegerSystem(
            np.array([row for row, _, _ in rows]),
            np.array([low for _, low, _ in rows]),
            np.array([high for _, _, high in rows]),
            np.zeros_like(upper),
            upper,
        )

    def _rows(self, place: int) -> Iterator[_Row]:
        """Each row of a category, with the least and the largest that it may be."""
        aim, (value, choice) = self.aims[place], self._starts(place)
        tally = aim.tally
        numbers = np.arange(tally.unknown + 1)
        choices = slice(choice, choice + len(numbers))
        known = [one[place] for one, _ in self.classes]

        seats = -self.leaving()  # as many come as leave
        seats[value : value + len(tally.counts)] = 1
        yield seats, 0, 0
        chosen = np.zeros(self.width, dtype=np.int64)  # one number of people not known who leave
        chosen[choices] = 1
        yield chosen, 1, 1
        silent = np.zeros(self.width, dtype=np.int64)  # and this is the number
        silent[: len(known)] = [-(at is None) for at in known]
        silent[choices] = numbers
        yield silent, 0, 0
        limits = [aim.limits(tally.known + int(u)) for u in numbers]
        for at, count in enumerate(tally.counts):
            after = np.zeros(self.width, dtype=np.int64)  # the value's people, less those now
            after[: len(known)] = [-(one == at) for one in known]
            after[value + at] = 1
            least, most = after.copy(), after.copy()
            least[choices] = [-lows[at] for lows, _ in limits]
            most[choices] = [-highs[at] for _, highs in limits]
            far = 2 * self.everybody + max(highs[at] for _, highs in limits)
            yield least, -count, far
            yield most, -far, -count
            rise, fall = after.copy(), -after
            rise[value + self.values + at] = fall[value + self.values + at] = -1
            yield rise, -far, 0
            yield fall, -far, 0

    def _starts(self, place: int) -> tuple[int, int]:
        """The first column of a and of z, of a category."""
        before = self.aims[:place]
        value = len(self.classes) + sum(len(aim.tally.counts) for aim in before)
        choice = len(self.classes) + 2 * self.values + sum(aim.tally.unknown + 1 for aim in before)
        return value, choice

    def changes(self, chosen: Counts) -> Iterator[tuple[Aim, list[int], list[int]]]:
        """By category, how many with each value come and how many leave."""
        for place, aim in enumerate(self.aims):
            value, _ = self._starts(place)
            leaving = [0] * len(aim.tally.counts)
            for number, (one, _) in enumerate(self.classes):
                at = one[place]
                if at is not None:
                    leaving[at] += int(chosen[number])
            yield aim, [int(chosen[value + at]) for at in range(len(leaving))], leaving
