"""People and quotas read together: the same pool from any file, every fault at once, no secrets."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.pool import Assembly, Pool, Source, read_assembly

QUOTAS = """category,feature,min,max
Geslacht,vrouw,1,2
Geslacht,man,1,2
Leeftijd,16-29,0,3
Leeftijd,30-44,0,3
"""
HEADER = ["id", "naam", "LEEFTIJD", "geslacht", "postcode", "huisnummer"]
ROWS = [
    ["b", "Zoë", "16-29", "Vrouw ", "2583 XL", "1-2"],
    ["a2", "José", " 30-44", "MAN", "2583xl", "1 / 2"],
    ["a10", "Ann", "30-44", "vrouw", "2583XL", "12"],
    ["É", "Piet", "30-44", "man", "", " - "],
    ["z", "Jan", "16-29", "man", "", ""],
]
POOL = Pool(
    ids=("a10", "a2", "b", "z", "É"),
    categories=("Geslacht", "Leeftijd"),
    values=(
        ("vrouw", "30-44"),
        ("man", "30-44"),
        ("vrouw", "16-29"),
        ("man", "16-29"),
        ("man", "30-44"),
    ),
    households=(0, 1, 1, 2, 3),  # house number 1-2 is not 12; blank is a household of one's own
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pool")


def csv_bytes(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def assemble(
    folder: Path, people: bytes | str, quotas: str = QUOTAS, seats: int = 3, **source: object
) -> Assembly:
    data = people.encode() if isinstance(people, str) else people
    (folder / "people.csv").write_bytes(data)
    (folder / "quotas.csv").write_text(quotas, encoding="utf-8")
    return read_assembly(
        Source(folder / "people.csv", **source),  # type: ignore[arg-type]
        folder / "quotas.csv",
        seats,
    )


def errors(
    folder: Path, people: str, quotas: str = QUOTAS, seats: int = 3, **source: object
) -> list[str]:
    with pytest.raises(InputError) as caught:
        assemble(folder, people, quotas, seats, **source)
    return str(caught.value).splitlines()


HOUSEHOLD = {"household_columns": ("Postcode", "Huisnummer")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_and_delimiter_gives_the_same_pool(
    folder: Path, encoding: str, delimiter: str
) -> None:
    for seed in range(3):  # in any order of the rows
        rows = random.Random(seed).sample(ROWS, len(ROWS))
        data = csv_bytes([HEADER, *rows], delimiter, encoding)
        assembly = assemble(folder, data, **HOUSEHOLD)
        assert assembly.pool == POOL
        assert assembly.row_of("a2")[1] == "José"
        assert assembly.id_rows["a2"] == rows.index(ROWS[1])


def test_xlsx_gives_the_same_pool(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    source = Source(tmp_path / "people.xlsx", "ID", ("postcode", "huisnummer"))
    assert read_assembly(source, tmp_path / "quotas.csv", 3).pool == POOL


@settings(max_examples=25, deadline=None)
@given(st.permutations(QUOTAS.splitlines()[1:]), st.permutations(ROWS))
def test_order_never_matters(folder: Path, quotas: list[str], rows: list[list[str]]) -> None:
    text = "\n".join([QUOTAS.splitlines()[0], *quotas])
    assert assemble(folder, csv_bytes([HEADER, *rows]), text, **HOUSEHOLD).pool == POOL


def test_no_households_unless_named(folder: Path) -> None:
    assert assemble(folder, csv_bytes([HEADER, *ROWS])).pool.households is None


def test_a_partly_blank_household_is_a_notice(folder: Path) -> None:
    rows = [*ROWS[:4], ["z", "Jan", "16-29", "man", "", "12"]]
    assembly = assemble(folder, csv_bytes([HEADER, *rows]), **HOUSEHOLD)
    assert list(map(str, assembly.notices)) == [
        'people.csv, row 6, column "postcode": the cell is blank but another household column '
        "is not, rows: 6 (number of rows: 1). People with equal cells otherwise count as one "
        "household."
    ]


PEOPLE = "id,geslacht,leeftijd\n1,man,16-29\n2,vrouw,30-44\n3,man,30-44\n"


def test_without_an_id_column_the_rows_are_the_ids(folder: Path) -> None:
    text = "geslacht,leeftijd\n" + "man,16-29\nvrouw,30-44\n" * 5
    assembly = assemble(folder, text)
    assert assembly.pool.ids[:2] == ("02", "03")
    assert list(map(str, assembly.notices)) == [
        'people.csv: there is no column "id", so the row numbers are the ids. Another order of the '
        "rows is then another draw; name a column that identifies people if there is one."
    ]


def test_ids_keep_their_text_and_their_case(folder: Path) -> None:
    text = "Code,geslacht,leeftijd\n 0014 ,man,16-29\nab,vrouw,30-44\nAB,man,30-44\n"
    assembly = assemble(folder, text, id_column="code")
    assert assembly.pool.ids == ("0014", "AB", "ab")
    assert list(map(str, assembly.notices)) == [
        'people.csv, row 3, column "Code": ids that differ only in upper and lower case count as '
        "different people, rows: 3, 4 (number of rows: 2). Check that these are not double "
        "sign-ups."
    ]


def test_named_columns_that_do_not_exist(folder: Path) -> None:
    columns = '"id", "geslacht", "leeftijd"'
    assert errors(folder, PEOPLE, id_column="nummer", household_columns=("leeftyd",)) == [
        f'people.csv: there is no column "nummer" for the ids. The columns are: {columns}.',
        'people.csv: there is no column "leeftyd" for the households; did you mean "leeftijd"? '
        f"The columns are: {columns}.",
    ]


def test_categories_without_a_column(folder: Path) -> None:
    assert errors(folder, "id,gslacht,jaren\n1,man,3\n2,vrouw,3\n3,man,3\n") == [
        'people.csv: there is no column for the category "Geslacht" of the quotas; did you mean '
        '"gslacht"? The columns are: "id", "gslacht", "jaren". Give both files the same name.',
        'people.csv: there is no column for the category "Leeftijd" of the quotas. The columns '
        'are: "id", "gslacht", "jaren". Add or rename a column.',
    ]


def test_faulty_cells_are_grouped(folder: Path) -> None:
    rows = [f"{i},man,30–44" for i in range(2, 502)] + ["x,onbekend,16-29", ",,16-29", "2,,16-29"]
    found = errors(folder, "id,geslacht,leeftijd\n" + "\n".join(rows))
    assert found == [
        'people.csv, row 503, column "id": blank ids in rows: 503 (number of rows: 1). Give '
        "everybody an id.",
        'people.csv, row 504, column "id": ids that stand in more than one row (number of ids: 1), '
        "in rows: 2, 504. Remove the double sign-ups, or give everybody an id of their own.",
        'people.csv, row 503, column "geslacht": blank cells in rows: 503, 504 (number of rows: '
        '2). Fill them in, or use a value of its own for "no answer", with a quota.',
        'people.csv, row 502, column "geslacht": the value has no quota, rows: 502 (number of '
        "rows: 1). Correct the cells or add the value to the quotas. The quotas have: "
        '"man", "vrouw".',
        'people.csv, row 2, column "leeftijd": the value has no quota; did you mean "30-44"? Rows: '
        "2, 3, 4, 5, 6, … (number of rows: 500). Correct the cells or add the value to the quotas.",
    ]


def test_ages_in_years_where_the_quotas_have_bands_are_one_finding(folder: Path) -> None:
    text = "id,geslacht,leeftijd\n" + "".join(f"{i},man,{i + 20}.0\n" for i in range(4))
    assert errors(folder, text)[0] == (
        'people.csv, row 2, column "leeftijd": these seem to be ages in years, and the quotas have '
        "bands of ages, rows: 2, 3, 4, 5 (number of rows: 4). Write the band of each person in the "
        'column. The quotas have: "16-29", "30-44".'
    )


def test_a_wrong_column_gives_one_finding(folder: Path) -> None:
    text = "id,geslacht,leeftijd\n" + "".join(f"{i},man,19{i}-01-01\n" for i in range(50, 80))
    assert errors(folder, text)[0] == (
        'people.csv, row 2, column "leeftijd": many cells hold values without a quota, rows: 2, 3, '
        "4, 5, 6, … (number of rows: 30, different values: 30). Is this the right column? The "
        'quotas have: "16-29", "30-44".'
    )


@pytest.mark.parametrize(
    ("seats", "messages"),
    [
        (0, ["the number of seats is 0; it must be at least 1."]),
        (
            4,
            [
                "people.csv: the number of seats is 4, but the number of people is 3. Lower the "
                "seats, or find more people."
            ],
        ),
        (
            1,
            [
                'quotas.csv: the minimums of "Geslacht" add up to 2, more than the 1 seats. Lower '
                "some; the command repair finds the smallest change."
            ],
        ),
    ],
)
def test_seats(folder: Path, seats: int, messages: list[str]) -> None:
    assert errors(folder, PEOPLE, seats=seats) == messages


def test_quotas_that_cannot_fit(folder: Path) -> None:
    quotas = QUOTAS.replace("vrouw,1,2", "vrouw,2,2").replace("30-44,0,3", "30-44,0,0")
    assert errors(folder, PEOPLE, quotas.replace("16-29,0,3", "16-29,0,2")) == [
        'quotas.csv: the maximums of "Leeftijd" add up to 2, fewer than the 3 seats. Raise some, '
        "or add the values that have no quota yet; the command repair finds the smallest change.",
        'quotas.csv, row 2: the minimum of "Geslacht" / "vrouw" is 2, but the number of people '
        "with that value is 1. Lower the minimum, or find more people; the command repair finds "
        "the smallest change.",
    ]


def test_what_cannot_fit_is_a_notice_where_it_is_to_be_repaired(folder: Path) -> None:
    quotas = QUOTAS.replace("vrouw,1,2", "vrouw,2,2").replace("30-44,0,3", "30-44,0,0")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "quotas.csv").write_text(quotas)
    source, path = Source(folder / "people.csv"), folder / "quotas.csv"
    for seats in (1, 3, 4, 5):
        with pytest.raises(InputError) as caught:
            read_assembly(source, path, seats)
        assembly = read_assembly(source, path, seats, strict=False)
        assert assembly.notices == caught.value.findings
    with pytest.raises(InputError) as caught:  # what else is wrong stays an error
        read_assembly(source, path, 0, strict=False)
    assert [finding.code for finding in caught.value.findings] == ["seats-below-one"]


def test_both_files_are_reported_together(folder: Path) -> None:
    quotas = QUOTAS.replace("vrouw,1,2", "vrouw,3,2")
    found = errors(folder, PEOPLE.replace("2,vrouw", "1,vrouuw"), quotas, seats=0)
    assert [line.split(":")[0] for line in found] == [
        'quotas.csv, row 2, column "min"',
        'people.csv, row 3, column "id"',
        'people.csv, row 3, column "geslacht"',
        "the number of seats is 0; it must be at least 1.",
    ]
    # A value whose quota is faulty is known all the same.
    assert len(errors(folder, PEOPLE, quotas)) == 1
    # A file that cannot be read does not hide what is wrong with the other.
    assert len(errors(folder, "id,id\n1,2\n", quotas)) == 2
    assert len(errors(folder, PEOPLE.replace("2,", "1,"), "\0")) == 2


def test_an_empty_pool(folder: Path) -> None:
    assert errors(folder, "id,geslacht,leeftijd\n", QUOTAS.replace(",1,", ",0,")) == [
        "people.csv: there is a header but no people below it."
    ]


def test_findings_hold_nothing_of_a_person(folder: Path) -> None:
    rows = ["canary1,canary2,canary3,canary4,canary5", "canary1,man,canary3,canary4,"] * 2
    text = "id,geslacht,leeftijd,straat,nr\n" + "\n".join(rows) + "\n,,16-29,,canary6\n"
    with pytest.raises(InputError) as caught:
        assemble(folder, text, household_columns=("straat", "nr"))
    assert caught.value.findings
    assert "canary" not in str(caught.value) + repr(caught.value) + repr(caught.value.findings)
    assembly = assemble(folder, PEOPLE.replace("3,man", "canary,man"))
    assert "canary" not in repr(assembly)


CELL = st.sampled_from(["man", "vrouw", "16-29", "30-44", "", " ", "1", "2", "é", "canary7", "="])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), st.integers(-1, 7))
def test_any_cells_give_a_pool_or_findings(folder: Path, rows: list[list[str]], seats: int) -> None:
    data = csv_bytes([["id", "geslacht", "leeftijd"], *rows])
    message = ""
    try:
        assembly = assemble(folder, data, seats=seats, household_columns=("id", "geslacht"))
    except InputError as error:
        message = str(error)
    assert "canary" not in message
    if not message:
        assert list(assembly.pool.ids) == sorted(set(assembly.pool.ids))
        assert assembly.pool.households is not None
        assert len(assembly.pool.values) == len(assembly.pool.ids) >= seats
