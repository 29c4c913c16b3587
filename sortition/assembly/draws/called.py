"""reserves.json and fit.csv: the reserve who was called for a seat, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sortition.assembly.chain import CHAIN, number_of
from sortition.assembly.draws.called_pool import check_after, check_fit, read_pool
from sortition.checks import Checks, Report
from sortition.drawn import read_draws
from sortition.reading import (
    digest,
    many,
    need,
    printable,
    published,
    read_csv,
    read_json,
    text,
    whole,
)
from sortition.record import CHANCES, TICKETS
from sortition.record_files import read_chances, read_lottery, read_tickets
from sortition.replacement.order_file import check_order, order_seed, read_order
from sortition.replacement.record import exact, read_quotas
from stratification.files import name_of, read_bytes
from stratification.people import Source
from stratification.tables import guard

CALLED, FIT = "reserves.json", "fit.csv"
FORMAT = "sortition-reserves-1"
KEYS = (
    *("format", "digest", "panel", "lottery", "ticket", "seats", "open", "staying", "barred"),
    *("passed", "called", "place", "fit", "fit_digest", "pool", "quotas", "deviation"),
)


def read_called(folder: Path) -> Mapping[str, Any]:
    """reserves.json, right in itself.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not as it was written.
    """
    content = read_json(read_bytes(folder / CALLED), FORMAT, KEYS)
    for key in ("panel", "ticket", "called"):
        text(content[key], key)
    for key in ("seats", "open", "place", "fit"):
        whole(content[key], key, 1)
    for key in ("lottery", "fit_digest", "pool"):
        digest(content[key], key)
    need(number_of(content["panel"]) is not None, "record-value", key="panel")
    for key in ("staying", "barred", "passed"):
        codes = [text(code, key) for code in many(content[key], key)]
        need(all(a < b for a, b in pairwise(codes)), "record-value", key=key)
    open_seats = content["seats"] - len(content["staying"])
    need(content["open"] == open_seats, "record-value", key="open")
    need(set(content["passed"]) <= set(content["barred"]), "record-value", key="passed")
    out = {*content["staying"], *content["barred"]}
    need(content["called"] not in out, "called-barred")
    _check_deviation(content)
    return content


def _check_deviation(content: Mapping[str, Any]) -> None:
    """There are whole panels that miss the stated quotas and no others: the seats add up."""
    quotas, missed = read_quotas(content)
    reached = exact(quotas, missed)
    for category in reached.partitions:
        rows = [row for row in reached.rows if row.category == category]
        low, high = sum(row.min for row in rows), sum(row.max for row in rows)
        need(low <= content["seats"] <= high, "called-deviation")


def read_fit(folder: Path, content: Mapping[str, Any]) -> tuple[str, ...]:
    """fit.csv: who could be called (VerificationError: it is another file)."""
    data = published(folder, FIT, content["fit_digest"], CALLED)
    fit = tuple(code for (code,) in read_csv(data, ["id"]))
    need(
        len(fit) == content["fit"] and all(a < b for a, b in pairwise(fit)),
        "record-value",
        key="fit",
    )
    need(guard(content["called"]) in fit, "called-order")
    return fit


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
