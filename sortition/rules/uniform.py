"""Every valid panel equally likely.

Among all lotteries this one is the least predictable (it has the largest entropy), and people's
chances are the share of the valid panels that have them: exact numbers, with no wish for equality.
Source: G. de Azevedo, P. Gölz, "Maximally Random Sortition", arXiv:2604.02712 (2026).

Where the panels can be counted (`sortition.rules.counting`), chances are exact fractions and the
panels drawn are exactly uniform and independent: `method` is "counted". Elsewhere panels come from
Markov chains (`sortition.rules.chain`): `method` is "markov chain", everything is an estimate, and
`r_hat` and `effective` say how far it can be trusted. R-hat above 1.01 is a reason for doubt
(Vehtari et al. 2021).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sortition.rules.blocks import Counts, make_blocks, name_people
from sortition.rules.chain import run_chains
from sortition.rules.counting import Counted, count_panels, log10
from sortition.rules.diagnostics import NEVER, convergence
from sortition.rules.procedure import Draws, Effort, Procedure, Vector, generator
from sortition.watch import Progress
from stratification.feasibility import some_panel
from stratification.integer import find_solver
from stratification.problem import Problem

CHAINS = 100
KEPT = 40  # panels kept per chain at least, where there are few chains
TOGETHER = 200  # people whose convergence is computed at once


def uniform(problem: Problem, effort: Effort, progress: Progress) -> Draws:
    """Panels of the uniform distribution over valid panels.

    Facts: `method`; when counted `valid_panels` (text) and `valid_panels_log10`; else `chains`,
    `kept_per_chain`, `r_hat` (the largest over quotas), `r_hat_people` (the largest over people)
    and `effective` (see `_trust`).

    Raises:
        NoPanelError: when there is no valid panel.
    """
    counted = count_panels(problem)
    if counted is None:
        return _from_chains(problem, effort, progress)
    if counted.total == 0:
        some_panel(problem, find_solver())
    return _from_count(problem, counted, effort, progress)


def _from_count(problem: Problem, counted: Counted, effort: Effort, progress: Progress) -> Draws:
    random = generator(effort, "uniform")
    progress("simulation", 0, effort.draws)
    counts = counted.sample(effort.draws, random)
    panels = name_people(make_blocks(problem), counts, random)
    progress("simulation", effort.draws, effort.draws)
    chances = [Fraction(0)] * len(problem.pool.ids)
    for people, mean in zip(problem.members, counted.expected(), strict=True):
        for person in people:
            chances[person] = mean / len(people)
    return Draws(
        len(problem.pool.ids),
        panels.reshape(-1, problem.seats),
        exact=tuple(chances),
        facts={
            "method": "counted",
            "valid_panels": str(counted.total),
            "valid_panels_log10": log10(counted.total),
        },
    )


def _from_chains(problem: Problem, effort: Effort, progress: Progress) -> Draws:
    lines = min(CHAINS, max(4, effort.draws // KEPT))
    kept = max(4, -(-effort.draws // lines))
    panels = run_chains(problem, (lines, kept), generator(effort, "uniform"), progress)
    lines, kept = panels.shape[:2]
    quotas, people, effective = _trust(problem, panels) if panels.size else (NEVER, NEVER, 0.0)
    # Panels of different chains in turn, so that a part of them is a fair part.
    drawn = np.sort(panels.transpose(1, 0, 2).reshape(-1, problem.seats), axis=1)
    effective *= min(1.0, effort.draws / max(1, len(drawn)))
    progress("simulation", effort.draws, effort.draws)
    return Draws(
        len(problem.pool.ids),
        drawn[: effort.draws],
        effective=effective,
        facts={
            "method": "markov chain",
            "chains": lines,
            "kept_per_chain": kept,
            "r_hat": quotas,
            "r_hat_people": people,
            "effective": effective,
        },
    )


def _trust(problem: Problem, panels: Counts) -> tuple[float, float, float]:
    """The largest R-hat over quotas and over people, and the effective number of panels.

    That is the smallest effective sample size over the quotas' sums and over everybody's presence.
    """
    classes = np.array(problem.class_of)[panels]
    sums = np.stack([row[classes].sum(axis=2) for row in problem.matrix], axis=2)
    r_hat, effective = convergence(sums.astype(np.float64))
    quotas, smallest = float(r_hat.max()), float(effective.min())
    largest, everybody = 1.0, len(problem.pool.ids)
    for start in range(0, everybody, TOGETHER):
        group = np.arange(start, min(start + TOGETHER, everybody))
        r_hat, effective = convergence(_presence(panels, group))
        largest = max(largest, float(r_hat.max()))
        smallest = min(smallest, float(effective.min()))
    return quotas, largest, smallest


def _presence(panels: Counts, people: Counts) -> Vector:
    """Whether each of some (consecutive) people is on each panel; (chains, kept, people)."""
    present = np.zeros((*panels.shape[:2], len(people)))
    chain, place, seat = np.nonzero((panels >= people[0]) & (panels <= people[-1]))
    present[chain, place, panels[chain, place, seat] - people[0]] = 1.0
    return present


UNIFORM = Procedure(
    id="uniform",
    citation="de Azevedo, Gölz, arXiv:2604.02712 (2026)",
    guarantee="every valid panel is equally likely",
    run=uniform,
)
