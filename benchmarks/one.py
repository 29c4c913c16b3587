"""The process that makes one lottery of one generated instance, and says what came of it.

It is a process of its own so that a crash, a timeout or a full memory takes nothing else with it.
"""

import hashlib
import json
import math
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.families import Generated
from benchmarks.jobs import Clock, Fact, answer, peak_mib
from sortition.lottery import Lottery, Settings, make_lottery
from sortition.synth import SynthSettings, make_synthetic
from stratification.errors import NoPanelError
from stratification.problem import Problem, canonical

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
    """Turn a task into one argument of a command."""
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
    chances = sorted(float(chance) for chance in lottery.chances)
    return {
        "outcome": "done",
        "status": lottery.status,
        "attained": lottery.attained,
        "worst_ticket_error": lottery.worst_ticket_error,
        "gap": float(lottery.gap),
        "minimum": float(lottery.minimum_chance),
        "maximum": float(lottery.maximum_chance),
        "gini": gini(chances),
        "geometric_mean": geometric_mean(chances),
        "cuts": len(lottery.proof.cuts),
    }


def gini(ascending: Sequence[float]) -> float:
    """The Gini coefficient, 2·sum j·v_j / (n·sum v) - (n + 1)/n; 0 when all are equal.

    >>> gini([0.5, 0.5]), gini([0.0, 1.0])
    (0.0, 0.5)
    """
    n, total = len(ascending), math.fsum(ascending)
    ranked = math.fsum(rank * value for rank, value in enumerate(ascending, 1))
    return 2 * ranked / (n * total) - (n + 1) / n


def geometric_mean(chances: Sequence[float]) -> float:
    """The n-th root of the product; 0 when somebody has no chance."""
    if min(chances) == 0:
        return 0.0
    return math.exp(math.fsum(map(math.log, chances)) / len(chances))


def main(text: str) -> None:
    """Measure one task."""
    task, clock = decode(text), Clock()
    # Whoever started this ends it in time; should that process be gone, the alarm does.
    signal.setitimer(signal.ITIMER_REAL, task.timeout + GRACE)
    facts = measure(task, clock)
    answer(clock, **facts, peak_mib=peak_mib() or 0.0)


if __name__ == "__main__":
    main(sys.argv[1])
