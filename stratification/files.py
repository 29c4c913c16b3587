"""Bytes from and to the disk: bounded reading, atomic and optionally private writing.

A crash while writing leaves the old file or the new one, never half a file: the bytes go to a
temporary file in the same folder, are forced to the disk, and take the name in one step.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from stratification.errors import Finding, InputError

MEGABYTE = 1_000_000
MAX_MEGABYTES = 256
"""Larger than any register of one country's letters; a disk image must not fill the memory."""


def name_of(path: Path) -> str:
    """Return what a message calls the file: its name without the folders."""
    return path.name or str(path)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        InputError: the file is missing, a folder, unreadable or larger than `MAX_MEGABYTES`.
    """
    name, limit = name_of(path), MAX_MEGABYTES * MEGABYTE
    if path.is_dir():  # asked first: Windows calls opening a folder a missing permission
        raise InputError(Finding("file-is-folder", file=name))
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
        raise InputError(Finding("file-missing", file=name)) from None
    except PermissionError:
        raise InputError(Finding("file-no-permission", file=name)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(Finding("file-unreadable", {"reason": reason}, file=name)) from None
    if len(data) > limit:
        raise InputError(Finding("file-too-large", {"limit": MAX_MEGABYTES}, file=name))
    return data


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file in one step: afterwards it is the old one or the new one, never a half.

    Parameters:
        path: the file; an existing one is replaced. Its folder must exist.
        data: the whole content.
        private: only the owner may read it (mode 0600), from the moment it exists.

    Raises:
        InputError: the folder is missing or not writable, or the disk is full.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    with writing(path):
        try:
            _write_new(temporary, data, 0o600 if private else 0o666)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files that `check_new` found new: all of them or none.

    Raises:
        InputError: one cannot be written.
    """
    written: list[Path] = []
    try:
        for path, data in files.items():
            write_bytes(path, data)
            written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def check_folder(folder: Path) -> None:
    """Make sure that a set of files can be written into this folder: it is new or empty.

    Raises:
        InputError: it is not.
    """
    if folder.resolve() == Path.cwd():  # it could not be put in place in one step
        raise InputError(Finding("folder-is-current", file=name_of(folder)))
    if folder.is_dir():
        if any(folder.iterdir()):
            raise InputError(Finding("folder-not-empty", file=name_of(folder)))
    elif folder.exists() or folder.is_symlink():
        raise InputError(Finding("folder-is-file", file=name_of(folder)))


def check_new(path: Path) -> None:
    """Make sure, before the work begins, that a file can be written without replacing one.

    Raises:
        InputError: something of this name exists, or the folder that it is to be in does not.
    """
    if path.exists() or path.is_symlink():
        raise InputError(Finding("file-exists", file=name_of(path)))
    if not path.parent.is_dir():
        reason = os.strerror(errno.ENOENT)
        raise InputError(Finding("file-not-written", {"reason": reason}, file=name_of(path)))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that `check_folder` found new or empty: all of them or none.

    Raises:
        InputError: the folder cannot be written.
    """
    with new_folder(folder) as temporary:
        for name, data in files.items():
            write_bytes(temporary / name, data)


@contextlib.contextmanager
def new_folder(folder: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a folder to write into that takes its name when all went well, or leaves nothing.

    Parameters:
        folder: as `check_folder` or `check_new` found it: new or empty.
        private: only the owner may open it (mode 0700), from the moment it exists.

    Raises:
        InputError: instead of every OSError inside the block: the folder cannot be written.
    """
    folder = folder.resolve()  # an empty folder may be named by a link
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.tmp")
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir(mode=0o700 if private else 0o777)
        try:
            yield temporary
            if folder.exists():
                folder.rmdir()
            os.replace(temporary, folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say what goes wrong inside the block, with the name of what is written (InputError)."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        finding = Finding("file-not-written", {"reason": reason}, file=name_of(path))
        raise InputError(finding) from None


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Create a file that was not there, with `mode` less the umask, and force it to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where the system can (Windows and some shares cannot)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
