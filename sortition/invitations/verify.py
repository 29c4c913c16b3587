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

from sortition.checks import Checks, Report
from sortition.invitations.allocate import replan
from sortition.invitations.draw import Drawn, Rule, draw
from sortition.invitations.layout import PRIVATE, RECORD, StratumLine, wave_file, wave_name
from sortition.invitations.lines import some_strata
from sortition.invitations.model import Strata
from sortition.invitations.private import Past, drawn_digest, read_past
from sortition.invitations.record import WaveRecord, last_wave, read_waves
from sortition.invitations.strata import Earlier, count_strata, select_strata
from sortition.reading import need
from stratification.errors import InputError
from stratification.files import name_of
from stratification.register.map import map_from_content
from stratification.register.model import Choices, Reading


def is_draw_of_letters(folder: Path) -> bool:
    """Whether a folder is one that `invite` made, or the public part of it."""
    return any((part / wave_name(1)).exists() for part in (folder, folder / RECORD))


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
    public = folder / RECORD if (folder / RECORD).is_dir() else folder
    found = checks.run(
        "check-waves", name_of(public), lambda: read_waves(public, last_wave(public))
    )
    if not found:
        return Report(tuple(checks.done), tuple(checks.notices))
    for wave in found:
        checks.run("check-spread", wave_name(wave.wave), _check_spread, wave)
    rule = _rule(found[0])
    past = None
    if (folder / PRIVATE).is_dir():
        past = checks.run("check-letters-private", PRIVATE, read_past, folder, found, rule)
    else:
        checks.say("verify-no-private", PRIVATE)
    if register is None:
        checks.say("verify-no-register")
    else:
        _repeat(checks, _Again(found, register, tuple(excluded), folder, past))
    return Report(tuple(checks.done), tuple(checks.notices))


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
    excluded = sorted(digest_of(path) for path in again.excluded if path.is_file())
    for wave in same or again.waves[:1]:
        if sorted(wave.content["excluded"].values()) != excluded:
            checks.say("verify-excluded", wave_name(wave.wave), wave=wave.wave)
            continue
        earlier = again.earlier(wave)
        if earlier is None:
            checks.say("verify-wave-private", wave_name(wave.wave), wave=wave.wave)
            continue
        checks.run("check-repeated", wave_name(wave.wave), _repeat_wave, again, wave, earlier)


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


def _check_reading(wave: WaveRecord, reading: Reading) -> None:
    content = wave.content
    steps = [{"code": step.code, "removed": step.removed} for step in reading.steps]
    need(content["steps"] == steps, "repeat-steps")
    counts = (reading.rows, reading.people, reading.units)
    stated = (content["register"]["rows"], content["people"], content["units"])
    need(counts == stated, "repeat-steps")


def _check_drawn(wave: WaveRecord, drawn: Drawn) -> None:
    units = drawn_digest([one.unit for one in drawn.invitees])
    need(units == wave.content["drawn"], "repeat-drawn")
    lines: tuple[StratumLine, ...] = wave.strata
    need([line.below for line in lines] == list(drawn.below), "repeat-drawn")
