"""The store of a dossier: one transaction, one writer, nobody else's eyes."""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError

from sortition.assembly import connection as connections
from sortition.assembly import facts, outbox, schema
from sortition.assembly.decided import decide, decided
from sortition.assembly.events import events
from sortition.assembly.status import status
from sortition.assembly.store import (
    DATABASE,
    RECORDS,
    Actor,
    Change,
    Place,
    changing,
    create,
    reading,
)
from stratification.errors import InputError
from tests.sortition.assembly.dossiers import ACTOR, NOON

CANARY = "Kanariepad 1, Zeewijk"


def fill(change: Change) -> None:
    """What is in the dossier of these tests: a name, somebody's address, a public file."""
    since = change.event("new", name="Burgerberaad")
    decide(change.connection, since, name="Burgerberaad")
    facts.put(
        change.connection,
        schema.people,
        {"code": "7KXM-3FRT-96W9", "field": "adres"},
        {"value": CANARY},
        since,
    )
    change.publish("01-invitations", {"a.json": b"old"}, since)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "dossier")
    create(made, ACTOR, fill)
    return made


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def files(place: Place) -> dict[str, bytes]:
    """Every file below the records, hidden ones too."""
    records = place.folder / RECORDS
    return {
        path.relative_to(records).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(records.rglob("*"))
    }


OLD = {"01-invitations": b"", "01-invitations/a.json": b"old"}


def count_events(place: Place) -> int:
    with reading(place) as dossier:
        return len(events(dossier))


# ---- one transaction ----


def change_all(change: Change) -> None:
    since = change.event("quotas", "7KXM-3FRT-96W9", "because", seats=3)
    decide(change.connection, since, name="Another")
    change.publish("01-invitations", {"a.json": b"new"}, since)
    change.publish("02-panel", {"b.json": b"new"}, since)


def _change_and(place: Place, error: type[BaseException]) -> None:
    with changing(place, ACTOR) as change:
        change_all(change)
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, InputError])
def test_an_error_takes_everything_back(place: Place, error: type[BaseException]) -> None:
    with pytest.raises(error):
        _change_and(place, error)
    assert files(place) == OLD
    assert count_events(place) == 1
    assert status(place).name == "Burgerberaad"


def test_what_is_changed_is_all_there_afterwards(place: Place) -> None:
    with changing(place, ACTOR) as change:
        change_all(change)
        assert (place.folder / RECORDS / "01-invitations" / "a.json").read_bytes() == b"old"
    new = {"01-invitations/a.json": b"new", "02-panel": b"", "02-panel/b.json": b"new"}
    assert files(place) == {**OLD, **new}
    with reading(place) as dossier:
        assert decided(dossier.connection).name == "Another"
        assert len(outbox.stated(dossier.connection)) == 2
        first, last = events(dossier)
    assert (first.action, last.action, last.code, last.why) == (
        *("new", "quotas", "7KXM-3FRT-96W9"),
        "because",
    )
    assert (last.number, last.who, last.at) == (2, "griffie", "2026-11-26T12:00:00Z")
    assert last.details == {"seats": 3}
    assert "because" not in repr(last)


def test_nothing_is_overwritten(place: Place) -> None:
    with changing(place, ACTOR) as change:
        change_all(change)
    with reading(place) as dossier:
        assert decided(dossier.connection, at=1).name == "Burgerberaad"
        assert decided(dossier.connection, at=2).name == "Another"


def test_a_number_of_an_event_is_never_used_twice(place: Place) -> None:
    with changing(place, ACTOR) as change:
        second = change.event("a")
        change.connection.execute(text("DELETE FROM events WHERE id = :id"), {"id": second})
    with changing(place, ACTOR) as change:
        assert change.event("b") == second + 1


def test_the_same_change_may_hold_once(place: Place) -> None:
    """The database itself refuses two rows that hold for one key: that is a mistake."""
    row = {"code": "7KXM-3FRT-96W9", "field": "adres", "value": CANARY, "since": 1}
    with pytest.raises(IntegrityError, match="UNIQUE") as error, changing(place, ACTOR) as change:
        facts.put_new(change.connection, schema.people, [row])
    assert CANARY not in str(error.value)


# ---- two at a time ----


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)


@pytest.mark.usefixtures("impatient")
def test_who_comes_second_is_told_to_wait(place: Place) -> None:
    with changing(place, ACTOR) as first:
        change_all(first)
        before = files(place)
        with pytest.raises(InputError) as error, changing(place, ACTOR):
            pytest.fail("two at a time")
        assert codes(error) == ["dossier-busy"]
        assert files(place) == before  # what the first one staged
    assert count_events(place) == 2
    assert files(place)["02-panel/b.json"] == b"new"


@pytest.mark.usefixtures("impatient")
def test_readers_go_on_and_see_one_state(place: Place) -> None:
    with reading(place) as reader:
        with changing(place, ACTOR) as change:
            change_all(change)
            with reading(place) as other:  # although there are files that wait
                assert len(events(other)) == 1
            assert len(events(reader)) == 1
        assert len(events(reader)) == 1
    assert count_events(place) == 2


def test_who_waits_a_little_gets_in(place: Place) -> None:
    inside, done = threading.Event(), threading.Event()

    def first() -> None:
        with changing(place, ACTOR) as change:
            inside.set()
            done.wait(10)
            change.event("a")

    with ThreadPoolExecutor(1) as pool:
        waited = pool.submit(first)
        assert inside.wait(10)
        threading.Timer(0.1, done.set).start()
        with changing(place, ACTOR) as change:
            assert len(events(change)) == 2
            change.event("b")
        waited.result()
    assert count_events(place) == 3


COUNT = """
import sys, pathlib
from sqlalchemy import text
from sortition.assembly import connection, facts, schema
from sortition.assembly.decided import decide, decided
from sortition.assembly.store import Place, changing
from tests.sortition.assembly.dossiers import ACTOR
connection.PATIENCE = 60.0
for _ in range(int(sys.argv[2])):
    with changing(Place(pathlib.Path(sys.argv[1])), ACTOR) as change:
        seen = decided(change.connection).values.get("seats", 0)
        path = change.records / "01-invitations" / "n.txt"
        assert seen == 0 or path.read_bytes() == str(seen).encode()
        since = change.event("count")
        decide(change.connection, since, seats=seen + 1)
        change.publish("01-invitations", {"n.txt": str(seen + 1).encode()}, since)
"""


def test_of_what_two_processes_do_nothing_is_lost(place: Place) -> None:
    """Each reads a number and puts the next one, in the database and in a public file."""
    each = 10
    arguments = [sys.executable, "-c", COUNT, str(place.folder), str(each)]
    root = Path(__file__).parents[3]
    running = [subprocess.Popen(arguments, cwd=root) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    with reading(place) as dossier:
        assert decided(dossier.connection).values["seats"] == 2 * each
        assert len(events(dossier)) == 2 * each + 1
    assert files(place)["01-invitations/n.txt"] == str(2 * each).encode()
    assert len(files(place)) == 3


# ---- what a killed command left ----


def test_what_was_left_is_finished_or_removed(place: Place) -> None:
    records = place.folder / RECORDS
    (records / "01-invitations" / ".a.json.new").write_bytes(b"never noted")
    (records / "01-invitations" / "..a.json.new.0123.tmp").write_bytes(b"half")
    (records / "02-panel").mkdir()
    (records / "03-panel").mkdir()
    (records / "03-panel" / ".b.json.new").write_bytes(b"never noted")
    assert count_events(place) == 1
    assert files(place) == OLD
    (records / "01-invitations" / "a.json").rename(records / "01-invitations" / ".a.json.new")
    assert count_events(place) == 1
    assert files(place) == OLD


@pytest.mark.usefixtures("impatient")
def test_a_file_that_cannot_be_put_in_place_is_told_and_put_there_later(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def change() -> None:
        with changing(place, ACTOR) as opened:
            change_all(opened)
            monkeypatch.setattr(os, "replace", full)

    with pytest.raises(InputError) as error:
        change()
    assert codes(error) == ["dossier-files-late"]
    monkeypatch.undo()
    assert count_events(place) == 2
    assert files(place)["02-panel/b.json"] == b"new"
    assert len(files(place)) == 4


def test_a_public_file_of_another_command_is_no_leftover(place: Place) -> None:
    other = place.folder / RECORDS / "01-invitations" / ".DS_Store"
    other.write_bytes(b"the officer's computer")
    with changing(place, ACTOR) as change:
        change.event("a")
    assert other.exists()


# ---- making one ----


def broken(change: Change) -> None:
    fill(change)
    raise InputError


@pytest.mark.parametrize("there", [False, True])
def test_an_error_leaves_no_folder(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "dossier"
    if there:
        folder.mkdir()
    with pytest.raises(InputError):
        create(Place(folder), ACTOR, broken)
    assert list(tmp_path.iterdir()) == ([folder] if there else [])
    assert not there or list(folder.iterdir()) == []
    create(Place(folder), ACTOR, fill)
    assert files(Place(folder)) == OLD
    assert sorted(path.name for path in folder.iterdir()) == [DATABASE, RECORDS]


def test_what_a_killed_command_left_beside_it_goes(tmp_path: Path) -> None:
    left = tmp_path / ".dossier [1].0123456789ab.tmp"
    (left / RECORDS).mkdir(parents=True)
    (left / DATABASE).write_bytes(b"salts and hashes")
    others = [tmp_path / ".dossier 1.0123456789ab.tmp", tmp_path / ".dossier [1].text.tmp"]
    others[0].mkdir()
    others[1].write_bytes(b"something else")
    create(Place(tmp_path / "dossier [1]"), ACTOR, fill)
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "dossier [1]"])


def test_a_dossier_is_not_made_over_another_one(place: Place) -> None:
    before = files(place), (place.folder / DATABASE).read_bytes()
    with pytest.raises(InputError) as error:
        create(place, ACTOR, fill)
    assert codes(error) == ["folder-not-empty"]
    assert (files(place), (place.folder / DATABASE).read_bytes()) == before


@pytest.mark.parametrize("name", ["a dossier", "Überaad één ’26", "dossier?mode=ro#x", "50%", "'"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    place = Place(tmp_path / name / "dossier")
    create(place, ACTOR, fill)
    with changing(place, ACTOR) as change:
        change_all(change)
    assert files(place)["02-panel/b.json"] == b"new"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    create(Place(link), ACTOR, fill)
    with changing(Place(link), ACTOR) as change:
        change_all(change)
    assert link.is_symlink()
    assert files(Place(real))["02-panel/b.json"] == b"new"
    nowhere = tmp_path / "nowhere"
    nowhere.symlink_to(tmp_path / "gone")
    with pytest.raises(InputError) as error:
        create(Place(nowhere), ACTOR, fill)
    assert codes(error) == ["folder-is-file"]


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have these modes")
def test_only_the_owner_can_look(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place = Place(tmp_path / "dossier")
        create(place, ACTOR, fill)
        assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
        with changing(place, ACTOR) as change:
            change_all(change)
            inside = modes(place.folder)
    finally:
        os.umask(before)
    names = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
    assert {name: inside[name] for name in names} == dict.fromkeys(names, 0o600)
    assert sorted(modes(place.folder)) == [DATABASE, RECORDS]


# ---- versions ----


def _table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE extra (id INTEGER)"))


def _row(connection: Connection) -> None:
    connection.execute(text("INSERT INTO extra SELECT count(*) FROM events"))


@pytest.fixture
def more_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _table, _row))


def look(place: Place) -> None:
    with reading(place):
        pass


def change(place: Place) -> None:
    with changing(place, ACTOR) as opened:
        opened.event("a")


@pytest.mark.usefixtures("more_steps")
@pytest.mark.parametrize("first", [look, change])
def test_an_older_dossier_gets_every_step_once(
    tmp_path: Path, first: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "dossier")
    with monkeypatch.context() as old:
        old.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        create(place, ACTOR, fill)
    for open_it in (first, look, change, look):
        open_it(place)
    with reading(place) as dossier:
        rows = dossier.connection.execute(text("SELECT id FROM extra")).all()
        assert schema.version(dossier.connection) == 3
    assert [tuple(row) for row in rows] == [(1,)]


def test_a_step_that_fails_leaves_the_older_dossier(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (*schema.MIGRATIONS, _table, lambda connection: connection.execute(text("SELECT x")))
    for open_it in (look, change):
        with monkeypatch.context() as newer:
            newer.setattr(schema, "MIGRATIONS", steps)
            with pytest.raises((InputError, OperationalError)):
                open_it(place)
        with reading(place) as dossier:
            tables = set(dossier.connection.scalars(text("SELECT name FROM sqlite_master")))
            assert "extra" not in tables
            assert schema.version(dossier.connection) == 1


@pytest.mark.usefixtures("impatient", "more_steps")
def test_an_older_dossier_that_somebody_changes_is_not_read(tmp_path: Path) -> None:
    """It is to be brought to the newest version first."""
    place = Place(tmp_path / "dossier")
    create(place, ACTOR, fill)
    with sqlite3.connect(place.database) as database:
        database.executescript("DROP TABLE extra; PRAGMA user_version = 1")
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError) as error:
            look(place)
    database.close()
    assert codes(error) == ["dossier-busy"]


@pytest.mark.parametrize("open_it", [look, change])
def test_a_dossier_of_a_newer_program_is_refused(
    place: Place, open_it: Callable[[Place], None]
) -> None:
    database = sqlite3.connect(place.database)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = place.database.read_bytes()
    with pytest.raises(InputError) as error:
        open_it(place)
    assert codes(error) == ["dossier-newer"]
    assert dict(error.value.findings[0].params) == {
        "version": 99,
        "known": len(schema.MIGRATIONS),
    }
    assert place.database.read_bytes() == before


# ---- encryption ----


@pytest.fixture
def secret(tmp_path: Path) -> Place:
    pytest.importorskip("sqlcipher3", reason="sqlcipher3-wheels is not installed")
    place = Place(tmp_path / "secret", 'it\'s a "secret" phrase, é')
    create(place, ACTOR, fill)
    return place


def test_an_encrypted_dossier_is_used_as_any_other(secret: Place) -> None:
    with changing(secret, ACTOR) as change:
        change_all(change)
    assert count_events(secret) == 2
    assert files(secret)["02-panel/b.json"] == b"new"


def test_nothing_in_an_encrypted_dossier_can_be_read(secret: Place) -> None:
    with changing(secret, ACTOR) as change:
        change_all(change)
        paths = [path for path in secret.folder.iterdir() if path.is_file()]
        assert len(paths) == 3
        inside = b"".join(path.read_bytes() for path in paths if path.suffix != ".sqlite-shm")
    for data in (inside, secret.database.read_bytes()):
        for plain in (b"SQLite format", b"CREATE TABLE", CANARY.encode(), b"7KXM", b"griffie"):
            assert plain not in data


def test_without_its_passphrase_a_dossier_stays_shut(secret: Place) -> None:
    before = secret.database.read_bytes()
    wrong = {
        None: "dossier-encrypted",
        "another": "dossier-not-database",
        "": "dossier-passphrase-blank",
        " \t": "dossier-passphrase-blank",
        "\udcff": "dossier-passphrase-text",
    }
    for passphrase, code in wrong.items():
        for open_it in (look, change):
            with pytest.raises(InputError) as error:
                open_it(replace(secret, passphrase=passphrase))
            assert codes(error) == [code]
    assert secret.database.read_bytes() == before
    assert "long" not in repr(secret)
    look(secret)


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("", "dossier-passphrase-blank"),
        ("  ", "dossier-passphrase-blank"),
        ("\udcff", "dossier-passphrase-text"),
    ],
)
def test_a_passphrase_that_protects_nothing_is_refused(
    tmp_path: Path, passphrase: str, code: str
) -> None:
    with pytest.raises(InputError) as error:
        create(Place(tmp_path / "dossier", passphrase), ACTOR, fill)
    assert codes(error) == [code]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("passphrase", ["", "secret"])
def test_a_plain_dossier_does_not_take_a_passphrase(place: Place, passphrase: str) -> None:
    with pytest.raises(InputError) as error:
        look(replace(place, passphrase=passphrase))
    assert codes(error) == ["dossier-not-encrypted"]


def test_without_the_driver_the_user_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(InputError) as error:
        create(Place(tmp_path / "dossier", "secret"), ACTOR, fill)
    assert codes(error) == ["dossier-no-cipher"]
    assert list(tmp_path.iterdir()) == []


# ---- no dossier ----


@pytest.fixture(params=[look, change])
def open_it(request: pytest.FixtureRequest) -> Callable[[Place], None]:
    """Both ways to open a dossier."""
    way: Callable[[Place], None] = request.param
    return way


def test_where_there_is_no_dossier_none_is_made(
    tmp_path: Path, open_it: Callable[[Place], None]
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder" / DATABASE).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    for name in ("nowhere", "file", "folder", "nowhere/below"):
        with pytest.raises(InputError) as error:
            open_it(Place(tmp_path / name))
        assert codes(error) == ["dossier-missing"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_was_emptied_is_no_new_dossier(
    place: Place, open_it: Callable[[Place], None]
) -> None:
    os.truncate(place.database, 0)
    with pytest.raises(InputError) as error:
        open_it(place)
    assert codes(error) == ["dossier-not-database"]
    assert place.database.stat().st_size == 0


def test_another_database_is_no_dossier(tmp_path: Path, open_it: Callable[[Place], None]) -> None:
    place = Place(tmp_path)
    database = sqlite3.connect(place.database)
    database.execute("CREATE TABLE notes (id INTEGER)")
    database.close()
    with pytest.raises(InputError) as error:
        open_it(place)
    assert codes(error) == ["dossier-not-database"]
    database = sqlite3.connect(place.database)
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    database.close()


def test_the_moment_of_an_actor_is_in_utc_and_the_day_where_it_is() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    late = Actor("griffie", datetime.datetime(2026, 7, 1, 0, 30, tzinfo=zone))
    assert (late.at, late.day) == ("2026-06-30T22:30:00Z", "2026-07-01")
    assert Actor("griffie", NOON).day == "2026-11-26"


def test_a_copy_of_the_folder_is_a_dossier(place: Place, tmp_path: Path) -> None:
    with changing(place, ACTOR) as change:
        change_all(change)
    other = Place(tmp_path / "copy")
    shutil.copytree(place.folder, other.folder)
    assert count_events(other) == 2
