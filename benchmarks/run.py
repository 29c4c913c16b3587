"""Measures instance after instance: the floor, our phases, our whole command, and the peer."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import child, peer, plain, whole
from benchmarks.instances import Instance
from benchmarks.jobs import Job, encode


@dataclass(frozen=True)
class Plan:
    """How to measure: rules, how often, how long at most, and the peer's interpreter if it runs."""

    rules: tuple[str, ...] = ("leximin",)
    tickets: int = 1000
    repeat: int = 1
    timeout: float = 600.0
    peer: Path | None = None


@dataclass(frozen=True)
class Result:
    """What one instance cost under one rule."""

    instance: str
    people: int
    seats: int
    categories: int
    rule: str
    runs: dict[str, child.Run] = field(default_factory=dict)


def measure(instances: Sequence[Instance], plan: Plan, tell: Callable[[str], None]) -> list[Result]:
    """Measure every instance under every rule; `tell` hears what is going on."""
    results = []
    for instance in instances:
        for rule in plan.rules:
            tell(f"{instance.title}, {rule}")
            results.append(_measure(instance, rule, plan))
    return results


def _measure(instance: Instance, rule: str, plan: Plan) -> Result:
    """Measure one instance under one rule; ours and the peer take turns, so both meet one load."""
    job = replace(instance.job, rule=rule, tickets=plan.tickets)
    content = plain.read(job)
    with tempfile.TemporaryDirectory() as folder:
        kinds = _kinds(job, plan, Path(folder))
        runs: dict[str, list[child.Run]] = {name: [] for name in kinds}
        for _ in range(plan.repeat):
            for name, once in kinds.items():
                runs[name].append(once())
    return Result(
        instance.title,
        len(content.ids),
        instance.seats,
        len(content.categories),
        rule,
        {name: child.median(several) for name, several in runs.items()},
    )


def _kinds(job: Job, plan: Plan, folder: Path) -> dict[str, Callable[[], child.Run]]:
    """Name the processes to be measured for a job."""

    def own(module: str) -> Callable[[], child.Run]:
        words = [sys.executable, "-m", f"benchmarks.{module}", encode(job)]
        return lambda: child.run(words, plan.timeout)

    kinds: dict[str, Callable[[], child.Run]] = {
        "floor": own("floor"),
        "phases": own("ours"),
        "whole": lambda: whole.measure(job, plan.timeout),
    }
    if plan.peer:
        python, converted = plan.peer, peer.convert(job, folder)
        kinds["peer"] = lambda: peer.measure(python, converted, plan.timeout)
    return kinds
