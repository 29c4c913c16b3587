"""What is said of an assembly's seats: who has one, reserves, standbys, terms, others there."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text, ticket_text
from sortition.report import data
from sortition.report.assembly import STATES, record_lines
from sortition.report.assembly_draws import (
    chance_range,
    lottery_data,
    missed_text,
    publish_lines,
)
from sortition.report.language import decimal, percentage, whole
from sortition.report.results import (
    command_line,
    lottery_lines,
)
from sortition.report.words import item, line, wrapped

if TYPE_CHECKING:
    from sortition.assembly.draws.call import Call
    from sortition.assembly.draws.reuse import Reused
    from sortition.assembly.draws.room import Room
    from sortition.assembly.draws.rotation import Rotation
    from sortition.assembly.draws.seats import Seat
    from sortition.assembly.draws.standbys import Made as Standbys
    from sortition.assembly.draws.standbys_draw import Seated


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
    return "\n".join([*lines, "", *publish_lines(lottery, folder, made.folder)])


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
        line(gettext("Chances"), chance_range(able)),
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
