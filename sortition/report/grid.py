"""Columns of texts beside each other, in lines that fit the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence

from sortition.report.words import WIDTH

BETWEEN = "  "
NARROW = 8  # a heading is broken into lines of this width, or that of its longest word
WIDEST = 44  # a text is cut beyond this width: two columns always fit


def grid(
    columns: Sequence[Sequence[str]], *, left: Collection[int] = (0,), indent: str = ""
) -> list[str]:
    """Lines of at most `WIDTH` characters; columns that do not fit form a further grid below.

    Parameters:
        columns: of equal length, each with its heading first; the first one names the rows and
            comes back in every further grid.
        left: the columns whose texts are aligned left; the others are aligned right.
        indent: what every line starts with.

    >>> grid([["sex", "woman", "man"], ["people", "14", "9"]])
    ['sex    people', 'woman      14', 'man         9']
    """
    first, *others = [_column(column, at in left) for at, column in enumerate(columns)]
    grids = [[first]]
    for column in others:
        used = len(indent) + sum(len(one[0]) + len(BETWEEN) for one in grids[-1])
        if used + len(column[0]) > WIDTH and len(grids[-1]) > 1:
            grids.append([first])
        grids[-1].append(column)
    return "\n\n".join("\n".join(_lines(one, indent)) for one in grids).split("\n")


def _lines(columns: Sequence[Sequence[str]], indent: str) -> list[str]:
    height = max(map(len, columns))
    # Headings have one or more lines: they end on the same one.
    full = [[" " * len(column[0])] * (height - len(column)) + [*column] for column in columns]
    return [(indent + BETWEEN.join(cells)).rstrip() for cells in zip(*full, strict=True)]


def _column(cells: Sequence[str], left: bool) -> list[str]:
    """A column's lines, all of one width."""
    cells = [cells[0], *map(_cut, cells[1:])]
    widest = max(map(len, cells[1:]), default=0)
    heading = textwrap.wrap(cells[0], max(widest, NARROW), break_long_words=False) or [""]
    lines = [*map(_cut, heading), *cells[1:]]
    width = max(map(len, lines))
    return [line.ljust(width) if left else line.rjust(width) for line in lines]


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
