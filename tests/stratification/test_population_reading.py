"""Reading populations: three forms, what is said about them, everything that can be wrong."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.errors import InputError
from stratification.population import (
    About,
    Ages,
    CrossTable,
    Layout,
    Population,
    parse_about,
    read_population,
    with_about,
)
from stratification.tables import read_table

SHARED = Path(__file__).parents[3] / "shared" / "data"
SOURCE = "# source: a census"
LONG = "category,value,count"
CROSS = "category_1,value_1,category_2,value_2,count"


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for a module: hypothesis runs many examples in one test."""
    return tmp_path_factory.mktemp("population")


def read(folder: Path, *lines: str, layout: Layout | None = None) -> Population:
    path = folder / "population.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_population(path, layout)


def wrong(folder: Path, *lines: str, layout: Layout | None = None) -> list[tuple[str, int | None]]:
    """The code and the row of everything that is wrong; every message can be worded."""
    with pytest.raises(InputError) as caught:
        read(folder, *lines, layout=layout)
    assert str(caught.value)
    return [(finding.code, finding.row) for finding in caught.value.findings]


def figures(table: CrossTable) -> dict[tuple[str, ...], int | None]:
    return {
        values: None if figure is None else int(figure) for values, figure in table.cells.items()
    }


# --- the long form ------------------------------------------------------------------------------


def test_margins_and_a_cross_table_in_one_file(tmp_path: Path) -> None:
    rows = ["Sex,woman,5", "Sex,man,4", "Age,30+,6", "Age,16-29,3"]
    rows += ["sex * AGE,Woman*30+,3", "age*sex,16-29*woman,2", "age*sex,30+*man,3"]
    population = read(tmp_path, SOURCE, LONG, *rows, "age*sex,16-29*man,1")
    sex, age, both = population.tables
    assert figures(sex) == {("woman",): 5, ("man",): 4}
    assert list(figures(age)) == [("30+",), ("16-29",)]  # the order of the file
    assert both.categories == ("Age", "Sex")  # by key, in the first spelling
    assert figures(both) == {
        ("30+", "woman"): 3,
        ("16-29", "woman"): 2,
        ("30+", "man"): 3,
        ("16-29", "man"): 1,
    }
    assert both.rows["16-29", "man"] == 10
    assert both.file == "population.csv"
    assert population.notices == ()


@pytest.mark.parametrize("count", ["count", "number", "aantal", "COUNT"])
def test_columns_in_english_and_dutch(tmp_path: Path, count: str) -> None:
    (table,) = read(tmp_path, f"kenmerk;waarde;{count}", "sex;man;1", "sex;vrouw;3").tables
    assert table.share(("vrouw",)) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("woman", "man"), [("0.75", "0.25"), ('"75,0"', "25"), ("75%", "25 %"), ("3/4", "1/4")]
)
def test_shares_are_of_1_or_of_100(tmp_path: Path, woman: str, man: str) -> None:
    (table,) = read(tmp_path, "category,value,share", f"Sex,woman,{woman}", f"Sex,man,{man}").tables
    assert not table.counted
    assert table.cells == {("woman",): Fraction(3, 4), ("man",): Fraction(1, 4)}


def test_rounded_shares_add_up_to_exactly_1(tmp_path: Path) -> None:
    rows = ["e,low,26.2", "e,middle,41.7", "e,high,32.0"]  # 99.9 together, as CBS has it
    population = read(tmp_path, "category,value,share", *rows)
    (table,) = population.tables
    (said,) = [one for one in population.notices if one.code == "population-shares-rescaled"]
    assert said.params["category"] == table.categories[0]
    assert table.cells["low",] == Fraction(262, 999)
    assert table.total == 1


# --- the cross form -----------------------------------------------------------------------------


def test_the_cross_form_is_the_long_form_in_other_columns(tmp_path: Path) -> None:
    rows = ["sex,m,age,16-29,1", "age,30+,sex,m,2", "age,16-29,sex,w,3", "age,30+,sex,w,4"]
    crossed = read(tmp_path, CROSS, *rows, "sex,m,,,3", "sex,w,,,7")
    long = ["sex*age,m*16-29,1", "age*sex,30+*m,2", "age*sex,16-29*w,3", "age*sex,30+*w,4"]
    assert crossed.tables == read(tmp_path, LONG, *long, "sex,m,3", "sex,w,7").tables


def test_three_categories_in_dutch(tmp_path: Path) -> None:
    header = "kenmerk_1;waarde_1;kenmerk_2;waarde_2;kenmerk_3;waarde_3;aantal"
    (table,) = read(tmp_path, header, "c;x;a;y;b;z;7").tables
    assert (table.categories, figures(table)) == (("a", "b", "c"), {("y", "z", "x"): 7})


def test_what_is_wrong_in_the_cross_form(tmp_path: Path) -> None:
    rows = [",,sex,m,1", "age,30+,age,16-29,1", "age,30+,sex,,1", "age,30+,,,1"]
    assert wrong(tmp_path, CROSS, *rows) == [
        ("quota-name-blank", 2),
        ("quota-name-blank", 2),
        ("combination-twice", 3),
        ("quota-name-blank", 4),
    ]


# --- what is wrong ------------------------------------------------------------------------------


def test_everything_wrong_is_told_at_once_by_row(tmp_path: Path) -> None:
    rows = ["Sex,woman,3", "Sex,woman,3", "Sex,lady,12.5", "Sex,man,-1", "Age,30+,many"]
    rows += [",x,1", "Sex,child,329.452", "a*b,x,1", "a**b,x*y*z,1", "a*a,x*y,1", "a*b,x*,1"]
    assert wrong(tmp_path, LONG, *rows) == [
        ("population-rows-twice", 3),
        ("population-number", 4),  # and rows 5 and 6
        ("quota-name-blank", 7),
        ("population-thousands", 8),
        ("combination-parts", 9),
        ("combination-category-blank", 10),
        ("combination-twice", 11),
        ("combination-value-blank", 12),
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["category,value", "Sex,man"], "population-columns"),
        (["category,value,number,share", "Sex,man,1,1"], "population-columns"),
        (["category,value,number,count", "Sex,man,1,1"], "population-columns"),
        (["category_1,value_1,category_3,value_3,count", "a,x,b,y,1"], "population-columns"),
        (["category_1,kenmerk_1,value_1,count", "a,a,x,1"], "population-columns"),
        (["category,value,number"], "population-no-rows"),
        (["category,value,number", "Sex,man,0", "Sex,woman,0"], "population-empty"),
        (["category,value,share", "Sex,man,0.4", "Sex,woman,0.4"], "population-shares-sum"),
        (["category,value,share", "Sex,man,a half", "Sex,woman,0.5"], "population-share"),
        (["category,value,share", "Sex,man,.", "Sex,woman,0.5"], "population-share"),
    ],
)
def test_what_is_wrong(tmp_path: Path, lines: list[str], code: str) -> None:
    assert [found for found, _ in wrong(tmp_path, *lines)] == [code]


def test_one_sentence_says_what_is_wrong_in_a_whole_column(tmp_path: Path) -> None:
    rows = [f"p{number},{number}.000,{number}%" for number in range(1, 4)]
    layout = Layout(("men", "women"), ("place",), "sex")
    with pytest.raises(InputError) as caught:
        read(tmp_path, "place,men,women", *rows, layout=layout)
    assert [
        (one.code, one.row, one.column, one.params["rows"], one.params["count"])
        for one in caught.value.findings
    ] == [
        ("population-thousands", 2, "men", "2, 3, 4", 3),
        ("population-number", 2, "women", "2, 3, 4", 3),
    ]
    assert '"1.000"' in str(caught.value)
    assert "1%" not in str(caught.value)  # the column may be a wrong one, with other things in it


def test_a_column_that_is_named_wrong_is_said_once(tmp_path: Path) -> None:
    layout = Layout(("n",), ("aeg",), names={"aeg": "age"})
    assert wrong(tmp_path, "age,n", "16+,3", layout=layout) == [("population-column-missing", 1)]


# --- what can be read and yet cannot be right ---------------------------------------------------


@pytest.mark.parametrize("total", ["Totaal", "TOTAL", "total people", "alle leeftijden"])
def test_totals_among_the_values_are_refused(tmp_path: Path, total: str) -> None:
    rows = ["x,a,1", "x,b,2", f"x,{total},3", f"x*y,a*{total},1", f"x*y,a*q,{total},1"]
    with pytest.raises(InputError) as caught:
        read(tmp_path, LONG, *rows[:4], "x*y,a*q,1")
    found = [(one.code, one.row, one.column) for one in caught.value.findings]
    assert found == [("population-total", 4, "value"), ("population-total", 5, "value")]


def test_a_column_with_totals_is_refused(tmp_path: Path) -> None:
    layout = Layout(("men", "women", "pop_total"), ("place",), "sex")
    lines = ["place,men,women,pop_total", "A,1,2,3", "B,1,2,3", "Totaal,2,4,6"]
    assert wrong(tmp_path, *lines, layout=layout) == [
        ("population-total", 2),
        ("population-total", 4),
    ]
    # Without the column and the row they can be used.
    layout = Layout(("men", "women"), ("place",), "sex", {"place": ("A", "B")})
    assert read(tmp_path, *lines, layout=layout).tables[0].total == 6


def test_where_all_or_none_are_totals_nothing_counts_twice(tmp_path: Path) -> None:
    rows = ["x,total men,1", "x,total women,2", "y,Totaal,3", "z,totally,1", "z,partly,2"]
    assert read(tmp_path, SOURCE, LONG, *rows).notices == ()


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        (["x,a,1", "x,b,2", "x,everybody,3"], ["everybody"]),
        (["x,a,3", "x,b,3", "x,other,0"], []),  # half of the people, beside the other half
        (["x,a,3", "x,b,3"], []),
        (["x,a,1", "x,b,.", "x,c,1"], []),
        (["x*y,a*p,1", "x*y,b*p,2", "x*y,c*p,3", "x*y,a*q,4", "x*y,b*q,5", "x*y,c*q,9"], ["c"]),
        (["x*y,a*p,1", "x*y,b*p,2", "x*y,c*p,3", "x*y,a*q,4", "x*y,b*q,9", "x*y,c*q,5"], []),
    ],
)
def test_a_value_with_as_many_people_as_the_others_may_be_a_total(
    tmp_path: Path, rows: list[str], values: list[str]
) -> None:
    notices = read(tmp_path, SOURCE, LONG, *rows).notices
    found = [notice.params["value"] for notice in notices if notice.code == "population-half"]
    assert found == values
    assert all(str(notice) for notice in notices)


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        (["16-24", "25-64", "65+"], None),
        (["16-25", "25-65", "65+"], None),  # a way to write them: the ends stand twice
        (["16-24", "25-64", "65+", "60-70"], "population-ages-overlap"),
        (["16-24", "25-64", "65+", "16+"], "population-ages-overlap"),
    ],
)
def test_bands_that_share_ages_are_refused(
    tmp_path: Path, bands: list[str], code: str | None
) -> None:
    lines = [LONG, *(f"age,{band},{number}" for number, band in enumerate(bands, 2))]
    if code is None:
        assert read(tmp_path, SOURCE, *lines).notices == ()
        lines = [line.replace("age,", "rooms,") for line in lines]
        assert read(tmp_path, SOURCE, *lines).notices == ()
    else:
        assert {found for found, _ in wrong(tmp_path, *lines)} == {code}
        lines = [line.replace("age,", "rooms,") for line in lines]  # these are no ages
        assert read(tmp_path, SOURCE, *lines).notices == ()


@pytest.mark.parametrize(
    ("about", "bands", "code"),
    [
        ("16+", ["16-24", "25-64", "65+"], None),
        ("16+", ["16-24", "25-64", "65-120"], None),
        ("", ["16-24", "25-64"], None),
        ("16+", ["16-24", "25-74"], "population-ages-unlike"),
        ("16+", ["18-24", "25+"], "population-ages-unlike"),
        ("16+", ["16-24", "45-64", "65+"], "population-ages-gap"),
        ("16+", ["young", "old"], None),
    ],
)
def test_ages_that_are_not_there_are_said(
    tmp_path: Path, about: str, bands: list[str], code: str | None
) -> None:
    rows = [f"leeftijdsgroep,{band},{number}" for number, band in enumerate(bands, 2)]
    notices = read(tmp_path, SOURCE, f"# ages: {about}", LONG, *rows).notices
    assert [notice.code for notice in notices] == ([] if code is None else [code])
    assert all(str(notice) for notice in notices)


def test_missing_combinations_are_listed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'a\*b has no row for: "x\*q", "y\*p"'):
        read(tmp_path, LONG, "a*b,x*p,1", "a*b,y*q,1")
    # The margin says which values there are, also where no combination has one.
    with pytest.raises(InputError, match=r'a\*b has no row for: "y\*p"'):
        read(tmp_path, LONG, "a*b,x*p,1", "a,x,1", "a,y,1")


def test_a_typing_error_in_a_combination_is_found(tmp_path: Path) -> None:
    rows = ["a,north,1", "a,south,1", "a*b,north*p,1", "a*b,sauth*p,1"]
    with pytest.raises(InputError) as caught:
        read(tmp_path, LONG, *rows)
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.column) == (
        "population-value-strange-nearest",
        5,
        "value",
    )


def test_thirty_categories_of_two_values_are_refused_at_once(tmp_path: Path) -> None:
    """The 2^30 combinations that are missing are not all looked at."""
    names = "*".join(f"c{number}" for number in range(30))
    rows = [f"{names},{'*'.join('x' * 30)},1", f"{names},{'*'.join('y' * 30)},1"]
    assert [code for code, _ in wrong(tmp_path, LONG, *rows)] == ["population-value-missing"]


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("329452", 329452),
        ("329 452", 329452),
        ("329\u00a0452", 329452),
        ("1\u202f329\u202f452", 1329452),
        ("12.0", 12),
        ("0007", 7),
        ("12*", 12),
        ("12 **", 12),
        (".", None),
        ("", None),
        ("x", None),
        (".*", None),
    ],
)
def test_counts(tmp_path: Path, text: str, count: int | None) -> None:
    population = read(tmp_path, SOURCE, LONG, "a,x,1", f"a,y,{text}")
    (table,) = population.tables
    assert figures(table)["y",] == count
    codes = ["population-figures-missing"] if count is None else []
    codes += ["population-provisional"] if "*" in text else []
    assert [notice.code for notice in population.notices] == codes
    assert table.about.provisional == ("*" in text)
    assert (table.total is None) == (count is None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("329.452", "population-thousands"),
        ('"329,452"', "population-thousands"),
        ("1.329.452", "population-thousands"),
        ("12.000", "population-thousands"),
        ("12.5", "population-number"),
        ("1.32.452", "population-number"),
        ("32 94", "population-number"),
        ("1e3", "population-number"),
        ("'-3", "population-number"),
        ("٣", "population-number"),
    ],
)
def test_no_counts(tmp_path: Path, text: str, code: str) -> None:
    assert wrong(tmp_path, LONG, f"a,x,{text}") == [(code, 2)]


# --- the tidy form ------------------------------------------------------------------------------

TIDY = ["place,age,men,women,year", "A,0-15,1,2,2024", "A,16+,3,4,2024", "B,0-15,5,6,2024"]
TIDY += ["B,16+,7,.,2024"]
WIDE = Layout(("men", "women"), ("place", "age"), "sex")


def test_columns_are_values_of_a_category(tmp_path: Path) -> None:
    population = read(tmp_path, SOURCE, *TIDY, layout=WIDE)
    (table,) = population.tables
    assert table.categories == ("age", "place", "sex")
    assert figures(table)["0-15", "B", "women"] == 6
    assert figures(table)["16+", "B", "women"] is None
    codes = ["population-columns-unused", "population-figures-missing"]
    assert [notice.code for notice in population.notices] == codes


def test_rows_are_kept_and_categories_renamed(tmp_path: Path) -> None:
    layout = Layout(("men",), ("age",), keep={"PLACE": ("b",)}, names={"age": "Leeftijd"})
    population = read(tmp_path, SOURCE, *TIDY, layout=layout)
    (table,) = population.tables
    assert table.categories == ("Leeftijd",)
    assert figures(table) == {("0-15",): 5, ("16+",): 7}
    (unused,) = population.notices
    assert unused.params["columns"] == '"women", "year"'


def test_shares_in_columns(tmp_path: Path) -> None:
    layout = Layout(("low", "high"), wide="education", keep={"place": ("A",)}, shares=True)
    (table,) = read(tmp_path, "place,low,high", "A,25.0,75.0", "B,1,99", layout=layout).tables
    assert table.cells == {("low",): Fraction(1, 4), ("high",): Fraction(3, 4)}


def test_rows_with_the_same_values_say_which_column_differs(tmp_path: Path) -> None:
    layout = Layout(("men",), ("age",))
    with pytest.raises(InputError) as caught:
        read(tmp_path, *TIDY, layout=layout)
    (finding,) = caught.value.findings
    assert (finding.code, finding.row) == ("population-rows-differ", 4)
    assert finding.params["columns"] == '"place", "women"'
    again = [*TIDY[:2], TIDY[1]]
    assert wrong(tmp_path, *again, layout=layout) == [("population-rows-twice", 3)]


@pytest.mark.parametrize(
    ("layout", "codes"),
    [
        (Layout(("persons",), ("sex",)), ["population-column-missing"] * 2),
        (Layout(("men", "women"), ("age",)), ["population-layout"]),
        (Layout(("men",), ("age",), "sex"), ["population-layout"]),
        (Layout(("men",)), ["population-layout"]),
        (Layout((), ("age",)), ["population-layout"]),
        (Layout(("men", "women"), ("age",), "Age"), ["population-named-twice"]),
        (Layout(("men",), ("age", "AGE")), ["population-named-twice"]),
        (Layout(("men",), ("age",), keep={"place": ("C", "A")}), ["population-keep-value"]),
        (Layout(("men",), ("age",), keep={"year": ("2025",)}), ["population-keep-value-nearest"]),
    ],
)
def test_a_layout_that_does_not_fit(tmp_path: Path, layout: Layout, codes: list[str]) -> None:
    assert [code for code, _ in wrong(tmp_path, *TIDY, layout=layout)] == codes


def test_blank_cells_and_missing_combinations_in_the_tidy_form(tmp_path: Path) -> None:
    found = wrong(tmp_path, *TIDY[:4], ",16+,1,1,2024", layout=WIDE)
    assert found == [("quota-name-blank", 5), ("population-value-missing", None)]


def real(name: str) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip(f"no {name} here")
    return SHARED / name


def test_real_figures() -> None:
    """Totals as the README of the figures has them."""
    path = real("zeeland_age_sex.csv")
    layout = Layout(("population",), ("gm_name", "age_band", "sex"))
    (table,) = read_population(path, layout).tables
    assert (table.total, len(table.cells)) == (329_452, 13 * 4 * 2)
    path = real("gemeente_age_sex_2024_estimate.csv")
    layout = Layout(("men", "women"), ("gm_code", "age_band"), "sex")
    (table,) = read_population(path, layout).tables
    assert table.total == 17_942_942
    path = real("education_province_15_75_2022.csv")
    layout = Layout(
        ("laag_pct", "midden_pct", "hoog_pct"),
        wide="education",
        keep={"region": ("Nederland",)},
        shares=True,
    )
    (table,) = read_population(path, layout).tables
    assert table.share(("laag_pct",)) == Fraction(262, 999)


# --- about the figures --------------------------------------------------------------------------

ABOUT = About("CBS, StatLine", "03759ned", "2024-01-01", "16 and older", Ages(16), True, 'a "b"; c')
KEYS = ["source: CBS, StatLine", "table: 03759ned", "date:2024-01-01", "Population: 16 and older"]
KEYS += ["provisional: yes", 'note: a "b"; c']
BODY = ["category;value;count", "a;x,y;1", "a;z,y;2"]


def comments_by_hand() -> str:
    return "\n".join([*(f"# {line}" for line in KEYS), "", *BODY])


def comments_of_a_spreadsheet() -> str:
    """As Excel saves them again: cells to the width of the table, quotes where it needs them."""
    lines = [f'"# {line}";;'.replace('"b"', '""b""') for line in KEYS]
    return "\r\n".join([*lines, ";;", *BODY])


def comments_in_dutch() -> str:
    names = ["bron", "tabel", "peildatum", "populatie", "voorlopig", "opmerking"]
    texts = [line.partition(":")[2] for line in KEYS]
    lines = [f"#{name}:{text}" for name, text in zip(names, texts, strict=True)]
    return "\r".join(["sep=;", *lines, "", *BODY]).replace("yes", "ja")


@pytest.mark.parametrize(
    "text", [comments_by_hand(), comments_of_a_spreadsheet(), comments_in_dutch()]
)
def test_comments_above_the_header(tmp_path: Path, text: str) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(text.encode())
    (table,) = read_population(path).tables
    assert table.about == ABOUT
    assert list(table.cells) == [("x,y",), ("z,y",)]
    assert table.rows["x,y",] == 9  # six comments, a blank row, the header


def test_comments_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [[f"# {line}"] for line in KEYS[1:]] + [["# source: CBS", "StatLine", None, "wide"]]
    for row in [[], *rows, ["category", "value", "count"], ["a", "x", 12.0], ["a", "y", "."]]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "population.xlsx"
    path.write_bytes(out.getvalue())
    (table,) = read_population(path).tables
    assert table.about.source == "CBS, StatLine, wide"
    assert figures(table) == {("x",): 12, ("y",): None}
    header = read_table(path, comments=True).header
    assert table.rows["x",] == header + 1
    assert sheet.cell(header, 1).value == "category"


def test_comments_change_nothing_for_other_readers(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("#a,b\n1,2\n#3,4\n", encoding="utf-8")
    table = read_table(path)
    assert (table.columns, table.rows, table.comments) == (
        ("#a", "b"),
        (("1", "2"), ("#3", "4")),
        (),
    )
    table = read_table(path, comments=True)
    assert (table.columns, table.rows) == (("1", "2"), (("#3", "4"),))  # only above the header
    assert table.comments == ((1, "a,b"),)


def test_a_side_file(tmp_path: Path) -> None:
    side = tmp_path / "population.toml"
    lines = ['Bron = "CBS, StatLine"', "date = 2024-01-01", "provisional = true"]
    side.write_text("\n".join(lines), encoding="utf-8-sig")
    (table,) = read(tmp_path, "# source: CBS, StatLine", "# provisional: ja", LONG, "a,x,1").tables
    assert table.about == About("CBS, StatLine", date="2024-01-01", provisional=True)
    assert wrong(tmp_path, "# source: somebody", LONG, "a,x,1") == [
        ("population-about-differs", None)
    ]
    for text, code in (
        ("source = [1]", "population-toml-value"),
        ("source = CBS", "population-toml"),
        ("[" * 5000, "population-toml"),
        ('sorce = "x"', "population-about-key-nearest"),
    ):
        side.write_text(text, encoding="utf-8")
        assert [found for found, _ in wrong(tmp_path, LONG, "a,x,1")] == [code]
    side.write_bytes(b'source = "\xff"')
    assert wrong(tmp_path, LONG, "a,x,no") == [("population-toml", None), ("population-number", 2)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["# sorce: CBS"], [("population-about-key-nearest", 1)]),
        (["# all of Zeeland"], [("population-about-key", 1)]),
        (["# source: a", "#", "# bron: b"], [("population-about-differs", 3)]),
        (["# provisional: perhaps"], [("population-about-provisional", 1)]),
        (["# ages: grown up"], [("population-about-ages", 1)]),
    ],
)
def test_comments_that_are_wrong(
    tmp_path: Path, lines: list[str], found: list[tuple[str, int]]
) -> None:
    assert wrong(tmp_path, *lines, LONG, "a,x,1") == found


def test_ages_are_those_of_the_population_unless_they_are_given() -> None:
    assert parse_about({"populatie": "15 tot 75 jaar"}).ages == Ages(15, 74)
    assert parse_about({"population": "people at home"}).ages is None
    assert parse_about({"population": "people at home", "ages": "16+"}).ages == Ages(16)
    assert parse_about({"population": "16+", "ages": ""}).ages is None


def test_what_is_said_can_be_added(tmp_path: Path) -> None:
    population = read(tmp_path, "# note: rounded", LONG, "a,x,1")
    assert [notice.code for notice in population.notices] == ["population-no-source"]
    said = with_about(population, {"bron": "CBS", "population": "16 and older"})
    assert said.notices == ()
    assert said.tables[0].about == About("CBS", "", "", "16 and older", Ages(16), False, "rounded")


# --- any bytes ----------------------------------------------------------------------------------

WORDS = "# source : , ; category value count share a*b _1 x*y x 1 12.5 . * 50% é 2024 age 16+ sep="
PIECES = st.sampled_from([*WORDS.split(), " ", "\t", "\n", "\r\n", '"'])
STARTS = st.sampled_from(["", "category,value,count\n", "# source: x\ncategory,value,share\n"])
LAYOUTS = st.none() | st.builds(
    Layout,
    st.lists(st.sampled_from(["a", "1", "count"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["category", "value", "x"]), max_size=2).map(tuple),
    st.none() | st.just("sex"),
    shares=st.booleans(),
)


@settings(max_examples=250, deadline=None)
@given(
    data=st.binary(max_size=120)
    | st.builds(
        lambda start, pieces: (start + "".join(pieces)).encode(),
        STARTS,
        st.lists(PIECES, max_size=40),
    ),
    side=st.none() | st.binary(max_size=40) | st.sampled_from([b"source = 1", b"note = 1e400"]),
    layout=LAYOUTS,
)
def test_any_bytes_are_a_population_or_an_error(
    module_folder: Path, data: bytes, side: bytes | None, layout: Layout | None
) -> None:
    path, other = module_folder / "fuzz.csv", module_folder / "fuzz.toml"
    path.write_bytes(data)
    other.unlink(missing_ok=True)
    if side is not None:
        other.write_bytes(side)
    try:
        population, message = read_population(path, layout), ""
    except InputError as error:
        population, message = Population(()), str(error)
    assert bool(population.tables) != bool(message)
    for table in population.tables:
        every = 1
        for category in table.categories:
            every *= len(table.values_of(category))
        assert len(table.cells) == every
        assert table.counted or table.total == 1
