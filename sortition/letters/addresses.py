"""Addresses on letters, as NEN 5825 writes them.

The rules are those by which the BRP makes its address lines "conform NEN 5825:2002" (Haal Centraal
BRP personen bevragen, features adresregels):

* street, then "bij" or "t/o" for somewhere by or opposite a house number, then the number;
* letter and addition of the house are one: after a space, or a hyphen when they begin with a digit:
  "Borgesiusstraat 103 c", "Atatürkstraat 9-2", "Cronus 555 B73c";
* "2583 XL", two spaces, the place in capitals: "2584 BZ  'S-GRAVENHAGE".

What is no Dutch postcode stays as it is, with one space, as bpost wants: "9000 GENT".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sortition.letters.plain import plain
from stratification.text import key

LINE = 40
"""Characters that surely fit in the window of an envelope (above it bpost lets one abbreviate)."""

_POSTCODE = re.compile(r"([1-9][0-9]{3})[ -]?([A-Z]{2})")
_NEVER_USED = frozenset({"SA", "SD", "SS"})
_SIGNS = {"by": "bij", "bij": "bij", "to": "t/o", "t/o": "t/o", "tegenover": "t/o"}


def postcode(text: str) -> str:
    """A postcode as it is written; what is none stays as it is, in capitals.

    >>> postcode("2583xl"), postcode(" 9000 "), postcode("1234 SS")
    ('2583 XL', '9000', '1234 SS')
    """
    written = plain(text).upper()
    parts = _POSTCODE.fullmatch(written)
    return f"{parts[1]} {parts[2]}" if parts else written


def is_postcode(text: str) -> bool:
    """Whether this is a Dutch postcode.

    >>> is_postcode("2583 xl"), is_postcode("0583 XL"), is_postcode("1234 SS")
    (True, False, False)
    """
    parts = _POSTCODE.fullmatch(plain(text).upper())
    return parts is not None and parts[2] not in _NEVER_USED


def address_line(address: Mapping[str, str]) -> str:
    """Street and house, of the fields of `ADDRESS_FIELDS`; "" when all are blank.

    >>> address_line({"street": "Kerkstraat", "house_number": "12", "house_letter": "A",
    ...               "house_addition": "2"})
    'Kerkstraat 12 A2'
    >>> address_line({"street": "1e Exloërmond", "house_number": "3", "house_sign": "to"})
    '1e Exloërmond t/o 3'
    """
    sign = plain(address.get("house_sign", ""))
    number = plain(address.get("house_number", ""))
    letter, addition = (
        plain(address.get(field, "")).lstrip(" -/") for field in ("house_letter", "house_addition")
    )
    more = letter + addition
    house = number + ("-" if more[:1].isdecimal() else " ") + more if number and more else number
    parts = (plain(address.get("street", "")), _SIGNS.get(key(sign), sign), house or more)
    return " ".join(filter(None, parts))


def postcode_line(address: Mapping[str, str]) -> str:
    """Postcode and place; "" when both are blank.

    >>> postcode_line({"postcode": "2584bz", "place": "'s-Gravenhage"})
    "2584 BZ  'S-GRAVENHAGE"
    """
    code, place = postcode(address.get("postcode", "")), plain(address.get("place", "")).upper()
    space = "  " if is_postcode(code) else " "
    return space.join(filter(None, (code, place)))


def post_order(address: Mapping[str, str]) -> tuple[str, int, str]:
    """What letters are put in order by for the post: postcode, then house number as a number.

    >>> post_order({"postcode": "2583XL", "house_number": "12", "house_letter": "b"})
    ('2583 XL', 12, 'b')
    """
    number = re.match(r"[0-9]{1,9}", plain(address.get("house_number", "")))
    more = (address.get(field, "") for field in ("house_letter", "house_addition"))
    return (
        postcode(address.get("postcode", "")),
        int(number[0]) if number else 0,
        key("".join(more)),
    )


def too_long(lines: Sequence[str]) -> bool:
    """Whether one of the lines may not fit in the window of an envelope."""
    return any(len(line) > LINE for line in lines)
