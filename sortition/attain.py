"""The steps of a lottery once the chances are known: are they reached, and by which tickets?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sortition.approach import approach, balanced
from sortition.chances import Exact, System
from sortition.deal import Dealer
from sortition.mixture import Effort, Mixture, Nearest, Search, Separation, decompose
from sortition.rounding import round_mixture
from sortition.stream import Stream
from sortition.watch import Watch
from stratification.integer import IntegerSolver
from stratification.panels import Counts

EXACT_CLASSES = 600  # with more classes, attainment is shown by the tickets, not by a mixture
TINY_CLASSES = 60  # with more, integer programs are long: few of them
SMALL_CLASSES = 150  # with more, one integer program may take seconds
TINY_EFFORT = Effort(rounds=300, dives=8, programs=200)
STUCK_EFFORT = Effort(rounds=150, dives=24, programs=0)
REFUTING = Effort(rounds=40, dives=24, programs=10)  # after that
NEAR_EFFORT = Effort(rounds=40, dives=24, programs=0)  # few seats, classes left out
FEW_EFFORT = Effort(rounds=300, dives=24, programs=200)  # after that
EFFORT = Effort(rounds=15, dives=24, programs=2)  # the tickets are good: the mixture is a bonus

Answer = Mixture | Separation | Nearest | None


@dataclass(frozen=True)
class Steps:
    """What the steps work with. `reduced`: few seats, and classes were left out."""

    seed: str
    tickets: int
    solver: IntegerSolver
    watch: Watch
    reduced: bool

    def end(self, dealer: Dealer, answer: Answer, known: list[Counts]) -> None:
        """Deal all panels, from the answer where looking ahead does not bring them."""
        dealer.look_ahead(self.tickets, self.watch)
        failed = dealer.hopeless or self.watch.expired
        if failed and isinstance(answer, Mixture | Nearest):
            near = balanced(answer, dealer.ideal) if isinstance(answer, Nearest) else answer
            dealer.start_over(near.panels, near.shares)
            dealer.complete(near.panels, self.watch)
        met = [known[0], *answer.panels] if isinstance(answer, Separation) else known
        dealer.finish(met, self.watch)
        off = dealer.violation(dealer.dealt) > 0 and not self.watch.expired
        if off and isinstance(answer, Mixture):
            more, stream = [*known, *dealer.panels], Stream(self.seed, "rounding")
            found = round_mixture(answer, more, (dealer.bounds, dealer.tickets), stream)
            dealer.replace(found or dealer.panels)

    def begin(self, system: System, chances: Exact, cuts: int) -> Dealer:
        """Deal first panels: none for a tiny problem, which may have to be cut; else all."""
        stream = Stream(self.seed, f"deal {cuts}")
        dealer = Dealer(system, chances, self.tickets, stream)
        if len(system.sizes) > TINY_CLASSES and not self.reduced:
            dealer.look_ahead(self.tickets, self.watch)
        return dealer

    def attain(self, dealer: Dealer, chances: Exact, panels: list[Counts]) -> Answer:
        """Whether a lottery has exactly these chances, where that can be told in time."""
        classes, stuck, reduced = len(dealer.sizes), dealer.hopeless, self.reduced
        tiny, small = classes <= TINY_CLASSES, classes <= SMALL_CLASSES
        near_first = (stuck or reduced) and not tiny
        if classes > EXACT_CLASSES and not near_first:
            return None
        effort = TINY_EFFORT if tiny else EFFORT
        if near_first:
            effort = NEAR_EFFORT if reduced else STUCK_EFFORT
        stream = Stream(self.seed, "mixture")
        search = Search(dealer.system, self.solver, stream, effort, self.watch)
        if near_first:
            near = approach(search, chances, panels)
            if isinstance(near, Mixture):
                return near
            panels = list(near.panels)
            thorough = FEW_EFFORT if reduced else TINY_EFFORT
            search = replace(search, effort=thorough if small else REFUTING)
        return decompose(search, chances, panels)
