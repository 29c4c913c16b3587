"""From sources to the population that is wanted: what is typed, the steps, and what has no use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stratification.errors import InputError
from stratification.population.recipe import Recipe, make_population
from stratification.population.recipe_texts import RecipeTexts, parse_recipe

# People of a small province, with one village too many.
FIGURES = """# source: a census
code,years,men,women,note
GM0654,16-17,1,2,a
GM0654,18+,3,4,a
GM0664,16-17,5,6,a
GM0664,18+,7,8,a
GM9999,16-17,100,100,b
GM9999,18+,100,100,b
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES, encoding="utf-8")
    return path


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    assert str(error.value)  # every sentence can be filled in
    return [finding.code for finding in error.value.findings]


def test_all_steps_in_their_order(file: Path) -> None:
    texts = RecipeTexts(
        by=("place=code", "age=years"),
        count=("men", "women"),
        wide="sex",
        rows=("note=a",),
        group=("place:north=GM0654", "place:south=GM0664", "sex:all of them=men,women"),
        bands=("age=18+",),
        keep=("place=south",),
        tables=("age",),
        about=("note=no village",),
    )
    population = make_population([str(file)], parse_recipe(texts))
    (table,) = population.tables
    assert table.cells == {("18+",): 7 + 8}
    assert (table.about.source, table.about.note) == ("a census", "no village")


def test_what_is_typed_and_what_is_meant() -> None:
    texts = RecipeTexts(regions="place=a=b.csv", tables=("age*sex", "age"), keep=("a= x , y",))
    recipe = parse_recipe(texts)
    assert recipe.mapping == ("place", Path("a=b.csv"))
    assert recipe.tables == (("age", "sex"), ("age",))
    assert recipe.keep == {"a": ("x", "y")}
    assert parse_recipe(RecipeTexts()) == Recipe(
        {}, rows={}, groups={}, bands={}, keep={}, about={}
    )


def test_everything_that_is_typed_wrong_is_said_at_once() -> None:
    texts = RecipeTexts(
        by=("=x",), rows=("a",), bands=("a=",), keep=("a=x,,y",), group=("a=x",), about=("a",)
    )
    with pytest.raises(InputError) as error:
        parse_recipe(texts)
    assert codes(error) == ["recipe-list"] * 4 + ["recipe-group", "recipe-pair"]


@pytest.mark.parametrize(
    ("source", "texts", "unused"),
    [
        (
            "builtin:zeeland",
            {"by": ("a",), "count": ("n",), "rows": ("a=x",)},
            "--by, --count, --rows",
        ),
        (
            "builtin:zeeland",
            {"shares": True, "wide": "a", "period": "2024"},
            "--wide, --shares, --period",
        ),
        ("builtin:zeeland", {"region": ("Zeeland",)}, "--region"),
        ("cbs:1", {"shares": True, "wide": "a"}, "--wide, --shares"),
        ("figures.csv", {"period": "2024"}, "--period"),
        ("builtin:zeeland", {"tables": ("leeftijd",)}, ""),
    ],
)
def test_options_without_a_use_are_refused(source: str, texts: dict[str, Any], unused: str) -> None:
    recipe = parse_recipe(RecipeTexts(**texts))
    if not unused:
        assert len(make_population([source], recipe).tables) == 1
        return
    with pytest.raises(InputError) as error:
        make_population([source], recipe)
    assert codes(error) == ["recipe-unused"]
    assert error.value.findings[0].params["options"] == unused


def test_what_is_wrong_with_every_source_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        make_population(["builtin:atlantis", "cbs:1", str(tmp_path / "none.csv")])
    assert codes(error) == ["builtin-unknown", "recipe-cbs", "file-missing"]


def test_shares_need_the_columns_named(file: Path) -> None:
    with pytest.raises(InputError) as error:
        make_population([str(file)], parse_recipe(RecipeTexts(shares=True)))
    assert codes(error) == ["population-layout"]
