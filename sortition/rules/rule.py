"""What a rule is, and what its answer looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sortition.chances import Exact, Multipliers, System


@dataclass(frozen=True)
class Step:
    """One link of the proof: multipliers of the rows, and what they prove (`kind`).

    The kinds "level", "ceiling" and "squares" are specified in docs/record.md.
    """

    kind: str
    multipliers: Multipliers


@dataclass(frozen=True)
class Optimum:
    """The best chances under a rule (one exact number per class) and their proof."""

    chances: Exact
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Rule:
    """A rule of the field.

    `compute` takes M to its optimum; `lifts` says whether the first aim is a large smallest chance
    (True) or a small largest one (False): the `bound` that a record states is about that aim.
    """

    id: str
    citation: str
    guarantee: str
    lifts: bool
    compute: Callable[[System], Optimum]
