"""Reading a population's shares."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from stratification.errors import InputError
from stratification.quotas import Quota, Quotas
from stratification.shares import Shares, cell, read_shares

QUOTAS = Quotas(
    (
        Quota("Sex", "woman", 1, 2),
        Quota("Sex", "man", 1, 2),
        Quota("Age", "16-29", 1, 2),
        Quota("Age", "30+", 1, 2),
    )
)


def read(folder: Path, *lines: str) -> Shares:
    path = folder / "population.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_shares(path, QUOTAS)


def codes(folder: Path, *lines: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, *lines)
    return [finding.code for finding in caught.value.findings]


def test_numbers_become_shares(tmp_path: Path) -> None:
    shares = read(tmp_path, "category,value,number", "sex,WOMAN,3", "SEX,man,1")
    assert shares.of(cell("Sex", "woman", QUOTAS.categories)) == Fraction(3, 4)
    assert shares.of(cell("Age", "30+", QUOTAS.categories)) is None


@pytest.mark.parametrize(
    ("woman", "man"), [("0.75", "0.25"), ('"75,0"', "25"), ("75%", "25 %"), ("0.7500001", "0.25")]
)
def test_shares_are_of_1_or_of_100(tmp_path: Path, woman: str, man: str) -> None:
    shares = read(tmp_path, "category,value,share", f"Sex,woman,{woman}", f"Sex,man,{man}")
    share = shares.of(cell("Sex", "woman", QUOTAS.categories))
    assert share is not None
    assert abs(share - Fraction(3, 4)) < Fraction(1, 10**6)
    assert sum(shares.cells.values()) == 1


def test_combinations_in_any_order(tmp_path: Path) -> None:
    lines = ["Sex*Age,woman*16-29,1", "Sex*Age,woman*30+,2", "Age*Sex,16-29*man,3"]
    shares = read(tmp_path, "category,value,number", *lines, "Age*Sex,30+*man,4")
    assert shares.of(cell("age*sex", "30+*woman", QUOTAS.categories)) == Fraction(2, 10)


def test_a_category_without_quotas_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    lines = ["Region,north,3", "Region,south,5", "Sex,woman,1", "Sex,man,1"]
    shares = read(tmp_path, "category,value,number", *lines)
    assert [notice.code for notice in shares.notices] == ["population-category-unused"]
    assert len(shares.cells) == 2


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    lines = ["Sex,woman,3", "Sex,woman,3", "Sex,lady,1", "Sex,man,-1", "Age,30+,many"]
    assert codes(tmp_path, "category,value,number", *lines) == [
        "population-twice",
        "population-value-unknown",
        "population-number",
        "population-number",
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["category,value", "Sex,man"], "population-columns"),
        (["category,value,number,share", "Sex,man,1,1"], "population-columns"),
        (["category,value,number", "Sex,man,1"], "population-value-missing"),
        (["category,value,number", "Sex*Age,man*30+,1"], "population-value-missing"),
        (["category,value,number", "Sex,man,0", "Sex,woman,0"], "population-empty"),
        (["category,value,share", "Sex,man,0.4", "Sex,woman,0.4"], "population-shares-sum"),
        (["category,value,share", "Sex,man,a half", "Sex,woman,0.5"], "population-share"),
    ],
)
def test_what_is_wrong(tmp_path: Path, lines: list[str], code: str) -> None:
    assert codes(tmp_path, *lines) == [code]


def test_dutch_columns(tmp_path: Path) -> None:
    path = tmp_path / "bevolking.csv"
    path.write_text("kenmerk;waarde;aantal\nsex;man;1\nsex;woman;3\n", encoding="utf-8")
    quotas = Quotas((Quota("sex", "man", 1, 2), Quota("sex", "woman", 1, 2)))
    shares = read_shares(path, quotas)
    assert shares.of(cell("sex", "woman", ("sex",))) == Fraction(3, 4)
