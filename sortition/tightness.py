"""How tight a problem with a valid panel is: how many panels, which quotas bind, what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from sortition.prices import Prices, prices
from sortition.rules.counting import count_panels
from sortition.watch import Progress, silent
from stratification.feasibility.tightness import PanelCount, Span, panel_bound, spans
from stratification.problem import Problem

STATES = 100_000  # of the exact count: about a second


@dataclass(frozen=True)
class Tightness:
    """What `sortition check` says about a problem that has a valid panel.

    `exact` is the number of valid panels where that is quickly counted, else None; `panels` has its
    bound and its estimate.
    """

    problem: Problem
    exact: int | None
    panels: PanelCount
    spans: tuple[Span, ...]
    prices: Prices


def find_tightness(problem: Problem, progress: Progress = silent) -> Tightness:
    """Count or estimate the panels of a problem that has one, and price its quotas.

    Raises:
        SolverError: a solver's answers did not pass the exact checks.
    """
    counted = count_panels(problem, STATES)
    exact = None if counted is None else counted.total
    found = prices(problem, progress)
    return Tightness(problem, exact, panel_bound(problem), spans(problem), found)
