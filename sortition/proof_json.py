"""The pieces of a proof as plain data: rows, cuts, steps, multipliers (docs/record.md, 6 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from sortition import record
from sortition.chances import Multipliers
from sortition.cuts import Branch, Cut, Leaf
from sortition.exact import fraction
from sortition.rules.rule import Step
from stratification.problem import Problem


def system_content(problem: Problem, cuts: Sequence[Cut]) -> dict[str, Any]:
    """The sizes of the classes, the rows and the cuts."""
    everybody = {
        "low": problem.seats,
        "high": problem.seats,
        "classes": list(range(len(problem.members))),
    }
    rows = [{"low": r.low, "high": r.high, "classes": list(r.classes)} for r in problem.rows]
    return {
        "sizes": problem.sizes.tolist(),
        "rows": [everybody, *rows],
        "cuts": [cut_content(cut) for cut in cuts],
    }


def steps_content(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps of a proof."""
    return [
        {"kind": step.kind, "multipliers": multiplier_texts(step.multipliers)} for step in steps
    ]


def multiplier_texts(multipliers: Multipliers) -> dict[str, str]:
    """Multipliers by number of row, without those that are 0."""
    exact = {row: fraction(value) for row, value in multipliers.items()}
    return {str(row): record.fraction_text(value) for row, value in exact.items() if value}


def _leaf_texts(multipliers: Mapping[int, Fraction]) -> dict[str, str]:
    return {str(row): record.fraction_text(value) for row, value in multipliers.items() if value}


def cut_content(cut: Cut) -> dict[str, Any]:
    """A cut and the tree that proves it."""
    return {
        "weights": nonzero(cut.weights),
        "high": cut.high,
        "tree": _node(cut.tree),
    }


def nonzero(counts: np.ndarray) -> dict[str, int]:
    """Counts by number of class, without those that are 0."""
    return {str(c): int(counts[c]) for c in np.flatnonzero(counts)}


def _node(tree: tuple[Leaf | Branch, ...]) -> dict[str, Any]:
    """The tree as nested nodes; children have larger numbers than their parents."""
    nodes: list[dict[str, Any]] = [{} for _ in tree]
    for number in reversed(range(len(tree))):
        node = tree[number]
        if isinstance(node, Leaf):
            nodes[number] = {"multipliers": _leaf_texts(node.multipliers), "empty": node.empty}
        else:
            low, high = nodes[node.low], nodes[node.high]
            nodes[number] = {"class": node.chosen, "at": node.at, "low": low, "high": high}
    return nodes[0]
