"""The disk is full, a file may not be written, somebody changed something by hand.

Whatever goes wrong: one clear message, exit code 2 (4 where a record is not what it was), nothing
lost, and nothing half done. Commands are run as they are typed.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sortition.assembly import connection as connections
from sortition.assembly import outbox
from sortition.assembly.begin import begin
from sortition.assembly.signups import importing as signups
from sortition.assembly.signups.forms import Form
from sortition.assembly.store import Place
from tests.commands import Result, Run
from tests.invite_files import draw_once
from tests.sortition.assembly.crash_run import state
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    decide_quotas,
    letter_codes,
    people,
    write_rows,
)

D = "dossier"
LOTTERY = ("assembly", "lottery", D, "--tickets", 10, "--seed", "openbaar", "--by", "griffie")
DRAW = ("assembly", "draw", D, "--ticket", 3, "--by", "griffie")
STATUS, LOG, SEATS = (("assembly", name, D) for name in ("status", "log", "seats"))
VERIFY = ("verify", D)
ROOM = ("assembly", "room", D, "--role", "raadslid=2")
READING = (STATUS, LOG, SEATS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw of letters and a dossier with sign-ups. To be copied, never changed."""
    folder = draw_once(tmp_path_factory.mktemp("made") / "all")
    place = Place(folder / D)
    begin(place, ACTOR, "Burgerberaad", [folder / "draw"])
    decide_quotas(place, folder, QUOTAS)
    rows = people(letter_codes(place)[:12])
    form = Form(received="Tijdstempel", people=("Naam",))
    signups.import_signups(place, ACTOR, write_rows(folder / "form.csv", rows), form)
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.02)


@pytest.fixture
def signed(run: Run, made: Path) -> Place:
    """A dossier with sign-ups in the current folder."""
    shutil.copytree(made / D, D)
    return Place(Path(D))


@pytest.fixture
def drawn(run: Run, signed: Place) -> Place:
    """A dossier with a panel in the current folder."""
    assert run(*LOTTERY).code == 0
    assert run(*DRAW).code == 0
    return signed


def told(result: Result, *codes: int) -> str:
    """What a command said that went wrong: one message, no traceback."""
    text = result.out + result.err
    assert result.code in (codes or (2,)), text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) <= 12, text
    assert text.strip()
    return " ".join(text.split())


def unchanged(place: Place, before: list[str]) -> None:
    """Nothing is lost, and nothing of a command that failed is left, after the next command."""
    assert state(place) == before
    assert not outbox.leftovers(place.folder)


# ---- a full disk, a folder that may not be written ----


class Failing:
    """System calls that change files fail from the n-th on, once."""

    def __init__(self, error: int) -> None:
        self.error, self.left = error, 0

    def call(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(self.error, os.strerror(self.error))

    def around(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        function = getattr(module, name)

        def failing(*given: Any, **named: Any) -> Any:
            self.call()
            return function(*given, **named)

        monkeypatch.setattr(module, name, failing)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    made = Failing(errno.ENOSPC)
    for name in ("fsync", "replace", "mkdir", "fdopen"):
        made.around(monkeypatch, os, name)
    return made


def every_call(failing: Failing, run: Run, *line: Any) -> Iterator[tuple[Result, int]]:
    """Give a command until it gets through; each time another call fails."""
    for number in range(1, 200):
        failing.left = number
        result = run(*line)
        if result.code == 0 and failing.left > 0:
            assert number > 1, "no call was counted"
            return
        failing.left = 0
        yield result, number


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_cannot_be_written_is_told_and_changes_nothing(
    run: Run, signed: Place, failing: Failing, error: int
) -> None:
    assert run(*LOTTERY).code == 0
    failing.error = error
    shutil.copytree(D, "before")
    before, kinds = state(signed), set()
    for result, number in every_call(failing, run, *DRAW):
        if result.code == 0:  # a folder that cannot be forced to the disk is no reason to stop
            kinds.add("done")
        else:
            text = told(result)
            late = "is done and noted" in text
            kinds.add("late" if late else "not done")
            assert os.strerror(failing.error) in text
            if not late:
                assert run(*STATUS).code == 0
                assert state(signed) == before, number
                assert not outbox.leftovers(signed.folder)
                continue
            assert outbox.leftovers(signed.folder)
            assert run(*STATUS).code == 0
        assert not outbox.leftovers(signed.folder)
        assert error != errno.ENOSPC or run(*VERIFY).code == 0
        shutil.rmtree(D)
        shutil.copytree("before", D)
    assert kinds == {"done", "late", "not done"}


def test_a_lottery_that_cannot_be_written_changes_nothing(
    run: Run, signed: Place, failing: Failing
) -> None:
    """At some of the calls: each time the lottery is made anew."""
    before = state(signed)
    for number in (2, 7, 13):
        failing.left = number
        assert "No space" in told(run(*LOTTERY))
        assert failing.left <= 0
        assert run(*STATUS).code == 0
        unchanged(signed, before)


def test_a_dossier_that_cannot_be_written_is_not_there(
    run: Run, made: Path, failing: Failing
) -> None:
    line = ("assembly", "new", "x", "--name", "Beraad", "--letters", made / "draw")
    before = sorted(Path().iterdir())
    done = 0
    for result, _ in every_call(failing, run, *line):
        if result.code == 0:
            shutil.rmtree("x")
            continue
        done += 1
        assert os.strerror(failing.error) in told(result)
        assert sorted(Path().iterdir()) == before
    assert done >= 3


@pytest.fixture
def pragma() -> Iterator[list[str]]:
    """What is said to every connection to the database as soon as it is there."""
    said: list[str] = []

    def connect(connection: Any, _: object) -> None:
        for one in said:
            connection.execute(f"PRAGMA {one}")

    event.listen(Engine, "connect", connect)
    yield said
    event.remove(Engine, "connect", connect)


def pages(place: Place) -> int:
    database = sqlite3.connect(place.database)
    (count,) = database.execute("PRAGMA page_count").fetchone()
    database.close()
    return int(count)


def test_a_database_that_cannot_grow_keeps_what_it_has(
    run: Run, signed: Place, made: Path, pragma: list[str]
) -> None:
    rows = people(letter_codes(Place(made / D)))
    write_rows(Path("form.csv"), [row | {"Naam": row["Naam"] * 99} for row in rows])
    fill(signed)
    before, full = state(signed), pages(signed)
    failed = 0
    for more in range(60):
        pragma[:] = [f"max_page_count = {full + more}"]
        result = run("assembly", "import", D, "form.csv")
        if result.code == 0:
            break
        assert "full" in told(result)
        failed += 1
        assert run(*STATUS).code == 0
        unchanged(signed, before)
    assert failed > 2
    assert state(signed) != before


def fill(place: Place) -> None:
    """Leave no free page in the database: a table takes those there are."""
    database = sqlite3.connect(place.database)
    database.execute("CREATE TABLE filling (data BLOB)")
    while database.execute("PRAGMA freelist_count").fetchone()[0]:
        database.execute("INSERT INTO filling VALUES (zeroblob(3000))")
        database.commit()
    database.commit()
    database.close()


def test_a_database_that_may_not_be_written_can_be_read(
    run: Run, drawn: Place, pragma: list[str]
) -> None:
    before = state(drawn)
    pragma[:] = ["query_only = ON"]
    for line in (*READING, VERIFY):
        assert run(*line).code == 0, line
    for line in (ROOM, (*DRAW, "--redraw", "x"), ("assembly", "pool", D, "02-panel", "--out", "p")):
        assert "readonly" in told(run(*line))
    assert not Path("p").exists()
    pragma.clear()
    unchanged(drawn, before)


def test_a_dossier_that_may_not_be_opened(
    run: Run, drawn: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    before = state(drawn)
    with monkeypatch.context() as closed:
        closed.setattr(connections.sqlite3, "connect", refuse)
        for line in (*READING, ROOM, VERIFY):
            assert "unable to open" in told(run(*line))
    with monkeypatch.context() as closed:
        closed.setattr(Path, "is_file", _no_permission)
        for line in (*READING, ROOM):
            assert "Permission denied" in told(run(*line))
    unchanged(drawn, before)


def _no_permission(*_: object) -> bool:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="the administrator may write everywhere"
)
def test_a_folder_that_may_not_be_written(run: Run, drawn: Place) -> None:
    before = state(drawn)
    for path, mode in ((drawn.folder, 0o500), (drawn.database, 0o400)):
        usual = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        try:
            told(run(*ROOM))
            assert run(*STATUS).code in (0, 2)
        finally:
            path.chmod(usual)
        unchanged(drawn, before)


# ---- somebody else is at work ----


def test_while_somebody_else_changes_it(run: Run, drawn: Place) -> None:
    before = state(drawn)
    other = sqlite3.connect(drawn.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for line in (*READING, VERIFY):
        assert run(*line).code == 0, line
    for line in (ROOM, LOTTERY, (*DRAW, "--redraw", "x")):
        assert "Somebody else" in told(run(*line))
    other.execute("ROLLBACK")
    other.close()
    unchanged(drawn, before)
    assert run(*ROOM).code == 0


# ---- a file that was damaged ----


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def noise(share: float, size: int = 4096) -> Callable[[bytes], bytes]:
    def damaged(data: bytes) -> bytes:
        at = int(len(data) * share) // 4096 * 4096
        return data[:at] + bytes((7 * n) % 251 for n in range(size)) + data[at + size :]

    return damaged


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "one byte": lambda data: b"S",
    "a header": lambda data: data[:100],
    "text": lambda data: b"dit is geen database\n" * 500,
    "zeros": lambda data: bytes(len(data)),
    "turned": lambda data: data[::-1],
    **{f"cut at {share}": cut(share) for share in (0.1, 0.3, 0.5, 0.9, 0.99)},
    **{f"noise at {share}": noise(share) for share in (0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95)},
    **{f"noise later at {share}": noise(share, 20000) for share in (0.05, 0.25, 0.5)},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_database_is_told(run: Run, drawn: Place, name: str) -> None:
    damaged = DAMAGES[name](drawn.database.read_bytes())
    codes = []
    for line in (*READING, VERIFY, ROOM, (*DRAW, "--redraw", "x")):
        drawn.database.write_bytes(damaged)
        for other in ("-wal", "-shm"):
            drawn.database.with_name(drawn.database.name + other).unlink(missing_ok=True)
        result = run(*line)
        codes.append(result.code)
        assert result.code in (0, 2, 4), (line, result)
        if result.code == 2:
            told(result)
    assert 2 in codes


# ---- records that were changed by hand ----


def test_the_records_are_gone(run: Run, drawn: Place) -> None:
    before = state(drawn)
    shutil.move(f"{D}/records", "records")
    assert [run(*line).code for line in READING] == [0, 0, 0]
    told_gone = run(*VERIFY, "--json")
    assert told_gone.code == 4
    told(run(*DRAW, "--redraw", "x"), 2, 4)
    told(run("assembly", "lottery", D, "--again", "x"))
    code = codes_of_seats(run)[0]
    assert run("assembly", "seat", D, "declined", code).code == 0
    told(run("assembly", "replace", D, "--tickets", 5, "--seed", "x"), 2, 3, 4)
    Path(f"{D}/records").rmdir() if Path(f"{D}/records").exists() else None
    shutil.move("records", f"{D}/records")
    assert run(*VERIFY).code == 0
    assert [line for line in state(drawn) if "records/" in line] == [
        line for line in before if "records/" in line
    ]


def codes_of_seats(run: Run) -> list[str]:
    seats: list[dict[str, str]] = run(*SEATS, "--json").data["seats"]
    return [seat["code"] for seat in seats]


@pytest.mark.parametrize("change", ["gone", "empty", "longer", "other", "folder"])
def test_a_public_file_was_changed(run: Run, drawn: Place, change: str) -> None:
    before = state(drawn)
    for path in sorted(Path(f"{D}/records/02-panel").iterdir()):
        data = path.read_bytes()
        alter(path, change)
        for line in READING:
            assert run(*line).code == 0
        if path.name != "members.csv" or change != "gone":  # that one may be held back
            assert run(*VERIFY).code == 4, path
        result = run(*DRAW, "--redraw", "x")
        assert result.code in (0, 2, 4)
        if path.name in ("lottery.json", "draw.json") and change != "folder":
            told(result, 2, 4)
        if path.is_dir():
            path.rmdir()
        path.write_bytes(data)
        if result.code == 0:
            assert run(*VERIFY).code in (0, 4)
            break
        unchanged(drawn, before)
        assert run(*VERIFY).code == 0


def alter(path: Path, change: str) -> None:
    data = path.read_bytes()
    path.unlink()
    if change == "folder":
        path.mkdir()
    elif change != "gone":
        other = {"empty": b"", "longer": data + b"\n", "other": data[::-1]}[change]
        path.write_bytes(other)
