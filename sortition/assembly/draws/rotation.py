"""Rotation: part of the panel is renewed at the end of a term, and the balance is carried on.

Those who have served most terms leave first; among equals a lottery decides who stays. The quotas
of those who stay are those of the panel, scaled to their number and rounded outwards, so that the
part that stays is a small panel itself, and so is the part that comes. The seats that fall open
are filled by `sortition.assembly.draws.refill`: then the whole panel meets its quotas again, term
after term.

The lottery is one over who stays. Its record is that of a replacement: those with fewer terms stay
for certain, and those with more cannot be drawn. Where terms alone decide, terms.json is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.draws.pool import source_of
from sortition.assembly.draws.seats import SERVED, STAYING, end_terms, seats
from sortition.assembly.draws.terms_file import terms_bytes
from sortition.assembly.draws.vacancies import pool_at
from sortition.assembly.publishing import (
    ROTATION,
    TERMS,
    check_waiting,
    publish,
    publish_lottery,
)
from sortition.assembly.store import Actor, Change, Dossier, Place, changing
from sortition.lottery import Settings, check_settings
from sortition.replacement.lottery import Replacement, make_replacement
from sortition.replacement.publish import replacement_files
from sortition.replacement.vacancy import Vacancy, subpool
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError


@dataclass(frozen=True)
class Order:
    """How the panel is renewed.

    Parameters:
        stay: how many people stay for another term.
        settings: of the lottery.
        accept_deviation: when the quotas of those who stay cannot be kept, take the nearest.
        again: why there is another lottery, when the one before it is not drawn yet.
    """

    stay: int
    settings: Settings = field(default_factory=Settings)
    accept_deviation: bool = False
    again: str | None = None


@dataclass(frozen=True)
class Rotation:
    """What comes of it: the record, and the lottery in it (None: none was needed).

    `stay` and `leave`: the codes of those who stay and leave for certain.
    """

    stay: frozenset[str]
    leave: frozenset[str]
    folder: str = ""
    made: Replacement | None = None


def rotate(place: Place, actor: Actor, order: Order, progress: Progress = silent) -> Rotation:
    """Let the term of a part of the panel end: by a lottery, where terms do not decide it.

    Raises:
        InputError: nobody would leave or stay, a setting is wrong, or a lottery waits.
        NoPanelError: the quotas of those who stay cannot be kept; its findings say what is missed.
    """
    check_settings(order.settings)
    with changing(place, actor) as change:
        check_waiting(change, order.again)
        terms = terms_of(change)
        if not 1 <= order.stay < len(terms):
            params = {"stay": order.stay, "members": len(terms)}
            raise InputError(Finding("rotation-stay", params))
        stay, leave = split(terms, order.stay)
        if len(stay) < order.stay:
            return _lottery(change, order, Rotation(stay, leave), progress)
        since = change.event(
            "rotation", why=order.again, stay=order.stay, leave=len(leave), tickets=0
        )
        folder = publish(change, TERMS, terms_bytes(stay, leave), since)
        end_terms(change, leave, since)
        return Rotation(stay, leave, folder)


def split(terms: Mapping[str, int], stay: int) -> tuple[frozenset[str], frozenset[str]]:
    """Who stays and who leaves for certain, when those who served most leave first.

    >>> stay, leave = split({"a": 2, "b": 2, "c": 1, "d": 1}, 3)
    >>> sorted(stay), sorted(leave)  # a and b are equals: one of them stays
    (['c', 'd'], [])
    """
    counts = sorted(terms.values())
    last, first = counts[stay - 1], counts[stay] if stay < len(counts) else inf
    if last < first:
        kept = frozenset(code for code, count in terms.items() if count <= last)
        return kept, frozenset(terms) - kept
    fewer = frozenset(code for code, count in terms.items() if count < last)
    return fewer, frozenset(code for code, count in terms.items() if count > last)


def terms_of(dossier: Dossier) -> dict[str, int]:
    """How many terms every member has served, the present one included, by code."""
    table = schema.seats
    began: dict[str, int] = {}
    ends: set[int] = set()
    before: dict[str, Any] = {}
    undone = set()
    for row in dossier.connection.execute(select(table).order_by(table.c.id)):
        last = before.get(row.code)
        held = last.state if last is not None and last.until == row.since else None
        if row.state in STAYING and (held is None or row.code not in began):
            began[row.code] = row.since  # not when they stood by, or in a draw that was undone
        if row.state == SERVED:
            ends.add(row.since)
        elif held == SERVED and row.state in STAYING:
            undone.add(before[row.code].since)  # the draw of a rotation was done again
        before[row.code] = row
    members = [seat.code for seat in seats(dossier) if seat.state in STAYING]
    return {code: 1 + sum(end > began[code] for end in ends - undone) for code in members}


def _lottery(change: Change, order: Order, sure: Rotation, progress: Progress) -> Rotation:
    target, pool = pool_at(change)
    members = frozenset(seat.code for seat in seats(change) if seat.state in STAYING)
    quotas = target.scaled(order.stay).quotas
    vacancy = Vacancy(subpool(pool, members), quotas, order.stay, sure.stay, sure.leave)
    made = make_replacement(vacancy, order.settings, progress, order.accept_deviation)
    since = change.event(
        "rotation",
        why=order.again,
        stay=order.stay,
        leave=len(members) - order.stay,
        tickets=len(made.lottery.tickets),
    )
    files = replacement_files(made, source_of(pool))
    folder = publish_lottery(change, ROTATION, files, since)
    return Rotation(sure.stay, sure.leave, folder, made)
