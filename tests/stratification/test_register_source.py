"""Registers of all kinds become the same rows in the database engine, or a clear error."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
import tracemalloc
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.register import sniff
from stratification.register.bsn import find_bsn, is_bsn_name, passes
from stratification.register.header import MOST_COLUMNS, Header, read_header
from stratification.register.sniff import scan
from stratification.register.source import open_source
from stratification.register.sql import literal, name, unguarded
from stratification.tables import read_table, unguard, write_table
from tests.stratification.registers import database, published_rows, read, rows_of

CANARY = "Kanarievogel"
MANY = settings(max_examples=60, deadline=None)


def codes_of(data: bytes, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(data, **options)  # type: ignore[arg-type]
    assert CANARY not in str(caught.value)
    return [finding.code for finding in caught.value.findings]


# ---- CSV ----

cells = st.text(st.sampled_from("ab1é€ ;,\t\"\r\n'=-#\\"), max_size=6)
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6)
)


def csv_text(rows: list[list[str]], delimiter: str, end: str, always: bool = False) -> str:
    """A CSV text. (The csv module forgets to quote a lone CR.)"""

    def written(cell: str) -> str:
        special = always or any(mark in cell for mark in (delimiter, '"', "\r", "\n", " "))
        return '"' + cell.replace('"', '""') + '"' if special else cell

    return "".join(delimiter.join(map(written, row)) + end for row in rows)


@MANY
@given(
    rows=tables,
    delimiter=st.sampled_from(";,\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    always=st.booleans(),
    above=st.sampled_from(["", "sep={0}{1}", "{1} {0}{1}"]),
)
def test_every_table_that_is_written_is_read_again(
    rows: list[list[str]], delimiter: str, end: str, encoding: str, always: bool, above: str
) -> None:
    width = len(rows[0]) if rows else 2
    header = [f"naam {number}" for number in range(width)]
    text = above.format(delimiter, end) + csv_text([header, *rows], delimiter, end, always)
    source, found = read(text.encode(encoding))
    assert source.columns == tuple(header)
    expected = [tuple(unguard(cell) or None for cell in row) for row in rows]
    # Rows without content are left out where there are bare ones, which a spreadsheet leaves.
    assert found in (expected, [row for row in expected if any(row)])


@MANY
@given(st.lists(st.sampled_from(["a", "1", ";", ";", "\n", "\n", '"', '"x;y"', '""', "é"])))
def test_what_the_engine_accepts_is_what_the_csv_module_reads(tokens: list[str]) -> None:
    text = "h1;h2\n" + "".join(tokens)
    try:
        _, found = read(text.encode())
    except InputError:
        return  # whether rightly, the tests of errors say
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))[1:]
    # The engine reads on over cells without content that stand too many in a row.
    assert all(not any(row[2:]) for row in rows)
    expected = [tuple(cell or None for cell in row[:2]) for row in rows if row]
    assert [row for row in expected if any(row)] == [row for row in found if any(row)]


def test_windows_1252_is_read_and_said() -> None:
    source, found = read("id;naam\n1;Zoë\n2;’s-Gravenhage €\n".encode("cp1252"))
    assert found == [("1", "Zoë"), ("2", "’s-Gravenhage €")]
    assert [notice.code for notice in source.notices] == ["read-as-windows-1252", "register-copy"]
    assert "register-utf8.csv" in source.published


def test_damaged_utf_8_is_refused_as_tables_does(tmp_path: Path) -> None:
    data = "id;naam\n1;Zoë\n2;Renée\n3;".encode() + b"\xeb\n"
    path = tmp_path / "register.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as by_tables:
        read_table(path)
    with pytest.raises(InputError) as by_source:
        read(data)
    assert by_source.value.findings == by_tables.value.findings
    assert by_source.value.findings[0].params["line"] == 4


def test_bytes_that_windows_1252_does_not_have_are_refused() -> None:
    assert codes_of(b"id;naam\n1;Zo\xeb\n2;\x81\n") == ["text-undecodable"]


def test_utf_16_that_ends_halfway_is_refused() -> None:
    assert codes_of("id;naam\n1;a\n".encode("utf-16") + b"x") == ["text-undecodable"]


def test_a_table_that_is_written_guarded_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    texts = ['=HYPERLINK("x")', "'t Gooi", "''=1", "-1", "plain", "\u202eright to left", "e\u0301"]
    write_table(path, ["id", "naam"], [[str(n), text] for n, text in enumerate(texts)])
    _, found = read(path.read_bytes())
    assert [row[1] for row in found] == texts


@MANY
@given(st.text(st.sampled_from("'=+-@\t\ra")))
def test_sql_takes_off_the_guard_as_python_does(text: str) -> None:
    found = database().execute(f"SELECT {unguarded(literal(text))}").fetchone()
    assert found == (unguard(text),)


@MANY
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_is_safe_in_sql(text: str) -> None:
    relation = database().execute(f"SELECT {literal(text)} AS {name(text)}")
    assert [column[0] for column in relation.description] == [text]
    assert relation.fetchone() == (text,)


def test_rows_without_content_and_columns_without_anything_are_left_out() -> None:
    source, found = read(b"id;naam;;\r\n1;a;;\r\n;;;\r\n\r\n2;b;;\r\n;;;\r\n")
    assert source.columns == ("id", "naam")
    assert found == [("1", "a"), ("2", "b")]


def test_a_register_of_one_column_is_read() -> None:
    assert read(b"id\n1\n\n2\n")[1] == [("1",), ("2",)]


def test_odd_names_of_columns_are_names() -> None:
    odd = """na"am'; DROP TABLE x; --"""
    source, found = read(csv_text([["id", odd], ["1", "x"]], ";", "\n").encode())
    assert source.columns == ("id", odd)
    assert source.find(" " + odd.upper()) == odd
    assert source.find("Id") == "id"
    assert source.find("straat") is None
    assert found == [("1", "x")]


@pytest.mark.parametrize(
    "file", ["reg[1].csv", "a*b.csv", "o'neill.csv", "{a}.csv", "x.csv.gz", "x y%20.csv"]
)
def test_the_published_relation_gives_the_same_rows(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "gemeente=1"  # the engine would take this for a column
    workspace = tmp_path / "workspace"
    folder.mkdir()
    workspace.mkdir()
    path = folder / file
    path.write_bytes(b'id;bsn;naam\n1;2;\'=x\n2;3;"a\nb"\n;;\n')
    source = open_source(path, workspace, ["BSN"])
    assert str(tmp_path) not in source.published
    assert rows_of(source) == published_rows(source, folder) == [("1", "=x"), ("2", "a\nb")]
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.name == file


# ---- what is refused ----


def test_rows_of_another_length_are_all_counted() -> None:
    data = f'id;naam\n1;"{CANARY}\n"\n3\n4;5;{CANARY}\n\n7;8;9\n3\n'.encode()
    with pytest.raises(InputError) as caught:
        read(data)
    assert CANARY not in str(caught.value)
    short, long = caught.value.findings
    assert (short.code, short.row, short.params["rows"]) == ("rows-too-short", 3, "3, 7")
    assert (long.code, long.row, long.params["rows"]) == ("rows-too-long", 4, "4, 6")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'1;"{CANARY}\n2;x\n', "csv-broken"),
        (f'1;x"y\n2;"{CANARY}\n', "csv-broken"),  # the marks are even in number
        (f'1;"{CANARY}"x\n2;y\n', "csv-broken"),
        (f'1;"{CANARY}\n', "csv-broken"),
        (f"1;{CANARY}\r\n2;x\n3;y\r\n", "register-csv-refused"),
        (f"1;{CANARY}\x00\n", "file-not-text"),
        (f"1;{CANARY}{'x' * 1_000_001}\n", "register-line-long"),
        (f'1;"{CANARY}{"x" * 999_000}{chr(10)}{"x" * 999_000}"\n', "csv-broken"),
    ],
)
def test_broken_rows_are_refused(body: str, code: str) -> None:
    assert codes_of(f"id;naam\n{body}".encode()) == [code]


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("id;naam;ID", ["column-name-twice"]),
        ("id;;naam", ["column-without-name"]),
        ("id;12345678;1980-01-01", ["register-no-header"]),
        (";".join(f"k{n}" for n in range(MOST_COLUMNS + 1)), ["register-columns-many"]),
    ],
)
def test_headers_that_do_not_name_the_columns_are_refused(header: str, codes: list[str]) -> None:
    row = ";".join(["x"] * (header.count(";") + 1))
    assert codes_of(f"{header}\n{row}\n".encode()) == codes


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "empty.csv").touch()
    found = []
    for file in ("missing.csv", "workspace", "empty.csv", "nul\0.csv"):
        with pytest.raises(InputError) as caught:
            open_source(tmp_path / file, tmp_path / "workspace")
        found.append(caught.value.findings[0].code)
    assert found == ["file-missing", "file-is-folder", "table-empty", "file-missing"]
    assert codes_of(b"\n;;\n \n") == ["table-empty"]
    assert codes_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00") == ["file-not-text"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a file on a disk"):
        open_source(tmp_path / "pipe", tmp_path)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"id;naam\n1;x\n")
    source = open_source(path, tmp_path)
    path.write_bytes(b"id;naam\n1;x\n2;y\n")
    with pytest.raises(InputError, match="changed"):
        rows_of(source)


def test_the_words_of_the_engine_are_never_repeated(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(f"id;naam\n1;{CANARY}\n".encode())
    source = open_source(path, tmp_path)
    sql = f"SELECT CAST(naam AS INTEGER) FROM {source.relation}"
    with pytest.raises(duckdb.ConversionException, match=CANARY):
        database().execute(sql).fetchall()
    with pytest.raises(InputError) as caught, source.engine.reading():
        database().execute(sql).fetchall()
    assert CANARY not in str(caught.value)
    assert [finding.code for finding in caught.value.findings] == ["register-engine"]


# ---- the pass over the bytes ----


def test_a_line_without_an_end_is_refused_without_being_kept(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        for _ in range(40):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            scan(path, b";", tmp_path / "sample", longest=100_000)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
    assert [finding.code for finding in caught.value.findings] == ["register-line-long"]


@MANY
@given(
    st.lists(
        st.sampled_from([b"a", b"bc", b";", b"\n", b"\r\n", b"\r", b'"', "é".encode(), b"'="])
    ),
    st.integers(1, 7),
)
def test_facts_do_not_depend_on_where_the_pieces_end(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[bytes], size: int
) -> None:
    path = tmp_path_factory.mktemp("scan") / "file"
    path.write_bytes(b"id;naam\n" + b"".join(tokens))
    whole = scan(path, b";;", path.with_name("sample"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sniff, "PIECE", size)
        assert scan(path, b";;", path.with_name("sample")) == whole
    assert whole.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_place_of_the_first_wrong_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"id;naam\n" * 3 + b"1;a\xff\n2;\xff\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sniff, "PIECE", 5)
        assert scan(path, b";", tmp_path / "sample").broken == (28, 4)


@given(
    st.one_of(st.binary(max_size=12), st.text(max_size=6).map(str.encode)), st.binary(max_size=2)
)
def test_what_is_utf_8_is_found_from_a_few_of_its_bytes(text: bytes, more: bytes) -> None:
    for data in (text, text + more, more + text, text[:-1], b"a" + text[1:]):
        try:
            data.decode()
        except UnicodeDecodeError:
            right = False
        else:
            right = True
        assert sniff._is_utf_8(np.frombuffer(data, np.uint8)) is right


@pytest.mark.parametrize("quoted", [False, True])
def test_a_sample_has_whole_rows_from_all_over_the_file(tmp_path: Path, quoted: bool) -> None:
    path, sample = tmp_path / "file", tmp_path / "sample"
    cell = '"x\ny;z"' if quoted else "xyz"
    path.write_text("id;naam\n" + "".join(f"{n};{cell}\n" for n in range(5000)), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sniff, "PIECE", 1003)
        patch.setattr(sniff, "SAMPLE", 101)
        facts = scan(path, b";", sample)
    assert facts.quoted_lines == quoted
    assert not facts.stray_quotes
    rows = list(csv.reader(io.StringIO(sample.read_text("utf-8")), delimiter=";", strict=True))
    assert rows[0] == ["id", "naam"]
    assert {tuple(row[1:]) for row in rows[1:]} == {("x\ny;z" if quoted else "xyz",)}
    numbers = [int(row[0]) for row in rows[1:]]
    assert len(set(numbers)) == len(numbers)
    assert {number // 500 for number in numbers} == set(range(10))


def test_a_header_below_other_lines_is_found() -> None:
    assert read_header("sep=,\n\n, \na,b;c\n", "x") == Header(",", 3, 3, ("a", "b;c"))
    assert read_header('"a\nb";c\n', "x") == Header(";", 0, 1, ("a\nb", "c"))


# ---- citizen service numbers ----


def eleven(digits: str) -> bool:
    """The eleven-test as the law words it."""
    padded = digits.zfill(9)
    total = sum((9 - at) * int(digit) for at, digit in enumerate(padded[:8])) - int(padded[8])
    return total % 11 == 0 and int(digits) > 0


VALID = [str(number).zfill(9) for number in range(100_000_000, 100_003_000) if eleven(str(number))]


@MANY
@given(
    st.lists(
        st.one_of(st.sampled_from(VALID), st.from_regex(r"[0-9]{7,10}|[0-9a. ]{8}", fullmatch=True))
    )
)
def test_sql_does_the_eleven_test(texts: list[str]) -> None:
    digits = [text.replace(".", "").replace(" ", "") for text in texts]
    expected = [d.isdecimal() and len(d) in (8, 9) and eleven(d) for d in digits]
    found = database().execute(
        f"SELECT {passes('n')} FROM (SELECT unnest(?::VARCHAR[]) AS n)", [texts]
    )
    assert [row[0] for row in found.fetchall()] == expected


def numbers_file(numbers: list[str], header: str = "nummer") -> bytes:
    return "".join(
        [f"id;{header}\n", *(f"{n};{text}\n" for n, text in enumerate(numbers))]
    ).encode()


@pytest.mark.parametrize("digits", ["{}", " {} ", "{:.3}.{}"])
def test_a_column_filled_with_bsns_is_refused(digits: str) -> None:
    texts = [
        digits.format(text) if digits.count("{") == 1 else f"{text[:4]}.{text[4:6]}.{text[6:]}"
        for text in VALID[:40]
    ]
    with pytest.raises(InputError) as caught:
        read(numbers_file([*texts, "", "", "onbekend"]))
    (finding,) = caught.value.findings
    assert (finding.code, finding.column) == ("register-bsn", "nummer")


@pytest.mark.parametrize(
    "numbers",
    [
        VALID[:19],  # too few to say
        VALID[:40] + ["a"] * 10,  # eight in ten
        [VALID[0]] * 500,  # one date, that happens to pass, in all rows
        [VALID[0]] * 500 + VALID[:19],
        ["000000000"] * 500,
        [str(number) for number in range(100_000_000, 100_000_500)],
        [f"19{n % 90 + 10}{n % 12 + 1:02}{n % 28 + 1:02}" for n in range(2000)],
    ],
)
def test_other_numbers_are_no_bsns(numbers: list[str]) -> None:
    assert len(read(numbers_file(numbers))[1]) == len(numbers)


def test_eight_digits_may_be_a_bsn() -> None:
    short = [str(number) for number in range(10_000_000, 10_000_500) if eleven(str(number))]
    assert codes_of(numbers_file(short)) == ["register-bsn"]


def test_a_column_that_is_called_bsn_is_refused_even_when_it_is_empty() -> None:
    assert codes_of(b"id;BSN\n1;\n") == ["register-bsn"]


def test_a_dropped_column_never_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(numbers_file(VALID[:40], "Burgerservicenummer"))
    source = open_source(path, tmp_path, ["burgerservicenummer", "no such column"])
    assert source.columns == ("id",)
    assert rows_of(source) == [(str(number),) for number in range(40)]


def test_names_of_columns_with_bsns() -> None:
    named = ["BSN", "bsn-nummer", "Bsn partner", "BURGERSERVICENUMMER", "SofiNummer", "01.01.20"]
    other = ["Absnaam", "A-nummer", "Huisnummer", "subsn", "01.01.10", "Persoonssleutel", "Sofie"]
    assert [text for text in [*named, *other] if is_bsn_name(text)] == named


def test_a_large_file_is_sampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniff, "PIECE", 4000)
    monkeypatch.setattr(sniff, "SAMPLE", 400)
    monkeypatch.setattr("stratification.register.source.WHOLE", 1000)
    path = tmp_path / "register.csv"
    path.write_bytes(numbers_file(VALID))
    with pytest.raises(InputError, match="citizen service"):
        open_source(path, tmp_path)
    assert (tmp_path / "sample.csv").stat().st_size < path.stat().st_size / 5
    assert find_bsn(database(), "(SELECT 1 AS x)", ()) == ()


# ---- Parquet and workbooks ----


def parquet(folder: Path, select: str) -> Path:
    path = folder / "register.parquet"
    database().execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet)")
    return path


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        """SELECT '0014' AS id, 12.0::DOUBLE AS nummer, 1.5::FLOAT AS half,
           DATE '1980-02-29' AS geboren, TIMESTAMP '1980-02-29 00:00:00' AS moment,
           TIMESTAMP '1980-02-29 10:30:00' AS later, true AS ja, NULL::INTEGER AS leeg,
           7::BIGINT AS "o'dd ""x", '123456782' AS bsn, 'inf'::DOUBLE AS inf""",
    )
    source = open_source(path, tmp_path, ["bsn"])
    expected = ("0014", "12", "1.5", "1980-02-29", "1980-02-29", "1980-02-29 10:30:00", "true")
    assert rows_of(source) == [(*expected, None, "7", "inf")]
    assert published_rows(source, tmp_path) == rows_of(source)
    assert source.columns[-2:] == ("o'dd \"x", "inf")
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert database().execute(f"DESCRIBE FROM {source.relation}").fetchall()[1][1] == "VARCHAR"


def test_parquet_with_bsns_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, f"SELECT unnest({VALID[:50]}::INTEGER[]) AS nummer")
    with pytest.raises(InputError, match="citizen service"):
        open_source(path, tmp_path)


@pytest.mark.parametrize("kind", ["[1, 2]", "{'a': 1}", "'x'::BLOB", "now()"])
def test_parquet_that_is_no_text_is_refused_unless_dropped(tmp_path: Path, kind: str) -> None:
    path = parquet(tmp_path, f"SELECT 1 AS id, {kind} AS odd")
    with pytest.raises(InputError, match=r"odd.*type"):
        open_source(path, tmp_path)
    assert rows_of(open_source(path, tmp_path, ["odd"])) == [("1",)]


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, f"SELECT '{CANARY}' AS id")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="Parquet") as caught:
        open_source(path, tmp_path)
    assert CANARY not in str(caught.value)


def test_a_full_disk_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    for source in (
        open_source(parquet(tmp_path, "SELECT range AS id FROM range(3000)"), tmp_path),
        open_source(write_csv(tmp_path), tmp_path),
    ):
        with pytest.raises(InputError) as caught, source.engine.reading():
            raise duckdb.IOException("No space left on device")
        assert [finding.code for finding in caught.value.findings] == ["register-disk"]


def write_csv(folder: Path) -> Path:
    path = folder / "register.csv"
    path.write_bytes(b"id;naam\n1;x\n")
    return path


def test_a_workbook_is_read_through_a_copy(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [["id", "naam", None], ["0014", "=1+1", None], [None] * 3, [12.0, "'=x", None]]:
        book.active.append(row)
    book.active["B2"].data_type = "s"
    path = tmp_path / "register.xlsx"
    book.save(path)
    source = open_source(path, tmp_path)
    assert rows_of(source) == [("0014", "=1+1"), ("12", "'=x")]
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [notice.code for notice in source.notices] == ["register-copy"]
    assert "'register-utf8.csv'" in source.published


def test_a_mark_of_utf_16_alone_is_an_empty_file() -> None:
    assert codes_of(codecs.BOM_UTF16_LE) == ["table-empty"]
