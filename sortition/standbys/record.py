"""The public files of a lottery over sets of standbys: figures, chances, tickets.

docs/standbys.md says what is in them. No file holds what anybody answered, nor anybody's drop-out
probability: the digests show that they are those that were used.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sortition.drawn import seed_ticket
from sortition.publish import versions
from sortition.reading import (
    about,
    fields,
    fraction,
    many,
    mapping,
    natural,
    need,
    published,
    read_csv,
    read_json,
    text,
    whole,
)
from sortition.reading import digest as digest_of
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
from sortition.record_files import check_ids
from sortition.standbys.fair import StandbyLottery
from sortition.standbys.samples import LABEL, MEASURES, Case, Settings
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
from stratification.problem import canonical
from stratification.tables import guard, table_bytes

STANDBYS = "standbys.json"
FORMAT = LABEL
_COUNTS = ("standbys", "samples", "tickets", "rounds", "seats", "people", "found")
_FRACTIONS = ("slack", "extra", "value", "bound", "limit", "expected")
_TEXTS = ("format", "seed", "measure", "status", "digest")
_KEYS = (*_COUNTS, *_FRACTIONS, *_TEXTS, "values", "digests", "versions")
INPUTS = ("pool", "quotas", "panel", "drop_out")
_DIGESTS = (*INPUTS, CHANCES, TICKETS)


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
    return table_bytes(["ticket", *_members(lottery.choice.settings.standbys)], rows)


def _members(standbys: int) -> list[str]:
    return [f"member_{number + 1}" for number in range(standbys)]


@dataclass(frozen=True)
class Figures:
    """standbys.json, with its fractions as fractions; `values` are by ticket."""

    settings: Settings
    seats: int
    people: int
    value: Fraction
    bound: Fraction
    limit: Fraction
    expected: Fraction
    values: tuple[Fraction, ...]
    digests: dict[str, str]


def read_figures(folder: Path) -> Figures:
    """standbys.json, right in itself.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/standbys.md asks for.
    """
    content = read_json(read_bytes(folder / STANDBYS), FORMAT, _KEYS)
    count = {key: whole(content[key], key, 0 if key == "rounds" else 1) for key in _COUNTS}
    share = {key: fraction(content[key], key) for key in _FRACTIONS}
    need(content["measure"] in MEASURES, "record-value", key="measure")
    need(content["status"] in ("optimal", "bounded"), "record-value", key="status")
    for version in mapping(content["versions"], "versions").values():
        text(version, "versions")
    values = tuple(fraction(value, "values") for value in many(content["values"], "values"))
    digests = fields(content["digests"], _DIGESTS)
    settings = Settings(
        count["standbys"], text(content["seed"], "seed"), count["samples"], content["measure"],
        count["tickets"], share["slack"], share["extra"], count["rounds"],
    )  # fmt: skip
    need(len(values) == settings.tickets, "record-value", key="values")
    need(share["bound"] <= share["value"], "record-value", key="bound")
    limit = (1 + share["slack"]) * share["value"] + share["extra"]
    need(share["limit"] == limit, "record-value", key="limit")
    need(all(share["bound"] <= one <= limit for one in values), "record-value", key="values")
    mean = sum(values, Fraction(0)) / len(values)
    need(share["expected"] == mean, "record-value", key="expected")
    return Figures(
        settings, count["seats"], count["people"], share["value"], share["bound"], limit, mean,
        values, {key: digest_of(value, "digests") for key, value in digests.items()},
    )  # fmt: skip


Shares = dict[str, tuple[str, int]]
Tickets = dict[str, tuple[str, ...]]


def read_shares(data: bytes, figures: Figures) -> Shares:
    """chances.csv: everybody who may stand by, the chance as written, and the tickets."""
    rows = read_csv(data, ["id", "chance", "tickets"])
    need(len(rows) == figures.people, "standbys-rows", rows=len(rows), stated=figures.people)
    check_ids([row[0] for row in rows])
    return {person: (chance, natural(tickets, "tickets")) for person, chance, tickets in rows}


def read_tickets(data: bytes, figures: Figures) -> Tickets:
    """tickets.csv: the sets by ticket."""
    total = figures.settings.tickets
    rows = read_csv(data, ["ticket", *_members(figures.settings.standbys)])
    need(len(rows) == total, "standbys-rows", rows=len(rows), stated=total)
    for number, (ticket, *people) in enumerate(rows):
        name = ticket_text(number, total)
        need(ticket == name, "record-ticket-number", row=number + 2, ticket=name)
        need(people == sorted(set(people)), "record-ticket-order", ticket=name)
    return {ticket: tuple(people) for ticket, *people in rows}


def drawn_standbys(
    folder: Path, ticket: str | None = None, seed: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """The ticket that a number thrown in public, or a seed, gives, and the ids on it.

    Raises:
        InputError: not one of the two, no such ticket, or the seed was known beforehand.
        VerificationError: the record has been changed.
    """
    with about(STANDBYS):
        figures = read_figures(folder)
    with about(TICKETS):
        data = published(folder, TICKETS, figures.digests[TICKETS], STANDBYS)
        tickets = read_tickets(data, figures)
    if (ticket is None) == (seed is None):
        raise InputError(Finding("draw-choice"))
    if seed is not None:
        if not seed.strip():
            raise InputError(Finding("draw-seed-blank"))
        if seed.strip() == figures.settings.seed.strip():
            raise InputError(Finding("draw-seed-known"))
        name = seed_ticket(seed, len(tickets))
        return name, tickets[name]
    number = (ticket or "").strip()
    if not (number.isascii() and number.isdigit() and int(number) < len(tickets)):
        most = ticket_text(len(tickets) - 1, len(tickets))
        raise InputError(Finding("draw-ticket-number", {"most": most}))
    name = ticket_text(int(number), len(tickets))
    return name, tickets[name]
