"""A text file or a workbook becomes a CSV file in UTF-8 that the database engine can read.

Most registers are that already and are left where they stand. What is not (XLSX, ODS, UTF-16,
Windows-1252) is written as such into the private folder.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from stratification.errors import Finding, InputError
from stratification.files import name_of, read_bytes
from stratification.register.header import Header, read_header
from stratification.register.recode import UTF16_MARKS, from_utf16, from_windows_1252
from stratification.register.sniff import PIECE, Facts, digest_of, scan
from stratification.register.trouble import state_of
from stratification.tables import parse_table, table_bytes
from stratification.workbooks import is_workbook

SAMPLE_FILE = "sample.csv"
_COPY_FILE = "register.csv"


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Word what the system says of a file as `stratification.files.read_bytes` does."""
    file = name_of(path)
    try:
        path.stat()
    except ValueError:  # a NUL in the name
        raise InputError(Finding("file-missing", file=file)) from None
    except OSError:
        pass  # worded below
    try:
        if path.is_dir():
            raise InputError(Finding("file-is-folder", file=file))
        if path.exists() and not path.is_file():
            raise InputError(Finding("register-not-file", file=file))
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(Finding("file-missing", file=file)) from None
    except PermissionError:
        raise InputError(Finding("file-no-permission", file=file)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(Finding("file-unreadable", {"reason": reason}, file=file)) from None


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file, which is not empty (OSError as `open`)."""
    with path.open("rb") as file:
        begin = file.read(PIECE)
    if not begin:
        raise InputError(Finding("table-empty", file=name_of(path)))
    return begin


@dataclass(frozen=True)
class PlainText:
    """A CSV file in UTF-8 that the engine can read; `copy` says how it differs from the register.

    `digest` is that of the register, `name` what messages call it and `published` the file that
    the public query reads.
    """

    name: str
    digest: str
    path: Path
    state: tuple[int, int]
    header: Header
    facts: Facts
    published: str
    notices: tuple[Finding, ...] = ()


def plain_text(path: Path, begin: bytes, workspace: Path) -> PlainText:
    """Find out how a file is read, and first make a copy of it when the engine cannot.

    Parameters:
        path: the register.
        begin: its `beginning`.
        workspace: the private folder, which also gets a sample of the rows as `SAMPLE_FILE`.

    Raises:
        InputError: everything that keeps the file from being read.
        OSError: a file cannot be read or written.
    """
    if is_workbook(begin):
        return _workbook(path, workspace)
    name, target, state = name_of(path), workspace / _COPY_FILE, state_of(path)
    if begin.startswith(UTF16_MARKS):
        digest = digest_of(path)
        from_utf16(path, target)
        return _copy(path, digest, target, workspace)
    header = _header(begin, name)
    facts = scan(path, header.blank, workspace / SAMPLE_FILE)
    if facts.broken is None:
        return PlainText(name, facts.digest, path, state, header, facts, name)
    from_windows_1252(path, target, facts.broken)
    notice = Finding("read-as-windows-1252", file=name)
    return _copy(path, facts.digest, target, workspace, (notice,))


def _workbook(path: Path, workspace: Path) -> PlainText:
    """Write the one sheet with content as CSV."""
    data = read_bytes(path)
    table = parse_table(data, name_of(path))
    target = workspace / _COPY_FILE
    target.write_bytes(table_bytes(table.columns, table.rows))
    return _copy(path, sha256(data).hexdigest(), target, workspace)


def _copy(
    path: Path,
    digest: str,
    target: Path,
    workspace: Path,
    notices: tuple[Finding, ...] = (),
) -> PlainText:
    """Look at a copy in UTF-8; nobody else has it, so the public query names one to be made."""
    name = name_of(path)
    header = _header(beginning(target), name)
    try:
        facts = scan(target, header.blank, workspace / SAMPLE_FILE)
    except InputError as error:  # it names the copy
        raise InputError(
            *(Finding(found.code, found.params, name) for found in error.findings)
        ) from None
    copy = f"{path.stem}-utf8.csv"
    shown_delimiter = "TAB" if header.delimiter == "\t" else header.delimiter
    notice = Finding("register-copy", {"copy": copy, "delimiter": shown_delimiter}, name)
    state = state_of(target)
    return PlainText(name, digest, target, state, header, facts, copy, (*notices, notice))


def _header(begin: bytes, name: str) -> Header:
    """Return the header. It may be damaged UTF-8, of which only the structure counts then."""
    text = begin.removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(Finding("file-not-text", {"line": line}, name))
    return read_header(text, name)
