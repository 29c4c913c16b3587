"""Reading bytes as tables, and writing them back: every way a file can be right or wrong."""

from __future__ import annotations

import csv
import datetime
import io
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification import files
from stratification.errors import InputError
from stratification.tables import Table, guard, read_table, unguard, write_table

HEADER = ["id", "naam", "leeftijd"]
ROWS = [["0014", "Zoë, van 't Hof", "30-44"], ["2", "José\nMaría", "16-29"], ["3", "x;y\tz", ""]]
Grid = list[list[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for a module: hypothesis runs many examples in one test."""
    return tmp_path_factory.mktemp("tables")


def read(folder: Path, data: bytes, name: str = "file.csv") -> Table:
    path = folder / name
    path.write_bytes(data)
    return read_table(path)


def error_of(folder: Path, data: bytes, name: str = "file.csv") -> str:
    with pytest.raises(InputError) as caught:
        read(folder, data, name)
    return str(caught.value)


def csv_text(grid: Grid, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(grid)
    return out.getvalue()


def xlsx(**sheets: Grid) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, grid in sheets.items():
        sheet = book.create_sheet(title)
        for i, row in enumerate(grid, 1):
            for j, cell in enumerate(row, 1):
                if cell is not None:
                    sheet.cell(i, j, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(**sheets: list[list[str]]) -> bytes:
    """An ODS as LibreOffice lays it out, with rows and cells repeated to the edge of the sheet."""
    tables = ""
    for title, grid in sheets.items():
        rows = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
                "</table:table-cell>"
                if cell
                else "<table:table-cell/>"
                for cell in row
            )
            + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
            for row in grid
        )
        tables += (
            f'<table:table table:name="{title}">{rows}'
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/>'
            "</table:table-row></table:table>"
        )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = f'<manifest xmlns="{names}manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same zip file with `change` done to the content of every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


# --- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_and_delimiter_reads_the_same(
    folder: Path, encoding: str, delimiter: str
) -> None:
    table = read(folder, csv_text([HEADER, *ROWS], delimiter).encode(encoding))
    assert table.columns == tuple(HEADER)
    assert table.rows == tuple(map(tuple, ROWS))
    assert table.numbers == (2, 3, 4)
    assert [notice.code for notice in table.notices] == (
        ["read-as-windows-1252"] if encoding == "cp1252" else []
    )


def test_workbooks_read_like_csv(folder: Path) -> None:
    grid = [HEADER, ROWS[0], ["2", "José", "16-29"], ["3", "x;y", ""]]
    for name, data in (("a.xlsx", xlsx(Blad=grid)), ("a.ods", ods(Blad=grid))):
        table = read(folder, data, name)
        assert table.columns == tuple(HEADER)
        assert table.rows == tuple(map(tuple, grid[1:]))
        # The bytes say what a file is, whatever its name.
        assert read(folder, data, "a.csv").rows == table.rows
    assert read(folder, csv_text(grid).encode(), "a.xlsx").rows == table.rows


def test_cells_of_a_workbook_become_text(folder: Path) -> None:
    day = datetime.datetime(1990, 2, 28)
    row = [14.0, "0014", 2.5, day, day.replace(hour=13), True, -3, "=1+1"]
    table = read(folder, xlsx(Blad=[list("abcdefgh"), row]), "a.xlsx")
    texts = ("14", "0014", "2.5", "1990-02-28", "1990-02-28 13:00:00", "TRUE", "-3", "")
    assert table.rows == (texts,)  # openpyxl stores no result with a formula


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_row_numbers_are_the_spreadsheets(folder: Path, kind: str) -> None:
    grid = [["", ""], ["id", "x"], ["1", "a"], ["", " "], ["2", "b"]]
    make = {"csv": lambda: csv_text(grid).encode(), "xlsx": lambda: xlsx(B=grid)}
    data = make[kind]() if kind in make else ods(B=grid)
    table = read(folder, data, f"a.{kind}")
    assert (table.header, table.numbers) == (2, (3, 5))


def test_a_quoted_line_break_counts_as_one_row(folder: Path) -> None:
    table = read(folder, b'id,x\n1,"a\nb\nc"\n\n2,d\n')
    assert table.numbers == (2, 4)


def test_columns_without_name_and_content_are_left_out(folder: Path) -> None:
    table = read(folder, b"id;x;;\n1;a;;\n2;b; ;\n")
    assert table.columns == ("id", "x")
    assert table.rows == (("1", "a"), ("2", "b"))


def test_delimiter_is_counted_outside_quotes_in_the_header(folder: Path) -> None:
    assert read(folder, b'"a,b,c";d\n1;2\n').columns == ("a,b,c", "d")
    assert read(folder, b"naam, voorletters;leeftijd\nx;2\n").columns[1] == "leeftijd"
    assert read(folder, b"sep=;\r\na,x;b\r\n1;2\r\n").columns == ("a,x", "b")
    assert read(folder, b"id\n1\n").columns == ("id",)
    assert read(folder, b"id,x\r1,a\r").rows == (("1", "a"),)


def test_cells_keep_their_text(folder: Path) -> None:
    table = read(folder, " Id ,x\n 1 ,cafe\u0301 \n".encode())
    assert table.columns == (" Id ", "x")
    assert table.rows == ((" 1 ", "cafe\u0301 "),)
    assert table.find("ID") == 0
    assert table.find("y") is None


def test_capital_e_acute_and_quote_is_still_windows_1252(folder: Path) -> None:
    # The bytes of É’ in Windows-1252 (C9 92) are also one UTF-8 character.
    table = read(folder, "id,x\n1,CAFÉ’S\n2,één\n".encode("cp1252"))
    assert table.rows == (("1", "CAFÉ’S"), ("2", "één"))


def test_a_table_does_not_show_its_rows(folder: Path) -> None:
    assert "canary" not in repr(read(folder, b"id,x\n1,canary\n"))


# --- what is refused ----------------------------------------------------------------------------

REJECTED: list[tuple[bytes, str]] = [
    (
        b"",
        "the file is empty; it needs a row with the names of the columns, then rows.",
    ),
    (
        b" \n;;;\n",
        "the file is empty; it needs a row with the names of the columns, then rows.",
    ),
    (
        b"id,x\n1\n2,b\n3\n",
        "row 2: rows with fewer cells than the 2 of the header: 2, 4 (number of rows: 2). Add the "
        "missing delimiters, or leave the row out.",
    ),
    (
        b"id,x\n1,a,b\n",
        "row 2: rows with more cells than the 2 of the header: 2 (number of rows: 1). Put a cell "
        "that holds a delimiter between quotation marks, or name the extra columns.",
    ),
    (
        b"id,,x\n1,a,b\n",
        "row 1: column 2 has cells but no name. The first row with content must name every column.",
    ),
    (
        b"id,x,ID \n1,a,b\n",
        'row 1, column "ID": columns 1 and 3 have the same name (case and spaces do not count). '
        "Rename or remove one.",
    ),
    (
        b'id,x\n1,"a\n2,b\n',
        "row 2: the cells cannot be told apart: a quotation mark is not closed, or stands inside a "
        "quoted cell without being doubled, or a cell is longer than 131072 characters.",
    ),
    (
        b"id,x\n1," + b"a" * 200_000,
        "row 2: the cells cannot be told apart: a quotation mark is not closed, or stands inside a "
        "quoted cell without being doubled, or a cell is longer than 131072 characters.",
    ),
    (
        b"id,x\n1,\x00\n",
        "line 2 holds characters that no text has: the file is damaged or of another kind. Save it "
        "as CSV (UTF-8), XLSX or ODS.",
    ),
    (
        "id,x\n".encode("utf-16")[:-1],
        "byte 11 (line 1) is not valid UTF-16: the file is damaged, or parts of it were written in "
        "different encodings. Open it in a spreadsheet, check letters such as é and ï, and save it "
        "as CSV (UTF-8).",
    ),
    (
        b"id,x\n1,caf\x81\n",
        "byte 11 (line 2) is not valid Windows-1252: the file is damaged, or parts of it were "
        "written in different encodings. Open it in a spreadsheet, check letters such as é and ï, "
        "and save it as CSV (UTF-8).",
    ),
    (
        "id,x\n1,één\n2,twe".encode() + b"\xeb\n",
        "byte 19 (line 3) is not valid UTF-8: the file is damaged, or parts of it were written in "
        "different encodings. Open it in a spreadsheet, check letters such as é and ï, and save it "
        "as CSV (UTF-8).",
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        "the workbook has a password or is in the old XLS format. Open it in a spreadsheet, remove "
        "the password, and save it as XLSX, ODS or CSV (UTF-8).",
    ),
    (
        b"PK\x03\x04 and then nothing",
        "the file cannot be opened as XLSX or ODS: it is damaged or of another kind. Open it in a "
        "spreadsheet and save it as XLSX, ODS or CSV (UTF-8).",
    ),
    (
        xlsx(A=[["id"], ["1"]], Leeg=[], Uitleg=[["let op"]]),
        'more than one sheet has content (hidden sheets count): "A", "Uitleg". Save the sheet that '
        "is meant in a file of its own.",
    ),
    (
        ods(A=[["id"], ["1"]], B=[["id"]]),
        'more than one sheet has content (hidden sheets count): "A", "B". Save the sheet that is '
        "meant in a file of its own.",
    ),
    (
        xlsx(A=[]),
        "the file is empty; it needs a row with the names of the columns, then rows.",
    ),
    (
        repacked(ods(A=[["id"]]), lambda name, x: x + b"<encryption-data/>" * ("META" in name)),
        "the workbook has a password. Open it in a spreadsheet and save it without.",
    ),
]


@pytest.mark.parametrize(("data", "message"), REJECTED, ids=range(len(REJECTED)))
def test_rejected_files(folder: Path, data: bytes, message: str) -> None:
    separator = ", " if message.startswith("row ") else ": "
    assert error_of(folder, data) == f"file.csv{separator}{message}"


def test_several_faults_of_shape_are_told_together(folder: Path) -> None:
    lines = error_of(folder, b"id,x\n1\n2,b,c\n").splitlines()
    assert len(lines) == 2


def test_missing_file_and_folder(folder: Path) -> None:
    for path, message in (
        (folder / "no.csv", "no.csv: there is no such file; check its name and its folder."),
        (folder / "x" / "no.csv", "no.csv: there is no such file; check its name and its folder."),
        (folder / "a\0b", "a\0b: there is no such file; check its name and its folder."),
        (folder, f"{folder.name}: this is a folder; name a file in it."),
    ):
        with pytest.raises(InputError) as caught:
            read_table(path)
        assert str(caught.value) == message


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable here"
)
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "locked.csv"
    path.write_bytes(b"id\n")
    path.chmod(0)
    with pytest.raises(InputError, match="you may not read this file"):
        read_table(path)


def test_system_errors_are_worded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for problem, message in (
        (PermissionError(13, "denied"), "x.csv: you may not read this file; ask its owner"),
        (OSError(5, "Input/output error"), "x.csv: the file cannot be read: Input/output error."),
    ):

        def fail(*_: object, problem: OSError = problem) -> None:
            raise problem

        monkeypatch.setattr(Path, "open", fail)
        with pytest.raises(InputError) as caught:
            read_table(folder / "x.csv")
        assert str(caught.value).startswith(message)


def test_too_large_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MEGABYTE", 1)
    assert error_of(folder, b"x" * 257).startswith("file.csv: the file is larger than 256 MB")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("XFD1048576", "the sheet is too large"),
        ("A99999999", "the sheet is too large"),
        ("B", "it is damaged or of another kind"),
    ],
)
def test_a_stray_cell_far_away_is_refused(folder: Path, cell: str, message: str) -> None:
    # calamine would ask for hundreds of gigabytes and end the process.
    far = f'r="{cell}"'.encode()
    data = repacked(
        xlsx(A=[["id", "x"], ["1", "2"], ["3", "4"]]),
        lambda _, xml: xml.replace(b'r="B3"', far),
    )
    assert message in error_of(folder, data)


def test_repeated_cells_of_an_ods_are_refused(folder: Path) -> None:
    data = repacked(
        ods(A=[["id"], ["1"]]),
        lambda _, xml: xml.replace(
            b"<table:table-cell office",
            b'<table:table-cell table:number-columns-repeated="99" office',
        ).replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">'),
    )
    assert "the sheet is too large" in error_of(folder, data)


def test_errors_carry_no_content(folder: Path) -> None:
    for data in ("canary,x\n" * 3 + "ü" * 9).encode() + b"\xff\n", b'x,y\n1,"canary\n':
        with pytest.raises(InputError) as caught:
            read(folder, data)
        error: BaseException | None = caught.value
        while error is not None:
            assert "canary" not in f"{error}{error.args}"
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


# --- fuzzing: a table or an InputError, nothing else --------------------------------------------


def read_or_refuse(folder: Path, data: bytes, name: str) -> None:
    try:
        table = read(folder, data, name)
    except InputError as error:
        table, message = None, str(error)
    if table is None:
        assert message
    else:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(table.numbers) == len(table.rows)


TABLE_BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet='a1,;\t"\n\r =é’', max_size=80).map(lambda text: text.encode()),
    st.text(max_size=60).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.text(alphabet="a,;\n'\"éÉ’ÿ", max_size=60).map(lambda text: text.encode("cp1252")),
    st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
)


@settings(max_examples=300, deadline=None)
@given(data=TABLE_BYTES, suffix=st.sampled_from(["csv", "xlsx", "ods"]))
def test_any_bytes(folder: Path, data: bytes, suffix: str) -> None:
    read_or_refuse(folder, data, f"fuzz.{suffix}")


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4)
FUZZED = {"xlsx": xlsx(B=[HEADER, *ROWS, [1, 2.5, True]]), "ods": ods(B=[HEADER, *ROWS])}


def changed(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    copy = bytearray(data)
    for position, byte in changes:
        if copy:
            copy[position % len(copy)] = byte
    return bytes(copy)


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES, suffix=st.sampled_from(["xlsx", "ods"]), cut=st.integers(0, 40))
def test_mutated_workbooks(
    folder: Path, changes: list[tuple[int, int]], suffix: str, cut: int
) -> None:
    data = changed(FUZZED[suffix], changes)
    read_or_refuse(folder, data[: len(data) - cut] if cut > 30 else data, f"fuzz.{suffix}")


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES, suffix=st.sampled_from(["xlsx", "ods"]), member=st.integers(0, 20))
def test_mutated_xml_inside_workbooks(
    folder: Path, changes: list[tuple[int, int]], suffix: str, member: int
) -> None:
    with zipfile.ZipFile(io.BytesIO(FUZZED[suffix])) as archive:
        names = archive.namelist()
    # Mostly the sheet itself, where the cells are.
    sheet = next(n for n in names if "sheet1.xml" in n or n == "content.xml")
    target = names[member] if member < len(names) else sheet
    data = repacked(
        FUZZED[suffix], lambda name, xml: changed(xml, changes) if name == target else xml
    )
    read_or_refuse(folder, data, f"fuzz.{suffix}")


# --- writing ------------------------------------------------------------------------------------

TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("'=+-@\t\r\n\",;"),
    max_size=12,
)


@given(TEXT)
def test_guard_round_trips(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(deadline=None)
@given(rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=4))
def test_what_is_written_is_read_back(folder: Path, rows: list[list[str]]) -> None:
    path = folder / "out.csv"
    write_table(path, ["id", "=x"], rows)
    data = path.read_bytes()
    table = read_table(path)
    assert table.columns == ("id", "=x")
    assert table.rows == tuple(tuple(row) for row in rows if any(map(str.strip, row)))
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_written_bytes(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_table(path, ["id", "note"], [["1", 'a "b", c'], ["2", "-5"], ["3", " é\n"]])
    assert path.read_bytes() == 'id,note\n1,"a ""b"", c"\n2,\'-5\n3," é\n"\n'.encode()
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        write_table(path, ["id", "note"], [["1"]])


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_private_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    write_table(path, ["id"], [])
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600
    modes: list[int] = []
    replace = os.replace

    def watch(source: Path, target: Path) -> None:
        modes.append(stat.S_IMODE(source.stat().st_mode))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watch)
    write_table(path, ["id"], [["1"]], private=True)  # also where a readable file was
    assert [*modes, stat.S_IMODE(path.stat().st_mode)] == [0o600, 0o600]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "out.csv"
    write_table(path, ["id"], [["old"]])

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(InputError) as caught:
        write_table(path, ["id"], [["new"]])
    assert str(caught.value) == "out.csv: the file cannot be written: No space left on device."
    assert path.read_bytes() == b"id\nold\n"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_into_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"out\.csv: the file cannot be written"):
        write_table(tmp_path / "no" / "out.csv", ["id"], [])


def test_reading_csv_loads_no_heavy_library() -> None:
    code = (
        "import sys, stratification.pool\n"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'python_calamine'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
