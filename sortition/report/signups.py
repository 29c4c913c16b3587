"""What the commands about sign-ups say (texts), and answer to programs (data)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.report import data
from sortition.report.language import whole
from sortition.report.results import command_line
from sortition.report.words import capital, item, line, sentence
from stratification.messages import _
from stratification.text import listed_rows

if TYPE_CHECKING:
    from sortition.assembly.queue import Waiting
    from sortition.assembly.signups import Imported

OUTCOMES = {
    "accepted": _("Accepted"),
    "doubtful": _("Doubtful"),
    "refused": _("Refused"),
    "same": _("Known already"),
}
"""What became of rows."""

MOST = 25


def imported_text(made: Imported, folder: Path) -> str:
    """The answer of `sortition assembly import`."""
    lines = [gettext("{file} was read.").format(file=made.file), ""]
    for outcome, label in OUTCOMES.items():
        lines.append(line(gettext(label), whole(made.counts[outcome])))
        for group in made.groups:
            if group.outcome == outcome:
                text = gettext("rows {rows}: {why}")
                lines.append(
                    item(text.format(rows=listed_rows(group.rows), why=_said(group.finding)))
                )
    if made.filled:
        text = ngettext(
            "{count} person who signed up before got an answer that was missing.",
            "{count} people who signed up before got an answer that was missing.",
            made.filled,
        )
        lines += ["", text.format(count=whole(made.filled))]
    if made.counts["doubtful"] or made.counts["refused"]:
        lines += ["", gettext("Nothing is thrown away: decide about these rows one by one."), ""]
        lines.append(f"    {command_line('assembly', 'queue', str(folder))}")
    return "\n".join(lines)


def _said(finding: Any) -> str:
    column = gettext('column "{column}"').format(column=finding.column)
    return f"{column}: {sentence(finding)}" if finding.column else sentence(finding)


def imported_data(made: Imported) -> dict[str, Any]:
    """The same for programs."""
    groups = [
        {"outcome": one.outcome, "rows": list(one.rows), **data.finding(one.finding)}
        for one in made.groups
    ]
    notices = [data.finding(one) for one in made.notices]
    counts = {"counts": dict(made.counts), "filled": made.filled}
    return {"file": made.file, **counts, "groups": groups, "notices": notices}


def queue_text(rows: Sequence[Waiting], folder: Path) -> str:
    """The answer of `sortition assembly queue`."""
    if not rows:
        return gettext("No sign-up waits for a decision.")
    lines = []
    for one in rows[:MOST]:
        where = gettext("{file}, row {row}").format(file=one.file, row=one.row)
        where = where if one.file else gettext("typed in")
        head = f"{one.number}  {gettext(OUTCOMES[one.state])}  {where}"
        lines.append(f"{head}  {one.code}" if one.code else head)
        lines += [item(capital(_said(finding))) for finding in one.findings]
    if len(rows) > MOST:
        text = gettext("and {count} more: --json names all")
        lines.append(text.format(count=whole(len(rows) - MOST)))
    lines += ["", gettext("Decide with the number in front, for instance:")]
    for options in (["--accept"], ["--refuse"]):
        command = command_line("assembly", "settle", str(folder), str(rows[0].number), *options)
        lines.append(f"    {command}")
    return "\n".join(lines)


def queue_data(rows: Sequence[Waiting]) -> dict[str, Any]:
    """The same for programs."""
    found = [
        {
            "number": one.number,
            "state": one.state,
            "file": one.file,
            "row": one.row,
            "received": one.received,
            "code": one.code,
            "reasons": [data.finding(finding) for finding in one.findings],
        }
        for one in rows
    ]
    return {"queue": found}


def cells_text(cells: Mapping[str, str]) -> str:
    """What one row says: for the officer's own screen."""
    return "\n".join(line(name, value, 32) for name, value in cells.items())


def settled_text(code: str | None) -> str:
    """The answer of `sortition assembly settle`."""
    if code is None:
        return gettext("The row is refused for good.")
    return gettext("{code} is in the dossier.").format(code=code)


def changed_text(code: str, done: str) -> str:
    """The answer of the commands that change one sign-up."""
    texts = {
        "added": gettext("{code} has signed up."),
        "withdrawn": gettext("{code} withdrew, and takes no part in draws any more."),
        "restored": gettext("{code} takes part again."),
        "corrected": gettext("{code} was corrected; what was there before is kept."),
    }
    return texts[done].format(code=code)


def deadline_text(day: str | None) -> str:
    """The answer of `sortition assembly deadline`."""
    if day is None:
        return gettext("There is no last day for signing up any more.")
    return gettext("People may sign up until {day}, that day included.").format(day=day)
