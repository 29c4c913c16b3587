"""The rows that were not accepted at once, and what the officer decides about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import select

from sortition.assembly import schema
from sortition.assembly.signups.desk import (
    Desk,
    open_desk,
    put_queue,
    read_queue,
    save,
    settled,
    without,
)
from sortition.assembly.signups.judge import (
    CORRECTING,
    DOUBTFUL,
    LOOKED_AT,
    REFUSED,
    SETTLED,
    Verdict,
)
from sortition.assembly.signups.judge_known import Queued
from sortition.assembly.signups.judge_values import Reason
from sortition.assembly.signups.row import Single, check_accepted, judge_row, named_cells, over
from sortition.assembly.store import Actor, Change, Dossier, Place, changing, reading
from sortition.letters.answered import CODE_NAMES
from stratification.errors import Finding, InputError
from stratification.text import key, tidy

Kind = Literal["accept", "refuse", "correct"]


@dataclass(frozen=True)
class Waiting:
    """A row that waits for a decision. `number` is what `settle` is given."""

    number: int
    state: str
    file: str
    row: int
    received: str
    code: str | None
    reasons: tuple[Reason, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The reasons, each with its place."""
        return tuple(reason.finding(self.file, self.row) for reason in self.reasons)


@dataclass(frozen=True)
class Decision:
    """What the officer decides about a row.

    Parameters:
        kind: "accept" it as a sign-up; "refuse" it; or let it "correct" what its code said before.
        code: of the letter, when the row has a wrong one or none.
        changes: other cells, by column of the form or by category.
        why: the reason; a correction needs one.
    """

    kind: Kind
    code: str | None = None
    changes: Mapping[str, str] = field(default_factory=dict, repr=False)
    why: str | None = None


def waiting(place: Place, states: Sequence[str] = (DOUBTFUL, REFUSED)) -> tuple[Waiting, ...]:
    """The rows in these states, in the order of the states and of the rows."""
    with reading(place) as dossier:
        rows = [one for one in read_queue(dossier) if one.state in states]
        files = _files(dossier)
    rows.sort(key=lambda one: (states.index(one.state), one.number))
    return tuple(
        Waiting(
            one.number,
            one.state,
            files.get(one.source, ""),
            one.row,
            one.received,
            one.code,
            one.reasons,
        )
        for one in rows
    )


def row_cells(place: Place, number: int) -> Mapping[str, str]:
    """What a row in the queue says, by column: personal, for the officer's own screen only.

    Raises:
        InputError: no row that waits has this number.
    """
    with reading(place) as dossier:
        return _find(read_queue(dossier), number).cells


def _files(dossier: Dossier) -> dict[str, str]:
    """The names of files by their digests."""
    table = schema.imports
    rows = dossier.connection.execute(select(table.c.digest, table.c.name))
    return {row.digest: row.name for row in rows}


def _find(queue: Sequence[Queued], number: int) -> Queued:
    for one in queue:
        if one.number == number and one.state != SETTLED:
            return one
    raise InputError(Finding("queue-unknown", {"number": number}))


def settle(place: Place, actor: Actor, number: int, decision: Decision) -> str | None:
    """Decide about a row; the code of the sign-up, None when it is refused.

    Raises:
        InputError: no such row waits, or what still keeps it from being accepted.
    """
    return settle_all(place, actor, [number], decision)[number]


def settle_all(
    place: Place, actor: Actor, numbers: Sequence[int], decision: Decision
) -> dict[int, str | None]:
    """Decide the same about some rows, all or none; by their numbers what `settle` returns.

    Raises:
        InputError: everything that is wrong with any of them. Nothing is changed then.
    """
    errors: list[Finding] = []
    if decision.code is not None and len(set(numbers)) > 1:
        raise InputError(Finding("queue-code-many"))
    if decision.kind == "correct" and not tidy(decision.why or ""):
        raise InputError(Finding("signup-no-why"))
    with changing(place, actor) as change:
        queue, codes = read_queue(change), dict[int, str | None]()
        desk = None if decision.kind == "refuse" else open_desk(change, only="")
        for number in dict.fromkeys(numbers):
            try:
                queued = _find(queue, number)
                if desk is None:
                    _refuse(change, queued, decision)
                    codes[number] = None
                else:
                    codes[number], desk = _accept(change, desk, queued, decision)
            except InputError as error:
                errors += _numbered(error, number) if len(numbers) > 1 else error.findings
        if errors:
            raise InputError(*errors)
    return codes


def _numbered(error: InputError, number: int) -> list[Finding]:
    """What is wrong, each with the number of the row in the queue."""
    return [
        one if one.code == "queue-unknown" else replace(one, row=number) for one in error.findings
    ]


def _refuse(change: Change, queued: Queued, decision: Decision) -> None:
    """Decide that a row stays out."""
    since = change.event("settle", queued.code, decision.why, kind="refuse", row=queued.number)
    put_queue(change, replace(queued, state=SETTLED), since)


def _accept(
    change: Change, desk: Desk, queued: Queued, decision: Decision
) -> tuple[str | None, Desk]:
    """Take a row in; its code, and the desk after it (InputError: it cannot be taken in)."""
    verdict, seen = _judged(change, desk, queued, decision)
    check_accepted(verdict)
    _take(change, seen, queued, (verdict, decision))
    return verdict.code, settled(change, desk, verdict.code or "")


def _judged(change: Change, desk: Desk, queued: Queued, decision: Decision) -> tuple[Verdict, Desk]:
    """What becomes of a row with the officer's changes."""
    desk = replace(desk, known=without(desk.known, queued.number))
    cells = over(queued.cells, named_cells(desk, decision.changes))
    code = decision.code or queued.code
    if code is None and not desk.codes.letters:
        # What was typed is no sign-up code: one is made.
        columns = {name for name in cells if key(name) in CODE_NAMES or name == desk.form.code}
        cells |= dict.fromkeys(columns, "")
    single = Single(cells, (queued.source, str(queued.row)), code, queued.row)
    lenient = CORRECTING if decision.kind == "correct" else LOOKED_AT
    return judge_row(change, desk, single, queued.received, lenient)


def _take(change: Change, desk: Desk, queued: Queued, taken: tuple[Verdict, Decision]) -> None:
    """Put a row that is taken in into the dossier, and out of the queue."""
    verdict, decision = taken
    since = change.event(
        "settle", verdict.code, decision.why, kind=decision.kind, row=queued.number
    )
    save(change, queued.source, [replace(verdict, replaces=None)], desk, since)
    put_queue(change, replace(queued, state=SETTLED, reasons=(), code=verdict.code), since)
