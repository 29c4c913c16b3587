"""Which row of the file a row of the register is, as a spreadsheet numbers them.

The engine counts rows with content; a file may have blank ones, and lines above its header. Only
errors need the numbers, so only then the file is read for them.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from itertools import chain
from typing import TextIO

from stratification.register.source import Source
from stratification.tables import find_delimiter


def row_numbers(source: Source, ordinals: Collection[int]) -> dict[int, int]:
    """Return the row number of each of these rows of a source, counted from 1."""
    delimiter = source.engine.delimiter
    if delimiter is None:  # Parquet: as if its names stood in a first row
        return {ordinal: ordinal + 1 for ordinal in ordinals}
    wanted = sorted(set(ordinals))
    found: dict[int, int] = {}
    with source.engine.path.open(encoding="utf-8-sig", newline="") as file:
        for ordinal, number in enumerate(_with_content(file, delimiter)):  # the header is 0
            if len(found) == len(wanted):
                break
            if ordinal == wanted[len(found)]:
                found[ordinal] = number
    return found


def _with_content(file: TextIO, delimiter: str) -> Iterator[int]:
    """Give the number of the header and of every row below it that has any content."""
    top = file.readline()
    lines = file if find_delimiter(top)[1] else chain([top], file)
    header = False
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        if any(row) if header else any(map(str.strip, row)):
            header = True
            yield number
