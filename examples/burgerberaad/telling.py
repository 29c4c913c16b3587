"""Giving commands in a folder, on days of a calendar, and showing what they answer."""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import Any

import residents

import cli
import cli_assembly
from sortition.invitations import provided

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
CALENDARS: tuple[Any, ...] = (cli_assembly, provided)
"""Modules that ask what day it is."""
SHOWN = 60
"""Lines of an answer that are shown; of longer ones the first, and the last two."""


class Failed(Exception):
    """A command of the story failed."""


class Story:
    """Commands, given in a folder on days of the story's calendar.

    Parameters:
        seats: of the panel.
        people, letters: how many there are in the register, and how many get a letter.
    """

    def __init__(self, people: int, letters: int, seats: int) -> None:
        self.people, self.letters, self.seats = people, letters, seats
        self.day = datetime.date(2027, 1, 11)
        self.forms: list[residents.Row] = []

    def on(self, day: str, title: str) -> None:
        """It becomes this day."""
        self.day = datetime.date.fromisoformat(day)
        noon = datetime.datetime.combine(self.day, datetime.time(12), datetime.UTC)
        for module in CALENDARS:
            module.datetime = SimpleNamespace(
                date=SimpleNamespace(today=noon.date),
                datetime=SimpleNamespace(now=lambda: noon),
            )
        print(f"\n== {day}  {title}\n")

    def run(self, text: str, *more: object, hidden: bool = False) -> str:
        """Give a command and show what it answers; what is hidden is personal."""
        words = [*shlex.split(text), *map(str, more)]
        print(f"$ {shown_command(words, hidden)}", flush=True)
        answer = self._answer(words)
        lines = ["(personal: not shown)"] if hidden else answer.splitlines()
        if len(lines) > SHOWN:
            lines[SHOWN - 2 : -2] = ["…"]
        print("\n".join([*lines, ""]), flush=True)
        return answer

    def ask(self, name: str) -> Any:
        """What the script itself reads in the dossier, as an officer does on the screen."""
        return json.loads(self._answer(["assembly", name, "beraad", "--json"]))

    def codes(self, state: str, count: int | None = None) -> list[str]:
        """The codes of so many people in a state, in their order."""
        seats = self.ask("seats")["seats"]
        return sorted(seat["code"] for seat in seats if seat["state"] == state)[:count]

    def _answer(self, given: list[str]) -> str:
        screen = io.StringIO()
        with redirect_stdout(screen), redirect_stderr(screen):
            code = cli.run(given)
        if code:
            raise Failed(screen.getvalue())
        return screen.getvalue()


def shown_command(words: Sequence[str], hidden: bool) -> str:
    """A command as it is shown: of many codes the first, of personal answers nothing."""
    few: list[str] = []
    codes = [word for word in words if CODE.fullmatch(word)]
    for word in words:
        if word in codes[1:] and len(codes) > 3:
            few += ["…"] if word == codes[1] else []
        else:
            few.append(re.sub("=.*", "=…", word, flags=re.S) if hidden else word)
    return "sortition " + " ".join(word if word == "…" else shlex.quote(word) for word in few)


@contextmanager
def as_officer(name: str) -> Iterator[None]:
    """Give the commands as this officer; afterwards it is today again."""
    os.environ["SORTITION_USER"] = name
    try:
        yield
    finally:
        del os.environ["SORTITION_USER"]
        for module in CALENDARS:
            module.datetime = datetime
