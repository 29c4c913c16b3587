"""Verifying a draw of letters: does its record hold, and is it what the register gives?

Without the register the record is checked in itself: digests, sums, chances, the spread, and that
each wave follows the one before it. With the register everything is done again, from the rows of
the file to the numbers drawn. Where the private folder is there, it is checked too.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sortition.checks import Checks, Report
from sortition.invitations.allocate import replan
from sortition.invitations.draw import Drawn, Rule, draw
from sortition.invitations.homes import homes
from sortition.invitations.joined import MERGED, check_merged
from sortition.invitations.layout import (
    HOME_COLUMNS,
    PRIVATE,
    PROVISION,
    RECORD,
    StratumLine,
    wave_file,
    wave_name,
    wave_of,
)
from sortition.invitations.lines import some_strata
from sortition.invitations.model import Strata
from sortition.invitations.private import Past, drawn_digest, read_past
from sortition.invitations.publish import home_cells
from sortition.invitations.record import WaveRecord, read_waves
from sortition.invitations.strata import Earlier, count_strata, select_strata
from sortition.reading import about, need, printable
from sortition.record import digest
from stratification.errors import InputError
from stratification.files import name_of
from stratification.register.map import map_from_content
from stratification.register.model import Choices, Reading
from stratification.tables import table_bytes

if TYPE_CHECKING:
    from stratification.register.reading import Register


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
    known = {wave_name(wave.wave) for wave in waves} | {PROVISION}
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
        every check, also of files that cannot be read: nothing is raised.
    """
    checks = Checks()
    if (folder / MERGED).exists():
        checks.run("check-merged", MERGED, check_merged, folder)
        return Report(tuple(checks.done))
    public = folder / RECORD if (folder / RECORD).is_dir() else folder
    found = checks.run("check-waves", name_of(public), read_all, public)
    if not found:
        return Report(tuple(checks.done), tuple(checks.notices))
    _say_others(checks, public, found)
    for wave in found:
        checks.run("check-spread", wave_name(wave.wave), _check_spread, wave)
    rule = _rule(found[0])
    past = None
    if (folder / PRIVATE).is_dir():
        past = checks.run("check-letters-private", PRIVATE, _read_private, folder, found, rule)
    else:
        checks.say("verify-no-private", PRIVATE)
    if register is None:
        checks.say("verify-no-register")
    else:
        _repeat(checks, _Again(found, register, tuple(excluded), folder, past))
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


def _rule(wave: WaveRecord) -> Rule:
    content = wave.content
    return Rule(content["seed"], content["part"], content["one_per_address"])


def _strata(wave: WaveRecord) -> Strata:
    return Strata(wave.columns, tuple(line.stratum for line in wave.strata))


def _check_spread(wave: WaveRecord) -> None:
    """The letters are those that the stated way of spreading gives."""
    strata = _strata(wave)
    try:
        places = select_strata(strata, [(name, value) for name, value in wave.content["only"]])
    except InputError:
        places = ()
    need(bool(places), "record-value", key="only")
    again = replan(wave.content["spread"], some_strata(strata, places))
    letters = [line.letters for line in wave.strata]
    need(sum(letters) == sum(letters[at] for at in places), "record-value", key="only")
    if again is not None:
        need(list(again) == [letters[at] for at in places], "record-value", key="spread")


# ---- from the register ----


@dataclass(frozen=True)
class _Again:
    """What is needed to repeat a draw; `past` is what the private folder holds, if it is there."""

    waves: tuple[WaveRecord, ...]
    register: Path
    excluded: tuple[Path, ...]
    folder: Path = field(repr=False)
    past: Past | None = field(repr=False)

    def earlier(self, wave: WaveRecord) -> Earlier | None:
        """Who had a letter before a wave; None: that is not known here."""
        before = self.waves[: wave.wave - 1]
        if not before:
            return Earlier()
        if self.past is None:
            return None
        return read_past(self.folder, before, _rule(wave)).earlier


def _repeat(checks: Checks, again: _Again) -> None:
    """Repeat the waves that were drawn from this very file; if there are none, the first."""
    from stratification.register.sniff import digest_of

    file = name_of(again.register)
    digest = checks.run("check-register", file, digest_of, again.register)
    if digest is None:
        return
    same = [wave for wave in again.waves if wave.content["register"]["digest"] == digest]
    if not same:
        checks.say("verify-other-register", file)
    excluded = _digests(checks, again.excluded)
    if excluded is None:
        return
    for wave in same or again.waves[:1]:
        if sorted(wave.content["excluded"].values()) != excluded:
            checks.say("verify-excluded", wave_name(wave.wave), wave=wave.wave)
            continue
        earlier = again.earlier(wave)
        if earlier is None:
            checks.say("verify-wave-private", wave_name(wave.wave), wave=wave.wave)
            continue
        checks.run("check-repeated", wave_name(wave.wave), _repeat_wave, again, wave, earlier)


def _digests(checks: Checks, paths: Sequence[Path]) -> list[str] | None:
    """Of the lists of excluded ids, in order; None, and a check that fails, without one of them."""
    from stratification.register.sniff import digest_of

    reading = Checks()
    found = [reading.run("check-register", name_of(path), digest_of, path) for path in paths]
    checks.done += [check for check in reading.done if not check.ok]
    return sorted(one for one in found if one) if all(found) else None


def _repeat_wave(again: _Again, wave: WaveRecord, earlier: Earlier) -> None:
    """Read the register, count, and draw, all as the record says."""
    from stratification.register.reading import open_register

    content = wave.content
    choices = Choices(
        reference_date=datetime.date.fromisoformat(content["reference_date"]),
        strata=wave.columns,
        excluded=again.excluded,
        one_per_address=content["one_per_address"],
    )
    with open_register(again.register, map_from_content(content["map"]), choices) as register:
        _check_reading(wave, register.reading)
        strata = count_strata(register.database, wave.columns, earlier)
        stated = [line.stratum for line in wave.strata]
        need(list(strata.rows) == stated, "repeat-strata", file=wave_file("strata", wave.wave))
        letters = [line.letters for line in wave.strata]
        drawn = draw(register.database, _rule(wave), strata, letters, earlier)
        _check_drawn(wave, drawn)
        _check_homes(again, wave, register, strata)


def _check_reading(wave: WaveRecord, reading: Reading) -> None:
    content = wave.content
    steps = [{"code": step.code, "removed": step.removed} for step in reading.steps]
    need(content["steps"] == steps, "repeat-steps")
    counts = (reading.rows, reading.people, reading.units)
    stated = (content["register"]["rows"], content["people"], content["units"])
    need(counts == stated, "repeat-steps")
    need(reading.confidential == content["confidential"], "record-value", key="confidential")


def _check_drawn(wave: WaveRecord, drawn: Drawn) -> None:
    units = drawn_digest([one.unit for one in drawn.invitees])
    need(units == wave.content["drawn"], "repeat-drawn")
    lines: tuple[StratumLine, ...] = wave.strata
    need([line.below for line in lines] == list(drawn.below), "repeat-drawn")


def _check_homes(again: _Again, wave: WaveRecord, register: Register, strata: Strata) -> None:
    """The chances by size of home follow from the register and the letters."""
    content, file = wave.content, wave_file("homes", wave.wave)
    totals = [line.stratum.earlier + line.letters for line in wave.strata]
    frame, single = content["frame"], content["one_per_address"]
    found = homes(register.database, frame, single, strata, totals)
    stated = content["files"].get(file)
    with about(file):
        data = table_bytes(HOME_COLUMNS, map(home_cells, found))
        need(stated == (digest(data) if found else None), "record-value", key="chance")
