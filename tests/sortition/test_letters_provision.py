"""Who received what, and who has answered."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sortition.letters.answered import Answered, read_answered, without_answer
from sortition.letters.provision import (
    COLUMNS,
    Provision,
    append_provision,
    for_third_party,
    provision_bytes,
    read_provisions,
)
from stratification.errors import Finding, InputError
from stratification.tables import write_table
from tests.sortition.letter_people import SALT, people

FIRST = Provision(
    date=datetime.date(2025, 3, 31),
    recipient="Gemeente Zeewijk",
    fields=("initials", "surname", "Wijk (CBS)"),
    people=1000,
    purpose="Uitnodigen",
    ground="Wet BRP, artikel 3.8",
)
SECOND = Provision(
    date=datetime.date(2025, 4, 1),
    recipient="=Drukkerij; De Pers\nBV",
    fields=("a;b", " ", "street"),
    people=0,
    purpose="",
    ground="",
    refused=12,
)


def errors(path: Path, text: str) -> list[Finding]:
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_provisions(path)
    return list(caught.value.findings)


# ---- the register of provision ----


def test_lines_are_added_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "provision.csv"
    append_provision(path, FIRST)
    assert read_provisions(path) == (FIRST,)
    append_provision(path, SECOND)
    first, second = read_provisions(path)
    assert first == FIRST
    assert (second.recipient, second.fields) == ("=Drukkerij; De Pers BV", ("a,b", "street"))
    assert (second.date, second.people, second.refused) == (datetime.date(2025, 4, 1), 0, 12)
    assert path.read_bytes() == provision_bytes([first, second])
    assert [entry.name for entry in tmp_path.iterdir()] == ["provision.csv"]


def test_people_may_add_lines_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "provision.csv"
    path.write_text(
        "\ufeff" + ";".join([*COLUMNS, "remark"]) + '\n2025-01-02;Griffie;"a; b";5;inzage;AVG;0;x\n'
    )
    (read,) = read_provisions(path)
    assert (read.recipient, read.fields, read.people) == ("Griffie", ("a", "b"), 5)


def test_everything_wrong_is_said_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "provision.csv"
    head = ",".join(COLUMNS)
    rows = ["1-5-2025,A,f,1,p,g,0", "2025-02-30,,;,-1,p,g,x", "2025-02-03,A,f,1,p,g,0"]
    found = errors(path, "\n".join([head, *rows]))
    assert [(one.code, one.column, one.params["rows"]) for one in found] == [
        ("provision-date", "date", "2, 3"),
        ("provision-number", "people", "3"),
        ("provision-number", "refused", "3"),
        ("provision-blank", "recipient", "3"),
        ("provision-blank", "fields", "3"),
    ]
    before = path.read_bytes()
    with pytest.raises(InputError):
        append_provision(path, FIRST)
    assert path.read_bytes() == before
    (missing,) = errors(path, "date,recipient\n2025-01-01,A\n")
    assert missing.params["columns"] == '"fields", "people", "purpose", "ground", "refused"'


def test_a_provision_says_who_received_what() -> None:
    day = datetime.date(2025, 1, 1)
    for recipient, fields, people_, refused in [
        (" ", ("a",), 1, 0),
        ("A", ("; ",), 1, 0),
        ("A", (), 1, 0),
        ("A", ("a",), -1, 0),
        ("A", ("a",), 1, -1),
    ]:
        with pytest.raises(ValueError, match=r"received|counted"):
            Provision(day, recipient, fields, people_, "", "", refused)


@settings(max_examples=50)
@given(st.text(min_size=1), st.lists(st.text(), min_size=1), st.dates(), st.integers(0, 10**11))
def test_any_provision_that_can_be_made_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    recipient: str,
    fields: list[str],
    date: datetime.date,
    count: int,
) -> None:
    try:
        one = Provision(date, recipient, tuple(fields), count, recipient, "", count)
    except ValueError:
        assume(False)
    path = tmp_path_factory.mktemp("provision") / "provision.csv"
    append_provision(path, one)
    (again,) = read_provisions(path)
    assert (again.date, again.people, again.purpose) == (date, count, again.recipient)
    assert provision_bytes([again]) == path.read_bytes()


def test_a_disclosure_block_keeps_data_from_others() -> None:
    rows = people(5)
    rows[1]["confidential"] = rows[4]["confidential"] = "yes"
    allowed, refused = for_third_party(rows)
    assert [row["letter"] for row in allowed] == ["1-000001", "1-000003", "1-000004"]
    assert refused == 2


# ---- reminders ----

PEOPLE = people(40)
CODES = [row["code"] for row in PEOPLE]


def slip(code: str) -> str:
    """The code with its first two different neighbours swapped."""
    at = next(i for i in range(3) if code[i] != code[i + 1])
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def read(path: Path, text: str) -> Answered:
    path.write_text(text)
    return read_answered(path, PEOPLE, SALT)


def refused(path: Path, text: str) -> list[Finding]:
    with pytest.raises(InputError) as caught:
        read(path, text)
    shown = str(caught.value)
    for code in CODES:  # a message must not let anybody sign up
        assert code not in shown
        assert code.replace("-", "") not in shown
    return list(caught.value.findings)


def test_codes_are_read_however_they_are_given(tmp_path: Path) -> None:
    path = tmp_path / "answered.csv"
    three = CODES[:3]
    for text in (
        "code\n" + "\n".join(three),
        "Aanmeldcode \n" + "\n".join(three),
        "\n".join(three),
        "\n\n" + "\n".join(code.lower().replace("-", " ") for code in three),
        "naam;aanmeldcode\n" + "".join(f"x;{code}\n" for code in three),
        "code\n" + "\n".join(code.replace("2", "Z").replace("5", "S") for code in three),
    ):
        assert read(path, text) == Answered(frozenset({"1-000001", "1-000002", "1-000003"})), text


def test_codes_are_read_from_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "answered.xlsx"
    book = openpyxl.Workbook()
    for row in [["code"], [CODES[0]], [CODES[1]]]:
        book.active.append(row)
    book.save(path)
    assert read_answered(path, PEOPLE, SALT).letters == {"1-000001", "1-000002"}


def test_who_has_not_answered_gets_a_reminder(tmp_path: Path) -> None:
    answered = read(tmp_path / "a.csv", "code\n" + "\n".join(CODES[1:39]))
    assert [row["letter"] for row in without_answer(PEOPLE, answered)] == ["1-000001", "1-000040"]


def test_codes_given_twice_and_rows_without_one_are_said(tmp_path: Path) -> None:
    text = f"naam,code\na,{CODES[0]}\nb,{CODES[0].lower()}\nc,\nd,{CODES[1]}\n"
    answered = read(tmp_path / "a.csv", text)
    assert answered.letters == {"1-000001", "1-000002"}
    assert [(one.code, one.row, one.params["count"]) for one in answered.notices] == [
        ("answered-twice", 3, 1),
        ("answered-blank", 4, 1),
    ]


def test_all_wrong_codes_are_said_at_once(tmp_path: Path) -> None:
    strange = people(60)[50]["code"]
    rows = [CODES[0], slip(CODES[4]), "?", strange, CODES[7][:-1], "ж", "onbekend"]
    found = refused(tmp_path / "a.csv", "code\n" + "\n".join(rows))
    assert [(one.code, one.row, one.column) for one in found] == [
        ("answered-no-code", 4, "code"),
        ("answered-strange", 5, "code"),
        ("answered-nearest", 3, "code"),
        ("answered-nearest", 6, "code"),
    ]
    assert found[0].params == {"rows": "4, 7, 8", "count": 3}
    assert [one.params["letters"] for one in found[2:]] == ["1-000005", "1-000008"]


def test_a_wrong_code_in_the_first_row_is_not_taken_for_a_header(tmp_path: Path) -> None:
    found = refused(tmp_path / "a.csv", "\n".join([slip(CODES[0]), CODES[1]]))
    assert [(one.code, one.row, one.column) for one in found] == [("answered-nearest", 1, None)]
    (header,) = refused(tmp_path / "a.csv", "Antwoorden\n" + CODES[1])
    assert (header.code, header.row) == ("answered-no-code", 1)
    assert "called code or aanmeldcode" in str(header)


def test_one_column_must_be_for_the_codes(tmp_path: Path) -> None:
    (none,) = refused(tmp_path / "a.csv", f"naam,antwoord\nx,{CODES[0]}\n")
    assert (none.code, none.params["columns"]) == ("answered-column", '"naam", "antwoord"')
    (two,) = refused(tmp_path / "a.csv", f"code,aanmeldcode\nx,{CODES[0]}\n")
    assert (two.code, two.params["columns"]) == ("answered-columns-twice", '"code", "aanmeldcode"')


def test_a_thousand_wrong_codes_are_few_messages(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, ["code"], [[slip(CODES[n % 40])] for n in range(1000)])
    with pytest.raises(InputError) as caught:
        read_answered(path, PEOPLE, SALT)
    assert len(caught.value.findings) == 21
    assert caught.value.findings[0].params["count"] == 980
