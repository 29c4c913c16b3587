"""Open seats of a panel: who stays, who can fill them, and the quotas that are left.

**Reduction.** With n_q people who stay and count in quota q, the open seats are a problem of their
own: the candidates, and for every quota

    max(0, min_q - n_q)  <=  candidates drawn who count in q  <=  max_q - n_q.

A set D of candidates, one for each open seat, is a valid panel of this reduced problem *if and only
if* D and those who stay together are a valid panel of the whole one. For a quota counts
n_q + |D in q| people on the whole panel, and |D in q| is 0 or more, so both ask the same; nobody in
D lives with somebody who stays, because housemates are no candidates; and the seats add up. Where
those who stay exceed a maximum on their own (`Vacancy.excess`), no D is valid for the whole panel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stratification.errors import Finding, InputError
from stratification.pool import Pool
from stratification.quotas import Quota, Quotas

_SHOWN = 5


@dataclass(frozen=True)
class Vacancy:
    """A panel with open seats.

    Parameters:
        pool: everybody who signed up; of the whole panel's quotas.
        quotas: of the whole panel.
        seats: of the whole panel.
        staying: ids of those who keep their seat.
        barred: ids of those who cannot be drawn: they left, declined or withdrew.

    Raises:
        InputError: everything that is wrong with who stays and who is barred.
    """

    pool: Pool
    quotas: Quotas
    seats: int
    staying: frozenset[str] = field(repr=False)
    barred: frozenset[str] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "staying", frozenset(self.staying))
        object.__setattr__(self, "barred", frozenset(self.barred))
        wrong = _wrong(self)
        if wrong:
            raise InputError(*wrong)

    @property
    def open(self) -> int:
        """The number of open seats."""
        return self.seats - len(self.staying)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many of those who stay count in every quota, in the order of the quotas."""
        return counted(self.pool, self.quotas, self.staying)

    @property
    def excess(self) -> tuple[int, ...]:
        """By how many seats those who stay exceed every quota's maximum."""
        pairs = zip(self.quotas.rows, self.counts, strict=True)
        return tuple(max(0, count - row.max) for row, count in pairs)

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The ids of those who can be drawn, ascending."""
        out = self.staying | self.barred
        homes = self.pool.households
        if homes is None:
            return tuple(person for person in self.pool.ids if person not in out)
        pairs = list(zip(self.pool.ids, homes, strict=True))
        taken = {home for person, home in pairs if person in self.staying}
        return tuple(person for person, home in pairs if person not in out and home not in taken)


def _wrong(vacancy: Vacancy) -> list[Finding]:
    """Everything that is wrong with a vacancy."""
    known = set(vacancy.pool.ids)
    staying, barred = vacancy.staying, vacancy.barred
    people = [
        ("replacement-staying-unknown", staying - known),
        ("replacement-barred-unknown", barred - known),
        ("replacement-both", staying & barred),
    ]
    wrong = [about_people(code, ids) for code, ids in people if ids]
    if len(staying) >= vacancy.seats:
        params = {"seats": vacancy.seats, "staying": len(staying)}
        wrong.append(Finding("replacement-no-seat", params))
    if vacancy.pool.households is not None:
        pairs = zip(vacancy.pool.ids, vacancy.pool.households, strict=True)
        homes = Counter(home for person, home in pairs if person in staying)
        shared = sum(count > 1 for count in homes.values())
        if shared:
            wrong.append(Finding("replacement-homes", {"count": shared}))
    return wrong


def about_people(code: str, ids: Collection[str]) -> Finding:
    """A finding about people, with the first few of their ids."""
    shown = sorted(ids)[:_SHOWN]
    more = [] if len(ids) <= _SHOWN else ["…"]
    return Finding(code, {"count": len(ids), "ids": ", ".join(shown + more)})


def counted(pool: Pool, quotas: Quotas, people: Collection[str]) -> tuple[int, ...]:
    """How many of these people count in every quota, in the order of the quotas."""
    answers = [
        values for person, values in zip(pool.ids, pool.values, strict=True) if person in people
    ]
    places = {category: place for place, category in enumerate(pool.categories)}
    sums: dict[Quota, int] = {}
    for columns, rows in quotas.by_columns.items():
        found = Counter(tuple(values[places[name]] for name in columns) for values in answers)
        sums |= {row: found[tuple(value for _, value in row.pairs)] for row in rows}
    return tuple(sums[row] for row in quotas.rows)


def subpool(pool: Pool, ids: Collection[str]) -> Pool:
    """The people of a pool with these ids; households are numbered anew."""
    wanted = frozenset(ids)
    kept = [place for place, person in enumerate(pool.ids) if person in wanted]
    homes = None
    if pool.households is not None:
        numbers: dict[int, int] = {}
        homes = tuple(numbers.setdefault(pool.households[place], len(numbers)) for place in kept)
    return Pool(
        tuple(pool.ids[place] for place in kept),
        pool.categories,
        tuple(pool.values[place] for place in kept),
        homes,
    )


def less(quotas: Quotas, counts: Sequence[int]) -> Quotas:
    """Quotas for the open seats: both bounds less the people who stay, never below 0."""
    pairs = zip(quotas.rows, counts, strict=True)
    return Quotas(
        tuple(
            Quota(row.category, row.value, max(0, row.min - count), max(0, row.max - count))
            for row, count in pairs
        )
    )
