"""Runs a command as a process of its own and says what it cost: time, peak memory, its answer."""

import json
import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.jobs import Answer, Fact, Phase, mib

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """What one process cost; `limit` is the time limit that ended it, `complaint` its last line.

    `cpu` is the time that processors worked for it, which other processes hardly change.
    """

    seconds: float
    peak_mib: float
    code: int
    limit: float | None = None
    complaint: str = ""
    phases: dict[str, Phase] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    cpu: float = 0.0

    @property
    def done(self) -> bool:
        """Whether it came to a good end."""
        return self.code == 0 and self.limit is None


def run(command: Sequence[str], timeout: float) -> Run:
    """Run a command in the project's folder; end it and all it started after `timeout` seconds."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        late = threading.Event()
        timer = threading.Timer(timeout, _end, (process.pid, late))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        reply = _answer(out)
        return Run(
            seconds,
            mib(usage.ru_maxrss),
            process.returncode,
            timeout if late.is_set() else None,
            _last_line(err) if process.returncode else "",
            reply["phases"],
            reply["facts"],
            usage.ru_utime + usage.ru_stime,
        )


def median(runs: Sequence[Run]) -> Run:
    """Put repeated runs together: median times, largest memory; one that failed speaks for all."""
    failed = next((one for one in runs if not one.done), None)
    if failed:
        return failed
    phases: dict[str, Phase] = {
        name: {
            "seconds": statistics.median(one.phases[name]["seconds"] for one in runs),
            "peak_mib": max(one.phases[name]["peak_mib"] or 0 for one in runs) or None,
        }
        for name in runs[0].phases
    }
    return Run(
        statistics.median(one.seconds for one in runs),
        max(one.peak_mib for one in runs),
        0,
        phases=phases,
        facts=runs[-1].facts,
    )


def _end(pid: int, late: threading.Event) -> None:
    late.set()
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _answer(out: IO[str]) -> Answer:
    """Read the last line of the output, when it is an answer."""
    empty: Answer = {"phases": {}, "facts": {}}
    try:
        reply = json.loads(_last_line(out))
    except ValueError:
        return empty
    return {**empty, **reply} if isinstance(reply, dict) and "phases" in reply else empty


def _last_line(stream: IO[str]) -> str:
    stream.seek(0)
    lines = stream.read().split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
