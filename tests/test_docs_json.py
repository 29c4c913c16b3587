"""The page on --json names every key that the commands answer with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.commands import Run, impossible, write

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
ZEEWIJK = ROOT / "examples" / "zeewijk"
FIGURES, POOL = str(ZEEWIJK / "bevolking.csv"), str(ZEEWIJK / "aanmeldingen.csv")
LETTERS = ROOT / "examples" / "letters" / "teksten.toml"
COUNCIL = str(ROOT / "examples" / "clientenraad" / "raad.csv")


OWN = ("params", "r_indicators", "spread")


def keys_of(content: Any) -> Iterator[str]:
    """Every key at any depth; the keys of `OWN` are names of the user's, or the record's."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield name
            if name not in OWN:
                yield from keys_of(value)
    elif isinstance(content, list):
        for value in content:
            yield from keys_of(value)


def unnamed(content: Any, *sections: str) -> set[str]:
    """The keys that neither the beginning of the page nor the sections name."""
    intro, *rest = re.split(r"^## (?=\w+$)", PAGE, flags=re.MULTILINE)
    texts = {text.split("\n", 1)[0]: text for text in rest}
    named = re.findall(r"`(\w+)`", intro + "".join(texts[name] for name in sections))
    return set(keys_of(content)) - set(named)


def test_keys_of_population_and_targets(run: Run) -> None:
    found = run("population", "builtin:zeeland", "--out", "zeeland.csv", "--json")
    assert unnamed(found.data, "population") == set()
    extra = ["--oversample", "16-29=+1", "--reason", "why", "--free", "wijk:elders=2"]
    made = run("targets", FIGURES, "--seats", "24", *extra, "--out", "quotas.csv", "--json")
    assert unnamed(made.data, "targets") == set()


def test_keys_of_invite_letters_and_merge(run: Run) -> None:
    people = ["--people", "600", "--seed", "keys", "--out", "town"]
    assert run("synth-register", *people).code == 0
    register = ["town/register.csv", "--map", "town/map.toml", "--reference-date", "2025-01-01"]
    quotas = write("q.csv", "kenmerk,waarde,min,max", "geslacht,man,4,6", "geslacht,vrouw,4,6")
    free = write("r.csv", "kenmerk,waarde,respons", ",,20%")
    panel = ["--targets", quotas, "--seats", "10", "--response", free, "--spread", "response"]
    rows = Path("town/register.csv").read_text(encoding="utf-8").splitlines()
    rows = [line for line in rows if line.split(";")[2] != "O"]  # no quota names O
    Path("town/register.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    common = [*register, "--letters", "150", "--strata", "geslacht", "--seed", "s"]
    one = run("invite", *common, *panel, "--part", "a", "--out", "a", "--json")
    assert one.data["forecast"]
    assert unnamed(one.data, "invite") == set()
    sent = run("letters", "a", "--texts", str(LETTERS), "--format", "csv", "--json")
    assert unnamed(sent.data, "letters") == set()
    assert run("invite", *common, *panel, "--part", "b", "--out", "b", "--json").code == 0
    assert unnamed(run("merge", "a", "b", "--out", "ab", "--json").data, "merge") == set()


def test_keys_of_check_and_repair(run: Run) -> None:
    quotas = str(ZEEWIJK / "streefaantallen.csv")
    found = run("check", POOL, quotas, "--seats", "24", "--id", "code", "--json")
    assert found.data["prices"]
    assert unnamed(found.data, "check") == set()
    files = impossible()
    assert unnamed(run("check", *files, "--json").data, "check", "repair") == set()
    repaired = run("repair", *files, "--out", "ways", "--json")
    assert repaired.data["repairs"]
    assert unnamed(repaired.data, "repair") == set()
    pool = write("two.csv", "id,leeftijd", "a,jong", "b,oud", "c,oud")
    rows = write("q.csv", "kenmerk,waarde,min,max", "leeftijd,jong,1,1", "leeftijd,oud,0,1")
    certain = run("check", pool, rows, "--seats", "2", "--json")
    assert certain.data["certain"]
    assert unnamed(certain.data, "check") == set()


def test_keys_of_assess(run: Run) -> None:
    split = run("assess", COUNCIL, "--population", "builtin:zeeland", "--by", "rol", "--json")
    assert split.data["norms"]
    assert unnamed(split.data, "assess") == set()
    steps = run("assess", POOL, "--population", FIGURES, "--funnel", "--json")
    assert steps.data["funnel"]
    assert unnamed(steps.data, "assess") == set()
