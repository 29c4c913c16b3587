"""The figures of a population on the screen and as data."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from sortition.report.population import MAX_ROWS, population_data, population_text
from stratification.errors import Finding
from stratification.population import About, CrossTable, Population

PATH = Path("figures.csv")
AGE = CrossTable(
    ("age", "sex"),
    {("16-24", "man"): Fraction(250), ("25+", "man"): Fraction(750)},
    About(source="CBS", date="2024-01-01"),
)


def test_figures_shares_and_source_stand_under_a_heading() -> None:
    assert population_text(Population((AGE,)), PATH).split("\n")[2:] == [
        "Written           figures.csv",
        "",
        "Age × sex",
        "               Number  Share",
        "  16-24 × man     250    25%",
        "  25+ × man       750    75%",
        "  Source: CBS, 2024-01-01",
    ]


def test_a_missing_figure_is_no_zero_and_leaves_no_shares() -> None:
    table = CrossTable(("sex",), {("man",): Fraction(3), ("woman",): None})
    text = population_text(Population((table,)), PATH)
    assert "woman  missing" in text
    assert "Share" not in text
    cells = population_data(Population((table,)), PATH)["tables"][0]["cells"]
    assert cells == [{"values": ["man"], "figure": 3}, {"values": ["woman"], "figure": None}]


def test_shares_have_no_numbers_and_large_tables_are_cut() -> None:
    count = MAX_ROWS + 2
    places = {(f"place {number:02}",): Fraction(1, count) for number in range(count)}
    population = Population((CrossTable(("place",), places, counted=False),))
    text = population_text(population, PATH)
    assert "Number" not in text
    assert f"place {MAX_ROWS - 1}" in text
    assert f"place {MAX_ROWS}" not in text
    assert "  and 2 more rows: see the file" in text
    data = population_data(population, PATH)
    assert len(data["tables"][0]["cells"]) == count
    assert data["tables"][0]["cells"][0]["figure"] == f"1/{count}"


def test_notices_are_part_of_the_data() -> None:
    notice = Finding("population-no-source", file="p.csv")
    data = population_data(Population((AGE,), (notice,)), PATH)
    assert [one["code"] for one in data["notices"]] == ["population-no-source"]
    assert data["file"] == "figures.csv"
