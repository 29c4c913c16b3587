"""The public files of a lottery over sets of standbys: figures, chances, tickets.

docs/standbys.md says what is in them. No file holds what anybody answered, nor anybody's drop-out
probability: the digests show that they are those that were used.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortition.drawn import seed_ticket
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
from sortition.record import CHANCES, TICKETS, ticket_text
from sortition.record_files import check_ids
from sortition.standbys.settings import LABEL, MEASURES, Settings
from stratification.errors import Finding, InputError
from stratification.files import read_bytes

STANDBYS = "standbys.json"
FORMAT = LABEL
_COUNTS = ("standbys", "samples", "tickets", "rounds", "seats", "people", "found")
_FRACTIONS = ("slack", "extra", "value", "bound", "limit", "expected")
_TEXTS = ("format", "seed", "measure", "status", "digest")
_KEYS = (*_COUNTS, *_FRACTIONS, *_TEXTS, "values", "digests", "versions")
INPUTS = ("pool", "quotas", "panel", "drop_out")
_DIGESTS = (*INPUTS, CHANCES, TICKETS)


def member_columns(standbys: int) -> list[str]:
    """The columns of tickets.csv after the first."""
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
    rows = read_csv(data, ["ticket", *member_columns(figures.settings.standbys)])
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
