"""Drawing: once, recorded, all or nothing, and nothing private where it does not belong."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sortition.draw import Choice, draw
from sortition.draw_files import LOCK, alone, leftovers
from sortition.verify import verify
from stratification.errors import InputError, SortitionError, VerificationError
from stratification.people import Source
from stratification.tables import read_table
from tests.sortition.records import (
    CANARIES,
    KLEIN_POOL,
    KLEIN_TICKETS,
    POOL,
    contents,
    full_record,
    klein_record,
    write,
)

PRIVATE = ("panel.csv", "remaining.csv")


@pytest.fixture
def klein(tmp_path: Path) -> Path:
    return klein_record(tmp_path / "klein")


def refused(action: Callable[[], Any], kind: type[SortitionError] = InputError) -> str:
    """The codes of the error that an action ends with."""
    with pytest.raises(SortitionError) as caught:
        action()
    assert type(caught.value) is kind
    assert str(caught.value)  # every template has its parameters
    return " ".join(finding.code for finding in caught.value.findings)


def drawn(folder: Path) -> Any:
    return json.loads((folder / "draw.json").read_text(encoding="utf-8"))


def by_hand(seed: str, tickets: int) -> int:
    """The ticket of a seed as docs/record.md tells it (these few tickets reject no word)."""
    text = "sortition-stream-1\ndraw\n0\n" + seed
    return int(sha256(text.encode()).hexdigest()[:16], 16) % tickets


# ---- choosing ----


@pytest.mark.parametrize(("given", "ticket"), [("3", "3"), ("003", "3"), (" 0 ", "0"), ("4", "4")])
def test_a_ticket_thrown_in_public(klein: Path, given: str, ticket: str) -> None:
    outcome = draw(klein, Choice(ticket=given))
    assert (outcome.ticket, outcome.source, outcome.draws) == (ticket, "ticket", 1)
    assert list(outcome.panel) == KLEIN_TICKETS[int(ticket)] == drawn(klein)["panel"]
    assert outcome.files == ("draw.json",)
    assert drawn(klein)["draws"] == [
        {"ticket": ticket, "source": "ticket", "seed": None, "reason": None}
    ]
    assert verify(klein).ok


def test_leading_zeros(tmp_path: Path) -> None:
    folder, _, _ = full_record(tmp_path, tickets=100)
    assert draw(folder, Choice(ticket="7")).ticket == "07"


@pytest.mark.parametrize("seed", ["drand 4711", "0", "één zeewijk ✓", " spaces count ", "a\nb"])
def test_a_seed_gives_the_ticket_that_anybody_can_compute(klein: Path, seed: str) -> None:
    outcome = draw(klein, Choice(seed=seed))
    assert (outcome.ticket, outcome.source) == (str(by_hand(seed, 5)), "seed")
    assert drawn(klein)["draws"][0]["seed"] == seed
    assert verify(klein).ok


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice(), "draw-choice"),
        (Choice(ticket="1", seed="x"), "draw-choice"),
        *((Choice(ticket=text), "draw-ticket-number") for text in ("5", "-1", "1.0", "", "٣", "x")),
        (Choice(ticket="9" * 5000), "draw-ticket-number"),
        *((Choice(seed=text), "draw-seed-blank") for text in ("", " ", "\n\u00a0")),
        (Choice(seed="\udc80"), "draw-text-damaged"),
        *((Choice(seed=text), "draw-seed-known") for text in ("a public seed", "A  Public Seed ")),
        (Choice(ticket="1", redraw=" "), "draw-reason-blank"),
        (Choice(ticket="1", redraw="\ud800"), "draw-text-damaged"),
        (Choice(ticket="1", redraw="too early"), "draw-nothing-to-redraw"),
    ],
)
def test_choices_that_are_refused(klein: Path, choice: Choice, code: str) -> None:
    before = contents(klein)
    assert refused(lambda: draw(klein, choice)) == code
    assert contents(klein) == before


# ---- once ----


def test_a_second_draw_is_refused(klein: Path) -> None:
    draw(klein, Choice(ticket="1"))
    before = contents(klein)
    for choice in (Choice(ticket="1"), Choice(ticket="2"), Choice(seed="drand")):
        assert refused(lambda choice=choice: draw(klein, choice)) == "draw-already"
    assert refused(lambda: draw(klein, Choice(ticket="1", redraw=""))) == "draw-reason-blank"
    assert contents(klein) == before


def test_a_redraw_is_recorded(klein: Path) -> None:
    draw(klein, Choice(ticket="1"))
    draw(klein, Choice(seed="drand 1", redraw="the die fell on the floor"))
    outcome = draw(klein, Choice(ticket="4", redraw="één te weinig"))
    assert outcome.draws == 3
    reasons = [one["reason"] for one in drawn(klein)["draws"]]
    assert reasons == [None, "the die fell on the floor", "één te weinig"]
    assert drawn(klein)["panel"] == KLEIN_TICKETS[4]
    assert verify(klein).ok


def test_two_at_once_one_wins(klein: Path) -> None:
    start, outcomes = threading.Barrier(8), []

    def run(number: int) -> None:
        start.wait()
        try:
            outcomes.append(draw(klein, Choice(ticket=str(number % 5))).ticket)
        except InputError as error:
            outcomes.append(error.findings[0].code)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in outcomes if one in "01234"]) == 1
    assert set(outcomes) - set("01234") <= {"draw-going-on", "draw-already"}
    assert len(drawn(klein)["draws"]) == 1
    assert verify(klein).ok
    assert not (klein / LOCK).exists()


def test_while_another_draws(klein: Path) -> None:
    with alone(klein):
        assert refused(lambda: draw(klein, Choice(ticket="1"))) == "draw-going-on"
        report = verify(klein)
    assert report.ok
    assert "verify-draw-unfinished" in {notice.code for notice in report.notices}
    draw(klein, Choice(ticket="1"))


# ---- only from a record that holds ----


@pytest.mark.parametrize("name", ["lottery.json", "chances.csv", "tickets.csv"])
def test_nothing_is_drawn_from_a_changed_record(klein: Path, name: str) -> None:
    path = klein / name
    data = path.read_bytes()
    place = len(data) // 2
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(VerificationError) as caught:
        draw(klein, Choice(ticket="1"))
    assert {finding.file for finding in caught.value.findings} == {name}
    assert not (klein / "draw.json").exists()


def test_a_changed_draw_is_not_drawn_again(klein: Path) -> None:
    draw(klein, Choice(ticket="1"))
    path = klein / "draw.json"
    path.write_bytes(path.read_bytes().replace(b'"A"', b'"B"').replace(b'"1"', b'"2"'))
    again = Choice(ticket="1", redraw="again")
    assert "record-own-digest" in refused(lambda: draw(klein, again), VerificationError)


def test_folders_that_are_no_record(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", write(tmp_path / "file", "")):
        assert refused(lambda folder=folder: draw(folder, Choice(ticket="1"))) == "draw-no-lottery"
    assert not (tmp_path / LOCK).exists()


# ---- the private files ----


def test_panel_and_remaining(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    outcome = draw(folder, Choice(ticket="3"), Source(pool.path))
    assert outcome.files == ("draw.json", *PRIVATE)
    tables = [read_table(folder / name) for name in PRIVATE]
    whole = read_table(pool.path)
    assert {table.columns for table in tables} == {whole.columns}
    assert sorted(row for table in tables for row in table.rows) == sorted(whole.rows)
    assert [row[0] for row in tables[0].rows] == list(outcome.panel) == drawn(folder)["panel"]
    assert all(stat.S_IMODE((folder / name).stat().st_mode) == 0o600 for name in PRIVATE)
    files = {name: sha256((folder / name).read_bytes()).hexdigest() for name in PRIVATE}
    assert drawn(folder)["files"] == files
    assert verify(folder).ok


def test_no_cell_of_the_private_files_is_a_formula(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    draw(folder, Choice(ticket="3"), pool)
    seen = []
    for name in PRIVATE:
        text = (folder / name).read_text(encoding="utf-8")
        seen += [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "'=1+1" in seen
    assert not [cell for cell in seen if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_row_numbers_as_ids_are_kept_in_the_private_files(tmp_path: Path) -> None:
    pool = KLEIN_POOL.read_text(encoding="utf-8")
    bare = "".join(line.partition(",")[2] for line in pool.splitlines(keepends=True))
    path = write(tmp_path / "bare.csv", bare)
    folder = numbered_record(tmp_path / "record")
    outcome = draw(folder, Choice(ticket="0"), Source(path))
    assert [notice.code for notice in outcome.notices] == ["ids-are-row-numbers"]
    panel = read_table(folder / "panel.csv")
    assert panel.columns == ("id", "leeftijd", "wijk")
    assert panel.rows == (("2", "jong", "noord"), ("7", "oud", "noord"), ("9", "oud", "zuid"))


def numbered_record(folder: Path) -> Path:
    """The record of klein with row numbers as ids: A is row 2."""
    from tests.sortition.records import klein as case_of_klein
    from tests.test_verify_standalone import put, record

    case = case_of_klein() | {"lottery": {"id_column": None}}
    number = {name: str(ord(name) - ord("A") + 2) for name in case["people"]}
    case["people"] = {number[name]: place for name, place in case["people"].items()}
    case["tickets"] = [[number[name] for name in panel] for panel in case["tickets"]]
    return put(folder, record(case))


def test_a_pool_with_other_people_is_refused(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    before = contents(folder)
    lines = POOL.splitlines(keepends=True)
    for text, codes in (
        ("".join(lines[:-1]), "draw-pool-missing"),
        (POOL + lines[1].replace("=1+1", "x9"), "draw-pool-strange"),
        (POOL.replace("b2", "B2"), "draw-pool-missing draw-pool-strange"),
        (POOL.replace("b2", "c3"), "id-twice"),
        (POOL.replace("code", "kode"), "pool-no-header"),
        ("", "table-empty"),
    ):
        write(pool.path, text)
        choice = Choice(ticket="3")
        with pytest.raises(InputError) as caught:
            draw(folder, choice, Source(pool.path))
        assert " ".join(finding.code for finding in caught.value.findings) == codes
        assert not any(canary in str(caught.value) for canary in CANARIES)
        assert contents(folder) == before
    write(pool.path, POOL)
    draw(folder, Choice(ticket="3"), Source(pool.path))


def test_personal_data_stays_in_the_private_files(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    outcome = draw(folder, Choice(ticket="3"), pool)
    with pytest.raises(InputError) as caught:
        draw(folder, Choice(ticket="3"), pool)
    told = repr(outcome) + repr(caught.value) + str(caught.value) + repr(verify(folder, pool))
    for name, data in contents(folder).items():
        if name not in PRIVATE:
            told += data.decode()
    assert not [canary for canary in CANARIES if canary in told]
    assert all(canary in (folder / "remaining.csv").read_text() for canary in CANARIES)


def test_a_redraw_replaces_the_private_files(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    draw(folder, Choice(ticket="3"), pool)
    again = Choice(ticket="4", redraw="somebody objected")
    before = contents(folder)
    assert refused(lambda: draw(folder, again)) == "draw-redraw-pool"
    assert contents(folder) == before
    outcome = draw(folder, again, pool)
    assert [row[0] for row in read_table(folder / "panel.csv").rows] == list(outcome.panel)
    assert verify(folder).ok
    assert sorted(contents(folder)) == sorted(before)


def test_private_files_that_no_draw_wrote_are_not_overwritten(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path)
    stray = write(folder / "panel.csv", "mine")
    assert refused(lambda: draw(folder, Choice(ticket="3"), pool)) == "draw-file-foreign"
    stray.unlink()
    draw(folder, Choice(ticket="3"), pool)
    write(folder / "panel.csv", "my notes")
    again = Choice(ticket="4", redraw="somebody objected")
    assert refused(lambda: draw(folder, again, pool), VerificationError) == "record-digest"
    assert (folder / "panel.csv").read_text() == "my notes"


# ---- all or nothing ----


class KilledError(BaseException):
    """The process is gone: nothing it would still do happens."""


class Disk:
    """Counts the steps on the disk (making, renaming, removing a file) and fails at one of them."""

    def __init__(
        self, patch: pytest.MonkeyPatch, at: int, error: BaseException, ever: bool
    ) -> None:
        self.steps, self.at, self.error, self.ever = 0, at, error, ever
        for name in ("open", "replace", "unlink"):
            patch.setattr(os, name, self.watched(getattr(os, name)))

    def watched(self, action: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            self.steps += 1
            if self.steps == self.at or (self.ever and self.steps > self.at):
                raise self.error
            return action(*arguments, **options)

        return step


@pytest.fixture(params=["first draw", "redraw"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Source, Choice]:
    """A record, its pool, and a draw that is still to be made."""
    folder, pool, _ = full_record(tmp_path)
    if request.param == "first draw":
        return folder, pool, Choice(ticket="4")
    draw(folder, Choice(ticket="3"), pool)
    return folder, pool, Choice(ticket="4", redraw="somebody objected")


def failures(
    ready: tuple[Path, Source, Choice], error: BaseException, ever: bool
) -> Iterator[dict[str, bytes]]:
    """Fail at every step in turn; each time the folder as it was before is put back."""
    folder, pool, choice = ready
    before = contents(folder)
    for at in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch, at, error, ever)
            try:
                draw(folder, choice, pool)
                finished = disk.steps < at
            except (SortitionError, KilledError):
                finished = False
        if finished:
            assert at > 8
            return
        yield before
        for path in folder.iterdir():
            path.unlink()
        for name, data in before.items():
            (folder / name).write_bytes(data)
    raise AssertionError("the draw never ends")


def state(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".")}


def test_a_failing_disk_leaves_the_old_or_the_new_state(
    ready: tuple[Path, Source, Choice],
) -> None:
    """One step fails: what was begun is undone, or (after the draw is recorded) finished."""
    folder, pool, choice = ready
    for before in failures(ready, OSError(28, "No space left on device"), ever=False):
        now = contents(folder)
        assert verify(folder).ok
        if now.pop(LOCK, None) is not None:
            (folder / LOCK).unlink()
        if now.get("draw.json") == before.get("draw.json"):
            draw(folder, choice, pool)
        else:
            assert refused(lambda: draw(folder, Choice(ticket="1"), pool)) == "draw-already"
        assert set(state(folder)) == {*before, "draw.json", *PRIVATE}
        assert verify(folder).ok
        assert not leftovers(folder)


def test_a_killed_draw_is_mended_by_the_next(ready: tuple[Path, Source, Choice]) -> None:
    """From one step on nothing happens any more, as when the power fails."""
    folder, pool, choice = ready
    seen = set()
    for before in failures(ready, KilledError(), ever=True):
        report = verify(folder)
        assert report.ok, report
        old = state(folder).get("draw.json") == before.get("draw.json")
        seen.add(old)
        lock = folder / LOCK
        if lock.exists():
            assert refused(lambda: draw(folder, choice, pool)) == "draw-going-on"
            lock.unlink()
        # A draw that is refused mends the folder as well.
        code = "draw-already" if "draw.json" in state(folder) else "draw-nothing-to-redraw"
        reason = None if code == "draw-already" else "why"
        other = Choice(ticket="1", redraw=reason)
        assert refused(lambda other=other: draw(folder, other, pool)) == code
        assert sorted(state(folder)) == sorted(contents(folder))
        assert verify(folder).ok
        if old:
            assert contents(folder) == before
        else:
            assert set(contents(folder)) == {*before, "draw.json", *PRIVATE}
            assert drawn(folder)["draws"][-1]["ticket"] == "04"
    assert seen == {True, False}


def test_a_folder_that_cannot_be_written(klein: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", no)
    assert refused(lambda: draw(klein, Choice(ticket="1"))) == "file-not-written"
