"""Filling open seats by telephone: the reserves, in the order that the draw fixed.

With the draw of the panel reserves.csv is published: everybody who was not drawn, in the order of
`sortition.replacement.reserves`. Who is called first is the first with whom the panel can still be
completed. Every seat that is filled so is a record of its own, reserves.json.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sortition.assembly.draws.called import CALLED, FIT, FORMAT
from sortition.assembly.draws.pool import people_digest
from sortition.assembly.draws.seats import (
    CONFIRMED,
    LEFT,
    PASSED,
    give_seat,
    replace_leavers,
    seats,
)
from sortition.assembly.draws.vacancies import vacancy_of
from sortition.assembly.publishing import (
    PANEL,
    RESERVES,
    Published,
    drawn_lottery,
    last_lottery,
    publish,
)
from sortition.assembly.store import Actor, Change, Dossier, Place, changing, reading
from sortition.record import digest, json_bytes, sealed
from sortition.replacement.missed import Missed
from sortition.replacement.order import read_order
from sortition.replacement.record import quotas_content
from sortition.replacement.reserves import fit_and_missed
from sortition.replacement.vacancy import Vacancy
from stratification.errors import Finding, InputError
from stratification.tables import table_bytes


@dataclass(frozen=True)
class Call:
    """Whom to call: the code, the place in the order, and how many seats are open.

    `fit`: everybody who could be called, in the order; the first is the one.
    `missed`: the quotas that the whole panel will miss, whoever of them takes the seat.
    `skipped`: how many stand before in the order and do not fit; who had a seat or said no is not
    counted.
    """

    code: str
    place: int
    open: int
    fit: tuple[str, ...] = field(repr=False)
    missed: tuple[Missed, ...] = ()
    skipped: int = 0

    @property
    def chance(self) -> Fraction:
        """That of each who could be called, to be called first."""
        return Fraction(1, len(self.fit))


@dataclass(frozen=True)
class Answer:
    """What the reserve who was called said."""

    code: str
    yes: bool
    accept_deviation: bool = False


@dataclass(frozen=True)
class _Line:
    """The open seats, the order of the panel's draw, and who said no before."""

    panel: Published
    vacancy: Vacancy
    order: tuple[str, ...]
    passed: frozenset[str]

    def next(self, accept_deviation: bool) -> Call:
        """Who is called now (NoPanelError: the panel cannot be completed)."""
        known = frozenset(self.vacancy.pool.ids)
        order = [code for code in self.order if code in known]
        fit, missed = fit_and_missed(self.vacancy, order, self.passed & known, accept_deviation)
        before = order[: order.index(fit[0])]
        skipped = len(set(before) - self.vacancy.barred - self.vacancy.staying)
        place = self.order.index(fit[0]) + 1
        return Call(fit[0], place, self.vacancy.open, fit, missed, skipped)


def call(place: Place, accept_deviation: bool = False) -> Call:
    """Whom to call for the open seats.

    Raises:
        InputError: no seat is open, or nothing was drawn.
        NoPanelError: the panel cannot be completed with the reserves.
    """
    with reading(place) as dossier:
        return _line(dossier).next(accept_deviation)


def answer(place: Place, actor: Actor, given: Answer) -> str | None:
    """Note what the reserve said; who says yes has a seat, and the record of it is published.

    Returns:
        the record's folder; None after a no.

    Raises:
        InputError: it is another one's turn, no seat is open, or nothing was drawn.
        NoPanelError: the panel cannot be completed with the reserves.
    """
    with changing(place, actor) as change:
        line = _line(change)
        called = line.next(given.accept_deviation)
        if called.code != given.code:
            raise InputError(Finding("call-not-next", {"code": called.code}))
        if not given.yes:
            since = change.event("passed", called.code)
            give_seat(change, called.code, PASSED, line.panel.folder, since)
            return None
        since = change.event("called", called.code, place=called.place, missed=len(called.missed))
        folder = publish(change, RESERVES, _record(line, called), since)
        give_seat(change, called.code, CONFIRMED, folder, since)
        _settle_leavers(change, called.open, since)
        return folder


def _line(dossier: Dossier) -> _Line:
    panel = drawn_lottery(dossier, PANEL)
    if panel is None:
        raise InputError(Finding("refill-not-drawn"))
    waiting = last_lottery(dossier)
    if waiting is not None and waiting.ticket is None:
        raise InputError(Finding("call-lottery-waits", {"folder": waiting.folder}))
    passed = frozenset(seat.code for seat in seats(dossier) if seat.state == PASSED)
    order = read_order(dossier.records / panel.folder)
    return _Line(panel, vacancy_of(dossier), order, passed)


def _record(line: _Line, called: Call) -> dict[str, bytes]:
    """reserves.json and fit.csv, which shows who could be called."""
    vacancy = line.vacancy
    fit = table_bytes(["id"], [(code,) for code in sorted(called.fit)])
    content = {
        "format": FORMAT,
        "panel": line.panel.folder,
        "lottery": line.panel.digest,
        "ticket": line.panel.ticket,
        "seats": vacancy.seats,
        "open": vacancy.open,
        "staying": sorted(vacancy.staying),
        "barred": sorted(vacancy.barred),
        "passed": sorted(line.passed & vacancy.barred),
        "pool": people_digest(vacancy.pool),
        **quotas_content(vacancy.quotas, called.missed),
        "called": called.code,
        "place": called.place,
        "fit": len(called.fit),
        "fit_digest": digest(fit),
    }
    return {CALLED: json_bytes(sealed(content)), FIT: fit}


def _settle_leavers(change: Change, before: int, since: int) -> None:
    """Note for whom the reserve comes: the first who left; all when no seat is open any more."""
    left = sorted((seat.day, seat.code) for seat in seats(change) if seat.state in LEFT)
    codes = [code for _, code in left]
    replace_leavers(change, codes if before == 1 else codes[:1], since)
