"""Whole assessments: groups, roles and funnels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from stratification.errors import InputError
from stratification.population.model import CrossTable, Population
from stratification.representation.assess import assess
from stratification.representation.funnel import make_funnel
from stratification.representation.group import Group, read_group
from stratification.representation.model import Norm
from stratification.representation.settings import AssessSettings
from stratification.representation.tally import GroupTally
from tests.stratification.groups import margin, silent, tally, write

AGE_SEX = CrossTable(
    ("age", "sex"),
    {
        (age, sex): Fraction(figure)
        for age, figures in (("young", (100, 100)), ("old", (150, 50)))
        for sex, figure in zip(("woman", "man"), figures, strict=True)
    },
)
CARE = margin("care", False, yes=Fraction(1, 4), no=Fraction(3, 4))
POPULATION = Population((AGE_SEX, CARE))


def group(name: str, *people: tuple[str | None, ...]) -> Group:
    return Group(name, ("age", "sex", "care"), people)


def codes(*groups: Group, settings: AssessSettings, population: Population) -> list[str]:
    with pytest.raises(InputError) as caught:
        assess(groups, population, settings, silent)
    assert str(caught.value)
    return [finding.code for finding in caught.value.findings]


def test_a_group_by_hand() -> None:
    people = [("old", "woman", "no")] * 3 + [("old", "man", None), ("young", "man", "yes")]
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    found = assess([group("board", *people)], POPULATION, AssessSettings(), progress)
    (board,) = found.groups
    age, sex, care = board.comparisons
    assert told == [("assess", 1, 1)]
    assert (board.name, board.size, found.split, found.funnel) == ("board", 5, None, None)
    assert [cell.count for cell in age.cells] == [1, 4]
    assert [cell.expected for cell in age.cells] == [Fraction(5, 2)] * 2
    assert [cell.count for cell in sex.cells] == [3, 2]
    assert (care.known, care.unknown, care.cells[0].expected) == (4, 1, 1)
    (pair,) = board.pairs
    assert pair.categories == ("age", "sex")
    assert [cell.count for cell in pair.cells] == [0, 1, 3, 1]
    assert (pair.fit, pair.known) == (None, 5)
    # D: age |1/5 - 1/2| = 0.3, sex |3/5 - 250/400| = 0.025, care |1/4 - 1/4| = 0.
    assert board.dissimilarity == pytest.approx((0.3 + 0.025 + 0) / 3)
    assert {cell.values for cell in board.missing} == {
        ("young",),
        ("woman",),
        ("young", "woman"),
        ("young", "man"),
    }
    # About 6/32 for at most 1 young person, (3/4)^5 = 0.24 for no young woman.
    assert [cell.values for cell in board.missing[:2]] == [("young",), ("young", "woman")]
    fits = [one.fit for one in board.comparisons]
    assert all(fit is not None and fit.holm >= fit.p for fit in fits)
    # 4 of 5 are old; a mirror of 5 has 2 or 3, of 6 it has 3, of 7 it has 3 or 4.
    assert [(mend.kind, mend.people) for mend in board.mends] == [("replace", 1), ("add", 2)]
    assert board.withheld == ()


def test_roles_in_a_room(tmp_path: Path) -> None:
    lines = ["rol;sex", *["bewoner;woman"] * 2, *["staff;man"] * 3, *["vrijdenker;woman"] * 2]
    path = write(tmp_path, "room.csv", *lines)
    settings = AssessSettings(split="rol", norms=(Norm("staff", "max", Fraction(1, 2)),))
    room = read_group(path, POPULATION, settings)
    found = assess([room], POPULATION, settings, silent)
    assert [(one.name, one.size) for one in found.groups] == [
        ("bewoner", 2),
        ("staff", 3),
        ("vrijdenker", 2),
    ]
    # 3 of 7 are at most a half; 2 of 7 are less than a third (3 are needed).
    assert [(one.norm.value, one.needed, one.met) for one in found.norms] == [
        ("staff", 3, True),
        ("bewoner", 3, False),
    ]
    assert [notice.code for notice in found.notices] == [
        *["assess-category-without-column"] * 2,
        "assess-alike",  # every role has one sex
    ]


def test_what_cannot_be_assessed() -> None:
    one, none = group("x", ("old", "man", None)), group("y")
    missing = Population((CrossTable(("sex",), {("man",): Fraction(1), ("woman",): None}),))
    plain = AssessSettings()
    assert codes(none, settings=plain, population=POPULATION) == ["assess-no-group"]
    assert codes(settings=plain, population=POPULATION) == ["assess-no-group"]
    assert codes(one, one, settings=plain, population=POPULATION) == ["assess-name-twice"]
    split = AssessSettings(split="rol")
    assert codes(one, one, settings=split, population=POPULATION) == ["assess-split-files"]
    sexes = Group("x", ("sex",), (("man",),))
    assert codes(sexes, settings=plain, population=missing) == ["assess-no-figures"]
    norms = AssessSettings(norms=(Norm("a", "min", Fraction(1, 2)),))
    assert codes(one, settings=norms, population=POPULATION) == ["norm-without-split"]


def test_figures_that_are_missing_are_told() -> None:
    no_pair = CrossTable(("age", "sex"), {**AGE_SEX.cells, ("old", "man"): None})
    population = Population((margin("age", young=1, old=1), margin("sex", woman=1, man=1), no_pair))
    found = assess(
        [Group("x", ("age", "sex"), (("old", "man"),))], population, AssessSettings(), silent
    )
    assert found.groups[0].pairs == ()
    assert [notice.code for notice in found.notices] == [
        "assess-pair-without-figures",
        "assess-alike",
    ]
    other = CrossTable(("age", "sex"), {("all", "man"): Fraction(1), ("all", "woman"): Fraction(1)})
    ages = Population((margin("age", young=1, old=1), margin("sex", woman=1, man=1), other))
    found = assess([Group("x", ("age", "sex"), (("old", "man"),))], ages, AssessSettings(), silent)
    assert [str(notice) for notice in found.notices] != []


def test_a_funnel_by_hand() -> None:
    # 400 people, half young; letters 20 of whom 10 young; sign-ups 10 of whom 1 young.
    population = Population((margin("age", young=200, old=200),))

    def step(name: str, young: int, old: int) -> Group:
        return Group(name, ("age",), (("old",),) * old + (("young",),) * young)

    found = assess(
        [step("letters", 10, 10), step("sign-ups", 1, 9)],
        population,
        AssessSettings(funnel=True),
        silent,
    ).funnel
    assert found is not None
    assert (found.names, found.sizes) == (("population", "letters", "sign-ups"), (400, 20, 10))
    young, old = found.courses
    assert [stage.count for stage in young.stages] == [200, 10, 1]
    assert [stage.share for stage in young.stages] == [
        Fraction(1, 2),
        Fraction(1, 2),
        Fraction(1, 10),
    ]
    assert [stage.passed for stage in young.stages] == [None, Fraction(1, 20), Fraction(1, 10)]
    assert [stage.relative for stage in young.stages] == [None, 1, Fraction(1, 5)]
    # P(X <= 1) with 10 of 20 drawn, 10 young: (1 + 10·10)/C(20, 10) = 101/184756.
    assert young.stages[2].surprise == pytest.approx(101 / 184756)
    assert young.lost_at == 2
    assert old.lost_at is None
    # Chances to sign up 1/10 and 9/10, mean 1/2: S = 0.4.
    assert found.r_indicators[1] == {"age": (pytest.approx(0.2), pytest.approx(0.8))}


def test_a_funnel_from_shares() -> None:
    steps = [GroupTally("letters", 8, (tally(CARE, [0, 8]),), ())]
    found = make_funnel("population", steps)
    yes = found.courses[0]
    assert found.sizes == (None, 8)
    assert (yes.stages[0].count, yes.stages[1].passed) == (None, None)
    assert yes.stages[1].surprise == pytest.approx(0.75**8)
    assert found.r_indicators == ({"care": None},)


def test_steps_have_no_mends() -> None:
    one = group("x", *[("old", "man", "no")] * 4)
    found = assess([one], POPULATION, AssessSettings(funnel=True), silent)
    assert found.groups[0].mends == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=2))
@settings(deadline=None, max_examples=40)
def test_a_funnel_is_consistent(pairs: list[tuple[int, int]]) -> None:
    """Counts, shares and chances of a nested funnel agree with each other."""
    letters = tuple(max(pair) for pair in pairs)
    signups = tuple(min(pair) for pair in pairs)
    table = margin("age", young=40, old=60)
    steps = [
        GroupTally(name, sum(counts), (tally(table, counts),), ())
        for name, counts in (("letters", letters), ("sign-ups", signups))
    ]
    found = make_funnel("population", steps)
    for at in range(3):
        shares = [course.stages[at].share for course in found.courses]
        assert sum(shares) in (0, 1)
    for value, course in enumerate(found.courses):
        stage = course.stages[2]
        if letters[value]:
            assert stage.passed == Fraction(signups[value], letters[value])
        chance = 1.0
        if sum(letters):
            chance = hypergeom.cdf(signups[value], sum(letters), letters[value], sum(signups))
        assert stage.surprise == pytest.approx(chance)
        if course.lost_at is not None:
            lost = course.stages[course.lost_at]
            assert lost.surprise is not None
            assert lost.surprise < 0.05
            assert lost.relative is not None
            assert lost.relative < 1
