"""What a register holds, counted from what was drawn and not by reading it: an oracle for readers.

The steps are those of `stratification.register`, in their order; who is left out by one is not
counted by the next:

1. rows that are there twice, exactly the same;
2. suspended registrations, by code;
3. people who are surely too young (16 on the reference date), and those of whom the birth date
   does not say;
4. people who are not found at their address (089999);
5. addresses to which nothing can be posted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sortition.register_synth.flaws import INVALID, INVESTIGATIONS, PARTIAL, SUSPENSIONS, Flaws
from sortition.register_synth.homes import People
from sortition.register_synth.settings import MINIMUM_AGE
from sortition.register_synth.towns import District
from sortition.register_synth.words import Flags, Ints

PERSON_STEPS = (
    "duplicates",
    "suspended",
    "too_young",
    "undetermined",
    "investigated",
    "invalid_address",
)
ADDRESS_STEPS = ("duplicates", "invalid_address")
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of the months


@dataclass(frozen=True)
class Truth:
    """Counts of a district or of a whole register.

    Parameters:
        rows: of the file, without its header.
        left_out: per step how many rows it leaves out.
        eligible: the people (or addresses) that stay, `confidential` of them with a disclosure
            block.
        by_municipality: how many of these each municipality has.
        homes: how many addresses have 1, 2, … eligible people (or residents, of a list of
            addresses).
        made: what was made on purpose, whether or not another step came first.
    """

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    eligible: int = 0
    confidential: int = 0
    by_municipality: Counter[str] = field(default_factory=Counter)
    homes: Counter[int] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Truth) -> Truth:
        """The counts of both."""
        return Truth(
            self.rows + other.rows,
            self.left_out + other.left_out,
            self.eligible + other.eligible,
            self.confidential + other.confidential,
            self.by_municipality + other.by_municipality,
            self.homes + other.homes,
            self.made + other.made,
        )

    def content(self, steps: tuple[str, ...]) -> dict[str, Any]:
        """The counts ready for JSON."""
        return {
            "rows": self.rows,
            "left_out": {step: self.left_out[step] for step in steps},
            "eligible": self.eligible,
            "confidential": self.confidential,
            "by_municipality": dict(self.by_municipality),
            "homes": {str(size): self.homes[size] for size in sorted(self.homes)},
            "made": dict(self.made),
        }


def person_truth(
    district: District, people: People, flaws: Flaws, known: Ints, today: int
) -> Truth:
    """The counts of a district's people; `known` are their birth dates as far as they are known."""
    young, unsure = _ages(known, today)
    invalid = flaws.invalid[people.home] > 0
    left = np.ones(len(people.home), np.bool_)
    counts = {"duplicates": int(flaws.twice.sum())}
    steps = (flaws.suspension > 0, young, unsure, flaws.investigation == 1, invalid)
    for step, flag in zip(PERSON_STEPS[1:], steps, strict=True):
        counts[step] = int((left & flag).sum())
        left &= ~flag
    eligible = int(left.sum())
    sizes = np.bincount(people.home[left], minlength=len(people.homes))
    return Truth(
        len(left) + counts["duplicates"],
        Counter(counts),
        eligible,
        int((left & flaws.confidential).sum()),
        Counter({district.municipality.name: eligible}),
        _sizes(sizes[sizes > 0]),
        _made(people, flaws),
    )


def address_truth(district: District, residents: Ints, flaws: Flaws) -> Truth:
    """The counts of a district's addresses, with so many residents each."""
    left = flaws.invalid == 0
    twice = int(flaws.address_twice.sum())
    eligible = int(left.sum())
    return Truth(
        len(left) + twice,
        Counter({"duplicates": twice, "invalid_address": int((~left).sum())}),
        eligible,
        0,
        Counter({district.municipality.name: eligible}),
        _sizes(residents[left]),
        _named(INVALID, flaws.invalid, "address: "),
    )


def _ages(known: Ints, today: int) -> tuple[Flags, Flags]:
    """Who is surely too young, and of whom the birth date does not say.

    Numbers yyyymmdd differ by 10 000 per year, so somebody is n years old when they differ by
    n · 10 000 at least. Who is born on 29 February is so on 1 March, in a year without that day.
    Where a part is unknown (0), the first and the last date that are possible count.
    """
    year, month, day = known // 10_000, known // 100 % 100, known % 100
    leap = (year % 4 == 0) & ((year % 100 > 0) | (year % 400 == 0))
    length = np.array(_LENGTHS)[month] + (leap & (month == 2))
    most = np.where(day > 0, known, np.where(month > 0, known + length, known + 1231))
    least = np.where(day > 0, known, np.where(month > 0, known + 1, known + 101))
    most = np.where(year > 0, most, 10**8)
    least = np.where(year > 0, least, 0)
    limit = today - MINIMUM_AGE * 10_000
    young = least > limit
    return young, ~young & (most > limit)


def _sizes(sizes: Ints) -> Counter[int]:
    return Counter({size: int(n) for size, n in enumerate(np.bincount(sizes)) if n})


def _named(names: tuple[str, ...], drawn: Ints, start: str) -> Counter[str]:
    counts = np.bincount(drawn, minlength=len(names) + 1).tolist()
    return Counter({start + name: counts[at + 1] for at, name in enumerate(names)})


def _made(people: People, flaws: Flaws) -> Counter[str]:
    """How many people have what was made on purpose, each by itself."""
    made = _named(SUSPENSIONS, flaws.suspension, "suspension ")
    made += _named(INVESTIGATIONS, flaws.investigation, "investigation ")
    made += _named(PARTIAL, flaws.partial, "birth date: ")
    made += _named(INVALID, flaws.invalid[people.home], "address: ")
    made += Counter(
        {
            "confidential": int(flaws.confidential.sum()),
            "unknown sex": int(flaws.unknown_sex.sum()),
            "address without code": int(flaws.uncoded[people.home].sum()),
            "in a care home": int(people.care.sum()),
        }
    )
    return made
