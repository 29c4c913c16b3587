"""Groups and populations made by hand for the tests of representation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from stratification.population.model import CrossTable, Population
from stratification.representation.group import Group, read_group
from stratification.representation.settings import AssessSettings
from stratification.representation.tally import Tally


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def margin(category: str, counted: bool = True, **figures: float | int | Fraction) -> CrossTable:
    """A table of one category."""
    cells = {(value,): Fraction(figure) for value, figure in figures.items()}
    return CrossTable((category,), cells, counted=counted)


def tally(table: CrossTable, counts: Sequence[int], unknown: int = 0) -> Tally:
    """Counts by a table."""
    return Tally(table, tuple(counts), unknown, ((),) * len(counts))


def write(folder: Path, name: str, *lines: str) -> Path:
    """A file with these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(
    folder: Path, population: Population, *lines: str, settings: AssessSettings | None = None
) -> Group:
    """The group of a file with these lines."""
    path = write(folder, "group.csv", *lines)
    return read_group(path, population, settings or AssessSettings())
