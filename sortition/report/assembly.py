"""What the commands of an assembly say (texts), and answer to programs (data): where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.assembly.chain import CHAIN
from sortition.report import data
from sortition.report.language import whole
from sortition.report.results import (
    announce,
    command_line,
)
from sortition.report.words import item, line
from stratification.messages import _

if TYPE_CHECKING:
    from sortition.assembly.begin import Added
    from sortition.assembly.decided import Target
    from sortition.assembly.events import Event
    from sortition.assembly.status import Status

STATES = {
    "drawn": _("drawn"),
    "confirmed": _("confirmed"),
    "declined": _("declined"),
    "withdrawn": _("withdrawn"),
    "no-show": _("did not show up"),
    "served": _("term ended"),
    "replaced": _("replaced"),
    "passed": _("reserve who said no"),
    "standby": _("stands by"),
}
"""The states of a seat."""

NEXT = {
    "letters": (
        _("Add the letters that were sent, or the sign-ups when there were no letters"),
        ("letters", _("LETTERS")),
    ),
    "quotas": (
        _("Decide on the seats and the quotas"),
        ("quotas", _("QUOTAS"), "--seats", _("N")),
    ),
    "sign-ups": (_("Add the sign-ups"), ("import", _("FORM"))),
    "queue": (_("Look at the doubtful sign-ups"), ("queue",)),
    "lottery": (
        _("When the sign-up has closed: make and publish the lottery"),
        ("lottery",),
    ),
    "draw": (_("Throw the number in public, and draw"), ("draw", "--ticket", _("N"))),
    "confirm": (
        _("Note who confirms, declines or leaves"),
        ("seat", "confirmed", _("CODE")),
    ),
    "standby": (_("Give the open seats to those who stand by"), ("seat-standbys",)),
    "replace": (_("Fill the open seats by lottery"), ("replace",)),
    "call": (_("Or call the reserves, one by one"), ("call",)),
    "close": (_("When the assembly has ended: close the dossier"), ("close",)),
    "erase": (_("See which data must be destroyed now"), ("due",)),
}
"""The next steps: what is to be done, and the command for it (capitals are to be filled in)."""

ACTIONS = {
    "new": _("the dossier of {name} was started"),
    "letters": _("{letters} letters were added (waves: {waves})"),
    "quotas": _("{rows} quotas for {seats} seats were decided on"),
    "lottery": _("a lottery was published: {people} people, {seats} seats, {tickets} tickets"),
    "replacement": _(
        "a replacement lottery was published: {open} open seats, {people} people, {tickets} tickets"
    ),
    "draw": _("ticket {ticket} of {folder} was drawn: {people} people"),
    "import": _(
        "{file} was read: {accepted} accepted, {doubtful} doubtful, {refused} refused, {same} known"
    ),
    "sign-up": _("{code} was typed in"),
    "deadline": _("the last day for signing up became: {day}"),
    "withdraw": _("{code} withdrew the sign-up"),
    "restore": _("the sign-up of {code} stands again"),
    "correct": _("{code} was corrected: {names}"),
    "settle": _("row {row} of the queue was decided on ({kind}) {code}"),
    "people-table": _("a table of the {people} people who were drawn was written"),
    "pool": _("the table of {people} people behind {folder} was written, to check the draw"),
    "rotation": _("a term ended: {stay} people stay, {leave} leave ({tickets} tickets)"),
    "reused": _("{count} volunteers of {name} came along, who said yes to that"),
    "reused-from": _("{count} volunteers went along to {name}, who said yes to that"),
    "room": _("{people} people in {roles} other roles were put in the room"),
    "standbys": _(
        "a lottery of standbys was published: {standbys} of {people} people, {tickets} tickets"
    ),
    "seated": _("{people} people who stood by got a seat ({open} were open)"),
    "called": _("reserve {code} (place {place}) was called and has a seat"),
    "passed": _("reserve {code} was called and said no"),
    "seat": _("{code}: {state} since {day}"),
    "retention": _("it was decided that {kind} go after {days} days"),
    "close": _("the assembly was closed; its last day was {day}"),
    "erased": _("data were destroyed: {rows} rows"),
    "erased-person": _("what the dossier knew of {code} was erased: {rows} rows"),
    "export-person": _("{code} was given what the dossier knows of them"),
    "given": _("data of {people} people were given to {recipient}, for: {purpose}"),
}
"""What happened, by the action of an event."""


def record_lines(folder: Path, record: str) -> list[str]:
    """Where a record is, and what is to be announced of it."""
    path = folder / "records" / record
    what = gettext(
        "Announce the SHA-256 digest of {name}: then nobody can change this record, or one before "
        "it, later. {digest}"
    )
    written = gettext("The record is in {folder}.").format(folder=path)
    return [written, announce(path, CHAIN, what)]


def letters_lines(added: Added, folder: Path) -> list[str]:
    """The same of the last record of letters that was added, if there is one."""
    return [] if added.record is None else ["", *record_lines(folder, added.record)]


def status_text(now: Status, folder: Path) -> str:
    """The answer of `sortition assembly status`."""
    lines = [
        now.name,
        "",
        line(gettext("Letters"), _or_erased(whole(now.letters), not now.letters, now)),
        line(gettext("Sign-ups"), _or_erased(_sign_ups(now), not _signed(now), now)),
        line(
            gettext("Seats"), gettext("not decided yet") if now.seats is None else whole(now.seats)
        ),
    ]
    states = [f"{gettext(STATES[name])} {whole(n)}" for name, n in now.states.items() if n]
    if states:
        lines.append(line(gettext("Panel"), ", ".join(states)))
        lines.append(line(gettext("Open seats"), whole(now.open)))
    if now.records:
        lines += [line(gettext("Records"), _record(name, t)) for name, t in now.records.items()]
    days = sorted(set(now.erased.values()))
    for at, day in enumerate(days):
        kinds = ", ".join(kind for kind, when in now.erased.items() if when == day)
        text = gettext("{kinds} on {day}").format(kinds=kinds, day=day)
        lines.append(line("" if at else gettext("Destroyed"), text))
    if now.due:
        text = gettext("{kinds}: the term is over").format(kinds=", ".join(now.due))
        lines.append(line(gettext("To be destroyed"), text))
    lines += ["", gettext("Next:"), *_next(now.next, folder)]
    return "\n".join(lines)


def _or_erased(text: str, nothing: bool, now: Status) -> str:
    """A number; where there is nothing left of what it counts: that this was destroyed."""
    if nothing and now.list_erased:
        return gettext("destroyed on {day}").format(day=now.list_erased)
    return text


def _signed(now: Status) -> int:
    return now.accepted + now.withdrawn + sum(now.queue.values())


def _sign_ups(now: Status) -> str:
    parts = [whole(now.accepted)]
    for count, text in (
        (now.withdrawn, gettext("{count} withdrawn")),
        (now.queue.get("doubtful", 0), gettext("{count} doubtful")),
        (now.queue.get("refused", 0), gettext("{count} refused")),
    ):
        parts += [text.format(count=whole(count))] if count else []
    return ", ".join(parts)


def _record(name: str, ticket: str | None) -> str:
    if ticket is None:
        return name
    if not ticket:
        return gettext("{record}: not drawn yet").format(record=name)
    return gettext("{record}: ticket {ticket} was drawn").format(record=name, ticket=ticket)


def _next(steps: Sequence[str], folder: Path) -> list[str]:
    if not steps:
        return [item(gettext("nothing at this moment"))]
    lines = []
    for step in steps:
        text, (name, *rest) = NEXT[step]
        words = [gettext(word) if word.isupper() else word for word in rest]
        lines += [
            item(gettext(text) + ":"),
            f"    {command_line('assembly', name, str(folder), *words)}",
        ]
    return lines


def status_data(now: Status, folder: Path) -> dict[str, Any]:
    """The same for programs."""
    return {**vars(now), "folder": str(folder), "next": list(now.next)}


def log_text(events: Sequence[Event]) -> str:
    """The answer of `sortition assembly log`: a line for each event, at the time of this place."""
    lines = []
    for event in events:
        details = dict(event.details) | {"code": event.code or ""}
        if "state" in details:
            details["state"] = gettext(STATES.get(str(details["state"]), str(details["state"])))
        details |= {name: ", ".join(v) for name, v in details.items() if isinstance(v, list)}
        what = gettext(ACTIONS[event.action]).format(**details)
        lines.append(f"{_local(event.at)}  {event.who}: {what}")
        lines += [item(event.why)] if event.why else []
    return "\n".join(lines)


def _local(at: str) -> str:
    """A moment in UTC on the clock of the computer, such as "2026-11-26 13:00"."""
    return datetime.datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def log_data(events: Sequence[Event]) -> dict[str, Any]:
    """The same for programs."""
    return {"events": [{**vars(event), "details": dict(event.details)} for event in events]}


def quotas_text(target: Target) -> str:
    """The answer of `sortition assembly quotas`."""
    text = gettext(
        "{rows} quotas for {seats} seats are in the dossier. They are published with the lottery."
    )
    lines = [text.format(rows=whole(len(target.quotas.rows)), seats=whole(target.seats))]
    if target.unsaid:
        free = gettext("People may prefer not to say: {categories}.")
        lines.append(free.format(categories=", ".join(target.unsaid)))
    return "\n".join(lines)


def quotas_data(target: Target) -> dict[str, Any]:
    """The same for programs."""
    rows = [[row.category, row.value, row.min, row.max] for row in target.quotas.rows]
    return {"seats": target.seats, "quotas": rows, "unsaid": list(target.unsaid)}


def letters_text(added: Added, folder: Path) -> str:
    """The answer of `sortition assembly letters`."""
    count = added.letters
    text = ngettext("{count} letter was added.", "{count} letters were added.", count)
    return "\n".join([text.format(count=whole(count)), *letters_lines(added, folder)])


def letters_data(added: Added) -> dict[str, Any]:
    """The same for programs."""
    return {"letters": added.letters, "notices": [data.finding(one) for one in added.notices]}
