"""A lottery: chances, proof and tickets for a problem under a rule.

    M = the chance polytope
    repeat: the rule's optimum over M, exactly
            a first part of the tickets
            do lotteries with these chances exist? if not: cut M and go round again
    the rest of the tickets, names, an independent check of every ticket

The result is `optimal` when the chances are a proven optimum and every person's tickets are the
floor or the ceiling of tickets times chance; otherwise it is `bounded`, and says by how much.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from sortition.absent import absent_cuts
from sortition.approach import approach, balanced
from sortition.chances import System, count_drawn, make_system
from sortition.cuts import Cut, prove
from sortition.deal import Dealer
from sortition.exact import fraction
from sortition.explain import Explanation, explain
from sortition.mixture import Effort, Mixture, Nearest, Search, Separation, decompose
from sortition.names import name_panels
from sortition.rules import RULES, Rule
from sortition.rules.goldilocks import goldilocks_rule
from sortition.rules.rule import Optimum
from sortition.stream import Stream
from sortition.watch import Clock, Progress, Watch, silent
from stratification.canonical import canonical
from stratification.errors import Finding, InputError, TimeLimitError
from stratification.feasibility import Forced, some_panel
from stratification.integer import IntegerSolver, find_solver
from stratification.panels import Counts
from stratification.problem import Problem, check_panel
from stratification.solver import SolverError
from stratification.text import is_writable

EXACT_CLASSES = 600  # with more classes, attainment is shown by the tickets, not by a mixture
TINY_CLASSES = 60  # with more that have a chance, integer programs are long: few of them
SMALL_CLASSES = 150  # with more, one integer program may take seconds
MOST_TICKETS = 100_000
LEAST_GAMMA, MOST_GAMMA = Fraction(1, 1000), Fraction(1_000_000)
TINY_EFFORT = Effort(rounds=300, dives=8, programs=200)
STUCK_EFFORT = Effort(rounds=150, dives=24, programs=0)
REFUTING = Effort(rounds=40, dives=24, programs=10)  # after that
EFFORT = Effort(rounds=15, dives=24, programs=2)  # the tickets are good: the mixture is a bonus

Attained = Literal["exact", "tickets", "no"]


@dataclass(frozen=True)
class Settings:
    """How a lottery is made.

    `seed` None: derived from the inputs. `time_limit` in seconds. `gamma`: how much the smallest
    chance weighs under goldilocks, from 1/1000 to 1000000 (None: 1).
    """

    rule: str = "leximin"
    tickets: int = 1000
    seed: str | None = None
    solver: str | None = None
    time_limit: float | None = None
    gamma: Fraction | None = None

    @property
    def chosen(self) -> Rule:
        """The rule, with its gamma."""
        return RULES[self.rule] if self.gamma is None else goldilocks_rule(self.gamma)


@dataclass(frozen=True)
class Proof:
    """The optimum over M with these cuts, and (if found) a lottery that has exactly its chances."""

    system: System
    optimum: Optimum
    cuts: tuple[Cut, ...]
    mixture: Mixture | None
    refuted: bool  # no lottery has the chances, but the cut was not proven (in time)


@dataclass(frozen=True)
class Lottery:
    """Equally likely panels with the proof of their fairness.

    `chances` and `counts` are per person, in the order of the pool's ids; a ticket is a tuple of
    ids in ascending order.
    """

    problem: Problem
    settings: Settings
    seed: str
    proof: Proof
    tickets: tuple[tuple[str, ...], ...]
    chances: tuple[Fraction, ...]
    counts: tuple[int, ...]
    attained: Attained
    explanation: Explanation
    seconds: dict[str, float]

    @property
    def rule(self) -> str:
        """The rule's id."""
        return self.settings.rule

    @property
    def gamma(self) -> Fraction | None:
        """The weight of the smallest chance under goldilocks; None under other rules."""
        if RULES[self.rule].aim != "balance":
            return None
        return Fraction(1) if self.settings.gamma is None else self.settings.gamma

    @property
    def seats(self) -> int:
        """The size of the panel."""
        return self.problem.seats

    @property
    def never(self) -> tuple[Forced, ...]:
        """Who is on no valid panel, and why."""
        return self.explanation.never

    @property
    def certain(self) -> tuple[Forced, ...]:
        """Who has chance 1, and why."""
        return self.explanation.certain

    @property
    def minimum_chance(self) -> Fraction:
        """The smallest stated chance."""
        return min(self.chances)

    @property
    def maximum_chance(self) -> Fraction:
        """The largest stated chance."""
        return max(self.chances)

    @property
    def unlucky(self) -> int:
        """How many people have a chance above 0 and are on no ticket: too few tickets for them."""
        pairs = zip(self.chances, self.counts, strict=True)
        return sum(chance > 0 and count == 0 for chance, count in pairs)

    @property
    def rounded(self) -> bool:
        """Whether everybody's tickets are the floor or the ceiling of tickets times chance."""
        exact = [len(self.tickets) * chance for chance in self.chances]
        return all(
            floor(number) <= count <= ceil(number)
            for number, count in zip(exact, self.counts, strict=True)
        )

    @property
    def status(self) -> Literal["optimal", "bounded"]:
        """What is proven (see the module's text)."""
        return "optimal" if self.attained != "no" and self.rounded else "bounded"

    @property
    def bound(self) -> Fraction:
        """What is proven for every lottery about the rule's aim (see `sortition.rules.rule`)."""
        return fraction(self.proof.optimum.bound)

    @property
    def gap(self) -> Fraction:
        """How far the tickets stay from what is proven; 0 when optimal.

        From the bound, where that is a chance; else the largest distance of anybody's tickets/m
        from their chance.
        """
        if self.status == "optimal":
            return Fraction(0)
        shares = [Fraction(count, len(self.tickets)) for count in self.counts]
        aim = RULES[self.rule].aim
        if aim in ("smallest", "largest"):
            return abs(self.bound - (min(shares) if aim == "smallest" else max(shares)))
        return max(abs(share - p) for share, p in zip(shares, self.chances, strict=True))

    @property
    def worst_ticket_error(self) -> float:
        """The largest |tickets - m·chance| of anybody, to 6 decimals."""
        m = len(self.tickets)
        errors = (abs(m * p - count) for p, count in zip(self.chances, self.counts, strict=True))
        return round(float(max(errors)), 6)


def make_lottery(
    problem: Problem, settings: Settings | None = None, progress: Progress = silent
) -> Lottery:
    """Make a lottery: chances, proof, tickets.

    Raises:
        InputError: an unknown rule or solver, or a number of tickets out of range.
        NoPanelError: no valid panel exists; its findings say why.
        TimeLimitError: the time limit ended before a single panel was found.
        SolverError: a solver's answers did not pass the exact checks.
    """
    settings = settings or Settings()
    check_settings(settings)
    solver = find_solver(settings.solver)
    start = time.monotonic()
    limit = settings.time_limit
    watch = Watch(progress, None if limit is None else start + limit)
    seed = settings.seed if settings.seed is not None else default_seed(problem, settings)
    spare = some_panel(problem, solver)
    if watch.expired:
        raise TimeLimitError(Finding("time-limit"))
    return _Run(problem, settings, seed, solver, watch, Clock(), spare).lottery()


def check_settings(settings: Settings) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    wrong = []
    if settings.rule not in RULES:
        params = {"rule": settings.rule, "rules": ", ".join(RULES)}
        wrong.append(Finding("rule-unknown", params))
    if settings.gamma is not None and settings.rule != "goldilocks":
        wrong.append(Finding("gamma-rule", {"rule": settings.rule}))
    if settings.gamma is not None and not LEAST_GAMMA <= settings.gamma <= MOST_GAMMA:
        ends = {"least": str(LEAST_GAMMA), "most": str(MOST_GAMMA)}
        wrong.append(Finding("gamma-range", {"gamma": str(settings.gamma)} | ends))
    if not 1 <= settings.tickets <= MOST_TICKETS:
        wrong.append(Finding("tickets-range", {"tickets": settings.tickets, "most": MOST_TICKETS}))
    if not is_writable(settings.seed or ""):
        wrong.append(Finding("draw-text-damaged"))
    if settings.time_limit is not None and not settings.time_limit > 0:
        wrong.append(Finding("time-limit-range", {"seconds": settings.time_limit}))
    if wrong:
        raise InputError(*wrong)


def default_seed(problem: Problem, settings: Settings) -> str:
    """A seed that the inputs and the settings fix: SHA-256 of their canonical form."""
    pool, quotas = canonical(problem.pool, problem.quotas)
    parts = [pool, quotas, str(problem.seats), settings.rule, str(settings.tickets)]
    parts += [] if settings.gamma is None else [str(settings.gamma)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class _Refuted:
    """No lottery has these chances.

    `cuts` prove it (none when a proof became too long); `panels` are those met on the way, and
    `never` people who are on no panel, as far as was looked for them.
    """

    cuts: tuple[Cut, ...]
    panels: tuple[Counts, ...]
    never: tuple[Forced, ...] = ()


@dataclass(frozen=True)
class _Run:
    """One computation: what it works on, and its steps."""

    problem: Problem
    settings: Settings
    seed: str
    solver: IntegerSolver
    watch: Watch
    clock: Clock
    spare: Counts

    def lottery(self) -> Lottery:
        """Chances, proof and tickets."""
        proof, panels, never = self.deal()
        with self.clock.phase("proof"):
            self.check_counts([*panels, *(proof.mixture.panels if proof.mixture else ())])
            people = name_panels(self.problem, panels, Stream(self.seed, "names"))
            people = Stream(self.seed, "tickets").shuffled(people)
            self.check(people)
            why = self.explanation(proof, panels, never)
            made = self.made(proof, why, people)
        return replace(made, seconds=dict(self.clock.seconds))

    def explanation(
        self, proof: Proof, panels: list[Counts], never: tuple[Forced, ...]
    ) -> Explanation:
        """Who is certain, who is on no panel and whom the rule leaves out."""
        chances = proof.optimum.chances
        return explain(self.problem, proof.system, chances, self.solver, panels, never)

    def made(self, proof: Proof, why: Explanation, people: list[list[int]]) -> Lottery:
        """The lottery of these tickets, counted."""
        counted = Counter(person for ticket in people for person in ticket)
        ids = self.problem.pool.ids
        exact = [fraction(chance) for chance in proof.optimum.chances]
        lottery = Lottery(
            self.problem,
            self.settings,
            self.seed,
            proof,
            tuple(tuple(ids[person] for person in ticket) for ticket in people),
            tuple(exact[number] for number in self.problem.class_of),
            tuple(counted[person] for person in range(len(ids))),
            "exact" if proof.mixture is not None else "no",
            why,
            {},
        )
        if lottery.attained == "no" and lottery.rounded and not proof.refuted:
            return replace(lottery, attained="tickets")
        return lottery

    def deal(self) -> tuple[Proof, list[Counts], tuple[Forced, ...]]:
        """The optimum, cut down to what lotteries reach, its panels, and who was met on none."""
        system = make_system(self.problem)
        cuts: list[Cut] = []
        known: list[Counts] = []
        never: tuple[Forced, ...] = ()
        while True:
            with self.clock.phase("chances"):
                self.watch.progress("chances", len(cuts), 0)
                optimum = self.settings.chosen.compute(system)
            with self.clock.phase("dealing"):
                dealer = self.begin(system, optimum, len(cuts))
            with self.clock.phase("proof"):
                stuck = dealer.hopeless or bool(cuts)
                panels = [self.spare, *known, *dealer.panels]
                answer = self.attain(system, optimum, panels, stuck=stuck)
            if not isinstance(answer, _Refuted) or not answer.cuts or self.watch.expired:
                break
            for cut in answer.cuts:
                cuts.append(cut)
                system = system.with_cut(cut.weights, cut.high)
            known = list(answer.panels)
            never = (*never, *answer.never)
        with self.clock.phase("dealing"):
            dealer.look_ahead(self.settings.tickets, self.watch)
            failed = dealer.hopeless or self.watch.expired
            if failed and isinstance(answer, Mixture | Nearest):
                if isinstance(answer, Nearest):
                    answer = balanced(answer, dealer.ideal)
                dealer.start_over(answer.panels, answer.shares)
                dealer.complete(answer.panels, self.watch)
            met = answer.panels if isinstance(answer, _Refuted) else known
            dealer.finish([self.spare, *met], self.watch)
        mixture = answer if isinstance(answer, Mixture) else None
        refuted = isinstance(answer, _Refuted)
        return Proof(system, optimum, tuple(cuts), mixture, refuted), dealer.panels, never

    def begin(self, system: System, optimum: Optimum, cuts: int) -> Dealer:
        """Deal first panels: all, but none where M may still be cut, which would make them vain.

        That is so for a tiny problem, and for one that was cut before.
        """
        stream = Stream(self.seed, f"deal {cuts}")
        dealer = Dealer(system, optimum.chances, self.settings.tickets, stream)
        if count_drawn(optimum.chances) > TINY_CLASSES and not cuts:
            dealer.look_ahead(self.settings.tickets, self.watch)
        return dealer

    def attain(
        self, system: System, optimum: Optimum, panels: list[Counts], *, stuck: bool
    ) -> Mixture | _Refuted | Nearest | None:
        """Whether a lottery has exactly these chances, where that can be told in time."""
        classes = count_drawn(optimum.chances)
        if classes > EXACT_CLASSES and not stuck:
            return None
        effort = TINY_EFFORT if classes <= TINY_CLASSES else STUCK_EFFORT if stuck else EFFORT
        stream = Stream(self.seed, "mixture")
        search = Search(system, self.solver, stream, effort, self.watch)
        if stuck and SMALL_CLASSES < classes <= EXACT_CLASSES and not system.cuts:
            cuts, never = absent_cuts(self.problem, self.solver, system, optimum.chances, panels)
            if cuts:
                return _Refuted(tuple(cuts), tuple(panels), never)
        if stuck and classes > TINY_CLASSES:
            near = approach(search, optimum.chances, panels)
            if isinstance(near, Mixture):
                return near
            panels = list(near.panels)
            search = replace(search, effort=TINY_EFFORT if classes <= SMALL_CLASSES else REFUTING)
        answer = decompose(search, optimum.chances, panels)
        if isinstance(answer, Separation):
            cut = prove(system, answer)
            return _Refuted(() if cut is None else (cut,), answer.panels)
        return answer

    def check_counts(self, panels: Iterable[Counts]) -> None:
        """Check that class counts are panels, whoever found them."""
        if not all(self.problem.allows(panel) for panel in panels):
            raise SolverError(Finding("panel-invalid"))

    def check(self, people: list[list[int]]) -> None:
        """Check every ticket without the classes and rows it was made from."""
        problem = self.problem
        for ticket in people:
            if check_panel(problem.pool, problem.quotas, problem.seats, ticket):
                raise SolverError(Finding("panel-invalid"))
