"""From figures, one by one, to tables in which every combination of values has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice, product

from stratification.combinations import join
from stratification.errors import Finding, InputError, Param
from stratification.population.model import About, CrossTable, Values
from stratification.population.totals import named_totals
from stratification.text import key, listed_names, nearest, shown, tidy

NEAR = Fraction(1, 100)  # shares are rounded: their sum may be off by so much of itself
_LISTED = 21  # one more than a message shows

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A value of a category, and the name of the column that it stands in."""

    category: str
    value: str
    column: str

    @cached_property
    def keys(self) -> tuple[str, str]:
        """What category and value are compared by."""
        return key(self.category), key(self.value)


class PartMaker:
    """Makes parts of the texts in cells, each once: a file has few different ones."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str], Part] = {}

    def __call__(self, category: str, value: str, column: str) -> Part:
        """The part of these texts, which may be blank."""
        texts = (category, value, column)
        if texts not in self._made:
            self._made[texts] = Part(tidy(category), tidy(value), column)
        return self._made[texts]


@dataclass(frozen=True)
class Figure:
    """What is counted (ordered by category), how many, and where in the file that stands.

    `figure` is None when it is missing, or wrong.
    """

    parts: tuple[Part, ...]
    figure: Fraction | None
    row: int

    @property
    def categories(self) -> Keys:
        """The categories, by `key`: those of the table that it belongs to."""
        return tuple(part.keys[0] for part in self.parts)

    @property
    def values(self) -> Keys:
        """The values, by `key`."""
        return tuple(part.keys[1] for part in self.parts)

    @property
    def name(self) -> str:
        """The values in one text."""
        return join([part.value for part in self.parts])


def parts(found: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a figure in their order."""
    return tuple(sorted(found, key=lambda part: part.keys[0]))


@dataclass(frozen=True)
class Figures:
    """All figures of a file, by table and by values; `twice` has those that came again, each
    with the first of its values.

    Parameters:
        file: what messages call it.
        counted: whether they are numbers of people.
    """

    file: str
    counted: bool
    tables: Mapping[Keys, Mapping[Keys, Figure]]
    twice: tuple[tuple[Figure, Figure], ...]

    def errors(self) -> list[Finding]:
        """What is wrong with the tables: totals, strange values, combinations that are missing."""
        found = []
        for categories, cells in self.tables.items():
            strange = self._totals(categories, cells) or self._strange(categories, cells)
            found += strange or self._missing(categories, cells)
        return found

    def _totals(self, categories: Keys, cells: Mapping[Keys, Figure]) -> list[Finding]:
        """The values that are totals of the others, where each is met first."""
        found = []
        for place in range(len(categories)):
            first: dict[str, Figure] = {}
            for values, cell in cells.items():
                first.setdefault(values[place], cell)
            for value in named_totals(list(first)):
                part, row = first[value].parts[place], first[value].row
                params: dict[str, Param] = {
                    "value": shown(part.value),
                    "category": shown(part.category),
                }
                found.append(Finding("population-total", params, self.file, row, part.column))
        return found

    def totals(self) -> list[Finding]:
        """What is wrong with the totals of tables in which nothing else is."""
        found = []
        for cells in self.tables.values():
            category = shown(join([part.category for part in next(iter(cells.values())).parts]))
            figures = [cell.figure for cell in cells.values()]
            known = [figure for figure in figures if figure is not None]
            total = sum(known, Fraction(0))
            if total == 0 and len(known) == len(figures):
                found.append(Finding("population-empty", {"category": category}, self.file))
            elif not self.counted and all(abs(total - one) > NEAR * one for one in (1, 100)):
                params: dict[str, Param] = {"category": category, "sum": f"{float(total):.4g}"}
                found.append(Finding("population-shares-sum", params, self.file))
        return found

    def rescaled(self) -> list[Finding]:
        """The tables whose shares add up to nearly everybody, and are made to add up exactly."""
        found = []
        for cells in () if self.counted else self.tables.values():
            total = sum((cell.figure or Fraction(0) for cell in cells.values()), Fraction(0))
            if total not in (1, 100):
                category = shown(join([part.category for part in next(iter(cells.values())).parts]))
                params: dict[str, Param] = {"category": category, "sum": f"{float(total):.6g}"}
                found.append(Finding("population-shares-rescaled", params, self.file))
        return found

    def build(self, about: About) -> tuple[CrossTable, ...]:
        """The tables, in the order and the spelling of the first figures that name them."""
        names: dict[str, str] = {}
        values: dict[tuple[str, str], str] = {}
        every = [figure for cells in self.tables.values() for figure in cells.values()]
        for figure in sorted(every, key=lambda figure: figure.row):
            for part in figure.parts:
                names.setdefault(part.keys[0], part.category)
                values.setdefault(part.keys, part.value)
        made = []
        for categories, cells in self.tables.items():
            total = sum((cell.figure or Fraction(0) for cell in cells.values()), Fraction(0))
            figures: dict[Values, Fraction | None] = {}
            rows: dict[Values, int] = {}
            for chosen, cell in cells.items():
                spelled = tuple(values[pair] for pair in zip(categories, chosen, strict=True))
                shared = not self.counted and cell.figure is not None
                figures[spelled] = cell.figure / total if shared and cell.figure else cell.figure
                rows[spelled] = cell.row
            columns = tuple(names[category] for category in categories)
            made.append(CrossTable(columns, figures, about, self.counted, self.file, rows))
        return tuple(made)

    def _known(self, categories: Keys, cells: Mapping[Keys, Figure]) -> list[dict[str, str]]:
        """The values of every category of a table: those of its margin, or else its own."""
        known = []
        for place, category in enumerate(categories):
            margin = self.tables.get((category,))
            source = [(cell.values[0], cell.parts[0]) for cell in (margin or {}).values()] or [
                (values[place], cell.parts[place]) for values, cell in cells.items()
            ]
            found: dict[str, str] = {}
            for name, part in source:
                found.setdefault(name, part.value)
            known.append(found)
        return known

    def _strange(self, categories: Keys, cells: Mapping[Keys, Figure]) -> list[Finding]:
        """The values of a combination that its margins do not have, where each is met first."""
        known = self._known(categories, cells)
        found: dict[tuple[str, str], Finding] = {}
        for values, cell in cells.items():
            for place, value in enumerate(values):
                if value in known[place] or (categories[place], value) in found:
                    continue
                part, names = cell.parts[place], tuple(known[place].values())
                close = nearest(part.value, names)
                params: dict[str, Param] = {
                    "value": shown(part.value),
                    "category": shown(part.category),
                    "names": listed_names(names if close is None else [close]),
                }
                code = "population-value-strange" + ("" if close is None else "-nearest")
                finding = Finding(code, params, self.file, cell.row, shown(part.column))
                found[categories[place], value] = finding
        return list(found.values())

    def _missing(self, categories: Keys, cells: Mapping[Keys, Figure]) -> list[Finding]:
        """The combinations without a figure."""
        known = self._known(categories, cells)

        def absent() -> Iterator[str]:
            for chosen in product(*known):
                if chosen not in cells:
                    spelled = zip(known, chosen, strict=True)
                    yield join([names[value] for names, value in spelled])

        missing = list(islice(absent(), _LISTED))
        if not missing:
            return []
        category = join([part.category for part in next(iter(cells.values())).parts])
        params: dict[str, Param] = {"category": shown(category), "values": listed_names(missing)}
        return [Finding("population-value-missing", params, self.file)]


def gather(file: str, counted: bool, found: Sequence[Figure]) -> Figures:
    """Put figures into the tables that they belong to."""
    tables: dict[Keys, dict[Keys, Figure]] = {}
    twice = []
    for figure in found:
        cells = tables.setdefault(figure.categories, {})
        first = cells.setdefault(figure.values, figure)
        if first is not figure:
            twice.append((first, figure))
    return Figures(file, counted, tables, tuple(twice))


def build_tables(
    figures: Figures, about: About, errors: Sequence[Finding]
) -> tuple[CrossTable, ...]:
    """Return the tables of all figures.

    Parameters:
        figures: of `gather`.
        about: where they come from.
        errors: what is wrong with single rows.

    Raises:
        InputError: these errors and everything that is wrong with the tables, by row.
    """
    wrong = [*errors, *figures.errors()]
    wrong = wrong or figures.totals()
    if wrong:
        raise InputError(*sorted(wrong, key=lambda one: (one.row is None, one.row or 0)))
    return figures.build(about)
