"""Verifying a draw of letters: does its record hold, and is it what the register gives?

Without the register the record is checked in itself: digests, sums, chances, the spread, and that
each wave follows the one before it. With the register everything is done again, from the rows of
the file to the numbers drawn. Where the private folder is there, it is checked too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sortition.assembly.chain import CHAIN
from sortition.checks import Checks, Report
from sortition.invitations.allocate import proportional, replan
from sortition.invitations.draw import Rule
from sortition.invitations.joined import MERGED, check_merged, other_files
from sortition.invitations.layout import (
    PRIVATE,
    PROVISION,
    RECORD,
    wave_file,
    wave_name,
    wave_of,
)
from sortition.invitations.lines import some_strata
from sortition.invitations.model import Strata
from sortition.invitations.private import Past, drawn_digest, read_past
from sortition.invitations.record import WaveRecord, read_waves
from sortition.invitations.repeat import Again, Given, repeat
from sortition.invitations.strata import select_strata
from sortition.reading import about, need, printable
from stratification.errors import Finding, InputError
from stratification.files import name_of

if TYPE_CHECKING:
    pass


_SAME = ("seed", "part", "frame", "one_per_address", "strata_columns")
"""What `invite` does not let a later wave change."""


def is_draw_of_letters(folder: Path) -> bool:
    """Whether a folder is one that `invite` made, or the public part of it."""
    if (folder / MERGED).exists():
        return True
    return any(_waves(part) for part in (folder, folder / RECORD, folder / PRIVATE))


def numbers(public: Path) -> list[int]:
    """Of the waves whose wave-W.json is in a folder."""
    return sorted(wave for wave, names in _waves(public).items() if wave_name(wave) in names)


def _waves(folder: Path) -> dict[int, list[str]]:
    """The files in a folder whose names say of which wave they are, in order."""
    found: dict[int, list[str]] = {}
    for path in sorted(folder.glob("*-*.*")):
        wave = wave_of(path.name)
        if wave is not None:
            found.setdefault(wave, []).append(path.name)
    return found


def read_all(public: Path) -> tuple[WaveRecord, ...]:
    """All waves of the public part of a draw: none missing, and drawn by the rules of the first.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a file was changed, or is not of such a record.
    """
    last = max(numbers(public), default=1)
    waves = read_waves(public, last)
    for wave in waves[1:]:
        for key in _SAME:
            with about(wave_name(wave.wave)):
                need(wave.content[key] == waves[0].content[key], "record-value", key=key)
    _check_last(public, last)
    return waves


def _check_last(folder: Path, last: int) -> None:
    """Nothing in a folder is of a wave after the last."""
    for wave, names in _waves(folder).items():
        with about(names[0]):
            need(wave <= last, "wave-gone", wave=wave, name=wave_name(wave))


def _say_others(checks: Checks, public: Path, waves: Sequence[WaveRecord]) -> None:
    """Name the files that stand between those of the record."""
    known = {wave_name(wave.wave) for wave in waves} | {PROVISION, CHAIN}
    known.update(*(wave.content["files"] for wave in waves))
    for name in sorted({path.name for path in public.iterdir()} - known):
        checks.say("verify-other-file", name=printable(name))


def verify(folder: Path, register: Path | None = None, excluded: Sequence[Path] = ()) -> Report:
    """Check the record of a draw of letters.

    Parameters:
        folder: what `sortition invite` wrote, or its public part.
        register: the register of a wave: the draw is repeated from it.
        excluded: the lists of ids that were excluded, if there were any.

    Returns:
        every check, also of files of the record that cannot be read.

    Raises:
        InputError: the register or a list cannot be read, or the lists are not those of the draw.
    """
    checks = Checks()
    if (folder / MERGED).exists():
        if register is not None or excluded:
            raise InputError(Finding("verify-merged-register", file=name_of(folder)))
        checks.run("check-merged", MERGED, check_merged, folder)
        checks.say("verify-merged-parts")
        for name in other_files(folder):
            checks.say("verify-other-file", name=printable(name))
        return Report(tuple(checks.done), tuple(checks.notices))
    public = folder / RECORD if (folder / RECORD).is_dir() else folder
    found = checks.run("check-waves", name_of(public), read_all, public)
    if not found:
        return Report(tuple(checks.done), tuple(checks.notices))
    given = None if register is None else Given.read(register, excluded)
    _say_others(checks, public, found)
    for wave in found:
        searched = wave.content["spread"]["kind"] == "response"
        code = "check-spread-response" if searched else "check-spread"
        checks.run(code, wave_name(wave.wave), check_spread, wave)
    if any(wave.content["forecast"] for wave in found):
        checks.say("verify-forecast")
    if not (public / PROVISION).exists():
        checks.say("verify-no-provision", PROVISION)
    rule = found[0].rule
    past = None
    if (folder / PRIVATE).is_dir():
        past = checks.run("check-letters-private", PRIVATE, _read_private, folder, found, rule)
    else:
        checks.say("verify-no-private", PRIVATE)
    if given is None:
        checks.say("verify-no-register")
    else:
        repeat(checks, Again(found, given, folder, past))
    return Report(tuple(checks.done), tuple(checks.notices))


def _read_private(folder: Path, waves: tuple[WaveRecord, ...], rule: Rule) -> Past:
    """What the private folder holds, which is also what later waves state of earlier ones."""
    _check_last(folder / PRIVATE, len(waves))
    for wave in waves[1:]:
        units = read_past(folder, waves[: wave.wave - 1], rule).earlier.units
        stated = wave.content["earlier_drawn"]
        with about(wave_name(wave.wave)):
            need(drawn_digest(sorted(units)) == stated, "record-value", key="earlier_drawn")
    return read_past(folder, waves, rule)


def _strata(wave: WaveRecord) -> Strata:
    return Strata(wave.columns, tuple(line.stratum for line in wave.strata))


def check_spread(wave: WaveRecord) -> None:
    """The letters are those that the stated way of spreading gives (VerificationError: not)."""
    strata = _strata(wave)
    try:
        places = select_strata(strata, [(name, value) for name, value in wave.content["only"]])
    except InputError:
        places = ()
    need(bool(places), "record-value", key="only")
    some = some_strata(strata, places)
    again = replan(wave.content["spread"], some)
    letters = [line.letters for line in wave.strata]
    need(sum(letters) == sum(letters[at] for at in places), "record-value", key="only")
    if again is not None:
        need(list(again) == [letters[at] for at in places], "wave-spread")
    given = dict(zip(places, proportional(some, sum(letters)).letters, strict=True))
    stated = [line.proportional for line in wave.strata]
    usual = [given.get(at, 0) for at in range(len(stated))]
    need(stated == usual, "wave-proportional", file=wave_file("strata", wave.wave))
