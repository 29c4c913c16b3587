"""Putting a record at the end of the chain, in the transaction of a command."""

from __future__ import annotations

from collections.abc import Mapping

from sortition.assembly import outbox
from sortition.assembly.chain import CHAIN, chain_content, folder_name, number_of, state_digest
from sortition.assembly.decided import decided
from sortition.assembly.store import RECORDS, Change, Dossier


def next_folder(dossier: Dossier, kind: str) -> str:
    """The name that the next record gets, when it is of this kind."""
    return folder_name(len(_folders(dossier)) + 1, kind)


def publish(change: Change, kind: str, files: Mapping[str, bytes], since: int) -> str:
    """Publish a new record; the name of its folder."""
    folders = _folders(change)
    folder = next_folder(change, kind)
    last = max(folders, key=lambda name: number_of(name) or 0, default=None)
    about = {
        "assembly": decided(change.connection).name,
        "number": number_of(folder),
        "kind": kind,
        "made": change.actor.day,
        "before": None if last is None else _link(last, folders[last]),
    }
    chained = {CHAIN: chain_content(about, files)}
    change.publish(folder, {**files, **chained}, since)
    return folder


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
