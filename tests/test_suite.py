"""The suite runs what it says, goes on where it was, and reports what is in the results."""

from __future__ import annotations

import doctest
import importlib
import re
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import child, page, suite, twins
from benchmarks.__main__ import main
from benchmarks.cluster import SYNCHRONOUS, Place
from benchmarks.families import FAMILIES, Generated
from benchmarks.fits import power_law
from benchmarks.instances import find_instances
from benchmarks.one import Task, decode, encode, instance_digest, make
from benchmarks.suite import Suite, run_suite
from sortition.lottery import make_lottery
from sortition.metrics.inequality import gini
from sortition.synth import SynthSettings, check_synth, make_synthetic
from stratification.errors import NoPanelError

HERE = Place(SYNCHRONOUS)
TINY = Generated("tiny", "good", SynthSettings(20, 4, 2, 1, "tiny"), households=True)
NONE = Generated("tiny", "none", SynthSettings(20, 15, 3, 5, "none", bandwidth=0))


def silent(text: str) -> None:
    """Tell nobody."""


@pytest.fixture
def store() -> Any:
    pytest.importorskip("dask")
    pytest.importorskip("pyarrow")
    return importlib.import_module("benchmarks.store")


# ---- the families ----


@pytest.mark.parametrize("family", FAMILIES)
def test_families_hold_instances_that_can_be_made(family: str) -> None:
    instances = FAMILIES[family]()
    names = [instance.name for instance in instances]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    assert {instance.family for instance in instances} == {family}
    for instance in instances:
        check_synth(instance.settings)


def test_no_pool_is_there_twice() -> None:
    pools = [
        (instance.settings, instance.households)
        for instances in FAMILIES.values()
        for instance in instances()
    ]
    assert len(set(pools)) == len(pools) > 300


def test_the_page_for_contributors_counts_right() -> None:
    text = (child.ROOT / "docs" / "contributing-benchmarks.md").read_text(encoding="utf-8")
    counts = re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)
    assert counts == [(name, str(len(make_all()))) for name, make_all in FAMILIES.items()]


def test_the_twins_have_the_smallest_chance_of_the_table() -> None:
    table = twins.read_twins()
    assert twins.as_table(table) == twins.TABLE.read_text(encoding="utf-8")
    for twin in table:
        size = (twin.people, twin.seats, twin.categories, twin.published)
        assert size == twins.PUBLISHED[twin.name]
        smallest = twins.smallest_chance(make_synthetic(twin.settings))
        assert smallest is not None
        assert round(float(smallest), 6) == twin.found
        assert twin.found == pytest.approx(twin.published, rel=0.03)


def test_the_page_says_how_often_the_polytope_is_tight() -> None:
    ends = [("exact", 0), ("exact", 0), ("exact", 2), ("tickets", 0), ("no", 0)]
    rows = [
        {"family": "depth", "outcome": "done", "rule": "leximin", "categories": 4}
        | {"attained": attained, "cuts": cuts}
        for attained, cuts in ends
    ]
    other = [{**rows[0], "outcome": "timeout"}, {**rows[0], "family": "hard"}]
    *_, text = page._tight([*rows, *other])
    assert "| leximin | 4 | 5 | 40% | 20% | 20% | 20% | 2 |" in text


def test_a_search_takes_the_nearest_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(twins.PUBLISHED, "small", (60, 12, 3, 0.11))
    monkeypatch.setattr(twins, "BIASES", (0.0, 1.0, 2.0))
    monkeypatch.setattr(twins, "SEEDS", 3)
    found = twins.find_twin("small")
    chances = [
        twins.smallest_chance(make_synthetic(SynthSettings(60, 12, 3, bias, seed, bandwidth)))
        for bandwidth in twins.BANDWIDTHS
        for bias in twins.BIASES
        for seed in ("twin small 1", "twin small 2", "twin small 3")
    ]
    nearest = min(abs(float(chance) - 0.11) for chance in chances if chance is not None)
    assert abs(found.found - 0.11) == pytest.approx(nearest, abs=1e-6)
    assert round(float(twins.smallest_chance(make_synthetic(found.settings)) or 0), 6) == (
        found.found
    )


def test_infeasible_pools_are_infeasible() -> None:
    *quick, _ = FAMILIES["infeasible"]()  # the last one takes minutes to prove
    for instance in quick:
        assert twins.smallest_chance(make_synthetic(instance.settings)) is None
    with pytest.raises(NoPanelError):
        make_lottery(make(quick[0]))


# ---- a run ----


def test_a_task_survives_the_way_to_its_process() -> None:
    task = Task(replace(TINY, series="people"), "maximin", 10, "é", 1.5)
    assert decode(encode(task)) == task


def test_the_digest_is_that_of_pool_quotas_and_seats() -> None:
    digests = {
        instance_digest(make(replace(TINY, settings=replace(TINY.settings, **change))))
        for change in ({}, {"seats": 5}, {"seed": "other"}, {"bandwidth": 3}, {"seats": 4})
    }
    assert len(digests) == 4
    assert instance_digest(make(replace(TINY, households=False))) not in digests


@pytest.mark.parametrize(("values", "expected"), [([0.2] * 5, 0), ([0, 0, 0, 1], 0.75)])
def test_gini(values: list[float], expected: float) -> None:
    assert gini(values) == pytest.approx(expected, abs=1e-12)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's figure is used")
def test_a_light_process_of_a_heavy_one_is_light() -> None:
    # A process starts another one, which tells its own peak, while it holds 300 MiB.
    inner = "from benchmarks.jobs import *; answer(Clock(), mib=peak_mib())"
    outer = (
        "import subprocess, sys; block = bytearray(300 * 1024 * 1024);"
        f"subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    )
    run = child.run([sys.executable, "-c", outer], 60)
    assert run.peak_mib > 300
    assert 0 < float(run.facts["mib"]) < 100


def test_a_run_without_its_parent_ends_all_the_same() -> None:
    code = "import benchmarks.one as one, sys; one.GRACE = 0; one.main(sys.argv[1])"
    long = replace(FAMILIES["hard"]()[0], name="long")
    run = child.run([sys.executable, "-c", code, encode(Task(long, timeout=0.05))], 60)
    assert run.limit is None
    assert run.code == -signal.SIGALRM


# ---- the suite ----


def test_the_suite_goes_on_where_it_was(store: Any, tmp_path: Path) -> None:
    told: list[str] = []
    what = Suite((TINY, NONE, TINY), tickets=(10,))  # the same twice is one run
    first = run_suite(what, tmp_path, HERE, told.append)
    assert [row["outcome"] for row in first] == ["done", "no panel"]
    again = run_suite(what, tmp_path, HERE, told.append)
    assert again == []
    assert told[-1] == "2 runs, 2 of them in the results already"
    wider = Suite((TINY,), ("leximin", "maximin"), (10, 20))
    more = run_suite(wider, tmp_path, HERE, silent)
    new = [("leximin", 20), ("maximin", 10), ("maximin", 20)]
    assert [(row["rule"], row["tickets"]) for row in more] == new

    rows = store.read_runs(tmp_path / suite.RUNS)
    assert len(rows) == len(list((tmp_path / suite.RUNS).iterdir())) == 5
    row = rows[0]
    assert tuple(row) == tuple(store.COLUMNS)
    lottery = make_lottery(make(TINY), None)
    assert row["minimum"] == pytest.approx(float(lottery.minimum_chance))
    assert row["maximum"] == pytest.approx(float(lottery.maximum_chance))
    assert (row["people"], row["seats"], row["categories"], row["values"]) == (20, 4, 2, 7)
    assert (row["status"], row["attained"]) == (lottery.status, lottery.attained)
    phases = [row[f"seconds_{phase}"] for phase in store.PHASES]
    assert 0 < sum(phases) <= row["seconds"] < row["seconds_process"]
    assert row["peak_mib"] > 20
    unknown = {name for name, value in row.items() if value is None}
    assert unknown == {"complaint"}


def test_what_goes_wrong_is_a_result(store: Any, tmp_path: Path) -> None:
    (late,) = run_suite(Suite((TINY,), timeout=0.01), tmp_path, HERE, silent)
    assert (late["outcome"], late["timeout"]) == ("timeout", 0.01)
    assert run_suite(Suite((TINY,), timeout=0.01), tmp_path, HERE, silent) == []
    (wrong,) = run_suite(Suite((TINY,), rules=("nobody's",)), tmp_path, HERE, silent)
    assert wrong["outcome"] == "error"
    assert "nobody's" in wrong["complaint"]
    (longer,) = run_suite(Suite((TINY,), timeout=60), tmp_path, HERE, silent)
    assert longer["outcome"] == "done"
    ends = Counter(row["outcome"] for row in store.read_runs(tmp_path / suite.RUNS))
    assert ends == {"done": 1, "error": 1}
    text = page.page(store.read_runs(tmp_path / suite.RUNS))
    assert "- tiny/good, nobody's, 1000 tickets: " in text


def test_another_scheduler_gets_the_same_work(store: Any, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
    ) as cluster:
        place = Place(cluster.scheduler_address)
        rows = run_suite(Suite((TINY, NONE), tickets=(10,)), tmp_path, place, silent)
    assert {row["outcome"] for row in rows} == {"done", "no panel"}


def test_a_row_has_known_columns_only(store: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pet"):
        store.write_run(tmp_path, {"pet": "cat"})
    assert list(tmp_path.iterdir()) == []


# ---- the report ----


def row_of(**some: Any) -> dict[str, Any]:
    """A row as the results would hold it."""
    usual = {
        **{"family": "scaled", "series": "people", "instance": "x", "rule": "leximin"},
        **{"tickets": 1000, "timeout": 60.0, "outcome": "done", "status": "optimal"},
        **{"worst_ticket_error": 0.5, "gap": 0.0, "seconds": 1.0, "peak_mib": 50.0},
        **{"processor": "p", "cpus": 2, "system": "s", "version": "v", "source": "abc"},
        **{"people": 100, "classes": 50, "seats": 10, "quotas": 20, "version_python": "3"},
        **{f"seconds_{phase}": 0.1 for phase in ("chances", "dealing", "proof")},
    }
    return usual | some


FITS = ["1.50 (1.00)", "0.00 (1.00)", "1.00 (1.00)"]


def test_growth_is_the_exponent_that_made_the_rows() -> None:
    rows = [
        row_of(people=n, seconds=n**1.5 / 100, seconds_dealing=2.0 * n)
        for n in (100, 200, 400, 800)
    ]
    rows[0]["seconds_proof"] = rows[1]["seconds_proof"] = None  # too few are left
    text = page.page(rows)
    cells = (
        "leximin | 1000 | people | people | 100–800 | 4 | 1.50 (1.00) | 0.00 (1.00) | 1.00 (1.00)"
    )
    assert f"| {cells} | – |" in text


def test_several_quantities_are_told_apart() -> None:
    points = [[n, c, k] for n in (1, 2, 4) for c in (1, 3) for k in (2, 5)]
    fit = power_law(points, [7 * n**2 * c**0.5 / k for n, c, k in points])
    assert fit is not None
    assert fit.exponents == pytest.approx((2, 0.5, -1))
    assert fit.constant == pytest.approx(7)
    assert power_law([[1, 1], [2, 2], [4, 4], [8, 8]], [1, 2, 4, 8]) is None  # cannot be told apart
    assert power_law([[3], [3], [3]], [1, 2, 3]) is None


def test_the_summary_counts_what_has_a_panel() -> None:
    rows = [
        *(row_of(seconds=float(n), worst_ticket_error=error) for n, error in ((1, 0.9), (2, 1.5))),
        row_of(outcome="timeout", status=None, worst_ticket_error=None, seconds=60.0),
        row_of(outcome="no panel", status=None, worst_ticket_error=None, seconds=500.0),
    ]
    rows[1]["status"] = "bounded"
    cells = dict(zip(page.SUMMARY, page.summary(rows), strict=True))
    assert cells == {
        **{"runs": "4", "no panel": "1", "ended": "1", "error": "0"},
        **{"optimal": "33%", "within 1": "33%", "within 2": "67%"},
        **{"median s": "2", "95% s": "60", "MiB": "50"},
    }


def test_mixed_programs_are_named() -> None:
    assert "mixed" not in page.page([row_of(), row_of()])
    assert "mixed" in page.page([row_of(), row_of(source="def")])


def test_the_picture_is_the_same_for_the_same_rows() -> None:
    pytest.importorskip("matplotlib")
    pictures = importlib.import_module("benchmarks.pictures")
    rows = [row_of(people=n, seconds=float(n)) for n in (100, 200)]
    image = pictures.growth(rows)
    assert image is not None
    assert image == pictures.growth(rows)
    assert image.startswith(b"<?xml")
    assert pictures.growth([row_of(family="depth")]) is None


# ---- the commands ----


def test_the_commands(store: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results, report = str(tmp_path / "results"), tmp_path / "page.md"
    words = ["--families", "infeasible", "--only", "100-25-c5", "--scheduler", SYNCHRONOUS]
    assert main(["report", results]) == 2
    assert main(["suite", *words, "--out", results]) == 0
    assert main(["suite", *words, "--out", results]) == 0
    assert "1 of them in the results already" in capsys.readouterr().err
    assert main(["report", results, "--page", str(report)]) == 0
    assert "| infeasible | leximin | 1000 | 1 | 1 |" in report.read_text(encoding="utf-8")
    assert str(tmp_path) not in report.read_text(encoding="utf-8")
    assert main(["suite", "--families", "nobody", "--out", results]) == 2
    assert main(["suite", "--rules", "nobody", "--out", results]) == 2
    assert "there are: leximin" in capsys.readouterr().err


def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    words = ["--families", "infeasible", "--scheduler", SYNCHRONOUS, "--out", str(tmp_path)]
    assert main(["suite", *words]) == 2
    assert ".[cluster]" in capsys.readouterr().err


def test_instances_become_folders_for_the_comparison_with_the_peer(tmp_path: Path) -> None:
    words = ["--families", "published", "--only", "mass", "--out", str(tmp_path)]
    assert main(["write", *words]) == 0
    plain, with_households = find_instances([tmp_path / "published-mass_24"])
    assert (plain.seats, plain.households) == (24, ())
    assert with_households.households == ("household",)


@pytest.mark.parametrize("name", ["jobs", "fits", "one", "page"])
def test_examples_in_the_text_are_right(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"benchmarks.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
