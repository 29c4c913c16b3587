"""Which columns of any table hold what: figures, categories, rows to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stratification.errors import Finding, Param
from stratification.population.figures import Figure, Part, PartMaker, parts
from stratification.tables import Table
from stratification.text import key, listed_names, listed_rows, nearest, repeated, shown, tidy


@dataclass(frozen=True)
class Layout:
    """What the columns of a table mean that has a column for every category.

    Parameters:
        counts: the columns with figures; several when their names are the values of a category.
        categories: the columns of the other categories.
        wide: the name of the category whose values are the names of the `counts` columns.
        keep: by column, the values of the rows that are read; the column need be no category.
        names: by column of `categories`, another name for the category.
        shares: the figures are shares of 1 or of 100, not numbers of people.
    """

    counts: tuple[str, ...]
    categories: tuple[str, ...] = ()
    wide: str | None = None
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    shares: bool = False


@dataclass(frozen=True)
class TidyTable:
    """A table, a layout that fits it, and where its columns stand."""

    table: Table
    layout: Layout
    at: Mapping[str, int]

    @property
    def names(self) -> dict[int, str]:
        """The name of the category in each column that has one."""
        renamed = {key(column): tidy(name) for column, name in self.layout.names.items()}
        columns = [self.at[key(name)] for name in self.layout.categories]
        return {
            place: renamed.get(key(self.table.columns[place]), tidy(self.table.columns[place]))
            for place in columns
        }

    @property
    def used(self) -> set[int]:
        """The columns that play a part."""
        return set(self.at.values())

    def kept(self) -> list[int]:
        """The positions of the rows that are read."""
        wanted = []
        for column, values in self.layout.keep.items():
            place, kept = self.at[key(column)], set(map(key, values))
            every = {row[place] for row in self.table.rows}
            wanted.append((place, {text for text in every if key(text) in kept}))
        return [
            position
            for position, row in enumerate(self.table.rows)
            if all(row[place] in texts for place, texts in wanted)
        ]

    def cells(self) -> Iterator[tuple[int, tuple[Part, ...], int]]:
        """Every cell with a figure: the position of its row, what it counts, its column."""
        names, columns, make = self.names, self.table.columns, PartMaker()
        counts = [self.at[key(count)] for count in self.layout.counts]
        wide = tidy(self.layout.wide or "")
        for position in self.kept():
            row = self.table.rows[position]
            own = [make(name, row[place], columns[place]) for place, name in names.items()]
            for place in counts:
                extra = [make(wide, columns[place], columns[place])] if wide else []
                yield position, parts([*own, *extra]), place

    def twice(self, pairs: Sequence[tuple[Figure, Figure]]) -> list[Finding]:
        """What is wrong when figures have the same values: which columns tell them apart?"""
        if not pairs:
            return []
        position = {number: at for at, number in enumerate(self.table.numbers)}
        rows = [
            [self.table.rows[position[one.row]] for one in (first, again)] for first, again in pairs
        ]
        columns = [
            name
            for place, name in enumerate(self.table.columns)
            if place not in self.used and any(key(a[place]) != key(b[place]) for a, b in rows)
        ]
        numbers = sorted({again.row for _, again in pairs})
        params: dict[str, Param] = {"rows": listed_rows(numbers), "count": len(numbers)}
        if columns:
            params["columns"] = listed_names(columns)
        code = "population-rows-differ" if columns else "population-rows-twice"
        return [Finding(code, params, self.table.path_name, numbers[0])]


def place_columns(table: Table, layout: Layout) -> tuple[TidyTable | None, list[Finding]]:
    """Return the table with its columns found, or None with everything that does not fit it."""
    errors: list[Finding] = []
    at: dict[str, int] = {}
    names = (*layout.counts, *layout.categories, *layout.keep, *layout.names)
    for name in {key(name): name for name in names}.values():
        place = table.find(name)
        if place is None:
            params: dict[str, Param] = {"name": shown(name), "columns": listed_names(table.columns)}
            errors.append(
                Finding("population-column-missing", params, table.path_name, table.header)
            )
        else:
            at[key(name)] = place
    errors += _clashes(table, layout)
    if errors:
        return None, errors
    errors = _lacking(table, layout, at)
    return (None, errors) if errors else (TidyTable(table, layout, at), [])


def _clashes(table: Table, layout: Layout) -> list[Finding]:
    """What is wrong with a layout whatever the table."""
    renamed = {key(column): name for column, name in layout.names.items()}
    names = [renamed.get(key(name), name) for name in layout.categories]
    names += [] if layout.wide is None else [layout.wide]
    twice = repeated([*layout.counts, *layout.categories]) or repeated(names)
    errors = [
        Finding("population-named-twice", {"name": shown(name)}, table.path_name) for name in twice
    ]
    several = len(layout.counts) > 1
    if not layout.counts or not all(map(tidy, names or [""])) or several != bool(layout.wide):
        errors.append(Finding("population-layout", file=table.path_name))
    return errors


def _lacking(table: Table, layout: Layout, at: Mapping[str, int]) -> list[Finding]:
    """The values to keep that no row has."""
    errors = []
    for column, values in layout.keep.items():
        place = at[key(column)]
        every = dict.fromkeys(row[place] for row in table.rows)
        known = {key(text): tidy(text) for text in every}
        for value in values:
            if key(value) not in known:
                close = nearest(value, known.values())
                names = list(known.values()) if close is None else [close]
                params: dict[str, Param] = {"value": shown(value), "names": listed_names(names)}
                code = "population-keep-value" + ("" if close is None else "-nearest")
                name = shown(table.columns[place])
                errors.append(Finding(code, params, table.path_name, column=name))
    return errors
