"""The public record of a first draw, read strictly, wave by wave.

Everything is in the folder `RECORD`; nothing in it is about a person who can be told from others.
wave-W.json carries the digest of itself and of every other file of its wave, and the digest of
wave-(W-1).json, so that no byte can change unnoticed. provision.csv is added to over time and is in
none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sortition.invitations.draw import Rule
from sortition.invitations.foretold import (
    check_curve,
    check_forecast,
    check_forecast_cells,
    check_homes,
)
from sortition.invitations.layout import (
    FORMAT,
    KEYS,
    LetterLine,
    StratumLine,
    read_letters,
    read_strata,
    wave_file,
    wave_name,
)
from sortition.reading import (
    about,
    day,
    digest,
    fail,
    fields,
    many,
    mapping,
    need,
    published,
    read_json,
    text,
    whole,
)
from sortition.stream import NUMBER_VERSION
from stratification.files import read_bytes
from stratification.register.steps import STEPS


@dataclass(frozen=True)
class WaveRecord:
    """One wave, right in itself. `content` is wave-W.json, checked key by key."""

    content: Mapping[str, Any] = field(repr=False)
    strata: tuple[StratumLine, ...]
    letters: tuple[LetterLine, ...] = field(repr=False)

    @property
    def wave(self) -> int:
        """Its number, from 1."""
        return int(self.content["wave"])

    @property
    def digest(self) -> str:
        """What the next wave states under "previous"."""
        return str(self.content["digest"])

    @property
    def rule(self) -> Rule:
        """What fixes the numbers."""
        content = self.content
        return Rule(content["seed"], content["part"], content["one_per_address"])

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of the strata."""
        return tuple(self.content["strata_columns"])


def last_wave(folder: Path) -> int:
    """How many waves, from the first on, are in a folder `RECORD`."""
    wave = 0
    while (folder / wave_name(wave + 1)).exists():
        wave += 1
    return wave


def read_waves(folder: Path, last: int) -> tuple[WaveRecord, ...]:
    """The waves 1 to `last` of a folder `RECORD`, each naming the one before it.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a file was changed, or is not of such a record.
    """
    waves: list[WaveRecord] = []
    for wave in range(1, last + 1):
        record = read_wave(folder, wave)
        before = waves[-1] if waves else None
        with about(wave_name(wave)):
            previous = record.content["previous"]
            need(previous == (before.digest if before else None), "wave-chain")
            count = sum(len(one.letters) for one in waves)
            need(record.content["earlier"] == count, "record-value", key="earlier")
        waves.append(record)
    return tuple(waves)


def read_wave(folder: Path, wave: int) -> WaveRecord:
    """One wave of a folder `RECORD`; whether it follows from the register is for others to check.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a file was changed, or is not of such a record.
    """
    name = wave_name(wave)
    with about(name):
        content = read_json(read_bytes(folder / name), FORMAT, KEYS)
        _check_content(content, wave)
    data = {}
    for file, stated in content["files"].items():
        with about(file):
            data[file] = published(folder, file, stated, name)
    columns = tuple(content["strata_columns"])
    with about(wave_file("strata", wave)):
        strata = read_strata(data[wave_file("strata", wave)], columns)
        _check_sums(content, strata)
        for line in strata:
            check_forecast_cells(line.forecast)
    for kind, check in (("homes", check_homes), ("curve", check_curve)):
        with about(wave_file(kind, wave)):
            if wave_file(kind, wave) in data:
                check(data[wave_file(kind, wave)], content)
    with about(wave_file("letters", wave)):
        letters = read_letters(data[wave_file("letters", wave)], columns, wave)
        _check_letters(letters, strata)
    return WaveRecord(content, strata, letters)


def _check_content(content: Mapping[str, Any], wave: int) -> None:
    """Every value is of the kind that is written."""
    need(whole(content["wave"], "wave", 1) == wave, "record-value", key="wave")
    for key in ("seed", "label", "frame"):
        text(content[key], key)
    part = content["part"]
    label = "letters" if part is None else f"letters {text(part, 'part')}"
    need(content["label"] == label, "record-value", key="label")
    need(content["frame"] in ("persons", "addresses"), "record-value", key="frame")
    need(type(content["one_per_address"]) is bool, "record-value", key="one_per_address")
    day(content["reference_date"], "reference_date")
    counts = {key: whole(content[key], key, 0) for key in ("people", "units", "confidential")}
    need(counts["confidential"] <= counts["units"], "record-value", key="confidential")
    if content["frame"] == "persons":
        need(counts["units"] == counts["people"], "record-value", key="units")
    whole(content["letters"], "letters", 1)
    whole(content["earlier"], "earlier", 0)
    digest(content["drawn"], "drawn")
    digest(content["addresses"], "addresses")
    for key in ("earlier_drawn", "previous"):
        need((content[key] is None) == (wave == 1), "record-value", key=key)
        need(content[key] is None or bool(digest(content[key], key)), "record-value", key=key)
    _check_register(content, counts["people"])
    need(mapping(content["map"], "map").get("frame") == content["frame"], "record-value", key="map")
    text(mapping(content["spread"], "spread").get("kind"), "spread")
    for key in ("forecast", "proportional_forecast"):
        check_forecast(content[key], key)
    versions = mapping(content["versions"], "versions")
    for version in versions.values():
        text(version, "versions")
    need(versions.get("number") == NUMBER_VERSION, "record-value", key="versions")
    columns = [text(name, "strata_columns") for name in many(content["strata_columns"], "columns")]
    for pair in many(content["only"], "only"):
        column, _ = (
            [text(one, "only") for one in many(pair, "only")] if _is_pair(pair) else ("", "")
        )
        need(column in columns, "record-value", key="only")
    _check_files(mapping(content["files"], "files"), wave)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _check_register(content: Mapping[str, Any], people: int) -> None:
    """Everybody in the register is eligible, or left out by a step."""
    register = fields(content["register"], ("name", "digest", "rows"))
    text(register["name"], "register")
    digest(register["digest"], "register")
    removed = 0
    for step in many(content["steps"], "steps"):
        one = fields(step, ("code", "removed"))
        text(one["code"], "steps")
        removed += whole(one["removed"], "steps", 0)
    codes = [step["code"] for step in content["steps"]]
    need([code for code in STEPS if code in codes] == codes, "record-value", key="steps")
    rows = whole(register["rows"], "register", 0)
    need(rows == removed + people, "wave-steps", rows=rows, removed=removed, people=people)
    for stated in mapping(content["excluded"], "excluded").values():
        digest(stated, "excluded")


def _check_files(files: Mapping[str, Any], wave: int) -> None:
    always = {wave_file(name, wave) for name in ("strata", "letters", "draw")}
    perhaps = {wave_file(name, wave) for name in ("homes", "curve")}
    need(always <= set(files) <= always | perhaps, "record-value", key="files")
    for stated in files.values():
        digest(stated, "files")


def _check_sums(content: Mapping[str, Any], strata: Sequence[StratumLine]) -> None:
    stated = (content["units"], content["letters"], content["letters"])
    sums = (
        sum(line.stratum.size for line in strata),
        sum(line.letters for line in strata),
        sum(line.proportional for line in strata),
    )
    for key, one, other in zip(("size", "letters", "proportional"), stated, sums, strict=True):
        need(one == other, "wave-sum", key=key, stated=one, sum=other)
    earlier = sum(line.stratum.earlier for line in strata)
    need(earlier <= content["earlier"], "record-value", key="earlier")


def _check_letters(letters: Sequence[LetterLine], strata: Sequence[StratumLine]) -> None:
    """Every stratum has as many letters as strata-W.csv says."""
    counts = {line.stratum.values: line.letters for line in strata}
    for line in letters:
        counts[line.values] = counts.get(line.values, 0) - 1
    if any(counts.values()):
        fail("wave-letters")
