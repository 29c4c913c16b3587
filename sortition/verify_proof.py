"""Checking proof.json without a solver: what docs/record.md asks of it, in exact arithmetic.

The proof's own arithmetic (`combine`, `level_bound`, `proves_squares`, `closes`, `reaches`) is that
of the modules which made it; `examples/verify_standalone.py` checks a record without any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np

from sortition.chances import Exact, Multipliers, System, combine
from sortition.cuts import Leaf, closes
from sortition.exact import ONE, ZERO, fraction, rational
from sortition.mixture import Mixture, Separation
from sortition.reading import MOST, fail, fields, many, mapping, natural, need, read_json, whole
from sortition.reading import fraction as read_fraction
from sortition.record import PROOF_FORMAT
from sortition.record_files import Figures
from sortition.rules.band import facet
from sortition.rules.goldilocks import Balance
from sortition.rules.leximin import level_bound
from sortition.rules.nash import product_bound
from sortition.rules.possible import only
from sortition.rules.rule import LARGEST_GAP, Step
from sortition.rules.squares import proves_squares

_KEYS = ("format", "rule", "seats", "sizes", "rows", "cuts", "chances", "steps", "mixture")
_KINDS = ("level", "ceiling", "squares", "product", "balance")


@dataclass(frozen=True)
class PlainRow:
    """`low <= sum of x_c over `classes` <= high`."""

    low: int
    high: int
    classes: tuple[int, ...]


@dataclass(frozen=True)
class PlainCut:
    """weights·x <= high; its tree is still as it stands in the file."""

    separation: Separation
    tree: Any


@dataclass(frozen=True)
class Proof:
    """proof.json. `system` has the rows first, then the cuts."""

    rule: str
    system: System
    rows: tuple[PlainRow, ...]
    cuts: tuple[PlainCut, ...]
    chances: Exact
    steps: tuple[Step, ...]
    mixture: Mixture | None

    @property
    def sizes(self) -> list[int]:
        """The number of people of every class."""
        return [int(size) for size in self.system.sizes]


def read_proof(data: bytes, figures: Figures) -> Proof:
    """proof.json, well formed and about this lottery; nothing is proven yet."""
    content = read_json(data, PROOF_FORMAT, _KEYS)
    same = content["rule"] == figures.rule and content["seats"] == figures.seats
    need(same, "proof-other-lottery")
    sizes = [whole(size, "sizes", 1) for size in many(content["sizes"], "sizes")]
    need(sum(sizes) == figures.pool_size, "proof-other-lottery")
    rows = tuple(_row(row, len(sizes)) for row in many(content["rows"], "rows"))
    everybody = PlainRow(figures.seats, figures.seats, tuple(range(len(sizes))))
    need(bool(rows) and _ordered(rows[0]) == everybody, "proof-first-row")
    cuts = tuple(_cut(cut, sizes) for cut in many(content["cuts"], "cuts"))
    system = _system(sizes, rows, cuts)
    chances = [read_fraction(chance, "chances") for chance in many(content["chances"], "chances")]
    need(len(chances) == len(sizes), "record-value", key="chances")
    height = len(rows) + len(cuts)
    return Proof(
        rule=figures.rule,
        system=system,
        rows=rows,
        cuts=cuts,
        chances=[rational(chance) for chance in chances],
        steps=tuple(_step(step, len(rows), height) for step in many(content["steps"], "steps")),
        mixture=_mixture(content["mixture"], len(sizes)),
    )


def _row(value: Any, classes: int) -> PlainRow:
    row = fields(value, ("low", "high", "classes"))
    numbers = [whole(c, "classes", 0) for c in many(row["classes"], "classes")]
    good = len(set(numbers)) == len(numbers) and all(c < classes for c in numbers)
    need(good, "record-value", key="classes")
    return PlainRow(whole(row["low"], "low"), whole(row["high"], "high"), tuple(numbers))


def _ordered(row: PlainRow) -> PlainRow:
    return PlainRow(row.low, row.high, tuple(sorted(row.classes)))


def _cut(value: Any, sizes: list[int]) -> PlainCut:
    cut = fields(value, ("weights", "high", "tree"))
    weights = np.zeros(len(sizes), dtype=np.int64)
    largest = MOST // sum(sizes)  # so that no sum over people leaves 64 bits
    for c, weight in mapping(cut["weights"], "weights").items():
        number = whole(weight, "weights")
        need(abs(number) <= largest, "record-value", key="weights")
        weights[natural(c, "weights", len(sizes))] = number
    return PlainCut(Separation(weights, whole(cut["high"], "high")), cut["tree"])


def _system(sizes: list[int], rows: tuple[PlainRow, ...], cuts: tuple[PlainCut, ...]) -> System:
    matrix = np.zeros((len(rows), len(sizes)), dtype=np.int64)
    for number, row in enumerate(rows):
        matrix[number, list(row.classes)] = 1
    lows = np.array([row.low for row in rows], dtype=np.int64)
    highs = np.array([row.high for row in rows], dtype=np.int64)
    system = System(matrix, lows, highs, np.array(sizes, dtype=np.int64))
    for cut in cuts:
        system = system.with_cut(cut.separation.weights, cut.separation.high)
    return system


def _multipliers(value: Any, rows: int, height: int) -> Multipliers:
    """Multipliers by row; those of cuts (from number `rows`) must not be negative."""
    found = {
        natural(row, "multipliers", height): read_fraction(multiplier, "multipliers")
        for row, multiplier in mapping(value, "multipliers").items()
    }
    need(all(y >= 0 for row, y in found.items() if row >= rows), "proof-cut-negative")
    return {row: rational(multiplier) for row, multiplier in found.items()}


def _step(value: Any, rows: int, height: int) -> Step:
    step = fields(value, ("kind", "multipliers"))
    need(step["kind"] in _KINDS, "record-value", key="kind")
    return Step(step["kind"], _multipliers(step["multipliers"], rows, height))


def _mixture(value: Any, classes: int) -> Mixture | None:
    if value is None:
        return None
    content = fields(value, ("panels", "weights", "total"))
    panels = []
    for panel in many(content["panels"], "panels"):
        counts = np.zeros(classes, dtype=np.int64)
        for c, count in mapping(panel, "panels").items():
            counts[natural(c, "panels", classes)] = whole(count, "panels", 0)
        panels.append(counts)
    weights = tuple(_large(weight, 0) for weight in many(content["weights"], "weights"))
    need(len(weights) == len(panels), "record-value", key="weights")
    return Mixture(tuple(panels), weights, _large(content["total"], 1))


def _large(value: Any, least: int) -> int:
    """A whole number of any length."""
    need(type(value) is int and value >= least, "record-value", key="mixture")
    return int(value)


# ---- what the proof proves ----


def check_cuts(proof: Proof) -> None:
    """The tree of every cut shows that no valid panel breaks it."""
    for number, cut in enumerate(proof.cuts):
        height = len(proof.rows) + number
        system = proof.system
        earlier = System(
            system.matrix[:height], system.lows[:height], system.highs[:height], system.sizes
        )
        _check_tree(earlier, len(proof.rows), cut, number)


def _check_tree(earlier: System, rows: int, cut: PlainCut, number: int) -> None:
    sizes = earlier.sizes
    todo = [(cut.tree, np.zeros_like(sizes), sizes)]
    while todo:
        node, lower, upper = todo.pop()
        if isinstance(node, dict) and "class" in node:
            fields(node, ("class", "at", "low", "high"))
            at, chosen = whole(node["at"], "at"), whole(node["class"], "class", 0)
            need(chosen < len(sizes), "record-value", key="class")
            below, above = upper.copy(), lower.copy()
            below[chosen] = min(int(upper[chosen]), at)
            above[chosen] = max(int(lower[chosen]), at + 1)
            todo += [(node["low"], lower, below), (node["high"], above, upper)]
            continue
        empty = fields(node, ("multipliers", "empty"))["empty"]
        need(type(empty) is bool, "record-value", key="empty")
        multipliers = _multipliers(node["multipliers"], rows, len(earlier.matrix))
        leaf = Leaf({row: fraction(y) for row, y in multipliers.items()}, empty)
        if bool((lower <= upper).all()):
            proven = closes(earlier, cut.separation, leaf, (lower, upper))
            need(proven, "proof-cut-open", number=number)


def check_contained(proof: Proof) -> None:
    """The chances keep every row and cut, as those of any lottery do."""
    need(proof.system.contains(proof.chances), "proof-not-contained")


def check_steps(proof: Proof, figures: Figures) -> None:
    """No chances that keep every row and cut are better under the rule."""
    _RULES[proof.rule](proof, figures)


def _check_leximin(proof: Proof, figures: Figures) -> None:
    fixed: dict[int, flint.fmpq] = {}
    for number, step in enumerate(proof.steps):
        need(step.kind == "level", "proof-steps", number=number)
        proven = level_bound(proof.system, fixed, step.multipliers)
        if proven is None:
            fail("proof-steps", number=number)
        bound, held = proven
        free = [chance for c, chance in enumerate(proof.chances) if c not in fixed]
        reached = all(proof.chances[c] == bound for c in held) and min(free) >= bound
        need(reached, "proof-steps", number=number)
        fixed.update(dict.fromkeys(held, bound))
    rest = [chance for c, chance in enumerate(proof.chances) if c not in fixed]
    need(all(chance == ONE for chance in rest), "proof-steps", number=len(proof.steps))


def _check_maximin(proof: Proof, figures: Figures) -> None:
    smallest = min(proof.chances)
    kinds = [step.kind for step in proof.steps]
    if smallest != ONE or kinds != ["squares"]:
        need(kinds == ["level", "squares"], "proof-kinds")
        proven = level_bound(proof.system, {}, proof.steps[0].multipliers)
        need(proven is not None and proven[0] == smallest, "proof-steps", number=0)
    _check_squares(proof, (proof.system, proof.chances), (smallest, ONE))


def _check_minimax(proof: Proof, figures: Figures) -> None:
    largest = max(proof.chances)
    need([step.kind for step in proof.steps] == ["ceiling", "squares"], "proof-kinds")
    combination = combine(proof.system, proof.steps[0].multipliers)
    weight = sum((-gain for gain in combination.gains if gain < 0), ZERO)
    proven = weight > 0 and -combination.limit / weight == largest
    need(bool(proven), "proof-steps", number=0)
    _check_squares(proof, (proof.system, proof.chances), (ZERO, largest))


def _check_nash(proof: Proof, figures: Figures) -> None:
    system, chances, (last, *others) = _check_possible(proof, "product")
    need(not others, "proof-kinds")
    bound = product_bound(system, chances, last.multipliers)
    need(fraction(bound) == figures.bound, "figure-wrong", key="bound")
    need(bound <= ONE + LARGEST_GAP, "proof-gap")


def _check_goldilocks(proof: Proof, figures: Figures) -> None:
    system, chances, (first, *others) = _check_possible(proof, "balance")
    need([step.kind for step in others] == ["squares"], "proof-kinds")
    assert figures.gamma is not None
    share = flint.fmpq(figures.seats, int(system.sizes.sum()))
    balance = Balance(share, rational(figures.gamma))
    bound = balance.bound(min(chances), facet(system, first.multipliers))
    need(bound is not None and fraction(bound) == figures.bound, "figure-wrong", key="bound")
    value = balance.value(min(chances), max(chances))
    need(bool(bound is not None and value <= bound * (ONE + LARGEST_GAP)), "proof-gap")
    _check_squares(proof, (system, chances), (min(chances), max(chances)))


def _check_possible(proof: Proof, kind: str) -> tuple[System, Exact, tuple[Step, ...]]:
    """M and the chances of the classes that can have one, and the steps after those that say so."""
    fixed: dict[int, flint.fmpq] = {}
    number = 0
    while number < len(proof.steps) and proof.steps[number].kind == "level":
        proven = level_bound(proof.system, fixed, proof.steps[number].multipliers)
        bound, held = (None, []) if proven is None else proven
        none = bound == 0 and all(proof.chances[c] == 0 for c in held)
        need(none, "proof-steps", number=number)
        fixed.update(dict.fromkeys(held, ZERO))
        number += 1
    rest = proof.steps[number:]
    need(bool(rest) and rest[0].kind == kind, "proof-kinds")
    free = [c for c in range(len(proof.chances)) if c not in fixed]
    chances = [proof.chances[c] for c in free]
    need(bool(chances) and min(chances) > 0, "proof-steps", number=number)
    return only(proof.system, free), chances, rest


def _check_squares(
    proof: Proof, part: tuple[System, Exact], box: tuple[flint.fmpq, flint.fmpq]
) -> None:
    """The last step: these chances have the least squares in their part of M inside the box."""
    last = proof.steps[-1]
    proven = proves_squares(*part, box, last.multipliers)
    need(proven, "proof-steps", number=len(proof.steps) - 1)


_RULES: dict[str, Callable[[Proof, Figures], None]] = {
    "leximin": _check_leximin,
    "maximin": _check_maximin,
    "minimax": _check_minimax,
    "nash": _check_nash,
    "goldilocks": _check_goldilocks,
}


def check_mixture(proof: Proof) -> None:
    """The mixture, when there is one, is a lottery over valid panels with exactly the chances."""
    if proof.mixture is None:
        return
    sizes = proof.system.sizes
    for number, panel in enumerate(proof.mixture.panels):
        good = bool((panel <= sizes).all()) and keeps_rows(proof, panel)
        need(good, "proof-mixture-panel", number=number)
    totals = [int(size) * chance for size, chance in zip(sizes, proof.chances, strict=True)]
    need(proof.mixture.reaches(totals), "proof-mixture-chances")


def keeps_rows(proof: Proof, counts: np.ndarray[Any, np.dtype[np.int64]]) -> bool:
    """Whether class counts keep every row (not the cuts: those follow)."""
    height = len(proof.rows)
    sums = proof.system.matrix[:height] @ counts
    return bool(
        (sums >= proof.system.lows[:height]).all() and (sums <= proof.system.highs[:height]).all()
    )
