"""The end of the page about an assessment: method, small numbers, sources."""

from __future__ import annotations

from gettext import gettext
from typing import TYPE_CHECKING

from sortition.report.assessment.shares import sources_of
from sortition.report.page import Items, Part, Section, Text, Title
from sortition.report.words import capital, sentence
from stratification.population.model import Population
from stratification.representation.model import Assessment

if TYPE_CHECKING:
    from stratification.representation.suppression import Published


def background(published: Published, population: Population) -> list[Section]:
    """How the figures are found, how small numbers are hidden, and where figures come from."""
    assessment = published.assessment
    return [_method(assessment), _hidden(published), _sources(assessment, population)]


def _method(assessment: Assessment) -> Section:
    """How the figures are found, in a few sentences."""
    cells = [
        cell
        for group in assessment.groups
        for one in (*group.comparisons, *group.pairs)
        for cell in one.cells
    ]
    texts = [
        gettext(
            "We compare the group with the population. Expected is the number of people that a "
            "group would have if it were an exact mirror."
        ),
        gettext(
            "Chance plays a part: a random draw is hardly ever an exact mirror. At least 95 of 100 "
            "random draws of as many people are inside the usual range. What is outside is marked; "
            "among many values a few are outside by chance alone."
        ),
        gettext(
            "For every category a test (the likelihood ratio G) says how often a random draw is "
            "this far off, or further. These figures are corrected for the number of categories "
            "(Holm). Below 5 of 100 we say that chance hardly explains it."
        ),
    ]
    if any(cell.method == "hypergeometric" for cell in cells):
        texts.append(
            gettext("Where the population is counted, probabilities are hypergeometric and exact.")
        )
    if any(cell.method == "binomial" for cell in cells):
        texts.append(gettext("Where only shares are known, probabilities are binomial and exact."))
    texts.append(
        gettext(
            "A difference says nothing about its cause, nor about anybody in the group. A group "
            "that is a mirror by these categories may differ from the population by others. In a "
            "small group only large differences can be told from chance."
        )
    )
    return Section(gettext("How this was computed"), tuple(map(Text, texts)))


def _hidden(published: Published) -> Section:
    """How small numbers are hidden, if they are."""
    if published.least:
        text = gettext(
            "Nobody should be recognised. Numbers from 1 to {most} people are therefore not shown: "
            "values with so few people are taken together, with a + between their names, and all "
            "figures are computed from them together; they have no usual range. What would still "
            "show too few people is left out. Only how many people gave no answer is shown as it "
            "is. Publish one page about the same people: two pages beside each other may show more."
        ).format(most=published.least - 1)
    else:
        text = gettext(
            "Small numbers are shown as they are. Do not publish this page where people could be "
            "recognised by them."
        )
    texts = [text]
    if published.left_out:
        text = gettext(
            "These groups are not shown by themselves, nor are norms about them: {names}. They "
            "have so few people, or had to be taken together with one that does."
        )
        texts.append(text.format(names=", ".join(published.left_out)))
    return Section(gettext("Small numbers"), tuple(map(Text, texts)))


def _sources(assessment: Assessment, population: Population) -> Section:
    """Where the figures of the population come from, and what is worth knowing about them."""
    items = tuple(sources_of(assessment, population))
    notices = tuple(capital(sentence(notice)) for notice in assessment.notices)
    parts: list[Part] = [Items(items)]
    if notices:
        parts += [Title(gettext("Please note")), Items(notices)]
    return Section(gettext("Sources"), tuple(parts))
