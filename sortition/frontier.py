"""The frontier: every best pair of smallest and largest chance.

Raising the smallest chance may cost a larger largest one. Which pairs (X, Y) can no lottery improve
in one without losing in the other? Over M they form a convex, piecewise linear curve from minimax'
largest chance to maximin's smallest one. Its corners are found by always asking for the corner
below the line through two known ones (`sortition.rules.band`); when there is none, that line is an
edge, and its multipliers prove that no lottery is beyond it. So the curve is complete and exact.

Whether a lottery has a corner's chances is shown as for rules: by a mixture. Where a cut shows that
none has, M is cut down and the curve is computed again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import flint

from sortition.chances import Exact, System, make_system
from sortition.cuts import Cut, prove
from sortition.exact import ONE, ZERO
from sortition.lottery import EXACT_CLASSES, STUCK_EFFORT, TINY_CLASSES, TINY_EFFORT
from sortition.mixture import Mixture, Search, Separation, decompose
from sortition.rules import RULES
from sortition.rules.band import STEEPEST, Band, Corner, Facet, facet
from sortition.rules.leximin import first_level, level_bound
from sortition.rules.minimax import smallest_ceiling
from sortition.rules.possible import Possible, only, possible
from sortition.rules.rule import Step
from sortition.rules.squares import least_squares
from sortition.stream import Stream
from sortition.watch import Progress, Watch, silent
from stratification.errors import Finding
from stratification.feasibility import some_panel
from stratification.integer import find_solver
from stratification.panels import Counts
from stratification.problem import Problem
from stratification.solver import SolverError

MOST_CORNERS = 2000


@dataclass(frozen=True)
class FrontierSettings:
    """`solver` as in a lottery; `time_limit` in seconds, after which nothing more is shown."""

    solver: str | None = None
    time_limit: float | None = None


@dataclass(frozen=True)
class Point:
    """A corner of the curve: smallest and largest chance, and one chance per class that has them.

    Of all such chances these have the least squares. `attained`: a lottery has exactly these.
    """

    smallest: flint.fmpq
    largest: flint.fmpq
    chances: Exact
    attained: bool


@dataclass(frozen=True)
class Frontier:
    """The curve over M with these cuts.

    `points` go from minimax to maximin; `edges[i]` proves the line between points i and i + 1.
    `never` proves who has no chance at all, `floor` how large the smallest chance of the others
    can be (nothing when it is 1), `ceiling` how small the largest can be. Rows and cuts are those
    of `system`; `classes` are the numbers of the classes that can have a chance. `rules` has the
    smallest and the largest chance of every rule's optimum over the same M.
    """

    problem: Problem
    system: System
    cuts: tuple[Cut, ...]
    classes: tuple[int, ...]
    points: tuple[Point, ...]
    edges: tuple[Facet, ...]
    rules: Mapping[str, tuple[flint.fmpq, flint.fmpq]]
    never: tuple[Step, ...]
    floor: tuple[Step, ...]
    ceiling: tuple[Step, ...]


def make_frontier(
    problem: Problem, settings: FrontierSettings | None = None, progress: Progress = silent
) -> Frontier:
    """Compute the whole curve, with its proofs.

    Raises:
        InputError: an unknown solver.
        NoPanelError: no valid panel exists; its findings say why.
        SolverError: a solver's answers did not pass the exact checks.
    """
    settings = settings or FrontierSettings()
    solver = find_solver(settings.solver)
    limit = settings.time_limit
    watch = Watch(progress, None if limit is None else time.monotonic() + limit)
    system, cuts = make_system(problem), list[Cut]()
    known = [some_panel(problem, solver)]
    effort = TINY_EFFORT if len(system.sizes) <= TINY_CLASSES else STUCK_EFFORT
    while True:
        curve = _Curve(possible(system))
        corners, edges = curve.trace(watch)
        stream = Stream("frontier", str(len(cuts)))
        search = Search(system, solver, stream, effort, watch)
        points, cut = _points(search, curve.part, corners, known)
        if cut is None:
            break
        cuts.append(cut)
        system = system.with_cut(cut.weights, cut.high)
    part = curve.part
    floor, ceiling = tuple(curve.floor[1]), tuple(curve.ceiling[1])
    classes, whole = part.classes, (problem, system, tuple(cuts))
    rules = _ends(system, classes)
    made = Frontier(*whole, classes, tuple(points), tuple(edges), rules, part.steps, floor, ceiling)
    if not check_frontier(made):
        raise SolverError(Finding("solver-level"))
    return made


def _ends(system: System, classes: Sequence[int]) -> dict[str, tuple[flint.fmpq, flint.fmpq]]:
    """The smallest and the largest chance under every rule, of those who can have one.

    A rule whose optimum does not pass its exact check is left out: the curve stands without it.
    """
    ends = {}
    for name, rule in RULES.items():
        try:
            chances = rule.compute(system).chances
        except SolverError:
            continue
        kept = [chances[c] for c in classes]
        ends[name] = (min(kept), max(kept))
    return ends


class _Curve:
    """The corners and edges over one M."""

    def __init__(self, part: Possible) -> None:
        self.part = part
        self.band = Band(part.system)
        self.floor = first_level(part.system)
        self.ceiling = smallest_ceiling(part.system)

    def trace(self, watch: Watch) -> tuple[list[Corner], list[Facet]]:
        """All corners from left to right, and the edges between them."""
        left, right = self._left(), self._right()
        corners, edges = [left], list[Facet]()
        todo = [right]
        while todo:
            low, high = corners[-1], todo[-1]
            if high.floor <= low.floor:
                todo.pop()
                continue
            if len(corners) + len(todo) > MOST_CORNERS:
                raise SolverError(Finding("solver-level"))
            watch.progress("frontier", len(corners), len(corners) + len(todo))
            steepness = (high.ceiling - low.ceiling) / (high.floor - low.floor)
            middle = self.band.corner(ONE, steepness)
            if middle.excess(steepness) == low.excess(steepness):
                edges.append(middle.proof)
                corners.append(todo.pop())
            else:
                todo.append(middle)
        return corners, edges

    def _left(self) -> Corner:
        """Minimax' largest chance, with the largest smallest one that goes with it."""
        weight = ONE
        while weight > flint.fmpq(1, STEEPEST):
            corner = self.band.corner(ONE, weight)
            if corner.ceiling == self.ceiling[0]:
                return corner
            weight /= 4
        raise SolverError(Finding("solver-level"))

    def _right(self) -> Corner:
        """Maximin's smallest chance, with the smallest largest one that goes with it."""
        weight = ONE
        while weight < STEEPEST:
            corner = self.band.corner(ONE, weight)
            if corner.floor == self.floor[0]:
                return corner
            weight *= 4
        raise SolverError(Finding("solver-level"))


def _points(
    search: Search, part: Possible, corners: list[Corner], known: list[Counts]
) -> tuple[list[Point], Cut | None]:
    """The corners with chances, as far as they are shown; or a cut that removes one."""
    points = []
    for number, corner in enumerate(corners):
        search.watch.progress("attained", number, len(corners))
        chances, _ = least_squares(part.system, corner.floor, corner.ceiling)
        chances = part.spread(chances)
        attained = False
        if len(chances) <= EXACT_CLASSES and not search.watch.expired:
            answer = decompose(search, chances, known)
            attained = isinstance(answer, Mixture)
            known.extend(answer.panels if isinstance(answer, Mixture) else ())
            if isinstance(answer, Separation):
                cut = prove(search.system, answer)
                if cut is not None:
                    return [], cut
        points.append(Point(corner.floor, corner.ceiling, chances, attained))
    return points, None


def check_frontier(frontier: Frontier) -> bool:
    """Whether the proofs show that no lottery is beyond the curve, exactly and without a solver."""
    return _never(frontier) and _ends_proven(frontier) and _edges_proven(frontier)


def _never(frontier: Frontier) -> bool:
    """Whether the classes left out have chance 0 in every lottery."""
    fixed: dict[int, flint.fmpq] = {}
    for step in frontier.never:
        proven = level_bound(frontier.system, fixed, step.multipliers)
        if proven is None or proven[0] != 0:
            return False
        fixed.update(dict.fromkeys(proven[1], ZERO))
    left = [c for c in range(len(frontier.system.sizes)) if c not in fixed]
    return tuple(left) == frontier.classes


def _ends_proven(frontier: Frontier) -> bool:
    """Whether no smallest chance is larger and no largest one smaller than those of the ends."""
    kept = only(frontier.system, list(frontier.classes))
    floor, ceiling = frontier.points[-1].smallest, frontier.points[0].largest
    levels = [level_bound(kept, {}, step.multipliers) for step in frontier.floor]
    lines = [facet(kept, step.multipliers) for step in frontier.ceiling]
    # A ceiling says sum of -g·p >= -limit over the g below 0: the largest is at least -limit / W-.
    return (floor == 1 or any(level is not None and level[0] == floor for level in levels)) and any(
        line.minus > 0 and -line.limit / line.minus == ceiling for line in lines
    )


def _edges_proven(frontier: Frontier) -> bool:
    """Whether every edge is a line that no lottery is beyond, through points that are in M."""
    points, edges = frontier.points, frontier.edges
    joined = all(
        edge.holds(points[i + at].smallest, points[i + at].largest)
        for i, edge in enumerate(edges)
        for at in (0, 1)
    )
    kept = only(frontier.system, list(frontier.classes))
    proven = all(facet(kept, edge.multipliers) == edge for edge in edges)
    reached = all(
        frontier.system.contains(point.chances)
        and min(point.chances[c] for c in frontier.classes) == point.smallest
        and max(point.chances[c] for c in frontier.classes) == point.largest
        for point in points
    )
    return joined and proven and reached and len(edges) == len(points) - 1
