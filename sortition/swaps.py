"""Mending a list of tickets with panels that are known already: take one out, put one in.

What is off is a sum over classes, off_c(tickets of class c). For every panel that may leave and
every known panel that may come, the sum after the exchange follows from a table of off_c, so all
exchanges are looked at together and the best one is made, until none helps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from stratification.panels import Counts, Vector

Off = Callable[[Vector], Vector]
MOST_SWAPS = 400
LEAVING = 48  # panels looked at together
LEAST_GAIN = 1e-9


class Known:
    """Panels that may come in, prepared so that all of them are weighed at once."""

    def __init__(self, panels: Sequence[Counts], off: Off) -> None:
        """`off` gives what is off per class, shape (classes,), for tickets dealt per class."""
        self.panels = np.array(panels)
        self.off = off
        most = int(self.panels.max(initial=0))
        self.with_count = [(self.panels == count).astype(float) for count in range(1, most + 1)]

    def after(self, rests: Vector) -> Vector:
        """What is off when panel j joins rest i, shape (rests, panels)."""
        without = np.array([self.off(rest) for rest in rests])
        total: Vector = np.repeat(without.sum(axis=1)[:, None], len(self.panels), axis=1)
        for place, members in enumerate(self.with_count):
            more = np.array([self.off(rest + place + 1) for rest in rests]) - without
            total += more @ members.T
        return total

    def fill(self, dealt: Vector, count: int) -> list[Counts]:
        """Panels to join those dealt, one at a time, each the best one then."""
        chosen = []
        for _ in range(count):
            best = int(np.argmin(self.after(dealt[None])[0]))
            chosen.append(self.panels[best])
            dealt = dealt + self.panels[best]
        return chosen

    def swap(self, deal: Sequence[Counts]) -> list[Counts]:
        """The deal after all exchanges that help."""
        panels = np.array(deal)
        dealt = panels.sum(axis=0).astype(float)
        start = failed = 0
        for _ in range(MOST_SWAPS):
            if failed * LEAVING >= len(panels):
                break
            leaving = (start + np.arange(min(LEAVING, len(panels)))) % len(panels)
            start = int(leaving[-1]) + 1
            after = self.after(dealt - panels[leaving])
            place, coming = np.unravel_index(int(np.argmin(after)), after.shape)
            if after[place, coming] >= float(self.off(dealt).sum()) - LEAST_GAIN:
                failed += 1
                continue
            failed = 0
            out = leaving[place]
            dealt = dealt - panels[out] + self.panels[coming]
            panels[out] = self.panels[coming]
        return list(panels)
