"""Synthetic registers: the same for ever, coherent, and what is said about them is true."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from sortition.letters.addresses import is_postcode
from sortition.register_synth import Form, Rates, RegisterSettings, make_register, write_register
from sortition.register_synth.columns import map_text
from sortition.register_synth.given import GIVEN, ORIGINS
from sortition.register_synth.homes import make_people
from sortition.register_synth.keys import service_numbers
from sortition.register_synth.register import Register
from sortition.register_synth.surnames import surnames
from sortition.register_synth.towns import districts
from sortition.register_synth.truth import ADDRESS_STEPS, PERSON_STEPS, Truth
from sortition.register_synth.words import MODEL, Words
from stratification.errors import InputError
from stratification.register.map import read_map
from stratification.register.model import FIELDS, Choices
from stratification.register.reading import open_register

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "registers"
PAGE = ROOT / "docs" / "synth-register.md"
MANY = Rates(*[5000] * 9)
SMALL = RegisterSettings(people=3000, seed="vector 1", municipalities=3, rates=MANY)
OTHER = RegisterSettings(
    people=150,
    seed="vector 2 é",
    municipalities=342,
    reference_date=datetime.date(2024, 2, 29),
    bsn=True,
)
ADDRESSES = replace(SMALL, frame="addresses")

# Write-once: the model of a name never changes. Another model gets another name and new digests.
VECTORS = {
    "small": "927c14f2bdc279bb81f9403d162f46e23a4ebae9c4a7684d4204662f1e612b82",
    "other": "9622f9e875eb76943b684ffa67654b0b1123ee33b38ad4b8a30bccf2595915cc",
    "addresses": "d9ff7b96ee8aa27d423407c51cb4280e2ad610dc2967ebeef539dafeec3c1050",
}
KINDS = {"small": SMALL, "other": OTHER, "addresses": ADDRESSES}


def records(register: Register) -> list[dict[str, str]]:
    return made(register)[0]


def made(register: Register) -> tuple[list[dict[str, str]], Truth]:
    """All rows, and the counts of them."""
    parts = [register.part(number) for number in range(len(register.districts))]
    rows = [row for cells, _ in parts for row in zip(*cells, strict=True)]
    records = [dict(zip(register.headers, row, strict=True)) for row in rows]
    return records, sum((truth for _, truth in parts), Truth())


def lines_of(path: Path, encoding: str = "utf-8") -> list[str]:
    return path.read_bytes().decode(encoding).removesuffix("\n").split("\n")


# ---- the numbers ----


def pcg64(state: int, increment: int, count: int) -> list[int]:
    """PCG XSL RR 128/64 as its paper has it, without numpy."""
    words = []
    for _ in range(count):
        state = (state * 0x2360ED051FC65DA44385DF649FCCF645 + increment) % 2**128
        word, turn = (state >> 64 ^ state) % 2**64, state >> 122
        words.append((word >> turn | word << (64 - turn)) % 2**64)
    return words


@pytest.mark.parametrize("seed", ["", "demo", "é\n"])
def test_the_numbers_are_those_of_the_specification(seed: str) -> None:
    digest = hashlib.sha256(f"{MODEL}\nsizes\n7\n{seed}".encode()).digest()
    state, increment = int.from_bytes(digest[:16], "big"), int.from_bytes(digest[16:], "big") | 1
    expected = [(word >> 32) * 1000 >> 32 for word in pcg64(state, increment, 200)]
    words = Words(seed, "sizes", 7)
    assert words.below(1000, 80).tolist() + words.below(1000, 120).tolist() == expected


def test_choices_follow_their_weights() -> None:
    counts = np.bincount(Words("x", "y", 0).choose([1, 0, 3], 40_000), minlength=3)
    assert counts[1] == 0
    assert abs(counts[0] - 10_000) < 500  # more than five standard deviations


# ---- the same for ever ----


def content(settings: RegisterSettings) -> bytes:
    register = make_register(settings)
    rows = [register.headers, *register.rows()]
    return "".join(";".join(row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("name", KINDS)
def test_the_bytes_of_model_1_never_change(name: str, tmp_path: Path) -> None:
    assert MODEL == "sortition-register-1"
    assert hashlib.sha256(content(KINDS[name])).hexdigest() == VECTORS[name]


def test_other_processes_write_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import datetime, sys; from pathlib import Path; from sortition.register_synth import *;"
        f"write_register({OTHER!r}, Path(sys.argv[1]))"
    )
    write_register(OTHER, tmp_path / "here")
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(tmp_path / "there")]
    subprocess.run(command, check=True, env=environment)
    for name in ("register.csv", "map.toml", "about.json"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()
    assert (tmp_path / "here" / "register.csv").read_bytes() == content(OTHER)


def test_a_district_does_not_depend_on_what_was_made_before() -> None:
    settings = replace(SMALL, people=20_000)
    register = make_register(settings)
    numbers = range(len(register.districts))
    assert len(numbers) > 3
    forward = [register.part(number) for number in numbers]
    backward = {number: make_register(settings).part(number) for number in reversed(numbers)}
    assert forward == [backward[number] for number in numbers]
    assert list(register.rows()) == [
        row for cells, _ in forward for row in zip(*cells, strict=True)
    ]


def test_seeds_give_other_registers() -> None:
    assert content(SMALL) != content(replace(SMALL, seed="other"))


# ---- people ----


def test_there_are_as_many_people_as_asked() -> None:
    for people in (1, 2, 3, 7, 999, 1500, 12_345):
        rows, truth = made(make_register(RegisterSettings(people, "x", municipalities=5)))
        assert len({row["Persoonssleutel"] for row in rows}) == people
        assert len(rows) == truth.rows == people + truth.left_out["duplicates"]


@profile(max_examples=15, deadline=None)
@given(
    st.integers(1, 300),
    st.text(max_size=3),
    st.sampled_from((1, 2, 7, 40)),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 12, 31)),
    st.integers(0, 100_000),
)
def test_any_settings_give_whole_rows(
    people: int, seed: str, towns: int, day: datetime.date, rate: int
) -> None:
    settings = RegisterSettings(people, seed, towns, day, rates=Rates(*[rate] * 9))
    register = make_register(settings)
    rows, truth = made(register)
    assert len(rows) == truth.rows == sum(truth.left_out.values()) + truth.eligible
    assert len({row["Persoonssleutel"] for row in rows}) == people
    assert all(re.fullmatch(r"[1-9]\d{9}", row["Persoonssleutel"]) for row in rows)
    assert all(not set(';"\n\r') & set(cell) for row in rows for cell in row.values())
    assert sum(truth.by_municipality.values()) == truth.eligible
    assert sum(size * homes for size, homes in truth.homes.items()) == truth.eligible
    homes = replace(register, settings=replace(settings, frame="addresses"))
    rows, truth = made(homes)
    assert len(rows) == truth.rows == sum(truth.left_out.values()) + truth.eligible


def test_families_are_coherent() -> None:
    """Parents are 17 years older than their children at least, and children come one by one."""
    for number, district in enumerate(districts(RegisterSettings(30_000, "homes", 4))):
        people = make_people(district, "homes")
        assert number == district.number
        assert len(people.home) == district.people == people.homes.sum()
        first = people.first
        assert (people.days[people.child] <= people.days[first][people.child] - 17 * 365).all()
        father = np.flatnonzero(people.couple[first] & people.child)
        assert (people.days[father] <= people.days[first[father] + 1] - 17 * 365).all()
        both = people.child[1:] & people.child[:-1] & (people.home[1:] == people.home[:-1])
        gaps = (people.days[:-1] - people.days[1:])[both]
        assert (gaps[gaps != 0] >= 380).all()  # or twins
        assert (people.days >= 0).all()
        assert (people.days[~people.child] >= 17 * 365).all()


def test_ages_and_households_are_about_those_of_the_netherlands() -> None:
    """Shares of CBS of 1 January 2024, give or take one and a half points."""
    ages: Counter[int] = Counter()
    sizes: Counter[int] = Counter()
    people = 400_000
    for district in districts(RegisterSettings(people, "ages", 9)):
        made = make_people(district, "ages")
        ages.update((made.days * 4 // 1461).tolist())
        sizes.update(made.homes.tolist())
    bands = ((0, 15, 15.2), (15, 25, 12.3), (25, 45, 25.6), (45, 65, 26.4), (65, 106, 20.5))
    for low, high, expected in bands:
        found = 100 * sum(ages[age] for age in range(low, high)) / people
        assert abs(found - expected) < 1.5, (low, found)
    assert max(ages) <= 105
    homes = sum(sizes.values())
    for size, expected in ((1, 39), (2, 33), (3, 12), (4, 12)):  # of all households, CBS
        assert abs(100 * sizes[size] / homes - expected) < 3.5, size
    assert 2.0 < people / homes < 2.3
    assert sum(size > 8 for size in sizes.elements()) > 20  # care homes


def test_families_share_names() -> None:
    rows = records(make_register(RegisterSettings(20_000, "names", 1, rates=Rates(*[0] * 9))))
    homes = defaultdict(list)
    for row in rows:
        homes[row["Identificatiecode nummeraanduiding"]].append(row)
    children = shared = spouses = 0
    for people in homes.values():
        for row in people:
            if row["Geboortedatum"] > "20100000":
                children += 1
                own = row["Geslachtsnaam"].removesuffix("a").removesuffix("i")
                others = [r["Geslachtsnaam"] for r in people if r is not row]
                shared += any(name.startswith(own) for name in others)
            if row["Geslachtsnaam partner"] and len(people) == 2:
                (other,) = [r for r in people if r is not row]
                spouses += row["Geslachtsnaam partner"] == other["Geslachtsnaam"]
            assert (row["Aanduiding naamgebruik"] == "E") or row["Geslachtsnaam partner"]
            initials = "".join(f"{name[0]}." for name in row["Voornamen"].split())
            assert row["Voorletters"] == initials
    assert shared / children > 0.9
    assert spouses > 1000
    names = {row["Voornamen"].split()[0] for row in rows}
    marks = {c for row in rows for c in row["Geslachtsnaam"] + row["Voornamen"] if ord(c) > 127}
    assert len(names) > 300
    assert {"ë", "ş", "ł", "ï"} <= marks
    assert {"", "van", "van der", "'t", "van 't", "el"} <= {
        r["Voorvoegsel geslachtsnaam"] for r in rows
    }


def test_frisian_names_are_in_friesland() -> None:
    register = make_register(RegisterSettings(400_000, "friesland", 342))
    frisian = re.compile(r"(stra|sma|inga|ema)$")
    shares = {}
    for town in ("Súdwest-Fryslân", "Roosendaal"):
        parts = (part for part in register.districts if part.municipality.name == town)
        cells, _ = register.part(next(parts).number)
        names = cells[register.headers.index("Geslachtsnaam")]
        shares[town] = sum(bool(frisian.search(name)) for name in names) / len(names)
    assert shares["Súdwest-Fryslân"] > 0.25
    assert shares["Roosendaal"] < 0.08


# ---- addresses ----


def test_addresses_are_valid_and_one_is_one() -> None:
    """Codes, and what an address is written as, name the same homes; postcodes have one place."""
    register = make_register(RegisterSettings(60_000, "a", 4, rates=Rates(*[0] * 9)))
    rows = records(register)
    written = {
        tuple(row[h] for h in ("Postcode", "Huisnummer", "Huisletter", "Huisnummertoevoeging"))
        for row in rows
    }
    codes = {row["Identificatiecode nummeraanduiding"] for row in rows}
    addresses = replace(register, settings=replace(register.settings, frame="addresses"))
    homes = made(addresses)[1].eligible
    assert len(written) == len(codes) == homes
    assert all(is_postcode(row["Postcode"]) for row in rows)
    assert all(len(row["Straatnaam"]) <= 24 for row in rows)
    towns: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        towns[row["Postcode"][:4]].add(row["Gemeentecode"])
        places[row["Postcode"]].add(row["Woonplaatsnaam"])
        code = row["Identificatiecode nummeraanduiding"]
        assert re.fullmatch(row["Gemeentecode"] + r"20\d{10}", code)
    assert {len(codes) for codes in towns.values()} == {1}
    assert {len(names) for names in places.values()} == {1}
    assert len({row["Wijk"] for row in rows}) > 5


def test_all_municipalities_are_there_in_proportion() -> None:
    parts = districts(RegisterSettings(18_000_000, "x", 342))
    people: Counter[str] = Counter()
    for part in parts:
        people[part.municipality.name] += part.people
        assert part.people < 12_000
    assert len(people) == 342
    assert people["Amsterdam"] == round(931_298 * 18_000_000 / 17_942_942)
    assert min(people.values()) == people["Schiermonnikoog"] == 975
    postcodes = [part.postcode for part in parts]
    assert len(set(postcodes)) == len(postcodes)
    assert 1000 < min(postcodes) < max(postcodes) < 10_000
    zeeland = [part.postcode for part in parts if part.municipality.name == "Goes"]
    assert 4300 <= zeeland[0] < 4600  # where Zeeland's postcodes are


def test_service_numbers_pass_the_eleven_test() -> None:
    numbers = service_numbers(np.arange(0, 9_000_000, 997)).tolist()
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        digits = [int(digit) for digit in str(number)]
        assert (len(digits), digits[0]) == (9, 9)
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        assert sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0


# ---- what is said about a register is true ----


def dates(known: str) -> tuple[str, str]:
    """The first and the last date that somebody may be born on."""
    year, month, day = known[:4], known[4:6], known[6:]
    if year == "0000":
        return "0000-01-01", "9999-12-31"
    if month == "00":
        return f"{year}-01-01", f"{year}-12-31"
    if day == "00":
        last = calendar.monthrange(int(year), int(month))[1]
        return f"{year}-{month}-01", f"{year}-{month}-{last}"
    return f"{year}-{month}-{day}", f"{year}-{month}-{day}"


def expected(rows: list[dict[str, str]], day: datetime.date) -> tuple[dict[str, int], int]:
    """The steps as their words say, row by row: slow and independent."""
    limit = f"{day.year - 16:04}-{day.month:02}-{day.day:02}"
    counts = dict.fromkeys(PERSON_STEPS, 0)
    seen: set[tuple[str, ...]] = set()
    eligible = 0
    for row in rows:
        first, last = dates(row["Geboortedatum"])
        parts = ("Straatnaam", "Huisnummer", "Postcode", "Woonplaatsnaam")
        reasons = {
            "duplicates": tuple(row.values()) in seen,
            "suspended": row["Reden opschorting bijhouding"] != "",
            "too_young": first > limit,
            "undetermined": last > limit,
            "investigated": row["Aanduiding gegevens in onderzoek"] == "089999",
            "invalid_address": not all(row[part] for part in parts)
            or not is_postcode(row["Postcode"]),
        }
        seen.add(tuple(row.values()))
        step = next((name for name in PERSON_STEPS if reasons[name]), None)
        if step is None:
            eligible += 1
        else:
            counts[step] += 1
    return counts, eligible


@pytest.mark.parametrize(
    "settings",
    [
        SMALL,
        OTHER,
        replace(SMALL, reference_date=datetime.date(2024, 2, 29), rates=Rates(60_000)),
        replace(SMALL, reference_date=datetime.date(2024, 12, 31), rates=Rates(60_000)),
        replace(SMALL, reference_date=datetime.date(2025, 7, 1), rates=Rates(60_000)),
        replace(SMALL, reference_date=datetime.date(2025, 2, 28), rates=Rates(60_000)),
    ],
)
def test_counts_are_those_of_the_rows(settings: RegisterSettings) -> None:
    register = make_register(settings)
    rows, truth = made(register)
    counts, eligible = expected(rows, settings.reference_date)
    assert (truth.left_out, truth.eligible) == (Counter(counts), eligible)
    if settings is SMALL:
        assert all(truth.left_out[step] for step in PERSON_STEPS)
        different = {tuple(row.values()): row for row in rows}.values()
        codes = Counter(f"suspension {r['Reden opschorting bijhouding']}" for r in different)
        assert codes["suspension O"] == truth.made["suspension O"] > 0
        sexes = Counter(row["Geslachtsaanduiding"] for row in different)
        assert sexes["O"] == truth.made["unknown sex"] > 0


def test_counts_of_addresses_are_those_of_the_rows() -> None:
    register = make_register(ADDRESSES)
    rows, truth = made(register)
    different = {tuple(row.values()): row for row in rows}.values()
    valid = [
        row
        for row in different
        if is_postcode(row["Postcode"])
        and all(row[part] for part in ("Openbare ruimte", "Huisnummer", "Woonplaats"))
    ]
    assert truth.left_out["duplicates"] == len(rows) - len(different) > 0
    assert (truth.eligible, truth.rows) == (len(valid), len(rows))
    assert Counter(int(row["Aantal bewoners"]) for row in valid) == truth.homes
    people = records(make_register(SMALL))
    living = {row["Persoonssleutel"] for row in people if not row["Reden opschorting bijhouding"]}
    assert sum(int(row["Aantal bewoners"]) for row in different) == len(living)


# ---- files ----


def test_headers_and_map_are_those_of_the_examples(tmp_path: Path) -> None:
    for frame, example in (("persons", "brp-personen.toml"), ("addresses", "bag-adressen.toml")):
        settings = replace(SMALL, frame=frame)  # type: ignore[arg-type]
        mine = tomllib.loads(map_text(settings.frame))
        theirs = tomllib.loads((EXAMPLES / example).read_text(encoding="utf-8"))
        assert mine["columns"] == theirs["columns"]
        assert set(mine["columns"]) <= set(FIELDS)
        assert mine["strata"] == theirs["strata"]
        assert mine.get("eligible") == theirs.get("eligible")
        named = set(mine["columns"].values()) | {"Wijk"}
        assert named <= set(make_register(settings).headers)


def test_forms_have_the_same_rows(tmp_path: Path) -> None:
    rows = (
        lines_of(tmp_path / "a" / "register.csv") if write_register(SMALL, tmp_path / "a") else []
    )
    write_register(SMALL, tmp_path / "b", Form(encoding="windows-1252"))
    old = lines_of(tmp_path / "b" / "register.csv", "cp1252")
    assert len(old) == len(rows)
    differ = [(a, b) for a, b in zip(rows, old, strict=True) if a != b]
    assert differ
    for ours, theirs in differ:
        assert len(ours) == len(theirs)
        with pytest.raises(UnicodeEncodeError):
            ours.encode("cp1252")
    write_register(SMALL, tmp_path / "c", Form(format="parquet"))
    found = duckdb.sql(f"FROM read_parquet('{tmp_path / 'c' / 'register.parquet'}')")
    assert {str(kind) for kind in found.types} == {"VARCHAR"}
    assert [";".join(found.columns), *map(";".join, found.fetchall())] == rows
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == [
        "about.json",
        "map.toml",
        "register.parquet",
    ]


def test_about_says_what_the_file_is(tmp_path: Path) -> None:
    returned = write_register(OTHER, tmp_path / "town")
    about: Any = json.loads((tmp_path / "town" / "about.json").read_text(encoding="utf-8"))
    assert about == json.loads(json.dumps(returned))
    assert about["model"] == MODEL
    assert about["note"].startswith("No real person")
    file = about["file"]
    data = (tmp_path / "town" / file["name"]).read_bytes()
    assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert about["counts"]["rows"] == data.count(b"\n") - 1
    assert list(about["counts"]["left_out"]) == sorted(PERSON_STEPS)
    assert about["steps"] == list(PERSON_STEPS)
    assert about["settings"]["reference_date"] == "2024-02-29"
    assert make_register(ADDRESSES).steps == ADDRESS_STEPS


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        write_register(SMALL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sortition.register_synth.writing.os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_register(SMALL, tmp_path / "town")
    assert list(tmp_path.iterdir()) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = RegisterSettings(
        0, "\ud800", 343, datetime.date(1900, 1, 1), "addresses", True, Rates(-1, 100_001)
    )
    with pytest.raises(InputError) as caught:
        write_register(wrong, Path("nowhere"), Form("parquet", "windows-1252"))
    found = [(f.code, f.params.get("name")) for f in caught.value.findings]
    assert found == [
        ("synth-whole", "people"),
        ("synth-whole", "municipalities"),
        ("synth-whole", "reference date (year)"),
        ("synth-whole", "partial_dates"),
        ("synth-whole", "suspended"),
        ("register-synth-parquet-encoding", None),
        ("register-synth-bsn-addresses", None),
        ("draw-text-damaged", None),
    ]


def test_the_lists_are_sound() -> None:
    for origin in ORIGINS:
        for names in (text.split() for sex in GIVEN[origin] for text in sex):
            assert len(names) == len(set(names)) >= 30
        found = surnames(origin)
        assert len(found) >= 40
        assert all(name.weight > 0 and name.man and name.woman for name in found)
        assert len({(name.prefix, name.man) for name in found}) > 0.97 * len(found)


# ---- the page ----


def test_the_page_has_the_rates_and_its_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    rates = re.findall(r"^\| `(\w+)` \| ([1-9]\d*)(?: of the addresses)? \|", text, re.MULTILINE)
    assert {name: int(rate) for name, rate in rates} == asdict(Rates())
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "synth-register.md", "exec"), {})
    assert (tmp_path / "town" / "register.csv").read_bytes().count(b"\n") > 10_000


# ---- the reader finds what was made ----


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        (SMALL, Form()),
        (SMALL, Form(encoding="windows-1252")),
        (SMALL, Form(format="parquet")),
        (replace(SMALL, reference_date=datetime.date(2024, 2, 29)), Form()),
        (ADDRESSES, Form()),
    ],
)
def test_the_reader_counts_what_was_made(
    settings: RegisterSettings, form: Form, tmp_path: Path
) -> None:
    """The counts made while drawing against those of the reader: two ways that share nothing."""
    counts: Any = write_register(settings, tmp_path / "town", form)["counts"]
    mapping = read_map(tmp_path / "town" / "map.toml")
    persons = settings.frame == "persons"
    strata = ("gemeente", "leeftijd") if persons else ("gemeente",)
    path = tmp_path / "town" / f"register.{form.format}"
    with open_register(path, mapping, Choices(settings.reference_date, strata)) as register:
        reading, database = register.reading, register.database
        towns = database.sql("SELECT s1, count(*) FROM frame GROUP BY s1").fetchall()
        homes = database.sql(
            "SELECT home, count(DISTINCT address) FROM frame GROUP BY home"
        ).fetchall()
    found: Counter[str] = Counter()
    for step in reading.steps:
        name = "suspended" if step.code.startswith("step-suspended") else STEPS[step.code]
        found[name] += step.removed
    assert found == Counter(counts["left_out"])
    assert (reading.rows, reading.people) == (counts["rows"], counts["eligible"])
    assert reading.confidential == counts["confidential"]
    assert dict(towns) == counts["by_municipality"]
    assert {str(size): number for size, number in homes} == counts["homes"]


STEPS = {
    "step-duplicates": "duplicates",
    "step-too-young": "too_young",
    "step-age-undetermined": "undetermined",
    "step-address-investigated": "investigated",
    "step-no-postal-address": "invalid_address",
}


def test_a_service_number_is_refused(tmp_path: Path) -> None:
    write_register(replace(SMALL, people=200, bsn=True), tmp_path / "town")
    mapping = read_map(tmp_path / "town" / "map.toml")
    choices = Choices(SMALL.reference_date)
    path = tmp_path / "town" / "register.csv"
    with pytest.raises(InputError) as caught, open_register(path, mapping, choices):
        pass
    assert [(f.code, f.column) for f in caught.value.findings] == [
        ("register-bsn", "Burgerservicenummer")
    ]
    dropping = replace(mapping, drop=("Burgerservicenummer",))
    with open_register(path, dropping, choices) as register:
        assert register.reading.people > 0
