"""What the commands of an assembly say (texts), and answer to programs (data)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from fractions import Fraction
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.assembly.chain import CHAIN
from sortition.record import DRAW, chance_text, fraction_text, ticket_text
from sortition.report import data
from sortition.report.language import chance_words, decimal, percentage, whole
from sortition.report.results import (
    announce,
    command_line,
    drawn_lines,
    lottery_lines,
    next_steps,
)
from sortition.report.words import item, line, wrapped
from stratification.messages import _
from stratification.tables import table_bytes

if TYPE_CHECKING:
    from sortition.assembly.begin import Added
    from sortition.assembly.decided import Target
    from sortition.assembly.draws.call import Call
    from sortition.assembly.draws.chances import Part, Total, Totals
    from sortition.assembly.draws.reuse import Reused
    from sortition.assembly.draws.room import Room
    from sortition.assembly.draws.rotation import Rotation
    from sortition.assembly.draws.seats import Seat
    from sortition.assembly.draws.standbys import Made as Standbys
    from sortition.assembly.draws.standbys_draw import Seated
    from sortition.assembly.events import Event
    from sortition.assembly.status import Status
    from sortition.draw import Drawn
    from sortition.lottery import Lottery
    from sortition.replacement import Missed, Replacement

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
        ("letters", "LETTERS"),
    ),
    "quotas": (
        _("Decide on the seats and the quotas"),
        ("quotas", "QUOTAS", "--seats", "N"),
    ),
    "sign-ups": (_("Add the sign-ups"), ("import", "FORM")),
    "queue": (_("Look at the doubtful sign-ups"), ("queue",)),
    "lottery": (
        _("When the sign-up has closed: make and publish the lottery"),
        ("lottery",),
    ),
    "draw": (_("Throw the number in public, and draw"), ("draw", "--ticket", "N")),
    "confirm": (
        _("Note who confirms, declines or leaves"),
        ("seat", "confirmed", "CODE"),
    ),
    "standby": (_("Give the open seats to those who stand by"), ("seat-standbys",)),
    "replace": (_("Fill the open seats by lottery"), ("replace",)),
    "call": (_("Or call the reserves, one by one"), ("call",)),
    "close": (_("When the assembly has ended: close the dossier"), ("close",)),
    "erase": (_("See which data must be destroyed now"), ("due",)),
}
"""The next steps: what is to be done, and the command for it."""

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
        lines += [
            item(gettext(text) + ":"),
            f"    {command_line('assembly', name, str(folder), *rest)}",
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


def lottery_text(lottery: Lottery, folder: Path, record: str) -> str:
    """The answer of `sortition assembly lottery`."""
    title = gettext("The lottery is ready: {tickets} tickets, each a valid panel.")
    lines = lottery_lines(lottery, title.format(tickets=whole(len(lottery.tickets))))
    return "\n".join([*lines, "", *_publish(lottery, folder, record)])


def replacement_text(made: Replacement, folder: Path, record: str) -> str:
    """The answer of `sortition assembly replace`."""
    title = gettext(
        "The replacement lottery is ready: {tickets} tickets for {seats} open seats. Every ticket "
        "completes the panel."
    )
    counts = {"tickets": whole(len(made.lottery.tickets)), "seats": whole(made.vacancy.open)}
    lines = lottery_lines(made.lottery, title.format(**counts))
    if made.missed:
        lines += ["", gettext("Not all quotas can be kept. Each of these panels misses:")]
        lines += [item(missed_text(one)) for one in made.missed]
    return "\n".join([*lines, "", *_publish(made.lottery, folder, record)])


def missed_text(missed: Missed) -> str:
    """Which quota a panel misses."""
    quota = missed.quota
    text = gettext("{category}, {value}: {have} people, and {min} to {max} were wanted")
    return text.format(
        category=quota.category, value=quota.value, have=missed.have, min=quota.min, max=quota.max
    )


def _publish(lottery: Lottery, folder: Path, record: str) -> list[str]:
    """Where the record is, and what to do with it."""
    number = "N" * len(ticket_text(0, len(lottery.tickets)))
    draw = command_line("assembly", "draw", str(folder), "--ticket", number)
    path = folder / "records" / record
    written = gettext("The record is in {folder}.").format(folder=path)
    return [written, "", *next_steps(path, draw, len(lottery.tickets), CHAIN)]


def lottery_data(lottery: Lottery, record: str) -> dict[str, Any]:
    """A lottery for programs."""
    return {
        "record": record,
        "rule": lottery.rule,
        "seats": lottery.seats,
        "pool_size": len(lottery.counts),
        "tickets": len(lottery.tickets),
        "status": lottery.status,
        "attained": lottery.attained,
        "minimum_chance": fraction_text(lottery.minimum_chance),
        "maximum_chance": fraction_text(lottery.maximum_chance),
    }


def missed_data(missed: Sequence[Missed]) -> list[dict[str, Any]]:
    """The quotas that are missed, for programs."""
    return [
        {
            "category": one.quota.category,
            "value": one.quota.value,
            "min": one.quota.min,
            "max": one.quota.max,
            "have": one.have,
        }
        for one in missed
    ]


def pool_text(people: int, out: Path) -> str:
    """The answer of `sortition assembly pool`."""
    text = gettext(
        "{people} people are in {file}, by sign-up code, with their answers. Give it only to who "
        "may check the draw, and let it be destroyed after that."
    )
    return text.format(people=whole(people), file=out)


def draw_text(drawn: Drawn, folder: Path, record: str) -> str:
    """The answer of `sortition assembly draw`."""
    lines = drawn_lines(drawn)
    people = gettext("Drawn (people: {count}):").format(count=whole(len(drawn.panel)))
    lines += ["", people, item(", ".join(drawn.panel)), ""]
    path = folder / "records" / record
    what = gettext(
        "Announce the SHA-256 digest of {name}: then nobody can change the draw later. {digest}"
    )
    lines.append(gettext("The record is in {folder}.").format(folder=path))
    lines += [announce(path, DRAW, what), ""]
    lines.append(gettext("A table with their names, for yourself:"))
    lines.append(f"    {command_line('assembly', 'seats', str(folder), '--out', 'FILE')}")
    return "\n".join(lines)


def draw_data(drawn: Drawn, record: str) -> dict[str, Any]:
    """The same for programs."""
    return {
        "record": record,
        "ticket": drawn.ticket,
        "source": drawn.source,
        "panel": list(drawn.panel),
        "draws": drawn.draws,
    }


def seats_text(seats: Sequence[Seat]) -> str:
    """Seats: the code, the state and the day."""
    if not seats:
        return gettext("Nobody has been drawn yet.")
    return "\n".join(f"{one.code}  {one.day}  {gettext(STATES[one.state])}" for one in seats)


MANY = 10  # lines are counted for you


def changed_seats_text(seats: Sequence[Seat]) -> str:
    """The answer of `sortition assembly seat`: the seats that changed, and how many they are."""
    text = ngettext("{count} person was noted.", "{count} people were noted.", len(seats))
    lines = [seats_text(seats)]
    if len(seats) >= MANY:
        lines += ["", text.format(count=whole(len(seats)))]
    return "\n".join(lines)


def people_table_text(people: int, out: Path) -> str:
    """What `sortition assembly seats --out` wrote."""
    text = ngettext(
        "{people} person is in {file}, with what is known of them. Only you can read it.",
        "{people} people are in {file}, with what is known of them. Only you can read it.",
        people,
    )
    return text.format(people=whole(people), file=out)


def seats_data(seats: Sequence[Seat]) -> dict[str, Any]:
    """The same for programs."""
    return {"seats": [vars(one) for one in seats]}


def call_text(call: Call, folder: Path) -> str:
    """The answer of `sortition assembly call`: whom to call."""
    text = gettext("Call {code}, place {place} in the order of reserves. Open seats: {open}.")
    lines = [text.format(code=call.code, place=whole(call.place), open=whole(call.open)), ""]
    if call.skipped:
        lines += [wrapped(_skipped(call.skipped)), ""]
    accept = []
    if call.missed:
        lines.append(gettext("Not all quotas can be kept. The record will say what is missed:"))
        lines += [*(item(missed_text(one)) for one in call.missed), ""]
        accept = ["--accept-deviation"]
    for option, said in (("--yes", gettext("Says yes:")), ("--no", gettext("Says no:"))):
        words = ("assembly", "call", str(folder), option, call.code, *accept)
        lines += [said, f"    {command_line(*words)}"]
    return "\n".join(lines)


def _skipped(count: int) -> str:
    """How many reserves were passed over, and why."""
    text = ngettext(
        "{count} reserve who comes before was passed over: with that person the panel cannot be "
        "completed. The record will show who could be called (fit.csv).",
        "{count} reserves who come before were passed over: with any of them the panel cannot be "
        "completed. The record will show who could be called (fit.csv).",
        count,
    )
    return text.format(count=whole(count))


def answer_text(code: str, folder: Path, record: str | None) -> str:
    """The answer of `sortition assembly call --yes` and `--no`."""
    if record is None:
        return gettext("{code} said no, and is not called again.").format(code=code)
    text = gettext("{code} has a seat. The record is in {folder}.")
    seat = text.format(code=code, folder=folder / "records" / record)
    return "\n".join([seat, record_lines(folder, record)[1]])


def rotation_text(made: Rotation, folder: Path) -> str:
    """The answer of `sortition assembly rotate`."""
    if made.made is None:
        text = gettext(
            "No lottery is needed: the {leave} people who served most terms leave, {stay} stay."
        )
        told = text.format(leave=whole(len(made.leave)), stay=whole(len(made.stay)))
        return "\n".join([told, "", *record_lines(folder, made.folder)])
    lottery = made.made.lottery
    title = gettext("The lottery of who stays is ready: {tickets} tickets for {seats} people.")
    counts = {"tickets": whole(len(lottery.tickets)), "seats": whole(lottery.seats)}
    lines = lottery_lines(lottery, title.format(**counts))
    if made.stay:
        text = gettext("{count} people with fewer terms stay for certain.")
        lines.append(text.format(count=whole(len(made.stay))))
    if made.leave:
        text = gettext("{count} people with more terms leave for certain.")
        lines.append(text.format(count=whole(len(made.leave))))
    return "\n".join([*lines, "", *_publish(lottery, folder, made.folder)])


def rotation_data(made: Rotation) -> dict[str, Any]:
    """The same for programs."""
    sure = {"stay": sorted(made.stay), "leave": sorted(made.leave)}
    if made.made is None:
        return {"record": made.folder} | sure
    return lottery_data(made.made.lottery, made.folder) | sure


def reuse_text(reused: Reused) -> str:
    """The answer of `sortition assembly reuse`."""
    text = gettext("{added} volunteers came along; {known} had signed up here already.")
    return text.format(added=whole(reused.added), known=whole(reused.known))


def reuse_data(reused: Reused) -> dict[str, Any]:
    """The same for programs."""
    notices = [data.finding(one) for one in reused.notices]
    return {"added": reused.added, "known": reused.known, "notices": notices}


def room_text(room: Room) -> str:
    """The answer of `sortition assembly room`."""
    residents = gettext("residents, drawn") if room.drawn else gettext("residents, seats")
    lines = []
    for name, count in ((residents, room.residents), *room.roles):
        text = gettext("{count} people, {share}")
        share = percentage(room.share(count))
        lines.append(line(name, text.format(count=whole(count), share=share), 32))
    if room.few_residents:
        text = gettext(
            "Residents are less than one third of the room. A study for the ministry of health "
            "(VWS, 2022) asks for at least that in steering groups."
        )
        lines += ["", wrapped(text)]
    return "\n".join(lines)


def room_data(room: Room) -> dict[str, Any]:
    """The same for programs."""
    roles = [{"role": name, "people": count} for name, count in room.roles]
    shares = {"residents": room.residents, "drawn": room.drawn, "roles": roles}
    return shares | {"few_residents": room.few_residents}


def line_text(total: Total, parts: Sequence[Part]) -> str:
    """What one participant may be told of the draws they took part in."""
    said = []
    for part in parts:
        if part.folder not in total.parts:
            continue
        chance = total.parts[part.folder]
        if part.tickets is None:
            text = gettext("as a reserve a chance of {chance} to be called ({record})")
            said.append(text.format(chance=chance_words(chance), record=part.folder))
        else:
            text = gettext("{count} of {tickets} tickets ({record})")
            count = int(chance * part.tickets)
            said.append(
                text.format(count=whole(count), tickets=whole(part.tickets), record=part.folder)
            )
    text = gettext("Your code {code} had {draws}. Together: a chance of {chance} of a seat.")
    return text.format(code=total.code, draws="; ".join(said), chance=chance_words(total.together))


def totals_text(totals: Totals) -> str:
    """The answer of `sortition assembly chances`."""
    together = [person.together for person in totals.people]
    lines = [
        gettext("Everybody's chance of a seat, all draws together:"),
        "",
        *(line(part.folder, _range(part.chances.values())) for part in totals.parts),
        line(gettext("Together"), _range(together)),
    ]
    return "\n".join(lines)


def _range(chances: Collection[Fraction]) -> str:
    text = gettext("{people} people, from {least} to {most}")
    different = set(chances)  # few: comparing fractions takes time
    least, most = percentage(min(different)), percentage(max(different))
    return text.format(people=whole(len(chances)), least=least, most=most)


def totals_data(totals: Totals) -> dict[str, Any]:
    """The same for programs."""
    people = [
        {
            "code": one.code,
            "state": one.state,
            "chances": {name: fraction_text(chance) for name, chance in one.parts.items()},
            "together": fraction_text(one.together),
        }
        for one in totals.people
    ]
    return {"draws": [part.folder for part in totals.parts], "people": people}


def totals_bytes(totals: Totals) -> bytes:
    """A table: everybody's chances, and the line that they may be told."""
    names = [part.folder for part in totals.parts]
    header = ["code", "state", *names, "together", "line"]
    rows = [
        [
            one.code,
            gettext(STATES[one.state]) if one.state else "",
            *(chance_text(one.parts[name]) if name in one.parts else "" for name in names),
            chance_text(one.together),
            line_text(one, totals.parts),
        ]
        for one in totals.people
    ]
    return table_bytes(header, rows)


def standbys_text(made: Standbys, folder: Path) -> str:
    """The answer of `sortition assembly standbys`."""
    lottery = made.lottery
    choice = lottery.choice
    title = gettext("The lottery of standbys is ready: {tickets} sets of {standbys} people.")
    counts = {"tickets": len(lottery.tickets), "standbys": choice.settings.standbys}
    able = [chance for chance in lottery.chances if chance]
    lines = [
        title.format(**{name: whole(count) for name, count in counts.items()}),
        "",
        line(gettext("May stand by"), whole(len(lottery.chances))),
        line(gettext("On no ticket"), whole(lottery.never)),
        line(gettext("Chances"), _range(able)),
        line(gettext("Deviation"), _deviation(made)),
    ]
    if made.estimate is not None:
        text = gettext("Rates of drop-out were estimated from earlier assemblies.")
        lines += ["", text]
    number = "N" * len(ticket_text(0, len(lottery.tickets)))
    draw = command_line("assembly", "draw", str(folder), "--ticket", number)
    written = record_lines(folder, made.folder)
    lines += ["", *written, "", gettext("Throw a number in public, then give this command:")]
    return "\n".join([*lines, f"    {draw}"])


def _deviation(made: Standbys) -> str:
    """How near to the quotas the sets keep the panel, and what is proven."""
    lottery = made.lottery
    choice = lottery.choice
    if choice.status == "optimal":
        text = gettext("{expected} expected over the tickets; the best set has {best}, proven")
    else:
        text = gettext(
            "{expected} expected over the tickets; the best set found has {best}, and none has "
            "less than {bound}"
        )
    figures = {
        "expected": decimal(float(lottery.expected), 3),
        "best": decimal(float(choice.value), 3),
        "bound": decimal(float(choice.bound), 3),
    }
    return text.format(**figures)


def standbys_data(made: Standbys) -> dict[str, Any]:
    """The same for programs."""
    lottery = made.lottery
    choice = lottery.choice
    return {
        "record": made.folder,
        "standbys": choice.settings.standbys,
        "tickets": len(lottery.tickets),
        "people": len(lottery.chances),
        "never": lottery.never,
        "status": choice.status,
        "best": fraction_text(choice.value),
        "bound": fraction_text(choice.bound),
        "expected": fraction_text(lottery.expected),
        "estimated": made.estimate is not None,
    }


def seated_text(seated: Seated, folder: Path) -> str:
    """The answer of `sortition assembly seat-standbys`."""
    text = gettext("These {count} people who stood by have a seat: {codes}.")
    codes = ", ".join(seated.codes)
    seats = wrapped(text.format(count=whole(len(seated.codes)), codes=codes))
    return "\n".join([seats, "", *record_lines(folder, seated.folder)])


def seated_data(seated: Seated) -> dict[str, Any]:
    """The same for programs."""
    return {"seated": list(seated.codes), "record": seated.folder}
