"""Which weights of known panels come nearest to wanted class counts: least squares.

    minimise  sum_c worth_c·(sum_j lambda_j·X_jc - wanted_c)² + rigid·(sum_j lambda_j - 1)²,
    lambda >= 0.

An active-set method (Lawson and Hanson 1974): the panels in use are independent, their weights are
those of the least squares without signs; the panel that helps most comes in, panels whose weight
would be negative go out. The inverse of the Gram matrix of the panels in use is kept from one step
to the next. Every step makes the sum smaller, so it ends.

What is left over is a price for every class: the direction in which panels are missing.
Where no known panel has a price above that of `wanted`, none can help.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stratification.panels import Counts, Vector

RIGID = 100.0  # of the row that says that weights sum to 1
TINY = 1e-12
REFRESH = 64  # steps after which the inverse is computed anew
DEPENDENT = 1e-9
MOST_STEPS = 20_000


class Fit:
    """Least squares over a growing list of panels."""

    def __init__(self, wanted: Vector, worth: Vector) -> None:
        """Start without panels; `wanted` and `worth` have shape (classes,)."""
        self.scale = np.sqrt(worth)
        self.side = np.append(self.scale * wanted, np.sqrt(RIGID))
        self.panels: list[Counts] = []
        self.shares = np.zeros(0)
        self._known: set[bytes] = set()
        self._rows = np.zeros((64, len(self.side)))  # one scaled panel per row
        self._used: list[int] = []
        self._inverse: Vector = np.zeros((0, 0))
        self._age = 0

    def add(self, panel: Counts) -> bool:
        """Add a panel; False when it is known."""
        name = panel.tobytes()
        if name in self._known:
            return False
        self._known.add(name)
        if len(self.panels) == len(self._rows):
            self._rows = np.vstack([self._rows, np.zeros_like(self._rows)])
        self._rows[len(self.panels)] = np.append(self.scale * panel, np.sqrt(RIGID))
        self.panels.append(panel)
        self.shares = np.append(self.shares, 0.0)
        return True

    @property
    def used(self) -> list[int]:
        """The numbers of the panels with a weight, ascending."""
        return sorted(self._used)

    def solve(self) -> Vector:
        """Find the best weights; what is missing of every class (wanted less reached)."""
        blocked: set[int] = set()
        for _ in range(MOST_STEPS):
            rest = self._rest()
            gains = self._rows[: len(self.panels)] @ rest
            gains[self._used] = -np.inf
            gains[list(blocked)] = -np.inf
            best = int(np.argmax(gains)) if len(gains) else -1
            if best < 0 or gains[best] <= DEPENDENT:
                break
            entered = self._enter(best)
            if entered:
                blocked = set()
                self._balance()
            if not entered or best not in self._used:
                blocked.add(best)  # (nearly) a combination of those in use: it cannot help now
        rest = self._rest()[:-1]
        missing: Vector = np.divide(rest, self.scale, where=self.scale > 0, out=np.zeros_like(rest))
        return missing

    def _rest(self) -> Vector:
        used = self._used
        rest: Vector = self.side - self.shares[used] @ self._rows[used]
        return rest

    def _enter(self, number: int) -> bool:
        """Take a panel into use; False when it depends on those in use."""
        column = self._rows[number]
        cross = self._rows[self._used] @ column
        along = self._inverse @ cross
        own = float(column @ column)
        apart = own - float(cross @ along)
        if apart <= DEPENDENT * own:
            return False
        size = len(self._used)
        grown = np.empty((size + 1, size + 1))
        grown[:size, :size] = self._inverse + np.outer(along, along) / apart
        grown[:size, size] = grown[size, :size] = -along / apart
        grown[size, size] = 1 / apart
        self._inverse = grown
        self._used.append(number)
        self._age += 1
        return True

    def _leave(self, places: npt.NDArray[np.int64]) -> None:
        """Take panels (places in the list of those in use) out of use."""
        for place in places[::-1]:
            keep = np.delete(np.arange(len(self._used)), place)
            column = self._inverse[keep, place]
            corner = self._inverse[place, place]
            self._inverse = self._inverse[np.ix_(keep, keep)] - np.outer(column, column) / corner
            self.shares[self._used[place]] = 0.0
            del self._used[place]
            self._age += 1

    def _balance(self) -> None:
        """Weights of the panels in use: least squares, and none negative."""
        while True:
            if self._age >= REFRESH:
                rows = self._rows[self._used]
                fresh: Vector = np.linalg.inv(rows @ rows.T).astype(np.float64)
                self._inverse = fresh
                self._age = 0
            wish = self._inverse @ (self._rows[self._used] @ self.side)
            negative = wish <= TINY
            if not negative.any():
                self.shares[self._used] = wish
                return
            now = self.shares[self._used]
            steps = np.where(negative, now / np.maximum(now - wish, TINY), np.inf)
            step = min(1.0, float(steps.min()))
            moved = now + step * (wish - now)
            out = negative & ((moved <= TINY) | (steps <= steps.min()))
            self.shares[self._used] = np.maximum(moved, 0.0)
            self._leave(np.flatnonzero(out))
