"""What is published tells no small count, not even to somebody who knows the rule.

The tests try every group of a few people: those that give the same view must differ in every count
that is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.population.model import CrossTable, Population
from stratification.representation.assess import Counted
from stratification.representation.figures import dissimilarity
from stratification.representation.goodness import likelihood_ratio
from stratification.representation.group import Group
from stratification.representation.model import Change, Norm
from stratification.representation.redraw import merged_fit, merged_statistics
from stratification.representation.settings import AssessSettings
from stratification.representation.suppression import (
    hide,
    large_groups,
    merge,
    merged_places,
    publish,
)
from stratification.representation.tally import GroupTally, Merging, count_group
from tests.stratification.groups import margin, silent, tally

A = margin("a", a0=10, a1=10, a2=10)
B = margin("b", b0=15, b1=15)
AB = CrossTable(
    ("a", "b"), {(a, b): Fraction(5) for a in A.values_of("a") for b in B.values_of("b")}
)
LEAST = 3
View = tuple[object, ...]


def vectors(total: int, length: int) -> Iterator[tuple[int, ...]]:
    if length == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in vectors(total - first, length - 1):
            yield (first, *rest)


def view(groups: Iterable[GroupTally]) -> View:
    """All that an assessment of hidden counts is computed from."""
    seen = []
    for group in groups:
        assert group.classes == ()
        tallies = (*group.categories, *group.pairs)
        assert not any(0 < count < LEAST for one in tallies for count in one.counts)
        counts = tuple((tuple(one.table.cells), one.counts, one.unknown) for one in tallies)
        seen.append((group.name, group.size, group.withheld, counts))
    return tuple(seen)


def check(views: dict[View, list[tuple[int, ...]]]) -> None:
    """Whoever sees a view can tell no small count of those who may be behind it."""
    for worlds in views.values():
        possible = [set(counts) for counts in zip(*worlds, strict=True)]
        for counts in worlds:
            for count, others in zip(counts, possible, strict=True):
                assert not 0 < count < LEAST or len(others) > 1


def pair_group(
    size: int, classes: Sequence[tuple[int | None, int | None]], each: Sequence[int]
) -> tuple[GroupTally, tuple[int, ...]]:
    """A group with so many people of each class of a and b, and its counts."""
    by = dict(zip(classes, each, strict=True))
    a = [sum(count for (x, _), count in by.items() if x == at) for at in range(3)]
    b = [sum(count for (_, y), count in by.items() if y == at) for at in range(2)]
    ab = [by[x, y] for x in range(3) for y in range(2)]
    tallies = (tally(A, a, size - sum(a)), tally(B, b, size - sum(b)))
    pairs = (tally(AB, ab, size - sum(ab)),)
    return GroupTally("group", size, tallies, pairs, ((((0, 0)), size),)), (*a, *b, *ab)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 8])
def test_nothing_small_can_be_told_when_all_is_known(size: int) -> None:
    classes = [(x, y) for x in range(3) for y in range(2)]
    views: defaultdict[View, list[tuple[int, ...]]] = defaultdict(list)
    for each in vectors(size, len(classes)):
        group, counts = pair_group(size, classes, each)
        views[view(hide(Counted((group,)), LEAST, alike=False).groups)].append(counts)
    check(views)


@pytest.mark.parametrize("size", [2, 4, 5])
def test_nothing_small_can_be_told_when_some_answers_are_not_known(size: int) -> None:
    classes = [(x, y) for x in (0, 1, 2, None) for y in (0, 1, None)]
    views: defaultdict[View, list[tuple[int, ...]]] = defaultdict(list)
    for each in vectors(size, len(classes)):
        group, counts = pair_group(size, classes, each)
        views[view(hide(Counted((group,)), LEAST, alike=False).groups)].append(counts)
    check(views)


@pytest.mark.parametrize("size", [2, 5, 8, 12, 13])
def test_nothing_small_can_be_told_of_four_values(size: int) -> None:
    table = margin("c", c0=10, c1=10, c2=10, c3=10)
    views: defaultdict[View, list[tuple[int, ...]]] = defaultdict(list)
    for counts in vectors(size, 4):
        group = GroupTally("group", size, (tally(table, counts),), ())
        views[view(hide(Counted((group,)), LEAST, alike=False).groups)].append(counts)
    check(views)


@pytest.mark.parametrize(("first", "second"), [(4, 2), (6, 4), (9, 5), (10, 7)])
def test_nothing_small_can_be_told_of_the_steps_of_a_funnel(first: int, second: int) -> None:
    """Whoever sees it knows that the second step is a part of the first, and can subtract."""
    views: defaultdict[View, list[tuple[int, ...]]] = defaultdict(list)
    for before in vectors(first, 3):
        for after in vectors(second, 3):
            if all(x <= y for x, y in zip(after, before, strict=True)):
                steps = (
                    GroupTally("letters", first, (tally(A, before),), ()),
                    GroupTally("panel", second, (tally(A, after),), ()),
                )
                hidden = hide(Counted(steps), LEAST, alike=True).groups
                left = [x - y for x, y in zip(before, after, strict=True)]
                views[view(hidden)].append((*before, *after, *left))
    check(views)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7), st.integers(3, 6))
def test_the_rule_for_one_category(counts: list[int], least: int) -> None:
    places = merged_places(counts, least)
    small = {at for at, count in enumerate(counts) if 0 < count < least}
    if places is None:
        assert small
        return
    assert small <= set(places)
    assert bool(places) == bool(small)
    merged = [counts[at] for at in places]
    assert not places or (sum(merged) >= least and len(set(merged)) > 1 and 0 not in merged)


def test_the_rule_by_hand() -> None:
    assert merged_places([20, 3, 7, 0, 2], 5) == (1, 4)  # 3 + 2 = 5 together: enough
    assert merged_places([20, 2, 7, 0, 2], 5) == (1, 2, 4)  # alike, so the 7 goes with them
    assert merged_places([20, 3, 7, 7], 5) == (1, 2, 3)  # of equals all, or none
    assert merged_places([20, 5, 0], 5) == ()
    assert merged_places([3, 20], 5) is None  # one cell of everybody says nothing
    assert merged_places([2, 1, 0], 5) is None  # together fewer than 5
    assert merged_places([4, 4, 4, 4], 5) is None
    assert merged_places([3, 4, 4, 5], 5) is None  # as the line above but for one person


def test_a_merged_category() -> None:
    one = merge(tally(A, [1, 6, 4], unknown=2), (0, 2), Merging(A, 5, alone=True))
    assert one.table.cells == {("a0 + a2",): 20, ("a1",): 10}
    assert (one.counts, one.unknown, one.parts) == ((5, 6), 2, (("a0", "a2"), ()))


def test_a_merged_value_has_a_name_of_its_own() -> None:
    cells = {(value,): Fraction(1) for value in ("a", "b", "a + b", "c")}
    table = CrossTable(("care",), cells)
    one = merge(tally(table, [1, 4, 9, 9]), (0, 1), Merging(table, 5, alone=True))
    assert list(one.table.cells) == [("(a + b)",), ("a + b",), ("c",)]
    assert one.counts == (5, 9, 9)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 40), st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_draws_are_merged_as_groups_are(weights: list[int], size: int, seed: int) -> None:
    table = margin("c", **{f"c{at}": weight for at, weight in enumerate(weights)})
    shares = [table.share(values) for values in table.cells]
    chances = np.array([float(share) for share in shares])
    draws = np.random.default_rng(seed).multinomial(size, chances, size=20)
    statistics, deviations = merged_statistics(draws, chances, 5)
    expected = []
    for counts in draws.tolist():
        places = merged_places(counts, 5)
        if places is None:
            continue
        one = tally(table, counts)
        if places:
            one = merge(one, places, Merging(table, 5, alone=True))
        of = [one.table.share(values) for values in one.table.cells]
        expected.append((likelihood_ratio(one.counts, of), float(dissimilarity(one.counts, of))))
    assert len(expected) == len(statistics)
    for found, (statistic, deviation) in zip(
        zip(statistics, deviations, strict=True), expected, strict=True
    ):
        assert found == (pytest.approx(statistic, abs=1e-9), pytest.approx(deviation, abs=1e-9))


def test_the_published_test_of_a_random_draw_is_seldom_small() -> None:
    """Of draws from the population itself about 5% at most have p <= 0.05, merged or not.

    Tested as if the merged cells had been chosen beforehand, nearly half of these draws would.
    """
    table = margin("town", **{f"t{at:02}": 10 + at for at in range(13)})
    chances = np.array([float(table.share(values)) for values in table.cells])
    draws = np.random.default_rng(7).multinomial(24, chances, size=40).tolist()
    small = 0
    for counts in draws:
        places = merged_places(counts, 5)
        if places:
            fit, by_chance = merged_fit(
                merge(tally(table, counts), places, Merging(table, 5, alone=True))
            )
            small += fit.p <= 0.05
            assert 0 < by_chance < 1
    assert small <= 6  # 40 draws at 5%: more than 6 has a probability of 1%


def test_only_the_groups_own_counts_are_imitated() -> None:
    one = merge(tally(A, [1, 6, 4]), (0, 2), Merging(A, 5, alone=False))
    for each in (one, tally(A, [5, 6, 7])):
        with pytest.raises(ValueError, match="own counts"):
            merged_fit(each)


POPULATION = Population((margin("age", y=3, m=4, o=3), margin("sex", w=1, m=1)))


def people(name: str, *each: tuple[str, str, int]) -> Group:
    found = [(age, sex) for age, sex, count in each for _ in range(count)]
    return Group(name, ("age", "sex"), tuple(found))


def test_a_publication_has_merged_cells_and_what_follows_from_them() -> None:
    board = people("board", ("y", "w", 1), ("m", "w", 11), ("m", "m", 8), ("o", "m", 4))
    found = publish([board], POPULATION, AssessSettings(), 5, silent)
    (group,) = found.assessment.groups
    age, sex = group.comparisons
    assert found.least == 5
    assert [(cell.values, cell.count, cell.parts) for cell in age.cells] == [
        (("y + o",), 5, ("y", "o")),
        (("m",), 19, ()),
    ]
    assert age.cells[0].share == Fraction(6, 10)
    # Chosen because it is small: no probability of a draw is stated.
    merged = age.cells[0]
    assert (merged.low, merged.high, merged.at_most, merged.at_least) == (0, 24, 1.0, 1.0)
    assert age.fit is not None
    assert (age.fit.method, age.fit.p < 0.01) == ("monte-carlo", True)
    assert age.fit.holm == 2 * age.fit.p
    assert [cell.count for cell in sex.cells] == [12, 12]
    # 5 of 24 against 6/10: the merged cell alone is known.
    assert age.dissimilarity == pytest.approx(0.6 - 5 / 24)
    assert [cell.values for cell in group.missing] == [("y + o",)]
    # Who is alike is told by neither: each category is mended by itself. 19 of 24 are "m", and
    # 24·4/10 = 9.6 are wanted, rounded up or down: at least 9 seats go to others.
    assert [(mend.kind, mend.people, mend.apart) for mend in group.mends[:1]] == [
        ("replace", 9, True)
    ]
    assert group.mends[0].changes == (Change("age", "y + o", 9, 0), Change("age", "m", 0, 9))
    assert [mend.kind for mend in group.mends[1:]] == ["add"]
    assert {change.value for change in group.mends[1].changes} <= {"y + o", "m", "w"}


def test_without_suppression_all_is_there() -> None:
    board = people("board", ("y", "w", 1), ("m", "w", 11), ("m", "m", 8), ("o", "m", 4))
    (group,) = publish([board], POPULATION, AssessSettings(), 0, silent).assessment.groups
    assert [cell.count for cell in group.comparisons[0].cells] == [1, 19, 4]
    assert [(mend.kind, mend.apart) for mend in group.mends] == [("replace", False), ("add", False)]


def test_steps_are_merged_alike() -> None:
    letters = people("letters", ("y", "w", 30), ("m", "w", 40), ("m", "m", 40), ("o", "m", 20))
    panel = people("panel", ("y", "w", 1), ("m", "w", 10), ("m", "m", 8), ("o", "m", 6))
    settings = AssessSettings(funnel=True)
    found = publish([letters, panel], POPULATION, settings, 5, silent).assessment
    for group in found.groups:
        assert [cell.values for cell in group.comparisons[0].cells] == [("y + o",), ("m",)]
        assert group.comparisons[0].fit is None
    assert found.funnel is not None
    values = [(course.value, course.stages[-1].count) for course in found.funnel.courses]
    assert values[:2] == [("y + o", 7), ("m", 18)]
    surprises = [course.stages[-1].surprise is None for course in found.funnel.courses]
    assert surprises[:2] == [True, False]


def test_a_group_of_whom_all_is_small_is_withheld() -> None:
    (group,) = publish(
        [people("staff", ("y", "w", 3), ("o", "m", 3))], POPULATION, AssessSettings(), 5, silent
    ).assessment.groups
    assert (group.comparisons, group.pairs, group.missing, group.mends) == ((), (), (), ())
    assert (group.size, group.withheld) == (6, (("age",), ("sex",)))


def test_a_file_of_few_people_is_left_out_or_refused() -> None:
    few, many = people("few", ("y", "w", 2), ("o", "m", 2)), people("many", ("m", "w", 9))
    found = publish([few, many], POPULATION, AssessSettings(), 5, silent)
    assert [group.name for group in found.assessment.groups] == ["many"]
    assert found.left_out == ("few",)
    for funnel in (False, True):
        with pytest.raises(InputError) as caught:
            publish([few], POPULATION, AssessSettings(funnel=funnel), 5, silent)
        assert [finding.code for finding in caught.value.findings] == ["assess-too-few"]
        assert str(caught.value)
    assert publish([few], POPULATION, AssessSettings(), 0, silent).left_out == ()


def room(**sizes: int) -> Group:
    """A room of women of "m", by role."""
    every = [name for name, size in sizes.items() for _ in range(size)]
    return Group("room", ("age", "sex"), (("m", "w"),) * len(every), tuple(every))


def test_small_parts_of_a_room_are_shown_together_without_their_norms() -> None:
    settings = AssessSettings(
        split="role", norms=(Norm("a", "min", Fraction(1, 9)), Norm("B", "min", Fraction(1, 2)))
    )
    found = publish([room(a=2, b=20, c=3, d=9)], POPULATION, settings, 5, silent)
    assert [(one.name, one.size) for one in found.assessment.groups] == [
        ("a + c", 5),
        ("b", 20),
        ("d", 9),
    ]
    assert found.left_out == ("a", "c")
    assert [(one.group, one.count, one.size) for one in found.assessment.norms] == [("b", 20, 34)]
    full = publish([room(a=2, b=20, c=3, d=9)], POPULATION, settings, 0, silent)
    assert [one.group for one in full.assessment.norms] == ["a", "b"]
    assert full.left_out == ()


def test_a_room_that_cannot_be_split_is_shown_as_one() -> None:
    settings = AssessSettings(split="role", norms=(Norm("b", "min", Fraction(1, 2)),))
    found = publish([room(a=2, b=20)], POPULATION, settings, 5, silent)
    assert [(one.name, one.size) for one in found.assessment.groups] == [("room", 22)]
    assert (found.left_out, found.assessment.norms) == (("a", "b"), ())


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_nothing_small_can_be_told_of_the_sizes_of_parts(length: int) -> None:
    """Whoever sees the parts knows that each has somebody."""
    views: defaultdict[View, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(length, 14):
        for sizes in vectors(total, length):
            if 0 in sizes:
                continue
            parts = [people(f"p{at}", ("y", "w", size)) for at, size in enumerate(sizes)]
            try:
                large = large_groups(parts, LEAST, "room")
            except InputError:
                assert total < LEAST or max(sizes) == 1
                continue
            assert sum(len(one.people) for one in large) == total
            views[tuple((one.name, len(one.people)) for one in large)].append(sizes)
    assert views
    check(views)


def test_pairs_are_shown_all_or_none() -> None:
    table = CrossTable(("age", "sex"), {(a, s): Fraction(1) for a in "ymo" for s in "wm"})
    population = Population((table,))
    cells = [(a, s, 6) for a in "ymo" for s in "wm"]
    shown = count_group(people("x", *cells), population)[0]
    (full,) = hide(Counted((shown,)), 5, alike=False).groups
    assert (full.withheld, full.pairs) == ((), shown.pairs)
    few = count_group(people("x", *cells[:-1], ("o", "m", 2)), population)[0]
    (none,) = hide(Counted((few,)), 5, alike=False).groups
    assert (none.withheld, none.pairs, none.categories) == ((("age", "sex"),), (), few.categories)


@pytest.mark.parametrize("least", [-1, 1, 2])
def test_a_least_that_protects_nothing(least: int) -> None:
    with pytest.raises(InputError) as caught:
        publish([people("x", ("y", "w", 9))], POPULATION, AssessSettings(), least, silent)
    assert [finding.code for finding in caught.value.findings] == ["assess-least"]
    assert str(caught.value)


@given(st.lists(st.tuples(st.sampled_from("ymo"), st.sampled_from("wm")), min_size=5, max_size=30))
@settings(deadline=None, max_examples=25)
def test_nothing_published_is_small(each: list[tuple[str, str]]) -> None:
    board = Group("board", ("age", "sex"), tuple(each))
    (group,) = publish([board], POPULATION, AssessSettings(), 5, silent).assessment.groups
    for cell in (*(c for one in (*group.comparisons, *group.pairs) for c in one.cells),):
        assert cell.count == 0 or cell.count >= 5
    assert len(group.comparisons) + sum(len(names) == 1 for names in group.withheld) == 2
