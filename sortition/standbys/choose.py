"""The set of standbys with the smallest expected deviation over the samples.

1. *Root*: the program with fractions, cut by cut until no sample asks for another. Cuts are taken
   between the optimum of the moment and where it came from, which needs far fewer of them.
2. *Start*: the classes that the root likes most, improved by exchanging one standby at a time.
3. *Search*: the whole program, again and again; every set that it proposes is looked at exactly,
   and its samples add the cuts that were missing. It ends when no set can be better.

The deviation of every set is recomputed over all ways to seat, in fractions; that no set is better
is what HiGHS proved in floating point, to within `OPTIMAL`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from sortition.standbys.samples import Case, Counts
from sortition.standbys.search import MISSING, Search, Set
from sortition.standbys.settings import Settings, check_settings
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError

OPTIMAL = 1e-6
STALLED = 0.85
"""A round that leaves more than this part of the gap is the last one."""


@dataclass(frozen=True)
class Choice:
    """The best set found.

    Parameters:
        case, settings: what it was chosen for.
        counts: how many of each class of `case.problem`.
        value: its expected deviation over the samples, exactly.
        bound: no set has a smaller one (see `status`).
        status: "optimal" when value and bound are within `OPTIMAL`, else "bounded".
        known: every set whose deviation was computed on the way.
    """

    case: Case
    settings: Settings
    counts: Set
    value: Fraction
    bound: Fraction
    status: str
    known: tuple[Set, ...] = field(repr=False, default=())

    @property
    def gap(self) -> Fraction:
        """How much better a set could be at most."""
        return self.value - self.bound


def choose(case: Case, settings: Settings, progress: Progress = silent) -> Choice:
    """Choose the set of standbys with the smallest expected deviation.

    Raises:
        InputError: the settings are wrong, or there are not enough people who may stand by.
        SolverError: the solver gave up.
    """
    return found_by(searched(case, settings, progress), settings)


def searched(case: Case, settings: Settings, progress: Progress = silent) -> Search:
    """Search for the best set (as `choose`), and return all that was found on the way."""
    check_settings(settings)
    people = _capacity(case)
    if people < settings.standbys:
        params = {"standbys": settings.standbys, "people": people}
        raise InputError(Finding("standbys-too-few", params))
    search = Search(case, settings)
    search.start(search.root())
    for number in range(settings.rounds):
        progress("choosing standbys", number, settings.rounds)
        gap = search.gap
        more = search.step()
        if not more or search.gap <= OPTIMAL / 2 or search.gap > STALLED * gap:
            break
    return search


def found_by(search: Search, settings: Settings) -> Choice:
    """The best set of a search, recomputed in fractions."""
    value = search.deviation.exact(search.best)
    down = Fraction(math.floor((search.bound - MISSING) * 10**9), 10**9)
    bound = min(value, max(Fraction(0), down))
    status = "optimal" if value - bound <= Fraction(OPTIMAL) else "bounded"
    known = tuple(sorted(search.values))
    return Choice(search.case, settings, search.best, value, bound, status, known)


def _capacity(case: Case) -> int:
    """How many people can stand by at most: one per household."""
    sizes: Counts = case.problem.sizes.copy()
    at_home = [c for classes, _ in case.homes for c in classes]
    sizes[at_home] = 0
    return int(sizes.sum()) + sum(high for _, high in case.homes)
