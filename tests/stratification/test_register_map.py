"""Maps of registers: what they say, and all that can be wrong with them."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratification.ages import Ages
from stratification.errors import Finding, InputError
from stratification.register.map import map_content, map_from_content, read_map
from stratification.register.map_values import RESERVED
from stratification.register.model import FIELDS, RegisterMap, StratumColumn
from stratification.text import key, tidy

EXAMPLES = Path(__file__).parents[2] / "examples" / "registers"

SMALL = """
drop = ["Burgerservicenummer"]
[columns]
id = "Sleutel"
birth_date = "Geboren"
sex = "Geslacht"
[strata]
gemeente = "Gemeente"
leeftijd = ["16-24", "25 tot 65 jaar", "65+"]
geslacht = { column = "Geslacht", values = { M = "man", V = "vrouw" } }
[eligible]
minimum_age = 16
undetermined = "in"
[provision]
ground = "Wet BRP"
"""


def mapped(folder: Path, text: str) -> RegisterMap:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    return read_map(path)


def findings(folder: Path, text: str) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        mapped(folder, text)
    assert str(caught.value)  # every sentence can be filled
    return caught.value.findings


def test_a_map_says_what_its_file_says(tmp_path: Path) -> None:
    assert mapped(tmp_path, SMALL) == RegisterMap(
        columns={"id": "Sleutel", "birth_date": "Geboren", "sex": "Geslacht"},
        strata=(
            StratumColumn("gemeente", "Gemeente"),
            StratumColumn("leeftijd", None, (Ages(16, 24), Ages(25, 64), Ages(65))),
            StratumColumn("geslacht", "Geslacht", (), {"M": "man", "V": "vrouw"}),
        ),
        drop=("Burgerservicenummer",),
        minimum_age=16,
        undetermined="in",
        provision={"ground": "Wet BRP"},
    )


def test_the_smallest_maps(tmp_path: Path) -> None:
    assert mapped(tmp_path, '[columns]\nid = "a"') == RegisterMap({"id": "a"})
    address = mapped(tmp_path, 'frame = "addresses"\n[columns]\naddress = "a"')
    assert address == RegisterMap({"address": "a"}, frame="addresses")
    parts = 'frame = "addresses"\n[columns]\npostcode = "a"\nhouse_number = "b"'
    assert mapped(tmp_path, parts).frame == "addresses"


@pytest.mark.parametrize("file", ["brp-personen.toml", "bag-adressen.toml"])
def test_the_examples_are_maps(file: str) -> None:
    found = read_map(EXAMPLES / file)
    assert map_from_content(json.loads(json.dumps(map_content(found), sort_keys=True))) == found
    # Every field is shown to somebody who begins with an example, but one that few have.
    both = {*read_map(EXAMPLES / "brp-personen.toml").columns, *found.columns}
    assert set(FIELDS) - both <= {"language", "residents"}


texts = (
    st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=8).map(tidy).filter(bool)
)
headers = texts.map(lambda text: f"k {text}")  # none is called BSN


@st.composite
def maps(draw: st.DrawFn) -> RegisterMap:
    """Any map without mistakes."""
    names = draw(st.lists(headers, min_size=6, max_size=14, unique_by=key))
    first, second, *names = names  # strata have columns of their own
    fields = draw(st.permutations([field for field in FIELDS if field not in ("id", "birth_date")]))
    columns = dict(zip(["id", "birth_date", *fields], names[:-1], strict=False))
    bounds = draw(st.lists(st.integers(0, 150), min_size=1, max_size=5, unique=True).map(sorted))
    bands = tuple(Ages(low, high - 1) for low, high in pairwise(bounds))
    strata = [
        StratumColumn(
            name, *draw(st.sampled_from([(None, (*bands, Ages(bounds[-1]))), (first, ())]))
        )
        for name in draw(st.lists(headers, max_size=3, unique_by=key))
    ]
    values = draw(st.dictionaries(texts, texts, max_size=3))
    if len({key(value) for value in values}) == len(values):
        strata.append(StratumColumn("waarden", second, (), values))
    ages = sorted(draw(st.tuples(st.integers(0, 150), st.integers(0, 150))))
    return RegisterMap(
        columns=columns,
        strata=tuple(strata),
        frame="addresses" if "address" in columns else "persons",
        drop=tuple(names[-1:]),
        minimum_age=draw(st.sampled_from([None, ages[0]])),
        maximum_age=draw(st.sampled_from([None, ages[1]])),
        undetermined=draw(st.sampled_from([None, "in", "out"])),
        provision=draw(st.dictionaries(st.sampled_from(["holder", "purpose", "ground"]), texts)),
    )


@settings(deadline=None, max_examples=60)
@given(maps())
def test_content_gives_the_map_back(mapping: RegisterMap) -> None:
    content = map_content(mapping)
    assert map_from_content(json.loads(json.dumps(content, sort_keys=True))) == mapping
    # Canonical: the order of fields in the file plays no part.
    turned = RegisterMap(**{**vars(mapping), "columns": dict(reversed(mapping.columns.items()))})
    assert json.dumps(map_content(turned)) == json.dumps(content)


@pytest.mark.parametrize(
    ("old", "new", "code", "params"),
    [
        ("[columns]", "[colums]", "register-map-unknown-nearest", {"nearest": "columns"}),
        ("sex =", "sexe =", "register-map-unknown-nearest", {"name": "columns.sexe"}),
        ("sex =", "geslacht =", "register-map-unknown", {"name": "columns.geslacht"}),
        ("[eligible]", "[eligible]\nage = 3", "register-map-unknown", {"name": "eligible.age"}),
        ('"Sleutel"', '" "', "register-map-text", {"name": "columns.id"}),
        ('"Sleutel"', "3", "register-map-text", {"name": "columns.id"}),
        ('["Burgerservicenummer"]', '"x"', "register-map-list", {"name": "drop"}),
        ('["Burgerservicenummer"]', "[1]", "register-map-text", {"name": "drop"}),
        ('id = "Sleutel"', "", "register-map-no-id", {}),
        ("drop =", 'frame = "homes"\ndrop =', "register-map-choice", {"name": "frame"}),
        ('"in"', '"IN"', "register-map-choice", {"name": "eligible.undetermined"}),
        ("= 16", "= 151", "register-map-age", {"name": "eligible.minimum_age"}),
        ("= 16", "= true", "register-map-age", {"name": "eligible.minimum_age"}),
        ("= 16", "= 16.0", "register-map-age", {"name": "eligible.minimum_age"}),
        ("= 16", "= 16\nmaximum_age = 15", "register-map-ages-order", {}),
        ('"Geboren"', '"SLEUTEL "', "register-map-header-twice", {"fields": '"id", "birth_date"'}),
        ('"Burgerservicenummer"', '"gemeente"', "register-map-drop-used", {"header": "Gemeente"}),
        ('"Sleutel"', '"BSN"', "register-map-bsn", {"fields": '"id"'}),
        ('= "Gemeente"', "= 3", "register-map-stratum", {"name": "strata.gemeente"}),
        ('= "Gemeente"', "= []", "register-map-stratum", {"name": "strata.gemeente"}),
        ('= "Gemeente"', "= {}", "register-map-stratum", {"name": "strata.gemeente"}),
        ('= "Gemeente"', '= ""', "register-map-text", {"name": "strata.gemeente"}),
        ("gemeente =", '"" =', "register-map-stratum-name", {}),
        ("gemeente =", "Letters =", "register-map-stratum-name", {"name": "Letters"}),
        ("gemeente =", '" LEEFTIJD" =', "register-map-twice", {"name": "strata.leeftijd"}),
        ("M =", '"v " =', "register-map-twice", {"name": "strata.geslacht.values.V"}),
        ('"man"', "1", "register-map-text", {"name": "strata.geslacht.values.M"}),
        ('"65+"', '"oud"', "register-map-band", {"text": "oud"}),
        ('"65+"', '"65-151"', "register-map-band", {"text": "65-151"}),
        ('"65+"', "65", "register-map-band", {"text": "65"}),
        ('"65+"', '"64+"', "register-map-bands-overlap", {"first": "25 tot 65 jaar"}),
        ('ground = "Wet BRP"', "ground = 1", "register-map-text", {"name": "provision.ground"}),
    ],
)
def test_every_mistake_is_named(
    tmp_path: Path, old: str, new: str, code: str, params: dict[str, str]
) -> None:
    assert old in SMALL
    found = findings(tmp_path, SMALL.replace(old, new, 1))
    by_code = [finding for finding in found if finding.code == code]
    assert len(by_code) == 1
    assert params.items() <= dict(by_code[0].params).items()
    assert by_code[0].file == "map.toml"
    # One mistake is told once, and leads to no other sentences (but a table that is not there).
    assert len(found) == 1 or "[columns]" in old


def test_ages_need_a_date_of_birth(tmp_path: Path) -> None:
    found = findings(tmp_path, SMALL.replace('birth_date = "Geboren"', ""))
    assert {finding.code for finding in found} == {"register-map-no-birth"}
    names = [finding.params["name"] for finding in found]
    assert names == ["eligible.minimum_age", "strata.leeftijd"]


def test_a_frame_of_addresses_needs_an_address(tmp_path: Path) -> None:
    for columns in ('street = "a"', 'postcode = "a"', 'house_number = "a"\nid = "b"'):
        found = findings(tmp_path, f'frame = "addresses"\n[columns]\n{columns}')
        assert [finding.code for finding in found] == ["register-map-no-address"]


def test_all_mistakes_are_told_at_once_and_in_the_same_order(tmp_path: Path) -> None:
    text = 'drp = 1\n[columns]\nplace = 1\nid = 2\nsurname = 3\n[strata]\na = ["x", "y"]\n'
    found = findings(tmp_path, text)
    assert [(finding.code, finding.params["name"]) for finding in found] == [
        ("register-map-unknown-nearest", "drp"),
        ("register-map-text", "columns.place"),
        ("register-map-text", "columns.id"),
        ("register-map-text", "columns.surname"),
        ("register-map-band", "strata.a"),
        ("register-map-band", "strata.a"),
        ("register-map-no-birth", "strata.a"),
    ]


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b'[columns]\nid = "a"\nid = "b"\n', 3),
        (b"[columns]\nid = a\n", 2),
        (b'[columns]\nid = "\xe9"\n', 2),
        (b"[columns]\nid = '''x", None),
        (b"a = " + b"[" * 5000, None),
        (b"a = " + b"9" * 5000, None),
    ],
)
def test_what_is_not_toml_is_refused(tmp_path: Path, data: bytes, row: int | None) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_map(path)
    assert [(found.code, found.row) for found in caught.value.findings] == [
        ("register-map-toml", row)
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("columns", [True, "id", ["id"], 7, None])
def test_columns_that_are_no_table_are_refused_once(columns: object) -> None:
    content = map_content(RegisterMap({"id": "a"}, (StratumColumn("b", "c"),)))
    with pytest.raises(InputError) as caught:
        map_from_content({**content, "columns": columns})
    assert [one.code for one in caught.value.findings] == ["register-map-table"]


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_content_that_is_no_map_is_refused(data: st.DataObject) -> None:
    content = map_content(RegisterMap({"id": "a"}, (StratumColumn("b", "c"),)))
    where = data.draw(st.sampled_from([*content, "strata.0", "strata.0.name", "strata.0.bands"]))
    *parts, last = where.split(".")
    target: object = content
    for part in parts:
        target = target[int(part)] if isinstance(target, list) else target[part]  # type: ignore[index]
    target[int(last) if isinstance(target, list) else last] = data.draw(json_values)  # type: ignore[index]
    try:
        found = map_from_content(content)
    except InputError:
        return
    assert map_from_content(map_content(found)) == found


def test_reserved_names_are_those_of_the_files_of_a_draw() -> None:
    assert all(key(name) == name for name in RESERVED)


def test_comments_of_the_examples_name_only_fields_that_exist() -> None:
    for path in EXAMPLES.glob("*.toml"):
        assert set(tomllib.loads(path.read_text("utf-8"))["columns"]) <= set(FIELDS)
