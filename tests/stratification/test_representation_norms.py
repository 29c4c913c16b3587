"""Rules about the parts of a room."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.representation.model import Norm
from stratification.representation.norms import STUDY, all_norms, judge_norms, parse_norm


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("bewoner>=1/3", Norm("bewoner", "min", Fraction(1, 3))),
        (" staff  people <= 0,25 ", Norm("staff people", "max", Fraction(1, 4))),
        ("65+ ≥ 40%", Norm("65+", "min", Fraction(2, 5))),
        ("a≤12.5 %", Norm("a", "max", Fraction(1, 8))),
        ("a>=1", Norm("a", "min", Fraction(1))),
        ("a<=0", Norm("a", "max", Fraction(0))),
    ],
)
def test_norms_are_read(text: str, norm: Norm) -> None:
    assert parse_norm(text) == norm


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bewoner", "norm-unreadable"),
        (">=1/3", "norm-unreadable"),
        ("a>=", "norm-unreadable"),
        ("a>=1/0", "norm-unreadable"),
        ("a>=x", "norm-unreadable"),
        ("a>0.5", "norm-unreadable"),
        ("a>=-1", "norm-unreadable"),
        ("a>=101%", "norm-share"),
        ("a>=4/3", "norm-share"),
    ],
)
def test_what_is_no_norm(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_norm(text)
    assert [finding.code for finding in caught.value.findings] == [code]
    assert str(caught.value)


def test_the_built_in_norm() -> None:
    built_in = Norm("Bewoners", "min", Fraction(1, 3), STUDY)
    mine = Norm("bewoners", "min", Fraction(1, 2))
    other = Norm("staff", "max", Fraction(1, 2))
    groups = ("Bewoners", "staff")
    assert all_norms(None, groups) == (built_in,)
    assert all_norms((other,), groups) == (other, built_in)
    assert all_norms((mine,), groups) == (mine,)
    assert all_norms((), groups) == ()
    assert all_norms(None, ("staff", "volunteers")) == ()
    assert all_norms(None, ("resident", "inwoner")) == ()  # who is meant is not clear


def test_norms_are_judged_in_whole_people() -> None:
    # A third of 25 is 8.33: 9 are needed, 8 are not enough; at most a quarter is 6.
    norms = (Norm("A", "min", Fraction(1, 3)), Norm("b", "max", Fraction(1, 4)))
    one, two = judge_norms(norms, {"a": 8, "b": 6, "c": 11})
    assert (one.count, one.size, one.needed, one.met) == (8, 25, 9, False)
    assert (two.count, two.needed, two.met) == (6, 6, True)


@given(st.integers(0, 50), st.integers(0, 50), st.fractions(0, 1))
def test_a_norm_is_met_when_the_share_is(count: int, rest: int, share: Fraction) -> None:
    room = {"x": count, "y": rest}
    least, most = judge_norms((Norm("x", "min", share), Norm("x", "max", share)), room)
    assert least.met == (count >= share * (count + rest))
    assert most.met == (count <= share * (count + rest))


def test_norms_about_nobody() -> None:
    norms = (Norm("residnets", "min", Fraction(1, 3)), Norm("zz", "min", Fraction(1, 3)))
    with pytest.raises(InputError) as caught:
        judge_norms(norms, {"residents": 3, "staff": 2})
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["norm-value-unknown-nearest", "norm-value-unknown"]
    assert '"residents"' in str(caught.value)
