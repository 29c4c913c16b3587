"""What the files that commands write are, in words."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import gettext, ngettext
from pathlib import Path

from sortition.report.language import whole
from stratification.messages import _

FILES = {
    "lottery.json": _("the figures, and the digests of the other files"),
    "chances.csv": _("everybody's chance, and on how many tickets everybody is"),
    "tickets.csv": _("the numbered panels"),
    "proof.json": _("the proof that no lottery has fairer chances by this rule"),
    "members.csv": _("who gave the same answers, and who lives together"),
    "draw.json": _("the ticket that was drawn"),
    "panel.csv": _("everything about the people who were drawn; keep it to yourself"),
    "remaining.csv": _("everything about the other people; keep it to yourself"),
    "comparison.csv": _("a row for every rule, a column for every figure"),
    "composition.csv": _("the seats that every group can expect"),
    "lorenz.csv": _("the corners of the Lorenz curves"),
    "comparison.json": _("everything, with exact fractions"),
    "times.csv": _("how long each rule took"),
    "chances.svg": _("a picture of everybody's chance under each rule; can be enlarged"),
    "chances.png": _("the same picture, for a document"),
    "lorenz.svg": _("a picture of how equal the chances are; can be enlarged"),
    "lorenz.png": _("the same picture, for a document"),
    "frontier.csv": _("the corners, from the smallest largest chance to the largest smallest"),
    "frontier.json": _("everything, with exact fractions and the proofs"),
    "frontier.svg": _("a picture of what is possible, and where the rules are; can be enlarged"),
    "frontier.png": _("the same picture, for a document"),
    "assessment.html": _("the page for a board, with its pictures; complete in itself"),
    "assessment.csv": _("a row for every value, and pair of values, of every group"),
    "assessment.json": _("everything that may be shown, with exact fractions"),
    "respondents.csv": _("the people who signed up"),
    "categories.csv": _("the quotas"),
    "population.csv": _("the population they come from"),
    "about.json": _("the settings, and the model with its version"),
    "merged.json": _("every part and its waves, and the digests of the other files"),
    "strata.csv": _("every stratum of every part: people, letters, and the chance of a letter"),
    "letters.csv": _("every letter: its part, number, stratum, and the hash of its code"),
    "register.csv": _("the made-up register"),
    "register.parquet": _("the made-up register"),
    "map.toml": _("the map of its columns"),
}

PICTURES = (".svg", ".png")
"""Pictures whose names depend on what they show have these ends, and no meaning of their own."""

COMPARISON_FILES = {"chances.csv": _("everybody's chance under each rule")}
"""What is meant by a name of `FILES` beside comparison.csv."""


def files_text(folder: Path, files: Iterable[str]) -> str:
    """What each file in a folder is."""
    lines = [gettext("Files in {folder}:").format(folder=folder)]
    names = list(files)
    meanings = FILES | COMPARISON_FILES if "comparison.csv" in names else FILES
    pictures = [name for name in names if name not in meanings and name.endswith(PICTURES)]
    named = [name for name in names if name not in pictures]
    width = max([15, *(len(name) + 2 for name in named)])
    lines += [f"  {name:<{width}}{gettext(meanings[name])}" for name in named]
    if pictures:
        text = ngettext(
            "and {count} picture, as .svg (can be enlarged) and as .png (for a document)",
            "and {count} pictures, each as .svg (can be enlarged) and as .png (for a document)",
            len(pictures) // len(PICTURES),
        )
        lines.append("  " + text.format(count=whole(len(pictures) // len(PICTURES))))
    return "\n".join(lines)
