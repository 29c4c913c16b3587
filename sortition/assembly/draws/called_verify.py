"""Checking the record of the reserve who was called for a seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sortition.assembly.chain import CHAIN
from sortition.assembly.draws.called import CALLED, FIT, read_called, read_fit
from sortition.assembly.draws.called_pool import check_after, check_fit, read_pool
from sortition.checks import Checks, Report
from sortition.drawn import read_draws
from sortition.reading import need, printable, published
from sortition.record import CHANCES, TICKETS
from sortition.record_files import read_chances, read_lottery, read_tickets
from sortition.replacement.order import check_order, order_seed, read_order
from stratification.files import name_of
from stratification.people import Source
from stratification.tables import guard


def verify_called(folder: Path, pool: Source | None = None) -> Report:
    """Check the record of a reserve who was called, against the panel's record beside it.

    Who could be called rests on people's answers, and is checked with these only; that the first of
    them in the order was called is always checked.

    Parameters:
        pool: everybody who signed up by then.
    """
    checks = Checks()
    content = checks.run("check-called", CALLED, read_called, folder)
    if content is None:
        return Report(tuple(checks.done))
    if content["deviation"] and pool is None:
        checks.say("verify-replacement-deviation", CALLED)
    panel = folder.parent / content["panel"]
    order = checks.run("check-called-panel", CALLED, _panel_order, panel, content)
    if not (folder / FIT).exists():
        checks.say("called-no-fit", FIT)
    elif order is not None:
        checks.run("check-called-next", FIT, _check_next, folder, content, order)
    if pool is not None and order is not None:
        _check_pool(checks, content, order, pool)
    for name in sorted({path.name for path in folder.iterdir()} - {CALLED, FIT, CHAIN}):
        checks.say("verify-other-file", name=printable(name))
    return Report(tuple(checks.done), tuple(checks.notices))


def _check_pool(
    checks: Checks, content: Mapping[str, Any], order: Sequence[str], source: Source
) -> None:
    """What rests on people's answers."""
    name = name_of(source.path)
    pool = checks.run("check-record-pool", name, read_pool, content, source)
    if pool is None:
        return
    people = (*content["staying"], content["called"])
    checks.run("check-called-after", CALLED, check_after, pool, content, people)
    checks.run("check-called-fit", FIT, check_fit, pool, content, order)


def _panel_order(panel: Path, content: Mapping[str, Any]) -> tuple[str, ...]:
    """The order of reserves of the panel's draw, in which the reserve has the stated place."""
    figures = read_lottery(panel)
    need(figures.digest == content["lottery"], "called-panel")
    shares = read_chances(published(panel, CHANCES, figures.digests[CHANCES]), figures.pool_size)
    tickets = read_tickets(published(panel, TICKETS, figures.digests[TICKETS]), shares, figures)
    last = read_draws(panel, figures, tickets).entries[-1]
    need(last.ticket == content["ticket"], "called-panel")
    seed = order_seed(figures.seed, last.seed)
    check_order(panel, set(shares) - set(tickets[last.ticket]), seed, last.ticket)
    order = read_order(panel)
    need(content["place"] <= len(order), "called-order")
    need(order[content["place"] - 1] == guard(content["called"]), "called-order")
    return order


def _check_next(folder: Path, content: Mapping[str, Any], order: tuple[str, ...]) -> None:
    """Of all who could be called the first in the order was called."""
    fit = set(read_fit(folder, content))
    need(fit <= set(order), "called-order")
    need(
        not fit & {guard(code) for code in (*content["staying"], *content["barred"])},
        "called-barred",
    )
    first = next(code for code in order if code in fit)
    need(first == guard(content["called"]), "called-next", reserve=first)
