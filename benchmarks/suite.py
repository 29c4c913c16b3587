"""Rules × instances: what is to be run, what a run gives, and running it all, resumably."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from benchmarks import UsageError, child, cluster, store
from benchmarks.families import FAMILIES, Generated
from benchmarks.one import Task, encode, instance_digest, make, size
from benchmarks.store import Row
from sortition.rules import RULES
from sortition.synth import MODEL

RUNS = "runs"


@dataclass(frozen=True)
class Suite:
    """What to run: every instance under every rule with every number of tickets."""

    instances: tuple[Generated, ...]
    rules: tuple[str, ...] = ("leximin",)
    tickets: tuple[int, ...] = (1000,)
    seed: str = "benchmark"
    timeout: float = 600.0


@dataclass(frozen=True)
class Planned:
    """A run and what is known of it beforehand; the key is in both."""

    task: Task
    known: Row


def select(families: Sequence[str], only: str = "") -> tuple[Generated, ...]:
    """The instances of these families whose names hold `only`.

    Raises:
        UsageError: an unknown family.
    """
    unknown = [name for name in families if name not in FAMILIES]
    if unknown:
        raise UsageError(f"no family {', '.join(unknown)}; there are: {', '.join(FAMILIES)}")
    found = (instance for name in families for instance in FAMILIES[name]())
    return tuple(instance for instance in found if only in instance.name)


def check_rules(rules: Sequence[str]) -> None:
    """Make sure that the rules exist (UsageError)."""
    unknown = [name for name in rules if name not in RULES]
    if unknown:
        raise UsageError(f"no rule {', '.join(unknown)}; there are: {', '.join(RULES)}")


def plan(suite: Suite) -> Iterator[Planned]:
    """All runs of the suite. Every instance is made once, for its size and its digest."""
    version = store.machine()["version"]
    for instance in suite.instances:
        known = _describe(instance)
        for rule in suite.rules:
            for tickets in suite.tickets:
                task = Task(instance, rule, tickets, suite.seed, suite.timeout)
                run = {"rule": rule, "tickets": tickets, "seed": suite.seed}
                yield Planned(task, {**known, **run, "timeout": suite.timeout, "version": version})


def _describe(instance: Generated) -> Row:
    settings, problem = instance.settings, make(instance)
    return {
        "family": instance.family,
        "series": instance.series,
        "instance": instance.name,
        "digest": instance_digest(problem),
        "model": MODEL,
        **size(problem),
        "bandwidth": settings.bandwidth,
        "bias": float(settings.bias),
        "instance_seed": settings.seed,
        "households": instance.households,
    }


_machine = cache(store.machine)


def measure(planned: Planned) -> Row:
    """Make one run in a process of its own. This is what a worker of the cluster does."""
    task = planned.task
    run = child.run([sys.executable, "-m", "benchmarks.one", encode(task)], task.timeout)
    seconds = {name: phase["seconds"] for name, phase in run.phases.items()}
    return {
        **planned.known,
        **_machine(),
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        **_ending(run),
        **run.facts,
        "seconds": seconds.get("lottery", run.seconds),
        **{f"seconds_{phase}": seconds.get(phase) for phase in store.PHASES},
        "seconds_process": run.seconds,
    }


def _ending(run: child.Run) -> Row:
    """The outcome of a run that cannot tell it itself."""
    if run.limit is not None:
        return {"outcome": "timeout"}
    if not run.done:
        return {"outcome": "error", "complaint": run.complaint or f"exit code {run.code}"}
    return {}


def run_suite(
    suite: Suite, folder: Path, place: cluster.Place, tell: Callable[[str], None]
) -> list[Row]:
    """Make the runs that are not in the results yet, and return the new ones.

    Every run is written as soon as it is finished, so that a suite that is broken off goes on where
    it was.
    """
    runs = folder / RUNS
    done = store.finished(store.read_runs(runs), suite.timeout)
    everything = {store.key(planned.known): planned for planned in plan(suite)}
    todo = [planned for key, planned in everything.items() if key not in done]
    tell(f"{len(everything)} runs, {len(everything) - len(todo)} of them in the results already")
    new = []
    for number, row in enumerate(cluster.compute(measure, todo, place), 1):
        store.write_run(runs, row)
        new.append(row)
        tell(
            f"{number}/{len(todo)} {row['family']} {row['instance']} {row['rule']}: "
            f"{row['outcome']}, {row['seconds']:.3g} s"
        )
    return new
