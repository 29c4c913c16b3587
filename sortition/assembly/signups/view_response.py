"""Which letters were answered so far, by what the register says of those who got them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from sortition.assembly import schema
from sortition.assembly.decided import decided
from sortition.assembly.store import Dossier
from sortition.letters.codes import hasher
from stratification.text import key

Names = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """Letters to people with a value, and the sign-ups from them."""

    column: str
    value: str
    letters: int
    sign_ups: int

    @property
    def rate(self) -> float:
        """Sign-ups per letter."""
        return self.sign_ups / self.letters


@dataclass(frozen=True)
class Answered:
    """Letters and sign-ups by stratum; who withdrew signed up too.

    Parameters:
        columns: of the strata; letters of draws with other columns have the values "" in those
            that they lack.
        counts: letters and sign-ups by the values of these columns.
        stratum_of: the values, by sign-up code.
    """

    columns: Names
    counts: Mapping[Names, tuple[int, int]]
    stratum_of: Mapping[str, Names] = field(repr=False)

    @property
    def letters(self) -> int:
        """All letters."""
        return sum(letters for letters, _ in self.counts.values())

    @property
    def sign_ups(self) -> int:
        """All sign-ups with a code of a letter."""
        return sum(sign_ups for _, sign_ups in self.counts.values())

    def lines(self) -> tuple[Line, ...]:
        """The same by the values of each column."""
        found = []
        for at, column in enumerate(self.columns):
            sums: dict[str, tuple[int, int]] = {}
            for values, (letters, sign_ups) in self.counts.items():
                before = sums.get(values[at], (0, 0))
                sums[values[at]] = before[0] + letters, before[1] + sign_ups
            found += [Line(column, value, *sums[value]) for value in sorted(sums, key=key)]
        return tuple(found)


def answered(dossier: Dossier) -> Answered | None:
    """The letters that were answered so far; None when there are no letters."""
    table = schema.letters
    query = select(table.c.stratum, func.json_group_array(table.c.hash)).group_by(table.c.stratum)
    rows = dossier.connection.execute(query.order_by(table.c.stratum)).all()
    if not rows:
        return None
    texts = {text: json.loads(text) for text, _ in rows}
    columns = tuple(dict.fromkeys(name for said in texts.values() for name in said))
    names = {text: tuple(str(said.get(c, "")) for c in columns) for text, said in texts.items()}
    stratum = {hashed: names[text] for text, hashes in rows for hashed in json.loads(hashes)}
    stratum_of = _strata(dossier, stratum)
    letters, sign_ups = Counter(stratum.values()), Counter(stratum_of.values())
    counts = {values: (letters[values], sign_ups[values]) for values in sorted(letters)}
    return Answered(columns, counts, stratum_of)


def _strata(dossier: Dossier, stratum: Mapping[str, Names]) -> dict[str, Names]:
    """The stratum of everybody who signed up with the code of a letter."""
    signed = select(schema.signups.c.code).where(schema.signups.c.until.is_(None))
    codes = dossier.connection.scalars(signed).all()
    hashers = [hasher(salt) for salt in decided(dossier.connection).salts]
    found = ((code, hashed(code)) for hashed in hashers for code in codes)
    return {code: stratum[one] for code, one in found if one in stratum}
