"""Register, letters, sign-ups, panel: at which step is a group lost?

`Stage.surprise` asks: were everybody of the step before equally likely to come through, how likely
are so few with this value? Where the step before is a list of people (or a counted population) that
is at least as large, their number is hypergeometric; otherwise it is binomial with the share
before. At every step only those count of whom the category is known. Values that were merged for
publication, because few people have them, have no such probability.

All these probabilities are corrected for their number (Holm, over all values and steps). A value is
lost at the step with the smallest `relative` among those with less than `ALPHA` after correction
and a share that falls; at the first of equals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stratification.population.model import CrossTable
from stratification.representation.figures import Draw, representativity
from stratification.representation.goodness import holm_adjusted
from stratification.representation.model import Course, Funnel, Stage
from stratification.representation.tally import GroupTally, Tally
from stratification.text import key

ALPHA = 0.05
"""A step is said to lose a value when so few come through by chance less often than this."""


def make_funnel(name: str, steps: Sequence[GroupTally]) -> Funnel:
    """How the values fare, of the categories that all steps have.

    Parameters:
        name: of the population.
        steps: the groups in their order, all counted by the same population (and, where cells are
            merged, merged alike).
    """
    each = [{key(tally.table.categories[0]): tally for tally in step.categories} for step in steps]
    common = [category for category in each[0] if all(category in tallies for tallies in each)]
    roads = [_Road(each[0][category].table, [one[category] for one in each]) for category in common]
    courses = [course for road in roads for course in road.courses()]
    return Funnel(
        (name, *(step.name for step in steps)),
        (_people(roads), *(step.size for step in steps)),
        _lost(courses),
        tuple(
            {road.category: road.representativity(at) for road in roads}
            for at in range(1, len(steps) + 1)
        ),
    )


@dataclass(frozen=True)
class _Road:
    """One category along the steps: the population's figures, then a tally for every group."""

    table: CrossTable
    tallies: Sequence[Tally]

    @property
    def category(self) -> str:
        """Its name."""
        return self.table.categories[0]

    def figures(self, at: int) -> list[Fraction]:
        """People (or shares, of a population that has no more) by value at a step."""
        if at == 0:
            return [figure or Fraction(0) for figure in self.table.cells.values()]
        return [Fraction(count) for count in self.tallies[at - 1].counts]

    def counted(self, at: int) -> bool:
        """Whether these are whole people."""
        figures = self.figures(at)
        return at > 0 or (self.table.counted and all(one.denominator == 1 for one in figures))

    def share(self, at: int, value: int) -> Fraction:
        """Of the people known at a step, those with a value; 0 where nobody is known."""
        total = sum(self.figures(at))
        return self.figures(at)[value] / total if total else Fraction(0)

    def courses(self) -> list[Course]:
        """How every value fares; where it is lost is not yet known."""
        return [
            Course(
                self.category,
                values[0],
                tuple(self._stage(at, value) for at in range(len(self.tallies) + 1)),
                None,
            )
            for value, values in enumerate(self.table.cells)
        ]

    def _stage(self, at: int, value: int) -> Stage:
        share = self.share(at, value)
        count = int(self.figures(at)[value]) if self.counted(at) else None
        if at == 0 or count is None:
            return Stage(count, share, None, None, None)
        before, share_before = self.figures(at - 1)[value], self.share(at - 1, value)
        passed = count / before if self.counted(at - 1) and before else None
        relative = share / share_before if share_before else None
        return Stage(count, share, passed, relative, self._surprise(at, value, count))

    def _surprise(self, at: int, value: int, count: int) -> float | None:
        if self.tallies[at - 1].parts[value]:
            return None
        drawn, total = self.tallies[at - 1].known, sum(self.figures(at - 1))
        people = int(total) if self.counted(at - 1) and total >= drawn else None
        return Draw(drawn, self.share(at - 1, value), people).at_most(count)

    def representativity(self, at: int) -> tuple[float, float] | None:
        """R and the coefficient of variation of passing a step."""
        if not self.counted(at - 1):
            return None
        return representativity(self.tallies[at - 1].counts, self.figures(at - 1))


def _people(roads: Sequence[_Road]) -> int | None:
    """The size of the population, when all categories are counted and agree on it."""
    sizes = {int(sum(road.figures(0))) if road.counted(0) else None for road in roads}
    return sizes.pop() if len(sizes) == 1 else None


def _lost(courses: Sequence[Course]) -> tuple[Course, ...]:
    """The courses, each with the step where it is lost."""
    tests = [
        (number, at, stage.surprise)
        for number, course in enumerate(courses)
        for at, stage in enumerate(course.stages)
        if stage.surprise is not None
    ]
    adjusted = holm_adjusted([surprise for _, _, surprise in tests])
    worst: dict[int, tuple[Fraction, int]] = {}
    for (number, at, _), p in zip(tests, adjusted, strict=True):
        relative = courses[number].stages[at].relative
        if p < ALPHA and relative is not None and relative < 1:
            worst[number] = min(worst.get(number, (relative, at)), (relative, at))
    return tuple(
        replace(course, lost_at=worst[number][1] if number in worst else None)
        for number, course in enumerate(courses)
    )
