"""Which column of a file of sign-ups is what, and the days that stand in it."""

from __future__ import annotations

from typing import Any

import pytest

from sortition.assembly.signups.forms import CODE, RECEIVED, Form, find_layout, form_of, read_pairs
from sortition.assembly.signups.forms_dates import moment
from sortition.assembly.signups.forms_reading import read_entries, table_of
from stratification.errors import InputError
from stratification.tables import Table

COLUMNS = ("Tijdstempel", "Aanmeldcode", "Uw leeftijd?", "Geslacht", "Akkoord", "Naam", "Straat")


def table(*cells: str, columns: tuple[str, ...] = COLUMNS) -> Table:
    return table_of([dict(zip(columns, cells, strict=True))], [2], "form.csv")


EMPTY = table(*[""] * len(COLUMNS))
FORM = Form(received="tijdstempel", categories=(("leeftijd", "uw leeftijd?"),))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def test_columns_are_found_by_their_names() -> None:
    layout = find_layout(EMPTY, FORM, ["leeftijd", "geslacht"], need_code=True)
    assert layout.columns == {
        CODE: "Aanmeldcode",
        RECEIVED: "Tijdstempel",
        "leeftijd": "Uw leeftijd?",
        "geslacht": "Geslacht",
    }
    assert list(layout.used) == ["Tijdstempel", "Aanmeldcode", "Uw leeftijd?", "Geslacht"]


def test_everything_that_is_missing_is_told_at_once() -> None:
    form = Form(
        received="Tijdstip",
        consent="Akoord",
        people=("Naam", "Telefoon"),
        household=("Straat", "Huisnummer"),
        eligible=(("Woonplaats", "Zeewijk"),),
        categories=(("leeftijdd", "Uw leeftijd?"),),
    )
    with pytest.raises(InputError) as error:
        find_layout(EMPTY, form, ["leeftijd", "geslacht"], need_code=True)
    assert sorted(set(codes(error))) == [
        "signup-category-column-missing-nearest",
        "signup-category-nearest",
        "signup-column-missing",
        "signup-column-missing-nearest",
    ]
    assert {one.column for one in error.value.findings if one.column} == {
        *("Tijdstip", "Akoord", "Telefoon", "Huisnummer", "Woonplaats", "leeftijd"),
    }


def test_a_file_without_a_header_shows_nobody() -> None:
    people = table("Jansen", "Kerkstraat 1", columns=("Pietersen", "Dorpsstraat 3"))
    with pytest.raises(InputError) as error:
        find_layout(people, Form(received="tijd"), ["leeftijd"], need_code=True)
    assert codes(error) == ["signup-no-header"]
    assert "Pietersen" not in str(error.value)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("code", "aanmeldcode", "geslacht"), "signup-code-columns"),
        (("geslacht",), "signup-code-column"),
    ],
)
def test_the_code_must_be_clear(columns: tuple[str, ...], code: str) -> None:
    with pytest.raises(InputError) as error:
        find_layout(
            table(*[""] * len(columns), columns=columns), Form(), ["geslacht"], need_code=True
        )
    assert codes(error) == [code]


def test_citizen_service_numbers_are_refused() -> None:
    with pytest.raises(InputError) as error:
        find_layout(table("", "", columns=("code", "BSN")), Form(), [], need_code=True)
    assert codes(error) == ["signup-bsn"]


def test_without_letters_no_code_is_needed() -> None:
    layout = find_layout(table("", columns=("geslacht",)), Form(), ["geslacht"], need_code=False)
    assert layout.code is None
    with pytest.raises(InputError) as error:
        find_layout(table("", columns=("geslacht",)), Form(), [], need_code=False)
    assert codes(error) == ["signup-nothing"]


def test_a_form_is_remembered_and_changed_in_part() -> None:
    before = Form("Code", "Tijd", people=("Naam",), categories=(("a", "A?"), ("b", "B?")))
    assert form_of(before.setting()) == before
    now = Form(received="Datum", categories=(("B", "Bé?"),)).over(before)
    assert now == Form("Code", "Datum", people=("Naam",), categories=(("a", "A?"), ("B", "Bé?")))
    assert Form().over(before) == before


def test_pairs() -> None:
    assert read_pairs(["a = b", "c=d=e"], "--category") == (("a", "b"), ("c", "d=e"))
    with pytest.raises(InputError) as error:
        read_pairs(["a", "=b", "geheim="], "--category")
    assert error.value.findings[0].params == {"option": "--category", "count": 3}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("26-11-2026 14:03", "2026-11-26T14:03:00"),
        ("26-11-2026 14:03:59", "2026-11-26T14:03:59"),
        ("6/1/2026 4:03", "2026-01-06T04:03:00"),
        ("26.11.2026", "2026-11-26"),
        ("2026-11-26", "2026-11-26"),
        ("2026-11-26 14:03:00", "2026-11-26T14:03:00"),
        ("2026-11-26T14:03:00.123Z", "2026-11-26T14:03:00"),
        ("2026-11-26T14:03:00+01:00", "2026-11-26T14:03:00"),
        ("2026/11/26 14.03", "2026-11-26T14:03:00"),
        ("26 november 2026 14:03", "2026-11-26T14:03:00"),
        ("26 mrt. 2026", "2026-03-26"),
        ("11/26/2026", None),
        ("31-02-2026", None),
        ("26-11-26", None),
        ("26-11-2026 25:00", None),
        ("", None),
        ("ooit", None),
    ],
)
def test_moments(text: str, read: str | None) -> None:
    assert moment(text) == read


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        *(("ja", True), ("Ja ", True), ("X", True), ("1", True), ("true", True), ("j", True)),
        ("Ik ga akkoord met de voorwaarden", True),
        *(("", False), ("nee", False), ("ik ga niet akkoord", False), ("jammer", False)),
        *(("Zeker", True), ("Zeker niet", False)),
    ],
)
def test_consent(text: str, agrees: bool) -> None:
    form = Form(consent="Akkoord", yes=("zeker",))
    cells: Any = ["", "", "", "", text, "", ""]
    layout = find_layout(EMPTY, form, [], need_code=True)
    (entry,) = read_entries(table(*cells), layout)
    assert entry.consent is agrees


def test_of_one_column_any_value_makes_eligible() -> None:
    pairs = (("Naam", "Jan"), ("Naam", "Piet"), ("Straat", "Kade"))
    layout = find_layout(EMPTY, Form(eligible=pairs), [], need_code=True)
    rows = [("PIET", "kade"), ("Klaas", "Kade"), ("Jan", "")]
    unfit = [read_entries(table("", "", "", "", "", *row), layout)[0].unfit for row in rows]
    assert unfit == [(), ("Naam",), ("Straat",)]
