"""Regions: the codes of a year, a user's mapping with every fault told at once, and exact sums."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.population import About, CrossTable, Population
from stratification.population.municipalities import mergers, municipality_code, not_there
from stratification.population.regions import (
    REGION,
    RegionMapping,
    read_mapping,
    region_names,
    to_regions,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
NATIONAL = SHARED / "gemeente_regions_2025.csv"
needs_shared = pytest.mark.skipif(not NATIONAL.is_file(), reason="no shared data here")

SMALL = RegionMapping(
    2025,
    {"GM0014": "ZK09", "GM0037": "ZK09", "GM0654": "ZK27", "GM0664": "ZK27", "GM1992": "ZK29"},
    {"GM0014": "Groningen (gemeente)", "GM0654": "Borsele", "GM0664": "Goes"},
)


def write(folder: Path, text: str) -> Path:
    path = folder / "regio.csv"
    path.write_text(text, encoding="utf-8")
    return path


def errors_of(folder: Path, text: str, year: int = 2025) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_mapping(write(folder, text), year)
    return str(caught.value).splitlines()


def places(figures: Mapping[str, int | None], category: str = "gemeente") -> Population:
    cells = {(name,): None if n is None else Fraction(n) for name, n in figures.items()}
    return Population((CrossTable((category,), cells),))


def refused(population: Population, regions: list[str] | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        to_regions(population, "gemeente", SMALL, regions)
    return str(caught.value).splitlines()


def test_the_regions_are_the_31_of_both_years() -> None:
    numbers = [n for n in range(1, 34) if n not in (5, 15)]
    for year in (2024, 2025):
        assert list(region_names(year)) == [f"ZK{n:02}" for n in numbers]
    assert region_names(2024) == region_names(2025)
    assert region_names(2025)["ZK21"] == "'t Gooi"
    with pytest.raises(InputError, match=r"of 2023 here\. Choose one of: 2024, 2025"):
        region_names(2023)


@needs_shared
def test_the_regions_are_those_of_the_shared_table() -> None:
    with (SHARED / "zk_codes_2025.csv").open(encoding="utf-8") as file:
        assert {row["zk_code"]: row["zk_name"] for row in csv.DictReader(file)} == dict(
            region_names(2025)
        )


def test_the_mergers_lead_from_380_municipalities_to_342() -> None:
    """CBS: 380 in 2018, 355 in 2019 and 2020, 352 in 2021, 345 in 2022, 342 since 2023."""
    counts, count = {}, 380
    for year in range(2019, 2026):
        ended = [m for m in mergers().values() if f"{year - 1}-01-01" < m.date <= f"{year}-01-01"]
        count += len({code for m in ended for code in m.founded}) - len(ended)
        counts[year] = count
    assert counts == {2019: 355, 2020: 355, 2021: 352, 2022: 345, 2023: 342, 2024: 342, 2025: 342}


@needs_shared
def test_no_merged_code_is_among_those_of_2025_and_all_their_successors_are() -> None:
    there = set(read_mapping(NATIONAL, 2025).regions)
    assert len(there) == 342
    assert not there & set(mergers())
    assert {code for merger in mergers().values() for code, _ in merger.parts_of} <= there


def test_a_code_has_one_form() -> None:
    for text in ("GM0014", "gm0014", "0014", "014", "14", " 14 "):
        assert municipality_code(text) == "GM0014"
    for text in ("GM14", "GM 0014", "14.0", "00014", "ZK14", "", "Groningen", "-14"):
        assert municipality_code(text) is None


def test_a_code_is_there_between_its_beginning_and_its_end() -> None:
    known = mergers()
    assert not_there("GM1992", 2023, known) is None  # Voorne aan Zee, since 1 January 2023
    assert str(not_there("GM1992", 2022, known)) == (
        "GM1992 Voorne aan Zee does not exist yet on 1 January 2022: it was made on 2023-01-01 out "
        "of GM0501 Brielle, GM0530 Hellevoetsluis, GM0614 Westvoorne. Use codes and figures of the "
        "same year."
    )
    assert not_there("GM0501", 2022, known) is None  # Brielle, until then
    assert "GM0501 Brielle does not exist any more in 2023" in str(not_there("GM0501", 2023, known))
    assert not_there("GM0457", 2022, known) is None  # Weesp, until 24 March 2022
    assert "since 2022-03-24 it is part of GM0363 Amsterdam" in str(
        not_there("GM0457", 2023, known)
    )
    assert not_there("GM0363", 2019, known) is None  # Amsterdam was there before it took Weesp in
    assert "GM0757 Boxtel, GM0824 Oisterwijk, GM0855 Tilburg, GM0865 Vught" in str(
        not_there("GM0788", 2025, known)  # Haaren was split
    )


def test_a_mapping_in_any_of_its_forms_reads_the_same(tmp_path: Path) -> None:
    expected = {"GM0014": "ZK09", "GM0654": "ZK27"}
    for header, rows in (
        ("gm_code,gm_name,zk_code,zk_name", ["GM0654,Borsele,ZK27,x", "GM0014,Groningen,ZK09,y"]),
        ("Gemeentecode;Gemeentenaam;Regiocode", ["0654;Borsele;zk27", "14;Groningen;ZK09"]),
        ("municipality,region", ["654,Zeeland", "14,GRONINGEN"]),
        ("zorgkantoorregio,gemeente", ["ZK27,654", "ZK09,0014"]),
        ("gm_code,gemeente,regio", ["GM0014,Groningen,ZK09", "GM0654,Borsele,ZK27"]),
    ):
        mapping = read_mapping(write(tmp_path, "\n".join([header, *rows])), 2025)
        assert list(mapping.regions.items()) == list(expected.items())
        named = "Borsele" in rows[0] + rows[1]
        assert mapping.names == ({"GM0014": "Groningen", "GM0654": "Borsele"} if named else {})


def test_everything_wrong_with_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    assert errors_of(
        tmp_path,
        "gm_code,gm_name,zk_code\n"
        "GM0654,Borsele,ZK27\n"
        "Goes,Goes,ZK27\n"
        "GM0501,Brielle,ZK29\n"
        "654,Borsele,ZK05\n"
        "GM0718,Vlissingen,Zeelland\n"
        "GM0717,Veere,\n"
        "GM0037,Stadskanaal,ZK5\n",
    ) == [
        'regio.csv, row 3, column "gm_code": this is not the code of a municipality, in rows: 3 '
        "(number of rows: 1). Write GM and four digits, such as GM0654.",
        'regio.csv, row 4, column "gm_code": GM0501 Brielle does not exist any more in 2025: since '
        "2023-01-01 it is part of GM1992 Voorne aan Zee. Use codes and figures of the same year.",
        'regio.csv, row 5, column "gm_code": GM0654 stands in rows 2, 5. Keep one of them.',
        'regio.csv, row 5, column "zk_code": "ZK05" is not a zorgkantoorregio of 2025, in rows: 5 '
        "(number of rows: 1). Write its code, such as ZK27.",
        'regio.csv, row 6, column "zk_code": "Zeelland" is not a zorgkantoorregio of 2025, in '
        "rows: 6 (number of rows: 1). Is ZK27 Zeeland meant?",
        'regio.csv, row 7, column "zk_code": the region is blank in rows: 7 (number of rows: 1). '
        "Fill it in, or leave the rows out.",
        'regio.csv, row 8, column "zk_code": "ZK5" is not a zorgkantoorregio of 2025, in rows: 8 '
        "(number of rows: 1). Write its code, such as ZK27.",
        'regio.csv, row 5, column "gm_name": the name "Borsele" stands in rows 2, 5. Give each '
        'municipality a name of its own, such as "Bergen (L.)".',
    ]


def test_a_file_without_the_columns_says_which_are_accepted(tmp_path: Path) -> None:
    first, second = errors_of(tmp_path, "naam,plaats\na,b\n")
    assert 'The columns are: "naam", "plaats".' in first
    assert '"gm_code", "gemeentecode", "municipality", "gemeente"' in first
    assert '"zk_code", "regiocode", "zorgkantoorregio", "regio", "region"' in second
    assert errors_of(tmp_path, "gm_code,zk_code\n")[0].startswith("regio.csv: there are no")


def test_codes_or_names_become_regions_in_every_table_that_has_them() -> None:
    sex_by_place = {
        (sex, place): Fraction(n)
        for (sex, place), n in zip(
            product(("vrouw", "man"), ("Goes", "GM0014", "0037", "borsele")),
            range(1, 9),
            strict=True,
        )
    }
    about = About(source="CBS", note="estimate")
    tables = (
        CrossTable(("geslacht", "stad"), sex_by_place, about),
        CrossTable(("leeftijd",), {("16+",): Fraction(5)}),
    )
    result = to_regions(Population(tables), "Stad", SMALL)
    # zorgkantoorregio comes after geslacht; Groningen = GM0014 + GM0037, Zeeland = Goes + Borsele.
    assert result.tables[0].categories == ("geslacht", REGION)
    assert list(result.tables[0].cells.items()) == [
        (("vrouw", "Groningen"), Fraction(2 + 3)),
        (("vrouw", "Zeeland"), Fraction(1 + 4)),
        (("man", "Groningen"), Fraction(6 + 7)),
        (("man", "Zeeland"), Fraction(5 + 8)),
    ]
    assert result.tables[0].about.note == "estimate; zorgkantoorregio's 2025"
    assert result.tables[1] == tables[1]
    assert result.notices == ()


def test_the_categories_stay_ordered_when_the_new_name_sorts_elsewhere() -> None:
    cells = {("GM0654", "a"): Fraction(1), ("GM0664", "a"): Fraction(2)}
    table = CrossTable(("gemeente", "leeftijd"), cells)
    result = to_regions(Population((table,)), "gemeente", SMALL).tables[0]
    assert result.categories == ("leeftijd", REGION)
    assert dict(result.cells) == {("a", "Zeeland"): Fraction(3)}


def test_a_missing_figure_makes_its_region_missing_and_no_other() -> None:
    figures = {"GM0014": 1, "GM0037": None, "GM0654": 0, "GM0664": 0}
    result = to_regions(places(figures), "gemeente", SMALL).tables[0]
    assert dict(result.cells) == {("Groningen",): None, ("Zeeland",): Fraction(0)}


def test_a_region_that_is_only_partly_there_is_refused() -> None:
    assert refused(places({"GM0654": 1, "GM0014": 2, "GM0037": 3})) == [
        "ZK27 Zeeland is not complete: the figures of these municipalities are lacking (number: "
        '1): "GM0664 Goes". Add their figures, or correct the mapping.'
    ]


def test_places_that_the_mapping_lacks_are_refused_together_with_the_reason() -> None:
    figures = dict.fromkeys(["Nederland", "GM0654", "GM0664", "GM0501", "Hellevoetsluis"], 1)
    gone, gone_too, unmapped = refused(places({**figures, "GM9999": 1}))
    assert gone.startswith("GM0501 Brielle does not exist any more in 2025: since 2023-01-01")
    assert gone_too.startswith("GM0530 Hellevoetsluis does not exist any more")
    assert '(number: 2): "Nederland", "GM9999".' in unmapped


def test_one_municipality_twice_is_refused() -> None:
    figures = {"GM0654": 1, "Borsele": 1, "GM0664": 1}
    assert refused(places(figures))[0].startswith(
        'these values are one municipality, which would count twice: "GM0654", "Borsele".'
    )


def test_wanted_regions_only_must_be_complete_and_the_rest_is_left_out() -> None:
    figures = {"Nederland": 100, "GM0654": 1, "GM0664": 2, "GM0014": 50}
    result = to_regions(places(figures), "gemeente", SMALL, ["zk27"])
    assert dict(result.tables[0].cells) == {("Zeeland",): Fraction(3)}
    assert list(map(str, result.notices)) == [
        "values of gemeente that are not in the regions asked for were left out (number: 2)."
    ]
    assert refused(places(figures), ["Zeeland", "Groningen"]) == [
        "ZK09 Groningen is not complete: the figures of these municipalities are lacking (number: "
        '1): "GM0037". Add their figures, or correct the mapping.'
    ]
    # Westvoorne became a part of a region that is asked for; Weesp became a part of none of these.
    merged = refused(places({"GM0614": 1, "GM0457": 1}), ["ZK29"])
    assert [line.split(" does")[0].split(" is not")[0] for line in merged] == [
        "GM0614 Westvoorne",
        "ZK29 Zuid-Hollandse Eilanden",
    ]


def test_shares_of_the_wanted_regions_add_up_to_one_again() -> None:
    cells = {
        ("GM0654",): Fraction(1, 10),
        ("GM0664",): Fraction(1, 10),
        ("GM0014",): Fraction(8, 10),
    }
    table = CrossTable(("gemeente",), cells, counted=False)
    result = to_regions(Population((table,)), "gemeente", SMALL, ["Zeeland"])
    assert dict(result.tables[0].cells) == {("Zeeland",): Fraction(1)}


def test_names_that_are_not_there_are_refused() -> None:
    population = places({"GM0654": 1, "GM0664": 1})
    assert refused(population, ["Utrecht", "Twente"])[0] == (
        '"Utrecht" is not a region of the mapping. The regions of the mapping are: "ZK09 '
        'Groningen", "ZK27 Zeeland", "ZK29 Zuid-Hollandse Eilanden".'
    )
    with pytest.raises(InputError, match='no table of the population has a category "plaats"'):
        to_regions(population, "plaats", SMALL)
    cells = {("GM0654", "a"): Fraction(1), ("GM0664", "a"): Fraction(1)}
    both = Population((CrossTable(("gemeente", REGION), cells),))
    assert "has a category" in refused(both)[0]


@given(st.data())
def test_every_figure_is_counted_once(data: st.DataObject) -> None:
    regions = list(region_names(2025))[:4]
    codes = [f"GM{n:04}" for n in range(2000, 2010)]
    mapping = RegionMapping(2025, {c: data.draw(st.sampled_from(regions)) for c in codes}, {})
    cells = {
        (sex, code): Fraction(data.draw(st.integers(0, 9)))
        for sex in ("m", "v")
        for code in data.draw(st.permutations(codes))
    }
    cells = {values: cells[values] for values in product(("m", "v"), codes)}
    cells["v", codes[0]] += 1  # a population of nobody is none
    table = to_regions(
        Population((CrossTable(("geslacht", "gemeente"), cells),)), "gemeente", mapping
    ).tables[0]
    names = region_names(2025)
    for (sex, region), figure in table.cells.items():
        parts = [c for c in codes if names[mapping.regions[c]] == region]
        assert figure == sum(cells[sex, code] for code in parts)
    assert table.total == sum(cells.values())


@needs_shared
def test_the_sums_of_the_real_municipalities_are_the_known_ones() -> None:
    """Zeeland and the country, 1 January 2024: the inhabitants that CBS states (zk_population)."""
    with (SHARED / "gemeente_age_and_sex_2024_kwb.csv").open(encoding="utf-8") as file:
        figures = {row["gm_code"]: int(row["pop_total"]) for row in csv.DictReader(file)}
    with (SHARED / "zk_population.csv").open(encoding="utf-8") as file:
        known = {row["zk_name"]: Fraction(row["pop_2024"]) for row in csv.DictReader(file)}
    mapping = read_mapping(NATIONAL, 2024)
    table = to_regions(places(figures), "gemeente", mapping).tables[0]
    assert {region: figure for (region,), figure in table.cells.items()} == known
    assert table.total == 17_942_942
