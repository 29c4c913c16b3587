"""The command line: what it answers, in which language, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import pytest

import cli
import cli_assembly
from cli_parts import Answer, Screen, commands_of, option
from sortition.report import help, results
from stratification.errors import Finding, TimeLimitError
from tests.commands import Run, impossible, joined, write

COMMANDS = [
    *["population", "targets", "invite", "letters", "merge"],
    *["check", "repair", "assess"],
    *["lottery", "draw", "verify", "assembly"],
    *["compare", "frontier", "closest", "synth", "synth-register", "demo"],
]
HEAVY = {
    *["numpy", "scipy", "highspy", "pulp", "flint", "matplotlib", "python_calamine"],
    *["jinja2", "cbsodata", "pandas", "requests"],
    *["duckdb", "typst", "segno", "xlsxwriter"],
    *["sqlalchemy", "sqlcipher3"],
}
ROOT = Path(cli.__file__).parent


def every_command(
    group: click.Group = cli.program, above: Sequence[str] = ()
) -> Iterator[tuple[list[str], click.Command]]:
    """Every command and every group below one, at any depth: its words, and what it is."""
    for name, command in group.commands.items():
        words = [*above, name]
        yield words, command
        if isinstance(command, click.Group):
            yield from every_command(command, words)


@pytest.fixture
def targets(klein: list[str]) -> list[str]:
    """The small example with a target, and a quota on a combination."""
    rows = ["leeftijd,jong,1,1,", "leeftijd,oud,2,2,", "wijk,noord,1,2,2", "wijk,zuid,1,2,"]
    header = "kenmerk,waarde,min,max,target"
    return [klein[0], write("t.csv", header, *rows, "leeftijd*wijk,jong*zuid,0,1,"), "--seats", "3"]


@pytest.fixture
def record(run: Run, klein: list[str]) -> str:
    """The folder of a small lottery."""
    assert run("lottery", *klein, "--out", "dir", "--tickets", "10").code == 0
    return "dir"


# ---- help ----


def test_the_commands_are_those_of_the_design_in_their_order() -> None:
    assert cli.program.list_commands(click.Context(cli.program)) == COMMANDS


def test_every_command_and_option_has_help() -> None:
    for words, command in every_command():
        assert command.help, words
        for param in command.params:
            if isinstance(param, click.Option):
                assert param.help, f"{words} {param.name}"
            else:
                assert param.metavar
                assert param.metavar in command.help


def test_every_command_takes_json_and_lang() -> None:
    for words, command in every_command():
        options = {option for param in command.params for option in param.opts}
        wanted = {"--lang"} if isinstance(command, click.Group) else {"--json", "--lang"}
        assert wanted <= options, words


def test_help_is_in_dutch(run: Run) -> None:
    for arguments in ([], *(words for words, _ in every_command())):
        text = run("--lang", "nl", *arguments, "--help").out
        assert "Gebruik:" in text
        english = r"\b(Usage|Options|Commands|the|and|that|with|required|default|Show)\b"
        assert not re.search(english, re.sub(r"--[a-z-]+", "", text)), text


def test_help_is_in_english_again_after_dutch(run: Run) -> None:
    assert "Gebruik:" in run("check", "--help", "--lang", "nl").out
    assert "Usage:" in run("check", "--help").out


def test_lang_works_before_and_after_the_command(run: Run) -> None:
    assert run("--lang=nl", "check", "-h").out == run("check", "-h", "--lang", "nl").out


@pytest.fixture
def nested(monkeypatch: pytest.MonkeyPatch) -> str:
    """The group of an assembly with one command, which says what it was given."""
    group = cli_assembly.assembly
    monkeypatch.setattr(group, "commands", {})
    monkeypatch.setitem(cli.program.commands, "assembly", group)
    monkeypatch.setitem(help.COMMANDS, "assembly try", help.COMMANDS["demo"])

    @commands_of(group, "assembly")("try")
    @option("--seats", type=int, required=True)
    def _(screen: Screen, seats: int) -> Answer:
        screen.say("Busy.")
        return Answer({"seats": seats}, f"Seats: {seats}")

    return "assembly"


def test_a_command_of_a_group_answers_as_all_do(run: Run, nested: str) -> None:
    assert [words for words, _ in every_command() if words[0] == nested] == [
        ["assembly"],
        ["assembly", "try"],
    ]
    assert run(nested, "try", "--seats", 3).out == "Busy.\nSeats: 3\n"
    assert run(nested, "try", "--seats", 3, "--json").data == {"seats": 3}
    assert run(nested, "try", "--json").errors == ["usage"]
    assert run(nested, "no-such", "--json").errors == ["usage"]
    assert run(nested, "try").code == run(nested).code == 2


def test_a_command_of_a_group_has_help_in_dutch(run: Run, nested: str) -> None:
    help_of = [
        run(*words, "-h")
        for words in (
            [nested, "try", "--lang", "nl"],
            ["--lang", "nl", nested, "try"],
            [nested, "--lang", "nl", "try"],
        )
    ]
    assert len(set(help_of)) == 1
    assert help_of[0].code == 0
    assert "Gebruik: sortition assembly try [OPTIES]" in help_of[0].out
    assert "Show" not in help_of[0].out
    assert "Usage: sortition assembly try [OPTIONS]" in run(nested, "try", "-h").out
    assert "Gebruik: sortition assembly [OPTIES] OPDRACHT" in run(nested, "--lang=nl", "-h").out


def test_version(run: Run) -> None:
    assert re.fullmatch(r"sortition \d+\.\d+\.\d+\S*\n", run("--version").out)


@pytest.mark.parametrize("arguments", [["--help"], ["assess", "--help"], ["assembly", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"import cli, sys; cli.run({arguments!r}); sys.exit(bool({HEAVY!r} & set(sys.modules)))"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert process.returncode == 0, process.stderr


def test_the_rules_are_those_of_the_library() -> None:
    from sortition import record
    from sortition.rules import RULES

    assert list(results.RULES) == list(RULES)
    assert {name: rule.aim for name, rule in RULES.items()} == record.RULES


LIGHT = (
    *("status", "events", "story", "draws.draw", "draws.seats", "draws.export", "draws.chances"),
    *("signups.importing", "signups.queue", "signups.changes"),
    *("ending.erase", "ending.erase_person", "ending.disclosure", "ending.disclosure_person"),
)
"""What the commands of a dossier import that solve nothing: with ten thousand sign-ups they answer
within a second, and every heavy library takes its part of that."""


def test_a_dossier_that_is_read_loads_the_database_alone() -> None:
    modules = ", ".join(f"sortition.assembly.{name}" for name in LIGHT)
    heavy = sorted(HEAVY - {"sqlalchemy"})
    code = f"import sys, {modules}; print(sorted(set({heavy!r}) & set(sys.modules)))"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert process.stdout.strip() == b"[]", process.stderr


# ---- the commands ----


def test_check(run: Run, klein: list[str]) -> None:
    result = run("check", *klein)
    assert (result.code, result.err) == (0, "")
    assert "there is a valid panel" in result.out
    data = run("check", *klein, "--json").data
    assert data["pool_size"] == 8
    assert data["seats"] == 3
    assert data["categories"] == ["leeftijd", "wijk"]
    assert data["valid_panel"] is True
    assert data["never"] == data["certain"] == data["notices"] == []


def test_check_names_who_has_no_choice_and_the_quota_behind_it(run: Run) -> None:
    pool = write("pool.csv", "id,wijk", "a,noord", "b,noord", "c,zuid", "d,oost")
    quotas = write(
        "q.csv", "kenmerk,waarde,min,max", "wijk,noord,1,1", "wijk,zuid,1,1", "wijk,oost,0,0"
    )
    result = run("check", pool, quotas, "--seats", 2)
    assert re.search(r"Always drawn +1 person\n  - 1 person \(c\), because of: wijk", result.out)
    assert re.search(r"Never drawn +1 person\n  - 1 person \(d\), because of: wijk", result.out)
    data = run("check", pool, quotas, "--seats", 2, "--json").data
    limit = {"side": "max", "category": "wijk", "value": "oost"}
    assert data["never"] == [{"people": ["d"], "limits": [limit]}]
    assert data["certain"][0]["people"] == ["c"]


def test_lottery(run: Run, klein: list[str]) -> None:
    result = run("lottery", *klein, "--out", "dir", "--tickets", 10)
    assert (result.code, result.err) == (0, "")
    assert "optimal" in result.out
    assert "1 in 5 (20%)" in result.out  # A to E share one seat
    assert "8 in 10 (80%)" in result.out  # H
    assert "sortition draw dir --ticket N --pool" in result.out
    data = run("lottery", *klein, "--out", "other", "--tickets", 10, "--json").data
    assert (data["minimum_chance"], data["maximum_chance"]) == ("1/5", "4/5")
    assert (data["status"], data["gap"], data["tickets"]) == ("optimal", "0/1", 10)
    assert sorted(data["files"]) == sorted(path.name for path in Path("other").iterdir())


def test_lottery_passes_every_setting_on(run: Run, klein: list[str]) -> None:
    given = ["--rule", "minimax", "--seed", "x", "--solver", "cbc", "--time-limit", 60]
    data = run("lottery", *klein, "--out", "dir", "--tickets", 12, *given, "--json").data
    assert (data["rule"], data["seed"], data["maximum_chance"]) == ("minimax", "x", "2/3")


def test_households_are_columns_with_commas_or_repeated(run: Run) -> None:
    pool = write("p.csv", "id,w,street,nr", "a,x,s,1", "b,x,S.,1", "c,x,t,1")
    quotas = write("q.csv", "kenmerk,waarde,min,max", "w,x,2,2")
    given = [pool, quotas, "--seats", 2, "--json"]
    assert run("check", *given).data["households"] is None
    assert run("check", *given, "--household", "street,nr").data["households"] == 2
    assert (
        run("check", *given, "--household", "street", "--household", "nr").data["households"] == 2
    )
    assert run("check", *given, "--household", "").code == 2


def test_lottery_with_gamma_and_diverse(run: Run, klein: list[str]) -> None:
    given = [*klein, "--rule", "goldilocks", "--gamma", "1/2", "--tickets", "10"]
    result = run("lottery", *given, "--out", "dir")
    assert result.code == 0
    assert re.search(r"^Gamma +1/2$", result.out, re.M)
    assert run("lottery", *given, "--diverse", "--out", "mixed").code == 0
    assert run("verify", "mixed", "--pool", klein[0], "--quotas", klein[1]).code == 0
    plain, mixed = (Path(name, "chances.csv").read_bytes() for name in ("dir", "mixed"))
    assert plain == mixed  # everybody keeps as many tickets
    assert run("lottery", *klein, "--gamma", "2", "--out", "x", "--json").data["errors"][0][
        "code"
    ] == ("gamma-rule")
    for wrong in ("half", "1/0", "1e999999999", "1/"):
        assert run("lottery", *klein, "--gamma", wrong, "--out", "x").code == 2
    assert not Path("x").exists()


def test_draw_with_a_ticket(run: Run, record: str, klein: list[str]) -> None:
    result = run("draw", record, "--ticket", 7, "--pool", klein[0])
    assert (result.code, result.err) == (0, "")
    assert "Ticket 7 was drawn, by a number thrown in public." in result.out
    assert "panel.csv" in result.out
    again = run("draw", record, "--ticket", 8)
    assert again.code == 2
    assert "--redraw" in again.err
    redrawn = run("draw", record, "--ticket", 8, "--redraw", "dice fell", "--pool", klein[0])
    assert "draw number 2" in redrawn.out


def test_draw_with_a_seed(run: Run, record: str) -> None:
    data = run("draw", record, "--seed", "public", "--json").data
    assert (data["source"], data["draws"], len(data["panel"])) == ("seed", 1, 3)
    assert data["files"] == ["draw.json"]


@pytest.mark.parametrize("choice", [[], ["--ticket", "1", "--seed", "x"]])
def test_draw_needs_one_of_ticket_and_seed(run: Run, record: str, choice: list[str]) -> None:
    result = run("draw", record, *choice)
    assert result.code == 2
    assert "ticket" in result.err


def test_verify(run: Run, record: str, klein: list[str]) -> None:
    result = run("verify", record, "--pool", klein[0], "--quotas", klein[1])
    assert result.code == 0
    assert "Everything that was checked holds." in result.out
    data = json.loads(run("verify", record, "--json").out)
    assert data["ok"] is True
    assert all(check["ok"] and check["message"] for check in data["checks"])
    assert {notice["code"] for notice in data["notices"]} >= {"verify-not-drawn"}


def test_verify_says_what_is_wrong(run: Run, record: str) -> None:
    path = Path(record, "tickets.csv")
    path.write_bytes(path.read_bytes().replace(b"H", b"G", 1))
    result = run("verify", record)
    assert result.code == 4
    assert "WRONG   tickets.csv" in result.out
    assert result.out.startswith("1 check failed. This does NOT hold: do not use it")
    assert result.out.splitlines()[2].startswith("WRONG")
    data = run("verify", record, "--json")
    assert data.code == 4
    wrong = [check for check in data.data["checks"] if not check["ok"]]
    assert wrong[0]["file"] == "tickets.csv"
    assert wrong[0]["problems"][0]["message"]


def test_verify_of_a_folder_that_is_not_there_is_a_mistake_in_the_command(run: Run) -> None:
    assert run("verify", "nowhere").code == 2
    Path("letters-1").mkdir()
    assert run("verify", "letters-1", "--json").errors == ["verify-no-record"]


def test_compare(run: Run, klein: list[str]) -> None:
    given = ["compare", *klein, "--rules", "leximin,minimax", "--tickets", "15"]
    result = run(*given)
    assert (result.code, result.err) == (0, "")
    rows = {line.split()[0]: line.split()[1:] for line in result.out.splitlines() if line}
    assert rows["leximin"][:2] == ["20%", "80%"]
    assert rows["minimax"][1] == "66.7%"
    assert rows["best"][:2] == ["20%", "66.7%"]
    assert list(Path().iterdir()) == []  # without --out nothing is written
    data = run(*given, "--json").data
    assert [entry["id"] for entry in data["entries"]] == ["leximin", "minimax"]
    assert (data["folder"], data["files"]) == (None, [])


def test_compare_writes_files(run: Run, klein: list[str]) -> None:
    population = write("pop.csv", "category,value,share", "wijk,noord,75%", "wijk,zuid,25%")
    given = [*klein, "--rules", "leximin", "--tickets", "5", "--population", population]
    result = run(
        "compare", *given, "--no-pictures", "--claims", "2", "--out", "dir", "--lang", "nl"
    )
    assert result.code == 0
    assert "Kleinste" in result.out
    assert "Onjuist" in result.out
    named = re.findall(r"^  (\w+\.\w+) ", result.out, re.M)
    assert sorted(named) == sorted(path.name for path in Path("dir").iterdir())
    composition = Path("dir", "composition.csv").read_text(encoding="utf-8")
    assert "leximin,wijk,noord" in composition
    assert "2.25" in composition  # three quarters of three seats
    assert run("compare", *given, "--out", "dir").code == 2  # the folder is full


def test_compare_says_which_part_of_the_population_is_not_used(run: Run, klein: list[str]) -> None:
    rows = ("wijk,noord,5", "wijk,zuid,3", "wijkk,west,1")
    population = write("pop.csv", "# source: a census", "category,value,number", *rows)
    given = ["compare", *klein, "--rules", "simple", "--draws", "9", "--population", population]
    result = run(*given)
    assert result.code == 0
    assert "Row 5: " in result.err
    (notice,) = run(*given, "--json").data["notices"]
    assert notice["code"] == "population-category-unused"


def test_compare_reports_all_that_is_wrong(run: Run, klein: list[str]) -> None:
    errors = run("compare", *klein, "--rules", "leximin,horoscope,leximin", "--json").data["errors"]
    assert {error["code"] for error in errors} == {"compare-unknown", "compare-twice"}
    population = write("pop.csv", "category,value,number", "wijk,noord,5", "wijk,west,1")
    result = run("compare", *klein, "--population", population)
    assert result.code == 2
    assert "Row 3: " in result.err
    assert run("compare", *impossible(), "--rules", "leximin").code == 3


def test_frontier(run: Run, klein: list[str]) -> None:
    result = run("frontier", *klein)
    assert (result.code, result.err) == (0, "")
    assert re.search(r"^16\.7% +66\.7% +yes$", result.out, re.M)  # minimax
    assert re.search(r"^20% +80% +yes$", result.out, re.M)  # leximin
    assert "these 2 corners" in joined(result.out)
    data = run("frontier", *klein, "--out", "dir", "--no-pictures", "--json").data
    assert data["files"] == sorted(path.name for path in Path("dir").iterdir())
    assert [point["largest"] for point in data["points"]] == ["2/3", "4/5"]
    assert run("frontier", *impossible()).code == 3


def test_frontier_of_one_corner(run: Run) -> None:
    pool = write("pool.csv", "id,wijk", "a,noord", "b,noord", "c,zuid", "d,zuid")
    quotas = write("q.csv", "kenmerk,waarde,min,max", "wijk,noord,1,1", "wijk,zuid,1,1")
    result = run("frontier", pool, quotas, "--seats", 2)
    assert "One pair is the best of all" in result.out
    assert re.search(r"^50% +50% +yes$", result.out, re.M)


def test_frontier_of_zeewijk(run: Run, zeewijk: list[str]) -> None:
    data = run("frontier", *zeewijk, "--json").data
    ends = data["points"][0]["largest"], data["points"][-1]["smallest"]
    assert ends == ("5/17", "3/22")
    assert all(point["attained"] for point in data["points"])


def test_closest(run: Run, targets: list[str]) -> None:
    result = run("closest", *targets, "--out", "near.csv")
    assert (result.code, result.err) == (0, "")
    assert "  - wijk: noord: 2\n" in result.out
    assert "  - leeftijd*wijk: jong*zuid: 0–1\n" in result.out
    near = [targets[0], "near.csv", *targets[2:]]
    assert run("check", *near).code == 0
    data = run("closest", *targets, "--out", "again.csv", "--json").data
    assert Path("again.csv").read_bytes() == Path("near.csv").read_bytes()
    price = run("lottery", *near, "--out", "dir", "--json").data["minimum_chance"]
    assert data["smallest_chance"] == ["1/5", price]
    assert run("closest", *targets, "--out", "near.csv").code == 2  # never overwritten
    (error,) = run("closest", *targets, "--out", "none/near.csv", "--json").data["errors"]
    assert error["code"] == "file-not-written"


def test_closest_says_who_pays(run: Run, klein: list[str]) -> None:
    pool = write("pool.csv", "id,sekse", "a,man", "b,man", "c,vrouw", "d,vrouw", "e,anders")
    rows = ["sekse,man,0,1,1", "sekse,vrouw,0,1,1", "sekse,anders,0,1,"]
    quotas = write("q.csv", "kenmerk,waarde,min,max,target", *rows)
    result = run("closest", pool, quotas, "--seats", 2, "--out", "near.csv")
    assert "some people cannot be drawn" in result.out
    assert re.search(r"Never drawn +1 person", run("check", pool, "near.csv", "--seats", 2).out)
    (error,) = run("closest", *klein, "--out", "none.csv", "--json").data["errors"]
    assert error["code"] == "closest-no-targets"
    assert not Path("none.csv").exists()


SYNTH = ["--people", "60", "--seats", "8", "--categories", "3", "--bias", "1", "--seed", "x"]


def test_synth(run: Run) -> None:
    result = run("synth", *SYNTH, "--out", "dir")
    assert (result.code, result.err) == (0, "")
    assert "60 people for 8 seats" in result.out
    made = {path.name: path.read_bytes() for path in Path("dir").iterdir()}
    data = run("synth", *SYNTH, "--out", "again", "--json").data
    assert sorted(data["files"]) == sorted(made)
    assert {path.name: path.read_bytes() for path in Path("again").iterdir()} == made
    pool = ["dir/respondents.csv", "dir/categories.csv", "--seats", 8]
    assert run("check", *pool, "--household", "household").code == 0
    given = ["--population", "dir/population.csv", "--rules", "leximin", "--tickets", 10]
    assert run("compare", *pool, *given).code == 0


def test_synth_reports_all_that_is_wrong(run: Run) -> None:
    result = run("synth", *SYNTH, "--people", 0, "--bias", 9, "--out", "dir", "--lang", "nl")
    assert result.code == 2
    assert "kies een heel getal van 1 tot en met" in result.err
    assert "kies een getal van 0 tot en met 5" in result.err
    assert not Path("dir").exists()


def test_demo(run: Run) -> None:
    result = run("demo", "--ticket", "123")
    assert (result.code, result.err) == (0, "")
    assert [line for line in result.out.splitlines() if line.startswith("$ sortition ")]
    assert "Ticket 123 was drawn" in result.out
    assert "Everything that was checked holds." in result.out
    assert Path("sortition-demo", "panel.csv").exists()
    assert run("verify", "sortition-demo").code == 0
    second = run("demo", "--json").data
    assert second["folder"] == "sortition-demo-2"
    assert second["draw"]["ticket"] == "083"
    assert second["verify"]["ok"] is True
    assert second["lottery"]["minimum_chance"] == "3/22"  # 66 people share at most 9 seats


def test_demo_does_not_write_into_a_full_folder(run: Run) -> None:
    write("file")
    assert run("demo", "--out", ".").code == 2


# ---- errors ----


def test_all_findings_by_file_in_both_languages(run: Run) -> None:
    pool = write("pool.csv", "id,leeftijd", "a,jong", "a,jonk", "c,")
    quotas = write("quotas.csv", "kenmerk,waarde,min,max", "leeftijd,jong,2,1", "leeftijd,oud,x,1")
    english = run("check", pool, quotas, "--seats", 2)
    dutch = run("check", pool, quotas, "--seats", 2, "--lang", "nl")
    assert english.code == dutch.code == 2
    assert english.out == dutch.out == ""
    assert "for 5 reasons:" in english.err
    assert 'Row 3, column "leeftijd": the value has no quota; did you mean "jong"?' in joined(
        english.err
    )
    assert "om 5 redenen:" in dutch.err
    assert 'Rij 3, kolom "leeftijd": de waarde heeft geen streefaantal. Bedoelt u' in joined(
        dutch.err
    )
    for result in (english, dutch):
        assert re.findall(r"^\S+\.csv$", result.err, re.M) == ["quotas.csv", "pool.csv"]
        assert "jonk" not in result.err  # what people answered stays in their file


def test_mistakes_in_combinations_and_targets_in_both_languages(run: Run) -> None:
    pool = write("pool.csv", "id,leeftijd,sekse", "a,jong,m", "b,oud,v", "c,oud,m")
    rows = ["leeftijd,jong,0,1,3", "leeftijd,oud,1,2,", "leeftijd*sekse,jonk*m,0,1,"]
    rows += ["leeftijd*leeftijd,jong*oud,0,1,", "leeftijd*seks,oud*m,0,1,x", "leeftijd*,oud,0,1,"]
    quotas = write("quotas.csv", "kenmerk,waarde,min,max,target", *rows)
    data = run("check", pool, quotas, "--seats", 2, "--json").data
    assert {error["code"] for error in data["errors"]} >= {
        "combination-category-blank",
        "combination-twice",
        "combination-value-unknown-nearest",
    }
    english = run("check", pool, quotas, "--seats", 2)
    dutch = run("check", pool, quotas, "--seats", 2, "--lang", "nl")
    assert english.code == dutch.code == 2
    assert "target 3 is not between min 0 and max 1" in joined(english.err)
    assert "target 3 ligt niet tussen min 0 en max 1" in joined(dutch.err)
    assert 'Bedoelt u "jong"?' in joined(dutch.err)
    assert english.err.count("  - ") == dutch.err.count("  - ") == len(data["errors"])


def test_errors_as_json(run: Run) -> None:
    pool = write("pool.csv", "id,leeftijd", "a,jong", "b,jonk")
    quotas = write("quotas.csv", "kenmerk,waarde,min,max", "leeftijd,jong,1,2")
    result = run("check", pool, quotas, "--seats", 2, "--json")
    assert result.code == 2
    (error,) = result.data["errors"]
    assert list(error) == ["code", "message", "file", "row", "column", "params"]
    assert (error["code"], error["row"]) == ("value-unknown-nearest", 3)
    assert (error["file"], error["column"]) == ("pool.csv", "leeftijd")
    dutch = run("--lang", "nl", "check", pool, quotas, "--seats", 2, "--json").data["errors"][0]
    assert dutch["message"] != error["message"]
    assert dutch["params"] == error["params"]


@pytest.mark.parametrize(
    "arguments", [["chek"], ["check"], ["check", "a", "b", "--seats", "x"], ["check", "--no"]]
)
def test_usage_errors(run: Run, arguments: list[str]) -> None:
    english, dutch = run(*arguments), run("--lang", "nl", *arguments)
    assert english.code == dutch.code == 2
    assert "Error: " in english.err
    assert "Fout: " in dutch.err
    (error,) = run(*arguments, "--json").data["errors"]
    assert error["code"] == "usage"
    assert error["message"] in english.err


def test_no_valid_panel(run: Run) -> None:
    english, dutch = run("check", *impossible()), run("check", *impossible(), "--lang", "nl")
    assert english.code == dutch.code == 3
    assert re.search(r"  - (leeftijd|wijk): at (least|most) \d with \w+\n", english.err)
    assert re.search(r"  - (leeftijd|wijk): (min|hoog)stens \d met \w+\n", dutch.err)
    assert run("lottery", *impossible(), "--out", "dir").code == 3
    assert not Path("dir").exists()
    codes = [error["code"] for error in run("check", *impossible(), "--json").data["errors"]]
    assert codes[0] == "no-panel"
    assert {"limit-min", "limit-max"} & set(codes)


def test_a_full_folder_is_refused_before_any_work(
    run: Run, klein: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("file")
    monkeypatch.setattr("sortition.lottery.make_lottery", _raise(AssertionError))
    assert run("lottery", *klein, "--out", ".").code == 2


def _raise(error: BaseException | type[BaseException]) -> Callable[..., Any]:
    def function(*_: object, **__: object) -> None:
        raise error

    return function


def test_the_time_limit_has_its_own_exit_code(
    run: Run, klein: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = TimeLimitError(Finding("time-limit"))
    monkeypatch.setattr("sortition.lottery.make_lottery", _raise(error))
    result = run("lottery", *klein, "--out", "dir")
    assert result.code == 5
    assert "time limit" in result.err


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_mistake_of_the_program_says_nothing_personal(
    run: Run, klein: list[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("stratification.pool.read_assembly", _raise(KeyError("Jansen")))
    result = run("check", *klein, "--lang", language)
    assert result.code == 70
    assert "KeyError" in result.err
    assert "Jansen" not in result.err
    assert "Traceback" not in result.err
    assert run("check", *klein, "--json").data["errors"][0]["code"] == "mistake"
    monkeypatch.setenv("SORTITION_DEBUG", "1")
    assert "Traceback" in run("check", *klein).err


def test_stopping_it_is_no_mistake(
    run: Run, klein: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stratification.pool.read_assembly", _raise(KeyboardInterrupt))
    result = run("check", *klein)
    assert result.code == 130
    assert result.err.strip() == "Stopped."


@pytest.mark.skipif(os.name == "nt", reason="Windows has no closed pipes of this kind")
def test_output_that_nobody_reads_is_no_mistake() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = "import cli; cli.main()"
    process = subprocess.run(
        [sys.executable, "-c", code, "--help"], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    assert process.returncode == 141
    assert process.stderr == b""


# ---- notices and progress ----


def test_notices_stand_apart_from_the_answer(run: Run) -> None:
    pool = write("pool.csv", "wijk", "noord", "noord")
    quotas = write("quotas.csv", "kenmerk,waarde,min,max", "wijk,noord,1,1")
    result = run("check", pool, quotas, "--seats", 1, "--lang", "nl")
    assert "Let op:" in result.err
    assert "Let op:" not in result.out
    data = run("check", pool, quotas, "--seats", 1, "--json").data
    assert data["notices"][0]["code"] == "ids-are-row-numbers"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _bars(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, as_json: bool) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with cli.Bars(cli.Screen(as_json)) as progress:
        steps: Sequence[tuple[str, int, int]] = [
            ("chances", 0, 0),
            ("dealing", 1, 2),
            ("dealing", 2, 2),
        ]
        for step in steps:
            progress(*step)
    return stream.getvalue()


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _bars(monkeypatch, Terminal(), as_json=False)
    assert "Computing the chances" in shown
    assert "100%" in shown
    assert _bars(monkeypatch, Terminal(), as_json=True) == ""
    assert _bars(monkeypatch, io.StringIO(), as_json=False) == ""
