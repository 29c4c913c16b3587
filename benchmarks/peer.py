"""The peer library, in an environment of its own: it never meets ours.

Its leximin needs a commercial solver; that solver's package comes with a licence for small models,
enough for some of the instances. Where it is not, the run says so.
"""

import os
import subprocess
import sys
import venv
from dataclasses import replace
from pathlib import Path

from benchmarks import child, plain
from benchmarks.jobs import Job, encode

REQUIREMENT = "sortition-algorithms[gurobi]==0.12.15"
RULES = ("leximin", "maximin", "nash")


def environment() -> Path:
    """Make the environment, unless it is there already; return its interpreter."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = cache / "sortition-benchmarks" / f"peer-{version}"
    python = folder / "bin" / "python"
    stamp = folder / "installed"
    if not (stamp.is_file() and stamp.read_text() == REQUIREMENT):
        venv.create(folder, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", REQUIREMENT]
        subprocess.run(install, check=True)
        stamp.write_text(REQUIREMENT)
    return python


def convert(job: Job, folder: Path) -> Job:
    """Write a job's files in the form the peer reads."""
    people, quotas = plain.write(plain.read(job), folder)
    homes = ("household",) if job.households else ()
    return replace(job, pool=str(people), quotas=str(quotas), id_column="id", households=homes)


def measure(python: Path, job: Job, timeout: float) -> child.Run:
    """Run the peer on a converted job."""
    return child.run([str(python), "-m", "benchmarks.peer_child", encode(job)], timeout)
