"""The draw of letters as it is typed: every option, every refusal, and what is left afterwards."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sortition.report import help
from stratification.errors import Finding, InputError
from stratification.tables import read_table
from tests.commands import Run, joined, write
from tests.invite_files import (
    DATE,
    PEOPLE,
    SEED,
    TEXTS,
    codes,
    copied,
    draw_once,
    invite_line,
    refused,
    small_register,
    tree,
)
from tests.sortition.invitations import private_rows

DRAWN = {
    *(f"draw/record/{name}-1.csv" for name in ("strata", "homes", "letters")),
    *("draw/record/draw-1.sql", "draw/record/provision.csv", "draw/record/wave-1.json"),
    *("draw/private/people-1.csv", "draw/private/salt.txt"),
}
PANEL = ("--targets", "quotas.csv", "--seats", 5)
NEW = ("invite", "letters", "merge", "verify", "synth-register")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One draw, made once."""
    return draw_once(tmp_path_factory.mktemp("made"))


@pytest.fixture(autouse=True)
def files(run: Run) -> None:
    """A register and what goes with it, in the current folder."""
    small_register()


@pytest.fixture
def draw(run: Run, made: Path) -> Path:
    """A copy of that draw, in the current folder."""
    return copied(made)


def wave(number: int = 1, folder: str = "draw") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(f"{folder}/record/wave-{number}.json").read_text())
    return content


def strata(number: int = 1, folder: str = "draw") -> dict[str, int]:
    """The letters of every stratum."""
    table = read_table(Path(f"{folder}/record/strata-{number}.csv"))
    columns = wave(number, folder)["strata_columns"]
    at = table.columns.index("letters")
    return {" ".join(row[: len(columns)]): int(row[at]) for row in table.rows}


# ---- help ----


@pytest.mark.parametrize("command", NEW)
@pytest.mark.parametrize("tongue", ["en", "nl"])
def test_help_names_every_option(run: Run, command: str, tongue: str) -> None:
    result = run(command, "--help", "--lang", tongue)
    assert (result.code, result.err) == (0, "")
    mine = [name.split()[-1] for name in help.OPTIONS if name.startswith(f"{command} --")]
    assert [name for name in mine if name not in result.out] == []
    first = joined(help.COMMANDS[command].split("\n")[0])
    assert (first in joined(result.out)) == (tongue == "en")


# ---- invite ----


def test_a_draw_writes_its_folder_and_says_what_was_done(run: Run) -> None:
    before = set(tree())
    result = run(*invite_line("--letters", 30))
    assert (result.code, result.err) == (0, "")
    made = {name for name in set(tree()) - before if Path(name).is_file()}
    assert made == DRAWN
    said = joined(result.out)
    for part in ("30 letters were drawn.", SEED, DATE, "Noord × jong", "draw/record, which may"):
        assert part in said
    assert all(Path(name).name in said for name in DRAWN)
    assert "sortition letters draw --texts TEXTS.toml" in said


def test_a_draw_for_programs_is_the_one_of_the_record(run: Run) -> None:
    data = run(*invite_line("--letters", 30, "--json")).data
    record = wave()
    for name in ("wave", "part", "seed", "label", "frame", "one_per_address", "reference_date"):
        assert data[name] == record[name]
    assert data["register"] == record["register"]
    assert {f"draw/{name}" for name in data["files"]} == DRAWN
    assert [(step["code"], step["removed"]) for step in data["steps"]] == [
        (step["code"], step["removed"]) for step in record["steps"]
    ]


def test_the_same_draw_in_dutch(run: Run) -> None:
    result = run(*invite_line("--letters", 30, "--lang", "nl"))
    assert (result.code, result.err) == (0, "")
    assert "30 brieven" in result.out
    assert "letters" not in joined(result.out).replace("sortition letters", "").replace(
        "letters-1.csv", ""
    )


@pytest.mark.parametrize(
    ("options", "kind", "letters"),
    [
        (["--letters", 30], "proportional", 30),
        (["--letters", 30, "--spread", "equal"], "equal", 30),
        (["--spread", "key.csv"], "key", 30),
        (["--spread", "key.csv", "--letters", 30], "key", 30),
        (["--spread", "weights.csv", "--letters", 30], "key", 30),
        (["--letters", 60, *PANEL], "proportional", 60),
        (["--spread", "key.csv", *PANEL], "key", 30),
        (["--letters", 60, "--spread", "response", *PANEL], "response", 60),
    ],
)
def test_every_way_of_spreading(run: Run, options: list[Any], kind: str, letters: int) -> None:
    assert run(*invite_line(*options)).code == 0
    record = wave()
    assert (record["spread"]["kind"], record["letters"]) == (kind, letters)
    assert (record["forecast"] is not None) == ("--targets" in options)
    given = strata()
    assert sum(given.values()) == letters
    if kind == "equal":
        assert max(given.values()) - min(given.values()) <= 1
    if "key.csv" in options:
        assert given["Noord jong"] + given["Noord oud"] == 20
    if "weights.csv" in options:
        assert given["Noord jong"] + given["Noord oud"] == 15


@pytest.mark.parametrize("spread", ["response", "proportional"])
def test_as_few_letters_as_reach_a_chance(run: Run, spread: str) -> None:
    options = ["--probability", "1/2", "--response", "response.csv", "--spread", spread, *PANEL]
    limits = ["--floor", "0.75", "--ceiling", 2] if spread == "response" else []
    result = run(*invite_line(*options, *limits, "--json"))
    assert result.code == 0
    forecast = wave()["forecast"]
    assert forecast["letters"] == wave()["letters"] == sum(strata().values()) < 150
    assert forecast["probability"] >= 0.5
    if limits:
        assert wave()["spread"]["limits"] == {"floor": "3/4", "ceiling": "2/1"}
    assert Path("draw/record/curve-1.csv").exists()


def test_options_about_who_may_get_a_letter(run: Run) -> None:
    first = [row[0] for row in read_table(Path("register.csv")).rows[:100]]
    write("out.csv", "sleutel", *first)
    options = ["--exclude", "out.csv", "--one-per-address", "--part", "Zeewijk"]
    result = run(*invite_line("--letters", 40, *options, "--only", "wijk=noord"))
    assert result.code == 0
    record = wave()
    assert (record["part"], record["label"]) == ("Zeewijk", "letters Zeewijk")
    assert record["one_per_address"] is True
    assert record["only"] == [["wijk", "Noord"]]
    assert list(record["excluded"]) == ["out.csv"]
    assert {"code": "step-excluded", "removed": 100} in record["steps"]
    rows = private_rows(Path("draw"), 1)
    assert {row["stratum wijk"] for row in rows} == {"Noord"}
    assert len({row["address"] for row in rows}) == len(rows) == 40
    assert not {row["unit"] for row in rows} & set(first)
    for text in ("Zeewijk", "at most one per address", "on a list of those who get no letter"):
        assert text in joined(result.out)


def test_what_the_public_tables_tell_is_said(run: Run) -> None:
    """A group of which everybody got a letter; a whole draw of which that is so is no secret."""
    result = run(*invite_line("--letters", 100, "--only", "wijk=Zuid", "--json"))
    assert [one["code"] for one in result.data["notices"]] == ["invite-everybody"]
    assert result.data["notices"][0]["params"]["count"] == 2
    line = invite_line("--letters", PEOPLE, "--out", "all", "--json")
    at = line.index("--strata")
    assert run(*line[:at], *line[at + 2 :]).data["notices"] == []


def test_a_picture_that_fails_leaves_the_draw(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")

    def full(path: Path, data: bytes) -> None:
        raise InputError(Finding("file-not-written", {"reason": "full"}, file=path.name))

    monkeypatch.setattr("stratification.files.write_bytes", full)
    result = run(*invite_line("--letters", 30, *PANEL, "--picture", "curve.svg"))
    assert result.code == 0
    assert "curve.svg" in result.err
    assert "30 letters were drawn" in result.out


@pytest.mark.parametrize("text", ["0.9", "0,9", "90%", "90 %", "9/10", "0,900"])
def test_a_number_is_read_as_people_write_it(run: Run, text: str) -> None:
    line = invite_line("--probability", text, *PANEL, "--response", "response.csv", "--json")
    spread = run(*line, "--spread", "response").data["spread"]
    assert spread["probability"] == "9/10" or float(spread["probability"]) == 0.9


def test_a_picture_is_what_its_name_says(run: Run) -> None:
    pytest.importorskip("matplotlib")
    for name, begin in (("curve.svg", b"<?xml"), ("curve.PNG", b"\x89PNG")):
        line = invite_line("--letters", 30, *PANEL, "--picture", name, "--out", f"for-{name}")
        assert run(*line).code == 0
        assert Path(name).read_bytes().startswith(begin)
    assert codes(refused(run, "--letters", 30, *PANEL, "--picture", "curve.pdf")) == ["usage"]


def test_without_strata_everybody_is_in_one(run: Run) -> None:
    line = invite_line("--letters", 30)
    at = line.index("--strata")
    assert run(*line[:at], *line[at + 2 :]).code == 0
    assert strata() == {"": 30}


def test_waves_follow_each_other_and_only_tops_up(run: Run) -> None:
    for number, options in ((1, []), (2, ["--only", "groep=jong", "--only", "wijk=Zuid"]), (3, [])):
        result = run(*invite_line("--letters", 20, "--wave", number, *options))
        assert result.code == 0
        assert (f"This is wave {number}." in joined(result.out)) == (number > 1)
    assert {name: count for name, count in strata(2).items() if count} == {"Zuid jong": 20}
    units = [row["unit"] for number in (1, 2, 3) for row in private_rows(Path("draw"), number)]
    assert len(set(units)) == len(units) == 60
    assert [wave(number)["earlier"] for number in (1, 2, 3)] == [0, 20, 40]
    # A wave that is there, or not the next, is refused; so is a folder of something else.
    assert codes(refused(run, "--letters", 5, "--wave", 2)) == ["invite-wave-exists"]
    assert codes(refused(run, "--letters", 5, "--wave", 1)) == ["invite-wave-exists"]
    assert codes(refused(run, "--letters", 5, "--wave", 5)) == ["invite-wave-missing"]
    other = ["--seed", "other", "--part", "x", "--strata", "wijk", "--one-per-address"]
    assert codes(refused(run, "--letters", 5, "--wave", 4, *other)) == ["invite-setting"] * 4


def test_a_later_wave_on_a_record_that_was_changed_is_exit_code_4(run: Run, draw: Path) -> None:
    path = Path("draw/record/letters-1.csv")
    path.write_bytes(path.read_bytes().replace(b"1-000002", b"1-000003"))
    before = tree()
    result = run(*invite_line("--letters", 20, "--wave", 2, "--json"))
    assert (result.code, result.errors) == (4, ["record-digest"])
    assert result.data["errors"][0]["file"] == "letters-1.csv"
    assert tree() == before


# ---- settings that do not go together ----

NEITHER = "invite-letters-or-probability"
NEEDS = "invite-needs-targets"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], [NEITHER]),
        (["--letters", 5, "--probability", 0.9, *PANEL], [NEITHER]),
        (["--spread", "nokey.csv"], ["invite-spread-unknown"]),
        (["--spread", "key.csv", "--probability", "0.9", *PANEL], ["invite-probability-spread"]),
        (["--letters", 5, "--response", "response.csv"], [NEEDS]),
        (["--probability", "0.9"], [NEEDS]),
        (["--letters", 5, "--seats", 5], ["invite-targets-and-seats"]),
        (["--probability", "0.9", "--targets", "quotas.csv"], ["invite-targets-and-seats"]),
        (["--letters", 5, "--floor", 1, "--ceiling", 2], ["invite-needs-response"] * 2),
        (
            ["--letters", 5, "--spread", "response", *PANEL, "--floor", 2],
            ["limits-range"],
        ),
        (
            ["--letters", 5, "--spread", "response", *PANEL, "--ceiling", "1/2"],
            ["limits-range"],
        ),
        (["--spread", "weights.csv"], ["key-weight-letters"]),
        (["--letters", 10**30], ["letters-too-many"]),
        (["--letters", 101, "--only", "wijk=Zuid"], ["letters-too-many"]),
        (["--letters", 5, "--only", "buurt=Zuid"], ["invite-only-column"]),
        (["--letters", 5, "--only", "wijk=West"], ["invite-only-values"]),
        (["--letters", 5, "--only", "wijk=Zuidd"], ["invite-only-value"]),
        (["--letters", 5, "--seed", " "], ["invite-seed-blank"]),
        (["--letters", 5, "--part", ""], ["invite-part"]),
        (["--letters", 5, "--part", "a\nb", "--seed", ""], ["invite-seed-blank", "invite-part"]),
        (["--letters", 5, "--strata", "wijk,wijk"], ["register-stratum-twice"]),
        (["--letters", 5, "--strata", "wijken"], ["register-stratum-missing"]),
        (["--letters", 5, "--wave", 2], ["invite-wave-missing"]),
        (["--letters", 5, "--out", "register.csv"], ["folder-is-file"]),
        (["--letters", 5, "--out", "."], ["folder-is-current"]),
        (["--letters", 5, "--exclude", "no.csv"], ["file-missing"]),
        (["--letters", 5, "--exclude", "quotas.csv"], ["register-excluded-column"]),
        (["--letters", 5, "--map", "no.toml"], ["file-missing"]),
        (["--letters", 5, "--map", "quotas.csv"], ["register-map-toml"]),
    ],
)
def test_settings_that_cannot_be(run: Run, options: list[Any], found: list[str]) -> None:
    assert codes(refused(run, *options)) == found


def test_everything_wrong_with_settings_is_told_at_once(run: Run) -> None:
    options = ["--spread", "equal", "--probability", "0.9", "--letters", 5, "--floor", 1]
    found = codes(refused(run, *options))
    assert found == [NEITHER, "invite-probability-spread", NEEDS, "invite-needs-response"]
    files = ["--targets", "no.csv", "--response", "none.csv", "--seats", 5, "--letters", 5]
    errors = refused(run, *files)
    assert [error["file"] for error in errors] == ["no.csv", "none.csv"]


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--letters", "0"),
        ("--letters", "many"),
        ("--probability", "95 procent"),
        ("--ceiling", "1,000"),
        ("--probability", "1e99999999"),
        ("--floor", "1/0"),
        ("--reference-date", "01-03-2026"),
        ("--reference-date", "2026-02-30"),
        ("--only", "wijk"),
        ("--only", "=Zuid"),
        ("--strata", "wijk,,groep"),
    ],
)
def test_values_that_are_none(run: Run, option: str, text: str) -> None:
    assert codes(refused(run, option, text)) == ["usage"]


@pytest.mark.parametrize("missing", ["--map", "--seed", "--reference-date", "--out"])
def test_what_every_draw_needs(run: Run, missing: str) -> None:
    line = invite_line("--letters", 5)
    at = line.index(missing)
    result = run(*line[:at], *line[at + 2 :])
    assert (result.code, result.out) == (2, "")
    assert missing in result.err


@pytest.mark.parametrize("wanted", ["2", "0", "-1"])
def test_a_probability_out_of_range_is_refused(run: Run, wanted: str) -> None:
    assert codes(refused(run, "--probability", wanted, *PANEL)) == ["probability-range"]


def test_a_chance_that_no_letters_reach_is_refused(run: Run) -> None:
    write("quotas.csv", "category,feature,min,max", "wijk,Noord,100,150", "wijk,Zuid,50,100")
    few = ["--targets", "quotas.csv", "--seats", 150, "--probability", "0.9"]
    for spread in ("proportional", "response"):
        found = refused(run, *few, "--spread", spread)
        assert codes(found) == ["probability-unreachable"]
        assert "0.9" in found[0]["message"]


# ---- from the draw to the letters ----


def test_letters_of_a_draw(run: Run, draw: Path) -> None:
    day = ["--date", "2027-02-15"]
    result = run("letters", "draw", "--texts", TEXTS, "--format", "csv,xlsx", *day)
    assert result.code == 0
    assert len(read_table(Path("draw/letters-1/mail-merge.csv")).rows) == 30
    before = tree()
    again = run("letters", "draw", "--texts", TEXTS, "--format", "csv", *day, "--json")
    assert (again.code, again.errors) == (2, ["letters-exist"])
    third = ["--third-party", "Drukkerij Zee", "--ground", "Verordening", "--format", "csv"]
    assert tree() == before
    data = run("letters", "draw", "--texts", TEXTS, *third, *day, "--json").data
    blocked = sum(row["confidential"] != "" for row in private_rows(Path("draw"), 1))
    assert (data["letters"], data["blocked"]) == (30 - blocked, blocked)
    only = run("letters", "draw", "--texts", TEXTS, "--blocked-only", "--format", "csv", *day)
    assert only.code == 0
    code = private_rows(Path("draw"), 1)[0]["code"]
    write("answered.csv", "code", code)
    remind = ["--remind", "answered.csv", "--sample", 2, "--format", "csv", *day, "--json"]
    data = run("letters", "draw", "--texts", TEXTS, *remind).data
    assert (data["letters"], data["answered"], data["sample"]) == (2, 1, True)
    lines = read_table(Path("draw/record/provision.csv")).rows
    assert len(lines) == 4  # the draw itself, letters, a third party, those with a block


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["letters-no-texts"]),
        (["--texts", TEXTS, "--third-party", "X"], ["letters-ground"]),
        (["--texts", TEXTS, "--ground", "X"], ["letters-ground"]),
        (["--third-party", "X", "--blocked-only"], None),
        (["--texts", TEXTS, "--format", "doc"], ["letters-formats"]),
        (["--texts", TEXTS, "--wave", 2], ["letters-no-wave"]),
        (["--texts", "no.toml"], ["file-missing"]),
        (["--texts", TEXTS, "--remind", "no.csv"], ["file-missing"]),
        (["--texts", TEXTS, "--date", "2031-01-01"], ["letters-deadline"]),
    ],
)
def test_letters_that_cannot_be(
    run: Run, draw: Path, options: list[Any], found: list[str] | None
) -> None:
    before = tree()
    day = [] if "--date" in options else ["--date", "2027-02-15"]
    result = run("letters", "draw", *options, *day, "--json")
    assert result.code == 2
    assert result.errors == (
        found or ["letters-no-texts", "letters-ground", "letters-blocked-third"]
    )
    assert tree() == before


# ---- verify ----


def test_verify_in_words_and_for_programs(run: Run, draw: Path) -> None:
    before = tree()
    result = run("verify", "draw", "--register", "register.csv")
    assert result.code == 0
    data = run("verify", "draw", "--register", "register.csv", "--json").data
    assert (data["ok"], data["notices"]) == (True, [])
    assert [check["code"] for check in data["checks"]] == [
        *("check-waves", "check-spread", "check-letters-private", "check-repeated")
    ]
    assert all(
        joined(check["message"]).casefold() in joined(result.out).casefold()
        for check in data["checks"]
    )
    assert tree() == before


def test_verify_of_the_public_part_alone(run: Run, draw: Path) -> None:
    shutil.move("draw/record", "published")
    shutil.rmtree("draw")
    data = run("verify", "published", "--register", "register.csv", "--json").data
    assert data["ok"]
    assert [notice["code"] for notice in data["notices"]] == ["verify-no-private"]


@pytest.mark.parametrize("option", ["--pool", "--quotas", "--id"])
def test_a_draw_of_letters_has_no_pool(run: Run, draw: Path, option: str) -> None:
    result = run("verify", "draw", option, "register.csv", "--json")
    assert (result.code, result.errors) == (2, ["usage"])


def test_something_else_has_no_register(run: Run) -> None:
    Path("empty").mkdir()
    result = run("verify", "empty", "--register", "register.csv", "--json")
    assert (result.code, result.errors) == (2, ["usage"])


def test_a_folder_that_is_not_there(run: Run) -> None:
    for line in (["verify", "no"], ["letters", "no"], ["merge", "no", "--out", "x"]):
        result = run(*line, "--json")
        assert (result.code, result.errors) == (2, ["usage"])


# ---- a made-up register ----


def test_a_made_up_register_can_be_drawn_from(run: Run) -> None:
    given = ["--people", 300, "--municipalities", 2, "--seed", "x", "--out", "made"]
    data = run("synth-register", *given, "--reference-date", DATE, "--json").data
    assert data["counts"]["rows"] == data["settings"]["people"] + data["counts"]["made"].get(
        "duplicate rows", 0
    )
    options = ["--map", "made/map.toml", "--letters", 20, "--strata", "gemeente,leeftijd"]
    drawn = run(*invite_line(*options, "--json", register="made/register.csv")).data
    removed = sum(step["removed"] for step in drawn["steps"])
    assert drawn["register"]["rows"] - removed == data["counts"]["eligible"]
    assert run("verify", "draw", "--register", "made/register.csv").code == 0


def test_a_register_as_excel_saves_it_gives_the_same_draw(run: Run) -> None:
    drawn = []
    for encoding in ("utf-8", "windows-1252"):
        given = ["--people", 300, "--seed", "x", "--out", encoding, "--encoding", encoding]
        assert run("synth-register", *given, "--reference-date", DATE).code == 0
        options = ["--map", f"{encoding}/map.toml", "--letters", 20, "--strata", "gemeente"]
        line = invite_line(*options, "--out", f"of-{encoding}", register=f"{encoding}/register.csv")
        assert run(*line).code == 0
        drawn.append(wave(folder=f"of-{encoding}")["drawn"])
    assert drawn[0] == drawn[1]
    parquet = ["--format", "parquet", "--encoding", "windows-1252", "--people", 9, "--seed", "x"]
    assert run("synth-register", *parquet, "--out", "no").code == 2


def test_the_commands_that_are_shown_can_be_typed(run: Run) -> None:
    """What `synth-register` says to do next, with words filled in."""
    out = run("synth-register", "--people", 200, "--seed", "x", "--out", "made").out
    line = joined(out.partition("Next")[2]).split()[1:]
    words = {"TEXT": "zaad", "DIR": "draw", "100": "20"}
    assert run(*(words.get(word, word) for word in line)).code == 0


def test_today_is_the_day_of_provision(run: Run, draw: Path) -> None:
    line = read_table(Path("draw/record/provision.csv")).rows[0]
    assert abs(datetime.date.fromisoformat(line[0]) - datetime.date.today()).days <= 1
