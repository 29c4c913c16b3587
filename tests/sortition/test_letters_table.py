"""The table that letters are made from: right, in order, safe to open, always the same bytes."""

from __future__ import annotations

import csv
import datetime
import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.letters import table as table_module
from sortition.letters.codes import is_code
from sortition.letters.table import (
    COLUMNS,
    Layout,
    Letter,
    check_url,
    csv_bytes,
    make_letters,
    people_rows,
    xlsx_bytes,
)
from stratification.errors import Finding, InputError
from stratification.tables import parse_table
from tests.sortition.letter_people import people, write_people

LAYOUT = Layout("https://zeewijk.example/meedoen?code={code}")
HOSTILE = (
    '=HYPERLINK("https://evil.example";"klik")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "https://evil.example",
    "mailto:a@evil.example",
    "\u202egnp.exe",
    "o\u0301\u0302\u0303",
    "two\nlines",
    'a"b;c,d',
    "_x0041_",
    "<b>&amp;</b>",
    "00014",
    "1-2-2025",
    "TRUE",
    "محمد",
    "王",
    "😀",
    "x" * 5000,
)


def letters_of(
    rows: list[dict[str, str]], layout: Layout = LAYOUT
) -> tuple[tuple[Letter, ...], list[Finding]]:
    letters, notices = make_letters(rows, layout)
    return letters, list(notices)


def sheet_rows(data: bytes) -> list[list[str]]:
    """The cells of the only sheet, each of which must be text."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    (sheet,) = book.worksheets
    rows = []
    for row in sheet.iter_rows():
        assert all(cell.data_type == "s" or cell.value is None for cell in row)
        assert all(cell.hyperlink is None for cell in row)
        assert all(cell.number_format == "@" for cell in row)
        rows.append([str(cell.value or "") for cell in row])
    return rows


def fails(code: str, rows: list[dict[str, str]], path: Path) -> Finding:
    with pytest.raises(InputError) as caught:
        people_rows(write_people(path, rows))
    (finding,) = caught.value.findings
    assert finding.code == code
    return finding


def test_one_letter() -> None:
    (letter,), notices = letters_of(people(1))
    assert is_code(letter.code)
    assert letter == Letter(
        letter="1-000001",
        code=letter.code,
        url=f"https://zeewijk.example/meedoen?code={letter.code}",
        salutation="Geachte heer Van den Berg,",
        name_line="De heer J.P. van den Berg",
        address_line="Kerkstraat 1",
        postcode_line="2583 XL  ZEEWIJK",
        postcode="2583 XL",
        place="Zeewijk",
        language="nl",
    )
    assert notices == []


def test_letter_in_english() -> None:
    (letter,), notices = letters_of(people(1, language="Engels"))
    assert (letter.salutation, letter.language) == ("Dear J.P. van den Berg,", "en")
    assert notices == []


def test_letters_to_addresses() -> None:
    rows = people(1, initials="", prefix="", surname="", sex="")
    (letter,), notices = letters_of(rows, Layout(LAYOUT.url, frame="addresses"))
    assert letter.name_line == "Aan de bewoner(s) van dit adres"
    assert letter.salutation == "Geachte bewoner(s),"
    assert notices == []
    english = Layout(LAYOUT.url, frame="addresses", language="en")
    assert letters_of(rows, english)[0][0].name_line == "To the residents of this address"


def test_letters_come_in_the_order_of_the_post_or_of_names() -> None:
    rows = people(12)
    rows[10] |= {"postcode": "1000AA"}
    rows[11] |= {"surname": "Aalders", "prefix": "van"}
    by_post = [int(one.letter[2:]) for one in letters_of(rows)[0]]
    assert by_post == [11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    by_name = letters_of(rows, Layout(LAYOUT.url, order="name"))[0]
    assert [int(one.letter[2:]) for one in by_name] == [12, 11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert make_letters(rows[::-1], LAYOUT) == make_letters(rows, LAYOUT)


def test_what_to_look_at_is_said_once_and_without_names() -> None:
    rows = people(9)
    for row in rows[:7]:
        row["surname"] = "."
    rows[7]["language"] = "Tigrinya"
    rows[8] |= {"street": "x" * 50, "postcode": "1234"}
    found = {finding.code: dict(finding.params) for finding in letters_of(rows)[1]}
    assert found == {
        "letters-unnamed": {
            "letters": "1-000001, 1-000002, 1-000003, 1-000004, 1-000005, …",
            "count": 7,
        },
        "letters-language": {"letters": "1-000008", "count": 1, "language": "nl"},
        "letters-long-lines": {"letters": "1-000009", "count": 1, "limit": 40},
        "letters-postcode": {"letters": "1-000009", "count": 1},
    }
    assert all(map(str, letters_of(rows)[1]))


@pytest.mark.parametrize(
    "url",
    ["", "zeewijk.nl", "ftp://a.nl", "javascript:alert(1)", "https://", "https://a.nl/{CODE}", " "],
)
def test_bad_addresses_to_sign_up_at(url: str) -> None:
    with pytest.raises(InputError) as caught:
        make_letters(people(1), Layout(url))
    assert [finding.code for finding in caught.value.findings] == ["letters-url"]
    assert "{code}" in str(caught.value)


def test_good_addresses_to_sign_up_at() -> None:
    for url in ("https://a.nl", "http://a.nl/x", "https://a.nl/{code}?lang=nl#top"):
        check_url(url)
    (letter,), _ = letters_of(people(1), Layout("https://a.nl"))
    assert letter.url == "https://a.nl"


def test_csv_and_xlsx_hold_the_same_rows() -> None:
    letters, _ = letters_of(people(30))
    rows = sheet_rows(xlsx_bytes(letters))
    table = parse_table(csv_bytes(letters), "letters.csv")
    assert table.columns == tuple(rows[0]) == COLUMNS
    assert [list(row) for row in table.rows] == rows[1:]
    assert rows[1:] == [list(letter.cells()) for letter in letters]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_run(text: str) -> None:
    rows = people(1, initials="", prefix="", sex="", surname=text, street=text, place=text)
    letters, _ = letters_of(rows)
    for cells in csv.reader(io.StringIO(csv_bytes(letters).decode(), newline="")):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in cells if cell)
        assert not any("\n" in cell or "\u202e" in cell for cell in cells)
    data = xlsx_bytes(letters)
    assert sheet_rows(data)[1] == list(letters[0].cells())
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert not any(part in sheet for part in (b"<f", b"hyperlink", b"<v>=", b't="n"'))


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_any_text_comes_back_from_both(texts: Sequence[str]) -> None:
    surname, street, place = texts
    letters, _ = letters_of(people(1, surname=surname, street=street, place=place))
    (row,) = parse_table(csv_bytes(letters), "letters.csv").rows
    assert list(row) == list(letters[0].cells()) == sheet_rows(xlsx_bytes(letters))[1]


def test_the_same_bytes_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    letters, _ = letters_of(people(5))
    first = xlsx_bytes(letters)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Later:
            return cls(2031, 5, 5, 5, 5, 5, tzinfo=tz)

        @classmethod
        def utcnow(cls) -> Later:
            return cls(2031, 5, 5, 5, 5, 5)

    monkeypatch.setattr(datetime, "datetime", Later)
    assert xlsx_bytes(letters) == first
    dates = {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_what_xlsx_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    letters, _ = letters_of(people(2, street="x" * 32_768))
    with pytest.raises(InputError) as caught:
        xlsx_bytes(letters)
    assert [one.code for one in caught.value.findings] == ["letters-xlsx-cell"]
    assert "1-000001, 1-000002" in str(caught.value)
    monkeypatch.setattr(table_module, "MAX_ROWS", 3)
    assert xlsx_bytes(letters_of(people(2))[0])
    with pytest.raises(InputError, match="at most 2 rows"):
        xlsx_bytes(letters_of(people(3))[0])


def test_without_xlsxwriter_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r'pip install "sortition\[letters\]"'):
        xlsx_bytes(letters_of(people(1))[0])


def test_people_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = people(3, surname="=1+1", confidential="yes")
    rows[1] |= {"surname": "'t Hart", "confidential": "", "place": " two\nlines "}
    rows = [{"gemeente": "0014", **row} for row in rows]
    assert people_rows(write_people(tmp_path / "people-1.csv", rows)) == rows


def test_people_that_were_changed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "people-1.csv"
    rows = people(4)
    rows[1]["letter"], rows[2]["letter"] = "1", rows[0]["letter"]
    finding = fails("people-letter", rows, path)
    assert (finding.params["rows"], finding.column, finding.file) == ("3, 4", "letter", path.name)
    rows = people(4)
    rows[1]["code"], rows[2]["code"] = "7KXM-3FRT-96W8", rows[0]["code"]
    assert fails("people-code", rows, path).params["rows"] == "3, 4"
    rows = people(4)
    rows[0]["confidential"] = "no"
    assert fails("people-confidential", rows, path).params["rows"] == "2"
    short = [{name: cell for name, cell in row.items() if name != "surname"} for row in people(1)]
    assert fails("people-columns", short, path).params["columns"] == '"surname"'
