"""What is typed becomes a request: which settings go together, and which planner they mean."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sortition.invitations.model import Strata, Stratum
from sortition.invitations.request import InviteTexts, check_texts, make_planner, make_request
from stratification.errors import InputError

STRATA = Strata(("wijk",), (Stratum(("Noord",), 300), Stratum(("Zuid",), 100)))
QUOTAS = "category,feature,min,max\nwijk,Noord,1,3\nwijk,Zuid,1,3\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Quotas, keys and response."""
    folder = tmp_path_factory.mktemp("files")
    files = {
        "quotas.csv": QUOTAS,
        "key.csv": "wijk,letters\nNoord,5\nZuid,35\n",
        "weights.csv": "wijk,weight\nNoord,1\nZuid,1\n",
        "response.csv": "category,value,response\n,,0.25\nwijk,Noord,0.2\nwijk,Zuid,0.4\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def texts(folder: Path, **changes: Any) -> InviteTexts:
    """A draw as it is typed; files are named without their folder."""
    for name in ("targets", "response"):
        if changes.get(name):
            changes[name] = folder / changes[name]
    if str(changes.get("spread", "")).endswith(".csv"):
        changes["spread"] = str(folder / changes["spread"])
    usual = InviteTexts(
        folder / "register.csv",
        folder / "map.toml",
        folder / "out",
        "zaad",
        datetime.date(2026, 3, 1),
        strata=("wijk",),
    )
    return replace(usual, **changes)


PANEL = {"targets": "quotas.csv", "seats": 4}
PLANS: list[tuple[dict[str, Any], str, tuple[int, ...]]] = [
    ({"letters": 40}, "proportional", (30, 10)),
    ({"letters": 40, "spread": "equal"}, "equal", (20, 20)),
    ({"spread": "key.csv"}, "key", (5, 35)),
    ({"letters": 40, "spread": "key.csv"}, "key", (5, 35)),
    ({"letters": 40, "spread": "weights.csv"}, "key", (20, 20)),
    ({"letters": 40, **PANEL}, "proportional", (30, 10)),
    ({"spread": "key.csv", **PANEL}, "key", (5, 35)),
    ({"letters": 40, "spread": "equal", "response": "response.csv", **PANEL}, "equal", (20, 20)),
]


@pytest.mark.parametrize(("given", "kind", "letters"), PLANS)
def test_the_planner_that_is_meant(
    folder: Path, given: dict[str, Any], kind: str, letters: tuple[int, ...]
) -> None:
    plan = make_planner(texts(folder, **given))(STRATA)
    assert (plan.kind, plan.letters) == (kind, letters)
    assert (plan.forecast is not None) == ("targets" in given)


def test_a_spread_by_response_keeps_its_limits(folder: Path) -> None:
    given = texts(folder, letters=40, spread="response", response="response.csv", **PANEL)
    free = make_planner(given)(STRATA)
    assert (free.kind, free.total) == ("response", 40)
    tight = make_planner(replace(given, floor=Fraction(1), ceiling=Fraction(1)))(STRATA)
    assert tight.letters == (30, 10)
    assert tight.details["limits"] == {"floor": "1/1", "ceiling": "1/1"}


@pytest.mark.parametrize("spread", ["proportional", "response"])
def test_as_few_letters_as_reach_a_probability(folder: Path, spread: str) -> None:
    given = texts(
        folder, probability=Fraction(4, 5), spread=spread, response="response.csv", **PANEL
    )
    plan = make_planner(given)(STRATA)
    assert plan.kind == spread
    assert plan.forecast is not None
    assert plan.forecast.probability >= 0.8
    assert plan.total < 200
    if spread == "proportional":
        assert plan.letters == make_planner(texts(folder, letters=plan.total))(STRATA).letters


def test_the_seed_fixes_the_simulation(folder: Path) -> None:
    given = texts(folder, letters=40, response="response.csv", **PANEL)
    first, again = (make_planner(given)(STRATA) for _ in range(2))
    assert first == again
    other = make_planner(replace(given, seed="ander zaad"))(STRATA)
    assert other.letters == first.letters
    assert other.forecast != first.forecast


def test_a_request_is_what_was_typed(folder: Path) -> None:
    given = texts(
        folder,
        letters=40,
        excluded=(folder / "a.csv",),
        one_per_address=True,
        only=(("wijk", "Zuid"),),
        part="Zeewijk",
        wave=3,
    )
    request = make_request(given)
    assert (request.register, request.map, request.out) == (
        *(given.register, given.mapping),
        given.out,
    )
    assert (request.seed, request.part, request.wave, request.only) == (
        *("zaad", "Zeewijk", 3),
        given.only,
    )
    assert request.choices.strata == ("wijk",)
    assert request.choices.excluded == given.excluded
    assert request.choices.one_per_address
    assert request.choices.reference_date == given.reference_date


# ---- which settings go together: every combination there is ----

CHOICES: dict[str, tuple[Any, ...]] = {
    "letters": (None, 40),
    "probability": (None, Fraction(1, 2)),
    "spread": ("proportional", "equal", "response", "key.csv", "no.csv"),
    "targets": (None, "quotas.csv"),
    "seats": (None, 4),
    "response": (None, "response.csv"),
    "floor": (None, Fraction(1, 2)),
    "ceiling": (None, Fraction(2)),
}


def expected(given: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The rules, written once more: of every mistake its code, and the option it is about."""
    found: list[tuple[str, str | None]] = []
    key = given["spread"] if given["spread"].endswith(".csv") else None
    sure = [given["letters"] is not None, given["probability"] is not None]
    if all(sure) or (not any(sure) and not key):
        found.append(("invite-letters-or-probability", None))
    if key == "no.csv":
        found.append(("invite-spread-unknown", None))
    if sure[1] and given["spread"] not in ("proportional", "response"):
        found.append(("invite-probability-spread", None))
    if (given["targets"] is None) != (given["seats"] is None):
        found.append(("invite-targets-and-seats", None))
    elif not given["targets"]:
        options = [
            *["--probability"] * sure[1],
            *["--response"] * (given["response"] is not None),
            *["--spread response"] * (given["spread"] == "response"),
        ]
        found += [("invite-needs-targets", options[0])] if options else []
    if given["spread"] != "response":
        found += [
            ("invite-needs-response", f"--{name}")
            for name in ("floor", "ceiling")
            if given[name] is not None
        ]
    return found


def test_every_combination_of_settings(folder: Path) -> None:
    refused = 0
    for values in itertools.product(*CHOICES.values()):
        given = dict(zip(CHOICES, values, strict=True))
        typed = texts(folder, **given)
        found = check_texts(typed)
        wanted = expected(given)
        shown = [(one.code, one.params.get("option")) for one in found]
        assert shown == wanted, given
        assert all(str(one) for one in found)
        refused += bool(found)
        if found:
            with pytest.raises(InputError):
                make_request(typed)
        else:
            assert make_request(typed).seed == "zaad"
    assert 0 < refused < 640


def test_all_files_that_are_wrong_are_told_at_once(folder: Path) -> None:
    given = texts(folder, letters=5, spread="quotas.csv", targets="key.csv", seats=4)
    with pytest.raises(InputError) as error:
        make_request(replace(given, response=folder / "none.csv"))
    assert [finding.file for finding in error.value.findings] == ["key.csv", "none.csv"]


def test_a_key_says_what_it_does_not_fit(folder: Path) -> None:
    for given, code in (
        ({"letters": 5, "spread": "key.csv"}, "key-letters-sum"),
        ({"spread": "weights.csv"}, "key-weight-letters"),
        ({"letters": 5, "spread": "quotas.csv"}, "key-columns"),
    ):
        with pytest.raises(InputError) as error:
            make_planner(texts(folder, **given))(STRATA)
        assert error.value.findings[0].code == code


def test_no_letters_that_reach_the_probability_under_proportional_spreading(folder: Path) -> None:
    """Zuid has too few people when its share of the letters goes to it."""
    (folder / "many.csv").write_text("category,feature,min,max\nwijk,Noord,0,90\nwijk,Zuid,60,90\n")
    given = texts(folder, probability=Fraction(9, 10), targets="many.csv", seats=90)
    with pytest.raises(InputError) as error:
        make_planner(given)(STRATA)
    assert error.value.findings[0].code in (
        *("probability-unreachable", "invite-proportional-unreachable"),
    )
