"""Verifying a dossier, its public records, and one record alone."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.assembly.draws import panel, refill
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.rotation import Order, rotate
from sortition.assembly.draws.standbys import Order as Standing
from sortition.assembly.draws.standbys import make as make_standbys
from sortition.assembly.draws.standbys_draw import seat
from sortition.assembly.ending.erase import Order as Erasing
from sortition.assembly.ending.erase import erase
from sortition.assembly.ending.retention import close_assembly
from sortition.assembly.store import DATABASE, Place
from sortition.assembly.verify import (
    CHECKERS,
    is_assembly,
    is_record,
    verify_assembly,
    verify_record,
)
from sortition.checks import Report
from sortition.draw import Choice
from sortition.lottery import Settings
from stratification.messages import MESSAGES
from tests.sortition.assembly.dossiers import (
    ACTOR,
    copied,
    crowd,
    later,
    leave,
    letter_codes,
    members,
    new_dossier,
    put_people,
)

TEN = Settings(tickets=10, seed="zaad")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A dossier with a record of every kind."""
    place = new_dossier(tmp_path_factory.mktemp("verify"), letters=30)
    told = list(crowd(30).values())
    put_people(place, dict(zip(letter_codes(place), told, strict=True)))
    panel.make(place, ACTOR, panel.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    leave(place, members(place)[0])
    refill.make(place, ACTOR, refill.Order(TEN))
    draw(place, ACTOR, Choice(ticket="3"))
    draw(place, ACTOR, Choice(ticket="4", redraw="the wrong number"))
    leave(place, members(place)[0])
    answer(place, ACTOR, Answer(call(place).code, True))
    make_standbys(
        place, ACTOR, Standing(standbys=2, rate=Fraction(1, 5), samples=20, tickets=5, seed="s")
    )
    draw(place, ACTOR, Choice(ticket="2"))
    leave(place, members(place)[0], state="withdrawn")
    seat(place, ACTOR)
    rotate(place, ACTOR, Order(2, TEN, accept_deviation=True))
    draw(place, ACTOR, Choice(ticket="3"))
    refill.make(place, ACTOR, refill.Order(TEN, accept_deviation=True))
    draw(place, ACTOR, Choice(ticket="1"))
    rotate(place, ACTOR, Order(2, TEN))
    close_assembly(place, ACTOR, ACTOR.now.date())
    erase(place, later(10), Erasing(("answers",), early=True, why="x"))
    return place


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "dossier")


@pytest.fixture
def records(base: Place, tmp_path: Path) -> Path:
    """The public records alone."""
    shutil.copytree(base.folder / "records", tmp_path / "public")
    return tmp_path / "public"


def problems(report: Report) -> list[str]:
    return [problem.code for check in report.checks for problem in check.problems]


def test_every_kind_is_checked(base: Place) -> None:
    folders = sorted(path.name for path in (base.folder / "records").iterdir())
    assert {name.split("-")[1] for name in folders} == set(CHECKERS)
    report = verify_assembly(base)
    assert report.ok, problems(report)
    seen = {check.file.split("/")[0] for check in report.checks if check.file}
    assert {*folders, DATABASE, "records"} == seen
    assert {check.code for check in report.checks} <= set(MESSAGES)
    assert {notice.code for notice in report.notices} <= set(MESSAGES)
    assert "verify-other-file" not in {notice.code for notice in report.notices}


def test_the_public_records_are_enough(records: Path, tmp_path: Path) -> None:
    assert verify_assembly(Place(records)).ok
    (tmp_path / "site").mkdir()
    records.rename(tmp_path / "site" / "records")
    assert is_assembly(tmp_path / "site")
    assert is_assembly(tmp_path / "site" / "records")
    assert verify_assembly(Place(tmp_path / "site")).ok


@pytest.mark.parametrize("whole", [True, False])
def test_files_that_show_answers_may_be_held_back(place: Place, whole: bool) -> None:
    held = [*place.folder.glob("records/*/members.csv"), *place.folder.glob("records/*/fit.csv")]
    assert len(held) > 3
    for path in held:
        path.unlink()
    found = place if whole else Place(place.folder / "records")
    report = verify_assembly(found)
    assert report.ok, problems(report)
    assert {"verify-no-members", "called-no-fit"} <= {notice.code for notice in report.notices}


def test_a_changed_byte_of_any_file_is_found(records: Path) -> None:
    """Of every file some bytes; of the last record as well, which no other refers to."""
    for path in sorted(records.rglob("*.*")):
        data = path.read_bytes()
        for at in {0, len(data) // 2, len(data) - 2}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            report = verify_assembly(Place(records))
            assert not report.ok, (path, at)
            assert any(
                path.parent.name in (check.file or "") or path.parent.name in str(check.problems)
                for check in report.checks
                if not check.ok
            )
        path.write_bytes(data)
    assert verify_assembly(Place(records)).ok


def test_a_missing_file_is_found(records: Path) -> None:
    for path in sorted(records.rglob("*.*")):
        if path.name in ("members.csv", "fit.csv"):
            continue
        data = path.read_bytes()
        path.unlink()
        assert not verify_assembly(Place(records)).ok, path
        path.write_bytes(data)


def test_a_record_that_was_removed_renamed_or_swapped_is_found(records: Path) -> None:
    folders = sorted(records.iterdir())
    for folder in folders[:-1]:
        away = records.parent / "away"
        folder.rename(away)
        assert "chain-gap" in problems(verify_assembly(Place(records)))
        away.rename(folder)
        other = folder.with_name(folder.name.replace("0", "9", 1))
        folder.rename(other)
        assert not verify_assembly(Place(records)).ok
        other.rename(folder)
    one, two = folders[1], folders[2]
    names = [f"02-{two.name[3:]}", f"03-{one.name[3:]}"]
    one.rename(records / names[1])
    two.rename(records / names[0])
    assert "chain-folder" in problems(verify_assembly(Place(records)))


def test_the_last_record_is_missed_by_the_dossier_alone(place: Place) -> None:
    last = max((place.folder / "records").iterdir())
    shutil.rmtree(last)
    assert verify_assembly(Place(place.folder / "records")).ok  # nothing refers to it yet
    assert "chain-file-gone" in problems(verify_assembly(place))


def test_files_that_do_not_belong(records: Path) -> None:
    (records / "readme.html").write_text("x")
    (records / "notes").mkdir()
    report = verify_assembly(Place(records))
    assert report.ok
    names = [n.params["name"] for n in report.notices if n.code == "verify-other-file"]
    assert names == ["notes", "readme.html"]
    (records / "02-panel" / "more.csv").write_text("x")
    assert "chain-before-changed" in problems(verify_assembly(Place(records)))


def test_a_record_that_was_copied_is_twice_there(records: Path) -> None:
    shutil.copytree(records / "02-panel", records / "02-rotation")
    assert not verify_assembly(Place(records)).ok


def test_no_records(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert not is_assembly(tmp_path / "empty")
    assert not is_assembly(tmp_path / "nowhere")
    assert problems(verify_assembly(Place(tmp_path / "empty"))) == ["chain-none"]
    assert problems(verify_assembly(new_dossier(tmp_path / "new"))) == ["chain-none"]


# ---- one record ----


def test_one_record_is_checked_with_its_place_in_the_chain(records: Path) -> None:
    for folder in sorted(records.iterdir()):
        assert is_record(folder)
        report = verify_record(folder)
        assert report.ok, (folder, problems(report))
        codes = [check.code for check in report.checks]
        assert ("check-chain-link" in codes) == (not folder.name.startswith("01"))
    path = records / "02-panel" / "draw.json"
    path.write_bytes(path.read_bytes().replace(b"3", b"4", 1))
    assert "chain-before-changed" in problems(verify_record(records / "03-replacement"))
    assert not is_record(records)


def test_one_record_alone_says_what_was_not_checked(records: Path, tmp_path: Path) -> None:
    shutil.copytree(records / "03-replacement", tmp_path / "03-replacement")
    report = verify_record(tmp_path / "03-replacement")
    assert report.ok
    assert "verify-record-alone" in {notice.code for notice in report.notices}
    (tmp_path / "03-replacement").rename(tmp_path / "04-replacement")
    assert problems(verify_record(tmp_path / "04-replacement")) == ["chain-folder"]
    (tmp_path / "04-replacement" / "chain.json").write_text("{}")
    assert not verify_record(tmp_path / "04-replacement").ok
