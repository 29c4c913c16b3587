"""Who has answered: the sign-up codes of those who need no reminder.

The file has one code per row, typed in any way `sortition.letters.codes.normalise` understands: a
list of codes, below one of `CODE_NAMES` or without a header, or any table with one column called
so. A code that is wrong stops everything, because its letter would get a reminder in spite of the
answer. Messages name the row, and the letters whose code is one slip away, never a code: it lets
somebody sign up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sortition.letters.codes import code_hash, is_code, normalise, suggest
from stratification.cells import MAX_GROUPS
from stratification.errors import Finding, InputError, Param
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, listed_rows, shown, tidy

CODE_NAMES = frozenset(
    {"code", "codes", "aanmeldcode", "aanmeldcodes", "sign-up code", "sign-up codes"}
)
Row = TypeVar("Row", bound=Mapping[str, str])


@dataclass(frozen=True)
class Answered:
    """The letters that were answered, by their letter numbers, and what is worth knowing."""

    letters: frozenset[str]
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Cells:
    """The texts of a column that are not blank, each with its row; `blank` are the other rows.

    `column` is its name, None for a list without a header.
    """

    table: Table
    column: str | None
    texts: tuple[tuple[int, str], ...]
    blank: tuple[int, ...]

    def finding(self, code: str, rows: Sequence[int]) -> list[Finding]:
        """Say one thing about these rows, if there are any."""
        if not rows:
            return []
        params: dict[str, Param] = {"rows": listed_rows(rows), "count": len(rows)}
        return [Finding(code, params, self.table.path_name, rows[0], self.column)]


def read_answered(path: Path, people: Sequence[Mapping[str, str]], salt: bytes) -> Answered:
    """Read which letters were answered.

    Parameters:
        path: the file with sign-up codes.
        people: everybody who got a letter, of all waves, as `people_rows` reads them.
        salt: of the codes of this draw.

    Raises:
        InputError: the file cannot be read, or all codes in it that no letter has.
    """
    cells = _read(path)
    letters = {person["code"]: person["letter"] for person in people}
    first: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    again: list[int] = []
    for row, text in cells.texts:
        code = normalise(text)
        if code not in letters:
            wrong.append((row, text))
        elif first.setdefault(code, row) != row:
            again.append(row)
    if wrong:
        raise InputError(*_wrong_codes(cells, wrong, letters, salt))
    notices = (
        *cells.table.notices,
        *cells.finding("answered-twice", again),
        *cells.finding("answered-blank", cells.blank),
    )
    return Answered(frozenset(letters[code] for code in first), notices)


def read_codes(path: Path) -> tuple[tuple[int, str], ...]:
    """The codes of a file as they are typed, each with its row (InputError: it cannot be read)."""
    return _read(path).texts


def without_answer(people: Sequence[Row], answered: Answered) -> list[Row]:
    """Those who get a reminder, in the order of `people`."""
    return [person for person in people if person["letter"] not in answered.letters]


def _read(path: Path) -> _Cells:
    """Find the codes in a file.

    Raises:
        InputError: it is no table, or one in which not exactly one column is for the codes.
    """
    table = read_table(path)
    named = [place for place, name in enumerate(table.columns) if key(name) in CODE_NAMES]
    if len(named) != 1 and len(table.columns) > 1:
        code = "answered-columns-twice" if named else "answered-column"
        params = {"columns": listed_names([table.columns[at] for at in named] or table.columns)}
        raise InputError(Finding(code, params, table.path_name, table.header))
    place = named[0] if named else 0
    rows = [(number, row[place]) for number, row in zip(table.numbers, table.rows, strict=True)]
    if not named:  # a list without a header, so its first code stands where a header would
        rows.insert(0, (table.header, table.columns[0]))
    return _Cells(
        table=table,
        column=shown(table.columns[place]) if named else None,
        texts=tuple((number, text) for number, text in rows if tidy(text)),
        blank=tuple(number for number, text in rows if not tidy(text)),
    )


def _wrong_codes(
    cells: _Cells, wrong: Sequence[tuple[int, str]], letters: Mapping[str, str], salt: bytes
) -> list[Finding]:
    """Say of codes that no letter has where they stand, and whose may be meant."""
    hashes = {code_hash(salt, code) for code in letters}
    near: dict[int, list[str]] = {}
    for row, text in wrong:
        found = [letters[code] for code in suggest(text, hashes, salt)]
        if found and len(near) < MAX_GROUPS:
            near[row] = found
    rest = [(row, text) for row, text in wrong if row not in near]
    return [
        *cells.finding("answered-no-code", [row for row, text in rest if not is_code(text)]),
        *cells.finding("answered-strange", [row for row, text in rest if is_code(text)]),
        *(
            Finding(
                "answered-nearest",
                {"letters": ", ".join(found)},
                cells.table.path_name,
                row,
                cells.column,
            )
            for row, found in near.items()
        ),
    ]
