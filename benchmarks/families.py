"""The instances of the suite: a declarative list, made by `sortition.synth` when they are needed.

To add an instance, add a `Generated`; to add a family, add a function and a line in `FAMILIES`.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.twins import read_twins
from sortition.synth import SynthSettings


@dataclass(frozen=True)
class Generated:
    """One instance.

    Parameters:
        family: the family it belongs to.
        name: unique within the family; letters, digits and hyphens, as it also names folders.
        settings: what makes it.
        households: whether the panel may have one person per household at most.
        series: what grows in the series it is part of ("people", "seats", …); "" if none.
    """

    family: str
    name: str
    settings: SynthSettings
    households: bool = False
    series: str = ""


def published() -> list[Generated]:
    """Twins of the ten pools of the Nature paper (see `twins.py`)."""
    return [
        Generated("published", twin.name.replace("_", "-"), twin.settings) for twin in read_twins()
    ]


BASE = SynthSettings(
    people=500, seats=40, categories=5, bias=1, seed="", values=4, shared=0, bandwidth=2
)
"""The pool in which one thing at a time grows."""

GROWTH = {
    "people": (125, 250, 500, 1000, 2000, 4000),
    "seats": (10, 20, 40, 80, 160),
    "values": (2, 3, 4, 6, 8, 10),
    "categories": (2, 3, 4, 5, 6, 7, 8),
}
"""More values are more quotas at (nearly) one number of classes; more categories are more of both.
"""


def scaled() -> list[Generated]:
    """Series in which one number grows; three seeds for each, so no pool is in two series."""
    found = []
    for series, sizes in GROWTH.items():
        for size, number in itertools.product(sizes, (1, 2, 3)):
            settings = replace(BASE, **{series: size, "seed": f"{series} {number}"})  # type: ignore[arg-type]
            name = f"{series}-{size:04}-{number}"
            found.append(Generated("scaled", name, settings, series=series))
    return found


SIZES = ((120, 20), (200, 28), (300, 36), (400, 48), (500, 60))
STRENGTHS = (0.5, 1, 2)


def depth() -> list[Generated]:
    """270 pools of ordinary size: everything that makes a pool tight, in all combinations."""
    found = []
    for (people, seats), categories, bandwidth, bias in itertools.product(
        SIZES, range(4, 10), (1, 2, 3), STRENGTHS
    ):
        name = f"{people}-{seats}-c{categories}-w{bandwidth}-b{round(10 * bias):02}"
        settings = SynthSettings(people, seats, categories, bias, f"depth {name}", bandwidth)
        found.append(Generated("depth", name, settings))
    return found


def hard() -> list[Generated]:
    """Many categories, and quotas without room or strong self-selection."""
    found = []
    for categories, (bandwidth, bias), number in itertools.product(
        (8, 9, 10), ((0, 1), (1, 2)), (1, 2)
    ):
        name = f"c{categories}-w{bandwidth}-b{10 * bias}-{number}"
        settings = SynthSettings(320, 30, categories, bias, f"hard {number}", bandwidth)
        found.append(Generated("hard", name, settings))
    return found


INFEASIBLE = (
    (100, 25, 5, 2, 2),  # a quota asks for more people than there are
    (200, 60, 8, 2, 1),  # likewise, for several
    (150, 40, 5, 2, 1),  # no quota does, yet not even chances keep them all
    (150, 40, 5, 2, 2),
    (100, 25, 8, 1, 2),
    (100, 25, 10, 1, 1),
    (300, 100, 10, 2, 1),
    (150, 40, 10, 1, 3),  # chances do, but no panel: an integer program has to show it
)


def infeasible() -> list[Generated]:
    """Pools without a valid panel: the least that a method must do is to say so."""
    found = []
    for people, seats, categories, bias, number in INFEASIBLE:
        name = f"{people}-{seats}-c{categories}-b{10 * bias}-{number}"
        size = (people, seats, categories)
        settings = SynthSettings(*size, bias, f"infeasible {number}", bandwidth=0)
        found.append(Generated("infeasible", name, settings))
    return found


FAMILIES: dict[str, Callable[[], list[Generated]]] = {
    "published": published,
    "scaled": scaled,
    "depth": depth,
    "hard": hard,
    "infeasible": infeasible,
}
