"""A draw of letters once more, from the register: the counts, the strata, and the people.

Each wave is repeated from the very file that it was drawn from, if that is what is given.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sortition import __version__
from sortition.checks import Checks
from sortition.invitations.draw import Drawn, draw
from sortition.invitations.homes import homes
from sortition.invitations.layout import (
    HOME_COLUMNS,
    PRIVATE,
    StratumLine,
    wave_file,
    wave_name,
)
from sortition.invitations.model import Strata
from sortition.invitations.private import Past, as_written, drawn_digest, read_past
from sortition.invitations.publish import home_cells
from sortition.invitations.query import Query, query_text
from sortition.invitations.record import WaveRecord
from sortition.invitations.strata import Earlier, count_strata
from sortition.letters.table import people_rows
from sortition.reading import about, need
from sortition.record import digest
from stratification.errors import Finding, InputError
from stratification.files import name_of
from stratification.register.map import map_from_content
from stratification.register.model import LETTER_FIELDS, Choices, Reading
from stratification.tables import table_bytes
from stratification.text import listed_names, tidy

if TYPE_CHECKING:
    from stratification.register.reading import Register


@dataclass(frozen=True)
class Given:
    """The files that a draw is repeated from, with their digests; those of the lists in order."""

    register: Path
    excluded: tuple[Path, ...]
    digest: str
    digests: list[str]

    @classmethod
    def read(cls, register: Path, excluded: Sequence[Path]) -> Given:
        """Read all files once (InputError)."""
        digest, *digests = map(_digest, (register, *excluded))
        return cls(register, tuple(excluded), digest, sorted(digests))


def _digest(path: Path) -> str:
    from stratification.register.plain import file_errors
    from stratification.register.sniff import digest_of

    with file_errors(path):
        return digest_of(path)


@dataclass(frozen=True)
class Again:
    """What is needed to repeat a draw; `past` is what the private folder holds, if it is there."""

    waves: tuple[WaveRecord, ...]
    given: Given
    folder: Path = field(repr=False)
    past: Past | None = field(repr=False)

    def earlier(self, wave: WaveRecord) -> Earlier | None:
        """Who had a letter before a wave; None: that is not known here."""
        before = self.waves[: wave.wave - 1]
        if not before:
            return Earlier()
        if self.past is None:
            return None
        return read_past(self.folder, before, wave.rule).earlier


def repeat(checks: Checks, again: Again) -> None:
    """Repeat the waves that were drawn from this very file; if there are none, the first."""
    given, file = again.given, name_of(again.given.register)
    same = [wave for wave in again.waves if wave.content["register"]["digest"] == given.digest]
    if not same:
        checks.say("verify-other-register", file)
    waves = same or again.waves[:1]
    listed = [one for one in waves if sorted(one.content["excluded"].values()) == given.digests]
    if not listed:
        raise InputError(Finding("verify-excluded", {"wave": waves[0].wave}))
    known: Earlier | None = Earlier()  # who got a letter, as far as that was found here
    for wave in again.waves if same else waves:
        earlier, known = known or again.earlier(wave), None
        if wave not in waves:
            checks.say("verify-wave-register", wave_name(wave.wave), wave=wave.wave)
        elif wave not in listed:
            checks.say("verify-excluded", wave_name(wave.wave), wave=wave.wave)
        elif earlier is None:
            checks.say("verify-wave-private", wave_name(wave.wave), wave=wave.wave)
        else:
            name = wave_name(wave.wave)
            through = () if same else (InputError,)  # then it is the file that is no register
            found = checks.run(
                "check-repeated", name, _repeat_wave, again, wave, earlier, through=through
            )
            if same and not _is_same_query(again.given, wave):
                checks.say("verify-query", name, wave=wave.wave)
            if found and again.past and same:
                _say_changed(checks, again.folder, wave, found.people)
            known = found.earlier if found else None


def _say_changed(
    checks: Checks, folder: Path, wave: WaveRecord, people: Sequence[Mapping[str, str]]
) -> None:
    """Name the letters whose people the private folder has otherwise than the register.

    That is no mistake: senders may mend a name. But everybody should know who looks.
    """
    file = wave_file("people", wave.wave)
    written = {row["unit"]: row for row in people_rows(folder / PRIVATE / file)}
    changed = [
        written[person["unit"]]["letter"]
        for person in people
        if any(
            tidy(written[person["unit"]][name]) != tidy(as_written(person[name]))
            for name in ("confidential", *LETTER_FIELDS)
        )
    ]
    if changed:
        names = listed_names(sorted(changed))
        checks.say("verify-people-changed", file, letters=names, count=len(changed))


@dataclass(frozen=True)
class _Found:
    """Who got a letter up to a wave, and what letters of this wave need (with a private folder)."""

    earlier: Earlier = field(repr=False)
    people: list[dict[str, str]] = field(repr=False)


def _repeat_wave(again: Again, wave: WaveRecord, earlier: Earlier) -> _Found:
    """Read the register, count, and draw, all as the record says."""
    from stratification.register.reading import open_register

    content = wave.content
    choices = Choices(
        reference_date=datetime.date.fromisoformat(content["reference_date"]),
        strata=wave.columns,
        excluded=again.given.excluded,
        one_per_address=content["one_per_address"],
    )
    with open_register(again.given.register, map_from_content(content["map"]), choices) as register:
        _check_reading(wave, register.reading)
        strata = count_strata(register.database, wave.columns, earlier)
        stated = [line.stratum for line in wave.strata]
        need(list(strata.rows) == stated, "repeat-strata", file=wave_file("strata", wave.wave))
        letters = [line.letters for line in wave.strata]
        drawn = draw(register.database, wave.rule, strata, letters, earlier)
        _check_drawn(wave, drawn)
        _check_homes(wave, register, strata)
        if _is_same_query(again.given, wave):
            query = Query(register.query, wave.rule, strata, letters, wave.wave)
            with about(wave_file("draw", wave.wave)):
                stated = wave.content["files"][wave_file("draw", wave.wave)]
                need(digest(query_text(query).encode()) == stated, "repeat-query")
        if again.past and again.given.digest == content["register"]["digest"]:
            _check_addresses(again.folder, wave, drawn)
        units = tuple(one.unit for one in drawn.invitees)
        addresses = tuple(one.address for one in drawn.invitees if one.address)
        people = register.people(units) if again.past else []
    return _Found(Earlier(earlier.units + units, earlier.addresses + addresses), people)


def _is_same_query(given: Given, wave: WaveRecord) -> bool:
    """Whether the query of a wave can be written again: by this version, for files so named."""
    content = wave.content
    stated = (content["register"]["name"], content["register"]["digest"], set(content["excluded"]))
    mine = (name_of(given.register), given.digest, set(map(name_of, given.excluded)))
    return stated == mine and content["versions"].get("sortition") == __version__


def _check_addresses(folder: Path, wave: WaveRecord, drawn: Drawn) -> None:
    """The addresses in the private folder, which later waves leave out, are the register's."""
    file = wave_file("people", wave.wave)
    written = {row["unit"]: row["address"] for row in people_rows(folder / PRIVATE / file)}
    given = {one.unit: one.address or "" for one in drawn.invitees}
    with about(file):
        need(written == given, "repeat-private")


def _check_reading(wave: WaveRecord, reading: Reading) -> None:
    content = wave.content
    steps = [{"code": step.code, "removed": step.removed} for step in reading.steps]
    need(content["steps"] == steps, "repeat-steps")
    counts = (reading.rows, reading.people, reading.units)
    stated = (content["register"]["rows"], content["people"], content["units"])
    need(counts == stated, "repeat-steps")
    need(reading.confidential == content["confidential"], "repeat-steps")


def _check_drawn(wave: WaveRecord, drawn: Drawn) -> None:
    units = drawn_digest([one.unit for one in drawn.invitees])
    need(units == wave.content["drawn"], "repeat-drawn")
    lines: tuple[StratumLine, ...] = wave.strata
    need([line.below for line in lines] == list(drawn.below), "repeat-drawn")


def _check_homes(wave: WaveRecord, register: Register, strata: Strata) -> None:
    """The chances by size of home follow from the register and the letters."""
    content, file = wave.content, wave_file("homes", wave.wave)
    totals = [line.stratum.earlier + line.letters for line in wave.strata]
    frame, single = content["frame"], content["one_per_address"]
    found = homes(register.database, frame, single, strata, totals)
    stated = content["files"].get(file)
    with about(file):
        data = table_bytes(HOME_COLUMNS, map(home_cells, found))
        need(stated == (digest(data) if found else None), "repeat-homes")
