"""A register as a file: CSV, Parquet, XLSX or ODS, made ready for the database engine.

Nothing is guessed in silence, as in `stratification.tables`: encoding, delimiter and header are
found in one pass over the bytes (`stratification.register.sniff`), and the engine is told all of
it. It reads the file where it stands; only what it cannot read (XLSX, ODS, other encodings than
UTF-8) is first written as CSV in UTF-8 into the private folder.

A CSV or Parquet file may be of any size. A workbook is read whole: a sheet has at most 1,048,576
rows, and `stratification.workbooks` refuses more than 20 million cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stratification.errors import Finding, InputError, Param
from stratification.files import MEGABYTE, name_of
from stratification.register import parquet
from stratification.register.bsn import find_bsn
from stratification.register.header import check_names
from stratification.register.plain import (
    SAMPLE_FILE,
    PlainText,
    beginning,
    file_errors,
    plain_text,
)
from stratification.register.sniff import LONGEST_LINE, Facts, digest_of
from stratification.register.sql import literal, name, unguarded
from stratification.register.trouble import Engine, state_of, uneven_rows
from stratification.text import key, shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE = 16 * MEGABYTE
"""A CSV file up to this size is looked through whole for citizen service numbers."""

Headers = tuple[Sequence[str], Sequence[str]]
"""Those that are dropped, and those of which there is at least one."""

_NUMBER = re.compile(r"(?:[ .,/-]*[0-9]){8,}[ .,/-]*")


@dataclass(frozen=True)
class Source:
    """A register that can be read.

    Parameters:
        name: what messages and the record call the file.
        digest: SHA-256 of its bytes.
        columns: the headers, without those dropped.
        relation: what stands behind FROM in SQL: every column as VARCHAR, a blank cell NULL,
            nothing guarded, no rows without content.
        published: the same with the file's name only, as anybody can run it in its folder.
        notices: what the reader should know.
        engine: read only inside `with engine.reading():`, which words what goes wrong.
    """

    name: str
    digest: str
    columns: tuple[str, ...]
    relation: str
    published: str
    notices: tuple[Finding, ...]
    engine: Engine

    def find(self, header: str) -> str | None:
        """Return the column called `header` (compared by `key`), as it is written, or None."""
        wanted = key(header)
        return next((column for column in self.columns if key(column) == wanted), None)


def open_source(
    path: Path, workspace: Path, drop: Sequence[str] = (), wanted: Sequence[str] = ()
) -> Source:
    """Make a register ready for the engine.

    Parameters:
        path: the register. What it is follows from its bytes.
        workspace: a private folder, removed by the caller when the source is no longer read.
        drop: headers that are never read on; one that the register does not have is no mistake.
        wanted: headers of which the register has at least one, unless none are given.

    Raises:
        InputError: everything that keeps the file from being read; a column with citizen service
            numbers that is not dropped.
    """
    with file_errors(path):
        begin = beginning(path)
    if begin.startswith(parquet.MAGIC):
        return _open_parquet(path, workspace, (drop, wanted))
    with file_errors(path):
        text = plain_text(path, begin, workspace)
    return _open_text(text, workspace, (drop, wanted))


# ---- CSV ----


def _open_text(text: PlainText, workspace: Path, headers: Headers) -> Source:
    """Check the columns of a CSV file and write the relations."""
    names = _names(text.header.cells)
    _check_header(text.header.cells, headers, text.name, text.header.row)
    engine = Engine(text.name, text.path, text.header.delimiter, text.state)
    kept = _kept(text.header.cells, headers)

    def relation(path: str) -> str:
        return _select(kept, names, _read_csv(path, names, text), text.facts)

    if text.facts.stray_quotes:
        _refuse_uneven(text)
    whole = text.state[0] <= WHOLE or text.facts.stray_quotes
    seen = text.path if whole else workspace / SAMPLE_FILE
    with engine.reading():
        database = _connect(workspace)
        try:
            _refuse_unnamed(database, _read_csv(str(text.path.absolute()), names, text), text)
            _refuse_bsn(database, relation(str(seen.absolute())), kept, text.name)
        finally:
            database.close()
    return Source(
        name=text.name,
        digest=text.digest,
        columns=kept,
        relation=relation(str(text.path.absolute())),
        published=relation(text.published),
        notices=text.notices,
        engine=engine,
    )


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return names for all columns, also those that have none."""
    return tuple(cell or f"?{number}" for number, cell in enumerate(cells, 1))


def _read_csv(path: str, names: Sequence[str], text: PlainText) -> str:
    """Return the call that reads a file, with everything said that the engine would guess."""
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in names)
    delimiter = "'\\t'" if text.header.delimiter == "\t" else literal(text.header.delimiter)
    options = [
        f"delim = {delimiter}, quote = '\"', escape = '\"', header = true",
        f"skip = {text.header.skip}, auto_detect = false, strict_mode = true",
        f"null_padding = false, max_line_size = {LONGEST_LINE}",
        "compression = 'none', hive_partitioning = false",
        # The engine cuts a file into parts to read them at the same time, and takes a line end
        # inside a quoted cell at the beginning of a part for the end of a row.
        *(["parallel = false"] if text.facts.quoted_lines or text.facts.stray_quotes else []),
        f"columns = {{{columns}}}",
    ]
    return f"read_csv({literal(path)},\n  " + ",\n  ".join(options) + ")"


def _select(kept: Sequence[str], names: Sequence[str], table: str, facts: Facts) -> str:
    """Return the columns kept, unguarded and without blank rows where the file has such."""
    blank = facts.blank_rows or len(names) == 1
    if list(kept) == list(names) and not facts.guarded and not blank:
        return table
    cells = (
        f"{unguarded(name(column))} AS {name(column)}" if facts.guarded else name(column)
        for column in kept
    )
    content = f"\n  WHERE coalesce({', '.join(map(name, names))}) IS NOT NULL" if blank else ""
    return f"(SELECT {', '.join(cells)}\n  FROM {table}{content})"


def _refuse_uneven(text: PlainText) -> None:
    """Raise InputError for rows that do not have as many cells as the header."""
    errors = uneven_rows(text.path, text.header.delimiter, text.name)
    if errors:
        raise InputError(*errors)


def _refuse_unnamed(database: DuckDBPyConnection, table: str, text: PlainText) -> None:
    """Raise InputError for columns that have content but no name."""
    unnamed = [number for number, cell in enumerate(text.header.cells, 1) if not cell]
    if not unnamed:
        return
    counts = ", ".join(f"count(*) FILTER (trim({name(f'?{n}')}) <> '')" for n in unnamed)
    found = database.execute(f"SELECT {counts} FROM {table}").fetchone() or ()
    errors = [
        Finding("column-without-name", {"number": number}, text.name, text.header.row)
        for number, count in zip(unnamed, found, strict=True)
        if count
    ]
    if errors:
        raise InputError(*errors)


# ---- Parquet ----


def _open_parquet(path: Path, workspace: Path, headers: Headers) -> Source:
    """Check the columns of a Parquet file and write the relations."""
    with file_errors(path):
        file, state, digest = name_of(path), state_of(path), digest_of(path)
    engine, where = Engine(file, path, None, state), str(path.absolute())
    database = _connect(workspace)
    try:
        with engine.reading():
            types = parquet.column_types(database, where)
        columns = tuple(types)
        _check_header(columns, headers, file, None)
        kept = _kept(columns, headers)
        _refuse_types(types, kept, file)

        def relation(rows: str) -> str:
            cells = ", ".join(parquet.as_text(column, types[column]) for column in kept)
            return f"(SELECT {cells}\n  FROM {rows})"

        with engine.reading():
            _refuse_bsn(database, relation(parquet.sample(database, where)), kept, file)
    finally:
        database.close()
    return Source(
        name=file,
        digest=digest,
        columns=kept,
        relation=relation(parquet.read_parquet(where)),
        published=relation(parquet.read_parquet(file)),
        notices=(),
        engine=engine,
    )


def _refuse_types(types: dict[str, str], kept: Sequence[str], file: str) -> None:
    """Raise InputError for columns whose cells are no text."""
    errors = [
        Finding("register-parquet-type", {"type": shown(types[column])}, file, column=shown(column))
        for column in kept
        if not parquet.is_text(types[column])
    ]
    if errors:
        raise InputError(*errors)


# ---- both ----


def _check_header(columns: tuple[str, ...], headers: Headers, file: str, row: int | None) -> None:
    """Refuse names that are used twice, and a first row that is somebody's or a remark."""
    known = set(map(key, columns))
    numbers = sum(_NUMBER.fullmatch(column) is not None for column in columns)
    if numbers:  # asked first: later messages show names of columns
        raise InputError(Finding("register-no-header", {"count": numbers}, file, row))
    if headers[1] and known.isdisjoint(map(key, headers[1])):
        # The first row may be a person's, so its cells are not shown.
        params: dict[str, Param] = {"count": len(columns)}
        raise InputError(Finding("register-no-mapped", params, file, row))
    check_names(columns, file, row)


def _kept(columns: Sequence[str], headers: Headers) -> tuple[str, ...]:
    """Return the columns that have a name and are not dropped."""
    dropped = {key(header) for header in headers[0]}
    return tuple(column for column in columns if column and key(column) not in dropped)


def _refuse_bsn(
    database: DuckDBPyConnection, relation: str, kept: Sequence[str], file: str
) -> None:
    """Raise InputError for every column with citizen service numbers."""
    found = find_bsn(database, relation, kept)
    if found:
        errors = (Finding("register-bsn", file=file, column=shown(column)) for column in found)
        raise InputError(*errors)


def _connect(workspace: Path) -> DuckDBPyConnection:
    """Open a database that needs little memory and writes only in the private folder."""
    import duckdb

    return duckdb.connect(
        config={
            "threads": 2,
            "memory_limit": "1GB",
            "temp_directory": str(workspace),
            "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
        }
    )
