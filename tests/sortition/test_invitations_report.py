"""What is said about a first draw: the screen, and the data for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.invitations.allocate import equal, proportional
from sortition.invitations.homes import Home
from sortition.invitations.invite import Invited
from sortition.invitations.model import Plan, Strata, Stratum
from sortition.report.invitations import invite_data, invite_text
from sortition.report.words import WIDTH
from stratification.register.model import RegisterMap
from tests.sortition.invited import FILES, FORECAST, HOMES, STRATA, foreseen, invited, lines


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def parts(made: Invited) -> list[list[str]]:
    """The screen, in the parts that a blank line separates."""
    text = invite_text(made)
    assert all(len(line) <= WIDTH for line in text.splitlines())
    return [part.splitlines() for part in text.split("\n\n")]


def joined(part: list[str]) -> str:
    """The sentences of a part on one line."""
    return " ".join(line.strip() for line in part)


def with_plan(strata: Strata, plan: Plan, **changes: object) -> Invited:
    """An outcome with these letters."""
    return invited(plan=plan, strata=lines(strata, plan), letters=plan.total, **changes)


def test_the_screen_goes_from_the_register_to_the_letters() -> None:
    head, settings, steps, strata, homes, *files = parts(invited())
    assert head == ["1,200 letters were drawn."]
    assert settings == [
        "Register          brp.csv",
        "Reference date    2026-03-01",
        "Seed              Lotto 2026-03-07: 3 14 15 26 35 41",
        "A letter is for   a person; more than one at an address is possible",
        "Strata            gemeente × leeftijd",
        "Spread            proportional: as near to the same chance for everybody as can be",
    ]
    assert steps == [
        "From the register to the letter:",
        "  61,100  rows in the register",
        "  −1,000  people whose registration is suspended: died (O)",
        "    −100  without an address that a letter can be sent to",
        "  60,000  people who can get a letter",
        "   1,200  letters now",
        "With a disclosure block (geheimhouding): 420 of those who can be invited, 9 of those "
        "drawn. The",
        "municipality may write to them itself. It may not hand their names and addresses to "
        "others; tables",
        "for others leave them out.",
    ]
    assert strata == [
        "Letters by gemeente × leeftijd:",
        "                                     Chance",
        "                                       of a",
        "                    People  Letters  letter",
        "  Duindorp × 16-39   6,000      120      2%",
        "  Duindorp × 40+     9,000      180      2%",
        "  Zeewijk × 16-39   18,000      360      2%",
        "  Zeewijk × 40+     27,000      540      2%",
        "  together          60,000    1,200      2%",
        "Everybody has the same chance of a letter: 1 in 50 (2%).",
    ]
    assert homes[:7] == [
        "By size of home:",
        "  People                  Chance",
        "  in the                    of a",
        "    home   Homes  People  letter",
        "       1  13,000  13,000      2%",
        "       2  12,500  25,000      2%",
        "      3+   6,000  22,000    1.9%",
    ]
    assert joined(homes[7:]).startswith("Everybody in a stratum has the same chance, however many")
    assert joined(homes[7:]).endswith("Where chances differ here, it is because of the strata.")
    written, after = files
    assert [line for line in written if not line.startswith("  ")] == [
        "In loting/record, which may be published as it is:",
        "In loting/private, for the senders of the letters only:",
    ]
    named = [line.split()[0] for line in written if line.startswith("  ")]
    assert named == [name.partition("/")[2] for name in FILES]
    assert after[-1] == "  sortition letters loting --texts TEXTS.toml"


def test_every_file_says_what_it_is() -> None:
    written = parts(foreseen())[-2]
    assert all(len(line.split()) > 2 for line in written)
    assert "  curve-1.svg    the same as a picture" in written


def test_a_further_wave_says_what_was_sent_before() -> None:
    strata = replace(STRATA, rows=tuple(replace(row, earlier=300) for row in STRATA.rows))
    files = tuple(name.replace("-1.", "-2.") for name in FILES)
    made = with_plan(strata, proportional(strata, 1200), wave=2, earlier=1200, files=files)
    head, _, steps, table, *_, after = parts(made)
    assert joined(head) == (
        "1,200 letters were drawn. This is wave 2. Number of letters in earlier waves: 1,200; "
        "nobody who got one of these was drawn again."
    )
    assert "   1,200  letters in earlier waves" in steps
    # 2,400 letters for 60,000 people in all waves: Duindorp × 16-39 had 300 for 6,000, so it waits.
    assert "                    People  letters  Letters    waves" in table
    assert "  Duindorp × 16-39   6,000      300        0       5%" in table
    assert "  Zeewijk × 40+     27,000      300      750     3.9%" in table
    assert "  together          60,000    1,200    1,200       4%" in table
    assert after[-1] == "  sortition letters loting --wave 2 --texts TEXTS.toml"


def test_extremes_and_ties_are_told() -> None:
    made = with_plan(STRATA, equal(STRATA, 1201))
    table = parts(made)[3]
    assert "  Duindorp × 16-39   6,000      301           120      5%" in table
    assert joined(table).endswith(
        "The chance of a letter is the smallest for Zeewijk × 40+: 1 in 90 (1.1%). It is the "
        "largest for Duindorp × 16-39: about 1 in 20 (5%). That is 4.51 times as large. Strata had "
        "equal claims to the last letter or letters; the first in the order of the table got them."
    )
    assert made.plan.letters == (301, 300, 300, 300)


def test_who_cannot_be_chosen_is_told() -> None:
    strata = replace(STRATA, rows=(*STRATA.rows, Stratum(("Zeewijk", ""), 3)))
    table = parts(with_plan(strata, proportional(strata, 1000)))[3]
    assert "  Zeewijk × –            3        0      0%" in table
    assert joined(table).endswith(
        "No letter goes to: Zeewijk × – (number of strata: 1). Nobody there can be chosen. They "
        "are small for so few letters: more letters or fewer strata help."
    )
    plan = Plan("proportional", (120, 180, 0, 0), {"tied": []})
    made = with_plan(STRATA, plan, only=(("gemeente", "Duindorp"),))
    made = replace(made, rule=replace(made.rule, part="Duindorp"))
    _, settings, _, table, *_ = parts(made)
    assert "Only              gemeente = Duindorp" in settings
    assert "Part              Duindorp" in settings
    assert joined(table).endswith(
        "The chance of a letter is the same in every stratum that gets letters: 1 in 50 (2%). No "
        "letter goes to: Zeewijk × 16-39; Zeewijk × 40+ (number of strata: 2). Nobody there can be "
        "chosen."
    )


def test_many_strata_are_cut_and_said_where() -> None:
    rows = tuple(Stratum((f"buurt {at:02}",), 100) for at in range(25))
    strata = Strata(("buurt",), rows)
    made = with_plan(strata, proportional(strata, 50))
    made = replace(made, choices=replace(made.choices, strata=("buurt",)))
    table = parts(made)[3]
    assert "  buurt 19     100        2      2%" in table
    assert not any("buurt 20" in line for line in table)
    assert table[-3:] == [
        "  together   2,500       50      2%",
        "  and 5 more strata: all are in record/strata-1.csv",
        "Everybody has the same chance of a letter: 1 in 50 (2%).",
    ]


def test_without_strata_there_is_one_chance() -> None:
    strata = Strata((), (Stratum((), 60_000),))
    made = with_plan(strata, proportional(strata, 1200), homes=())
    made = replace(made, choices=replace(made.choices, strata=()))
    _, settings, _, table, *_ = parts(made)
    assert not any(line.startswith("Strata") for line in settings)
    assert table == ["The chance of a letter, on average: 1 in 50 (2%)."]


def test_a_letter_to_an_address_is_shared() -> None:
    homes = (
        Home("1", 13_000, 13_000, Fraction(1, 50), Fraction(1, 50)),
        Home("4", 5_000, 20_000, Fraction(1, 50), Fraction(1, 200)),
    )
    mapping = RegisterMap({"id": "Sleutel", "address": "Adres"}, frame="addresses")
    _, settings, steps, table, shown, *_ = parts(invited(mapping=mapping, homes=homes))
    assert "A letter is for   an address, whoever lives there" in settings
    assert "  60,000  addresses where they live" in steps
    assert "                    Addresses  Letters  letter" in table
    assert table[-1] == "Every address has the same chance of a letter: 1 in 50 (2%)."
    assert "       4   5,000  20,000      2%      0.5%" in shown
    assert "The people who live there share it" in joined(shown)
    assert joined(shown).endswith("in a home of 4 1 in 200 (0.5%): 0.25 times that.")
    listed = RegisterMap({"address": "Adres"}, frame="addresses")
    steps = parts(invited(mapping=listed, homes=homes))[2]
    assert "  60,000  addresses that can get a letter" in steps
    assert not any("people" in line for line in steps[3:6])


def test_one_letter_per_address_is_explained() -> None:
    choices = replace(invited().choices, one_per_address=True)
    _, settings, _, _, homes, *_ = parts(invited(choices=choices))
    assert "A letter is for   a person; at most one per address" in settings
    assert "only the one with the smallest number can get a letter" in joined(homes)
    assert len(parts(invited(homes=()))) == len(parts(invited())) - 1
    assert not any("times that" in joined(part) for part in parts(invited(homes=HOMES[:1])))


def test_the_forecast_is_told_with_what_it_is_not() -> None:
    table, _, forecast = parts(foreseen())[3:6]
    zeewijk = "  Zeewijk × 16-39   18,000      500           360    2.8%        2%   0.05%"
    assert f"{zeewijk}         0.03%" in table
    assert forecast[:5] == [
        "What may come of these letters, from a simulation:",
        "Sign-ups          about 44; in nine rounds of ten from 31 to 62",
        "Quotas can be met in 96.2% of 2,000 rounds (95% interval from 95.1% to 97%)",
        "If proportional   in 80.1% of 2,000 rounds (95% interval from 78% to 82%)",
        "Response          3.7% on average, according to 2024.csv",
    ]
    said = joined(forecast[5:])
    for text in (
        "You asked for 95%. 1,200 letters are the fewest that were found to give that; with 1,198 "
        "the best spread that was found did not.",
        "Spread in proportion, 1,460 letters are needed for that.",
        "With fewer than 700 letters in this wave no spread within the limits has enough",
        "between 0.5 and 4 times the chance that proportional spreading gives.",
        "goes from about 1 in 3,333 (0.03%) to 1 in 2,000 (0.05%) from one stratum to another; "
        "with proportional spreading from about 1 in 3,333 (0.03%) to 1 in 2,500 (0.04%).",
        "The interval is about the number of rounds only.",
        "the response as a whole is off by about 20%, up or down",
        "- leeftijd: 16-39, in 3.1% of the rounds",
    ):
        assert text in said
    assert forecast[-2:] == ["      600     12%            5%", "    1,200   96.2%             –"]


def test_a_forecast_of_another_spread_says_only_what_is_known() -> None:
    plan = replace(proportional(STRATA, 1200), forecast=replace(FORECAST, shortages=()))
    details = {
        **plan.details,
        "forecast": {
            "response": {"kind": "default", "source": "", "expected": 0.03},
            "uncertainty": {"campaign": 0.4, "values": []},
        },
    }
    forecast = joined(parts(invited(plan=replace(plan, details=details)))[5])
    assert "3% on average; no figures were given, so cautious ones" in forecast
    for text in ("asked", "proportional", "limits", "seat", "Too few", "With more or fewer"):
        assert text not in forecast
    asked = {**foreseen().plan.details, "proportional_letters": None, "as_proportional": True}
    forecast = joined(parts(invited(plan=replace(foreseen().plan, details=asked)))[5])
    assert "Spread in proportion, no number of letters gives that probability." in forecast
    assert "no other spread did better than the proportional one" in forecast


def test_programs_get_the_same() -> None:
    data = json.loads(json.dumps(invite_data(foreseen())))
    assert data["register"] == {"name": "brp.csv", "digest": "0" * 64, "rows": 61_100}
    removed = sum(step["removed"] for step in data["steps"])
    assert data["register"]["rows"] - removed == data["people"]
    assert data["confidential"] == {"units": 420, "drawn": 9}
    assert data["spread"]["kind"] == "response"
    assert data["strata"][0] == {
        "values": ["Duindorp", "16-39"],
        "size": 6_000,
        "earlier": 0,
        "letters": 200,
        "chance": "1/30",
        "proportional": 120,
        "response": 0.02,
        "sign_ups": 4.0,
        "seat_chance": 0.0004,
        "proportional_seat_chance": 0.0003,
    }
    assert data["strata"][3]["seat_chance"] is None
    assert data["homes"][2] == {
        "home": "3+",
        "homes": 6_000,
        "people": 22_000,
        "chance": "39/2000",
        "person_chance": "39/2000",
    }
    assert data["forecast"]["sign_ups"] == [31, 44, 62]
    assert data["forecast"]["shortages"] == [
        {"category": "leeftijd", "value": "16-39", "probability": 0.031}
    ]
    assert [one["letters"] for one in data["curve"]] == [600, 1200]
    plain = invite_data(invited())
    assert plain["forecast"] is plain["proportional_forecast"] is None
    assert plain["curve"] == plain["proportional_curve"] == plain["notices"] == []
    assert plain["strata"][0]["response"] is None
    assert plain["folder"] == str(Path("loting"))
