"""The stand-alone verifier against records written here by hand, after docs/record.md alone.

Nothing of the package is used: the cases are small enough to solve on paper.
"""

import contextlib
import copy
import hashlib
import importlib.util
import io
import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "examples" / "verify_standalone.py"
spec = importlib.util.spec_from_file_location("verify_standalone", SCRIPT)
assert spec is not None
assert spec.loader is not None
verifier: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)

Case = dict[str, Any]
FILES = ["lottery.json", "chances.csv", "tickets.csv", "proof.json", "members.csv", "draw.json"]


# ---- A writer of records ----


def canonical(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def signed(content: Case) -> bytes:
    content = {key: value for key, value in content.items() if key != "digest"}
    return canonical({**content, "digest": sha(canonical(content))})


def table(rows: list[list[str]]) -> bytes:
    def cell(text: str) -> str:
        quoted = any(mark in text for mark in ',"\r\n')
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(",".join(cell(text) for text in row) + "\n" for row in rows).encode()


def text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def twelve(value: Fraction) -> str:
    scaled = round(value * 10**12)
    return f"{scaled // 10**12}.{scaled % 10**12:012}"


def record(case: Case) -> dict[str, bytes]:
    """All files of a record; whatever a forger changed in the case, the digests are right."""
    proof, people, tickets = case["proof"], case["people"], case["tickets"]
    m, seats = len(tickets), proof["seats"]
    chances = [Fraction(chance) for chance in proof["chances"]]
    carried = Counter(person for panel in tickets for person in panel)
    counts = {person: carried[person] for person in people} | case.get("counts", {})
    exact = {person: chances[c] for person, (c, _) in people.items()}
    stated = {person: twelve(v) for person, v in exact.items()} | case.get("stated", {})
    width = len(str(m - 1))
    files: dict[str, bytes] = {
        "chances.csv": table(
            [["id", "chance", "tickets"]]
            + [[person, stated[person], str(counts[person])] for person in sorted(people)]
        ),
        "tickets.csv": table(
            [["ticket", *(f"member_{i + 1}" for i in range(seats))]]
            + [[f"{i:0{width}}", *panel] for i, panel in enumerate(tickets)]
        ),
        "members.csv": table(
            [["id", "class", "household"]]
            + [[person, str(people[person][0]), people[person][1]] for person in sorted(people)]
        ),
        "proof.json": canonical(proof),
    } | case.get("files", {})
    errors = {person: abs(counts[person] - m * exact[person]) for person in people}
    near = all(error < 1 for error in errors.values())
    pick = max if proof["rule"] == "minimax" else min
    status = "optimal" if near and case["attained"] != "no" else "bounded"
    away = abs(pick(chances) - Fraction(pick(counts.values()), m))
    if proof["rule"] in ("nash", "goldilocks"):  # their bound is no chance
        away = max(errors.values()) / m
    gap = away if status == "bounded" else 0
    lottery: Case = {
        "format": "sortition-lottery-1",
        "rule": proof["rule"],
        "seats": seats,
        "pool_size": len(people),
        "tickets": m,
        "status": status,
        "attained": case["attained"],
        "minimum_chance": text(min(chances)),
        "maximum_chance": text(max(chances)),
        "bound": text(pick(chances)),
        "gap": text(Fraction(gap)),
        "gamma": None,
        "worst_ticket_error": float(round(max(errors.values()), 6)),
        "seed": "a public seed",
        "id_column": "code",
        "household": ["street", "number"],
        "digests": {name: sha(data) for name, data in files.items()}
        | {"pool": sha(b"pool"), "quotas": sha(b"quotas")},
        "versions": {"sortition": "0.1.0", "record": "1"},
    } | case.get("lottery", {})
    files["lottery.json"] = signed(lottery)
    if "draw" in case:
        private = case.get("private", {})
        draw = {
            "format": "sortition-draw-1",
            "lottery": json.loads(files["lottery.json"])["digest"],
            "draws": case["draw"],
            "panel": sorted(tickets[int(case["draw"][-1]["ticket"])]),
            "files": {name: sha(data) for name, data in private.items()},
        } | case.get("drawn", {})
        files |= {"draw.json": signed(draw), **private}
    return files


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def verify(folder: Path) -> tuple[int, str]:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        code = verifier.verify(str(folder))
    lines = output.getvalue().splitlines()
    kinds = ("ok ", "FAILED ", "not checked ", "not part of the record ")
    assert all(line.startswith(kinds) for line in lines)
    assert code == (4 if any(line.startswith("FAILED ") for line in lines) else 0)
    return code, output.getvalue()


# ---- The cases ----


def row(low: int, high: int, *classes: int) -> Case:
    return {"low": low, "high": high, "classes": list(classes)}


def step(kind: str, **multipliers: str) -> Case:
    return {"kind": kind, "multipliers": {key[1:]: value for key, value in multipliers.items()}}


def leaf(empty: bool = False, **multipliers: str) -> Case:
    return {"empty": empty, "multipliers": {key[1:]: y for key, y in multipliers.items()}}


def make_proof(rule: str, sizes: list[int], rows: list[Case], **other: Any) -> Case:
    start = {"format": "sortition-proof-1", "rule": rule, "sizes": sizes, "rows": rows}
    return start | {"seats": rows[0]["high"], "cuts": [], "mixture": None} | other


def by_class(*names: str) -> dict[str, tuple[int, str]]:
    return {name: (c, "") for c, group in enumerate(names) for name in group.split()}


def panels(*lines: str) -> list[list[str]]:
    return [sorted(line.split()) for line in lines]


def levels() -> Case:
    """Three levels: 4 people send at most 1, 5 people at most 2, the other 2 get the last seat."""
    proof = make_proof(
        "leximin",
        [2, 4, 5],
        [row(4, 4, 0, 1, 2), row(0, 1, 1), row(0, 2, 2)],
        chances=["1/2", "1/4", "2/5"],
        steps=[step("level", r1="1/1"), step("level", r2="2/3"), step("level", r0="1/1")],
        mixture={"panels": [{"0": 1, "1": 1, "2": 2}], "weights": [3], "total": 3},
    )
    people = by_class("'=1+1 zoë", "b1 b2 b3 b4", "c1 c2 c3 c4 c,5")
    tickets = panels(
        "zoë b1 c1 c2",
        "'=1+1 b2 c3 c4",
        "zoë b3 c,5 c1",
        "'=1+1 b4 c2 c3",
        "zoë b1 c4 c,5",
    )
    return {"proof": proof, "people": people, "tickets": tickets, "attained": "exact"}


def drawn() -> Case:
    """A ticket thrown in public, somebody objects, a redraw by seed; the organiser's own folder."""
    first = {"ticket": "2", "source": "ticket", "seed": None, "reason": None}
    again = {"ticket": "3", "source": "seed", "seed": "drand 4711", "reason": "the die fell"}
    private = {"panel.csv": b"id,name\nb4,Jan\n", "remaining.csv": b"id,name\nb1,Piet\n"}
    return levels() | {"draw": [first, again], "private": private}


def cut() -> Case:
    """At most one of each two of A, B, C; so at most one of the three, which takes a proof."""
    tree = {"class": 0, "at": 0, "low": leaf(r2="1/1"), "high": leaf(r1="1/1", r3="1/1")}
    other = {  # at least two of D, proven with the first cut and useless splits
        "class": 3,
        "at": 1,
        "low": leaf(True, r0="-1/1", r4="1/1"),
        "high": {
            "class": 3,
            "at": 4,
            "low": leaf(r0="-1/1", r4="1/1"),
            "high": leaf(),
        },
    }
    proof = make_proof(
        "leximin",
        [1, 1, 1, 4],
        [row(3, 3, 0, 1, 2, 3), row(0, 1, 0, 1), row(0, 1, 1, 2), row(0, 1, 0, 2)],
        cuts=[
            {"weights": {"0": 1, "1": 1, "2": 1}, "high": 1, "tree": tree},
            {"weights": {"3": -1}, "high": -2, "tree": other},
        ],
        chances=["1/3", "1/3", "1/3", "1/2"],
        steps=[step("level", r4="1/1"), step("level", r0="1/1")],
    )
    people = by_class("a", "b", "c", "d1 d2 d3 d4")
    tickets = panels("a d1 d2", "a d3 d4", "b d1 d3", "b d2 d4", "c d1 d4", "c d2 d3")
    return {"proof": proof, "people": people, "tickets": tickets, "attained": "tickets"}


def households() -> Case:
    """Two households of two alike, one of two unlike, two people alone; everybody 3/8."""
    proof = make_proof(
        "maximin",
        [4, 2, 1, 1],
        [row(3, 3, 0, 1, 2, 3), row(0, 2, 0), row(0, 1, 2, 3)],
        chances=["3/8"] * 4,
        steps=[step("level", r0="1/1"), step("squares", r0="-3/8")],
        mixture={
            "panels": [
                {"0": 2, "2": 1},
                {"1": 2, "2": 1},
                {"0": 2, "3": 1},
                {"1": 2, "3": 1},
                {"0": 2, "1": 1},
            ],
            "weights": [2, 1, 2, 1, 2],
            "total": 8,
        },
    )
    people = {
        name: (c, home)
        for c, home, names in [
            (0, "1", "a1 a2"),
            (0, "2", "b1 b2"),
            (1, "", "c d"),
            (2, "3", "x"),
            (3, "3", "y"),
        ]
        for name in names.split()
    }
    tickets = panels(
        *("x a1 b1", "x a2 b2", "x c d", "y a1 b2", "y a2 b1", "y c d", "c a1 b1", "d a2 b2")
    )
    seed = {"ticket": "5", "source": "seed", "seed": "s7", "reason": None}
    case: Case = {"proof": proof, "people": people, "tickets": tickets, "attained": "exact"}
    return case | {"draw": [seed]}


def maximin() -> Case:
    """The smallest chance is 1/4 because 4 people send at most one; the others are certain."""
    proof = make_proof(
        "maximin",
        [2, 4],
        [row(3, 3, 0, 1), row(0, 1, 1)],
        chances=["1/1", "1/4"],
        steps=[step("level", r1="1/1"), step("squares", r0="-1/1", r1="3/4")],
    )
    people = by_class("a1 a2", "b1 b2 b3 b4")
    tickets = panels(*(f"a1 a2 b{i % 4 + 1}" for i in range(11)))
    return {"proof": proof, "people": people, "tickets": tickets, "attained": "tickets"}


def minimax() -> Case:
    """The largest chance is 2/3 because at least two of these three have to come."""
    proof = make_proof(
        "minimax",
        [3, 5],
        [row(4, 4, 0, 1), row(2, 4, 0)],
        chances=["2/3", "2/5"],
        steps=[step("ceiling", r1="-1/1"), step("squares", r0="-2/5", r1="-4/15")],
    )
    people = by_class("a1 a2 a3", "b1 b2 b3 b4 b5")
    a, b = ["a1 a2", "a2 a3", "a1 a3"], ["b1 b2", "b3 b4", "b1 b5", "b2 b3", "b4 b5"]
    tickets = panels(*(f"{a[i % 3]} {b[i % 5]}" for i in range(7)))
    return {"proof": proof, "people": people, "tickets": tickets, "attained": "tickets"}


def nash() -> Case:
    """Either a and d, or b and c; with x for the first, the product is (x/3)^3 * x * (1-x)^2.

    It is largest at x = 2/3. (leximin would take x = 3/4.) The gains of the rows are n_c/v_c.
    """
    proof = make_proof(
        "nash",
        [3, 1, 1, 1],
        [row(2, 2, 0, 1, 2, 3), row(1, 1, 0, 1), row(1, 1, 0, 2)],
        chances=["2/9", "1/3", "1/3", "2/3"],
        steps=[step("product", r0="3/2", r1="3/2", r2="3/2")],
        mixture={"panels": [{"0": 1, "3": 1}, {"1": 1, "2": 1}], "weights": [2, 1], "total": 3},
    )
    tickets = panels(*["a1 d", "a2 d", "a3 d"] * 2, *["b c"] * 3)
    case: Case = {"proof": proof, "people": by_class("a1 a2 a3", "b", "c", "d"), "tickets": tickets}
    return case | {"attained": "exact", "lottery": {"bound": "1/1"}}


def with_never(case: Case) -> Case:
    """The same with somebody, e, who is never chosen: a or b comes, but at most one of a, b, e."""
    case["proof"]["sizes"].append(1)
    case["proof"]["chances"].append("0/1")
    case["proof"]["rows"][0]["classes"].append(4)
    case["proof"]["rows"].append(row(0, 1, 0, 1, 4))
    case["proof"]["steps"].insert(0, step("level", r1="-1/1", r3="1/1"))
    case["people"]["e"] = (4, "")
    return case


def nash_never() -> Case:
    return with_never(nash())


def nash_certain() -> Case:
    """As maximin: the product, too, is largest when four people share the one seat they may have.

    That the other two have at most 1 is used, so no row about them is needed.
    """
    case = maximin()
    case["proof"] |= {"rule": "nash", "steps": [step("product", r1="4/1")]}
    return case | {"lottery": {"bound": "1/1"}}


def nash_bounded() -> Case:
    """Dealt badly: a3 is on no ticket."""
    return nash() | {"tickets": panels(*["a1 d", "a2 d"] * 3, *["b c"] * 3), "attained": "no"}


def goldilocks() -> Case:
    """The pool of nash: smallest x/3, largest x from x = 1/2 on, so the value is 3x + gamma/x.

    With gamma = 4/3 it is smallest at x = 2/3, where it is 4. Rows 1 and 2 less row 0 say that d,
    the largest, is three times a, the smallest.
    """
    case = nash()
    steps = [
        step("balance", r0="-1/1", r1="1/1", r2="1/1"),
        step("squares", r0="-2/3", r1="1/3", r2="1/3"),
    ]
    case["proof"] |= {"rule": "goldilocks", "steps": steps}
    return case | {"lottery": {"bound": "4/1", "gamma": "4/3"}}


def goldilocks_never() -> Case:
    return with_never(goldilocks())


def bounded() -> Case:
    """The same lottery, dealt badly: a1 comes every time."""
    tickets = panels(*(f"a1 a{i % 2 + 2} b{i % 5 + 1} b{(i + 1) % 5 + 1}" for i in range(5)))
    return minimax() | {"tickets": tickets, "attained": "no"}


def everybody() -> Case:
    """As many seats as people, and one ticket."""
    proof = make_proof("leximin", [2], [row(2, 2, 0)], chances=["1/1"], steps=[])
    people = by_class("p q")
    return {"proof": proof, "people": people, "tickets": [["p", "q"]], "attained": "tickets"}


def everybody_maximin() -> Case:
    case = everybody()
    case["proof"] |= {"rule": "maximin", "steps": [step("squares")]}
    return case


CASES = [levels, drawn, cut, households, maximin, minimax, bounded, everybody, everybody_maximin]
CASES += [nash, nash_never, nash_certain, nash_bounded, goldilocks, goldilocks_never]


# ---- What is right passes ----


@pytest.mark.parametrize("make", CASES)
def test_a_good_record_passes(make: Callable[[], Case], tmp_path: Path) -> None:
    code, output = verify(put(tmp_path, record(make())))
    assert code == 0, output
    assert ("nothing has been drawn yet" in output) == ("draw" not in make())


def test_the_cases_show_both_statuses() -> None:
    lotteries = {make.__name__: json.loads(record(make())["lottery.json"]) for make in CASES}
    assert {name for name, found in lotteries.items() if found["status"] != "optimal"} == {
        "bounded",
        "nash_bounded",
    }
    assert lotteries["bounded"]["gap"] == "1/3"
    assert lotteries["nash_bounded"]["gap"] == "2/9"
    assert lotteries["minimax"]["worst_ticket_error"] == 0.8


@pytest.mark.parametrize("make", CASES)
def test_without_members_the_rest_is_checked(make: Callable[[], Case], tmp_path: Path) -> None:
    files = record(make())
    del files["members.csv"]
    code, output = verify(put(tmp_path, files))
    assert code == 0, output
    assert "not checked without members.csv" in output


def test_private_files_may_stay_with_the_organiser_and_others_are_named(tmp_path: Path) -> None:
    files = record(drawn())
    del files["panel.csv"], files["remaining.csv"]
    put(tmp_path, files | {"README\n.txt": b"hello"})
    code, output = verify(tmp_path)
    assert code == 0
    assert "not part of the record 'README\\n.txt'" in output


def test_the_command(tmp_path: Path) -> None:
    def run(*arguments: object) -> tuple[int, str]:
        command = [sys.executable, "-W", "error", str(SCRIPT), *map(str, arguments)]
        environment = os.environ | {"PYTHONIOENCODING": "ascii"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    good = put(tmp_path / "good", record(drawn()))
    assert run(good)[0] == 0
    (good / "draw.json").unlink()
    code, output = run(good)
    assert code == 4
    assert "FAILED draw.json" in output
    for wrong in ([], [good, good], [tmp_path / "nowhere"], [good / "proof.json"]):
        code, output = run(*wrong)
        assert code == 2
        assert output.startswith("usage")
    deep = put(tmp_path / "deep", record(everybody()))
    for data in (b"[" * 200_000, b'{"a":' * 200_000):
        (deep / "proof.json").write_bytes(data)
        assert run(deep)[0] == 4
    put(deep, with_room(deep_tree))
    code, output = run(deep)
    assert code == 0, output


def with_room(action: Callable[[], Any]) -> Any:
    results: list[Any] = []
    limit = sys.getrecursionlimit()
    before = threading.stack_size(128 * 2**20)
    try:
        sys.setrecursionlimit(8000)
        thread = threading.Thread(target=lambda: results.append(action()))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
        sys.setrecursionlimit(limit)
    return results[0]


def deep_tree() -> dict[str, bytes]:
    case = everybody()
    tree = leaf()
    for _ in range(1100):
        tree = {"class": 0, "at": 1, "low": leaf(), "high": tree}
    case["proof"]["cuts"] = [{"weights": {"0": 1}, "high": 2, "tree": tree}]
    return record(case)


# ---- What was changed fails ----


def test_any_changed_byte_fails(tmp_path: Path) -> None:
    files = record(drawn())
    put(tmp_path, files)
    for name, data in files.items():
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1 << place % 8
            (tmp_path / name).write_bytes(changed)
            _, output = verify(tmp_path)
            assert re.search(f"^FAILED .*{name}", output, re.MULTILINE), (name, place, output)
        (tmp_path / name).write_bytes(data)


@pytest.mark.parametrize("name", [*FILES, *verifier.PRIVATE])
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
def test_garbled_files_fail(name: str, damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    files = record(drawn())
    put(tmp_path, files | {name: damage(files[name])})
    assert verify(tmp_path)[0] == 4


@pytest.mark.parametrize("name", [*FILES, "panel.csv"])
def test_missing_and_oversized_files_fail(name: str, tmp_path: Path) -> None:
    put(tmp_path, record(drawn()))
    path = tmp_path / name
    path.unlink()
    assert verify(tmp_path)[0] == (0 if name in ("members.csv", "panel.csv") else 4)
    with path.open("wb") as file:
        file.truncate(verifier.LARGEST_FILE + 1)  # takes no room on the disk
    assert "is larger than" in verify(tmp_path)[1]
    path.unlink()
    path.mkdir()
    assert "is not a file" in verify(tmp_path)[1]
    path.rmdir()
    path.symlink_to("nowhere")
    assert verify(tmp_path)[0] == 4


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or object inside a JSON value, with every key in it."""
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


NONSENSE: list[Any] = [None, True, 1.5, "x", [], {}, [[]], {"x": []}, "1/0", "01/2", 10**40]
# Free texts; and what proves just as much: a cut or split that says nothing, a leaf of an empty
# box, and, where everybody's chance is the smallest, squares without multipliers.
WORDS = [word for word in NONSENSE if isinstance(word, str)]
HARMLESS = [
    *(("lottery.json", key, word) for key in ("seed", "record", "sortition") for word in WORDS),
    *(("lottery.json", key, word) for key in ("id_column", 0, 1) for word in WORDS),  # columns
    ("lottery.json", "id_column", None),
    ("lottery.json", "household", []),
    ("lottery.json", "versions", {}),
    *(("draw.json", "reason", word) for word in WORDS),
    ("draw.json", "seed", "01/2"),  # happens to give the same ticket
    ("draw.json", "files", {}),
    ("proof.json", "high", 10**40),
    ("proof.json", "at", 10**40),
    ("proof.json", "empty", True),
    ("proof.json", "multipliers", {}),
]


@pytest.mark.parametrize("make", [drawn, cut, households])
def test_nonsense_types_fail_even_with_right_digests(
    make: Callable[[], Case], tmp_path: Path
) -> None:
    files = {name: data for name, data in record(make()).items() if name not in verifier.PRIVATE}
    put(tmp_path, files)
    turn = 0  # every place gets the next five pieces of nonsense
    for name in ("lottery.json", "proof.json", "draw.json"):
        if not (tmp_path / name).exists():
            continue
        content = json.loads((tmp_path / name).read_bytes())
        lottery = json.loads(files["lottery.json"])
        for inside, key in places(content):
            good = inside[key]
            turn += 5
            for value in [NONSENSE[(turn + i) % len(NONSENSE)] for i in range(5)]:
                if (type(value), value) == (type(good), good) or key == "digest":
                    continue
                inside[key] = value
                if name == "proof.json":
                    lottery["digests"][name] = sha(canonical(content))
                    put(tmp_path, {name: canonical(content), "lottery.json": signed(lottery)})
                else:
                    put(tmp_path, {name: signed(content)})
                _, output = verify(tmp_path)
                failed = {line for line in output.splitlines() if line.startswith("FAILED")}
                if name != "draw.json":  # another lottery.json makes the draw another lottery's
                    failed = {line for line in failed if "of another lottery" not in line}
                assert failed or (name, key, value) in HARMLESS, (name, key, value)
            inside[key] = good
        put(tmp_path, files)


def change(*path: Any, to: Any) -> Callable[[Case], None]:
    """A forger's change of one place in the case."""

    def forge(case: Case) -> None:
        inside: Any = case
        for key in path[:-1]:
            inside = inside.setdefault(key, {}) if isinstance(inside, dict) else inside[key]
        inside[path[-1]] = to

    return forge


def other(name: str, old: bytes, new: bytes) -> Callable[[Case], None]:
    """Other bytes in a file of the case, under the right digest."""

    def forge(case: Case) -> None:
        data = record(case)[name]
        assert old in data
        case.setdefault("files", {})[name] = data.replace(old, new, 1)

    return forge


def together(*changes: Callable[[Case], None]) -> Callable[[Case], None]:
    """Several changes at once."""

    def forge(case: Case) -> None:
        for one in changes:
            one(case)

    return forge


def to_level(case: Case) -> None:
    """A level that is proven, but is not at 0, before the last step."""
    case["proof"]["steps"].insert(0, step("level", r1="1/1"))


def other_point(bound: str) -> Callable[[Case], None]:
    """The pool of nash at x = 3/5 with the bound that its own step proves, and tickets to match."""
    return together(
        change("proof", "chances", to=["1/5", "2/5", "2/5", "3/5"]),
        change("proof", "mixture", "weights", to=[3, 2]),
        change("proof", "mixture", "total", to=5),
        change("tickets", to=panels("a1 d", "a2 d", "a3 d", "b c", "b c")),
        change("lottery", "bound", to=bound),
    )


def exchange_homes(case: Case) -> None:
    case["people"] |= {"a2": (0, "2"), "b1": (0, "1")}


MIXTURE = ("proof", "mixture")
NUMBERS = ["bound", "gap", "minimum_chance", "maximum_chance"]
WRONG_BOUNDS = ["2/1", "1000000001/1000000000", "999999999999/1000000000000", "0/1"]
NEAR_FOUR = ["4000000001/1000000000", "3999999999/1000000000"]
FORGERIES: list[tuple[Callable[[], Case], str, Callable[[Case], None]]] = [
    # panels and tickets
    (levels, "ticket 0 breaks row 1", change("tickets", 0, to=["b1", "b2", "c1", "zoë"])),
    (levels, "ticket 0: not sorted, or somebody", change("tickets", 0, 1, to="b1")),
    (levels, "ticket 0: not sorted", change("tickets", 0, to=["zoë", "b1", "c1", "c2"])),
    (levels, "ticket 1 has an unknown id", change("tickets", 1, 2, to="c0")),
    (levels, "cells", change("tickets", 1, to=["b2", "c3", "c4"])),
    (levels, "not numbered from 0", other("tickets.csv", b"\n1,", b"\n7,")),
    (levels, "not numbered from 0", other("tickets.csv", b"\n1,", b"\n01,")),
    (levels, "canonical", other("tickets.csv", b"\n1,", b'\n"1",')),
    (levels, "header", other("tickets.csv", b"member_4", b"member_5")),
    (levels, "'b1' is on 2 tickets, not 1", change("counts", "b1", to=1)),
    (levels, "as many tickets", change("lottery", "tickets", to=6)),
    (cut, "breaks row 1", change("tickets", 0, to=["a", "b", "d1"])),
    (households, "two people of one household", change("tickets", 0, to=["a1", "a2", "x"])),
    (households, "two people of one household", exchange_homes),
    # people
    (levels, "'b1': the chance is not the proof's", change("stated", "b1", to="0.250000000001")),
    (levels, "'b1': the chance is not the proof's", change("stated", "b1", to="0.25")),
    (levels, "other sizes", change("people", "b1", to=(2, ""))),
    (levels, "no number from 0 to 2", other("members.csv", b"b1,1,", b"b1,3,")),
    (levels, "as many people", other("chances.csv", b"b2,0.250000000000,1\n", b"")),
    (levels, "other ids", other("members.csv", b"b1", b"b0")),
    (levels, "sorted", other("chances.csv", b"c4,", b"c0,")),
    (levels, "lacks its apostrophe", other("chances.csv", b"'=1+1", b"+=1+1")),
    (households, "without housemates", change("people", "c", to=(1, "9"))),
    (households, "of one kind of household only", change("people", "d", to=(1, "3"))),
    (households, "no row says", change("proof", "rows", 2, "classes", to=[2])),
    (households, "no row says", change("proof", "rows", 1, "high", to=3)),
    # figures
    (levels, "the status should be optimal", change("lottery", "status", to="bounded")),
    (bounded, "the status should be bounded", change("lottery", "status", to="optimal")),
    (bounded, "not the rounded chances", change("attained", to="tickets")),
    (cut, "exact without a mixture", change("attained", to="exact")),
    *((bounded, key, change("lottery", key, to="1/7")) for key in NUMBERS),
    *((levels, key, change("lottery", key, to="1/7")) for key in NUMBERS),
    (minimax, "worst_ticket_error", change("lottery", "worst_ticket_error", to=0.800001)),
    (minimax, "worst_ticket_error", change("lottery", "worst_ticket_error", to=0.8000001)),
    (minimax, "worst_ticket_error", change("lottery", "worst_ticket_error", to="0.8")),
    (minimax, "worst_ticket_error", change("lottery", "worst_ticket_error", to=True)),
    (levels, "the keys are not", change("lottery", "nash", to="1/2")),
    (levels, "more seats than people", change("lottery", "seats", to=12)),
    (levels, "do not add up to the pool", change("lottery", "pool_size", to=12)),
    (levels, "rule and seats", change("lottery", "rule", to="maximin")),
    (levels, "there is no such rule", change("lottery", "rule", to="fairest")),
    (levels, "attained", change("lottery", "attained", to="yes")),
    (
        levels,
        "hexadecimal",
        change(
            "lottery",
            "digests",
            to=dict.fromkeys(
                ["pool", "quotas", "chances.csv", "tickets.csv", "proof.json", "members.csv"], "0"
            ),
        ),
    ),
    # the proof
    (levels, "they break row 0", change("proof", "chances", 0, to="1/3")),
    (levels, "not between 0 and 1", change("proof", "chances", 0, to="3/2")),
    (levels, "no other chances", change("proof", "chances", to=["4/11", "4/11", "4/11"])),
    (levels, "no other chances", change("proof", "chances", to=["3/4", "1/4", "3/10"])),
    (levels, "not in lowest terms", change("proof", "chances", 0, to="2/4")),
    (levels, "one chance per class", change("proof", "chances", to=["1/2", "1/4", "2/5", "1/1"])),
    (levels, "row 0 is not", change("proof", "rows", 0, "low", to=0)),
    (levels, "names a class twice", change("proof", "rows", 1, "classes", to=[1, 1])),
    (levels, "a class that does not exist", change("proof", "rows", 1, "classes", to=[3])),
    (levels, "a class that does not exist", change("proof", "rows", 1, "classes", to=[-1])),
    (levels, "the smallest chance left", change("proof", "steps", 0, to=step("level", r2="1/1"))),
    (levels, "the smallest chance left", change("proof", "rows", 1, "high", to=2)),
    (levels, "a level bounds nobody", change("proof", "steps", 0, to=step("level"))),
    (levels, "a level bounds nobody", change("proof", "steps", 0, to=step("level", r1="-1/1"))),
    (levels, "from 0 to 2", change("proof", "steps", 0, to=step("level", r3="1/1"))),
    (levels, "the levels end too early", lambda case: case["proof"]["steps"].pop()),
    (levels, "a step is not a level", change("proof", "steps", 0, "kind", to="squares")),
    (cut, "a negative multiplier", change("proof", "steps", 0, "multipliers", "4", to="-1/1")),
    (cut, "breaks cut 0", change("proof", "cuts", 0, "high", to=0)),
    (cut, "breaks cut 1", change("proof", "cuts", 1, "high", to=-3)),
    (cut, "breaks cut 0", change("proof", "cuts", 0, "tree", to=leaf(r1="1/1"))),
    (cut, "breaks cut 0", change("proof", "cuts", 0, "tree", to=leaf(True, r1="1/1"))),
    (cut, "breaks cut 0", change("proof", "cuts", 0, "tree", "at", to=1)),
    (cut, "breaks cut 0", change("proof", "cuts", 0, "tree", "low", to=leaf(r4="1/1"))),
    (cut, "breaks cut 1", change("proof", "cuts", 1, "tree", to=leaf(r5="1/1"))),
    (cut, "breaks cut 1", change("proof", "cuts", 1, "tree", "at", to=2)),
    (maximin, "smallest chance left", change("proof", "steps", 0, to=step("level", r0="1/1"))),
    (maximin, "squares", change("proof", "steps", 1, "multipliers", "1", to="2/3")),
    (maximin, "the steps are not level, sq", lambda case: case["proof"]["steps"].pop()),
    (maximin, "the steps are not level, sq", lambda case: case["proof"]["steps"].pop(0)),
    (minimax, "the ceiling bounds nobody", change("proof", "steps", 0, to=step("ceiling"))),
    (minimax, "not the bound", change("proof", "steps", 0, to=step("ceiling", r0="-1/1"))),
    (minimax, "squares", change("proof", "steps", 1, "multipliers", to={})),
    (minimax, "the steps are not ceiling", lambda case: case["proof"]["steps"].reverse()),
    (everybody_maximin, "the steps are not level", change("proof", "steps", to=[])),
    # nash
    *((nash, "bound is not", change("lottery", "bound", to=bound)) for bound in WRONG_BOUNDS),
    (nash, "too far from the chances", other_point("23/18")),
    (nash, "bound is not what is proven", other_point("1/1")),
    (nash, "bound is not", change("proof", "steps", 0, "multipliers", "0", to="1/1")),
    (
        nash,
        "too far from the chances",
        together(
            change("proof", "steps", 0, "multipliers", "0", to="1/1"),
            change("lottery", "bound", to="4/3"),
        ),
    ),
    (nash, "bound is not", change("proof", "steps", 0, "multipliers", to={})),
    (nash, "the last step is not product", change("proof", "steps", to=[])),
    (nash, "the last step is not product", change("proof", "steps", 0, "kind", to="balance")),
    (nash, "not product", lambda case: case["proof"]["steps"].append(step("squares"))),
    (nash, "gamma does not belong", change("lottery", "gamma", to="1/1")),
    (levels, "gamma does not belong", change("lottery", "gamma", to="1/1")),
    (nash, "'a1': the chance is not", change("stated", "a1", to="0.333333333333")),
    (nash, "they break row", change("proof", "chances", to=["1/3", "2/9", "1/3", "2/3"])),
    (nash_never, "a chance of 0 is not explained", lambda case: case["proof"]["steps"].pop(0)),
    (
        nash_never,
        "the smallest chance left is not the bound",
        change("proof", "steps", 0, to=step("level", r1="1/1")),
    ),
    (nash_certain, "a level is above 0", to_level),
    (nash_bounded, "gap is another", change("lottery", "gap", to="0/1")),
    # goldilocks
    *((goldilocks, "bound is not", change("lottery", "bound", to=b)) for b in ("1/1", *NEAR_FOUR)),
    *((goldilocks, "is no fraction", change("lottery", "gamma", to=to)) for to in (None, 1, "4")),
    *((goldilocks, "not above 0", change("lottery", "gamma", to=to)) for to in ("0/1", "-4/3")),
    (goldilocks, "lowest terms", change("lottery", "gamma", to="8/6")),
    (goldilocks, "bound is not", change("lottery", "gamma", to="1/1")),
    (
        goldilocks,
        "the chances are not balanced",
        together(change("lottery", "gamma", to="1/1"), change("lottery", "bound", to="13/4")),
    ),
    (goldilocks, "the chances are not balanced", other_point("101/27")),
    (goldilocks, "bounds nobody", change("proof", "steps", 0, "multipliers", to={})),
    (goldilocks, "bounds nobody", change("proof", "steps", 0, to=step("balance", r0="-1/1"))),
    (goldilocks, "bound is not", change("proof", "steps", 0, to=step("balance", r1="1/1"))),
    (goldilocks, "smaller sum of squares", change("proof", "steps", 1, "multipliers", to={})),
    (goldilocks, "squares", change("proof", "steps", 1, "multipliers", "0", to="-3/5")),
    (goldilocks, "not balance, squares", lambda case: case["proof"]["steps"].pop()),
    (goldilocks, "not balance, squares", lambda case: case["proof"]["steps"].pop(0)),
    (goldilocks, "not balance, squares", lambda case: case["proof"]["steps"].reverse()),
    (goldilocks, "not balance, squares", change("proof", "steps", 0, "kind", to="product")),
    (goldilocks_never, "not explained", lambda case: case["proof"]["steps"].pop(0)),
    # the mixture
    (households, "add up to the total", change(*MIXTURE, "weights", 0, to=3)),
    (households, "class 0: other chance", change(*MIXTURE, "weights", to=[1, 2, 2, 1, 2])),
    (households, "panel 0 breaks row 0", change(*MIXTURE, "panels", 0, "0", to=1)),
    (households, "panel 0 breaks row 1", change(*MIXTURE, "panels", 0, to={"0": 3})),
    (households, "more people of a class", change(*MIXTURE, "panels", 1, to={"1": 3})),
    (households, "more people", change(*MIXTURE, "panels", 0, to={"0": 4, "1": -1})),
    (households, "one weight per panel", lambda case: case["proof"]["mixture"]["panels"].pop()),
    (households, "-1 is not allowed", change(*MIXTURE, "weights", to=[3, 1, 2, -1, 3])),
    # the draw
    (households, "the seed of draw 1 gives ticket 5", change("draw", 0, "ticket", to="4")),
    (drawn, "the seed of draw 2 gives", change("draw", 1, "seed", to="drand 4712")),
    (drawn, "there is no ticket '03'", change("draw", 1, "ticket", to="03")),
    (drawn, "neither ticket nor seed", change("draw", 0, "source", to="dice")),
    (drawn, "a seed is not", change("draw", 0, "seed", to="drand")),
    (drawn, "redraws have a reason", change("draw", 1, "reason", to=None)),
    (drawn, "redraws have a reason", change("draw", 0, "reason", to="because")),
    (drawn, "nothing was drawn", change("drawn", "draws", to=[])),
    (drawn, "not that of the last", change("drawn", "panel", to=["b1", "c1", "c2", "zoë"])),
    (drawn, "another lottery", change("drawn", "lottery", to="0" * 64)),
    (drawn, "panel.csv has another digest", change("drawn", "files", to={})),
    (drawn, "hexadecimal", change("drawn", "files", to={"panel.csv": "", "remaining.csv": ""})),
]


@pytest.mark.parametrize(("make", "message", "forge"), FORGERIES)
def test_a_forgery_with_right_digests_fails(
    make: Callable[[], Case], message: str, forge: Callable[[Case], None], tmp_path: Path
) -> None:
    case = copy.deepcopy(make())
    forge(case)
    code, output = verify(put(tmp_path, record(case)))
    assert code == 4, output
    failures = [line for line in output.splitlines() if line.startswith("FAILED")]
    assert any(message in line for line in failures), output


def test_people_exchanged_between_classes_are_found_without_members(tmp_path: Path) -> None:
    case = levels()
    case["stated"] = {"b1": twelve(Fraction(2, 5))}
    files = record(case)
    del files["members.csv"]
    assert verify(put(tmp_path, files))[0] == 4


def test_private_files_without_a_draw_fail(tmp_path: Path) -> None:
    files = record(levels()) | {"panel.csv": b"id\nb1\n"}
    assert "FAILED draw.json" in verify(put(tmp_path, files))[1]


# ---- What is accepted is true ----


def proof_of(case: Case, tmp_path: Path) -> Any:
    (tmp_path / "proof.json").write_bytes(canonical(case["proof"]))
    pool = sum(case["proof"]["sizes"])
    settings = {key: case["proof"][key] for key in ("rule", "seats")}
    return verifier.Proof(str(tmp_path), {**settings, "pool_size": pool})


def test_an_accepted_cut_cuts_off_no_panel(tmp_path: Path) -> None:
    chance = random.Random(1)
    case = cut()
    boxes = (range(size + 1) for size in case["proof"]["sizes"])
    fault = proof_of(case, tmp_path).fault
    valid = [x for x in itertools.product(*boxes) if not fault(dict(enumerate(x)))]
    outcomes: Counter[bool] = Counter()

    def tree(depth: int) -> Case:
        if depth and chance.random() < 0.7:
            split = {"class": chance.randrange(4), "at": chance.randrange(-1, 4)}
            return {**split, "low": tree(depth - 1), "high": tree(depth - 1)}
        some = {str(r): chance.choice(["0/1", "0/1", "1/2", "1/1", "-1/1"]) for r in range(4)}
        return {"empty": chance.random() < 0.2, "multipliers": some}

    for _ in range(1200):
        weights = {str(c): chance.randrange(-1, 3) for c in range(4)}
        found = max(sum(weights[str(c)] * n for c, n in enumerate(x)) for x in valid)
        high = found + chance.choice([-1, 0, 0, 0, 1])
        case["proof"]["cuts"] = [{"weights": weights, "high": high, "tree": tree(3)}]
        with contextlib.suppress(verifier.Bad):
            proof_of(case, tmp_path).check_cut(0)
            assert found <= high
            outcomes[found == high] += 1
    assert outcomes[False] > 10
    assert outcomes[True] > 10


class Anything:
    """Equal to every number: whatever bound a forger may state."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


BEST = [levels, cut, maximin, minimax, nash, nash_never, nash_certain, goldilocks, goldilocks_never]


@pytest.mark.parametrize("make", BEST)
def test_only_the_best_chances_are_accepted(make: Callable[[], Case], tmp_path: Path) -> None:
    """The best chances are unique, so no others may pass, whatever the multipliers.

    (nash and goldilocks accept what is within one in a billion; moves here are larger.)
    """
    chance = random.Random(2)
    passed = 0
    for _ in range(600):
        case = make()
        proof = case["proof"]
        best = list(proof["chances"])
        if chance.random() < 0.9:
            c, d = chance.sample(range(len(best)), 2)
            move = Fraction(chance.randrange(-4, 5), 20)
            for i, way in ((c, 1), (d, -1)):
                value = Fraction(best[i]) + way * move / proof["sizes"][i]
                proof["chances"][i] = text(value)
        some = [Fraction(n, 4) for n in range(-4, 5)]
        for each in proof["steps"]:
            if chance.random() < 0.5:
                r = str(chance.randrange(len(proof["rows"])))
                each["multipliers"][r] = text(chance.choice(some))
        with contextlib.suppress(verifier.Bad):
            checked = proof_of(case, tmp_path)
            checked.check_chances()
            gamma = Fraction(case.get("lottery", {}).get("gamma", 1))
            figures = {"seats": proof["seats"], "gamma": gamma, "bound": Anything()}
            checked.check_steps(figures)
            assert proof["chances"] == best
            passed += 1
    assert passed > 20


def test_the_vectors_in_the_documentation() -> None:
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    vectors = re.findall(r"^\| `(.*)` \| `(.*)` \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert len(vectors) >= 5
    for seed, label, n, number in vectors:
        assert verifier.below(seed, label, int(n)) == int(number)


def test_words_that_do_not_divide_evenly_are_thrown_away() -> None:
    n = 2**63 + 1  # nearly half of all words are too large
    kept = [verifier.below(str(seed), "draw", n) for seed in range(200)]
    blocks = [f"sortition-stream-1\ndraw\n0\n{seed}".encode() for seed in range(200)]
    words = [int.from_bytes(hashlib.sha256(block).digest()[:8], "big") for block in blocks]
    assert all(0 <= number < n for number in kept)
    assert 60 < sum(a == b for a, b in zip(kept, words, strict=True)) < 140
