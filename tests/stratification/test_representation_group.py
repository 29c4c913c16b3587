"""Reading a group in the words of a population."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import Finding, InputError
from stratification.messages import MESSAGES
from stratification.population.model import CrossTable, Population
from stratification.representation.assess import assess
from stratification.representation.group import Group, read_group, split_group
from stratification.representation.settings import AssessSettings
from tests.stratification.groups import margin, read, silent, write

AGES = CrossTable(("Age",), {(band,): Fraction(10) for band in ("16-24", "25-64", "65+")})
SEXES = margin("Sex", woman=6, man=4)
POPULATION = Population((AGES, SEXES))


def wrong(folder: Path, *lines: str, settings: AssessSettings | None = None) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, POPULATION, *lines, settings=settings)
    assert all(str(finding) for finding in caught.value.findings)  # every sentence can be filled
    return caught.value.findings


def test_values_are_compared_by_key(tmp_path: Path) -> None:
    group = read(tmp_path, POPULATION, "SEX;age ;name", "Woman ;16-24;Ann", " MAN;65+;Bob")
    assert group.name == "group"
    assert group.categories == ("Age", "Sex")
    assert group.people == (("16-24", "woman"), ("65+", "man"))
    assert "Ann" not in repr(group)
    assert "woman" not in repr(group)


def test_blank_cells_and_words_are_not_known(tmp_path: Path) -> None:
    settings = AssessSettings(unknown=("n.v.t.",))
    lines = (
        "sex,age",
        ",16-24",
        "Zeg ik liever niet,16-24",
        "N.V.T.,16-24",
        "man,prefer not to say",
    )
    group = read(tmp_path, POPULATION, *lines, settings=settings)
    assert group.people == ((("16-24", None),) * 3) + ((None, "man"),)


def test_a_value_of_the_population_is_no_unknown(tmp_path: Path) -> None:
    care = CrossTable(("care",), {("yes",): Fraction(1), ("Rather not say",): Fraction(1)})
    group = read(tmp_path, Population((care,)), "care,x", "rather not say,1", ",1")
    assert group.people == (("Rather not say",), (None,))


def test_ages_fall_in_bands(tmp_path: Path) -> None:
    group = read(tmp_path, POPULATION, "age", "16", "24.0", "25 jaar", "99")
    assert [person[0] for person in group.people] == ["16-24", "16-24", "25-64", "65+"]
    assert [notice.code for notice in group.notices] == [
        "assess-category-without-column",
        "assess-ages-banded",
    ]
    assert all(str(notice) for notice in group.notices)


def test_ages_that_the_population_does_not_cover_are_told_and_do_not_count(tmp_path: Path) -> None:
    group = read(tmp_path, POPULATION, "age,sex", "15,man", "16-24,man")
    assert group.people == (("16-24", "man"), (None, "man"))
    (notice,) = group.notices
    assert (notice.code, notice.row, notice.column) == ("assess-ages-outside", None, "age")
    assert notice.params == {"values": '"16-24", "25-64", "65+"'}
    until = CrossTable(("Age",), {("15-44",): Fraction(1), ("45-74",): Fraction(1)})
    people = read(tmp_path, Population((until,)), "age", "74", "75", "14").people
    assert people == (("45-74",), (None,), (None,))


def test_slips_and_ages_between_bands_or_in_two_are_wrong(tmp_path: Path) -> None:
    assert [finding.code for finding in wrong(tmp_path, "age", "151", "16")] == ["answer-unknown"]
    between = CrossTable(("Age",), {("16-24",): Fraction(1), ("30-40",): Fraction(1)})
    with pytest.raises(InputError):
        read(tmp_path, Population((between,)), "age", "27")
    overlapping = CrossTable(("Age",), {("16-24",): Fraction(1), ("20-40",): Fraction(1)})
    with pytest.raises(InputError):
        read(tmp_path, Population((overlapping,)), "age", "22")
    assert read(tmp_path, Population((overlapping,)), "age", "18").people == (("16-24",),)


def test_wrong_cells_are_named_by_place_never_by_content(tmp_path: Path) -> None:
    findings = wrong(tmp_path, "sex,age", "womann,16-24", "womann,secret", "man,secret")
    codes = [(finding.code, finding.params.get("rows"), finding.column) for finding in findings]
    assert codes == [("answer-unknown", "3, 4", "age"), ("answer-unknown-nearest", "2, 3", "sex")]
    assert findings[1].params["nearest"] == "woman"
    assert "secret" not in str(findings)
    assert "womann" not in str(findings)


def test_many_wrong_values_are_one_finding(tmp_path: Path) -> None:
    lines = ["sex", *(f"x{number}" for number in range(30))]
    assert [finding.code for finding in wrong(tmp_path, *lines)] == ["answers-unknown"]


def test_no_category_has_a_column(tmp_path: Path) -> None:
    settings = AssessSettings(split="role")
    findings = wrong(tmp_path, "sexe,leeftijd,role", "man,16-24,x", settings=settings)
    codes = [finding.code for finding in findings]
    assert codes == ["assess-column-missing", "assess-column-missing-nearest"]


@pytest.mark.parametrize("split", [None, "role"])
def test_without_a_header_the_first_person_is_not_told(tmp_path: Path, split: str | None) -> None:
    """The first row is then taken for the names of the columns, which other errors list."""
    lines = ("Ann Secret,woman,16-24", "Bob Secret,man,65+")
    (finding,) = wrong(tmp_path, *lines, settings=AssessSettings(split=split))
    assert finding.code == "pool-no-header"
    assert finding.params["columns"] == '"Age", "Sex"' + (', "role"' if split else "")


def test_nobody(tmp_path: Path) -> None:
    assert [finding.code for finding in wrong(tmp_path, "sex,age")] == ["pool-no-people"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (AssessSettings(by=("sexx",)), "assess-by-unknown-nearest"),
        (AssessSettings(by=("zzz",)), "assess-by-unknown"),
        (AssessSettings(by=("sex",), split="sex"), "assess-no-category"),
        (AssessSettings(within=-1), "assess-within"),
        (AssessSettings(split="role", funnel=True), "assess-funnel-split"),
        (AssessSettings(split="rol"), "split-column-missing-nearest"),
        (AssessSettings(split="zzz"), "split-column-missing"),
        (AssessSettings(split="note"), "split-blank"),
    ],
)
def test_wrong_settings(tmp_path: Path, settings: AssessSettings, code: str) -> None:
    findings = wrong(tmp_path, "sex,role,note", "man,x,", "man,y,z", settings=settings)
    assert [finding.code for finding in findings] == [code]
    assert code in MESSAGES


def test_only_the_categories_asked_for(tmp_path: Path) -> None:
    lines = ("age,sex", "16-24,nonsense")
    settings = AssessSettings(by=("AGE",))
    assert read(tmp_path, POPULATION, *lines, settings=settings).categories == ("Age",)


def parts(folder: Path, *values: str) -> list[str]:
    settings = AssessSettings(split="part")
    lines = ["part;sex", *(f"{value};man" for value in values)]
    return [
        group.name for group in split_group(read(folder, POPULATION, *lines, settings=settings))
    ]


def test_parts_are_ordered_whatever_the_rows(tmp_path: Path) -> None:
    assert parts(tmp_path, "2024-10-01", "2023-01-31", "2024-09-30") == [
        "2023-01-31",
        "2024-09-30",
        "2024-10-01",
    ]
    days = ["15-10-2023", "1/3/2024", "01.12.2025"]
    assert parts(tmp_path, *reversed(days)) == days
    assert parts(tmp_path, "13-13-2023", "1-3-2024") == ["1-3-2024", "13-13-2023"]
    assert parts(tmp_path, "10", "9", "2,5") == ["2,5", "9", "10"]
    assert parts(tmp_path, "volunteer", "Resident", "resident ") == ["Resident", "volunteer"]


def test_a_split_category_is_not_assessed(tmp_path: Path) -> None:
    settings = AssessSettings(split="SEX")
    group = read(tmp_path, POPULATION, "age,sex", "16-24,man", "16-24,woman", settings=settings)
    assert group.categories == ("Age",)
    assert [part.name for part in split_group(group)] == ["man", "woman"]


def test_a_group_without_parts_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="splits"):
        split_group(Group("x", ("Sex",), (("man",),)))


@given(st.data())
@settings(deadline=None, max_examples=8)
def test_the_order_of_rows_never_matters(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    cells = st.tuples(
        st.sampled_from(["Man", "man ", "woman", ""]),
        st.sampled_from(["16-24", "30", "65+", "unknown"]),
        st.sampled_from(["b", "B", "a", "c"]),
    )
    rows = data.draw(st.lists(cells, min_size=1, max_size=12))
    other = data.draw(st.permutations(rows))
    choices = AssessSettings(split="part")
    each = []
    for people in (rows, other):
        path = write(folder, "group.csv", "sex,age,part", *(",".join(row) for row in people))
        group = read_group(path, POPULATION, choices)
        each.append((group, assess([group], POPULATION, choices, silent)))
    assert each[0] == each[1]
