"""A lottery over the people who can fill the open seats of a panel.

It is an ordinary lottery (`sortition.lottery`) over the reduced problem: the chances of the
candidates are the best under the rule among all lotteries over ways to complete the panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sortition.lottery import Lottery, Settings, check_settings, make_lottery
from sortition.replacement.missed import Missed
from sortition.replacement.nearest import fillable
from sortition.replacement.vacancy import Vacancy
from sortition.watch import Progress, silent
from stratification.integer import find_solver


@dataclass(frozen=True)
class Replacement:
    """A lottery for the open seats; every ticket, with those who stay, is a whole panel.

    `missed` are the quotas that each of these panels misses, by the same number of people; () when
    none is.
    """

    vacancy: Vacancy
    lottery: Lottery
    missed: tuple[Missed, ...] = ()

    @property
    def seat_chances(self) -> dict[str, Fraction]:
        """Everybody's chance of a seat, by id, once it is known who left.

        Who stays has chance 1, a candidate that of the lottery, anybody else 0.
        """
        ids = self.lottery.problem.pool.ids
        drawn = dict(zip(ids, self.lottery.chances, strict=True))
        staying = dict.fromkeys(self.vacancy.staying, Fraction(1))
        chances = drawn | staying
        return {person: chances.get(person, Fraction(0)) for person in self.vacancy.pool.ids}


def make_replacement(
    vacancy: Vacancy,
    settings: Settings | None = None,
    progress: Progress = silent,
    accept_deviation: bool = False,
) -> Replacement:
    """Make the lottery for the open seats.

    Parameters:
        accept_deviation: when no choice of people keeps all quotas, make the lottery over the
            nearest panels (`sortition.replacement.nearest`).

    Raises:
        InputError: the settings are wrong.
        NoPanelError: no valid panel exists; the findings say what the nearest ones miss. Or there
            are too few candidates, whatever the quotas are.
        TimeLimitError: the time limit ended before a single panel was found.
        SolverError: a solver's answers did not pass the exact checks.
    """
    settings = settings or Settings()
    check_settings(settings)
    solver = find_solver(settings.solver)
    problem, missed = fillable(vacancy, solver, progress, accept_deviation)
    return Replacement(vacancy, make_lottery(problem, settings, progress), missed)
