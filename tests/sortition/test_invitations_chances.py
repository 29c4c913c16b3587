"""One letter per address: what is stated is what happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.invitations.chances import Pattern, one_per_address

PROMISE = 1e-9


def by_all_orders(homes: Sequence[Pattern], letters: int) -> dict[Pattern, Fraction]:
    """The chances by definition: everybody's numbers in every order, each equally likely.

    Of the h people at an address the first m are in the stratum.
    """
    people = [(address, at) for address, (home, _) in enumerate(homes) for at in range(home)]
    wins: Counter[tuple[int, int]] = Counter()
    orders = 0
    for order in permutations(people):
        orders += 1
        seen: set[int] = set()
        drawn = 0
        for address, at in order:
            if address not in seen and at < homes[address][1] and drawn < letters:
                wins[address, at] += 1
                drawn += 1
            seen.add(address)
    return {pattern: Fraction(wins[a, 0], orders) for a, pattern in enumerate(homes)}


def by_polynomials(patterns: Mapping[Pattern, int], letters: int) -> dict[Pattern, Fraction]:
    """The integral, exactly: everything in it is a polynomial in w = 1 - u."""

    def times(one: list[Fraction], other: Mapping[int, Fraction]) -> list[Fraction]:
        product = [Fraction(0)] * (len(one) + max(other))
        for power, factor in other.items():
            for at, value in enumerate(one):
                product[at + power] += factor * value
        return product

    def plus(one: list[Fraction], other: list[Fraction]) -> list[Fraction]:
        longest = max(len(one), len(other))
        padded = [[*side, *[Fraction(0)] * (longest - len(side))] for side in (one, other)]
        return [a + b for a, b in zip(*padded, strict=True)]

    chances = {}
    for left_out in patterns:
        counts = {**patterns, left_out: patterns[left_out] - 1}
        below: list[list[Fraction]] = [[Fraction(1)], *[[Fraction(0)] for _ in range(letters - 1)]]
        for (home, own), count in counts.items():
            share = Fraction(own, home)
            for _ in range(count):
                none, one = {0: 1 - share, home: share}, {0: share, home: -share}
                stay = [times(entry, none) for entry in below]
                more = [[Fraction(0)], *[times(entry, one) for entry in below[:-1]]]
                below = [plus(a, b) for a, b in zip(stay, more, strict=True)]
        total = [sum(column) for column in zip(*_equally_long(below), strict=True)]
        home = left_out[0]
        chances[left_out] = sum(
            (value / (at + home) for at, value in enumerate(total)), Fraction(0)
        )
    return chances


def _equally_long(rows: Sequence[list[Fraction]]) -> list[list[Fraction]]:
    longest = max(map(len, rows))
    return [[*row, *[Fraction(0)] * (longest - len(row))] for row in rows]


def patterns_of(homes: Sequence[Pattern]) -> dict[Pattern, int]:
    """How many addresses have each pattern."""
    return dict(Counter(homes))


@st.composite
def few_homes(draw: st.DrawFn, people: int) -> list[Pattern]:
    """Homes with so many people together at most."""
    homes: list[Pattern] = []
    while people and (not homes or draw(st.booleans())):
        home = draw(st.integers(1, people))
        homes.append((home, draw(st.integers(1, home))))
        people -= home
    return homes


@settings(deadline=None, max_examples=60)
@given(few_homes(people=6), st.integers(1, 5))
def test_chances_are_those_of_all_orders(homes: list[Pattern], letters: int) -> None:
    exact = by_all_orders(homes, letters)
    found = one_per_address(patterns_of(homes), letters)
    assert found == pytest.approx(
        {home: float(chance) for home, chance in exact.items()}, abs=1e-12
    )
    assert by_polynomials(patterns_of(homes), letters) == exact


@settings(deadline=None, max_examples=25)
@given(few_homes(people=40), st.integers(1, 12))
def test_chances_are_the_integral(homes: list[Pattern], letters: int) -> None:
    exact = by_polynomials(patterns_of(homes), letters)
    found = one_per_address(patterns_of(homes), letters)
    for pattern, chance in exact.items():
        assert abs(found[pattern] - float(chance)) < PROMISE / 10


@pytest.mark.parametrize(
    ("home", "homes", "letters"),
    [(1, 7_000_000, 100_000), (2, 3_000_000, 1), (4, 50, 49), (3, 400_000, 399_999), (300, 20, 7)],
)
def test_equal_homes_have_equal_chances(home: int, homes: int, letters: int) -> None:
    # Everybody is alike, and the letters are shared by all of them.
    chance = one_per_address({(home, home): homes}, letters)[home, home]
    assert abs(chance - letters / (home * homes)) < PROMISE / 100


@pytest.mark.parametrize("large", [2, 90, 700, 100_000])
def test_with_one_letter_everybody_has_the_same_chance(large: int) -> None:
    # The smallest number of all represents its address and is drawn.
    found = one_per_address({(1, 1): 5, (3, 3): 2, (large, large): 1}, 1)
    for chance in found.values():
        assert abs(chance - 1 / (11 + large)) < PROMISE / 100


def test_with_a_letter_for_every_address_a_home_shares_one() -> None:
    found = one_per_address({(1, 1): 2, (5, 5): 3, (5, 1): 4}, 9)
    assert found == {(1, 1): 1.0, (5, 5): 0.2, (5, 1): 0.2}
    assert one_per_address({(1, 1): 2, (5, 5): 0}, 0) == {(1, 1): 0.0, (5, 5): 0.0}


def district(people: int, share: float) -> dict[Pattern, int]:
    """Homes of 1 to 6 (and one large) where each person is in the stratum with this chance."""
    patterns: dict[Pattern, int] = {(140, 17): 1}
    for home, part in enumerate((0.39, 0.33, 0.12, 0.11, 0.04, 0.01), 1):
        for own in range(1, home + 1):
            mixed = comb(home, own) * share**own * (1 - share) ** (home - own)
            if count := round(people / 2.1 * part * mixed):
                patterns[home, own] = count
    return patterns


@pytest.mark.parametrize("people", [300, 20_000, 2_000_000])
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("part", [0.002, 0.05, 0.6])
def test_the_chances_add_up_to_the_letters(people: int, share: float, part: float) -> None:
    patterns = district(people, share)
    # So many addresses have nobody else, hence always a representative in the stratum.
    certain = sum(count for (home, own), count in patterns.items() if home == own)
    letters = max(1, int(certain * part))
    found = one_per_address(patterns, letters)
    total = sum(count * own * found[home, own] for (home, own), count in patterns.items())
    assert abs(total - letters) < 1e-9 * letters + 1e-12


def test_large_homes_lose_little_when_letters_are_few_and_much_when_they_are_many() -> None:
    patterns = {(1, 1): 50_000, (5, 5): 10_000}
    few, many = one_per_address(patterns, 1_000), one_per_address(patterns, 40_000)
    assert 0.97 < few[5, 5] / few[1, 1] < 0.99
    assert 0.25 < many[5, 5] / many[1, 1] < 0.5


@pytest.mark.parametrize(
    ("patterns", "letters"),
    [
        ({(1, 1): 40, (2, 1): 30, (2, 2): 20, (4, 2): 10, (7, 1): 5}, 25),
        ({(1, 1): 200, (3, 3): 100, (30, 12): 2}, 90),
    ],
)
def test_drawing_ten_thousand_times_gives_these_chances(
    patterns: dict[Pattern, int], letters: int
) -> None:
    rounds = 10_000
    numbers = np.random.default_rng(20240501)
    homes = [pattern for pattern, count in patterns.items() for _ in range(count)]
    sizes = np.array([home for home, _ in homes])
    own = np.array([own for _, own in homes])
    wins = dict.fromkeys(patterns, 0)
    for _ in range(rounds):
        # The smallest of h numbers, and whether somebody of the stratum has it.
        smallest = 1 - numbers.random(len(homes)) ** (1 / sizes)
        inside = numbers.random(len(homes)) < own / sizes
        order = np.argsort(np.where(inside, smallest, 2.0))[:letters]
        for address in order[inside[order]]:
            wins[homes[address]] += 1
    for pattern, chance in one_per_address(patterns, letters).items():
        people = patterns[pattern] * pattern[1]
        expected = rounds * people * chance
        # At an address at most one wins and addresses compete: the variance is below expected.
        # 4.5 standard errors: a right program fails once in 18,000 such tests.
        assert abs(wins[pattern] - expected) < 4.5 * expected**0.5


@pytest.mark.parametrize("patterns", [{(1, 2): 3}, {(2, 0): 1}, {(0, 0): 1}])
def test_impossible_patterns_are_refused(patterns: dict[Pattern, int]) -> None:
    with pytest.raises(ValueError, match="patterns"):
        one_per_address(patterns, 1)
    with pytest.raises(ValueError, match="letters"):
        one_per_address({(1, 1): 1}, -1)
