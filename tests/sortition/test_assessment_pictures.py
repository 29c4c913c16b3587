"""Pictures of an assessment: complete, readable without colours, the same every time."""

from __future__ import annotations

import re
from dataclasses import replace

import matplotlib
import pytest

from sortition.report.assessment.pictures import (
    LOOKS,
    SHARE,
    Shares,
    course_picture,
    interval_picture,
    pyramid_picture,
    sides,
)
from sortition.report.drawing import Picture
from tests.sortition.assessments import BANDS, COUNCIL, SEXES, compared
from tests.sortition.svg import texts

PAIRS = COUNCIL.pairs[0].cells
SHARES = [
    Shares("16-24", (0.13, 0.13, 0.04), 0.13, 2),
    Shares("25-44", (0.3, None, 0.25), 0.29),
    *(Shares(f"other {number}", (0.1, 0.1, 0.1)) for number in range(4)),
]
NAMES = ["letters", "sign-ups", "panel"]


@pytest.mark.usefixtures("with_text")
def test_every_value_is_named_and_the_axis_counts_people() -> None:
    found = texts(interval_picture("Council: age", COUNCIL.comparisons[0].cells))
    assert {"Council: age", *BANDS, "People (number)"} <= set(found)
    assert {"0", "2", "12"} <= set(found)
    assert not [text for text in found if "." in text]  # people are counted in whole numbers


@pytest.mark.usefixtures("with_text")
def test_the_legend_names_what_is_there_and_nothing_else() -> None:
    usual = texts(interval_picture("age", COUNCIL.comparisons[0].cells))
    assert "people in the group" in usual
    assert not [text for text in usual if "than usual" in text]
    odd = texts(interval_picture("care", COUNCIL.comparisons[2].cells))
    assert {"people: fewer than usual", "people: more than usual", "expected"} <= set(odd)


def test_fewer_and_more_differ_without_their_colours() -> None:
    assert len({look["marker"] for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.usefixtures("with_text")
def test_a_pyramid_has_two_sides_and_no_people_below_0() -> None:
    found = texts(pyramid_picture("Council: age × sex", PAIRS))
    assert {*BANDS, *SEXES, "expected"} <= set(found)
    numbers = [text for text in found if re.fullmatch("[−-]?[0-9]+", text)]
    assert numbers.count("0") == 1
    assert numbers.count("2") == numbers.count("4") == numbers.count("6") == 2
    assert not [text for text in numbers if text[0] in "−-"]


def test_a_pyramid_needs_all_pairs_of_two_values() -> None:
    assert sides(PAIRS) == (SEXES, BANDS)
    turned = [replace(cell, values=cell.values[::-1]) for cell in PAIRS]
    assert sides(turned) == (SEXES, BANDS)
    assert sides(PAIRS[1:]) is None
    assert sides(COUNCIL.comparisons[0].cells) is None
    three = [replace(PAIRS[0], values=(a, b)) for a in "abc" for b in "xyz"]
    assert sides(three) is None
    merged = [*PAIRS[:-2], replace(PAIRS[0], values=("65+ × woman + 65+ × man",))]
    assert sides(merged) is None
    with pytest.raises(ValueError, match="pyramid"):
        pyramid_picture("none", three)


@pytest.mark.usefixtures("with_text")
def test_every_value_has_its_small_picture_and_where_it_is_lost_is_explained() -> None:
    found = texts(course_picture("Age: step by step", NAMES, SHARES))
    assert {share.name for share in SHARES} <= set(found)
    assert {"population", "falls furthest behind here", "Share (%)"} <= set(found)
    # Six pictures, four in a row: each of the four columns has the names once, at its bottom.
    assert [found.count(name) for name in NAMES] == [4, 4, 4]
    assert "falls furthest behind here" not in texts(course_picture("Age", NAMES, SHARES[1:]))


def test_only_what_comes_one_after_the_other_is_joined() -> None:
    one = [Shares("a", (0.1, 0.2, 0.3))]
    line = f"stroke: {SHARE['color'].lower()}; stroke-width: 1.8".encode()
    assert course_picture("a", NAMES, one).svg.count(line) == 2  # the line, and its sample
    assert line not in course_picture("a", NAMES, one, joined=False).svg


@pytest.mark.usefixtures("with_text")
def test_nobody_and_nothing_can_be_drawn() -> None:
    nobody = [
        replace(cell, count=0, expected=cell.expected * 0, low=0, high=0)
        for cell in COUNCIL.comparisons[0].cells
    ]
    pairs = [replace(cell, count=0, expected=cell.share * 0) for cell in PAIRS]
    assert {"nobody", *BANDS} <= set(texts(interval_picture("nobody", nobody)))
    assert {"nobody", *SEXES} <= set(texts(pyramid_picture("nobody", pairs)))
    nothing = course_picture("nothing", NAMES, [Shares("a", (None, None, None))])
    assert {"nothing", "a", *NAMES} <= set(texts(nothing))


@pytest.mark.usefixtures("with_text")
def test_a_dollar_is_no_formula() -> None:
    cells = [replace(PAIRS[0], values=("$x^2$ € <b>",))]
    assert {"$x^2$ € <b>", "$1$"} <= set(texts(interval_picture("$1$", cells)))


def test_the_bytes_are_the_same_every_time_whatever_the_user_has_set() -> None:
    cells = compared(("care use",), (3, 4, 5)).cells

    def made() -> list[Picture]:
        return [interval_picture("a", cells), course_picture("b", NAMES, SHARES[:2])]

    first = made()
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert made() == first
    assert not re.search(rb"dc:date|href=\"http", first[0].svg)
