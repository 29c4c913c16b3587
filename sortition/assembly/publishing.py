"""Putting a record at the end of the chain, in the transaction of a command; its lotteries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from sortition.assembly import facts, outbox, schema
from sortition.assembly.chain import CHAIN, chain_content, folder_name, number_of, state_digest
from sortition.assembly.decided import decided
from sortition.assembly.store import RECORDS, Change, Dossier
from sortition.record import LOTTERY
from stratification.errors import Finding, InputError
from stratification.text import tidy

PANEL, REPLACEMENT, ROTATION, STANDBYS = "panel", "replacement", "rotation", "standbys"
LOTTERIES = (PANEL, REPLACEMENT, ROTATION, STANDBYS)
"""The kinds of lotteries."""

TERMS = "terms"
"""The kind of a rotation that needs no lottery."""

RESERVES = "reserves"
"""The kind of the record of a reserve who was called."""

SEATING = (RESERVES, "seated")
"""The kinds of other records that give seats by what people answered."""


def next_folder(dossier: Dossier, kind: str) -> str:
    """The name that the next record gets, when it is of this kind."""
    return folder_name(len(_folders(dossier)) + 1, kind)


def publish(change: Change, kind: str, files: Mapping[str, bytes], since: int) -> str:
    """Publish a new record; the name of its folder.

    A lottery that waits to be drawn stays in the records when another one takes its place, and
    cannot be drawn any more; the reason, that of the event, stands in the record of the other.
    """
    folders = _folders(change)
    folder = next_folder(change, kind)
    last = max(folders, key=lambda name: number_of(name) or 0, default=None)
    about = {
        "assembly": decided(change.connection).name,
        "number": number_of(folder),
        "kind": kind,
        "made": change.actor.day,
        "before": None if last is None else _link(last, folders[last]),
        "again": _put_aside(change, since) if kind in (*LOTTERIES, TERMS) else None,
    }
    chained = {CHAIN: chain_content(about, files)}
    change.publish(folder, {**files, **chained}, since)
    return folder


# ---- lotteries ----


@dataclass(frozen=True)
class Published:
    """A lottery in the records: `ticket` is None until it is drawn."""

    folder: str
    kind: str
    digest: str
    ticket: str | None


def last_lottery(dossier: Dossier) -> Published | None:
    """The lottery that was published last; None when there is none."""
    rows = dossier.connection.execute(facts.current(schema.draws))
    found = [Published(row.folder, row.kind, row.digest, row.ticket) for row in rows]
    return max(found, key=lambda one: number_of(one.folder) or 0, default=None)


def drawn_lottery(dossier: Dossier, kind: str) -> Published | None:
    """The lottery of a kind that was drawn last; None when none was."""
    rows = dossier.connection.execute(facts.current(schema.draws, kind=kind))
    found = [Published(row.folder, row.kind, row.digest, row.ticket) for row in rows]
    drawn = [one for one in found if one.ticket is not None]
    return max(drawn, key=lambda one: number_of(one.folder) or 0, default=None)


def check_waiting(dossier: Dossier, again: str | None) -> None:
    """Raise unless a lottery can be made.

    Parameters:
        again: why there is another one, when one waits to be drawn.

    Raises:
        InputError: one waits and there is no reason, or the other way round.
    """
    last = last_lottery(dossier)
    waits = last is not None and last.ticket is None
    if last is not None and waits and not tidy(again or ""):
        raise InputError(Finding("assembly-lottery-twice", {"folder": last.folder}))
    if again is not None and not waits:
        raise InputError(Finding("assembly-nothing-again"))


def check_last(dossier: Dossier, lottery: Published, again: bool) -> None:
    """Raise when a record came after a lottery: a draw would change what that one refers to.

    Parameters:
        again: whether the lottery is to be drawn another time, for a reason.

    Raises:
        InputError: a record came after it.
    """
    newest = max(_folders(dossier), key=lambda name: number_of(name) or 0)
    if newest != lottery.folder and (again or lottery.ticket is None):
        code = "assembly-draw-late" if lottery.ticket is None else "assembly-redraw-late"
        raise InputError(Finding(code, {"folder": lottery.folder, "record": newest}))


def made_at(dossier: Dossier, folder: str) -> int | None:
    """The event with which a record was published that a pool was made for; None: there is none."""
    kinds = (*LOTTERIES, *SEATING)
    if number_of(folder) is None or folder.rpartition("-")[2] not in kinds:
        return None
    table = schema.files
    path = f"{RECORDS}/{folder}/{CHAIN}"
    query = select(table.c.since).where(table.c.path == path).order_by(table.c.id)
    made: int | None = dossier.connection.scalars(query).first()
    return made


def publish_lottery(
    change: Change, kind: str, files: Mapping[str, bytes], since: int, main: str = LOTTERY
) -> str:
    """Publish a lottery that is to be drawn; the record's folder.

    Parameters:
        main: the file with the digest that stands for all of them.
    """
    folder = publish(change, kind, files, since)
    one = Published(folder, kind, json.loads(files[main])["digest"], None)
    note_ticket(change, one, None, since)
    return folder


def _put_aside(change: Change, since: int) -> dict[str, str] | None:
    """The lottery that waits does not count any more: which one, and why; None: none waits."""
    last = last_lottery(change)
    if last is None or last.ticket is not None:
        return None
    facts.end(change.connection, schema.draws, {"ticket": None}, since)
    table = schema.events
    why = change.connection.scalar(select(table.c.why).where(table.c.id == since))
    return {"folder": last.folder, "reason": tidy(why or "")}


def note_ticket(change: Change, lottery: Published, ticket: str | None, since: int) -> None:
    """Note which ticket of a lottery was drawn."""
    row = {"kind": lottery.kind, "digest": lottery.digest, "ticket": ticket}
    facts.put(change.connection, schema.draws, {"folder": lottery.folder}, row, since)


def _link(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    return {"folder": folder, "digest": state_digest(files)}


def _folders(dossier: Dossier) -> dict[str, dict[str, str]]:
    """The public files by folder and name, with their digests."""
    folders: dict[str, dict[str, str]] = {}
    for path, stated in outbox.stated(dossier.connection).items():
        root, folder, name = path.split("/")
        if root == RECORDS:
            folders.setdefault(folder, {})[name] = stated
    return folders
