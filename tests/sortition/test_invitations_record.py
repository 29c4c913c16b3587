"""The record of a first draw: complete, checked byte by byte, and silent about people."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import stat
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from sortition.invitations.allocate import equal
from sortition.invitations.homes import Home
from sortition.invitations.invite import Invited, invite
from sortition.invitations.layout import FORECAST_COLUMNS, KEYS, StratumLine, read_strata
from sortition.invitations.model import Forecast, Plan, Shortage, Strata, Stratum
from sortition.invitations.record import read_wave
from sortition.letters.codes import code_hash, is_code
from sortition.letters.table import people_rows
from sortition.record import chance_text, json_bytes, sealed
from stratification.errors import InputError, VerificationError
from stratification.tables import table_bytes, unguard
from stratification.text import tidy
from tests.sortition.invitations import (
    COLUMNS,
    MAP,
    ODD_NAMES,
    plain_number,
    private_rows,
    register_rows,
    request,
    write_register,
)
from tests.sortition.test_reproducible import in_process

PEOPLE = 400
STAGES = ["invite-read", "invite-spread", "invite-draw", "invite-people", "invite-write"]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Invited:
    """A draw of 80 of 400; its files are only looked at."""
    folder = tmp_path_factory.mktemp("drawn")
    register = write_register(folder / "register.csv", register_rows(PEOPLE))
    return invite(request(folder, register, 80, part="Zeewijk"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_written(drawn: Invited) -> None:
    names = [
        *("record/draw-1.sql", "record/homes-1.csv", "record/letters-1.csv"),
        *("record/provision.csv", "record/strata-1.csv", "record/wave-1.json"),
        *("private/people-1.csv", "private/salt.txt"),
    ]
    assert list(drawn.files) == names
    found = [path for path in drawn.folder.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(drawn.folder).as_posix() for path in found) == sorted(names)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_private_files_are_the_owners_only(drawn: Invited) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    private, record = drawn.folder / "private", drawn.folder / "record"
    assert mode(private) == 0o700
    assert {mode(path) for path in private.iterdir()} == {0o600}
    umask = os.umask(0)
    os.umask(umask)
    assert {mode(path) for path in record.iterdir()} == {0o666 & ~umask}


def test_wave_json(drawn: Invited) -> None:
    record = read_wave(drawn.folder / "record", 1)
    content = dict(record.content)
    assert set(content) == set(KEYS)
    names = [row["unit"] for row in private_rows(drawn.folder, 1)]
    label = "letters Zeewijk"
    ordered = sorted(names, key=lambda unit: plain_number("openbaar zaad", label, unit))
    expected = {
        "wave": 1,
        "part": "Zeewijk",
        "label": label,
        "seed": "openbaar zaad",
        "frame": "persons",
        "one_per_address": False,
        "reference_date": "2026-03-01",
        "people": PEOPLE,
        "units": PEOPLE,
        "strata_columns": ["wijk", "groep"],
        "only": [],
        "forecast": None,
        "proportional_forecast": None,
        "letters": 80,
        "earlier": 0,
        "earlier_drawn": None,
        "previous": None,
        "drawn": hashlib.sha256("\n".join(ordered).encode()).hexdigest(),
    }
    assert {key: content[key] for key in expected} == expected
    assert content["spread"]["kind"] == "proportional"
    assert set(content["versions"]) == {"sortition", "python", "duckdb", "number"}
    register = drawn.folder.parent / "register.csv"
    assert content["register"] == {
        "name": "register.csv",
        "digest": hashlib.sha256(register.read_bytes()).hexdigest(),
        "rows": PEOPLE,
    }


def test_strata(drawn: Invited) -> None:
    everybody = Counter((row[8], row[9]) for row in register_rows(PEOPLE))
    people = private_rows(drawn.folder, 1)
    letters = Counter((row["stratum wijk"], row["stratum groep"]) for row in people)
    found = rows(drawn.folder / "record" / "strata-1.csv")
    assert [(row["wijk"], row["groep"]) for row in found] == sorted(everybody)
    for row in found:
        values = row["wijk"], row["groep"]
        size, count = everybody[values], letters[values]
        assert (int(row["size"]), int(row["earlier"]), int(row["letters"])) == (size, 0, count)
        assert row["chance"] == chance_text(Fraction(count, size))
        assert row["proportional"] == row["letters"]
        taken = {one["unit"] for one in people}
        for person in register_rows(PEOPLE):
            if (person[8], person[9]) == values:
                number = plain_number("openbaar zaad", "letters Zeewijk", person[0])
                assert (number < row["below"]) == (person[0] in taken)


def test_letters_and_codes(drawn: Invited) -> None:
    """The public rows and the private ones are about the same letters, in an order of their own."""
    public = rows(drawn.folder / "record" / "letters-1.csv")
    people = people_rows(drawn.folder / "private" / "people-1.csv")
    salt = bytes.fromhex((drawn.folder / "private" / "salt.txt").read_text().strip())
    assert [row["letter"] for row in public] == [f"1-{n:06}" for n in range(1, 81)]
    assert [row["code_hash"] for row in public] == sorted(row["code_hash"] for row in public)
    assert len({person["code"] for person in people}) == 80
    for row, person in zip(public, people, strict=True):
        assert is_code(person["code"])
        assert row["code_hash"] == code_hash(salt, person["code"])
        assert row["letter"] == person["letter"]
        assert row["wijk"] == person["stratum wijk"]


def test_homes(drawn: Invited) -> None:
    """Of every size the mean chance of its people; the chances add up to the letters."""
    chances = {line.stratum.values: line.chance for line in drawn.strata}
    people = [(row[1], chances[row[8], row[9]]) for row in register_rows(PEOPLE)]
    sizes = Counter(address for address, _ in people)
    found = {}
    for size in set(sizes.values()):
        some = [chance for address, chance in people if sizes[address] == size]
        mean = sum(some, Fraction(0)) / len(some)
        found[str(size)] = Home(str(size), len(some) // size, len(some), mean, mean)
    assert {home.home: home for home in drawn.homes} == found
    assert sum(home.chance * home.people for home in drawn.homes) == 80
    written = rows(drawn.folder / "record" / "homes-1.csv")
    assert [(row["home"], row["people"]) for row in written] == [
        (home.home, str(home.people)) for home in drawn.homes
    ]


def test_provision(drawn: Invited) -> None:
    assert rows(drawn.folder / "record" / "provision.csv") == [
        {
            "date": "2026-04-01",
            "recipient": "Gemeente Zeewijk -> sortition invite, wave 1",
            "fields": "id; address; surname; street; house_number; postcode; place; "
            "confidential; wijk; groep",
            "people": "80",
            "purpose": "Burgerberaad",
            "ground": "Verordening",
            "refused": "0",
        }
    ]


def test_a_map_without_provision_is_said(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(50))
    (tmp_path / "map.toml").write_text(MAP.replace('ground = "Verordening"\n', ""))
    invited = invite(request(tmp_path, register, 5))
    assert [finding.params for finding in invited.notices] == [{"names": "ground"}]
    assert "record/provision.csv" not in invited.files


def test_nothing_public_is_about_a_person(drawn: Invited) -> None:
    people = private_rows(drawn.folder, 1)
    public = b"\n".join(path.read_bytes() for path in (drawn.folder / "record").iterdir()).decode()
    text = repr(drawn)
    for word in ("Kanarie", "HYPERLINK", "1234 AB", "zyal", "Zoe"):
        assert word not in public
        assert word not in text
    for person in people:
        for name in ("unit", "address", "code"):
            assert f'"{person[name]}"' not in public
            assert f",{person[name]}" not in public
            assert person["code"] not in text


def test_names_of_all_kinds_arrive_and_none_is_run(drawn: Invited) -> None:
    """As they are in the register, on one line; no cell begins as a formula."""
    in_register = {row[0]: row[3] for row in register_rows(PEOPLE)}
    people = private_rows(drawn.folder, 1)
    assert {in_register[row["unit"]] for row in people} == set(ODD_NAMES)
    for row in people:
        assert row["surname"] == tidy(unguard(in_register[row["unit"]]))
    with (drawn.folder / "private" / "people-1.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert drawn.confidential == sum(row["confidential"] == "yes" for row in people) > 0


def test_stages_of_progress(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(50))
    stages: list[str] = []
    invite(request(tmp_path, register, 5), lambda stage, done, total: stages.append(stage))
    assert stages == STAGES


# ---- reading ----


def test_every_byte_counts(drawn: Invited) -> None:
    record = drawn.folder / "record"
    for path in sorted(record.iterdir()):
        if path.name == "provision.csv":
            continue
        right = path.read_bytes()
        try:
            for place in range(0, len(right), max(1, len(right) // 40)):
                path.write_bytes(right[:place] + bytes([right[place] ^ 1]) + right[place + 1 :])
                with pytest.raises(VerificationError) as caught:
                    read_wave(record, 1)
                assert {finding.file for finding in caught.value.findings} == {path.name}
        finally:
            path.write_bytes(right)
    read_wave(record, 1)


CHANGES = {
    "wave": 2,
    "part": 3,
    "seed": None,
    "label": "letters",
    "frame": "homes",
    "one_per_address": 0,
    "reference_date": "2026-3-1",
    "register": {"name": "x"},
    "map": [],
    "excluded": {"a": "b"},
    "steps": [{"code": "x", "removed": 1}],
    "people": -1,
    "units": 1,
    "confidential": 401,
    "strata_columns": ["wijk"],
    "only": [["x", "y"]],
    "spread": {},
    "forecast": 1,
    "proportional_forecast": [],
    "letters": 79,
    "earlier": -1,
    "drawn": "0",
    "addresses": "x" * 64,
    "earlier_drawn": "0" * 64,
    "files": {"../wave-1.json": "0" * 64},
    "previous": "0" * 64,
    "versions": {"x": 1},
    "format": "sortition-invitations-2",
}


@pytest.mark.parametrize("key", CHANGES)
def test_values_that_cannot_be_are_found_though_the_digest_is_right(
    drawn: Invited, key: str
) -> None:
    path = drawn.folder / "record" / "wave-1.json"
    right = path.read_bytes()
    assert set(CHANGES) == set(KEYS) - {"digest"}
    try:
        path.write_bytes(json_bytes(sealed({**json.loads(right), key: CHANGES[key]})))
        with pytest.raises(VerificationError):
            read_wave(path.parent, 1)
    finally:
        path.write_bytes(right)


def reseal(record: Path, name: str, data: bytes) -> None:
    """Put other bytes into a file of the wave, with the digests that belong to them."""
    (record / name).write_bytes(data)
    content = json.loads((record / "wave-1.json").read_bytes())
    content["files"][name] = hashlib.sha256(data).hexdigest()
    (record / "wave-1.json").write_bytes(json_bytes(sealed(content)))


@pytest.mark.parametrize(
    ("name", "old", "new", "match"),
    [
        ("strata-1.csv", "chance", "kans", "header"),
        ("strata-1.csv", "Noord,jong", "Noord,oud", "strata|value"),
        ("strata-1.csv", ",0,", ",1,", "value"),
        ("strata-1.csv", "Noord,jong", '"Noord",jong', "bytes"),
        ("letters-1.csv", "1-000002", "1-000003", "numbered"),
        ("letters-1.csv", "Zuid", "Noord", "stratum"),
        ("letters-1.csv", "1-000001,", "1-000001,x,", "cells|columns|row"),
    ],
)
def test_tables_that_cannot_be_are_found_though_the_digests_are_right(
    tmp_path: Path, drawn: Invited, name: str, old: str, new: str, match: str
) -> None:
    record = Path(shutil.copytree(drawn.folder / "record", tmp_path / "record"))
    text = (record / name).read_text(encoding="utf-8")
    assert old in text
    reseal(record, name, text.replace(old, new, 1).encode())
    with pytest.raises(VerificationError, match=rf"(?s)^{name}.*({match})"):
        read_wave(record, 1)


def test_letters_out_of_order_are_found(tmp_path: Path, drawn: Invited) -> None:
    record = Path(shutil.copytree(drawn.folder / "record", tmp_path / "record"))
    lines = (record / "letters-1.csv").read_text().splitlines()
    one, two = lines[1].rsplit(",", 1), lines[2].rsplit(",", 1)
    lines[1:3] = [f"{one[0]},{two[1]}", f"{two[0]},{one[1]}"]
    reseal(record, "letters-1.csv", ("\n".join(lines) + "\n").encode())
    with pytest.raises(VerificationError, match="order of their hashes"):
        read_wave(record, 1)


# ---- plans, settings ----


def foreseen(strata: Strata) -> Plan:
    """As a planner with targets gives it."""
    plan = equal(strata, 8)
    one = Forecast(8, 0.9, 0.88, 0.92, 1000, (1, 2, 3), (Shortage("groep", "jong", 0.1),))
    many = len(strata.rows)
    return replace(
        plan,
        forecast=one,
        proportional_forecast=replace(one, probability=0.5, low=0.4, high=0.6),
        curve=(one, replace(one, letters=16)),
        proportional_curve=(one,),
        seat_chances=(0.25,) * many,
        proportional_seat_chances=(0.125,) * many,
        responses=(0.05,) * many,
    )


def test_a_forecast_is_published(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(100))
    asked = request(tmp_path, register, 8, planner=foreseen)
    record = invite(asked).folder / "record"
    assert [list(row.values()) for row in rows(record / "curve-1.csv")] == [
        ["equal", "8", "0.900000", "0.880000", "0.920000"],
        ["equal", "16", "0.900000", "0.880000", "0.920000"],
        ["proportional", "8", "0.900000", "0.880000", "0.920000"],
    ]
    strata = rows(record / "strata-1.csv")
    assert [row["letters"] for row in strata] == ["2"] * 4
    assert [row["proportional"] for row in strata] == ["2", "3", "1", "2"]
    for row in strata:
        assert [row[name] for name in FORECAST_COLUMNS] == [
            "0.050000",
            "0.1",
            "0.250000",
            "0.125000",
        ]
    wave = read_wave(record, 1)
    assert wave.content["forecast"]["shortages"] == [["groep", "jong", 0.1]]
    assert wave.content["proportional_forecast"]["probability"] == 0.5
    # Of a later wave for some of the strata, the plan says nothing about the others.
    second = invite(replace(asked, wave=2, only=(("wijk", "Zuid"),)))
    assert [line.forecast[0] for line in second.strata] == ["", "", "0.050000", "0.050000"]
    assert [line.forecast[1] for line in second.strata] == ["", "", "0.3", "0.3"]
    read_wave(record, 2)


def test_settings_that_cannot_be_are_all_told_and_nothing_is_written(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(50))
    (tmp_path / "map.toml").write_text(MAP.replace('groep = "groep"', 'Letters = "groep"'))
    asked = request(tmp_path, register, 5, strata=("wijk", "Letters"), seed=" \n", part="a\nb")
    with pytest.raises(InputError) as caught:
        invite(asked)
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["invite-seed-blank", "invite-part", "invite-strata-name"]
    with pytest.raises(InputError, match="UTF-8"):
        invite(replace(asked, seed="\udcff", part=None))
    for part in ("", " x", "x ", "\udcff", "a\u2028b"):
        with pytest.raises(InputError, match="name of the part"):
            invite(replace(asked, part=part))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.toml", "register.csv"]


def test_a_plan_without_letters_is_an_error(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(50))
    with pytest.raises(InputError, match="no stratum would get a letter"):
        invite(request(tmp_path, register, 0))
    assert not (tmp_path / "out").exists()


def test_strata_named_as_fields_and_values_like_formulas(tmp_path: Path) -> None:
    """A column may be called as one of the letter's, and a value may look like a formula."""
    some = [
        [*row[:8], "=1+1" if row[8] == "Noord" else "'t;Oost", *row[9:]]
        for row in register_rows(60)
    ]
    register = write_register(tmp_path / "register.csv", some)
    (tmp_path / "map.toml").write_text(
        MAP.replace('wijk = "wijk"', 'place = "wijk"').replace(
            'groep = "groep"', '"=sex" = "groep"'
        )
    )
    asked = request(tmp_path, register, 20, strata=("place", "=sex"))
    invite(asked)
    invite(replace(asked, wave=2))
    found = read_wave(asked.out / "record", 2)
    assert found.columns == ("place", "=sex")
    assert {line.stratum.values[0] for line in found.strata} == {"=1+1", "'t;Oost"}
    assert {row["place"] for row in private_rows(asked.out, 1)} == {"Kanariedam"}
    assert COLUMNS[8] == "wijk"


def test_a_frame_of_addresses(tmp_path: Path) -> None:
    """A letter goes to an address, whose residents share its chance."""
    homes = [
        (f"{home:016}", str(1 + home % 3), "Noord" if home % 4 else "Zuid") for home in range(120)
    ]
    register = tmp_path / "register.csv"
    with register.open("w", encoding="utf-8", newline="") as file:
        header = ["adres", "bewoners", "straat", "nummer", "postcode", "plaats", "wijk"]
        rest = ("Kanariestraat", "1", "1234 AB", "Kanariedam")
        rows = [(home, residents, *rest, wijk) for home, residents, wijk in homes]
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    (tmp_path / "map.toml").write_text(
        """frame = "addresses"
        [columns]
        address = "adres"
        residents = "bewoners"
        street = "straat"
        house_number = "nummer"
        postcode = "postcode"
        place = "plaats"
        [strata]
        wijk = "wijk"
        """
    )
    asked = request(tmp_path, register, 12, strata=("wijk",))
    first = invite(asked)
    assert [(line.stratum.size, line.letters) for line in first.strata] == [(90, 9), (30, 3)]
    tenth = Fraction(1, 10)
    assert first.homes == tuple(
        Home(str(size), 40, 40 * size, tenth, tenth / size) for size in (1, 2, 3)
    )
    second = invite(replace(asked, wave=2))
    assert second.homes[2].person_chance == Fraction(1, 15)
    people = private_rows(asked.out, 1) + private_rows(asked.out, 2)
    assert len({row["unit"] for row in people}) == 24
    assert all(row["address"] == row["unit"] for row in people)
    assert read_wave(asked.out / "record", 2).content["frame"] == "addresses"


def test_without_addresses_nothing_is_said_of_homes(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(60))
    gone = ("address", "street", "house_number", "postcode", "place")
    lines = [line for line in MAP.splitlines() if not line.startswith(gone)]
    (tmp_path / "map.toml").write_text("\n".join(lines))
    asked = request(tmp_path, register, 10)
    invited = invite(asked)
    assert invited.homes == ()
    assert "record/homes-1.csv" not in invited.files
    assert {row["address"] for row in private_rows(asked.out, 1)} == {""}
    invite(replace(asked, wave=2))
    read_wave(asked.out / "record", 2)


def test_want_of_memory_is_said(tmp_path: Path) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(60))

    def planner(strata: Strata) -> Plan:
        raise duckdb.OutOfMemoryException("with the row of somebody")

    with pytest.raises(InputError) as caught:
        invite(request(tmp_path, register, 10, planner=planner))
    assert [finding.code for finding in caught.value.findings] == ["register-memory"]
    assert "somebody" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_stratum_lines_are_read_as_written() -> None:
    line = StratumLine(Stratum(("x",), 30, 10), 5, "0a", 4, ("0.1", "1.0", "0.2", "0.3"))
    header = ["s", "size", "earlier", "letters", "chance", "below", "proportional"]
    data = table_bytes([*header, *FORECAST_COLUMNS], [line.cells()])
    assert read_strata(data, ("s",)) == (line,)
    assert line.chance == Fraction(1, 2)


SCRIPT = """
import json, sys
from pathlib import Path
from sortition.invitations.invite import invite
from tests.sortition.invitations import request
folder = Path(json.load(sys.stdin))
invited = invite(request(folder, folder / "register.csv", 60, single=True, out=folder / "out"))
print(json.dumps(invited.files))
"""


def test_nothing_public_depends_on_process_or_hash_order(tmp_path: Path) -> None:
    """But what follows from the salt: the hashes of the codes, and the numbers of the letters."""
    contents, salts = [], set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        write_register(folder / "register.csv", register_rows(300))
        files = in_process(SCRIPT, str(folder), seed, folder)
        content = json.loads((folder / "out/record/wave-1.json").read_bytes())
        del content["digest"], content["addresses"], content["files"]["letters-1.csv"]
        names = [name for name in files if name.split("/")[1][:4] in ("draw", "stra", "home")]
        contents.append((content, [(folder / "out" / name).read_bytes() for name in names]))
        salts.add((folder / "out/private/salt.txt").read_bytes())
    assert contents[0] == contents[1]
    assert len(contents[0][1]) == 3
    assert len(salts) == 2
