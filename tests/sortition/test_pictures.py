"""Pictures: complete, in two formats, the same every time, and an honest error without plots."""

from __future__ import annotations

import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.report import drawing
from sortition.report.drawing import COLOURS, DASHES, MARKERS, Picture, apart
from sortition.report.pictures import (
    Curve,
    Mark,
    chances_picture,
    frontier_picture,
    lorenz_picture,
)
from stratification.errors import InputError
from tests.sortition.svg import texts

CURVES = [Curve(f"rule{n}", (0.1 + n / 100, 0.4, 0.5 - n / 100)) for n in range(8)]


def all_pictures() -> dict[str, Picture]:
    return {
        "chances": chances_picture(CURVES, 1 / 3),
        "lorenz": lorenz_picture(CURVES),
        "frontier": frontier_picture(
            [(0.1, 0.2), (0.15, 0.3)], [Mark("leximin", 0.15, 0.4), Mark("minimax", 0.1, 0.2)]
        ),
    }


@pytest.mark.usefixtures("with_text")
def test_every_rule_is_named_and_every_axis_has_a_title_with_its_unit() -> None:
    made = all_pictures()
    for name in ("chances", "lorenz"):
        found = texts(made[name])
        for curve in CURVES:
            assert sum(text.startswith(curve.name) for text in found) == 1
    units = {
        "chances": ["(number)", "(%, logarithmic)"],
        "lorenz": ["(in %)", "(in %)", "(in %)", "(percentage points)"],
        "frontier": ["Smallest chance (%)", "Largest chance (%)"],
    }
    for name, wanted in units.items():
        found = " ".join(texts(made[name]))
        for unit in set(wanted):
            assert found.count(unit) == wanted.count(unit), (name, unit)
    assert {"leximin", "minimax"} <= set(texts(made["frontier"]))


@pytest.mark.usefixtures("with_text")
def test_somebody_without_a_chance_is_at_0_and_ticks_do_not_crowd() -> None:
    found = texts(chances_picture([Curve("rule", (0.0, 0.02, 0.98))], 1 / 3))
    ticks = [text for text in found if re.fullmatch(r"[0-9.]+", text)]
    assert ticks.count("0") == 2  # nobody on one axis, no chance on the other
    assert {"2", "5", "10", "20", "50"} <= set(ticks)
    assert not [text for text in ticks if text.startswith("0.")]


def test_both_formats_are_what_they_say() -> None:
    for picture in all_pictures().values():
        assert ElementTree.fromstring(picture.svg).tag.endswith("svg")
        assert picture.png.startswith(b"\x89PNG\r\n")
        width, height = struct.unpack(">II", picture.png[16:24])
        assert width >= 1400
        assert height >= 900


def test_the_bytes_are_the_same_every_time_whatever_the_user_has_set() -> None:
    first = all_pictures()
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": None}):
        assert all_pictures() == first
    for picture in first.values():
        assert not re.search(rb"dc:date|20[0-9]{2}-[01][0-9]-|Matplotlib v", picture.svg)
        assert b"Software" not in picture.png
        assert b"tIME" not in picture.png


def test_the_users_settings_are_left_as_they_were() -> None:
    with matplotlib.rc_context({"font.size": 31.0}):
        chances_picture(CURVES, 1 / 3)
        assert matplotlib.rcParams["font.size"] == 31.0


def test_nothing_is_fetched() -> None:
    """The only addresses are the names of formats; what is used is inside the picture."""
    for picture in all_pictures().values():
        links = re.findall(rb'(?:href|src)="([^"]*)"', picture.svg)
        assert all(link.startswith(b"#") for link in links)
        assert b"font-face" not in picture.svg


def test_lines_differ_without_their_colours() -> None:
    looks = [drawing.style(number) for number in range(20)]
    assert len({(str(look["linestyle"]), look["marker"]) for look in looks}) == 20
    assert len(set(COLOURS)) == len(COLOURS) == len(set(map(str, DASHES)))
    assert len(set(MARKERS)) == len(MARKERS)


def test_without_matplotlib_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"pip install 'sortition\[plots\]'"):
        lorenz_picture(CURVES)


@given(st.lists(st.floats(0, 1), max_size=15), st.floats(0.01, 0.06))
def test_names_do_not_touch_and_stay_in_the_picture(heights: list[float], gap: float) -> None:
    heights.sort()
    moved = apart(heights, gap)
    assert len(moved) == len(heights)
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(moved))
    assert all(-1e-9 <= height <= 1 + 1e-9 for height in moved)
    if all(b - a >= gap for a, b in pairwise(heights)):
        assert moved == pytest.approx(heights)
