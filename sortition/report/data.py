"""What the command line answers with --json: plain data; fractions are texts "p/q".

Only the key "message" of a finding depends on the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report.results import LOTTERY_FILES
from sortition.report.words import sentence
from stratification.errors import Finding

if TYPE_CHECKING:
    from sortition.checks import Report
    from sortition.compare import Comparison
    from sortition.draw import Drawn
    from sortition.frontier import Frontier
    from sortition.lottery import Lottery
    from sortition.synth import Synthetic
    from stratification.closest import Narrowed
    from stratification.feasibility import Feasibility, Forced
    from stratification.pool import Assembly
    from stratification.quotas import Quota

Content = dict[str, Any]


def finding(found: Finding) -> Content:
    """One finding: its code and parameters, where it is, and what it says."""
    return {
        "code": found.code,
        "message": sentence(found),
        "file": found.file,
        "row": found.row,
        "column": found.column,
        "params": dict(found.params),
    }


def errors(findings: Iterable[Finding]) -> Content:
    """Everything that is wrong."""
    return {"errors": [finding(found) for found in findings]}


def plain_error(code: str, message: str) -> Content:
    """An error that is about no file, in the shape of the others."""
    place = dict.fromkeys(("file", "row", "column"))
    return {"errors": [{"code": code, "message": message, **place, "params": {}}]}


def quota(row: Quota) -> Content:
    """Which quota it is."""
    return {"category": row.category, "value": row.value, "min": row.min, "max": row.max}


def check(assembly: Assembly, found: Feasibility) -> Content:
    """The answer of `sortition check`."""
    return _inputs(assembly) | {"valid_panel": True} | _without_choice(found.never, found.certain)


def lottery(assembly: Assembly, made: Lottery, folder: Path) -> Content:
    """The answer of `sortition lottery`."""
    figures = ("minimum_chance", "maximum_chance", "bound", "gap")
    return {
        **_inputs(assembly),
        "folder": str(folder),
        "files": list(LOTTERY_FILES),
        "rule": made.rule,
        "gamma": None if made.gamma is None else fraction_text(made.gamma),
        "tickets": len(made.tickets),
        "status": made.status,
        "attained": made.attained,
        **{name: fraction_text(getattr(made, name)) for name in figures},
        "worst_ticket_error": made.worst_ticket_error,
        "seed": made.seed,
        **_without_choice(made.never, made.certain),
        "left_out": list(made.explanation.left_out),
        "without_ticket": made.unlucky,
    }


def _inputs(assembly: Assembly) -> Content:
    """What was read."""
    households = assembly.pool.households
    return {
        "pool_size": len(assembly.pool.ids),
        "seats": assembly.seats,
        "categories": list(assembly.quotas.categories),
        "households": len(set(households)) if households is not None else None,
        "notices": [finding(notice) for notice in assembly.notices],
    }


def _without_choice(never: Sequence[Forced], certain: Sequence[Forced]) -> Content:
    return {"never": list(map(_forced, never)), "certain": list(map(_forced, certain))}


def _forced(group: Forced) -> Content:
    """People without a choice, and the limits that force it."""
    limits = [
        {
            "side": limit.side,
            "category": limit.quota.category if limit.quota else None,
            "value": limit.quota.value if limit.quota else None,
        }
        for limit in group.limits
    ]
    return {"people": list(group.people), "limits": limits}


def draw(drawn: Drawn, folder: Path) -> Content:
    """The answer of `sortition draw`."""
    return {
        "folder": str(folder),
        "files": list(drawn.files),
        "ticket": drawn.ticket,
        "source": drawn.source,
        "panel": list(drawn.panel),
        "draws": drawn.draws,
        "notices": [finding(notice) for notice in drawn.notices],
    }


def verify(report: Report, folder: Path) -> Content:
    """The answer of `sortition verify`."""
    checks = [
        {
            "code": one.code,
            "message": sentence(Finding(one.code, one.params)),
            "ok": one.ok,
            "file": one.file,
            "problems": [finding(problem) for problem in one.problems],
        }
        for one in report.checks
    ]
    notices = [finding(notice) for notice in report.notices]
    return {"folder": str(folder), "ok": report.ok, "checks": checks, "notices": notices}


def notices(findings: Iterable[Finding]) -> Content:
    """What is worth saying about the files of a command."""
    return {"notices": [finding(notice) for notice in findings]}


def frontier(made: Frontier, folder: Path | None, files: Iterable[str]) -> Content:
    """The answer of `sortition frontier`: everything but the proofs."""
    from sortition.frontier_files import frontier_content

    content = frontier_content(made)
    points = [
        {key: value for key, value in point.items() if key != "chances"}
        for point in content["points"]
    ]
    return {**_written(folder, files), "points": points, "rules": content["rules"]}


def closest(found: Narrowed, price: Sequence[Fraction], path: Path) -> Content:
    """The answer of `sortition closest`."""
    rows = zip(found.quotas.rows, found.deviations, strict=True)
    return {
        "file": str(path),
        "smallest_chance": [fraction_text(chance) for chance in price],
        "quotas": [
            {
                **quota(row),
                "deviation": None if deviation is None else fraction_text(deviation),
            }
            for row, deviation in rows
        ],
    }


def synth(made: Synthetic, folder: Path, files: Iterable[str]) -> Content:
    """The answer of `sortition synth`."""
    return {**_written(folder, files), "settings": asdict(made.settings)}


def _written(folder: Path | None, files: Iterable[str]) -> Content:
    return {"folder": None if folder is None else str(folder), "files": list(files)}


def comparison(made: Comparison, folder: Path | None, files: Iterable[str]) -> Content:
    """The answer of `sortition compare`: everything but what is said about single people."""
    from sortition.compare_files import comparison_content

    content = comparison_content(made)
    people = ("chances", "counts")
    entries = [
        {key: value for key, value in entry.items() if key not in people}
        for entry in content.pop("entries")
    ]
    for key in ("ids", "possible", "digests", "versions"):
        del content[key]
    seconds = {name: round(duration, 3) for name, duration in made.seconds.items()}
    return {**_written(folder, files), **content, "entries": entries, "seconds": seconds}
