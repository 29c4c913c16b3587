"""The benchmark of standby members: its tables, and how they get into the page."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks import UsageError
from benchmarks.standbys import BEGIN, END, Instance, as_markdown, measure, put_in, select


def test_the_tables_are_put_between_the_marks(tmp_path: Path) -> None:
    instance = Instance("tiny", 40, 8, 2, 2, Fraction(1, 5), young=True)
    tables = as_markdown(measure([instance], 20, lambda name: None))
    assert "| tiny | 40 | 8 | 2 | 2 | 20%, young twice | l1 |" in tables
    assert "| expected deviation | ours | lottery | look-alike | proportional | none |" in tables
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put_in(page, tables)
    text = page.read_text(encoding="utf-8")
    assert text == f"before\n{BEGIN}\n\n{tables.strip()}\n\n{END}\nafter\n"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(UsageError):
        put_in(page, tables)


def test_instances_are_chosen_by_name() -> None:
    assert [one.name for one in select(["usual"])] == ["usual"]
    assert len(select([])) == 6
    with pytest.raises(UsageError):
        select(["unknown"])
