"""From shares to quotas: worked by hand, promises on generated populations, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.integer import find_solver
from stratification.population import About, Ages, CrossTable, Population
from stratification.quotas import Quota, Quotas, parse_quotas, quota_bytes
from stratification.tables import read_table
from stratification.targets import joint
from stratification.targets.apportionment import METHODS
from stratification.targets.joint import linked_categories, possible_together
from stratification.targets.settings import (
    Bandwidth,
    Free,
    Oversample,
    SettingTexts,
    TargetSettings,
    parse_by,
    parse_settings,
)
from stratification.targets.steps import Step, Targets, make_targets

Figures = dict[str, int]


def margin(category: str, figures: Figures, about: About | None = None) -> CrossTable:
    return replace(
        cross((category,), {(value,): figure for value, figure in figures.items()}),
        about=about or About(),
    )


def cross(categories: Sequence[str], figures: Mapping[Any, int]) -> CrossTable:
    return CrossTable(tuple(categories), {v: Fraction(n) for v, n in figures.items()})


THREE = margin("wijk", {"a": 50, "b": 30, "c": 20})
# 12 + 12 women, 12 + 24 men of 60: of ten seats 2, 2, 2, 4.
SQUARE = cross(
    ("age", "sex"), {("young", "f"): 12, ("young", "m"): 12, ("old", "f"): 12, ("old", "m"): 24}
)


def parse_bandwidth(text: str) -> Bandwidth:
    return parse_settings(9, SettingTexts(bandwidth=text)).bandwidth


def parse_oversample(text: str, reason: str) -> Oversample:
    (extra,) = parse_settings(9, SettingTexts(oversample=(text,), reasons=(reason,))).oversample
    return extra


def bounds(steps: Sequence[Step]) -> list[tuple[int, int, int]]:
    return [(step.minimum, step.apportioned, step.maximum) for step in steps]


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def notice_codes(made: Targets) -> list[str]:
    assert all(str(notice) for notice in made.notices)  # every sentence can be filled in
    return [notice.code for notice in made.notices]


# ---- by hand ----


@pytest.mark.parametrize(
    ("bandwidth", "expected"),
    [
        # Exact 12, 7.2 and 4.8 of 24 seats.
        ("floor-ceiling", [(12, 12, 12), (7, 7, 8), (4, 5, 5)]),
        ("0", [(12, 12, 12), (7, 7, 7), (5, 5, 5)]),
        ("1", [(11, 12, 13), (6, 7, 8), (4, 5, 6)]),
        ("30", [(0, 12, 24), (0, 7, 24), (0, 5, 24)]),
        # 10.8–13.2, 6.48–7.92, 4.32–5.28, outwards
        ("10%", [(10, 12, 14), (6, 7, 8), (4, 5, 6)]),
        # 10.5–13.5, 6.3–8.1, 4.2–5.4
        ("12,5 %", [(10, 12, 14), (6, 7, 9), (4, 5, 6)]),
        ("0%", [(12, 12, 12), (7, 7, 8), (4, 5, 5)]),
        ("100%", [(0, 12, 24), (0, 7, 15), (0, 5, 10)]),
    ],
)
def test_a_category_by_hand(bandwidth: str, expected: list[tuple[int, int, int]]) -> None:
    made = make_targets(
        Population((THREE,)), TargetSettings(24, bandwidth=parse_bandwidth(bandwidth))
    )
    assert bounds(made.steps) == expected
    assert [step.exact for step in made.steps] == [12, Fraction(36, 5), Fraction(24, 5)]
    assert [step.share for step in made.steps] == [
        Fraction(1, 2),
        Fraction(3, 10),
        Fraction(1, 5),
    ]
    assert [step.population for step in made.steps] == [50, 30, 20]
    assert all(step.target == step.exact and step.policy is None for step in made.steps)


def test_the_apportioned_seats_are_always_allowed() -> None:
    """Adams gives exact 8.5, .3, .3, .3, .3, .3 of ten seats 5, 1, 1, 1, 1, 1: 5 is far below 8."""
    figures = {"big": 85} | {f"small {n}": 3 for n in range(5)}
    made = make_targets(Population((margin("x", figures),)), TargetSettings(10, "adams"))
    assert bounds(made.steps) == [(5, 5, 9)] + [(0, 1, 1)] * 5


def test_margins_come_from_cross_tables_and_combinations_get_quotas() -> None:
    made = make_targets(Population((SQUARE, THREE)), TargetSettings(10))
    assert [table[0].categories for table in made.tables] == [
        ("age",),
        ("sex",),
        ("wijk",),
        ("age", "sex"),
    ]
    # young 24 of 60, old 36 of 60; women 24, men 36.
    assert [(quota.category, quota.value, quota.min, quota.max) for quota in made.quotas.rows] == [
        ("age", "old", 6, 6),
        ("age", "young", 4, 4),
        ("age*sex", "old*f", 2, 2),
        ("age*sex", "old*m", 4, 4),
        ("age*sex", "young*f", 2, 2),
        ("age*sex", "young*m", 2, 2),
        ("sex", "f", 4, 4),
        ("sex", "m", 6, 6),
        ("wijk", "a", 5, 5),
        ("wijk", "b", 3, 3),
        ("wijk", "c", 2, 2),
    ]


def test_by_names_the_tables_in_any_spelling_and_only_once() -> None:
    by = parse_by("SEX, sex * Age,age*sex, ")
    assert by == (("SEX",), ("sex", "Age"), ("age", "sex"))
    made = make_targets(Population((SQUARE, THREE)), TargetSettings(10, by=by))
    assert [table[0].categories for table in made.tables] == [("sex",), ("age", "sex")]
    assert parse_settings(10, SettingTexts(by="sex")).by == (("sex",),)


def test_one_spelling_of_every_name() -> None:
    figures = {("Old", "A"): 30, ("Old", "b"): 18, ("Old", "C"): 12}
    figures |= {("YOUNG", "A"): 20, ("YOUNG", "b"): 12, ("YOUNG", "C"): 8}
    population = Population((SQUARE, cross(("AGE", "wijk"), figures), THREE))
    made = make_targets(population, TargetSettings(10))
    assert made.quotas.categories == ("age", "age*sex", "age*wijk", "sex", "wijk")
    assert made.quotas.values_of("age*wijk")[:3] == ("old*a", "old*b", "old*c")
    assert made.quotas.columns == ("age", "sex", "wijk")


def test_shares_without_numbers_of_people() -> None:
    table = CrossTable(("x",), {("a",): Fraction(3, 4), ("b",): Fraction(1, 4)}, counted=False)
    made = make_targets(Population((table,)), TargetSettings(6))
    assert [step.population for step in made.steps] == [None, None]
    assert [step.exact for step in made.steps] == [Fraction(9, 2), Fraction(3, 2)]


# ---- extra seats ----


def extra(text: str, reason: str = "must be heard") -> Oversample:
    return parse_oversample(text, reason)


def test_extra_seats_by_hand() -> None:
    """5, 3, 2 of ten seats; c gets 2 + 2, the others share six as 50 to 30: 3.75 and 2.25."""
    what = TargetSettings(10, oversample=(extra("c=+2"),))
    made = make_targets(Population((THREE,)), what)
    assert bounds(made.steps) == [(3, 4, 4), (2, 2, 3), (4, 4, 4)]
    assert [step.target for step in made.steps] == [Fraction(15, 4), Fraction(9, 4), 4]
    assert [step.exact for step in made.steps] == [5, 3, 2]
    assert [step.policy for step in made.steps] == [None, None, "must be heard"]
    wide = make_targets(Population((THREE,)), replace(what, bandwidth=parse_bandwidth("2")))
    # The raised minimum stays at what was decided; only upwards there is room.
    assert bounds(wide.steps) == [(2, 4, 6), (0, 2, 4), (4, 4, 6)]
    assert [quota.target for quota in made.quotas.rows] == [Fraction(15, 4), Fraction(9, 4), 4]


def test_extra_seats_for_several_values_of_several_categories() -> None:
    """6, 3.6 and 2.4 of twelve are 6, 4 and 2: with 7 and 5 nothing is left for c."""
    other = margin("y", {"p": 1, "q": 3, "r": 0})
    what = TargetSettings(12, oversample=(extra("wijk:a=+1"), extra("B=1"), extra("R=+12", "new")))
    made = make_targets(Population((THREE, other)), what)
    assert bounds(made.tables[0]) == [(7, 7, 7), (5, 5, 5), (0, 0, 0)]
    assert bounds(made.tables[1]) == [(0, 0, 0), (0, 0, 0), (12, 12, 12)]
    assert made.steps[-1].policy == "new"


def test_extra_seats_that_are_not_there() -> None:
    what = TargetSettings(8, oversample=(extra("a=+1"), extra("b=+2")))
    with pytest.raises(InputError) as error:  # 4 + 1 and 2 + 2 are 9
        make_targets(Population((THREE,)), what)
    assert codes(error) == ["oversample-seats"]
    assert "9 seats" in str(error.value)


def test_a_combination_with_the_category_is_refused() -> None:
    what = TargetSettings(10, oversample=(extra("young=+2"),))
    with pytest.raises(InputError) as error:
        make_targets(Population((SQUARE,)), what)
    assert codes(error) == ["oversample-combination"]
    assert '"age*sex"' in str(error.value)
    made = make_targets(Population((SQUARE,)), replace(what, by=parse_by("age,sex")))
    assert bounds(made.tables[0]) == [(6, 6, 6), (4, 4, 4)]


# ---- values without a share ----


def test_a_free_value_by_hand() -> None:
    """Ten seats are 5, 3, 2; when two of them go to "rather not say", eight are 4, 2.4, 1.6."""
    what = TargetSettings(10, free=(Free("Wijk", "rather not say", 2),))
    made = make_targets(Population((THREE,)), what)
    assert bounds(made.steps) == [(4, 5, 5), (2, 3, 3), (1, 2, 2), (0, 0, 2)]
    assert [(step.free, step.quota.target) for step in made.steps] == [
        (False, 5),
        (False, 3),
        (False, 2),
        (True, None),
    ]
    assert "targets-perhaps-absent" not in notice_codes(made)


def test_a_free_value_with_figures_loses_its_share() -> None:
    """Without c, 50 and 30 share ten seats (6.25, 3.75) or nine (5.625, 3.375)."""
    what = TargetSettings(10, free=(Free("wijk", "C", 1),))
    made = make_targets(Population((THREE,)), what)
    assert bounds(made.steps) == [(5, 6, 7), (3, 4, 4), (0, 0, 1)]
    assert made.steps[-1].values == ("c",)  # in the spelling of the population
    assert [step.exact for step in made.steps] == [Fraction(25, 4), Fraction(15, 4), 0]


def test_too_many_extra_seats_are_found_where_fewer_seats_would_do() -> None:
    """By hamilton a has 1 of seven seats (exact 21/13, 35/13, 35/13) and 2 of six (18/13, 30/13,
    30/13): with two seats more for b and c there are eight of seven, but six of six."""
    population = Population((margin("x", {"a": 3, "b": 5, "c": 5}),))
    raised = (Oversample("x", "b", 1, "so"), Oversample("x", "c", 1, "so"))
    what = TargetSettings(7, "hamilton", oversample=raised, free=(Free("x", "none", 1),))
    with pytest.raises(InputError) as error:
        make_targets(population, what)
    assert codes(error) == ["oversample-seats"]
    assert error.value.findings[0].params == {"category": "x", "sum": 8, "seats": 7}


@pytest.mark.parametrize(("more", "told"), [(1, []), (2, ["targets-tied"])])
def test_a_tie_that_no_seat_hangs_on_is_not_told(more: int, told: list[str]) -> None:
    """Of six seats a has 1, and b and c tie for the last. With one seat more for a, four are left:
    two each, and no tie. With two seats more, three are left, and they tie for the last."""
    population = Population((margin("x", {"a": 1, "b": 3, "c": 3}),))
    what = TargetSettings(6, oversample=(Oversample("x", "a", more, "so"),))
    assert notice_codes(make_targets(population, what)) == told


def test_what_is_wrong_with_free_values_is_said_at_once() -> None:
    free = (Free("wijk", "x", 10), Free("street", "x", 1), Free("age", "x", 1))
    with pytest.raises(InputError) as error:
        make_targets(Population((THREE, SQUARE)), TargetSettings(10, free=free))
    assert codes(error) == ["free-seats", "free-category", "free-combination"]
    again = (Free("wijk", "x", 1), Free("wijk", "y", 1))
    with pytest.raises(InputError) as error:
        make_targets(Population((THREE,)), TargetSettings(10, free=again))
    assert codes(error) == ["free-twice"]
    with pytest.raises(InputError) as error:
        make_targets(
            Population((margin("wijk", {"a": 3}),)),
            TargetSettings(10, free=(Free("wijk", "a", 1),)),
        )
    assert codes(error) == ["population-empty"]
    with pytest.raises(InputError) as error:
        parse_settings(10, SettingTexts(free=("x=1", "wijk:x", "wijk:x=2")))
    assert codes(error) == ["free-form", "free-form"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16-24=+3", (None, "16-24", 3)),
        (" leeftijd : 16-24 = + 3 ", ("leeftijd", "16-24", 3)),
        ("time:12:30=1", ("time", "12:30", 1)),
        ("a=b=+1", (None, "a=b", 1)),
    ],
)
def test_extra_seats_as_they_are_typed(text: str, expected: tuple[str | None, str, int]) -> None:
    assert parse_oversample(text, " so\nthat ") == Oversample(*expected, "so that")


@pytest.mark.parametrize("text", ["", "a", "a=", "=+3", "a=-3", "a=+0", "a=+1.5", "a=+3x"])
def test_extra_seats_that_are_not_understood(text: str) -> None:
    with pytest.raises(InputError) as error:
        parse_oversample(text, "so")
    assert codes(error) == ["oversample-form"]


def test_what_is_wrong_with_extra_seats_is_said_at_once() -> None:
    other = margin("y", {"a": 1, "ceder": 1})
    texts = ("a=+1", "ceders=+1", "x:b=+1", "wijk:b=+1", "WIJK:B=+1", "???=+1", "y:b=+1")
    what = TargetSettings(9, oversample=tuple(map(extra, texts)))
    with pytest.raises(InputError) as error:
        make_targets(Population((THREE, other)), what)
    assert codes(error) == [
        "oversample-several",
        "oversample-value-nearest",
        "oversample-category",
        "oversample-twice",
        "oversample-value",
        "oversample-value",
    ]
    assert str(error.value)


# ---- settings ----


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "101%", "10 percent", "5%%", "1234567"])
def test_no_bandwidth(text: str) -> None:
    with pytest.raises(InputError) as error:
        parse_bandwidth(text)
    assert codes(error) == ["targets-bandwidth"]


def test_bandwidths() -> None:
    assert parse_bandwidth(" Floor-Ceiling ") == Bandwidth()
    assert parse_bandwidth("2") == Bandwidth("seats", Fraction(2))
    assert parse_bandwidth("12,5%") == parse_bandwidth("12.50 %")
    assert parse_bandwidth("12,5%") == Bandwidth("share", Fraction(1, 8))


def test_all_that_is_wrong_with_the_texts_is_said_at_once() -> None:
    texts = SettingTexts("coin", "wide", "age", ("a=+1", "b", "c=+1"), ("so", "", " "))
    with pytest.raises(InputError) as error:
        parse_settings(0, texts)
    assert codes(error) == [
        "seats-below-one",
        "targets-method-unknown",
        "oversample-reason",
        "targets-bandwidth",
        "oversample-form",
    ]
    assert str(error.value)
    with pytest.raises(InputError) as error:
        make_targets(Population((THREE,)), TargetSettings(0, "coin"))
    assert codes(error) == ["seats-below-one", "targets-method-unknown"]


@pytest.mark.parametrize(
    ("groups", "reasons", "wrong"),
    [
        (0, (), []),
        (2, ("so",), []),
        (2, ("so", "thus"), []),
        (2, (), ["oversample-reason"] * 2),
        (2, ("so", ""), ["oversample-reason"]),
        (3, ("so", "thus"), ["oversample-reasons"]),
        (1, ("so", "thus"), ["oversample-reasons"]),
        (0, ("so",), ["oversample-reasons"]),
    ],
)
def test_reasons(groups: int, reasons: tuple[str, ...], wrong: list[str]) -> None:
    texts = SettingTexts(oversample=("a=+1",) * groups, reasons=reasons)
    if wrong:
        with pytest.raises(InputError) as error:
            parse_settings(9, texts)
        assert codes(error) == wrong
        assert str(error.value)
    else:
        made = parse_settings(9, texts)
        assert [one.reason for one in made.oversample] == list(reasons * groups)[:groups]


# ---- figures that cannot be used ----


@pytest.mark.parametrize(
    ("tables", "by", "expected"),
    [
        ((), None, ["targets-nothing"]),
        ((THREE,), "", ["targets-nothing"]),
        ((THREE,), "wjik,age", ["population-category-missing"] * 2),
        ((SQUARE,), "age*age", ["combination-twice"]),
        ((SQUARE, THREE), "age*wijk,age", ["population-no-table"]),
        ((margin("x", {"a": 0, "b": 0}),), None, ["population-empty"]),
        ((margin("x*y", {"a": 1}),), None, ["targets-star"]),
        ((cross(("x", "y"), {("a*", "b"): 1}),), None, ["targets-star"]),
        ((margin("age", {"young": 1, "middle": 1}), SQUARE), None, ["targets-values-differ"]),
        ((margin("age", {"young": 1, "middle": 1}), SQUARE), "age*sex", []),
    ],
)
def test_tables_that_cannot_be_used(
    tables: tuple[CrossTable, ...], by: str | None, expected: list[str]
) -> None:
    what = TargetSettings(4, by=None if by is None else parse_by(by))
    if not expected:
        make_targets(Population(tables), what)
        return
    with pytest.raises(InputError) as error:
        make_targets(Population(tables), what)
    assert codes(error) == expected
    assert str(error.value)


def test_values_that_only_one_table_has_are_named() -> None:
    with pytest.raises(InputError) as error:
        make_targets(
            Population((margin("age", {"young": 1, "middle": 1}), SQUARE)), TargetSettings(4)
        )
    assert error.value.findings[0].params["values"] == '"old", "middle"'


def test_missing_figures_are_named_where_they_are_needed() -> None:
    """The sum over a missing cell is missing too: of young, and of f; not of wijk."""
    cells = {**SQUARE.cells, ("young", "f"): None}
    population = Population((replace(SQUARE, cells=cells, file="p.csv"), THREE))
    with pytest.raises(InputError) as error:
        make_targets(population, TargetSettings(10))
    assert codes(error) == ["targets-missing"] * 3
    assert [finding.params["values"] for finding in error.value.findings] == [
        '"young"',
        '"f"',
        '"young*f"',
    ]
    assert {finding.file for finding in error.value.findings} == {"p.csv"}
    table = replace(THREE, cells={**THREE.cells, ("b",): None}, rows={("a",): 2, ("b",): 3})
    with pytest.raises(InputError) as error:
        make_targets(Population((table,)), TargetSettings(10))
    assert [finding.row for finding in error.value.findings] == [3]
    made = make_targets(population, TargetSettings(10, by=parse_by("wijk")))
    assert len(made.steps) == 3


# ---- notices ----


def test_ties_and_absent_groups_are_told() -> None:
    made = make_targets(
        Population((margin("x", {"a": 1, "b": 1, "c": 0}),)),
        TargetSettings(1, bandwidth=parse_bandwidth("0")),
    )
    assert bounds(made.steps) == [(1, 1, 1), (0, 0, 0), (0, 0, 0)]
    assert notice_codes(made) == ["targets-tied", "targets-never"]
    assert made.notices[0].params["values"] == '"a", "b"'
    assert made.notices[1].params["values"] == '"b", "c"'
    made = make_targets(Population((margin("x", {"a": 9, "b": 1}),)), TargetSettings(2))
    assert notice_codes(made) == ["targets-perhaps-absent"]
    assert made.notices[0].params["values"] == '"b"'
    assert notice_codes(make_targets(Population((THREE,)), TargetSettings(10))) == []


def test_what_figures_are_about_is_told_once() -> None:
    first = margin("x", {"a": 1, "b": 1}, About(ages=Ages(16), provisional=True))
    second = margin("y", {"a": 1, "b": 1}, About(ages=Ages(15, 75)))
    made = make_targets(Population((first, second)), TargetSettings(2))
    assert notice_codes(made) == ["population-provisional", "population-ages-differ"]
    assert made.notices[1].params["ages"] == '"x" 16+, "y" 15-75'
    again = make_targets(Population((first, second), made.notices), TargetSettings(2))
    assert again.notices == made.notices
    alone = make_targets(Population((first, second)), TargetSettings(2, by=(("y",),)))
    assert alone.notices == ()


# ---- can they be met together? ----


def test_exact_combinations_may_contradict_their_margins() -> None:
    """Four equal cells and two seats: one young, one old; the first two cells are both young."""
    equal = cross(("age", "sex"), dict.fromkeys(product(("young", "old"), ("f", "m")), 5))
    strict = TargetSettings(2, bandwidth=parse_bandwidth("0"))
    with pytest.raises(InputError) as error:
        make_targets(Population((equal, THREE)), strict)
    assert codes(error) == ["targets-contradict"]
    assert error.value.findings[0].params["names"] == '"age", "age*sex", "sex"'
    assert "wider" in str(error.value)
    make_targets(Population((equal, THREE)), replace(strict, by=parse_by("age,sex")))
    make_targets(Population((equal, THREE)), replace(strict, bandwidth=parse_bandwidth("1")))


def test_too_many_values_are_not_checked_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "MOST", 3)
    made = make_targets(Population((SQUARE,)), TargetSettings(10))
    assert notice_codes(made) == ["targets-unchecked"]


def test_only_combinations_link() -> None:
    rows = [("a", "1"), ("b", "1"), ("f", "1"), ("d*c", "1*1"), ("e*d", "1*1"), ("a*b", "1*1")]
    quotas = Quotas(tuple(Quota(category, value, 0, 1) for category, value in rows))
    assert linked_categories(quotas) == [("a", "b"), ("c", "d", "e")]


@st.composite
def small_quotas(draw: st.DrawFn) -> tuple[Quotas, int]:
    """Quotas over two or three categories of two values, with some of the combinations."""
    names = draw(st.sampled_from(["ab", "abc"]))
    seats = draw(st.integers(1, 4))
    wanted: list[tuple[str, ...]] = [(name,) for name in names]
    pairs = [tuple(pair) for pair in ("ab", "bc", "ac", "abc") if set(pair) <= set(names)]
    wanted += draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    rows = []
    for categories in wanted:
        for values in product("01", repeat=len(categories)):
            low = draw(st.integers(0, seats // 2))
            high = draw(st.integers(low, seats))
            rows.append(Quota("*".join(categories), "*".join(values), low, high))
    return Quotas(tuple(rows)), seats


@settings(max_examples=60, deadline=None)
@given(small_quotas())
def test_the_answer_is_that_of_all_panels(case: tuple[Quotas, int]) -> None:
    """Against every way to fill the seats with people of any values."""
    quotas, seats = case
    groups = linked_categories(quotas)
    names = quotas.columns
    kinds = list(product("01", repeat=len(names)))

    def allowed(panel: tuple[tuple[str, ...], ...], categories: tuple[str, ...]) -> bool:
        people = [dict(zip(names, values, strict=True)) for values in panel]
        return all(
            row.min <= sum(all(p[n] == v for n, v in row.pairs) for p in people) <= row.max
            for row in quotas.rows
            if {name for name, _ in row.pairs} <= set(categories)
        )

    for group in groups:
        expected = any(
            allowed(panel, group) for panel in combinations_with_replacement(kinds, seats)
        )
        assert possible_together(quotas, group, seats, find_solver()) == expected


# ---- promises ----


@st.composite
def populations(draw: st.DrawFn) -> Population:
    """A cross table, and one or two margins of another category and of a shared one."""
    sizes = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    figures = st.integers(0, 40)
    cells = {(f"r{i}", f"c{j}"): draw(figures) for i in range(sizes[0]) for j in range(sizes[1])}
    if not any(cells.values()):
        cells["r0", "c0"] = 1
    alone = draw(st.lists(figures, min_size=1, max_size=5).filter(any))
    return Population(
        (
            cross(("column", "row"), {(c, r): n for (r, c), n in cells.items()}),
            margin("other", {f"o{n}": figure for n, figure in enumerate(alone)}),
        )
    )


methods = st.sampled_from(list(METHODS))


@settings(max_examples=40, deadline=None)
@given(populations(), st.integers(1, 30), methods)
def test_every_table_can_be_met(population: Population, seats: int, method: str) -> None:
    for text in ("0", "1", "floor-ceiling", "20%"):
        what = TargetSettings(seats, method, parse_bandwidth(text), parse_by("column,row,other"))
        made = make_targets(population, what)
        assert made.settings == what
        for steps in made.tables:
            assert all(0 <= s.minimum <= s.apportioned <= s.maximum <= seats for s in steps)
            assert sum(step.minimum for step in steps) <= seats
            assert sum(step.apportioned for step in steps) == seats
            assert sum(step.maximum for step in steps) >= seats
            assert sum((step.exact for step in steps), Fraction(0)) == seats
            assert sum((step.share for step in steps), Fraction(0)) == 1
        assert all(q.target is not None and q.min <= q.target <= q.max for q in made.quotas.rows)


@settings(max_examples=25, deadline=None)
@given(populations(), st.integers(1, 30))
def test_rounding_down_and_up_never_contradicts_in_two_dimensions(
    population: Population, seats: int
) -> None:
    """A table can be rounded with its sums (Cox 1987), so no InputError is raised here."""
    made = make_targets(population, TargetSettings(seats, "hamilton"))
    for step in made.steps:
        assert (step.minimum, step.maximum) == (floor(step.exact), ceil(step.exact))


@given(
    st.integers(1, 40),
    st.fractions(0, 1),
    st.integers(-2, 2),
    st.lists(st.integers(0, 45), min_size=2, max_size=2),
    st.lists(st.fractions(0, 1), min_size=2, max_size=2),
)
def test_a_wider_bandwidth_never_narrows(
    seats: int, share: Fraction, off: int, more: list[int], parts: list[Fraction]
) -> None:
    exact = share * seats
    apportioned = min(seats, max(0, round(exact) + off))
    kinds = [
        [Bandwidth("seats", Fraction(size)) for size in sorted(more)],
        [Bandwidth(), *(Bandwidth("share", size) for size in sorted(parts))],
    ]
    for ladder in kinds:
        found = [bandwidth.bounds(exact, apportioned, seats) for bandwidth in ladder]
        for low, high in found:
            assert 0 <= low <= apportioned <= high <= seats
        lows, highs = zip(*found, strict=True)
        assert list(lows) == sorted(lows, reverse=True)
        assert list(highs) == sorted(highs)


@settings(max_examples=60, deadline=None)
@given(populations(), st.integers(6, 30), methods, st.integers(1, 6), st.integers(0, 4))
def test_extra_seats_keep_the_seats(
    population: Population, seats: int, method: str, more: int, at: int
) -> None:
    values = list(population.tables[1].cells)
    (value,) = values[at % len(values)]
    what = TargetSettings(seats, method, by=(("other",),))
    plain = make_targets(population, what).steps
    before = next(step for step in plain if step.values == (value,))
    one = Oversample("other", value, more, "so")
    if before.apportioned + more > seats:
        with pytest.raises(InputError) as error:
            make_targets(population, replace(what, oversample=(one,)))
        assert codes(error) == ["oversample-seats"]
        return
    made = make_targets(population, replace(what, oversample=(one,)))
    after = next(step for step in made.steps if step.values == (value,))
    assert after.minimum == after.apportioned == after.target == before.apportioned + more
    assert sum(step.apportioned for step in made.steps) == seats
    assert sum((step.target for step in made.steps), Fraction(0)) == seats
    others = [step for step in made.steps if step is not after and step.population]
    ratios = {step.target / (step.population or 1) for step in others}
    assert len(ratios) <= 1  # in proportion to the population


@settings(max_examples=60, deadline=None)
@given(populations(), st.integers(2, 30), methods, st.data())
def test_whether_the_free_value_is_drawn_or_not_the_others_can_be_met(
    population: Population, seats: int, method: str, data: st.DataObject
) -> None:
    most = data.draw(st.integers(1, seats - 1))
    free = Free("other", "rather not say", most)
    made = make_targets(population, TargetSettings(seats, method, by=(("other",),), free=(free,)))
    others = [step for step in made.steps if not step.free]
    assert all(0 <= step.minimum <= step.apportioned <= step.maximum for step in others)
    for drawn in range(most + 1):
        assert sum(step.minimum for step in others) <= seats - drawn
        assert seats - drawn <= sum(step.maximum for step in others)


@settings(max_examples=25, deadline=None)
@given(populations(), st.integers(1, 30), st.sampled_from(["0", "1", "30%", "floor-ceiling"]))
def test_the_file_gives_the_quotas_back(
    tmp_path_factory: pytest.TempPathFactory, population: Population, seats: int, text: str
) -> None:
    what = TargetSettings(seats, bandwidth=parse_bandwidth(text), by=parse_by("other,row"))
    quotas = make_targets(population, what).quotas
    path = tmp_path_factory.getbasetemp() / "quotas.csv"
    path.write_bytes(quota_bytes(quotas))
    plain = Quotas(tuple(replace(row, target=None) for row in quotas.rows))
    assert parse_quotas(read_table(path)) == plain
    path.write_bytes(quota_bytes(quotas, targets=True))
    back = parse_quotas(read_table(path))
    assert Quotas(tuple(replace(row, target=None) for row in back.rows)) == plain
    for row, read in zip(quotas.rows, back.rows, strict=True):
        assert row.target is not None
        assert read.target is not None
        assert abs(row.target - read.target) <= Fraction(1, 2_000_000)


def test_targets_in_a_file() -> None:
    rows = (Quota("a", "x", 0, 9, target=Fraction(20, 3)), Quota("a", "y", 0, 9))
    assert quota_bytes(Quotas(rows), targets=True).decode().splitlines()[1:] == [
        "a,x,0,9,6.666667",
        "a,y,0,9,",
    ]
    assert quota_bytes(Quotas(rows[1:]), targets=True) == quota_bytes(Quotas(rows[1:]))


@settings(max_examples=25, deadline=None)
@given(populations(), st.integers(1, 30), methods)
def test_the_order_of_tables_does_not_matter(
    population: Population, seats: int, method: str
) -> None:
    what = TargetSettings(seats, method, parse_bandwidth("50%"))
    turned = Population(population.tables[::-1])
    try:
        quotas = make_targets(population, what).quotas
    except InputError:
        with pytest.raises(InputError):
            make_targets(turned, what)
    else:
        assert make_targets(turned, what).quotas == quotas
