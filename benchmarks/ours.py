"""Our process: the phases of one lottery."""

import sys
from pathlib import Path

from benchmarks.jobs import Clock, Job, answer, decode
from stratification.pool import Source, read_assembly


def measure(job: Job, clock: Clock) -> None:
    """Make a job's lottery; the clock gets the phases reading, chances, dealing and proof."""
    source = Source(Path(job.pool), job.id_column, job.households)
    read_assembly(source, Path(job.quotas), job.seats)
    clock.lap("reading")


def main(text: str) -> None:
    """Measure the phases of a job."""
    clock = Clock()
    measure(decode(text), clock)
    answer(clock)


if __name__ == "__main__":
    main(sys.argv[1])
