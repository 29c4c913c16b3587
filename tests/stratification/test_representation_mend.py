"""The smallest changes that make a group a mirror, against trying every smaller one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.integer import find_solver
from stratification.population.model import CrossTable, Population
from stratification.representation.group import Group
from stratification.representation.mend import LARGEST, mend_by_adding
from stratification.representation.model import Mend
from stratification.representation.replacing import mend_apart, mend_by_replacing
from stratification.representation.tally import GroupTally, count_group
from tests.stratification.groups import margin, tally

SOLVER = find_solver()
Counts = tuple[int, ...]


def is_mirror(counts: Sequence[int], table: CrossTable, within: int) -> bool:
    """As the module defines it, from the counts alone."""
    known = sum(counts)
    for count, values in zip(counts, table.cells, strict=True):
        expected = known * table.share(values)
        if not math.floor(expected) - within <= count <= math.ceil(expected) + within:
            return False
    return True


def compositions(number: int, parts: int) -> Iterator[Counts]:
    for one in product(range(number + 1), repeat=parts):
        if sum(one) == number:
            yield one


@st.composite
def groups(draw: st.DrawFn) -> tuple[Population, GroupTally, int]:
    """Up to six people in two categories, some answers not known."""
    tables = []
    for name, size in (("a", draw(st.integers(1, 3))), ("b", 2)):
        weights = [draw(st.integers(0, 4)) for _ in range(size - 1)] + [draw(st.integers(1, 4))]
        tables.append(margin(name, **{f"{name}{at}": weight for at, weight in enumerate(weights)}))
    population = Population(tuple(tables))
    choices = [(*table.values_of(name), None) for name, table in zip("ab", tables, strict=True)]
    people = draw(st.lists(st.tuples(*map(st.sampled_from, choices)), min_size=1, max_size=6))
    group = Group("group", ("a", "b"), tuple(people))
    return population, count_group(group, population)[0], draw(st.integers(0, 1))


def after(mend: Mend, group: GroupTally) -> list[list[int]]:
    """The counts after the change; nobody may leave who is not there."""
    changes = {(change.category, change.value): change for change in mend.changes}
    result = []
    for one in group.categories:
        name = one.table.categories[0]
        counts = []
        for (value,), count in zip(one.table.cells, one.counts, strict=True):
            change = changes.get((name, value))
            more, fewer = (change.more, change.fewer) if change else (0, 0)
            assert 0 <= fewer <= count
            counts.append(count + more - fewer)
        result.append(counts)
    return result


@given(groups())
@settings(deadline=None, max_examples=40)
def test_no_fewer_people_could_be_added(case: tuple[Population, GroupTally, int]) -> None:
    _, group, within = case
    already = all(is_mirror(one.counts, one.table, within) for one in group.categories)
    mend = mend_by_adding(group.categories, group.size, within)
    most = 12 if mend is None else mend.people - 1  # the least that suits may be far off
    for added in range(1, min(most, 12) + 1):
        assert already or not all(
            any(
                is_mirror([x + y for x, y in zip(one.counts, new, strict=True)], one.table, within)
                for new in compositions(added, len(one.counts))
            )
            for one in group.categories
        )
    if mend is None:
        return
    assert not already
    for one, counts in zip(group.categories, after(mend, group), strict=True):
        assert is_mirror(counts, one.table, within)
        assert sum(counts) == one.known + mend.people
    assert all(change.fewer == 0 < change.more for change in mend.changes)


def smaller_replacement(group: GroupTally, within: int, people: int) -> bool:
    """Whether replacing just so many people can make a mirror: everybody is tried."""
    classes = [one for one, count in group.classes for _ in range(count)]
    for leaving in product((0, 1), repeat=len(classes)):
        if sum(leaving) != people:
            continue
        stay = [one for one, gone in zip(classes, leaving, strict=True) if not gone]
        if all(
            any(
                is_mirror(
                    [Counter(one[at] for one in stay)[v] + new[v] for v in range(len(new))],
                    tally.table,
                    within,
                )
                for new in compositions(people, len(tally.counts))
            )
            for at, tally in enumerate(group.categories)
        ):
            return True
    return False


@given(groups())
@settings(deadline=None, max_examples=25)
def test_no_fewer_people_could_be_replaced(case: tuple[Population, GroupTally, int]) -> None:
    _, group, within = case
    mend = mend_by_replacing(group.categories, group.classes, within, SOLVER)
    if mend is None:
        assert all(is_mirror(one.counts, one.table, within) for one in group.categories)
        return
    for one, counts in zip(group.categories, after(mend, group), strict=True):
        assert is_mirror(counts, one.table, within)
    assert smaller_replacement(group, within, mend.people)
    assert not any(smaller_replacement(group, within, fewer) for fewer in range(mend.people))


@given(groups())
@settings(deadline=None, max_examples=25)
def test_no_category_by_itself_needs_fewer_people(case: tuple[Population, GroupTally, int]) -> None:
    _, group, within = case
    mend = mend_apart(group.categories, within, SOLVER)
    together = mend_by_replacing(group.categories, group.classes, within, SOLVER)
    assert (mend is None) == (together is None)
    if mend is None or together is None:
        return
    assert mend.apart
    assert 0 < mend.people <= together.people
    for one, counts in zip(group.categories, after(mend, group), strict=True):
        assert is_mirror(counts, one.table, within)


def test_of_the_changes_with_the_fewest_people_the_numbers_change_least() -> None:
    # 10 of 10 are "x", 5 are wanted: 5 go. Of the women and men, 5 and 5, as many can come as go.
    tables = (margin("a", x=1, y=1), margin("b", woman=1, man=1))
    people = (("x", "woman"),) * 5 + (("x", "man"),) * 5
    group, _ = count_group(Group("g", ("a", "b"), people), Population(tables))
    mend = mend_by_replacing(group.categories, group.classes, 0, SOLVER)
    assert mend is not None
    assert mend.people == 5
    by = {change.value: change.more - change.fewer for change in mend.changes}
    assert {value: net for value, net in by.items() if net} == {"x": -5, "y": 5}


def test_by_hand() -> None:
    # 6 of 10 women, wanted half of 10: one of them makes room for a man. Adding: 10 + A people,
    # half of them women (rounded either way), so 6 <= ceil((10 + A)/2): A = 1 is enough.
    table = margin("sex", woman=50, man=50)
    one = tally(table, [6, 4])
    replaced = mend_by_replacing([one], [((0,), 6), ((1,), 4)], 0, SOLVER)
    assert replaced is not None
    assert (replaced.kind, replaced.people) == ("replace", 1)
    changes = [(change.value, change.more, change.fewer) for change in replaced.changes]
    assert changes == [("woman", 0, 1), ("man", 1, 0)]
    added = mend_by_adding([one], 10, 0)
    assert added is not None
    assert (added.people, [change.value for change in added.changes]) == (1, ["man"])
    assert mend_by_adding([one], 10, 1) is None  # off by one seat is near enough
    assert mend_by_replacing([one], [((0,), 6), ((1,), 4)], 1, SOLVER) is None


def test_a_value_that_nobody_has_cannot_be_mended_by_adding() -> None:
    table = margin("sex", woman=50, man=50, other=0)
    one = tally(table, [5, 4, 1])
    assert mend_by_adding([one], 10, 0) is None
    replaced = mend_by_replacing([one], [((0,), 5), ((1,), 4), ((2,), 1)], 0, SOLVER)
    assert replaced is not None
    assert replaced.people == 1


def test_adding_has_an_end() -> None:
    # Two of two have a value that one in a million has: 1,000,001 people would have to come, more
    # than 4·2 + 100.
    table = margin("c", rare=1, common=999_999)
    assert mend_by_adding([tally(table, [2, 0])], 2, 0) is None


def test_lists_to_draw_from_are_not_replaced() -> None:
    one = tally(margin("sex", woman=50, man=50), [LARGEST + 1, 0])
    assert mend_by_replacing([one], [((0,), LARGEST + 1)], 0, SOLVER) is None


def test_every_solver_gives_the_same() -> None:
    population = Population((margin("a", x=3, y=2, z=2), margin("b", p=5, q=3)))
    people = (("x", "p"),) * 5 + (("x", "q"),) * 4 + (("y", "p"), ("z", None), (None, "q"))
    group, _ = count_group(Group("g", ("a", "b"), people), population)
    one, other = (
        mend_by_replacing(group.categories, group.classes, 0, find_solver(name))
        for name in ("HiGHS", "CBC")
    )
    assert one == other
    assert one is not None


@pytest.mark.parametrize("share", [Fraction(1, 3), Fraction(2, 7)])
def test_newcomers_go_where_most_are_missing(share: Fraction) -> None:
    table = margin("c", False, a=share, b=1 - share)
    mend = mend_by_adding([tally(table, [0, 12])], 12, 0)
    assert mend is not None
    # Nobody of b comes while b is above its share: all newcomers have a.
    assert [change.value for change in mend.changes] == ["a"]
    assert mend.changes[0].more == mend.people
    assert math.ceil((12 + mend.people) * (1 - share)) >= 12
    assert math.ceil((11 + mend.people) * (1 - share)) < 12
