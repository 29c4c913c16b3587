"""Progress and the time limit of a long computation, passed along instead of kept somewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Watch:
    """Whom to tell how far it is, and when to stop (seconds of `time.monotonic`)."""

    progress: Progress = silent
    deadline: float | None = None

    @property
    def expired(self) -> bool:
        """Whether the time limit is over."""
        return self.deadline is not None and time.monotonic() > self.deadline
