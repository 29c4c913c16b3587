"""Public files that appear together with a transaction, or not at all.

A file is first written under another name beside its own (".lottery.json.new"), and the database
notes its path and digest. The transaction decides: before it is done the old state holds, after it
the new one. `settle` then gives the file its name. It is also the first thing the next command
does, so whatever a killed one left is finished, or removed when the database knows nothing of it.

Only for who is alone in the dossier (`sortition.assembly.store.changing`).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, select

from sortition.assembly import facts, schema
from sortition.record import digest
from stratification.files import read_bytes, write_bytes, writing

NEW = ".new"


def stage(folder: Path, connection: Connection, files: Mapping[str, bytes], since: int) -> None:
    """Write files beside the names that they get when the transaction is done.

    Parameters:
        folder: of the dossier.
        files: their bytes, by path below the folder; one that exists is replaced.

    Raises:
        InputError: one cannot be written.
    """
    for path, data in files.items():
        spare = _spare(folder / path)
        with writing(spare.parent):
            spare.parent.mkdir(exist_ok=True)
        write_bytes(spare, data)
        facts.put(connection, schema.files, {"path": path}, {"digest": digest(data)}, since)


def settle(folder: Path, connection: Connection) -> None:
    """Give the files that the database knows their names, and remove what it does not know.

    Raises:
        InputError: a file cannot be read, renamed or removed.
    """
    left = leftovers(folder)
    if not left:
        return
    rows = connection.execute(facts.current(schema.files)).mappings()
    known = {folder / row["path"]: row["digest"] for row in rows}
    for spare in left:
        path = spare.with_name(spare.name.removeprefix(".").removesuffix(NEW))
        with writing(path):
            if spare.name.endswith(NEW) and digest(read_bytes(spare)) == known.get(path):
                os.replace(spare, path)
            elif not spare.is_dir():
                spare.unlink()
    for record in folder.glob("records/*"):
        _remove_empty(record)


def leftovers(folder: Path) -> list[Path]:
    """The files of a command that goes on, or was broken off; and records without a file."""
    patterns = (f"records/*/.*{NEW}", "records/*/.*.tmp")  # those of a killed `write_bytes` too
    files = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    records = sorted(folder.glob("records/*"))
    return files + [path for path in records if _is_empty(path)]


def remove_unfinished(folder: Path) -> None:
    """Remove what killed commands left that began to make this folder, now that it is there.

    One that is still at work could not give its folder this name any more.
    """
    place = folder.resolve()
    unfinished = re.compile(rf"\.{re.escape(place.name)}\.[0-9a-f]{{12}}\.tmp")
    for path in place.parent.iterdir():
        if unfinished.fullmatch(path.name) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def stated(connection: Connection) -> dict[str, str]:
    """The digest of every public file, by its path below the dossier's folder."""
    table = schema.files
    holding = table.c.until.is_(None)
    rows = connection.execute(select(table.c.path, table.c.digest).where(holding))
    return dict(sorted((str(row.path), str(row.digest)) for row in rows))


def _spare(path: Path) -> Path:
    return path.with_name(f".{path.name}{NEW}")


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:  # it is a file, or is gone by now
        return False


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # another file is in it
        folder.rmdir()
