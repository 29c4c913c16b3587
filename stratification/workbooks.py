"""Workbooks (XLSX, ODS) to rows of text.

`python-calamine` does the reading, and is imported only when a workbook is read. It lays a sheet
out as a full rectangle, so one cell far away from the others asks for more memory than there is
and ends the process. `_Extent` therefore walks through the XML first and refuses such sheets.
The binary formats (XLS, XLSB) cannot be checked that way and are refused too; an XLSX with a
password has the same first bytes as an XLS.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from xml.parsers import expat

from stratification.errors import Finding, InputError
from stratification.files import MEGABYTE
from stratification.text import listed_names

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_CELLS = 20_000_000
MAX_UNPACKED_MEGABYTES = 1024

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,8})")
Cell = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)


def is_workbook(data: bytes) -> bool:
    """Say whether the bytes are a workbook by their first bytes, whatever the file is called."""
    return data.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_grid(data: bytes, name: str) -> list[list[str]]:
    """Return every row from the first, as text, of the one sheet that has content.

    Parameters:
        data: the workbook.
        name: what messages call the file.

    Raises:
        InputError: damaged, another kind of file, locked, too large, or with content on several
            sheets (which one is meant is never guessed, nor is a hidden one skipped).
    """
    if data.startswith(OLE_MAGIC):
        raise InputError(Finding("workbook-old-or-locked", file=name))
    try:
        _check_size(data, name)
        sheets = _sheets(data)
    except InputError:
        raise
    except BaseException as error:
        # Damaged bytes surface as any of a dozen exceptions of zipfile, zlib, expat and calamine,
        # and as a panic of calamine, which is no Exception. None of them is told: the text of
        # some holds what the file holds.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InputError(Finding("workbook-damaged", file=name)) from None
    filled = [title for title, grid in sheets if any(any(map(str.strip, row)) for row in grid)]
    if len(filled) > 1:
        raise InputError(
            Finding("workbook-several-sheets", {"sheets": listed_names(filled)}, file=name)
        )
    return next((grid for title, grid in sheets if title in filled), [])


def _sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the title and the rows of every sheet."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = []
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ == SheetTypeEnum.WorkSheet:  # a chart has no rows
                rows = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
                sheets.append((meta.name, [[cell_text(cell) for cell in row] for row in rows]))
        return sheets


def cell_text(cell: Cell) -> str:
    """Return the text of a spreadsheet's cell.

    >>> cell_text(14.0), cell_text("0014"), cell_text(datetime.datetime(2025, 3, 1)), cell_text(.5)
    ('14', '0014', '2025-03-01', '0.5')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # From 2**53 on a float is no longer the number somebody typed.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _check_size(data: bytes, name: str) -> None:
    """Raise InputError for a locked workbook, or one that unpacks to more than memory allows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED_MEGABYTES * MEGABYTE:
            raise InputError(Finding("workbook-too-large", file=name))
        members = archive.namelist()
        manifest = "META-INF/manifest.xml"
        if manifest in members and b"encryption-data" in archive.read(manifest):
            raise InputError(Finding("workbook-locked", file=name))
        for member in members:
            lower = member.lower()
            is_sheet = lower.startswith("xl/worksheets/") and lower.endswith(".xml")
            if is_sheet or lower == "content.xml":
                with archive.open(member) as file:
                    extent = _Extent()
                    extent.parser.ParseFile(file)
                if extent.cells > MAX_CELLS:
                    raise InputError(Finding("workbook-too-large", file=name))


class _Extent:
    """Walks through the XML of a sheet: `cells` is the size of the rectangle calamine makes.

    For an ODS file, whose sheets share one XML, the rectangle that holds all of them.
    """

    def __init__(self) -> None:
        self.row = self.column = 0  # of the cell being read, from 1
        self.next_row = self.next_column = 1
        self.rows = self.columns = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "table":  # ODS: a sheet
                self.next_row = 1
            case "table-row":
                self.row = self.next_row + _repeats(attributes, "rows") - 1
                self.next_row, self.next_column = self.row + 1, 1
            case "table-cell" | "covered-table-cell":
                self.column = self.next_column + _repeats(attributes, "columns") - 1
                self.next_column = self.column + 1
                if any(name.endswith(":value-type") for name in attributes):
                    self._filled()
            case "row":  # XLSX
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
            case "c":
                self._place(attributes.get("r"))
            case "v" | "is" | "f" | "p":
                self._filled()

    def _place(self, reference: str | None) -> None:
        """Go to the cell that `reference` names ("B7"), or to the next one."""
        if reference is None:
            self.column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise ValueError("not a cell reference")
        self.column = 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.row = int(found[2])

    def _filled(self) -> None:
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def _repeats(attributes: dict[str, str], what: str) -> int:
    """Return for how many rows or columns an ODS element stands."""
    return max(1, int(attributes.get(f"table:number-{what}-repeated", 1)))
