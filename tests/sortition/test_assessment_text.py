"""What an assessment looks like on the screen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.report.assessment.shares import group_rows
from sortition.report.assessment.text import assessment_text
from sortition.report.assessment.words import often, percent, signed
from sortition.report.grid import grid
from sortition.report.words import WIDTH
from stratification.representation.model import Assessment, Change, Mend
from tests.sortition.assessments import COUNCIL, ONE, POPULATION, compared, funnel, group, rooms

ALL = [ONE, rooms(), funnel()]


def text(assessment: Assessment) -> str:
    return assessment_text(assessment, POPULATION)


def flat(assessment: Assessment) -> str:
    """The text without line breaks inside sentences."""
    return " ".join(text(assessment).split())


def test_every_line_fits_the_screen() -> None:
    for assessment in ALL:
        assert max(map(len, text(assessment).splitlines())) <= WIDTH


def test_a_category_is_a_table_with_counts_and_a_mark_outside_the_range() -> None:
    lines = [line.split() for line in text(ONE).splitlines()]
    # 24 people; 44 of the 329 of the table are 16-24: 24·44/329 = 3.21.
    assert ["16-24", "0", "3.2", "−3.2", "0–7"] in lines
    # 22 people told their care use; 80% of them is 17.6, and 5 is far below 14.
    assert ["neither", "5", "17.6", "−12.6", "14–21", "fewer", "than", "usual"] in lines
    assert ["uses", "care", "11", "1.5", "+9.5", "0–4", "more", "than", "usual"] in lines


def test_a_category_says_what_chance_explains_and_who_is_not_counted() -> None:
    found = flat(ONE)
    assert "Chance hardly explains this: a random draw is this far off, or further, in 3" in found
    assert "Chance can explain this: a random draw is this far off, or further, in 90 of" in found
    # Counts of 0, 6, 9, 9 of 24 against 44, 95, 111, 79 of 329: too many are 45-64 by 0.90 and 65+
    # by 3.24 people, together 4.14 of 24 = 17%.
    assert "17% of the seats would have to go to others; by chance alone that is about 9%." in found
    assert "Not counted here: 2 people who would rather not say" in found


def test_those_who_are_missing_and_what_would_mend_it_are_said_in_words() -> None:
    found = flat(ONE)
    assert "Who is missing, the most surprising first: - neither (care use): 5 people" in found
    assert (
        "16-24 (age): nobody, 3.2 expected; a random draw has so few, or fewer, in 3 of 100 cases"
        in found
    )
    assert f"and {len(COUNCIL.missing) - 5} more with fewer people than expected" in found
    assert "In a group of the same size, 3 seats would have to go to others." in found
    assert "Without anybody leaving, 4 more people would have to come." in found
    assert "Then every value is within 1 seat of its share" in found
    lines = [line.split() for line in text(ONE).splitlines()]
    assert ["16-24", "(age)", "0", "3", "(+3)", "3", "(+3)"] in lines
    assert ["65+", "(age)", "9", "6", "(−3)", "9"] in lines
    assert ["45-64", "(age)", "9", "9", "9"] in lines


def test_who_makes_room_for_somebody_alike_is_no_change() -> None:
    change = Change("sex", "man", 5, 3)
    one = replace(COUNCIL, mends=(Mend("replace", 9, (change,), 0, apart=True),))
    assert "at least 9 seats would have to go to others." in flat(Assessment((one,)))
    lines = [line.split() for line in text(Assessment((one,))).splitlines()]
    assert ["man", "(sex)", "10", "12", "(+2)"] in lines


def test_values_taken_together_have_no_usual_range_and_no_probability() -> None:
    first = COUNCIL.comparisons[0]
    young = replace(first.cells[0], low=0, high=24, at_most=1.0, parts=("16-19", "20-24"))
    comparison = replace(first, cells=(young, *first.cells[1:]))
    one = replace(COUNCIL, comparisons=(comparison,), pairs=(), missing=(young,))
    assert ["16-24", "0", "3.2", "−3.2", "–"] in [
        line.split() for line in text(Assessment((one,))).splitlines()
    ]
    assert "- 16-24 (age): nobody, 3.2 expected What" in flat(Assessment((one,)))


def test_a_mirror_misses_nobody() -> None:
    exact = compared(("care use",), (7, 13, 80))
    mirror = replace(COUNCIL, comparisons=(exact,), pairs=(), missing=(), mends=())
    found = flat(Assessment((mirror,)))
    assert "Nobody is missing." in found
    assert "What would mend it: - Nothing needs to change." in found


def test_without_a_change_a_list_that_is_no_mirror_is_not_called_one() -> None:
    """Of more than 500 people no replacements are sought, so none may be known."""
    found = flat(Assessment((replace(COUNCIL, size=501, mends=()),)))
    assert "Nothing needs to change" not in found
    assert "No change is needed, or adding people alone would not do." in found


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    empty = replace(COUNCIL, comparisons=(), pairs=(), missing=(), mends=())
    assert flat(Assessment((empty,))).count("Of this group nothing can be said") == 2


def test_gaps_that_chance_explains_are_called_so() -> None:
    small = group("small", ((0, 1), (1, 1), (1, 1), (1, 0)), (0, 1, 5))
    assert "Who is missing" in flat(Assessment((small,)))  # a category as a whole is far off
    by_sex = replace(small, comparisons=small.comparisons[1:2])
    assert "Chance can explain every gap." in flat(Assessment((by_sex,)))


def test_norms_say_who_is_too_few() -> None:
    found = flat(rooms())
    assert "residents: 25 of 114, at least 38 needed (1/3): NOT met (VWS study 2022)" in found
    assert "professionals: 21 of 114, at most 28 allowed (25%): met" in found
    assert "Norms" not in text(ONE)


def test_several_groups_stand_side_by_side() -> None:
    lines = [line.split() for line in text(rooms()).splitlines()]
    # 44 of 329 is 13%; 1 of 25 residents, 0 of 21 professionals, 3 of 68 volunteers.
    assert ["16-24", "13%", "1", "(4%)", "0", "(0%)", "3", "(4%)"] in lines
    assert "side by side" not in text(ONE)


def test_a_funnel_says_where_people_are_lost_and_mends_nothing() -> None:
    found = flat(funnel())
    assert "population (329,000 people) → letters (10,000 people)" in found
    assert "16-24 13% 13% ×1.0 4% ×0.3 5% ×1.2" in found
    assert (
        "16-24 (age): falls furthest behind at sign-ups; 0.3 times as likely to get there as "
        "everybody" in found
    )
    assert "What would mend it" not in found
    assert "At no step" not in found


def test_a_funnel_in_which_chance_explains_everything_says_so_once() -> None:
    steps = funnel().funnel
    assert steps is not None
    kept = tuple(replace(course, lost_at=None) for course in steps.courses)
    found = flat(replace(funnel(), funnel=replace(steps, courses=kept)))
    assert found.count("At no step is anybody lost more than chance explains.") == 1


def test_sources_are_named_once_with_what_they_are_the_source_of() -> None:
    found = flat(rooms())
    source = "CBS StatLine, table 03759ned, 2024-01-01, 16 and older, provisional"
    assert found.count(f"Source of age, sex, age × sex: {source}") == 1
    assert found.count(source) == 1


def test_values_taken_together_in_one_group_are_so_in_all() -> None:
    first = COUNCIL.comparisons[0]
    young, old = first.cells[:2]
    both = replace(
        young,
        values=("16-24 + 25-44",),
        count=young.count + old.count,
        share=young.share + old.share,
        parts=("16-24", "25-44"),
    )
    merged = replace(COUNCIL, comparisons=(replace(first, cells=(both, *first.cells[2:])),))
    for groups in ((merged, COUNCIL), (COUNCIL, merged)):
        rows = group_rows(groups, ("age",))
        assert [row.name for row in rows] == ["16-24 + 25-44", "45-64", "65+"]
        assert rows[0].counts == ((6, 24), (6, 24))
        assert rows[0].population == Fraction(44 + 95, 329)
    hidden = replace(COUNCIL, comparisons=())
    assert group_rows((hidden, COUNCIL), ("age",))[0].counts == (None, (0, 24))


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (1.0, "nearly all"),
        (0.994, "99 of 100"),
        (0.0051, "1 of 100"),
        (0.0049, "5 of 1,000"),
        (0.0004, "fewer than 1 of 1,000"),
        (0.0, "fewer than 1 of 1,000"),
    ],
)
def test_how_often_something_happens(p: float, words: str) -> None:
    assert often(p) == words


@given(st.fractions(-10_000, 10_000, max_denominator=1000))
def test_a_difference_has_its_sign_unless_it_is_0(number: Fraction) -> None:
    found = signed(number)
    assert abs(float(found.replace("−", "-").replace(",", "")) - float(number)) <= 0.0501
    assert found[0] in "+−" or found == "0.0"


@given(st.fractions(0, 1))
def test_a_share_is_never_shown_as_nothing(share: Fraction) -> None:
    assert (percent(share) == "0%") == (share == 0)


@given(
    st.lists(st.lists(st.text("ab", max_size=60), min_size=3, max_size=3), min_size=1, max_size=12)
)
def test_a_grid_fits_the_screen_whatever_is_in_it(columns: list[list[str]]) -> None:
    assert all(len(line) <= WIDTH for line in grid(columns, indent="  "))


def test_a_change_of_one_person_is_singular() -> None:
    mends = (Mend("replace", 1, (), 0), Mend("replace", 1, (), 0, True), Mend("add", 1, (), 0))
    found = flat(Assessment((replace(COUNCIL, mends=mends),)))
    assert "size, 1 seat would have to go to somebody else." in found
    assert "at least 1 seat would have to go to somebody else." in found
    assert "1 more person would have to come." in found
