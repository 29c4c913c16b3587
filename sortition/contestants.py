"""Who can take part in a comparison: every rule, every procedure, and variants of them.

A contestant is a function from a problem to a `Result`, with one line in `CONTESTANTS`. To add a
variant, write such a function here (or in a module of its own) and add its line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sortition.diversify import diversify
from sortition.lottery import Settings, make_lottery
from sortition.metrics import Outcome, draws_outcome, lottery_outcome
from sortition.rules import PROCEDURES, RULES
from sortition.rules.procedure import Effort, Fact, Procedure
from sortition.watch import Progress
from stratification.canonical import canonical
from stratification.closest import narrow
from stratification.errors import Finding, SortitionError
from stratification.integer import find_solver
from stratification.population.model import Population
from stratification.problem import Problem, make_problem


@dataclass(frozen=True)
class CompareSettings:
    """What is compared and how.

    Parameters:
        rules: ids of contestants, in the order in which they are shown; empty: all there are.
        tickets: of every lottery.
        draws: panels to draw by every procedure.
        seed: fixes all random numbers; None: derived from the inputs. A lottery is then the very
            one that `make_lottery` gives with its rule and number of tickets.
        solver, time_limit: of every lottery, as in `sortition.lottery.Settings`.
        claims: how many false claims to try for every rule (`ClaimEffort.most`); 0: none.
        combinations: categories to be combined in the table of expected seats.
        population: its shares stand in that table.
    """

    rules: tuple[str, ...] = ()
    tickets: int = 1000
    draws: int = 10_000
    seed: str | None = None
    solver: str | None = None
    time_limit: float | None = None
    claims: int = 0
    combinations: tuple[tuple[str, ...], ...] = ()
    population: Population | None = None


@dataclass(frozen=True)
class Result:
    """How a contestant drew: the outcome, what is proven about it, and figures by name.

    `status` is that of a lottery ("optimal" or "bounded", see `sortition.lottery`), or, for a
    procedure, "exact" or "estimated": how its chances are known.
    """

    outcome: Outcome
    status: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


Run = Callable[[Problem, CompareSettings, Progress], Result]


def _always(problem: Problem) -> bool:
    return True


@dataclass(frozen=True)
class Contestant:
    """Somebody who takes part: `kind` is "rule", "procedure" or "variant".

    `applies` says whether a problem has what it needs.
    """

    id: str
    kind: str
    citation: str
    guarantee: str
    run: Run
    applies: Callable[[Problem], bool] = _always


def rule_contestant(rule: str) -> Contestant:
    """A rule: the lottery that it makes."""

    def run(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
        lottery = make_lottery(problem, lottery_settings(rule, settings), progress)
        facts = {"attained": lottery.attained, "cuts": len(lottery.proof.cuts)}
        return Result(lottery_outcome(lottery), lottery.status, facts)

    return Contestant(rule, "rule", RULES[rule].citation, RULES[rule].guarantee, run)


def lottery_settings(rule: str, settings: CompareSettings) -> Settings:
    """How the lottery of a rule is made in a comparison."""
    return Settings(rule, settings.tickets, settings.seed, settings.solver, settings.time_limit)


def procedure_contestant(procedure: Procedure) -> Contestant:
    """A procedure: the panels that it draws."""

    def run(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
        seed = settings.seed if settings.seed is not None else draws_seed(problem, settings)
        draws = procedure.run(problem, Effort(settings.draws, seed), progress)
        if len(draws.panels) == 0:  # then there is nothing to measure
            raise SortitionError(Finding("procedure-no-panel"))
        status = "estimated" if draws.exact is None else "exact"
        return Result(draws_outcome(draws), status, dict(draws.facts))

    return Contestant(procedure.id, "procedure", procedure.citation, procedure.guarantee, run)


def draws_seed(problem: Problem, settings: CompareSettings) -> str:
    """A seed that the inputs and the number of draws fix: SHA-256 of their canonical form."""
    pool, quotas = canonical(problem.pool, problem.quotas)
    parts = [pool, quotas, str(problem.seats), "draws", str(settings.draws)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def run_maxent(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
    """Leximin, with the same number of tickets for everybody in a list as diverse as possible."""
    lottery = make_lottery(problem, lottery_settings("leximin", settings), progress)
    return Result(lottery_outcome(diversify(lottery, progress)), lottery.status)


def run_closest(problem: Problem, settings: CompareSettings, progress: Progress) -> Result:
    """Leximin among the panels that are nearest to the targets."""
    narrowed = narrow(problem, find_solver(settings.solver), progress)
    near = make_problem(problem.pool, narrowed.quotas, problem.seats)
    lottery = make_lottery(near, lottery_settings("leximin", settings), progress)
    worst = max(one for one in narrowed.deviations if one is not None)
    return Result(lottery_outcome(lottery), lottery.status, {"worst_deviation": float(worst)})


def has_targets(problem: Problem) -> bool:
    """Whether some quota has a target."""
    return any(quota.target is not None for quota in problem.quotas.rows)


VARIANTS = (
    Contestant(
        "maxent",
        "variant",
        "",
        "the chances of leximin, and people meet in company as varied as the search can make it",
        run_maxent,
    ),
    Contestant(
        "closest",
        "variant",
        "",
        "leximin among the panels that are nearest to the targets",
        run_closest,
        has_targets,
    ),
)

CONTESTANTS: dict[str, Contestant] = {
    contestant.id: contestant
    for contestant in (
        *map(rule_contestant, RULES),
        *map(procedure_contestant, PROCEDURES.values()),
        *VARIANTS,
    )
}
