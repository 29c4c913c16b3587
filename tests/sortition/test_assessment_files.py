"""The files of an assessment: what may be shown and no more, the same every time."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.report.assessment.files import (
    COLUMNS,
    CONTENT,
    PAGE,
    TABLE,
    assessment_data,
    assessment_files,
    picture_names,
    slug,
)
from sortition.report.assessment.page import Headline
from sortition.report.files import files_text
from stratification.errors import Finding
from stratification.representation.assess import assess
from stratification.representation.group import read_group
from stratification.representation.model import (
    Assessment,
    Cell,
    Comparison,
    GroupAssessment,
    Norm,
)
from stratification.representation.settings import AssessSettings
from stratification.representation.suppression import Published, publish
from tests.sortition.assessments import COUNCIL, ONE, POPULATION, funnel, rooms

SHOWN = Published(ONE, 5)
SMALL = replace(COUNCIL, comparisons=COUNCIL.comparisons[1:2], pairs=())


def table(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[TABLE].decode())))


def test_which_files_there_are() -> None:
    plain = assessment_files(SHOWN, POPULATION, pictures=False)
    assert set(plain) == {PAGE, TABLE, CONTENT}
    files = assessment_files(SHOWN, POPULATION)
    names = {f"client-council-{name}" for name in ("age", "sex", "care-use", "age-sex")}
    ends = {name + end for name in names for end in (".svg", ".png")}
    assert set(files) == set(plain) | ends
    assert files[TABLE] == plain[TABLE]
    assert files["client-council-age.png"].startswith(b"\x89PNG")
    text = files_text(Path("out"), files)
    assert "assessment.html" in text
    assert "and 4 pictures" in text


def test_groups_and_funnels_have_pictures_of_their_own() -> None:
    steps = assessment_files(Published(replace(funnel(), groups=(SMALL,)), 5), POPULATION)
    assert "funnel-age.svg" in steps
    assert not [name for name in steps if name.startswith("development")]
    keys = [("group", "0", "age"), ("group", "1", "age"), ("development", "age", "sex")]
    names = picture_names(rooms(), [*keys])
    assert list(names.values()) == ["residents-age", "professionals-age", "development-age-sex"]


def test_names_of_files_never_collide() -> None:
    alike = Assessment((replace(COUNCIL, name="A b"), replace(COUNCIL, name="a-B")))
    keys = [("group", "0", "age"), ("group", "1", "age"), ("group", "0", "Age")]
    assert list(picture_names(alike, keys).values()) == ["a-b-age", "a-b-age-2", "a-b-age-3"]


@given(st.lists(st.text(max_size=100), min_size=1, max_size=3))
def test_names_of_files_are_safe(texts: list[str]) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*-?", slug(texts))
    assert len(slug(texts)) <= 80


def test_the_table_has_a_row_for_every_cell() -> None:
    rows = table(assessment_files(SHOWN, POPULATION, pictures=False))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 4 + 2 + 3 + 8
    young, pair = rows[0], rows[-8]
    assert [young[name] for name in COLUMNS[:7]] == [
        *("client council", "age", "16-24", "", "", "0", "24"),
    ]
    # 24·44/329 people are expected, 44 of 329 is the share.
    assert young["expected"] == "3.209726"
    assert young["share"] == "0.133739"
    assert (young["more"], young["fewer"]) == ("0.000000", "3.209726")
    # Nobody of 24: (1 - 44/329)^24.
    assert float(young["at_most"]) == pytest.approx((1 - 44 / 329) ** 24, rel=1e-5)
    assert float(young["at_least"]) == 1
    assert (pair["category_2"], pair["value_2"]) == ("sex", "woman")


def test_a_spreadsheet_runs_nothing() -> None:
    evil = replace(COUNCIL, name="=1+1")
    files = assessment_files(Published(Assessment((evil,)), 5), POPULATION, pictures=False)
    assert b"\n'=1+1,age" in files[TABLE]


def test_the_json_has_everything_with_exact_fractions() -> None:
    notice = Finding("assess-no-group")
    published = Published(replace(rooms(), notices=(notice,)), 0)
    content = json.loads(assessment_files(published, POPULATION, pictures=False)[CONTENT])
    assert content["suppressed"] is False
    assert content["format"] == "sortition-assessment-1"
    assert {one.name for one in fields(Assessment)} <= set(content)
    group = content["groups"][0]
    assert set(group) == {one.name for one in fields(GroupAssessment)}
    comparison = group["comparisons"][0]
    assert set(comparison) == {one.name for one in fields(Comparison)}
    cell = comparison["cells"][0]
    assert set(cell) == {one.name for one in fields(Cell)} | {"difference"}
    assert cell["share"] == "44/329"
    assert Fraction(cell["difference"]) == 1 - Fraction(25 * 44, 329)
    assert [norm["met"] for norm in content["norms"]] == [False, True]
    assert content["sources"][0]["source"] == "CBS StatLine"
    assert content["notices"][0]["code"] == "assess-no-group"


def test_the_answer_for_programs_has_the_full_figures_and_says_so() -> None:
    data = assessment_data(ONE, POPULATION, Path("out"), [PAGE])
    assert data["suppressed"] is False
    assert (data["folder"], data["files"]) == ("out", [PAGE])
    assert data["groups"][0]["size"] == 24
    json.dumps(data)
    assert json.loads(assessment_files(SHOWN, POPULATION, pictures=False)[CONTENT])["suppressed"]


def test_two_runs_write_the_same_bytes() -> None:
    one, other = (Published(Assessment((SMALL,)), 5) for _ in range(2))
    found = assessment_files(one, POPULATION, Headline(date="May"))
    assert assessment_files(other, POPULATION, Headline(date="May")) == found


def answers() -> str:
    """24 people: nobody of 16-24, three of 25-44, one of them a man; one told no care use."""
    rows = [("25-44", "woman", "neither")] * 2 + [("25-44", "man", "uses care")]
    rows += [("45-64", "woman", "uses care")] * 6 + [("45-64", "man", "neither")] * 4
    rows += [("65+", "woman", "informal carer")] * 8 + [("65+", "man", "uses care")] * 2
    rows += [("65+", "man", "rather not say")]
    return "".join(",".join(row) + "\n" for row in [("age", "sex", "care use"), *rows])


@pytest.fixture
def council(tmp_path: Path) -> Path:
    path = tmp_path / "council.csv"
    path.write_text(answers(), "utf-8")
    return path


def test_files_of_real_people_show_no_small_count(council: Path) -> None:
    settings = AssessSettings()
    groups = [read_group(council, POPULATION, settings)]
    published = publish(groups, POPULATION, settings, 5, lambda *_: None)
    files = assessment_files(published, POPULATION)
    rows = table(files)
    counts = {(row["value_1"], row["value_2"]): int(row["people"]) for row in rows}
    assert counts[("16-24", "")] == 0
    assert counts[("25-44 + 45-64", "")] == 3 + 10
    assert not [count for count in counts.values() if 0 < count < 5]
    content = json.loads(files[CONTENT])
    assert content["suppressed"] is True
    assert content["groups"][0]["withheld"] == [["age", "sex"]]
    page = files[PAGE].decode()
    assert "25-44 + 45-64" in page
    assert not re.search(r"<th scope=\"row\">25-44</th>", page)
    assert "Not shown, so that nobody can be recognised: age × sex." in page


def test_a_role_of_two_people_is_in_no_file_by_itself(tmp_path: Path) -> None:
    roles = ["resident"] * 13 + ["alderman"] * 2 + ["staff"] * 9
    head, *rows = answers().splitlines()
    lines = [f"{head},role", *(f"{row},{role}" for row, role in zip(rows, roles, strict=True))]
    path = tmp_path / "council.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    norms = (Norm("alderman", "max", Fraction(1, 10)), Norm("resident", "min", Fraction(1, 2)))
    settings = AssessSettings(split="role", norms=norms)
    groups = [read_group(path, POPULATION, settings)]
    published = publish(groups, POPULATION, settings, 5, lambda *_: None)
    files = assessment_files(published, POPULATION, pictures=False)
    assert {row["group"] for row in table(files)} == {"resident", "alderman + staff"}
    content = json.loads(files[CONTENT])
    assert [(one["name"], one["size"]) for one in content["groups"]] == [
        ("alderman + staff", 11),
        ("resident", 13),
    ]
    assert [norm["group"] for norm in content["norms"]] == ["resident"]
    assert content["left_out"] == ["alderman", "staff"]
    page = files[PAGE].decode()
    assert "nor are norms about them: alderman, staff." in page
    assert not re.search(r"\b[1-4] people", page.replace("1 to 4 people", ""))


def test_the_full_figures_of_real_people_are_for_the_screen(council: Path) -> None:
    settings = AssessSettings()
    groups = [read_group(council, POPULATION, settings)]
    full = assess(groups, POPULATION, settings, lambda *_: None)
    data = assessment_data(full, POPULATION)
    cells = data["groups"][0]["comparisons"][0]["cells"]
    assert [cell["count"] for cell in cells] == [0, 3, 10, 11]
    # 24·95/329 of 25-44 are expected.
    assert Fraction(cells[1]["expected"]) == Fraction(24 * 95, 329)
