"""Checking the record of sets of standbys, and that of who was seated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sortition.assembly.draws.called_pool import check_seating, read_pool
from sortition.assembly.draws.standbys_files import (
    SEATED,
    drawn_people,
    earlier_draws,
    read_seated,
    standbys_digest,
)
from sortition.checks import Checks, Report
from sortition.reading import need
from sortition.record import DRAW
from sortition.replacement.order import order_seed
from sortition.standbys.check import check_standbys
from sortition.standbys.record import read_figures
from sortition.stream import number
from stratification.files import name_of
from stratification.people import Source


def verify_standbys(folder: Path) -> Report:
    """Check the record of sets of standbys, and its draw."""
    report = check_standbys(folder)
    checks = Checks()
    if (folder / DRAW).exists():
        checks.run("check-draw", DRAW, earlier_draws, folder)
    else:
        checks.say("verify-not-drawn")
    notices = (*report.notices, *checks.notices)
    return replace(report, checks=(*report.checks, *checks.done), notices=notices)


def verify_seated(folder: Path, pool: Source | None = None) -> Report:
    """Check the record of who was seated, against the sets beside it.

    That no other way deviates less rests on people's answers, and is checked with these only.

    Parameters:
        pool: everybody who signed up by then.
    """
    checks = Checks()
    content = checks.run("check-seated", SEATED, read_seated, folder)
    if content is not None:
        checks.run("check-seated-order", SEATED, _check_order, folder.parent, content)
        if pool is None:
            checks.say("seated-no-inputs", SEATED)
        else:
            _check_pool(checks, content, pool)
    return Report(tuple(checks.done), tuple(checks.notices))


def _check_pool(checks: Checks, content: Mapping[str, Any], source: Source) -> None:
    """What rests on people's answers."""
    name = name_of(source.path)
    pool = checks.run("check-record-pool", name, read_pool, content, source)
    if pool is not None:
        checks.run("check-seated-rule", SEATED, check_seating, pool, content)


def _check_order(records: Path, content: Mapping[str, Any]) -> None:
    """Those who stood by were drawn for it, and stand in the order of their numbers."""
    folder = records / content["record"]
    entries = earlier_draws(folder)
    figures = read_figures(folder)
    need(bool(entries) and entries[-1].ticket == content["ticket"], "draw-other-lottery")
    need(standbys_digest(folder) == content["standbys"], "draw-other-lottery")
    people = drawn_people(folder)
    need({*content["order"], *content["aside"]} <= set(people), "seated-stranger")
    seed, label = order_seed(figures.settings.seed, entries[-1].seed), f"seat {content['ticket']}"
    expected = sorted(content["order"], key=lambda code: number(seed, label, code))
    need(content["order"] == expected, "seated-order")
