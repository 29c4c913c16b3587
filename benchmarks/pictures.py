"""The picture of growth: seconds against what grows, logarithmically. Needs the extra `plots`."""

import io
from collections.abc import Sequence

from benchmarks.page import QUANTITY, grouped
from benchmarks.store import Row


def growth(rows: Sequence[Row]) -> bytes | None:
    """The picture as SVG, the same bytes for the same rows; None when there is nothing to show."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mine = [row for row in rows if row["family"] == "scaled" and row["outcome"] == "done"]
    series = [name for name in QUANTITY if any(row["series"] == name for row in mine)]
    if not series:
        return None
    with mpl.rc_context({"svg.hashsalt": "sortition", "svg.fonttype": "none", "font.size": 9}):
        figure, axes = pyplot.subplots(
            1, len(series), figsize=(3 * len(series), 2.8), sharey=True, squeeze=False
        )
        for place, name in zip(axes[0], series, strict=True):
            shown = [row for row in mine if row["series"] == name]
            for (rule, tickets), some in grouped(shown, ("rule", "tickets")):
                points = sorted((row[QUANTITY[name]], row["seconds"]) for row in some)
                label = f"{rule}, {tickets} tickets"
                place.plot(*zip(*points, strict=True), "o", markersize=3, label=label)
            place.set(xscale="log", yscale="log", xlabel=QUANTITY[name])
            ticks = _ticks([row[QUANTITY[name]] for row in shown])
            place.set_xticks(ticks, [str(tick) for tick in ticks])
            place.set_xticks([], minor=True)
        axes[0][0].set_ylabel("seconds")
        axes[0][-1].legend(fontsize=7)
        figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        pyplot.close(figure)
    return out.getvalue()


def _ticks(values: Sequence[int]) -> list[int]:
    """The smallest, the middle and the largest of the different values."""
    different = sorted(set(values))
    return sorted({different[0], different[len(different) // 2], different[-1]})
