"""Sign-ups come into the dossier: from the file of a form tool, or typed in one by one."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, insert, select, update

from sortition.assembly import schema
from sortition.assembly.decided import decide
from sortition.assembly.signups.desk import Desk, open_desk, save
from sortition.assembly.signups.forms import CODE, Form, Layout, find_layout, form_of
from sortition.assembly.signups.forms_reading import read_entries
from sortition.assembly.signups.judge import (
    ACCEPTED,
    DOUBTFUL,
    LATE,
    LOOKED_AT,
    OUTCOMES,
    REFUSED,
    SAME,
    Judge,
    Verdict,
)
from sortition.assembly.signups.row import Single, check_accepted, judge_row, named_cells
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.record import digest
from stratification.errors import Finding, InputError
from stratification.files import name_of, read_bytes
from stratification.tables import Table, parse_table
from stratification.text import tidy

__all__ = ["Form", "Group", "Imported", "add_signup", "import_signups", "set_deadline"]

_AFTER = ("letters", "quotas", "deadline")
"""What makes it worth reading a file again."""


@dataclass(frozen=True)
class Group:
    """Rows of which the same is to be said: `finding` has the sentence, about one row."""

    outcome: str
    finding: Finding
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Imported:
    """What came of a file.

    Parameters:
        counts: how many rows have each of `OUTCOMES`.
        filled: how many of those that are the same had an answer that was missing.
        groups: the reasons of those that are doubtful or refused.
        notices: about the file.
    """

    file: str
    counts: Mapping[str, int]
    filled: int
    groups: tuple[Group, ...]
    notices: tuple[Finding, ...] = ()


def import_signups(
    place: Place,
    actor: Actor,
    path: Path,
    form: Form | None = None,
    *,
    accept_late: bool = False,
) -> Imported:
    """Read a file of sign-ups: all rows that the form tool has, also those of before.

    Parameters:
        form: which column is what; None, or what it does not say: as with the file before.
        accept_late: whether rows after the deadline count as others.

    Raises:
        InputError: the file cannot be read or was read before, columns are missing or not clear,
            or most codes are those of no letter. Nothing is stored then.
    """
    data = read_bytes(path)
    table = parse_table(data, name_of(path))
    source = digest(data)
    with changing(place, actor) as change:
        desk, layout = _laid_out(open_desk(change, form), table)
        new = desk.form.setting() != form_of(desk.settings.values.get("columns", {})).setting()
        if not new and not accept_late:
            _check_new(change, source, table)
        rules = desk.rules(layout, actor.day, LATE if accept_late else frozenset())
        verdicts = _judged(table, layout, Judge(rules, desk.known))
        early = () if desk.categories else (Finding("signup-no-quotas"),)
        imported = _imported(table, verdicts, early)
        since = _note(change, imported)
        if new:
            decide(change.connection, since, columns=desk.form.setting())
        _note_file(change, source, table, since)
        save(change, source, verdicts, desk, since)
    return imported


def _laid_out(desk: Desk, table: Table) -> tuple[Desk, Layout]:
    """Where the columns are; from the first file on, what tells rows without a code apart."""
    need_code = bool(desk.codes.letters)
    layout = find_layout(table, desk.form, desk.categories, need_code)
    if need_code or desk.form.identity:
        return desk, layout
    code = layout.columns.get(CODE)
    identity = tuple(name for name in layout.used if name != code)
    desk = replace(desk, form=replace(desk.form, identity=identity))
    return desk, find_layout(table, desk.form, desk.categories, need_code)


def _note(change: Change, imported: Imported) -> int:
    """Note in the log that a file was read."""
    return change.event(
        "import",
        file=imported.file,
        accepted=imported.counts[ACCEPTED],
        doubtful=imported.counts[DOUBTFUL],
        refused=imported.counts[REFUSED],
        same=imported.counts[SAME],
        filled=imported.filled,
    )


def _judged(table: Table, layout: Layout, judge: Judge) -> list[Verdict]:
    try:
        return judge.judge(read_entries(table, layout))
    except InputError as error:
        findings = [replace(one, file=table.path_name) for one in error.findings]
    raise InputError(*findings)


def _check_new(change: Change, source: str, table: Table) -> None:
    """Raise when a file was read before, and nothing has changed since that it can fill."""
    files, log = schema.imports, schema.events
    read = select(files.c.event, log.c.at).join(log, log.c.id == files.c.event)
    row = change.connection.execute(read.where(files.c.digest == source)).first()
    if row is None:
        return
    last = select(func.max(log.c.id)).where(log.c.action.in_(_AFTER))
    if (change.connection.execute(last).scalar_one() or 0) < row.event:
        raise InputError(Finding("signup-file-known", {"day": row.at[:10]}, table.path_name))


def _note_file(change: Change, source: str, table: Table, since: int) -> None:
    files = schema.imports
    values = {"name": table.path_name, "event": since}
    done = change.connection.execute(update(files).where(files.c.digest == source).values(**values))
    if not done.rowcount:
        change.connection.execute(insert(files).values(digest=source, **values))


def _imported(table: Table, verdicts: Sequence[Verdict], early: tuple[Finding, ...]) -> Imported:
    counts = Counter(one.outcome for one in verdicts)
    rows: dict[str, list[int]] = {}
    findings: dict[str, tuple[str, Finding]] = {}
    for one in verdicts:
        for reason in one.reasons:
            name = json.dumps([one.outcome, reason.code, reason.column, dict(reason.params)])
            rows.setdefault(name, []).append(one.entry.number)
            findings.setdefault(name, (one.outcome, reason.finding(table.path_name)))
    groups = [Group(*findings[name], tuple(numbers)) for name, numbers in rows.items()]
    return Imported(
        table.path_name,
        {outcome: counts[outcome] for outcome in OUTCOMES},
        sum(one.outcome == SAME and bool(one.answers or one.people) for one in verdicts),
        tuple(sorted(groups, key=lambda one: (OUTCOMES.index(one.outcome), one.rows))),
        (*table.notices, *early),
    )


# ---- one by one ----


def add_signup(place: Place, actor: Actor, given: Mapping[str, str], why: str | None = None) -> str:
    """Put in a sign-up that came on paper or by telephone; its code.

    Parameters:
        given: the answers, by column of the form or by category.
        why: the officer's reason to accept somebody who is late, or seems to be in already.

    Raises:
        InputError: everything that keeps the sign-up from being accepted. Nothing is stored.
    """
    with changing(place, actor) as change:
        desk = open_desk(change, only="")
        row = named_cells(desk, given)
        if desk.form.received is not None and not tidy(row.get(desk.form.received, "")):
            row[desk.form.received] = actor.day
        lenient = LOOKED_AT if tidy(why or "") else frozenset()
        number = change.connection.execute(select(func.max(schema.events.c.id))).scalar_one()
        single = Single(row, ("typed", str(number)))
        verdict, desk = judge_row(change, desk, single, actor.day, lenient)
        check_accepted(verdict)
        since = change.event("sign-up", verdict.code, why)
        save(change, "", [verdict], desk, since)
    return verdict.code or ""


# ---- the deadline ----


def set_deadline(place: Place, actor: Actor, day: datetime.date | None) -> None:
    """Decide on the last day on which people may sign up; None: there is none."""
    with changing(place, actor) as change:
        text = None if day is None else day.isoformat()
        since = change.event("deadline", day=text or "")
        decide(change.connection, since, deadline=text)
