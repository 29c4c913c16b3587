"""The header of a CSV register: its delimiter, where it stands, and what it calls the columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from stratification.errors import Finding, InputError
from stratification.tables import bad_names, find_delimiter, unguard

MOST_COLUMNS = 2000
_CONTENT = re.compile(r'[^\s,;"]')


@dataclass(frozen=True)
class Header:
    """The first row with content of a CSV file.

    Parameters:
        delimiter: what stands between cells.
        skip: lines above it: blank ones, and Excel's `sep=;`.
        row: its number in a spreadsheet (which does not show the line of Excel).
        cells: the names of the columns; "": a column without a name.
    """

    delimiter: str
    skip: int
    row: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bytes:
        """A row without content."""
        return self.delimiter.encode() * (len(self.cells) - 1)


def read_header(text: str, name: str) -> Header:
    """Find the header in the beginning of a file that messages call `name`.

    Raises:
        InputError: there is no content, or its cells cannot be told apart.
    """
    if not _CONTENT.search(text):
        raise InputError(Finding("table-empty", file=name))
    delimiter, start = find_delimiter(text)
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter, strict=True)
    row, above = 1, 0
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                names = tuple(unguard(cell).strip() for cell in cells)
                return Header(delimiter, above + (start > 0), row, names)
            row, above = row + 1, reader.line_num
    except csv.Error:
        params = {"limit": csv.field_size_limit()}
        raise InputError(Finding("csv-broken", params, name, row)) from None
    raise InputError(Finding("table-empty", file=name))


def check_names(columns: tuple[str, ...], name: str, row: int | None) -> None:
    """Make sure that no two columns have the same name (`stratification.text.key`).

    Columns without a name are nobody's business before it is known whether they have content.

    Raises:
        InputError: every name that was there before, or more than `MOST_COLUMNS` columns.
    """
    if len(columns) > MOST_COLUMNS:
        params = {"count": len(columns), "limit": MOST_COLUMNS}
        raise InputError(Finding("register-columns-many", params, name, row))
    named = [position for position, column in enumerate(columns) if column]
    errors = bad_names(name, columns, named, row)
    if errors:
        raise InputError(*errors)
