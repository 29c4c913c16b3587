"""The forms of a population file that name their categories in cells: long and cross."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stratification.combinations import SIGN, is_combination
from stratification.errors import Finding, Param
from stratification.population.figures import Part, PartMaker, parts
from stratification.tables import Table
from stratification.text import key, shown, tidy

CATEGORY = ("category", "kenmerk")
VALUE = ("value", "waarde", "feature")
COUNT = ("count", "number", "aantal")
SHARE = ("share", "aandeel")
"""What the columns may be called; in the cross form category and value have _1, _2, ... too."""

_NUMBERED = re.compile(r"(.+)_([1-9][0-9]?)")

Named = tuple[tuple[Part, ...], list[Finding]]
"""What a row counts (empty when that is wrong), and what is wrong with it."""


@dataclass(frozen=True)
class Form:
    """Where the columns stand: pairs of category and value (several in the cross form, which is
    `numbered`), and the figure."""

    pairs: tuple[tuple[int, int], ...]
    numbered: bool
    figure: int
    counted: bool

    @property
    def used(self) -> set[int]:
        """The columns that play a part."""
        return {self.figure, *(place for pair in self.pairs for place in pair)}


def find_form(table: Table) -> Form | None:
    """Return where the columns of a table stand, or None when they are those of neither form."""
    figures = _places(table, (*COUNT, *SHARE))
    categories, values = _places(table, CATEGORY), _places(table, VALUE)
    pairs = _numbered_pairs(table)
    if len(figures) != 1:
        return None
    (figure,) = figures
    counted = key(table.columns[figure]) in COUNT
    if len(categories) == len(values) == 1 and not pairs:
        return Form(((categories[0], values[0]),), False, figure, counted)
    if pairs and not categories and not values:
        return Form(pairs, True, figure, counted)
    return None


def _places(table: Table, names: Sequence[str]) -> list[int]:
    """The columns that are called one of these names."""
    return [place for place, column in enumerate(table.columns) if key(column) in names]


def _numbered_pairs(table: Table) -> tuple[tuple[int, int], ...]:
    """The columns category_1, value_1, category_2, ...; empty when they are not all there."""
    found: dict[tuple[str, int], int] = {}
    for place, column in enumerate(table.columns):
        match = _NUMBERED.fullmatch(key(column))
        if match is None:
            continue
        kind = "category" if match[1] in CATEGORY else "value" if match[1] in VALUE else ""
        if found.setdefault((kind, int(match[2])), place) != place and kind:
            return ()  # category_1 and kenmerk_1: which is meant?
    categories, values = (
        sorted(number for kind, number in found if kind == wanted)
        for wanted in ("category", "value")
    )
    if categories != values or categories != list(range(1, len(categories) + 1)):
        return ()
    return tuple((found["category", number], found["value", number]) for number in categories)


@dataclass(frozen=True)
class Row:
    """A row of a table; `part` makes the parts of all its rows."""

    table: Table
    number: int
    texts: Sequence[str]
    part: PartMaker

    def long(self, first: int, second: int) -> Named:
        """What the row counts by the column of its category and that of its value."""
        category, value = self.texts[first], self.texts[second]
        column = self.table.columns[second]
        if not is_combination(category):
            part = self.part(category, value, column)
            wrong = self._blank(part, first, second)
            return (() if wrong else (part,)), wrong
        if not tidy(value):
            return (), [self._wrong("quota-name-blank", second)]
        names, values = category.split(SIGN), value.split(SIGN)
        found = [self.part(*pair, column) for pair in zip(names, values, strict=False)]
        wrong = self._repeated(
            [self.part(name, "", column) for name in names], [first] * len(names)
        )
        if not all(map(tidy, names)):
            wrong.append(self._wrong("combination-category-blank", first))
        if len(names) != len(values):
            counts = {"categories": len(names), "values": len(values)}
            wrong.append(self._wrong("combination-parts", second, **counts))
        elif not all(part.value for part in found):
            wrong.append(self._wrong("combination-value-blank", second))
        return (() if wrong else parts(found)), wrong

    def cross(self, pairs: Sequence[tuple[int, int]]) -> Named:
        """What the row counts by its pairs of columns; the last ones may be blank."""
        found = [
            self.part(self.texts[first], self.texts[second], self.table.columns[second])
            for first, second in pairs
        ]
        while len(found) > 1 and not found[-1].category and not found[-1].value:
            found.pop()
        wrong = [
            error
            for part, pair in zip(found, pairs, strict=False)
            for error in self._blank(part, *pair)
        ]
        wrong += self._repeated(found, [first for first, _ in pairs])
        return (() if wrong else parts(found)), wrong

    def _blank(self, part: Part, first: int, second: int) -> list[Finding]:
        """The columns of a part that are blank."""
        texts = ((first, part.category), (second, part.value))
        return [self._wrong("quota-name-blank", at) for at, text in texts if not text]

    def _repeated(self, found: Sequence[Part], columns: Sequence[int]) -> list[Finding]:
        """The categories that the row has twice."""
        met = [part.keys[0] for part in found]
        return [
            self._wrong("combination-twice", columns[place], part=shown(part.category))
            for place, part in enumerate(found)
            if met[place] and met[place] in met[:place]
        ]

    def _wrong(self, code: str, at: int, **params: Param) -> Finding:
        """Something that is wrong with a cell."""
        column = shown(self.table.columns[at])
        return Finding(code, params, self.table.path_name, self.number, column)
