"""draw.json of sets of standbys, and seated.json: who of them was given a seat."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortition.assembly.chain import number_of
from sortition.drawn import Entry, seed_ticket
from sortition.reading import digest, fields, many, need, published, read_json, text, whole
from sortition.record import DRAW, TICKETS, json_bytes, sealed
from sortition.replacement.record import quotas_content, read_quotas
from sortition.standbys.record import STANDBYS, read_figures, read_tickets
from stratification.files import read_bytes
from stratification.quotas import Quotas

DRAW_FORMAT, FORMAT = "sortition-standbys-draw-1", "sortition-seated-1"
SEATED = "seated.json"
_DRAW_KEYS = ("format", "digest", "standbys", "draws", "panel")
_KEYS = (
    *("format", "digest", "record", "standbys", "ticket", "seats"),
    *("staying", "aside", "order", "seated", "pool", "quotas"),
)


def draw_bytes(lottery: str, entries: Sequence[Entry], people: Sequence[str]) -> bytes:
    """draw.json: every draw, the last of which counts, and who stands by."""
    content = {
        "format": DRAW_FORMAT,
        "standbys": lottery,
        "draws": [one.content() for one in entries],
        "panel": list(people),
    }
    return json_bytes(sealed(content))


def earlier_draws(folder: Path) -> tuple[Entry, ...]:
    """The draws of a record of sets so far; () before the first.

    Raises:
        InputError: draw.json cannot be read.
        VerificationError: it is not right.
    """
    if not (folder / DRAW).exists():
        return ()
    content = read_json(read_bytes(folder / DRAW), DRAW_FORMAT, _DRAW_KEYS)
    figures = read_figures(folder)
    data = published(folder, TICKETS, figures.digests[TICKETS], STANDBYS)
    tickets = read_tickets(data, figures)
    found = []
    for at, row in enumerate(many(content["draws"], "draws")):
        entry = _entry(row, at)
        need(entry.ticket in tickets, "record-value", key="ticket")
        if entry.seed is not None:
            given = seed_ticket(entry.seed, len(tickets))
            need(entry.ticket == given, "draw-other-ticket", number=at + 1, ticket=given)
        found.append(entry)
    need(bool(found), "record-value", key="draws")
    need(content["panel"] == list(tickets[found[-1].ticket]), "draw-other-panel")
    need(content["standbys"] == standbys_digest(folder), "draw-other-lottery")
    return tuple(found)


def drawn_people(folder: Path) -> tuple[str, ...]:
    """Who stands by, by the draw in a record of sets; () before it (errors: `earlier_draws`)."""
    entries = earlier_draws(folder)
    if not entries:
        return ()
    figures = read_figures(folder)
    data = published(folder, TICKETS, figures.digests[TICKETS], STANDBYS)
    return read_tickets(data, figures)[entries[-1].ticket]


def _entry(value: Any, at: int) -> Entry:
    row = fields(value, ("ticket", "source", "seed", "reason"))
    entry = Entry(text(row["ticket"], "ticket"), row["seed"], row["reason"])
    need(row["source"] == entry.source, "record-value", key="source")
    need(entry.seed is None or isinstance(entry.seed, str), "record-value", key="seed")
    good = isinstance(entry.reason, str) if at else entry.reason is None
    need(good, "draw-reason")
    return entry


def standbys_digest(folder: Path) -> str:
    """The digest of standbys.json, which `read_figures` checks."""
    return str(json.loads(read_bytes(folder / STANDBYS))["digest"])


@dataclass(frozen=True)
class Seating:
    """Who was seated of those who stood by.

    Parameters:
        record, standbys, ticket: the record of the sets, its digest, and what was drawn of it.
        seats: of the whole panel.
        staying: those who had a seat before.
        aside: those who stood by and could not be seated: they live with a member.
        order: those who stood by, in the order of their numbers.
        seated: those who got a seat, in that order.
        pool: the digest of everybody's answers and homes.
        quotas: of the whole panel.
    """

    record: str
    standbys: str
    ticket: str
    seats: int
    staying: Collection[str]
    aside: Collection[str]
    order: Sequence[str]
    seated: Sequence[str]
    pool: str
    quotas: Quotas


def seating_bytes(seating: Seating) -> dict[str, bytes]:
    """The file of the record."""
    content = {
        "format": FORMAT,
        **vars(seating),
        "staying": sorted(seating.staying),
        "aside": sorted(seating.aside),
        "order": list(seating.order),
        "seated": list(seating.seated),
        "quotas": quotas_content(seating.quotas, ())["quotas"],
    }
    return {SEATED: json_bytes(sealed(content))}


def read_seated(folder: Path) -> Mapping[str, Any]:
    """seated.json, right in itself (VerificationError: it is not)."""
    content = read_json(read_bytes(folder / SEATED), FORMAT, _KEYS)
    need(number_of(text(content["record"], "record")) is not None, "record-value", key="record")
    for key in ("standbys", "pool"):
        digest(content[key], key)
    read_quotas(content)
    text(content["ticket"], "ticket")
    seats = whole(content["seats"], "seats", 1)
    lists = {
        key: [text(code, key) for code in many(content[key], key)]
        for key in ("staying", "aside", "order", "seated")
    }
    for key in ("staying", "aside"):
        need(lists[key] == sorted(set(lists[key])), "record-value", key=key)
    parts = [set(lists[key]) for key in ("staying", "aside", "order")]
    need(len(set.union(*parts)) == sum(map(len, parts)), "record-value", key="order")
    vacant = seats - len(lists["staying"])
    need(len(lists["seated"]) == min(vacant, len(lists["order"])), "record-value", key="seated")
    chosen = [code for code in lists["order"] if code in lists["seated"]]
    need(bool(chosen) and chosen == lists["seated"], "record-value", key="seated")
    return content
