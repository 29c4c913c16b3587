"""Expected response: reading its files, what it implies, and what does not fit."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.invitations.layout import STRATA_COLUMNS
from sortition.invitations.model import Strata, Stratum
from sortition.invitations.pool_model import Model, Simulation
from sortition.invitations.response import CASES, DEFAULT, Response, Uncertainty, shrunk
from sortition.invitations.response_file import read_response
from stratification.errors import InputError
from stratification.quotas import Quota, Quotas
from tests.sortition.response_cases import response_of

SHARED = Path(__file__).parents[3] / "shared" / "data" / "panel_response_counts.csv"

STRATA = Strata(
    ("Age", "Sex"),
    tuple(Stratum((age, sex), 100) for age in ("16-34", "35+") for sex in ("man", "woman")),
)
QUOTAS = Quotas(
    tuple(
        Quota(category, value, 2, 4)
        for category, values in (("age", ("16-34", "35+")), ("sex", ("Man", "Woman")))
        for value in values
    )
)
EDUCATION = Quotas(
    (*QUOTAS.rows, Quota("education", "low", 1, 5), Quota("education", "high", 1, 5))
)
RATES = """\
kenmerk;waarde;respons;aandeel;onzekerheid
;;5%;;30%
Age;16-34;2,5%;;
age;35+;0.075;;0,05
Sex;man;4%;;
sex;woman;6 %;;
education;low;2%;40;
Education;high;8%;60;
"""


def codes(text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        response_of(text)
    return [(one.code, one.row, one.column) for one in caught.value.findings]


def wrong(strata: Strata, quotas: Quotas, response: Response = DEFAULT) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        Model(strata, quotas, 6, response)
    return {one.code: str(one) for one in caught.value.findings}


# ---- rates ----


def test_rates_combine_as_if_categories_worked_independently() -> None:
    model = Model(STRATA, EDUCATION, 6, response_of(RATES))
    # 5% · (2.5/5)·(4/5) = 2%, 3%, 6%, 9%
    assert model.stratum_rates == pytest.approx([0.02, 0.03, 0.06, 0.09])
    # 0.4·2 against 0.6·8
    assert model.shape.among == pytest.approx([0.8 / 5.6, 4.8 / 5.6])
    assert model.campaign == 0.3


def test_a_file_reads_alike_in_either_language_and_any_order(tmp_path: Path) -> None:
    lines = RATES.replace(",", ".").replace(";", ",").splitlines()
    lines[0] = "category,value,response,share,uncertainty"
    path = tmp_path / "response.csv"
    path.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    here, there = (
        Model(STRATA, EDUCATION, 6, one) for one in (read_response(path), response_of(RATES))
    )
    assert here.stratum_rates == pytest.approx(there.stratum_rates)
    assert sorted(here.shape.among) == pytest.approx(sorted(there.shape.among))
    assert sorted(here.shape.factors) == sorted(there.shape.factors)


def test_a_record_is_a_response_once_its_sign_ups_are_filled_in(tmp_path: Path) -> None:
    """None of its other columns is taken for a category; comments may stand above it."""
    header = ",".join(("wijk", *STRATA_COLUMNS, "sign_ups"))
    path = tmp_path / "strata-1.csv"
    path.write_text(f"# bron: loting 2026\n{header}\nNoord,90,0,30,1/3,8a,30,3\n")
    observed = read_response(path).observed
    assert observed is not None
    assert observed.columns == ("wijk",)


def test_shares_without_response_are_those_of_the_people() -> None:
    text = "category,value,response,share\n*,*,5%,\neducation,low,,0.25\neducation,high,,0.75\n"
    model = Model(STRATA, EDUCATION, 6, response_of(text))
    assert model.shape.among == pytest.approx([0.25, 0.75])


def test_everything_wrong_with_rates_is_told_at_once() -> None:
    text = """\
category,value,response,share,uncertainty
,,5.8,,
,x,5%,,
age,16-34,0%,,
age,16-34,5%,,3
age,,5%,,
sex,man,,,
age*sex,16-34*man,5%,,
education,low,2%,40%,
education,high,,50%,
"""
    found = codes(text)
    assert ("response-response", 2, "response") in found
    assert ("response-overall-only", 3, "value") in found
    assert ("response-overall-twice", 2, "category") not in found
    assert ("response-response", 4, "response") in found
    assert ("response-twice", 5, "value") in found
    assert ("response-uncertainty", 5, "uncertainty") in found
    assert ("quota-name-blank", 6, "value") in found
    assert ("response-row-empty", 7, "response") in found
    assert ("response-combination", 8, "category") in found
    assert ("response-some", 10, "response") in found
    assert ("response-shares", 9, "share") in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,rate\nx,5%\n", "response-columns"),
        ("category,value,response\nage,16-34,5%\n", "response-no-overall"),
        ("category,value,response\n*,*,\n", "response-overall-blank"),
        ("category,value,response\n,,5%\n*,*,6%\n", "response-overall-twice"),
        ("category,value,response,share\n,,5%,50%\n", "response-overall-only"),
        ("letters,sign_ups\n10,12\n", "response-more-sign-ups"),
        ("letters,sign_ups\n10,x\n", "response-count"),
        ("letters,sign_ups\n10,0\n", "response-no-sign-ups"),
        ("age,letters,sign_ups\nx,10,1\nX,20,1\n", "response-twice"),
    ],
)
def test_a_file_that_says_too_little_is_refused(text: str, code: str) -> None:
    assert code in [found for found, _, _ in codes(text)]


# ---- an earlier draw ----


def test_an_earlier_draw_is_drawn_towards_the_overall_rate() -> None:
    text = (
        "leeftijd;wijk;size;brieven;aanmeldingen\n"
        "16-34;noord;999;1 000;10\n16-34;zuid;999;1000;30\n35+;noord;999;2000;160\n"
    )
    response = response_of(text)
    assert response.overall == 0.05
    # 40 of 100 expected, 160 of 100: the excess is 7000 of 20000, so t² = 0.35 (r·n of each: 100)
    effect = response.effects_by(("Leeftijd",))[0]
    prior = 1 / ((60**2 - 100 + 60**2 - 100) / 20000)
    assert effect.columns == ("leeftijd",)
    assert effect.rates["16-34",].relative == pytest.approx((prior + 40) / (prior + 100))
    assert effect.rates["35+",].sd == pytest.approx((prior + 160) ** -0.5)
    assert response.effects_by(("geslacht",)) == ()
    assert [len(one.rates) for one in response.effects_by(("wijk", "leeftijd"))] == [3]


@given(st.lists(st.tuples(st.integers(1, 10**4), st.integers(0, 10**3)), min_size=1, max_size=8))
def test_shrunk_rates_are_between_their_own_and_the_overall_rate(
    counts: list[tuple[int, int]],
) -> None:
    counts = [(max(n, y), y) for n, y in counts]
    total = sum(y for _, y in counts)
    if not total:
        return
    overall = total / sum(n for n, _ in counts)
    for (n, y), rate in zip(counts, shrunk(counts), strict=True):
        low, high = sorted([1.0, y / n / overall])
        assert low - 1e-9 <= rate.relative <= high + 1e-9
        assert rate.sd is not None
        assert 0 < rate.sd <= 10


def test_more_letters_are_believed_more() -> None:
    few, many = (shrunk([(n, n // 10), (n, n // 50)])[0] for n in (100, 10_000))
    assert few.relative < many.relative < 5 / 3
    assert few.sd is not None
    assert many.sd is not None
    assert few.sd > many.sd


def test_combinations_without_letters_have_the_overall_rate() -> None:
    text = "age,sex,letters,sign_ups\n16-34,man,1000,20\n35+,woman,1000,80\n"
    model = Model(STRATA, QUOTAS, 6, response_of(text))
    rates = dict(zip((row.values for row in STRATA.rows), model.stratum_rates, strict=True))
    assert rates["16-34", "woman"] == rates["35+", "man"] == pytest.approx(0.05)
    assert rates["16-34", "man"] < 0.05 < rates["35+", "woman"]


# ---- uncertainty and default ----


def test_uncertainty_is_that_of_the_settings_else_the_file_else_usual() -> None:
    response = response_of(RATES)
    assert sorted(Model(STRATA, QUOTAS, 6, response).shape.factors) == [0.05, 0.15, 0.15, 0.15]
    said = Model(STRATA, QUOTAS, 6, response, Uncertainty(campaign=0.1, values=0.0))
    assert said.campaign == 0.1
    assert set(said.shape.factors) == {0.0}
    plain = Model(STRATA, QUOTAS, 6)
    assert (plain.campaign, set(plain.shape.factors)) == (0.4, {0.3})
    with pytest.raises(InputError):
        Uncertainty(values=-0.1)
    with pytest.raises(InputError):
        Simulation(rounds=1)


def test_the_default_is_below_every_dutch_case() -> None:
    dutch = [case.rate for case in CASES if case.year != 2019 and "(households)" not in case.name]
    assert DEFAULT.overall < min(dutch)
    assert min(case.rate for case in CASES) == pytest.approx(0.0115)


@pytest.mark.skipif(not SHARED.is_file(), reason="no shared figures here")
def test_the_cases_are_those_of_the_sources() -> None:
    with SHARED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["registered"]]
    counts = {(int(row["invited"]), int(row["registered"])) for row in rows}
    assert counts <= {(case.letters, case.sign_ups) for case in CASES}
    assert len(counts) == 6


# ---- what does not fit ----


def test_categories_of_which_nothing_is_known_are_named_all() -> None:
    quotas = Quotas(
        (*QUOTAS.rows, Quota("opinion", "for", 1, 6), Quota("home*sex", "own*man", 0, 6))
    )
    found = wrong(STRATA, quotas)
    assert set(found) == {"forecast-category-unknown"}
    assert '"home", "opinion"' in found["forecast-category-unknown"]


def test_values_that_do_not_match_are_named_all() -> None:
    strata = Strata(("age", "sex"), (*STRATA.rows, Stratum(("35+", "other"), 1)))
    text = RATES + "education;middle;5%;50;\n"
    quotas = Quotas((*EDUCATION.rows, Quota("education", "none", 1, 6)))
    found = wrong(
        strata,
        quotas,
        response_of(text.replace("low;2%;40", "low;2%;10").replace("high;8%;60", "high;8%;40")),
    )
    assert '"other"' in found["forecast-stratum-value"]
    assert '"middle"' in found["forecast-share-value"]
    assert '"education: none"' in found["forecast-value-nobody"]
    assert '"other"' in found["forecast-response-value"]


def test_a_column_that_only_combinations_name_may_have_other_values() -> None:
    quotas = Quotas((Quota("age*sex", "16-34*man", 1, 3),))
    model = Model(STRATA, quotas, 6)
    assert model.shape.matrix.sum() == 1
    assert model.shape.blocks == ()


def test_quotas_that_no_panel_meets_are_refused() -> None:
    assert "forecast-no-panel" in wrong(
        STRATA, Quotas(tuple(Quota("sex", value, 0, 2) for value in ("man", "woman")))
    )


def test_rates_that_multiply_beyond_everybody_are_refused() -> None:
    text = "category,value,response\n,,10%\nage,16-34,90%\nage,35+,5%\nsex,man,90%\nsex,woman,5%\n"
    assert "16-34, man" in wrong(STRATA, QUOTAS, response_of(text))["forecast-rate-high"]


def test_a_register_without_people_is_refused() -> None:
    empty = Strata(("age", "sex"), (Stratum(("16-34", "man"), 0),))
    assert set(wrong(empty, QUOTAS)) == {"probability-no-letters"}


def test_what_is_not_used_is_said() -> None:
    text = RATES + "region;north;5%;;\n"
    model = Model(STRATA, QUOTAS, 6, response_of(text))
    (notice,) = [one for one in model.notices if one.code == "forecast-response-unused"]
    assert '"Education", "region"' in str(notice) or '"education", "region"' in str(notice)


def test_needs_are_what_a_category_leaves() -> None:
    quotas = Quotas((Quota("sex", "man", 1, 2), Quota("sex", "woman", 1, 5)))
    model = Model(STRATA, quotas, 6)
    assert model.shape.needs.tolist() == [1, 4]  # at most 2 men, so at least 4 women


def test_the_order_of_strata_values_changes_nothing() -> None:
    first = Model(STRATA, EDUCATION, 6, response_of(RATES)).shape
    turned = Strata(
        ("Sex", "Age"), tuple(Stratum(row.values[::-1], row.size) for row in STRATA.rows)
    )
    second = Model(turned, EDUCATION, 6, response_of(RATES)).shape
    assert np.sort(first.rates) == pytest.approx(np.sort(second.rates))
    assert first.matrix.sum(axis=1).tolist() == second.matrix.sum(axis=1).tolist()
