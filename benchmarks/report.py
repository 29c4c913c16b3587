"""Turns results into a JSON file and a Markdown table."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from importlib import metadata

from benchmarks import peer
from benchmarks.child import Run
from benchmarks.jobs import Fact
from benchmarks.run import Plan, Result

PHASES = ("reading", "chances", "dealing", "proof")
PACKAGES = ("sortition", "highspy", "numpy", "pulp", "python-flint")
NONE = "–"

OURS = """Seconds, and the peak memory of the whole command in MiB. *Floor*: reading the files with
the csv module and one bare linear program (maximin over the chance polytope). *Reading* to *proof*:
the phases, inside one process. *Whole*: the command `sortition lottery` from the start of its
process to its end, files written; *floor, whole*: the floor's process likewise. *Bound*: the
floor's optimum; no lottery gives everybody more. *Off by*: the largest difference between
somebody's tickets and tickets × chance.
"""

PEER = """Seconds; a ratio is the peer's time divided by ours. *Chances*: the peer's function for
the distribution over panels against our phase *chances*, reading left out of both. *Whole*: the
peer's process (start, reading, distribution, its own rounding to {tickets} equally likely panels;
no proof, no files) against the command `sortition lottery` with {tickets} tickets (start, reading,
chances, dealing, proof, files). *Off by*: the largest difference between somebody's panels among
the {tickets} and {tickets} × chance.
"""

NO_PANEL = 3
"""The exit code of `sortition lottery` when no valid panel exists: an answer, not a failure."""


def as_json(results: Sequence[Result], plan: Plan) -> str:
    """Write down everything that was measured, and on what."""
    content = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
        "versions": {"python": platform.python_version()} | _versions(),
        "peer": peer.REQUIREMENT if plan.peer else None,
        "repeat": plan.repeat,
        "timeout": plan.timeout,
        "tickets": plan.tickets,
        "results": [asdict(result) for result in results],
    }
    return json.dumps(content, indent=2) + "\n"


def as_markdown(results: Sequence[Result], plan: Plan) -> str:
    """Put the results into tables: ours and, if it was run, ours beside the peer's."""
    parts = ["# Benchmarks\n", OURS, table(OUR_HEADER, [_our_row(result) for result in results])]
    if plan.peer:
        parts += [f"## Beside {peer.REQUIREMENT}\n", PEER.format(tickets=plan.tickets)]
        parts.append(table(PEER_HEADER, [_peer_row(result) for result in results]))
    notes = [note for result in results for note in _notes(result)]
    if notes:
        parts += ["## What did not come to a good end\n", "\n".join(notes) + "\n"]
    return "\n".join(parts)


OUR_HEADER = [
    *("instance", "people", "seats", "categories", "rule", "floor", *PHASES),
    *("floor, whole", "whole", "MiB", "bound", "smallest chance", "off by", "status"),
]
PEER_HEADER = [
    *("instance", "rule", "chances: ours", "peer", "ratio", "whole: ours", "peer", "ratio"),
    *("MiB: ours", "peer", "smallest: ours", "peer", "off by: ours", "peer"),
]


def _our_row(result: Result) -> list[str]:
    floor, phases, whole = (result.runs[name] for name in ("floor", "phases", "whole"))
    return [
        *(result.instance, str(result.people), str(result.seats), str(result.categories)),
        result.rule,
        _seconds(_sum(floor)),
        *(_seconds(_phase(phases, name)) for name in PHASES),
        _whole(floor),
        _whole(whole),
        _mib(whole),
        _chance(floor),
        _chance(whole),
        _fact(whole, "worst_ticket_error"),
        _fact(whole, "status"),
    ]


def _peer_row(result: Result) -> list[str]:
    phases, whole, other = (result.runs[name] for name in ("phases", "whole", "peer"))
    ours, theirs = _phase(phases, "chances"), _phase(other, "chances")
    return [
        result.instance,
        result.rule,
        *(_seconds(ours), _seconds(theirs) if other.done else _whole(other), _ratio(theirs, ours)),
        *(_whole(whole), _whole(other), _ratio(_done(other), _done(whole))),
        *(_mib(whole), _mib(other)),
        *(_chance(whole), _chance(other)),
        *(_fact(whole, "worst_ticket_error"), _fact(other, "worst_ticket_error")),
    ]


def _notes(result: Result) -> list[str]:
    return [
        f"- {result.instance}, {result.rule}, {name}: {run.complaint or f'exit code {run.code}'}"
        for name, run in result.runs.items()
        if run.code not in (0, NO_PANEL) and run.limit is None
    ]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---" if place == 0 else "---:" for place in range(len(header))]
    return "".join("| " + " | ".join(row) + " |\n" for row in (header, rule, *rows))


def _phase(run: Run, name: str) -> float | None:
    return run.phases[name]["seconds"] if name in run.phases else None


def _sum(run: Run) -> float | None:
    return sum(phase["seconds"] for phase in run.phases.values()) if run.done else None


def _done(run: Run) -> float | None:
    return run.seconds if run.done else None


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _whole(run: Run) -> str:
    if run.limit is not None:
        return f"> {run.limit:g}"
    if run.code == NO_PANEL:
        return f"{_seconds(run.seconds)} (no valid panel)"
    return _seconds(run.seconds) if run.done else f"exit {run.code}"


def _mib(run: Run) -> str:
    return f"{run.peak_mib:.0f}" if run.done else NONE


def _ratio(theirs: float | None, ours: float | None) -> str:
    return f"{theirs / ours:.3g}" if theirs and ours else NONE


def _chance(run: Run) -> str:
    """Show the smallest chance; ours is an exact fraction, "p/q"."""
    smallest = run.facts.get("minimum_chance")
    return NONE if smallest is None else f"{float(Fraction(smallest)):.6f}"


def _fact(run: Run, name: str) -> str:
    value: Fact = run.facts.get(name, NONE)
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
