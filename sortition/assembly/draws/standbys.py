"""Standby members in the dossier: who may drop out, and the lottery over sets of standbys.

The sets come from `sortition.standbys`: those that, over simulated drop-outs, keep the panel
nearest to its quotas. `sortition.assembly.draws.standbys_draw` draws one and seats people on the
day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.decided import decided
from sortition.assembly.draws.pool import View, pool_of
from sortition.assembly.draws.seats import (
    DECLINED,
    NO_SHOW,
    SERVED,
    STANDBY,
    STAYING,
    WITHDRAWN,
    members_of,
    seats,
)
from sortition.assembly.draws.vacancies import pool_at
from sortition.assembly.publishing import STANDBYS, check_waiting, publish_lottery
from sortition.assembly.store import Actor, Dossier, Place, changing, reading
from sortition.record import json_bytes
from sortition.replacement.vacancy import subpool
from sortition.standbys.dropout import Dropout, equal_rate, read_rates
from sortition.standbys.estimate import Estimate, Seen, estimate
from sortition.standbys.fair import StandbyLottery, make_lottery
from sortition.standbys.publish import input_digests, standby_files
from sortition.standbys.record import STANDBYS as STANDBYS_FILE
from sortition.standbys.samples import Case, make_case
from sortition.standbys.settings import Measure, Settings, check_settings
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.quotas import Quotas

USUAL_RATE = Fraction(1, 10)
GONE = (DECLINED, WITHDRAWN, NO_SHOW)


@dataclass(frozen=True)
class Order:
    """Which standbys are wanted, and what is known of drop-out.

    Parameters:
        standbys: how many.
        rate: of drop-out, the same for everybody; the robust choice when nothing is known.
        rates: a file with rates by value, instead.
        earlier: dossiers of earlier assemblies to estimate rates from, instead.
        samples, measure, tickets, slack: as in `sortition.standbys.samples.Settings`.
        seed: of the simulation (None: derived from the panel, the pool and the quotas).
        again: why there is another lottery, when the one before it is not drawn yet.
    """

    standbys: int
    rate: Fraction | None = None
    rates: Path | None = None
    earlier: tuple[Place, ...] = ()
    samples: int = 300
    measure: Measure = "l1"
    tickets: int = 100
    slack: Fraction = Fraction(1, 10)
    seed: str | None = None
    again: str | None = None


@dataclass(frozen=True)
class Made:
    """A lottery over sets of standbys, the folder of its record, and what rates rest on."""

    lottery: StandbyLottery
    folder: str
    estimate: Estimate | None = None


def make(place: Place, actor: Actor, order: Order, progress: Progress = silent) -> Made:
    """Choose sets of standbys, and publish the lottery over them.

    Raises:
        InputError: a setting or file is wrong, nobody has a seat, or a lottery waits to be drawn.
        SolverError: the solver gave up.
    """
    _check_sources(order)
    seen = [one for earlier in order.earlier for one in observed(earlier)]
    found = estimate(seen) if order.earlier else None
    with changing(place, actor) as change:
        check_waiting(change, order.again)
        if any(seat.state == STANDBY for seat in seats(change)):
            raise InputError(Finding("standby-twice"))
        target, _ = pool_at(change)
        case = case_of(change, found.model if found else _model(order, target.quotas))
        settings = _settings(order, case)
        made = make_lottery(case, settings, progress)
        since = change.event(
            "standbys",
            why=order.again,
            people=len(case.standing_by),
            standbys=order.standbys,
            tickets=len(made.tickets),
        )
        files = standby_files(made)
        folder = publish_lottery(change, STANDBYS, files, since, STANDBYS_FILE)
    return Made(made, folder, found)


def case_of(dossier: Dossier, model: Dropout) -> Case:
    """The panel as it is now, and everybody who may stand by (InputError: nobody has a seat)."""
    members = members_of(dossier)
    if not members:
        raise InputError(Finding("refill-not-drawn"))
    target, pool = pool_at(dossier)
    out = frozenset(seat.code for seat in seats(dossier)) - members
    return make_case(
        subpool(pool, frozenset(pool.ids) - out), target.quotas, sorted(members), model
    )


def observed(place: Place) -> list[Seen]:
    """What became of everybody who had a seat in an earlier assembly: values, and who stayed.

    Raises:
        InputError: the dossier cannot be read, or the answers in it have been erased.
    """
    with reading(place) as dossier:
        stayed = _stayed(dossier)
        target = decided(dossier.connection).need_target()
        pool = pool_of(dossier, target, View(also=frozenset(stayed)))
    return [
        (dict(zip(pool.categories, values, strict=True)), stayed[code])
        for code, values in zip(pool.ids, pool.values, strict=True)
        if code in stayed
    ]


def _stayed(dossier: Dossier) -> dict[str, bool]:
    """Whether everybody who was drawn stayed to the end, or of their term; others may have come."""
    table = schema.seats
    rows = dossier.connection.execute(select(table.c.code, table.c.state).order_by(table.c.id))
    telling = (*STAYING, SERVED, *GONE)  # "replaced" says nothing of why
    last = {code: state for code, state in rows if state in telling}
    return {code: state not in GONE for code, state in last.items()}


def _check_sources(order: Order) -> None:
    """Raise when rates come from more than one source (InputError)."""
    if (order.rate is not None) + (order.rates is not None) + bool(order.earlier) > 1:
        raise InputError(Finding("standby-sources"))


def _model(order: Order, quotas: Quotas) -> Dropout:
    if order.rates is not None:
        return read_rates(order.rates, quotas)
    return equal_rate(USUAL_RATE if order.rate is None else order.rate)


def _settings(order: Order, case: Case) -> Settings:
    """The settings; without a seed one that the panel, the pool, the quotas and the rates fix."""
    derived = hashlib.sha256(json_bytes(input_digests(case))).hexdigest()
    settings = Settings(
        order.standbys,
        derived if order.seed is None else order.seed,
        order.samples,
        order.measure,
        order.tickets,
        order.slack,
    )
    check_settings(settings)
    return settings
