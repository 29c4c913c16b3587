"""Verifying: what is right passes, what was changed or forged fails, and names the file."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sortition.checks import Report
from sortition.draw import Choice, draw
from sortition.lottery import Settings, make_lottery
from sortition.publish import write_lottery
from sortition.rules import RULES
from sortition.verify import verify
from stratification.errors import Finding
from stratification.people import Source
from stratification.pool import read_assembly
from stratification.problem import make_problem
from tests.sortition.problems import tiny_problem
from tests.sortition.records import (
    CANARIES,
    KLEIN_POOL,
    KLEIN_QUOTAS,
    POOL,
    QUOTAS,
    contents,
    full_record,
    klein,
    klein_record,
    write,
)
from tests.test_verify_standalone import (
    CASES,
    FORGERIES,
    HARMLESS,
    NONSENSE,
    Case,
    canonical,
    change,
    cut,
    drawn,
    goldilocks,
    goldilocks_never,
    households,
    nash,
    nash_certain,
    nash_never,
    other_point,
    places,
    put,
    record,
    sha,
    signed,
    to_level,
)
from tests.test_verify_standalone import verify as verify_alone


def failures(report: Report) -> dict[str, set[str | None]]:
    """The codes of what is wrong, and the files it is wrong in."""
    for check in report.checks:
        assert str(Finding(check.code, check.params, check.file))
        assert check.ok == (not check.problems)
    problems = [problem for check in report.checks for problem in check.problems]
    found: dict[str, set[str | None]] = {}
    for problem in problems:
        assert str(problem)
        found.setdefault(problem.code, set()).add(problem.file)
    assert report.ok == (not found)
    return found


def named(report: Report) -> set[str | None]:
    return set().union(*failures(report).values())


def notices(report: Report) -> set[str]:
    assert all(str(notice) for notice in report.notices)
    return {notice.code for notice in report.notices}


# ---- what is right passes ----


@pytest.mark.parametrize("make", CASES)
def test_hand_written_records_pass(make: Callable[[], Case], tmp_path: Path) -> None:
    case = make()
    folder = put(tmp_path, record(case))
    report = verify(folder)
    assert failures(report) == {}
    assert ("verify-not-drawn" in notices(report)) == ("draw" not in case)
    assert "verify-no-inputs" in notices(report)


@pytest.mark.parametrize("make", CASES)
def test_without_members_the_rest_is_checked(make: Callable[[], Case], tmp_path: Path) -> None:
    files = record(make())
    del files["members.csv"]
    report = verify(put(tmp_path, files))
    assert failures(report) == {}
    assert "verify-no-members" in notices(report)


def test_klein_with_its_pool_and_quotas(tmp_path: Path) -> None:
    folder = klein_record(tmp_path / "klein")
    report = verify(folder, Source(KLEIN_POOL), KLEIN_QUOTAS)
    assert failures(report) == {}
    assert notices(report) == {"verify-not-drawn"}
    done = {check.code for check in report.checks}
    assert done >= {"check-inputs", "check-ids", "check-answers", "check-problem", "check-classes"}


@pytest.mark.parametrize("rule", RULES)
def test_records_of_the_package_pass(rule: str, tmp_path: Path) -> None:
    for seed in (2, 35, 55, 170):  # some need cuts
        problem = tiny_problem(seed)
        folder = tmp_path / str(seed)
        write_lottery(make_lottery(problem, Settings(rule=rule, tickets=30)), folder)
        draw(folder, Choice(seed="drand 1"))
        report = verify(folder)
        assert failures(report) == {}
        assert verify_alone(folder)[0] == 0


def test_private_files_may_be_taken_away_and_other_files_are_named(tmp_path: Path) -> None:
    folder, pool, quotas = full_record(tmp_path)
    draw(folder, Choice(ticket="3"), pool)
    assert failures(verify(folder, pool, quotas)) == {}
    (folder / "panel.csv").unlink()
    write(folder / "READ\x1bME", "hello")
    report = verify(folder)
    assert failures(report) == {}
    assert "verify-other-file" in notices(report)
    assert "\x1b" not in "".join(map(str, report.notices))


def test_a_seed_that_was_known_is_said(tmp_path: Path) -> None:
    seed = {"ticket": "0", "source": "seed", "seed": "a public seed", "reason": None}
    files = record(klein() | {"draw": [seed | {"ticket": str(ticket_of("a public seed", 5))}]})
    report = verify(put(tmp_path, files))
    assert failures(report) == {}
    assert "verify-seed-known" in notices(report)


def ticket_of(seed: str, tickets: int) -> int:
    return int(sha(f"sortition-stream-1\ndraw\n0\n{seed}".encode())[:16], 16) % tickets


# ---- what was changed fails ----


def test_any_changed_byte_fails_and_names_its_file(tmp_path: Path) -> None:
    folder, pool, _ = full_record(tmp_path, tickets=8)
    draw(folder, Choice(seed="drand 4711"), pool)
    assert len(contents(folder)) == 8
    for name, data in contents(folder).items():
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1 << place % 8
            (folder / name).write_bytes(changed)
            report = verify(folder)
            assert not report.ok, (name, place)
            problems = [problem for check in report.checks for problem in check.problems]
            assert {problem.file for problem in problems} == {name}, (name, place, problems)
        (folder / name).write_bytes(data)
    assert verify(folder).ok


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\xff\x00" * 50,
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"NaN\n",
        lambda data: b"1" * 5000 + b"\n",
        lambda data: b"[" * 50_000,
        lambda data: b'"\\ud800"\n',
        lambda data: b'"' + b"x" * 200_000 + b'"\n',
    ],
)
def test_garbled_files_fail(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    files = record(drawn())
    for name, data in files.items():
        put(tmp_path, files | {name: damage(data)})
        assert named(verify(tmp_path)) == {name}


@pytest.mark.parametrize("name", [*record(drawn())])
def test_files_that_are_not_there_or_not_files(name: str, tmp_path: Path) -> None:
    path = put(tmp_path, record(drawn())) / name
    path.unlink()
    optional = name in ("members.csv", "panel.csv", "remaining.csv")
    report = verify(tmp_path)
    # Private files without a draw.json fail by their own names.
    assert report.ok == optional
    path.mkdir()
    assert name in named(verify(tmp_path))
    path.rmdir()
    path.symlink_to("nowhere")
    assert name in named(verify(tmp_path))


def test_folders_that_are_no_record(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", write(tmp_path / "file", "")):
        report = verify(folder, Source(KLEIN_POOL), KLEIN_QUOTAS)
        assert not report.ok
        assert failures(report)


# ---- what was forged fails ----


@pytest.mark.parametrize(("make", "message", "forge"), FORGERIES)
def test_a_forgery_with_right_digests_fails(
    make: Callable[[], Case], message: str, forge: Callable[[Case], None], tmp_path: Path
) -> None:
    """The very forgeries that the stand-alone verifier is tested with."""
    case = copy.deepcopy(make())
    forge(case)
    assert failures(verify(put(tmp_path, record(case)))), message


@pytest.mark.parametrize(
    ("make", "code", "forge"),
    [
        (nash, "figure-wrong", change("lottery", "bound", to="1000000001/1000000000")),
        (nash, "figure-wrong", change("proof", "steps", 0, "multipliers", "0", to="1/1")),
        (nash, "proof-gap", other_point("23/18")),
        (nash, "proof-kinds", change("proof", "steps", to=[])),
        (nash, "record-value", change("lottery", "gamma", to="1/1")),
        (nash_never, "proof-steps", lambda case: case["proof"]["steps"].pop(0)),
        (nash_certain, "proof-steps", to_level),
        (goldilocks, "figure-wrong", change("lottery", "bound", to="4000000001/1000000000")),
        (goldilocks, "proof-gap", other_point("101/27")),
        (goldilocks, "proof-kinds", lambda case: case["proof"]["steps"].pop()),
        (goldilocks, "proof-steps", change("proof", "steps", 1, "multipliers", to={})),
        (goldilocks, "record-value", change("lottery", "gamma", to=None)),
        (goldilocks, "record-value", change("lottery", "gamma", to="0/1")),
        (goldilocks, "record-value", change("lottery", "gamma", to="-4/3")),
        (goldilocks_never, "proof-steps", lambda case: case["proof"]["steps"].pop(0)),
    ],
)
def test_what_is_wrong_with_a_product_or_balance_is_said(
    make: Callable[[], Case], code: str, forge: Callable[[Case], None], tmp_path: Path
) -> None:
    case = copy.deepcopy(make())
    forge(case)
    assert set(failures(verify(put(tmp_path, record(case))))) == {code}


# The package refuses what is larger than 64 bits; the stand-alone verifier need not.
@pytest.mark.parametrize("make", [drawn, cut, households])
def test_nonsense_types_fail_even_with_right_digests(
    make: Callable[[], Case], tmp_path: Path
) -> None:
    files = {name: data for name, data in record(make()).items() if not name.endswith("g.csv")}
    files = {name: data for name, data in files.items() if name != "panel.csv"}
    put(tmp_path, files)
    turn = 0  # every place gets the next three pieces of nonsense
    for name in ("lottery.json", "proof.json", "draw.json"):
        if name not in files:
            continue
        content, lottery = json.loads(files[name]), json.loads(files["lottery.json"])
        for inside, key in places(content):
            good = inside[key]
            turn += 3
            for value in [NONSENSE[(turn + i) % len(NONSENSE)] for i in range(3)]:
                if (type(value), value) == (type(good), good) or key == "digest":
                    continue
                inside[key] = value
                if name == "proof.json":
                    lottery["digests"][name] = sha(canonical(content))
                    put(tmp_path, {name: canonical(content), "lottery.json": signed(lottery)})
                else:
                    put(tmp_path, {name: signed(content)})
                found = failures(verify(tmp_path))
                if name != "draw.json":  # another lottery.json makes the draw another lottery's
                    found.pop("draw-other-lottery", None)
                free = key in ("id_column", "household") or inside == content.get("household")
                assert found or free or (name, key, value) in HARMLESS, (name, key, value)
            inside[key] = good
        put(tmp_path, files)


def forge_klein(folder: Path, change: Callable[[Case], None]) -> Report:
    """The verdict on klein, changed by a forger, with pool and quotas."""
    case = klein()
    change(case)
    files = record(case)
    digests = {name: sha(data) for name, data in files.items() if name != "lottery.json"}
    lottery = {"digests": digests | case["inputs"], "id_column": None, "household": []}
    put(folder, record(case | {"lottery": lottery | case.get("lottery", {})}))
    return verify(folder, Source(KLEIN_POOL), KLEIN_QUOTAS)


def swap(case: Case) -> None:
    """Two people change places in everything that is published."""
    people = case["people"]
    people["A"], people["E"] = people["E"], people["A"]
    other = {"A": "E", "E": "A"}
    case["tickets"] = [sorted(other.get(one, one) for one in panel) for panel in case["tickets"]]


def drop_quota(case: Case) -> None:
    """A quota is left out of the proof."""
    del case["proof"]["rows"][4]


def rename(case: Case) -> None:
    """Somebody else takes the place of H."""
    case["people"]["I"] = case["people"].pop("H")
    case["tickets"] = [[one.replace("H", "I") for one in panel] for panel in case["tickets"]]


def live_together(case: Case) -> None:
    """Two people are said to share a house."""
    case["people"] |= {"A": (0, "1"), "B": (0, "1")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swap, "inputs-other-members"),
        (drop_quota, "inputs-other-rows"),
        (rename, "inputs-other-people"),
        (live_together, "inputs-other-households"),
        (lambda case: case["inputs"].update(pool="0" * 64), "inputs-other-pool"),
        (lambda case: case["inputs"].update(quotas="0" * 64), "inputs-other-quotas"),
    ],
)
def test_a_record_that_holds_but_is_not_of_this_pool(
    change: Callable[[Case], None], code: str, tmp_path: Path
) -> None:
    assert code in failures(forge_klein(tmp_path, change))


def test_the_answers_themselves_are_checked(tmp_path: Path) -> None:
    """Swapping two people, without members.csv, leaves a record that holds: its panels do not."""
    forge_klein(tmp_path, swap)
    (tmp_path / "members.csv").unlink()
    assert verify(tmp_path).ok
    report = verify(tmp_path, Source(KLEIN_POOL), KLEIN_QUOTAS)
    assert set(failures(report)) == {"inputs-ticket"}
    assert named(report) == {"tickets.csv"}


# ---- the inputs ----


def test_the_columns_of_the_lottery_are_the_default(tmp_path: Path) -> None:
    folder, pool, quotas = full_record(tmp_path)
    assert verify(folder, Source(pool.path), quotas).ok
    report = verify(folder, Source(pool.path, "code", ("telefoon",)), quotas)
    assert set(failures(report)) == {"inputs-other-pool"}
    report = verify(folder, Source(pool.path, "nummer"), quotas)
    assert "id-column-missing" in failures(report)


def test_pool_or_quotas_alone(tmp_path: Path) -> None:
    folder, pool, quotas = full_record(tmp_path)
    for report in (verify(folder, pool), verify(folder, quotas=quotas)):
        assert failures(report) == {}
        assert "verify-half-inputs" in notices(report)
    write(pool.path, POOL.replace("f6", "f7"))
    assert failures(verify(folder, pool)) == {"inputs-other-people": {"chances.csv"}}
    write(quotas, QUOTAS.replace("oud,1,1", "oud,0,1"))
    assert failures(verify(folder, quotas=quotas)) == {"inputs-other-quotas": {"quotas.csv"}}


@pytest.mark.parametrize(
    ("pool_text", "quotas_text", "code"),
    [
        (POOL.replace("oud", "jong", 1), QUOTAS, "inputs-other-pool"),
        (POOL.replace("kanariepad 8", "kanariepad 7"), QUOTAS, "inputs-other-pool"),
        (POOL.replace("oud", "ouder"), QUOTAS, "value-unknown-nearest"),
        (POOL, QUOTAS.replace("1,2", "0,2"), "inputs-other-quotas"),
        (POOL, QUOTAS.replace("1,2", "1,twee"), "quota-not-whole"),
        ("", QUOTAS, "table-empty"),
        (POOL, "\x00\x01", "file-not-text"),
        (None, QUOTAS, "file-missing"),
        (POOL, None, "file-missing"),
    ],
)
def test_other_inputs_fail(
    pool_text: str | None, quotas_text: str | None, code: str, tmp_path: Path
) -> None:
    folder, pool, quotas = full_record(tmp_path)
    for path, text in ((pool.path, pool_text), (quotas, quotas_text)):
        path.unlink()
        if text is not None:
            write(path, text)
    report = verify(folder, pool, quotas)
    assert code in failures(report)
    assert not [canary for canary in CANARIES if canary in repr(report)]


def test_the_same_inputs_in_another_shape_pass(tmp_path: Path) -> None:
    folder, pool, quotas = full_record(tmp_path)
    head, *lines = POOL.splitlines(keepends=True)
    write(pool.path, "\ufeff" + "".join([head, *reversed(lines)]).replace("jong", " JONG "))
    write(
        quotas,
        "".join(reversed(QUOTAS.splitlines(keepends=True)[1:])).join(
            [QUOTAS.splitlines(keepends=True)[0], ""]
        ),
    )
    assert failures(verify(folder, pool, quotas)) == {}


def test_verifying_changes_nothing(tmp_path: Path) -> None:
    folder, pool, quotas = full_record(tmp_path)
    draw(folder, Choice(ticket="3"), pool)
    before = contents(folder)
    verify(folder, pool, quotas)
    assert contents(folder) == before


def test_ids_sort_as_they_are_written(tmp_path: Path) -> None:
    """The apostrophe of a guarded id takes part in sorting: '@b comes before A, not after it."""
    folder = tmp_path / "record"
    pool = write(tmp_path / "pool.csv", "id,leeftijd\n5,jong\n@b,jong\nA,oud\n'c,oud\n")
    quotas = write(tmp_path / "quotas.csv", QUOTAS)
    assembly = read_assembly(Source(pool), quotas, 2)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    write_lottery(make_lottery(problem, Settings(tickets=9)), folder, Source(pool))
    draw(folder, Choice(ticket="3"), Source(pool))
    assert failures(verify(folder, Source(pool), quotas)) == {}
