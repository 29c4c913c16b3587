"""draw.json: which ticket was drawn and how, read and checked (docs/record.md, section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortition.reading import digest, fields, many, mapping, need, published, read_json, text
from sortition.record import DRAW, DRAW_FORMAT, PANEL, REMAINING, ticket_text
from sortition.record_files import Figures, Tickets
from sortition.stream import Stream
from stratification.files import read_bytes

PRIVATE = (PANEL, REMAINING)
_KEYS = ("format", "lottery", "draws", "panel", "files", "digest")


@dataclass(frozen=True)
class Entry:
    """One draw. `seed` is None when the number was thrown in public, `reason` in the first draw."""

    ticket: str
    seed: str | None
    reason: str | None

    @property
    def source(self) -> str:
        """Where the ticket's number comes from."""
        return "ticket" if self.seed is None else "seed"

    def content(self) -> dict[str, Any]:
        """As it stands in draw.json."""
        return {
            "ticket": self.ticket,
            "source": self.source,
            "seed": self.seed,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Draws:
    """All draws, the last of which counts, and the digests of the private files of that one."""

    entries: tuple[Entry, ...]
    files: dict[str, str]


def seed_ticket(seed: str, tickets: int) -> str:
    """The ticket that a seed gives."""
    return ticket_text(Stream(seed, "draw").below(tickets), tickets)


def stated_files(folder: Path) -> dict[str, str]:
    """The private files that draw.json names, with their digests; empty without a draw.json.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/record.md asks for.
    """
    if not (folder / DRAW).exists():
        return {}
    content = read_json(read_bytes(folder / DRAW), DRAW_FORMAT, _KEYS)
    files = mapping(content["files"], "files")
    if files:
        fields(files, PRIVATE)
    return {name: digest(value, "files") for name, value in files.items()}


def read_draws(folder: Path, figures: Figures, tickets: Tickets) -> Draws:
    """draw.json, when it is the draw of this lottery and every draw in it is right.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/record.md asks for.
    """
    content = read_json(read_bytes(folder / DRAW), DRAW_FORMAT, _KEYS)
    need(content["lottery"] == figures.digest, "draw-other-lottery")
    rows = many(content["draws"], "draws")
    need(bool(rows), "record-value", key="draws")
    entries = tuple(_entry(row, number, tickets) for number, row in enumerate(rows))
    need(content["panel"] == list(tickets[entries[-1].ticket]), "draw-other-panel")
    return Draws(entries, stated_files(folder))


def _entry(value: Any, number: int, tickets: Tickets) -> Entry:
    row = fields(value, ("ticket", "source", "seed", "reason"))
    ticket = text(row["ticket"], "ticket")
    need(ticket in tickets, "record-value", key="ticket")
    by_seed = row["source"] == "seed"
    need(by_seed or row["source"] == "ticket", "record-value", key="source")
    need(
        isinstance(row["seed"], str) if by_seed else row["seed"] is None, "record-value", key="seed"
    )
    again = number > 0
    need(isinstance(row["reason"], str) if again else row["reason"] is None, "draw-reason")
    if by_seed:
        given = seed_ticket(row["seed"], len(tickets))
        need(ticket == given, "draw-other-ticket", number=number + 1, ticket=given)
    return Entry(ticket, row["seed"], row["reason"])


def check_private(folder: Path, name: str, draws: Draws) -> None:
    """A private file in the folder is the one that draw.json names."""
    need(name in draws.files, "draw-file-unnamed")
    published(folder, name, draws.files[name], DRAW)
