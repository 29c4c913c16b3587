"""What a draw sees of a dossier: sign-up codes, values of the quotas, and who lives together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Table, and_, func, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import Target
from sortition.assembly.store import Dossier
from stratification.canonical import canonical
from stratification.combinations import is_combination
from stratification.errors import Finding, InputError, Param
from stratification.people import UNNAMED, Source
from stratification.pool import Pool
from stratification.quotas import Quotas
from stratification.tables import table_bytes
from stratification.text import key, listed_names, shown

POOL_FILE = "pool.csv"
ID, HOME = "code", "home"
"""The name of a table of the pool, and its columns that are no category."""

OTHER = "(other)"
"""What stands in that table for a value that no quota names."""

_SHOWN = 10


@dataclass(frozen=True)
class View:
    """Which people a draw sees.

    Parameters:
        households: whether people of one home count as a household.
        also: codes to take in although they withdrew (they had a seat).
        at: the event whose moment counts (None: now).
        only: the codes of the few who are wanted (None: everybody).
    """

    households: bool = False
    also: Collection[str] = field(default=(), repr=False)
    at: int | None = None
    only: Collection[str] | None = field(default=None, repr=False)


def pool_of(dossier: Dossier, target: Target, view: View | None = None) -> Pool:
    """Everybody whose sign-up stands, by code.

    Raises:
        InputError: the answers of some are missing, or no value of the quotas: codes and categories
            are named.
    """
    view = view or View()
    answers = _answers(dossier, target.quotas.columns, view)
    homes = _signed_up(dossier, view, {code for cells in answers.values() for code in cells})
    codes = sorted(homes)
    columns = []
    errors: list[Finding] = []
    for column in target.quotas.columns:
        cells, wrong = _column(codes, answers.get(key(column), {}), column, target.quotas)
        columns.append(cells)
        errors += wrong
    if not codes:
        errors = [Finding("assembly-nobody")]
    if errors:
        raise InputError(*errors)
    return Pool(
        ids=tuple(codes),
        categories=target.quotas.columns,
        values=tuple(zip(*columns, strict=True)) if columns else ((),) * len(codes),
        households=_numbered([homes[code] for code in codes]) if view.households else None,
    )


def pool_bytes(pool: Pool) -> bytes:
    """The pool as a table, for somebody who may repeat a draw: codes and values, no names."""
    header = [ID, *pool.categories, *([HOME] if pool.households is not None else [])]
    homes = [[]] * len(pool.ids) if pool.households is None else [[str(n)] for n in pool.households]
    people = zip(pool.ids, pool.values, homes, strict=True)
    rows = [[code, *(value or OTHER for value in values), *home] for code, values, home in people]
    return table_bytes(header, rows)


def people_digest(pool: Pool) -> str:
    """The digest that everybody's answers and homes have in a record."""
    return canonical(pool, Quotas(()))[0]


def source_of(pool: Pool) -> Source:
    """Where the ids and households of such a table are, for the record of a lottery."""
    return Source(Path(POOL_FILE), ID, () if pool.households is None else (HOME,))


def _signed_up(dossier: Dossier, view: View, answered: Collection[str]) -> dict[str, str | None]:
    """The home of everybody whose sign-up stands; and of others as far as answers are there."""
    table = schema.signups
    query = select(table.c.code, table.c.state, table.c.home).where(_seen(table, view))
    wanted = frozenset(view.also) & frozenset(answered)
    return {
        code: home
        for code, state, home in dossier.connection.execute(query).all()
        if state == "accepted" or code in wanted
    }


def _seen(table: Table, view: View) -> ColumnElement[bool]:
    """The condition that a row is about the people and the moment of a view."""
    held = facts.held(table, view.at)
    return held if view.only is None else and_(held, table.c.code.in_(sorted(view.only)))


def _answers(
    dossier: Dossier, columns: Sequence[str], view: View
) -> Mapping[str, Mapping[str, str]]:
    """The answers by `key` of the category and by code; the database groups them, being quicker."""
    table, wanted = schema.answers, set(map(key, columns))
    by = (table.c.category, table.c.value)
    query = select(*by, func.json_group_array(table.c.code)).where(_seen(table, view))
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for category, value, codes in dossier.connection.execute(query.group_by(*by).order_by(*by)):
        if key(category) in wanted:
            found[key(category)] |= dict.fromkeys(json.loads(codes), value)
    return found


def _column(
    codes: Sequence[str], answers: Mapping[str, str], column: str, quotas: Quotas
) -> tuple[list[str], list[Finding]]:
    """The values of one category in the order of the codes, in the quotas' spelling."""
    spelled = {
        key(value): value for row in quotas.rows for name, value in row.pairs if name == column
    }
    free = all(is_combination(row.category) for row in quotas.rows if column in dict(row.pairs))
    keys = {value: key(value) for value in set(answers.values())}
    cells, missing, strange = [], [], []
    for code in codes:
        answer = answers.get(code)
        value = UNNAMED if answer is None else spelled.get(keys[answer], UNNAMED)
        cells.append(value)
        if answer is None:
            missing.append(code)
        elif value == UNNAMED and not free:
            strange.append(code)
    found = []
    for problem, people in (("missing", missing), ("strange", strange)):
        if people:
            params: dict[str, Param] = {
                "category": shown(column),
                "count": len(people),
                "codes": listed_names(people[:_SHOWN]),
            }
            found.append(Finding(f"assembly-answers-{problem}", params))
    return cells, found


def _numbered(homes: Sequence[str | None]) -> tuple[int, ...]:
    """Number the homes in the order of the codes; who has none lives alone."""
    numbers: dict[object, int] = {}
    return tuple(
        numbers.setdefault(at if home is None else home, len(numbers))
        for at, home in enumerate(homes)
    )
