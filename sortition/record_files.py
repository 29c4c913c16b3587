"""lottery.json, chances.csv and tickets.csv: read strictly, right in themselves.

Whether they are right together, and proven, is for `sortition.verify` to check.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from sortition.reading import (
    digest,
    fields,
    fraction,
    many,
    mapping,
    natural,
    need,
    read_csv,
    read_json,
    text,
    whole,
)
from sortition.record import (
    CHANCES,
    LOTTERY,
    LOTTERY_FORMAT,
    MEMBERS,
    PROOF,
    RULES,
    TICKETS,
    ticket_text,
)
from stratification.files import read_bytes

_UNGUARDED = ("=", "+", "-", "@", "\t", "\r")
_COUNTS = ("seats", "pool_size", "tickets")
_FRACTIONS = ("minimum_chance", "maximum_chance", "bound", "gap")
_TEXTS = ("format", "rule", "status", "attained", "seed", "digest")
_OTHERS = ("gamma", "worst_ticket_error", "digests", "versions", "id_column", "household")
_LOTTERY_KEYS = (*_TEXTS, *_COUNTS, *_FRACTIONS, *_OTHERS)
_DIGESTS = ("pool", "quotas", CHANCES, TICKETS, PROOF, MEMBERS)


@dataclass(frozen=True)
class Figures:
    """lottery.json, with its fractions as fractions."""

    rule: str
    gamma: Fraction | None
    seats: int
    pool_size: int
    tickets: int
    status: str
    attained: str
    minimum_chance: Fraction
    maximum_chance: Fraction
    bound: Fraction
    gap: Fraction
    worst_ticket_error: Fraction
    seed: str
    digests: dict[str, str]
    digest: str
    id_column: str | None
    household: tuple[str, ...]


def read_lottery(folder: Path) -> Figures:
    """lottery.json, right in itself; what it states is still to be checked.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/record.md asks for.
    """
    content = read_json(read_bytes(folder / LOTTERY), LOTTERY_FORMAT, _LOTTERY_KEYS)
    counts = {key: whole(content[key], key, 1) for key in _COUNTS}
    shares = {key: fraction(content[key], key) for key in _FRACTIONS}
    need(counts["seats"] <= counts["pool_size"], "record-value", key="seats")
    for version in mapping(content["versions"], "versions").values():
        text(version, "versions")
    column, digests = content["id_column"], fields(content["digests"], _DIGESTS)
    household = many(content["household"], "household")
    rule, gamma = _one_of(content["rule"], "rule", RULES), content["gamma"]
    need((gamma is None) == (RULES[rule] != "balance"), "record-value", key="gamma")
    weight = None if gamma is None else fraction(gamma, "gamma")
    need(weight is None or weight > 0, "record-value", key="gamma")
    return Figures(
        rule=rule,
        gamma=weight,
        seats=counts["seats"],
        pool_size=counts["pool_size"],
        tickets=counts["tickets"],
        status=_one_of(content["status"], "status", ("optimal", "bounded")),
        attained=_one_of(content["attained"], "attained", ("exact", "tickets", "no")),
        minimum_chance=shares["minimum_chance"],
        maximum_chance=shares["maximum_chance"],
        bound=shares["bound"],
        gap=shares["gap"],
        worst_ticket_error=_decimal(content["worst_ticket_error"], "worst_ticket_error"),
        seed=text(content["seed"], "seed"),
        digests={key: digest(value, "digests") for key, value in digests.items()},
        digest=content["digest"],
        id_column=None if column is None else text(column, "id_column"),
        household=tuple(text(name, "household") for name in household),
    )


def _one_of(value: Any, key: str, allowed: Collection[str]) -> str:
    need(isinstance(value, str) and value in allowed, "record-value", key=key)
    return str(value)


def _decimal(value: Any, key: str) -> Fraction:
    """A JSON number, as it is written."""
    good = type(value) is int or (type(value) is float and isfinite(value))
    need(good, "record-value", key=key)
    return Fraction(repr(value))


@dataclass(frozen=True)
class Share:
    """A row of chances.csv: the chance as it is written, and the number of tickets."""

    chance: str
    tickets: int


Shares = dict[str, Share]


def read_chances(data: bytes, pool_size: int) -> Shares:
    """chances.csv: everybody by id, in order."""
    rows = read_csv(data, ["id", "chance", "tickets"])
    need(len(rows) == pool_size, "record-people", people=len(rows), stated=pool_size)
    shares = {
        person: Share(chance, natural(tickets, "tickets")) for person, chance, tickets in rows
    }
    check_ids([row[0] for row in rows])
    return shares


def check_ids(ids: list[str]) -> None:
    """Ids must be different, sorted, and safe in a spreadsheet."""
    need(all(a < b for a, b in pairwise(ids)), "record-ids-order")
    need(not any(person.startswith(_UNGUARDED) for person in ids), "record-ids-guard")


Tickets = dict[str, tuple[str, ...]]


def read_tickets(data: bytes, ids: Collection[str], figures: Figures) -> Tickets:
    """tickets.csv: the panels by ticket; the ids must be those of chances.csv."""
    header = ["ticket", *(f"member_{seat + 1}" for seat in range(figures.seats))]
    rows = read_csv(data, header)
    need(len(rows) == figures.tickets, "record-tickets", rows=len(rows), stated=figures.tickets)
    for number, (ticket, *panel) in enumerate(rows):
        name = ticket_text(number, figures.tickets)
        need(ticket == name, "record-ticket-number", row=number + 2, ticket=name)
        ordered = all(a < b for a, b in pairwise(panel))
        need(ordered, "record-ticket-order", ticket=name)
        need(all(person in ids for person in panel), "record-ticket-stranger", ticket=name)
    return {ticket: tuple(panel) for ticket, *panel in rows}
