"""Apportionment: its promises on generated votes, examples from the literature, a library."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.targets.apportionment import METHODS, Apportionment, apportion

DIVISORS = [name for name in METHODS if name != "hamilton"]
EVERY_GROUP = ("huntington-hill", "adams")
LIBRARY = {
    "sainte-lague": "saintelague",
    "hamilton": "largest_remainder",
    "dhondt": "dhondt",
    "huntington-hill": "huntington",
    "adams": "adams",
}

votes_lists = st.lists(st.integers(0, 60), min_size=1, max_size=7).filter(any)
methods = st.sampled_from(list(METHODS))

# ---- examples from the literature ----

# Balinski and Young, Fair Representation: 26,000 people, 26 seats, exact seats 9.061, 7.179, 5.259,
# 3.319, 1.182. All methods agree on (9, 7, 5, 3, 1) = 25 seats; the last one goes to the largest of
#   sainte-lague     v/(2a+1):  476.9  478.6* 478.1  474.1  394.0
#   dhondt           v/(a+1):   906.1* 897.4  876.5  829.8  591.0
#   huntington-hill  v/sqrt(a(a+1)): 955.1  959.3  960.2* 958.1  835.8
#   adams            v/a:      1006.8 1025.6 1051.8 1106.3 1182.0*
#   hamilton         remainder:  .061   .179   .259   .319*  .182
BOOK = [9061, 7179, 5259, 3319, 1182]


@pytest.mark.parametrize(
    ("method", "votes", "seats", "expected"),
    [
        ("sainte-lague", BOOK, 26, (9, 8, 5, 3, 1)),
        ("dhondt", BOOK, 26, (10, 7, 5, 3, 1)),
        ("huntington-hill", BOOK, 26, (9, 7, 6, 3, 1)),
        ("adams", BOOK, 26, (9, 7, 5, 3, 2)),
        ("hamilton", BOOK, 26, (9, 7, 5, 4, 1)),
        # 53, 17.7, 10.6 | 24, 8 | 23, 7.7 (thousands) are the seven largest of v/1, v/3, v/5.
        ("sainte-lague", [53000, 24000, 23000], 7, (3, 2, 2)),
        # 100, 50, 33.3, 25 | 80, 40, 26.7 | 30 (thousands) are the eight largest of v/1, v/2, ...
        ("dhondt", [100000, 80000, 30000, 20000], 8, (4, 3, 1, 0)),
        # The Alabama paradox: 4.29, 4.29, 1.43 of ten seats; 4.71, 4.71, 1.57 of eleven.
        ("hamilton", [6, 6, 2], 10, (4, 4, 2)),
        ("hamilton", [6, 6, 2], 11, (5, 5, 1)),
        # Fewer seats than groups: the largest get one.
        ("adams", [5, 9, 7], 2, (0, 1, 1)),
        ("huntington-hill", [5, 9, 7], 2, (0, 1, 1)),
    ],
)
def test_examples(method: str, votes: list[int], seats: int, expected: tuple[int, ...]) -> None:
    assert apportion(method, votes, seats) == Apportionment(expected)


@pytest.mark.parametrize(
    ("method", "votes", "seats", "expected", "tied"),
    [
        # Exact .5, .5, 1.6, .4 of three seats: first the .6, and then one of the two halves.
        ("hamilton", [5, 5, 16, 4], 3, (1, 0, 2, 0), (0, 1)),
        ("sainte-lague", [1, 1, 1], 2, (1, 1, 0), (0, 1, 2)),
        ("sainte-lague", [1, 3], 2, (1, 1), (0, 1)),  # 1/1 against 3/3 for the second seat
        ("dhondt", [1, 2], 2, (1, 1), (0, 1)),  # 1/1 against 2/2
        ("huntington-hill", [1, 1, 9], 2, (1, 0, 1), (0, 1)),
        ("adams", [1, 1, 9], 2, (1, 0, 1), (0, 1)),
        ("adams", [1, 1, 9], 3, (1, 1, 1), ()),
        ("hamilton", [1, 1, 1], 3, (1, 1, 1), ()),
    ],
)
def test_ties_go_to_the_first_and_are_told(
    method: str, votes: list[int], seats: int, expected: tuple[int, ...], tied: tuple[int, ...]
) -> None:
    assert apportion(method, votes, seats) == Apportionment(expected, tied)


def test_squares_are_compared_exactly() -> None:
    """One vote of 10^17 decides, which floating point does not see (53 bits are 10^15.95).

    With (1, 1) the third seat goes to the largest v/sqrt(2): the group with a vote more.
    """
    many = 10**17
    assert apportion("huntington-hill", [many, many + 1], 3) == Apportionment((1, 2))
    assert apportion("huntington-hill", [many, many], 3) == Apportionment((2, 1), (0, 1))


# ---- promises ----


@given(methods, votes_lists, st.integers(0, 40))
def test_the_house_is_filled_and_nobody_without_votes_has_a_seat(
    method: str, votes: list[int], seats: int
) -> None:
    found = apportion(method, votes, seats)
    assert sum(found.seats) == seats
    assert len(found.seats) == len(votes)
    assert all(got == 0 for got, vote in zip(found.seats, votes, strict=True) if vote == 0)
    larger = [
        (got, other)
        for (vote, got), (than, other) in product(zip(votes, found.seats, strict=True), repeat=2)
        if vote > than
    ]
    assert all(got >= other for got, other in larger)
    groups = sum(vote > 0 for vote in votes)
    if method in EVERY_GROUP and seats >= groups:
        assert sum(got > 0 for got in found.seats) == groups


@given(votes_lists, st.integers(1, 40))
def test_hamilton_keeps_the_quota_rule(votes: list[int], seats: int) -> None:
    for vote, got in zip(votes, apportion("hamilton", votes, seats).seats, strict=True):
        exact = Fraction(seats * vote, sum(votes))
        assert floor(exact) <= got <= ceil(exact)


def test_the_quota_rule_is_claimed_where_it_holds() -> None:
    """A counterexample for every method that does not claim it (for the others: see above)."""
    broken = {
        # Exact 7 and five times .6: for a seventh seat 70/13 = 5.4, less than 6/1.
        "sainte-lague": ([70, 6, 6, 6, 6, 6], 10, (6, 1, 1, 1, 1, 0)),
        # Exact 17.2: even for a twentieth seat 86/20 = 4.3, more than 3/1.
        "dhondt": ([86, 3, 3, 3, 3, 2], 20, (20, 0, 0, 0, 0, 0)),
        # Exact 8.5: every group has a seat first.
        "huntington-hill": ([85, 3, 3, 3, 3, 3], 10, (5, 1, 1, 1, 1, 1)),
        "adams": ([85, 3, 3, 3, 3, 3], 10, (5, 1, 1, 1, 1, 1)),
    }
    for name, method in METHODS.items():
        assert method.id == name
        assert method.quota_rule == (name not in broken)
    for name, (votes, seats, expected) in broken.items():
        got = apportion(name, votes, seats).seats
        assert got == expected
        exact = Fraction(seats * votes[0], sum(votes))
        assert not floor(exact) <= got[0] <= ceil(exact), name


@given(st.sampled_from(DIVISORS), votes_lists, st.integers(0, 40))
def test_a_seat_more_costs_nobody_a_seat(method: str, votes: list[int], seats: int) -> None:
    fewer, more = (apportion(method, votes, house).seats for house in (seats, seats + 1))
    assert all(one <= other for one, other in zip(fewer, more, strict=True))


@given(methods, votes_lists, st.integers(0, 40), st.fractions(Fraction(1, 50), 50))
def test_only_proportions_matter(
    method: str, votes: list[int], seats: int, factor: Fraction
) -> None:
    scaled = [vote * factor for vote in votes]
    assert apportion(method, scaled, seats) == apportion(method, votes, seats)


@given(methods, votes_lists, st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_order_matters_in_ties_only(
    method: str, votes: list[int], seats: int, chance: object
) -> None:
    order = list(range(len(votes)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = apportion(method, votes, seats)
    moved = apportion(method, [votes[at] for at in order], seats)
    assert sorted(order[at] for at in moved.tied) == list(found.tied)
    for place, at in enumerate(order):
        if at not in found.tied:
            assert moved.seats[place] == found.seats[at]
    assert sum(moved.seats) == seats
    if found.tied:  # the first of those who are tied have what the last do not
        fuller = [moved.seats[place] for place in moved.tied]
        back = [votes[order[place]] for place in moved.tied]
        assert len(set(back)) > 1 or fuller == sorted(fuller, reverse=True)
        assert len(set(back)) > 1 or fuller[0] == fuller[-1] + 1


def squared_distance(votes: list[int], got: tuple[int, ...]) -> Fraction:
    """What sainte-lague makes small: per person represented, how far seats are from equality."""
    ideal = Fraction(sum(got), sum(votes))
    pairs = zip(votes, got, strict=True)
    return sum((v * (Fraction(n, v) - ideal) ** 2 for v, n in pairs if v), Fraction(0))


def relative_distance(votes: list[int], got: tuple[int, ...]) -> Fraction:
    """What huntington-hill makes small: the sum of v²/a (Huntington 1928); no group without."""
    return sum((Fraction(v * v, n) for v, n in zip(votes, got, strict=True)), Fraction(0))


def largest_ratio(votes: list[int], got: tuple[int, ...]) -> Fraction:
    """What dhondt makes small: the most seats per vote."""
    return max(Fraction(n, v) for v, n in zip(votes, got, strict=True))


def fewest_ratio(votes: list[int], got: tuple[int, ...]) -> Fraction:
    """What adams makes small: the most votes per seat."""
    return max(Fraction(v, n) for v, n in zip(votes, got, strict=True))


def remainder_distance(votes: list[int], got: tuple[int, ...]) -> Fraction:
    """What hamilton makes small: the squared distance to the exact seats."""
    total, house = sum(votes), sum(got)
    return sum(
        ((n - Fraction(house * v, total)) ** 2 for v, n in zip(votes, got, strict=True)),
        Fraction(0),
    )


@pytest.mark.parametrize(
    ("method", "measure", "least"),
    [
        ("sainte-lague", squared_distance, 0),
        ("huntington-hill", relative_distance, 1),
        ("dhondt", largest_ratio, 0),
        ("adams", fewest_ratio, 1),
        ("hamilton", remainder_distance, 0),
    ],
)
def test_each_is_the_best_by_its_own_measure(
    method: str, measure: Callable[[list[int], tuple[int, ...]], Fraction], least: int
) -> None:
    """Against every way to hand out the seats: each method is known to minimise its measure."""
    for votes in ([1, 2, 5], [3, 3, 4], [1, 1, 9], [7, 8, 11], [2, 13, 17], [5, 5, 5]):
        for seats in range(3, 9):
            ways = [got for got in product(range(least, seats + 1), repeat=3) if sum(got) == seats]
            best = min(measure(votes, got) for got in ways)
            assert measure(votes, apportion(method, votes, seats).seats) == best


@given(methods, votes_lists, st.integers(1, 30))
def test_the_library_agrees_where_nothing_is_tied(
    method: str, votes: list[int], seats: int
) -> None:
    library = pytest.importorskip("apportionment.methods")
    found = apportion(method, votes, seats)
    positive = [vote for vote in votes if vote]
    if found.tied or (method in EVERY_GROUP and seats < len(votes)):
        return
    got = [n for n, vote in zip(found.seats, votes, strict=True) if vote]
    exact = method != "huntington-hill"  # which it can do in floating point only
    assert library.compute(LIBRARY[method], positive, seats, fractions=exact) == got


@pytest.mark.parametrize(
    ("votes", "seats"), [([1, -1], 3), ([1, 1], -1), ([0, 0], 1), ([], 1)], ids=str
)
def test_what_cannot_be_apportioned(votes: list[int], seats: int) -> None:
    for method in METHODS:
        with pytest.raises(ValueError, match=r"votes|seats"):
            apportion(method, votes, seats)


def test_an_unknown_method() -> None:
    with pytest.raises(KeyError):
        apportion("coin", [1], 1)
    assert apportion("adams", [], 0) == Apportionment(())
