"""How long a replacement lottery takes: some members of a drawn panel leave, the pool is large.

The panel is the first ticket of a lottery of the instance. Those who leave follow each other on it
(tickets list codes in ascending order): the first such row of members whose seats can be filled.
`python -m benchmarks replacements` prints the table in docs/replacement.md, and writes it there
with `--page`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks import UsageError
from benchmarks.instances import Instance
from benchmarks.report import table
from sortition.lottery import Settings, make_lottery
from sortition.replacement.lottery import Replacement, make_replacement
from sortition.replacement.nearest import reduced_problem
from sortition.replacement.vacancy import Vacancy
from stratification.errors import NoPanelError
from stratification.feasibility import Checker, find_counts
from stratification.integer import find_solver
from stratification.pool import Source, read_assembly
from stratification.problem import make_problem

MOST_TICKETS = 5
"""So many panels are looked at for members whose seats can be filled."""


@dataclass(frozen=True)
class Measured:
    """One replacement lottery and the seconds that it took; the lottery is None where none is."""

    instance: Instance
    leaving: int
    made: Replacement | None
    seconds: float


def measure(
    instances: Sequence[Instance], leaving: Sequence[int], tell: Callable[[str], None]
) -> list[Measured]:
    """Draw a panel of every instance, let members leave, and time the lottery for their seats."""
    found = []
    for instance in instances:
        source = Source(instance.pool, instance.id_column, instance.households)
        assembly = read_assembly(source, instance.quotas, instance.seats)
        problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
        tell(f"{instance.title}: panels")
        try:
            tickets = make_lottery(problem, Settings()).tickets[:MOST_TICKETS]
        except NoPanelError:
            continue
        for count in leaving:
            tell(f"{instance.title}: {count} leave")
            found.append(_one(instance, tickets, count))
    return found


def _one(instance: Instance, tickets: Sequence[Sequence[str]], count: int) -> Measured:
    source = Source(instance.pool, instance.id_column, instance.households)
    assembly = read_assembly(source, instance.quotas, instance.seats)
    for panel in tickets:
        for start in range(len(panel) - count):
            gone = frozenset(panel[start : start + count])
            staying = frozenset(panel) - gone
            vacancy = Vacancy(assembly.pool, assembly.quotas, len(panel), staying, gone)
            if _fillable(vacancy):
                begin = time.perf_counter()
                made = make_replacement(vacancy)
                return Measured(instance, count, made, time.perf_counter() - begin)
    return Measured(instance, count, None, 0.0)


def _fillable(vacancy: Vacancy) -> bool:
    """Whether the open seats can be filled with all quotas kept."""
    if any(vacancy.excess):
        return False
    checker = Checker(reduced_problem(vacancy), find_solver())
    return find_counts(checker.solver, checker.system) is not None


def as_markdown(results: Sequence[Measured]) -> str:
    """The table."""
    head = ["instance", "open seats", "candidates", "classes", "can be drawn", "cuts"]
    return table([*head, "off by", "status", "seconds"], [_line(one) for one in results])


def _line(one: Measured) -> list[str]:
    start = [one.instance.title, str(one.leaving)]
    if one.made is None:
        return [*start, *["–"] * 5, "no such members", "–"]
    lottery = one.made.lottery
    system = lottery.proof.system
    drawn = sum(chance > 0 for chance in lottery.proof.optimum.chances)
    return [
        *start,
        str(len(lottery.problem.pool.ids)),
        str(len(system.sizes)),
        str(drawn),
        str(len(lottery.proof.cuts)),
        f"{lottery.worst_ticket_error:.3g}",
        f"{lottery.status}, {lottery.attained}",
        f"{one.seconds:.1f}",
    ]


def named(instances: Sequence[Instance], names: Sequence[str]) -> list[Instance]:
    """Those of these names, all without any (UsageError for an unknown one)."""
    known = {instance.name for instance in instances}
    strange = [name for name in names if name not in known]
    if strange:
        raise UsageError(f"no instance {', '.join(strange)}; there are: {', '.join(sorted(known))}")
    return [instance for instance in instances if not names or instance.name in names]
