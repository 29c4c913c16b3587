"""Twins of the ten pools of Flanigan et al. (Nature 596, 2021), which are not public.

    python -m benchmarks twins

A twin has the people, seats and number of categories of a published pool, and nearly the published
smallest chance under leximin. It is looked for among synthetic pools: bandwidths, strengths of
self-selection and seeds in a fixed order. The one whose smallest chance (over the chance polytope,
exact) comes nearest is written into twins.csv; ties go to the earlier one. Nothing else of a real
pool is imitated: not its categories, its quotas, its households, nor who is certain to be drawn.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path

from sortition.chances import make_system
from sortition.exact import fraction
from sortition.rules.leximin import first_level
from sortition.synth import Synthetic, SynthSettings, make_synthetic
from stratification.errors import SortitionError
from stratification.feasibility import some_panel
from stratification.integer import find_solver

TABLE = Path(__file__).with_name("twins.csv")
SEEDS = 8
BANDWIDTHS = (1, 2)
BIASES = tuple(tenths / 10 for tenths in range(0, 51))

PUBLISHED = {
    "cca": (825, 75, 4, 0.02401),
    "hd": (239, 30, 7, 0.05145),
    "mass": (70, 24, 5, 0.2),
    "nexus": (342, 170, 5, 0.32459),
    "obf": (321, 30, 8, 0.04651),
    "sf_a": (312, 35, 6, 0.06707),
    "sf_b": (250, 20, 6, 0.04012),
    "sf_c": (161, 44, 7, 0.08594),
    "sf_d": (404, 40, 6, 0.04744),
    "sf_e": (1727, 110, 7, 0.02594),
}
"""People, seats, categories, smallest chance under leximin."""


@dataclass(frozen=True)
class Twin:
    """A line of the table; `published` and `found` are smallest chances under leximin."""

    name: str
    people: int
    seats: int
    categories: int
    bandwidth: int
    bias: float
    seed: str
    published: float
    found: float

    @property
    def settings(self) -> SynthSettings:
        """What makes the twin again."""
        size = (self.people, self.seats, self.categories)
        return SynthSettings(*size, self.bias, self.seed, self.bandwidth)


def read_twins() -> list[Twin]:
    """Read the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Twin(
            row["name"],
            int(row["people"]),
            int(row["seats"]),
            int(row["categories"]),
            int(row["bandwidth"]),
            float(row["bias"]),
            row["seed"],
            float(row["published"]),
            float(row["found"]),
        )
        for row in rows
    ]


def as_table(twins: list[Twin]) -> str:
    """Write the table."""
    out = io.StringIO()
    names = [field.name for field in fields(Twin)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(twin, name) for name in names] for twin in twins)
    return out.getvalue()


def find_twins(tell: Callable[[str], None]) -> list[Twin]:
    """Look for the twin of every published pool."""
    twins = []
    for name in PUBLISHED:
        twins.append(find_twin(name))
        tell(f"{name}: {twins[-1].found} for {twins[-1].published}")
    return twins


def find_twin(name: str) -> Twin:
    """Look for the twin of one pool.

    Raises:
        ValueError: when no candidate has a valid panel.
    """
    people, seats, categories, published = PUBLISHED[name]
    found: list[tuple[Fraction, int, Fraction, SynthSettings]] = []
    for number, settings in enumerate(_candidates(name, people, seats, categories)):
        smallest = smallest_chance(make_synthetic(settings))
        if smallest is not None:
            found.append((abs(smallest - Fraction(str(published))), number, smallest, settings))
    for _, _, smallest, settings in sorted(found, key=lambda candidate: candidate[:2]):
        if _has_panel(settings):
            size = (people, seats, categories)
            kind = (settings.bandwidth, settings.bias, settings.seed)
            return Twin(name, *size, *kind, published, round(float(smallest), 6))
    raise ValueError(f"no twin of {name} has a valid panel")


def smallest_chance(synthetic: Synthetic) -> Fraction | None:
    """The largest smallest chance over the chance polytope; None when that is empty."""
    if synthetic.lacking:
        return None
    try:
        return fraction(first_level(make_system(synthetic.problem()))[0])
    except SortitionError:
        return None


def _candidates(name: str, people: int, seats: int, categories: int) -> Iterator[SynthSettings]:
    for bandwidth in BANDWIDTHS:
        for bias in BIASES:
            for number in range(1, SEEDS + 1):
                seed = f"twin {name} {number}"
                yield SynthSettings(people, seats, categories, bias, seed, bandwidth)


def _has_panel(settings: SynthSettings) -> bool:
    try:
        some_panel(make_synthetic(settings).problem(), find_solver(None))
    except SortitionError:
        return False
    return True
