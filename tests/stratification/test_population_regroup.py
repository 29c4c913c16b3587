"""Ages into bands, values into groups, some values, some tables, several files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.population import (
    About,
    Ages,
    CrossTable,
    Layout,
    Population,
    ages_text,
    join,
    keep,
    read_population,
    regroup,
    select,
    to_bands,
)
from stratification.population.model import Values

SHARED = Path(__file__).parents[3] / "shared" / "data"
Figures = Mapping[str, int | None]


def margin(
    category: str, figures: Figures, about: About | None = None, counted: bool = True
) -> CrossTable:
    total = 1 if counted else sum(figure or 0 for figure in figures.values())
    cells: dict[Values, Fraction | None] = {
        (value,): None if figure is None else Fraction(figure, total)
        for value, figure in figures.items()
    }
    return CrossTable((category,), cells, about or About(), counted)


def population(*tables: CrossTable) -> Population:
    return Population(tables)


def shown(table: CrossTable) -> dict[str, Fraction | None]:
    return {"*".join(values): figure for values, figure in table.cells.items()}


def codes(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    assert str(caught.value)
    return [finding.code for finding in caught.value.findings]


def age_by_sex(ages: Sequence[str]) -> CrossTable:
    """1, 2, 3, ... people in every age and sex."""
    pairs = [(age, sex) for age in ages for sex in ("m", "w")]
    cells: dict[Values, Fraction | None] = {
        pair: Fraction(number) for number, pair in enumerate(pairs, 1)
    }
    return CrossTable(("age", "sex"), cells)


NARROW = {
    "0 tot 15 jaar": 9,
    "15 jaar": 1,
    "16": 2,
    "17 - 24": 3,
    "25-64": 4,
    "65 jaar of ouder": 5,
}


# --- bands --------------------------------------------------------------------------------------


def test_bands_are_sums_in_the_order_wanted() -> None:
    about = About(population="0 and older", ages=Ages(0))
    found = to_bands(population(margin("Age", NARROW, about)), "age", ["25+", "16-24"])
    (table,) = found.tables
    assert shown(table) == {"25+": 9, "16-24": 5}
    (notice,) = found.notices
    assert notice.code == "population-ages-left-out"
    assert notice.params["people"] == "10"  # 9 + 1
    assert notice.params["values"] == '"0 tot 15 jaar", "15 jaar"'
    # From now on the figures are about people of 16 and older.
    assert (table.about.ages, table.about.population) == (Ages(16), "16+")


def test_all_tables_with_the_category_change_and_others_do_not() -> None:
    region = margin("region", {"north": 3, "south": 5})
    both = age_by_sex(["16-24", "25-44", "45+"])
    before = population(region, both, margin("age", {"16-24": 3, "25-44": 7, "45+": 11}))
    found = to_bands(before, "AGE", ["16-44", "45+"])
    assert found.notices == ()
    assert found.tables[0] == region
    # 1 + 3 men and 2 + 4 women of 16-24 and 25-44.
    assert shown(found.tables[1]) == {"16-44*m": 4, "16-44*w": 6, "45+*m": 5, "45+*w": 6}
    assert shown(found.tables[2]) == {"16-44": 10, "45+": 11}


def test_a_missing_figure_makes_its_band_missing() -> None:
    figures = {"0-15": None, "16-17": 1, "18-24": None, "25-64": 4, "65+": 5}
    found = to_bands(population(margin("age", figures)), "age", ["16-24", "25+"])
    assert shown(found.tables[0]) == {"16-24": None, "25+": 9}
    assert found.notices[0].params["people"] == "?"


def test_shares_are_of_the_people_in_the_bands() -> None:
    table = margin("age", {"0-15": 20, "16-64": 60, "65+": 20}, counted=False)
    found = to_bands(population(table), "age", ["16-64", "65+"])
    assert shown(found.tables[0]) == {"16-64": Fraction(3, 4), "65+": Fraction(1, 4)}
    (notice,) = found.notices
    assert (notice.code, notice.params["percent"]) == ("population-ages-left-out-share", 20.0)


@pytest.mark.parametrize(
    ("figures", "bands", "found"),
    [
        ({"15-19": 1, "20+": 1}, ["16+"], ["population-ages-cut"]),
        ({"15-19": 1, "20+": 1}, ["15-17", "18+"], ["population-ages-cut"]),
        ({"0-19": 1, "20+": 1}, ["5-9", "20+"], ["population-ages-cut"] * 2),
        ({"16-64": 1, "65+": 1}, ["16-64", "65-74"], ["population-ages-cut"]),
        ({"16-64": 1, "65-74": 1}, ["16-64", "65+"], ["population-ages-beyond"]),
        ({"18-64": 1, "65+": 1}, ["16-64", "65+"], ["population-ages-beyond"]),
        ({"16-24": 1, "30+": 1}, ["16+"], ["population-ages-beyond"]),  # a gap
        ({"16-24": 1, "30+": 1}, ["25-29", "30+"], ["population-ages-beyond"]),
        ({"16-24": 1, "25+": 1}, ["16-24", "20+"], ["population-ages-overlap"]),
        ({"16-24": 1, "24+": 1}, ["16+"], ["population-ages-overlap"]),
        ({"16-24": 1, "25+": 1}, ["16+", "16+"], ["population-ages-overlap"]),
        ({"16-24": 1, "25+": 1}, ["16-24", "old"], ["population-no-ages"]),
        ({"16-24": 1, "25+": 1, "total": 2}, ["16+"], ["population-no-ages"]),
        ({"16-24": 0, "25+": 1}, ["16-24"], ["population-empty"]),
    ],
)
def test_bands_that_do_not_fit(figures: Figures, bands: list[str], found: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        to_bands(population(margin("age", figures)), "age", bands)
    assert codes(caught) == found


def test_a_cut_names_both_bands() -> None:
    table = margin("age", {"15 tot 20 jaar": 1, "20 jaar of ouder": 1})
    with pytest.raises(InputError, match=r'"15 tot 20 jaar" of "age" cannot be split at 16.*"16'):
        to_bands(population(table), "age", ["16-19", "20+"])


@st.composite
def split_ages(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Where the narrow bands begin, and where some of the wide ones do."""
    starts = sorted(draw(st.sets(st.integers(0, 90), min_size=2, max_size=12)))
    chosen = draw(st.sets(st.sampled_from(starts), min_size=1))
    return starts, sorted(chosen)


def bands_from(starts: Sequence[int]) -> list[str]:
    """Bands that begin there, the last without an end."""
    ends: list[int | None] = [start - 1 for start in starts[1:]]
    return [ages_text(Ages(*pair)) for pair in zip(starts, [*ends, None], strict=True)]


@given(split_ages(), st.data())
def test_bands_keep_the_people_inside_them(
    starts: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    narrow, wide = (bands_from(one) for one in starts)
    counts = data.draw(st.lists(st.integers(1, 50), min_size=2 * len(narrow)))
    pairs = [(age, sex) for age in narrow for sex in ("m", "w")]
    cells: dict[Values, Fraction | None] = {
        pair: Fraction(count) for pair, count in zip(pairs, counts, strict=False)
    }
    before = CrossTable(("age", "sex"), cells)
    (after,) = to_bands(population(before), "age", data.draw(st.permutations(wide))).tables
    first = starts[1][0]
    outside = sum(
        int(figure or 0)
        for (age, _), figure in cells.items()
        if int(age.rstrip("+").split("-")[0]) < first
    )
    assert before.total is not None
    assert after.total == before.total - outside
    # Bands and sums over sex may be made in either order.
    (sums,) = to_bands(population(before.margin(["age"])), "age", wide).tables
    assert sums.cells == after.margin(["age"]).cells


# --- groups, values -----------------------------------------------------------------------------


def test_groups_are_sums() -> None:
    table = margin("Education", {"low": 1, "middle": 2, "high": 4})
    groups = {"theory": ("HIGH",), "practice": ("low", "middle")}
    found = regroup(population(table), "education", groups)
    assert shown(found.tables[0]) == {"theory": 4, "practice": 3}
    assert list(found.tables[0].cells) == [("theory",), ("practice",)]


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ({"x": ("low",)}, ["population-group-lacking"]),
        ({"x": ("low", "high"), "y": ("high",)}, ["population-group-twice"]),
        ({"x": ("low",), "X": ("high",)}, ["population-group-twice"]),
        (
            {"x": ("low", "higg")},
            ["population-value-none-nearest", "population-group-lacking"],
        ),
        ({"x": ("low", "high", "unknown")}, ["population-value-none"]),
    ],
)
def test_every_value_is_in_one_group(groups: dict[str, tuple[str, ...]], found: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        regroup(population(margin("e", {"low": 1, "high": 2})), "e", groups)
    assert codes(caught) == found


def test_kept_values() -> None:
    both = age_by_sex(["16-24", "25-44", "45+"])
    found = keep(population(both, margin("region", {"n": 1})), "age", ["45+", "16-24"])
    assert shown(found.tables[0]) == {"16-24*m": 1, "16-24*w": 2, "45+*m": 5, "45+*w": 6}
    assert found.tables[0].about == About(note='age: "16-24", "45+"')  # no single range of ages
    assert found.tables[1].about == About()
    (one,) = keep(population(both), "sex", ["W"]).tables
    assert (one.categories, shown(one)) == (("age",), {"16-24": 2, "25-44": 4, "45+": 6})
    (old,) = keep(population(both), "age", ["45+"]).tables
    assert (old.categories, old.about.ages) == (("sex",), Ages(45))


def test_values_that_cannot_be_kept() -> None:
    both, sex = age_by_sex(["16-24", "25+"]), margin("sex", {"m": 4, "w": 6})
    for tables, category, values, code in (
        ((both,), "region", ["n"], "population-category-missing"),
        ((both,), "sex", ["x"], "population-value-none"),
        ((sex,), "sex", ["m"], "population-no-tables"),
        ((both, sex), "age", ["25+"], "population-tables-twice"),
    ):
        with pytest.raises(InputError) as caught:
            keep(population(*tables), category, values)
        assert codes(caught) == [code]
    with pytest.raises(ValueError, match="no values"):
        keep(population(sex), "sex", [])


# --- tables -------------------------------------------------------------------------------------


def test_selected_tables_are_summed_from_larger_ones() -> None:
    before = population(age_by_sex(["16-24", "25+"]), margin("region", {"n": 1, "s": 2}))
    found = select(before, [["SEX"], ["sex", "age"], ["sex"]])
    assert [table.categories for table in found.tables] == [("sex",), ("age", "sex")]
    assert shown(found.tables[0]) == {"m": 4, "w": 6}  # 1 + 3 and 2 + 4
    with pytest.raises(InputError) as caught:
        select(before, [["sex", "region"], ["shoe"], []])
    assert codes(caught) == ["population-no-table"] * 3


def test_joined_files_say_what_differs() -> None:
    sixteen, adults = About(ages=Ages(16)), About(ages=Ages(15, 74))
    age = margin("age", {"16-64": 70, "65+": 30}, sixteen)
    sex = margin("sex", {"m": 49, "w": 50}, sixteen)
    education = margin("education", {"low": 1, "high": 2}, adults)
    shares = margin("region", {"n": 1, "s": 2}, counted=False)
    assert join([population(age), population(shares)]).notices == ()
    found = join([population(age, sex), population(education), population(shares)])
    assert found.tables == (age, sex, education, shares)
    ages, totals = found.notices
    assert ages.params["ages"] == '"age" 16+, "sex" 16+, "education" 15-74'
    assert totals.params["totals"] == '"age" 100, "sex" 99'
    assert str(ages)
    assert str(totals)
    with pytest.raises(InputError) as caught:
        join([population(age), population(sex, margin("AGE", {"x": 1}))])
    assert codes(caught) == ["population-tables-twice"]


def test_what_is_said_of_all_is_not_said_of_the_tables_wanted() -> None:
    age = margin("age", {"16-64": 70, "65+": 30}, About(ages=Ages(16)))
    education = margin("education", {"low": 1, "high": 2}, About(ages=Ages(15, 74)))
    both = join([population(age), population(education)])
    assert select(both, [["age"], ["education"]]).notices == both.notices
    assert select(both, [["age"]]).notices == ()


def test_what_is_said_of_a_part_is_said_of_all_once() -> None:
    about = [
        About("CBS", ages=Ages(16)),
        About("CBS", ages=Ages(15, 74)),
        About("CBS", ages=Ages(16)),
    ]
    parts = [
        Population((CrossTable((name,), {("x",): Fraction(1)}, one),))
        for name, one in zip("abc", about, strict=True)
    ]
    first = join(parts[:2])
    assert [notice.code for notice in first.notices] == ["population-ages-differ"]
    both = join([first, parts[2]])
    assert [notice.code for notice in both.notices] == ["population-ages-differ"]
    assert '"c" 16+' in str(both.notices[0])


@given(
    st.integers(1, 3),
    st.integers(1, 3),
    st.lists(st.none() | st.integers(0, 9), min_size=9, max_size=9),
)
def test_margins_are_sums(rows: int, columns: int, figures: list[int | None]) -> None:
    cells: dict[Values, Fraction | None] = {}
    for row in range(rows):
        for column in range(columns):
            figure = figures[3 * row + column]
            cells[f"a{row}", f"b{column}"] = None if figure is None else Fraction(figure)
    table = CrossTable(("a", "b"), cells)
    for row in range(rows):
        line = [figures[3 * row + column] for column in range(columns)]
        known = [figure for figure in line if figure is not None]
        expected = sum(known) if len(known) == columns else None
        assert table.margin(["A"]).cells[f"a{row}",] == expected
    assert table.margin(["b", "a"]) is table


def test_real_figures() -> None:
    """From the figures of a province to the bands of a town: 15 to 19 is there, 16 to 19 is not."""
    path = SHARED / "zeeland_age_sex_2021_observed.csv"
    if not path.is_file():
        pytest.skip("no figures here")
    layout = Layout(("population",), ("gm_name", "age_band", "sex"), names={"age_band": "age"})
    zeeland = read_population(path, layout)
    goes = keep(zeeland, "gm_name", ["Goes"])
    bands = ["15-24", "25-64", "65+"]
    (table,) = to_bands(goes, "age", bands).tables
    assert table.total == goes.tables[0].total
    assert table.values_of("age") == tuple(bands)
    with pytest.raises(InputError, match='"15-19" of "age" cannot be split at 16'):
        to_bands(goes, "age", ["16-24", "25-64", "65+"])
