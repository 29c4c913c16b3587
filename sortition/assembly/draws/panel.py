"""The lottery of the panel, from the dossier.

The quotas are published with the tickets, before the number is thrown. With an overdraw of 10% the
panel of 100 becomes one of 110, whose quotas are those of the panel times 1.1, rounded outwards, so
that people may drop out before the first meeting without a new draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from sortition.assembly import facts, schema
from sortition.assembly.decided import QUOTAS_FILE, decide, decided
from sortition.assembly.draws.pool import View, pool_of, source_of
from sortition.assembly.publishing import PANEL, check_waiting, publish_lottery
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.lottery import Lottery, Settings, check_settings, make_lottery
from sortition.publish import lottery_files
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.problem import make_problem
from stratification.quotas import quota_bytes

MOST_OVERDRAW = Fraction(1)


@dataclass(frozen=True)
class Order:
    """How the panel is drawn.

    Parameters:
        settings: of the lottery.
        households: at most one person from each home.
        overdraw: extra seats, as a share of the panel.
        again: why there is another lottery, when there was one already.
    """

    settings: Settings = field(default_factory=Settings)
    households: bool = False
    overdraw: Fraction = Fraction(0)
    again: str | None = None


@dataclass(frozen=True)
class Made:
    """A lottery and the folder of its record."""

    lottery: Lottery
    folder: str


def make(place: Place, actor: Actor, order: Order, progress: Progress = silent) -> Made:
    """Make and publish the lottery of the panel.

    Raises:
        InputError: a setting is wrong, answers are missing, there are no quotas, or there was a
            lottery already and no reason is given.
        NoPanelError, TimeLimitError, SolverError: as `sortition.lottery.make_lottery`.
    """
    check_settings(order.settings)
    if not 0 <= order.overdraw <= MOST_OVERDRAW:
        raise InputError(Finding("assembly-overdraw"))
    with changing(place, actor) as change:
        _check_first(change, order)
        target = decided(change.connection).need_target()
        target = target.scaled(ceil(target.seats * (1 + order.overdraw)))
        pool = pool_of(change, target, View(order.households))
        if target.seats > len(pool.ids):
            counts = {"seats": target.seats, "people": len(pool.ids)}
            raise InputError(Finding("assembly-too-few", counts))
        problem = make_problem(pool, target.quotas, target.seats)
        lottery = make_lottery(problem, order.settings, progress)
        since = change.event(
            "lottery",
            why=order.again,
            people=len(pool.ids),
            seats=target.seats,
            tickets=len(lottery.tickets),
            rule=lottery.rule,
        )
        decide(change.connection, since, households=order.households)
        quotas = {QUOTAS_FILE: quota_bytes(target.quotas)}
        files = lottery_files(lottery, source_of(pool)) | quotas
        folder = publish_lottery(change, PANEL, files, since)
    return Made(lottery, folder)


def _check_first(change: Change, order: Order) -> None:
    """Raise when the panel has been drawn, or its lottery must not be made (InputError)."""
    if change.connection.execute(facts.current(schema.seats)).first() is not None:
        raise InputError(Finding("assembly-seats-taken"))
    check_waiting(change, order.again)
