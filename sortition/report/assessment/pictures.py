"""Pictures of an assessment, as SVG and PNG: intervals, a pyramid, shares over groups or steps.

Readable in black and white: fewer, more and as usual have markers of their own. The colours are
those of `sortition.report.drawing`. What may be shown is the caller's: pictures in files are made
from a `Published` assessment.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext
from typing import TYPE_CHECKING, Any

from sortition.report.drawing import COLOURS, Picture, named_ticks, picture, whole_numbers
from sortition.report.language import whole
from sortition.report.words import title
from stratification.representation.model import Cell

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MORE, FEWER = COLOURS[0], COLOURS[1]  # blue and vermilion: apart for every eye
INK, GREY, PALE = "#222222", "#444444", "#C9D3DC"
EDGE = {"markeredgecolor": "white", "markeredgewidth": 0.8}
LOOKS: dict[str, dict[str, Any]] = {
    "usual": {"color": INK, "marker": "o", "markersize": 9, **EDGE},
    "fewer": {"color": FEWER, "marker": "<", "markersize": 12, **EDGE},
    "more": {"color": MORE, "marker": ">", "markersize": 12, **EDGE},
}
EXPECTED = {"facecolor": "none", "edgecolor": INK, "linewidth": 2}
SHARE: dict[str, Any] = {"color": MORE, "marker": "o", "markersize": 6, "linewidth": 1.8}
POPULATION = {"color": GREY, "linestyle": (0, (4, 2)), "linewidth": 1.2}
LOST = {"color": FEWER, "marker": "v", "markersize": 12, "linestyle": "", **EDGE}
WIDE = 8.0  # inches: most of the width of A4
PANELS = 4  # small pictures beside each other
LETTER = 0.085  # inches: about the width of one


@dataclass(frozen=True)
class Shares:
    """How the share of a value goes over groups or steps, from 0 to 1; None where it is not shown.

    `population` is its share of the population, `lost_at` the point to be marked.
    """

    name: str
    shares: tuple[float | None, ...]
    population: float | None = None
    lost_at: int | None = None


def interval_picture(name: str, cells: Sequence[Cell]) -> Picture:
    """Every value's people beside what is expected, with the usual range.

    Raises:
        InputError: matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        places = range(len(cells) - 1, -1, -1)  # the first on top
        for place, cell in zip(places, cells, strict=True):
            if not cell.parts:  # values taken together have no usual range
                # A quarter of a person wider on both sides, so that 0 to 0 can be seen.
                wide = cell.high - cell.low + 0.5
                axes.barh(place, wide, 0.5, cell.low - 0.25, color=PALE, zorder=1)
            ends, expected = [place - 0.3, place + 0.3], float(cell.expected)
            axes.plot([expected] * 2, ends, color=INK, linewidth=2, zorder=3)
            look = LOOKS[_kind(cell)]
            way = [expected, cell.count]
            axes.plot(way, [place] * 2, color=look["color"], linewidth=2.5, zorder=2)
            axes.plot([cell.count], [place], linestyle="", clip_on=False, zorder=4, **look)
        named_ticks(axes.yaxis, places, [_lines(title(cell.values), 26) for cell in cells])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.7, len(cells) - 0.3)
        highs = (float(cell.expected) if cell.parts else cell.high for cell in cells)
        most = max(*highs, *(cell.count for cell in cells))
        axes.set_xlim(-0.02 * most - 0.3, 1.03 * most + 0.5)
        axes.set_xlabel(gettext("People (number)"))
        whole_numbers(axes)
        axes.spines["left"].set_visible(False)
        axes.yaxis.grid(False)
        ranges = not all(cell.parts for cell in cells)
        _interval_legend(figure, {_kind(cell) for cell in cells}, ranges)

    return picture(name, draw, (WIDE, 1.9 + 0.5 * len(cells)))


def _kind(cell: Cell) -> str:
    if cell.count < cell.low:
        return "fewer"
    return "more" if cell.count > cell.high else "usual"


def _interval_legend(figure: Figure, used: set[str], ranges: bool) -> None:
    """What the signs mean: only those that are used; `ranges`: usual ranges are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    names = {
        "usual": gettext("people in the group"),
        "fewer": gettext("people: fewer than usual"),
        "more": gettext("people: more than usual"),
    }
    handles: list[Any] = [
        Line2D([], [], label=text, linestyle="", **LOOKS[kind])
        for kind, text in names.items()
        if kind in used
    ]
    tick = {"color": INK, "marker": "|", "markersize": 12, "markeredgewidth": 2, "linestyle": ""}
    handles.append(Line2D([], [], label=gettext("expected"), **tick))
    if ranges:
        handles.append(Patch(color=PALE, label=gettext("usual range of random draws")))
    _legend(figure, handles)


def _legend(figure: Figure, handles: Sequence[Any]) -> None:
    look = {"loc": "outside lower left", "frameon": False, "fontsize": 10}
    figure.legend(handles=handles, ncols=2 if len(handles) > 3 else 3, **look)


def sides(cells: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The two values and the rows of a pyramid; None when these cells do not make one.

    Every pair of values must be there, and the second or else the first category has two of them.
    """
    pairs = [cell.values for cell in cells]
    if any(len(values) != 2 for values in pairs):
        return None
    first, second = (tuple(dict.fromkeys(values)) for values in zip(*pairs, strict=True))
    if len(pairs) != len(first) * len(second) or min(len(first), len(second)) < 2:
        return None
    if len(second) == 2:
        return second, first
    return (first, second) if len(first) == 2 else None


def pyramid_picture(name: str, cells: Sequence[Cell]) -> Picture:
    """Two bars a row, to the left and to the right; the outline is what is expected.

    Raises:
        InputError: matplotlib is not installed.
        ValueError: these cells make no pyramid (`sides`).
    """
    found = sides(cells)
    if found is None:
        raise ValueError("a pyramid needs all pairs of two values and some others")
    ends, rows = found
    at = {frozenset(cell.values): cell for cell in cells}

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        most = 1.15 * max([1.0, *(max(cell.count, float(cell.expected)) for cell in cells)])
        for place, row in enumerate(rows):  # the first at the bottom: the youngest
            for sign, end in zip((-1, 1), ends, strict=True):
                cell = at[frozenset((row, end))]
                axes.barh(place, sign * cell.count, 0.6, color=MORE, zorder=2)
                axes.barh(place, sign * float(cell.expected), 0.8, zorder=3, **EXPECTED)
        axes.axvline(0, color=INK, linewidth=1, zorder=4)
        named_ticks(axes.yaxis, range(len(rows)), [_lines(row, 26) for row in rows])
        _both_ways(axes, most)
        axes.set_ylim(-0.6, len(rows) - 0.1)
        axes.yaxis.grid(False)
        for across, end in zip((0.25, 0.75), ends, strict=True):
            axes.text(across, 1.0, end, transform=axes.transAxes, ha="center", va="top")
        _pyramid_legend(figure)

    return picture(name, draw, (WIDE, 2.0 + 0.5 * len(rows)))


def _both_ways(axes: Axes, most: float) -> None:
    """People to the left and to the right of 0."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]).tick_values(0, most)
    right = [float(tick) for tick in ticks if 0 < tick <= most]
    both = [-tick for tick in reversed(right)] + [0.0] + right
    named_ticks(axes.xaxis, both, [whole(round(abs(tick))) for tick in both])
    axes.set_xlim(-most, most)
    axes.set_xlabel(gettext("People (number)"))


def _pyramid_legend(figure: Figure) -> None:
    from matplotlib.patches import Patch

    group = Patch(color=MORE, label=gettext("people in the group"))
    _legend(figure, [group, Patch(label=gettext("expected"), **EXPECTED)])


def course_picture(
    name: str, names: Sequence[str], courses: Sequence[Shares], *, joined: bool = True
) -> Picture:
    """A small picture for every value: its share in every group, or at every step.

    Parameters:
        name: of the picture.
        names: of the groups or steps.
        courses: the values.
        joined: one group comes after the other (dates, steps), so that a line joins them.

    Raises:
        InputError: matplotlib is not installed.
    """
    across = min(PANELS, len(courses))
    down = -(-len(courses) // across)
    look = SHARE if joined else SHARE | {"linestyle": ""}

    def draw(figure: Figure) -> None:
        panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for axes, course in zip(panels.flat, courses, strict=False):
            _course(axes, course, look)
        for column, axes in enumerate(panels[-1]):
            if (down - 1) * across + column >= len(courses):
                axes.set_visible(False)
                panels[-2][column].tick_params(labelbottom=True)
        first = panels[0][0]
        first.set_ylim(0, 1.08 * max(map(_highest, courses)))
        first.set_xlim(-0.4, len(names) - 0.6)
        texts = [_lines(one, 14) for one in names]
        room = (WIDE / across - 0.5) / LETTER - len(names)
        turned = 0 if sum(max(map(len, text.split("\n"))) for text in texts) < room else 90
        for axes in panels.flat:
            named_ticks(axes.xaxis, range(len(names)), texts)
            axes.tick_params(axis="x", labelrotation=turned)
        figure.supylabel(gettext("Share (%)"), fontsize=11)
        _course_legend(figure, courses, look)

    return picture(name, draw, (WIDE, 2.2 + 1.9 * down))


def _highest(course: Shares) -> float:
    shares = [100 * share for share in course.shares if share is not None]
    return max([1.0, 100 * (course.population or 0), *shares])


def _course(axes: Axes, course: Shares, look: dict[str, Any]) -> None:
    """The line of one value; a gap where it is not shown."""
    if course.population is not None:
        axes.axhline(100 * course.population, **POPULATION)
    gap = float("nan")
    heights = [gap if share is None else 100 * share for share in course.shares]
    axes.plot(range(len(heights)), heights, clip_on=False, zorder=3, **look)
    if course.lost_at is not None:
        place = course.lost_at
        axes.plot([place], [heights[place]], clip_on=False, zorder=4, **LOST)
    axes.set_title(_lines(course.name, 20), fontsize=11, loc="left")


def _course_legend(figure: Figure, courses: Sequence[Shares], look: dict[str, Any]) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], label=gettext("share of the people known"), **look)]
    if any(course.population is not None for course in courses):
        handles.append(Line2D([], [], label=gettext("population"), **POPULATION))
    if any(course.lost_at is not None for course in courses):
        handles.append(Line2D([], [], label=gettext("falls furthest behind here"), **LOST))
    _legend(figure, handles)


def _lines(text: str, width: int) -> str:
    """A name in a few lines."""
    return textwrap.fill(text, width, max_lines=3, placeholder="…")
