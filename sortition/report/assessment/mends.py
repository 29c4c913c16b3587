"""What would mend a group, in sentences and as a small table, for the screen and for the page."""

from __future__ import annotations

from gettext import gettext, ngettext

from sortition.report.assessment.words import named, unsaid_words
from sortition.report.language import whole
from stratification.representation.mend import LARGEST
from stratification.representation.model import GroupAssessment, Mend


def mend_words(group: GroupAssessment) -> list[str]:
    """What would mend a group, or that nothing would."""
    if not group.mends:
        return [_unmended(group)]
    return [*map(_change, group.mends), _mended(group.mends[0].within)]


def mend_columns(group: GroupAssessment) -> list[list[str]]:
    """Everybody's values, the people now, and the people after each change; headings first.

    Only the net change is shown: somebody who leaves may make room for somebody alike.
    """
    cells = [cell for one in group.comparisons if one.known for cell in one.cells]
    columns = [
        ["", *(named(cell.categories, cell.values) for cell in cells)],
        [gettext("people now"), *(whole(cell.count) for cell in cells)],
    ]
    for mend in group.mends:
        net: dict[tuple[str, ...], int] = {
            (one.category, one.value): one.more - one.fewer for one in mend.changes
        }
        changes = [net.get((*cell.categories, *cell.values), 0) for cell in cells]
        after = [_after(cell.count, change) for cell, change in zip(cells, changes, strict=True)]
        columns.append([_heading(mend), *after])
    return columns


def _after(count: int, change: int) -> str:
    """How many people there are after a change, and the change.

    >>> _after(16, -3), _after(2, 0)
    ('13 (−3)', '2')
    """
    if not change:
        return whole(count)
    return f"{whole(count + change)} ({'+' if change > 0 else '−'}{whole(abs(change))})"


def _heading(mend: Mend) -> str:
    if mend.kind == "replace":
        return gettext("with as many people")
    text = ngettext("with {count} more person", "with {count} more people", mend.people)
    return text.format(count=whole(mend.people))


def _change(mend: Mend) -> str:
    """How many people a change takes."""
    if mend.kind == "add":
        text = ngettext(
            "Without anybody leaving, {count} more person would have to come.",
            "Without anybody leaving, {count} more people would have to come.",
            mend.people,
        )
    elif mend.apart:
        text = ngettext(
            "In a group of the same size, at least {count} seat would have to go to somebody else.",
            "In a group of the same size, at least {count} seats would have to go to others.",
            mend.people,
        )
    else:
        text = ngettext(
            "In a group of the same size, {count} seat would have to go to somebody else.",
            "In a group of the same size, {count} seats would have to go to others.",
            mend.people,
        )
    return text.format(count=whole(mend.people))


def _mended(within: int) -> str:
    """What holds after it."""
    if within == 0:
        return gettext("Then every value has its share of the seats, rounded up or down.")
    text = ngettext(
        "Then every value is within {count} seat of its share, rounded up or down.",
        "Then every value is within {count} seats of its share, rounded up or down.",
        within,
    )
    return text.format(count=within)


def _unmended(group: GroupAssessment) -> str:
    """What is said where there is no change that mends a group."""
    if not any(one.known for one in group.comparisons):
        return unsaid_words()
    if group.size <= LARGEST:  # then replacements were sought, and none is needed
        return gettext("Nothing needs to change.")
    return gettext("No change is needed, or adding people alone would not do.")
