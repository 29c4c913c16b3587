"""Letters and chances by stratum, and by size of home, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from gettext import gettext
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sortition.report.grid import grid
from sortition.report.language import chance_words, decimal, percentage, whole
from sortition.report.words import title, wrapped

if TYPE_CHECKING:
    from sortition.invitations.homes import Home
    from sortition.invitations.invite import Invited
    from sortition.invitations.layout import StratumLine

INDENT = "  "
MAX_STRATA = 20
MAX_NAMES = 5


def file_name(invited: Invited, stem: str) -> str:
    """The file whose name begins so."""
    return next(name for name in invited.files if PurePosixPath(name).name.startswith(f"{stem}-"))


def strata_lines(invited: Invited) -> list[str]:
    """Letters and chances of every stratum, and what to know about them."""
    lines = invited.strata
    if len(lines) == 1 and not invited.choices.strata:
        text = gettext("The chance of a letter, on average: {chance}.")
        return [text.format(chance=chance_words(lines[0].chance))]
    head = gettext("Letters by {strata}:").format(strata=title(invited.choices.strata))
    more = len(lines) - MAX_STRATA
    shown = grid(_columns(invited, lines[:MAX_STRATA]), indent=INDENT)
    if more > 0:
        text = gettext("and {count} more strata: all are in {file}")
        shown.append(INDENT + text.format(count=whole(more), file=file_name(invited, "strata")))
    return [head, *shown, *(wrapped(text) for text in _remarks(invited))]


def _columns(invited: Invited, lines: Sequence[StratumLine]) -> list[list[str]]:
    """The table, column by column, with all strata together in the last row."""
    addresses, every = invited.mapping.frame == "addresses", invited.strata
    columns = [["", *map(_stratum, lines), gettext("together")]]

    def add(head: str, texts: Iterable[str], last: str) -> None:
        columns.append([head, *texts, last])

    def count(head: str, number: Callable[[StratumLine], int]) -> int:
        total = sum(map(number, every))
        add(head, (whole(number(one)) for one in lines), whole(total))
        return total

    people = gettext("Addresses") if addresses else gettext("People")
    size = count(people, lambda one: one.stratum.size)
    sent, chance = 0, gettext("Chance of a letter")
    if invited.earlier:
        sent = count(gettext("Earlier letters"), lambda one: one.stratum.earlier)
        chance = gettext("Chance of a letter, all waves")
    sent += count(gettext("Letters"), lambda one: one.letters)
    if invited.plan.kind != "proportional":
        count(gettext("Letters if proportional"), lambda one: one.proportional)
    add(chance, (percentage(one.chance) for one in lines), percentage(Fraction(sent, size)))
    for at, head in (
        (0, gettext("Response expected")),
        (2, gettext("Chance of a seat")),
        (3, gettext("Chance of a seat if proportional")),
    ):
        cells = [one.forecast[at] if one.forecast else "" for one in lines]
        if any(cells) and (at < 3 or invited.plan.kind != "proportional"):
            add(head, (percentage(Fraction(cell)) if cell else "–" for cell in cells), "")
    return columns


def _stratum(one: StratumLine) -> str:
    return title([value or "–" for value in one.stratum.values])


def _remarks(invited: Invited) -> list[str]:
    """The extremes, strata without letters, and ties."""
    some = [one for one in invited.strata if one.chance]
    least, most = min(some, key=lambda one: one.chance), max(some, key=lambda one: one.chance)
    none = [_stratum(one) for one in invited.strata if not one.chance]
    addresses = invited.mapping.frame == "addresses"
    alike = not addresses and not invited.choices.one_per_address
    if least.chance < most.chance:
        text = gettext(
            "The chance of a letter is the smallest for {first}: {least}. It is the largest for "
            "{last}: {most}. That is {ratio} times as large."
        )
    elif alike and not none:
        text = gettext("Everybody has the same chance of a letter: {least}.")
    elif addresses and not none:
        text = gettext("Every address has the same chance of a letter: {least}.")
    else:
        text = gettext(
            "The chance of a letter is the same in every stratum that gets letters: {least}."
        )
    remarks = [
        text.format(
            first=_stratum(least),
            last=_stratum(most),
            least=chance_words(least.chance),
            most=chance_words(most.chance),
            ratio=decimal(float(most.chance / least.chance), 2),
        )
    ]
    if none:
        text = gettext(
            "No letter goes to: {names} (number of strata: {count}). Nobody there can be chosen."
        )
        names = "; ".join([*none[:MAX_NAMES], *(["…"] if len(none) > MAX_NAMES else [])])
        remarks.append(text.format(names=names, count=whole(len(none))))
        if not invited.only and invited.plan.kind != "key":
            remarks.append(
                gettext("They are small for so few letters: more letters or fewer strata help.")
            )
    if invited.plan.details.get("tied") or invited.plan.details.get("tied_rows"):
        remarks.append(
            gettext(
                "Strata had equal claims to the last letter or letters; the first in the order of "
                "the table got them."
            )
        )
    return remarks


# ---- homes ----


def home_lines(invited: Invited) -> list[str]:
    """What the size of a home does to the chance of a letter."""
    if not invited.homes:
        return []
    homes = invited.homes
    addresses = invited.mapping.frame == "addresses"
    columns = [
        [gettext("People in the home"), *(one.home for one in homes)],
        [gettext("Homes"), *(whole(one.homes) for one in homes)],
        [gettext("People"), *(whole(one.people) for one in homes)],
    ]
    if addresses:
        columns.append([gettext("Letter to the home"), *(percentage(one.chance) for one in homes)])
        head = gettext("For each person")
    else:
        head = gettext("Chance of a letter")
    columns.append([head, *(percentage(one.person_chance) for one in homes)])
    alike = not addresses and not invited.choices.one_per_address
    texts = [_home_reason(invited), *([] if alike else _home_extremes(homes))]
    shown = grid(columns, left=(), indent=INDENT)
    return [gettext("By size of home:"), *shown, *(wrapped(text) for text in texts)]


def _home_reason(invited: Invited) -> str:
    """Why the size of a home matters, or does not."""
    if invited.mapping.frame == "addresses":
        return gettext(
            "Every address in a stratum has the same chance. The people who live there share it: "
            "when one of them may take part, somebody in a large home has a smaller chance than "
            "somebody who lives alone."
        )
    if invited.choices.one_per_address:
        return gettext(
            "Of the people at one address only the one with the smallest number can get a letter. "
            "That lowers the chance in large homes, little when few letters are sent and more when "
            "many are."
        )
    return gettext(
        "Everybody in a stratum has the same chance, however many people live at an address. Where "
        "chances differ here, it is because of the strata."
    )


def _home_extremes(homes: Sequence[Home]) -> list[str]:
    """The chance in the smallest and in the largest homes."""
    first, last = homes[0], homes[-1]
    if len(homes) == 1 or not first.person_chance or not last.person_chance:
        return []
    text = gettext(
        "For one person in a home of {first} the chance is {one}, in a home of {last} {other}: "
        "{ratio} times that."
    )
    return [
        text.format(
            first=first.home,
            last=last.home,
            one=chance_words(first.person_chance),
            other=chance_words(last.person_chance),
            ratio=decimal(float(last.person_chance / first.person_chance), 2),
        )
    ]
