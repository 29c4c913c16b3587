"""Checking the record of a lottery over sets of standbys, alone or with the people at hand."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

from sortition.checks import Checks, Report
from sortition.reading import fail, need, published
from sortition.record import CHANCES, TICKETS, chance_text
from sortition.standbys.deviation import Deviation
from sortition.standbys.publish import input_digests
from sortition.standbys.record import (
    STANDBYS,
    Figures,
    Shares,
    Tickets,
    read_figures,
    read_shares,
    read_tickets,
)
from sortition.standbys.samples import Case, draw_samples
from stratification.tables import guard


def check_standbys(folder: Path, case: Case | None = None) -> Report:
    """Check the files of a lottery over sets of standbys.

    Parameters:
        folder: what `standby_files` was written to.
        case: the panel, the pool, the quotas and the drop-out probabilities; with it the deviation
            of every ticket is computed again on the same samples.

    Returns:
        every check, also of files that cannot be read: nothing is raised.
    """
    checks = Checks()
    figures = checks.run("check-standbys", STANDBYS, read_figures, folder)
    if figures is None:
        return Report(tuple(checks.done))
    data = {
        name: checks.run(
            "check-digest", name, published, folder, name, figures.digests[name], STANDBYS
        )
        for name in (CHANCES, TICKETS)
    }
    shares: Shares | None = None
    tickets: Tickets | None = None
    if data[CHANCES] is not None:
        shares = checks.run("check-standby-people", CHANCES, read_shares, data[CHANCES], figures)
    if data[TICKETS] is not None:
        tickets = checks.run("check-standby-tickets", TICKETS, read_tickets, data[TICKETS], figures)
    if shares is None or tickets is None:
        return Report(tuple(checks.done), tuple(checks.notices))
    checks.run("check-standby-counts", CHANCES, _check_counts, figures, shares, tickets)
    if case is None:
        checks.say("standbys-no-inputs")
    elif checks.run("check-standby-inputs", STANDBYS, _check_inputs, figures, case):
        checks.run("check-standby-values", TICKETS, _check_values, figures, shares, tickets, case)
    return Report(tuple(checks.done), tuple(checks.notices))


def _check_counts(figures: Figures, shares: Shares, tickets: Tickets) -> None:
    """Everybody is on as many tickets as stated, which is the chance, rounded up or down."""
    counts = Counter(person for ticket in tickets.values() for person in ticket)
    for name, ticket in tickets.items():
        need(all(p in shares for p in ticket), "standbys-ticket-stranger", ticket=name)
    total = Fraction(0)
    for person, (written, stated) in shares.items():
        need(counts[person] == stated, "standbys-counts")
        try:
            chance = Fraction(written)
        except ValueError:
            fail("record-value", key="chance")
        need(0 <= chance <= 1 and chance_text(chance) == written, "record-value", key="chance")
        near = abs(stated - chance * figures.settings.tickets)
        need(near < 1 + Fraction(1, 10**6), "standbys-counts")
        total += chance
    room = Fraction(len(shares), 10**12)
    need(abs(total - figures.settings.standbys) <= room, "record-value", key="chance")


def _check_inputs(figures: Figures, case: Case) -> bool:
    """Whether pool, quotas, panel and drop-out probabilities are those of the record."""
    for name, found in input_digests(case).items():
        need(figures.digests[name] == found, "standbys-other-input", input=name)
    need(figures.seats == len(case.panel), "record-value", key="seats")
    need(figures.people == len(case.standing_by), "record-value", key="people")
    return True


def _check_values(figures: Figures, shares: Shares, tickets: Tickets, case: Case) -> None:
    """Every set may stand by, has the deviation that is stated, and classes have equal chances."""
    settings, problem = figures.settings, case.problem
    where = {guard(person): at for at, person in enumerate(problem.pool.ids)}
    need(set(where) == set(shares), "standbys-counts")
    homes = problem.pool.households or range(len(problem.pool.ids))
    samples = draw_samples(case, settings.seed, settings.samples, "choose")
    deviation = Deviation(case, samples, settings.measure)
    values: dict[tuple[int, ...], Fraction] = {}
    totals = [0] * len(problem.members)
    for (name, ticket), stated in zip(tickets.items(), figures.values, strict=True):
        people = [where[person] for person in ticket]
        need(len({homes[p] for p in people}) == len(people), "standbys-household", ticket=name)
        counts = [0] * len(totals)
        for person in people:
            counts[problem.class_of[person]] += 1
            totals[problem.class_of[person]] += 1
        one = tuple(counts)
        if one not in values:
            values[one] = deviation.exact(one)
        need(values[one] == stated, "standbys-other-value", ticket=name)
    for written, at in where.items():
        c = problem.class_of[at]
        chance = Fraction(totals[c], settings.tickets * len(problem.members[c]))
        need(chance_text(chance) == shares[written][0], "standbys-counts")
