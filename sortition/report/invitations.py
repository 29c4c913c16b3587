"""Who got a letter, and with what chance: in words and as data.

Nothing in it is about one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext, ngettext
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report.data import finding
from sortition.report.invitations_forecast import forecast_data, forecast_lines
from sortition.report.invitations_strata import file_name, home_lines, strata_lines
from sortition.report.language import whole
from sortition.report.results import command_line
from sortition.report.words import line, sentence, title, wrapped
from stratification.errors import Finding
from stratification.messages import _

if TYPE_CHECKING:
    from sortition.invitations.homes import Home
    from sortition.invitations.invite import Invited
    from sortition.invitations.layout import StratumLine

INDENT = "  "

SPREADS = {
    "proportional": _("proportional: as near to the same chance for everybody as can be"),
    "equal": _("equal: as many letters for every stratum"),
    "key": _("by a key of your own"),
    "response": _("by the response expected: more letters where fewer people sign up"),
}

FILES = {
    "record/wave": _("the figures, and the digests of the other files"),
    "record/strata": _("every stratum: people, letters, and the chance of a letter"),
    "record/homes": _("the chance of a letter by size of home"),
    "record/letters": _("every letter: its number, its stratum, and the hash of its code"),
    "record/curve": _("numbers of letters, and the chance that the quotas can be met"),
    "record/draw": _("the query that repeats the draw from the register"),
    "record/provision": _("register of provision: who received which data, and why"),
    "private/people": _("those drawn, with what a letter needs, and their sign-up codes"),
    "private/salt": _("the secret that makes hashes of codes; needed when people sign up"),
}


def invite_text(invited: Invited) -> str:
    """The result of `sortition invite`."""
    parts = [
        _head(invited),
        _settings(invited),
        _steps(invited),
        strata_lines(invited),
        home_lines(invited),
        forecast_lines(invited.plan),
        _files(invited),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(invited: Invited) -> list[str]:
    text = ngettext("{count} letter was drawn.", "{count} letters were drawn.", invited.letters)
    lines = [text.format(count=whole(invited.letters))]
    if invited.wave > 1:
        text = gettext(
            "This is wave {wave}. Number of letters in earlier waves: {earlier}; nobody who got "
            "one of these was drawn again."
        )
        lines.append(wrapped(text.format(wave=invited.wave, earlier=whole(invited.earlier))))
    return lines


def _settings(invited: Invited) -> list[str]:
    """What was decided beforehand."""
    choices = invited.choices
    if invited.mapping.frame == "addresses":
        to = gettext("an address, whoever lives there")
    elif choices.one_per_address:
        to = gettext("a person; at most one per address")
    else:
        to = gettext("a person; more than one at an address is possible")
    lines = [
        line(gettext("Register"), invited.reading.name),
        line(gettext("Reference date"), choices.reference_date.isoformat()),
        line(gettext("Seed"), invited.rule.seed),
    ]
    if invited.rule.part is not None:
        lines.append(line(gettext("Part"), invited.rule.part))
    lines.append(line(gettext("A letter is for"), to))
    if choices.strata:
        lines.append(line(gettext("Strata"), title(choices.strata)))
    lines.append(line(gettext("Spread"), gettext(SPREADS[invited.plan.kind])))
    if invited.only:
        only = ", ".join(f"{column} = {value}" for column, value in invited.only)
        lines.append(line(gettext("Only"), only))
    return lines


# ---- from the register to the letters ----


def _steps(invited: Invited) -> list[str]:
    """Every rule that left people out, with its count."""
    reading = invited.reading
    rows = [(reading.rows, gettext("rows in the register"))]
    rows += [(-step.removed, _step(step.code, step.removed)) for step in reading.steps]
    if invited.mapping.frame == "persons":
        rows.append((reading.people, gettext("people who can get a letter")))
    elif "id" in invited.mapping.columns:
        rows.append((reading.people, gettext("people who can be invited")))
        rows.append((reading.units, gettext("addresses where they live")))
    else:
        rows.append((reading.units, gettext("addresses that can get a letter")))
    if invited.earlier:
        rows.append((invited.earlier, gettext("letters in earlier waves")))
    rows.append((invited.letters, gettext("letters now")))
    width = max(len(_signed(count)) for count, _text in rows)
    lines = [gettext("From the register to the letter:")]
    for count, text in rows:
        start = f"{INDENT}{_signed(count):>{width}}  "
        lines.append(wrapped(start + text, " " * len(start)))
    return [*lines, *_confidential(invited)]


def _signed(count: int) -> str:
    return "−" + whole(-count) if count < 0 else whole(count)


def _step(code: str, removed: int) -> str:
    return sentence(Finding(code, {"count": removed}))


def _confidential(invited: Invited) -> list[str]:
    """What a disclosure block means for the letters."""
    if not invited.reading.confidential:
        return []
    text = gettext(
        "With a disclosure block (geheimhouding): {all} of those who can be invited, {drawn} of "
        "those drawn. The municipality may write to them itself. It may not hand their names and "
        "addresses to others; tables for others leave them out."
    )
    counts = {"all": invited.reading.confidential, "drawn": invited.confidential}
    return [wrapped(text.format(**{name: whole(count) for name, count in counts.items()}))]


# ---- files ----


def _files(invited: Invited) -> list[str]:
    """What was written, what may be published, and what comes next."""
    heads = {
        "record": gettext("In {folder}/record, which may be published as it is:"),
        "private": gettext("In {folder}/private, for the senders of the letters only:"),
    }
    lines = []
    for part, head in heads.items():
        lines.append(head.format(folder=invited.folder))
        names = [name for name in invited.files if name.startswith(f"{part}/")]
        width = max([15, *(len(name) - len(part) + 1 for name in names)])
        for name in names:
            start = f"{INDENT}{name[len(part) + 1 :]:<{width}}"
            lines.append(wrapped(start + _meaning(name), " " * len(start)))
    text = gettext(
        "Anybody with the register can repeat the draw with one query, in DuckDB: {file}."
    )
    lines += ["", wrapped(text.format(file=file_name(invited, "draw"))), gettext("Next:")]
    wave = ["--wave", str(invited.wave)] if invited.wave > 1 else []
    texts = ["--texts", gettext("TEXTS.toml")]
    return [*lines, INDENT + command_line("letters", str(invited.folder), *wave, *texts)]


def _meaning(name: str) -> str:
    """What a file is, by its name without the number of the wave."""
    if name.endswith((".svg", ".png")):
        return gettext("the same as a picture")
    return gettext(FILES.get(name.partition(".")[0].partition("-")[0], ""))


# ---- for programs ----


def invite_data(invited: Invited) -> dict[str, Any]:
    """The same for programs; chances that are exact are fractions "p/q"."""
    reading, choices = invited.reading, invited.choices
    steps = [
        {"code": step.code, "message": _step(step.code, step.removed), "removed": step.removed}
        for step in reading.steps
    ]
    return {
        "wave": invited.wave,
        "part": invited.rule.part,
        "seed": invited.rule.seed,
        "label": invited.rule.label,
        "frame": invited.mapping.frame,
        "one_per_address": choices.one_per_address,
        "reference_date": choices.reference_date.isoformat(),
        "register": {"name": reading.name, "digest": reading.digest, "rows": reading.rows},
        "steps": steps,
        "people": reading.people,
        "units": reading.units,
        "confidential": {"units": reading.confidential, "drawn": invited.confidential},
        "strata_columns": list(choices.strata),
        "only": [list(pair) for pair in invited.only],
        "spread": {**invited.plan.details, "kind": invited.plan.kind},
        "letters": invited.letters,
        "earlier": invited.earlier,
        "strata": [_stratum_data(one) for one in invited.strata],
        "homes": [_home_data(one) for one in invited.homes],
        **forecast_data(invited.plan),
        "folder": str(invited.folder),
        "files": list(invited.files),
        "notices": [finding(notice) for notice in invited.notices],
    }


def _stratum_data(one: StratumLine) -> Mapping[str, Any]:
    names = ("response", "sign_ups", "seat_chance", "proportional_seat_chance")
    cells = one.forecast or ("",) * len(names)
    numbers = [float(cell) if cell else None for cell in cells]
    return {
        "values": list(one.stratum.values),
        "size": one.stratum.size,
        "earlier": one.stratum.earlier,
        "letters": one.letters,
        "chance": fraction_text(one.chance),
        "proportional": one.proportional,
        **dict(zip(names, numbers, strict=True)),
    }


def _home_data(one: Home) -> Mapping[str, Any]:
    return {
        "home": one.home,
        "homes": one.homes,
        "people": one.people,
        "chance": fraction_text(one.chance),
        "person_chance": fraction_text(one.person_chance),
    }
