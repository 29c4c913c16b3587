"""What the database engine says of a register, as findings that hold nothing of its content.

The engine repeats the row that it stumbles over. Its words are therefore never shown: the file is
read once more, slowly and with the csv module, to say which rows are wrong, as
`stratification.tables` says it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from stratification.errors import Finding, InputError
from stratification.register import parquet
from stratification.tables import find_delimiter
from stratification.text import listed_rows

_SHOWN = 6  # one more than a message lists
_LINE = re.compile(r"CSV Error on Line: ([0-9]+)")


@dataclass(frozen=True)
class Engine:
    """The file that the engine reads, and what it was like when the register was opened.

    Parameters:
        name: what messages call the register.
        path: the file.
        delimiter: of a CSV file; None: Parquet.
        state: its size in bytes and the moment it was last changed, in nanoseconds.
    """

    name: str
    path: Path
    delimiter: str | None
    state: tuple[int, int]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Do everything that reads the register inside this block.

        Raises:
            InputError: instead of every error of the engine but those in the SQL itself; and
                when the file is no longer what it was.
        """
        import duckdb

        try:
            yield
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
            raise
        except duckdb.Error as error:
            raise InputError(*self._findings(error)) from None
        if state_of(self.path) != self.state:
            raise InputError(Finding("register-changed", file=self.name))

    def _findings(self, error: Exception) -> list[Finding]:
        import duckdb

        if state_of(self.path) != self.state:
            return [Finding("register-changed", file=self.name)]
        if isinstance(error, duckdb.OutOfMemoryException):
            return [Finding("register-memory", file=self.name)]
        # The engine has one error for a page that makes no sense and for a disk that is full.
        if isinstance(error, duckdb.IOException) and not self._is_damaged():
            return [Finding("register-disk", file=self.name)]
        if self.delimiter is None:
            return [Finding("register-parquet", file=self.name)]
        if not isinstance(error, duckdb.InvalidInputException):
            return [Finding("register-engine", {"kind": type(error).__name__}, self.name)]
        found = uneven_rows(self.path, self.delimiter, self.name)
        line = _LINE.search(str(error))
        row = int(line[1]) if line else None
        return found or [Finding("register-csv-refused", file=self.name, row=row)]

    def _is_damaged(self) -> bool:
        return self.delimiter is None and parquet.is_damaged(str(self.path.absolute()))


def state_of(path: Path) -> tuple[int, int]:
    """Return the size of a file and when it was last changed (OSError when it is gone)."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@dataclass
class _Rows:
    """Rows of one kind: how many there are, and the numbers of the first."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(number)


def uneven_rows(path: Path, delimiter: str, name: str) -> list[Finding]:
    """Find the rows of a CSV file in UTF-8 that have fewer or more cells than the header."""
    width, number = 0, 0
    short, long = _Rows(), _Rows()
    with path.open(encoding="utf-8-sig", newline="") as file:
        top = file.readline()
        lines = file if find_delimiter(top)[1] else chain([top], file)
        try:
            for number, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
                if not any(map(str.strip, row)):
                    continue
                width = width or len(row)
                if len(row) != width:
                    (short if len(row) < width else long).add(number)
        except csv.Error:
            params = {"limit": csv.field_size_limit()}
            return [Finding("csv-broken", params, file=name, row=number + 1)]
    return [
        Finding(
            code,
            {"width": width, "rows": listed_rows(rows.first), "count": rows.count},
            file=name,
            row=rows.first[0],
        )
        for code, rows in (("rows-too-short", short), ("rows-too-long", long))
        if rows.count
    ]
