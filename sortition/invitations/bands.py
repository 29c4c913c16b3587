"""Whether the strata columns of parts mean the same: an age in the same bands, or a column.

Which column of a register it is, and what its values are called there, each part knows for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sortition.invitations.layout import wave_name
from sortition.invitations.record import WaveRecord
from sortition.invitations.waves import setting_text
from sortition.reading import about, fail, need
from stratification.ages import ages_text
from stratification.errors import Finding, InputError, Param
from stratification.register.map import map_from_content
from stratification.register.model import RegisterMap

Bands = dict[str, list[str] | None]
"""Strata column -> its bands of age, youngest first; None: it is a column of the register."""


def rules_of(wave: WaveRecord) -> RegisterMap:
    """The map of a wave, which says who is eligible (VerificationError: it is none)."""
    try:
        return map_from_content(wave.content["map"])
    except InputError:
        with about(wave_name(wave.wave)):
            fail("record-value", key="map")


def strata_bands(wave: WaveRecord) -> Bands:
    """What the strata columns that a wave uses are."""
    known = {column.name: column for column in rules_of(wave).strata}
    return {
        name: None
        if known[name].column is not None
        else [ages_text(band) for band in sorted(known[name].bands, key=lambda band: band.first)]
        for name in wave.columns
        if name in known
    }


def check_bands(wave: WaveRecord) -> None:
    """Make sure that the map of a wave has its strata columns (VerificationError)."""
    need(set(wave.columns) == set(strata_bands(wave)), "record-value", key="strata_columns")


def other_bands(
    first: tuple[str, Sequence[WaveRecord]], part: tuple[str, Sequence[WaveRecord]]
) -> Iterator[Finding]:
    """Where a wave of a part has other bands than the last wave of the first part.

    Parameters:
        first, part: the name of a folder, and its waves.
    """
    folder, waves = first
    there = strata_bands(waves[-1])
    for wave in part[1]:
        here = strata_bands(wave)
        for column in (name for name in here if name in there and here[name] != there[name]):
            params: dict[str, Param] = {
                "column": column,
                "first": f"{folder}/{wave_name(waves[-1].wave)}",
                "here": setting_text(here[column]),
                "there": setting_text(there[column]),
            }
            code = _code(here[column] is not None, there[column] is not None)
            yield Finding(code, params, file=f"{part[0]}/{wave_name(wave.wave)}")


def _code(age_here: bool, age_there: bool) -> str:
    if age_here and age_there:
        return "merge-differs-bands"
    return "merge-differs-age-here" if age_here else "merge-differs-age-there"
