"""One sign-up that was typed, or is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sortition.assembly.signups.desk import Desk, looking_at
from sortition.assembly.signups.forms import find_layout
from sortition.assembly.signups.forms_reading import read_entries, table_of
from sortition.assembly.signups.judge import ACCEPTED, SAME, Judge, Verdict
from sortition.assembly.store import Dossier
from sortition.letters.answered import CODE_NAMES
from sortition.letters.codes import normalise
from stratification.errors import Finding, InputError, Param
from stratification.text import key, listed_names, nearest, shown

CODE_COLUMN = "code"
"""What the column of the code is called when the form does not say it."""


@dataclass(frozen=True)
class Single:
    """A row that stands alone.

    Parameters:
        cells: by column; a column of the form that is not there is blank.
        identity: what its code is made of, when it has none and there are no letters.
        code: in the place of what the row has; None: as it has.
        number: of the row.
    """

    cells: Mapping[str, str] = field(repr=False)
    identity: tuple[str, ...]
    code: str | None = None
    number: int = 1


def judge_row(
    dossier: Dossier, desk: Desk, single: Single, now: str, lenient: frozenset[str]
) -> tuple[Verdict, Desk]:
    """What becomes of a row, and the desk with whom it is about.

    Rows in the queue count only where they have its code.
    """
    columns = list(dict.fromkeys(columns_of(desk).values()))
    code = next((name for name in single.cells if key(name) in CODE_NAMES), CODE_COLUMN)
    code = desk.form.code or code
    blank = dict.fromkeys(name for name in columns if name != CODE_COLUMN)
    cells = over(dict.fromkeys([*blank, code], ""), single.cells)
    table = table_of([cells], [single.number], "")
    form = replace(desk.form, code=code, identity=())
    layout = find_layout(table, form, desk.categories, need_code=False)
    (entry,) = read_entries(table, layout)
    entry = replace(entry, identity=single.identity, code=single.code or entry.code)
    desk = looking_at(dossier, desk, normalise(entry.code or ""))
    judge = Judge(desk.rules(layout, now, lenient), desk.known, alone=True)
    return judge.judge([entry])[0], desk


def over(cells: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Cells with others in their place: columns are the same whatever their case and spaces.

    >>> over({"Town": "", "age": "40"}, {"town": "Zeewijk"})
    {'age': '40', 'town': 'Zeewijk'}
    """
    changed = set(map(key, changes))
    return {name: text for name, text in cells.items() if key(name) not in changed} | dict(changes)


def check_accepted(verdict: Verdict) -> None:
    """Raise everything that keeps a row out (InputError)."""
    if verdict.outcome == SAME and not verdict.answers and not verdict.people:
        params: dict[str, Param] = {"code": verdict.code or ""}
        code = "signup-already" if verdict.code else "signup-waits"
        raise InputError(Finding(code, params if verdict.code else {}))
    if verdict.outcome not in (ACCEPTED, SAME):
        raise InputError(*(reason.finding() for reason in verdict.reasons))


def columns_of(desk: Desk) -> dict[str, str]:
    """The columns of a form, by the `key` of what they may be called."""
    form = desk.form
    columns = {key(category): column for category, column in form.categories}
    wanted = {key(one): columns.get(key(one), one) for one in desk.categories}
    single = [form.received, form.consent, *form.people, *form.household]
    single += [name for name, _ in form.eligible]
    named = {key(name): name for name in (*single, *wanted.values()) if name is not None}
    return {
        **named,
        **wanted,
        "code": form.code or "code",
        key(form.code or "code"): form.code or "code",
    }


def named_cells(desk: Desk, given: Mapping[str, str]) -> dict[str, str]:
    """Texts by column, of texts by column or category (InputError: a name is none of these)."""
    known = columns_of(desk)
    errors = []
    for name in given:
        if key(name) not in known:
            names = listed_names(tuple(dict.fromkeys(known.values())))
            params: dict[str, Param] = {"name": shown(name), "known": names}
            close = nearest(name, known.values())
            if close is not None:
                params["nearest"] = shown(close)
            errors.append(Finding("signup-name" + ("" if close is None else "-nearest"), params))
    if errors:
        raise InputError(*errors)
    return {known[key(name)]: text for name, text in given.items()}
