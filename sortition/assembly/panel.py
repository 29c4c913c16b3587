"""The lottery of the panel and its draw, from the dossier.

The quotas are published with the tickets, before the number is thrown. With an overdraw of 10% the
panel of 100 becomes one of 110, whose quotas are those of the panel times 1.1, rounded outwards, so
that people may drop out before the first meeting without a new draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor

from sortition.assembly import facts, schema
from sortition.assembly.decided import QUOTAS_FILE, Target, decide, decided
from sortition.assembly.pool import View, pool_of, source_of
from sortition.assembly.publishing import (
    Published,
    check_waiting,
    last_lottery,
    note_ticket,
    publish_lottery,
)
from sortition.assembly.refill import REPLACEMENT, check_current, left_of
from sortition.assembly.seats import give_seats, replace_leavers, take_back
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.draw import Choice, Drawn
from sortition.draw import decide as decide_draw
from sortition.lottery import Lottery, Settings, check_settings, make_lottery
from sortition.publish import lottery_files
from sortition.record import CHANCES, DRAW
from sortition.record_files import read_chances, read_lottery
from sortition.replacement import reserve_order
from sortition.replacement.order_file import RESERVES, order_bytes
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
from stratification.problem import make_problem
from stratification.quotas import Quotas, quota_bytes

PANEL = "panel"
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


def overdrawn(target: Target, share: Fraction) -> Target:
    """The target with extra seats under scaled quotas.

    A panel that meets the quotas, blown up by 1 + share, meets these: bounds are rounded outwards.

    >>> from stratification.quotas import Quota
    >>> quotas = Quotas((Quota("sex", "woman", 4, 6),))
    >>> scaled = overdrawn(Target(10, quotas), Fraction(1, 10))
    >>> scaled.seats, scaled.quotas.rows[0].min, scaled.quotas.rows[0].max
    (11, 4, 7)
    """
    if share == 0:
        return target
    scale = 1 + share
    rows = [
        replace(row, min=floor(row.min * scale), max=ceil(row.max * scale))
        for row in target.quotas.rows
    ]
    return replace(target, seats=ceil(target.seats * scale), quotas=Quotas(tuple(rows)))


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
        target = overdrawn(decided(change.connection).need_target(), order.overdraw)
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


# ---- the draw ----


def draw(place: Place, actor: Actor, choice: Choice) -> tuple[Drawn, str]:
    """Draw the lottery that was published last; what was drawn, and the record's folder.

    Raises:
        InputError: there is no lottery, the choice cannot be used, or it was drawn already and
            no reason is given for drawing again.
        VerificationError: the record was changed.
    """
    with changing(place, actor) as change:
        last = last_lottery(change)
        if last is None:
            raise InputError(Finding("assembly-no-lottery"))
        if last.kind == REPLACEMENT:
            check_current(change, last.folder)
        content, drawn = decide_draw(change.records / last.folder, choice)
        since = change.event(
            "draw",
            why=choice.redraw,
            folder=last.folder,
            ticket=drawn.ticket,
            people=len(drawn.panel),
        )
        change.publish(last.folder, {DRAW: content} | _reserves(change, last, drawn), since)
        note_ticket(change, last, drawn.ticket, since)
        if choice.redraw is not None:
            take_back(change, last.folder, since)
        elif last.kind == REPLACEMENT:
            replace_leavers(change, left_of(change, last.folder), since)
        give_seats(change, drawn.panel, last.folder, since)
    return drawn, last.folder


def _reserves(change: Change, lottery: Published, drawn: Drawn) -> dict[str, bytes]:
    """The order of reserves, which the draw of the panel fixes as well."""
    if lottery.kind != PANEL:
        return {}
    folder = change.records / lottery.folder
    figures = read_lottery(folder)
    ids = read_chances(read_bytes(folder / CHANCES), figures.pool_size)
    order = reserve_order(set(ids) - set(drawn.panel), figures.seed, drawn.ticket)
    return {RESERVES: order_bytes(order)}
