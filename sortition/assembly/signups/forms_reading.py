"""The rows of a file of sign-ups, as a form reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sortition.assembly.signups.forms import Layout
from stratification.tables import Table
from stratification.text import key, tidy

YES = ("ja", "yes", "y", "j", "true", "waar", "1", "x", "akkoord", "ik ga akkoord", "i agree")
"""What counts as consent; a phrase of more words when the answer begins with it."""


@dataclass(frozen=True)
class Entry:
    """One row.

    Parameters:
        number: of the row.
        code, received: as they were typed; None: there is no such column.
        consent: None when it is not asked.
        unfit: columns whose value keeps the row out.
        household, people, answers: texts, of the last two by field and by category.
        identity: what tells it apart when it has no code.
        cells: the texts of all columns that are used, by their names.
    """

    number: int
    code: str | None = field(repr=False)
    received: str | None = field(repr=False)
    consent: bool | None
    unfit: tuple[str, ...]
    household: tuple[str, ...] = field(repr=False)
    people: Mapping[str, str] = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    identity: tuple[str, ...] = field(repr=False)
    cells: Mapping[str, str] = field(repr=False)


def read_entries(table: Table, layout: Layout) -> list[Entry]:
    """All rows of a table, in their order."""
    tidied: dict[str, str] = {}
    agreed: dict[str, bool] = {}
    yes = tuple(map(key, (*YES, *layout.yes)))
    entries = []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = [
            tidied[text] if text in tidied else tidied.setdefault(text, tidy(text))
            for text in cells
        ]
        consent = None
        if layout.consent is not None:
            text = row[layout.consent]
            if text not in agreed:
                agreed[text] = _agrees(text, yes)
            consent = agreed[text]
        entries.append(
            Entry(
                number,
                None if layout.code is None else row[layout.code],
                None if layout.received is None else row[layout.received],
                consent,
                tuple(name for name, at, good in layout.eligible if key(row[at]) not in good),
                tuple([row[at] for at in layout.household]),
                {name: row[at] for name, at in layout.people},
                {category: row[at] for category, at in layout.categories},
                tuple([row[at] for at in layout.identity]),
                {name: row[at] for name, at in layout.used.items()},
            )
        )
    return entries


def _agrees(text: str, yes: Sequence[str]) -> bool:
    answer = key(text)
    return answer in yes or any(" " in one and answer.startswith(one) for one in yes)


def table_of(rows: Sequence[Mapping[str, str]], numbers: Sequence[int], name: str) -> Table:
    """A table of rows by column; a column that a row does not have is blank in it."""
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    return Table(name, columns, cells, tuple(numbers))
