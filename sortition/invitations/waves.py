"""Whether a wave may be drawn into a folder, and what the waves before it were."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sortition.invitations.draw import Rule
from sortition.invitations.layout import RECORD, wave_name
from sortition.invitations.record import WaveRecord, last_wave, read_waves
from sortition.reading import printable
from stratification.errors import Finding, InputError, Param
from stratification.files import check_folder, name_of
from stratification.register.map import map_content
from stratification.register.model import Choices, Reading, RegisterMap
from stratification.text import listed_names

_SHOWN = 200  # characters of a seed


def earlier_waves(folder: Path, wave: int) -> tuple[WaveRecord, ...]:
    """The waves before this one, when it is the next that can be drawn into the folder.

    Raises:
        InputError: it is not, or a file cannot be read.
        VerificationError: the record of an earlier wave was changed.
    """
    record = folder / RECORD
    last = last_wave(record)
    if wave == 1 and not last:
        check_folder(folder)
        return ()
    if os.path.lexists(record / wave_name(wave)):
        params: dict[str, Param] = {"wave": wave, "next": last + 1}
        raise InputError(Finding("invite-wave-exists", params, name_of(folder)))
    if wave != last + 1:
        params = {"wave": wave, "name": f"{RECORD}/{wave_name(last + 1)}"}
        raise InputError(Finding("invite-wave-missing", params, name_of(folder)))
    return read_waves(record, last)


def check_settings(
    first: WaveRecord, rule: Rule, mapping: RegisterMap, columns: Sequence[str]
) -> None:
    """Report every setting that is not that of the first wave (InputError)."""
    content = first.content
    settings: tuple[tuple[str, Any, Any], ...] = (
        ("--seed", content["seed"], rule.seed),
        ("--part", content["part"], rule.part),
        ("frame", content["frame"], mapping.frame),
        ("--one-per-address", content["one_per_address"], rule.one_per_address),
        ("--strata", content["strata_columns"], list(columns)),
    )
    errors = [
        Finding(
            "invite-setting", {"name": name, "first": setting_text(was), "now": setting_text(now)}
        )
        for name, was, now in settings
        if was != now
    ]
    if errors:
        raise InputError(*errors)


def check_lists(waves: Sequence[WaveRecord], choices: Choices) -> None:
    """Make sure that lists of excluded ids are not forgotten (InputError)."""
    with_lists = [wave.wave for wave in waves if wave.content["excluded"]]
    if with_lists and not choices.excluded:
        raise InputError(Finding("invite-excluded-forgotten", {"wave": with_lists[-1]}))


def setting_text(setting: Any) -> Param:
    """A setting as a message shows it: what is a text between quotation marks, with its spaces.

    >>> setting_text("a "), setting_text(["a", "b"]), setting_text(None), setting_text(True)
    ('"a "', '"a", "b"', '-', True)
    """
    if isinstance(setting, bool | int):
        return setting
    if isinstance(setting, list):
        return listed_names(setting) or "-"
    return f'"{printable(setting[:_SHOWN])}"' if setting else "-"


def changes(
    last: WaveRecord, reading: Reading, mapping: RegisterMap, choices: Choices
) -> tuple[Finding, ...]:
    """What is not as it was in the wave before; allowed, but worth knowing."""
    content, found = last.content, []
    params: dict[str, Param] = {"wave": last.wave}
    if content["register"]["digest"] != reading.digest:
        found.append(Finding("invite-other-register", params, file=reading.name))
    if content["map"] != map_content(mapping):
        found.append(Finding("invite-other-map", params))
    if content["reference_date"] != choices.reference_date.isoformat():
        found.append(Finding("invite-other-date", {**params, "date": content["reference_date"]}))
    if content["excluded"] != dict(reading.excluded_digests):
        found.append(Finding("invite-other-excluded", params))
    return tuple(found)
