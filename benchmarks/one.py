"""The process that makes one lottery of one generated instance, and says what came of it.

It is a process of its own so that a crash, a timeout or a full memory takes nothing else with it.
"""

import hashlib
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass

from benchmarks.families import Generated
from benchmarks.jobs import Clock, Fact, answer, peak_mib
from sortition.lottery import Lottery, Settings, make_lottery
from sortition.metrics.inequality import geometric_mean, gini
from sortition.synth import SynthSettings, make_synthetic
from stratification.canonical import canonical
from stratification.errors import NoPanelError
from stratification.problem import Problem

GRACE = 5.0
"""Seconds after its timeout when a process without its parent ends itself."""


@dataclass(frozen=True)
class Task:
    """One run: an instance, how its lottery is made, and after how many seconds it is ended."""

    instance: Generated
    rule: str = "leximin"
    tickets: int = 1000
    seed: str = "benchmark"
    timeout: float = 600.0


def encode(task: Task) -> str:
    """Turn a task into one argument of a command.

    >>> settings = SynthSettings(people=60, seats=12, categories=3, bias=1.0, seed="a")
    >>> task = Task(Generated("depth", "small", settings), rule="nash")
    >>> decode(encode(task)) == task
    True
    """
    return json.dumps(asdict(task))


def decode(text: str) -> Task:
    """Turn the argument back into the task."""
    fields = json.loads(text)
    instance = fields.pop("instance")
    settings = SynthSettings(**instance.pop("settings"))
    return Task(Generated(settings=settings, **instance), **fields)


def make(instance: Generated) -> Problem:
    """The problem of an instance."""
    return make_synthetic(instance.settings).problem(households=instance.households)


def instance_digest(problem: Problem) -> str:
    """SHA-256 over what a lottery is made from: the canonical pool and quotas, and the seats."""
    pool, quotas = canonical(problem.pool, problem.quotas)
    return hashlib.sha256(f"{pool}\n{quotas}\n{problem.seats}".encode()).hexdigest()


def size(problem: Problem) -> dict[str, int]:
    """How large a problem is, in every way that may matter."""
    return {
        "people": len(problem.pool.ids),
        "seats": problem.seats,
        "categories": len(problem.quotas.categories),
        "values": len({(quota.category, quota.value) for quota in problem.quotas.rows}),
        "quotas": len(problem.quotas.rows),
        "classes": len(problem.members),
        "rows": len(problem.rows) + 1,  # with that of the seats
    }


def measure(task: Task, clock: Clock) -> dict[str, Fact]:
    """Make the lottery; the clock gets the phases, the facts are returned."""
    problem = make(task.instance)
    clock.lap("generating")
    start = time.perf_counter()
    try:
        settings = Settings(rule=task.rule, tickets=task.tickets, seed=task.seed)
        lottery = make_lottery(problem, settings)
    except NoPanelError:
        clock.take({"lottery": time.perf_counter() - start})
        return {"outcome": "no panel"}
    clock.take({"lottery": time.perf_counter() - start, **lottery.seconds})
    return reached(lottery)


def reached(lottery: Lottery) -> dict[str, Fact]:
    """What a lottery is worth."""
    return {
        "outcome": "done",
        "status": lottery.status,
        "attained": lottery.attained,
        "worst_ticket_error": lottery.worst_ticket_error,
        "gap": float(lottery.gap),
        "minimum": float(lottery.minimum_chance),
        "maximum": float(lottery.maximum_chance),
        "gini": float(gini(lottery.chances)),
        "geometric_mean": geometric_mean(lottery.chances),
        "cuts": len(lottery.proof.cuts),
    }


def main(text: str) -> None:
    """Measure one task."""
    task, clock = decode(text), Clock()
    # Whoever started this ends it in time; should that process be gone, the alarm does.
    signal.setitimer(signal.ITIMER_REAL, task.timeout + GRACE)
    facts = measure(task, clock)
    answer(clock, **facts, peak_mib=peak_mib() or 0.0)


if __name__ == "__main__":
    main(sys.argv[1])
