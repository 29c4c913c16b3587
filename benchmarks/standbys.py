"""What standby members are worth: ours against simpler ways, on drop-outs that none was made for.

Panels are drawn from synthetic pools (`sortition.synth`); everybody drops out with the probability
of the instance, or young people twice as often. `python -m benchmarks standbys` prints the table
that is in docs/standbys.md, and writes it there with `--page`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from benchmarks import UsageError
from benchmarks.report import table
from sortition.lottery import Settings as LotterySettings
from sortition.lottery import make_lottery
from sortition.standbys.compare import Figure, compare
from sortition.standbys.dropout import Dropout
from sortition.standbys.fair import StandbyLottery
from sortition.standbys.fair import make_lottery as make_standbys
from sortition.standbys.samples import Case, make_case
from sortition.standbys.settings import Settings
from sortition.synth import SynthSettings, make_synthetic

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
SEED = "benchmark"
FRESH = 2000


@dataclass(frozen=True)
class Instance:
    """A pool, a panel of it, and who drops out."""

    name: str
    people: int
    seats: int
    categories: int
    standbys: int
    drop_out: Fraction
    households: bool = False
    young: bool = False
    measure: str = "l1"


INSTANCES = (
    Instance("small", 120, 20, 3, 4, Fraction(15, 100)),
    Instance("usual", 300, 36, 5, 6, Fraction(15, 100)),
    Instance("young", 300, 36, 5, 6, Fraction(12, 100), young=True),
    Instance("homes", 300, 36, 5, 6, Fraction(12, 100), households=True),
    Instance("broken", 300, 36, 5, 6, Fraction(12, 100), measure="broken"),
    Instance("wide", 500, 36, 7, 6, Fraction(12, 100), households=True),
)


@dataclass(frozen=True)
class Measured:
    """What was found, how good it is, and the seconds for the set and for the lottery."""

    instance: Instance
    lottery: StandbyLottery
    figures: tuple[Figure, ...]
    seconds: float


def select(names: Sequence[str]) -> list[Instance]:
    """The instances of these names; all when there are none (UsageError for an unknown one)."""
    known = {instance.name: instance for instance in INSTANCES}
    strange = [name for name in names if name not in known]
    if strange:
        raise UsageError(f"no instance {', '.join(strange)}; choose of: {', '.join(known)}")
    return [known[name] for name in names or known]


def case_of(instance: Instance) -> Case:
    """The panel that is on the first ticket of a lottery, and its drop-out model."""
    synthetic = make_synthetic(
        SynthSettings(instance.people, instance.seats, instance.categories, 1, SEED)
    )
    problem = synthetic.problem(households=instance.households)
    panel = make_lottery(problem, LotterySettings(rule="maximin", tickets=10)).tickets[0]
    stay = 1 - instance.drop_out
    factors = {}
    if instance.young:
        first = synthetic.model.distributions[0]
        twice = (1 - 2 * instance.drop_out) / stay
        factors = {(first.category.name, first.values[0]): float(twice)}
    model = Dropout(float(stay), factors)
    return make_case(problem.pool, problem.quotas, panel, model)


def measure(
    instances: Sequence[Instance], samples: int, tell: Callable[[str], None]
) -> list[Measured]:
    """Choose standbys for every instance, and compare."""
    found = []
    for instance in instances:
        tell(instance.name)
        case = case_of(instance)
        settings = Settings(
            instance.standbys,
            SEED,
            samples,
            "broken" if instance.measure == "broken" else "l1",
        )
        start = time.perf_counter()
        lottery = make_standbys(case, settings)
        seconds = time.perf_counter() - start
        found.append(Measured(instance, lottery, compare(lottery, FRESH), seconds))
    return found


def as_markdown(results: Sequence[Measured]) -> str:
    """Two tables: what the instances are and what was found, and the comparison."""
    about = ["instance", "people", "seats", "categories", "standbys", "drop-out", "measure"]
    about += ["value", "bound", "status", "good sets", "people with a chance", "seconds"]
    ways = [figure.way for figure in results[0].figures] if results else []
    return "\n".join(
        (
            table(about, [_about(one) for one in results]),
            table(["expected deviation", *ways], [_compared(one) for one in results]),
        )
    )


def _about(one: Measured) -> list[str]:
    instance, lottery = one.instance, one.lottery
    choice = lottery.choice
    drop_out = f"{float(instance.drop_out):.0%}" + (", young twice" if instance.young else "")
    homes = ", homes" if instance.households else ""
    return [
        *(instance.name, f"{instance.people}{homes}", str(instance.seats)),
        *(str(instance.categories), str(instance.standbys), drop_out, instance.measure),
        *(f"{float(choice.value):.4f}", f"{float(choice.bound):.4f}", choice.status),
        *(str(lottery.found), f"{len(lottery.counts) - lottery.never} of {len(lottery.counts)}"),
        f"{one.seconds:.0f}",
    ]


def _compared(one: Measured) -> list[str]:
    figures = [f"{figure.mean:.3f} ± {figure.error:.3f}" for figure in one.figures]
    return [one.instance.name, *figures]


def put_in(page: Path, tables: str) -> None:
    """Replace the tables of a page, between its two marks."""
    text = page.read_text(encoding="utf-8")
    before, mark, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise UsageError(f"{page.name} has no place for the tables")
    page.write_text(f"{before}{BEGIN}\n\n{tables.strip()}\n\n{END}{after}", encoding="utf-8")
