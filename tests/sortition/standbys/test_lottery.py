"""A lottery over good sets: within the limit, fair over what was found, and checkable."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from sortition.record import json_bytes, sealed
from sortition.standbys.check import check_standbys
from sortition.standbys.compare import compare, look_alikes, proportional
from sortition.standbys.fair import StandbyLottery, leximin, make_lottery
from sortition.standbys.publish import standby_files
from sortition.standbys.record import STANDBYS, drawn_standbys
from sortition.standbys.samples import Case
from stratification.errors import InputError
from tests.sortition.standbys.cases import settings_of, small_case


@pytest.fixture(scope="module")
def lottery() -> StandbyLottery:
    settings = settings_of(3, slack=Fraction(1), extra=Fraction(1, 4))
    return make_lottery(small_case(1, homes=True), settings)


@pytest.fixture
def folder(lottery: StandbyLottery, tmp_path: Path) -> Path:
    for name, data in standby_files(lottery).items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_every_ticket_is_a_good_set_of_people_who_may_stand_by(lottery: StandbyLottery) -> None:
    case = lottery.choice.case
    homes = dict(zip(case.pool.ids, case.pool.households or (), strict=True))
    may = {case.pool.ids[person] for person in case.standing_by}
    assert len(lottery.tickets) == 20
    for ticket, value in zip(lottery.tickets, lottery.values, strict=True):
        assert len({homes[person] for person in ticket}) == 3
        assert set(ticket) <= may
        assert lottery.choice.bound <= value <= lottery.limit
    assert lottery.expected == sum(lottery.values) / 20


def test_people_of_a_class_have_equal_chances(lottery: StandbyLottery) -> None:
    problem = lottery.choice.case.problem
    counts = Counter(person for ticket in lottery.tickets for person in ticket)
    assert lottery.counts == tuple(counts[person] for person in problem.pool.ids)
    for members in problem.members:
        assert len({lottery.chances[n] for n in members}) == 1
        assert (
            max(lottery.counts[n] for n in members) <= min(lottery.counts[n] for n in members) + 1
        )
    assert sum(lottery.chances) == 3
    assert lottery.never == sum(count == 0 for count in lottery.counts)


def test_shares_are_leximin_over_the_sets() -> None:
    """Sets of classes 0 to 3 of one person: 3 is only with 0; so 0 has more than the others."""
    sets = [(1, 1, 0, 0), (0, 1, 1, 0), (1, 0, 0, 1), (1, 0, 1, 0)]
    sizes = np.ones(5)
    chances = leximin([(*one, 0) for one in sets], sizes) @ np.array([(*one, 0) for one in sets])
    # p3 is the share of the third set; the first level is the largest t with all four >= t
    result = linprog(
        [0, 0, 0, 0, -1],
        A_ub=np.hstack([-np.array(sets).T, np.ones((4, 1))]),
        b_ub=np.zeros(4),
        A_eq=[[1, 1, 1, 1, 0]],
        b_eq=[1],
    )
    assert chances[:4].min() == pytest.approx(-result.fun, abs=1e-6)
    assert chances[4] == 0
    assert chances.sum() == pytest.approx(2)


def test_the_record_holds_alone_and_with_the_people(lottery: StandbyLottery, folder: Path) -> None:
    alone = check_standbys(folder)
    assert alone.ok
    assert [notice.code for notice in alone.notices] == ["standbys-no-inputs"]
    full = check_standbys(folder, lottery.choice.case)
    assert full.ok
    assert not full.notices
    assert all(not check.problems for check in full.checks)


def test_any_changed_byte_is_noticed(folder: Path, lottery: StandbyLottery) -> None:
    for name in standby_files(lottery):
        data = (folder / name).read_bytes()
        for at in range(0, len(data), len(data) // 12):
            (folder / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert not check_standbys(folder).ok
        (folder / name).write_bytes(data)
    assert check_standbys(folder).ok


def test_false_figures_with_true_digests_are_noticed(folder: Path, lottery: StandbyLottery) -> None:
    content = json.loads((folder / STANDBYS).read_bytes())
    values = [Fraction(value) for value in content["values"]]
    at = next(n for n, (a, b) in enumerate(pairwise(values)) if a != b)
    texts = content["values"]
    texts[at], texts[at + 1] = texts[at + 1], texts[at]  # the mean stays what it is
    (folder / STANDBYS).write_bytes(json_bytes(sealed(content)))
    assert check_standbys(folder).ok
    report = check_standbys(folder, lottery.choice.case)
    assert [p.code for check in report.checks for p in check.problems] == ["standbys-other-value"]
    case = lottery.choice.case
    other = Case(case.pool, case.quotas, case.panel, (Fraction(1, 5),) * len(case.panel))
    report = check_standbys(folder, other)
    assert [p.code for check in report.checks for p in check.problems] == ["standbys-other-input"]


def test_no_value_of_anybody_is_in_the_files(lottery: StandbyLottery) -> None:
    text = b"".join(standby_files(lottery).values()).decode()
    case = lottery.choice.case
    assert not any(name in text for name in case.pool.categories)
    assert standby_files(lottery) == standby_files(make_lottery(case, lottery.choice.settings))


def test_the_files_do_not_depend_on_the_hash_seed(lottery: StandbyLottery) -> None:
    code = (
        "import hashlib; from fractions import Fraction as F; "
        "from sortition.standbys.fair import make_lottery; "
        "from sortition.standbys.publish import standby_files; "
        "from tests.sortition.standbys.cases import settings_of, small_case; "
        "made = make_lottery(small_case(1, homes=True), settings_of(3, slack=F(1), extra=F(1, 4)));"
        "print(hashlib.sha256(b''.join(standby_files(made).values())).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )
    here = hashlib.sha256(b"".join(standby_files(lottery).values())).hexdigest()
    assert run.stdout.strip() == here


def test_a_number_or_a_seed_gives_a_ticket(folder: Path, lottery: StandbyLottery) -> None:
    assert drawn_standbys(folder, "7") == ("07", tuple(sorted(lottery.tickets[7])))
    name, people = drawn_standbys(folder, seed="de trekking van zaterdag")
    assert people == tuple(sorted(lottery.tickets[int(name)]))
    for ticket, seed in (("20", None), ("x", None), (None, None), ("1", "a"), (None, " proef")):
        with pytest.raises(InputError):
            drawn_standbys(folder, ticket, seed)


def test_ours_is_better_than_simpler_ways_on_fresh_samples(lottery: StandbyLottery) -> None:
    figures = {figure.way: figure for figure in compare(lottery, 400)}
    ours = figures["ours"]
    assert (ours.more, ours.more_error) == (0, 0)
    assert all(figure.error > 0 for figure in figures.values())
    assert figures["none"].more > 2 * figures["none"].more_error
    for way in ("look-alike", "proportional"):
        assert figures[way].more >= -2 * figures[way].more_error


def test_simpler_ways_keep_to_households() -> None:
    case, settings = small_case(7, homes=True), settings_of(3)
    sets = [look_alikes(case, 3, "proef"), *proportional(case, settings, 3)]
    assert all(sum(one) == 3 and case.allows(one) for one in sets)
