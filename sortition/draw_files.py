"""The files of a draw: written all or none, by one process at a time.

What is written, and in which order. A private file (panel.csv, remaining.csv) counts only when
draw.json holds its digest, and one that is not in the folder breaks nothing. So:

1. the new private files are written under a name of their own (".panel.csv.new");
2. those of an earlier draw, in a redraw, step aside (".panel.csv.old");
3. draw.json is replaced: until here the earlier state holds, from here the new one;
4. the private files that draw.json now names take their place, the others are removed.

Wherever this stops, the folder verifies. Step 4 (`settle`) is also what undoes 1 and 2 when 3 was
not reached, and it is the first thing the next draw does, so a crash is mended by trying again.
A lock file lets one process draw at a time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sortition.drawn import PRIVATE, stated_files
from sortition.reading import about
from sortition.record import DRAW, digest
from stratification.errors import Finding, InputError, SortitionError
from stratification.files import name_of, read_bytes, write_bytes

LOCK = ".draw.lock"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from drawing in this folder at the same time.

    Raises:
        InputError: another one is drawing (or was killed), or the folder cannot be written to.
    """
    lock = folder / LOCK
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise InputError(Finding("draw-going-on", {"lock": LOCK}, name_of(folder))) from None
    except OSError as error:
        raise _not_written(error, LOCK) from None
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def write_draw(folder: Path, content: bytes, private: Mapping[str, bytes]) -> None:
    """Write all files, or none (in the order that the top of this file tells).

    Raises:
        InputError: a file cannot be written.
    """
    try:
        for name, data in private.items():
            write_bytes(_new(folder, name), data, private=True)
        for name in PRIVATE:
            if os.path.lexists(folder / name):
                _rename(folder / name, _old(folder, name))
        write_bytes(folder / DRAW, content)
    except BaseException:
        with contextlib.suppress(SortitionError, OSError):
            settle(folder)
        raise
    settle(folder)


def settle(folder: Path) -> None:
    """Put the private files that draw.json names in their place, and remove what is left over.

    Only for who is `alone` in the folder.

    Raises:
        InputError: a file cannot be written or read.
        VerificationError: draw.json is not right.
    """
    left = leftovers(folder)
    if not left:
        return
    with about(DRAW):
        stated = stated_files(folder)
    for path, name in left.items():
        right = name in stated and path.suffix != ".tmp"
        if (
            right
            and not os.path.lexists(folder / name)
            and digest(read_bytes(path)) == stated[name]
        ):
            _rename(path, folder / name)
        else:
            _remove(path)


def leftovers(folder: Path) -> dict[Path, str]:
    """The files of a draw that goes on or was broken off, each with the name it is meant for."""
    found: dict[Path, str] = {}
    for name in (*PRIVATE, DRAW):
        spares = [_new(folder, name), _old(folder, name)]
        spares += sorted(folder.glob(f".*{name}.*.tmp"))  # of a killed `write_bytes`
        found |= {path: name for path in spares if os.path.lexists(path)}
    return found


def _new(folder: Path, name: str) -> Path:
    return folder / f".{name}.new"


def _old(folder: Path, name: str) -> Path:
    return folder / f".{name}.old"


def _rename(path: Path, target: Path) -> None:
    try:
        os.replace(path, target)
    except OSError as error:
        raise _not_written(error, target.name) from None


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise _not_written(error, path.name) from None


def _not_written(error: OSError, name: str) -> InputError:
    reason = error.strerror or type(error).__name__
    return InputError(Finding("file-not-written", {"reason": reason}, file=name))
