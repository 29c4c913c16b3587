"""Standbys are drawn in public, and seated on the day by one rule.

The rule is that of `sortition.assembly.draws.seating`. Both are records: draw.json beside the
sets, and seated.json of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sortition.assembly.draws.pool import people_digest
from sortition.assembly.draws.seating import best_way, housemates
from sortition.assembly.draws.seats import (
    LEFT,
    STANDBY,
    give_seats,
    members_of,
    open_seats,
    replace_leavers,
    seat_standbys,
    seats,
    take_back,
)
from sortition.assembly.draws.standbys_files import (
    Seating,
    draw_bytes,
    earlier_draws,
    seating_bytes,
)
from sortition.assembly.draws.vacancies import pool_at
from sortition.assembly.publishing import (
    STANDBYS,
    Published,
    drawn_lottery,
    note_ticket,
    publish,
)
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.draw import Choice, Drawn
from sortition.drawn import Entry
from sortition.record import DRAW
from sortition.replacement.order import order_seed
from sortition.standbys.record import drawn_standbys, read_figures
from sortition.stream import number
from stratification.errors import Finding, InputError
from stratification.text import tidy

SEATED = "seated"


def draw_standbys(change: Change, lottery: Published, choice: Choice) -> Drawn:
    """Draw one of the sets; its people stand by from now on.

    Raises:
        InputError: the choice cannot be used, or was used already and there is no reason.
        VerificationError: the record was changed.
    """
    folder = change.records / lottery.folder
    earlier = earlier_draws(folder)
    reason = tidy(choice.redraw or "")
    if earlier and not reason:
        raise InputError(Finding("draw-already", {"ticket": earlier[-1].ticket}, DRAW))
    if not earlier and choice.redraw is not None:
        raise InputError(Finding("draw-nothing-to-redraw"))
    ticket, people = drawn_standbys(folder, choice.ticket, choice.seed)
    entries = (*earlier, Entry(ticket, choice.seed, choice.redraw))
    since = change.event(
        "draw", why=choice.redraw, folder=lottery.folder, ticket=ticket, people=len(people)
    )
    content = draw_bytes(lottery.digest, entries, people)
    change.publish(lottery.folder, {DRAW: content}, since)
    note_ticket(change, lottery, ticket, since)
    if earlier:
        take_back(change, lottery.folder, since)
    give_seats(change, people, lottery.folder, since, STANDBY)
    return Drawn(ticket, entries[-1].source, people, len(entries), (DRAW,))


@dataclass(frozen=True)
class Seated:
    """Who was seated of those who stood by, and the record of it."""

    codes: tuple[str, ...]
    folder: str


def seat(place: Place, actor: Actor) -> Seated:
    """Give the open seats to standbys, by the rule.

    Raises:
        InputError: no seat is open, nobody who can be seated stands by, or answers are missing.
    """
    with changing(place, actor) as change:
        waiting = sorted(one.code for one in seats(change) if one.state == STANDBY)
        vacant = open_seats(change)
        drawn = drawn_lottery(change, STANDBYS)
        if drawn is None or drawn.ticket is None or not waiting:
            raise InputError(Finding("standby-none"))
        if not vacant:
            raise InputError(Finding("refill-no-seat"))
        target, pool = pool_at(change)
        staying = members_of(change)
        aside = housemates(pool, staying) & frozenset(waiting)
        order = _in_order(change.records / drawn.folder, drawn, frozenset(waiting) - aside)
        if not order:
            raise InputError(Finding("standby-homes"))
        chosen = best_way(pool, target.quotas, staying, order, vacant)
        since = change.event(SEATED, people=len(chosen), open=vacant)
        seating = Seating(
            record=drawn.folder,
            standbys=drawn.digest,
            ticket=drawn.ticket,
            seats=target.seats,
            staying=staying,
            aside=aside,
            order=order,
            seated=chosen,
            pool=people_digest(pool),
            quotas=target.quotas,
        )
        made = publish(change, SEATED, seating_bytes(seating), since)
        seat_standbys(change, chosen, since)
        left = sorted((one.day, one.code) for one in seats(change) if one.state in LEFT)
        filled = len(left) if len(chosen) == vacant else len(chosen)
        replace_leavers(change, [code for _, code in left[:filled]], since)
        return Seated(chosen, made)


def _in_order(folder: Path, drawn: Published, codes: Collection[str]) -> list[str]:
    """Those who stand by in the order of their numbers, by the seed of their draw."""
    seed = order_seed(read_figures(folder).settings.seed, earlier_draws(folder)[-1].seed)
    return sorted(codes, key=lambda code: number(seed, f"seat {drawn.ticket}", code))
