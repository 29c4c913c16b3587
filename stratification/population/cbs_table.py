"""What a table of StatLine is made of: dimensions with their values, and measures.

CBS numbers the keys of columns anew from year to year, so everything is found by its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stratification.population.statline import Answer, Cache, Question, Row, ask
from stratification.text import key, tidy


@dataclass(frozen=True)
class Item:
    """A value of a dimension; `group` is the number of the group that it is listed under."""

    key: str
    title: str
    group: str = ""
    status: str = ""

    @property
    def is_total(self) -> bool:
        """Whether it holds all the others, such as "Totaal mannen en vrouwen"."""
        return key(self.title).split(" ")[0] in ("totaal", "total")

    @property
    def level(self) -> str:
        """Of a region: the kind of area, such as "GM" of "GM0654"."""
        found = re.match("[A-Z]+", self.key)
        return found[0] if found else ""


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table: its column, its title, and its values as CBS orders them."""

    key: str
    title: str
    kind: str
    items: tuple[Item, ...]
    groups: tuple[tuple[str, str, str], ...] = ()
    """Number, title and number of the parent of each group of values."""

    @property
    def is_time(self) -> bool:
        return self.kind == "TimeDimension"

    @property
    def is_region(self) -> bool:
        return self.kind.startswith("Geo")

    def find(self, text: str) -> tuple[Item, ...]:
        """Return the values that a text names: by title or key, as a group, or as a kind of region.

        A period is found with and without the * of provisional figures.
        """
        wanted = key(text)
        titles = [item for item in self.items if wanted in (key(item.title), key(item.key))]
        if self.is_time and not titles:
            titles = [item for item in self.items if key(item.title.rstrip("*")) == wanted]
        if titles:
            return tuple(titles)
        numbers = {number for number, title, _ in self.groups if key(title) == wanted}
        for _ in self.groups:  # as deep as groups can be nested
            numbers |= {number for number, _, parent in self.groups if parent in numbers}
        if numbers:
            return tuple(item for item in self.items if item.group in numbers)
        return tuple(item for item in self.items if self.is_region and key(item.level) == wanted)

    def latest(self) -> tuple[Item, ...]:
        """The last year of a time dimension; where there are no years, its last period."""
        years = [item for item in self.items if "JJ" in item.key] or list(self.items)
        return tuple(sorted(years, key=lambda item: item.key)[-1:])


@dataclass(frozen=True)
class Measure:
    """A column of figures; `path` has the titles of the groups above it too."""

    key: str
    title: str
    path: str
    unit: str
    decimals: int


@dataclass(frozen=True)
class TableInfo:
    """What CBS says about a table. `period` is the time that it covers as a whole."""

    number: str
    title: str
    description: str
    period: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]

    def dimension(self, title: str) -> Dimension | None:
        """The dimension of this title, or None."""
        return next((one for one in self.dimensions if key(one.title) == key(title)), None)

    def measures_of(self, title: str) -> list[Measure]:
        """The measures of this title, or the one of this path."""
        wanted = key(title)
        return [one for one in self.measures if wanted in (key(one.title), key(one.path))]


def read_table_info(number: str, cache: Cache | None) -> tuple[TableInfo, list[Answer]]:
    """Return what a table is made of, and the answers that say so.

    Raises:
        InputError: as `stratification.population.statline.ask`.
    """
    parts = ("TableInfos", "DataProperties", "CategoryGroups")
    info, properties, groups = answers = [ask(Question(number, part), cache) for part in parts]
    dimensions = []
    for row in properties.rows:
        name, kind = _text(row, "Key"), _text(row, "Type")
        if not name or kind in ("Topic", "TopicGroup"):
            continue
        answer = ask(Question(number, name), cache)
        answers.append(answer)
        dimensions.append(
            Dimension(name, _text(row, "Title"), kind, _items(answer), _groups(groups, name))
        )
    about: Row = info.rows[0] if info.rows else {}
    title, short = _text(about, "Title"), _text(about, "ShortTitle")
    return TableInfo(
        number=number,
        title=title or short,
        description=" | ".join((title, short, _text(about, "ShortDescription"))),
        period=_text(about, "Period"),
        dimensions=tuple(dimensions),
        measures=tuple(_measures(properties.rows)),
    ), answers


def _text(row: Row, name: str) -> str:
    """The text of a cell; "" where there is none."""
    value = row.get(name)
    return "" if value is None else tidy(str(value))


def _items(answer: Answer) -> tuple[Item, ...]:
    """The values of a dimension. Their keys stay as they are: CBS pads them with spaces."""
    return tuple(
        Item(
            key=str(row.get("Key", "")),
            title=_text(row, "Title"),
            group=_text(row, "CategoryGroupID"),
            status=_text(row, "Status"),
        )
        for row in answer.rows
    )


def _groups(answer: Answer, dimension: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (_text(row, "ID"), _text(row, "Title"), _text(row, "ParentID"))
        for row in answer.rows
        if _text(row, "DimensionKey") == dimension
    )


def _measures(properties: Sequence[Row]) -> list[Measure]:
    """The columns of figures, each with the titles of the groups that it stands in."""
    groups = {_text(row, "ID"): row for row in properties if _text(row, "Type") == "TopicGroup"}
    found = []
    for row in properties:
        if _text(row, "Type") != "Topic":
            continue
        path = [_text(row, "Title")]
        above = _text(row, "ParentID")
        while above in groups and len(path) <= len(groups):
            path.insert(0, _text(groups[above], "Title"))
            above = _text(groups[above], "ParentID")
        decimals = _text(row, "Decimals")
        found.append(
            Measure(
                key=_text(row, "Key"),
                title=path[-1],
                path=" > ".join(path),
                unit=_text(row, "Unit"),
                decimals=int(decimals) if decimals.isdecimal() else 0,
            )
        )
    return found
