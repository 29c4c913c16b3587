"""What a measured process is told and what it answers.

Standard library only: the peer's process, in another environment, uses it too.
"""

import json
import re
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

Fact = str | int | float


class Phase(TypedDict):
    """The time a phase took, and the peak memory of its process up to the phase's end."""

    seconds: float
    peak_mib: float | None


class Answer(TypedDict):
    """What a measured process prints as the last line of its output."""

    phases: dict[str, Phase]
    facts: dict[str, Fact]


@dataclass(frozen=True)
class Job:
    """One lottery to be measured: the files, which columns mean what, the rule and the tickets."""

    pool: str
    quotas: str
    seats: int
    id_column: str | None = None
    households: tuple[str, ...] = ()
    rule: str = "leximin"
    tickets: int = 1000


def encode(job: Job) -> str:
    """Turn a job into one argument of a command.

    >>> decode(encode(Job("p.csv", "q.csv", 3, households=("street", "number")))).households
    ('street', 'number')
    """
    return json.dumps(asdict(job))


def decode(text: str) -> Job:
    """Turn the argument back into the job."""
    fields = json.loads(text)
    return Job(**fields | {"households": tuple(fields["households"])})


def peak_mib() -> float | None:
    """Return the peak memory of this process so far, in MiB; None where the system does not say.

    Linux's `ru_maxrss` is never below the memory of the process that started this one; its own
    high-water mark is.
    """
    with suppress(OSError):
        own = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
        if own:
            return int(own[1]) / 1024
    try:
        import resource
    except ImportError:
        return None
    return mib(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def mib(maximum_rss: int) -> float:
    """Turn the system's figure into MiB: Linux counts in KiB, macOS in bytes."""
    return maximum_rss / (1024 * 1024 if sys.platform == "darwin" else 1024)


class Clock:
    """Cuts the life of a process into phases: each lap ends one."""

    def __init__(self) -> None:
        """Start the first phase."""
        self.phases: dict[str, Phase] = {}
        self._start = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a phase and start the next one."""
        seconds = time.perf_counter() - self._start
        self.phases[name] = {"seconds": seconds, "peak_mib": peak_mib()}
        self._start = time.perf_counter()

    def take(self, timings: Mapping[str, float]) -> None:
        """Take over phases that something else has timed, in seconds; the next phase starts now."""
        for name, seconds in timings.items():
            self.phases[name] = {"seconds": seconds, "peak_mib": None}
        self._start = time.perf_counter()


def answer(clock: Clock, **facts: Fact) -> None:
    """Print the answer, as one line."""
    sys.stdout.write("\n" + json.dumps({"phases": clock.phases, "facts": facts}) + "\n")
