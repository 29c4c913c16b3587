"""What an assembly's lotteries and draws say, and everybody's chances over all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.assembly.chain import CHAIN
from sortition.record import DRAW, chance_text, fraction_text, ticket_text
from sortition.report.assembly import STATES
from sortition.report.language import chance_words, percentage, whole
from sortition.report.results import (
    announce,
    command_line,
    drawn_lines,
    lottery_lines,
    next_steps,
)
from sortition.report.words import item, line
from stratification.tables import table_bytes

if TYPE_CHECKING:
    from sortition.assembly.draws.chances import Part, Total, Totals
    from sortition.draw import Drawn
    from sortition.lottery import Lottery
    from sortition.replacement.lottery import Replacement
    from sortition.replacement.missed import Missed


def lottery_text(lottery: Lottery, folder: Path, record: str) -> str:
    """The answer of `sortition assembly lottery`."""
    title = gettext("The lottery is ready: {tickets} tickets, each a valid panel.")
    lines = lottery_lines(lottery, title.format(tickets=whole(len(lottery.tickets))))
    return "\n".join([*lines, "", *publish_lines(lottery, folder, record)])


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
    return "\n".join([*lines, "", *publish_lines(made.lottery, folder, record)])


def missed_text(missed: Missed) -> str:
    """Which quota a panel misses."""
    quota = missed.quota
    text = gettext("{category}, {value}: {have} people, and {min} to {max} were wanted")
    return text.format(
        category=quota.category, value=quota.value, have=missed.have, min=quota.min, max=quota.max
    )


def publish_lines(lottery: Lottery, folder: Path, record: str) -> list[str]:
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
    lines.append(f"    {command_line('assembly', 'seats', str(folder), '--out', gettext('FILE'))}")
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
        *(line(part.folder, chance_range(part.chances.values())) for part in totals.parts),
        line(gettext("Together"), chance_range(together)),
    ]
    return "\n".join(lines)


def chance_range(chances: Collection[Fraction]) -> str:
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
