"""Which standbys are seated, by one rule.

Of all ways to fill as many seats as are open (or as there are standbys), the one is taken whose
panel deviates least from the quotas: the fewest quotas broken, then the fewest seats off, then the
smallest sum of seats off over the quota's maximum. Of equally good ways it is the first in the
order of everybody's number, `sortition.stream.number(seed, "seat TICKET", code)`, compared person
by person. The seed is the public one of their draw; when a number was thrown, that of the sets. Who
lives with a member by now (a reserve who was called, say) stands aside where at most one person of
a home may have a seat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations

from stratification.pool import Pool
from stratification.quotas import Quotas


def housemates(pool: Pool, members: Collection[str]) -> frozenset[str]:
    """Everybody who lives with a member; nobody where homes play no part."""
    if pool.households is None:
        return frozenset()
    pairs = list(zip(pool.ids, pool.households, strict=True))
    taken = {home for code, home in pairs if code in members}
    return frozenset(code for code, home in pairs if home in taken) - frozenset(members)


def best_way(
    pool: Pool, quotas: Quotas, staying: Collection[str], order: Sequence[str], vacant: int
) -> tuple[str, ...]:
    """Which standbys are seated, in the order of their numbers.

    Parameters:
        pool: with everybody in it.
        order: those who stand by, in the order of their numbers.
        vacant: the number of open seats.
    """
    answers = dict(zip(pool.ids, pool.values, strict=True))
    places = {name: at for at, name in enumerate(pool.categories)}
    kept = [answers[code] for code in staying]

    def misses(way: Sequence[str]) -> tuple[int, int, Fraction]:
        people = [*kept, *(answers[code] for code in way)]
        broken, off, relative = 0, 0, Fraction(0)
        for columns, rows in quotas.by_columns.items():
            counts = Counter(tuple(values[places[name]] for name in columns) for values in people)
            for row in rows:
                have = counts[tuple(value for _, value in row.pairs)]
                seats_off = max(row.min - have, have - row.max, 0)
                broken += seats_off > 0
                off += seats_off
                relative += Fraction(seats_off, max(row.max, 1))
        return broken, off, relative

    ways = combinations(order, min(vacant, len(order)))
    return min(ways, key=misses)
