"""The start of the page about an assessment: the questions of a board, with short answers."""

from __future__ import annotations

from gettext import gettext

from sortition.report.assessment.mends import mend_words
from sortition.report.assessment.shares import funnel_categories, losses
from sortition.report.assessment.words import (
    mean_words,
    missing_title,
    missing_words,
    norm_words,
    unlost_words,
    unsaid_words,
)
from sortition.report.page import Answer, Answers, Part, Section, Text, Title
from sortition.report.words import capital, title
from stratification.representation.missing import ALPHA
from stratification.representation.model import Assessment, Funnel, GroupAssessment

MOST_MISSING = 3


def summary(assessment: Assessment) -> Section:
    """The questions of a board: where people are lost, and four per group; of a funnel its last."""
    parts: list[Part] = []
    groups = assessment.groups
    if assessment.funnel is not None:
        question = gettext("At which step do we lose people?")
        parts.append(Answers(((question, _lost(assessment.funnel)),)))
        groups = groups[-1:]
    for group in groups:
        name = capital(group.name) if len(assessment.groups) > 1 else ""
        if not any(one.known for one in (*group.comparisons, *group.pairs)):
            parts += [Title(name)] if name else []
            parts.append(Text(unsaid_words()))
            continue
        questions: list[tuple[str, Answer]] = [
            (gettext("Is this group a mirror of the population?"), _mirror(group)),
            (gettext("Who are we still missing?"), _missing(group)),
        ]
        if assessment.funnel is None:  # its steps are not mended
            questions.append((gettext("What would mend it?"), tuple(mend_words(group))))
        parts.append(Answers(tuple(questions), name))
    if assessment.norms:
        norms = tuple(capital(norm_words(result)) + "." for result in assessment.norms)
        name = gettext("All groups together")
        parts.append(Answers(((gettext("Are the norms met?"), norms),), name))
    return Section(gettext("In short"), tuple(parts))


def _lost(funnel: Funnel) -> Answer:
    """The steps that lose somebody."""
    found = [text for name in funnel_categories(funnel) for text in losses(funnel, name)]
    if not found:
        return (unlost_words(),)
    return (tuple(map(capital, found)),)


def _mirror(group: GroupAssessment) -> Answer:
    """Whether a group is a mirror, category by category."""
    fits = [(title(one.categories), one.fit) for one in group.comparisons if one.fit is not None]
    off = [name for name, fit in fits if fit.holm < ALPHA]
    like = [name for name, fit in fits if fit.holm >= ALPHA]
    texts = []
    if off:
        text = gettext("No. Chance does not explain how far it is from the population by: {names}.")
        texts.append(text.format(names=", ".join(off)))
        if like:
            text = gettext("By these categories it is as good a mirror as a random draw: {names}.")
            texts.append(text.format(names=", ".join(like)))
    elif like:
        text = gettext(
            "Yes, as far as can be told. By these categories it is as good a mirror as a random "
            "draw: {names}."
        )
        texts.append(text.format(names=", ".join(like)))
    else:
        return (unsaid_words(),)
    return (*texts, mean_words(group.dissimilarity, group.by_chance))


def _missing(group: GroupAssessment) -> Answer:
    shown = tuple(capital(missing_words(cell)) + "." for cell in group.missing[:MOST_MISSING])
    return (missing_title(group), shown) if shown else (missing_title(group),)
