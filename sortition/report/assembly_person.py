"""What a dossier knows of one person, in sentences; and what the log says of its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from gettext import gettext
from typing import Any

from sortition.report.assembly import ACTIONS, STATES
from sortition.report.language import chance_words, whole
from sortition.report.words import item, sentence, wrapped
from stratification.errors import Finding
from stratification.messages import _

SIGN_UP = {
    "accepted": _("signed up"),
    "withdrawn": _("withdrawn"),
    "doubtful": _("doubtful"),
    "refused": _("refused"),
    "settled": _("settled"),
}
"""The states of a sign-up, and of a row of a file."""


def person_text(content: Mapping[str, Any]) -> str:
    """The answer of `sortition assembly person`.

    Parameters:
        content: what `sortition.assembly.ending.disclosure_person.export_person` returned.
    """
    intro = gettext(
        "This is everything that the dossier of {assembly} holds about the person with sign-up "
        "code {code}, on {day}. Moments are in UTC. Public records hold the code and the chances, "
        "never a name."
    )
    parts = (
        (gettext("The letter"), _letters(content["letters"])),
        (gettext("Signing up"), [_sign_up(row) for row in content["sign_up"]]),
        (gettext("Name and contact"), [_value(row, "field") for row in content["people"]]),
        (gettext("Answers"), [_value(row, "category") for row in content["answers"]]),
        (gettext("Rows of sign-up files"), [_queued(row) for row in content["queue"]]),
        (gettext("Public records with the code"), content["records"]),
        (gettext("Draws"), [_draw(row) for row in content["draws"]]),
        (gettext("The seat"), [_seat(row) for row in content["seats"]]),
        (gettext("What was done"), [_event(row, content["code"]) for row in content["events"]]),
        (gettext("Who received data"), [_given(row, content["code"]) for row in content["given"]]),
    )
    lines = [wrapped(intro.format(**{name: content[name] for name in ("assembly", "code", "day")}))]
    for heading, said in parts:
        lines += ["", heading, *map(item, said or [gettext("nothing")])]
    return "\n".join([*lines, "", wrapped(gettext(_RIGHTS))])


_RIGHTS = _(
    "Whoever finds something wrong here may ask to have it corrected, and may ask to have it "
    "erased. A complaint can be made to the data protection authority."
)


def _letters(letters: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for one in letters:
        text = gettext("Letter {letter} of wave {wave} has this code; its secret mark is {hash}.")
        lines.append(text.format(letter=one["letter"], wave=one["wave"], hash=one["hash"]))
        if one["stratum"]:
            text = gettext("It was drawn from the group: {group}.")
            group = ", ".join(f"{name} {value}" for name, value in one["stratum"].items())
            lines.append(text.format(group=group))
        if one["home"]:
            lines.append(
                gettext("A mark stands for the address it went to: {mark}.").format(
                    mark=one["home"]
                )
            )
        if one["blocked"]:
            lines.append(gettext("The register says that these data may not go to third parties."))
    return lines


def _sign_up(row: Mapping[str, Any]) -> str:
    text = gettext("{state}; the sign-up came on {received}")
    said = text.format(
        state=gettext(SIGN_UP.get(row["state"], row["state"])), received=row["received"]
    )
    if row["home"]:
        said += "; " + gettext("a mark stands for the home: {mark}").format(mark=row["home"])
    return f"{said} {_span(row)}"


def _value(row: Mapping[str, Any], name: str) -> str:
    return f"{row[name]}: {row['value']} {_span(row)}"


def _span(row: Mapping[str, Any]) -> str:
    """From when and until when something was so."""
    if row["until"] is None:
        return gettext("(since {start})").format(start=row["from"])
    return gettext("(from {start} until {end})").format(start=row["from"], end=row["until"])


def _queued(row: Mapping[str, Any]) -> str:
    cells = ", ".join(f"{name}: {text}" for name, text in row["cells"].items())
    reasons = "; ".join(
        sentence(Finding(code, params, column=column)) for code, params, column in row["reasons"]
    )
    text = gettext("Row {row} of a file was {state}: {cells}.")
    state = gettext(SIGN_UP.get(row["state"], row["state"]))
    said = text.format(row=row["row"], state=state, cells=cells)
    if reasons:
        said += " " + gettext("Why: {reasons}").format(reasons=reasons)
    return f"{said} {_span(row)}"


def _draw(row: Mapping[str, Any]) -> str:
    chance = chance_words(Fraction(row["chance"]))
    if row["tickets"] is None:
        text = gettext("{record}: a chance of {chance} to be called as a reserve")
        return text.format(record=row["folder"], chance=chance)
    text = gettext("{record}: on {count} of {tickets} tickets, a chance of {chance}")
    counts = {"count": whole(row["tickets"]), "tickets": whole(row["of"])}
    return text.format(record=row["folder"], chance=chance, **counts)


def _seat(row: Mapping[str, Any]) -> str:
    text = gettext("{state} since {day}, by the draw {record}")
    state = gettext(STATES.get(row["state"], row["state"]))
    return f"{text.format(state=state, day=row['day'], record=row['folder'])} {_span(row)}"


def _event(row: Mapping[str, Any], code: str) -> str:
    details = {**row["details"], "code": code}
    if "state" in details:
        details["state"] = gettext(STATES.get(details["state"], details["state"]))
    details |= {name: ", ".join(text) for name, text in details.items() if isinstance(text, list)}
    template = ACTIONS.get(row["action"])
    what = row["action"] if template is None else gettext(template).format(**details)
    return f"{row['at']}: {what}" + (f" ({row['why']})" if row["why"] else "")


def _given(row: Mapping[str, Any], code: str) -> str:
    if row["record"] and not row["recipient"]:
        text = gettext(
            "{day}: the table behind {record} was written, to check the draw: the code and the "
            "answers, no name"
        )
        return text.format(day=row["day"], record=row["record"])
    if row["recipient"] == code:
        return gettext("{day}: this person asked for what the dossier knows").format(day=row["day"])
    text = gettext("{day}: {recipient} received {fields}; purpose: {purpose}; ground: {ground}")
    said = {name: row[name] for name in ("day", "recipient", "purpose", "ground")}
    return text.format(fields=", ".join(row["fields"]), **said)
