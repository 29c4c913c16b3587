"""Address lines. The examples marked BRP are those of the government's own specification "conform
NEN 5825:2002": Haal Centraal BRP personen bevragen, features adresregels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.letters.addresses import (
    LINE,
    address_line,
    is_postcode,
    post_order,
    postcode,
    postcode_line,
    too_long,
)
from sortition.letters.plain import plain
from stratification.register.model import ADDRESS_FIELDS

FIELDS = ("street", "house_sign", "house_number", "house_letter", "house_addition")


def address(*values: str) -> dict[str, str]:
    """An address with these fields, in the order of FIELDS."""
    return dict(zip(FIELDS, values, strict=False))


@pytest.mark.parametrize(
    ("where", "expected"),
    [  # BRP
        (("Jonkheer van Riemsdijkln", "", "88"), "Jonkheer van Riemsdijkln 88"),
        (("Borgesiusstraat", "", "103", "c"), "Borgesiusstraat 103 c"),
        (("Daniël Stalpertstraat", "", "35", "", "III"), "Daniël Stalpertstraat 35 III"),
        (("Atatürkstraat", "", "9", "", "2"), "Atatürkstraat 9-2"),
        (("St. Jacobsstraat", "", "400", "L", "Toe"), "St. Jacobsstraat 400 LToe"),
        (("Cronus", "", "555", "B", "73c"), "Cronus 555 B73c"),
        (("Graan voor Visch", "by", "15201"), "Graan voor Visch bij 15201"),
        (("1e Exloërmond", "to", "3"), "1e Exloërmond t/o 3"),
        (("Graan voor Visch", "by", "15201", "B"), "Graan voor Visch bij 15201 B"),
        (("Graan voor Visch", "by", "15201", "", "2"), "Graan voor Visch bij 15201-2"),
        # of our own
        (("Kerkstraat", "tegenover", "3"), "Kerkstraat t/o 3"),
        (("Kerkstraat", "BIJ", "3"), "Kerkstraat bij 3"),
        (("Kerkstraat", "", "12", "", "-2"), "Kerkstraat 12-2"),
        (("Kerkstraat", "", "12", "-A", " /2"), "Kerkstraat 12 A2"),
        (("Kerkstraat", "", "12 A-2"), "Kerkstraat 12 A-2"),
        (("Woonboot in de Grote Sloot",), "Woonboot in de Grote Sloot"),
        (("Kerk\nstraat\u202e", "", " 12\x00"), "Kerk straat 12"),
        (("", "", ""), ""),
    ],
)
def test_address_line(where: tuple[str, ...], expected: str) -> None:
    assert address_line(address(*where)) == expected


@pytest.mark.parametrize(
    ("code", "place", "expected"),
    [
        ("2583XL", "Scheveningen", "2583 XL  SCHEVENINGEN"),  # BRP
        ("2584BZ", "'s-Gravenhage", "2584 BZ  'S-GRAVENHAGE"),  # BRP
        ("1976 aa", "IJmuiden", "1976 AA  IJMUIDEN"),
        ("1976-AA", "\u0132muiden", "1976 AA  \u0132MUIDEN"),
        ("9104 BR", "Damwâld", "9104 BR  DAMWÂLD"),
        ("9000", "Gent", "9000 GENT"),
        ("1234SS", "Nergens", "1234 SS NERGENS"),
        ("2583XL", "", "2583 XL"),
        ("", "Zeewijk", "ZEEWIJK"),
        ("", "", ""),
    ],
)
def test_postcode_line(code: str, place: str, expected: str) -> None:
    assert postcode_line({"postcode": code, "place": place}) == expected


def test_postcodes() -> None:
    assert {postcode(text) for text in ("2583XL", "2583 xl", " 2583  Xl ", "2583\u00a0XL")} == {
        "2583 XL"
    }
    good = ("1000AA", "9999 zz", "2583 XL")
    bad = ("0999 AA", "1000 SA", "1000 SD", "1000 SS", "1000 A", "10000 AA", "9000", "", "1000 ÄÄ")
    assert all(map(is_postcode, good))
    assert not any(map(is_postcode, bad))


def test_post_order_reads_house_numbers_as_numbers() -> None:
    houses = [
        {"postcode": code, "house_number": number, "house_letter": letter}
        for code, number, letter in [
            ("2583XL", "2", ""),
            ("2583 xl", "10", ""),
            ("2583XL", "10", "b"),
            ("2583XL", "9", ""),
            ("1000AA", "99", ""),
            ("2583XL", "", ""),
            ("2583XL", "9" * 40, ""),
        ]
    ]
    ordered = sorted(houses, key=post_order)
    assert [(one["house_number"][:2], one["house_letter"]) for one in ordered] == [
        ("99", ""),
        ("", ""),
        ("2", ""),
        ("9", ""),
        ("10", ""),
        ("10", "b"),
        ("99", ""),
    ]


def test_long_lines_are_noticed() -> None:
    assert not too_long(["x" * LINE])
    assert too_long(["", "x" * (LINE + 1)])


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ADDRESS_FIELDS, st.text(max_size=12))))
def test_lines_are_plain(where: dict[str, str]) -> None:
    assert plain(address_line(where)) == address_line(where)
    two = postcode_line(where)
    assert plain(two) == two.replace("  ", " ")
    post_order(where)
