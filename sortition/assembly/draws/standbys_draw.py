"""Standbys are drawn in public, and seated on the day by one rule.

Of all ways to fill as many seats as are open (or as there are standbys), the one is taken whose
panel deviates least from the quotas: the fewest quotas broken, then the fewest seats off, then the
smallest sum of seats off over the quota's maximum. Of equally good ways it is the first in the
order of everybody's number, `sortition.stream.number(seed, "seat TICKET", code)`, compared person
by person. The seed is the public one of their draw; when a number was thrown, that of the sets. Who
lives with a member by now (a reserve who was called, say) stands aside where at most one person of
a home may have a seat. Both are records: draw.json beside the sets, and seated.json of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from sortition.assembly.draws.refill import pool_at
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
from sortition.replacement.order_file import order_seed
from sortition.standbys.record import drawn_standbys, read_figures
from sortition.stream import number
from stratification.errors import Finding, InputError
from stratification.pool import Pool
from stratification.quotas import Quotas
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
        folder = change.records / drawn.folder
        seed = order_seed(read_figures(folder).settings.seed, earlier_draws(folder)[-1].seed)
        order = sorted(
            frozenset(waiting) - aside, key=lambda code: number(seed, f"seat {drawn.ticket}", code)
        )
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
        )
        made = publish(change, SEATED, seating_bytes(seating), since)
        seat_standbys(change, chosen, since)
        left = sorted((one.day, one.code) for one in seats(change) if one.state in LEFT)
        filled = len(left) if len(chosen) == vacant else len(chosen)
        replace_leavers(change, [code for _, code in left[:filled]], since)
        return Seated(chosen, made)


def housemates(pool: Pool, members: Collection[str]) -> frozenset[str]:
    """Everybody who lives with a member; nobody where homes play no part."""
    if pool.households is None:
        return frozenset()
    pairs = list(zip(pool.ids, pool.households, strict=True))
    taken = {home for code, home in pairs if code in members}
    return frozenset(code for code, home in pairs if home in taken) - frozenset(members)


def best_way(
    pool: Pool, quotas: Quotas, staying: Collection[str], order: Sequence[str], vacant: int
) -> tuple[str, ...]:
    """Which standbys are seated, in the order of their numbers.

    Parameters:
        pool: with everybody in it.
        order: those who stand by, in the order of their numbers.
        vacant: the number of open seats.
    """
    answers = dict(zip(pool.ids, pool.values, strict=True))
    places = {name: at for at, name in enumerate(pool.categories)}
    kept = [answers[code] for code in staying]

    def misses(way: Sequence[str]) -> tuple[int, int, Fraction]:
        people = [*kept, *(answers[code] for code in way)]
        broken, off, relative = 0, 0, Fraction(0)
        for columns, rows in quotas.by_columns.items():
            counts = Counter(tuple(values[places[name]] for name in columns) for values in people)
            for row in rows:
                have = counts[tuple(value for _, value in row.pairs)]
                seats_off = max(row.min - have, have - row.max, 0)
                broken += seats_off > 0
                off += seats_off
                relative += Fraction(seats_off, max(row.max, 1))
        return broken, off, relative

    ways = combinations(order, min(vacant, len(order)))
    return min(ways, key=misses)
