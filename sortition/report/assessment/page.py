"""An assessment as one HTML file for a board: accessible, and complete without pictures.

It is made from what may be published, so from `Published` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext
from typing import TYPE_CHECKING

from sortition.report.assessment.background import background
from sortition.report.assessment.mends import mend_columns, mend_words
from sortition.report.assessment.shares import (
    funnel_categories,
    funnel_texts,
    group_categories,
    group_rows,
    group_texts,
    losses,
    step_names,
)
from sortition.report.assessment.summary import summary
from sortition.report.assessment.words import (
    mark,
    people,
    percent,
    seats_words,
    signed,
    step_words,
    unknown_words,
    usual,
    verdict,
)
from sortition.report.drawing import Picture
from sortition.report.language import fixed, whole
from sortition.report.page import (
    Grid,
    Image,
    Part,
    Section,
    Text,
    Title,
    page_bytes,
)
from sortition.report.words import capital, heading, title
from stratification.population.model import Population
from stratification.representation.model import (
    Assessment,
    Cell,
    Comparison,
    Fit,
    Funnel,
    GroupAssessment,
)

if TYPE_CHECKING:
    from stratification.representation.suppression import Published

Key = tuple[str, ...]
"""What a picture shows: ("group", number, category…), ("development", …) or ("funnel", …)."""


@dataclass(frozen=True)
class Headline:
    """What stands at the top of the page: its title ("": the usual one), and a date as text."""

    title: str = ""
    date: str = ""


USUAL = Headline()


def assessment_page(
    published: Published,
    population: Population,
    pictures: Mapping[Key, Picture],
    headline: Headline = USUAL,
) -> bytes:
    """The page.

    Parameters:
        published: what may be shown.
        population: the one that the groups were compared with; it names its sources.
        pictures: those of `sortition.report.assessment.files.assessment_pictures`, or none.
        headline: what the user says about the page.
    """
    assessment = published.assessment
    sections = [summary(assessment)]
    if assessment.funnel is not None:
        sections.append(
            Section(gettext("Step by step"), tuple(_funnel(assessment.funnel, pictures)))
        )
    for number, group in enumerate(assessment.groups):
        parts = (*_group(number, group, pictures), *_withheld(group, population))
        sections.append(Section(f"{capital(group.name)} ({people(group.size)})", parts))
    if assessment.funnel is None and len(assessment.groups) > 1:
        parts = tuple(_development(assessment, pictures))
        sections.append(Section(gettext("The groups side by side"), parts))
    sections += background(published, population)
    groups = ", ".join(f"{group.name} ({people(group.size)})" for group in assessment.groups)
    below = list(filter(None, [groups, headline.date]))
    if len(assessment.groups) > 1:
        usual = gettext("Are these groups a mirror of the population?")
    else:
        usual = gettext("Is this group a mirror of the population?")
    return page_bytes(headline.title or usual, below, sections)


def _group(number: int, group: GroupAssessment, pictures: Mapping[Key, Picture]) -> Iterator[Part]:
    """All categories and pairs of one group, and what would mend it."""
    for comparison in (*group.comparisons, *group.pairs):
        picture = pictures.get(("group", str(number), *comparison.categories))
        yield from _comparison(comparison, picture)
    if group.mends:
        yield Title(gettext("What would mend it"))
        for text in mend_words(group):
            yield Text(text)
        (_, *heads), *rows = zip(*mend_columns(group), strict=True)
        caption = gettext("People with every value now, and after a change that mends it")
        yield Grid(caption, (gettext("value"), *heads), tuple(rows))


def _withheld(group: GroupAssessment, population: Population) -> Iterator[Part]:
    """What is not shown, and what a mirror would have there."""
    if not group.withheld:
        return
    text = gettext("Not shown, so that nobody can be recognised: {names}.")
    yield Text(text.format(names=", ".join(map(title, group.withheld))))
    for names in group.withheld:
        table = population.table(names) if len(names) == 1 else None
        if table is None or not table.total:
            continue
        text = gettext("{name}: what a group of {people} would have if it were an exact mirror")
        caption = text.format(name=heading(names), people=people(group.size))
        shares = [(title(values), table.share(values)) for values in table.cells]
        rows = tuple((name, percent(share), fixed(group.size * share)) for name, share in shares)
        yield Grid(caption, (heading(names), gettext("population"), gettext("expected")), rows)


def _comparison(comparison: Comparison, picture: Picture | None) -> Iterator[Part]:
    """One category: what is found, a picture, the table, and the figures of the test."""
    yield Title(heading(comparison.categories))
    if comparison.fit is not None:
        yield Text(verdict(comparison.fit))
    if comparison.known:
        yield Text(seats_words(comparison.dissimilarity, comparison.by_chance))
    if picture is not None:
        yield Image(picture.svg, _alternative(comparison))
    yield _cells(comparison)
    for text in unknown_words(comparison):
        yield Text(text)
    figures = _figures(comparison)
    if figures:
        yield Text(gettext("For researchers: {figures}.").format(figures="; ".join(figures)), True)


def _alternative(comparison: Comparison) -> str:
    """What a picture shows, for whoever does not see it."""
    fewer = [title(cell.values) for cell in comparison.cells if cell.count < cell.low]
    more = [title(cell.values) for cell in comparison.cells if cell.count > cell.high]
    text = gettext(
        "Picture of {name}: people in the group beside the number expected. Fewer than usual: "
        "{fewer}. More than usual: {more}. The table below has all numbers."
    )
    none = gettext("none")
    return text.format(
        name=title(comparison.categories),
        fewer=", ".join(fewer) or none,
        more=", ".join(more) or none,
    )


def _cells(comparison: Comparison) -> Grid:
    columns = (
        heading(comparison.categories),
        gettext("people"),
        gettext("expected"),
        gettext("difference"),
        gettext("usual range"),
        gettext("remark"),
    )
    rows = tuple(
        (
            title(cell.values),
            whole(cell.count),
            fixed(cell.expected),
            signed(cell.difference),
            usual(cell),
            _remark(cell),
        )
        for cell in comparison.cells
    )
    marked = tuple(at for at, cell in enumerate(comparison.cells) if mark(cell))
    text = gettext("{name}: people in the group, and expected in a mirror of the population")
    return Grid(text.format(name=heading(comparison.categories)), columns, rows, marked)


def _remark(cell: Cell) -> str:
    if cell.parts:
        return gettext("taken together")
    return mark(cell) or gettext("as usual")


def _figures(comparison: Comparison) -> list[str]:
    """The figures that a researcher asks for."""
    figures = [] if comparison.fit is None else [_test(comparison.fit)]
    if comparison.variation is not None:
        text = gettext("coefficient of variation {figure}")
        figures.append(text.format(figure=fixed(comparison.variation, 3)))
    return figures


def _test(fit: Fit) -> str:
    if fit.method == "exact":
        how = gettext("exact")
    else:
        text = gettext("Monte Carlo, {samples} draws")
        how = text.format(samples=whole(fit.samples or 0))
    text = gettext("G {statistic}, p {p} ({how}), after Holm {holm}")
    figures = {"statistic": fixed(fit.statistic, 2), "p": _chance(fit.p)}
    return text.format(how=how, holm=_chance(fit.holm), **figures)


def _chance(p: float) -> str:
    """A probability with four decimals; a smaller one is not 0."""
    return fixed(p, 4) if p >= 0.0001 else "<" + fixed(0.0001, 4)


def _development(assessment: Assessment, pictures: Mapping[Key, Picture]) -> Iterator[Part]:
    """The shares of every value in every group."""
    names = [group.name for group in assessment.groups]
    caption = gettext("{name}: people of every group, and their share")
    for categories in group_categories(assessment.groups):
        yield Title(heading(categories))
        picture = pictures.get(("development", *categories))
        if picture is not None:
            yield Image(picture.svg, _course_alternative(title(categories)))
        columns = (heading(categories), gettext("population"), *names)
        rows = group_texts(group_rows(assessment.groups, categories))
        yield Grid(caption.format(name=heading(categories)), columns, rows)


def _course_alternative(name: str) -> str:
    text = gettext(
        "Picture of {name}: how the share of every value goes. The table below has all numbers."
    )
    return text.format(name=name)


def _funnel(funnel: Funnel, pictures: Mapping[Key, Picture]) -> Iterator[Part]:
    """Shares at every step, and where people are lost."""
    yield Text(step_words())
    for category in funnel_categories(funnel):
        yield Title(capital(category))
        for text in losses(funnel, category):
            yield Text(text)
        picture = pictures.get(("funnel", category))
        if picture is not None:
            yield Image(picture.svg, _course_alternative(category))
        caption = gettext("{name}: the share of every value at every step")
        columns = (capital(category), *step_names(funnel))
        rows = funnel_texts(funnel, category)
        yield Grid(caption.format(name=capital(category)), columns, rows)
        indicators = _indicators(funnel, category)
        if indicators:
            yield Text(indicators, small=True)


def _indicators(funnel: Funnel, category: str) -> str:
    """How evenly people pass each step, as researchers say it; "" where they are not counted."""
    figures = []
    for name, by_category in zip(step_names(funnel)[1:], funnel.r_indicators, strict=True):
        found = by_category.get(category)
        if found is not None:
            text = gettext("{step}: R-indicator {r}, coefficient of variation {variation}")
            r, variation = fixed(found[0], 3), fixed(found[1], 3)
            figures.append(text.format(step=name, r=r, variation=variation))
    text = gettext("For researchers: {figures}.")
    return text.format(figures="; ".join(figures)) if figures else ""
