"""An assessment in words: the result of `sortition assess` on the screen.

It is made from the full figures, for whoever has the list of people anyway. What is written to
files is made from what may be published: `sortition.report.assessment.page` and its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext, ngettext

from sortition.report.assessment.mends import mend_columns, mend_words
from sortition.report.assessment.shares import (
    funnel_categories,
    funnel_texts,
    group_categories,
    group_rows,
    group_texts,
    losses,
    sources_of,
    step_names,
)
from sortition.report.assessment.words import (
    mark,
    mean_words,
    missing_title,
    missing_words,
    norm_words,
    people,
    seats_words,
    signed,
    step_words,
    unknown_words,
    unlost_words,
    usual,
    verdict,
)
from sortition.report.grid import grid
from sortition.report.language import fixed, whole
from sortition.report.words import WIDTH, capital, heading, item, title, wrapped
from stratification.population.model import Population
from stratification.representation.model import (
    Assessment,
    Cell,
    Comparison,
    Funnel,
    GroupAssessment,
)

MOST_MISSING = 5
INDENT = "  "


def assessment_text(assessment: Assessment, population: Population) -> str:
    """Everything about every group, then how groups develop, or where a funnel loses people.

    Parameters:
        assessment: with its full figures.
        population: the one that the groups were compared with; it names its sources.
    """
    mended = assessment.funnel is None
    parts = [_group(group, mended) for group in assessment.groups]
    if assessment.norms:
        norms = [item(norm_words(result)) for result in assessment.norms]
        parts.append(_titled(gettext("Norms for the room"), norms))
    if assessment.funnel is not None:
        parts.append(_funnel(assessment.funnel))
    elif len(assessment.groups) > 1:
        parts.append(_development(assessment.groups))
    sources = [item(text) for text in sources_of(assessment, population)]
    return "\n\n".join([*parts, _legend(assessment), "\n".join(sources)])


def _titled(text: str, lines: Sequence[str]) -> str:
    """Lines under a heading."""
    return "\n".join([text, "=" * min(len(text), WIDTH), *lines])


def _group(group: GroupAssessment, mended: bool) -> str:
    """All of one group; the steps of a funnel are not mended."""
    lines = [wrapped(mean_words(group.dissimilarity, group.by_chance))]
    for comparison in group.comparisons:
        lines += ["", *_comparison(comparison)]
    for comparison in group.pairs:
        lines += ["", *_pair(comparison)]
    lines += ["", *_missing(group)]
    if mended:
        lines += ["", *_mends(group)]
    return _titled(f"{capital(group.name)} ({people(group.size)})", lines)


def _note(text: str) -> str:
    return wrapped(INDENT + text, INDENT)


def _comparison(comparison: Comparison) -> list[str]:
    """One category: a table of its values, and what it means."""
    lines = [heading(comparison.categories), *_cells(comparison.cells)]
    lines += [_note(text) for text in unknown_words(comparison)]
    if comparison.fit is not None:
        lines.append(_note(verdict(comparison.fit)))
        lines.append(_note(seats_words(comparison.dissimilarity, comparison.by_chance)))
    return lines


def _pair(comparison: Comparison) -> list[str]:
    """A pair of categories: only the pairs of values that are seldom so few or so many."""
    odd = [cell for cell in comparison.cells if not cell.low <= cell.count <= cell.high]
    lines = [heading(comparison.categories)]
    if odd:
        lines += _cells(odd)
    text = gettext("Pairs of values outside their usual range: {odd} of {count}.")
    lines.append(_note(text.format(odd=len(odd), count=len(comparison.cells))))
    lines += [_note(text) for text in unknown_words(comparison)]
    if comparison.known:
        lines.append(_note(seats_words(comparison.dissimilarity, comparison.by_chance)))
    return lines


def _cells(cells: Sequence[Cell]) -> list[str]:
    """The table of some values."""
    columns = [
        ["", *(title(cell.values) for cell in cells)],
        [gettext("people"), *(whole(cell.count) for cell in cells)],
        [gettext("expected"), *(fixed(cell.expected) for cell in cells)],
        [gettext("difference"), *(signed(cell.difference) for cell in cells)],
        [gettext("usual range"), *map(usual, cells)],
        ["", *map(mark, cells)],
    ]
    return grid(columns, left=(0, 5), indent=INDENT)


def _missing(group: GroupAssessment) -> list[str]:
    """The first few groups that are missing."""
    lines = [wrapped(missing_title(group))]
    lines += [item(missing_words(cell)) for cell in group.missing[:MOST_MISSING]]
    rest = len(group.missing) - MOST_MISSING
    if rest > 0:
        text = ngettext(
            "and {count} more with fewer people than expected: --json names it",
            "and {count} more with fewer people than expected: --json names them",
            rest,
        )
        lines.append(item(text.format(count=whole(rest))))
    return lines


def _mends(group: GroupAssessment) -> list[str]:
    """What would mend the group."""
    lines = [gettext("What would mend it:"), *map(item, mend_words(group))]
    return [*lines, *grid(mend_columns(group), indent=INDENT)] if group.mends else lines


def _development(groups: Sequence[GroupAssessment]) -> str:
    """People and shares of every value, one column per group."""
    lines: list[str] = []
    names = [group.name for group in groups]
    for categories in group_categories(groups):
        rows = group_texts(group_rows(groups, categories))
        head = (heading(categories), gettext("population"), *names)
        lines += ["", *grid([*zip(head, *rows, strict=True)])]
    return _titled(gettext("The groups side by side"), lines[1:])


def _funnel(funnel: Funnel) -> str:
    """The share of every value at every step, and where it is lost."""
    sizes = [
        name if size is None else f"{name} ({people(size)})"
        for name, size in zip(step_names(funnel), funnel.sizes, strict=True)
    ]
    lines = [wrapped(" → ".join(sizes))]
    for category in funnel_categories(funnel):
        head = (capital(category), *step_names(funnel))
        lines += ["", *grid([*zip(head, *funnel_texts(funnel, category), strict=True)])]
        lines += [item(text) for text in losses(funnel, category)]
    if all(course.lost_at is None for course in funnel.courses):
        lines += ["", wrapped(unlost_words())]
    return _titled(gettext("Step by step"), [*lines, "", wrapped(step_words())])


def _legend(assessment: Assessment) -> str:
    """What the figures mean."""
    lines = [
        gettext(
            "Expected: the share of the population, of the people of whom the category is known."
        ),
        gettext("Usual range: at least 95 of 100 random draws are inside it."),
    ]
    tests = [one for group in assessment.groups for one in group.comparisons if one.fit]
    if len(tests) > 1:
        lines.append(
            gettext(
                "How often a random draw is so far off is corrected for the number of categories "
                "(Holm)."
            )
        )
    return "\n".join(map(wrapped, lines))
