"""Sentences about an assessment, for the screen and for the page.

Every function returns text in the language that is in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from gettext import gettext, ngettext
from typing import TYPE_CHECKING

from sortition.report.language import decimal, fixed, whole
from sortition.report.words import title
from stratification.representation.missing import ALPHA

if TYPE_CHECKING:
    from stratification.representation.model import (
        Cell,
        Comparison,
        Fit,
        GroupAssessment,
        NormResult,
    )

Number = Fraction | float


def signed(number: Number) -> str:
    """A difference with one decimal and its sign; 0 has none.

    >>> signed(Fraction(7, 4)), signed(-2), signed(Fraction(-1, 100))
    ('+1.8', '−2.0', '0.0')
    """
    text = fixed(max(number, -number))
    if text == fixed(0):
        return text
    return ("+" if number > 0 else "−") + text


def percent(part: Number) -> str:
    """A part as a whole percentage; one that is not 0 is at least "<1%".

    >>> percent(Fraction(1, 8)), percent(0.001), percent(0)
    ('12%', '<1%', '0%')
    """
    if 0 < part < 0.005:
        return "<1%"
    return f"{100 * float(part):.0f}%"


def often(p: float) -> str:
    """How often something happens, as in "in 3 of 100 cases".

    >>> often(0.031), often(0.004), often(1e-9), often(1)
    ('3 of 100', '4 of 1,000', 'fewer than 1 of 1,000', 'nearly all')
    """
    if p >= 0.995:
        return gettext("nearly all")
    for many in (100, 1000):
        if round(many * p) >= 1:
            return gettext("{few} of {many}").format(few=round(many * p), many=whole(many))
    return gettext("fewer than 1 of {many}").format(many=whole(1000))


def people(count: int) -> str:
    """How many people."""
    return ngettext("{count} person", "{count} people", count).format(count=whole(count))


def named(categories: Sequence[str], values: Sequence[str]) -> str:
    """People with these values, and what they are values of.

    >>> named(("age", "sex"), ("16-24", "man"))
    '16-24 × man (age × sex)'
    """
    return f"{title(values)} ({title(categories)})"


def span(low: int, high: int) -> str:
    """Numbers from one to another.

    >>> span(0, 5), span(3, 3)
    ('0–5', '3')
    """
    return f"{whole(low)}–{whole(high)}" if low != high else whole(low)


def usual(cell: Cell) -> str:
    """The usual range; values that were taken together have none."""
    return "–" if cell.parts else span(cell.low, cell.high)


def verdict(fit: Fit) -> str:
    """Whether chance explains how far a category is from the population."""
    if fit.holm < ALPHA:
        text = gettext(
            "Chance hardly explains this: a random draw is this far off, or further, in {often} "
            "cases."
        )
    else:
        text = gettext(
            "Chance can explain this: a random draw is this far off, or further, in {often} cases."
        )
    return text.format(often=often(fit.holm))


def seats_words(dissimilarity: float, by_chance: float) -> str:
    """How many seats are with others than in a mirror."""
    text = gettext(
        "{part} of the seats would have to go to others; by chance alone that is about {chance}."
    )
    return text.format(part=percent(dissimilarity), chance=percent(by_chance))


def mean_words(dissimilarity: float, by_chance: float) -> str:
    """The same over all categories together."""
    text = gettext(
        "On average over the categories {part} of the seats would have to go to others; by chance "
        "alone that is about {chance}."
    )
    return text.format(part=percent(dissimilarity), chance=percent(by_chance))


def unknown_words(comparison: Comparison) -> list[str]:
    """How many people are not counted in a category, if any."""
    if not comparison.unknown:
        return []
    text = ngettext(
        "Not counted here: {count} person who would rather not say, or of whom it is not known.",
        "Not counted here: {count} people who would rather not say, or of whom it is not known.",
        comparison.unknown,
    )
    return [text.format(count=whole(comparison.unknown))]


def mark(cell: Cell) -> str:
    """What stands beside a count outside its usual range; "" inside it, or where there is none."""
    if cell.count < cell.low:
        return gettext("fewer than usual")
    return gettext("more than usual") if cell.count > cell.high else ""


def unsaid_words() -> str:
    """What is said of a group of which nothing is known, or shown."""
    return gettext("Of this group nothing can be said: too little is known, or may be shown.")


def missing_title(group: GroupAssessment) -> str:
    """What is said above those who are missing."""
    if not any(one.known for one in (*group.comparisons, *group.pairs)):
        return unsaid_words()
    if not group.missing:
        return gettext("Nobody is missing.")
    differs = any(one.fit and one.fit.holm < ALPHA for one in group.comparisons)
    if group.lacks or differs:
        return gettext("Who is missing, the most surprising first:")
    return gettext("Chance can explain every gap. The most surprising ones:")


def missing_words(cell: Cell) -> str:
    """A group of which there are fewer people than expected."""
    if cell.parts:  # no probability is stated
        text = gettext("{who}: {people}, {expected} expected")
    else:
        text = gettext(
            "{who}: {people}, {expected} expected; a random draw has so few, or fewer, in "
            "{often} cases"
        )
    return text.format(
        who=named(cell.categories, cell.values),
        people=people(cell.count) if cell.count else gettext("nobody"),
        expected=fixed(cell.expected),
        often=often(cell.at_most),
    )


def norm_words(result: NormResult) -> str:
    """A norm, whether it is met, and whose it is."""
    if result.norm.side == "min":
        text = gettext("{value}: {count} of {size}, at least {needed} needed ({share}): {met}")
    else:
        text = gettext("{value}: {count} of {size}, at most {needed} allowed ({share}): {met}")
    said = text.format(
        value=result.norm.value,
        count=whole(result.count),
        size=whole(result.size),
        needed=whole(result.needed),
        share=share_words(result.norm.share),
        met=gettext("met") if result.met else gettext("NOT met"),
    )
    return f"{said} ({result.norm.source})" if result.norm.source else said


def share_words(share: Fraction) -> str:
    """A share that somebody has set: 1/3, or a percentage when it is a round one.

    >>> share_words(Fraction(1, 3)), share_words(Fraction(1, 4)), share_words(Fraction(1, 8))
    ('1/3', '25%', '12.5%')
    """
    if 1000 % share.denominator == 0:
        return decimal(float(100 * share), 1) + "%"
    return f"{share.numerator}/{share.denominator}"


def unlost_words() -> str:
    """What is said of a funnel that loses nobody."""
    return gettext("At no step is anybody lost more than chance explains.")


def step_words() -> str:
    """What the figures of a funnel mean."""
    return gettext(
        "The number after a share says how likely these people were to get to this step, against "
        "everybody at the step before (×1.0 is as likely, ×0.5 half as likely)."
    )
