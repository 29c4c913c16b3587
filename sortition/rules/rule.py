"""What a rule is, and what its answer looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import flint

from sortition.chances import Exact, Multipliers, System

LARGEST_GAP = flint.fmpq(1, 10**9)  # relative, of an optimum that no fraction states exactly


@dataclass(frozen=True)
class Step:
    """One link of the proof: multipliers of the rows, and what they prove (`kind`).

    The kinds ("level", "ceiling", "squares", "product", "balance") are specified in docs/record.md.
    """

    kind: str
    multipliers: Multipliers


@dataclass(frozen=True)
class Optimum:
    """The best chances under a rule (one exact number per class) and their proof.

    `bound` is what is proven about the rule's aim (see `Rule`): no lottery is beyond it.
    """

    chances: Exact
    steps: tuple[Step, ...]
    bound: flint.fmpq


Aim = Literal["smallest", "largest", "product", "balance", "squares"]


@dataclass(frozen=True)
class Rule:
    """A rule of the field.

    `compute` takes M to its optimum. `aim` is what the rule looks at first, and the `bound` of an
    optimum is about that:

    smallest: no lottery has a larger smallest chance;
    largest: no lottery has a smaller largest chance;
    product: no lottery has a geometric mean larger than bound times that of the stated chances;
    balance: no lottery has a smaller (n/k)·largest + gamma·(k/n)/smallest;
    squares: no lottery has a smaller sum of squared chances over people.
    """

    id: str
    citation: str
    guarantee: str
    aim: Aim
    compute: Callable[[System], Optimum]
