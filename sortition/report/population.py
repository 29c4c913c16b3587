"""The figures of a population in words and as data: the tables written, and their sources."""

from __future__ import annotations

from fractions import Fraction
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report.data import finding
from sortition.report.grid import grid
from sortition.report.language import percentage, whole
from sortition.report.words import heading, line, source_words, wrapped

if TYPE_CHECKING:
    from stratification.population.model import CrossTable, Population

INDENT = "  "
MAX_ROWS = 40
"""More rows of a table are in the file alone."""


def population_text(population: Population, path: Path) -> str:
    """The result of `sortition population`: every table, its largest ones cut."""
    lines = [
        gettext("The figures are ready for the commands targets and assess."),
        "",
        line(gettext("Written"), str(path)),
    ]
    for table in population.tables:
        lines += ["", *_table(table)]
    return "\n".join(lines)


def _table(table: CrossTable) -> list[str]:
    """The figures and the shares of a table, with their source below."""
    rows = list(table.cells.items())
    names = [" × ".join(values) for values, _ in rows[:MAX_ROWS]]
    columns = [["", *names]]
    if table.counted:
        figures = [
            gettext("missing") if figure is None else whole(int(figure)) for _, figure in rows
        ]
        columns.append([gettext("Number"), *figures[:MAX_ROWS]])
    if table.total:
        shares = [percentage(table.share(values)) for values, _ in rows]
        columns.append([gettext("Share"), *shares[:MAX_ROWS]])
    more = len(rows) - MAX_ROWS
    rest = [gettext("and {count} more rows: see the file").format(count=whole(more))]
    source = gettext("Source: {source}").format(source=source_words(table.about))
    below = [wrapped(INDENT + note, INDENT) for note in (*(rest if more > 0 else []), source)]
    return [heading(table.categories), *grid(columns, indent=INDENT), *below]


def population_data(population: Population, path: Path) -> dict[str, Any]:
    """The same for programs; a missing figure is null."""
    return {
        "file": str(path),
        "tables": [
            {
                "categories": list(table.categories),
                "counted": table.counted,
                "cells": [
                    {"values": list(values), "figure": figure_data(figure, table.counted)}
                    for values, figure in table.cells.items()
                ],
                "source": source_words(table.about),
            }
            for table in population.tables
        ],
        "notices": [finding(notice) for notice in population.notices],
    }


def figure_data(figure: Fraction | None, counted: bool) -> int | str | None:
    """A figure for programs: people as a number where that is whole, else a fraction "p/q"."""
    if figure is None:
        return None
    return int(figure) if counted and figure.denominator == 1 else fraction_text(figure)
