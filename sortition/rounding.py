"""Whole numbers of tickets for known panels, so that every class gets its floor or ceiling.

The shares of an exact mixture, times the number of tickets, are such numbers but for being whole.
Most of each is kept, rounded down; how often every known panel is on the other tickets, a dive
decides (`stratification.panels`), with the classes as rows and the panels as columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sortition.deal import Bounds
from sortition.mixture import Mixture
from sortition.stream import Stream
from stratification.panels import Counts, Diver, NoRoomError, Room

KEPT = (1.0, 0.97, 0.9, 0.0)  # of the shares
TRIES = 4
MOST_PANELS = 3000


def round_mixture(
    mixture: Mixture, more: Sequence[Counts], goal: tuple[Bounds, int], stream: Stream
) -> list[Counts] | None:
    """A list of tickets within bounds; None when no dive finds one.

    Parameters:
        more: other valid panels that may be on the list.
        goal: how many tickets each class may get, and how many there are.
    """
    bounds, tickets = goal
    known = {panel.tobytes(): panel for panel in (*mixture.panels, *more)}
    panels = list(known.values())[: max(MOST_PANELS, len(mixture.panels))]
    shares = np.append(mixture.shares, np.zeros(len(panels) - len(mixture.panels)))
    matrix = np.vstack([np.ones((1, len(panels)), dtype=np.int64), np.array(panels).T])
    low = np.append(tickets, bounds.least).astype(np.float64)
    high = np.append(tickets, bounds.most).astype(np.float64)
    for kept in KEPT:
        lower = np.floor(kept * tickets * shares + 1e-9)
        try:
            diver = Diver(matrix, Room(lower, np.full(len(panels), float(tickets)), low, high))
        except NoRoomError:
            continue
        for _ in range(TRIES):
            numbers = diver.panel(stream.noise(len(panels)))
            if numbers is not None:
                return [panels[place] for place in np.repeat(np.arange(len(panels)), numbers)]
    return None
