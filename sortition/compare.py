"""Several rules and procedures on one problem, side by side.

Whoever takes part is a *contestant* (`sortition.contestants`). All are measured in the same way
(`sortition.metrics`). One that fails is shown as such, and the others go on.

Everything but `Comparison.seconds` follows from the problem and the settings: another run gives the
same figures. (A time limit can change that: it ends searches wherever they are.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import compress

import numpy as np

from sortition.chances import make_system
from sortition.contestants import (
    CONTESTANTS,
    CompareSettings,
    Contestant,
    Result,
    draws_seed,
    lottery_settings,
)
from sortition.exact import fraction
from sortition.lottery import check_settings as check_lottery_settings
from sortition.metrics import Measures, Value, geometric_mean, measure, ratio
from sortition.metrics.composition import ExpectedSeats, composition, groups
from sortition.metrics.manipulation import ClaimEffort, Manipulation, manipulability
from sortition.rules import RULES
from sortition.rules.simple import valid_panels
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError, SortitionError
from stratification.feasibility import some_panel, without_choice
from stratification.integer import IntegerSolver, find_solver
from stratification.problem import Problem

__all__ = ["CONTESTANTS", "Best", "CompareSettings", "Comparison", "Entry", "compare"]

MOST_DRAWS = 1_000_000
TOGETHER = 10_000  # panels that are looked at together


@dataclass(frozen=True)
class Aim:
    """A figure that a rule makes as good as possible; `possible`: of those who can be drawn."""

    measure: str
    rule: str
    figure: Callable[[Sequence[Fraction]], Fraction | float]
    possible: bool = False


AIMS = (
    Aim("smallest", "leximin", min),
    Aim("smallest_possible", "leximin", min, possible=True),
    Aim("largest", "minimax", max),
    Aim("geometric_mean_possible", "nash", geometric_mean, possible=True),
)


@dataclass(frozen=True)
class Best:
    """The best possible value of a figure: no lottery has a better one; `rule` proves it.

    (The geometric mean is proven to within one in a billion.)
    """

    value: Value
    rule: str


@dataclass(frozen=True)
class Entry:
    """A contestant's row.

    When it failed, `failure` says why and everything else is empty. `ratios` has, by the name of a
    measure, its value divided by the best possible one (None where that is 0): at most 1 where
    more is better, at least 1 where less is better (but not of those that break quotas: `simple`).
    """

    contestant: Contestant
    failure: tuple[Finding, ...] = ()
    result: Result | None = None
    measures: Measures | None = None
    ratios: Mapping[str, Value | None] = field(default_factory=dict)
    seats: tuple[ExpectedSeats, ...] = ()
    manipulation: Manipulation | None = None


@dataclass(frozen=True)
class Comparison:
    """All contestants, measured. `seconds` says how long each took: the only part that varies."""

    problem: Problem
    settings: CompareSettings
    entries: tuple[Entry, ...]
    best: Mapping[str, Best]
    possible: tuple[bool, ...]
    seconds: Mapping[str, float]


def compare(
    problem: Problem,
    settings: CompareSettings | None = None,
    progress: Progress = silent,
    contestants: Mapping[str, Contestant] | None = None,
) -> Comparison:
    """Run and measure all contestants asked for (of `CONTESTANTS`, unless others are given).

    Raises:
        InputError: settings that cannot be used.
        NoPanelError: no valid panel exists; its findings say why.
    """
    settings = settings or CompareSettings()
    contestants = CONTESTANTS if contestants is None else contestants
    check_settings(settings, contestants)
    found = groups(problem, settings.combinations, settings.population)
    solver = find_solver(settings.solver)
    some_panel(problem, solver)
    able = [name for name, one in contestants.items() if one.applies(problem)]
    asked = [contestants[name] for name in settings.rules or able]
    runs, seconds = _run_all(problem, settings, asked, progress)
    results = [run for run in runs if isinstance(run, Result)]
    possible = _possible(problem, solver, results)
    best = _best(problem, possible, dict(zip([one.id for one in asked], runs, strict=True)))
    entries = []
    for number, (one, run) in enumerate(zip(asked, runs, strict=True)):
        progress("measures", number, len(asked))
        if not isinstance(run, Result):
            entries.append(Entry(one, run))
            continue
        measures = measure(run.outcome, possible)
        entries.append(
            Entry(
                contestant=one,
                result=run,
                measures=measures,
                ratios=_ratios(measures, best),
                seats=composition(run.outcome, found),
                manipulation=_claimed(problem, settings, one, progress),
            )
        )
    progress("measures", len(asked), len(asked))
    return Comparison(problem, settings, tuple(entries), best, possible, seconds)


def check_settings(settings: CompareSettings, contestants: Mapping[str, Contestant]) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    wrong, names = [], ", ".join(contestants)
    for name in dict.fromkeys(settings.rules):
        if name not in contestants:
            wrong.append(Finding("compare-unknown", {"name": name, "names": names}))
        elif settings.rules.count(name) > 1:
            wrong.append(Finding("compare-twice", {"name": name}))
    if not 1 <= settings.draws <= MOST_DRAWS:
        wrong.append(Finding("draws-range", {"draws": settings.draws, "most": MOST_DRAWS}))
    if settings.claims < 0:
        wrong.append(Finding("claims-range", {"claims": settings.claims}))
    try:
        check_lottery_settings(lottery_settings(next(iter(RULES)), settings))
    except InputError as error:
        wrong += error.findings
    if wrong:
        raise InputError(*wrong)


def _run_all(
    problem: Problem,
    settings: CompareSettings,
    asked: Sequence[Contestant],
    progress: Progress,
) -> tuple[list[Result | tuple[Finding, ...]], dict[str, float]]:
    """What came out of each, or why nothing did, and how long each took."""
    runs: list[Result | tuple[Finding, ...]] = []
    seconds = {}
    for number, one in enumerate(asked):
        progress("compare", number, len(asked))
        start = time.perf_counter()
        try:
            runs.append(one.run(problem, settings, progress))
        except SortitionError as error:
            runs.append(error.findings)
        seconds[one.id] = time.perf_counter() - start
    progress("compare", len(asked), len(asked))
    return runs, seconds


def _possible(
    problem: Problem, solver: IntegerSolver, results: Sequence[Result]
) -> tuple[bool, ...]:
    """For everybody, whether they are on some valid panel.

    Whoever is on a valid panel that a contestant drew is, and so is the whole class; of the other
    classes it is found out. (Not every contestant keeps the quotas.)
    """
    classes = np.array(problem.class_of)
    seen = np.zeros(len(problem.members), dtype=bool)
    for result in results:
        panels = result.outcome.panels
        for start in range(0, len(panels), TOGETHER):
            part = panels[start : start + TOGETHER]
            seen[classes[np.unique(part[valid_panels(problem, part)])]] = True
    suspects = np.flatnonzero(~seen).tolist()
    never = without_choice(problem, solver, suspects, certain=False, known=[])
    people = {person for group in never for person in group.people}
    return tuple(person not in people for person in problem.pool.ids)


def _best(
    problem: Problem,
    possible: Sequence[bool],
    runs: Mapping[str, Result | tuple[Finding, ...]],
) -> dict[str, Best]:
    """The best value of every figure that some rule aims at.

    From the chances of that rule's lottery, if it takes part (these are the optimum over M with the
    cuts that were needed); otherwise from its optimum over M. Both are proven bounds. For those who
    can be drawn they are bounds only where all others have chance 0: M without a cut may not know
    that somebody is on no panel, and then that figure is left out.
    """
    best = {}
    chances: dict[str, list[Fraction]] = {}
    for aim in AIMS:
        if aim.rule not in RULES:
            continue
        if aim.rule not in chances:
            run = runs.get(aim.rule)
            exact = run.outcome.exact if isinstance(run, Result) else None
            try:
                chances[aim.rule] = list(exact or _over_system(problem, aim.rule))
            except SortitionError:
                continue  # the rule's own entry says what is wrong with it
        kept = chances[aim.rule]
        if aim.possible:
            kept = list(compress(kept, possible))
            if sum(kept) != problem.seats:  # somebody else has a part of the seats
                continue
        best[aim.measure] = Best(aim.figure(kept), aim.rule)
    return best


def _over_system(problem: Problem, rule: str) -> list[Fraction]:
    """Everybody's chance in a rule's optimum over M without cuts."""
    chances = [fraction(chance) for chance in RULES[rule].compute(make_system(problem)).chances]
    return [chances[number] for number in problem.class_of]


def _ratios(measures: Measures, best: Mapping[str, Best]) -> dict[str, Value | None]:
    """Every figure with a best value, divided by it."""
    found: dict[str, Value | None] = {}
    for name, optimum in best.items():
        figure = getattr(measures, name)
        found[name] = None if figure is None else ratio(figure.value, optimum.value)
    return found


def _claimed(
    problem: Problem, settings: CompareSettings, one: Contestant, progress: Progress
) -> Manipulation | None:
    """What false claims gain under a rule; None where that is not asked for."""
    if settings.claims == 0 or one.kind != "rule":
        return None
    seed = settings.seed if settings.seed is not None else draws_seed(problem, settings)
    effort = ClaimEffort(most=settings.claims, seed=seed)
    return manipulability(problem, RULES[one.id], effort, progress)
