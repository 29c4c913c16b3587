"""What every command of the command line found, in words (`sortition.report.data`: for programs).

Every function takes results and returns text, in the language that is in use; nothing prints.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING

from sortition.record import CHANCES, LOTTERY, MEMBERS, PROOF, TICKETS, digest, ticket_text
from sortition.report.files import files_text as files_text
from sortition.report.language import chance_words, decimal, percentage, whole
from sortition.report.words import item, line, place, sentence, wrapped
from stratification.errors import Finding
from stratification.messages import _

if TYPE_CHECKING:
    from sortition.checks import Report
    from sortition.draw import Drawn
    from sortition.frontier import Frontier
    from sortition.lottery import Lottery
    from sortition.synth import Synthetic
    from stratification.closest import Narrowed
    from stratification.feasibility import Feasibility, Forced
    from stratification.pool import Assembly

MAX_GROUPS = 10
MAX_CORNERS = 20
MAX_PEOPLE = 6
LOTTERY_FILES = (LOTTERY, CHANCES, TICKETS, PROOF, MEMBERS)

RULES = {
    "leximin": _(
        "leximin: the smallest chance is as large as possible, then the second smallest, and so on"
    ),
    "maximin": _(
        "maximin: the smallest chance is as large as possible; the others are as equal as possible"
    ),
    "nash": _(
        "nash: the product of all chances is as large as possible, to within one in a billion"
    ),
    "minimax": _(
        "minimax: the largest chance is as small as possible; the others are as equal as possible"
    ),
    "goldilocks": _(
        "goldilocks: the largest chance small and the smallest large, in the best balance; the "
        "others are as equal as possible"
    ),
}

STAGES = {
    "feasibility": _("Looking for a valid panel"),
    "chances": _("Computing the chances"),
    "dealing": _("Making the tickets"),
    "proof": _("Checking the proof"),
    "compare": _("Comparing the rules"),
    "measures": _("Measuring the chances"),
    "claims": _("Trying false claims"),
    "simulation": _("Drawing panels"),
    "closest": _("Narrowing the quotas"),
    "prices": _("Pricing the quotas"),
    "repair": _("Looking for ways out"),
    "conflict": _("Looking for the smallest contradiction"),
    "assess": _("Comparing with the population"),
    "diversifying": _("Mixing the tickets"),
    "frontier": _("Looking for corners"),
    "attained": _("Looking for lotteries"),
}

DEMO = {
    "check": _("1. Are the files in order, and is there a valid panel?"),
    "lottery": _("2. The lottery: chances, proof and tickets"),
    "draw": _("3. The draw: three dice showed {ticket}"),
    "verify": _("4. Does everything hold? Anybody can check that"),
}


def check_text(assembly: Assembly, found: Feasibility) -> str:
    """The result of `sortition check`, when there is a valid panel."""
    lines = [
        gettext("The files are in order, and there is a valid panel."),
        "",
        line(gettext("People"), whole(len(assembly.pool.ids))),
        line(gettext("Seats"), whole(assembly.seats)),
        line(gettext("Categories"), ", ".join(assembly.quotas.categories)),
        line(gettext("Quotas"), whole(len(assembly.quotas.rows))),
    ]
    households = assembly.pool.households
    if households is not None:
        text = gettext("{count}; at most one person from each")
        lines.append(line(gettext("Households"), text.format(count=whole(len(set(households))))))
    rest = gettext("and {count} more groups: --json names everybody")
    return "\n".join(lines + forced_lines(found.never, found.certain, rest))


def forced_lines(never: Sequence[Forced], certain: Sequence[Forced], rest: str) -> list[str]:
    """Who is certain of a seat and who is never drawn, with the limits that force it."""
    lines = []
    for label, groups in ((gettext("Always drawn"), certain), (gettext("Never drawn"), never)):
        lines.append(line(label, _people(sum(len(group.people) for group in groups))))
        lines += [item(_forced(group)) for group in groups[:MAX_GROUPS]]
        if len(groups) > MAX_GROUPS:
            lines.append(item(rest.format(count=len(groups) - MAX_GROUPS)))
    return lines


def _people(count: int) -> str:
    """How many people."""
    if count == 0:
        return gettext("nobody")
    return ngettext("{count} person", "{count} people", count).format(count=whole(count))


def _forced(group: Forced) -> str:
    """The first few of these people, and why it is so."""
    from stratification.feasibility import limit_finding

    more = ["…"] if len(group.people) > MAX_PEOPLE else []
    why = "; ".join(sentence(limit_finding(limit)) for limit in group.limits)
    return gettext("{count} ({people}), because of: {why}").format(
        count=_people(len(group.people)),
        people=", ".join([*group.people[:MAX_PEOPLE], *more]),
        why=why or gettext("the number of seats"),
    )


def lottery_text(lottery: Lottery, folder: Path, pool: Path) -> str:
    """The result of `sortition lottery`: one screen."""
    number = "N" * len(ticket_text(0, len(lottery.tickets)))
    draw = command_line("draw", str(folder), "--ticket", number, "--pool", str(pool))
    title = gettext("The lottery is ready: {tickets} tickets, each a valid panel.")
    made = lottery_lines(lottery, title.format(tickets=whole(len(lottery.tickets))))
    steps = next_steps(folder, draw, len(lottery.tickets))
    return "\n".join([*made, "", files_text(folder, LOTTERY_FILES), "", *steps])


def lottery_lines(lottery: Lottery, title: str) -> list[str]:
    """What a lottery is, below a title."""
    rest = gettext("and {count} more groups: see chances.csv")
    lines = [
        title,
        "",
        line(gettext("People"), whole(len(lottery.counts))),
        line(gettext("Seats"), whole(lottery.seats)),
        line(gettext("Rule"), gettext(RULES[lottery.rule])),
        *_gamma(lottery),
        line(gettext("Result"), _status(lottery)),
        line(gettext("Smallest chance"), chance_words(lottery.minimum_chance)),
        line(gettext("Largest chance"), chance_words(lottery.maximum_chance)),
        *forced_lines(lottery.never, lottery.certain, rest),
    ]
    if lottery.unlucky:
        text = gettext(
            "{count} have a chance and are on no ticket: with more tickets (--tickets) they "
            "would be"
        )
        lines.append(line(gettext("No ticket"), text.format(count=_people(lottery.unlucky))))
    left_out = lottery.explanation.left_out
    if left_out:
        text = gettext(
            "{count} could be drawn, but this rule gives them no chance: see chances.csv"
        )
        lines.append(line(gettext("Left out"), text.format(count=_people(len(left_out)))))
    return lines


def _gamma(lottery: Lottery) -> list[str]:
    """The line that says what the rule was told to weigh, if anything."""
    gamma = lottery.settings.gamma
    return [] if gamma is None else [line(gettext("Gamma"), str(gamma))]


def _status(lottery: Lottery) -> str:
    """How good the lottery is, and what is proven."""
    if lottery.status == "optimal":
        return gettext(
            "optimal; it is proven that no lottery has fairer chances by this rule, and "
            "everybody's tickets are their chance, rounded up or down"
        )
    error = decimal(lottery.worst_ticket_error, 2)
    if lottery.attained != "no":
        text = gettext(
            "bounded; it is proven that no chances are fairer by this rule, but somebody is "
            "{error} tickets away from the chance stated"
        )
        return text.format(error=error)
    if lottery.settings.chosen.aim not in ("smallest", "largest"):  # the bound is no chance
        text = gettext(
            "bounded; it is proven that by this rule no lottery has fairer chances than those "
            "stated, but not that a lottery has them; somebody is {error} tickets away from theirs"
        )
        return text.format(error=error)
    text = gettext(
        "bounded; it is proven that by this rule no lottery does better than {bound}, but this one "
        "is {gap} away from that, and somebody is {error} tickets away from the chance stated"
    )
    bound, gap = percentage(lottery.bound), percentage(lottery.gap)
    return text.format(bound=bound, gap=gap, error=error)


def next_steps(folder: Path, draw: str, tickets: int, name: str = LOTTERY) -> list[str]:
    """What the organiser does now: publish the folder, throw a number, give a command.

    Parameters:
        name: of the file that has the digests of all others.
    """
    first, last = ticket_text(0, tickets), ticket_text(tickets - 1, tickets)
    publish = gettext(
        "Publish these files before the number is thrown. You may keep members.csv to yourself: it "
        "shows who gave the same answers."
    )
    announce = gettext(
        "Announce the SHA-256 digest of {name} with them, so that nobody can change them later: "
        "{digest}"
    )
    throw = gettext("Throw a number from {first} to {last} in public.")
    return [
        gettext("Next:"),
        item(publish),
        item(announce.format(name=name, digest=digest((folder / name).read_bytes()))),
        item(throw.format(first=first, last=last)),
        item(
            gettext("Then give this command, with the number for {digits}:").format(
                digits="N" * len(last)
            )
        ),
        f"    {draw}",  # not broken into lines: it is to be copied
    ]


def announce(folder: Path, name: str, what: str) -> str:
    """What binds a record, to be made known: the digest of one of its files.

    Parameters:
        what: that nobody can change then, with places for the name and the digest.
    """
    return wrapped(what.format(name=name, digest=digest((folder / name).read_bytes())))


def command_line(*arguments: str) -> str:
    """A command of this program as it is typed."""
    join = subprocess.list2cmdline if os.name == "nt" else shlex.join
    return join(["sortition", *arguments])


def draw_text(drawn: Drawn, folder: Path) -> str:
    """The result of `sortition draw`."""
    panel = gettext("The panel ({count} people):").format(count=whole(len(drawn.panel)))
    people = item(", ".join(drawn.panel))
    files = files_text(folder, drawn.files)
    return "\n".join([*drawn_lines(drawn), "", panel, people, "", files])


def drawn_lines(drawn: Drawn) -> list[str]:
    """Which ticket was drawn, and how."""
    how = {
        "ticket": gettext("Ticket {ticket} was drawn, by a number thrown in public."),
        "seed": gettext("Ticket {ticket} was drawn, by a public seed."),
    }[drawn.source]
    lines = [how.format(ticket=drawn.ticket)]
    if drawn.draws > 1:
        text = gettext("This is draw number {count}; the earlier ones stay in the record.")
        lines.append(text.format(count=drawn.draws))
    return lines


def verify_text(report: Report) -> str:
    """The result of `sortition verify`: whether it holds; every check, those that failed first."""
    wrong = sum(not check.ok for check in report.checks)
    good = gettext("Everything that was checked holds.")
    bad = ngettext(
        "{count} check failed. This does NOT hold: do not use it before you know why.",
        "{count} checks failed. This does NOT hold: do not use it before you know why.",
        wrong,
    )
    lines = [good if report.ok else wrapped(bad.format(count=whole(wrong))), ""]
    for check in sorted(report.checks, key=lambda check: check.ok):
        text = sentence(Finding(check.code, check.params))
        mark = gettext("ok") if check.ok else gettext("WRONG")
        lines.append(line(mark, f"{check.file}: {text}" if check.file else text, 8))
        lines += [item(_problem(problem, check.file)) for problem in check.problems]
    return "\n".join(lines)


def _problem(problem: Finding, file: str | None) -> str:
    """What is wrong, with its place as far as it is another one than that of the check."""
    where = ", ".join(filter(None, [problem.file if problem.file != file else "", place(problem)]))
    return f"{where}: {sentence(problem)}" if where else sentence(problem)


def frontier_text(frontier: Frontier) -> str:
    """The result of `sortition frontier`: its corners, and where the rules are."""
    from sortition.exact import fraction

    shown = [
        (
            point.smallest,
            point.largest,
            gettext("yes") if point.attained else gettext("not known"),
        )
        for point in frontier.points
    ]
    head = [gettext("Smallest chance"), gettext("Largest chance"), gettext("A lottery has it")]
    rows = [head] + [
        [percentage(fraction(low)), percentage(fraction(high)), text] for low, high, text in shown
    ]
    step = max(1, -(-len(shown) // MAX_CORNERS))
    rows = [rows[0], *rows[1::step]]
    names = [
        line(
            name,
            gettext("smallest {low}, largest {high}").format(
                low=percentage(fraction(low)), high=percentage(fraction(high))
            ),
        )
        for name, (low, high) in frontier.rules.items()
    ]
    text = ngettext(
        "One pair is the best of all: no lottery has a larger smallest chance, and none has a "
        "smaller largest chance. That is proven.",
        "A larger smallest chance has a price: the largest chance becomes larger too. No lottery "
        "does better than the line through these {count} corners; that is proven.",
        len(shown),
    )
    return "\n".join(
        [
            wrapped(text.format(count=whole(len(shown)))),
            "",
            *("".join(f"{cell:<20}" for cell in row).rstrip() for row in rows),
            "",
            gettext("Where the rules are:"),
            *names,
        ]
    )


def closest_text(found: Narrowed, price: Sequence[Fraction], path: Path) -> str:
    """The result of `sortition closest`: the narrower quotas, and their price."""
    before, after = (chance_words(chance) for chance in price)
    lines = [
        gettext("The quotas are as near to their targets as valid panels allow."),
        "",
        line(gettext("Written"), str(path)),
        line(
            gettext("Price"),
            gettext(
                "the smallest chance could be {before}, and with these quotas {after} at most"
            ).format(before=before, after=after),
        ),
    ]
    if price[1] == 0 < price[0]:
        text = gettext("with these quotas some people cannot be drawn: sortition check names them")
        lines.append(line(gettext("Please note"), text))
    lines += ["", gettext("Seats, at least and at most:")]
    for quota in found.quotas.rows:
        seats = f"{quota.min}" if quota.min == quota.max else f"{quota.min}–{quota.max}"
        lines.append(item(f"{quota.category}: {quota.value}: {seats}"))
    return "\n".join(lines)


def synth_text(made: Synthetic, folder: Path, files: Sequence[str]) -> str:
    """The result of `sortition synth`."""
    text = gettext("Made up: {people} people for {seats} seats. Nobody in these files exists.")
    settings = made.settings
    lines = [text.format(people=whole(settings.people), seats=whole(settings.seats)), ""]
    return "\n".join([*lines, files_text(folder, files)])


def stage_text(stage: str) -> str:
    """What a long computation is doing."""
    return gettext(STAGES[stage]) if stage in STAGES else stage


def demo_title(step: Sequence[str], ticket: str) -> str:
    """The head of one step of `sortition demo`, with the command that does it."""
    title = gettext(DEMO[step[0]]).format(ticket=ticket)
    return f"{title}\n$ {command_line(*step)}\n"


def demo_end(folder: Path) -> str:
    """The end of `sortition demo`."""
    text = gettext("All results are in {folder}; every step can be repeated with its command.")
    return text.format(folder=folder)
