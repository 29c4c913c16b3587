"""Reference populations: how many people have each value, and where these figures come from.

A population is a set of tables. A table counts people by one category (a *margin*) or by several
at once (a *cross table*). Tables of one population may come from different sources, with different
totals and definitions: nothing here rescales one to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product

from stratification.ages import Ages
from stratification.errors import Finding
from stratification.text import key

Values = tuple[str, ...]
"""One value for each category of a table, in their order."""


@dataclass(frozen=True)
class About:
    """Where figures come from; a text that is not known is "".

    Parameters:
        source: who publishes them, such as "CBS StatLine".
        table: the number of the table, such as "03759ned".
        date: the reference date, such as "2024-01-01".
        population: who is counted, in words, such as "16 and older".
        ages: the same as ages; None when it is not known.
        provisional: the publisher calls them provisional.
        note: anything else worth knowing (an estimate, rounded, ...).
    """

    source: str = ""
    table: str = ""
    date: str = ""
    population: str = ""
    ages: Ages | None = None
    provisional: bool = False
    note: str = ""


@dataclass(frozen=True)
class CrossTable:
    """Figures for every combination of the values of one category or more.

    Parameters:
        categories: in their spelling, ordered by `key`; one for a margin.
        cells: a figure for every combination of the values, None for one that is missing (which
            is not zero). Ordered as the values should be shown: as in the file, never by hash.
        about: where the figures come from.
        counted: whole numbers of people (True), or shares that add up to 1 (False).
        file, rows: where each figure stands, for messages (one row may hold several figures);
            None and empty when they come from no file, or are sums.
    """

    categories: tuple[str, ...]
    cells: Mapping[Values, Fraction | None]
    about: About = About()
    counted: bool = True
    file: str | None = field(default=None, compare=False, repr=False)
    rows: Mapping[Values, int] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def total(self) -> Fraction | None:
        """The sum of all figures; None when one is missing."""
        total = Fraction(0)
        for figure in self.cells.values():
            if figure is None:
                return None
            total += figure
        return total

    def has(self, category: str) -> bool:
        """Whether a category is in the table."""
        return key(category) in map(key, self.categories)

    def values_of(self, category: str) -> tuple[str, ...]:
        """The values of a category in their order; KeyError when it is not in the table."""
        names = [key(name) for name in self.categories]
        if key(category) not in names:
            raise KeyError(category)
        at = names.index(key(category))
        return tuple(dict.fromkeys(values[at] for values in self.cells))

    def share(self, values: Values) -> Fraction:
        """The share of the population with these values, from 0 to 1.

        Raises:
            KeyError: no such combination.
            ValueError: a figure of the table is missing, or all are 0.
        """
        figure = self.cells[values]
        if figure is None or not self.total:
            raise ValueError("no share can be computed from missing figures")
        return figure / self.total

    def margin(self, categories: Sequence[str]) -> CrossTable:
        """The table summed to fewer categories; a sum with a missing part is missing.

        Raises:
            KeyError: a category is not in the table.
        """
        wanted = sorted({key(name) for name in categories})
        names = [key(name) for name in self.categories]
        if not set(wanted) <= set(names):
            raise KeyError(categories)
        if wanted == names:
            return self
        places = [names.index(name) for name in wanted]
        sums: dict[Values, Fraction | None] = {}
        kept = tuple(self.categories[at] for at in places)
        for chosen in product(*(self.values_of(name) for name in kept)):
            sums[chosen] = Fraction(0)
        for values, figure in self.cells.items():
            chosen = tuple(values[at] for at in places)
            before = sums[chosen]
            sums[chosen] = None if figure is None or before is None else before + figure
        return CrossTable(kept, sums, self.about, self.counted, self.file)


@dataclass(frozen=True)
class Population:
    """Tables about one population, and what is worth saying about them."""

    tables: tuple[CrossTable, ...]
    notices: tuple[Finding, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category of any table, in the order in which the tables name them."""
        names: dict[str, str] = {}
        for table in self.tables:
            for name in table.categories:
                names.setdefault(key(name), name)
        return tuple(names.values())

    def table(self, categories: Sequence[str]) -> CrossTable | None:
        """The figures by these categories together: a table of just these, or the margin of the
        smallest table that has them all (the first of equals); None when no table has."""
        wanted = {key(name) for name in categories}
        having = [
            table for table in self.tables if wanted <= {key(name) for name in table.categories}
        ]
        smallest = min(having, key=lambda table: len(table.categories), default=None)
        return None if smallest is None else smallest.margin(categories)
