"""Panels for many pools at once, by small changes of panels that nearly fit: a heuristic.

Every pool has a set of people that may break quotas. In each step one seat changes: a person is
added where a seat is free, else one is taken off and another put on, always where the most quotas
gain (fall short and get one more, or are too full and get one less) and the fewest lose. It proves
nothing when it fails; a panel that it finds is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stratification.integer import IntegerSystem

People = npt.NDArray[np.int32]
Single = npt.NDArray[np.float32]
Yes = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
CLOSED = np.float32(-1e6)


@dataclass(frozen=True)
class Repairer:
    """Repairs panels of one system of quotas (not its upper bounds); row 0 is the seats."""

    system: IntegerSystem
    steps: int = 240

    def repair(self, starts: People, pools: People) -> tuple[People, Yes]:
        """Change starts into panels of their pools, all of shape (pools, classes).

        Returns the panels and which of them are panels.
        """
        result = np.minimum(starts, pools)
        done = np.zeros(len(pools), dtype=np.bool_)
        todo = np.arange(len(pools))
        # Equal gains are told apart by noise, which is always the same.
        chance = np.random.Generator(np.random.PCG64(0))
        for _ in range(self.steps):
            now, room = result[todo], pools[todo]
            sums = now.astype(np.float32) @ self._across
            right = ((sums >= self._low) & (sums <= self._high)).all(axis=1)
            done[todo[right]] = True
            todo, now, room, sums = todo[~right], now[~right], room[~right], sums[~right]
            if not len(todo):
                break
            noise = chance.random((2, now.shape[1]), dtype=np.float32) * np.float32(0.9)
            self._change(now, room, sums, noise)
            result[todo] = now
        return result, done

    def _change(self, now: People, room: People, sums: Single, noise: Single) -> None:
        """Change one seat of every panel."""
        rows = np.arange(len(now))
        full = np.flatnonzero(sums[:, 0] >= self._low[0])
        signs = (sums[full] > self._high).astype(np.float32) - (sums[full] <= self._low)
        off = self._most(signs, now[full] > 0, noise[0])
        now[full, off] -= 1
        sums[full] -= self._across[off]
        signs = (sums < self._low).astype(np.float32) - (sums >= self._high)
        free = now < room
        free[full, off] = False
        on = self._most(signs, free, noise[1])
        now[rows, on] += free[rows, on]

    def _most(self, signs: Single, free: Yes, noise: Single) -> Counts:
        """The class with the largest gain of those that are free."""
        gains = signs @ self._along + noise
        gains[~free] = CLOSED
        return np.asarray(gains.argmax(axis=1))

    @cached_property
    def _along(self) -> Single:
        return self.system.matrix.astype(np.float32)

    @cached_property
    def _across(self) -> Single:
        return np.ascontiguousarray(self._along.T)

    @cached_property
    def _low(self) -> Single:
        return self.system.low.astype(np.float32)

    @cached_property
    def _high(self) -> Single:
        return self.system.high.astype(np.float32)
