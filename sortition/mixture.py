"""Is there a lottery with exactly these chances? Weights that show it, or weights that refute it.

The master program looks for weights lambda_j >= 0 over known panels X_j,

    minimise sum_c cost_c·|sum_j lambda_j·X_jc - n_c·p_c|   subject to   sum_j lambda_j = 1.

At zero the chances are reached: the weights are solved again in fractions and are a proof. Above
zero, its multipliers y price panels: a panel with a larger y·x than all known ones can help. First
dives look for such panels, then an integer program. When it proves that no valid panel has
y·x > beta while y·(n·p) > beta, no lottery has these chances, and y·x <= beta is a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import flint
import numpy as np

from sortition.chances import Exact, System, face, floats
from sortition.exact import ONE, ZERO, solve
from sortition.stream import Stream
from sortition.watch import Watch
from stratification.integer import IntegerSolver, IntegerSystem, best_counts
from stratification.panels import Counts, NoRoomError, Room, Vector, find_panel
from stratification.solver import LinearProgram

REACHED = 1e-9
HELPS = 1e-6  # a price above all known ones
LARGEST_WEIGHT = 10**6
SMALL = (1, 2, 3, 4, 5, 6, 8, 10, 12)
LARGE = (100, 1000, 10_000, 100_000)


@dataclass(frozen=True)
class Mixture:
    """Panels (class counts) and whole weights; the chance of panel j is weights[j] / total."""

    panels: tuple[Counts, ...]
    weights: tuple[int, ...]
    total: int

    @property
    def shares(self) -> Vector:
        """The chance of every panel, rounded."""
        return np.array([weight / self.total for weight in self.weights])

    def reaches(self, totals: Exact) -> bool:
        """Whether the expected class counts are exactly `totals`, and the weights a lottery."""
        sums = np.zeros(len(totals), dtype=object)
        for panel, weight in zip(self.panels, self.weights, strict=True):
            sums = sums + panel.astype(object) * weight
        return (
            all(weight >= 0 for weight in self.weights)
            and sum(self.weights) == self.total
            and all(
                flint.fmpq(int(reached), self.total) == total
                for reached, total in zip(sums, totals, strict=True)
            )
        )


@dataclass(frozen=True)
class Separation:
    """weights·x <= high for every valid panel, while the chances break it.

    `panels` are the valid panels that were met on the way.
    """

    weights: Counts
    high: int
    panels: tuple[Counts, ...] = ()


@dataclass(frozen=True)
class Nearest:
    """The effort is spent: the lottery over known panels that deviates least (rough shares)."""

    panels: tuple[Counts, ...]
    shares: Vector


@dataclass(frozen=True)
class Effort:
    """How long to search: rounds of pricing, dives a round, and integer programs in all."""

    rounds: int
    dives: int
    programs: int


class Master:
    """The master program, growing with every new panel."""

    def __init__(self, totals: Exact) -> None:
        """Start without panels; `totals` are the exact n_c·p_c."""
        self.totals = totals
        width = len(totals)
        # A seat too few weighs more for those who have few: relative, in whole numbers.
        self.costs = [max(1, round(float(1 / total))) if total else 1 for total in totals]
        self.cost_of_none = 10 * sum(self.costs)
        self.panels: list[Counts] = []
        self.known: set[bytes] = set()
        unit = np.eye(width)
        matrix = np.vstack([np.hstack([unit, -unit]), np.zeros((1, 2 * width))])
        sides = np.append(floats(totals), 1.0)
        # The row of the weights' sum may fall short while there is no panel yet.
        matrix = np.hstack([matrix, np.append(np.zeros(width), 1.0)[:, None]])
        self.program = LinearProgram(matrix, (sides, sides))
        self.program.set_costs(np.array([*self.costs, *self.costs, self.cost_of_none], dtype=float))
        self.first = 2 * width + 1

    def add(self, panel: Counts) -> bool:
        """Add a panel; False when it is known."""
        name = panel.tobytes()
        if name in self.known:
            return False
        self.known.add(name)
        self.panels.append(panel)
        entries = {int(c): float(panel[c]) for c in np.flatnonzero(panel)}
        self.program.add_column(0.0, entries | {len(self.totals): 1.0})
        return True

    def solve(self) -> tuple[float, Vector]:
        """The smallest deviation, and the price of every class."""
        self.program.solve()
        return self.program.objective, self.program.multipliers[:-1]

    def vertex(self) -> tuple[Counts, list[int], list[int]]:
        """The basic matrix in whole numbers, with its rows and its columns' numbers."""
        width = len(self.totals)
        basis = self.program.basis()
        loose = set(basis.rows.tolist())
        rows = [row for row in range(width + 1) if row not in loose]
        columns = basis.columns.tolist()
        matrix = np.zeros((width + 1, len(columns)), dtype=np.int64)
        for place, column in enumerate(columns):
            if column >= self.first:
                matrix[:width, place] = self.panels[column - self.first]
                matrix[width, place] = 1
            elif column == 2 * width:
                matrix[width, place] = 1
            else:
                matrix[column % width, place] = 1 if column < width else -1
        return matrix[rows], rows, columns

    def mixture(self) -> Mixture | None:
        """The weights of the current basis in fractions; None when they are no exact mixture."""
        matrix, rows, columns = self.vertex()
        sides = [*self.totals, ONE]
        point = solve(matrix, [sides[row] for row in rows])
        if point is None:
            return None
        used = [
            (column - self.first, w) for column, w in zip(columns, point, strict=True) if w != 0
        ]
        if not used or any(place < 0 or weight < 0 for place, weight in used):
            return None
        total = lcm(*(int(weight.q) for _, weight in used))
        mixture = Mixture(
            tuple(self.panels[place] for place, _ in used),
            tuple(int(weight.p) * (total // int(weight.q)) for _, weight in used),
            total,
        )
        return mixture if mixture.reaches(self.totals) else None

    def nearest(self) -> Nearest:
        """The known panels and their weights at the smallest deviation."""
        return Nearest(tuple(self.panels), self.program.values[self.first :])

    def exact_prices(self) -> Exact | None:
        """The multipliers of the current basis in fractions."""
        matrix, rows, columns = self.vertex()
        width = len(self.totals)
        all_costs = [*self.costs, *self.costs, self.cost_of_none]
        costs = [
            ZERO if column >= self.first else flint.fmpq(all_costs[column]) for column in columns
        ]
        solution = solve(matrix.T, costs)
        if solution is None:
            return None
        prices = [ZERO] * (width + 1)
        for row, price in zip(rows, solution, strict=True):
            prices[row] = price
        return prices[:-1]


@dataclass(frozen=True)
class Search:
    """What the search works with: M, its integer solver and its random numbers."""

    system: System
    solver: IntegerSolver
    stream: Stream
    effort: Effort
    watch: Watch

    @property
    def everybody(self) -> IntegerSystem:
        """All valid panels."""
        system = self.system
        none = np.zeros_like(system.sizes)
        return IntegerSystem(system.matrix, system.lows, system.highs, none, system.sizes)

    def dives(self, room: Room, prices: Vector) -> list[Counts]:
        """Panels with a large total price, by dives with varied prices."""
        found = []
        scale = float(np.abs(prices).mean()) + 1e-12
        for number in range(self.effort.dives):
            noise = 0.3 * number * scale * self.stream.noise(len(prices))
            try:
                panel = find_panel(self.system.matrix, room, -prices - noise, len(prices))
            except NoRoomError:
                return []
            if panel is not None:
                found.append(panel)
        return found


def decompose(
    search: Search, chances: Exact, panels: Sequence[Counts]
) -> Mixture | Separation | Nearest:
    """An exact mixture with these chances, a cut that excludes them, or what came nearest.

    `panels` are known valid panels to start from.
    """
    sizes = search.system.sizes
    master = Master([int(size) * chance for size, chance in zip(sizes, chances, strict=True)])
    for panel in panels:
        master.add(panel)
    room = face(search.system, chances)
    programs = 0
    for _ in range(search.effort.rounds):
        deviation, prices = master.solve()
        if deviation < REACHED:
            mixture = master.mixture()
            if mixture is not None:
                return mixture
        if search.watch.expired:
            break
        known = max((float(prices @ panel) for panel in master.panels), default=-np.inf)
        found = search.dives(room, prices)
        improved = [float(prices @ panel) > known + HELPS for panel in found]
        for panel in found:
            master.add(panel)
        if any(improved) and deviation >= REACHED:
            continue
        if programs == search.effort.programs:
            break
        programs += 1
        answer = _by_program(search, master, prices)
        if isinstance(answer, Separation):
            return answer
        if not answer:
            break
    master.solve()
    return master.nearest()


def _by_program(search: Search, master: Master, prices: Vector) -> Separation | bool:
    """Prove that no panel helps (a cut), or add the one that helps most (True)."""
    for weights in _whole(master.exact_prices(), prices):
        reached = sum((int(w) * t for w, t in zip(weights, master.totals, strict=True)), ZERO)
        if any(int(weights @ panel) >= reached for panel in master.panels):
            continue  # rounded too far: a known panel shows that this is no cut
        best = best_counts(search.solver, search.everybody, weights)
        if best is None:
            return False
        if int(weights @ best) < reached:
            return Separation(weights, int(weights @ best), tuple(master.panels))
        if master.add(best):
            return True
    return False


def _whole(exact: Exact | None, prices: Vector) -> list[Counts]:
    """Prices as whole numbers: small ones first (strong cuts), then exactly, then finer ones."""
    largest = float(np.abs(prices).max(initial=0.0)) or 1.0
    found = [np.rint(prices * (top / largest)).astype(np.int64) for top in SMALL]
    if exact is not None:
        scale = lcm(*(int(price.q) for price in exact))
        whole = [int(price.p) * (scale // int(price.q)) for price in exact]
        if max((abs(weight) for weight in whole), default=0) <= LARGEST_WEIGHT:
            found.append(np.array(whole, dtype=np.int64))
    return found + [np.rint(prices * (top / largest)).astype(np.int64) for top in LARGE]
