"""Kills commands of a dossier at everything they do, and looks at what is left.

    python -m tests.sortition.assembly.crash_run FOLDER

A command has *points*: before and after every statement of SQL, within long ones, around COMMIT and
the closing of the database, before and after every change of a file or folder, and in the middle of
what is written. What a killed process leaves is what is on the disk. So the command is first given
once, and the disk looked at in every point; then it is given anew for each point at which the disk
is another than at the point before, on a fresh copy of the dossier and in a process of its own that
ends there without a word.

After a kill the dossier has to be the old one or the new one, without a trace of the other: every
table, every public file. The first to look is the log, `verify`, or the command given again, in
turn. A write-ahead log that was cut off, as when the power fails, has to be read likewise.

What was found is written to standard output as JSON. This process itself runs no solver: a fork
must not copy its threads.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from sortition.assembly import outbox
from sortition.assembly.store import DATABASE, RECORDS, Place, reading
from sortition.assembly.verify import verify_assembly
from tests.sortition.assembly.crash_commands import COMMANDS, Command, begin_with, prepare

KILLED, WRONG = 9, 3
INSTRUCTIONS, WITHIN = 400, 40
"""A statement is killed within every so many instructions of SQLite, so many times a command."""
MOST = 6
"""So many kills of a command, spread over the points."""
CUTS = (0.3, 0.8)
"""What is left of a write-ahead log; for every other command one of these."""

State = tuple[str, ...]


# ---- points ----


class Points:
    """Counts the points of a command.

    Parameters:
        last: the point at which this process ends; None: at none.
        folder: what is looked at in every point; None: nothing is.
    """

    def __init__(self, last: int | None, folder: Path | None = None) -> None:
        self.last, self.folder = last, folder
        self.kinds: list[str] = []
        self.disk: list[tuple[object, ...]] = []
        self.within = 0

    def at(self, kind: str) -> None:
        """One more point."""
        self.kinds.append(kind)
        if len(self.kinds) == self.last:
            os._exit(KILLED)
        if self.folder is not None:
            self.disk.append(disk(self.folder))

    @property
    def different(self) -> list[int]:
        """The points at which the disk is another than before."""
        pairs = zip(self.disk, [(), *self.disk], strict=False)
        return [number for number, (now, before) in enumerate(pairs, 1) if now != before]

    def around(self, module: Any, name: str, kind: str) -> None:
        """Points before and after a function."""
        function = getattr(module, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.at(f"before {kind}")
            result = function(*given, **named)
            self.at(f"after {kind}")
            return result

        setattr(module, name, counted)

    def instruction(self) -> int:
        """A point within a statement, as long as there are not too many of these."""
        self.within += 1
        if self.within <= WITHIN:
            self.at("within SQL")
        return 0


class Halved:
    """A file that is written in two halves, with a point between them."""

    def __init__(self, file: Any, points: Points) -> None:
        self.file, self.points = file, points

    def write(self, data: bytes) -> None:
        for half in (data[: len(data) // 2], data[len(data) // 2 :]):
            self.file.write(half)
            self.file.flush()
            self.points.at("file.write")

    def __enter__(self) -> Halved:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


CHANGES = ("write", "fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "remove", "truncate")


def watch(points: Points) -> None:
    """Let this process count everything that it changes."""
    for name in CHANGES:
        points.around(os, name, f"os.{name}")
    opened = os.fdopen
    os.fdopen = lambda *given: Halved(opened(*given), points)  # type: ignore[assignment]
    for name in ("commit", "close"):
        points.around(DefaultDialect, f"do_{name}", name)

    @event.listens_for(Engine, "before_cursor_execute")
    def before(*_: object) -> None:
        points.at("before SQL")

    @event.listens_for(Engine, "after_cursor_execute")
    def after(*_: object) -> None:
        points.at("after SQL")

    @event.listens_for(Engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.set_progress_handler(points.instruction, INSTRUCTIONS)


def in_child(do: Callable[[], Any]) -> tuple[int, Any]:
    """Do something in a process of its own: its exit code, and what it found."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        code, found = 0, None
        write, leave = os.write, os._exit
        try:
            found = do()
        except BaseException:
            code, found = WRONG, traceback.format_exc()
        write(into, json.dumps(found, default=repr).encode())
        leave(code)
    os.close(into)
    with open(out, "rb") as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text) if text else None


def here(do: Callable[[], Any]) -> tuple[int, Any]:
    """The same in this process."""
    try:
        return 0, do()
    except Exception:
        return WRONG, traceback.format_exc()


# ---- states ----


def disk(folder: Path) -> tuple[object, ...]:
    """What tells whether anything in a folder has changed: names, sizes, bytes of the database."""
    found: list[object] = []
    for root, folders, names in os.walk(folder):
        folders.sort()
        found += [root, *folders]
        for name in sorted(names):
            path = os.path.join(root, name)
            found += [name, os.stat(path).st_ino, os.stat(path).st_size]
            if name.startswith(DATABASE):
                with open(path, "rb") as file:
                    found.append(zlib.crc32(file.read()))
    return tuple(found)


def state(place: Place) -> list[str]:
    """What is in a dossier: every row and every file; of the rows of erased people nothing."""
    if not place.folder.exists():
        return []
    found = []
    database = sqlite3.connect(place.database)
    names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for (name,) in database.execute(names).fetchall():
        rows = sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
        found += [f"{name} {row}" for row in rows]
    database.close()
    for path in sorted((place.folder / RECORDS).rglob("*")):
        data = path.read_bytes() if path.is_file() else b"folder"
        name = path.relative_to(place.folder).as_posix()
        found.append(f"{name} {hashlib.sha256(data).hexdigest()}")
    return found


def last_event(place: Place) -> int:
    """The number of the last event, without the help of the store."""
    database = sqlite3.connect(place.database)
    (number,) = database.execute("SELECT max(id) FROM events").fetchone()
    database.close()
    return int(number)


def look(place: Place) -> None:
    """The least that a command does."""
    with reading(place):
        pass


def verified(place: Place) -> None:
    """All records are right."""
    report = verify_assembly(place)
    problems = [one.code for check in report.checks for one in check.problems]
    if not any((place.folder / RECORDS).iterdir()):
        problems.remove("chain-none")
    assert not problems, problems


# ---- one command ----


class Killing:
    """One command, killed at every point.

    Parameters:
        work: a folder for this.
        command: what is done to the dossier.
        before: the dossier as it was; it is never touched.
    """

    def __init__(self, work: Path, command: Command, before: Path) -> None:
        self.command, self.before = command, before
        self.copy = Place(work / "copy" / "dossier")
        self.after = Place(work / "after" / "dossier")
        self.ends: Counter[str] = Counter()
        self.wrong: list[str] = []
        _fresh(self.after, before)
        self.points: list[str] = []
        self.kills = 0
        code, found = in_child(self.watched)
        if code:
            raise RuntimeError(f"{command.name}: {found}")
        self.points, self.different = found
        if command.finish is not None:
            in_child(lambda: command.finish(self.after))
        self.old, self.new = (
            in_child(lambda place=place: state(place))[1] for place in (Place(before), self.after)
        )
        assert self.old != self.new, command.name

    def watched(self) -> tuple[list[str], list[int]]:
        """Give the command, and look at the disk in every point."""
        points = Points(None, self.after.folder.parent if self.command.least else None)
        watch(points)
        self.command.run(self.after)
        return points.kinds, points.different

    def kill_at(self, number: int) -> int:
        """Give the command to a fresh copy, to be killed at one point."""
        _fresh(self.copy, self.before)

        def run() -> None:
            watch(Points(number))
            self.command.run(self.copy)

        code, found = in_child(run)
        self.kills += 1
        if code == WRONG:
            self.wrong.append(f"{self.command.name}: point {number}: {found}")
        return code

    def all_points(self) -> None:
        """Kill it wherever that leaves something else; where that is often, at some of these."""
        step = max(1, len(self.different) // MOST)
        numbers = self.different[len(self.command.name) % step :: step]
        for turn, number in enumerate(numbers):
            if self.kill_at(number) == KILLED:
                self.check(f"point {number} ({self.points[number - 1]})", turn)

    def cut_off(self, share: float) -> None:
        """Cut off the write-ahead log of a command that was killed just after its COMMIT."""
        self.kill_at(1 + self.points.index("after commit"))
        log = self.copy.folder / f"{DATABASE}-wal"
        os.truncate(log, int(log.stat().st_size * share))
        (self.copy.folder / f"{DATABASE}-shm").unlink()
        self.check(f"cut off at {share}", 0)

    def check(self, name: str, turn: int) -> None:
        """Look at what a kill has left; where a solver may be needed, in another process."""
        only_look = turn % 3 == 0 and not self.command.begins and not self.command.finish
        code, found = (here if only_look else in_child)(lambda: self.left(turn))
        if code:
            self.wrong.append(f"{self.command.name}: {name}: {found}")
        else:
            self.ends[found] += 1

    def left(self, turn: int) -> str:
        """Whether the old dossier or the new one was left (AssertionError: neither)."""
        if self.command.begins:
            return self.begun()
        done = last_event(self.copy) != last_event(Place(self.before))
        if done and self.command.finish is not None:
            self.command.finish(self.copy)
        if turn % 3 == 0:
            look(self.copy)
        elif turn % 3 == 1:
            verified(self.copy)
        elif not done:
            self.command.run(self.copy)
        else:
            look(self.copy)
        again = turn % 3 == 2 and not done
        assert not outbox.leftovers(self.copy.folder)
        same(state(self.copy), self.new if done or again else self.old)
        return "new" if done else "old"

    def begun(self) -> str:
        """A folder of that name is there or not; giving the command again leaves nothing else."""
        done = self.copy.folder.exists()
        if done:
            verified(self.copy)
        else:
            self.command.run(self.copy)
            left = [path.name for path in self.copy.folder.parent.iterdir()]
            assert left == [self.copy.folder.name], left
        same(state(self.copy), self.new)
        return "new" if done else "old"


def same(found: list[str], wanted: list[str]) -> None:
    """The same state (AssertionError: what is different)."""
    more, less = sorted(set(found) - set(wanted)), sorted(set(wanted) - set(found))
    assert found == wanted, f"more: {more[:5]}, less: {less[:5]}"


def _fresh(place: Place, before: Path) -> None:
    parent = place.folder.parent
    if parent.exists():
        shutil.rmtree(parent)
    parent.mkdir(parents=True)
    if before.exists():
        shutil.copytree(before, place.folder)


def main(work: Path) -> int:
    """Kill all commands; 1: something was wrong."""
    code, problem = in_child(lambda: prepare(work))
    if code:
        raise RuntimeError(problem)
    begin_with(work)
    before = work / "none"
    found, wrong = {}, []
    for at, command in enumerate(COMMANDS):
        killing = Killing(work, command, before)
        if command.least:
            killing.all_points()
            if not command.begins:
                killing.cut_off(CUTS[at % 2])
            found[command.name] = {
                "points": Counter(killing.points),
                "kills": killing.kills,
                "ends": killing.ends,
            }
        wrong += killing.wrong
        if not command.aside:
            before = work / f"before-{at}"
            shutil.copytree(killing.after.folder, before)
    print(json.dumps({"commands": found, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
