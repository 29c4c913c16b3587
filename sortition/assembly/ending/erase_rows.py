"""Which rows of the tables are which kind of data: to count them, and to erase them.

Erased is erased: rows that held before go too. A row that is still needed for something else (that
a letter was sent, that something was done) loses only what is personal in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    not_,
    select,
    true,
    update,
)

from sortition.assembly import schema
from sortition.assembly.decided import decided
from sortition.assembly.draws.seats import PASSED
from sortition.letters.codes import hasher, is_code, normalise

UNSELECTED, QUEUE, LETTERS, ANSWERS = "unselected", "queue", "letters", "answers"
PEOPLE, WORDS, CODES = "people", "words", "codes"
KINDS = (UNSELECTED, QUEUE, LETTERS, ANSWERS, PEOPLE, WORDS, CODES)
"""The kinds of data, in the order in which they are erased."""

ERASED = "erased"
"""The action of an event of erasure; its reason stays."""

ERASED_PERSON = "erased-person"
"""The same of one person."""

SALTS = ("own_salt", "salts")
_GONE = "…"


@dataclass(frozen=True)
class Part:
    """Rows of a table that go; or (`blank`) columns that get these values."""

    table: Table
    where: ColumnElement[bool]
    blank: Mapping[str, Any] | None = None

    def count(self, connection: Connection) -> int:
        """How many rows there are."""
        query = select(func.count()).select_from(self.table).where(self.where)
        return int(connection.execute(query).scalar_one())

    def erase(self, connection: Connection) -> int:
        """Erase them; how many they were."""
        if self.blank is None:
            return int(connection.execute(delete(self.table).where(self.where)).rowcount)
        change = update(self.table).where(self.where).values(**self.blank)
        return int(connection.execute(change).rowcount)


@dataclass(frozen=True)
class Rows:
    """The rows of an open dossier.

    `hashes`: the hashes of letters by the sign-up codes that are known.
    """

    connection: Connection
    hashes: Mapping[str, Sequence[str]] = field(repr=False)

    def count(self, kind: str) -> int:
        """How many rows of this kind there are."""
        return sum(part.count(self.connection) for part in _PARTS[kind](self))

    def erase(self, kind: str) -> int:
        """Erase all rows of this kind; how many they were."""
        return sum(part.erase(self.connection) for part in _PARTS[kind](self))

    def erase_person(self, code: str) -> int:
        """Erase what is known of one person; how many rows that were."""
        return sum(part.erase(self.connection) for part in _person(self, code))


def rows_of(connection: Connection) -> Rows:
    """The rows that can be counted and erased."""
    codes = {*connection.scalars(select(schema.signups.c.code).distinct())}
    codes |= {code for code in connection.scalars(select(schema.queue.c.code).distinct()) if code}
    return Rows(connection, letter_hashes(connection, codes))


def letter_hashes(connection: Connection, codes: Collection[str]) -> dict[str, list[str]]:
    """By code: what the letter with it may be called, one hash for each salt."""
    hashers = [hasher(salt) for salt in decided(connection).salts]
    known = [code for code in codes if is_code(code)]  # what was typed may be none
    return {code: [hashed(normalise(code)) for hashed in hashers] for code in known}


# ---- the parts of each kind ----


def _unselected(rows: Rows) -> list[Part]:
    drawn = _drawn(rows.connection)
    codes = [code for code in rows.hashes if code not in drawn]
    of = {name: not_(_among(table.c.code, drawn)) for name, table in _BY_CODE.items()}
    return [
        Part(schema.people, of["people"]),
        Part(schema.answers, of["answers"]),
        _homes_of_signups(of["signups"]),
        _homes_of_letters(rows, codes),
    ]


def _queue(rows: Rows) -> list[Part]:
    return [Part(schema.queue, true())]


def _letters(rows: Rows) -> list[Part]:
    table = schema.letters
    answered = [one for hashes in rows.hashes.values() for one in hashes]
    unanswered = and_(table.c.home.is_not(None), not_(_among(table.c.hash, answered)))
    return [Part(table, unanswered, {"home": None})]


def _answers(rows: Rows) -> list[Part]:
    return [Part(schema.answers, true())]


def _people(rows: Rows) -> list[Part]:
    return [
        Part(schema.people, true()),
        _homes_of_signups(true()),
        _homes_of_letters(rows, list(rows.hashes)),
    ]


def _words(rows: Rows) -> list[Part]:
    events, imports = schema.events, schema.imports
    file = func.json_extract(events.c.details, "$.file")
    return [
        Part(events, and_(events.c.why.is_not(None), events.c.action != ERASED), {"why": None}),
        Part(events, file != _GONE, {"details": func.json_set(events.c.details, "$.file", _GONE)}),
        Part(imports, imports.c.name != _GONE, {"name": _GONE}),
    ]


def _codes(rows: Rows) -> list[Part]:
    return [
        Part(schema.signups, true()),
        Part(schema.letters, true()),
        Part(schema.settings, schema.settings.c.name.in_(SALTS)),
    ]


_PARTS: Mapping[str, Callable[[Rows], list[Part]]] = {
    UNSELECTED: _unselected,
    QUEUE: _queue,
    LETTERS: _letters,
    ANSWERS: _answers,
    PEOPLE: _people,
    WORDS: _words,
    CODES: _codes,
}


def _person(rows: Rows, code: str) -> list[Part]:
    events = schema.events
    return [
        Part(schema.people, schema.people.c.code == code),
        Part(schema.answers, schema.answers.c.code == code),
        Part(schema.queue, schema.queue.c.code == code),
        _homes_of_signups(schema.signups.c.code == code),
        _homes_of_letters(rows, [code]),
        Part(events, and_(events.c.code == code, events.c.why.is_not(None)), {"why": None}),
    ]


_BY_CODE = {"people": schema.people, "answers": schema.answers, "signups": schema.signups}


def _drawn(connection: Connection) -> set[str]:
    """The codes of everybody who was ever drawn, or called and said yes."""
    table = schema.seats
    return {*connection.scalars(select(table.c.code).where(table.c.state != PASSED))}


def _homes_of_signups(where: ColumnElement[bool]) -> Part:
    table = schema.signups
    return Part(table, and_(table.c.home.is_not(None), where), {"home": None})


def _homes_of_letters(rows: Rows, codes: Collection[str]) -> Part:
    """Where the letters went that these people answered."""
    table = schema.letters
    hashes = [one for code in codes for one in rows.hashes.get(code, ())]
    return Part(
        table, and_(table.c.home.is_not(None), _among(table.c.hash, hashes)), {"home": None}
    )


def _among(column: ColumnElement[Any], texts: Collection[str]) -> ColumnElement[bool]:
    """The condition that a column has one of many texts (more than a statement has room for)."""
    listed = func.json_each(json.dumps(sorted(texts))).table_valued("value")
    return column.in_(select(listed.c.value))
