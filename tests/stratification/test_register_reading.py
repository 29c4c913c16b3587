"""Registers as they are read: frame, steps, values, letters, and what is refused."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.ages import Ages
from stratification.errors import InputError
from stratification.register import counts
from stratification.register.frame import people_parts, with_sql
from stratification.register.map import read_map
from stratification.register.model import LETTER_FIELDS, Choices, RegisterMap, StratumColumn
from stratification.register.reading import open_register
from stratification.register.values import MOST_VALUES
from tests.stratification.small_registers import (
    DAY,
    PERSON,
    SEX,
    STRATA,
    TOWN,
    frame,
    notices,
    opened,
    person,
    person_map,
    published_frame,
    refused,
    removed,
    units,
    write,
)

EXAMPLES = Path(__file__).parents[2] / "examples" / "registers"


# ---- steps ----


CASES: list[tuple[dict[str, str], str | None]] = [
    ({"suspension": "O"}, "step-suspended-died"),
    ({"suspension": " e "}, "step-suspended-emigrated"),
    ({"suspension": "M"}, "step-suspended-decision"),
    ({"suspension": "R"}, "step-suspended-non-resident"),
    ({"suspension": "F"}, "step-suspended-error"),
    ({"birth_date": "20100302"}, "step-too-young"),
    ({"birth_date": "20110000"}, "step-too-young"),
    ({"birth_date": "19400301"}, "step-too-old"),
    ({"birth_date": "19350000"}, "step-too-old"),
    ({"birth_date": "20100000"}, "step-age-undetermined"),
    ({"birth_date": "20100300"}, "step-age-undetermined"),
    ({"birth_date": "19400000"}, "step-age-undetermined"),
    ({"birth_date": ""}, "step-age-undetermined"),
    ({"birth_date": "00000000"}, "step-age-undetermined"),
    ({"investigation": "089999"}, "step-address-investigated"),
    ({"investigation": "89999"}, "step-address-investigated"),
    ({"postcode": ""}, "step-no-postal-address"),
    ({"postcode": "2583 SS"}, "step-no-postal-address"),
    ({"street": " "}, "step-no-postal-address"),
    ({"house_number": "1a"}, "step-no-postal-address"),
    ({"house_number": ""}, "step-no-postal-address"),
    ({"place": ""}, "step-no-postal-address"),
    ({"suspension": "O", "birth_date": "x", "postcode": ""}, "step-suspended-died"),
    ({"birth_date": "20200101", "postcode": ""}, "step-too-young"),
    ({"investigation": "089999", "postcode": ""}, "step-address-investigated"),
    ({"birth_date": "20100301"}, None),
    ({"birth_date": "01-03-2010"}, None),
    ({"birth_date": "2009"}, None),
    ({"birth_date": "19400302"}, None),
    ({"birth_date": "1941-00-00"}, None),
    ({"suspension": " "}, None),
    ({"investigation": "010110"}, None),
    ({"investigation": "000000"}, None),
    ({"postcode": "2583xl"}, None),
    ({"confidential": "7"}, None),
]


def test_steps(tmp_path: Path) -> None:
    """Somebody counts at the first rule that applies."""
    rows = [person(f"{number:03}", **cells) for number, (cells, _) in enumerate(CASES)]
    with opened(tmp_path, rows, person_map(maximum_age=85)) as register:
        parts = people_parts(register.layout, register.source.relation)
        query = with_sql(parts, "SELECT id, step FROM people")
        found = dict(register.database.execute(query).fetchall())
        assert [(cells, found[f"{place:03}"]) for place, (cells, _) in enumerate(CASES)] == CASES
        assert removed(register) == Counter(code for _, code in CASES if code)
        assert units(register) == [key for key in sorted(found) if found[key] is None]
        reading = register.reading
        assert reading.rows == len(rows) == reading.people + sum(removed(register).values())


def test_steps_are_those_of_the_map(tmp_path: Path) -> None:
    """A rule that cannot be applied is no step; one that left out nobody is."""
    with opened(tmp_path, [person("1")], RegisterMap({"id": "id"})) as register:
        assert [step.code for step in register.reading.steps] == ["step-duplicates"]
        assert frame(register) == [("1", None, None)]
    with opened(tmp_path, [person("1")]) as register:
        codes = [step.code for step in register.reading.steps]
        assert codes[0] == "step-duplicates"
        assert codes[-1] == "step-no-postal-address"
        assert len(codes) == len(set(codes)) == 10


def test_undetermined(tmp_path: Path) -> None:
    """Whoever may or may not be old enough takes part, or not, or the user must decide."""
    rows = [person("1"), person("2", birth_date="2010"), person("3", birth_date="")]
    with opened(tmp_path, rows, person_map(undetermined="in")) as register:
        assert units(register) == ["1", "2", "3"]
        assert notices(register)["register-age-unsure"].params["count"] == 2
    found = refused(tmp_path, rows, person_map(undetermined=None))
    finding = found["register-age-undetermined"]
    assert (finding.params["rows"], finding.params["count"]) == ("3, 4", 2)
    assert (finding.row, finding.column) == (3, "birth_date")
    assert '"in"' in str(finding)
    assert '"out"' in str(finding)
    with opened(tmp_path, rows[:1], person_map(undetermined=None)) as register:
        assert units(register) == ["1"]


def test_dates_that_are_not_needed_are_not_read(tmp_path: Path) -> None:
    """Without limits and bands of age, nobody's date of birth is looked at."""
    rows = [person("1", birth_date="abc")]
    with opened(tmp_path, rows, person_map(minimum_age=None)) as register:
        assert units(register) == ["1"]
        assert "birth_date" not in register.query.split("FROM")[0]


def test_excluded(tmp_path: Path) -> None:
    """Lists of ids: by the column id, by that of the register, or the only one."""
    rows = [person(key) for key in ("0014", "14", "A", "B", "C")]
    (tmp_path / "raad.csv").write_text("naam;id\nJantje Canarie; 0014\nX;99\n;\n", "utf-8")
    (tmp_path / "college.csv").write_text("functionaris\nB\nB\nZ\n", "utf-8")
    lists = (tmp_path / "raad.csv", tmp_path / "college.csv")
    with opened(tmp_path, rows, excluded=lists) as register:
        assert removed(register) == {"step-excluded": 2}
        assert units(register) == ["14", "A", "C"]
        found = [one for one in register.reading.notices if one.code == "register-excluded-unknown"]
        assert [(one.file, one.params["count"]) for one in found] == [
            ("raad.csv", 1),
            ("college.csv", 1),
        ]
        assert set(register.reading.excluded_digests) == {"raad.csv", "college.csv"}
        assert published_frame(register, tmp_path) == frame(register)
        assert [one["unit"] for one in register.people(["C", "A"])] == ["C", "A"]
        with pytest.raises(KeyError):
            register.people(["B"])


def test_excluded_refused(tmp_path: Path) -> None:
    """A list whose column of ids is not clear; two of one name."""
    (tmp_path / "raad.csv").write_text("naam;nummer\nA;1\n", "utf-8")
    found = refused(tmp_path, [person("1")], excluded=(tmp_path / "raad.csv",))
    assert found["register-excluded-column"].file == "raad.csv"
    (tmp_path / "raad.csv").write_text("id\n1\n", "utf-8")
    found = refused(tmp_path, [person("1")], excluded=(tmp_path / "raad.csv",) * 2)
    assert list(found) == ["register-excluded-twice"]


# ---- the same people twice ----


@pytest.mark.parametrize("most", [0, 1, 2, 10_000])
def test_duplicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Equal rows are one person, in the counts and in the homes, however they are looked up."""
    monkeypatch.setattr(counts, "_MOST_HASHES", most)
    rows = [
        person("1"),
        person("2", birth_date="20200101"),
        person("1"),
        person("3"),
        {**person("1"), "surname": " Canarie "},
        person("2", birth_date="20200101"),
    ]
    with opened(tmp_path, rows, strata=STRATA) as register:
        assert removed(register) == {"step-duplicates": 3, "step-too-young": 1}
        assert [row[0:3] for row in frame(register)] == [
            ("1", "2583XL 1", 2),
            ("3", "2583XL 1", 2),
        ]
        assert published_frame(register, tmp_path) == frame(register)
        assert [one["surname"] for one in register.people(["3", "1"])] == ["Canarie"] * 2


@pytest.mark.parametrize("field", ["surname", "suspension", "town"])
def test_ids_that_differ(tmp_path: Path, field: str) -> None:
    """One id with two contents is refused, whichever column differs."""
    other = {"suspension": "O"}.get(field, "Meeuw")
    rows = [person("1"), person("2"), person("1", **{field: other}), person("2")]
    finding = refused(tmp_path, rows, strata=("gemeente",))["register-id-differs"]
    assert (finding.params["rows"], finding.row, finding.column) == ("2, 4", 2, "id")


@pytest.mark.parametrize(
    ("field", "cell"), [("id", "1E+5"), ("address", "9,0012E+15"), ("id", "9.0012e+15")]
)
def test_numbers_that_were_cut_off(tmp_path: Path, field: str, cell: str) -> None:
    """Only the column that has them is blamed."""
    rows = [person("1", address="0153200000000001"), person("2", address="0153200000000002")]
    rows[1][field] = cell
    mapping = person_map(columns={**person_map().columns, "address": "address"})
    found = refused(tmp_path, rows, mapping)
    assert list(found) == [f"register-{field}-cut"]
    assert found[f"register-{field}-cut"].row == 3


def test_columns_that_are_not_read_may_differ(tmp_path: Path) -> None:
    """A column that the map does not name is not read."""
    rows = [person("1", town="Ede"), person("1", town="Goes")]
    with opened(tmp_path, rows) as register:
        assert removed(register) == {"step-duplicates": 1}


# ---- ids and other cells ----


def test_ids_are_texts(tmp_path: Path) -> None:
    """Nothing is made of an id but what `id_text` says."""
    keys = ["0014", "14", "14.0", "1e3", "é", "a b", "=1+1", "'x", "ĳ"]
    rows = [person(key) for key in keys] + [person(" E\u0301 ")]
    with opened(tmp_path, rows) as register:
        assert units(register) == sorted([*keys, "É"])
        assert published_frame(register, tmp_path) == frame(register)


def test_bad_ids(tmp_path: Path) -> None:
    """Blank ids and ids with line ends are refused, all at once."""
    rows = [person("1"), person(" "), person("a\nb"), person("")]
    found = refused(tmp_path, rows)
    assert found["register-id-blank"].params == {"rows": "3, 5", "count": 2}
    assert found["register-id-control"].params == {"rows": "4", "count": 1}


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """One error has all findings; each row counts once, at the first."""
    rows = [
        person("1", suspension="W"),
        person("2", birth_date="19700230"),
        person("3", birth_date="19701301"),
        person("4", birth_date="20270101"),
        person("5", birth_date="18990101"),
        person("6", birth_date="mei"),
        person("7", sex="?!"),
        person("8", birth_date="00"),
        person("9", suspension="F", birth_date="mei"),
    ]
    found = refused(tmp_path, rows, strata=STRATA)
    assert {code: one.params["rows"] for code, one in found.items()} == {
        "register-suspension": "2",
        "register-birth-impossible": "3, 4",
        "register-birth-future": "5",
        "register-birth-old": "6",
        "register-birth-unreadable": "7, 9",
        "register-stratum-unknown": "8",
    }
    assert found["register-stratum-unknown"].column == "sex"


def test_rows_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    """Blank rows, rows above the header, line ends inside cells and Excel's line do not confuse."""
    text = 'sep=;\n;\n\nid;naam\n1;"a\nb"\n;\n2;x\n ;y\n'
    (tmp_path / "register.csv").write_text(text, "utf-8", newline="")
    mapping = RegisterMap({"id": "id", "surname": "naam"})
    with (
        pytest.raises(InputError) as caught,
        open_register(tmp_path / "register.csv", mapping, Choices(DAY)),
    ):
        pass
    assert [finding.row for finding in caught.value.findings] == [7]


def test_many_rows_are_counted(tmp_path: Path) -> None:
    """Only the first rows are listed."""
    rows = [person(str(number), birth_date="x") for number in range(300)]
    finding = refused(tmp_path, rows)["register-birth-unreadable"]
    assert finding.params == {"rows": "2, 3, 4, 5, 6, …", "count": 300}


def test_columns_missing(tmp_path: Path) -> None:
    """Headers that are not there, and names of strata that are not in the map."""
    mapping = person_map(columns={"id": "id", "surname": "Achternaam", "place": "plaec"})
    found = refused(tmp_path, [person("1")], mapping, strata=("gemeente", "wijk", "GEMEENTE"))
    assert list(found) == [
        "register-column-missing",
        "register-column-missing-nearest",
        "register-stratum-missing",
        "register-stratum-twice",
    ]
    found = refused(tmp_path, [person("1")], RegisterMap({"id": "id"}), strata=("wijk",))
    assert list(found) == ["register-strata-none"]


def test_headers_in_another_spelling(tmp_path: Path) -> None:
    """Headers are compared as everywhere: case and spaces do not count."""
    (tmp_path / "register.csv").write_text('"De  ""ID"" ";TOWN\n1;Ede\n', "utf-8")
    mapping = RegisterMap({"id": 'de "id"'}, (StratumColumn("g", "town"),))
    with open_register(tmp_path / "register.csv", mapping, Choices(DAY, strata=("g",))) as register:
        assert frame(register) == [("1", None, None, "Ede")]
        assert published_frame(register, tmp_path) == frame(register)


# ---- strata ----


def test_strata(tmp_path: Path) -> None:
    """Spellings are one value, names of values are used, blanks are a group of their own."""
    rows = [
        person("1", town="EDE", sex="m"),
        person("2", town=" Ede", sex="V "),
        person("3", town="ede", sex="x"),
        person("4", town="", sex=""),
        person("5", town="Sint  Oedenrode", birth_date="20000000"),
        person("6", town="Ede", birth_date="2001"),
        person("7", town="'s-Gravenhage", birth_date="1960"),
    ]
    with opened(tmp_path, rows, strata=("geslacht", "gemeente", "leeftijd")) as register:
        assert [row[3:] for row in frame(register)] == [
            ("man", "EDE", "25-64"),
            ("vrouw", "EDE", "25-64"),
            ("man", "EDE", "25-64"),
            ("?", "?", "25-64"),
            ("vrouw", "Sint Oedenrode", "25-64"),
            ("vrouw", "EDE", "?"),
            ("vrouw", "'s-Gravenhage", "65+"),
        ]
        assert published_frame(register, tmp_path) == frame(register)
        found = {
            (one.code, one.params["name"]): one.params["count"] for one in register.reading.notices
        }
    assert found == {
        ("register-stratum-blank", "gemeente"): 1,
        ("register-stratum-blank", "geslacht"): 1,
        ("register-stratum-age", "leeftijd"): 1,
        ("register-stratum-spellings", "gemeente"): 1,
    }


def test_strata_of_those_left_out_do_not_matter(tmp_path: Path) -> None:
    """A value of somebody who cannot get a letter is no mistake, and gives no spelling."""
    rows = [person("1"), person("2", sex="??", town="EDE", suspension="O")]
    with opened(tmp_path, rows, strata=STRATA) as register:
        assert [row[3:] for row in frame(register)] == [("Ede", "25-64", "vrouw")]


def test_age_without_band(tmp_path: Path) -> None:
    """Ages that are eligible and in no band are told from the map, not from people."""
    bands = StratumColumn("leeftijd", None, (Ages(18, 24), Ages(30, 64)))
    rows = [person("1"), person("2", birth_date="20000101"), person("3", birth_date="19400000")]
    mapping = person_map(strata=(bands,), maximum_age=90)
    finding = refused(tmp_path, rows, mapping, strata=("leeftijd",))["register-age-no-band"]
    assert finding.params == {
        "name": "leeftijd",
        "ages": "16-17, 25-29, 65-90",
        "rows": "3, 4",
        "count": 2,
    }


def test_too_many_values(tmp_path: Path) -> None:
    """A column with a value for everybody is no stratum."""
    rows = [{"id": str(number), "town": f"t{number}"} for number in range(MOST_VALUES + 1)]
    mapping = RegisterMap({"id": "id"}, (TOWN,))
    assert list(refused(tmp_path, rows, mapping, strata=("gemeente",))) == [
        "register-stratum-values"
    ]


# ---- addresses ----


def test_homes(tmp_path: Path) -> None:
    """Only who can get a letter counts in a home."""
    rows = [
        person("1"),
        person("2", postcode="2583xl", house_number="01"),
        person("3", suspension="O"),
        person("4", house_letter="a"),
        person("5", house_sign="to"),
    ]
    with opened(tmp_path, rows) as register:
        assert frame(register) == [
            ("1", "2583XL 1", 2),
            ("2", "2583XL 1", 2),
            ("4", "2583XL 1 A", 1),
            ("5", "2583XL to 1", 1),
        ]


def test_codes_of_addresses(tmp_path: Path) -> None:
    """The code comes first; where it is blank, postcode and house number count, which is told."""
    rows = [{**person(key), "code": code} for key, code in [("1", "a1"), ("2", "A1 "), ("3", "")]]
    mapping = person_map(columns={**person_map().columns, "address": "code"})
    with opened(tmp_path, rows, mapping) as register:
        assert frame(register) == [("1", "A1", 2), ("2", "A1", 2), ("3", "2583XL 1", 1)]
        assert notices(register)["register-address-uncoded"].params["count"] == 1
    with opened(tmp_path, rows, RegisterMap({"id": "id", "address": "code"})) as register:
        assert frame(register) == [("1", "A1", 2), ("2", "A1", 2)]
        assert removed(register) == {"step-no-postal-address": 1}


def test_frame_of_addresses(tmp_path: Path) -> None:
    """Of a register of persons: an address where somebody can get a letter, without any name."""
    rows = [
        person("1", street="Vogelstr.", language="nl"),
        person("2", language="nl", confidential="7"),
        person("3", suspension="O", street="Aalstraat", language="en"),
        person("4", house_number="2", suspension="O"),
        person("5", house_number="3", language="nl"),
        person("6", house_number="3", language="en", confidential="7"),
        person("7", house_number="3", language="en", confidential="7"),
    ]
    mapping = person_map(frame="addresses")
    with opened(tmp_path, rows, mapping, strata=("gemeente",)) as register:
        assert frame(register) == [
            ("2583XL 1", "2583XL 1", 2, "Ede"),
            ("2583XL 3", "2583XL 3", 3, "Ede"),
        ]
        reading = register.reading
        assert (reading.people, reading.units, reading.confidential) == (5, 2, 2)
        assert published_frame(register, tmp_path) == frame(register)
        first, second = register.people(["2583XL 3", "2583XL 1"])
    assert second == {
        **dict.fromkeys(LETTER_FIELDS, ""),
        "unit": "2583XL 1",
        "address": "2583XL 1",
        "confidential": "yes",
        "street": "Vogelstr.",
        "house_number": "1",
        "postcode": "2583 XL",
        "place": "Kanariedam",
        "language": "nl",
    }
    assert (first["house_number"], first["language"], first["confidential"]) == ("3", "", "yes")


def test_ages_cannot_spread_letters_to_addresses(tmp_path: Path) -> None:
    """What differs within an address is refused by name."""
    rows = [person("1"), person("2", birth_date="19500101"), person("3", house_number="2")]
    mapping = person_map(frame="addresses")
    finding = refused(tmp_path, rows, mapping, strata=("gemeente", "leeftijd"))
    assert list(finding) == ["register-stratum-mixed"]
    assert finding["register-stratum-mixed"].params == {
        "name": "leeftijd",
        "rows": "2, 3",
        "count": 2,
    }


ADDRESS = {
    "code": "a1",
    "street": "Vogelstraat",
    "house_number": "1",
    "postcode": "2583XL",
    "place": "Kanariedam",
    "residents": "3",
    "town": "Ede",
}


def address_map(**columns: str) -> RegisterMap:
    """A map of a list of addresses."""
    fields = ("street", "house_number", "postcode", "place", "residents")
    return RegisterMap(
        {**{field: field for field in fields}, **columns}, (TOWN,), frame="addresses"
    )


def test_list_of_addresses(tmp_path: Path) -> None:
    """One row per address; how many live there is what the list says."""
    rows = [
        ADDRESS,
        {**ADDRESS, "code": "A2", "residents": ""},
        {**ADDRESS, "code": "a3", "postcode": "x"},
        {**ADDRESS, "code": "a4"},
        ADDRESS,
    ]
    (tmp_path / "weg.csv").write_text("code\nA4\n", "utf-8")
    settings: dict[str, Any] = {"strata": ("gemeente",), "excluded": (tmp_path / "weg.csv",)}
    with opened(tmp_path, rows, address_map(address="code"), **settings) as register:
        assert frame(register) == [("A1", "A1", 3, "Ede"), ("A2", "A2", None, "Ede")]
        assert removed(register) == {
            "step-duplicates": 1,
            "step-excluded": 1,
            "step-no-postal-address": 1,
        }
        assert published_frame(register, tmp_path) == frame(register)
        assert register.people(["A2"])[0]["street"] == "Vogelstraat"
    with opened(tmp_path, [ADDRESS], address_map()) as register:
        assert frame(register) == [("2583XL 1", "2583XL 1", 3)]


def test_list_of_addresses_refused(tmp_path: Path) -> None:
    """An address with two contents, and residents that are no number."""
    rows = [
        ADDRESS,
        {**ADDRESS, "residents": "4"},
        {**ADDRESS, "code": "a2", "residents": "veel"},
        {**ADDRESS, "code": ""},
    ]
    mapping = RegisterMap({"address": "code", "residents": "residents"}, frame="addresses")
    found = refused(tmp_path, rows, mapping)
    assert {code: (one.params["rows"], one.column) for code, one in found.items()} == {
        "register-id-blank": ("5", "code"),
        "register-residents": ("4", "residents"),
        "register-address-differs": ("2, 3", "code"),
    }


# ---- what letters need ----


def test_people(tmp_path: Path) -> None:
    """In the order asked, every field, and nobody else's."""
    rows = [person(str(number), surname=f"Canarie{number}") for number in range(50)]
    rows[7]["confidential"] = "1"
    rows[9]["given_names"] = "  Anna\u00a0 Maria\n"
    with opened(tmp_path, rows) as register:
        assert register.reading.confidential == 1
        found = register.people(["9", "7", "11", "7"])
        assert [one["surname"] for one in found] == [
            "Canarie9",
            "Canarie7",
            "Canarie11",
            "Canarie7",
        ]
        assert [one["confidential"] for one in found] == ["", "yes", "", "yes"]
        assert found[0]["given_names"] == "Anna Maria"
        assert set(found[0]) == {*LETTER_FIELDS, "unit", "address", "confidential"}
        assert found[0]["initials"] == ""
        assert register.people([]) == []


# ---- all together ----

KEPT = st.sampled_from(["", "", "", "", "O", "E", "F"])
BIRTHS = st.sampled_from(
    [
        "19700503",
        "20100301",
        "20100302",
        "2010",
        "20100300",
        "20080229",
        "",
        "1990-00-00",
        "3-5-1950",
    ]
)


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of a register, some of them twice."""
    rows = [
        person(
            f"p{number}",
            suspension=draw(KEPT),
            birth_date=draw(BIRTHS),
            house_number=draw(st.sampled_from(["1", "2", "3", "x"])),
            investigation=draw(st.sampled_from(["", "", "089999", "010000"])),
            town=draw(st.sampled_from(["Ede", "ede ", "Goes", ""])),
            sex=draw(st.sampled_from("MVX")),
        )
        for number in range(draw(st.integers(1, 40)))
    ]
    twice = draw(st.lists(st.sampled_from(rows), max_size=3))
    return draw(st.permutations([*rows, *twice]))


AGES = {  # on `DAY`: the youngest and the oldest age
    "19700503": (55, 55),
    "20100301": (16, 16),
    "20100302": (15, 15),
    "2010": (15, 16),
    "20100300": (15, 16),
    "20080229": (18, 18),
    "": (0, 125),
    "1990-00-00": (35, 36),
    "3-5-1950": (75, 75),
}


def plain_step(row: dict[str, str], undetermined: str) -> str | None:
    """The step that leaves somebody out, in plain Python."""
    youngest, oldest = AGES[row["birth_date"]]
    if row["suspension"]:
        names = {"O": "died", "E": "emigrated", "F": "error"}
        return f"step-suspended-{names[row['suspension']]}"
    if oldest < 16:
        return "step-too-young"
    if youngest < 16 and undetermined == "out":
        return "step-age-undetermined"
    if row["investigation"] == "089999":
        return "step-address-investigated"
    return "step-no-postal-address" if row["house_number"] == "x" else None


def plain_band(row: dict[str, str]) -> str:
    """The band of an age, in plain Python."""
    youngest, oldest = AGES[row["birth_date"]]
    for name, first, last in (("16-24", 16, 24), ("25-64", 25, 64), ("65+", 65, 999)):
        if first <= youngest and oldest <= last:
            return name
    return "?"


@given(people(), st.sampled_from(["in", "out"]))
@settings(max_examples=12, deadline=None)
def test_like_plain_python(rows: list[dict[str, str]], undetermined: str) -> None:
    """Frame, steps and public query agree with a few lines of Python; all rows are counted."""
    once = {row["id"]: row for row in rows}
    steps = {key: plain_step(row, undetermined) for key, row in once.items()}
    kept = {key: row for key, row in once.items() if steps[key] is None}
    homes = Counter(row["house_number"] for row in kept.values())
    towns = {row["town"].strip() for row in kept.values()}
    spelling = min(towns & {"Ede", "ede"}, default="")
    expected = [
        (
            key,
            f"2583XL {row['house_number']}",
            homes[row["house_number"]],
            spelling if row["town"].strip().lower() == "ede" else row["town"] or "?",
            plain_band(row),
            "vrouw" if row["sex"] == "V" else "man",
        )
        for key, row in sorted(kept.items())
    ]
    counts = Counter(code for code in steps.values() if code)
    if len(rows) > len(once):
        counts["step-duplicates"] = len(rows) - len(once)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mapping = person_map(undetermined=undetermined)
        with opened(folder, rows, mapping, strata=STRATA) as register:
            assert frame(register) == expected
            assert removed(register) == counts
            reading = register.reading
            assert reading.rows == len(rows) == reading.people + sum(counts.values())
            assert published_frame(register, folder) == expected
            drawn = register.people([row[0] for row in expected])
            assert [one["sex"] for one in drawn] == [kept[row[0]]["sex"] for row in expected]


def test_order_and_format_do_not_matter(tmp_path: Path) -> None:
    """Shuffled rows, and the same register as Parquet with dates and numbers, give one frame."""
    rows = [
        person(f"{number:04}", house_number=str(number % 7 + 1), town=town, birth_date="1970-05-03")
        for number, town in enumerate(["Ede", "EDE", "Goes", " goes"] * 5)
    ]
    with opened(tmp_path, rows, strata=STRATA) as register:
        first = frame(register)
    with opened(tmp_path, rows[::-1], strata=STRATA) as register:
        assert frame(register) == first
    cells = "CAST(birth_date AS DATE) AS birth_date, CAST(house_number AS DOUBLE) AS house_number"
    target = tmp_path / "register.parquet"
    with duckdb.connect() as database:
        source = f"read_csv('{tmp_path / 'register.csv'}', all_varchar = true)"
        database.execute(f"COPY (SELECT * REPLACE ({cells}) FROM {source}) TO '{target}'")
    with open_register(target, person_map(), Choices(DAY, STRATA)) as register:
        assert frame(register) == first
        assert published_frame(register, tmp_path) == first


def test_example_maps(tmp_path: Path) -> None:
    """The maps of the examples read registers with their columns."""
    for name in ("brp-personen", "bag-adressen"):
        mapping = read_map(EXAMPLES / f"{name}.toml")
        headers = {*mapping.columns.values(), *(one.column for one in mapping.strata if one.column)}
        row = {
            header: next(
                (PERSON.get(field, "7") for field, one in mapping.columns.items() if one == header),
                "x",
            )
            for header in sorted(headers)
        }
        row = {header: cell or "" for header, cell in row.items()}
        row[mapping.columns.get("id", mapping.columns["address"])] = "0001"
        strata = tuple(one.name for one in mapping.strata)
        with opened(tmp_path, [row], mapping, strata=strata) as register:
            assert len(frame(register)) == 1, removed(register)


# ---- privacy ----

CANARIES = ("Jantje", "Canarie", "Vogelstraat", "Kanariedam", "2583", "19710614", "geheim-id")


def test_nothing_about_a_person_is_said(tmp_path: Path) -> None:
    """Neither errors nor notices nor the record hold what stands in a cell."""
    good = [
        person("geheim-id-1", investigation="010000", town="geheim-id"),
        person("geheim-id-2", birth_date="2010", town="Geheim-ID "),
        person("geheim-id-3", birth_date="2001", town=""),
    ]
    (tmp_path / "raad.csv").write_text("id\ngeheim-id-9\n", "utf-8")
    settings: dict[str, Any] = {"strata": STRATA, "excluded": (tmp_path / "raad.csv",)}
    said = []
    with opened(tmp_path, good, person_map(undetermined="in"), **settings) as register:
        assert len(register.reading.notices) == 6
        said += [repr(register), repr(register.reading), *map(str, register.reading.notices)]
        said += [repr(register.source.notices)]
    bad = [
        person("geheim-id-1", suspension="Canarie"),
        person("geheim-id-2", birth_date="19710614 Canarie"),
        person("geheim-id-3", sex="Canarie"),
        person("geheim-id-4"),
        person("geheim-id-4", surname="Ander"),
        person("geheim-id-5\n"),
        person("geheim-id\n-5"),
        person("geheim-id-6", birth_date=""),
        person("geheim-id-7", birth_date="19900503"),
    ]
    band = StratumColumn("leeftijd", None, (Ages(50),))
    mapping = person_map(undetermined=None, strata=(TOWN, band, SEX))
    found = refused(tmp_path, bad, mapping, **settings)
    assert len(found) == 7
    said += [repr(finding) for finding in found.values()] + [str(one) for one in found.values()]
    for canary in CANARIES:
        assert not [text for text in said if canary.lower() in text.lower()]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private folder goes, however the reading ends; nobody else could look into it."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with opened(tmp_path, [person("1")]) as register:
        (folder,) = scratch.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert register.people(["1"])
    assert not list(scratch.iterdir())
    refused(tmp_path, [person("")])
    assert not list(scratch.iterdir())
    with pytest.raises(KeyboardInterrupt), opened(tmp_path, [person("1")]):
        raise RuntimeError("Query interrupted")  # what the engine says when Ctrl-C is pressed
    assert not list(scratch.iterdir())
    with pytest.raises(KeyboardInterrupt), opened(tmp_path, [person("1")]):
        raise KeyboardInterrupt
    assert not list(scratch.iterdir())


def test_a_register_that_changes(tmp_path: Path) -> None:
    """What letters need comes from the same register that was drawn from."""
    with opened(tmp_path, [person("1")]) as register:
        write(tmp_path, [person("1"), person("2")])
        with pytest.raises(InputError, match="changed"):
            register.people(["1"])
