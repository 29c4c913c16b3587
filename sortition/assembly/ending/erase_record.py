"""destruction.json: the public proof of what was destroyed, when, and what stays.

It counts rows, and names nobody. "schedule" says from which moment and after how many days each
kind had to go; "schedule_digest" is the SHA-256 of the schedule with its reasons as `schedule_json`
writes it, which the dossier keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortition.assembly.ending.erase_rows import KINDS
from sortition.assembly.ending.retention import Rule
from sortition.checks import Checks, Report
from sortition.reading import day as read_day
from sortition.reading import digest as read_digest
from sortition.reading import fields, many, mapping, need, read_json, text, whole
from sortition.record import digest, json_bytes, sealed
from stratification.files import read_bytes
from stratification.messages import MESSAGES

KIND = "destruction"
DESTRUCTION = "destruction.json"
FORMAT = "sortition-destruction-1"
STAYS = ("records", "log", "seats")
"""What is never erased; "ending-stays-…" says why."""

_KEYS = (
    *("format", "digest", "day", "by", "early", "kinds", "rows", "left", "stays"),
    *("schedule", "schedule_digest"),
)


@dataclass(frozen=True)
class Destruction:
    """What was destroyed.

    Parameters:
        day: on which.
        by: the role of who did it, when that may be told.
        early: whether something went before its day, or although a lottery waits.
        rows: how many rows went, by kind.
        left: how many are left, by kind.
        schedule: that held.
    """

    day: str
    by: str | None
    early: bool
    rows: Mapping[str, int]
    left: Mapping[str, int]
    schedule: Sequence[Rule]


def destruction_bytes(done: Destruction) -> bytes:
    """destruction.json."""
    content = {
        "format": FORMAT,
        "day": done.day,
        "by": done.by,
        "early": done.early,
        "kinds": [kind for kind in KINDS if kind in done.rows],
        "rows": dict(done.rows),
        "left": {kind: count for kind, count in done.left.items() if count},
        "stays": {what: MESSAGES[f"ending-stays-{what}"] for what in STAYS},
        "schedule": {rule.kind: {"from": rule.start, "days": rule.days} for rule in done.schedule},
        "schedule_digest": digest(schedule_json(done.schedule)),
    }
    return json_bytes(sealed(content))


def schedule_json(schedule: Sequence[Rule]) -> bytes:
    """The schedule with its reasons: those of the officer, or the usual ones in English."""
    return json_bytes(
        {
            rule.kind: {
                "from": rule.start,
                "days": rule.days,
                "why": rule.why or MESSAGES[f"ending-why-{rule.kind}"],
            }
            for rule in schedule
        }
    )


def read_destruction(folder: Path) -> Mapping[str, Any]:
    """destruction.json of a record, right in itself.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not as it was written.
    """
    content = read_json(read_bytes(folder / DESTRUCTION), FORMAT, _KEYS)
    read_day(content["day"], "day")
    if content["by"] is not None:
        text(content["by"], "by")
    need(isinstance(content["early"], bool), "record-value", key="early")
    kinds = many(content["kinds"], "kinds")
    need(
        bool(kinds) and kinds == [kind for kind in KINDS if kind in kinds],
        "record-value",
        key="kinds",
    )
    for count in fields(content["rows"], kinds).values():
        whole(count, "rows", 0)
    for kind, count in mapping(content["left"], "left").items():
        need(kind in KINDS, "record-value", key="left")
        whole(count, "left", 1)
    for reason in fields(content["stays"], STAYS).values():
        text(reason, "stays")
    for rule in fields(content["schedule"], KINDS).values():
        one = fields(rule, ("from", "days"))
        text(one["from"], "schedule")
        whole(one["days"], "schedule", 0)
    read_digest(content["schedule_digest"], "schedule_digest")
    return content


def verify_destruction(folder: Path) -> Report:
    """Check the record of a destruction. (That rows are gone, only the dossier can show.)"""
    checks = Checks()
    checks.run("check-destruction", DESTRUCTION, read_destruction, folder)
    return Report(tuple(checks.done), tuple(checks.notices))
