"""The chain of records: one record in itself, and its tie to the one before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sortition.assembly.chain import (
    CHAIN,
    chain_content,
    check_files,
    check_link,
    files_in,
    folder_name,
    number_of,
    read_chain,
    record_folders,
    state_digest,
)
from sortition.record import json_bytes, sealed
from stratification.errors import SortitionError

ABOUT = {"assembly": "Beraad", "made": "2026-11-26"}


def make(records: Path, number: int, kind: str, **files: bytes) -> Path:
    """One more record."""
    folders = record_folders(records) if records.is_dir() else []
    before = None
    if folders:
        digest = state_digest(files_in(folders[-1], read_chain(folders[-1])))
        before = {"folder": folders[-1].name, "digest": digest}
    folder = records / folder_name(number, kind)
    folder.mkdir(parents=True)
    named = {f"{name}.csv": data for name, data in files.items()}
    about = {**ABOUT, "number": number, "kind": kind, "before": before, "again": None}
    for name, data in {**named, CHAIN: chain_content(about, named)}.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    one = make(tmp_path / "records", 1, "panel", a=b"1", members=b"2")
    return one, make(tmp_path / "records", 2, "reserves", fit=b"3")


def good(folder: Path, before: Path | None) -> bool:
    try:
        content = read_chain(folder)
        check_files(folder, content)
        check_link(folder, before, content)
    except (SortitionError, OSError):
        return False
    return True


def test_it_holds(two: tuple[Path, Path]) -> None:
    one, other = two
    assert good(one, None)
    assert good(other, one)
    assert record_folders(one.parent) == [one, other]


def test_names_of_folders() -> None:
    assert folder_name(7, "seated") == "07-seated"
    assert folder_name(123, "panel") == "123-panel"
    assert number_of("123-panel") == 123
    wrong = ("1-panel", "01-Panel", "01-x", "", "01-", "-panel", "01-panel ", "\u0660\u0661-panel")
    assert [number_of(name) for name in wrong] == [None] * len(wrong)


def test_files_that_are_held_back_may_be_missing_not_changed(two: tuple[Path, Path]) -> None:
    one, other = two
    (one / "members.csv").unlink()
    (other / "fit.csv").unlink()
    assert good(one, None)
    assert good(other, one)
    (one / "members.csv").write_bytes(b"9")
    assert not good(one, None)
    assert not good(other, one)


@pytest.mark.parametrize("name", ["draw.json", "members2.csv", "fit.csv"])
def test_nothing_is_added_to_an_earlier_record(two: tuple[Path, Path], name: str) -> None:
    one, other = two
    (one / name).write_bytes(b"x")
    assert good(one, None)
    assert not good(other, one)


def test_hidden_files_and_folders_are_no_part_of_it(two: tuple[Path, Path]) -> None:
    one, other = two
    (one / ".DS_Store").write_bytes(b"x")
    (one / "folder").mkdir()
    assert good(other, one)


def test_what_is_stated_must_be_right(two: tuple[Path, Path]) -> None:
    one, other = two
    content = json.loads((other / CHAIN).read_text())
    before = content["before"]
    changes: list[dict[str, Any]] = [
        {"number": 3},
        {"number": "2"},
        {"number": 0},
        {"kind": "panel"},
        {"kind": "other"},
        {"kind": None},
        {"assembly": 5},
        {"made": None},
        {"before": None},
        {"again": "01-panel"},
        {"again": {"folder": "02-panel", "reason": "x"}},
        {"again": {"folder": "01-panel", "reason": ""}},
        {"before": before["folder"]},
        {"before": {**before, "digest": "0" * 64}},
        {"before": {**before, "digest": None}},
        {"before": {**before, "folder": "02-panel"}},
        {"before": {**before, "folder": "01-rotation"}},
        {"before": {**before, "folder": "../01-panel"}},
        {"before": {**before, "folder": None}},
        {"before": {**before, "more": 1}},
        {"files": None},
        {"files": {**content["files"], "b.csv": "0" * 64}},
        {"files": {"fit.csv": "0" * 64}},
        {"files": {"fit.csv": 5}},
        {"files": ["fit.csv"]},
        {"format": "sortition-chain-2"},
        {"more": 1},
    ]
    for change in changes:
        (other / CHAIN).write_bytes(json_bytes(sealed(content | change)))
        assert not good(other, one), change
    for name in content:
        left = {key: value for key, value in content.items() if key != name}
        data = json_bytes(left) if name == "digest" else json_bytes(sealed(left))
        (other / CHAIN).write_bytes(data)
        assert not good(other, one), name
    (other / CHAIN).write_bytes(json_bytes(sealed(content)))
    assert good(other, one)
    assert not good(other, None)


def test_every_byte_of_it_counts(two: tuple[Path, Path]) -> None:
    one, other = two
    data = (other / CHAIN).read_bytes()
    for at in range(len(data)):
        (other / CHAIN).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert not good(other, one), at
