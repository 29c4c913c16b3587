"""What the commands about sign-ups say (texts), and answer to programs (data)."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from fractions import Fraction
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report import data
from sortition.report.grid import grid
from sortition.report.language import chance_words, fixed, percentage, whole
from sortition.report.results import command_line
from sortition.report.words import capital, item, line, sentence
from stratification.messages import _
from stratification.text import listed_rows, tidy

if TYPE_CHECKING:
    from sortition.assembly.signups.asking import Question
    from sortition.assembly.signups.importing import Imported
    from sortition.assembly.signups.queue import Waiting
    from sortition.assembly.signups.view import View
    from sortition.assembly.signups.view_wave import Wave

OUTCOMES = {
    "accepted": _("Accepted"),
    "doubtful": _("Doubtful"),
    "refused": _("Refused"),
    "same": _("Known already"),
}
"""What became of rows."""

MOST = 25
LABEL, NARROW = 30, 79  # what stands before what a cell says; the width of a small terminal


def imported_text(made: Imported, folder: Path) -> str:
    """The answer of `sortition assembly import`."""
    lines = [gettext("{file} was read.").format(file=made.file), ""]
    for outcome, label in OUTCOMES.items():
        lines.append(line(gettext(label), whole(made.counts[outcome])))
        for group in made.groups:
            if group.outcome == outcome:
                text = ngettext("row {rows}: {why}", "rows {rows}: {why}", len(group.rows))
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
    lines += ["", gettext("Decide with the numbers in front, for instance:")]
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
    """What one row says: for the officer's own screen, also a narrow one.

    >>> print(cells_text({"Leeftijd": "34", "In welke wijk of welk dorp woont u nu?": "Haven"}))
    Leeftijd                      34
    In welke wijk of welk dorp woont u nu?
                                  Haven
    """
    lines: list[str] = []
    for name, value in cells.items():
        label, text = tidy(name), tidy(value) or "–"
        if len(label) > LABEL - 2:  # a whole question: on lines of its own
            lines += _narrow(label)
            label = ""
        lines += _narrow(f"{label:<{LABEL}}{text}", " " * LABEL)
    return "\n".join(lines)


def _narrow(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, NARROW, subsequent_indent=indent, drop_whitespace=True)


def settled_text(codes: Mapping[int, str | None]) -> str:
    """The answer of `sortition assembly settle`."""
    lines = []
    for number, code in codes.items():
        if code is None:
            text = gettext("The row is refused for good.")
        else:
            text = gettext("{code} is in the dossier.").format(code=code)
        lines.append(f"{number}  {text}" if len(codes) > 1 else text)
    return "\n".join(lines)


def settled_data(codes: Mapping[int, str | None]) -> dict[str, Any]:
    """The same for programs."""
    settled = [{"number": number, "code": code} for number, code in codes.items()]
    alone = {"code": settled[0]["code"]} if len(settled) == 1 else {}
    return {**alone, "settled": settled}


def ask_text() -> str:
    """What is said before `sortition assembly add --ask` asks."""
    return gettext("Leave blank what is not known. Nothing is stored before everything is right.")


def question_text(question: Question) -> str:
    """What `sortition assembly add --ask` asks."""
    values = f" ({', '.join(question.values)})" if question.values else ""
    return question.column + values


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


def view_text(seen: View) -> str:
    """The answer of `sortition assembly sign-ups`."""
    lines = [
        line(gettext("Sign-ups"), whole(seen.sign_ups)),
        line(gettext("Seats"), whole(seen.seats)),
    ]
    if seen.letters:
        text = gettext("{count}, of which {answered} were answered ({share})")
        share = percentage(Fraction(seen.answered, seen.letters))
        counts = {"count": whole(seen.letters), "answered": whole(seen.answered), "share": share}
        lines.append(line(gettext("Letters"), text.format(**counts)))
    lines.append(line(gettext("Panel"), _possible(seen)))
    if seen.smallest is not None:
        text = gettext("{chance} at most: the smallest chance that anybody would have now")
        lines.append(line(gettext("Chance"), text.format(chance=chance_words(seen.smallest))))
    if seen.quotas:
        lines += ["", *_table(_quota_rows(seen), (0, 1, 6))]
    if seen.response:
        lines += ["", *_table(_response_rows(seen), (0, 1))]
    if seen.wave is not None:
        lines += ["", *_wave(seen.wave)]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]], left: Sequence[int]) -> list[str]:
    return grid(list(zip(*rows, strict=True)), left=left)


def _possible(seen: View) -> str:
    if seen.panel is None:
        return gettext("cannot be told yet")
    if seen.panel:
        return gettext("a valid panel is possible")
    if seen.lacking is None:
        return gettext("no valid panel is possible yet")
    needs = ", ".join(
        f"{need.quota.category} {need.quota.value} ({whole(need.people)})"
        for need in seen.lacking.needs
    )
    text = gettext("no valid panel yet; {count} more would do, for example {needs}")
    return text.format(count=whole(seen.lacking.people), needs=needs)


LAGS = {"short": _("too few"), "few": _("few"), "": ""}


def _quota_rows(seen: View) -> list[list[str]]:
    head = [
        gettext("Category"),
        gettext("Value"),
        gettext("Sign-ups"),
        gettext("Share"),
        gettext("Seats"),
        gettext("Per seat"),
        "",
    ]
    rows = [head]
    for one in seen.quotas:
        per = one.per_seat
        seats = str(one.min) if one.min == one.max else f"{one.min}–{one.max}"
        rows.append(
            [
                one.category,
                one.value,
                whole(one.sign_ups),
                percentage(one.share),
                seats,
                "" if per is None else fixed(per),
                gettext(LAGS[one.lags]) if one.lags else "",
            ]
        )
    return rows


def _response_rows(seen: View) -> list[list[str]]:
    rows = [[gettext("Letters to"), gettext("Value"), gettext("Letters"), gettext("Response")]]
    for one in seen.response:
        share = percentage(Fraction(one.sign_ups, one.letters))
        rows.append([one.column, one.value, whole(one.letters), share])
    return rows


def _wave(wave: Wave) -> list[str]:
    text = gettext("{letters} more letters would bring about {count} sign-ups.")
    lines = [text.format(letters=whole(wave.letters), count=whole(round(wave.sign_ups)))]
    how = {
        "response": gettext("They are spread so that groups that sign up less get more letters:"),
        "proportional": gettext("They are spread in proportion to people:"),
    }
    rows = [[*wave.columns, gettext("Letters")]]
    rows += [[*values, whole(count)] for values, count, _ in wave.strata]
    return [*lines, how[wave.spread], "", *_table(rows, range(len(wave.columns)))]


def view_data(seen: View) -> dict[str, Any]:
    """The same for programs."""
    quotas = [
        {
            "category": one.category,
            "value": one.value,
            "min": one.min,
            "max": one.max,
            "sign_ups": one.sign_ups,
            "share": fraction_text(one.share),
            "needed": one.needed,
            "lags": one.lags,
        }
        for one in seen.quotas
    ]
    lacking = None
    if seen.lacking is not None:
        needs = [
            {"category": n.quota.category, "value": n.quota.value, "people": n.people}
            for n in seen.lacking.needs
        ]
        lacking = {"people": seen.lacking.people, "needs": needs}
    return {
        "sign_ups": seen.sign_ups,
        "seats": seen.seats,
        "letters": seen.letters,
        "answered": seen.answered,
        "valid_panel": seen.panel,
        "smallest_chance": None if seen.smallest is None else fraction_text(seen.smallest),
        "quotas": quotas,
        "response": [vars(one) for one in seen.response],
        "lacking": lacking,
        "wave": None if seen.wave is None else _wave_data(seen.wave),
        "notices": [data.finding(one) for one in seen.notices],
    }


def _wave_data(wave: Wave) -> dict[str, Any]:
    strata = [{"values": list(values), "letters": count} for values, count, _ in wave.strata]
    return {
        "letters": wave.letters,
        "spread": wave.spread,
        "columns": list(wave.columns),
        "strata": strata,
        "sign_ups": wave.sign_ups,
    }
