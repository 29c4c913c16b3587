"""The log: everything that is noted has a sentence, and the sentence has all it needs."""

from __future__ import annotations

import ast
import datetime
import importlib
import string
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sortition
from sortition.assembly.events import Event, events
from sortition.assembly.signups.importing import set_deadline
from sortition.assembly.store import reading
from sortition.report.assembly import ACTIONS, log_data, log_text
from tests.sortition.assembly.dossiers import ACTOR, new_dossier

CODE = "7KXM-3FRT-96W9"
ROOT = Path(sortition.__file__).parent


def noted() -> Iterator[tuple[str, str, set[str]]]:
    """Where something is noted, the action, and the names of its details."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                whose = owner.id if isinstance(owner, ast.Name) else ""
                if node.func.attr == "event" and whose in ("change", "old", "new"):
                    names = {one.arg or "**" for one in node.keywords}
                    yield path.name, action_of(path, node.args[0]), names


def action_of(path: Path, node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.Name), ast.dump(node)
    name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
    return str(getattr(importlib.import_module(name), node.id))


def fields_of(action: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(ACTIONS[action]) if name}


def test_everything_that_is_noted_has_a_sentence_with_all_it_needs() -> None:
    found = list(noted())
    assert len(found) > 25
    for file, action, names in found:
        assert action in ACTIONS, (file, action)
        assert "**" in names or fields_of(action) - {"code"} <= names, (file, action)
    assert {action for _, action, _ in found} == set(ACTIONS)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the time zone of the computer."""

    def choose(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    choose("UTC")
    yield choose
    monkeypatch.undo()
    time.tzset()


def test_times_are_those_of_the_computer_and_utc_for_programs(
    clock: Callable[[str], None],
) -> None:
    event = Event(1, "2026-07-01T22:30:00Z", "griffie", "restore", CODE, {}, None)
    clock("CET-1CEST,M3.5.0,M10.5.0/3")
    assert log_text([event]).startswith("2026-07-02 00:30  griffie: ")
    assert log_data([event])["events"][0]["at"] == "2026-07-01T22:30:00Z"


def test_the_last_so_many(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    for day in (1, 2, 3):
        set_deadline(place, ACTOR, datetime.date(2026, 12, day))
    with reading(place) as dossier:
        all_of_them = events(dossier)
        assert events(dossier, last=2) == all_of_them[-2:]
        assert events(dossier, last=99) == all_of_them
        assert events(dossier, CODE, last=1) == ()


@pytest.mark.usefixtures("clock")
def test_the_log_words_every_action() -> None:
    for action in ACTIONS:
        details: dict[str, Any] = dict.fromkeys(fields_of(action) - {"code"}, 7)
        details |= {"state": "no-show"} if "state" in details else {}
        details |= {"names": ["wijk", "leeftijd"]} if "names" in details else {}
        event = Event(1, "2026-11-26T12:00:00Z", "griffie", action, CODE, details, None)
        text = log_text([event])
        assert text.startswith("2026-11-26 12:00  griffie: ")
        assert "{" not in text
        assert "no-show" not in text
        assert log_data([event])["events"][0]["action"] == action


def test_reasons_stand_below_what_they_are_about() -> None:
    event = Event(1, "2026-11-26T12:00:00Z", "a", "passed", None, {}, "{geen} sjabloon")
    assert log_text([event]).splitlines()[1:] == ["  - {geen} sjabloon"]
    assert log_text([]) == ""
