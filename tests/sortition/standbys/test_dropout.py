"""The drop-out model: figures of the user, and figures estimated from earlier panels."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from sortition.standbys.dropout import Dropout, equal_rate, parse_rates
from sortition.standbys.estimate import LARGEST, estimate
from stratification.errors import InputError
from stratification.quotas import Quota, Quotas
from stratification.tables import parse_table

QUOTAS = Quotas(
    (
        Quota("Leeftijd", "16-29", 0, 9),
        Quota("Leeftijd", "30+", 0, 9),
        Quota("wijk*geslacht", "noord*vrouw", 0, 9),
    )
)


def rates(text: str) -> Dropout:
    return parse_rates(parse_table(text.encode(), "uitval.csv"), QUOTAS)


def codes(text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        rates(text)
    assert all(finding.file == "uitval.csv" for finding in caught.value.findings)
    assert str(caught.value)
    return [(finding.code, finding.row, finding.column) for finding in caught.value.findings]


def test_equal_rates_know_no_values() -> None:
    assert equal_rate(0.1).chance({"age": "16-29"}) == Fraction(1, 10)
    assert equal_rate(0).chance({}) == 0
    for wrong in (-0.1, 1.2):
        with pytest.raises(InputError):
            equal_rate(wrong)


def test_rates_of_values_multiply() -> None:
    model = rates("kenmerk;waarde;uitval\n;;10%\nleeftijd;16-29;28%\nwijk;Noord;0,19\n")
    assert model.chance({"Leeftijd": "16-29"}) == Fraction(28, 100)
    assert model.chance({"Leeftijd": "30+", "wijk": "zuid"}) == Fraction(10, 100)
    # stays: 0.9 · (0.72 / 0.9) · (0.81 / 0.9)
    assert model.chance({"leeftijd": "16-29", "Wijk": "noord"}) == 1 - Fraction(648, 1000)


def test_a_product_above_one_is_clipped() -> None:
    model = rates("category,value,drop_out\n,,50%\nleeftijd,30+,1%\nwijk,noord,1%\n")
    assert model.chance({"Leeftijd": "30+", "wijk": "noord"}) == 0


def test_everything_wrong_is_told_at_once() -> None:
    text = "category,value,drop_out\nleeftijd,16-29,1.4\nleeftijd,31+,\nbuurt,noord,-3%\n"
    assert codes(text + "Leeftijd,16-29,5%\n") == [
        ("standbys-rate", 2, "drop_out"),
        ("standbys-rate-value", 3, "value"),
        ("standbys-rate-blank", 3, "drop_out"),
        ("standbys-rate-category", 4, "category"),
        ("standbys-rate", 4, "drop_out"),
        ("standbys-rate-twice", None, None),
        ("standbys-rate-overall", None, None),
    ]
    assert codes("category,value\nleeftijd,16-29\n") == [("standbys-rate-columns", 1, None)]
    assert codes("category,value,drop_out\n,,100%\n") == [("standbys-rate-all", 2, None)]


def test_without_categories_the_estimate_is_the_share_that_left() -> None:
    found = estimate([({}, True)] * 75 + [({}, False)] * 25)
    assert found.model.stay == pytest.approx(0.75, abs=1e-4)
    assert found.observations == {}
    assert not found.notices


def test_one_category_gives_the_shares_of_its_values() -> None:
    seen = [({"age": "a"}, True)] * 90 + [({"age": "a"}, False)] * 10
    seen += [({"age": "b"}, True)] * 60 + [({"age": "b"}, False)] * 40
    found = estimate(seen)
    assert found.model.chance({"age": "a"}) == pytest.approx(0.1, abs=1e-4)
    assert found.model.chance({"Age": "B"}) == pytest.approx(0.4, abs=1e-4)
    assert found.model.factors["age", "a"] == 1
    assert found.observations == {("age", "a"): (100, 10), ("age", "b"): (100, 40)}
    # an unknown value gets the mean factor: (1 + 2/3) / 2
    assert found.model.chance({"age": "c"}) == pytest.approx(1 - 0.9 * 5 / 6, abs=1e-3)


def test_simulated_truth_comes_back_and_order_plays_no_part() -> None:
    chance = random.Random(1)
    truth = {"age": {"a": 0.8, "b": 0.95, "c": 1.0}, "sex": {"f": 1.0, "m": 0.9}}
    seen = []
    for _ in range(8000):
        values = {name: chance.choice(sorted(betas)) for name, betas in truth.items()}
        stay = 0.9 * truth["age"][values["age"]] * truth["sex"][values["sex"]]
        seen.append((values, chance.random() < stay))
    found = estimate(seen)
    for name, betas in truth.items():
        for value, beta in betas.items():
            # about 1300 people per cell: a standard error of about 0.013
            assert found.model.factors[name, value] == pytest.approx(beta, abs=0.04)
    chance.shuffle(seen)
    assert estimate(seen) == found


def test_what_the_data_do_not_tell_is_settled_and_said() -> None:
    seen = [({"a": "x", "b": "p"}, n % 5 > 0) for n in range(50)]
    seen += [({"a": "y", "b": "q"}, n % 2 > 0) for n in range(50)]
    found = estimate(seen)
    assert found.confounded
    assert [notice.code for notice in found.notices] == ["standbys-confounded"]
    assert found.model.chance({"a": "x", "b": "p"}) == pytest.approx(0.2, abs=1e-3)
    assert found.model.chance({"a": "y", "b": "q"}) == pytest.approx(0.5, abs=1e-3)
    factors = found.model.factors
    assert factors["a", "y"] == pytest.approx(factors["b", "q"], abs=1e-3)


def test_values_whose_people_all_left_or_all_stayed() -> None:
    found = estimate([({"a": "x"}, False)] * 8 + [({"a": "y"}, True)] * 40)
    assert found.model.chance({"a": "y"}) == 0
    assert found.model.factors["a", "x"] == pytest.approx(np.exp(-LARGEST), rel=0.01)
    assert [notice.code for notice in found.notices] == ["standbys-few-seen"]


def test_nobody_or_different_categories_cannot_be_used() -> None:
    for seen in ([], [({"a": "x"}, True), ({"b": "x"}, True)]):
        with pytest.raises(InputError):
            estimate(seen)
