"""Small cases of standby members, and their optima by looking at every set."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

from sortition.standbys.deviation import Deviation
from sortition.standbys.dropout import equal_rate
from sortition.standbys.samples import Case, Samples, draw_samples, make_case
from sortition.standbys.settings import Settings
from stratification.pool import Pool
from stratification.quotas import Quota, Quotas

CATEGORIES = ("age", "sex", "school")
VALUES = {"age": "abc", "sex": "fm", "school": "xy"}


def small_case(seed: int, *, homes: bool = False, rate: float = 0.3) -> Case:
    """A panel of 6 of 18 people, quotas around it; sometimes people live together."""
    chance = random.Random(seed)
    ids = tuple(f"p{number:02}" for number in range(18))
    values = tuple(tuple(chance.choice(VALUES[c]) for c in CATEGORIES) for _ in ids)
    panel = chance.sample(range(18), 6)
    rows = []
    for at, category in enumerate(CATEGORIES):
        for value in VALUES[category]:
            count = sum(values[person][at] == value for person in panel)
            rows.append(Quota(category, value, max(0, count - chance.randint(0, 1)), count + 1))
    numbers: dict[int, int] = {}
    households = tuple(numbers.setdefault(chance.randrange(14), len(numbers)) for _ in ids)
    pool = Pool(ids, CATEGORIES, values, households if homes else None)
    return make_case(pool, Quotas(tuple(rows)), [ids[p] for p in panel], equal_rate(rate))


def settings_of(standbys: int = 2, **others: object) -> Settings:
    return Settings(standbys, "proef", **{"samples": 25, "tickets": 20} | others)  # type: ignore[arg-type]


def people_deviation(case: Case, samples: Samples, measure: str, people: list[int]) -> Fraction:
    """The expected deviation of a set of people, from the definition alone."""
    total = Fraction(0)
    values = [case.pool.values[person] for person in people]
    where = {name: at for at, name in enumerate(case.pool.categories)}
    kinds = zip(samples.free.tolist(), samples.rest.tolist(), samples.weights.tolist(), strict=True)
    for free, rest, weight in kinds:
        best = None
        for seated in itertools.combinations(values, min(free, len(values))):
            off = Fraction(0)
            for row, left in zip(case.quotas.rows, rest, strict=True):
                have = left + sum(one[where[row.category]] == row.value for one in seated)
                seats = max(row.min - have, have - row.max, 0)
                off += Fraction(seats, max(row.max, 1)) if measure == "l1" else seats > 0
            best = off if best is None else min(best, off)
        assert best is not None
        total += weight * best
    return total / samples.total


def sets_of_people(case: Case, standbys: int) -> Iterator[list[int]]:
    """Every set of people who may stand by together."""
    homes = case.pool.households or range(len(case.pool.ids))
    panel = {homes[person] for person in case.panel}
    people = [n for n, home in enumerate(homes) if home not in panel]
    for one in itertools.combinations(people, standbys):
        if len({homes[person] for person in one}) == standbys:
            yield list(one)


def brute_force(case: Case, settings: Settings) -> Fraction:
    """The smallest expected deviation over all sets of people."""
    samples = draw_samples(case, settings.seed, settings.samples, "choose")
    return min(
        people_deviation(case, samples, settings.measure, one)
        for one in sets_of_people(case, settings.standbys)
    )


def deviation_of(case: Case, settings: Settings) -> Deviation:
    samples = draw_samples(case, settings.seed, settings.samples, "choose")
    return Deviation(case, samples, settings.measure)
