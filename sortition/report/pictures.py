"""Pictures of lotteries, as SVG and PNG: chances in order, Lorenz curves, a Pareto frontier.

Readable in black and white: every line has dashes and markers of its own and is named where it
ends or beside its sample; the colours are those of Okabe and Ito ("Color universal design", 2008),
which colour-blind people can tell apart (grey stands for their yellow, too pale on paper). Letters
are drawn as outlines of matplotlib's own font, so a picture looks the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortition.metrics import gini, lorenz
from sortition.report.drawing import Picture, names, note, picture, style, whole_numbers
from sortition.report.language import decimal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST = 0.02  # of equal chances: smaller chances share the part of a logarithmic axis around 0


@dataclass(frozen=True)
class Curve:
    """Everybody's chance under one rule, in any order."""

    name: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A named point of a frontier: a rule's smallest and largest chance."""

    name: str
    smallest: float
    largest: float


def chances_picture(curves: Sequence[Curve], equal: float) -> Picture:
    """Everybody's chance, from the smallest to the largest, one line per rule.

    `equal` is the chance that everybody would have if all were equal. The axis of the chances is
    logarithmic, so that what is said about the smallest ones can be seen.

    Raises:
        InputError: matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        people = max(len(curve.chances) for curve in curves)
        axes.axhline(100 * equal, color="#444444", linewidth=1, zorder=1)
        ends = []
        for number, curve in enumerate(curves):
            heights = 100 * np.sort(curve.chances)
            axes.plot(
                np.arange(1, len(heights) + 1),
                heights,
                drawstyle="steps-mid",
                markevery=_spread(number, len(curves), len(heights)),
                **style(number),
            )
            ends.append((curve.name, float(heights[-1])))
        axes.set_xlim(0, people + 0.5)
        whole_numbers(axes)
        percentages = [100 * chance for curve in curves for chance in curve.chances]
        _logarithmic(axes, percentages, 100 * equal)
        axes.set_xlabel(gettext("People, from the smallest chance to the largest (number)"))
        axes.set_ylabel(gettext("Chance to be drawn (%, logarithmic)"))
        label = gettext("equal chances: {chance}%").format(chance=decimal(100 * equal, 1))
        note(axes, label, (0, 100 * equal), (6, 5), ha="left")
        names(axes, ends)

    return picture(gettext("The chances of everybody, under each rule"), draw, (10.0, 6.4))


def _logarithmic(axes: Axes, heights: Sequence[float], equal: float) -> None:
    """A logarithmic axis with plain numbers; the smallest of all, and 0, have a part of their own.

    Heights, and where equal chances would be, are percentages.
    """
    from matplotlib.ticker import FixedLocator, NullLocator

    least, most = max(min(heights), LEAST * equal), max(heights)
    around_zero = min(heights) < least
    if around_zero:
        axes.set_yscale("symlog", linthresh=least, linscale=0.25)
        axes.set_ylim(-0.25 * least, 1.25 * most)
    else:
        axes.set_yscale("log")
        axes.set_ylim(0.8 * least, 1.25 * most)
    ticks = [step * 10.0**decade for decade in range(-6, 3) for step in (1, 2, 5)]
    high = min(axes.get_ylim()[1], 100.0)
    shown = [0.0] * around_zero + [tick for tick in ticks if 0.8 * least <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(shown))
    axes.yaxis.set_minor_locator(NullLocator())


def lorenz_picture(curves: Sequence[Curve]) -> Picture:
    """The Lorenz curves of the chances: the nearer to the diagonal, the more equal.

    Beside them, how far each is below the diagonal: curves that look alike differ there.

    Raises:
        InputError: matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        left.plot([0, 100], [0, 100], color="#444444", linewidth=1)
        handles = []
        for number, curve in enumerate(curves):
            points, marked = _marked(lorenz(curve.chances), number / len(curves))
            look = style(number) | {"markevery": marked}
            (line,) = left.plot(*points.T, **look)
            right.plot(points[:, 0], points[:, 0] - points[:, 1], **look)
            inequality = gini(curve.chances)
            label = gettext("{name} (Gini {gini})").format(
                name=curve.name, gini=_fixed(inequality, 3)
            )
            handles.append((inequality, number, line, label))
        for axes in (left, right):
            axes.set_xlim(0, 100)
            axes.set_ylim(0, 100 if axes is left else None)
            axes.set_xlabel(gettext("People, smallest chances first (in %)"))
        left.set_ylabel(gettext("Seats they can expect together (in %)"))
        right.set_ylabel(gettext("Below the diagonal (percentage points)"))
        note(left, gettext("equal chances"), (76, 76), (-6, 6), rotation=45, ha="center")
        handles.sort(key=lambda handle: handle[:2])
        left.legend(
            [handle[2] for handle in handles],
            [handle[3] for handle in handles],
            title=gettext("From equal to unequal"),
            loc="upper left",
            handlelength=4.5,
            frameon=False,
        )

    return picture(gettext("How the seats are shared, under each rule"), draw, (12.0, 6.4))


def frontier_picture(frontier: Sequence[tuple[float, float]], marks: Sequence[Mark]) -> Picture:
    """The best pairs of a smallest and a largest chance, and where rules are.

    Parameters:
        frontier: pairs (smallest chance, largest chance), none of which can be improved in one
            without losing in the other.
        marks: rules to show.

    Raises:
        InputError: matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        points = 100 * np.array(sorted(frontier), dtype=np.float64).reshape(-1, 2)
        label = gettext("no lottery is below this line")
        axes.plot(*points.T, color="#444444", linewidth=1.5, marker=".", markersize=5, label=label)
        every = np.vstack([points, [(100 * mark.smallest, 100 * mark.largest) for mark in marks]])
        (left, low), (right, high) = every.min(axis=0), every.max(axis=0)
        wide, tall = max(right - left, 0.1), max(high - low, 0.1)
        axes.set_xlim(max(0.0, left - 0.08 * wide), right + 0.08 * wide)
        axes.set_ylim(max(0.0, low - 0.08 * tall), high + 0.08 * tall)
        for number, mark in enumerate(marks):
            look = style(number) | {"linestyle": "", "markersize": 11}
            axes.plot([100 * mark.smallest], [100 * mark.largest], clip_on=False, **look)
        axes.set_xlabel(gettext("Smallest chance (%); more is fairer"))
        axes.set_ylabel(gettext("Largest chance (%); less is harder to manipulate"))
        ends = [(mark.name, 100 * mark.largest) for mark in marks]
        names(axes, ends, [100 * mark.smallest for mark in marks])
        axes.legend(loc="best", frameon=False)

    return picture(gettext("Smallest and largest chance: what is possible"), draw, (10.0, 6.4))


def _spread(number: int, lines: int, points: int) -> list[int]:
    """Where the markers of a line are: about seven, beside those of the other lines."""
    step = max(1, points // 7)
    return list(range(step * number // lines, points, step))


def _marked(
    corners: Sequence[tuple[object, float]], part: float
) -> tuple[npt.NDArray[np.float64], list[int]]:
    """The points of a Lorenz curve in percent, shape (points, 2), and which of them are marked.

    Marks are 12% apart, beside those of the other lines (`part` says which line of all this is), so
    that lines that coincide can all be seen.
    """
    x, y = 100 * np.array(corners, dtype=np.float64).T
    places = np.arange(6 + 12 * part, 100, 12)
    every = np.union1d(x, places)
    marked = np.flatnonzero(np.isin(every, places)).tolist()
    return np.column_stack([every, np.interp(every, x, y)]), marked


def _fixed(number: float, digits: int) -> str:
    """A number with this many decimals, zeros at the end included."""
    return f"{number:.{digits}f}".replace(".", decimal(0.5, 1)[1])
