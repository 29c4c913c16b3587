"""The replacement lottery of a dossier: others who signed up, for the seats of those who left."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from sortition.assembly import facts, schema
from sortition.assembly.decided import Target, decided
from sortition.assembly.draws.pool import View, pool_of, source_of
from sortition.assembly.draws.seats import LEFT, SERVED, members_of, open_seats, seats
from sortition.assembly.publishing import (
    REPLACEMENT,
    ROTATION,
    check_waiting,
    made_at,
    publish_lottery,
)
from sortition.assembly.store import Actor, Dossier, Place, changing
from sortition.lottery import Settings, check_settings
from sortition.record import CHANCES
from sortition.record_files import read_chances, read_lottery
from sortition.replacement import Replacement, Vacancy, make_replacement, read_replacement
from sortition.replacement.record import replacement_files
from sortition.replacement.vacancy import subpool
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
from stratification.pool import Pool
from stratification.text import shown


@dataclass(frozen=True)
class Order:
    """How open seats are filled by lottery.

    Parameters:
        settings: of the lottery.
        accept_deviation: when no choice of people keeps all quotas, draw from the nearest panels.
        again: why there is another lottery, when the one before it is not drawn yet.
    """

    settings: Settings = field(default_factory=Settings)
    accept_deviation: bool = False
    again: str | None = None


@dataclass(frozen=True)
class Made:
    """A replacement lottery and the folder of its record."""

    replacement: Replacement
    folder: str


def make(place: Place, actor: Actor, order: Order, progress: Progress = silent) -> Made:
    """Make and publish the lottery for the open seats.

    Raises:
        InputError: a setting is wrong, no seat is open, or a lottery waits to be drawn.
        NoPanelError: the quotas cannot be kept; its findings say what the nearest panels miss.
        TimeLimitError, SolverError: as `sortition.lottery.make_lottery`.
    """
    check_settings(order.settings)
    with changing(place, actor) as change:
        check_waiting(change, order.again)
        vacancy = vacancy_of(change)
        made = make_replacement(vacancy, order.settings, progress, order.accept_deviation)
        since = change.event(
            "replacement",
            why=order.again,
            open=vacancy.open,
            people=len(vacancy.candidates),
            missed=len(made.missed),
            tickets=len(made.lottery.tickets),
        )
        files = replacement_files(made, source_of(vacancy.pool))
        folder = publish_lottery(change, REPLACEMENT, files, since)
    return Made(made, folder)


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
