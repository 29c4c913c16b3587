"""The order of reserves: who is called first when a seat falls open.

After a draw everybody not drawn has a place in one order, fixed by a seed and the ticket: by
`sortition.stream.number(seed, "reserves TICKET", id)`, smallest first. The seed is the public one
of the draw; when a number was thrown instead, that of the lottery. For a seat that falls open the
first person in the order is called with whom the panel can still be completed.

**Calling on is filling.** Take the people in the order one by one, and each with whom, beside those
taken before, the panel can still be completed. Who did not fit once fits never again, for what can
be completed only shrinks as people are added; so one walk through the order gives the same people
as looking for the first again and again (`fill`, `next_reserve`).

**One seat.** When one member leaves, the valid panels are those who stay and one candidate who
fits. Let n candidates fit. In an order in which all permutations are equally likely each of the n
comes first of them with probability 1/n, so each has chance exactly 1/n. Every lottery over these
panels gives the n people chances that add up to 1, and nobody else any. So the smallest chance is
1/n at most, and 1/n only if all are equal: the order of reserves *is* the leximin lottery, with
chance 1/n for each who fits
(`sortition.replacement.single`). With more seats it need not be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sortition.replacement.missed import Missed
from sortition.replacement.nearest import fillable
from sortition.replacement.vacancy import Vacancy, about_people
from stratification.errors import InputError
from stratification.feasibility import Checker, find_counts
from stratification.integer import IntegerSolver, IntegerSystem, find_solver


def next_reserve(
    vacancy: Vacancy,
    order: Sequence[str],
    declined: Collection[str] = (),
    accept_deviation: bool = False,
    solver: IntegerSolver | None = None,
) -> str:
    """Who is called first for the open seats.

    Parameters:
        order: of those not drawn; only they are called. Who cannot be drawn is passed over.
        declined: ids of those who were called and said no.
        accept_deviation: whether the nearest panels will do when no valid one exists.

    Raises:
        InputError: the order or `declined` has ids that are not in the pool.
        NoPanelError: the panel cannot be completed from the order; see `fillable`.
    """
    return next(_called(_callable(vacancy, order, declined), order, accept_deviation, solver))


def fill(
    vacancy: Vacancy,
    order: Sequence[str],
    declined: Collection[str] = (),
    accept_deviation: bool = False,
    solver: IntegerSolver | None = None,
) -> tuple[str, ...]:
    """Who is called for all open seats, in turn, when everybody says yes (see `next_reserve`)."""
    called = _called(_callable(vacancy, order, declined), order, accept_deviation, solver)
    return tuple(called)


def who_fit(
    vacancy: Vacancy,
    order: Sequence[str],
    declined: Collection[str] = (),
    accept_deviation: bool = False,
    solver: IntegerSolver | None = None,
) -> tuple[str, ...]:
    """Everybody in the order with whom the panel can be completed; the first is the next reserve.

    In an order in which all permutations are equally likely each of these n comes first with
    chance 1/n. Parameters and errors are those of `next_reserve`.
    """
    return fit_and_missed(vacancy, order, declined, accept_deviation, solver)[0]


def fit_and_missed(
    vacancy: Vacancy,
    order: Sequence[str],
    declined: Collection[str] = (),
    accept_deviation: bool = False,
    solver: IntegerSolver | None = None,
) -> tuple[tuple[str, ...], tuple[Missed, ...]]:
    """Everybody of `who_fit`, and what the panel misses that is completed with any of them."""
    solver = solver or find_solver()
    left = _callable(vacancy, order, declined)
    problem, missed = fillable(left, solver, accept_deviation=accept_deviation)
    system = Checker(problem, solver).system
    fit = {number for number in range(len(problem.members)) if _can_have(number, system, solver)}
    places = {person: place for place, person in enumerate(problem.pool.ids)}
    people = tuple(p for p in order if p in places and problem.class_of[places[p]] in fit)
    return people, missed


def _can_have(number: int, system: IntegerSystem, solver: IntegerSolver) -> bool:
    """Whether a panel has somebody of a class."""
    lower = system.lower.copy()
    lower[number] = max(lower[number], 1)
    return find_counts(solver, replace(system, lower=lower)) is not None


def _callable(vacancy: Vacancy, order: Sequence[str], declined: Collection[str]) -> Vacancy:
    """The vacancy in which only those in the order who did not decline can be drawn."""
    known = set(vacancy.pool.ids)
    unknown = set(order) - known
    if unknown:
        raise InputError(about_people("replacement-order-unknown", unknown))
    left = set(order) - set(declined)
    out = (known - left - vacancy.staying) | set(declined)
    return replace(vacancy, barred=vacancy.barred | out)


def _called(
    vacancy: Vacancy, order: Sequence[str], accept_deviation: bool, solver: IntegerSolver | None
) -> Iterator[str]:
    """Those who are called, one after the other, when everybody says yes.

    People of one class are interchangeable, also beside people of other households who were called
    before; so it is enough that a panel has one more of the class than were called.
    """
    solver = solver or find_solver()
    problem, _ = fillable(vacancy, solver, accept_deviation=accept_deviation)
    system = Checker(problem, solver).system
    places = {person: place for place, person in enumerate(problem.pool.ids)}
    closed: set[int] = set()  # classes of which nobody more fits
    taken: set[int] = set()  # households
    for person in order:
        if system.lower.sum() == problem.seats:
            return
        if person not in places:
            continue
        number_of = problem.class_of[places[person]]
        home = None if problem.pool.households is None else problem.pool.households[places[person]]
        if number_of in closed or home in taken:
            continue
        lower = system.lower.copy()
        lower[number_of] += 1
        trial = replace(system, lower=lower)
        if lower[number_of] > system.upper[number_of] or find_counts(solver, trial) is None:
            closed.add(number_of)
            continue
        system = trial
        taken |= set() if home is None else {home}
        yield person
