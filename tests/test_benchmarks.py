"""The benchmarks measure what they say: right floor, honest limits, nothing left behind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import UsageError, child, dossier, floor, peer, plain, report
from benchmarks.__main__ import main
from benchmarks.instances import Instance, default_instances, find_instances
from benchmarks.jobs import Job, Phase
from benchmarks.run import Plan, Result

EXAMPLES = {instance.name: instance for instance in default_instances()}


def job(instance: Instance) -> Job:
    return Job(
        str(instance.pool),
        str(instance.quotas),
        instance.seats,
        instance.id_column,
        instance.households,
    )


def folder_of_klein(folder: Path) -> Path:
    target = folder / "klein_3"
    target.mkdir()
    shutil.copy(EXAMPLES["klein"].pool, target / "respondents.csv")
    shutil.copy(EXAMPLES["klein"].quotas, target / "categories.csv")
    return target


@pytest.mark.parametrize(
    ("name", "smallest"),
    [
        ("klein", 1 / 5),  # five people share one seat
        ("zeewijk", 3 / 22),  # 66 people share nine seats
    ],
)
def test_the_floor_finds_the_optimum_derived_by_hand(name: str, smallest: float) -> None:
    instance = EXAMPLES[name]
    people = plain.read(job(instance))
    groups = floor.classes(people)
    bounds = floor.rows(people, groups, instance.seats)
    assert floor.maximin(list(groups.values()), bounds) == pytest.approx(smallest, abs=1e-9)


def test_the_floor_says_when_no_chances_meet_the_quotas() -> None:
    people = plain.read(job(EXAMPLES["klein"]))
    groups = floor.classes(people)
    assert floor.maximin(list(groups.values()), floor.rows(people, groups, 5)) is None


def test_somebody_who_must_be_chosen_has_chance_one_not_more() -> None:
    # Two seats for H alone among the old would be chance 2: the lazily added rows forbid it.
    assert floor.maximin([1, 4], [(2, 2, [0, 1]), (2, 2, [0])]) is None
    assert floor.maximin([1, 4], [(2, 2, [0, 1]), (1, 2, [0])]) == pytest.approx(1 / 4)


def test_households_are_recognised_however_they_are_spelt() -> None:
    people = plain.read(job(EXAMPLES["zeewijk"]))
    shared = [people.homes.count(home) for home in sorted(set(people.homes))]
    assert sorted(size for size in shared if size > 1) == [2] * 7 + [3]


def test_the_peer_gets_the_same_people_and_quotas(tmp_path: Path) -> None:
    original = job(EXAMPLES["zeewijk"])
    converted = peer.convert(original, tmp_path)
    before, after = plain.read(original), plain.read(converted)
    assert replace(after, homes=()) == replace(before, homes=())
    assert floor.classes(after) == floor.classes(before)


def test_a_process_that_takes_too_long_is_ended_with_all_it_started() -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    start = time.monotonic()
    run = child.run([sys.executable, "-c", code], 0.5)
    assert time.monotonic() - start < 30
    assert run.limit == 0.5
    assert not run.done
    assert report._whole(run) == "> 0.5"


def test_a_process_that_fails_says_why() -> None:
    run = child.run([sys.executable, "-c", "raise SystemExit('no such solver')"], 60)
    assert (run.code, run.complaint, run.done) == (1, "no such solver", False)


def test_memory_is_that_of_the_child() -> None:
    """Measured from a small process, as `run` is: a child starts at its parent's peak."""
    code = (
        "import sys; from benchmarks import child; "
        "block = 'block = bytearray(200 * 1024 * 1024)'; "
        "print(child.run([sys.executable, '-c', block], 60).peak_mib)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=child.ROOT, capture_output=True, text=True
    )
    assert 200 < float(process.stdout) < 400


def test_repeated_runs_give_medians_and_the_largest_memory() -> None:
    runs = [
        child.Run(seconds, memory, 0, phases={"chances": {"seconds": seconds, "peak_mib": memory}})
        for seconds, memory in ((3.0, 10.0), (1.0, 30.0), (2.0, 20.0))
    ]
    both = child.median(runs)
    assert (both.seconds, both.peak_mib) == (2.0, 30.0)
    assert both.phases["chances"] == {"seconds": 2.0, "peak_mib": 30.0}
    assert not child.median([*runs, child.Run(9.0, 1.0, 1)]).done


def test_a_ratio_is_the_peers_time_over_ours() -> None:
    def run(seconds: float) -> child.Run:
        phases: dict[str, Phase] = {"chances": {"seconds": seconds, "peak_mib": None}}
        return child.Run(2 * seconds, 50.0, 0, phases=phases, facts={"minimum_chance": "1/11"})

    runs = {"floor": run(0.01), "phases": run(0.1), "whole": run(0.5), "peer": run(10.0)}
    results = [Result("town", 150, 22, 4, "leximin", runs)]
    tables = report.as_markdown(results, Plan(peer=Path("python")))
    last = tables.strip().splitlines()[-1]
    assert last.startswith("| town | leximin | 0.1 | 10 | 100 | 1 | 20 | 20 |")
    assert "0.090909" in last


def test_folders_are_named_for_their_seats(tmp_path: Path) -> None:
    folder = folder_of_klein(tmp_path)
    assert [(found.title, found.seats) for found in find_instances([folder])] == [("klein_3", 3)]
    with pytest.raises(ValueError, match="NAME_SEATS"):
        find_instances([tmp_path])


def test_the_command_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of_klein(tmp_path)
    assert main(["run", str(folder), "--tickets", "10", "--out", str(tmp_path / "results")]) == 0
    tables = (tmp_path / "results" / "results.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == tables
    content = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    (result,) = content["results"]
    assert (result["instance"], result["people"], result["seats"]) == ("klein_3", 8, 3)
    assert result["runs"]["floor"]["facts"]["minimum_chance"] == pytest.approx(0.2)
    assert str(tmp_path) not in json.dumps(content)
    assert main(["run", str(tmp_path)]) == 2


# ---- dossiers ----


def test_the_form_of_a_large_dossier_has_an_answer_for_every_quota(tmp_path: Path) -> None:
    letters, form = tmp_path / "people-1.csv", tmp_path / "form.csv"
    rows = [f"C{number},Ann,Vos,25-44" for number in range(30)]
    letters.write_text("\n".join(["code,given_names,surname,stratum leeftijd", *rows]))
    codes = dossier.write_form(letters, form, 10)
    assert len(set(codes)) == 10
    assert codes == dossier.write_form(letters, tmp_path / "again.csv", 10)
    assert form.read_bytes() == (tmp_path / "again.csv").read_bytes()
    header, *lines = (line.split(",") for line in form.read_text().splitlines())
    assert [line[0] for line in lines] == codes
    for name, values in dossier.QUOTAS.items():
        assert {line[header.index(name)] for line in lines} <= set(values)


def test_the_table_of_a_dossier_compares_with_the_quickest_command() -> None:
    runs = {"status": child.Run(0.5, 90.0, 0, cpu=0.4), "lottery": child.Run(2.0, 90.0, 0, cpu=1.9)}
    found = [dossier.Measured(name, name == "lottery", run) for name, run in runs.items()]
    *_, status, lottery = dossier.as_markdown(found).strip().splitlines()
    assert status == "| `status` | 0.50 | 0.40 | 1.0 |"
    assert lottery == "| `lottery` (a lottery) | 2.00 | 1.90 | 4.0 |"


def test_a_command_of_a_dossier_that_fails_is_no_measurement(tmp_path: Path) -> None:
    (tmp_path / "dossier").mkdir()
    course = dossier.Course(tmp_path, 1, lambda text: None)
    with pytest.raises(UsageError, match="assembly status"):
        course.time("status")
    assert course.found == []
