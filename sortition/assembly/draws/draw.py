"""The draw of the lottery that was published last, whatever it is about."""

from __future__ import annotations

from collections.abc import Collection

from sortition.assembly.decided import decided
from sortition.assembly.draws.seats import (
    end_terms,
    give_back,
    give_seats,
    members_of,
    replace_leavers,
    take_back,
)
from sortition.assembly.draws.standbys_draw import draw_standbys
from sortition.assembly.draws.vacancies import check_current, ended_by, left_of
from sortition.assembly.publishing import (
    PANEL,
    REPLACEMENT,
    ROTATION,
    STANDBYS,
    Published,
    check_last,
    last_lottery,
    made_at,
    note_ticket,
)
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.draw import Choice, Drawn
from sortition.draw import decide as decide_draw
from sortition.record import CHANCES, DRAW
from sortition.record_files import read_chances, read_lottery
from sortition.replacement.order import RESERVES, order_bytes, order_seed, reserve_order
from sortition.replacement.record import read_replacement
from stratification.errors import Finding, InputError
from stratification.files import read_bytes


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
