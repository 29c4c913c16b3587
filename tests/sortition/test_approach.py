"""Mixtures by least squares: the fit, the weights that serve best, and exchanges of known panels.

Each is compared with another way to the same answer: SciPy's non-negative least squares, a linear
program of SciPy's, and looking at every exchange.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, nnls

from sortition.approach import approach, balanced
from sortition.chances import make_system
from sortition.fit import RIGID, Fit
from sortition.mixture import Effort, Mixture, Nearest, Search
from sortition.stream import Stream
from sortition.swaps import Known
from sortition.watch import Watch
from stratification.integer import find_solver
from stratification.panels import Counts
from tests.sortition.problems import shared_problem


def random_panels(seed: int, count: int, classes: int) -> list[Counts]:
    """Different panels of four seats, at most two of a class."""
    chance = np.random.default_rng(seed)
    found: dict[bytes, Counts] = {}
    while len(found) < count:
        seats = chance.permutation(np.repeat(np.arange(classes), 2))[:4]
        panel = np.bincount(seats, minlength=classes).astype(np.int64)
        found[panel.tobytes()] = panel
    return list(found.values())


@pytest.mark.parametrize("seed", range(12))
def test_the_fit_is_the_least_squares(seed: int) -> None:
    chance = np.random.default_rng(100 + seed)
    panels = random_panels(seed, 40, 9)
    wanted = chance.dirichlet(np.ones(9)) * 4
    worth = chance.uniform(0.2, 3.0, 9)
    fit = Fit(wanted, worth)
    for start in (0, 15):  # also when panels come later
        for panel in panels[start : start + 25]:
            fit.add(panel)
        missing = fit.solve()
    rows = np.vstack([np.sqrt(worth)[:, None] * np.array(panels).T, np.full(40, RIGID**0.5)])
    _, rest = nnls(rows, np.append(np.sqrt(worth) * wanted, RIGID**0.5))
    sums = fit.shares @ np.array(fit.panels)
    off = float(worth @ (sums - wanted) ** 2 + RIGID * (fit.shares.sum() - 1) ** 2)
    assert off == pytest.approx(rest**2, abs=1e-7)
    assert (fit.shares >= 0).all()
    assert missing == pytest.approx(wanted - sums, abs=1e-9)


def test_a_panel_is_added_once() -> None:
    fit = Fit(np.ones(3), np.ones(3))
    assert fit.add(np.array([1, 0, 1]))
    assert not fit.add(np.array([1, 0, 1]))


@pytest.mark.parametrize("seed", range(6))
def test_balanced_weights_have_the_largest_smallest_share(seed: int) -> None:
    chance = np.random.default_rng(200 + seed)
    panels = random_panels(seed, 12, 9)
    wanted = chance.dirichlet(np.full(9, 5.0)) * 4
    answer = balanced(Nearest(tuple(panels), np.full(12, 1 / 12)), wanted)
    columns = np.array(panels).T
    best = linprog(
        np.append(np.zeros(12), -1.0),
        A_ub=np.hstack([-columns, wanted[:, None]]),
        b_ub=np.zeros(9),
        A_eq=np.append(np.ones(12), 0.0)[None],
        b_eq=[1.0],
    )
    assert answer.shares.sum() == pytest.approx(1)
    assert float((columns @ answer.shares / wanted).min()) == pytest.approx(-best.fun, abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_after_exchanging_no_exchange_helps(seed: int) -> None:
    chance = np.random.default_rng(300 + seed)
    pool = random_panels(seed, 20, 9)
    deal = [pool[int(place)] for place in chance.integers(0, 20, 15)]
    wanted = np.full(9, 60 / 9)

    def off(dealt: np.ndarray) -> np.ndarray:
        return np.maximum(0, np.abs(dealt - wanted) - 0.5) ** 2

    def total(panels: list[Counts]) -> float:
        return float(off(np.sum(panels, axis=0)).sum())

    known = Known(pool, off)
    rest = np.sum(deal[1:], axis=0).astype(float)
    assert known.after(rest[None])[0] == pytest.approx([off(rest + x).sum() for x in pool])
    mended = known.swap(deal)
    assert len(mended) == 15
    assert total(mended) <= total(deal)
    for place in range(15):
        others = mended[:place] + mended[place + 1 :]
        assert min(total([*others, panel]) for panel in pool) >= total(mended) - 1e-7


@pytest.mark.parametrize("name", ["tight_23"])
def test_a_tight_pool_has_an_exact_mixture(name: str) -> None:
    from sortition.rules import RULES

    problem = shared_problem(name)
    system = make_system(problem)
    chances = RULES["leximin"].compute(system).chances
    effort = Effort(rounds=60, dives=24, programs=0)
    search = Search(system, find_solver(), Stream("seed", "test"), effort, Watch())
    answer = approach(search, chances, [])
    assert isinstance(answer, Mixture)
    assert all(problem.allows(panel) for panel in answer.panels)
    assert answer.reaches([int(n) * p for n, p in zip(system.sizes, chances, strict=True)])
