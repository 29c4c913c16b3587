"""Our process: the phases of one lottery."""

import sys
from pathlib import Path

from benchmarks.jobs import Clock, Job, answer, decode
from sortition.lottery import Settings, make_lottery
from stratification.errors import NoPanelError
from stratification.pool import Source, read_assembly
from stratification.problem import make_problem


def measure(job: Job, clock: Clock) -> None:
    """Make a job's lottery; the clock gets the phases reading, chances, dealing and proof."""
    source = Source(Path(job.pool), job.id_column, job.households)
    assembly = read_assembly(source, Path(job.quotas), job.seats)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    clock.lap("reading")
    try:
        lottery = make_lottery(problem, Settings(rule=job.rule, tickets=job.tickets))
    except NoPanelError:
        return
    clock.take(dict(lottery.seconds))


def main(text: str) -> None:
    """Measure the phases of a job."""
    clock = Clock()
    measure(decode(text), clock)
    answer(clock)


if __name__ == "__main__":
    main(sys.argv[1])
