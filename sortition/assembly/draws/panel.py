"""The lottery of the panel and its draw, from the dossier.

The quotas are published with the tickets, before the number is thrown. With an overdraw of 10% the
panel of 100 becomes one of 110, whose quotas are those of the panel times 1.1, rounded outwards, so
that people may drop out before the first meeting without a new draw.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from sortition.assembly import facts, schema
from sortition.assembly.decided import QUOTAS_FILE, decide, decided
from sortition.assembly.draws.pool import View, pool_of, source_of
from sortition.assembly.draws.refill import check_current, ended_by, left_of
from sortition.assembly.draws.seats import (
    end_terms,
    give_back,
    give_seats,
    members_of,
    replace_leavers,
    take_back,
)
from sortition.assembly.draws.standbys_draw import draw_standbys
from sortition.assembly.publishing import (
    PANEL,
    REPLACEMENT,
    ROTATION,
    STANDBYS,
    Published,
    check_last,
    check_waiting,
    last_lottery,
    made_at,
    note_ticket,
    publish_lottery,
)
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.draw import Choice, Drawn
from sortition.draw import decide as decide_draw
from sortition.lottery import Lottery, Settings, check_settings, make_lottery
from sortition.publish import lottery_files
from sortition.record import CHANCES, DRAW
from sortition.record_files import read_chances, read_lottery
from sortition.replacement import read_replacement, reserve_order
from sortition.replacement.order_file import RESERVES, order_bytes, order_seed
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
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
        check_last(change, last, again=choice.redraw is not None)
        if last.kind == PANEL:
            _check_target(change, last)
        if last.kind == STANDBYS:
            return draw_standbys(change, last, choice), last.folder
        if last.kind in (REPLACEMENT, ROTATION):
            check_current(change, last.folder, last.kind)
        content, drawn = decide_draw(change.records / last.folder, choice)
        since = change.event(
            "draw",
            why=choice.redraw,
            folder=last.folder,
            ticket=drawn.ticket,
            people=len(drawn.panel),
        )
        change.publish(
            last.folder, {DRAW: content} | _reserves(change, last, drawn, choice.seed), since
        )
        back = ended_by(change, last.folder)
        note_ticket(change, last, drawn.ticket, since)
        _take_seats(change, last, drawn, back, since)
    return drawn, last.folder


def _check_target(change: Change, lottery: Published) -> None:
    """Raise when the quotas have changed since a lottery was made (InputError)."""
    made = decided(change.connection, made_at(change, lottery.folder)).need_target()
    if made != decided(change.connection).need_target():
        raise InputError(Finding("assembly-draw-quotas", {"folder": lottery.folder}))


def _take_seats(
    change: Change, lottery: Published, drawn: Drawn, back: Collection[str], since: int
) -> None:
    """Note what the draw means for people's seats; `back` are those whose term had not to end."""
    if drawn.draws > 1:
        take_back(change, lottery.folder, since)
    if lottery.kind == ROTATION:
        give_back(change, back, since)
        stated = read_replacement(change.records / lottery.folder)
        end_terms(change, members_of(change) - {*stated.staying, *drawn.panel}, since)
        return
    if lottery.kind == REPLACEMENT and drawn.draws == 1:
        replace_leavers(change, left_of(change, lottery.folder), since)
    give_seats(change, drawn.panel, lottery.folder, since)


def _reserves(
    change: Change, lottery: Published, drawn: Drawn, seed: str | None
) -> dict[str, bytes]:
    """The order of reserves, which the draw of the panel fixes as well."""
    if lottery.kind != PANEL:
        return {}
    folder = change.records / lottery.folder
    figures = read_lottery(folder)
    ids = read_chances(read_bytes(folder / CHANCES), figures.pool_size)
    fixed = order_seed(figures.seed, seed)
    order = reserve_order(set(ids) - set(drawn.panel), fixed, drawn.ticket)
    return {RESERVES: order_bytes(order)}
