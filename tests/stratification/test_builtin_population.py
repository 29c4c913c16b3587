"""The built-in populations: their figures are those of their sources, and they say so."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from stratification.errors import InputError
from stratification.population import Ages
from stratification.population.builtin import BUILTIN, builtin_population
from stratification.population.municipalities import DATA

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data here")


def test_zeeland_has_ages_by_sex_and_education_with_their_sources() -> None:
    population = builtin_population(" Zeeland")
    cross, education = population.tables
    assert cross.categories == ("geslacht", "leeftijd")
    assert cross.values_of("leeftijd") == ("16-24", "25-44", "45-64", "65+")
    assert cross.values_of("geslacht") == ("vrouw", "man")
    assert cross.counted
    assert cross.total == 329_452
    assert (cross.about.date, cross.about.ages) == ("2024-01-01", Ages(16))
    assert "schatting" in cross.about.note
    assert "CBS" in cross.about.source
    assert education.cells == {
        ("praktisch opgeleid",): Fraction("0.283"),
        ("middelbaar opgeleid",): Fraction("0.478"),
        ("theoretisch opgeleid",): Fraction("0.239"),
    }
    assert (education.about.table, education.about.ages) == ("85525NED", Ages(15, 74))
    assert [notice.code for notice in population.notices] == ["population-ages-differ"]


@needs_shared
def test_the_figures_of_zeeland_are_the_sums_of_its_municipalities() -> None:
    counted: Counter[tuple[str, str]] = Counter()
    with (SHARED / "zeeland_age_sex.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sex = {"F": "vrouw", "M": "man"}[row["sex"]]
            counted[sex, row["age_band"]] += int(row["population"])
    assert dict(builtin_population("zeeland").tables[0].cells) == counted


@needs_shared
def test_the_shares_of_education_are_those_of_the_province() -> None:
    with (SHARED / "education_province_15_75_2022.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["region"] == "Zeeland (PV)")
    levels = [Fraction(row[f"{level}_pct"]) / 100 for level in ("laag", "midden", "hoog")]
    assert list(builtin_population("zeeland").tables[1].cells.values()) == levels


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InputError, match=r'no built-in population "zeelnd"\. Choose one of: "zeel'):
        builtin_population("zeelnd")


@pytest.mark.parametrize("name", sorted(BUILTIN))
def test_every_built_in_population_names_its_source(name: str) -> None:
    for table in builtin_population(name).tables:
        about = table.about
        assert all((about.source, about.table, about.date, about.population, about.note))


def test_every_file_of_the_package_is_used_and_says_where_it_comes_from() -> None:
    used = {file for files in BUILTIN.values() for file in files}
    used |= {"mergers.csv", "zorgkantoorregios.csv"}
    assert {path.name for path in DATA.iterdir()} == used
    for name in used:
        text = (DATA / name).read_text(encoding="utf-8").lower()
        assert "# source: " in text or "# bron: " in text
