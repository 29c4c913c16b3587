"""What a user decides about targets: seats, method, bandwidth, which tables, and extra seats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from stratification.combinations import split
from stratification.errors import Finding, InputError, Param
from stratification.targets.apportionment import METHODS
from stratification.text import shown, tidy

_SEATS = re.compile(r"[0-9]{1,6}")
_PERCENTAGE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,9})?|100) ?%")
_EXTRA = re.compile(r"(?:([^:]*[^: ]) ?: ?)?(\S|\S.*?\S) ?= ?\+? ?([0-9]{1,6})")
FLOOR_CEILING = "floor-ceiling"
MOST_SEATS = 100_000  # most methods give them one by one


@dataclass(frozen=True)
class Bandwidth:
    """How far the seats of a value may be from what was apportioned.

    With q the exact and a the apportioned seats, `bounds` are
        floor-ceiling:  floor(q) to ceil(q),
        seats:          a - size to a + size,
        share:          floor(q·(1 - size)) to ceil(q·(1 + size)),
    widened to hold a, and cut off at 0 and at all seats.
    """

    kind: Literal["floor-ceiling", "seats", "share"] = "floor-ceiling"
    size: Fraction = Fraction(0)

    def bounds(self, exact: Fraction, apportioned: int, seats: int) -> tuple[int, int]:
        """The smallest and the largest number of seats.

        >>> Bandwidth("share", Fraction(1, 10)).bounds(Fraction("7.2"), 7, 24)
        (6, 8)
        """
        low, high = exact * (1 - self.size), exact * (1 + self.size)
        if self.kind == "seats":
            low, high = apportioned - self.size, apportioned + self.size
        return max(0, min(floor(low), apportioned)), min(seats, max(ceil(high), apportioned))


@dataclass(frozen=True)
class Oversample:
    """So many seats `more` for a value than its share: a policy, with the `reason` for it.

    `category` None: the one that has this value.
    """

    category: str | None
    value: str
    more: int
    reason: str


@dataclass(frozen=True)
class Free:
    """A value without a share, such as "rather not say": it may have from 0 to `most` seats."""

    category: str
    value: str
    most: int


@dataclass(frozen=True)
class TargetSettings:
    """What is decided before the figures are looked at.

    Parameters:
        seats: how many there are to divide.
        method: the id of one of `stratification.targets.apportionment.METHODS`.
        bandwidth: how far from the apportioned seats is still right.
        by: the categories and combinations that get targets; None: every category of the
            population, and every combination of which it has a table of its own.
        oversample: groups that get more seats than their share.
        free: values that get no share.
    """

    seats: int
    method: str = "sainte-lague"
    bandwidth: Bandwidth = Bandwidth()
    by: tuple[tuple[str, ...], ...] | None = None
    oversample: tuple[Oversample, ...] = ()
    free: tuple[Free, ...] = ()


@dataclass(frozen=True)
class SettingTexts:
    """Settings as they are typed.

    Parameters:
        method: its id.
        bandwidth: "0" or "2" (seats), "10%", "12,5%" or "floor-ceiling".
        by: as in "age,sex,age*sex".
        oversample: each "value=+3" or "category:value=+3"; the first colon ends the category.
        reasons: one for each text of `oversample`, or one for all.
        free: each "category:value=3".
    """

    method: str = "sainte-lague"
    bandwidth: str = FLOOR_CEILING
    by: str | None = None
    oversample: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    free: tuple[str, ...] = ()


def parse_settings(seats: int, texts: SettingTexts) -> TargetSettings:
    """Return the settings that are meant.

    Raises:
        InputError: everything that is wrong with the texts.
    """
    bandwidth, errors = _bandwidth(texts.bandwidth)
    groups = len(texts.oversample)
    reasons = texts.reasons * groups if len(texts.reasons) == 1 and groups else texts.reasons
    if reasons and len(reasons) != groups:
        counts = {"reasons": len(reasons), "groups": groups}
        errors.append(Finding("oversample-reasons", counts))
        reasons = reasons[:groups] + reasons[:1] * (groups - len(reasons))
    extra = []
    for text, reason in zip(texts.oversample, reasons or ("",) * groups, strict=True):
        one, wrong = _oversample(text, reason)
        extra += [] if one is None else [one]
        errors += wrong
    free = []
    for text in texts.free:
        match = _EXTRA.fullmatch(tidy(text))
        if match is None or match[1] is None:
            errors.append(Finding("free-form", {"text": shown(text)}))
        else:
            free.append(Free(match[1], match[2], int(match[3])))
    by = None if texts.by is None else parse_by(texts.by)
    settings = TargetSettings(seats, tidy(texts.method), bandwidth, by, tuple(extra), tuple(free))
    errors = check_settings(settings) + errors
    if errors:
        raise InputError(*errors)
    return settings


def check_settings(settings: TargetSettings) -> list[Finding]:
    """What is wrong with settings whatever the population."""
    errors = []
    if settings.seats < 1:
        errors.append(Finding("seats-below-one", {"seats": settings.seats}))
    elif settings.seats > MOST_SEATS:
        about: dict[str, Param] = {"name": "seats", "number": settings.seats, "least": 1}
        errors.append(Finding("synth-whole", {**about, "most": MOST_SEATS}))
    if settings.method not in METHODS:
        params = {"name": shown(settings.method), "names": ", ".join(METHODS)}
        errors.append(Finding("targets-method-unknown", params))
    for extra in settings.oversample:
        errors += _check_oversample(extra)
    for free in settings.free:
        if not 1 <= free.most < settings.seats:
            value, seats = shown(free.value), settings.seats
            given: dict[str, Param] = {"value": value, "most": free.most, "seats": seats}
            errors.append(Finding("free-seats", given))
    return errors


def _check_oversample(extra: Oversample) -> list[Finding]:
    errors = []
    if extra.more < 1:
        errors.append(Finding("oversample-form", {"text": f"{shown(extra.value)}={extra.more}"}))
    if not tidy(extra.reason):
        errors.append(Finding("oversample-reason", {"value": shown(extra.value)}))
    return errors


def _bandwidth(text: str) -> tuple[Bandwidth, list[Finding]]:
    """The bandwidth, and what is wrong with the text.

    >>> _bandwidth("12,5 %")
    (Bandwidth(kind='share', size=Fraction(1, 8)), [])
    """
    written = tidy(text).casefold()
    if _SEATS.fullmatch(written):
        return Bandwidth("seats", Fraction(written)), []
    match = _PERCENTAGE.fullmatch(written)
    if match:
        return Bandwidth("share", Fraction(match[1].replace(",", ".")) / 100), []
    wrong = (
        [] if written == FLOOR_CEILING else [Finding("targets-bandwidth", {"text": shown(text)})]
    )
    return Bandwidth(), wrong


def _oversample(text: str, reason: str) -> tuple[Oversample | None, list[Finding]]:
    """The extra seats that a text gives, and what is wrong with its form.

    >>> _oversample("age:16-24 = +3", "heard too little")[0]
    Oversample(category='age', value='16-24', more=3, reason='heard too little')
    """
    match = _EXTRA.fullmatch(tidy(text))
    if match is None or int(match[3]) < 1:
        return None, [Finding("oversample-form", {"text": shown(text)})]
    return Oversample(match[1], match[2], int(match[3]), tidy(reason)), []


def parse_by(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the categories and combinations of a list.

    >>> parse_by("age, sex*age")
    (('age',), ('sex', 'age'))
    """
    return tuple(split(part) for part in text.split(",") if tidy(part))
