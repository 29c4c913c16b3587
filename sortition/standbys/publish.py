"""Writing the public files of a lottery over sets of standbys (docs/standbys.md)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sortition.publish import versions
from sortition.record import (
    CHANCES,
    TICKETS,
    chance_text,
    digest,
    fraction_text,
    json_bytes,
    sealed,
    ticket_text,
)
from sortition.standbys.fair import StandbyLottery
from sortition.standbys.record import FORMAT, STANDBYS, member_columns
from sortition.standbys.samples import Case
from stratification.canonical import canonical
from stratification.tables import guard, table_bytes


def standby_files(lottery: StandbyLottery) -> dict[str, bytes]:
    """The name and the bytes of every public file."""
    choice = lottery.choice
    case, settings = choice.case, choice.settings
    files = {CHANCES: _chances(lottery), TICKETS: _tickets(lottery)}
    content: dict[str, Any] = {
        "format": FORMAT,
        "standbys": settings.standbys,
        "samples": settings.samples,
        "measure": settings.measure,
        "tickets": settings.tickets,
        "rounds": settings.rounds,
        "slack": fraction_text(Fraction(settings.slack)),
        "extra": fraction_text(Fraction(settings.extra)),
        "seed": settings.seed,
        "seats": len(case.panel),
        "people": len(case.standing_by),
        "found": lottery.found,
        "value": fraction_text(choice.value),
        "bound": fraction_text(choice.bound),
        "status": choice.status,
        "limit": fraction_text(lottery.limit),
        "expected": fraction_text(lottery.expected),
        "values": [fraction_text(value) for value in lottery.values],
        "digests": input_digests(case) | {name: digest(data) for name, data in files.items()},
        "versions": versions(),
    }
    return {STANDBYS: json_bytes(sealed(content)), **files}


def input_digests(case: Case) -> dict[str, str]:
    """The digests of the pool, the quotas, the panel and its drop-out probabilities."""
    pool, quotas = canonical(case.pool, case.quotas)
    panel = [case.pool.ids[person] for person in case.panel]
    rates = [fraction_text(chance) for chance in case.chances]
    return {
        "pool": pool,
        "quotas": quotas,
        "panel": digest(json_bytes({"panel": panel})),
        "drop_out": digest(json_bytes({"drop_out": rates})),
    }


def _chances(lottery: StandbyLottery) -> bytes:
    ids = lottery.choice.case.problem.pool.ids
    people = zip(ids, lottery.chances, lottery.counts, strict=True)
    rows = [[person, chance_text(chance), str(count)] for person, chance, count in people]
    return table_bytes(["id", "chance", "tickets"], sorted(rows, key=lambda row: guard(row[0])))


def _tickets(lottery: StandbyLottery) -> bytes:
    total = len(lottery.tickets)
    rows = [
        [ticket_text(number, total), *sorted(ticket, key=guard)]
        for number, ticket in enumerate(lottery.tickets)
    ]
    return table_bytes(["ticket", *member_columns(lottery.choice.settings.standbys)], rows)
