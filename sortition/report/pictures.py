"""Pictures of lotteries, as SVG and PNG: chances in order, Lorenz curves, a Pareto frontier.

Readable in black and white: every line has dashes and markers of its own and is named where it
ends or beside its sample; the colours are those of Okabe and Ito ("Color universal design", 2008),
which colour-blind people can tell apart (grey stands for their yellow, too pale on paper). Letters
are drawn as outlines of matplotlib's own font, so a picture looks the same everywhere.

matplotlib is imported only here, when a picture is made.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext
from typing import TYPE_CHECKING, Any

import numpy as np

from sortition.metrics import gini, lorenz
from sortition.report.language import decimal
from stratification.errors import Finding, InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#000000",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#777777",
)
DASHES: tuple[Any, ...] = (
    "-",
    (0, (7, 2)),
    (0, (1.5, 1.5)),
    (0, (8, 2, 1.5, 2)),
    (0, (4, 1.5)),
    (0, (8, 2, 1.5, 2, 1.5, 2)),
    (0, (12, 3)),
    (0, (3, 1.5, 1, 1.5)),
)
MARKERS = "os^DvPX*<>"
DPI = 150
GAP = 0.052  # between names, as a share of the height
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "font.size": 11,
    "svg.fonttype": "path",
    "svg.hashsalt": "sortition",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
}


@dataclass(frozen=True)
class Curve:
    """Everybody's chance under one rule, in any order."""

    name: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Picture:
    """The bytes of a picture in two formats."""

    svg: bytes
    png: bytes


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
                **_style(number),
            )
            ends.append((curve.name, float(heights[-1])))
        axes.set_xlim(0, people + 0.5)
        _logarithmic(axes, [100 * chance for curve in curves for chance in curve.chances])
        axes.set_xlabel(gettext("People, from the smallest chance to the largest (number)"))
        axes.set_ylabel(gettext("Chance to be drawn (%, logarithmic)"))
        label = gettext("equal chances: {chance}%").format(chance=decimal(100 * equal, 1))
        _note(axes, label, (0, 100 * equal), (6, 5), ha="left")
        _names(axes, ends)

    return _picture(gettext("The chances of everybody, under each rule"), draw, (10.0, 6.4))


def _logarithmic(axes: Axes, heights: Sequence[float]) -> None:
    """A logarithmic axis with plain numbers; a part of its own for 0, when somebody has 0."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    positive = [height for height in heights if height > 0]
    least, most = min(positive), max(positive)
    if len(positive) < len(heights):
        axes.set_yscale("symlog", linthresh=least, linscale=0.25)
        axes.set_ylim(-0.05 * least, 1.25 * most)
    else:
        axes.set_yscale("log")
        axes.set_ylim(0.8 * least, 1.25 * most)
    decades = range(-6, 3)
    ticks = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
    high = min(axes.get_ylim()[1], 100.0)
    zero = [0.0] * (len(positive) < len(heights))
    shown = zero + [tick for tick in ticks if 0.8 * least <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(shown))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda tick, _: decimal(tick, 6)))


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
            corners = 100 * np.array(lorenz(curve.chances), dtype=np.float64)
            style = _style(number) | {"markevery": _evenly(number, len(curves), corners)}
            (line,) = left.plot(*corners.T, **style)
            right.plot(corners[:, 0], corners[:, 0] - corners[:, 1], **style)
            inequality = gini(curve.chances)
            label = gettext("{name} (Gini {gini})").format(
                name=curve.name, gini=_fixed(inequality, 3)
            )
            handles.append((inequality, number, line, label))
        for axes in (left, right):
            axes.set_xlim(0, 100)
            axes.set_ylim(0, 100 if axes is left else None)
            axes.set_xlabel(gettext("People, smallest chances first (% of all)"))
        left.set_ylabel(gettext("Seats they can expect together (% of all)"))
        right.set_ylabel(gettext("Below the diagonal (percentage points)"))
        _note(left, gettext("equal chances"), (76, 76), (-6, 6), rotation=45, ha="center")
        handles.sort(key=lambda handle: handle[:2])
        left.legend(
            [handle[2] for handle in handles],
            [handle[3] for handle in handles],
            title=gettext("From equal to unequal"),
            loc="upper left",
            handlelength=4.5,
            frameon=False,
        )

    return _picture(gettext("How the seats are shared, under each rule"), draw, (12.0, 6.4))


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
            style = _style(number) | {"linestyle": "", "markersize": 11}
            axes.plot([100 * mark.smallest], [100 * mark.largest], clip_on=False, **style)
        axes.set_xlabel(gettext("Smallest chance (%); more is fairer"))
        axes.set_ylabel(gettext("Largest chance (%); less is harder to manipulate"))
        ends = [(mark.name, 100 * mark.largest) for mark in marks]
        _names(axes, ends, [100 * mark.smallest for mark in marks])
        axes.legend(loc="best", frameon=False)

    return _picture(gettext("Smallest and largest chance: what is possible"), draw, (10.0, 6.4))


def _style(number: int) -> dict[str, Any]:
    """The look of line `number`; from the ninth on, other dashes go with the colours."""
    again, colour = divmod(number, len(COLOURS))
    return {
        "color": COLOURS[colour],
        "linestyle": DASHES[(colour + 3 * again) % len(DASHES)],
        "marker": MARKERS[number % len(MARKERS)],
        "markersize": 10 if MARKERS[number % len(MARKERS)] == "*" else 7,
        "markeredgecolor": "white",
        "markeredgewidth": 0.5,
        "linewidth": 1.5,
    }


def _spread(number: int, lines: int, points: int) -> list[int]:
    """Where the markers of a line are: about seven, beside those of the other lines."""
    step = max(1, points // 7)
    return list(range(step * number // lines, points, step))


def _evenly(number: int, lines: int, corners: np.ndarray) -> list[int]:
    """As `_spread`, for points that are not evenly far apart: the ones nearest to even places."""
    places = np.arange(6 + 12 * number / lines, 100, 12)
    near = np.abs(corners[None, :, 0] - places[:, None]).argmin(axis=1)
    return sorted(set(near.tolist()))


def _fixed(number: float, digits: int) -> str:
    """A number with this many decimals, zeros at the end included."""
    return f"{number:.{digits}f}".replace(".", decimal(0.5, 1)[1])


def _note(axes: Axes, text: str, point: Any, shift: tuple[int, int], **how: Any) -> None:
    """A small text beside a point; the shift is in points of the font."""
    axes.annotate(
        text, point, shift, textcoords="offset points", fontsize=10, color="#444444", **how
    )


def _names(
    axes: Axes, ends: Sequence[tuple[str, float]], starts: Sequence[float] | None = None
) -> None:
    """Name every line to the right of the axes, with a thread from its end to its name.

    `ends` are names and heights; `starts` where the threads begin, if not at the right edge.
    """
    across = axes.transAxes
    shape = axes.transData + across.inverted()  # from figures to shares of the axes
    edge = axes.get_xlim()[1]
    places = [
        shape.transform((edge if starts is None else starts[number], height))
        for number, (_, height) in enumerate(ends)
    ]
    order = sorted(range(len(ends)), key=lambda number: (places[number][1], number))
    heights = apart([float(places[number][1]) for number in order], GAP)
    for number, height in zip(order, heights, strict=True):
        style = _style(number) | {"clip_on": False, "transform": across}
        x, y = places[number]
        thread = {"color": style["color"], "linewidth": 0.8, "clip_on": False}
        axes.plot([x, 1.03], [y, height], transform=across, **thread)
        if starts is None:
            axes.plot([1.03, 1.065, 1.10], [height] * 3, markevery=[1], **style)
        else:
            axes.plot([1.045], [height], **style)
        right = 1.115 if starts is None else 1.065
        axes.text(right, height, ends[number][0], va="center", transform=across)


def apart(heights: Sequence[float], gap: float) -> list[float]:
    """Ascending heights moved apart to at least a gap, as little as that needs, within 0 to 1.

    >>> [round(height, 3) for height in apart([0.5, 0.5, 0.9], 0.1)]
    [0.45, 0.55, 0.9]
    >>> [round(height, 3) for height in apart([0.0, 0.0], 0.1)]
    [0.0, 0.1]
    """
    # Least squares in one pass: neighbours that are too near form a block around their mean.
    blocks: list[tuple[float, int]] = []  # the mean of height - place·gap, and how many
    for place, height in enumerate(heights):
        mean, count = height - place * gap, 1
        while blocks and blocks[-1][0] >= mean:
            other, others = blocks.pop()
            mean = (mean * count + other * others) / (count + others)
            count += others
        blocks.append((mean, count))
    most = max(0.0, 1 - (len(heights) - 1) * gap)
    levels = [min(max(0.0, mean), most) for mean, count in blocks for _ in range(count)]
    return [level + place * gap for place, level in enumerate(levels)]


def _picture(title: str, draw: Callable[[Figure], None], size: tuple[float, float]) -> Picture:
    """Make a picture in both formats; no time, version or setting of the user's gets into it."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(Finding("plots-missing")) from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=size, layout="constrained")
        figure.suptitle(title, x=0.01, ha="left", fontsize=13)
        draw(figure)
        svg = _bytes(figure, "svg", {"Title": title, "Date": None, "Creator": None})
        png = _bytes(figure, "png", {"Title": title, "Software": None})
    return Picture(svg, png)


def _bytes(figure: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format=form, dpi=DPI, metadata=metadata)
    return target.getvalue()
