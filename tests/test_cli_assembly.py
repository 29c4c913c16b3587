"""The commands of an assembly as they are typed: answers, messages, exit codes."""

from __future__ import annotations

import hashlib
import io
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest

import cli
from sortition.assembly import status as module
from sortition.assembly.draws.seats import Seat
from sortition.assembly.events import events
from sortition.assembly.store import Place, reading
from sortition.report import help
from sortition.report.assembly import NEXT
from sortition.report.assembly_seats import changed_seats_text
from sortition.report.signups import cells_text
from tests.commands import Result, Run, joined, write
from tests.sortition.assembly.dossiers import QUOTAS, codes_of, crowd, letter_codes
from tests.sortition.letter_folders import draw_folder, residents

LOTTERY = ("--tickets", 10, "--seed", "zaad")
CODES = codes_of(20)
AGES = {"16-29": "23", "30-64": "41", "65+": "70"}


@pytest.fixture(autouse=True)
def officer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORTITION_USER", "griffie")
    monkeypatch.delenv("SORTITION_PASSPHRASE", raising=False)


def form(codes: Sequence[str] = CODES) -> str:
    """A file of a form tool with sign-ups that are all right."""
    told = crowd(20)
    lines = []
    for at, code in enumerate(codes):
        age, sex = AGES[told[code]["leeftijd"]], told[code]["geslacht"]
        lines.append(f"{code},20-11-2026 14:{at:02},{age},{sex},Jan {at}")
    return write("form.csv", "code,Tijdstempel,leeftijd,geslacht,Naam", *lines)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a dossier with a panel that was drawn, made once, by typing."""
    folder = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SORTITION_USER", "griffie")
        write("quotas.csv", *QUOTAS.splitlines())
        form()
        for line in (
            ("new", "d", "--name", "Beraad"),
            ("quotas", "d", "quotas.csv", "--seats", 4),
            ("import", "d", "form.csv", "--people", "Naam"),
            ("lottery", "d", *LOTTERY),
            ("draw", "d", "--ticket", 3),
        ):
            assert cli.run(["assembly", *map(str, line), "--json"]) == 0
    return folder / "d"


@pytest.fixture
def dossier(run: Run, made: Path) -> str:
    """A copy of it in the current folder."""
    shutil.copytree(made, "d")
    return "d"


def members(run: Run) -> list[str]:
    found = run("assembly", "seats", "d", "--json").data["seats"]
    return [one["code"] for one in found if one["state"] in ("drawn", "confirmed")]


def text(result: Result, code: int = 0) -> str:
    """What was said to people, of a command that ended so."""
    assert result.code == code, result
    said = result.err if code else result.out
    assert "{" not in said
    assert "Traceback" not in said
    return joined(said)


def agrees(run: Run, *line: object) -> tuple[str, Any]:
    """The text and the data of a command that changes nothing."""
    told = run("assembly", *line)
    data = run("assembly", *line, "--json")
    assert told.code == data.code == 0, told
    return text(told), data.data


# ---- a whole course ----


def test_a_course_in_words(run: Run) -> None:
    def said(*line: object) -> str:
        return text(run("assembly", *line))

    write("quotas.csv", *QUOTAS.splitlines())
    form()
    assert "Beraad" in said("new", "d", "--name", "Beraad")
    assert "5 quotas for 4 seats" in said("quotas", "d", "quotas.csv", "--seats", 4)
    assert "People may prefer not to say: geslacht" in said(
        *("quotas", "d", "quotas.csv", "--seats", 4, "--unsaid", "geslacht")
    )
    said("quotas", "d", "quotas.csv", "--seats", 4)
    said("import", "d", "form.csv", "--people", "Naam")
    said("deadline", "d", "--day", "2026-12-01")
    assert "10 tickets" in said("lottery", "d", *LOTTERY)
    told = said("draw", "d", "--ticket", 3)
    assert "Ticket 3 was drawn, by a number thrown in public" in told
    assert "This is draw number 2" in said(
        *("draw", "d", "--seed", "bel", "--redraw", "the die fell")
    )
    first, *others = members(run)
    assert f"{others[0]}" in said("seat", "d", "confirmed", *others)
    assert "declined" in said("seat", "d", "declined", first, "--day", "2026-11-25")
    told = said("call", "d")
    call = next(word for word in told.split() if word.rstrip(",") in CODES).rstrip(",")
    assert "Open seats: 1" in told
    assert "said no" in said("call", "d", "--no", call)
    told = said("call", "d")
    call = next(word for word in told.split() if word.rstrip(",") in CODES).rstrip(",")
    assert "02-reserves" in said("call", "d", "--yes", call.lower())
    assert "ready" in said("rotate", "d", "--stay", 3, *LOTTERY, "--accept-deviation")
    said("draw", "d", "--ticket", 1)
    assert "The replacement lottery is ready" in said("replace", "d", *LOTTERY)
    said("draw", "d", "--ticket", 1)
    assert "residents, drawn" in said("room", "d", "--role", "raad=2", "--role", "ambtenaren=9")
    assert "less than one third" in said("room", "d")
    assert "Together" in said("chances", "d", "--out", "chances.csv")
    assert Path("chances.csv").stat().st_mode & 0o77 == 0
    assert "20 people are in" in said("pool", "d", "01-panel", "--out", "pool.csv")
    told = said("log", "d")
    for words in ("was started", "form.csv", "the die fell", "said no", "a term ended"):
        assert words in told
    assert "Jan 3" not in told
    report = run("verify", "d")
    assert report.code == 0
    assert text(run("verify", "d/records/01-panel", "--pool", "pool.csv", "--id", "code"))


def test_the_same_for_programs(run: Run) -> None:
    def data(*line: object) -> Any:
        result = run("assembly", *line, "--json")
        assert result.code == 0, result
        return result.data

    write("quotas.csv", *QUOTAS.splitlines())
    form()
    assert data("new", "d", "--name", "Beraad")["next"] == ["letters", "quotas"]
    found = data("quotas", "d", "quotas.csv", "--seats", 4, "--unsaid", "geslacht")
    assert (found["seats"], len(found["quotas"]), found["unsaid"]) == (4, 6, ["geslacht"])
    data("import", "d", "form.csv", "--people", "Naam")
    found = data("lottery", "d", *LOTTERY, "--overdraw", "25%")
    assert (found["record"], found["seats"], found["tickets"]) == ("01-panel", 5, 10)
    found = data("draw", "d", "--ticket", 3)
    assert (found["ticket"], found["source"], found["draws"]) == ("3", "ticket", 1)
    assert found["panel"] == sorted(members(run))
    first, second, *_ = found["panel"]
    found = data("seat", "d", "withdrawn", first, second)
    assert [(one["code"], one["state"]) for one in found["seats"]] == [
        (first, "withdrawn"),
        (second, "withdrawn"),
    ]
    found = data("call", "d", "--accept-deviation")
    assert found["code"] == found["fit"][0]
    assert found["open"] == 1
    code = found["code"]
    found = data("call", "d", "--yes", code, "--accept-deviation")
    assert found == {"code": code, "record": "02-reserves"}
    data("seat", "d", "no-show", code)
    found = data("replace", "d", *LOTTERY, "--accept-deviation")
    assert (found["record"], found["seats"]) == ("03-replacement", 1)
    assert isinstance(found["missed"], list)
    data("draw", "d", "--seed", "bel")
    found = data("rotate", "d", "--stay", 2, *LOTTERY, "--accept-deviation")
    assert found["record"] == "04-rotation"
    data("draw", "d", "--ticket", 0)
    assert data("room", "d", "--role", "raad=8")["few_residents"] is True
    found = data("chances", "d")
    assert found["draws"] == ["01-panel", "02-reserves", "03-replacement"]
    assert data("chances", "d", "--code", code)["people"][0]["code"] == code
    assert data("pool", "d", "04-rotation", "--out", "pool.csv")["people"] == 4
    events = data("log", "d", "--code", code)["events"]
    assert [one["action"] for one in events] == ["called", "seat"]
    assert data("status", "d")["records"]["04-rotation"] == "0"
    assert run("verify", "d", "--json").data["ok"] is True


# ---- texts and data say the same ----


def test_status(run: Run, dossier: str) -> None:
    told, data = agrees(run, "status", dossier)
    assert data["name"] in told
    assert f"Sign-ups {data['accepted']}" in told
    assert "01-panel: ticket 3 was drawn" in told
    assert data["records"] == {"01-panel": "3"}
    assert data["next"] == ["confirm", "close"]


def test_seats_chances_room_and_log(run: Run, dossier: str) -> None:
    told, data = agrees(run, "seats", dossier)
    assert len(data["seats"]) == 4
    for one in data["seats"]:
        assert f"{one['code']} {one['day']} {one['state']}" in told
    told, data = agrees(run, "chances", dossier)
    assert f"{len(data['people'])} people" in told
    told, data = agrees(run, "chances", dossier, "--code", CODES[2].lower())
    count, tickets = data["people"][0]["together"].split("/")
    assert data["people"][0]["code"] in told
    assert f"{int(count) * 10 // int(tickets)} of 10 tickets (01-panel)" in told
    told, data = agrees(run, "room", dossier)
    assert "4 people" in told
    assert (data["residents"], data["drawn"], data["roles"]) == (4, True, [])
    told, data = agrees(run, "log", dossier)
    assert [one["action"] for one in data["events"]] == [
        *("new", "quotas", "import", "lottery", "draw")
    ]
    assert told.count("griffie:") == 5
    assert {one["who"] for one in data["events"]} == {"griffie"}
    told, data = agrees(run, "log", dossier, "--last", 2)
    assert [one["action"] for one in data["events"]] == ["lottery", "draw"]
    assert told.count("griffie:") == 2
    one, _, _ = members(run)[:3]
    run("assembly", "seat", dossier, "declined", one)
    told, data = agrees(run, "call", dossier)
    assert f"Call {data['code']}, place {data['place']} in the order" in told
    for option in ("--yes", "--no"):
        assert f"sortition assembly call d {option} {data['code']}" in told


def test_nobody_has_been_drawn_yet(run: Run) -> None:
    run("assembly", "new", "d", "--name", "Beraad")
    assert "Nobody has been drawn yet" in text(run("assembly", "seats", "d"))
    assert run("assembly", "seats", "d", "--json").data == {"seats": []}


def test_a_table_of_chances_has_a_line_for_everybody(run: Run, dossier: str) -> None:
    run("assembly", "chances", dossier, "--out", "c.csv")
    lines = Path("c.csv").read_text().splitlines()
    assert lines[0] == "code,state,01-panel,together,line"
    assert len(lines) == 21
    assert sum("drawn" in line.split(",")[1] for line in lines[1:]) == 4


# ---- many at once ----


def test_everybody_who_is_still_drawn(run: Run, dossier: str) -> None:
    first, *others = members(run)
    assert run("assembly", "seat", dossier, "declined", first).code == 0
    before = noted()
    told = text(run("assembly", "seat", dossier, "confirmed", "--all"))
    assert all(code in told for code in others)
    assert first not in told
    assert noted() == before + 3
    found = run("assembly", "seat", dossier, "confirmed", "--all", "--json")
    assert (found.code, found.errors) == (2, ["seat-none-drawn"])


def test_many_seats_are_counted() -> None:
    seats = [Seat(code, "confirmed", "2026-11-26", "01-panel") for code in CODES[:10]]
    assert changed_seats_text(seats).endswith("\n\n10 people were noted.")
    assert len(changed_seats_text(seats[1:]).splitlines()) == 9


@pytest.mark.parametrize("name", ["codes.txt", "codes.csv"])
def test_people_of_a_file_confirm(run: Run, dossier: str, name: str) -> None:
    """One code per row, or the table for the telephone, without those who were not reached."""
    one, two, *_ = members(run)
    if name == "codes.txt":
        write(name, one.lower(), two, one)
    else:
        write(name, "naam;Code", f"Jan 1;{one}", f"Jan 2;{two}")
    found = run("assembly", "seat", dossier, "confirmed", "--file", name, "--json").data
    assert [seat["code"] for seat in found["seats"]] == [one, two]


def test_all_that_is_wrong_in_a_file_is_told_and_nothing_changes(run: Run, dossier: str) -> None:
    one, two, *_ = members(run)
    run("assembly", "seat", dossier, "confirmed", two)
    write("codes.csv", "code", one, "2222-2222-2222", "Jan Jansen", two)
    before = noted()
    line = ("assembly", "seat", dossier, "confirmed", "--file", "codes.csv")
    found = run(*line, "--json")
    assert found.code == 2
    assert found.errors == ["seat-unknown-rows", "seat-same"]
    told = text(run(*line), 2)
    assert "3, 4 (number of rows: 2)" in told
    assert f"Row 5: {two} is confirmed already" in told
    assert "Jan Jansen" not in told
    assert noted() == before
    write("codes.csv", "code,naam")
    assert run(*line).code == 2


@pytest.fixture
def form_known(run: Run) -> str:
    """A dossier that has read a form with two questions and a name."""
    run("assembly", "new", "e", "--name", "Next")
    run("assembly", "quotas", "e", write("q.csv", *QUOTAS.splitlines()), "--seats", 4)
    write("more.csv", "Hoe oud bent u?,geslacht,Naam,Akkoord", "23,vrouw,Jan,ja")
    options = ("--category", "leeftijd=Hoe oud bent u?", "--people", "Naam", "--consent", "Akkoord")
    assert run("assembly", "import", "e", "more.csv", *options).code == 0
    return "e"


def kept(run: Run, code: str) -> tuple[dict[str, str], dict[str, str]]:
    found = run("assembly", "export-person", "e", code, "--json").data
    answers = {row["category"]: row["value"] for row in found["answers"] if not row["until"]}
    return answers, {row["field"]: row["value"] for row in found["people"] if not row["until"]}


def test_a_sign_up_can_be_asked_for(
    run: Run, form_known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Piet de Vries\ntwaalf\n41\nja\n"))
    found = run("assembly", "add", form_known, "--ask", "--answer", "geslacht=man")
    assert found.code == 0, found
    code = found.out.split()[0]
    assert kept(run, code) == ({"leeftijd": "30-64", "geslacht": "man"}, {"Naam": "Piet de Vries"})
    asked = joined(found.err)
    assert asked.count("Hoe oud bent u? (16-29, 30-64, 65+):") == 2
    assert "twaalf" not in asked
    assert "geslacht" not in asked
    monkeypatch.setattr("sys.stdin", io.StringIO("Piet"))
    before = len(run("assembly", "log", "e", "--json").data["events"])
    assert run("assembly", "add", form_known, "--ask").code != 0
    assert len(run("assembly", "log", "e", "--json").data["events"]) == before
    assert run("assembly", "add", form_known, "--ask", "--stdin", "--json").errors == ["usage"]


def test_answers_can_come_from_standard_input(
    run: Run, form_known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Naam = Piet\n\nleeftijd=70\ngeslacht=man\nAkkoord=ja\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code = run("assembly", "add", form_known, "--stdin", "--json").data["code"]
    assert kept(run, code) == ({"leeftijd": "65+", "geslacht": "man"}, {"Naam": "Piet"})
    monkeypatch.setattr("sys.stdin", io.StringIO("Naam=Pieter\n"))
    assert run("assembly", "correct", form_known, code, "--stdin", "--why", "x").code == 0
    assert kept(run, code)[1] == {"Naam": "Pieter"}
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim\n"))
    found = run("assembly", "add", form_known, "--stdin", "--json")
    assert found.errors == ["signup-pair"]
    assert "geheim" not in found.out


def test_what_a_row_says_fits_a_small_screen() -> None:
    cells = {
        "code": "",
        "Wijk": "Haven",
        "In welke wijk, welk dorp of welke buurtschap woont u op dit moment, en hoe lang al?": "a",
        "Wat vindt u het belangrijkst voor de zorg in uw dorp, " + 40 * "x": 30 * "veel tekst ",
        "Link": "https://" + 100 * "y",
    }
    told = cells_text(cells)
    assert max(map(len, told.splitlines())) < 80
    for name, value in cells.items():
        assert name.replace(" ", "") in "".join(told.split())
        assert value.replace(" ", "") in "".join(told.split())
    assert f"{'Wijk':<30}Haven" in told.splitlines()


def test_rows_of_the_queue_are_settled_together(run: Run, dossier: str) -> None:
    rows = [f"{code},20-11-2026,negen,vrouw,Jan" for code in CODES[:3]]
    run("assembly", "new", "e", "--name", "Next")
    run("assembly", "quotas", "e", write("q.csv", *QUOTAS.splitlines()), "--seats", 4)
    write("more.csv", "code,Tijdstempel,leeftijd,geslacht,Naam", *rows)
    assert run("assembly", "import", "e", "more.csv", "--received", "Tijdstempel").code == 0
    queue = run("assembly", "queue", "e", "--json").data["queue"]
    one, two, three = (row["number"] for row in queue)
    told = text(run("assembly", "settle", "e", one, two, "--accept", "--answer", "leeftijd=41"))
    assert f"{one} {CODES[0]} is in the dossier. {two} {CODES[1]} is" in told
    found = run("assembly", "settle", "e", three, "--refuse", "--json").data
    assert found == {"code": None, "settled": [{"number": three, "code": None}]}
    assert run("assembly", "settle", "e", three, three, "--refuse").code == 2


# ---- next steps are real commands ----


def own(name: str) -> click.Command:
    """A copy of a command: click keeps words in the language of who looks first."""
    return cli.translated(cli.assembly.commands[name], str)


def parsed(line: str) -> str:
    """The name of a command; click itself reads what stands on the line."""
    program, group, name, *rest = shlex.split(line)
    assert (program, group) == ("sortition", "assembly")
    command = own(name)
    arguments = ["3" if word.strip("N") == "" else word for word in rest]
    with command.make_context(name, arguments):
        return name


def printed(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.startswith("    sortition ")]


def test_every_next_step_is_a_command_that_can_be_typed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("assembly", "new", "map met spatie", "--name", "Beraad")
    monkeypatch.setattr(module, "_next", lambda *_: list(NEXT))
    said = run("assembly", "status", "map met spatie").out
    assert [parsed(line) for line in printed(said)] == [command[0] for _, command in NEXT.values()]


def test_what_is_to_be_filled_in_is_said_in_the_language_of_the_user(run: Run) -> None:
    said = run("--lang", "nl", "assembly", "new", "d", "--name", "Beraad").out
    assert "sortition assembly letters d BRIEVEN" in said
    assert "sortition assembly quotas d STREEFAANTALLEN --seats N" in said


@pytest.mark.parametrize("line", [("status", "d"), ("replace", "d", *LOTTERY), ("call", "d")])
def test_commands_that_answers_name_are_commands(
    run: Run, dossier: str, line: tuple[object, ...]
) -> None:
    if line[0] != "status":
        run("assembly", "seat", dossier, "declined", members(run)[0])
    said = run("assembly", *line)
    assert said.code == 0
    assert printed(said.out)
    for one in printed(said.out):
        parsed(one)


def test_every_command_has_words_and_help(run: Run) -> None:
    names = list(cli.assembly.commands)
    assert {f"assembly {name}" for name in names} <= set(help.COMMANDS)
    listed = run("assembly", "--help").out
    for name in names:
        assert f"  {name} " in listed
        command = own(name)
        shown = command.get_help(click.Context(command, info_name=name))
        assert "{" not in shown
        options = [param for param in command.params if isinstance(param, click.Option)]
        assert all(option.opts[0] in shown for option in options)


# ---- wrong use ----


def noted() -> int:
    """How many things are in the log."""
    with reading(Place(Path("d"))) as dossier:
        return len(events(dossier))


WRONG: dict[tuple[object, ...], tuple[int, str]] = {
    ("new", "d", "--name", "x"): (2, "folder-not-empty"),
    ("new", "other", "--name", " "): (2, "assembly-name-blank"),
    ("new", "other", "--name", "x", "--letters", "nowhere"): (2, "assembly-no-letters"),
    ("status", "nowhere"): (2, "dossier-missing"),
    ("letters", "d", "nowhere"): (2, "assembly-no-letters"),
    ("quotas", "d", "quotas.csv", "--seats", 4): (2, "assembly-quotas-drawn"),
    ("quotas", "d", "nowhere.csv", "--seats", 4): (2, "file-missing"),
    ("quotas", "d", "quotas.csv", "--seats", 0): (2, "seats-below-one"),
    ("quotas", "d", "quotas.csv", "--seats", 4, "--unsaid", "x"): (2, "assembly-unsaid-unknown"),
    ("lottery", "d"): (2, "assembly-seats-taken"),
    ("lottery", "d", "--overdraw", "200%"): (2, "assembly-overdraw"),
    ("draw", "d", "--ticket", 3): (2, "draw-already"),
    ("draw", "d", "--ticket", 99, "--redraw", "x"): (2, "draw-ticket-number"),
    ("draw", "d", "--redraw", "x"): (2, "draw-choice"),
    ("seat", "d", "confirmed", "2222-2222-2222"): (2, "seat-unknown"),
    ("seat", "d", "declined", "Jan Jansen"): (2, "seat-unknown"),
    ("replace", "d"): (2, "refill-no-seat"),
    ("call", "d"): (2, "refill-no-seat"),
    ("call", "d", "--yes", "2222-2222-2222"): (2, "refill-no-seat"),
    ("rotate", "d", "--stay", 4): (2, "rotation-stay"),
    ("chances", "d", "--code", "x"): (2, "chances-unknown"),
    ("chances", "d", "--out", "quotas.csv"): (2, "file-exists"),
    ("reuse", "d", "d", "quotas.csv"): (2, "reuse-same"),
    ("room", "d", "--role", "raad=x"): (2, "room-role"),
    ("room", "d", "--role", f"raad={'9' * 5000}"): (2, "room-role"),
    ("room", "d", "--role", "raad=1", "--role", "Raad=2"): (2, "room-twice"),
    ("pool", "d", "02-panel", "--out", "new.csv"): (2, "refill-no-record"),
    ("pool", "d", "01-panel", "--out", "quotas.csv"): (2, "file-exists"),
    ("seat-standbys", "d"): (2, "standby-none"),
}


@pytest.mark.parametrize("line", WRONG, ids=lambda line: " ".join(map(str, line))[:50])
def test_wrong_use_is_told_and_changes_nothing(
    run: Run, dossier: str, line: tuple[object, ...]
) -> None:
    write("quotas.csv", *QUOTAS.splitlines())
    before = noted()
    exit_code, code = WRONG[line]
    found = run("assembly", *line, "--json")
    assert (found.code, found.errors) == (exit_code, [code])
    said = text(run("assembly", *line), exit_code)
    assert joined(found.data["errors"][0]["message"])[1:40] in said
    assert "Jan Jansen" not in said
    assert noted() == before


USAGE = [
    ("new", "d"),
    ("quotas", "d", "quotas.csv"),
    ("quotas", "d", "quotas.csv", "--seats", "veel"),
    ("lottery", "d", "--rule", "x"),
    ("lottery", "d", "--tickets", 0),
    ("lottery", "d", "--overdraw", "x"),
    ("seat", "d", "confirmed"),
    ("seat", "d", "confirmed", "--all", "2222-2222-2222"),
    ("seat", "d", "confirmed", "--all", "--file", "codes.txt"),
    ("seat", "d", "replaced", "2222-2222-2222"),
    ("seat", "d", "declined", "2222-2222-2222", "--day", "gisteren"),
    ("call", "d", "--yes", "a", "--no", "b"),
    ("log", "d", "--last", 0),
    ("rotate", "d"),
    ("pool", "d", "01-panel"),
    ("room", "d", "--role", "raad"),
    ("nothing", "d"),
    ("status",),
    ("status", "d", "e"),
]


@pytest.mark.parametrize("line", USAGE, ids=lambda line: " ".join(map(str, line))[:50])
def test_a_line_that_is_no_command(run: Run, dossier: str, line: tuple[object, ...]) -> None:
    found = run("assembly", *line, "--json")
    assert (found.code, found.errors) == (2, ["usage"])
    assert text(run("assembly", *line), 2)


def test_no_valid_panel_has_an_exit_code_of_its_own(run: Run, dossier: str) -> None:
    old = [code for code in CODES if crowd(20)[code]["leeftijd"] == "65+"]
    for code in old:
        if code not in members(run):
            assert run("assembly", "withdraw", dossier, code, "--why", "x").code == 0
    for code in set(old) & set(members(run)):
        run("assembly", "seat", dossier, "withdrawn", code)
    found = run("assembly", "replace", dossier, *LOTTERY, "--json")
    assert found.code == 3
    assert found.errors[0] == "replacement-none"
    assert run("assembly", "call", dossier).code == 3
    assert run("assembly", "replace", dossier, *LOTTERY, "--accept-deviation").code == 0


def test_a_changed_record_has_an_exit_code_of_its_own(run: Run, dossier: str) -> None:
    path = Path("d/records/01-panel/tickets.csv")
    path.write_bytes(path.read_bytes() + b"\n")
    found = run("verify", "d", "--json")
    assert found.code == 4
    assert found.data["ok"] is False
    found = run("assembly", "draw", "d", "--ticket", 4, "--redraw", "x", "--json")
    assert found.code == 4


# ---- one record ----


def test_verify_a_record_that_is_no_lottery(run: Run, dossier: str) -> None:
    run("assembly", "seat", dossier, "declined", members(run)[0])
    code = run("assembly", "call", dossier, "--json").data["code"]
    assert run("assembly", "call", dossier, "--yes", code).code == 0
    found = run("verify", "d/records/02-reserves", "--json")
    assert (found.code, found.data["ok"]) == (0, True)
    codes = [check["code"] for check in found.data["checks"]]
    assert codes[:2] == ["check-chain", "check-chain-link"]
    assert "check-called-next" in codes
    found = run("verify", "d/records/02-reserves", "--quotas", "quotas.csv", "--json")
    assert (found.code, found.errors) == (2, ["usage"])
    assert run("assembly", "pool", dossier, "02-reserves", "--out", "pool.csv").code == 0
    found = run("verify", "d/records/02-reserves", "--pool", "pool.csv", "--json")
    assert (found.code, found.data["ok"]) == (0, True)
    assert "check-called-fit" in [check["code"] for check in found.data["checks"]]
    found = run("verify", "d/records/01-panel", "--json")
    assert found.data["ok"] is True
    assert "check-chain" in [check["code"] for check in found.data["checks"]]
    path = Path("d/records/02-reserves/fit.csv")
    path.write_bytes(path.read_bytes()[:-3] + b"22\n")
    assert run("verify", "d/records/02-reserves").code == 4


def test_what_is_announced_binds_every_file_of_the_record(run: Run, dossier: str) -> None:
    """chain.json has the digests of replacement.json and quotas.csv too; lottery.json has not."""
    one = run("assembly", "seats", dossier, "--json").data["seats"][0]["code"]
    run("assembly", "seat", dossier, "declined", one)
    told = text(run("assembly", "replace", dossier, "--tickets", "10"))
    made = sorted(Path(dossier, "records").glob("*-replacement"))[-1]
    assert hashlib.sha256((made / "chain.json").read_bytes()).hexdigest() in told


def test_every_command_that_writes_a_record_says_what_to_announce(run: Run) -> None:
    """The digest of chain.json, and of a draw that of draw.json; neither is broken."""
    draw_folder(Path("draw"), residents(30), size=1000)
    write("quotas.csv", *QUOTAS.splitlines())
    records = Path("d/records")

    def announces(name: str, *words: object, file: str = "chain.json") -> None:
        said = run("assembly", name, "d", *words)
        assert said.code == 0, said
        newest = max(records.iterdir(), key=lambda path: path.name)
        digest = hashlib.sha256((newest / file).read_bytes()).hexdigest()
        assert digest in said.out.split(), name

    announces("new", "--name", "Beraad", "--letters", "draw")
    assert run("assembly", "quotas", "d", "quotas.csv", "--seats", 4).code == 0
    codes = letter_codes(Place(Path.cwd() / "d"))
    answers = [(AGES[one["leeftijd"]], one["geslacht"]) for one in crowd(30).values()]
    rows = [f"{code},{','.join(one)}" for code, one in zip(codes, answers, strict=True)]
    write("form.csv", "code,leeftijd,geslacht", *rows)
    assert run("assembly", "import", "d", "form.csv").code == 0
    announces("lottery", *LOTTERY)
    announces("draw", "--ticket", 3, file="draw.json")
    seats = run("assembly", "seats", "d", "--json").data["seats"]
    run("assembly", "seat", "d", "declined", seats[0]["code"], seats[1]["code"])
    announces("call", "--yes", run("assembly", "call", "d", "--json").data["code"])
    announces("standbys", "--standbys", 2, "--tickets", 5, "--samples", 20)
    announces("draw", "--ticket", 1, file="draw.json")
    announces("seat-standbys")
    announces("rotate", "--stay", 2, *LOTTERY, "--accept-deviation")
    announces("draw", "--ticket", 1, file="draw.json")
    announces("replace", *LOTTERY, "--accept-deviation")
    announces("draw", "--ticket", 1, file="draw.json")
    announces("rotate", "--stay", 2)
    assert (records / "08-terms").is_dir()
    announces("erase", "queue", "unselected", "--early", "--why", "x")


def test_letters_and_reuse(run: Run, dossier: str) -> None:
    drawn = {one["code"] for one in run("assembly", "seats", dossier, "--json").data["seats"]}
    write("yes.csv", "code", *[code for code in CODES if code not in drawn][:5])
    run("assembly", "new", "e", "--name", "Next")
    told = text(run("assembly", "reuse", "e", dossier, "yes.csv"))
    assert "5 volunteers came along; 0 had signed up" in told
    again = run("assembly", "reuse", "e", dossier, "yes.csv", "--json").data
    assert again == {"added": 0, "known": 5, "notices": []}


# ---- quotas and sign-ups that do not fit ----


def test_repair_writes_quotas_that_the_signups_can_meet(run: Run) -> None:
    wanted = QUOTAS.replace("16-29,1,2", "16-29,4,4").replace(",1,", ",0,")
    write("quotas.csv", *wanted.splitlines())
    form(CODES[:8])
    run("assembly", "new", "d", "--name", "Beraad")
    run("assembly", "quotas", "d", "quotas.csv", "--seats", "4")
    run("assembly", "import", "d", "form.csv", "--people", "Naam")
    assert run("assembly", "lottery", "d", *LOTTERY).code == 3
    made = run("assembly", "repair", "d", "--out", "ways", "--json")
    assert made.code == 0
    assert made.data["repairs"][0]["file"] in made.data["files"]
    first = str(Path("ways", made.data["files"][0]))
    assert run("assembly", "quotas", "d", first, "--seats", "4").code == 0
    assert run("assembly", "lottery", "d", *LOTTERY).code == 0


def test_repair_touches_no_folder_that_is_there(run: Run, dossier: str) -> None:
    Path("ways").mkdir()
    Path("ways", "mine.txt").touch()
    assert run("assembly", "repair", dossier, "--out", "ways").code == 2
    assert [path.name for path in Path("ways").iterdir()] == ["mine.txt"]


def test_an_import_before_the_quotas_says_that_no_answers_were_read(run: Run) -> None:
    form(CODES[:8])
    run("assembly", "new", "d", "--name", "Beraad")
    early = run("assembly", "import", "d", "form.csv", "--people", "Naam", "--json")
    assert [one["code"] for one in early.data["notices"]] == ["signup-no-quotas"]
    write("quotas.csv", *QUOTAS.splitlines())
    run("assembly", "quotas", "d", "quotas.csv", "--seats", "4")
    again = run("assembly", "import", "d", "form.csv", "--people", "Naam", "--json")
    assert again.data["filled"] == 8
    assert again.data["notices"] == []


def test_a_pool_whose_answers_were_destroyed_says_so(run: Run, dossier: str) -> None:
    assert run("assembly", "pool", dossier, "01-panel", "--out", "pool.csv").code == 0
    run("assembly", "close", dossier)
    run("assembly", "erase", dossier, "unselected", "--early", "--why", "klaar")
    gone = run("assembly", "pool", dossier, "01-panel", "--out", "again.csv", "--json")
    assert gone.code == 2
    assert gone.errors == ["assembly-answers-erased"]
    assert not Path("again.csv").exists()
