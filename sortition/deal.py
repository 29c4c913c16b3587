"""From chances to m numbered panels, so that every person's tickets round m times their chance.

Panels are dealt one at a time. T_c is what is still to be dealt of class c (at the start
m·n_c·p_c); with `left` panels to go, the next panel x must leave something that can be dealt:

    floor(T_c / left) <= x_c <= ceil(T_c / left),
    max(low, A T - (left-1)·high) <= A x <= min(high, A T - (left-1)·low).

(T is whole in the end, and fractional before: then these bounds are rounded inwards, which may
leave no panel although there is one.)

Among those panels the one is sought that brings T back towards left·n_c·p_c ("herding": people who
are behind go first). That keeps T/left near the optimal chances, where panels exist, instead of
letting it wander to an edge. T itself is free as long as nobody ends outside floor and ceiling of
m times the chance, so for the last panels it is chosen again within that freedom, at every try.

Where this gets stuck, the rest is dealt without looking ahead and then *polished*: one panel is
taken out, and the panel is sought that mends most of what is then missing or too much.
Whatever is still off in the end is counted by the caller, who never claims more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sortition.chances import Exact, System, face, floats
from sortition.stream import Stream
from sortition.swaps import Known
from sortition.watch import Watch
from stratification.panels import Counts, NoRoomError, Room, Vector, find_panel

ENDGAME = 20  # with so few panels left, T is chosen again at every try
TRIES = 60
TRIES_AT_END = 10
NOISE = 0.5
LOUDEST = 8  # how many times the noise a late try has
PATIENCE = 3  # how often panels are taken back before dealing goes on without looking ahead
POLISHING = 4000  # steps
LABOUR = 2.0  # dives a panel: with more, a mixture comes first
LABOUR_AT_FIRST = 30
LABOUR_CLASSES = 600
IN_VAIN = 600  # of them, without anything getting better
WEIGHT = 3.0  # of a ticket out of bounds, against one off the exact share
STRONGEST = 4.0  # of such weights, in the search for one panel
HOPELESS = 2.0  # tickets
NEAR = 0.02  # of a ticket off the exact share, against one out of bounds
LEAST_OPEN = 200  # classes in the small program of one panel


@dataclass(frozen=True)
class Bounds:
    """How many tickets each class may get in all, shapes (classes,)."""

    least: Counts
    most: Counts


def ticket_bounds(system: System, chances: Exact, tickets: int) -> Bounds:
    """Floor and ceiling of tickets times chance per head, times the class size."""
    exact = [tickets * chance for chance in chances]
    least = np.array([int(number.floor()) for number in exact], dtype=np.int64)
    most = np.array([int(number.ceil()) for number in exact], dtype=np.int64)
    return Bounds(least * system.sizes, most * system.sizes)


class Dealer:
    """The state of one deal: the panels so far and what is still to be dealt."""

    def __init__(self, system: System, chances: Exact, tickets: int, stream: Stream) -> None:
        self.system, self.tickets, self.stream = system, tickets, stream
        self.low, self.high = system.lows.astype(np.float64), system.highs.astype(np.float64)
        self.sizes = system.sizes.astype(np.float64)
        self.ideal = self.sizes * floats(chances)
        self.bounds = ticket_bounds(system, chances, tickets)
        self.panels: list[Counts] = []
        self.dealt = np.zeros(len(self.sizes))
        self.target = tickets * self.ideal
        seats = int(system.highs[0])
        self.open_classes = max(2 * seats + 60, LEAST_OPEN)
        # Polishing: a ticket is worth more to those who have few.
        share = np.maximum(1.0, tickets * self.ideal)
        self.worth = np.clip(share.mean() / share, 0.1, 10.0)
        self.stuck = self.dives = 0
        self.face = face(system, chances)
        none = np.zeros(len(self.sizes))
        self.everywhere = Room(none, self.sizes, self.low, self.high)

    @property
    def left(self) -> int:
        """How many panels are still to be dealt."""
        return self.tickets - len(self.panels)

    def add(self, panel: Counts) -> None:
        """Deal one panel."""
        self.panels.append(panel)
        self.dealt = self.dealt + panel
        self.target = self.target - panel

    def take_back(self, count: int) -> None:
        """Take back some of the latest panels, picked by the stream."""
        count = min(count, len(self.panels))
        window = min(len(self.panels), 3 * count)
        for _ in range(count):
            place = len(self.panels) - 1 - self.stream.below(window)
            self.dealt = self.dealt - self.panels.pop(place)
            window -= 1
        self.target = self.left * self.ideal

    def still(self) -> tuple[Vector, Vector]:
        """How many more of each class must and may be dealt."""
        least = np.maximum(0, self.bounds.least - self.dealt)
        return least, np.minimum(self.bounds.most - self.dealt, self.sizes * self.left)

    def retarget(self, noise: float) -> bool:
        """Choose whole numbers T near the target that can be dealt, row by row; False if none."""
        least, most = self.still()
        near_low = np.clip(np.floor(self.target - 1), least, most)
        near_high = np.clip(np.ceil(self.target + 1), least, most)
        wish = self.target - (near_low + near_high) / 2
        costs = -(wish + noise * self.stream.noise(len(wish)))
        rows = (self.left * self.low, self.left * self.high)
        width = len(self.sizes)
        for lower, upper in ((near_low, near_high), (least, most)):
            try:
                found = find_panel(self.system.matrix, Room(lower, upper, *rows), costs, width)
            except NoRoomError:
                continue
            if found is not None:
                self.target = found.astype(np.float64)
                return True
        return False

    def room(self) -> Room:
        """What the next panel must obey so that the rest can be dealt."""
        left, rest = self.left, self.left - 1
        least, most = self.still()
        share = self.target / left
        lower = np.maximum(least - self.sizes * rest, np.floor(share + 1e-9))
        upper = np.minimum(np.minimum(self.sizes, most), np.ceil(share - 1e-9))
        lower = np.maximum(lower, 0.0)
        sums = self.system.matrix @ self.target
        low = np.maximum(self.low, np.ceil(sums - rest * self.high - 1e-6))
        high = np.minimum(self.high, np.floor(sums - rest * self.low + 1e-6))
        return Room(lower, np.maximum(upper, lower), low, high)

    def next_panel(self) -> Counts | None:
        """Search for the next panel; None when all tries fail."""
        at_end = self.left <= ENDGAME
        for attempt in range(TRIES_AT_END if at_end else TRIES):
            if at_end and not self.retarget(0.5 + 0.15 * attempt):
                if attempt == 0:
                    continue
                return None
            behind = self.target - (self.left - 1) * self.ideal
            noise = NOISE * (1 + min(attempt, LOUDEST)) * self.stream.noise(len(behind))
            costs = 1 - 2 * behind - noise
            try:
                panel = find_panel(self.system.matrix, self.room(), costs, self.open_classes)
            except NoRoomError:
                if not at_end:
                    return None
                continue
            self.dives += 1
            if panel is not None:
                return panel
        return None

    @property
    def hopeless(self) -> bool:
        """Whether looking ahead is given up: stuck too often, or too many dives for a panel."""
        laborious = self.dives > LABOUR * len(self.panels) + LABOUR_AT_FIRST
        return self.stuck >= PATIENCE or (laborious and len(self.sizes) <= LABOUR_CLASSES)

    def look_ahead(self, until: int, watch: Watch) -> None:
        """Deal up to `until` panels, as long as the rest stays dealable."""
        until = min(until, self.tickets)
        while len(self.panels) < until and not self.hopeless and not watch.expired:
            panel = self.next_panel()
            if panel is not None:
                self.add(panel)
                watch.progress("dealing", len(self.panels), self.tickets)
                continue
            self.stuck += 1
            if self.left <= ENDGAME:
                return
            self.take_back(4 * self.stuck)

    def start_over(self, panels: Sequence[Counts], shares: Vector) -> None:
        """Begin again with whole copies of panels, by shares that sum to 1.

        What these shares reach takes the place of the chances, where they do not reach them.
        """
        reached = shares @ np.array(panels)
        if float(np.abs(reached - self.ideal).max()) > 1e-9:
            self.ideal = reached
            each = self.tickets * reached / self.sizes
            least, most = np.floor(each + 1e-9), np.ceil(each - 1e-9)
            self.bounds = Bounds(
                (least * self.sizes).astype(np.int64), (most * self.sizes).astype(np.int64)
            )
        self.panels, self.dealt = [], np.zeros(len(self.sizes))
        self.target = self.tickets * self.ideal
        for panel, share in zip(panels, shares, strict=True):
            for _ in range(int(np.floor(self.tickets * share + 1e-9))):
                self.add(panel)

    def complete(self, pool: Sequence[Counts], watch: Watch) -> None:
        """Deal what is left from known panels, exchange while that helps, then polish."""
        known = Known(pool, self._near)
        deal = [*self.panels, *known.fill(self.dealt, self.left)]
        self.panels = known.swap(deal)
        self.dealt = np.sum(self.panels, axis=0).astype(np.float64)
        self.target = self.tickets * self.ideal - self.dealt
        self.polish(watch)

    def _near(self, dealt: Vector) -> Vector:
        """What is off, and a little for what is not exact."""
        near: Vector = self._off(dealt) + NEAR * self.worth * np.abs(
            dealt - self.tickets * self.ideal
        )
        return near

    def finish(self, spare: Sequence[Counts], watch: Watch) -> None:
        """Deal what is left, whatever it takes.

        Where no panel is found in time the ones dealt so far are repeated in turn, or `spare` (any
        valid panels) when there are none; polishing mends what that distorts.
        """
        known = list(self.panels) or list(spare)
        while self.left:
            behind = self.target - (self.left - 1) * self.ideal
            panel = None if watch.expired else self.search(1 - 2 * behind, TRIES)
            self.add(known[len(self.panels) % len(known)] if panel is None else panel)
            watch.progress("dealing", len(self.panels), self.tickets)
        self.polish(watch)

    def search(self, costs: Vector, tries: int) -> Counts | None:
        """Search for a panel with small costs, on the face of M if there is any."""
        for attempt in range(tries):
            noise = NOISE * (1 + min(attempt, LOUDEST)) * self.stream.noise(len(costs))
            try:
                found = find_panel(self.system.matrix, self.face, costs - noise, self.open_classes)
            except NoRoomError:
                if self.face is self.everywhere:
                    return None
                self.face = self.everywhere  # no panel keeps all that is tight: M is not
                continue
            if found is not None:
                return found
        return None

    def polish(self, watch: Watch) -> None:
        """Swap panels, one at a time, until everybody's tickets are within bounds."""
        panels = np.array(self.panels)
        off = self.violation(self.dealt)
        vain = 0
        for _ in range(POLISHING):
            if off == 0 or vain == IN_VAIN or watch.expired:
                break
            vain += 1
            out = self._worst(panels)
            rest = self.dealt - panels[out]
            panel = self.search(self._repair_costs(rest), 1)
            if panel is None:
                continue
            now = self.violation(rest + panel)
            if now < off:
                vain = 0
            if now <= off:
                panels[out], self.dealt, off = panel, rest + panel, now
        self.panels = list(panels)

    def _worst(self, panels: Counts) -> int:
        """A panel that carries much of what is too much, with some noise."""
        above = np.maximum(0, self.dealt - self.bounds.most)
        below = np.maximum(0, self.bounds.least - self.dealt)
        drift = np.clip(self.dealt - self.tickets * self.ideal, -1, 1)
        wrong = np.clip(above - below, -HOPELESS, HOPELESS)
        score = panels @ (WEIGHT * self.worth * wrong + drift)
        return int(np.argmax(score + 2 * self.stream.noise(len(panels))))

    def _repair_costs(self, rest: Vector) -> Vector:
        """What one more of each class costs when `rest` is dealt: low where it is missing."""
        change = self._off(rest + 1) - self._off(rest)
        drift = np.clip(rest + 0.5 - self.tickets * self.ideal, -1, 1)
        # Not too large: without some noise the same dive fails again and again.
        return np.clip(WEIGHT * change, -STRONGEST, STRONGEST) + 0.5 * drift

    def _off(self, dealt: Vector) -> Vector:
        """The number of tickets missing or too many, per class: squared, and by its worth.

        Beyond `HOPELESS` it only grows linearly: what no lottery may reach must not hide the rest.
        """
        off = np.maximum(0, np.maximum(self.bounds.least - dealt, dealt - self.bounds.most))
        grown: Vector = np.where(off <= HOPELESS, off * off, HOPELESS * (2 * off - HOPELESS))
        worth: Vector = self.worth * grown
        return worth

    def violation(self, dealt: Vector) -> float:
        """How far off the deal is, over all classes: 0 when everybody is within bounds."""
        return float(self._off(dealt).sum())
