"""Where the sign-ups stand against the targets, at any time: what comes in, what still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sortition.assembly.decided import Target, decided
from sortition.assembly.draws.pool import View as Seen
from sortition.assembly.draws.pool import pool_of
from sortition.assembly.signups.view_response import Line, answered
from sortition.assembly.store import Dossier, Place, reading
from sortition.chances import make_system
from sortition.rules.leximin import first_level
from stratification.errors import Finding, InputError
from stratification.feasibility import Checker, find_counts
from stratification.feasibility.lacking import Lacking, Short, lacking, short_values
from stratification.integer import find_solver
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quotas

if TYPE_CHECKING:
    from sortition.assembly.signups.view_wave import Wave

FEW = 2
"""Fewer sign-ups than this for every seat that is needed are few: who drops out may be the last."""

QUICK = 300
"""With more kinds of people than this it takes long to find the fewest further sign-ups."""


@dataclass(frozen=True)
class QuotaLine:
    """A quota and the sign-ups with its value.

    Parameters:
        needed: of the seats, those that nobody else can take: the minimum, or what the other values
            of the category leave.
    """

    category: str
    value: str
    min: int
    max: int
    sign_ups: int
    share: Fraction
    needed: int

    @property
    def per_seat(self) -> Fraction | None:
        """Sign-ups for each seat that is needed; None where none is."""
        return Fraction(self.sign_ups, self.needed) if self.needed else None

    @property
    def lags(self) -> str:
        """ "short" (fewer than are needed), "few" (fewer than `FEW` per seat), or ""."""
        if self.sign_ups < self.needed:
            return "short"
        return "few" if self.sign_ups < FEW * self.needed else ""


@dataclass(frozen=True)
class View:
    """Where the sign-ups stand.

    Parameters:
        sign_ups, seats: how many; who withdrew does not count.
        quotas: in their order.
        letters, answered: how many letters were sent, and how many sign-ups came of these (who
            withdrew counts).
        response: by the values of the columns of the strata.
        panel: whether there is a valid panel; None: it cannot be told.
        short: the quotas with too few people.
        lacking: the fewest further sign-ups with which there would be one, and their values; None
            when there is one, no sign-ups help, or a notice says that it takes long.
        smallest: the smallest chance that anybody would have, as large as any lottery can make it.
            It is a bound: the tickets that are dealt may come out a little below it.
        wave: what the next letters would bring, when that was asked.
        notices: what to know about it.
    """

    sign_ups: int
    seats: int
    quotas: tuple[QuotaLine, ...]
    letters: int
    answered: int
    response: tuple[Line, ...]
    panel: bool | None
    short: tuple[Short, ...]
    lacking: Lacking | None
    smallest: Fraction | None
    wave: Wave | None
    notices: tuple[Finding, ...]


def view(place: Place, letters: int | None = None, *, thorough: bool = False) -> View:
    """Where the sign-ups stand.

    Parameters:
        letters: of a next wave; None: nobody asks for it.
        thorough: whether to find what lacks however long it takes (a minute, with thousands).

    Raises:
        InputError: there are no quotas, or fewer people without a letter.
        VerificationError: a record of letters was changed.
    """
    with reading(place) as dossier:
        return view_of(dossier, letters, thorough=thorough)


def view_of(dossier: Dossier, letters: int | None = None, *, thorough: bool = False) -> View:
    """The same, of an open dossier."""
    settings = decided(dossier.connection)
    target = settings.need_target()
    pool, notices = _pool(dossier, target, bool(settings.values.get("households")))
    whole = not notices
    problem = make_problem(pool, target.quotas, target.seats)
    sent = answered(dossier)
    wave = None
    if letters is not None and sent is not None:
        from sortition.assembly.signups.view_wave import next_wave  # brings scipy, which is slow

        wave, more = next_wave(dossier, target, sent, problem, letters)
        notices = (*notices, *more)
    panel = _possible(problem) if whole else None
    slow = panel is False and not thorough and len(problem.members) > QUICK
    notices += (Finding("view-lacking-slow"),) * slow
    return View(
        sign_ups=len(pool.ids),
        seats=target.seats,
        quotas=_lines(problem) if whole else (),
        letters=0 if sent is None else sent.letters,
        answered=0 if sent is None else sent.sign_ups,
        response=() if sent is None else sent.lines(),
        panel=panel,
        short=short_values(problem) if whole else (),
        lacking=lacking(problem, find_solver()) if panel is False and not slow else None,
        smallest=_smallest(problem) if panel else None,
        wave=wave,
        notices=notices,
    )


def problem_now(place: Place, households: bool = False) -> Problem:
    """The sign-ups and the quotas as they are now, for a search of quotas that can be met.

    Parameters:
        households: whether at most one person of a home may be on the panel.

    Raises:
        InputError: there are no quotas, nobody signed up, or answers are missing.
    """
    with reading(place) as dossier:
        target = decided(dossier.connection).need_target()
        pool = pool_of(dossier, target, Seen(households))
    return make_problem(pool, target.quotas, target.seats)


def _pool(dossier: Dossier, target: Target, households: bool) -> tuple[Pool, tuple[Finding, ...]]:
    """Who can be drawn; nobody, and what is wrong, when answers are missing."""
    try:
        return pool_of(dossier, target, Seen(households)), ()
    except InputError as error:
        nobody = Pool((), target.quotas.columns, (), () if households else None)
        if [finding.code for finding in error.findings] == ["assembly-nobody"]:
            return nobody, ()
        return nobody, (Finding("view-answers-missing"), *error.findings)


def _possible(problem: Problem) -> bool:
    solver = find_solver()
    return find_counts(solver, Checker(problem, solver).system) is not None


def _smallest(problem: Problem) -> Fraction:
    """The largest smallest chance over the chance polytope."""
    value, _ = first_level(make_system(problem))
    return Fraction(int(value.p), int(value.q))


def _lines(problem: Problem) -> tuple[QuotaLine, ...]:
    everybody = len(problem.pool.ids)
    needed = _needed(problem.quotas, problem.seats)
    rows = [row for row in problem.rows if row.quota is not None]
    found = []
    for row, need in zip(rows, needed, strict=True):
        people = int(problem.sizes[list(row.classes)].sum())
        quota = row.quota
        if quota is not None:
            share = Fraction(people, everybody or 1)
            found.append(
                QuotaLine(quota.category, quota.value, quota.min, quota.max, people, share, need)
            )
    return tuple(found)


def _needed(quotas: Quotas, seats: int) -> Sequence[int]:
    """The seats of every quota that nobody else can take."""
    partitions = set(quotas.partitions)
    most: dict[str, int] = {}
    for row in quotas.rows:
        most[row.category] = most.get(row.category, 0) + row.max
    return [
        max(row.min, seats - (most[row.category] - row.max))
        if row.category in partitions
        else row.min
        for row in quotas.rows
    ]
