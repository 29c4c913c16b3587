"""Re-use: volunteers of an earlier assembly who were never drawn, for the next one.

They gave their answers and their address for the earlier assembly only. So they are asked again,
and only those who say yes come along, by their sign-up codes, with what the earlier dossier knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decided
from sortition.assembly.draws.seats import seats
from sortition.assembly.store import Actor, Change, Dossier, Place, changing
from sortition.letters.answered import read_codes
from sortition.letters.codes import normalise
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of
from stratification.text import key, listed_names, listed_rows


@dataclass(frozen=True)
class Reused:
    """How many volunteers came along, and how many were in the dossier already.

    `homes`: of how many a home is known. It was hashed under the salt of the earlier dossier, so it
    can be compared with those of others who come along, and with nobody else's. `alike`: the codes
    of those who may have signed up here already, under another code.
    """

    added: int
    known: int
    homes: int = 0
    alike: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What to know about them."""
        found = []
        if self.alike:
            params: dict[str, Param] = {"count": len(self.alike), "codes": listed_names(self.alike)}
            found.append(Finding("reuse-people", params))
        if self.homes:
            found.append(Finding("reuse-homes", {"count": self.homes}))
        return tuple(found)


def volunteers(dossier: Dossier) -> frozenset[str]:
    """The codes of those whose sign-up stands and who were never drawn."""
    table = schema.signups
    query = select(table.c.code).where(facts.holding(table, state="accepted"))
    drawn = {seat.code for seat in seats(dossier)}
    return frozenset(dossier.connection.scalars(query)) - drawn


def reuse(place: Place, actor: Actor, earlier: Place, consented: Path) -> Reused:
    """Take volunteers of an earlier assembly into this one.

    Parameters:
        place: the dossier of the next assembly.
        earlier: that of the earlier one; it notes who went along.
        consented: a file with the sign-up codes of those who said yes.

    Raises:
        InputError: a code in the file is not that of a volunteer who was never drawn (rows are
            named), or a dossier cannot be used. Nothing is changed then.
    """
    if place.folder.resolve() == earlier.folder.resolve():
        raise InputError(Finding("reuse-same", file=name_of(place.folder)))
    rows = read_codes(consented)
    # The inner one ends first: nobody is taken along before the earlier dossier has noted it.
    with changing(place, actor) as new, changing(earlier, actor) as old:
        decided(new.connection).need_keys()
        free = volunteers(old)
        wrong = [row for row, text in rows if normalise(text) not in free]
        if wrong:
            params: dict[str, Param] = {"rows": listed_rows(wrong), "count": len(wrong)}
            raise InputError(Finding("reuse-codes", params, name_of(consented), wrong[0]))
        codes = dict.fromkeys(normalise(text) for _, text in rows)
        known = set(new.connection.scalars(select(schema.signups.c.code)))
        coming = [code for code in codes if code not in known]
        alike = _alike(old, new, coming)
        old.event("reused-from", count=len(coming), name=decided(new.connection).name)
        since = new.event("reused", count=len(coming), name=decided(old.connection).name)
        for table in (schema.signups, schema.people, schema.answers):
            facts.put_new(new.connection, table, list(_copies(old, table, coming, since)))
        homes = sum(row["home"] is not None for row in _copies(old, schema.signups, coming, since))
    return Reused(len(coming), len(codes) - len(coming), homes, tuple(sorted(alike)))


def _alike(old: Change, new: Change, coming: Iterable[str]) -> frozenset[str]:
    """Those who come along and may have signed up here already, under another code.

    That is: all fields that are kept of them, such as name and address, are equal.
    """
    known, theirs = set(_fields(new).values()), _fields(old)
    return frozenset(code for code in coming if theirs.get(code) in known)


def _fields(dossier: Dossier) -> dict[str, frozenset[tuple[str, str]]]:
    """What is kept of everybody whose sign-up stands, comparably, by code."""
    table, signups = schema.people, schema.signups
    standing = select(signups.c.code).where(facts.holding(signups, state="accepted"))
    query = select(table.c.code, table.c.field, table.c.value).where(
        facts.holding(table), table.c.code.in_(standing)
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for code, name, value in dossier.connection.execute(query):
        if key(value):
            found.setdefault(code, set()).add((key(name), key(value)))
    return {code: frozenset(pairs) for code, pairs in found.items()}


def _copies(
    old: Change, table: Table, codes: Iterable[str], since: int
) -> Iterable[Mapping[str, Any]]:
    """The rows about these people that hold now, as new rows."""
    wanted = frozenset(codes)
    for row in old.connection.execute(facts.current(table)).mappings():
        if row["code"] in wanted:
            kept = {name: row[name] for name in row if name not in ("id", "since", "until")}
            yield {**kept, "since": since}
