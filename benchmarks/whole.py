"""The whole command, as somebody would type it, and what it says it reached."""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import child
from benchmarks.jobs import Fact, Job

FACTS = ("status", "minimum_chance", "maximum_chance", "worst_ticket_error")


def command(job: Job, out: Path) -> list[str]:
    """Build the command for a job."""
    words = [sys.executable, "-c", "from cli import main; main()", "lottery", job.pool, job.quotas]
    words += ["--seats", str(job.seats), "--out", str(out)]
    words += ["--rule", job.rule, "--tickets", str(job.tickets)]
    if job.id_column:
        words += ["--id", job.id_column]
    if job.households:
        words += ["--household", ",".join(job.households)]
    return words


def measure(job: Job, timeout: float) -> child.Run:
    """Run the command into a temporary folder; its facts are those of the lottery it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lottery"
        done = child.run(command(job, out), timeout)
        return replace(done, facts=_facts(out / "lottery.json")) if done.done else done


def _facts(path: Path) -> dict[str, Fact]:
    written = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: written[name] for name in FACTS if name in written}
