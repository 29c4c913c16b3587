"""Quota files: the accepted forms, the order that never matters, and every fault told at once."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.quotas import Quota, Quotas, examine_quotas, parse_quotas
from stratification.tables import Table
from stratification.text import key, nearest, tidy

EXPECTED = Quotas(
    (
        Quota("Geslacht", "Man", 4, 6),
        Quota("Geslacht", "Vrouw", 4, 6),
        Quota("Leeftijd", "16-29", 2, 4),
        Quota("Leeftijd", "30+", 6, 8),
    )
)
ROWS = [
    ["Leeftijd", "30+", "6", "8"],
    ["Geslacht", "Vrouw", "4", "6"],
    ["Leeftijd", "16-29", "2", "4"],
    ["Geslacht", "Man", "4", "6"],
]


def table(header: str, rows: list[list[str]]) -> Table:
    columns = tuple(header.split(","))
    numbers = tuple(range(2, len(rows) + 2))
    return Table("quotas.csv", columns, tuple(map(tuple, rows)), numbers)


def errors(header: str, *rows: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_quotas(table(header, [row.split(",") for row in rows]))
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "header",
    [
        "category,feature,min,max",
        "feature,value,min,max",
        "category,name,min,max",
        "category,value,min,max",
        " Kenmerk,WAARDE ,Min,MAX",
    ],
)
def test_every_form_in_any_order_reads_the_same(header: str) -> None:
    for seed in range(5):
        rows = random.Random(seed).sample(ROWS, len(ROWS))
        assert parse_quotas(table(header, rows)) == EXPECTED


def test_categories_and_values() -> None:
    assert EXPECTED.categories == ("Geslacht", "Leeftijd")
    assert EXPECTED.values_of("LEEFTIJD ") == ("16-29", "30+")
    with pytest.raises(KeyError):
        EXPECTED.values_of("Regio")
    assert Quotas(EXPECTED.rows[::-1]) == EXPECTED


def test_columns_in_any_place_with_flex_and_spreadsheet_numbers() -> None:
    rows = [["5.0", "vrouw", "0", "geslacht", " 007 ", ""]]
    quotas = parse_quotas(table("min,value,min_flex,feature,max,max_flex", rows))
    assert quotas.rows == (Quota("geslacht", "vrouw", 5, 7, 0, None),)


def test_one_category_in_several_spellings() -> None:
    for rows in (
        (["age", "b", "0", "1"], ["Age ", "a", "0", "1"]),
        (
            ["Age ", "a", "0", "1"],
            ["age", "b", "0", "1"],
        ),
    ):
        assert parse_quotas(table("category,feature,min,max", list(rows))).categories == ("Age",)


def test_unknown_columns_are_a_notice() -> None:
    reading = examine_quotas(table("category,feature,min,max,toelichting", [[*ROWS[0], "x"]]))
    assert reading.errors == ()
    assert list(map(str, reading.notices)) == [
        'quotas.csv, row 1, column "toelichting": this column is not used.'
    ]


def test_everything_wrong_is_told_at_once() -> None:
    assert errors(
        "category,feature,min,max,min_flex,max_flex",
        "age,a,5,4,,",
        "age,b,-1,5.5,,",
        'age,c,"5,3,,'.replace('"', ""),
        "age, B ,1,2,,",
        ",d,1,,,",
        "sex,,1,2,,",
        "sex,f,3,4,4,3",
        "sex,m,1e3,9999999999,,x",
    ) == [
        'quotas.csv, row 2, column "min": min 5 is above max 4; correct one of them.',
        'quotas.csv, row 3, column "min": "-1" is below zero; the smallest number is 0.',
        'quotas.csv, row 3, column "max": "5.5" is not a whole number; write a number such as 0, 5 '
        "or 12.",
        'quotas.csv, row 4, column "min": min 5 is above max 3; correct one of them.',
        'quotas.csv, row 6, column "category": the cell is blank; fill it in, or remove the row.',
        'quotas.csv, row 6, column "max": the number is blank; fill it in (0 is allowed).',
        'quotas.csv, row 7, column "feature": the cell is blank; fill it in, or remove the row.',
        'quotas.csv, row 8, column "min_flex": min_flex 4 is above min 3; it may be at most as '
        "large, or left blank.",
        'quotas.csv, row 8, column "max": max_flex 3 is below max 4; it must be at least as large, '
        "or left blank.",
        'quotas.csv, row 9, column "min": "1e3" is not a whole number; write a number such as 0, 5 '
        "or 12.",
        'quotas.csv, row 9, column "max": "9999999999" is not a whole number; write a number such '
        "as 0, 5 or 12.",
        'quotas.csv, row 9, column "max_flex": "x" is not a whole number; write a number such as '
        "0, 5 or 12.",
        'quotas.csv, row 5: the quota of "age" / "b" stands in more than one row (case and spaces '
        "do not count): 3, 5. Keep one.",
    ]


def test_decimal_comma_is_refused() -> None:
    with pytest.raises(InputError, match='"5,5" is not a whole number'):
        parse_quotas(table("category,feature,min,max", [["a", "b", "5,5", "6"]]))


FORMS = (
    "category,feature,min,max; feature,value,min,max; category,name,min,max; "
    "category,value,min,max; kenmerk,waarde,min,max"
)


def test_headers_that_do_not_fit() -> None:
    assert errors("category,feature,minimum,max", "a,b,1,2") == [
        "quotas.csv, row 1: the first row does not name the columns of a quota file. Accepted: "
        f"{FORMS}; min_flex, max_flex, target and weight may be added."
    ]
    assert errors("category,feature,value,min,max", "a,b,c,1,2") == [
        "quotas.csv, row 1: the header fits more than one form of a quota file, so it is unclear "
        'which column holds the value. It has: "category", "feature", "value", "min", "max". '
        f"Accepted: {FORMS}. Remove or rename the extra column."
    ]
    assert errors("category,feature,min,max") == [
        "quotas.csv: there are no quotas; add a row for every value of every category."
    ]


@given(st.text())
def test_key_is_stable(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(tidy(text)) == key(text)
    assert tidy(tidy(text)) == tidy(text)


def test_nearest() -> None:
    assert nearest("Vruow", ["man", "vrouw"]) == "vrouw"
    assert nearest("x", ["man", "vrouw"]) is None


CELLS = st.text(alphabet="ab 0159.-+eé", max_size=4)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6))
def test_any_cells_give_quotas_or_findings(rows: list[list[str]]) -> None:
    reading = examine_quotas(table("category,feature,min,max", rows))
    assert all(map(str, reading.errors))
    assert all(0 <= quota.min <= quota.max for quota in reading.quotas.rows)
    assert reading.errors or len(reading.quotas.rows) == len(rows)
