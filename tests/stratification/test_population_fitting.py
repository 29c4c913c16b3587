"""A population beside quotas."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from stratification.errors import InputError
from stratification.population import CrossTable, Population, fit, read_population, share_of
from stratification.quotas import Quota, Quotas

QUOTAS = Quotas(
    (
        Quota("Sex", "woman", 1, 2),
        Quota("Sex", "man", 1, 2),
        Quota("Age", "16-29", 1, 2),
        Quota("Age", "30+", 1, 2),
    )
)
COMBINED = Quotas((Quota("Age*Sex", "16-29*woman", 1, 2),))
BOTH = ["Sex*Age,woman*16-29,1", "Sex*Age,woman*30+,2", "Age*Sex,16-29*man,3", "Age*Sex,30+*man,4"]


def fitted(folder: Path, *lines: str, quotas: Quotas = QUOTAS) -> Population:
    path = folder / "population.csv"
    path.write_text("\n".join(["# source: a census", *lines]) + "\n", encoding="utf-8")
    return fit(read_population(path), quotas)


def test_shares_of_values_in_any_spelling(tmp_path: Path) -> None:
    population = fitted(tmp_path, "category,value,number", "sex,WOMAN,3", "SEX,man,1")
    assert share_of(population, (("Sex", "woman"),)) == Fraction(3, 4)
    assert share_of(population, (("Age", "30+"),)) is None
    assert share_of(population, (("Sex", "child"),)) is None
    assert population.notices == ()


def test_combinations_in_any_order_and_their_sums(tmp_path: Path) -> None:
    population = fitted(tmp_path, "category,value,number", *BOTH)
    assert share_of(population, (("sex", "Woman"), ("age", "30+"))) == Fraction(2, 10)
    assert share_of(population, (("sex", "woman"),)) == Fraction(3, 10)


def test_its_own_table_goes_before_a_sum(tmp_path: Path) -> None:
    own = ["Sex,woman,1", "Sex,man,1"]
    population = fitted(tmp_path, "category,value,number", *BOTH, *own)
    assert share_of(population, (("sex", "woman"),)) == Fraction(1, 2)


def test_a_category_without_quotas_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    lines = ["Region,north,3", "Region,south,5", "Sex,woman,1", "Sex,man,1"]
    population = fitted(tmp_path, "category,value,number", *lines)
    (notice,) = population.notices
    assert (notice.code, notice.row) == ("population-category-unused", 3)
    assert population.categories == ("Sex",)


def test_a_table_is_summed_over_a_category_without_quotas(tmp_path: Path) -> None:
    lines = ["Sex*Region,woman*n,1", "Sex*Region,woman*s,2", "Sex*Region,man*n,3"]
    population = fitted(tmp_path, "category,value,number", *lines, "Sex*Region,man*s,4")
    assert share_of(population, (("Sex", "woman"),)) == Fraction(3, 10)
    assert [notice.code for notice in population.notices] == ["population-category-summed"]
    # The table that is by sex alone wins, wherever it stands.
    population = fitted(
        tmp_path,
        "category,value,number",
        *lines,
        "Sex*Region,man*s,4",
        "Sex,woman,1",
        "Sex,man,1",
    )
    assert share_of(population, (("Sex", "woman"),)) == Fraction(1, 2)


def test_only_combinations_with_quotas_leave_other_values_free(tmp_path: Path) -> None:
    header = "category,value,number"
    population = fitted(tmp_path, header, *BOTH, quotas=COMBINED)
    assert share_of(population, COMBINED.rows[0].pairs) == Fraction(1, 10)
    with pytest.raises(InputError) as caught:
        fitted(tmp_path, header, "Age*Sex,16-29*lady,1", quotas=COMBINED)
    assert [finding.code for finding in caught.value.findings] == ["population-value-missing"]


def test_missing_figures_give_no_share(tmp_path: Path) -> None:
    population = fitted(tmp_path, "category,value,number", "Sex,woman,3", "Sex,man,.")
    assert share_of(population, (("Sex", "woman"),)) is None
    assert [notice.code for notice in population.notices] == ["population-figures-missing"]


def test_everything_that_differs_is_told_at_once(tmp_path: Path) -> None:
    lines = ["Sex,woman,3", "Sex,lady,1", "Age,30+,1", "Age,16-30,2"]
    with pytest.raises(InputError) as caught:
        fitted(tmp_path, "category,value,number", *lines)
    assert [(one.code, one.row, one.file) for one in caught.value.findings] == [
        ("population-value-unknown", 4, "population.csv"),
        ("population-value-unknown", 6, "population.csv"),
        ("population-value-missing", None, "population.csv"),
        ("population-value-missing", None, "population.csv"),
    ]
    assert '"man"' in str(caught.value)


def test_a_table_of_zeros_is_refused() -> None:
    table = CrossTable(("Sex",), {("woman",): Fraction(0), ("man",): Fraction(0)})
    with pytest.raises(InputError) as caught:
        fit(Population((table,)), QUOTAS)
    assert [finding.code for finding in caught.value.findings] == ["population-empty"]
