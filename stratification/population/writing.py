"""Populations to files, in the long form with comments above the header."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from stratification.combinations import is_combination, join
from stratification.errors import Finding, InputError
from stratification.population.about import about_texts, parse_about
from stratification.population.model import CrossTable, Population
from stratification.population.reading import parse_population
from stratification.tables import Table, table_bytes
from stratification.text import listed_names, repeated, shown, tidy

_NAME = "population.csv"
_DECIMALS = 12


def population_bytes(population: Population) -> bytes:
    """Return a population as a file (CSV); reading it gives the same tables.

    Raises:
        InputError: its tables have different sources or kinds of figures, or are none that can be
            read: a name that no file can hold, a combination without a figure.
    """
    tables = population.tables
    if not tables:
        raise InputError(Finding("population-no-tables"))
    said = about_texts(tables[0].about)
    errors = [error for table in tables for error in _bad_names(table)]
    errors += [_unwritable(text) for text in said.values() if text and not _writable(text)]
    named = {"tables": listed_names([join(table.categories) for table in tables])}
    if any(table.about != tables[0].about for table in tables):
        errors.append(Finding("population-write-abouts", named))
    if any(table.counted != tables[0].counted for table in tables):
        errors.append(Finding("population-write-mixed", named))
    if errors:
        raise InputError(*errors)
    columns = ("category", "value", "count" if tables[0].counted else "share")
    rows = [
        (join(table.categories), join(values), _text(figure))
        for table in tables
        for values, figure in table.cells.items()
    ]
    # What is written must be what can be read.
    numbers = tuple(range(2, len(rows) + 2))
    parse_population(Table(_NAME, columns, tuple(rows), numbers), parse_about(said))
    comments = [table_bytes((f"# {name}: {text}",), ()) for name, text in said.items()]
    return b"".join((*comments, table_bytes(columns, rows)))


def _text(figure: Fraction | None) -> str:
    """A figure as it is read: decimal where that is exact, a ratio, "." for one that is missing."""
    if figure is None:
        return "."
    if (figure * 10**_DECIMALS).denominator > 1:
        return str(figure)
    return format(Decimal(figure.numerator) / Decimal(figure.denominator), "f")


def _bad_names(table: CrossTable) -> Iterator[Finding]:
    """The names of a table that no file can hold."""
    combined = len(table.categories) > 1
    for category in table.categories:
        values = table.values_of(category)
        names = [(category, True), *((value, combined) for value in values)]
        for name, starless in names:
            if not _writable(name) or (starless and is_combination(name)):
                yield _unwritable(name)
        yield from map(_unwritable, repeated(values))
    yield from map(_unwritable, repeated(table.categories))


def _unwritable(text: str) -> Finding:
    """Say that a name or text cannot be written."""
    return Finding("population-write-name", {"name": shown(text)})


def _writable(text: str) -> bool:
    """Whether a text comes back from a file as it is."""
    return tidy(text) == text != "" and not any(
        unicodedata.category(character) in ("Cc", "Cs") for character in text
    )
