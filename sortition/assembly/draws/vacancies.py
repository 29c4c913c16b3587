"""The open seats of a dossier: who stays, who can fill them, and which lottery is about them."""

from __future__ import annotations

from sqlalchemy import select

from sortition.assembly import facts, schema
from sortition.assembly.decided import Target, decided
from sortition.assembly.draws.pool import View, pool_of
from sortition.assembly.draws.seats import LEFT, SERVED, members_of, open_seats, seats
from sortition.assembly.publishing import ROTATION, made_at
from sortition.assembly.store import Dossier
from sortition.record import CHANCES
from sortition.record_files import read_chances, read_lottery
from sortition.replacement.record import read_replacement
from sortition.replacement.vacancy import Vacancy, subpool
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
from stratification.pool import Pool
from stratification.text import shown


def vacancy_of(dossier: Dossier) -> Vacancy:
    """The open seats, who stays, and who cannot be drawn any more.

    Raises:
        InputError: no seat is open; or answers are missing.
    """
    everybody = seats(dossier)
    if not everybody:
        raise InputError(Finding("refill-not-drawn"))
    if not open_seats(dossier):
        raise InputError(Finding("refill-no-seat"))
    staying = members_of(dossier)
    gone = frozenset(seat.code for seat in everybody) - staying
    target, pool = pool_at(dossier)
    return Vacancy(pool, target.quotas, target.seats, staying, gone & frozenset(pool.ids))


def pool_at(dossier: Dossier, at: int | None = None) -> tuple[Target, Pool]:
    """The seats and quotas, and everybody who signed up or has (had) a seat, by an event or now."""
    settings = decided(dossier.connection, at)
    target = settings.need_target()
    also = frozenset(seat.code for seat in seats(dossier, at))
    households = bool(settings.values.get("households"))
    return target, pool_of(dossier, target, View(households, also, at))


def pool_of_lottery(dossier: Dossier, folder: str) -> Pool:
    """Everybody whom a record was made from, with the answers of that moment.

    Raises:
        InputError: there is no such lottery or record of reserves or standbys with a seat, or what
            it needs has been erased.
    """
    made = made_at(dossier, folder)
    if made is None:
        raise InputError(Finding("refill-no-record", {"folder": shown(folder)}))
    pool = pool_at(dossier, made)[1]
    return subpool(pool, members_of(dossier, made)) if folder.endswith(ROTATION) else pool


def check_current(dossier: Dossier, folder: str, kind: str) -> None:
    """Raise when a lottery is about other people than those who have a seat now (InputError).

    The tickets of a replacement complete the panel of the moment it was made, and a rotation is
    about its members: later they may break a quota without need.
    """
    stated = read_replacement(dossier.records / folder)
    expected = set(stated.staying)
    if kind == ROTATION:
        figures = read_lottery(dossier.records / folder)
        chances = read_bytes(dossier.records / folder / CHANCES)
        expected |= {*read_chances(chances, figures.pool_size), *stated.barred}
    drawn = {seat.code for seat in seats(dossier) if seat.folder == folder}
    if members_of(dossier) - drawn | ended_by(dossier, folder) != expected:
        raise InputError(Finding("refill-stale", {"folder": folder}))


def ended_by(dossier: Dossier, folder: str) -> frozenset[str]:
    """Those whose term the draw of a rotation ended, and whose seat is still open."""
    draws, table = schema.draws, schema.seats
    drawn = select(draws.c.since).where(facts.holding(draws, folder=folder)).scalar_subquery()
    ended = select(table.c.code).where(facts.holding(table, state=SERVED), table.c.since == drawn)
    return frozenset(dossier.connection.scalars(ended))


def left_of(dossier: Dossier, folder: str) -> frozenset[str]:
    """Those whose seats a replacement lottery fills."""
    stated = read_replacement(dossier.records / folder)
    left = {seat.code for seat in seats(dossier) if seat.state in LEFT}
    return frozenset(stated.barred) & left
