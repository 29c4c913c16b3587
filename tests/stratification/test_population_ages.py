"""Ages in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.population import Ages, ages_text, parse_ages


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("16-24", Ages(16, 24)),
        ("16\u201324", Ages(16, 24)),  # en dash
        ("16\u221224", Ages(16, 24)),  # minus sign
        ("25 \u2014 44", Ages(25, 44)),
        ("16-24 jaar", Ages(16, 24)),
        ("16 t/m 24", Ages(16, 24)),
        ("16 tot en met 24 jaar", Ages(16, 24)),
        ("16 to 24", Ages(16, 24)),
        ("16 tot 25", Ages(16, 24)),  # "tot" leaves its end out
        ("15 tot 20 jaar", Ages(15, 19)),
        ("0 tot 16", Ages(0, 15)),
        ("15\u00a0TOT  20 Jaar", Ages(15, 19)),
        ("65+", Ages(65)),
        ("65 +", Ages(65)),
        ("65+ jaar", Ages(65)),
        ("65 jaar of ouder", Ages(65)),
        ("75 en ouder", Ages(75)),
        ("65 and over", Ages(65)),
        ("95 jaar of ouder", Ages(95)),
        ("65 or older", Ages(65)),
        ("16 and older", Ages(16)),
        ("65 years or over", Ages(65)),
        ("20 jaar", Ages(20, 20)),
        ("16", Ages(16, 16)),
        ("0", Ages(0, 0)),
        ("under 16", Ages(0, 15)),
        ("jonger dan 16 jaar", Ages(0, 15)),
    ],
)
def test_ages_are_read(text: str, ages: Ages) -> None:
    assert parse_ages(text) == ages


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age",
        "24-16",
        "16 tot 16",
        "under 0",
        "2024",
        "16-",
        "-16",
        "16-24-30",
        "1.5",
        "٢٠",
        "16+5",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_ages(text) is None


@given(st.integers(0, 999), st.none() | st.integers(0, 200))
def test_what_is_written_is_read(first: int, more: int | None) -> None:
    last = None if more is None else min(999, first + more)
    assert parse_ages(ages_text(Ages(first, last))) == Ages(first, last)
