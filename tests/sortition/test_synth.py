"""Synthetic pools are what docs/synth.md says, and for ever the same."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from sortition import synth_table
from sortition.lottery import Settings, make_lottery
from sortition.synth import (
    ABOUT,
    HOUSEHOLD,
    MODEL,
    POOL,
    POPULATION,
    QUOTAS,
    Synthetic,
    SynthSettings,
    make_synthetic,
    synthetic_files,
    write_synthetic,
)
from sortition.synth_model import Model, Shape, make_model
from stratification.errors import InputError
from stratification.pool import Source, read_assembly
from stratification.problem import make_problem
from stratification.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "synth.md"
SMALL = SynthSettings(people=60, seats=12, categories=4, bias=1, seed="vector 1")
OTHER = SynthSettings(45, 9, 12, 1.5, "vector 2 é", 3, 0.5, 4, 0.25, 10_000_000)

# Write-once: these are the bytes of model 1. If they change, the model must get another name.
VECTORS = {
    "vector 1": {
        "about.json": "0b8396af3e47a42105241bbca3b3896f9b1a5b553f54be7ad50a37b3a990736a",
        "categories.csv": "a5d06e5fb02b487f2a51a6d031819fbe1e4552344e66cfeab5dc6ac68386bf80",
        "population.csv": "772b52cb17102a54104491c650bf1675c4018121194b124587639bb6b3c8e370",
        "respondents.csv": "ad32e195c1cbe98afa906597f906cab576d898a8ed667e4f4a0278f61349c133",
    },
    "vector 2 é": {
        "about.json": "1f22e2610b1536444590077bfb16701d117f99ca4c0b3be4cf301a112b954a4a",
        "categories.csv": "6830a189984cd6b778a5ad16d382632e13af3ccf7f1238e854e6b4be98fbad57",
        "population.csv": "94fd2eb8cc22f0832a865dca356d8814c4b0eb7aaec05e514c58bf81b8584f72",
        "respondents.csv": "7d262499ed1e4a8dc26912823bd66c44ba600c5eb4cb3f9b3dd1ede42500a921",
    },
}


def digests(town: Synthetic) -> dict[str, str]:
    files = synthetic_files(town)
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


@pytest.mark.parametrize("settings", [SMALL, OTHER], ids=["small", "other"])
def test_the_bytes_of_model_1_never_change(settings: SynthSettings) -> None:
    assert MODEL == "sortition-synth-1"
    assert digests(make_synthetic(settings)) == VECTORS[settings.seed]


def test_other_processes_write_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sortition.synth import *;"
        f"write_synthetic(make_synthetic({SMALL!r}), Path(sys.argv[1]))"
    )
    for hash_seed in ("0", "1"):
        folder = tmp_path / hash_seed
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=environment)
        written = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert written == synthetic_files(make_synthetic(SMALL))


def test_one_and_one_point_zero_are_the_same_pool() -> None:
    same = synthetic_files(make_synthetic(replace(SMALL, bias=1.0)))
    assert same == synthetic_files(make_synthetic(SMALL))
    assert digests(make_synthetic(replace(SMALL, seed="other"))) != digests(make_synthetic(SMALL))


# ---- the distributions ----


def joint(model: Model) -> dict[tuple[str, ...], Fraction]:
    """P(x) of every combination of values: the definition, term by term."""
    lists = [d.values for d in model.distributions]
    chances: dict[tuple[str, ...], Fraction] = Counter()  # type: ignore[assignment]
    for g in model.situations:
        tables = [
            [Fraction(part, 1000 * d.unit) for part in d.given(g)] for d in model.distributions
        ]
        for places in itertools.product(*(range(len(values)) for values in lists)):
            x = tuple(values[i] for values, i in zip(lists, places, strict=True))
            product = math.prod(table[i] for table, i in zip(tables, places, strict=True))
            chances[x] += product / len(model.situations)
    return chances


@pytest.mark.parametrize("shape", [Shape(3, None, 100, 60), Shape(4, 3, 250, 100)])
def test_margins_and_response_follow_from_the_joint_distribution(shape: Shape) -> None:
    model = make_model(shape)
    chances = joint(model)
    assert sum(chances.values()) == 1
    mean = sum(chance * model.factor(x) for x, chance in chances.items())
    assert mean == model.mean_factor
    for place, d in enumerate(model.distributions):
        for value, share in zip(d.values, d.shares, strict=True):
            there = {x: chance for x, chance in chances.items() if x[place] == value}
            assert sum(there.values()) == Fraction(share, d.unit)
            responding = sum(chance * model.factor(x) / mean for x, chance in there.items())
            assert responding == model.pool_shares[d.category.name, value]


def test_categories_hang_together_as_much_as_asked() -> None:
    def surplus(correlation: int) -> Fraction:
        """How much likelier the oldest own their home than if the two were independent."""
        all_five = make_model(Shape(5, None, 0, correlation)).distributions
        both = joint(Model((all_five[0], all_five[4])))["60-74", "owner-occupied"]
        return both / (Fraction(205, 1000) * Fraction(570, 1000))

    assert surplus(0) == 1
    assert 1 < surplus(50) < surplus(100)


def test_the_pool_converges_to_the_stated_shares() -> None:
    people = 20_000
    town = make_synthetic(SynthSettings(people, 100, 9, 1, "many", population=10**8))
    for place, name in enumerate(town.categories):
        counts = Counter(values[place] for values in town.values)
        for value in town.model.distributions[place].values:
            share = float(town.model.pool_shares[name, value])
            # Five standard deviations; housemates double the variance at most three times.
            room = 5 * math.sqrt(3 * share * (1 - share) / people)
            assert abs(counts[value] / people - share) < room, (name, value)


def test_pairs_of_values_converge_too() -> None:
    people = 20_000
    town = make_synthetic(SynthSettings(people, 100, 3, 1, "pairs", shared=0, correlation=1))
    chances, mean = joint(town.model), town.model.mean_factor
    counts = Counter(town.values)
    for x, chance in chances.items():
        share = float(chance * town.model.factor(x) / mean)
        assert abs(counts[x] / people - share) < 5 * math.sqrt(share * (1 - share) / people) + 1e-9


def test_bias_makes_some_sign_up_more() -> None:
    shares = []
    for bias in (0, 1, 2):
        town = make_synthetic(SynthSettings(400, 20, 4, bias, "bias"))
        shares.append(sum(values[2] == "theoretical" for values in town.values) / 400)
        theoretical, practical = (
            town.response(("45-59", "woman", education, "North"))
            for education in ("theoretical", "practical")
        )
        assert theoretical / practical == 1 + 2 * bias
    assert shares[0] < 0.45 < shares[1] < shares[2]
    flat = make_model(Shape(12, None, 0, 60))
    assert flat.mean_factor == 1
    assert all(
        flat.pool_shares[d.category.name, value] == Fraction(share, d.unit)
        for d in flat.distributions
        for value, share in zip(d.values, d.shares, strict=True)
    )


def test_response_probabilities_add_up_to_the_pool() -> None:
    town = make_synthetic(replace(SMALL, categories=3, population=5000))
    expected = sum(5000 * chance * town.response(x) for x, chance in joint(town.model).items())
    assert expected == 60
    assert all(0 < town.response(values) <= 1 for values in town.values)
    with pytest.raises(ValueError, match="zip"):
        town.response(("16-29",))


# ---- households and quotas ----


def test_households_are_as_many_as_asked_and_share_the_home() -> None:
    town = make_synthetic(SynthSettings(500, 20, 9, 1, "homes", shared=0.4))
    sizes = Counter(town.households)
    assert sum(size for size in sizes.values() if size > 1) == 200
    assert {2, 3} == {size for size in sizes.values() if size > 1}
    home = [town.categories.index(name) for name in ("district", "housing", "income")]
    own = town.categories.index("sex")
    groups: dict[str, list[tuple[str, ...]]] = {}
    for name, values in zip(town.households, town.values, strict=True):
        groups.setdefault(name, []).append(values)
    for group in groups.values():
        assert len({tuple(values[place] for place in home) for values in group}) == 1
    couples = [group for group in groups.values() if len(group) == 2]
    mixed = sum(len({values[own] for values in group}) == 2 for group in couples)
    assert 0.3 < mixed / len(couples) < 0.7
    rows = town.problem(households=True).rows
    assert sum(row.quota is None for row in rows) > 20
    assert all(row.quota is not None for row in town.problem().rows)


@pytest.mark.parametrize(("shared", "sharing"), [(0, 0), (0.01, 0), (0.02, 2), (0.05, 5), (1, 97)])
def test_nobody_is_left_over(shared: float, sharing: int) -> None:
    sizes = Counter(make_synthetic(SynthSettings(97, 5, 1, 0, "x", shared=shared)).households)
    assert sum(size for size in sizes.values() if size > 1) == sharing


KINDS = st.builds(
    SynthSettings,
    people=st.integers(30, 60),
    seats=st.integers(1, 30),
    categories=st.integers(1, 12),
    bias=st.integers(0, 200).map(lambda hundredths: hundredths / 100),
    seed=st.text(max_size=3),
    bandwidth=st.just(0),
    values=st.none() | st.integers(2, 30),
    correlation=st.integers(0, 100).map(lambda hundredths: hundredths / 100),
    population=st.integers(10**7, 10**9),
)


@profile(max_examples=60, deadline=None)
@given(KINDS, st.integers(0, 30))
def test_quotas_always_leave_room_for_the_seats(kind: SynthSettings, bandwidth: int) -> None:
    town = make_synthetic(replace(kind, bandwidth=min(bandwidth, kind.seats)))
    settings = town.settings
    seats, whole = settings.seats, settings.population
    for name in town.categories:
        quotas = [q for q in town.quotas if q.category == name]
        assert sum(q.min for q in quotas) <= seats <= sum(q.max for q in quotas)
        people = sum(town.population[name, q.value] for q in quotas)
        assert people == whole
        for quota in quotas:
            exact = Fraction(seats * town.population[name, quota.value], whole)
            near = quota.min <= exact <= quota.max
            assert near if settings.bandwidth else abs(quota.min - exact) < 1
            assert 0 <= quota.min <= quota.max <= seats
            assert quota.max - quota.min <= settings.bandwidth
            assert (
                quota.min == 0
                or quota.max == seats
                or quota.max - quota.min == (settings.bandwidth)
            )
    asked = {(q.category, q.value) for q in town.quotas}
    given_values = {
        (name, value)
        for row in town.values
        for name, value in zip(town.categories, row, strict=True)
    }
    assert given_values <= asked


def test_quotas_that_the_pool_cannot_fill_are_named() -> None:
    town = make_synthetic(SynthSettings(30, 25, 3, 2, "short", bandwidth=1))
    counts = Counter(values[0] for values in town.values)
    missing = {q.value for q in town.quotas if q.category == "age" and counts[q.value] < q.min}
    assert missing
    assert {q.value for q in town.lacking if q.category == "age"} == missing


# ---- settings and files ----


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = SynthSettings(0, 0, 13, 0.125, "\ud800", -1, 1.5, 1, float("nan"), 0)
    with pytest.raises(InputError) as caught:
        make_synthetic(wrong)
    found = [(f.code, f.params.get("name")) for f in caught.value.findings]
    assert found == [
        ("synth-whole", "people"),
        ("synth-whole", "seats"),
        ("synth-whole", "categories"),
        ("synth-whole", "bandwidth"),
        ("synth-whole", "population"),
        ("synth-whole", "values"),
        ("synth-decimal", "bias"),
        ("synth-decimal", "shared"),
        ("synth-decimal", "correlation"),
        ("draw-text-damaged", None),
    ]
    with pytest.raises(InputError, match="bandwidth is 3: choose a whole number from 0 to 2"):
        make_synthetic(SynthSettings(10, 2, 1, 0, "x", bandwidth=3))
    with pytest.raises(InputError, match="seats is 11: choose a whole number from 1 to 10"):
        make_synthetic(SynthSettings(10, 11, 1, 0, "x"))


def test_a_population_that_is_too_small_is_refused_with_the_least_that_will_do() -> None:
    settings = SynthSettings(100, 10, 4, 1, "x", population=100)
    with pytest.raises(InputError) as caught:
        make_synthetic(settings)
    (finding,) = caught.value.findings
    assert finding.code == "synth-population"
    least = finding.params["least"]
    assert isinstance(least, int)
    town = make_synthetic(replace(settings, population=least))
    eager = [d.values[d.factors.index(max(d.factors))] for d in town.model.distributions]
    assert town.response(eager) <= 1
    with pytest.raises(InputError):
        make_synthetic(replace(settings, population=least - 1))


def test_the_files_are_read_by_the_engine_and_make_a_lottery(tmp_path: Path) -> None:
    town = make_synthetic(SMALL)
    folder = tmp_path / "town"
    write_synthetic(town, folder)
    assert {path.name for path in tmp_path.iterdir()} == {"town"}
    assert {path.name for path in folder.iterdir()} == {POOL, QUOTAS, POPULATION, ABOUT}
    source = Source(folder / POOL, None, (HOUSEHOLD,))
    assembly = read_assembly(source, folder / QUOTAS, 12)
    assert assembly.notices == ()
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    assert problem == town.problem(households=True)
    assert make_lottery(problem, Settings(tickets=10)).minimum_chance > 0
    numbers = {(c, v): int(n) for c, v, n in read_table(folder / POPULATION).rows}
    assert numbers == dict(town.population)
    about: Any = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    assert (about["model"], about["settings"]["seed"]) == (MODEL, "vector 1")
    thousandths = math.prod(
        Fraction(about["factors"][name][value])
        for name, value in zip(town.categories, town.values[0], strict=True)
    )
    rate = Fraction(about["settings"]["people"], about["settings"]["population"])
    stated = rate * thousandths / Fraction(about["mean_factor"])
    assert stated == town.response(town.values[0])


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        write_synthetic(make_synthetic(SMALL), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_the_example_on_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "synth.md", "exec"), {})
    assert len(read_table(tmp_path / "town" / POOL).rows) == 825


def test_the_page_has_the_table_of_the_model() -> None:
    row = re.compile(r"^\| (?:\d+ \*([^*]+)\*)? *\| ([^|]+) \| (\d+) \| (\d\.\d) \|", re.MULTILINE)
    rows = row.findall(PAGE.read_text(encoding="utf-8"))
    found, name = [], ""
    for start, value, share, factor in rows:
        name = start or name
        found.append((name, value, int(share), round(10 * float(factor)) - 10))
    expected = [
        (c.name, value, share, eager)
        for c in synth_table.CATEGORIES
        for value, share, eager in zip(c.values, c.shares, c.eager, strict=True)
    ]
    assert found == expected


@pytest.mark.parametrize("category", synth_table.CATEGORIES, ids=lambda c: str(c.name))
def test_the_list_is_sound(category: synth_table.Category) -> None:
    assert sum(category.shares) == 1000
    assert len(category.values) == len(category.shares) == len(category.eager)
    assert min(category.eager) == 0
    assert sum(map(abs, category.follows)) <= 10
    assert category.name != HOUSEHOLD
