"""The pages about quotas and mirrors: their examples are real, their numbers are the program's.

The commands of a page run one after the other in a copy of `examples/`, and print what the page
shows; a line with … stands for what is left out. (Notices go to the other output, which pages do
not show.)
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from fractions import Fraction
from functools import cache
from math import comb, log10
from pathlib import Path

import pytest
import requests

import cli
from sortition.prices import prices
from stratification.feasibility.shifts import UNIT, measured
from stratification.feasibility.tightness import panel_bound
from stratification.pool import Source, read_assembly
from stratification.population.recipe import make_population
from stratification.population.recipe_texts import RecipeTexts, parse_recipe
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from stratification.representation.assess import assess
from stratification.representation.group import read_group
from stratification.representation.model import Assessment, GroupAssessment
from stratification.representation.settings import AssessSettings
from stratification.representation.suppression import merged_places
from tests.stratification.test_cbs import Statline
from tests.test_readme import COMMAND, ROOT, matches, words

ENGLISH = ("docs/representation.md", "docs/feasibility.md")
DUTCH = ("docs/nl/is-de-groep-een-afspiegeling.md", "docs/nl/van-bevolking-naar-streefaantallen.md")
LONGEST = 130
BLOCK = re.compile(r"^```(console|text)\n(.*?)^```$", re.M | re.S)
EXAMPLES = ROOT / "examples"


@cache
def page(name: str) -> str:
    return words((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("sed") is None, reason="the examples use the usual tools")
@pytest.mark.parametrize("name", [*ENGLISH, *DUTCH])
def test_the_examples_are_real(name: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("_*"))
    environment = {
        **os.environ,
        "SORTITION_LANG": "nl" if name in DUTCH else "en",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    program = shlex.join([sys.executable, "-c", "import cli; cli.main()"])
    blocks = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    assert sum(len(COMMAND.findall(block)) for _, block in blocks) >= 3
    printed = ""
    for kind, block in blocks:
        if kind == "text":  # more of what the last command printed
            assert matches(f"…\n{block}…\n", printed), block
            continue
        for command, expected in COMMAND.findall(block):
            script = re.sub(r"^sortition\b", lambda _: program, command)
            process = subprocess.run(
                ["bash", "-c", script],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                check=False,
            )
            assert process.returncode == 0, process.stderr.decode()
            printed = process.stdout.decode()
            assert matches(expected, printed), command


@pytest.mark.parametrize("name", [*ENGLISH, *DUTCH, "docs/population.md"])
def test_every_command_of_a_page_is_one(name: str) -> None:
    """Also those outside examples: they and their options are the program's."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"\bsortition ([a-z]+\b(?:[^`\n]*\\\n)*[^`\n|>]*)", text)
    assert found
    for line in found:
        command, *rest = line.split()
        params = cli.program.commands[command].params
        known = {name for param in params for name in (*param.opts, *param.secondary_opts)}
        assert {word for word in rest if word.startswith("--")} <= known, line


@pytest.mark.parametrize("name", [*ENGLISH, *DUTCH])
def test_lines_are_short(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST] == []


@pytest.mark.parametrize("name", ["docs/population.md", DUTCH[1]])
def test_the_command_for_statline_reads_a_recorded_table(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The levels of education of Zeeland in 2022, which are those of the built-in population."""
    server = Statline()
    monkeypatch.setattr(
        requests.Session, "send", lambda self, request, **kw: server.send(self, request, **kw)
    )
    text = (ROOT / name).read_text(encoding="utf-8")
    (command,) = re.findall(r"^    sortition population cbs:(?:.*\\\n)*.*", text, re.M)
    given: dict[str, list[str]] = {}
    words_of = shlex.split(command.replace("\\\n", " "))
    for option, value in zip(words_of[3::2], words_of[4::2], strict=True):
        given.setdefault(option, []).append(value)
    (by,), (count,) = given["--by"], given["--count"]
    recipe = parse_recipe(RecipeTexts(by=(by,), count=(count,), rows=tuple(given["--rows"])))
    (table,) = make_population(["cbs:99002NED"], recipe).tables
    assert table.categories == ("opleiding",)
    assert [float(share or 0) for share in table.cells.values()] == [0.283, 0.478, 0.239]


@cache
def council() -> GroupAssessment:
    """The client council against the population, as on the page."""
    population = make_population(["builtin:zeeland", str(EXAMPLES / "clientenraad" / "zorg.csv")])
    settings = AssessSettings()
    group = read_group(EXAMPLES / "clientenraad" / "raad.csv", population, settings)
    return assess([group], population, settings, lambda *_: None).groups[0]


@cache
def signed_up() -> Assessment:
    """The sign-ups of Zeewijk as a step of a funnel."""
    population = make_population([str(EXAMPLES / "zeewijk" / "bevolking.csv")])
    settings = AssessSettings(funnel=True)
    group = read_group(EXAMPLES / "zeewijk" / "aanmeldingen.csv", population, settings)
    return assess([group], population, settings, lambda *_: None)


def test_the_numbers_about_values_and_categories() -> None:
    text = page(ENGLISH[0])
    sex, age, education, care = council().comparisons
    women, practical = sex.cells[0], education.cells[0]
    assert f"= {float(women.expected):.2f}. Hypergeometric" in text
    assert f"P(X ≥ 16) = {women.at_least:.4f}, usual range {women.low} to {women.high}" in text
    assert f"Expected {float(practical.expected)}. Binomial" in text
    assert f"P(X ≤ 2) = {practical.at_most:.4f}" in text
    assert f"= {education.dissimilarity:.4f}. Of a random draw" in text
    assert f"5.418/48 = {education.by_chance:.4f}" in text
    for name, one in (("opleiding", education), ("zorg", care), ("geslacht", sex)):
        row = re.search(rf"\| {name} \| ([\d.]+) \| \d \| ([\d.]+) \|", text)
        assert row is not None
        assert one.fit is not None
        assert (float(f"{one.fit.p:.2g}"), float(f"{one.fit.holm:.2g}")) == tuple(
            float(f"{float(number):.2g}") for number in row.groups()
        )
    assert age.fit is not None
    assert f"| leeftijd | {age.fit.p:.7f} | 2 | {age.fit.holm:.7f} |" in text
    assert education.fit is not None
    assert f"= {education.fit.statistic:.2f}; C(26, 2) = {comb(26, 2)} outcomes" in text


def test_the_numbers_about_the_group() -> None:
    text = page(ENGLISH[0])
    group = council()
    first = group.missing[0]
    cells = sum(len(one.cells) for one in (*group.comparisons, *group.pairs))
    assert group.lacks
    assert f"P(X ≤ 8) = {first.at_most:.6f}" in text
    assert f"{cells} · {first.at_most:.6f} = {cells * first.at_most:.4f}" in text
    sex = group.comparisons[0]
    assert f"CV = {sex.variation:.2f}, and R = {sex.r_indicator:.5f}" in text
    people = {mend.kind: mend.people for mend in group.mends}
    assert f"takes {people['add']} newcomers" in text
    assert people["replace"] == 10
    assert "Ten of 24 on the council" in text


def test_the_numbers_about_the_funnel() -> None:
    text = page(ENGLISH[0])
    funnel = signed_up().funnel
    assert funnel is not None
    steps = {course.value: course.stages[1] for course in funnel.courses}
    middle, polder = steps["middelbaar opgeleid"], steps["Polder"]
    assert f"= {float(middle.relative or 0):.2f}; P(X ≤ 30) = {middle.surprise:.5f}" in text
    assert f"times {len(steps)} values {len(steps) * (middle.surprise or 0):.3f}" in text
    assert f"has {float(polder.relative or 0):.2f}, with P = {polder.surprise:.4f}" in text
    cv = {name: found[1] for name, found in funnel.r_indicators[0].items() if found}
    assert f"{cv['opleiding']:.2f} by education and {cv['zorggebruik']:.2f} by care use" in text


def test_the_numbers_about_small_counts() -> None:
    """Two values that are together 13, beside 0 and 11: which of them give the page shown."""
    alike = [first for first in range(14) if merged_places([0, first, 13 - first, 11], 5) == (1, 2)]
    assert alike == [3, 4, 9, 10]
    assert "they are 3 and 10 or 4 and 9" in page(ENGLISH[0])
    assert merged_places([4, 10, 6, 4], 5) == (0, 2, 3)
    assert merged_places([8, 2], 5) is None


def zeewijk() -> Problem:
    folder = EXAMPLES / "zeewijk"
    source = Source(folder / "aanmeldingen.csv", "code", ("adres", "postcode"))
    assembly = read_assembly(source, folder / "streefaantallen.csv", 24)
    return make_problem(assembly.pool, assembly.quotas, assembly.seats)


def test_the_numbers_about_room_and_prices() -> None:
    text = page(ENGLISH[1])
    problem = zeewijk()
    counted = panel_bound(problem)
    assert f"10^{counted.groups:.2f} groups of 24 people" in text
    assert counted.groups == pytest.approx(log10(comb(120, 24)), abs=1e-3)
    assert f"10^{counted.bound:.2f} valid panels, roughly 10^{counted.estimate}." in text
    found = prices(problem)
    (price,) = found.prices
    assert found.smallest == Fraction(9, 66)
    assert f"The multiplier is {price.multiplier} = {float(100 * price.multiplier):.2f}" in text
    assert f"The gain is {price.gain} = {float(100 * price.gain):.2f} points" in text
    assert f"to {found.smallest + price.gain}:" in text


def test_the_relative_change_of_the_repair() -> None:
    """From 16 to 15 seats is 1/16."""
    found = measured(Quotas((Quota("wijk", "Polder", 16, 17),)), (1, 0))
    assert Fraction(found.relative, UNIT) == Fraction(1, 16)
    assert "is 1/16 = 6.25%" in page(ENGLISH[1])
