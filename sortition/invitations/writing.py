"""Writing a wave: all of it or nothing, and what is private readable by the owner only.

The first wave goes into a folder of its own beside the one that is asked for, which then takes its
name in one step. A later wave is added to what is there, in this order:

1. private/people-W.csv;
2. the other public files of the wave, and provision.csv with one line more;
3. wave-W.json, which is what makes the wave exist.

What is left when this stops before 3 is no part of the record, and the next attempt replaces it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sortition.invitations.layout import PRIVATE, PROVISION, RECORD, wave_file, wave_name
from stratification.errors import InputError
from stratification.files import new_folder, write_bytes, writing

_NAMES = ("strata", "homes", "letters", "curve", "draw")


@dataclass(frozen=True)
class Files:
    """The content of the files of one wave, by name; `record` is public, `private` is not."""

    wave: int
    record: Mapping[str, bytes]
    private: Mapping[str, bytes] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, as paths below the folder of the draw."""
        public = [f"{RECORD}/{name}" for name in sorted(self.record)]
        return (*public, *(f"{PRIVATE}/{name}" for name in sorted(self.private)))


def leftovers(folder: Path, wave: int) -> list[Path]:
    """What an attempt at a wave that was broken off left in the folder of a draw."""
    if (folder / RECORD / wave_name(wave)).exists():
        return []
    private, record = folder / PRIVATE, folder / RECORD
    names = [wave_file(name, wave) for name in _NAMES]
    found = [private / wave_file("people", wave), *(record / name for name in names)]
    spares = [*private.glob(f".{wave_file('people', wave)}.*.tmp")]
    for name in (*names, wave_name(wave), PROVISION):
        spares += record.glob(f".{name}.*.tmp")
    return [path for path in found if os.path.lexists(path)] + sorted(spares)


def write_first(folder: Path, files: Files) -> None:
    """Write the first wave into a folder that `check_folder` found new or empty.

    Raises:
        InputError: the folder cannot be written.
    """
    with new_folder(folder) as temporary:
        (temporary / PRIVATE).mkdir(mode=0o700)
        (temporary / RECORD).mkdir()
        _write(temporary / PRIVATE, files.private, private=True)
        _write(temporary / RECORD, files.record)


def write_later(folder: Path, files: Files) -> None:
    """Add a later wave to the folder of a draw (for who is alone in it).

    Raises:
        InputError: a file cannot be written: then the wave does not exist, and nothing new is left.
    """
    last = wave_name(files.wave)
    record = {name: data for name, data in files.record.items() if name not in (last, PROVISION)}
    provision = folder / RECORD / PROVISION
    with writing(folder):
        for path in leftovers(folder, files.wave):
            path.unlink()
        before = provision.read_bytes() if provision.exists() else None
        try:
            _write(folder / PRIVATE, files.private, private=True)
            _write(folder / RECORD, record)
            if PROVISION in files.record:
                write_bytes(provision, files.record[PROVISION])
            write_bytes(folder / RECORD / last, files.record[last])
        except BaseException:
            with contextlib.suppress(OSError, InputError):
                _undo(folder, files.wave, before)
            raise


def _undo(folder: Path, wave: int, provision: bytes | None) -> None:
    """Make the folder what it was before a later wave."""
    if (folder / RECORD / wave_name(wave)).exists():
        return
    for path in leftovers(folder, wave):
        path.unlink()
    if provision is None:
        (folder / RECORD / PROVISION).unlink(missing_ok=True)
    else:
        write_bytes(folder / RECORD / PROVISION, provision)


def _write(folder: Path, files: Mapping[str, bytes], *, private: bool = False) -> None:
    for name, data in files.items():
        write_bytes(folder / name, data, private=private)
