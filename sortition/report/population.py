"""The figures of a population in words and as data: the tables written, and their sources."""

from __future__ import annotations

from fractions import Fraction
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report.assessment_words import heading, source_words
from sortition.report.data import finding
from sortition.report.grid import grid
from sortition.report.language import percentage, whole
from sortition.report.words import line, wrapped

if TYPE_CHECKING:
    from stratification.population.model import CrossTable, Population

MAX_ROWS = 40


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
    columns = [[heading(table.categories), *names]]
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
    return [*grid(columns), *(rest if more > 0 else []), wrapped(source)]


def population_data(population: Population, path: Path) -> dict[str, Any]:
    """The same for programs; shares are fractions, a missing figure is null."""
    return {
        "file": str(path),
        "tables": [
            {
                "categories": list(table.categories),
                "counted": table.counted,
                "cells": [
                    {"values": list(values), "figure": _fraction(figure)}
                    for values, figure in table.cells.items()
                ],
                "source": source_words(table.about),
            }
            for table in population.tables
        ],
        "notices": [finding(notice) for notice in population.notices],
    }


def _fraction(figure: Fraction | None) -> str | None:
    return None if figure is None else fraction_text(figure)
