"""What is said about targets: the table on the screen, the data, and the steps as CSV."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sortition.report.targets import COLUMNS, steps_bytes, targets_data, targets_text
from stratification.population import About, Ages, CrossTable, Population
from stratification.quotas import Quota, parse_quotas, quota_bytes
from stratification.tables import read_table
from stratification.targets.settings import SettingTexts, parse_settings
from stratification.targets.steps import Targets, make_targets
from tests.sortition.problems import SHARED

DATA = SHARED.parent / "data"
ABOUT = About("CBS", "1234ned", "2024-01-01", "16 and older", Ages(16), True, "rounded")
AGE = CrossTable(
    ("age",),
    {("16-29",): Fraction(2500), ("30-64",): Fraction(4500), ("65+",): Fraction(3000)},
    ABOUT,
)
CARE = CrossTable(
    ("care use",),
    {
        ("uses care",): Fraction(1, 8),
        ("informal carer",): Fraction(1, 8),
        ("neither",): Fraction(3, 4),
    },
    counted=False,
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def made(**texts: Any) -> Targets:
    """Targets for 20 seats: exact 5, 9, 6 and 2.5, 2.5, 15."""
    return make_targets(Population((AGE, CARE)), parse_settings(20, SettingTexts(**texts)))


EXTRA = {"oversample": ("informal carer=+2",), "reasons": ("=Nobody asks them.",)}
"""Care use by sainte-lague, 1 : 1 : 6. After 2, 2 and 14 seats the claims are 1/5, 1/5 and 6/29, so
neither gets its 15th; then 1/5, 1/5 and 6/31: a tie, 3 for the first. Informal carers get 2 + 2. Of
the 16 seats left the others have 1/7 and 6/7: 2.29 and 13.71."""


def test_the_screen_shows_every_step() -> None:
    lines = targets_text(made(**EXTRA), Path("quotas.csv")).splitlines()
    assert lines[:26] == [
        "Every group has its number of seats, from its share of the population.",
        "",
        "Seats             20",
        "Method            Sainte-Laguë (Webster)",
        "Bandwidth         the exact seats, rounded down and up",
        "Written           quotas.csv",
        "",
        "Age",
        "                                Exact",
        "            Population   Share  seats  Apportioned  Min  Max",
        "  16-29          2,500   25.0%   5.00            5    5    5",
        "  30-64          4,500   45.0%   9.00            9    9    9",
        "  65+            3,000   30.0%   6.00            6    6    6",
        "  together      10,000  100.0%  20.00           20   20   20",
        "  Source: CBS, table 1234ned, 2024-01-01, 16 and older, provisional, rounded",
        "",
        "Care use",
        "                                    With",
        "                            Exact  extra",
        "                     Share  seats  seats  Apportioned  Min  Max",
        "  uses care          12.5%   2.50   2.29            2    2    3",
        "  informal carer *   12.5%   2.50   4.00            4    4    4",
        "  neither            75.0%  15.00  13.71           14   13   14",
        "  together          100.0%  20.00  20.00           20   19   21",
        "  * informal carer gets extra seats. That is a policy, not a share. Reason: =Nobody asks "
        "them.",
        "  Source: not stated",
    ]
    assert "With extra seats" in lines[-2]


@pytest.mark.parametrize(
    ("bandwidth", "words"),
    [
        ("floor-ceiling", "the exact seats, rounded down and up"),
        ("0", "± 0 around the apportioned number of seats"),
        ("12,5%", "± 12.5% around the exact seats, rounded down and up"),
    ],
)
def test_the_bandwidth_in_words(bandwidth: str, words: str) -> None:
    text = targets_text(made(bandwidth=bandwidth), Path("quotas.csv"))
    assert f"Bandwidth         {words}\n" in text
    assert "extra seats" not in text


def test_no_line_is_too_long() -> None:
    """Long names, large figures, a long reason; only a path is never broken."""
    long = "people who live in a village of fewer than five hundred inhabitants"
    cells: dict[tuple[str, ...], Fraction | None] = {
        (f"{long} {n}",): Fraction(10**9 + n) for n in range(3)
    }
    table = CrossTable((f"where {long}",), cells, About(note=long * 3))
    texts = SettingTexts(oversample=(f"{long} 1=+2",), reasons=(f"{long} " * 5,))
    text = targets_text(make_targets(Population((table,)), parse_settings(900, texts)), Path("q"))
    assert max(map(len, text.splitlines())) <= 100


def test_the_data_has_exact_fractions() -> None:
    targets = made(**EXTRA)
    data = json.loads(json.dumps(targets_data(targets, Path("quotas.csv"))))
    assert {name: data[name] for name in ("file", "seats", "method", "bandwidth")} == {
        "file": "quotas.csv",
        "seats": 20,
        "method": "sainte-lague",
        "bandwidth": {"kind": "floor-ceiling", "size": "0/1"},
    }
    age, care = data["tables"]
    assert age["categories"] == ["age"]
    assert age["source"]["table"] == "1234ned"
    assert age["source"]["ages"] == {"first": 16, "last": None}
    assert age["steps"][0]["population"] == 2500
    assert care["steps"][0] == {
        "values": ["uses care"],
        "population": None,
        "share": "1/8",
        "exact": "5/2",
        "target": "16/7",
        "apportioned": 2,
        "min": 2,
        "max": 3,
        "policy": None,
        "free": False,
    }
    assert [step["policy"] for step in care["steps"]] == [None, "=Nobody asks them.", None]
    assert [notice["code"] for notice in data["notices"]] == [
        "targets-tied",
        "population-provisional",
    ]


def test_the_steps_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_bytes(steps_bytes(made(**EXTRA)))
    table = read_table(path)
    assert table.columns == COLUMNS
    rows = {row[1]: dict(zip(COLUMNS, row, strict=True)) for row in table.rows}
    assert list(rows) == ["16-29", "30-64", "65+", "uses care", "informal carer", "neither"]
    assert rows["16-29"]["population"] == "2500"
    assert rows["uses care"] == {
        "category": "care use",
        "value": "uses care",
        "population": "",
        "share": "0.125000000000",
        "exact": "2.500000000000",
        "target": "2.285714285714",
        "apportioned": "2",
        "min": "2",
        "max": "3",
        "policy": "",
    }
    assert rows["informal carer"]["policy"] == "=Nobody asks them."
    assert "'=Nobody" in path.read_text(encoding="utf-8")  # no spreadsheet runs it


def test_zeeland(tmp_path: Path) -> None:
    """The real figures: 329,452 people of 16 and older in 13 municipalities."""
    source = DATA / "zeeland_age_sex.csv"
    if not source.exists():
        pytest.skip("the shared data are not here")
    counts: Counter[tuple[str, ...]] = Counter()
    with source.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counts[row["age_band"], row["gm_name"], row["sex"]] += int(row["population"])
    cells = {values: Fraction(count) for values, count in counts.items()}
    whole = CrossTable(("age", "municipality", "sex"), cells, ABOUT)
    population = Population((whole.margin(("age", "sex")), whole.margin(("municipality",))))
    targets = make_targets(population, parse_settings(150, SettingTexts()))
    assert sum(step.population or 0 for step in targets.tables[0]) == 329_452
    path = tmp_path / "quotas.csv"
    path.write_bytes(quota_bytes(targets.quotas))
    quotas = parse_quotas(read_table(path))
    assert len(quotas.rows) == 4 + 2 + 13 + 8
    # 97,582 of 329,452 people are 65 or older: 44.43 of 150 seats.
    assert Quota("age", "65+", 44, 45) in quotas.rows
    text = targets_text(targets, path.relative_to(tmp_path))
    assert "  65+           97,582   29.6%   44.43           44   44   45" in text.splitlines()
    assert max(map(len, text.splitlines())) <= 100


def test_a_value_without_a_share_shows_none() -> None:
    table = CrossTable(("care",), {("often",): Fraction(3), ("never",): Fraction(1)})
    texts = SettingTexts(free=("care:rather not say=2",))
    text = targets_text(make_targets(Population((table,)), parse_settings(8, texts)), Path("q"))
    assert re.search(r"rather not say +– +– +– +– +0 +2$", text, re.M)
    assert "rather not say gets no share of the seats" in text
