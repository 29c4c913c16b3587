"""The parts of a federated draw that were joined, and a register that was made up: in words."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report.data import finding
from sortition.report.grid import grid
from sortition.report.language import percentage, whole
from sortition.report.results import command_line, files_text
from sortition.report.words import line, wrapped

if TYPE_CHECKING:
    from sortition.invitations.merge import Merged


def merge_text(merged: Merged, out: Path) -> str:
    """The result of `sortition merge`: what every part sent, and the chances beside each other."""
    head = [gettext("Part"), gettext("Can get one"), gettext("Letters"), gettext("Chance")]
    rows = [
        [part.name, whole(part.units), whole(part.letters), percentage(part.chance)]
        for part in merged.parts
    ]
    units = sum(part.units for part in merged.parts)
    letters = sum(part.letters for part in merged.parts)
    chances = [part.chance for part in merged.parts]
    total = gettext("{letters} letters in {parts} parts, out of {units} who can get one.").format(
        letters=whole(letters), parts=whole(len(merged.parts)), units=whole(units)
    )
    spread = gettext(
        "The chance of a letter is smallest {low} and largest {high}: that is what the division of "
        "the letters over the parts does."
    ).format(low=percentage(min(chances)), high=percentage(max(chances)))
    same = gettext("All parts drew with the same seed, reference date and rules.")
    return "\n".join(
        [
            same,
            total,
            wrapped(spread),
            "",
            *grid(list(zip(head, *rows, strict=True))),
            "",
            files_text(out, merged.files),
        ]
    )


def merge_data(merged: Merged, out: Path) -> dict[str, Any]:
    """The same for programs."""
    parts = [
        {
            "part": part.name,
            "people": part.people,
            "units": part.units,
            "letters": part.letters,
            "chance": fraction_text(part.chance),
            "waves": len(part.waves),
        }
        for part in merged.parts
    ]
    return {
        "folder": str(out),
        "files": list(merged.files),
        "parts": parts,
        "letters": sum(part.letters for part in merged.parts),
        "notices": [finding(notice) for notice in merged.notices],
    }


def synth_register_text(about: Mapping[str, Any], out: Path) -> str:
    """The result of `sortition synth-register`: what was made, and what to do with it."""
    name = str(about["file"]["name"])
    said = gettext("A made-up register of {count} people. Nobody in it exists.").format(
        count=whole(about["settings"]["people"])
    )
    flaws = gettext("What is wrong in it on purpose, and how many are eligible, is in about.json.")
    files = files_text(out, [name, "map.toml", "about.json"])
    command = command_line(
        "invite",
        str(out / name),
        *("--map", str(out / "map.toml"), "--letters", "100", "--seed", gettext("TEXT")),
        *("--reference-date", str(about["settings"]["reference_date"]), "--out", gettext("DIR")),
    )
    return "\n".join([said, flaws, "", files, "", line(gettext("Next"), command, 6)])
