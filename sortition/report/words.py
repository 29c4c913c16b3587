"""Findings, errors, names and sources in words, in the language in use; how lines are laid out.

Every function returns text; nothing prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from gettext import gettext, ngettext
from typing import TYPE_CHECKING

from sortition.report.language import decimal
from stratification.errors import Finding, NoPanelError, Param, SortitionError
from stratification.messages import MESSAGES

if TYPE_CHECKING:
    from stratification.population.model import About

WIDTH = 100


def sentence(finding: Finding) -> str:
    """What a finding says, without its place; numbers as the language writes them."""
    params = {name: _param(value) for name, value in finding.params.items()}
    return gettext(MESSAGES[finding.code]).format(**params)


def _param(value: Param) -> Param:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return decimal(value, 6) if isinstance(value, float) else value


def place(finding: Finding) -> str:
    """Where a finding is inside its file; "" when it is about the whole file."""
    parts = []
    if finding.row is not None:
        parts.append(gettext("row {row}").format(row=finding.row))
    if finding.column is not None:
        parts.append(gettext('column "{column}"').format(column=finding.column))
    return ", ".join(parts)


def findings_text(findings: Iterable[Finding]) -> str:
    """Findings, grouped by file."""
    groups: dict[str | None, list[Finding]] = {None: []}  # first what is about no file
    for finding in findings:
        groups.setdefault(finding.file, []).append(finding)
    lines = []
    for file, group in groups.items():
        if file is not None:
            lines.append(file)
        for finding in group:
            where, text = place(finding), sentence(finding)
            lines.append(item(capital(f"{where}: {text}" if where else text)))
    return "\n".join(lines)


def error_text(error: SortitionError) -> str:
    """Everything that is wrong, as a report."""
    if isinstance(error, NoPanelError):
        return _conflict_text(error.findings)
    count = len(error.findings)
    text = ngettext("This cannot go on:", "This cannot go on, for {count} reasons:", count)
    return text.format(count=count) + "\n" + findings_text(error.findings)


def _conflict_text(findings: Sequence[Finding]) -> str:
    """Why there is no valid panel: the limits that contradict each other, and what else helps."""
    first, *others = findings
    limits = [finding for finding in others if finding.code.startswith("limit-")]
    rest = [finding for finding in others if finding not in limits]
    lines = [wrapped(capital(sentence(first))), *(item(sentence(limit)) for limit in limits)]
    return "\n".join([*lines, *(wrapped(sentence(finding)) for finding in rest)])


def notices_text(notices: Sequence[Finding]) -> str:
    """What is worth saying but no error; "" when there is nothing."""
    return gettext("Please note:") + "\n" + findings_text(notices) if notices else ""


def mistake_text(error: str, version: str) -> str:
    """What to say when the program itself is wrong; `error` is the kind of mistake only."""
    text = gettext(
        "Something went wrong inside this program ({error}, version {version}). That is a mistake "
        "of the program, not yours. Please report it to the people who maintain it, with the "
        "command you gave. To see where it happened, set SORTITION_DEBUG=1 and try again; what you "
        "then see may hold personal data, so do not pass it on unread."
    )
    return wrapped(text.format(error=error, version=version))


def line(label: str, text: str, width: int = 18) -> str:
    """A label and, in a column of its own, a text."""
    return wrapped(f"{label:<{width}}{text}", " " * width)


def item(text: str) -> str:
    """One item of a list."""
    return wrapped("  - " + text, "    ")


def wrapped(text: str, indent: str = "") -> str:
    """A text in lines of at most `WIDTH` characters; later lines start with the indent."""
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def capital(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]


def title(categories: Sequence[str]) -> str:
    """The name of a category, or of a pair of them.

    >>> title(("age", "sex"))
    'age × sex'
    """
    return " × ".join(categories)


def heading(categories: Sequence[str]) -> str:
    """`title` as a heading: with a capital."""
    return capital(title(categories))


def source_words(about: About) -> str:
    """Who publishes the figures of the population, and what they are about."""
    parts = [about.source]
    if about.table:
        parts.append(gettext("table {number}").format(number=about.table))
    parts += [about.date, about.population]
    if about.provisional:
        parts.append(gettext("provisional"))
    parts.append(about.note)
    known = ", ".join(filter(None, parts))
    return known or gettext("not stated")
