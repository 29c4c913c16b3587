"""What the commands at the end of an assembly say (texts), and answer to programs (data)."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.report import data
from sortition.report.assembly import record_lines
from sortition.report.language import whole
from sortition.report.results import command_line
from sortition.report.words import capital, findings_text, item, sentence
from stratification.errors import Finding

if TYPE_CHECKING:
    from sortition.assembly.ending.disclosure import Exported
    from sortition.assembly.ending.erase import Erased
    from sortition.assembly.ending.erase_person import ErasedPerson
    from sortition.assembly.ending.retention import Due, Line, Rule


def due_text(due: Due, folder: Path) -> str:
    """The answer of `sortition assembly due`."""
    lines = []
    if due.now:
        lines += [gettext("These data must be destroyed now:"), *map(_line, due.now), ""]
        kinds = [one.rule.kind for one in due.now]
        lines += [f"    {command_line('assembly', 'erase', str(folder), *kinds)}", ""]
    else:
        lines += [gettext("Nothing has to be destroyed today."), ""]
    if due.later:
        lines += [gettext("Later:"), *map(_line, due.later), ""]
    if due.waiting:
        text = gettext("When the draw has been held or the assembly is closed:")
        lines += [text, *map(_line, due.waiting), ""]
    if due.closed is not None:
        lines.append(gettext("Last day of the assembly: {day}.").format(day=due.closed))
    if due.traces:
        lines.append(sentence(Finding("ending-traces")))
    return "\n".join(lines).rstrip()


def _line(one: Line) -> str:
    """One kind of data: how much, from when on, and why."""
    rule = one.rule
    what = capital(sentence(Finding(f"ending-kind-{rule.kind}")))
    why = rule.why or sentence(Finding(f"ending-why-{rule.kind}"))
    if one.day is None:
        text = gettext("{kind}: {what}. Rows: {rows}. {when}. {why}")
    else:
        text = gettext("{kind}: {what}. Rows: {rows}. From {day} on. {why}")
    return item(
        text.format(
            kind=rule.kind, what=what, rows=whole(one.rows), day=one.day, when=_when(rule), why=why
        )
    )


def due_data(due: Due) -> dict[str, Any]:
    """The same for programs."""
    now = {one.rule.kind for one in due.now}
    kinds = [
        {
            "kind": one.rule.kind,
            "rows": one.rows,
            "day": one.day.isoformat() if one.day else None,
            "now": one.rule.kind in now,
            "counted_from": one.rule.start,
            "days": one.rule.days,
        }
        for one in due.lines
    ]
    closed = due.closed.isoformat() if due.closed else None
    return {"closed": closed, "traces": due.traces, "kinds": kinds}


def retention_text(rule: Rule) -> str:
    """The answer of `sortition assembly retention`."""
    text = gettext("{kind}: to be destroyed {when}. {why}")
    return text.format(kind=rule.kind, when=_when(rule), why=rule.why or "")


def _when(rule: Rule) -> str:
    """How many days after what."""
    if rule.start == "draw":
        text = ngettext(
            "{days} day after the draw of the panel",
            "{days} days after the draw of the panel",
            rule.days,
        )
    else:
        text = ngettext(
            "{days} day after the last day of the assembly",
            "{days} days after the last day of the assembly",
            rule.days,
        )
    return text.format(days=whole(rule.days))


def erased_text(erased: Erased, folder: Path) -> str:
    """The answer of `sortition assembly erase`."""
    lines = [gettext("Destroyed:")]
    for kind, rows in erased.rows.items():
        lines.append(item(gettext("{kind}: {rows} rows").format(kind=kind, rows=whole(rows))))
    proof = gettext("The proof of destruction is in {folder}.")
    path = folder / "records" / erased.folder
    lines += ["", proof.format(folder=path), record_lines(folder, erased.folder)[1]]
    return "\n".join([*lines, *_notices(erased.notices)])


def erased_data(erased: Erased) -> dict[str, Any]:
    """The same for programs."""
    return {
        "record": erased.folder,
        "rows": dict(erased.rows),
        "notices": [data.finding(one) for one in erased.notices],
    }


def erased_person_text(erased: ErasedPerson) -> str:
    """The answer of `sortition assembly erase-person`."""
    text = ngettext(
        "What the dossier knew of {code} is gone: {rows} row.",
        "What the dossier knew of {code} is gone: {rows} rows.",
        erased.rows,
    )
    said = text.format(code=erased.code, rows=whole(erased.rows))
    return "\n".join([said, *_notices(erased.notices)])


def erased_person_data(erased: ErasedPerson) -> dict[str, Any]:
    """The same for programs."""
    notices = [data.finding(one) for one in erased.notices]
    return {"code": erased.code, "rows": erased.rows, "notices": notices}


def exported_text(exported: Exported, out: Path) -> str:
    """The answer of `sortition assembly export`."""
    text = ngettext(
        "{count} person is in {file}. Only you can read it; the log says for whom it is.",
        "{count} people are in {file}. Only you can read it; the log says for whom it is.",
        exported.people,
    )
    lines = [text.format(count=whole(exported.people), file=out)]
    return "\n".join([*lines, *_notices(exported.notices)])


def exported_data(exported: Exported, out: Path) -> dict[str, Any]:
    """The same for programs."""
    return {
        "file": str(out),
        "people": exported.people,
        "blocked": exported.blocked,
        "notices": [data.finding(one) for one in exported.notices],
    }


def _notices(notices: Sequence[Finding]) -> list[str]:
    return ["", findings_text(notices)] if notices else []
