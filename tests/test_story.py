"""The whole course of an assembly, as `examples/burgerberaad/story.py` tells it, and its pages.

The full course (40,000 residents, 6,000 letters, 100 seats) is played once, in Dutch. It stops at
the first command that fails. Commands that only tell something are given in English too, for the
English page. Sign-up codes are made with a fixed salt here, so that every test sees one course.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cli
from sortition.assembly.store import Place
from tests.sortition.assembly.dossiers import meets
from tests.test_readme import BLOCK, COMMAND, ROOT, words

FOLDER = ROOT / "examples" / "burgerberaad"
DUTCH, ENGLISH = "docs/nl/burgerberaad.md", "docs/assembly-story.md"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
TELLS = ("sign-ups", "status", "due", "queue", "seats")
SEATED = ("draw", "call", "seat-standbys")


@dataclass
class Course:
    """What was seen of the full course."""

    folder: Path
    dutch: str = ""
    english: list[tuple[str, str]] = field(default_factory=list)
    wholes: list[tuple[str, bool]] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Every command as the script shows it, with what it answers."""
        parts = re.split(r"^\$ ", self.dutch, flags=re.M)[1:]
        split = [part.partition("\n") for part in parts]
        return [(command, re.split(r"^== ", answer, flags=re.M)[0]) for command, _, answer in split]

    def see(self, story: Any, words: Sequence[str]) -> None:
        """Look at the dossier after a command of the story."""
        name = words[1] if words[0] == "assembly" else words[0]
        if name == "import":
            with Path(words[3]).open(encoding="utf-8-sig", newline="") as file:
                self.people = list(csv.DictReader(file, delimiter=";"))
        if name in SEATED and "--no" not in words:
            counts = story.ask("status")
            if counts["open"] == 0:
                self.wholes.append((" ".join(words[1:]), meets(Place(Path("beraad")))))
        hidden = "--out" in words or "--row" in words
        if words == ["verify", "beraad"] or (name in TELLS and not hidden):
            self.english.append((shlex.join(["sortition", *words]), told_in_english(words)))


def told_in_english(words: Sequence[str]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert cli.run([*words, "--lang", "en"]) == 0
    return out.getvalue()


def load(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """The script and how it tells, as Python finds them beside each other."""
    monkeypatch.syspath_prepend(FOLDER)
    import story
    import telling

    return story, telling


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    seen = Course(tmp_path_factory.mktemp("story") / "town")
    with pytest.MonkeyPatch.context() as patch:
        story, telling = load(patch)
        given = telling.Story.run

        def run(self: Any, text: str, *more: object, hidden: bool = False) -> Any:
            answer = given(self, text, *more, hidden=hidden)
            seen.see(self, [*shlex.split(text), *map(str, more)])
            return answer

        patch.setattr(telling.Story, "run", run)
        for module in ("sortition.invitations.invite", "sortition.assembly.begin"):
            patch.setattr(f"{module}.new_salt", lambda: bytes(range(32)))
        patch.setenv("SORTITION_LANG", "nl")
        patch.setenv("LANGUAGE", "nl")
        printed = io.StringIO()
        with redirect_stdout(printed):
            story.play(seen.folder)
        seen.dutch = printed.getvalue()
        patch.setenv("LANGUAGE", "en")
        yield seen


# ---- the course ----


def test_the_panel_is_whole_and_meets_the_quotas_at_every_stage(course: Course) -> None:
    steps = [name for name, _ in course.wholes]
    assert [name.split()[0] for name in steps] == [*("draw", "call", "draw", "draw"), SEATED[2]]
    assert [name for name, whole in course.wholes if not whole] == []


def test_everything_can_be_checked_in_the_end(course: Course) -> None:
    command, answer = course.commands[-1]
    assert command == "sortition verify beraad"
    assert answer.startswith("Alles wat gecontroleerd is, klopt.\n")
    assert "FOUT" not in answer


def test_nothing_that_people_said_is_left(course: Course) -> None:
    kept = [path for path in course.folder.rglob("*") if path.is_file()]
    assert {path.name for path in course.folder.iterdir()} == {
        *("kaart.toml", "streefaantallen.csv", "brieven", "beraad")
    }
    data = {path: path.read_bytes().lower() for path in kept}
    assert course.people
    for person in course.people:
        for name in ("E-mailadres", "Telefoon"):
            text = person[name].encode().lower()
            assert [path for path, found in data.items() if text in found] == []
    found = {word for bytes_ in data.values() for word in re.findall(rb"[a-z]{4,}", bytes_)}
    assert surnames(course) & {word.decode() for word in found} == set()


def test_names_are_never_shown(course: Course) -> None:
    assert surnames(course) & set(re.findall(r"[a-z]{4,}", course.dutch.lower())) == set()
    assert "@post" not in course.dutch
    assert re.findall(r"\b06-\d{8}\b", course.dutch) == []


def surnames(course: Course) -> set[str]:
    """Long surnames of those who signed up, but for those that are names of districts too."""
    words = " ".join(person["Achternaam"] for person in course.people).lower().split()
    long = {word for word in words if re.fullmatch("[a-z]{7,}", word)}
    assert len(long) > 50
    return long - {person["In welke wijk woont u?"].lower() for person in course.people}


# ---- the pages ----


@cache
def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def examples(name: str) -> list[tuple[str, str]]:
    """Every command of a page, with what the page shows of its answer."""
    return [example for block in BLOCK.findall(page(name)) for example in COMMAND.findall(block)]


def alike(text: str) -> str:
    """The text without what is different in every course."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, CODE.sub("7KXM-3FRT-96W9", text))
    return re.sub(r"\b(plek|place) \d+", r"\1 1", text)


def shown_in(shown: str, answer: str) -> bool:
    """Whether a page shows this answer; … stands for anything."""
    parts = [re.escape(words(part)) for part in alike(shown).split("…")]
    return re.fullmatch(r"\s*.*?\s*".join(parts), words(alike(answer))) is not None


def words_of(command: str) -> list[str]:
    return shlex.split(alike(command.replace("\\\n", " ")))


@pytest.mark.parametrize("name", [DUTCH, ENGLISH])
def test_the_commands_of_a_page_are_those_of_the_script_in_its_order(
    course: Course, name: str
) -> None:
    given = [words_of(command) for command, _ in course.commands]
    shown = [words_of(command) for command, _ in examples(name)]
    assert len(shown) > 15
    at = 0
    for command in shown:
        assert command in given[at:], shlex.join(command)
        at += given[at:].index(command) + 1


def test_the_answers_on_the_dutch_page_are_real(course: Course) -> None:
    check_answers(DUTCH, course.commands)


def test_the_answers_on_the_english_page_are_real(course: Course) -> None:
    check_answers(ENGLISH, course.english)


def check_answers(name: str, given: Sequence[tuple[str, str]]) -> None:
    """Every answer on a page is one of those of its command, in their order."""
    at, shown = 0, [example for example in examples(name) if example[1].strip()]
    assert len(shown) > 5
    for command, expected in shown:
        found = [
            place
            for place, (one, answer) in enumerate(given)
            if place >= at and words_of(one) == words_of(command) and shown_in(expected, answer)
        ]
        assert found, command
        at = found[0]


@pytest.mark.parametrize("name", [DUTCH, ENGLISH])
def test_every_command_that_a_page_names_is_one(name: str) -> None:
    known = cli.program.commands["assembly"].commands  # type: ignore[attr-defined]
    named = set(re.findall(r"sortition assembly ([a-z-]+)", page(name)))
    assert named <= set(known)
    assert [line for line in page(name).splitlines() if len(line) > 130 and line[0] != "|"] == []


def test_the_dutch_page_is_plain() -> None:
    text = page(DUTCH)
    assert re.findall(r"\b(?:je|jij|jou|jouw|jullie|uitgeloot\w*)\b", text.casefold()) == []
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    prose = re.sub(r"^(?: {4}|[|#]).*$", "", prose, flags=re.M)
    sentences = re.split(r"(?<=[.?!:;])\W*\s|\n\n|\n(?=-|\d\.)", prose)
    lengths = {sentence: len(sentence.split()) for sentence in sentences if sentence}
    assert [sentence for sentence, length in lengths.items() if length > 28] == []
    assert sum(lengths.values()) / len(lengths) < 11


# ---- the script ----


def script(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / "story.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_smaller_course_can_be_played(tmp_path: Path) -> None:
    """With codes of its own, as somebody who tries it out gets them."""
    out = tmp_path / "out"
    done = script("--out", str(out), "--letters", "1200", "--seats", "20", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything that was checked holds." in done.stdout.rsplit("$ sortition verify", 1)[1]
    left = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"@post.example" not in left
    assert "@post.example" not in done.stdout
    again = script("--out", str(out))
    assert (again.returncode, again.stdout) == (1, "")
    assert "is not empty" in again.stderr
