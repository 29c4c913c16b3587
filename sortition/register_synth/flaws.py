"""What is wrong with people's data, or special, on purpose; and when they were born."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from sortition.register_synth.addresses import Cells, as_cells
from sortition.register_synth.homes import OLDEST, People
from sortition.register_synth.settings import Rates
from sortition.register_synth.words import Flags, Ints, Words

SUSPENSIONS = ("O", "E", "M", "R", "F")
"""Reasons why a registration ended; in the arrays 1, 2, … and 0 for none."""

INVESTIGATIONS = ("089999", "010310")
INVALID = ("no postcode", "postcode never used", "no house number", "no street", "no place")
"""What may be wrong with an address; in the arrays 1, 2, … and 0 for nothing."""

PARTIAL = ("no day", "no month", "nothing")
_PARTIAL_SHARES = (30, 60, 10)
_ENDED_YOUNG, _ENDED_OLD = (80, 720, 10, 120, 70), (900, 60, 4, 20, 16)
_OLD = 60 * 1461 // 4  # days


@dataclass(frozen=True)
class Flaws:
    """What is wrong with everybody of a district (arrays of one entry per person, unless said).

    Parameters:
        partial: what is unknown of the birth date: 0, or 1 + its place in `PARTIAL`.
        suspension, investigation: 0, or 1 + the place in `SUSPENSIONS`, in `INVESTIGATIONS`.
        confidential, unknown_sex, twice: what the rates of these names say.
        invalid: per address 0, or 1 + the place in `INVALID`.
        uncoded: per address, whether it has no code.
        address_twice: per address, whether its row is there twice in a list of addresses.
    """

    partial: Ints
    suspension: Ints
    investigation: Ints
    confidential: Flags
    unknown_sex: Flags
    twice: Flags
    invalid: Ints
    uncoded: Flags
    address_twice: Flags

    @property
    def abroad(self) -> Flags:
        """Who left no address behind: emigrants (E) and those who live abroad (R)."""
        return np.isin(self.suspension, [1 + SUSPENSIONS.index(code) for code in "ER"])


def make_flaws(people: People, rates: Rates, words: Words) -> Flaws:
    """Draw what is wrong with the people and the addresses of a district."""
    count, homes = len(people.home), len(people.homes)

    def drawn(rate: int, shares: tuple[int, ...], size: int) -> Ints:
        happens = words.happens(rate, size)
        kind: Ints = np.where(happens, 1 + words.choose(shares, size), 0)
        return kind

    ended = drawn(rates.suspended, _ENDED_YOUNG, count)
    old = 1 + words.choose(_ENDED_OLD, count)
    doubt = words.happens(rates.other_investigations, count) * 2
    return Flaws(
        partial=drawn(rates.partial_dates, _PARTIAL_SHARES, count),
        suspension=np.where((ended > 0) & (people.days > _OLD), old, ended),
        investigation=np.where(words.happens(rates.investigated, count), 1, doubt),
        confidential=words.happens(rates.confidential, count),
        unknown_sex=words.happens(rates.unknown_sex, count),
        twice=words.happens(rates.duplicates, count),
        invalid=drawn(rates.invalid_addresses, (1,) * len(INVALID), homes),
        uncoded=words.happens(rates.uncoded_addresses, homes),
        address_twice=words.happens(rates.duplicates, homes),
    )


@dataclass(frozen=True)
class Calendar:
    """Birth dates: for every age in days the date as a number yyyymmdd, and as a cell."""

    reference: int
    dates: Ints
    texts: Cells

    def born(self, days: Ints) -> Ints:
        """The dates on which people of these ages were born."""
        return self.dates[days]

    def known(self, days: Ints, partial: Ints) -> Ints:
        """The dates as far as they are known; what is not known is 0."""
        unit = np.array([1, 100, 10_000, 10**8])[partial]
        found: Ints = self.born(days) // unit * unit
        return found


def make_calendar(reference: datetime.date) -> Calendar:
    """Make the calendar of all ages on the reference date."""
    first = reference.toordinal()
    dates = (datetime.date.fromordinal(first - days) for days in range(OLDEST + 1))
    numbers = [_number(date) for date in dates]
    return Calendar(
        _number(reference), np.array(numbers, np.int64), as_cells(list(map(str, numbers)))
    )


def _number(date: datetime.date) -> int:
    return date.year * 10_000 + date.month * 100 + date.day
