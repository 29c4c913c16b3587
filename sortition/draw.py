"""Drawing: a ticket number or a seed gives one of the published panels, once.

The order in which files are written, and what a crash leaves, is told in `sortition.draw_files`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sortition.draw_files import alone, settle, write_draw
from sortition.drawn import (
    PRIVATE,
    Draws,
    Entry,
    check_private,
    read_draws,
    seed_ticket,
)
from sortition.reading import about, published
from sortition.record import (
    CHANCES,
    DRAW,
    DRAW_FORMAT,
    LOTTERY,
    PANEL,
    REMAINING,
    TICKETS,
    digest,
    json_bytes,
    sealed,
    ticket_text,
)
from sortition.record_files import Figures, Tickets, read_chances, read_lottery, read_tickets
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of
from stratification.people import Source, examine_people
from stratification.tables import guard, read_table, table_bytes
from stratification.text import is_writable, key, listed_names, listed_rows

_NUMBER = re.compile(r"0*([0-9]{1,18})")


@dataclass(frozen=True)
class Choice:
    """How the panel is chosen: by the number of a ticket or by a seed, one of the two.

    `redraw` is the reason of a draw after an earlier one; it is published in draw.json.
    """

    ticket: str | None = None
    seed: str | None = None
    redraw: str | None = None


@dataclass(frozen=True)
class Drawn:
    """The outcome. `source` is "ticket" or "seed", `draws` how often has been drawn by now.

    `panel` has the ids as tickets.csv writes them, `files` the names of the files written;
    `notices` are worth saying but no errors.
    """

    ticket: str
    source: str
    panel: tuple[str, ...]
    draws: int
    files: tuple[str, ...]
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Lottery:
    """What a draw needs of a record: the figures, all ids, and the panels by ticket."""

    figures: Figures
    ids: tuple[str, ...]
    tickets: Tickets


def draw(folder: Path, choice: Choice, pool: Source | None = None) -> Drawn:
    """Draw a panel from the lottery in a folder and write draw.json.

    Parameters:
        folder: the record that `sortition lottery` wrote.
        choice: the number or the seed, and the reason when this is not the first draw.
        pool: where the people are; then panel.csv and remaining.csv are written as well, with all
            the columns of the pool, readable by the owner only.

    Raises:
        InputError: the choice or the pool cannot be used, or has been used: nothing is drawn.
        VerificationError: the record in the folder has been changed or is not a record.
    """
    lottery = _read_lottery(folder)
    entry = _entry(choice, lottery.figures)
    panel = lottery.tickets[entry.ticket]
    private, notices = _private_files(pool, lottery, panel) if pool else ({}, ())
    with alone(folder):
        settle(folder)
        earlier = _earlier(folder, lottery, entry, pool is not None)
        content, drawn = _made(lottery, (*earlier.entries, entry), private)
        write_draw(folder, content, private)
    return replace(drawn, notices=notices)


def decide(folder: Path, choice: Choice) -> tuple[bytes, Drawn]:
    """What `draw` makes of a choice, without details of people, and draw.json; nothing is written.

    For a caller who is alone in the folder and writes draw.json.

    Raises:
        InputError: the choice cannot be used, or has been used.
        VerificationError: the record in the folder has been changed or is not a record.
    """
    lottery = _read_lottery(folder)
    entry = _entry(choice, lottery.figures)
    earlier = _earlier(folder, lottery, entry, False)
    return _made(lottery, (*earlier.entries, entry), {})


def _made(
    lottery: Lottery, entries: tuple[Entry, ...], private: Mapping[str, bytes]
) -> tuple[bytes, Drawn]:
    """draw.json of these draws, the last of which counts, and what it says."""
    last = entries[-1]
    panel = lottery.tickets[last.ticket]
    content = sealed(
        {
            "format": DRAW_FORMAT,
            "lottery": lottery.figures.digest,
            "draws": [one.content() for one in entries],
            "panel": list(panel),
            "files": {name: digest(data) for name, data in private.items()},
        }
    )
    drawn = Drawn(last.ticket, last.source, panel, len(entries), (DRAW, *private))
    return json_bytes(content), drawn


def _read_lottery(folder: Path) -> Lottery:
    """The record, when none of the files that decide about a draw has been changed."""
    if not os.path.lexists(folder / LOTTERY):
        raise InputError(Finding("draw-no-lottery", {"name": LOTTERY}, file=name_of(folder)))
    with about(LOTTERY):
        figures = read_lottery(folder)
    with about(CHANCES):
        data = published(folder, CHANCES, figures.digests[CHANCES])
        ids = read_chances(data, figures.pool_size)
    with about(TICKETS):
        data = published(folder, TICKETS, figures.digests[TICKETS])
        tickets = read_tickets(data, ids, figures)
    return Lottery(figures, tuple(ids), tickets)


# ---- the choice ----


def _entry(choice: Choice, figures: Figures) -> Entry:
    """The ticket that a choice gives.

    A seed must not be blank: that is what a forgotten setting gives, nobody can tell that it was
    meant, and everybody knew it beforehand. For the last reason it must not be the lottery's own.

    Raises:
        InputError: it gives none.
    """
    if (choice.ticket is None) == (choice.seed is None):
        raise InputError(Finding("draw-choice"))
    reason = None if choice.redraw is None else _written(choice.redraw, "draw-reason-blank")
    if choice.ticket is not None:
        number = _NUMBER.fullmatch(choice.ticket.strip())
        if number is None or int(number[1]) >= figures.tickets:
            most = ticket_text(figures.tickets - 1, figures.tickets)
            raise InputError(Finding("draw-ticket-number", {"most": most}))
        return Entry(ticket_text(int(number[1]), figures.tickets), None, reason)
    seed = _written(choice.seed or "", "draw-seed-blank")
    if key(seed) == key(figures.seed):
        raise InputError(Finding("draw-seed-known"))
    return Entry(seed_ticket(seed, figures.tickets), seed, reason)


def _written(text: str, blank: str) -> str:
    """A text for draw.json, which must say something and be writable in UTF-8."""
    if not text.strip():
        raise InputError(Finding(blank))
    if not is_writable(text):
        raise InputError(Finding("draw-text-damaged"))
    return text


def _earlier(folder: Path, lottery: Lottery, entry: Entry, with_pool: bool) -> Draws:
    """The draws so far, when this one may follow them.

    Raises:
        InputError: it may not, or would overwrite a file that no draw wrote.
        VerificationError: the earlier draw.json is not right.
    """
    present = [name for name in PRIVATE if os.path.lexists(folder / name)]
    if not os.path.lexists(folder / DRAW):
        if entry.reason is not None:
            raise InputError(Finding("draw-nothing-to-redraw"))
        if present:
            raise InputError(*(Finding("draw-file-foreign", file=name) for name in present))
        return Draws((), {})
    with about(DRAW):
        earlier = read_draws(folder, lottery.figures, lottery.tickets)
    if entry.reason is None:
        ticket = earlier.entries[-1].ticket
        raise InputError(Finding("draw-already", {"ticket": ticket}, file=DRAW))
    for name in present:
        with about(name):
            check_private(folder, name, earlier)
    if present and not with_pool:
        raise InputError(Finding("draw-redraw-pool", {"files": listed_names(present)}))
    return earlier


# ---- the pool ----


def _private_files(
    source: Source, lottery: Lottery, panel: tuple[str, ...]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """panel.csv and remaining.csv, with notices.

    Raises:
        InputError: the pool cannot be read, or has not the people of the lottery.
    """
    source = Source(source.path, source.id_column or lottery.figures.id_column)
    table = read_table(source.path)
    people = examine_people(table, source, {})
    if people.errors:
        raise InputError(*people.errors)
    rows = {guard(person): row for person, row in zip(people.ids, table.rows, strict=True)}
    known = set(lottery.ids)
    missing = [person for person in lottery.ids if person not in rows]
    strange = [n for n, i in zip(table.numbers, rows, strict=True) if i not in known]
    findings = []
    if missing:
        params: dict[str, Param] = {"ids": listed_names(missing[:10]), "count": len(missing)}
        findings.append(Finding("draw-pool-missing", params, table.path_name))
    if strange:
        params = {"rows": listed_rows(strange), "count": len(strange)}
        findings.append(Finding("draw-pool-strange", params, table.path_name))
    if findings:
        raise InputError(*findings)
    columns = table.columns
    if table.find(source.id_column or "id") is None:  # the row numbers are the ids: keep them
        columns = ("id", *columns)
        raw = dict(zip(rows, people.ids, strict=True))
        rows = {person: (raw[person], *row) for person, row in rows.items()}
    drawn = set(panel)
    files = {
        PANEL: table_bytes(columns, [rows[person] for person in panel]),
        REMAINING: table_bytes(columns, [rows[i] for i in lottery.ids if i not in drawn]),
    }
    return files, table.notices + people.notices
