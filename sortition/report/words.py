"""What the command line says: findings, chances, results, files; in the language that is in use.

Every function takes results and returns text (or, for programs, plain data); nothing prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text, ticket_text
from sortition.report.language import chance_words, decimal, percentage, whole
from stratification.errors import Finding, NoPanelError, SortitionError
from stratification.messages import MESSAGES, _

if TYPE_CHECKING:
    from sortition.draw import Drawn
    from sortition.lottery import Lottery
    from sortition.verify import Check, Report
    from stratification.feasibility import Forced
    from stratification.pool import Assembly

WIDTH = 100
MAX_GROUPS = 10
MAX_PEOPLE = 6

RULES = {
    "leximin": _(
        "leximin: the smallest chance is as large as possible, then the second smallest, and so on"
    ),
    "maximin": _(
        "maximin: the smallest chance is as large as possible; the others are as equal as possible"
    ),
    "minimax": _(
        "minimax: the largest chance is as small as possible; the others are as equal as possible"
    ),
}

FILES = {
    "lottery.json": _("the figures, and the digests of the other files"),
    "chances.csv": _("everybody's chance, and on how many tickets everybody is"),
    "tickets.csv": _("the numbered panels"),
    "proof.json": _("the proof that no lottery is fairer by this rule"),
    "members.csv": _("who gave the same answers, and who lives together"),
    "draw.json": _("the ticket that was drawn"),
    "panel.csv": _("everything about the people who were drawn; keep it to yourself"),
    "remaining.csv": _("everything about the other people; keep it to yourself"),
}

STAGES = {
    "reading": _("Reading"),
    "feasibility": _("Looking for a valid panel"),
    "chances": _("Computing the chances"),
    "dealing": _("Making the tickets"),
    "proof": _("Checking the proof"),
}


def sentence(finding: Finding) -> str:
    """What a finding says, without its place."""
    return gettext(MESSAGES[finding.code]).format(**finding.params)


def place(finding: Finding) -> str:
    """Where a finding is inside its file; "" when it is about the whole file."""
    parts = []
    if finding.row is not None:
        parts.append(gettext("row {row}").format(row=finding.row))
    if finding.column is not None:
        parts.append(gettext('column "{column}"').format(column=finding.column))
    return ", ".join(parts)


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding for programs; only the message depends on the language."""
    return {
        "code": finding.code,
        "message": sentence(finding),
        "file": finding.file,
        "row": finding.row,
        "column": finding.column,
        "params": dict(finding.params),
    }


def findings_text(findings: Iterable[Finding]) -> str:
    """Findings, grouped by file."""
    groups: dict[str | None, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.file, []).append(finding)
    lines = []
    for file, group in groups.items():
        if file is not None:
            lines.append(file)
        for finding in group:
            where, text = place(finding), sentence(finding)
            lines.append(_item(_capital(f"{where}: {text}" if where else text)))
    return "\n".join(lines)


def error_text(error: SortitionError) -> str:
    """Everything that is wrong, as a report."""
    first, *others = error.findings
    if isinstance(error, NoPanelError):
        return "\n".join([_wrapped(_capital(sentence(first))), *map(_item, map(sentence, others))])
    count = len(error.findings)
    title = ngettext("This cannot go on:", "This cannot go on, for {count} reasons:", count)
    return title.format(count=count) + "\n" + findings_text(error.findings)


def notices_text(notices: Sequence[Finding]) -> str:
    """What is worth saying but no error; "" when there is nothing."""
    return gettext("Please note:") + "\n" + findings_text(notices) if notices else ""


def check_text(assembly: Assembly, never: Sequence[Forced], certain: Sequence[Forced]) -> str:
    """The result of `sortition check`, when there is a valid panel."""
    rows = assembly.quotas.rows
    lines = [
        _line(gettext("People"), whole(len(assembly.pool.ids))),
        _line(gettext("Seats"), whole(assembly.seats)),
        _line(gettext("Categories"), ", ".join(assembly.quotas.categories)),
        _line(gettext("Quotas"), whole(len(rows))),
    ]
    households = assembly.pool.households
    if households is not None:
        text = gettext("at most one person from each of {count}")
        lines.append(_line(gettext("Households"), text.format(count=whole(len(set(households))))))
    rest = gettext("and {count} more groups: --json names everybody")
    return "\n".join(
        [
            gettext("The files are in order, and there is a valid panel."),
            "",
            *lines,
            *forced_lines(never, certain, rest),
        ]
    )


def forced_lines(never: Sequence[Forced], certain: Sequence[Forced], rest: str) -> list[str]:
    """Who is certain of a seat and who is never drawn, with the limits that force it."""
    lines = []
    for label, groups in (
        (gettext("Certain"), certain),
        (gettext("Never"), never),
    ):
        count = sum(len(group.people) for group in groups)
        text = ngettext("{count} person", "{count} people", count).format(count=whole(count))
        lines.append(_line(label, text if count else gettext("nobody")))
        lines += [_item(_forced(group)) for group in groups[:MAX_GROUPS]]
        if len(groups) > MAX_GROUPS:
            lines.append(_item(rest.format(count=len(groups) - MAX_GROUPS)))
    return lines


def _forced(group: Forced) -> str:
    """The first few of these people, and why it is so."""
    from stratification.feasibility import limit_finding

    more = ["…"] if len(group.people) > MAX_PEOPLE else []
    people = ", ".join([*group.people[:MAX_PEOPLE], *more])
    why = "; ".join(sentence(limit_finding(limit)) for limit in group.limits)
    if not why:
        why = gettext("the number of seats")
    text = ngettext(
        "{count} person ({people}), because of: {why}",
        "{count} people ({people}), because of: {why}",
        len(group.people),
    )
    return text.format(count=whole(len(group.people)), people=people, why=why)


def forced_data(groups: Iterable[Forced]) -> list[dict[str, Any]]:
    """Who has no choice, and why, for programs."""
    return [
        {
            "people": list(group.people),
            "limits": [
                {
                    "side": limit.side,
                    "category": limit.quota.category if limit.quota else None,
                    "value": limit.quota.value if limit.quota else None,
                }
                for limit in group.limits
            ],
        }
        for group in groups
    ]


def lottery_text(lottery: Lottery, folder: Path, files: Iterable[str]) -> str:
    """The result of `sortition lottery`: one screen."""
    count = len(lottery.tickets)
    rest = gettext("and {count} more groups: see chances.csv")
    title = gettext("The lottery is ready: {tickets} tickets, each a valid panel.")
    return "\n".join(
        [
            title.format(tickets=whole(count)),
            "",
            _line(gettext("People"), whole(len(lottery.counts))),
            _line(gettext("Seats"), whole(lottery.seats)),
            _line(gettext("Rule"), gettext(RULES[lottery.rule])),
            _line(gettext("Result"), _status(lottery)),
            _line(gettext("Smallest chance"), chance_words(lottery.minimum_chance)),
            _line(gettext("Largest chance"), chance_words(lottery.maximum_chance)),
            *forced_lines(lottery.never, lottery.certain, rest),
            "",
            files_text(folder, files),
            "",
            gettext("Next:"),
            *map(_item, _next_steps(folder, count)),
        ]
    )


def _status(lottery: Lottery) -> str:
    """How good the lottery is, and what is proven."""
    if lottery.status == "optimal":
        return gettext("optimal; it is proven that no lottery is fairer by this rule")
    error = decimal(lottery.worst_ticket_error, 2)
    if lottery.attained == "no":
        text = gettext(
            "bounded; it is proven that by this rule no lottery does better than {bound}, but this "
            "lottery is {gap} away from it, and somebody differs {error} tickets from the chance "
            "that is stated"
        )
        return text.format(
            bound=percentage(lottery.bound), gap=percentage(lottery.gap), error=error
        )
    text = gettext(
        "bounded; it is proven that no chances are fairer by this rule, but somebody differs "
        "{error} tickets from the chance that is stated"
    )
    return text.format(error=error)


def _next_steps(folder: Path, tickets: int) -> list[str]:
    first, last = ticket_text(0, tickets), ticket_text(tickets - 1, tickets)
    return [
        gettext(
            "Publish these files before the number is thrown. You may keep members.csv to "
            "yourself: it tells which people gave the same answers."
        ),
        gettext("Throw a number from {first} to {last} in public.").format(first=first, last=last),
        gettext("Then: {command}").format(command=f"sortition draw {folder} --ticket {last}"),
    ]


def files_text(folder: Path, files: Iterable[str]) -> str:
    """What each file in a folder is."""
    lines = [gettext("Files in {folder}:").format(folder=folder)]
    lines += [f"  {name:<15}{gettext(FILES[name])}" for name in files]
    return "\n".join(lines)


def draw_text(drawn: Drawn, folder: Path, files: Iterable[str]) -> str:
    """The result of `sortition draw`."""
    how = {
        "ticket": gettext("Ticket {ticket} was drawn, by a number thrown in public."),
        "seed": gettext("Ticket {ticket} was drawn, by a public seed."),
    }[drawn.source]
    lines = [how.format(ticket=drawn.ticket)]
    if drawn.draws > 1:
        text = gettext("This is draw number {count}; the earlier ones stay in the record.")
        lines.append(text.format(count=drawn.draws))
    panel = gettext("The panel ({count} people):").format(count=whole(len(drawn.panel)))
    return "\n".join([*lines, "", panel, _item(", ".join(drawn.panel)), "", files_text(folder, files)])


def verify_text(report: Report) -> str:
    """The result of `sortition verify`."""
    last = (
        gettext("Everything that was checked holds.")
        if report.ok
        else gettext("This record does NOT hold. Do not use it before you know why.")
    )
    return "\n".join([*(_check_line(check) for check in report.checks), "", last])


def _check_line(check: Check) -> str:
    mark = gettext("ok") if check.ok else gettext("WRONG")
    return _line(mark, str(check.code))


def mapping_of_fractions(lottery: Lottery) -> Mapping[str, str]:
    """The figures of a lottery that are exact fractions, as texts "p/q"."""
    names = ("minimum_chance", "maximum_chance", "bound", "gap")
    return {name: fraction_text(getattr(lottery, name)) for name in names}


def _line(label: str, text: str) -> str:
    """A label and, in a column of its own, a text."""
    return textwrap.fill(f"{label:<18}{text}", WIDTH, subsequent_indent=" " * 18)


def _item(text: str) -> str:
    """One item of a list."""
    return _wrapped("  - " + text, "    ")


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
