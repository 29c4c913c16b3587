"""Joined parts whose digests are right, but whose content is not: by whoever can seal them again.

Also parts that use one name for different strata, and parts whose letters are not spread as stated.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sortition.invitations.invite import invite
from sortition.invitations.merge import merge
from sortition.invitations.verify import verify
from sortition.record import digest, json_bytes, sealed
from stratification.errors import InputError, SortitionError, VerificationError
from stratification.messages import MESSAGES
from tests.sortition.invitations import COLUMNS, MAP, register_rows, request, write_register

Row = list[str]
Content = dict[str, Any]
NAMES = ("Aadorp", "Bee", "Ceedam")
"""Ceedam drew a second wave, from a register that many had left."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three parts, and what they are together."""
    folder = tmp_path_factory.mktemp("made")
    for people, name in zip((90, 100, 110), NAMES, strict=True):
        register = write_register(folder / f"{name}.csv", register_rows(people))
        first = request(folder, register, 20, part=name, out=folder / name)
        invite(first)
        if name == "Ceedam":
            fewer = write_register(folder / "later.csv", register_rows(people)[::2])
            invite(replace(first, register=fewer, wave=2))
    merge([folder / name for name in NAMES], folder / "joined")
    return folder


@pytest.fixture
def joined(made: Path, tmp_path: Path) -> Path:
    """A copy that can be changed."""
    return shutil.copytree(made / "joined", tmp_path / "joined")


def reseal(folder: Path, name: str, **changes: Any) -> None:
    """Change a JSON file, and make its digest again."""
    content = json.loads((folder / name).read_bytes())
    (folder / name).write_bytes(json_bytes(sealed({**content, **changes})))


def edit_table(folder: Path, name: str, change: Callable[[list[Row]], None]) -> None:
    """Change the rows of a table, header first, and make all digests again."""
    rows = list(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
    change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    (folder / name).write_text(out.getvalue(), encoding="utf-8")
    files = json.loads((folder / "merged.json").read_bytes())["files"]
    reseal(folder, "merged.json", files={**files, name: digest((folder / name).read_bytes())})


def problems(folder: Path) -> list[tuple[str | None, str]]:
    """What a check of a joined folder finds: file and code."""
    report = verify(folder)
    assert [check.code for check in report.checks] == ["check-merged"]
    found = report.checks[0].problems
    assert report.ok == (not found)
    assert all(one.code in MESSAGES for one in (*found, *report.notices))
    return [(one.file, one.code) for one in found]


def test_what_is_right_and_what_was_not_looked_at(made: Path) -> None:
    assert problems(made / "joined") == []
    assert [notice.code for notice in verify(made / "joined").notices] == ["verify-merged-parts"]


def test_in_the_joined_parts_somebody_with_a_letter_left(made: Path) -> None:
    """So the case is there in which the tables may differ."""
    table = (made / "joined" / "strata.csv").read_text(encoding="utf-8").splitlines()
    sent = sum(int(line.split(",")[-2]) for line in table if line.startswith("Ceedam,"))
    assert 20 < sent < 40


def test_what_stands_beside_it_is_named(made: Path, joined: Path) -> None:
    shutil.copy(made / "Bee" / "record" / "wave-1.json", joined)
    report = verify(joined)
    assert [notice.code for notice in report.notices] == [
        "verify-merged-parts",
        "verify-other-file",
    ]
    assert report.notices[1].params == {"name": "wave-1.json"}


def test_a_register_cannot_be_compared_with_joined_parts(made: Path) -> None:
    register = made / "Bee.csv"
    for given in ({"register": register}, {"excluded": [register]}):
        with pytest.raises(InputError) as error:
            verify(made / "joined", **given)  # type: ignore[arg-type]
        assert [one.code for one in error.value.findings] == ["verify-merged-register"]


# ---- strata.csv: part, wijk, groep, size, letters, chance ----


def put(row: int, column: int, cell: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        assert rows[row][column] != cell
        rows[row][column] = cell

    return change


def both(*changes: Callable[[list[Row]], None]) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        for one in changes:
            one(rows)

    return change


def more_people(rows: list[Row]) -> None:
    """Twice as many in a stratum, and the chance that goes with it."""
    row = rows[1]
    row[3] = str(2 * int(row[3]))
    row[5] = f"{int(row[4]) / int(row[3]):.12f}"


def moved_letter(rows: list[Row]) -> None:
    """A letter from one stratum to another of the same part, chances and all."""
    for row, more in ((rows[1], 1), (rows[2], -1)):
        row[4] = str(int(row[4]) + more)
        row[5] = f"{int(row[4]) / int(row[3]):.12f}"


def swapped(rows: list[Row]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def twice(rows: list[Row]) -> None:
    rows.insert(2, list(rows[1]))


def last_part_first(rows: list[Row]) -> None:
    rows[1:] = [row for row in rows if row[0] == "Ceedam"] + [
        row for row in rows[1:] if row[0] != "Ceedam"
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (both(put(1, 4, "300"), put(1, 5, "0.500000000000")), "record-value"),
        (put(1, 5, "0.500000000000"), "record-value"),
        (put(1, 5, "0.5"), "record-value"),
        (put(1, 3, "0"), "record-value"),
        (put(1, 4, "x"), "record-value"),
        (put(1, 0, "Elders"), "record-value"),
        (put(0, 1, "buurt"), "record-header"),
        (more_people, "merged-sum"),
        (lambda rows: rows.pop(1), "merged-sum"),
        (twice, "merged-rows"),
        (swapped, "merged-rows"),
        (last_part_first, "merged-rows"),
    ],
)
def test_strata_that_are_not_right(
    joined: Path, change: Callable[[list[Row]], None], code: str
) -> None:
    edit_table(joined, "strata.csv", change)
    assert problems(joined) == [("strata.csv", code)]


def test_letters_of_other_strata(joined: Path) -> None:
    edit_table(joined, "strata.csv", moved_letter)
    assert problems(joined) == [("letters.csv", "wave-letters")]


def test_more_letters_than_a_part_sent(joined: Path) -> None:
    """Also of a part with two waves, whose strata need not have all letters."""

    def change(rows: list[Row]) -> None:
        for row in rows:
            if row[0] == "Ceedam":
                row[4], row[5] = row[3], "1.000000000000"

    edit_table(joined, "strata.csv", change)
    assert problems(joined) == [("strata.csv", "merged-sum")]


# ---- letters.csv: part, letter, wijk, groep, code_hash ----


def other_stratum(row: int) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[row][2] = "Zuid" if rows[row][2] == "Noord" else "Noord"

    return change


def swapped_hashes(rows: list[Row]) -> None:
    rows[1][4], rows[2][4] = rows[2][4], rows[1][4]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.pop(), "merged-count"),
        (lambda rows: rows.__delitem__(slice(50, None)), "merged-count"),
        (twice, "merged-count"),
        (put(1, 0, "Bee"), "merged-count"),
        (put(1, 0, "Elders"), "record-value"),
        (put(1, 1, "1-1"), "record-value"),
        (put(1, 1, "1-000009"), "wave-letter"),
        (put(1, 1, "2-000001"), "wave-letter"),
        (put(1, 4, "00"), "record-value"),
        (swapped, "wave-letter"),
        (swapped_hashes, "wave-letter-order"),
        (last_part_first, "merged-rows"),
        (other_stratum(1), "wave-letters"),
        (put(1, 3, "middelbaar"), "wave-letters"),
        (put(-1, 3, "middelbaar"), "wave-letters"),
    ],
)
def test_letters_that_are_not_right(
    joined: Path, change: Callable[[list[Row]], None], code: str
) -> None:
    edit_table(joined, "letters.csv", change)
    assert problems(joined) == [("letters.csv", code)]


# ---- merged.json ----


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", 5),
        ("frame", "people"),
        ("one_per_address", 1),
        ("reference_date", "1 March 2026"),
        ("reference_date", "20260301"),
        ("strata_columns", "wijk"),
        ("strata_columns", ["wijk", "wijk"]),
        ("minimum_age", "16"),
        ("minimum_age", -1),
        ("maximum_age", 16.5),
        ("undetermined", "perhaps"),
        ("spread", ["key"]),
        ("spread", "fair"),
    ],
)
def test_a_protocol_that_is_none(joined: Path, name: str, value: object) -> None:
    known = json.loads((joined / "merged.json").read_bytes())["protocol"]
    reseal(joined, "merged.json", protocol={**known, name: value})
    assert problems(joined) == [("merged.json", "record-value")]


def test_a_protocol_with_other_keys_or_ages(joined: Path) -> None:
    known = json.loads((joined / "merged.json").read_bytes())["protocol"]
    for changed, code in (
        ({**known, "note": ""}, "record-keys"),
        ({name: value for name, value in known.items() if name != "seed"}, "record-keys"),
        ([], "record-keys"),
        ({**known, "minimum_age": 20, "maximum_age": 18}, "record-value"),
    ):
        reseal(joined, "merged.json", protocol=changed)
        assert problems(joined) == [("merged.json", code)]


def wave(parts: list[Content], **changes: Any) -> None:
    parts[0]["waves"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: wave(parts, digest="000…"), "record-value"),
        (lambda parts: wave(parts, wave=2), "record-value"),
        (lambda parts: wave(parts, note=""), "record-keys"),
        (lambda parts: wave(parts, digest=parts[1]["waves"][0]["digest"]), "record-value"),
        (lambda parts: parts[0].update(waves=[]), "record-value"),
        (lambda parts: parts[0].update(part=""), "record-value"),
        (lambda parts: parts[0].update(part="Aa\ndorp"), "record-value"),
        (lambda parts: parts[0].update(part=None), "record-value"),
        (lambda parts: parts[0].update(units=91), "record-value"),
        (lambda parts: parts[0].update(letters=0), "record-value"),
        (lambda parts: parts[0].update(people="90"), "record-value"),
        (lambda parts: parts[0].update(note=""), "record-keys"),
        (lambda parts: parts[0].update(letters=21), "merged-total"),
        (lambda parts: parts.reverse(), "merged-order"),
        (lambda parts: parts[1].update(part="AADORP"), "merged-order"),
    ],
)
def test_parts_that_are_not_right(
    joined: Path, change: Callable[[list[Content]], None], code: str
) -> None:
    parts = json.loads((joined / "merged.json").read_bytes())["parts"]
    change(parts)
    reseal(joined, "merged.json", parts=parts)
    assert problems(joined) == [("merged.json", code)]


def test_one_part_is_none(joined: Path) -> None:
    content = json.loads((joined / "merged.json").read_bytes())
    totals = {name: content["parts"][0][name] for name in ("people", "units", "letters")}
    reseal(joined, "merged.json", parts=content["parts"][:1], **totals)
    assert problems(joined) == [("merged.json", "record-value")]


def test_totals_that_agree_with_no_table(joined: Path) -> None:
    content = json.loads((joined / "merged.json").read_bytes())
    parts = [{**content["parts"][0], "letters": 21}, *content["parts"][1:]]
    reseal(joined, "merged.json", parts=parts, letters=content["letters"] + 1)
    assert problems(joined) == [("strata.csv", "merged-sum")]


# ---- parts with other strata ----

BANDS = '["16-24", "25-44", "45-64", "65+"]'


def part_with(folder: Path, name: str, leeftijd: str, people: int) -> Path:
    """A part drawn from people of 16 to 95 years, with this line about ages in its map."""
    rows = [
        [*row, f"{1930 + 79 * at // people}0101"] for at, row in enumerate(register_rows(people))
    ]
    register = folder / f"{name}.csv"
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([[*COLUMNS, "geboren"], *rows])
    said = MAP.replace("[strata]", f'birth_date = "geboren"\n[strata]\nleeftijd = {leeftijd}')
    mapping = folder / f"{name}.toml"
    mapping.write_text(said, encoding="utf-8")
    made = request(folder, register, 10, part=name, out=folder / name, strata=("leeftijd",))
    invite(replace(made, map=mapping))
    return folder / name


@pytest.mark.parametrize(
    ("here", "code", "words"),
    [
        ('["16-29", "30-64", "65+"]', "merge-differs-bands", ('"16-29", "30-64"', '"16-24"')),
        ('"groep"', "merge-differs-age-there", ('"45-64"',)),
    ],
)
def test_one_name_for_other_strata(
    tmp_path: Path, here: str, code: str, words: tuple[str, ...]
) -> None:
    others = [part_with(tmp_path, "Aa", BANDS, 90), part_with(tmp_path, "Cee", BANDS, 100)]
    odd = part_with(tmp_path, "Bee", here, 110)
    with pytest.raises(InputError) as error:
        merge([odd, *others], tmp_path / "out")
    assert [(one.file, one.code) for one in error.value.findings] == [("Bee/wave-1.json", code)]
    said = str(error.value)
    assert all(word in said for word in ('"leeftijd"', "Aa/wave-1.json", *words))
    assert not (tmp_path / "out").exists()


def test_an_age_where_others_have_a_column(tmp_path: Path) -> None:
    others = [part_with(tmp_path, "Aa", '"groep"', 90), part_with(tmp_path, "Bee", '"wijk"', 100)]
    with pytest.raises(InputError) as error:
        merge([*others, part_with(tmp_path, "Cee", BANDS, 110)], tmp_path / "out")
    assert [one.code for one in error.value.findings] == ["merge-differs-age-here"]


def test_the_same_bands_and_columns_by_other_names_belong_together(tmp_path: Path) -> None:
    turned = '["65+", "45 t/m 64", "25-44", "16-24"]'
    parts = [part_with(tmp_path, "Aa", BANDS, 90), part_with(tmp_path, "Bee", turned, 100)]
    merge(parts, tmp_path / "bands")
    values = '{ column = "groep", values = { jong = "onder de 30", oud = "ouder" } }'
    parts = [part_with(tmp_path, "Cee", values, 80), part_with(tmp_path, "Dee", '"wijk"', 70)]
    merge(parts, tmp_path / "columns")
    assert problems(tmp_path / "bands") == problems(tmp_path / "columns") == []


def test_bands_that_changed_between_waves(tmp_path: Path) -> None:
    """strata.csv has the strata of the last wave, letters.csv those of all."""
    parts = [part_with(tmp_path, "Aa", BANDS, 90), part_with(tmp_path, "Bee", BANDS, 100)]
    mapping = tmp_path / "Bee.toml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace(BANDS, '["16-29", "30+"]'), encoding="utf-8")
    later = request(
        tmp_path, tmp_path / "Bee.csv", 5, part="Bee", out=parts[1], strata=("leeftijd",), wave=2
    )
    invite(replace(later, map=mapping))
    with pytest.raises(InputError) as error:
        merge(parts, tmp_path / "out")
    found = [(one.file, one.code) for one in error.value.findings]
    assert found == [("Bee/wave-2.json", "merge-differs-bands")]


# ---- parts that are not right in themselves ----


@pytest.mark.parametrize(("folder", "name"), [("Bee", "wave-1.json"), ("Ceedam", "wave-2.json")])
def test_a_spread_that_gives_other_letters(
    made: Path, tmp_path: Path, folder: str, name: str
) -> None:
    """With right digests: merge asks of every part what verify asks of it."""
    shutil.copytree(made / folder / "record", tmp_path / "copy")
    reseal(tmp_path / "copy", name, spread={"kind": "equal", "letters": 20, "tied": []})
    with pytest.raises(VerificationError) as error:
        merge([made / "Aadorp", tmp_path / "copy"], tmp_path / "out")
    assert [one.file for one in error.value.findings] == [f"copy/{name}"]
    assert not (tmp_path / "out").exists()


def test_a_spread_that_is_nonsense(made: Path, tmp_path: Path) -> None:
    for number, spread in enumerate(({"kind": "proportional"}, {"kind": "by whim", "letters": 9})):
        copy = tmp_path / str(number)
        shutil.copytree(made / "Bee" / "record", copy)
        reseal(copy, "wave-1.json", spread=spread)
        with pytest.raises(VerificationError) as error:
            merge([made / "Aadorp", copy], tmp_path / "out")
        assert [one.code for one in error.value.findings] == ["record-value"]


def test_strata_columns_that_the_map_does_not_have(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made / "Bee" / "record", copy)
    content = json.loads((copy / "wave-1.json").read_bytes())
    reseal(copy, "wave-1.json", map={**content["map"], "strata": content["map"]["strata"][:1]})
    with pytest.raises(SortitionError) as error:
        merge([made / "Aadorp", copy], tmp_path / "out")
    found = [(one.file, one.code) for one in error.value.findings]
    assert found == [("copy/wave-1.json", "record-value")]
