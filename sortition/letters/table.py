"""The table that letters are made from: one row per letter of a wave, ready for mail merge.

`people_rows` reads what the first draw keeps private; `make_letters` turns people into what stands
on their letters. The columns, with the same names whatever the language:

letter         the letter number, such as 1-000123; the record has it too
code, url      the sign-up code, and the address to sign up at
salutation     "Geachte mevrouw De Vries-van den Berg,"
name_line, address_line, postcode_line     the address, line by line
postcode, place     once more by themselves, for the printer's sorting
language       nl or en: that of this letter

The CSV is for programs. The XLSX is for people and for mail merge in an office suite: every cell is
text there, whatever it looks like, so nothing is computed, linked or reformatted.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from sortition.letters.addresses import (
    LINE,
    address_line,
    is_postcode,
    post_order,
    postcode,
    postcode_line,
    too_long,
)
from sortition.letters.codes import is_code
from sortition.letters.names import (
    RESIDENTS,
    Language,
    Person,
    is_named,
    language_of,
    name_line,
    residents_salutation,
    salutation,
    sort_key,
)
from sortition.letters.plain import plain
from stratification.cells import grouped
from stratification.errors import Finding, InputError, Param
from stratification.register.model import LETTER_FIELDS, Frame
from stratification.tables import Table, read_table, table_bytes
from stratification.text import listed_names, shown

PEOPLE_COLUMNS = ("letter", "unit", "address", "code", "confidential", *LETTER_FIELDS)
"""What private/people-W.csv holds of everybody who gets a letter, besides the strata."""

MAX_ROWS, MAX_CHARACTERS = 1_048_576, 32_767
"""Of a sheet, and of a cell, of an XLSX file."""

_LETTER = re.compile(r"[1-9][0-9]{0,5}-[0-9]{6,}")
_URL = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_SHOWN = 5
_WIDTHS = {"letter": 12, "code": 18, "postcode": 10, "language": 10}


@dataclass(frozen=True)
class Letter:
    """What stands on one letter; the columns of the table, in their order."""

    letter: str
    code: str
    url: str
    salutation: str
    name_line: str
    address_line: str
    postcode_line: str
    postcode: str
    place: str
    language: Language

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        return tuple(getattr(self, name) for name in COLUMNS)


@dataclass(frozen=True)
class Layout:
    """How letters are made.

    Parameters:
        url: where people sign up; {code} in it stands for the sign-up code.
        frame: what gets a letter; one to an address is to its residents.
        language: of letters to people whose language is not recorded, or has no letter.
        order: "post": by postcode and house number; "name": "Van den Berg" under B.
    """

    url: str
    frame: Frame = "persons"
    language: Language = "nl"
    order: Literal["post", "name"] = "post"


COLUMNS = tuple(field.name for field in fields(Letter))


def people_rows(path: Path) -> list[dict[str, str]]:
    """The people of private/people-W.csv, in the order of the file.

    Raises:
        InputError: the file cannot be read, or is not as the first draw wrote it.
    """
    table = read_table(path)
    missing = [name for name in PEOPLE_COLUMNS if name not in table.columns]
    if missing:
        params = {"columns": listed_names(missing)}
        raise InputError(Finding("people-columns", params, table.path_name, table.header))
    errors = [
        *_bad(table, "letter", "people-letter"),
        *_bad(table, "code", "people-code"),
        *_bad(table, "confidential", "people-confidential"),
    ]
    if errors:
        raise InputError(*errors)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _bad(table: Table, name: str, code: str) -> list[Finding]:
    """Find the cells of a column that the first draw cannot have written."""
    position = table.columns.index(name)
    before: set[str] = set()
    wrong = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        cell = row[position]
        if name == "confidential":
            good = cell in ("", "yes")
        else:
            right = is_code(cell) if name == "code" else bool(_LETTER.fullmatch(cell))
            good = right and cell not in before
            before.add(cell)
        if not good:
            wrong.append(number)
    return [grouped(code, table, position, wrong)] if wrong else []


def make_letters(
    people: Sequence[Person], layout: Layout
) -> tuple[tuple[Letter, ...], tuple[Finding, ...]]:
    """The letters in the order asked for, and what somebody should look at before they are sent.

    Raises:
        InputError: the address to sign up at cannot be one.
    """
    check_url(layout.url)
    by_name = layout.order == "name"
    ordered = sorted(
        people,
        key=lambda person: (
            sort_key(person) if by_name else ("", "", ""),
            post_order(person),
            person["letter"],
        ),
    )
    letters = tuple(_letter(person, layout) for person in ordered)
    return letters, tuple(_notices(ordered, letters, layout))


def check_url(url: str) -> None:
    """Make sure that letters can send people to this address.

    Raises:
        InputError: they cannot.
    """
    if not _URL.fullmatch(url.replace("{code}", "x")):
        raise InputError(Finding("letters-url", {"url": shown(url)}))


def _letter(person: Person, layout: Layout) -> Letter:
    language = language_of(person["language"]) or layout.language
    to_person = layout.frame == "persons"
    return Letter(
        letter=person["letter"],
        code=person["code"],
        url=layout.url.replace("{code}", person["code"]),
        salutation=salutation(person, language) if to_person else residents_salutation(language),
        name_line=name_line(person, language) if to_person else RESIDENTS[language],
        address_line=address_line(person),
        postcode_line=postcode_line(person),
        postcode=postcode(person["postcode"]),
        place=plain(person["place"]),
        language=language,
    )


def _notices(people: Sequence[Person], letters: Sequence[Letter], layout: Layout) -> list[Finding]:
    """Say which letters somebody should look at."""
    pairs = list(zip(people, letters, strict=True))
    persons = layout.frame == "persons"
    unnamed = [one for person, one in pairs if persons and not is_named(person)]
    foreign = [one for person, one in pairs if not _has_letter(person["language"])]
    long = [
        one for one in letters if too_long((one.name_line, one.address_line, one.postcode_line))
    ]
    lost = [one for one in letters if any(mark in _shown_lines(one) for mark in "?\ufffd")]
    nowhere = [one for one in letters if not is_postcode(one.postcode)]
    found: tuple[tuple[str, list[Letter], dict[str, Param]], ...] = (
        ("letters-unnamed", unnamed, {}),
        ("letters-language", foreign, {"language": layout.language}),
        ("letters-long-lines", long, {"limit": LINE}),
        ("letters-question-marks", lost, {}),
        ("letters-postcode", nowhere, {}),
    )
    return [Finding(code, _counted(some) | params) for code, some, params in found if some]


def _shown_lines(letter: Letter) -> str:
    return "\n".join((letter.name_line, letter.address_line, letter.postcode_line))


def _has_letter(language: str) -> bool:
    return not plain(language) or language_of(language) is not None


def _counted(letters: Sequence[Letter]) -> dict[str, Param]:
    """The numbers of the first few letters, and how many there are."""
    numbers = sorted(one.letter for one in letters)
    more = ["…"] if len(numbers) > _SHOWN else []
    return {"letters": ", ".join(numbers[:_SHOWN] + more), "count": len(numbers)}


def csv_bytes(letters: Sequence[Letter]) -> bytes:
    """The table as CSV: UTF-8, commas, guarded; the same bytes everywhere."""
    return table_bytes(COLUMNS, (letter.cells() for letter in letters))


def xlsx_bytes(letters: Sequence[Letter]) -> bytes:
    """The table as XLSX, in which every cell is text; the same bytes on any day.

    Raises:
        InputError: xlsxwriter is not installed, or the format cannot hold the table.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise InputError(Finding("letters-extra", {"package": "xlsxwriter"})) from None
    if len(letters) >= MAX_ROWS:
        raise InputError(Finding("letters-xlsx-rows", {"limit": MAX_ROWS - 1}))
    long = [one for one in letters if max(map(len, one.cells())) > MAX_CHARACTERS]
    if long:
        raise InputError(Finding("letters-xlsx-cell", _counted(long) | {"limit": MAX_CHARACTERS}))
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # not the day it was made
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True})
        sheet = book.add_worksheet("letters")
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, 36), text)
            sheet.write_string(0, column, name, heading)
        for row, letter in enumerate(letters, 1):
            for column, cell in enumerate(letter.cells()):
                sheet.write_string(row, column, cell, text)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
