"""Registers as files, and what the engine reads of them, for the tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from stratification.register.source import Source, open_source

Rows = list[tuple[str | None, ...]]


@cache
def database() -> duckdb.DuckDBPyConnection:
    """A database for all tests of a process."""
    return duckdb.connect(config={"threads": 2})


def rows_of(source: Source) -> Rows:
    """All rows of a source, in the order of the file."""
    with source.engine.reading():
        return database().execute(f"FROM {source.relation}").fetchall()


def published_rows(source: Source, folder: Path) -> Rows:
    """The rows that anybody reads with the public query, in the folder of the register."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return database().execute(f"FROM {source.published}").fetchall()
    finally:
        os.chdir(before)


def read(
    data: bytes, *, drop: Sequence[str] = (), name: str = "register.csv"
) -> tuple[Source, Rows]:
    """Open a file with these bytes and read all of it."""
    with TemporaryDirectory() as folder:
        path, workspace = Path(folder, name), Path(folder, "workspace")
        path.write_bytes(data)
        workspace.mkdir()
        source = open_source(path, workspace, drop)
        return source, rows_of(source)
