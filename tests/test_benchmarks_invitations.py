"""The benchmark of the first draw: sizes, tables, and registers that are made once."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import Path

import pytest

from benchmarks import child, invitations
from benchmarks.invitations import Measured, as_markdown, letters_of, page


def measured(people: int, csv: child.Run, parquet: child.Run) -> Measured:
    made = child.Run(4.0, 90.0, 0)
    return Measured(people, {"csv": 80.0, "parquet": 10.0}, made, {"csv": csv, "parquet": parquet})


def test_the_table_has_costs_ratios_and_goals() -> None:
    results = [
        measured(500_000, child.Run(4.0, 300.0, 0, cpu=5.5), child.Run(2.0, 200.0, 0)),
        measured(18_000_000, child.Run(80.0, 1500.0, 0), child.Run(40.0, 2500.0, 0)),
        measured(7, child.Run(9.0, 5.0, 0, limit=9.0), child.Run(1.0, 5.0, 2, complaint="no")),
    ]
    tables = as_markdown(results, child.Run(12.0, 100.0, 0))
    assert "| 500000 | 1944 | 4.0 | 90 | 80 | 4.0 | 5.5 | 300 | 10 | 2.0 | 0.0 | 200 |" in tables
    assert "| 0.50 | 6 s: met |" in tables
    assert "| 0.50 | 90 s, 2048 MiB: missed |" in tables
    assert "| 7 | 1 | 4.0 | 90 | 80 | > 9 | – | – | 10 | no | – | – | – | – |" in tables
    assert "| 1000 | 12.0 | 0.0 | 100 |" in tables
    assert "| csv | 2 | – | – |" in tables  # two points fix no power law worth the name


def test_growth_is_an_exponent() -> None:
    results = [
        measured(people, child.Run(people / 100, 50.0, 0), child.Run(3.0, 50.0, 0))
        for people in (100, 200, 800)
    ]
    assert "| csv | 3 | 1.00 (1.00) | 0.00 (1.00) |" in as_markdown(results, None)


def test_letters_are_those_of_the_national_assembly() -> None:
    assert [letters_of(people) for people in (18_000_000, 500_000, 1)] == [70_000, 1944, 1]


def test_a_register_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, cost = invitations._register(tmp_path, 40, "csv", 60)
    assert {path.name for path in first.iterdir()} == {"about.json", "map.toml", "register.csv"}
    about = json.loads((first / "about.json").read_text(encoding="utf-8"))
    assert about["settings"]["people"] == 40
    monkeypatch.setattr(child, "run", pytest.fail)
    assert invitations._register(tmp_path, 40, "csv", 60) == (first, cost)
    assert cost.seconds > 0


def test_the_page_says_what_it_was_made_on() -> None:
    text = page([measured(500_000, child.Run(4.0, 300.0, 0), child.Run(2.0, 200.0, 0))], None)
    assert text.startswith("# Benchmarks of the first draw")
    assert f"{os.cpu_count()} cores" in text
    assert f"duckdb {metadata.version('duckdb')}" in text
    assert "| 500000 | 1944 |" in text
