"""Letters against probability, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext
from typing import TYPE_CHECKING

from sortition.invitations.model import Forecast, Plan
from sortition.report.drawing import Picture, note, picture, plain, style, whole_numbers
from sortition.report.language import decimal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PROPORTIONAL = "proportional"


def curve_picture(plan: Plan) -> Picture:
    """The picture, with the number of letters of the plan marked.

    Raises:
        InputError: matplotlib is not installed.
    """
    names = {
        "response": gettext("spread by response"),
        "equal": gettext("equal per stratum"),
        "key": gettext("spread by a key"),
        PROPORTIONAL: gettext("proportional to people"),
    }

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        _line(axes, 0, names[plan.kind], plan.curve)
        if plan.proportional_curve:
            _line(axes, 1, names[PROPORTIONAL], plan.proportional_curve)
        axes.set_xlim(0, 1.03 * max((one.letters for one in plan.curve), default=1))
        axes.set_ylim(0, 102)
        whole_numbers(axes)
        if plan.forecast is not None:
            axes.axvline(plan.total, color="#444444", linewidth=1, zorder=1)
            label = gettext("{letters} letters: {probability}%").format(
                letters=plan.total, probability=decimal(100 * plan.forecast.probability, 1)
            )
            note(axes, label, (plan.total, 4), (6, 0), ha="left")
        axes.set_xlabel(gettext("Letters (number)"))
        axes.set_ylabel(gettext("Probability that the quotas can be met (%)"))
        axes.legend(loc="lower right", handlelength=4.5, frameon=False)
        plain(axes)

    title = gettext("How many letters make a panel possible")
    return picture(title, draw, (10.0, 6.4))


def _line(axes: Axes, number: int, name: str, curve: Sequence[Forecast]) -> None:
    """A line, with its interval as bars."""
    letters = [one.letters for one in curve]
    heights = [100 * one.probability for one in curve]
    down = [100 * (one.probability - one.low) for one in curve]
    up = [100 * (one.high - one.probability) for one in curve]
    look = style(number)
    axes.plot(letters, heights, label=name, **look)
    axes.errorbar(
        letters, heights, [down, up], fmt="none", ecolor=look["color"], elinewidth=1, capsize=3
    )
