"""Who has signed up already: what rows of a file are compared with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sortition.assembly.signups.judge_values import Reason
from stratification.text import key

Held = Mapping[str, Sequence[str]]
"""By category or field: the values that somebody has had, the present one last."""

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Signed:
    """A sign-up in the dossier; `answers` by `key` of the category, `people` by field."""

    code: str
    state: str
    received: str
    home: str | None = field(repr=False)
    answers: Held = field(repr=False)
    people: Held = field(repr=False)


@dataclass(frozen=True)
class Queued:
    """A row in the queue. `number` tells it from the others.

    A settled one has reasons when it was refused, and none when it was taken in.
    """

    number: int
    source: str
    row: int
    state: str
    code: str | None
    received: str
    reasons: tuple[Reason, ...]
    cells: Cells = field(repr=False)


@dataclass(frozen=True)
class Known:
    """All of it; sign-ups by code."""

    signed: Mapping[str, Signed] = field(default_factory=dict, repr=False)
    queue: tuple[Queued, ...] = field(default=(), repr=False)


def reasons_text(reasons: Iterable[Reason]) -> str:
    """Reasons as JSON, and back with `read_reasons`.

    >>> reason = Reason("signup-blank", {"category": "sex"}, "Sex?")
    >>> read_reasons(reasons_text([reason])) == (reason,)
    True
    """
    rows = [[one.code, dict(one.params), one.column] for one in reasons]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def read_reasons(text: str) -> tuple[Reason, ...]:
    """The reasons of such a text."""
    return tuple(Reason(code, params, column) for code, params, column in json.loads(text))


class QueueIndex:
    """Finds rows of a file that are in the queue already.

    A row is there when all cells that were kept of it are equal. Of equal rows the first stands for
    the first, and so on: a form tool exports all rows each time, in their order.
    """

    def __init__(self, queue: Sequence[Queued]) -> None:
        self._rows: dict[tuple[str, ...], dict[tuple[str, ...], list[Queued]]] = {}
        for one in queue:
            columns = tuple(sorted(one.cells))
            rows = self._rows.setdefault(columns, {})
            rows.setdefault(_picked(one.cells, columns), []).append(one)

    def find(self, cells: Cells, made: str | None) -> Queued | None:
        """The row that the next row with these cells is; None: it is new.

        Parameters:
            made: the code that was made for it, when it had to be; it tells equal rows apart.
        """
        for columns, rows in self._rows.items():
            if cells.keys() >= set(columns):
                equal = rows.get(_picked(cells, columns), [])
                for at, one in enumerate(equal):
                    if made is None or one.code == made:
                        return equal.pop(at)
        return None


class Persons:
    """Who has signed up, by all fields that are kept of people: where there are no letters.

    Parameters:
        signed: those in the dossier.
        fields: what is kept of people; () tells nobody.
    """

    def __init__(self, signed: Iterable[Signed], fields: Sequence[str]) -> None:
        self._fields = fields
        self._known: dict[tuple[str, ...], Reason] = {}
        for one in signed if fields else ():
            texts = {name: one.people[name][-1] for name in fields if name in one.people}
            reason = Reason("signup-alike-day", {"day": one.received[:10]})
            self._known.setdefault(self._name(texts), reason)
        self._known.pop((), None)

    def before(self, people: Mapping[str, str]) -> list[Reason]:
        """What to say when somebody with these fields has signed up."""
        reason = self._known.get(self._name(people))
        return [] if reason is None else [reason]

    def add(self, people: Mapping[str, str], row: int) -> None:
        """Note who stands in a row."""
        self._known.setdefault(self._name(people), Reason("signup-alike-row", {"row": row}))
        self._known.pop((), None)

    def _name(self, people: Mapping[str, str]) -> tuple[str, ...]:
        """What tells somebody apart; () when something is blank."""
        texts = [key(people.get(name, "")) for name in self._fields]
        return tuple(texts) if all(texts) else ()


def _picked(cells: Cells, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple([cells[column] for column in columns])


def alike(one: Cells, two: Cells, among: Iterable[str]) -> bool:
    """Whether two rows say the same in these columns, as far as both have them."""
    shared = one.keys() & two.keys() & set(among)
    return all(
        one[column] == two[column] or key(one[column]) == key(two[column]) for column in shared
    )
