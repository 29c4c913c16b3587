"""Our process: what `check` and `repair` find out about one instance, part by part."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import child
from benchmarks.instances import Instance
from benchmarks.jobs import Clock, Fact, Job, answer, decode, encode

if TYPE_CHECKING:
    from stratification.pool import Source
    from stratification.problem import Problem

PHASES = ("reading", "panel", "prices", "count", "conflict", "repairs", "sign-ups", "again")


def measure(job: Job, clock: Clock) -> dict[str, Fact]:
    """Explain a job's quotas; the clock gets those of `PHASES` that apply.

    Where there is a panel: who has no choice, the prices of quotas and the number of panels. Where
    there is none: the smallest conflict, three repairs, the sign-ups lacking, and (phase "again")
    a panel under the quotas of each repair, read from their file.
    """
    from sortition.prices import prices
    from stratification.errors import NoPanelError
    from stratification.feasibility import examine
    from stratification.feasibility.tightness import panel_bound
    from stratification.integer import find_solver
    from stratification.pool import Source, read_assembly
    from stratification.problem import make_problem

    source = Source(Path(job.pool), job.id_column, job.households)
    assembly = read_assembly(source, Path(job.quotas), job.seats, strict=False)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    clock.lap("reading")
    try:
        examine(problem, find_solver(), lambda *_: None)
    except NoPanelError:
        clock.lap("conflict")
        return _explain(problem, source, clock)
    clock.lap("panel")
    found = prices(problem)
    clock.lap("prices")
    panel_bound(problem)
    clock.lap("count")
    return {"prices": len(found.prices)}


def _explain(problem: Problem, source: Source, clock: Clock) -> dict[str, Fact]:
    """Why there is no panel, and what helps."""
    from stratification.feasibility import some_panel
    from stratification.feasibility.lacking import lacking
    from stratification.feasibility.repairs import RepairSettings, repair
    from stratification.integer import find_solver
    from stratification.pool import read_assembly
    from stratification.problem import make_problem
    from stratification.quotas import quota_bytes

    solver = find_solver()
    repairs = repair(problem, solver, RepairSettings(3), lambda *_: None)
    clock.lap("repairs")
    lacking(problem, solver)
    clock.lap("sign-ups")
    changed = [one for one in repairs if one.changes]
    for one in changed:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "quotas.csv")
            path.write_bytes(quota_bytes(one.quotas))
            again = read_assembly(source, path, one.seats)
        some_panel(make_problem(again.pool, again.quotas, again.seats), solver)
    clock.lap("again")
    return {"repairs": len(changed)}


def explain_all(
    instances: Sequence[Instance], timeout: float, tell: Callable[[str], None]
) -> list[tuple[Instance, child.Run]]:
    """Explain every instance in a process of its own."""
    found = []
    for instance in instances:
        tell(instance.title)
        words = [sys.executable, "-m", "benchmarks.explain", encode(instance.job)]
        found.append((instance, child.run(words, timeout)))
    return found


def as_markdown(results: Sequence[tuple[Instance, child.Run]]) -> str:
    """One table of seconds: a row for every instance, a column for every phase."""
    head = ["instance", *PHASES, "whole", "MiB"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    for instance, run in results:
        cells = [
            f"{run.phases[name]['seconds']:.2f}" if name in run.phases else "" for name in PHASES
        ]
        whole = f"{run.seconds:.1f}" if run.done else run.complaint or "ended"
        lines.append(f"| {' | '.join([instance.title, *cells, whole, f'{run.peak_mib:.0f}'])} |")
    return "\n".join(lines) + "\n"


def main(text: str) -> None:
    """Measure one job."""
    clock = Clock()
    facts = measure(decode(text), clock)
    answer(clock, **facts)


if __name__ == "__main__":
    main(sys.argv[1])
