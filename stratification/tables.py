"""Tables from files and back: CSV of the usual delimiters and encodings, XLSX and ODS.

Reading never guesses in silence: what cannot be read for certain is an `InputError` that says
where and how to fix it. Every cell is text, as it stands in the file; comparing is the caller's
(`stratification.text.key`). What a file is follows from its bytes, not from its name.

Writing is CSV in UTF-8 with commas, atomic, and safe to open in a spreadsheet: a cell that it
would run as a formula gets an apostrophe (`guard`), which reading a CSV takes off (`unguard`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from stratification.errors import Finding, InputError
from stratification.files import name_of, read_bytes, write_bytes
from stratification.text import key, listed_rows, shown
from stratification.workbooks import is_workbook, read_grid

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)
_CONTENT = re.compile(r'[^\s,;"]')
_END = r"(?:\r\n|\r|\n|\Z)"
_BLANK_LINE = re.compile(r'(?:""|[ ,;\t])*(?:\r\n|\r|\n)')
_COMMENT_LINE = re.compile(
    rf'[ \t]*(?:"(?P<quoted>\s*#[^"]*(?:""[^"]*)*)"|(?P<plain>#))(?P<rest>[^\r\n]*){_END}'
)
_DELIMITERS = ("\t", ";", ",")  # in a tie the one wins that is rarer inside names of columns
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NEEDS_QUOTES = re.compile(r'[,;"\t\r\n]|^\s|\s$')


@dataclass(frozen=True)
class Table:
    """A table as it stands in a file.

    `rows` are the rows with content, each as long as `columns`; `numbers` the row number that a
    spreadsheet shows for each; `header` that of the header. Columns without a name and without
    content are left out. `notices` say what the reader should know about the reading. `comments`
    are those above the header, each with its row number. The rows stay out of `repr`: they may be
    personal.
    """

    path_name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    numbers: tuple[int, ...] = field(repr=False)
    header: int = 1
    notices: tuple[Finding, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()

    def find(self, name: str) -> int | None:
        """Return the position of the column called `name` (compared by `key`), or None."""
        wanted = key(name)
        return next((i for i, column in enumerate(self.columns) if key(column) == wanted), None)


def read_table(path: Path, *, comments: bool = False) -> Table:
    """Read a CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), XLSX or ODS file.

    Parameters:
        path: the file. Its first row with content is the header.
        comments: rows above the header whose first cell starts with # are comments.

    Raises:
        InputError: everything that keeps the file from being read as a table.
    """
    return parse_table(read_bytes(path), name_of(path), comments=comments)


def parse_table(data: bytes, name: str, *, comments: bool = False) -> Table:
    """Read the same from the content of a file; `name` is what messages call it.

    Raises:
        InputError: as `read_table`.
    """
    notices: tuple[Finding, ...] = ()
    above: list[str] = []
    if is_workbook(data):
        grid = read_grid(data, name)
        if comments:
            above = _comment_rows(grid)
    else:
        text, notices = _decode(data, name)
        line = _SEPARATOR_LINE.match(text)  # Excel's own way to name the delimiter; it is no row
        start = line.end() if line else 0
        if comments:
            above, start = _comment_lines(text, start)
        grid = _split(text[start:], name, line[1] if line else None, len(above))
    table = _table(name, [[]] * len(above) + grid[len(above) :], notices)
    found = tuple((number, comment) for number, comment in enumerate(above, 1) if comment)
    return replace(table, comments=found)


def _comment_rows(grid: list[list[str]]) -> list[str]:
    """Return the comments above the header, "" for a blank row, of the cells of a workbook."""
    above = []
    for row in grid:
        cells = [cell.strip() for cell in row]
        if any(cells) and not cells[0].startswith("#"):
            break
        above.append(", ".join(filter(None, cells)).lstrip("# "))
    return above


def _comment_lines(text: str, start: int) -> tuple[list[str], int]:
    """Return the same of a CSV text from `start` on, and where the header begins.

    They are read before the delimiter is known: a comment may hold more of them than the header.
    """
    above = []
    while line := _COMMENT_LINE.match(text, start) or _BLANK_LINE.match(text, start):
        start = line.end()
        cells = line.groupdict()
        first = (cells.get("quoted") or "").replace('""', '"')
        rest = (cells.get("rest") or "").rstrip(" ,;\t")  # a spreadsheet makes rows equally long
        above.append((first + rest).strip().lstrip("# "))
    return above, start


def _decode(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of the bytes, and a notice when the encoding had to be inferred."""
    notices: tuple[Finding, ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "UTF-16"
    elif data.startswith(b"\xef\xbb\xbf") or _is_utf8(data) or _is_mostly_utf8(data):
        encoding = "UTF-8-SIG"
    else:
        encoding = "Windows-1252"
        notices = (Finding("read-as-windows-1252", file=name),)
    try:
        text, broken = data.decode(encoding), None
    except UnicodeDecodeError as error:  # raised again outside: the exception holds all the data
        text, broken = "", error.start
    if broken is not None:
        place = {"byte": broken + 1, "line": data.count(b"\n", 0, broken) + 1}
        shown_encoding = encoding.removesuffix("-SIG")
        raise InputError(Finding("text-undecodable", {**place, "encoding": shown_encoding}, name))
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise InputError(Finding("file-not-text", {"line": line}, name))
    return text, notices


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Say whether these bytes, which are not UTF-8, look like UTF-8 with damage.

    Windows-1252 text hardly ever holds a sequence that is also a UTF-8 character; damaged UTF-8
    holds many. Reading the latter as Windows-1252 would garble every accented letter.
    """
    characters, stray = count_utf8(data)
    return characters >= stray


def count_utf8(data: bytes) -> tuple[int, int]:
    """Return how many UTF-8 characters beyond ASCII bytes hold, and how many other high bytes.

    >>> count_utf8("één".encode() + b"\\xe9n")
    (2, 1)
    """
    characters = _UTF8_CHARACTER.findall(data)
    return len(characters), len(_HIGH_BYTE.findall(data)) - sum(map(len, characters))


def find_delimiter(text: str) -> tuple[str, int]:
    """Return the delimiter of a CSV text (or of its beginning) and where its rows begin.

    >>> find_delimiter("id;straat, plaats\\n"), find_delimiter("sep=,\\na;b,c\\n")
    ((';', 0), (',', 6))
    """
    line = _SEPARATOR_LINE.match(text)  # Excel's own way to name the delimiter; it is no row
    return (line[1], line.end()) if line else (_delimiter(text), 0)


def _split(text: str, name: str, delimiter: str | None, above: int) -> list[list[str]]:
    """Return the cells of a CSV text below so many rows, which are given as blank ones."""
    if not _CONTENT.search(text):
        return []
    lines = io.StringIO(text, newline="")
    grid: list[list[str]] = [[]] * above
    try:
        # Strict, because otherwise a quote that is not closed swallows the rows that follow.
        for row in csv.reader(lines, delimiter=delimiter or _delimiter(text), strict=True):
            grid.append([unguard(cell) for cell in row])  # noqa: PERF401 (an error needs its length)
    except csv.Error:
        limit = csv.field_size_limit()
        finding = Finding("csv-broken", {"limit": limit}, file=name, row=len(grid) + 1)
        raise InputError(finding) from None
    return grid


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first row with content into the most cells."""

    def cells(delimiter: str) -> int:
        try:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            return next((len(row) for row in rows if any(map(str.strip, row))), 0)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)


def _table(name: str, grid: list[list[str]], notices: tuple[Finding, ...]) -> Table:
    """Turn cells into a table, or raise everything that is wrong with its shape."""
    filled = [i for i, row in enumerate(grid) if any(map(str.strip, row))]
    if not filled:
        raise InputError(Finding("table-empty", file=name))
    header, body = filled[0], filled[1:]
    errors = _uneven_rows(name, grid, filled)
    if errors:
        raise InputError(*errors)
    columns = grid[header]
    used = [
        j
        for j, column in enumerate(columns)
        if column.strip() or any(grid[i][j].strip() for i in body)
    ]
    errors = bad_names(name, columns, used, header + 1)
    if errors:
        raise InputError(*errors)
    return Table(
        path_name=name,
        columns=tuple(columns[j] for j in used),
        rows=tuple(tuple(grid[i][j] for j in used) for i in body),
        numbers=tuple(i + 1 for i in body),
        header=header + 1,
        notices=notices,
    )


def _uneven_rows(name: str, grid: list[list[str]], filled: list[int]) -> list[Finding]:
    """Find the rows with fewer or more cells than the header."""
    width = len(grid[filled[0]])
    short = [i + 1 for i in filled if len(grid[i]) < width]
    long = [i + 1 for i in filled if len(grid[i]) > width]
    return [
        Finding(
            code,
            {"width": width, "rows": listed_rows(rows), "count": len(rows)},
            file=name,
            row=rows[0],
        )
        for code, rows in (("rows-too-short", short), ("rows-too-long", long))
        if rows
    ]


def bad_names(
    name: str, columns: Sequence[str], used: Sequence[int], row: int | None
) -> list[Finding]:
    """Find columns without a name and names that are used twice, of the columns at `used`."""
    errors = [
        Finding("column-without-name", {"number": j + 1}, file=name, row=row)
        for j in used
        if not columns[j].strip()
    ]
    first: dict[str, int] = {}
    for j in used:
        if columns[j].strip() and first.setdefault(key(columns[j]), j) != j:
            params = {"first": first[key(columns[j])] + 1, "second": j + 1}
            errors.append(Finding("column-name-twice", params, name, row, shown(columns[j])))
    return errors


def guard(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: an apostrophe before = + - @ TAB CR.

    A text that already has apostrophes before such a character gets one more, so that `unguard`
    always gives the text back.

    >>> guard("=1+1"), guard("'=1+1"), guard("'t Gooi")
    ("'=1+1", "''=1+1", "'t Gooi")
    """
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Take off the apostrophe that `guard` put on.

    >>> unguard("'=1+1"), unguard("'t Gooi")
    ('=1+1', "'t Gooi")
    """
    return text[1:] if _GUARDED.match(text) else text


def write_table(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], *, private: bool = False
) -> None:
    """Write a CSV file: UTF-8, commas, "\\n", guarded, atomic; the same bytes everywhere.

    Parameters:
        path: the file; an existing one is replaced.
        columns: the header.
        rows: the cells, each row as long as the header.
        private: only the owner may read the file (mode 0600).

    Raises:
        InputError: the file cannot be written.
        ValueError: a row is longer or shorter than the header.
    """
    write_bytes(path, table_bytes(columns, rows), private=private)


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the bytes that `write_table` writes (ValueError as there)."""
    lines = [_line(columns)]
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(columns)} columns")
        lines.append(_line(row))
    return "".join(lines).encode("utf-8")


def _line(cells: Sequence[str]) -> str:
    """Return one line of CSV. (The csv module quotes differently from one Python to the next.)"""
    guarded = [guard(cell) for cell in cells]
    if guarded == [""]:
        return '""\n'
    quoted = [
        '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
        for cell in guarded
    ]
    return ",".join(quoted) + "\n"
