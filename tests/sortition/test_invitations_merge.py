"""Joining the draws of municipalities: what belongs together, and what is written."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sortition.invitations import merge as merging
from sortition.invitations.allocate import equal
from sortition.invitations.invite import Request, invite
from sortition.invitations.merge import merge
from sortition.record import digest, json_bytes, sealed
from sortition.report.merged import merge_data, merge_text
from stratification.errors import InputError, SortitionError, VerificationError
from stratification.tables import read_table
from tests.invite_files import tree
from tests.sortition.invitations import private_rows, register_rows, request, write_register

PARTS = {"Zeewijk": 20, "Duindorp": 10, "'s-Hage": 7}


def asked(folder: Path, name: str, letters: int, **changes: Any) -> Request:
    """A draw by a municipality of its own; each has its own number of people."""
    rows = register_rows(100 + letters)
    register = write_register(folder / f"{letters}.csv", rows)
    return request(folder, register, letters, part=name, out=folder / name, **changes)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three parts, one of which drew a second wave; a record alone; parts that do not fit."""
    folder = tmp_path_factory.mktemp("made")
    for name, letters in PARTS.items():
        invite(asked(folder, name, letters))
    invite(replace(asked(folder, "Zeewijk", 20), wave=2))
    shutil.copytree(folder / "Duindorp" / "record", folder / "sent")
    invite(replace(asked(folder, "seed", 5), seed="another", part="A"))
    invite(asked(folder, "strata", 5, strata=("wijk",)))
    invite(asked(folder, "single", 5, single=True))
    spread = replace(asked(folder, "spread", 5), planner=lambda strata: equal(strata, 5))
    invite(spread)
    later = asked(folder, "date", 5)
    day = later.choices.reference_date.replace(day=2)
    invite(replace(later, choices=replace(later.choices, reference_date=day)))
    invite(replace(asked(folder, "nameless", 5), part=None))
    invite(replace(asked(folder, "again", 7), part="ZEEWIJK"))
    return folder


def codes(error: pytest.ExceptionInfo[SortitionError]) -> list[tuple[str | None, str]]:
    return [(finding.file, finding.code) for finding in error.value.findings]


def test_what_is_written(made: Path, tmp_path: Path) -> None:
    merged = merge([made / name for name in PARTS], tmp_path / "out")
    assert sorted(merged.files) == ["letters.csv", "merged.json", "strata.csv"]
    assert [part.name for part in merged.parts] == ["'s-Hage", "Duindorp", "Zeewijk"]
    content = json.loads((tmp_path / "out" / "merged.json").read_bytes())
    assert content == sealed(content)
    assert content["letters"] == 20 + 20 + 10 + 7
    assert content["units"] == content["people"] == 300 + sum(PARTS.values())
    assert content["protocol"]["seed"] == "openbaar zaad"
    for name, stated in content["files"].items():
        assert digest((tmp_path / "out" / name).read_bytes()) == stated
    strata = read_table(tmp_path / "out" / "strata.csv")
    assert strata.columns == ("part", "wijk", "groep", "size", "letters", "chance")
    for row in strata.rows:
        chance = Fraction(int(row[4]), int(row[3]))
        assert abs(Fraction(row[5]) - chance) <= Fraction(1, 10**12)
    sums = {name: sum(int(row[4]) for row in strata.rows if row[0] == name) for name in PARTS}
    assert sums == {"Zeewijk": 40, "Duindorp": 10, "'s-Hage": 7}
    letters = read_table(tmp_path / "out" / "letters.csv")
    assert len({row[-1] for row in letters.rows}) == 57
    assert [row[1] for row in letters.rows if row[0] == "'s-Hage"] == [
        f"1-{number:06}" for number in range(1, 8)
    ]


def test_nothing_of_a_person_is_joined(made: Path, tmp_path: Path) -> None:
    merge([made / name for name in PARTS], tmp_path / "out")
    text = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").iterdir())
    rows = [row for name in PARTS for row in private_rows(made / name, 1)]
    assert rows
    cells = text.replace("\n", ",").replace('"', ",").split(",")
    for row in rows:
        for column in ("unit", "address", "code", "surname", "street"):
            assert row[column] == "" or row[column] not in cells


def test_the_public_part_is_enough_and_the_order_does_not_matter(
    made: Path, tmp_path: Path
) -> None:
    merge([made / "Zeewijk", made / "Duindorp"], tmp_path / "a")
    merge([made / "sent", made / "Zeewijk" / "record"], tmp_path / "b")
    for name in ("letters.csv", "merged.json", "strata.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_nobody_gets_the_same_numbers_in_two_parts(made: Path) -> None:
    """Parts draw with numbers of their own, so that ids that are alike do not go together."""
    labels = {
        json.loads((made / name / "record" / "wave-1.json").read_bytes())["label"] for name in PARTS
    }
    assert len(labels) == len(PARTS)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("seed", "merge-differs-seed"),
        ("strata", "merge-differs-strata-columns"),
        ("single", "merge-differs-one-per-address"),
        ("spread", "merge-differs-spread"),
        ("date", "merge-differs-reference-date"),
        ("nameless", "merge-no-part"),
        ("again", "merge-part-twice"),
    ],
)
def test_parts_that_do_not_belong_together(
    made: Path, tmp_path: Path, name: str, code: str
) -> None:
    with pytest.raises(InputError) as error:
        merge([made / "Zeewijk", made / name], tmp_path / "out")
    assert [one for _, one in codes(error)] == [code]
    assert tree(tmp_path) == {}


def test_everything_that_differs_is_told_at_once(made: Path, tmp_path: Path) -> None:
    names = ["Zeewijk", "seed", "strata", "nameless", "again", "Duindorp"]
    with pytest.raises(InputError) as error:
        merge([made / name for name in names], tmp_path / "out")
    assert {one for _, one in codes(error)} == {
        *("merge-differs-seed", "merge-differs-strata-columns"),
        *("merge-no-part", "merge-part-twice", "merge-register"),
    }


def test_a_majority_says_who_differs(made: Path, tmp_path: Path) -> None:
    """One part with another seed is named, whatever its name sorts before."""
    names = ["Duindorp", "Zeewijk", "seed", "'s-Hage"]
    with pytest.raises(InputError) as error:
        merge([made / name for name in names], tmp_path / "out")
    assert codes(error) == [("seed", "merge-differs-seed")]


def test_the_same_part_twice(made: Path, tmp_path: Path) -> None:
    for other in (made / "Duindorp", made / "sent"):
        with pytest.raises(InputError) as error:
            merge([made / "Duindorp", made / "Zeewijk", other], tmp_path / "out")
        assert [one for _, one in codes(error)] == ["merge-part-twice"]


def test_one_part_is_none(made: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        merge([made / "Zeewijk"], tmp_path / "out")
    assert codes(error) == [(None, "merge-one")]


def test_what_is_no_draw(made: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as error:
        merge([made / "Zeewijk", tmp_path / "empty"], tmp_path / "out")
    assert codes(error) == [("empty", "merge-not-draw")]


def test_out_must_be_new(made: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    with pytest.raises(InputError) as error:
        merge([made / "Zeewijk", made / "Duindorp"], tmp_path / "full")
    assert codes(error) == [("full", "folder-not-empty")]


@pytest.mark.parametrize(
    "name", ["wave-1.json", "wave-2.json", "letters-2.csv", "strata-1.csv", "draw-1.sql"]
)
def test_a_part_that_was_changed_is_named(made: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(made / "Zeewijk", tmp_path / "copy")
    path = tmp_path / "copy" / "record" / name
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    with pytest.raises(VerificationError) as error:
        merge([made / "Duindorp", tmp_path / "copy"], tmp_path / "out")
    assert error.value.exit_code == 4
    assert [file for file, _ in codes(error)] == [f"copy/{name}"]
    assert not (tmp_path / "out").exists()


def test_a_part_without_one_of_its_waves(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "Zeewijk" / "record", tmp_path / "copy")
    (tmp_path / "copy" / "wave-1.json").unlink()
    with pytest.raises(SortitionError):
        merge([made / "Duindorp", tmp_path / "copy"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_wave_by_other_rules_is_no_part(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "Zeewijk" / "record", tmp_path / "copy")
    path = tmp_path / "copy" / "wave-2.json"
    content = json.loads(path.read_bytes())
    path.write_bytes(json_bytes(sealed({**content, "seed": "the second one tried"})))
    with pytest.raises(VerificationError) as error:
        merge([made / "Duindorp", tmp_path / "copy"], tmp_path / "out")
    assert codes(error) == [("copy/wave-2.json", "record-value")]


def test_all_parts_that_were_changed_are_named(made: Path, tmp_path: Path) -> None:
    for name in ("Zeewijk", "Duindorp"):
        shutil.copytree(made / name / "record", tmp_path / name)
        (tmp_path / name / "letters-1.csv").write_bytes(b"")
    folders = [made / "'s-Hage", tmp_path / "Zeewijk", tmp_path / "Duindorp"]
    with pytest.raises(VerificationError) as error:
        merge(folders, tmp_path / "out")
    assert [file for file, _ in codes(error)] == ["Zeewijk/letters-1.csv", "Duindorp/letters-1.csv"]


def test_other_rules_about_ages(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "Duindorp" / "record", tmp_path / "copy")
    path = tmp_path / "copy" / "wave-1.json"
    content = json.loads(path.read_bytes())
    content["map"]["columns"]["birth_date"] = "geboren"
    content["map"]["eligible"] = {"minimum_age": 16, "maximum_age": 99, "undetermined": "in"}
    path.write_bytes(json_bytes(sealed(content)))
    with pytest.raises(InputError) as error:
        merge([made / "Zeewijk", tmp_path / "copy"], tmp_path / "out")
    ages = ("minimum-age", "maximum-age", "undetermined")
    assert {one for _, one in codes(error)} == {f"merge-differs-{name}" for name in ages}
    assert "16" in str(error.value)


@pytest.mark.parametrize("eligible", [[], "x", 3, None])
def test_a_map_that_is_none(made: Path, tmp_path: Path, eligible: object) -> None:
    """The digest of a record says that it is whole, not that it makes sense."""
    shutil.copytree(made / "Duindorp" / "record", tmp_path / "copy")
    path = tmp_path / "copy" / "wave-1.json"
    content = json.loads(path.read_bytes())
    content["map"]["eligible"] = eligible
    path.write_bytes(json_bytes(sealed(content)))
    with pytest.raises(SortitionError) as error:
        merge([made / "Zeewijk", tmp_path / "copy"], tmp_path / "out")
    assert error.value.exit_code == 4


# ---- the key ----


def key_file(folder: Path, *rows: str, header: str = "part,letters") -> Path:
    path = folder / "key.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_key_that_is_kept(made: Path, tmp_path: Path) -> None:
    folders = [made / "Zeewijk", made / "Duindorp"]
    for number, header in enumerate(("part,letters", "Deel,brieven", "x,letters,part")):
        rows = ["zeewijk,40", "Duindorp,10"] if number < 2 else ["a,40,Zeewijk", "b,10,Duindorp"]
        made_of = merge(folders, tmp_path / str(number), key_file(tmp_path, *rows, header=header))
        assert [(part.name, part.letters) for part in made_of.parts] == [
            ("Duindorp", 10),
            ("Zeewijk", 40),
        ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["Zeewijk,40"], ["merge-key-missing"]),
        (["Zeewijk,20", "Duindorp,10"], ["merge-key-letters"]),
        (["Zeewijk,41", "Duindorp,9"], ["merge-key-letters"] * 2),
        (["Zeewijk,40", "Duindorp,10", "Elders,5"], ["merge-key-unknown"]),
        (["Zeewijk,40", "Duindorp,10", "ZEEWIJK,40"], ["merge-key-twice"]),
        (["Zeewijk,40", "Duindorp,10", "ZEEWIJK,41"], ["merge-key-twice"]),
        (["Zeewijk,veel", "Duindorp,-1"], ["merge-key-number"]),
        (["Zeewijk,²", "Duindorp,10"], ["merge-key-number"]),
        (["Zeewijk,4_0", "Duindorp,10"], ["merge-key-number"]),
        ([f"Zeewijk,{'9' * 5000}", "Duindorp,10"], ["merge-key-number"]),
    ],
)
def test_a_key_that_is_not_kept(
    made: Path, tmp_path: Path, rows: list[str], found: list[str]
) -> None:
    folders = [made / "Zeewijk", made / "Duindorp"]
    with pytest.raises(InputError) as error:
        merge(folders, tmp_path / "out", key_file(tmp_path, *rows))
    assert codes(error) == [("key.csv", one) for one in found]
    assert not (tmp_path / "out").exists()


def test_a_key_without_its_columns(made: Path, tmp_path: Path) -> None:
    for header in ("part,aantal", "gemeente,letters", "a,b"):
        path = key_file(tmp_path, "Zeewijk,40", header=header)
        with pytest.raises(InputError) as error:
            merge([made / "Zeewijk", made / "Duindorp"], tmp_path / "out", path)
        assert codes(error) == [("key.csv", "merge-key-columns")]


# ---- in words ----


def test_in_words_and_as_data(made: Path, tmp_path: Path) -> None:
    merged = merge([made / name for name in PARTS], tmp_path / "out")
    text = merge_text(merged, tmp_path / "out")
    for name in (*PARTS, *merged.files):
        assert name in text
    assert "57 letters in 3 parts, out of 337 who can get one." in text
    assert "6.5%" in text  # 7 of 107, the smallest
    assert "33.3%" in text  # 40 of 120, the largest
    data = merge_data(merged, tmp_path / "out")
    assert data["letters"] == 57
    assert [part["chance"] for part in data["parts"]] == ["7/107", "1/11", "1/3"]
    assert [part["waves"] for part in data["parts"]] == [1, 1, 2]
    assert json.dumps(data)
    assert merging.FORMAT == "sortition-merged-1"
