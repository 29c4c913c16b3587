"""Over thousands of seeds everybody gets a letter as often as stated.

The draws are those of `plain_draw`, which test_invitations_draw.py shows to be the database's own.
Seeds are fixed, so a test always ends in the same way. Each of the three families of tests (each
one's chance, pairs, chances by size of home) would fail by chance, for seeds that nobody looked at,
with a probability of at most `LEVEL` (Bonferroni).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations

import duckdb
import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sortition.invitations.chances import one_per_address
from sortition.invitations.draw import Rule, draw
from sortition.invitations.homes import homes
from sortition.invitations.strata import count_strata
from tests.sortition.invitations import Plain, Resident, Values, plain_draw, put_frame

SEEDS = 4_000
LEVEL = 1e-3

# 60 people in homes of 1 to 5, in 3 strata; some homes have people of several strata.
HOMES = [5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, *([1] * 22)]
STRATA = ("jong", "midden", "oud")
LETTERS: dict[Values, int] = {("jong",): 3, ("midden",): 8, ("oud",): 5}


@cache
def residents() -> tuple[Resident, ...]:
    places = [f"adres {home}" for home, size in enumerate(HOMES) for _ in range(size)]
    return tuple(
        Resident(f"{person:03}", address, (STRATA[person * person % 7 % 3],))
        for person, address in enumerate(places)
    )


def stratum(values: Values) -> list[int]:
    return [at for at, one in enumerate(residents()) if one.values == values]


@cache
def drawn(single: bool) -> npt.NDArray[np.bool_]:
    """Who is drawn with every seed: shape (seeds, people)."""
    people = residents()
    place = {one.unit: at for at, one in enumerate(people)}
    found = np.zeros((SEEDS, len(people)), dtype=bool)
    for seed in range(SEEDS):
        chosen = plain_draw(people, Plain(f"seed {seed}", LETTERS, one_per_address=single))
        found[seed, [place[unit] for unit in chosen]] = True
    return found


def least_p(counts: npt.NDArray[np.int64], chances: npt.NDArray[np.float64]) -> float:
    """The smallest p-value of two-sided binomial tests, times their number."""
    low, high = stats.binom.cdf(counts, SEEDS, chances), stats.binom.sf(counts - 1, SEEDS, chances)
    return float(2 * np.minimum(low, high).min() * len(counts))


def chances_per_address() -> npt.NDArray[np.float64]:
    """What `one_per_address` states of everybody."""
    people = residents()
    result = np.zeros(len(people))
    for values, letters in LETTERS.items():
        members = stratum(values)
        own = [sum(people[b].address == people[a].address for b in members) for a in members]
        sizes = [sum(one.address == people[a].address for one in people) for a in members]
        patterns = list(zip(sizes, own, strict=True))
        counts = {pattern: patterns.count(pattern) // pattern[1] for pattern in set(patterns)}
        stated = one_per_address(counts, letters)
        result[members] = [stated[pattern] for pattern in patterns]
    return result


@pytest.mark.parametrize("single", [False, True])
def test_every_stratum_always_has_its_letters(single: bool) -> None:
    for values, letters in LETTERS.items():
        assert set(drawn(single)[:, stratum(values)].sum(axis=1)) == {letters}


def test_at_most_one_letter_per_address() -> None:
    people = residents()
    addresses = sorted({str(one.address) for one in people})
    at = np.array([[one.address == address for address in addresses] for one in people])
    assert (drawn(True).astype(int) @ at).max() == 1
    assert (drawn(False).astype(int) @ at).max() > 1


def test_everybody_is_drawn_as_often_as_stated() -> None:
    counts = drawn(False).sum(axis=0)
    chances = np.zeros(len(counts))
    for values, letters in LETTERS.items():
        chances[stratum(values)] = letters / len(stratum(values))
    assert least_p(counts, chances) > LEVEL


@pytest.mark.parametrize("values", LETTERS)
def test_no_one_is_favoured_within_a_stratum(values: Values) -> None:
    """Chi-square for drawing k of n without replacement: covariance included."""
    members, k = stratum(values), LETTERS[values]
    n = len(members)
    counts = drawn(False)[:, members].sum(axis=0)
    expected, variance = SEEDS * k / n, SEEDS * (k / n) * (1 - k / n)
    statistic = ((counts - expected) ** 2).sum() / variance * (n - 1) / n
    low, high = stats.chi2.ppf([LEVEL / 6, 1 - LEVEL / 6], n - 1)
    assert low < statistic < high


def test_every_pair_is_drawn_as_often_as_any_other() -> None:
    both = drawn(False).T.astype(np.int64) @ drawn(False).astype(np.int64)
    chance = {at: (v, k, len(stratum(v))) for v, k in LETTERS.items() for at in stratum(v)}
    counts, chances = [], []
    for one, other in combinations(range(len(both)), 2):
        (v, k, n), (w, j, m) = chance[one], chance[other]
        counts.append(both[one, other])
        chances.append(k * (k - 1) / (n * (n - 1)) if v == w else k * j / (n * m))
    assert least_p(np.array(counts), np.array(chances)) > LEVEL


def test_one_letter_per_address_as_often_as_stated() -> None:
    counts = drawn(True).sum(axis=0)
    assert least_p(counts, chances_per_address()) > LEVEL


def test_these_tests_find_a_chance_that_is_a_little_wrong() -> None:
    """Letters by size alone, or everybody's chance taken for one letter per address, are found."""
    plain = np.zeros(60)
    for values, letters in LETTERS.items():
        plain[stratum(values)] = letters / len(stratum(values))
    assert least_p(drawn(True).sum(axis=0), plain) < LEVEL
    assert least_p(drawn(False).sum(axis=0), chances_per_address()) < LEVEL
    assert least_p(drawn(False).sum(axis=0), plain * 1.2) < LEVEL


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        put_frame(connection, residents())
        yield connection


@pytest.mark.parametrize("single", [False, True])
def test_these_are_the_draws_of_the_database(
    database: duckdb.DuckDBPyConnection, single: bool
) -> None:
    strata = count_strata(database, ("leeftijd",))
    letters = [LETTERS[row.values] for row in strata.rows]
    for seed in range(0, SEEDS, 400):
        found = draw(database, Rule(f"seed {seed}", one_per_address=single), strata, letters)
        chosen = [residents()[at].unit for at in np.flatnonzero(drawn(single)[seed])]
        assert sorted(one.unit for one in found.invitees) == chosen


@pytest.mark.parametrize("single", [False, True])
def test_homes_are_stated_the_chance_they_have(
    database: duckdb.DuckDBPyConnection, single: bool
) -> None:
    """By size of home, over all seeds: the mean of a row is a mean of the 0 or 1 of its people."""
    strata = count_strata(database, ("leeftijd",))
    letters = [LETTERS[row.values] for row in strata.rows]
    rows = homes(database, "persons", single, strata, letters)
    assert [(row.home, row.homes, row.people) for row in rows] == [
        ("1", 22, 22),
        ("2", 8, 16),
        ("3+", 6, 22),
    ]
    people = residents()
    sizes = Counter(one.address for one in people)
    for row in rows:
        here = [at for at, one in enumerate(people) if str(min(3, sizes[one.address])) in row.home]
        means = drawn(single)[:, here].mean(axis=1)
        error = means.std(ddof=1) / np.sqrt(SEEDS)
        p = 2 * stats.norm.sf(abs(means.mean() - float(row.chance)) / error)
        assert p * 6 > LEVEL
        assert row.person_chance == row.chance
    assert sum(row.chance * row.people for row in rows) == pytest.approx(16, abs=1e-6)


def test_a_letter_to_an_address_is_shared_by_its_residents() -> None:
    other = duckdb.connect()
    rows = [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 2), ("f", 2), ("g", 2), ("h", 12)]
    other.execute("CREATE TABLE frame(unit VARCHAR, address VARCHAR, home INTEGER, s1 VARCHAR)")
    for unit, home in [*rows, ("i", 1), ("j", 1), ("k", 1), ("l", None), ("m", None)]:
        other.execute("INSERT INTO frame VALUES (?, ?, ?, 'x')", [unit, unit, home])
    strata = count_strata(other, ("s",))
    found = homes(other, "addresses", True, strata, [4])
    text = [(row.home, row.homes, row.people, row.chance, row.person_chance) for row in found]
    share = Fraction(4, 13)
    assert text == [("1", 5, 5, share, share), ("2+", 6, 22, share, share * 6 / 22)]
    other.execute("UPDATE frame SET home = NULL")
    assert homes(other, "addresses", False, strata, [4]) == ()
    other.close()
