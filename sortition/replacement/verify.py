"""Checking replacement.json and quotas.csv against the lottery in the folder, and the pool.

`sortition.verify` runs these checks where a folder has a replacement.json. No solver is used, so
it is not checked that a stated deviation is the smallest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sortition.checks import Checks, Report
from sortition.reading import need, published
from sortition.record import CHANCES, LOTTERY, TICKETS
from sortition.record_files import (
    Figures,
    Shares,
    Tickets,
    read_chances,
    read_lottery,
    read_tickets,
)
from sortition.replacement.record import (
    QUOTAS,
    REPLACEMENT,
    Stated,
    check_reduced,
    read_replacement,
)
from sortition.replacement.vacancy import Vacancy, less, subpool
from sortition.verify_inputs import with_columns
from stratification.canonical import canonical
from stratification.files import name_of
from stratification.people import Source
from stratification.pool import Assembly, Pool, read_assembly
from stratification.problem import check_panel
from stratification.quotas import Quotas, parse_quotas
from stratification.tables import guard, read_table


@dataclass(frozen=True)
class Drawing:
    """What a folder holds of the lottery's files that are needed here; None if one is not right."""

    folder: Path
    figures: Figures
    shares: Shares | None
    tickets: Tickets | None


def check_replacement(folder: Path, pool: Source | None = None) -> Report:
    """Check what a replacement adds to the record of a lottery, and nothing else of that record.

    Parameters:
        folder: with the files of `replacement_files`.
        pool: everybody who signed up. Barred people may be missing from it.

    Returns:
        every check, also of files that cannot be read: nothing is raised.
    """
    checks = Checks()
    figures = checks.run("check-lottery", LOTTERY, read_lottery, folder)
    if figures is not None:
        check_parts(checks, _read(checks, folder, figures), pool)
    return Report(tuple(checks.done), tuple(checks.notices))


def _read(checks: Checks, folder: Path, figures: Figures) -> Drawing:
    """The people and the tickets of the lottery."""

    def shares_of() -> Shares:
        data = published(folder, CHANCES, figures.digests[CHANCES])
        return read_chances(data, figures.pool_size)

    shares = checks.run("check-chances", CHANCES, shares_of)
    if shares is None:
        return Drawing(folder, figures, None, None)

    def tickets_of() -> Tickets:
        return read_tickets(published(folder, TICKETS, figures.digests[TICKETS]), shares, figures)

    return Drawing(folder, figures, shares, checks.run("check-tickets", TICKETS, tickets_of))


def check_parts(checks: Checks, drawing: Drawing, pool: Source | None) -> Assembly | None:
    """Check replacement.json and quotas.csv.

    Returns:
        The candidates and the quotas of the open seats, as an assembly to check the lottery
        against; None without a pool, or when something is not right.
    """
    stated = checks.run("check-replacement", REPLACEMENT, _stated, drawing)
    if stated is None:
        return None
    left = checks.run("check-replacement-quotas", QUOTAS, _left, drawing, stated)
    if drawing.shares is not None:
        checks.run("check-replacement-people", CHANCES, _check_people, drawing.shares, stated)
    if stated.missed:
        checks.say("verify-replacement-deviation", REPLACEMENT)
    if pool is None:
        checks.say("verify-replacement-no-pool")
    if pool is None or left is None:
        return None
    found = checks.run(
        "check-replacement-pool", name_of(pool.path), _read_pool, drawing, stated, left, pool
    )
    if found is None:
        return None
    checks.notices += found.notices
    if drawing.tickets is not None:
        checks.run(
            "check-replacement-panels", TICKETS, _check_panels, found.pool, drawing.tickets, stated
        )
    candidates = subpool(found.pool, _vacancy(found.pool, stated).candidates)
    return replace(found, pool=candidates, quotas=left)


def _stated(drawing: Drawing) -> Stated:
    """replacement.json, about this lottery."""
    stated = read_replacement(drawing.folder)
    same = stated.lottery == drawing.figures.digest and stated.open == drawing.figures.seats
    need(same, "replacement-other-lottery")
    return stated


def _left(drawing: Drawing, stated: Stated) -> Quotas:
    """The quotas of the open seats: of this lottery, and what is left of the whole panel's."""
    found = parse_quotas(read_table(drawing.folder / QUOTAS))
    written = canonical(Pool((), (), ()), found)[1]
    need(written == drawing.figures.digests["quotas"], "inputs-other-quotas")
    check_reduced(stated, found.rows)
    return found


def _check_people(shares: Shares, stated: Stated) -> None:
    """Nobody who stays or is barred is in the lottery."""
    count = sum(guard(person) in shares for person in (*stated.staying, *stated.barred))
    need(count == 0, "replacement-drawn-staying", count=count)


def _vacancy(pool: Pool, stated: Stated) -> Vacancy:
    """What is stated, of this pool; who withdrew may have been removed from it."""
    barred = frozenset(stated.barred) & frozenset(pool.ids)
    return Vacancy(pool, stated.quotas, stated.seats, frozenset(stated.staying), barred)


def _read_pool(drawing: Drawing, stated: Stated, left: Quotas, source: Source) -> Assembly:
    """Everybody who signed up, when the lottery was made from those who can be drawn.

    Raises:
        InputError: everything that is wrong with the pool, or with who stays and is barred in it.
        VerificationError: the lottery or the quotas are not those of this pool.
    """
    figures = drawing.figures
    found = read_assembly(with_columns(source, figures), drawing.folder / QUOTAS, figures.seats)
    vacancy = _vacancy(found.pool, stated)
    need(less(stated.relaxed, vacancy.counts) == left, "replacement-other-quotas")
    people = canonical(subpool(found.pool, vacancy.candidates), left)[0]
    need(people == figures.digests["pool"], "replacement-other-people")
    return found


def _check_panels(pool: Pool, tickets: Tickets, stated: Stated) -> None:
    """Every ticket, with those who stay, is a whole panel that misses what is stated."""
    places = {guard(person): place for place, person in enumerate(pool.ids)}
    staying = [places[guard(person)] for person in stated.staying]
    for ticket, panel in tickets.items():
        need(all(person in places for person in panel), "record-ticket-stranger", ticket=ticket)
        people = staying + [places[person] for person in panel]
        wrong = check_panel(pool, stated.exact, stated.seats, people)
        need(not wrong, "replacement-ticket", ticket=ticket)
