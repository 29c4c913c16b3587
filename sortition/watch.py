"""Progress and the time limit of a long computation, passed along instead of kept somewhere."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Clock:
    """How long each phase took, in seconds; a phase may come back."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time inside for a phase."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start
