"""Combinations in quota files: every way to write them, and everything that can be wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.combinations import pairs_of
from stratification.errors import InputError
from stratification.pool import Assembly, Source, read_assembly
from stratification.quotas import Quota, Quotas, examine_quotas, parse_quotas
from stratification.tables import Table

HEADER = ["category", "feature", "min", "max"]
PLAIN = [["age", "16-29", "0", "3"], ["age", "30+", "0", "3"], ["sex", "f", "1", "2"]]
PLAIN += [["sex", "m", "1", "2"]]
PEOPLE = "id,Age,SEX,area\n1,16-29,f,North\n2,30+,m, NORTH\n3,30+,F,south\n4,16-29,m,west\n"


def table(rows: list[list[str]], header: list[str] = HEADER) -> Table:
    return Table(
        "quotas.csv", tuple(header), tuple(map(tuple, rows)), tuple(range(2, len(rows) + 2))
    )


def errors(*rows: str) -> list[str]:
    """What is wrong with these rows below those of age and sex (so they begin in row 6)."""
    with pytest.raises(InputError) as caught:
        parse_quotas(table(PLAIN + [row.split(",") for row in rows]))
    return str(caught.value).splitlines()


def assemble(folder: Path, quotas: list[str], seats: int = 3, people: str = PEOPLE) -> Assembly:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    (folder / "quotas.csv").write_text("\n".join([",".join(HEADER), *quotas]), encoding="utf-8")
    return read_assembly(Source(folder / "people.csv"), folder / "quotas.csv", seats)


def pool_errors(folder: Path, *args: object, **named: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        assemble(folder, *args, **named)  # type: ignore[arg-type]
    return str(caught.value).splitlines()


JOINED = [",".join(row) for row in PLAIN]


@pytest.mark.parametrize(
    ("category", "value"),
    [("age*sex", "16-29*f"), (" SEX * Age", "F *16-29 "), ("Age\u00a0*sex", "16-29* F")],
)
@pytest.mark.parametrize("form", ["category,feature", "feature,value", "kenmerk,waarde"])
def test_every_way_to_write_a_combination(form: str, category: str, value: str) -> None:
    expected = Quotas((*parse_quotas(table(PLAIN)).rows, Quota("age*sex", "16-29*f", 1, 2)))
    for seed in range(3):
        rows = [*PLAIN, [category, value, "1", "2"]]
        random.Random(seed).shuffle(rows)
        quotas = parse_quotas(table(rows, [*form.split(","), "min", "max"]))
        assert {row.value for row in quotas.rows} == {row.value for row in expected.rows}
        assert quotas.columns == quotas.categories[::2]
        assert [row.pairs for row in quotas.rows if len(row.pairs) > 1] == [
            tuple(zip(quotas.columns, ("16-29", "f"), strict=True))
        ]


def test_spellings_do_not_depend_on_the_order_of_the_rows() -> None:
    rows = [["Area*age", "north*16-29", "0", "1"], ["area*sex", "NORTH*f", "0", "1"], *PLAIN]
    found = {parse_quotas(table(random.Random(i).sample(rows, len(rows)))) for i in range(10)}
    assert found == {parse_quotas(table(rows))}
    quotas = found.pop()
    assert quotas.columns == ("age", "Area", "sex")
    assert [quota.value for quota in quotas.rows if len(quota.pairs) > 1] == [
        "16-29*NORTH",
        "NORTH*f",
    ]
    assert quotas.values_of("Age * area") == quotas.values_of("area*age") == ("16-29*NORTH",)
    assert quotas.partitions == ("age", "sex")


def test_three_parts_and_a_combination_of_which_every_value_is_named() -> None:
    rows = [["sex*age", f"{sex}*{age}", "0", "1"] for sex in "fm" for age in ("16-29", "30+")]
    rows += [["sex*age*area", "f*30+*north", "0", "1"]]
    quotas = parse_quotas(table(PLAIN + rows))
    assert quotas.partitions == ("age", "age*sex", "sex")
    assert [len(row.pairs) for row in quotas.rows] == [1, 1, 3, 2, 2, 2, 2, 1, 1]


def test_a_plain_value_may_have_an_asterisk() -> None:
    quotas = parse_quotas(table([["hotel", "5*", "0", "1"], ["hotel", "4*", "0", "1"]]))
    assert quotas.values_of("hotel") == ("4*", "5*")
    assert quotas.rows[1].pairs == (("hotel", "5*"),)


def test_everything_wrong_with_combinations_is_told_at_once() -> None:
    assert errors(
        "age*,16-29*f,0,1",
        "age*sex,16-29,0,1",
        "age*sex,16-29**f,0,1",
        "age*sex,16-29*,0,1",
        "age* AGE,16-29*30+,0,1",
        "age*sex,16-19*f,0,1",
        "age*sex,30+*x,2,1",
        "sex*age,m*30+,0,1",
        "Age * Sex,30+ *M,0,1",
        "*,,0,1",
        "age*sex, ,0,1",
    ) == [
        'quotas.csv, row 6, column "category": a * makes a combination of categories, as in '
        "age*sex, and here a category is missing. Fill it in; a category with a * in its own name "
        "must be renamed in both files.",
        'quotas.csv, row 7, column "feature": the number of categories in this combination is 2, '
        "the number of values 1. Give one value for each category, with * between them, as in "
        "16-29*female; a value with a * of its own must be renamed in both files.",
        'quotas.csv, row 8, column "feature": the number of categories in this combination is 2, '
        "the number of values 3. Give one value for each category, with * between them, as in "
        "16-29*female; a value with a * of its own must be renamed in both files.",
        'quotas.csv, row 9, column "feature": a value of this combination is missing; give one for '
        "each category, as in 16-29*female.",
        'quotas.csv, row 10, column "category": "AGE" stands in this combination twice; name it '
        "once.",
        'quotas.csv, row 12, column "min": min 2 is above max 1; correct one of them.',
        'quotas.csv, row 15, column "feature": the cell is blank; fill it in, or remove the row.',
        'quotas.csv, row 16, column "feature": the cell is blank; fill it in, or remove the row.',
        'quotas.csv, row 11, column "feature": "16-19" is not among the values of "age" with a '
        'quota of their own; did you mean "16-29"? Correct it, or give it a quota of its own.',
        'quotas.csv, row 12, column "feature": "x" is not among the values of "sex" with a quota '
        'of their own: "f", "m". Correct it, or give it a quota of its own.',
        'quotas.csv, row 14: the quota of "age*sex" / "30+*m" stands in more than one row (case '
        "and spaces do not count): 13, 14. Keep one.",
    ]


def test_a_part_that_is_no_column_of_the_people(tmp_path: Path) -> None:
    quotas = [*JOINED, "age*aria,16-29*north,0,1", "age*income*aria,30+*low*north,0,1"]
    columns = '"id", "Age", "SEX", "area"'
    assert pool_errors(tmp_path, quotas) == [
        'quotas.csv, row 6, column "category": the people have no column "aria", a part of this '
        f'combination; did you mean "area"? The columns are: {columns}. Give both files the same '
        "name.",
        'quotas.csv, row 7, column "category": the people have no column "income", a part of this '
        f"combination. The columns are: {columns}. Correct the combination, or add a column; a "
        "category with a * in its own name must be renamed in both files.",
    ]
    # Where nothing is there, the first row is no header: one finding, which shows none of it.
    (found,) = pool_errors(tmp_path, quotas, people="7,canary\n8,x\n9,y\n10,z\n")
    assert found.startswith("people.csv, row 1: none of these columns is there:")
    assert "canary" not in found


def test_a_column_that_only_combinations_name(tmp_path: Path) -> None:
    """Other values may stand there: they count nowhere, and a notice says so."""
    assembly = assemble(tmp_path, [*JOINED, "area*sex,north*f,0,1", "area*sex,NORTH*m,1,1"])
    assert assembly.quotas.columns == assembly.pool.categories == ("age", "area", "sex")
    assert [values[1] for values in assembly.pool.values] == ["NORTH", "NORTH", "", ""]
    assert list(map(str, assembly.notices)) == [
        'people.csv, row 4, column "area": values that no quota names, in rows: 4, 5 (number of '
        "rows: 2). These people are in no combination with this column; correct the cells if that "
        'is not meant. The quotas have: "NORTH".'
    ]
    blank = PEOPLE.replace("west", " ")
    assert pool_errors(tmp_path, [*JOINED, "area*sex,north*f,0,1"], people=blank) == [
        'people.csv, row 5, column "area": blank cells in rows: 5 (number of rows: 1). The quotas '
        "use this column in a combination: fill the cells in, or write a value of its own for "
        '"no answer".'
    ]


def test_a_plain_part_keeps_its_own_rules(tmp_path: Path) -> None:
    """Every value in the pool needs a quota of its own, whatever the combinations name."""
    people = PEOPLE.replace("4,16-29,m", "4,16-29,x")
    (found,) = pool_errors(tmp_path, [*JOINED, "age*sex,16-29*f,0,1"], people=people)
    assert found.startswith('people.csv, row 5, column "SEX": the value has no quota')


def test_sums_and_minimums(tmp_path: Path) -> None:
    every = [f"age*sex,{age}*{sex},0,%s" for age in ("16-29", "30+") for sex in "fm"]
    full = [row % number for row, number in zip(every, (1, 0, 1, 0), strict=True)]
    assert pool_errors(tmp_path, [*JOINED, *full]) == [
        'quotas.csv: the maximums of "age*sex" add up to 2, fewer than the 3 seats, and no '
        "combination is left out. Raise some, or leave out those that need no limit; the command "
        "repair finds the smallest change."
    ]
    assert assemble(tmp_path, [*JOINED, *full[:3]]).seats == 3  # the fourth has no limit
    assert pool_errors(tmp_path, [*JOINED, "sex*age,f*16-29,2,3", "age*area,30+*west,2,2"]) == [
        'quotas.csv, row 7: the minimum of "age*area" / "30+*west" is 2, but the number of people '
        "with that value is 0. Lower the minimum, or find more people; the command repair finds "
        "the smallest change.",
        'quotas.csv, row 6: the minimum of "age*sex" / "16-29*f" is 2, but the number of people '
        "with that value is 1. Lower the minimum, or find more people; the command repair finds "
        "the smallest change.",
    ]
    assert pool_errors(tmp_path, [*JOINED, "sex*age,f*30+,1,3", "age*sex,16-29*f,1,1"], 1) == [
        'quotas.csv: the minimums of "age*sex" add up to 2, more than the 1 seats. Lower some; '
        "the command repair finds the smallest change.",
        'quotas.csv: the minimums of "sex" add up to 2, more than the 1 seats. Lower some; '
        "the command repair finds the smallest change.",
    ]


NAMES = st.text(alphabet="aB *", max_size=5)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6))
def test_any_names_give_quotas_or_findings(names: list[tuple[str, str]]) -> None:
    reading = examine_quotas(table([[category, value, "0", "1"] for category, value in names]))
    assert all(map(str, reading.errors))
    assert reading.errors or len(reading.quotas.rows) == len(names)
    for quota in reading.quotas.rows:
        assert pairs_of(quota.category, quota.value) == quota.pairs
        assert Quota(quota.category, quota.value, 0, 1) == quota
        assert {name for name, _ in quota.pairs} <= set(reading.known)
    assert (
        set(reading.free) <= set(reading.known) == set(reading.quotas.columns) | set(reading.free)
    )


PARTS = st.lists(
    st.tuples(st.sampled_from("abcdé"), st.text("xyz0 é", min_size=1).filter(str.strip)),
    min_size=2,
    max_size=4,
    unique_by=lambda pair: pair[0],
)


@settings(max_examples=50)
@given(PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_never_matters(
    parts: list[tuple[str, str]], chance: random.Random
) -> None:
    other = chance.sample(parts, len(parts))
    made = [
        Quota("*".join(name for name, _ in some), " * ".join(value for _, value in some), 0, 1)
        for some in (parts, other)
    ]
    assert made[0] == made[1]
    assert len(made[0].pairs) == len(parts)


@pytest.mark.parametrize(
    ("category", "value"), [("a*", "x*y"), ("a*b", "x"), ("a*A", "x*y"), ("a*b", "x* ")]
)
def test_a_quota_that_is_no_combination(category: str, value: str) -> None:
    with pytest.raises(ValueError, match="not a combination"):
        Quota(category, value, 0, 1)
