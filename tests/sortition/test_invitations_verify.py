"""Verifying a draw of letters: from its record alone, from the register, and what is found out."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sortition.checks import Report
from sortition.invitations.draw import Rule
from sortition.invitations.invite import invite
from sortition.invitations.verify import is_draw_of_letters, verify
from sortition.letters.codes import addresses_digest
from sortition.record import digest, json_bytes, sealed
from sortition.stream import number
from stratification.errors import InputError, VerificationError
from stratification.tables import read_table, table_bytes
from tests.sortition.invitations import COLUMNS, register_rows, request, write_register

PEOPLE, WAVES = 200, 3
KINDS = ("wave-{}.json", "draw-{}.sql", "strata-{}.csv", "homes-{}.csv", "letters-{}.csv")
PUBLIC = [f"record/{kind.format(wave)}" for wave in range(1, WAVES + 1) for kind in KINDS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three waves: the third of another register, in which some people came and some left."""
    folder = tmp_path_factory.mktemp("made")
    rows = register_rows(PEOPLE)
    first = write_register(folder / "register.csv", rows)
    later = write_register(folder / "later.csv", rows[10:] + register_rows(PEOPLE + 20)[PEOPLE:])
    asked = request(folder, first, 20, part="Zeewijk")
    invite(asked)
    invite(replace(asked, wave=2, only=(("groep", "jong"),)))
    invite(replace(asked, wave=3, register=later))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil: register.csv, later.csv and the draw `out`."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def problems(report: Report) -> list[tuple[str, str | None, str]]:
    """Of the checks that do not hold: the check, the file, the code."""
    return [
        (check.code, one.file, one.code)
        for check in report.checks
        if not check.ok
        for one in check.problems
    ]


def said(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


def repeated(report: Report) -> list[str | None]:
    """The waves that were drawn again, and are what the record says."""
    return [check.file for check in report.checks if check.code == "check-repeated" and check.ok]


# ---- what holds ----


def test_the_record_alone(made: Path) -> None:
    report = verify(made / "out")
    assert report.ok
    assert said(report) == ["verify-no-register"]
    public = verify(made / "out" / "record")
    assert public.ok
    assert said(public) == ["verify-no-private", "verify-no-register"]
    assert is_draw_of_letters(made / "out")
    assert is_draw_of_letters(made / "out" / "record")
    assert not is_draw_of_letters(made)


def test_each_wave_is_repeated_from_its_own_register(made: Path) -> None:
    first = verify(made / "out", made / "register.csv")
    assert first.ok
    assert repeated(first) == ["wave-1.json", "wave-2.json"]
    later = verify(made / "out", made / "later.csv")
    assert later.ok
    assert repeated(later) == ["wave-3.json"]
    assert said(first) == ["verify-wave-register"]
    assert said(later) == ["verify-wave-register"] * 2  # what was not repeated is named


def test_waves_of_one_register_need_no_private_folder(made: Path) -> None:
    """Who got a letter before is then found out on the way."""
    report = verify(made / "out" / "record", made / "register.csv")
    assert report.ok
    assert repeated(report) == ["wave-1.json", "wave-2.json"]
    assert said(report) == ["verify-no-private", "verify-wave-register"]


def test_a_later_wave_of_another_register_needs_the_private_folder(made: Path) -> None:
    report = verify(made / "out" / "record", made / "later.csv")
    assert report.ok
    assert repeated(report) == []
    assert said(report) == [
        "verify-no-private",
        *["verify-wave-register"] * 2,
        "verify-wave-private",
    ]


def test_the_same_people_in_another_file(made: Path, tmp_path: Path) -> None:
    """Rows in another order, columns too, and Parquet: the first wave is repeated, and said so."""
    rows = Random(3).sample(register_rows(PEOPLE), PEOPLE)
    shuffled = write_register(tmp_path / "shuffled.csv", rows)
    columns = ", ".join(f'"{name}"' for name in reversed(COLUMNS))
    read = f"SELECT {columns} FROM read_csv('{shuffled}', all_varchar = true, header = true)"
    duckdb.execute(f"COPY ({read}) TO '{tmp_path / 'register.parquet'}' (FORMAT parquet)")
    for register in (shuffled, tmp_path / "register.parquet"):
        report = verify(made / "out", register)
        assert report.ok
        assert repeated(report) == ["wave-1.json"]
        assert said(report) == ["verify-other-register"]


def test_excluded_ids_must_be_given(tmp_path: Path) -> None:
    rows = register_rows(PEOPLE)
    register = write_register(tmp_path / "register.csv", rows)
    out, other = tmp_path / "excluded.csv", tmp_path / "others.csv"
    out.write_text("sleutel\n" + "".join(f"{row[0]}\n" for row in rows[:50]))
    other.write_text("sleutel\n00060\n")
    asked = request(tmp_path, register, 30)
    invite(replace(asked, choices=replace(asked.choices, excluded=(out,))))
    report = verify(asked.out, register, (out,))
    assert (report.ok, said(report), repeated(report)) == (True, [], ["wave-1.json"])
    for wrong in ((), (other,), (out, other)):
        with pytest.raises(InputError, match="are not those"):
            verify(asked.out, register, wrong)
    with pytest.raises(InputError, match=r"no\.csv"):
        verify(asked.out, register, (out, tmp_path / "no.csv"))


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("frame", ["persons", "addresses"])
def test_every_frame_is_repeated(tmp_path: Path, single: bool, frame: str) -> None:
    register = write_register(tmp_path / "register.csv", register_rows(PEOPLE))
    asked = request(tmp_path, register, 20, single=single, strata=("wijk",))
    text = asked.map.read_text(encoding="utf-8")
    asked.map.write_text(f'frame = "{frame}"\n{text}', encoding="utf-8")
    if single and frame == "addresses":
        return  # refused: a letter to an address is one per address already
    invite(asked)
    report = verify(asked.out, register)
    assert (report.ok, repeated(report)) == (True, ["wave-1.json"]), problems(report)


# ---- what does not ----


def person_gone(rows: list[list[str]]) -> None:
    del rows[7]


def one_moved(rows: list[list[str]]) -> None:
    rows[7][COLUMNS.index("wijk")] = (
        "Zuid" if rows[7][COLUMNS.index("wijk")] == "Noord" else "Noord"
    )


def another_id(rows: list[list[str]]) -> None:
    """Somebody drawn has another id: the counts stay the same."""
    for row in rows:
        row[0] = f"1{row[0]}"


def home_split(rows: list[list[str]]) -> None:
    """People of one home live in two: only the chances by size of home tell."""
    rows[0][1] = "9" * 16


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (person_gone, "repeat-steps"),
        (one_moved, "repeat-strata"),
        (another_id, "repeat-drawn"),
        (home_split, "repeat-homes"),
    ],
)
def test_another_register_is_found_out(
    made: Path, tmp_path: Path, change: Callable[[list[list[str]]], None], code: str
) -> None:
    rows = register_rows(PEOPLE)
    change(rows)
    report = verify(made / "out", write_register(tmp_path / "other.csv", rows))
    assert not report.ok
    assert [problem[0::2] for problem in problems(report)] == [("check-repeated", code)]


@pytest.mark.parametrize("name", ["no.csv", "."])
def test_a_register_that_is_not_there_says_nothing_of_the_draw(
    made: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError):
        verify(made / "out", tmp_path / name)


def test_a_register_that_cannot_be_read_says_nothing_of_the_draw(
    made: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "bad.csv").write_bytes(b"\x00\x01")
    for name in ("empty.csv", "bad.csv"):
        with pytest.raises(InputError, match=name):
            verify(made / "out", tmp_path / name)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_region_of_every_public_file_counts(folder: Path, name: str) -> None:
    """A byte changed, gone or added, all over the file: found, and the file is named."""
    path = folder / "out" / name
    data = path.read_bytes()
    for at in {0, len(data) // 3, len(data) // 2, len(data) - 2, len(data) - 1}:
        other = bytes([data[at] ^ 1])
        for spoilt in (data[:at] + other + data[at + 1 :], data[:at] + data[at + 1 :]):
            path.write_bytes(spoilt)
            report = verify(folder / "out")
            assert not report.ok
            assert {problem[1] for problem in problems(report)} == {path.name}
    for spoilt in (data + b"\n", b"", data[:-10]):
        path.write_bytes(spoilt)
        assert {problem[1] for problem in problems(verify(folder / "out"))} == {path.name}
    path.unlink()
    report = verify(folder / "out")
    if path.name == f"wave-{WAVES}.json":
        assert {code for _, _, code in problems(report)} == {"wave-gone"}
    else:
        assert [problem[1:] for problem in problems(report)] == [(path.name, "file-missing")]
        assert is_draw_of_letters(folder / "out")


def test_provision_may_grow(folder: Path) -> None:
    path = folder / "out" / "record" / "provision.csv"
    path.write_bytes(path.read_bytes() + b"2026-05-01,x,y,1,z,g,0\n")
    assert verify(folder / "out").ok


def change_cell(path: Path, row: int, column: str, cell: str) -> None:
    """Change a cell of a private table, as in an editor."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index(column)
    cells = lines[row].split(",")
    assert len(cells) == len(lines[0].split(","))
    cells[at] = cell
    lines[row] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("wave", [1, 3])
@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("unit", "00001x", "past-units"),
        ("letter", "1-000099", "past-codes"),
        ("code", "ABCD-EFGH-JKLM", None),
    ],
)
def test_private_people_that_were_changed(
    folder: Path, wave: int, column: str, cell: str, code: str | None
) -> None:
    path = folder / "out" / "private" / f"people-{wave}.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    width = len(lines[0].split(","))
    row = next(at for at, line in enumerate(lines) if at and len(line.split(",")) == width)
    change_cell(path, row, column, cell)
    found = problems(verify(folder / "out"))
    assert found[0][:2] == ("check-letters-private", path.name)
    assert code is None or found[0][2] == code


def test_a_row_of_private_people_gone_or_twice(folder: Path) -> None:
    path = folder / "out" / "private" / "people-2.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    for spoilt in (lines[:-1], [*lines, lines[-1]], lines[:1], []):
        path.write_bytes(b"".join(spoilt))
        report = verify(folder / "out")
        assert {problem[:2] for problem in problems(report)} == {
            ("check-letters-private", "people-2.csv")
        }


def test_an_address_that_was_corrected_is_no_other_draw(folder: Path) -> None:
    """Senders may mend a name or an address; the record says nothing of these."""
    path = folder / "out" / "private" / "people-1.csv"
    before = path.read_bytes()
    changed = [row for row in before.splitlines() if b"Kanariestraat" in row]
    path.write_bytes(before.replace(b"Kanariestraat", b"Merelstraat"))
    assert verify(folder / "out").ok
    report = verify(folder / "out", folder / "register.csv")
    assert report.ok
    notice = next(one for one in report.notices if one.code == "verify-people-changed")
    assert (notice.file, notice.params["count"]) == ("people-1.csv", len(changed))
    path.write_bytes(before)
    assert "verify-people-changed" not in said(verify(folder / "out", folder / "register.csv"))


def test_what_a_table_cannot_hold_is_no_change(tmp_path: Path) -> None:
    """Control characters of a name, which only Parquet has, are left out when it is written."""
    source, register = write_register(tmp_path / "r.csv", register_rows(60)), tmp_path / "r.parquet"
    read = f"read_csv('{source}', all_varchar = true, header = true)"
    odd = f"SELECT * REPLACE (concat('Jan', chr(1), 'sen', chr(127)) AS naam) FROM {read}"
    duckdb.execute(f"COPY ({odd}) TO '{register}' (FORMAT parquet)")
    report = verify(invite(request(tmp_path, register, 20)).folder, register)
    assert (report.ok, said(report)) == (True, [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"0" * 64 + b"\n"),
        lambda path: path.write_bytes(path.read_bytes()[:-2] + b"\n"),
    ],
)
def test_another_salt(folder: Path, spoil: Callable[[Path], object]) -> None:
    spoil(folder / "out" / "private" / "salt.txt")
    report = verify(folder / "out")
    assert [problem[0] for problem in problems(report)] == ["check-letters-private"]
    assert problems(report)[0][1] in ("salt.txt", "people-1.csv")


def test_without_the_people_of_a_wave_all_of_its_register_is_repeated(folder: Path) -> None:
    (folder / "out" / "private" / "people-2.csv").unlink()
    report = verify(folder / "out", folder / "register.csv")
    assert problems(report)[0][:2] == ("check-letters-private", "people-2.csv")
    assert repeated(report) == ["wave-1.json", "wave-2.json"]


@pytest.mark.parametrize("kept", ["private", "record", "both"])
def test_a_last_wave_that_was_taken_away_is_missed(folder: Path, kept: str) -> None:
    """Otherwise a wave whose letters were sent could be kept out of the record."""
    out = folder / "out"
    for name in PUBLIC:
        if "-3." in name and (kept == "private" or name.endswith(".json")):
            (out / name).unlink()
    if kept == "record":
        (out / "private" / "people-3.csv").unlink()
    found = problems(verify(out))
    assert {code for _, _, code in found} == {"wave-gone"}
    assert found[0][0] == ("check-letters-private" if kept == "private" else "check-waves")


def test_the_first_wave_that_was_taken_away_is_missed(folder: Path) -> None:
    (folder / "out" / "record" / "wave-1.json").unlink()
    assert problems(verify(folder / "out"))[0][1:] == ("wave-1.json", "file-missing")
    shutil.rmtree(folder / "out" / "record")
    assert is_draw_of_letters(folder / "out")


def test_other_files_are_named_and_no_mistake(folder: Path) -> None:
    for name in ("read-me.txt", "agenda-2027.csv"):
        (folder / "out" / "record" / name).write_text("x")
    report = verify(folder / "out")
    assert report.ok
    assert [notice.params for notice in report.notices if notice.code == "verify-other-file"] == [
        {"name": "agenda-2027.csv"},
        {"name": "read-me.txt"},
    ]


# ---- a record that somebody wrote again, with digests that are right ----


def rewrite(out: Path, wave: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the content of a wave, and the digests of it and of every wave after it."""
    before = None
    for one in range(1, WAVES + 1):
        path = out / "record" / f"wave-{one}.json"
        content = json.loads(path.read_bytes())
        if one == wave:
            change(content)
        content["previous"] = before
        path.write_bytes(json_bytes(sealed(content)))
        before = json.loads(path.read_bytes())["digest"]


@pytest.mark.parametrize("key", ["seed", "part", "one_per_address", "frame", "strata_columns"])
def test_a_later_wave_has_the_settings_of_the_first(folder: Path, key: str) -> None:
    """Otherwise whoever draws could try seeds for a second wave until the right people come up."""
    shutil.rmtree(folder / "out" / "private")

    def other(content: dict[str, Any]) -> None:
        content[key] = {"one_per_address": True, "frame": "addresses"}.get(key, "other")
        if key == "part":
            content["label"] = "letters other"
        if key == "strata_columns":
            content[key] = ["wijk", "leeftijd"]
            for name in ("strata", "letters"):
                path = folder / "out" / "record" / f"{name}-2.csv"
                path.write_bytes(path.read_bytes().replace(b"groep", b"leeftijd", 1))
                content["files"][path.name] = digest(path.read_bytes())
            content["only"] = [["leeftijd", "jong"]]

    rewrite(folder / "out", 2, other)
    assert problems(verify(folder / "out")) == [("check-waves", "wave-2.json", "record-value")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", "another seed"),
        ("reference_date", "2020-01-01"),
        ("drawn", "0" * 64),
        ("confidential", 1),
        ("only", [["groep", "jong"]]),
        ("spread", {"kind": "equal", "letters": 20, "tied": []}),
        ("steps", [{"code": "step-duplicates", "removed": 0}]),
        ("map", {}),
        ("map", {"columns": {"id": "nergens"}}),
    ],
)
def test_a_record_written_again_is_found_out_with_the_register(
    folder: Path, key: str, value: object
) -> None:
    def other(content: dict[str, Any]) -> None:
        assert content[key] != value
        content[key] = value

    rewrite(folder / "out", 1, other)
    report = verify(folder / "out", folder / "register.csv")
    # Here nobody's age counts, so the date is in the record and nowhere else.
    assert report.ok == (key == "reference_date")


def reseal(folder: Path, name: str, old: str, new: str, wave: int = 1) -> None:
    """Change a public table, and make all digests right again, as its publisher could."""
    path = folder / "out" / "record" / name
    data = path.read_bytes().decode()
    assert old in data
    path.write_bytes(data.replace(old, new).encode())
    made_anew = {name: digest(path.read_bytes())}
    rewrite(folder / "out", wave, lambda content: content["files"].update(made_anew))


def test_a_query_that_was_changed_is_found_out_with_the_register(folder: Path) -> None:
    """It is what a journalist is told to run."""
    reseal(
        folder, "draw-1.sql", "ranked.place <= letters.letters", "ranked.place > letters.letters"
    )
    report = verify(folder / "out", folder / "register.csv")
    assert problems(report) == [("check-repeated", "draw-1.sql", "repeat-query")]
    (folder / "register.csv").rename(folder / "renamed.csv")
    report = verify(folder / "out", folder / "renamed.csv")
    assert "verify-query" in said(report)


def test_the_column_proportional_is_computed_again(folder: Path) -> None:
    """So nobody can hide how far a spread is from proportional."""
    path = folder / "out" / "record" / "strata-1.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    at = rows[0].index("proportional")
    rows[1][at], rows[2][at] = str(int(rows[1][at]) + 1), str(int(rows[2][at]) - 1)
    text = "".join(",".join(row) + "\n" for row in rows)
    reseal(folder, "strata-1.csv", path.read_text(), text)
    assert [one[2] for one in problems(verify(folder / "out"))] == ["wave-proportional"]


@pytest.mark.parametrize("kind", ["whatever", "response"])
def test_a_spread_that_nobody_made_is_not_called_right(folder: Path, kind: str) -> None:
    rewrite(folder / "out", 1, lambda content: content.update(spread={"kind": kind}))
    found = [one[0] for one in problems(verify(folder / "out"))]
    assert found == ["check-spread-response" if kind == "response" else "check-spread"]


@pytest.mark.parametrize(
    "change",
    [
        {"frame": "addresses"},
        {"people": 199, "units": 199},
        {"versions": {"number": "another"}},
        {"forecast": {"x": 1}},
    ],
)
def test_what_a_wave_cannot_say(folder: Path, change: dict[str, Any]) -> None:
    rewrite(folder / "out", 1, lambda content: content.update(change))
    assert [one[0] for one in problems(verify(folder / "out"))] == ["check-waves"]


def test_steps_have_an_order(folder: Path) -> None:
    rewrite(folder / "out", 1, lambda content: content["steps"].reverse())
    assert problems(verify(folder / "out"))[0][1:] == ("wave-1.json", "record-value")


def test_a_register_of_provision_that_is_gone_is_missed(folder: Path) -> None:
    (folder / "out" / "record" / "provision.csv").unlink()
    report = verify(folder / "out")
    assert (report.ok, said(report)) == (True, ["verify-no-provision", "verify-no-register"])


# ---- the private folder, changed by who keeps it ----


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("letter", "code"), "past-codes"),  # somebody's answer would count for another stratum
        (("letter",), "past-codes"),
        (("stratum groep",), "past-codes"),
        (("address",), "past-addresses"),  # an address that later waves would leave out
    ],
)
def test_cells_of_people_that_change_places(
    folder: Path, columns: Sequence[str], code: str
) -> None:
    path = folder / "out" / "private" / "people-1.csv"
    table = read_table(path)
    rows = [list(row) for row in table.rows]
    at = [table.columns.index(column) for column in columns]
    group = table.columns.index("stratum groep")
    other = next(place for place, row in enumerate(rows) if row[group] != rows[0][group])
    for place in at:
        rows[0][place], rows[other][place] = rows[other][place], rows[0][place]
    path.write_bytes(table_bytes(table.columns, rows))
    assert problems(verify(folder / "out")) == [("check-letters-private", "people-1.csv", code)]
    with pytest.raises(VerificationError):
        invite(replace(request(folder, folder / "register.csv", 5, part="Zeewijk"), wave=4))


def test_addresses_resealed_are_found_out_with_the_register(folder: Path) -> None:
    """Whoever has the salt can make the digest right too, but not the register."""
    path, out = folder / "out" / "private" / "people-2.csv", folder / "out"
    table = read_table(path)
    rows = [list(row) for row in table.rows]
    unit, address = table.columns.index("unit"), table.columns.index("address")
    rows[0][address] = "9" * 16
    path.write_bytes(table_bytes(table.columns, rows))
    rule, salt = Rule("openbaar zaad", "Zeewijk"), (out / "private" / "salt.txt").read_text()
    rows.sort(key=lambda row: (number(rule.seed, rule.label, row[unit]), row[unit]))
    pairs = [(row[unit], row[address]) for row in rows]
    made_anew = addresses_digest(bytes.fromhex(salt.strip()), pairs)
    rewrite(out, 2, lambda content: content.update(addresses=made_anew))
    assert verify(out).ok
    report = verify(out, folder / "register.csv")
    assert problems(report) == [("check-repeated", "people-2.csv", "repeat-private")]


@pytest.mark.parametrize(("name", "column"), [("strata", "below"), ("homes", "person_chance")])
def test_tables_written_again_are_found_out_with_the_register(
    folder: Path, name: str, column: str
) -> None:
    name += "-1.csv"
    path = folder / "out" / "record" / name
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index(column)
    cells = lines[1].split(",")
    cells[at] = "0.500000000000" if "." in cells[at] else f"{int(cells[at], 16) + 1:x}"
    data = path.read_bytes().replace(lines[1].encode(), ",".join(cells).encode())
    path.write_bytes(data)
    rewrite(folder / "out", 1, lambda content: content["files"].update({name: digest(data)}))
    assert verify(folder / "out").ok
    report = verify(folder / "out", folder / "register.csv")
    assert [problem[0] for problem in problems(report)] == ["check-repeated"]


def test_other_people_in_the_record_of_a_later_wave(folder: Path) -> None:
    rewrite(folder / "out", 2, lambda content: content.update(earlier_drawn="0" * 64))
    assert ("check-letters-private", "wave-2.json", "record-value") in problems(
        verify(folder / "out")
    )


# ---- nothing is raised, whatever a record says ----

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1,
        2**63,
        1.5,
        "",
        "x",
        "2026-13-01",
        [],
        {},
        [[]],
        [None],
        {"a": 1},
        [1, 2],
    ]
)


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values."""
    inner: Sequence[Any] = ()
    if isinstance(content, dict):
        inner = list(content.items())
    elif isinstance(content, list):
        inner = list(enumerate(content))
    return [path] * bool(path) + [
        one for key, value in inner for one in places(value, (*path, key))
    ]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(data=st.data())
def test_whatever_stands_in_a_record_nothing_is_raised(made: Path, data: st.DataObject) -> None:
    out = made / "fuzz"
    if not out.exists():
        (out / "record").mkdir(parents=True)
        for path in (made / "out" / "record").glob("*-1.*"):
            shutil.copy(path, out / "record")
    content = json.loads((made / "out" / "record" / "wave-1.json").read_bytes())
    original = copy.deepcopy(content)
    path = data.draw(st.sampled_from([one for one in places(content) if one != ("digest",)]))
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = data.draw(JUNK)
    (out / "record" / "wave-1.json").write_bytes(json_bytes(sealed(content)))
    report = verify(out)
    assert report.checks
    if content == original:
        assert report.ok
