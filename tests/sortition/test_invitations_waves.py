"""Waves: one order, in however many parts, and a folder that is never half written."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest

from sortition.draw_files import LOCK
from sortition.invitations import invite as inviting
from sortition.invitations import writing
from sortition.invitations.allocate import proportional
from sortition.invitations.draw import draw
from sortition.invitations.invite import Invited, invite
from sortition.invitations.record import last_wave, read_waves
from sortition.invitations.strata import Earlier, count_strata
from sortition.invitations.writing import Files
from stratification.errors import InputError, VerificationError
from stratification.files import write_bytes
from stratification.register.map import read_map
from stratification.register.reading import open_register
from tests.sortition.invitations import (
    Plain,
    plain_digest,
    plain_draw,
    private_rows,
    read_residents,
    register_rows,
    request,
    write_register,
)

PEOPLE = 500
STRATA = ["wijk", "groep"]


def units(folder: Path, wave: int) -> list[str]:
    return [row["unit"] for row in private_rows(folder, wave)]


def letters(invited: Invited) -> dict[tuple[str, ...], int]:
    return {line.stratum.values: line.letters for line in invited.strata}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return write_register(tmp_path / "register.csv", register_rows(PEOPLE))


def test_one_wave_of_10_000_or_two_of_5_000_from_any_file(tmp_path: Path) -> None:
    """One from CSV, one from the same people shuffled, as Parquet; plain Python says the same."""
    rows = register_rows(30_000)
    register = write_register(tmp_path / "register.csv", rows)
    parquet = shuffled_parquet(tmp_path, rows)
    asked = request(tmp_path, register, 0)

    def drawn(path: Path, letters: int, earlier: Earlier | None = None) -> list[str]:
        with open_register(path, read_map(asked.map), asked.choices) as opened:
            strata = count_strata(opened.database, STRATA, earlier)
            plan = proportional(strata, letters)
            found = draw(opened.database, asked.rule, strata, plan.letters, earlier)
        return [one.unit for one in found.invitees]

    once, first = drawn(register, 10_000), drawn(parquet, 5_000)
    second = drawn(parquet, 5_000, Earlier(tuple(first)))
    chosen = set(once)
    assert len(chosen) == 10_000
    assert sorted(first + second) == sorted(once)
    people = read_residents(register, "sleutel", "adres", STRATA)
    letters = Counter(one.values for one in people if one.unit in chosen)
    assert once == plain_draw(people, Plain(asked.seed, letters))


def shuffled_parquet(folder: Path, rows: list[list[str]]) -> Path:
    """The same rows in another order, in another kind of file."""
    shuffled = write_register(folder / "shuffled.csv", Random(1).sample(rows, len(rows)))
    source = f"read_csv('{shuffled}', all_varchar = true, header = true, quote = '\"')"
    duckdb.execute(f"COPY (FROM {source}) TO '{folder / 'register.parquet'}' (FORMAT parquet)")
    return folder / "register.parquet"


def test_one_wave_or_two_give_the_same_record(tmp_path: Path, register: Path) -> None:
    parquet = shuffled_parquet(tmp_path, register_rows(PEOPLE))
    once = invite(request(tmp_path, register, 100, out=tmp_path / "once"))
    first = request(tmp_path, parquet, 50, out=tmp_path / "twice")
    parts = [invite(first), invite(replace(first, wave=2))]
    assert [(part.letters, part.earlier) for part in parts] == [(50, 0), (50, 50)]
    both = units(tmp_path / "twice", 1) + units(tmp_path / "twice", 2)
    assert sorted(both) == sorted(units(tmp_path / "once", 1))
    assert [line.chance for line in once.strata] == [line.chance for line in parts[1].strata]
    assert once.homes == parts[1].homes
    people = read_residents(register, "sleutel", "adres", STRATA)
    plain = plain_draw(people, Plain("openbaar zaad", letters(once)))
    assert sorted(plain) == sorted(both)
    record = read_waves(tmp_path / "once" / "record", 1)[0]
    assert record.content["drawn"] == plain_digest(plain)


@pytest.mark.parametrize("single", [False, True])
def test_the_query_of_every_wave_repeats_it_in_plain_duckdb(
    tmp_path: Path, register: Path, single: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its first lines say: in the folder of the register, with `private` beside it."""
    asked = request(tmp_path, register, 50, single=single, part="Zeewijk 'oost'")
    for wave in (1, 2, 3):
        invite(replace(asked, wave=wave))
    desk = tmp_path / "desk"
    desk.mkdir()
    shutil.copy(register, desk)
    monkeypatch.chdir(desk)
    records = read_waves(asked.out / "record", 3)
    for record in records:
        sql = (asked.out / "record" / f"draw-{record.wave}.sql").read_text(encoding="utf-8")
        assert sql.startswith("-- Who gets a letter in wave ")
        with duckdb.connect() as database:
            found = [row[0] for row in database.execute(sql).fetchall()]
        assert sorted(found) == sorted(units(asked.out, record.wave))
        assert plain_digest(found) == record.content["drawn"]
        if record.wave == 1:
            shutil.copytree(asked.out / "private", desk / "private")
    earlier = sorted(units(asked.out, 1) + units(asked.out, 2))
    assert records[2].content["earlier_drawn"] == plain_digest(earlier)


def test_one_per_address_goes_on_in_the_same_order(tmp_path: Path, register: Path) -> None:
    once = invite(request(tmp_path, register, 120, single=True, out=tmp_path / "once"))
    asked = request(tmp_path, register, 60, single=True)
    invite(asked)
    second = invite(replace(asked, wave=2))
    rows = private_rows(asked.out, 1) + private_rows(asked.out, 2)
    assert {row["unit"] for row in rows} == set(units(tmp_path / "once", 1))
    assert len({row["address"] for row in rows}) == 120
    assert second.homes == once.homes
    people = read_residents(register, "sleutel", "adres", STRATA)
    plain = Plain("openbaar zaad", letters(once), one_per_address=True)
    assert sorted(plain_draw(people, plain)) == sorted(units(tmp_path / "once", 1))


def test_a_group_that_lags_is_topped_up(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 60)
    first = invite(asked)
    only = (("groep", "JONG"), ("wijk", "zuid"))
    second = invite(replace(asked, wave=2, only=only))
    assert letters(second) == {
        ("Noord", "jong"): 0,
        ("Noord", "oud"): 0,
        ("Zuid", "jong"): 60,
        ("Zuid", "oud"): 0,
    }
    assert all(line.proportional == line.letters for line in second.strata)
    assert [line.stratum.earlier for line in second.strata] == list(letters(first).values())
    third = invite(replace(asked, wave=3))
    assert third.earlier == 120
    everybody = [unit for wave in (1, 2, 3) for unit in units(asked.out, wave)]
    assert len(set(everybody)) == 180
    # Wave 3 gives, all together, again what is proportional, as far as that is possible.
    assert letters(third)[("Zuid", "jong")] == 0


def test_a_later_register_may_be_another(tmp_path: Path, register: Path) -> None:
    """People who moved away count no more, people who came do; nobody is drawn twice."""
    asked = request(tmp_path, register, 100)
    assert invite(asked).notices == ()
    drawn = units(asked.out, 1)
    left = [row for row in register_rows(PEOPLE + 200) if row[0] not in drawn[:50]]
    newer = write_register(tmp_path / "newer.csv", left)
    second = invite(replace(asked, register=newer, wave=2))
    assert [finding.code for finding in second.notices] == ["invite-other-register"]
    assert second.earlier == 100
    assert sum(line.stratum.earlier for line in second.strata) == 50
    assert not set(units(asked.out, 2)) & set(drawn)
    read_waves(asked.out / "record", 2)


def test_other_maps_dates_and_exclusions_are_said(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    changed = tmp_path / "other.toml"
    changed.write_text(asked.map.read_text().replace('"Verordening"', '"Wet"'))
    date = asked.choices.reference_date.replace(year=2027)
    later = replace(asked, wave=2, map=changed, choices=replace(asked.choices, reference_date=date))
    codes = [finding.code for finding in invite(later).notices]
    assert codes == ["invite-other-map", "invite-other-date"]


def test_settings_that_differ_are_all_listed(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    other = replace(
        request(tmp_path, register, 10, strata=("wijk",), single=True),
        wave=2,
        seed="ander zaad",
        part="Zuid",
    )
    with pytest.raises(InputError) as caught:
        invite(other)
    assert str(caught.value).count("must be as in the first wave") == 4
    for text in (
        'it was "openbaar zaad" and is now "ander zaad"',
        "was False and is now True",
        '"wijk"',
    ):
        assert text in str(caught.value)
    assert last_wave(asked.out / "record") == 1


def test_a_wave_is_drawn_once_and_in_its_turn(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    with pytest.raises(InputError, match=r"record/wave-1\.json is not in this folder"):
        invite(replace(asked, wave=2))
    assert not asked.out.exists()
    invite(asked)
    before = contents(asked.out)
    with pytest.raises(InputError, match="wave 1 has been drawn already"):
        invite(asked)
    with pytest.raises(InputError, match=r"record/wave-2\.json is not in this folder"):
        invite(replace(asked, wave=3))
    assert contents(asked.out) == before
    invite(replace(asked, wave=2))
    with pytest.raises(InputError, match="wave 2 has been drawn already"):
        invite(replace(asked, wave=2))
    with pytest.raises(ValueError, match="from 1"):
        invite(replace(asked, wave=0))


def test_a_first_wave_needs_a_new_or_empty_folder(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    asked.out.mkdir()
    (asked.out / "notes.txt").write_text("x")
    with pytest.raises(InputError, match="not empty"):
        invite(asked)
    (asked.out / "notes.txt").unlink()
    invite(asked)


def test_a_record_that_was_changed_is_not_gone_on_with(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    record = asked.out / "record"
    for name in ("wave-1.json", "strata-1.csv", "letters-1.csv", "homes-1.csv", "draw-1.sql"):
        right = (record / name).read_bytes()
        (record / name).write_bytes(right.replace(b"0", b"1", 1))
        with pytest.raises(VerificationError) as caught:
            invite(replace(asked, wave=2))
        assert caught.value.findings[0].file == name
        (record / name).write_bytes(right)
    invite(replace(asked, wave=2))


def test_private_files_that_were_changed_are_not_gone_on_with(
    tmp_path: Path, register: Path
) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    people, salt = asked.out / "private" / "people-1.csv", asked.out / "private" / "salt.txt"
    right = people.read_bytes(), salt.read_bytes()
    lines = right[0].decode().splitlines(keepends=True)
    unit, code = private_rows(asked.out, 1)[0]["unit"], private_rows(asked.out, 1)[0]["code"]
    other = private_rows(asked.out, 1)[1]["code"]
    for data, key, match in [
        ("".join(lines[:-1]), right[1], "not the people"),
        (right[0].decode().replace(f",{unit},", ",99999,"), right[1], "not the people"),
        (right[0].decode().replace(other, "2222-2222-2222"), right[1], "sign-up codes"),
        (right[0].decode(), b"0" * 64 + b"\n", "sign-up codes"),
        (right[0].decode(), b"0" * 63 + b"\n", "not the salt"),
    ]:
        people.write_text(data, encoding="utf-8")
        salt.write_bytes(key)
        with pytest.raises(VerificationError, match=match) as caught:
            invite(replace(asked, wave=2))
        assert unit not in str(caught.value)
        assert code not in str(caught.value)
    people.write_bytes(right[0])
    salt.write_bytes(right[1])
    invite(replace(asked, wave=2))


def contents(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


class Stop(BaseException):
    """What no handler expects."""


def stopped_at(number: int) -> Callable[..., None]:
    """`write_bytes` that stops at the write with this number."""
    left = number

    def failing(path: Path, data: bytes, *, private: bool = False) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stop
        write_bytes(path, data, private=private)

    return failing


@pytest.fixture(scope="module")
def two_waves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, Files]]:
    """The folder of a draw after the first wave, and what both waves write."""
    folder = tmp_path_factory.mktemp("waves")
    register = write_register(folder / "register.csv", register_rows(200))
    asked, files = request(folder, register, 10), {}

    def keeping(out: Path, given: Files) -> None:
        files[given.wave] = given
        writing.write_first(out, given) if given.wave == 1 else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inviting, "write_first", keeping)
        patch.setattr(inviting, "write_later", keeping)
        invite(asked)
        invite(replace(asked, wave=2))
    return asked.out, files


@pytest.mark.parametrize("wave", [1, 2])
@pytest.mark.parametrize("killed", [False, True])
def test_a_wave_is_written_all_or_not(
    tmp_path: Path,
    two_waves: tuple[Path, dict[int, Files]],
    monkeypatch: pytest.MonkeyPatch,
    wave: int,
    killed: bool,
) -> None:
    """Stopped at every write; killed: nothing can be tidied up any more."""
    out, files = tmp_path / "out", two_waves[1][wave]
    write = writing.write_first if wave == 1 else writing.write_later
    if wave == 2:
        shutil.copytree(two_waves[0], out)
    before = contents(out)
    if killed:
        monkeypatch.setattr(writing, "_undo", lambda *_: None)
        monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    writes = len(files.record) + len(files.private)
    assert writes == (8 if wave == 1 else 7)
    for number in range(1, writes + 1):
        monkeypatch.setattr(writing, "write_bytes", stopped_at(number))
        with pytest.raises(Stop):
            write(out, files)
        assert last_wave(out / "record") == wave - 1
        assert killed or contents(out) == before
        assert killed or not [*tmp_path.glob(".out*")]
    monkeypatch.setattr(writing, "write_bytes", write_bytes)
    write(out, files)
    assert len(read_waves(out / "record", wave)) == wave
    new = {**files.record, **files.private}
    assert {name.split("/")[1]: data for name, data in contents(out).items()} == (
        {name.split("/")[1]: data for name, data in before.items()} | new
    )


def test_after_a_kill_a_line_of_provision_is_not_written_twice(
    tmp_path: Path, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_undo", lambda *_: None)
        patch.setattr(writing, "write_bytes", stopped_at(7))
        with pytest.raises(Stop):
            invite(replace(asked, wave=2))
    lines = (asked.out / "record" / "provision.csv").read_text().splitlines()
    assert len(lines) == 3
    assert last_wave(asked.out / "record") == 1
    invite(replace(asked, wave=2))
    assert (asked.out / "record" / "provision.csv").read_text().splitlines() == lines


def test_leftovers_of_a_broken_attempt_are_replaced(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    stale = [
        asked.out / "record" / "curve-2.csv",
        asked.out / "private" / "people-2.csv",
        asked.out / "private" / ".people-2.csv.0123.tmp",
    ]
    for path in stale:
        path.write_text("x")
    second = invite(replace(asked, wave=2))
    assert not stale[0].exists()
    assert not stale[2].exists()
    assert "record/curve-2.csv" not in second.files
    assert len(units(asked.out, 2)) == 10


def test_one_process_at_a_time(tmp_path: Path, register: Path) -> None:
    asked = request(tmp_path, register, 10)
    invite(asked)
    (asked.out / LOCK).touch()
    with pytest.raises(InputError, match="going on in this folder"):
        invite(replace(asked, wave=2))
    os.unlink(asked.out / LOCK)
    invite(replace(asked, wave=2))
    assert not (asked.out / LOCK).exists()
