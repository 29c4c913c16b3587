"""Letters over strata: exact, never more than people, and two waves are one."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.invitations.allocate import (
    by_key,
    check_limits,
    equal,
    letter_bounds,
    proportional,
    replan,
)
from sortition.invitations.filling import Filling, Glass, fill
from sortition.invitations.model import Limits, Plan, Strata, Stratum
from stratification.errors import InputError, VerificationError
from stratification.tables import Table, parse_table


def strata(*sizes: int, earlier: Sequence[int] | None = None) -> Strata:
    """Strata with one column."""
    had = earlier or [0] * len(sizes)
    rows = [Stratum((f"v{at:02}",), n, e) for at, (n, e) in enumerate(zip(sizes, had, strict=True))]
    return Strata(("place",), tuple(rows))


def after(before: Strata, plan: Plan) -> Strata:
    """The strata after a wave."""
    pairs = zip(before.rows, plan.letters, strict=True)
    rows = [replace(row, earlier=row.earlier + count) for row, count in pairs]
    return replace(before, rows=tuple(rows))


def one_by_one(glasses: Sequence[Glass], letters: int) -> tuple[int, ...]:
    """The same rule without any shortcut."""
    have = [glass.filled for glass in glasses]
    for _ in range(letters):
        room = [at for at, glass in enumerate(glasses) if glass.weight and have[at] < glass.size]
        best = max(room, key=lambda at: (glasses[at].weight / (2 * have[at] + 1), -at))
        have[best] += 1
    return tuple(now - glass.filled for now, glass in zip(have, glasses, strict=True))


@st.composite
def glasses_and_letters(draw: st.DrawFn) -> tuple[list[Glass], int]:
    """Up to six glasses, some of them without weight, and as many letters as fit at most."""
    weight = st.one_of(st.integers(0, 6).map(Fraction), st.fractions(0, 5, max_denominator=9))
    glasses = []
    for _ in range(draw(st.integers(1, 6))):
        size = draw(st.integers(0, 12))
        glasses.append(Glass(draw(weight), draw(st.integers(0, size)), size))
    room = sum(glass.size - glass.filled for glass in glasses if glass.weight)
    return glasses, draw(st.integers(0, room))


@given(glasses_and_letters())
def test_letters_are_as_if_handed_out_one_by_one(case: tuple[list[Glass], int]) -> None:
    glasses, letters = case
    assert fill(glasses, letters).letters == one_by_one(glasses, letters)


@given(glasses_and_letters())
def test_a_tie_is_said_exactly_when_another_order_gives_other_numbers(
    case: tuple[list[Glass], int],
) -> None:
    glasses, letters = case
    found = fill(glasses, letters)
    turned = fill(glasses[::-1], letters)
    other = turned.letters[::-1]
    assert bool(found.tied) == (found.letters != other)
    assert {at for at in range(len(glasses)) if found.letters[at] != other[at]} <= set(found.tied)
    assert found.tied == tuple(sorted(len(glasses) - 1 - at for at in turned.tied))


def test_more_letters_than_room_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no room"):
        fill([Glass(Fraction(0), 0, 5), Glass(Fraction(1), 0, 5)], 6)


def test_large_numbers_take_no_longer_and_are_as_exact() -> None:
    # 18 million people in two halves, one person more in the first: that one has the odd letter.
    glasses = [Glass(Fraction(n), 0, n) for n in (9_000_001, 9_000_000)]
    assert fill(glasses, 1_000_001).letters == (500_001, 500_000)
    assert fill([Glass(Fraction(1), 0, 10**9)] * 3, 10**9) == Filling(
        (333_333_334, 333_333_333, 333_333_333), (0, 1, 2)
    )


sizes = st.lists(st.integers(0, 60), min_size=1, max_size=7).filter(any)


@given(sizes, st.data())
def test_everybody_has_the_same_chance_to_within_half_a_letter(
    numbers: list[int], data: st.DataObject
) -> None:
    letters = data.draw(st.integers(0, sum(numbers)))
    plan = proportional(strata(*numbers), letters)
    assert plan.total == letters
    assert all(0 <= count <= size for count, size in zip(plan.letters, numbers, strict=True))
    pairs = [pair for pair in zip(plan.letters, numbers, strict=True) if pair[1]]
    least = max(Fraction(2 * count - 1, 2 * size) for count, size in pairs)
    most = min(Fraction(2 * count + 1, 2 * size) for count, size in pairs)
    assert least <= most  # a chance x between them: |letters - x·people| <= 1/2 for every stratum


@given(sizes, st.data())
def test_equal_numbers_differ_by_one_at_most_where_people_do_not_run_out(
    numbers: list[int], data: st.DataObject
) -> None:
    letters = data.draw(st.integers(0, sum(numbers)))
    plan = equal(strata(*numbers), letters)
    assert plan.total == letters
    most = max(plan.letters)
    for count, size in zip(plan.letters, numbers, strict=True):
        assert count in (most, most - 1) or count == size


KEY = parse_table(b"place,weight\n" + b"".join(b"v%02d,%d\n" % (i, i % 3) for i in range(7)), "k")


def key_of(count: int) -> Table:
    """The rows of the key for so many strata."""
    return replace(KEY, rows=KEY.rows[:count], numbers=KEY.numbers[:count])


@given(sizes, st.data())
def test_two_waves_are_one(numbers: list[int], data: st.DataObject) -> None:
    whole = strata(*numbers)
    kinds: list[Any] = [proportional, equal]
    room = sum(numbers)
    if sum(numbers[1::3]) + sum(numbers[2::3]):
        kinds.append(lambda strata, letters: by_key(strata, key_of(len(numbers)), letters))
    plan = data.draw(st.sampled_from(kinds))
    if plan not in (proportional, equal):
        room = sum(numbers[1::3]) + sum(numbers[2::3])
    letters = data.draw(st.integers(0, room))
    first = data.draw(st.integers(0, letters))
    once = plan(whole, letters)
    one = plan(whole, first)
    two = plan(after(whole, one), letters - first)
    together = tuple(a + b for a, b in zip(one.letters, two.letters, strict=True))
    assert together == once.letters


def test_a_stratum_that_got_too_many_waits() -> None:
    assert proportional(strata(100, 100, earlier=[8, 0]), 6).letters == (0, 6)
    assert proportional(strata(100, 100, earlier=[8, 0]), 12).letters == (2, 10)


def test_nobody_gets_a_second_letter() -> None:
    with pytest.raises(InputError) as raised:
        proportional(strata(10, 10, earlier=[5, 5]), 11)
    assert str(raised.value) == (
        "11 letters are asked for, but only 10 can still be sent: nobody gets a second one. Ask "
        "for fewer, or choose more strata."
    )
    with pytest.raises(InputError):
        equal(strata(), 1)
    with pytest.raises(ValueError, match="below zero"):
        equal(strata(1), -1)


def test_what_was_tied_is_in_the_details() -> None:
    plan = proportional(strata(10, 20, 10), 3)
    assert plan.letters == (1, 1, 1)
    assert plan.details == {"kind": "proportional", "letters": 3, "tied": []}
    assert equal(strata(10, 20, 10), 4).details["tied"] == [0, 1, 2]
    assert equal(strata(10, 20, 10), 4).letters == (2, 1, 1)


# ---- a key of the user's own ----

TWO = Strata(
    ("gemeente", "leeftijd"),
    tuple(
        Stratum((place, age), size)
        for place, age, size in (
            *(("Harenkarspel", "16-39", 4_000), ("Harenkarspel", "40+", 9_000)),
            *(("Schagen", "16-39", 6_000), ("Schagen", "40+", 10_000)),
            *(("Zijpe", "16-39", 3_000), ("Zijpe", "40+", 6_000)),
        )
    ),
)
"""Three former municipalities of Schagen, which each got a third of the letters in 2024."""

SCHAGEN = "gemeente;brieven\nSchagen;3333\nHARENKARSPEL ;3333\nZijpe;3334\n"


def key(text: str) -> Table:
    """A key as it stands in a file."""
    return parse_table(text.encode(), "key.csv")


def wrong(text: str, letters: int | None = None, of: Strata = TWO) -> list[str]:
    """What is said about a key."""
    with pytest.raises(InputError) as raised:
        by_key(of, key(text), letters)
    return str(raised.value).splitlines()


def test_a_third_for_each_former_municipality() -> None:
    plan = by_key(TWO, key(SCHAGEN), None)
    # Within each in proportion: 3333·4/13 = 1025.5…, 3333·6/16 = 1249.9, 3334/3 = 1111.3.
    assert plan.letters == (1026, 2307, 1250, 2083, 1111, 2223)
    assert plan.total == 10_000
    assert plan == by_key(TWO, key(SCHAGEN), 10_000)
    assert plan.details["rows"][0] == [["Schagen"], "3333/1"]
    assert wrong(SCHAGEN, 9_999) == [
        "key.csv: the letters in the key add up to 10000, but 9999 are asked for (--letters). "
        "Change one of the two, or give the key only."
    ]


def test_numbers_of_a_further_wave_are_of_that_wave() -> None:
    again = by_key(after(TWO, by_key(TWO, key(SCHAGEN), None)), key(SCHAGEN), None)
    assert [sum(again.letters[at : at + 2]) for at in (0, 2, 4)] == [3333, 3333, 3334]


@pytest.mark.parametrize(
    "cells", ["1,1,1", "0.5,0.5,0.5", '"33,3%","33,3%","33,3 %"', "1/3,1/3,1/3", "1500,1500,1500"]
)
def test_weights_are_exact_proportions(cells: str) -> None:
    rows = zip(("Schagen", "Zijpe", "Harenkarspel"), *csv.reader([cells]), strict=True)
    text = "gewicht;gemeente\n" + "".join(f"{weight};{place}\n" for place, weight in rows)
    plan = by_key(TWO, key(text), 10_000)
    assert [sum(plan.letters[at : at + 2]) for at in (0, 2, 4)] == [3333, 3334, 3333]
    assert plan.details["tied_rows"] == [0, 1, 2]  # the first row of the key has the odd letter


def test_a_part_that_runs_out_leaves_the_rest_to_the_others() -> None:
    text = "gemeente,weight\nSchagen,1\nZijpe,8\nHarenkarspel,0\n"
    assert by_key(TWO, key(text), 20_000).letters == (0, 0, 4125, 6875, 3000, 6000)
    assert wrong(text, 25_001) == [
        "key.csv: 25001 letters are asked for, but only 25000 can still be sent where the weight "
        "is not 0. Ask for fewer, or give other parts a weight."
    ]


def test_everything_wrong_with_a_key_is_said_at_once() -> None:
    text = (
        "gemeente,Leeftijd,letters,opmerking\n"
        "Schagen,16-39,10,\n"
        "Schagen,16–39,10,x\n"
        "schagen,16-39,1.000,\n"
        "Zijpen,40+,,\n"
        "Texel,40+,5,\n"
    )
    assert wrong(text) == [
        'key.csv, row 1, column "opmerking": this column is no stratum, and neither letters nor '
        'weight (in Dutch brieven, gewicht). The strata are: "gemeente", "leeftijd". Remove the '
        "column, or add it to the strata.",
        'key.csv, row 4, column "letters": cells with no whole number of letters such as 3333: '
        "rows 4, 5 (number of rows: 2). Write 0 where nobody gets a letter.",
        'key.csv, row 3, column "Leeftijd": "16–39" does not occur in the register among those '
        'who can get a letter; did you mean "16-39"?',
        'key.csv, row 5, column "gemeente": "Zijpen" does not occur in the register among those '
        'who can get a letter; did you mean "Zijpe"?',
        'key.csv, row 6, column "gemeente": "Texel" does not occur in the register among those '
        'who can get a letter. It has: "Harenkarspel", "Schagen", "Zijpe".',
        "key.csv, row 4: rows with the same values as a row before: 4 (number of rows: 1). Keep "
        "one.",
        'key.csv: no row is about these strata: "Harenkarspel × 16-39", "Harenkarspel × 40+", '
        '"Schagen × 40+", "Zijpe × 16-39", "Zijpe × 40+" (number of strata: 5). Add a row for '
        "each, with 0 where nobody gets a letter.",
    ]


@pytest.mark.parametrize(
    ("text", "letters", "code"),
    [
        ("gemeente\nSchagen\n", None, "key-columns"),
        ("letters\n10\n", None, "key-columns"),
        ("gemeente,letters,weight\nSchagen,1,1\n", None, "key-columns"),
        ("gemeente,letters\n", None, "key-no-rows"),
        ("gemeente,weight\nSchagen,0\nZijpe,0\nHarenkarspel,0\n", 10, "key-weights-zero"),
        ("gemeente,weight\nSchagen,1\nZijpe,1\nHarenkarspel,1\n", None, "key-weight-letters"),
        ("gemeente,weight\nSchagen,1%\nZijpe,1\nHarenkarspel,1\n", 10, "key-weight"),
        ("gemeente,weight\nSchagen,1.250\nZijpe,1\nHarenkarspel,1\n", 10, "key-weight"),
        ("gemeente,weight\nSchagen,-1\nZijpe,1\nHarenkarspel,1\n", 10, "key-weight"),
        ("gemeente,weight\nSchagen,\nZijpe,1\nHarenkarspel,1\n", 10, "key-weight"),
        ("gemeente,letters\nSchagen,5*\nZijpe,1\nHarenkarspel,1\n", None, "key-letters"),
        ("gemeente,letters\nSchagen,16001\nZijpe,1\nHarenkarspel,1\n", None, "key-row-too-many"),
        ("gemeente,weight\nSchagen,1\nZijpe,1\nHarenkarspel,1\n", 38_001, "letters-too-many"),
    ],
)
def test_a_key_that_cannot_be_used(text: str, letters: int | None, code: str) -> None:
    with pytest.raises(InputError) as raised:
        by_key(TWO, key(text), letters)
    assert [finding.code for finding in raised.value.findings] == [code]


def test_a_key_needs_strata() -> None:
    everybody = Strata((), (Stratum((), 100),))
    assert wrong(SCHAGEN, of=everybody) == [
        "key.csv: a key divides the letters over strata, and there are none: name the columns with "
        "--strata."
    ]
    assert proportional(everybody, 30).letters == equal(everybody, 30).letters == (30,)


def test_values_that_do_not_occur_together() -> None:
    few = replace(TWO, rows=TWO.rows[1:])
    text = "gemeente,leeftijd,letters\n" + "".join(
        f"{row.values[0]},{row.values[1]},1\n" for row in TWO.rows
    )
    assert wrong(text, of=few) == [
        "key.csv, row 2: rows about nobody who can get a letter (their values do not occur "
        "together): 2 (number of rows: 1). Remove them."
    ]


# ---- limits ----


def test_limits_never_forbid_what_proportional_spreading_gives() -> None:
    bounds = letter_bounds(strata(1000, 10, 1), 100, Limits(Fraction(1), Fraction(1)))
    # 100·1000/1011 = 98.9, 100·10/1011 = 0.99, 100/1011 = 0.099
    assert bounds == ((98, 99), (0, 1), (0, 1))
    bounds = letter_bounds(strata(1000, 1000, earlier=[90, 0]), 10, Limits())
    assert bounds == ((0, 110), (25, 200))  # 50 each would be proportional, all waves together


@given(sizes, st.data())
def test_proportional_spreading_is_inside_any_limits(
    numbers: list[int], data: st.DataObject
) -> None:
    letters = data.draw(st.integers(0, sum(numbers)))
    limits = Limits(data.draw(st.fractions(0, 1)), data.draw(st.fractions(1, 5)))
    exact = [Fraction(letters * size, sum(numbers)) for size in numbers]
    bounds = letter_bounds(strata(*numbers), letters, limits)
    for value, (low, high) in zip(exact, bounds, strict=True):
        assert low <= floor(value) <= ceil(value) <= high


def test_strata_outside_the_limits_are_named() -> None:
    assert check_limits(strata(1000, 10), (99, 1), Limits()) == ()
    (finding,) = check_limits(strata(1000, 10), (90, 10), Limits())
    assert str(finding) == (
        "strata whose chance of a letter would be less than 0.5 or more than 4.0 times the chance "
        'that proportional spreading gives: "v01" (number of strata: 1). Choose other numbers of '
        "letters, or wider limits."
    )


# ---- again from a record ----

PLANS = [
    proportional(TWO, 1_000),
    equal(TWO, 1_001),
    by_key(TWO, key(SCHAGEN), None),
    by_key(TWO, key("gemeente,weight\nSchagen,1\nZijpe,0.7\nHarenkarspel,1\n"), 5_000),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.kind)
def test_a_record_gives_the_same_numbers(plan: Plan) -> None:
    assert replan(json.loads(json.dumps(plan.details)), TWO) == plan.letters
    assert replan({**plan.details, "forecast": {"rounds": 5}}, TWO) == plan.letters


def test_response_aware_spreading_is_not_made_again() -> None:
    details = dict.fromkeys(("limits", "safety", "least", "as_proportional", "forecast"))
    assert replan({"kind": "response", "letters": 5, **details}, TWO) is None
    for wrong in ({"kind": "response"}, {"kind": "whatever", **details}):
        with pytest.raises(VerificationError):
            replan(wrong, TWO)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.kind)
def test_a_record_that_was_changed_is_no_plan(plan: Plan) -> None:
    good = dict(plan.details)
    changes: list[dict[str, Any]] = [
        *({**good, "letters": number} for number in (-1, 10**12, True, "5", None)),
        {**good, "more": 1},
        {**good, "tied": [0, 99]},
        {name: value for name, value in good.items() if name != "tied"},
        {**good, "kind": 5},
    ]
    if plan.kind == "key":
        rows: list[Any] = good["rows"]
        others: list[Any] = [rows[1:], [*rows, rows[0]], [[]], {}, [1]]
        changes += [
            *({**good, "amount": amount} for amount in ("seats", None)),
            *({**good, "columns": names} for names in (["place"], "gemeente", [], [["a"]])),
            *({**good, "rows": other} for other in others),
            {**good, "rows": [[rows[0][0], "-1/1"], *rows[1:]]},
            {**good, "rows": [[rows[0][0], "40000/1"], *rows[1:]]},
            {**good, "rows": [[rows[0][0], 0.5], *rows[1:]]},
            {**good, "rows": [[["Schagen", "40+"], "1/1"], *rows[1:]]},
        ]
        if good["amount"] == "letters":
            changes.append({**good, "rows": [[rows[0][0], "1/2"], *rows[1:]]})
    for changed in changes:
        with pytest.raises(VerificationError):
            replan(changed, TWO)
