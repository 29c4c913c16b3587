"""What the size of a home does to the chance of a letter.

Nothing is sampled: in a frame of persons without more ado everybody in a stratum has the chance
letters/size; with one letter per address `sortition.invitations.chances` has the formula; a letter
to an address reaches one of its residents, so each has 1/residents of its chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sortition.invitations.chances import one_per_address
from sortition.invitations.model import Strata
from sortition.invitations.strata import join_strata, put_strata
from stratification.register.model import Frame

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGE = 10
"""Homes of so many people or more stand together in one row."""

FEW = 5
"""A row of fewer homes is joined with those of larger homes: it would tell about one home."""

_DIGITS = 9  # what `chances.one_per_address` promises


@dataclass(frozen=True)
class Home:
    """All homes of one size.

    Parameters:
        home: how many people live there, such as "2", or "10+".
        homes, people: how many there are.
        chance: of a letter, all waves together: the mean over the people (frame persons) or over
            the addresses (frame addresses).
        person_chance: that of one person there, whom the letter may reach.
    """

    home: str
    homes: int
    people: int
    chance: Fraction
    person_chance: Fraction


@dataclass(frozen=True)
class _Size:
    """Homes of some size: how many, their people, and the sum of the chances of their letters."""

    homes: int = 0
    people: int = 0
    chances: Fraction = Fraction(0)

    def __add__(self, other: _Size) -> _Size:
        return _Size(
            self.homes + other.homes, self.people + other.people, self.chances + other.chances
        )


def homes(
    database: DuckDBPyConnection, frame: Frame, single: bool, strata: Strata, letters: Sequence[int]
) -> tuple[Home, ...]:
    """The chance of a letter by size of home, smallest first; empty when no sizes are known.

    Parameters:
        database: has the table frame(unit, address, home, s1, …, sn).
        frame: what gets a letter.
        single: whether an address gets at most one letter, in a frame of persons.
        letters: of each stratum, all waves together.
    """
    put_strata(database, strata)
    joined = f"frame {join_strata(strata)} WHERE home > 0"
    if frame == "persons" and single:
        sizes = _by_pattern(database, joined, letters)
    else:
        sizes = _by_size(database, joined, frame, strata, letters)
    return tuple(_home(name, size, frame) for name, size in _grouped(sizes))


def _by_size(
    database: DuckDBPyConnection, joined: str, frame: Frame, strata: Strata, letters: Sequence[int]
) -> dict[int, _Size]:
    """The sizes when everything in a stratum has the same chance."""
    rows = database.execute(
        f"SELECT home, stratum, count(*) FROM {joined} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    sizes: defaultdict[int, _Size] = defaultdict(_Size)
    for home, stratum, units in rows:
        chances = units * Fraction(letters[stratum], strata.rows[stratum].size)
        people = units if frame == "persons" else units * home
        sizes[home] += _Size(0 if frame == "persons" else units, people, chances)
    return _with_homes(sizes) if frame == "persons" else dict(sizes)


def _by_pattern(
    database: DuckDBPyConnection, joined: str, letters: Sequence[int]
) -> dict[int, _Size]:
    """The sizes with one letter per address: the chance depends on who lives there."""
    rows = database.execute(
        f"""
        SELECT stratum, home, own, count(*) FROM (
            SELECT stratum, home, address, count(*) AS own FROM {joined} GROUP BY ALL
        ) GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    patterns: defaultdict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for stratum, home, own, count in rows:
        patterns[stratum][home, own] = count
    sizes: defaultdict[int, _Size] = defaultdict(_Size)
    for stratum, counts in patterns.items():
        chances = one_per_address(counts, letters[stratum])
        for (home, own), count in counts.items():
            chance = Fraction(f"{chances[home, own]:.{_DIGITS}f}")
            sizes[home] += _Size(0, count * own, count * own * chance)
    return _with_homes(sizes)


def _with_homes(sizes: dict[int, _Size]) -> dict[int, _Size]:
    """Count the homes: every one of size n has n of the people."""
    return {
        home: _Size(size.people // home, size.people, size.chances) for home, size in sizes.items()
    }


def _grouped(sizes: dict[int, _Size]) -> Iterable[tuple[str, _Size]]:
    """Every size with its name; the large ones together, and the ones from where they are few."""
    known = sorted(sizes)
    few = (home for home in known if sizes[home].homes < FEW or home >= LARGE)
    start = next(few, None)
    if start is None:
        return [(str(home), sizes[home]) for home in known]
    end = known.index(start)
    while end and sum(sizes[home].homes for home in known[end:]) < FEW:
        end -= 1
    rest = sum((sizes[home] for home in known[end:]), _Size())
    name = str(known[end]) if end == len(known) - 1 and known[end] < LARGE else f"{known[end]}+"
    return [*((str(home), sizes[home]) for home in known[:end]), (name, rest)]


def _home(name: str, size: _Size, frame: Frame) -> Home:
    person_chance = size.chances / size.people
    chance = size.chances / size.homes if frame == "addresses" else person_chance
    return Home(name, size.homes, size.people, chance, person_chance)
