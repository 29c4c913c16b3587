"""Files that are no register, or one that somebody spoilt: refused in words, or made harmless.

Every file is given to `invite` as it would be typed. A refusal is exit code 2 with what is wrong,
where, and how to mend it; nothing is written, and no temporary file stays behind.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from stratification.tables import read_table
from tests.commands import Result, Run, joined
from tests.invite_files import TEXTS, invite_line, small_register, tree
from tests.sortition.invitations import COLUMNS, ODD_NAMES, private_rows, register_rows

NAME, STREET = "Jansen", "Kanariestraat"
ROWS = [[*row[:3], NAME, *row[4:]] for row in register_rows(40)]


@pytest.fixture(autouse=True)
def files(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A map in the current folder; temporary files have a folder of their own, empty at the end."""
    small_register(1)
    place = tmp_path.with_name(f"{tmp_path.name}-temporary")
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


def text(
    rows: Sequence[Sequence[str]], header: Sequence[str] = COLUMNS, delimiter: str = ","
) -> str:
    """Rows as CSV."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return target.getvalue()


GOOD = text(ROWS)
LINES = GOOD.splitlines(keepends=True)


def given(run: Run, content: bytes | str, name: str = "bad.csv", *options: str) -> Result:
    """What `invite` does with a register of this content."""
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return run(*invite_line("--letters", 5, *options, register=name))


def workbook(rows: Sequence[Sequence[str]], formula: str | None = None) -> bytes:
    """Rows in an XLSX file; the name in the first row may be a formula."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([COLUMNS, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell)
    if formula:
        sheet.write_formula(1, 3, formula, value="from a formula")
    book.close()
    return target.getvalue()


def parquet(rows: Sequence[Sequence[str]], folder: Path) -> bytes:
    """Rows in a Parquet file."""
    import duckdb

    source, target = folder / "rows.csv", folder / "rows.parquet"
    source.write_text(text(rows), encoding="utf-8")
    read = f"read_csv('{source}', all_varchar = true, header = true)"
    duckdb.execute(f"COPY (FROM {read}) TO '{target}' (FORMAT parquet)")
    data = target.read_bytes()
    source.unlink()
    target.unlink()
    return data


def noise(size: int) -> bytes:
    return Random(1).randbytes(size)


# ---- files that are refused ----


def bsn(number: int) -> str:
    """A number that passes the eleven-test; nobody is looked up for it."""
    start = f"{10_000_000 + number:08}"
    rest = sum(int(digit) * weight for digit, weight in zip(start, range(9, 1, -1), strict=True))
    return bsn(number + 100) if rest % 11 == 10 else f"{start}{rest % 11}"


BSN = text([[*row, bsn(at)] for at, row in enumerate(ROWS)], [*COLUMNS, "nummer van de persoon"])

REFUSED: dict[str, tuple[str | bytes, str]] = {
    "a row longer than any row": (GOOD + "9," + "x" * 1_200_000 + "\n", "Line 42 is longer than"),
    "one row only": (",".join([*COLUMNS, *ROWS[0]] * 30_000), "Line 1 is longer than"),
    "every byte there is": (bytes(range(256)) * 400, "Line 1 holds characters that no text has"),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + noise(4000), "characters that no text has"),
    "no workbook": (b"PK\x03\x04" + noise(3000), "cannot be opened as XLSX or ODS"),
    "no Parquet": (b"PAR1" + noise(3000), "cannot be read as Parquet"),
    "nothing": (b"", "The file is empty"),
    "a mark of UTF-8": (b"\xef\xbb\xbf", "The file is empty"),
    "blank lines": ("\n\n \n", "The file is empty"),
    "a header only": (LINES[0], "Nobody in this register can get a letter"),
    "an unknown delimiter": (GOOD.replace(",", "|"), "none of the columns that the map names"),
    "two delimiters": (LINES[0].replace(",", ";") + "".join(LINES[1:]), "than the 11 of the head"),
    "a NUL byte": (GOOD.replace(NAME, "Jan\0sen", 1), "Line 2 holds characters that no text has"),
    "an open quotation mark": (GOOD.replace(NAME, '"Jansen', 1), "a quotation mark is not closed"),
    "one that takes rows along": (
        GOOD.replace(f"{NAME},", '"Jansen,', 1).replace(f"{NAME},", 'Jan"sen,', 1),
        "Row 2: ",
    ),
    "columns that are not there": (
        GOOD.replace("sleutel", "nummer bewoner").replace("postcode", "pc"),
        'no column "postcode"',
    ),
    "a column twice": (GOOD.replace("naam", "Sleutel ", 1), "columns 1 and 4 have the same name"),
    "a row too short": ("".join([*LINES[:4], "9,1\n", *LINES[4:]]), "Row 5: rows with fewer"),
    "a row too long": (
        "".join([*LINES[:4], LINES[4].replace("\n", ",a,b\n"), *LINES[5:]]),
        "Row 5: rows with more cells",
    ),
    "no header": ("".join(LINES[1:]), "Row 1: the first row seems to be about a person"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "characters that no text has"),
    "UTF-16 cut off": (GOOD.encode("utf-16")[:-1], "is not valid UTF-16"),
    "an id that is blank": (GOOD.replace("\n00003,", "\n,"), 'Row 5, column "sleutel"'),
    "an id of two people": (
        GOOD + LINES[5].replace(NAME, "Pieters"),
        'Row 6, column "sleutel": rows that share their id',
    ),
    "citizen service numbers": (BSN, "this column has citizen service numbers (BSN)"),
    "a column called so": (GOOD.replace("naam", "BSN", 1), "citizen service numbers (BSN)"),
    "a web page": (
        "<html><table><tr><td>sleutel</td></tr></table></html>",
        "none of the columns that the map names",
    ),
    "JSON": ('[{"sleutel": 1,\n"naam": "x"}]\n', "none of the columns that the map names"),
    "a title above it": ("Bevolking op 1 maart\n" + GOOD, "Remove what stands above the row"),
    "a total below it": (GOOD + "Totaal: 300" + "," * 10 + "\n", "seem to hold a total"),
    "an id that a spreadsheet cut off": (
        GOOD.replace("\n00003,", '\n"9,0012e+15",'),
        "numbers that a spreadsheet cut off",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_register_is_refused_in_words(run: Run, kind: str) -> None:
    content, said = REFUSED[kind]
    before = tree()
    result = given(run, content)
    assert (result.code, result.out) == (2, "")
    assert said in joined(result.err)
    assert set(tree()) == {*before, "bad.csv"}  # nothing was written
    for never in ("Traceback", "duckdb", "read_csv", str(Path().absolute()), NAME, STREET):
        assert never not in result.err
    if "Nobody" not in said:
        assert result.err.splitlines()[1] == "bad.csv"  # the file comes first
    assert len(result.err) < 4000


def test_parquet_that_is_damaged_inside_is_called_so(run: Run, tmp_path: Path) -> None:
    data = parquet(ROWS, tmp_path)
    result = given(run, data[:4] + noise(50) + data[54:], "bad.parquet")
    assert result.code == 2
    assert "cannot be read as Parquet" in joined(result.err)


@pytest.mark.parametrize("name", ["a folder", "no file", "/dev/null", "/dev/zero"])
def test_what_is_no_file_is_refused(run: Run, name: str) -> None:
    Path("a folder").mkdir()
    before = tree()
    result = run(*invite_line("--letters", 5, register=name))
    assert result.code == 2
    assert "sav" in result.err or "folder" in result.err
    assert tree() == before


def test_parquet_that_was_cut_off_is_refused(run: Run, tmp_path: Path) -> None:
    data = parquet(ROWS, tmp_path)
    for part in (data[:-1], data[: len(data) // 2], data[:4], data[:-8] + b"~~~~" + data[-4:]):
        result = given(run, part, "bad.parquet")
        assert result.code == 2
        assert "bad.parquet\n" in result.err
        assert "Parquet" in result.err
        assert not Path("draw").exists()
    assert given(run, data, "good.parquet").code == 0


def test_a_map_with_unknown_columns_names_all_of_them(run: Run) -> None:
    text = Path("map.toml").read_text(encoding="utf-8")
    Path("map.toml").write_text(
        text.replace('"naam"', '"achternaam"').replace('wijk = "wijk"', 'wijk = "wijkk"')
    )
    result = given(run, GOOD)
    assert result.code == 2
    said = joined(result.err)
    assert 'no column "achternaam"' in said
    assert 'no column "wijkk", which the map names; did you mean "wijk"?' in said
    assert not Path("draw").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[columns]\nid = 1", '"columns.id"'),
        ("[columns]\nid = 'a'\nid = 'b'", "cannot be read as TOML"),
        ("[columns]\nidd = 'sleutel'", 'did you mean "id"'),
        ("", "does not say which column has the id"),
        ("[columns]\nid = '" + "x" * 70_000 + "'", "none of the columns"),
        ("\0", "TOML"),
        ("[[[[", "TOML"),
    ],
)
def test_maps_that_are_none(run: Run, line: str, said: str) -> None:
    Path("map.toml").write_text(line + "\n")
    result = run(*invite_line("--letters", 5, register=_written("good.csv")))
    assert result.code == 2
    assert said in joined(result.err)
    assert "Traceback" not in result.err
    assert not Path("draw").exists()


def _written(name: str) -> str:
    Path(name).write_text(GOOD, encoding="utf-8")
    return name


def test_a_hundred_thousand_rows_with_the_same_id(run: Run) -> None:
    """The same row is one person; with other names nobody knows who is meant."""
    same = LINES[0] + LINES[5] * 100_000 + LINES[6]
    result = run(*invite_line("--letters", 2, "--json", register=_put("same.csv", same)))
    assert result.code == 0
    assert result.data["steps"][0] | {"message": ""} == {
        "code": "step-duplicates",
        "removed": 99_999,
        "message": "",
    }
    start, end = LINES[5].split(NAME)
    other = LINES[0] + "".join(f"{start}P{number}{end}" for number in range(100_000))
    before = tree()
    result = run(*invite_line("--letters", 2, "--out", "b", register=_put("other.csv", other)))
    assert result.code == 2
    assert "2, 3, 4, 5, 6, … (number of ids: 1)" in joined(result.err)
    assert set(tree()) == {*before, "other.csv"}


def _put(name: str, content: str) -> str:
    Path(name).write_text(content, encoding="utf-8")
    return name


# ---- files that are read, and made harmless ----


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read_and_said(run: Run, encoding: str) -> None:
    rows = [[*row[:3], "Zoë €", *row[4:]] for row in ROWS]
    result = given(run, text(rows).encode(encoding))
    assert result.code == 0
    assert {row["surname"] for row in private_rows(Path("draw"), 1)} == {"Zoë €"}
    assert ("Windows-1252" in result.err) == (encoding == "cp1252")


def test_other_delimiters_and_line_ends_are_read(run: Run) -> None:
    drawn = []
    for number, content in enumerate(
        [GOOD, text(ROWS, delimiter="\t"), text(ROWS, delimiter=";").replace("\n", "\r\n")]
    ):
        out = f"out-{number}"
        assert given(run, content, f"{number}.csv", "--out", out).code == 0
        drawn.append(sorted(row["unit"] for row in private_rows(Path(out), 1)))
    assert drawn[0] == drawn[1] == drawn[2]


FORMULAS = [
    '=HYPERLINK("http://example.org";"Klik")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+31 6",
    "-1+1",
    "'=1",
    "\u202eyzal\u202c van der Zee",
    "Zoe\u0308 Åse",
    "ש. כהן",
    "علي",
    "李 小龙",
    "a\u200db\ufeffc",
    "<b>vet</b> & #raw(1) $x$ *b* _i_ \\",
    "Ａ①ﬁ",
]


def test_names_like_formulas_or_markup_are_text_everywhere(run: Run) -> None:
    """In the private table guarded, in the mail merge as text, in the PDF as they are written."""
    openpyxl, pypdf = pytest.importorskip("openpyxl"), pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    rows = [[*ROWS[at][:3], name, *ROWS[at][4:]] for at, name in enumerate(FORMULAS)]
    given_names = {row[0]: row[3] for row in rows}
    options = ("--strata", "wijk", "--letters", str(len(rows)))
    assert given(run, text(rows), "names.csv", *options).code == 0
    with open("draw/private/people-1.csv", encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > len(rows) * 10
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    read = {row["unit"]: row["surname"] for row in private_rows(Path("draw"), 1)}
    assert read == {unit: plain(name) for unit, name in given_names.items()}
    post = ["letters", "draw", "--texts", TEXTS, "--date", "2027-02-15"]
    assert run(*post, "--format", "csv,xlsx").code == 0
    folder = Path("draw/letters-1")
    book = openpyxl.load_workbook(folder / "mail-merge.xlsx")
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds
    merge = read_table(folder / "mail-merge.csv")
    assert any("=HYPERLINK" in cell for row in merge.rows for cell in row)
    shutil.rmtree(folder)
    refused = run(*post, "--format", "pdf")  # 李 and others are in no font that comes along
    assert refused.code == 2
    assert re.search("1-0000[01][0-9]", refused.err)
    assert not [name for name in FORMULAS if len(name) > 2 and name in refused.err]
    rows = [row for row in rows if row[3].isascii() or "Zoe" in row[3]]
    assert given(run, text(rows), "names.csv", *options[:-1], "7", "--out", "plain").code == 0
    assert run("letters", "plain", *post[2:], "--format", "pdf").code == 0
    pages = pypdf.PdfReader("plain/letters-1/letters.pdf").pages
    flat = re.sub(r"\s+", " ", "".join(page.extract_text() for page in pages))
    for shown in ("=HYPERLINK(", "@SUM(1+1)", "#raw(1) $x$ *b* _i_", "Zoë Åse"):
        assert shown in flat
    assert "'=HYPERLINK" not in flat


def plain(name: str) -> str:
    """What is read of a name: composed letters, no guard, no control characters, no mark inside."""
    bare = name[1:] if re.match(r"'[=+@\t-]", name) else name
    return unicodedata.normalize("NFC", re.sub("[\t\n]", " ", bare)).replace("\ufeff", "").strip()


def test_a_name_too_long_for_an_envelope_is_told_by_its_letter(run: Run) -> None:
    rows = [[*row[:3], "Kanarie" * 40, *row[4:]] for row in ROWS[:2]]
    assert given(run, text(rows), "names.csv", "--letters", "2").code == 0
    result = run("letters", "draw", "--texts", TEXTS, "--date", "2027-02-15", "--format", "csv")
    assert result.code == 0
    assert "1-000001, 1-000002" in result.out + result.err
    assert "Kanarie" not in result.out + result.err


def test_a_workbook_with_formulas_gives_their_values(run: Run) -> None:
    result = given(run, workbook(ROWS, '=CONCATENATE("a","b")'), "book.xlsx", "--letters", "40")
    assert result.code == 0
    names = [row["surname"] for row in private_rows(Path("draw"), 1)]
    assert sorted(set(names)) == [NAME, "from a formula"]


def test_every_odd_name_comes_through_a_csv_file(run: Run) -> None:
    rows = register_rows(len(ODD_NAMES))
    assert given(run, text(rows), "odd.csv", "--letters", str(len(rows))).code == 0
    names = {row["unit"]: row["surname"] for row in private_rows(Path("draw"), 1)}
    assert names == {row[0]: plain(row[3]) for row in rows}
