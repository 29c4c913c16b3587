"""How shares go over groups, or over the steps of a funnel: rows for tables and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from gettext import gettext

from sortition.report.assessment.words import named, percent
from sortition.report.language import fixed, whole
from sortition.report.words import source_words, title
from stratification.population.model import About, Population
from stratification.representation.model import (
    Assessment,
    Cell,
    Comparison,
    Course,
    Funnel,
    GroupAssessment,
    Stage,
)

TOGETHER = " + "


@dataclass(frozen=True)
class Row:
    """One value, or values taken together, in several groups.

    Parameters:
        name: of the value.
        population: its share of the population.
        counts: by group, its people and those of whom the category is known; None where a group
            shows nothing of the category.
    """

    name: str
    population: Fraction
    counts: tuple[tuple[int, int] | None, ...]

    @property
    def shares(self) -> tuple[float | None, ...]:
        """The share of each group; None where it is not known."""
        return tuple(pair[0] / pair[1] if pair and pair[1] else None for pair in self.counts)


def group_rows(groups: Sequence[GroupAssessment], categories: Sequence[str]) -> tuple[Row, ...]:
    """The values of a category in every group.

    Values that one group takes together (`Cell.parts`) are taken together in all.
    """
    found = [_comparison(group, categories) for group in groups]
    every = [cell for one in found if one is not None for cell in one.cells]
    first = next((one for one in found if one is not None), None)
    if first is None:
        return ()
    return tuple(
        Row(
            TOGETHER.join(block),
            sum((cell.share for cell in _inside(first.cells, block)), Fraction(0)),
            tuple(
                None
                if one is None
                else (sum(cell.count for cell in _inside(one.cells, block)), one.known)
                for one in found
            ),
        )
        for block in _blocks(map(_parts, every))
    )


def group_categories(groups: Sequence[GroupAssessment]) -> tuple[tuple[str, ...], ...]:
    """The categories of which any group shows anything, in order."""
    return tuple(dict.fromkeys(one.categories for group in groups for one in group.comparisons))


def shown_categories(assessment: Assessment) -> tuple[tuple[str, ...], ...]:
    """All categories and pairs of which anything is shown, in order."""
    groups = assessment.groups
    singles = list(group_categories(groups))
    if assessment.funnel is not None:
        singles += [(category,) for category in funnel_categories(assessment.funnel)]
    pairs = [one.categories for group in groups for one in group.pairs]
    return tuple(dict.fromkeys([*singles, *pairs]))


def sources_of(assessment: Assessment, population: Population) -> list[str]:
    """A sentence for every source of the population's figures, with what it is the source of."""
    found: dict[str, list[str]] = {}
    for categories in shown_categories(assessment):
        table = population.table(categories)
        about = source_words(About() if table is None else table.about)
        found.setdefault(about, []).append(title(categories))
    text = gettext("Source of {names}: {source}")
    return [text.format(source=about, names=", ".join(them)) for about, them in found.items()]


def _comparison(group: GroupAssessment, categories: Sequence[str]) -> Comparison | None:
    wanted = tuple(categories)
    return next((one for one in group.comparisons if one.categories == wanted), None)


def _parts(cell: Cell) -> tuple[str, ...]:
    return cell.parts or cell.values


def _inside(cells: Iterable[Cell], block: Sequence[str]) -> list[Cell]:
    return [cell for cell in cells if set(_parts(cell)) <= set(block)]


def _blocks(sets: Iterable[Sequence[str]]) -> list[list[str]]:
    """The finest blocks that split none of these sets, values in the order they are met.

    >>> _blocks([("a", "b"), ("c",), ("d",), ("b", "c")])
    [['a', 'b', 'c'], ['d']]
    """
    blocks: list[list[str]] = []
    order: dict[str, int] = {}
    for values in sets:
        for value in values:
            order.setdefault(value, len(order))
        touched = [block for block in blocks if set(block) & set(values)]
        together = {value for block in touched for value in block} | set(values)
        blocks = [block for block in blocks if block not in touched]
        blocks.append(sorted(together, key=order.__getitem__))
    return sorted(blocks, key=lambda block: order[block[0]])


def group_texts(rows: Iterable[Row]) -> tuple[tuple[str, ...], ...]:
    """Rows for a table: the value, its share of the population, people and share of each group."""
    return tuple((row.name, percent(row.population), *map(_counted, row.counts)) for row in rows)


def _counted(pair: tuple[int, int] | None) -> str:
    if pair is None:
        return "–"
    count, known = pair
    return f"{whole(count)} ({percent(count / known)})" if known else whole(count)


def step_names(funnel: Funnel) -> tuple[str, ...]:
    """What the steps are called: the population, then the groups."""
    return (gettext("population"), *funnel.names[1:])


def funnel_categories(funnel: Funnel) -> tuple[str, ...]:
    """The categories of which it shows anything, in order."""
    return tuple(dict.fromkeys(course.category for course in funnel.courses))


def courses_of(funnel: Funnel, category: str) -> list[Course]:
    """The values of a category."""
    return [course for course in funnel.courses if course.category == category]


def funnel_texts(funnel: Funnel, category: str) -> tuple[tuple[str, ...], ...]:
    """Rows for a table: the value, and its share at every step."""
    return tuple(
        (course.value, *map(_stage, course.stages)) for course in courses_of(funnel, category)
    )


def _stage(stage: Stage) -> str:
    """A share, and the chance to get so far against that of everybody."""
    share = percent(stage.share)
    return share if stage.relative is None else f"{share} ×{fixed(stage.relative)}"


def losses(funnel: Funnel, category: str) -> list[str]:
    """A sentence for every value that is lost at a step."""
    text = gettext(
        "{value}: falls furthest behind at {step}; {relative} times as likely to get there as "
        "everybody at the step before."
    )
    texts = []
    for course in courses_of(funnel, category):
        relative = None if course.lost_at is None else course.stages[course.lost_at].relative
        if course.lost_at is not None and relative is not None:
            step = funnel.names[course.lost_at]
            value = named((category,), (course.value,))
            texts.append(text.format(value=value, step=step, relative=fixed(relative)))
    return texts
