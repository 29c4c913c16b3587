"""Giving data of people to who needs them: a table with the fields named, and no more.

Whoever asks for a table says for whom, what for and on which legal ground; the log keeps that with
the number of people, so that everybody can be told who received their data. People with a
disclosure block (geheimhouding) are left out, unless the table stays inside the municipality. Where
a municipality keeps to itself who has one, its people are in tables of codes and answers only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decided
from sortition.assembly.ending.disclosure_given import GIVEN, GROUPS, PANEL, blocked, group, unknown
from sortition.assembly.ending.erase_rows import letter_hashes
from sortition.assembly.store import Actor, Dossier, Place, changing
from sortition.letters.codes import is_code, normalise
from stratification.errors import Finding, InputError, Param
from stratification.tables import table_bytes
from stratification.text import key, listed_names, shown, tidy

CODE = "code"
"""The field that is the sign-up code."""

_SPECIAL = re.compile(
    r"zorg|gezond|ziek|beperking|handicap|health|\bcare|disab|herkomst|afkomst|etni|ethni|origin|"
    r"migra|ras\b|\brace|religi|geloof|levensbesch|politi|partij|\bparty|opini|mening|houding|"
    r"attitude|stemgedrag|\bvote|vakbond|union|seksu|sexual|genet|strafrecht|criminal"
)


@dataclass(frozen=True)
class Order:
    """What is given to whom.

    Parameters:
        recipient, purpose, ground: who gets it, what for, and on which legal ground.
        fields: of people, by name; "code" is the sign-up code.
        who: one of `GROUPS`.
        answers: categories to give as well; none unless they are named.
        inside: the recipient is the municipality itself, so people with a disclosure block are in.
    """

    recipient: str
    purpose: str
    ground: str
    fields: Sequence[str]
    who: str = PANEL
    answers: Sequence[str] = ()
    inside: bool = False


@dataclass(frozen=True)
class Exported:
    """A table for somebody.

    Parameters:
        table: CSV; to be written where only the officer can read it.
        people: how many are in it.
        blocked: how many were left out because of a disclosure block.
        notices: what is worth knowing.
    """

    table: bytes = field(repr=False)
    people: int
    blocked: int
    notices: tuple[Finding, ...]


def export_people(place: Place, actor: Actor, order: Order) -> Exported:
    """Make a table for somebody; that it was made is in the log.

    Raises:
        InputError: everything that is wrong: recipient, purpose or ground is blank, a field or
            category that nobody has, no field at all, nobody to give.
    """
    _check(order)
    with changing(place, actor) as change:
        columns = _columns(change, order)
        people = group(change, order.who)
        hidden = _hidden(change, columns, people, order.inside)
        codes = sorted(people - hidden.out)
        if not codes:
            raise InputError(hidden.nobody)
        rows = sorted(_rows(change, columns, codes))
        change.event(
            GIVEN,
            recipient=tidy(order.recipient),
            purpose=tidy(order.purpose),
            ground=tidy(order.ground),
            who=order.who,
            fields=[name for table, name in columns if table is not schema.answers],
            answers=[name for table, name in columns if table is schema.answers],
            people=len(codes),
            blocked=len(hidden.out),
            unknown=len(hidden.unknown - hidden.out),
            inside=order.inside,
        )
        notices = (*_notices(change, columns), *hidden.notices)
    table = table_bytes([name for _, name in columns], rows)
    return Exported(table, len(codes), len(hidden.out), notices)


@dataclass(frozen=True)
class _Hidden:
    """Of a group of people: who may have a disclosure block, and who is therefore left out.

    Parameters:
        sure: who has one.
        unknown: of whom only their municipality knows.
        out: who is left out.
    """

    sure: frozenset[str]
    unknown: frozenset[str]
    out: frozenset[str]

    @property
    def nobody(self) -> Finding:
        """Why nobody is left."""
        if not self.unknown:
            return Finding("ending-given-nobody")
        return Finding("ending-given-nobody-known", {"count": len(self.unknown)})

    @property
    def notices(self) -> tuple[Finding, ...]:
        """How many of them are left out, or in the table all the same."""
        return tuple(
            Finding(code if people <= self.out else f"{code}-in", {"count": len(people)})
            for code, people in (
                ("ending-given-blocked", self.sure),
                ("ending-given-unknown", self.unknown),
            )
            if people
        )


def _hidden(dossier: Dossier, columns: _Columns, people: frozenset[str], inside: bool) -> _Hidden:
    """Who is left out.

    Codes and answers are what people gave themselves on the form, and name nobody: who may or may
    not have a block is in a table of these. The register, and the block in it, is about the rest.
    """
    not_known = unknown(dossier, people)
    sure = blocked(dossier, people) - not_known
    named = any(table is schema.people for table, _ in columns)
    out = frozenset() if inside else sure | not_known if named else sure
    return _Hidden(sure, not_known, out)


def _check(order: Order) -> None:
    """Raise what is wrong whatever the dossier says (InputError)."""
    said = {"recipient": order.recipient, "purpose": order.purpose, "ground": order.ground}
    errors = [
        Finding("ending-given-blank", {"missing": name})
        for name, text in said.items()
        if not tidy(text)
    ]
    if order.who not in GROUPS:
        params: dict[str, Param] = {"who": shown(order.who), "known": listed_names(GROUPS)}
        errors.append(Finding("ending-given-who", params))
    if errors:
        raise InputError(*errors)


_Columns = Sequence[tuple[Table, str]]


def _columns(dossier: Dossier, order: Order) -> _Columns:
    """The table and the name of every column that is asked for (InputError: there is no such)."""
    fields = {CODE: (schema.signups, CODE)} | _names(dossier, schema.people, "field")
    answers = _names(dossier, schema.answers, "category")
    errors = []
    if not order.fields:
        known: dict[str, Param] = {"known": _listed(fields)}
        errors.append(Finding("ending-given-nothing", known))
    for name in order.fields:
        if key(name) not in fields:
            params: dict[str, Param] = {"field": shown(name), "known": _listed(fields)}
            errors.append(Finding("ending-given-field", params))
    for name in order.answers:
        if key(name) not in answers:
            params = {"category": shown(name), "known": _listed(answers)}
            errors.append(Finding("ending-given-answer", params))
    if errors:
        raise InputError(*errors)
    wanted = [fields[key(name)] for name in order.fields]
    return tuple(dict.fromkeys([*wanted, *(answers[key(name)] for name in order.answers)]))


def _names(dossier: Dossier, table: Table, column: str) -> dict[str, tuple[Table, str]]:
    """The fields or categories that people have now, by `key`."""
    query = select(table.c[column]).where(table.c.until.is_(None)).distinct()
    return {key(name): (table, name) for name in sorted(dossier.connection.scalars(query))}


def _listed(known: Mapping[str, tuple[Table, str]]) -> str:
    return listed_names([name for _, name in known.values()])


def _rows(dossier: Dossier, columns: _Columns, codes: Sequence[str]) -> list[list[str]]:
    values: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for table, column in ((schema.people, "field"), (schema.answers, "category")):
        query = select(table.c.code, table.c[column], table.c.value)
        for code, name, value in dossier.connection.execute(query.where(facts.held(table, None))):
            values[table.name, key(name)][code] = value
    values[schema.signups.name, CODE] = {code: code for code in codes}
    found = [values[table.name, key(name)] for table, name in columns]
    return [[one.get(code, "") for one in found] for code in codes]


def _notices(dossier: Dossier, columns: _Columns) -> tuple[Finding, ...]:
    found = []
    special = special_of(dossier, [name for table, name in columns if table is schema.answers])
    if special:
        found.append(Finding("ending-given-special", {"categories": listed_names(special)}))
    if any(table is schema.signups for table, _ in columns):
        found.append(Finding("ending-given-code"))
    return tuple(found)


def special_of(dossier: Dossier, categories: Collection[str]) -> tuple[str, ...]:
    """The categories that may be special personal data: by their name, or because people may
    prefer not to say."""
    target = decided(dossier.connection).target
    unsaid = {key(name) for name in target.unsaid} if target is not None else set()
    return tuple(name for name in categories if key(name) in unsaid or _SPECIAL.search(key(name)))


# ---- one person ----


def known_code(dossier: Dossier, typed: str) -> str:
    """The code of somebody of whom the dossier knows something.

    Raises:
        InputError: nothing has this code.
    """
    code = normalise(typed)
    tables = (schema.signups, schema.people, schema.answers, schema.queue, schema.seats)
    known = any(_has(dossier, table, "code", [code]) for table in tables)
    hashes = letter_hashes(dossier.connection, {code}).get(code, [])
    if not is_code(code) or not (known or _has(dossier, schema.letters, "hash", hashes)):
        raise InputError(Finding("ending-person-unknown", {"code": code if is_code(code) else "…"}))
    return code


def _has(dossier: Dossier, table: Table, column: str, texts: Sequence[str]) -> bool:
    query = select(table.c[column]).where(table.c[column].in_(texts))
    return dossier.connection.execute(query.limit(1)).first() is not None
