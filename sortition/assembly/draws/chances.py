"""The total view: everybody's chance of a seat, over all draws together.

A drawn ticket is one of m equally likely ones, so somebody on k of them had the chance k/m of a
seat in that draw; of n reserves who could be called, each is called with the chance 1/n. Who got no
seat in one draw may take part in the next, whose chances are stated given what happened before. So
with chances p, q, … in the draws that somebody took part in, the chance of at least one seat was
1 - (1 - p)(1 - q)…: exact for those draws, as they came about.

For calls after the first one 1/n is a little off where somebody fits who did not before: those who
were passed over in favour of the one called first are known to stand behind that one. Of a, b and c
let a be called when a and b fit; if then b and c fit, c comes first with chance 2/3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path

from sqlalchemy import select

from sortition.assembly import facts, schema
from sortition.assembly.chain import number_of
from sortition.assembly.draws.called import read_called, read_fit
from sortition.assembly.draws.seats import seats
from sortition.assembly.publishing import PANEL, REPLACEMENT, RESERVES
from sortition.assembly.store import Dossier, Place, reading
from sortition.letters.codes import normalise
from sortition.reading import about
from sortition.record import CHANCES
from sortition.record_files import read_chances, read_lottery
from stratification.errors import Finding, InputError
from stratification.files import read_bytes


@dataclass(frozen=True)
class Part:
    """One draw: the record, and everybody's chance in it.

    `tickets` is their number, and `of` how many everybody is on, by code; None for a reserve who
    was called.
    """

    folder: str
    chances: Mapping[str, Fraction]
    tickets: int | None = None


@dataclass(frozen=True)
class Total:
    """One person: the chance in each draw they took part in, and of at least one seat.

    `state`: of their seat; None for who was never drawn.
    """

    code: str
    parts: Mapping[str, Fraction]
    together: Fraction
    state: str | None


@dataclass(frozen=True)
class Totals:
    """Everybody who took part in a draw, by code, and the draws in their order."""

    parts: tuple[Part, ...]
    people: tuple[Total, ...]


def totals(place: Place) -> Totals:
    """Everybody's chances over all draws (InputError: nothing was drawn).

    Lotteries that were replaced before they were drawn do not count.
    """
    with reading(place) as dossier:
        return totals_of(dossier)


def one_of(totals: Totals, code: str) -> Totals:
    """The same of one person (InputError: nobody with this code took part in a draw)."""
    wanted = normalise(code)
    people = tuple(person for person in totals.people if person.code == wanted)
    if not people:
        raise InputError(Finding("chances-unknown"))
    return Totals(totals.parts, people)


def totals_of(dossier: Dossier) -> Totals:
    """The same of an open dossier."""
    found = [*_lotteries(dossier), *_calls(dossier)]
    if not found:
        raise InputError(Finding("assembly-no-lottery"))
    parts = sorted(found, key=lambda part: number_of(part.folder) or 0)
    states = {seat.code: seat.state for seat in seats(dossier)}
    codes = sorted({code for part in parts for code in part.chances})
    return Totals(tuple(parts), tuple(_total(code, parts, states.get(code)) for code in codes))


def _total(code: str, parts: list[Part], state: str | None) -> Total:
    mine = {part.folder: part.chances[code] for part in parts if code in part.chances}
    return Total(code, mine, _together(tuple(mine.values())), state)


@cache  # thousands of people share a few chances
def _together(chances: tuple[Fraction, ...]) -> Fraction:
    return 1 - prod((1 - chance for chance in chances), start=Fraction(1))


def _lotteries(dossier: Dossier) -> list[Part]:
    """The lotteries that were drawn, or wait for it."""
    found = dossier.connection.execute(facts.current(schema.draws))
    rows = [row for row in found if row.kind in (PANEL, REPLACEMENT)]
    return [_lottery(dossier.records / row.folder) for row in rows]


def _lottery(folder: Path) -> Part:
    with about(f"{folder.name}/{CHANCES}"):
        figures = read_lottery(folder)
        shares = read_chances(read_bytes(folder / CHANCES), figures.pool_size)
    counts = {share.tickets for share in shares.values()}
    known = {count: Fraction(count, figures.tickets) for count in counts}
    chances = {code: known[share.tickets] for code, share in shares.items()}
    return Part(folder.name, chances, figures.tickets)


def _calls(dossier: Dossier) -> list[Part]:
    """The reserves who were called and took a seat."""
    table = schema.files
    paths = dossier.connection.scalars(select(table.c.path).where(table.c.until.is_(None)))
    names = {path.split("/")[1] for path in paths}
    folders = sorted(name for name in names if name.endswith(f"-{RESERVES}"))
    parts = []
    for name in folders:
        folder = dossier.records / name
        fit = read_fit(folder, read_called(folder))
        parts.append(Part(name, dict.fromkeys(fit, Fraction(1, len(fit)))))
    return parts
