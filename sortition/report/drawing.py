"""How pictures look, and how they become bytes; what they show is `sortition.report.pictures`.

matplotlib is imported only when a picture is made. Whatever a user has set for it plays no part,
and nothing that changes from one run to the next gets into a file.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sortition.report.language import decimal
from stratification.errors import Finding, InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
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
MARKERS = "os^DvPX*<>h"
DPI = 150
GAP = 0.052  # between names, as a share of the height
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "font.size": 11,
    "text.parse_math": False,  # a dollar in a name is a dollar
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
class Picture:
    """The bytes of a picture in two formats."""

    svg: bytes
    png: bytes


def style(number: int) -> dict[str, Any]:
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


def whole_numbers(axes: Axes) -> None:
    """People are counted in whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def plain(axes: Axes) -> None:
    """Numbers at the ticks as the user's language writes them; ticks with names keep these."""
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_formatter(), FixedFormatter):
            continue
        axis.set_major_formatter(FuncFormatter(lambda tick, _: decimal(tick, 6)))


def named_ticks(axis: Axis, places: Sequence[float], texts: Sequence[str]) -> None:
    """Ticks with names."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(texts)))


def note(axes: Axes, text: str, point: Any, shift: tuple[int, int], **how: Any) -> None:
    """A small text beside a point; the shift is in points of the font."""
    axes.annotate(
        text, point, shift, textcoords="offset points", fontsize=10, color="#444444", **how
    )


def names(
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
        look = style(number) | {"clip_on": False, "transform": across}
        x, y = places[number]
        thread = {"color": look["color"], "linewidth": 0.8, "clip_on": False}
        axes.plot([x, 1.03], [y, height], transform=across, **thread)
        if starts is None:
            axes.plot([1.03, 1.065, 1.10], [height] * 3, markevery=[1], **look)
        else:
            axes.plot([1.045], [height], **look)
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


def check_plots() -> None:
    """Make sure that pictures can be made, before long work is done.

    Raises:
        InputError: matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise InputError(Finding("plots-missing"))


def picture(title: str, draw: Callable[[Figure], None], size: tuple[float, float]) -> Picture:
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
        for axes in figure.axes:
            plain(axes)
        svg = _bytes(figure, "svg", {"Title": title, "Date": None, "Creator": None})
        png = _bytes(figure, "png", {"Title": title, "Software": None})
    return Picture(svg, png)


def _bytes(figure: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format=form, dpi=DPI, metadata=metadata)
    return target.getvalue()
