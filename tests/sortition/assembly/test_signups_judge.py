"""What becomes of the rows of a file: no database plays a part."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.assembly.decided import Target
from sortition.assembly.signups.forms_reading import Entry
from sortition.assembly.signups.judge import OUTCOMES, Judge, Rules, Verdict
from sortition.assembly.signups.judge_codes import Codes, near_codes
from sortition.assembly.signups.judge_known import Known, Queued, Signed
from sortition.assembly.signups.judge_values import REFUSING, Reason, values_of
from sortition.letters.codes import code_hash, is_code, make_codes
from stratification.messages import MESSAGES
from stratification.quotas import Quota, Quotas

SALTS = (bytes(32), bytes(range(32)))
CODES = make_codes(SALTS[0], ["a", "b", "c"]) + make_codes(SALTS[1], ["d", "e"])
LETTERS = {code_hash(SALTS[at > 2], code): f"home {at}" for at, code in enumerate(CODES)}
QUOTAS = Quotas(
    (
        Quota("leeftijd", "16-29", 0, 4),
        Quota("leeftijd", "30 t/m 64 jaar", 0, 4),
        Quota("leeftijd", "65+", 0, 4),
        Quota("mening", "voor", 0, 4),
        Quota("mening", "tegen", 0, 4),
        Quota("mening", "Zeg ik liever niet", 0, 4),
        Quota("geslacht", "vrouw", 0, 4),
        Quota("geslacht", "man", 0, 4),
        Quota("geslacht*wijk", "vrouw*Noord", 0, 4),
    )
)
TARGET = Target(4, QUOTAS, ("mening",))
VALUES = values_of(TARGET)
GOOD = {"leeftijd": "23", "mening": "voor", "geslacht": "vrouw", "wijk": "Noord"}


def rules(letters: bool = True, **changes: Any) -> Rules:
    codes = Codes(b"o" * 32, SALTS, LETTERS) if letters else Codes(b"o" * 32)
    columns = {name: name for name in GOOD}
    return Rules(codes, VALUES, columns, "2026-11-26", **changes)


def entry(number: int, code: str | None, /, **changes: Any) -> Entry:
    answers = {**GOOD, **changes.pop("answers", {})}
    people = changes.pop("people", {})
    made: dict[str, Any] = {
        "number": number,
        "code": code,
        "received": None,
        "consent": None,
        "unfit": (),
        "household": (),
        "people": people,
        "answers": answers,
        "identity": tuple(answers.values()) + tuple(people.values()),
        "cells": {"code": code or "", **answers, **people}
        | {name: str(changes[name]) for name in ("received", "consent") if name in changes},
    }
    return Entry(**{**made, **changes})


def judge(*entries: Entry, known: Known | None = None, **changes: Any) -> list[Verdict]:
    return Judge(rules(**changes), known or Known()).judge(entries)


def told(verdict: Verdict) -> tuple[str, list[str]]:
    return verdict.outcome, [reason.code for reason in verdict.reasons]


def signed(code: str, state: str = "accepted", **answers: str) -> Known:
    held = {name: [value] for name, value in {**ANSWERS, **answers}.items()}
    return Known({code: Signed(code, state, "2026-11-20", None, held, {"naam": ["Jan"]})})


ANSWERS = {"leeftijd": "16-29", "mening": "voor", "geslacht": "vrouw", "wijk": "Noord"}


def test_a_row_is_accepted_with_the_values_of_the_quotas() -> None:
    typed = CODES[3].lower().replace("-", " ")
    (verdict,) = judge(entry(2, typed, answers={"geslacht": " VROUW "}, people={"naam": "Jan"}))
    assert told(verdict) == ("accepted", [])
    assert verdict.code == CODES[3]
    assert verdict.home == "home 3"
    assert verdict.answers == ANSWERS
    assert verdict.people == {"naam": "Jan"}


@pytest.mark.parametrize(
    ("category", "text", "value", "reason"),
    [
        ("leeftijd", "16-29", "16-29", None),
        ("leeftijd", "16 tot 30 jaar", "16-29", None),
        ("leeftijd", "29", "16-29", None),
        ("leeftijd", "30.0", "30 t/m 64 jaar", None),
        ("leeftijd", "99 jaar", "65+", None),
        ("leeftijd", "15", None, "signup-age-outside"),
        ("leeftijd", "26-11-1996", "30 t/m 64 jaar", None),
        ("leeftijd", "27-11-1996", "16-29", None),
        ("leeftijd", "2015-01-01", None, "signup-age-outside"),
        ("leeftijd", "2030-01-01", None, "signup-age-outside"),
        ("leeftijd", "1990", "30 t/m 64 jaar", None),
        ("leeftijd", "1996", None, "signup-age-unclear"),
        ("leeftijd", "2010", None, "signup-age-unclear"),
        ("leeftijd", "20-40", None, "signup-age-unclear"),
        ("leeftijd", "25+", None, "signup-age-unclear"),
        ("leeftijd", "oud", None, "signup-value"),
        ("leeftijd", "zeg ik liever niet", None, "signup-unsaid"),
        ("leeftijd", "", None, "signup-blank"),
        ("mening", "Prefer not to say", "Zeg ik liever niet", None),
        ("mening", "zeg ik  LIEVER niet", "Zeg ik liever niet", None),
        ("mening", "23", None, "signup-value"),
        ("geslacht", "vrou", None, "signup-value-nearest"),
        ("geslacht", "wil ik niet zeggen", None, "signup-unsaid"),
        ("wijk", "noord", "Noord", None),
        ("wijk", "Elders", "Elders", None),
        ("wijk", "", None, "signup-blank"),
    ],
)
def test_values(category: str, text: str, value: str | None, reason: str | None) -> None:
    (verdict,) = judge(entry(2, CODES[0], answers={category: text}))
    assert verdict.answers.get(category) == value
    assert [one.code for one in verdict.reasons] == ([] if reason is None else [reason])
    doubtful = "refused" if reason in REFUSING else "doubtful"
    assert verdict.outcome == ("accepted" if reason is None else doubtful)


@given(day=st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1)), age=st.integers(0, 110))
def test_a_day_of_birth_and_the_age_on_the_day_give_one_band(day: datetime.date, age: int) -> None:
    values = next(one for one in VALUES if one.category == "leeftijd")
    last = day.replace(year=day.year - age) if (day.month, day.day) != (2, 29) else None
    if last is not None:
        assert values.read(last.isoformat(), day) == values.read(str(age), day)
        before = (last + datetime.timedelta(days=1)).strftime("%d-%m-%Y")
        if age and (last.month, last.day) != (2, 28):
            assert values.read(before, day) == values.read(str(age - 1), day)


def test_codes() -> None:
    swapped = CODES[0][1] + CODES[0][0] + CODES[0][2:]
    strange = make_codes(bytes(32), ["no letter"])[0]
    rows = [entry(n, code) for n, code in enumerate(["", swapped, strange, "onzin"], 2)]
    assert [told(one) for one in judge(*rows)] == [
        ("doubtful", ["signup-no-code"]),
        ("doubtful", ["signup-code-near"]),
        ("refused", ["signup-code-unknown"]),
        ("refused", ["signup-code-unknown"]),
    ]
    assert judge(*rows)[1].reasons[0].params == {"codes": f'"{CODES[0]}"'}
    # A code that is used already is not what was meant.
    used = judge(entry(2, CODES[0]), entry(3, swapped))
    assert told(used[1]) == ("refused", ["signup-code-unknown"])
    assert near_codes(swapped, CODES) == f'"{CODES[0]}"'


def test_the_same_code_again() -> None:
    other = entry(4, CODES[0], answers={"geslacht": "man"})
    verdicts = judge(entry(2, CODES[0]), entry(3, CODES[0].lower()), other)
    assert [told(one) for one in verdicts] == [
        ("accepted", []),
        ("same", []),
        ("refused", ["signup-twice-row"]),
    ]
    assert verdicts[2].reasons[0].params == {"row": 2}
    known = signed(CODES[0])
    assert [told(one) for one in judge(entry(2, CODES[0]), other, known=known)] == [
        ("same", []),
        ("refused", ["signup-twice-day"]),
    ]


def test_who_is_refused_leaves_the_code_to_another_row() -> None:
    rows = [entry(2, CODES[0], consent=False), entry(3, CODES[0], answers={"geslacht": "man"})]
    assert [told(one) for one in judge(*rows)] == [
        ("refused", ["signup-consent"]),
        ("accepted", []),
    ]
    rows = [entry(2, CODES[0], answers={"geslacht": "?"}), entry(3, CODES[0])]
    assert [told(one) for one in judge(*rows)] == [
        ("doubtful", ["signup-value"]),
        ("refused", ["signup-twice-row"]),
    ]


def test_all_reasons_are_given() -> None:
    row = entry(
        2,
        "",
        received="30-11-2026",
        consent=False,
        unfit=("Woonplaats",),
        answers={"leeftijd": "3", "geslacht": ""},
    )
    (verdict,) = judge(row, deadline="2026-11-27")
    assert verdict.outcome == "refused"
    assert Counter(reason.code for reason in verdict.reasons) == Counter(
        [
            *("signup-no-code", "signup-late", "signup-consent", "signup-not-eligible"),
            *("signup-age-outside", "signup-blank"),
        ]
    )
    assert [one.column for one in verdict.reasons if one.code == "signup-not-eligible"] == [
        "Woonplaats"
    ]


def test_the_deadline() -> None:
    days = ["27-11-2026 23:59", "28-11-2026", "gisteren", ""]
    rows = [
        entry(n, code, received=day)
        for n, (code, day) in enumerate(zip(CODES[:4], days, strict=True), 2)
    ]
    late = [told(one) for one in judge(*rows, deadline="2026-11-27")]
    assert late == [
        ("accepted", []),
        ("doubtful", ["signup-late"]),
        ("doubtful", ["signup-received"]),
        ("doubtful", ["signup-received"]),
    ]
    lenient = judge(*rows, deadline="2026-11-27", lenient=frozenset({"signup-late"}))
    assert [one.outcome for one in lenient] == ["accepted"] * 2 + ["doubtful"] * 2
    # Who is in is not late.
    known = signed(CODES[1])
    assert told(judge(rows[1], known=known, deadline="2026-11-27")[0]) == ("same", [])


def test_who_withdrew_is_looked_at_when_something_else_comes() -> None:
    known = signed(CODES[0], "withdrawn")
    rows = [entry(2, CODES[0]), entry(3, CODES[0], answers={"geslacht": "man"})]
    assert [told(one) for one in judge(*rows, known=known)] == [
        ("same", []),
        ("doubtful", ["signup-withdrawn"]),
    ]


def test_a_new_category_is_filled() -> None:
    (old,) = signed(CODES[0]).signed.values()
    held = {name: values for name, values in old.answers.items() if name != "mening"}
    known = Known({CODES[0]: Signed(CODES[0], "accepted", "2026-11-20", None, held, {})})
    filled, again = judge(entry(2, CODES[0]), entry(3, CODES[0]), known=known)
    assert (filled.outcome, filled.answers) == ("same", {"mening": "voor"})
    assert (again.outcome, again.answers) == ("same", {})
    (doubtful,) = judge(entry(2, CODES[0], answers={"mening": "?"}), known=known)
    assert told(doubtful) == ("doubtful", ["signup-value"])


def test_a_value_that_quotas_no_longer_have_is_replaced() -> None:
    known = signed(CODES[0], leeftijd="16-24")
    (verdict,) = judge(entry(2, CODES[0]), known=known)
    assert (verdict.outcome, verdict.answers) == ("same", {"leeftijd": "16-29"})


def test_what_was_corrected_does_not_come_back() -> None:
    (old,) = signed(CODES[0]).signed.values()
    held = {**old.answers, "geslacht": ["vrouw", "man"]}
    known = Known({CODES[0]: Signed(CODES[0], "accepted", "2026-11-20", None, held, {})})
    assert told(judge(entry(2, CODES[0]), known=known)[0]) == ("same", [])


def queued(number: int, row: Entry, state: str, *codes: str) -> Queued:
    reasons = tuple(Reason(code, {}, "geslacht") for code in codes)
    return Queued(number, "f", row.number, state, row.code, "2026-11-20", reasons, row.cells)


def test_rows_of_the_queue() -> None:
    bad = entry(2, CODES[0], answers={"geslacht": "?"})
    for state, reasons, outcome in (
        ("doubtful", ["signup-value"], ("same", None)),
        ("refused", ["signup-consent"], ("doubtful", 7)),  # another reason now
        ("settled", ["signup-value"], ("same", None)),
    ):
        (verdict,) = judge(bad, known=Known({}, (queued(7, bad, state, *reasons),)))
        assert (verdict.outcome, verdict.replaces) == outcome
    # The code of a row that waits is used.
    other = entry(3, CODES[0])
    (verdict,) = judge(other, known=Known({}, (queued(7, bad, "doubtful", "signup-value"),)))
    assert told(verdict) == ("refused", ["signup-twice-day"])


def test_without_letters_codes_are_made_and_stay() -> None:
    rows = [entry(n, None, people={"naam": name}) for n, name in enumerate(["A", "B"], 2)]
    first = judge(*rows, letters=False)
    assert [one.outcome for one in first] == ["accepted"] * 2
    assert len({one.code for one in first}) == 2
    assert all(is_code(one.code or "") for one in first)
    more = [entry(2, None, people={"naam": "C"}), entry(3, None, people={"naam": "A"})]
    assert judge(*more, letters=False)[1].code == first[0].code
    own = judge(entry(2, CODES[0]), entry(3, "zomaar"), letters=False)
    assert [told(one) for one in own] == [("accepted", []), ("doubtful", ["signup-code-form"])]
    assert own[0].code == CODES[0]


def test_without_letters_the_same_person_is_looked_at() -> None:
    rows = [
        entry(n, None, people={"naam": name}, answers={"geslacht": sex})
        for n, (name, sex) in enumerate([("A", "man"), ("a", "vrouw"), ("", "man"), ("", "man")], 2)
    ]
    assert [told(one) for one in judge(*rows, letters=False)] == [
        ("accepted", []),
        ("doubtful", ["signup-alike-row"]),
        ("accepted", []),
        ("accepted", []),
    ]


CELLS: Mapping[str, list[str]] = {
    "leeftijd": ["23", "12", "1950-02-03", "65+", "", "?"],
    "mening": ["voor", "zeg ik liever niet", "x"],
    "geslacht": ["vrouw", "vrou", ""],
    "wijk": ["Noord", "Elders", ""],
}


@st.composite
def rows_of(draw: st.DrawFn) -> list[Entry]:
    typed = [*CODES, CODES[0].lower(), CODES[1][1] + CODES[1][0] + CODES[1][2:], "onzin", ""]
    entries = []
    for number in range(2, 2 + draw(st.integers(0, 12))):
        answers = {name: draw(st.sampled_from(texts)) for name, texts in CELLS.items()}
        more: dict[str, Any] = {
            "received": draw(st.sampled_from(["25-11-2026", "28-11-2026", "ooit"])),
            "consent": draw(st.sampled_from([None, True, False])),
        }
        row = entry(number, draw(st.sampled_from(typed)), answers=answers, **more)
        entries.append(row)
    return entries


@settings(max_examples=60, deadline=None)
@given(rows_of(), st.booleans())
def test_no_row_is_lost_and_a_second_reading_brings_nothing(
    entries: list[Entry], letters: bool
) -> None:
    changes: dict[str, Any] = {"letters": letters, "deadline": "2026-11-27"}
    verdicts = judge(*entries, **changes)
    assert [one.entry for one in verdicts] == entries
    accepted = [one.code for one in verdicts if one.outcome == "accepted"]
    assert len(set(accepted)) == len(accepted)
    for one in verdicts:
        assert one.outcome in OUTCOMES
        assert bool(one.reasons) == (one.outcome in ("doubtful", "refused"))
        assert any(reason.refuses for reason in one.reasons) == (one.outcome == "refused")
        assert all(reason.code in MESSAGES for reason in one.reasons)
        if one.outcome == "accepted":
            assert set(one.answers) == set(GOOD)
    again = judge(*entries, known=stored(verdicts), **changes)
    assert {one.outcome for one in again} <= {"same"}
    assert not any(one.answers or one.people for one in again)


def stored(verdicts: list[Verdict]) -> Known:
    """What the dossier holds after these."""
    signed_up = {}
    queue = []
    for at, one in enumerate(verdicts):
        if one.outcome == "accepted" and one.code is not None:
            held = {name: [value] for name, value in one.answers.items()}
            signed_up[one.code] = Signed(one.code, "accepted", one.received, one.home, held, {})
        elif one.outcome != "same":
            row = one.entry
            queue.append(
                Queued(
                    *(at, "f", row.number, one.outcome, one.code, one.received, one.reasons),
                    row.cells,
                )
            )
    return Known(signed_up, tuple(queue))
