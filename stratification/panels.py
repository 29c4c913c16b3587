"""Finding one panel: a linear program, and a dive where its vertex is not whole.

A vertex of a program with r rows has at most r fractional classes, so a dive (round some
fractional classes up, solve again) ends after a few steps. Dives are a heuristic: they find panels,
quickly and often; they prove nothing. Proofs are the business of `stratification.integer` and
`sortition.cuts`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stratification.solver import LinearProgram

Counts = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
WHOLE = 1e-6
BACKTRACKS = 6
STEPS = 400


@dataclass(frozen=True)
class Room:
    """What a panel must obey: a box per class and bounds per row (shapes (classes,), (rows,))."""

    lower: Vector
    upper: Vector
    low: Vector
    high: Vector

    @property
    def empty(self) -> bool:
        """Whether some bounds already contradict each other."""
        return bool((self.lower > self.upper).any() or (self.low > self.high).any())


class NoRoomError(Exception):
    """Not even fractional class counts obey the bounds."""


class Diver:
    """Many dives into one room: the linear program is kept, only the costs change."""

    def __init__(self, matrix: Counts, room: Room) -> None:
        """Raises NoRoomError when not even fractional class counts obey the room."""
        if room.empty:
            raise NoRoomError
        self.movable = np.flatnonzero(room.upper > room.lower)
        self._base = room.lower.copy()
        self._base[self.movable] = 0
        fixed = matrix @ self._base
        if len(self.movable) == 0:
            if ((fixed < room.low - WHOLE) | (fixed > room.high + WHOLE)).any():
                raise NoRoomError
            return
        self._lower, self._upper = room.lower[self.movable], room.upper[self.movable]
        rows = (room.low - fixed, room.high - fixed)
        self._program = LinearProgram(matrix[:, self.movable], rows)
        self._program.set_columns(self._lower, self._upper)
        if not self._program.solve():
            raise NoRoomError

    def panel(self, costs: Vector) -> Counts | None:
        """Whole class counts with small total costs, shape (classes,); None when the dive fails."""
        counts = self._base.astype(np.int64)
        if len(self.movable):
            self._program.set_costs(costs[self.movable])
            part = _whole_vertex(self._program, self._lower.copy(), self._upper.copy())
            if part is None:
                return None
            counts[self.movable] = part
        return counts


def find_panel(matrix: Counts, room: Room, costs: Vector, open_classes: int) -> Counts | None:
    """Whole class counts that obey `room`, with small total costs; None when the dive fails.

    Only the `open_classes` cheapest classes may leave their lower bound at first: a panel needs few
    of the classes, and a small program is solved many times faster. If that leaves no room, all
    may.

    Raises:
        NoRoomError: when the linear program over all classes is infeasible.
    """
    if room.empty:
        raise NoRoomError
    movable = np.flatnonzero(room.upper > room.lower)
    if len(movable) > open_classes:
        cheapest = np.argsort(costs[movable], kind="stable")[:open_classes]
        try:
            return _dive(matrix, room, costs, np.sort(movable[cheapest]))
        except NoRoomError:
            pass
    return _dive(matrix, room, costs, movable)


def _dive(matrix: Counts, room: Room, costs: Vector, classes: Counts) -> Counts | None:
    """Dive with all other classes at their lower bound."""
    base = room.lower.copy()
    base[classes] = 0
    fixed = matrix @ base
    if len(classes) == 0:
        if ((fixed < room.low - WHOLE) | (fixed > room.high + WHOLE)).any():
            raise NoRoomError
        return base.astype(np.int64)
    program = LinearProgram(matrix[:, classes], (room.low - fixed, room.high - fixed))
    program.set_costs(costs[classes])
    part = _whole_vertex(program, room.lower[classes].copy(), room.upper[classes].copy())
    if part is None:
        return None
    counts = base.astype(np.int64)
    counts[classes] = part
    return counts


def _whole_vertex(program: LinearProgram, lower: Vector, upper: Vector) -> Counts | None:
    """Round classes up until the vertex is whole; undo a step that leaves no room."""
    program.set_columns(lower, upper)
    if not program.solve():
        raise NoRoomError
    undone = 0
    for _ in range(STEPS):
        values = program.values
        fractional = np.flatnonzero(np.abs(values - np.rint(values)) > WHOLE)
        if len(fractional) == 0:
            return np.rint(values).astype(np.int64)
        rest = values[fractional] - np.floor(values[fractional])
        order = np.argsort(-rest, kind="stable")
        together = max(1, min(len(fractional) // 4, int((rest > 0.6).sum())))
        chosen = fractional[order[:together]]
        target = np.ceil(values[chosen])
        # Several at once, else the most likely one, else that one downwards.
        for attempt in ("all", "first", "not-first"):
            trial_lower, trial_upper = lower.copy(), upper.copy()
            if attempt == "all":
                trial_lower[chosen] = target
            elif attempt == "first":
                if together == 1:
                    continue
                trial_lower[chosen[0]] = target[0]
            else:
                trial_upper[chosen[0]] = target[0] - 1
            program.set_columns(trial_lower, trial_upper)
            if program.solve():
                lower, upper = trial_lower, trial_upper
                break
            undone += 1
            if undone > BACKTRACKS:
                return None
        else:
            return None
    return None
