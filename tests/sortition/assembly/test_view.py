"""The live view: what comes in, what lacks, and what a next wave would bring."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sortition.assembly.decided import decided
from sortition.assembly.draws.pool import pool_of
from sortition.assembly.signups import view as module
from sortition.assembly.signups import view_wave
from sortition.assembly.signups.changes import withdraw
from sortition.assembly.signups.forms import Form
from sortition.assembly.signups.importing import add_signup, import_signups
from sortition.assembly.signups.view import FEW, view
from sortition.assembly.signups.view_response import Answered
from sortition.assembly.signups.view_wave import next_wave
from sortition.assembly.store import Place, reading
from sortition.invitations.model import Strata, Stratum
from sortition.lottery import make_lottery
from stratification.errors import InputError
from stratification.pool import Pool
from stratification.problem import make_problem
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    decide_quotas,
    letter_codes,
    new_dossier,
    people,
    write_rows,
)

FORM = Form(received="Tijdstempel")


def filled(folder: Path, count: int, letters: int = 40) -> Place:
    place = new_dossier(folder, letters=letters)
    rows = people(letter_codes(place)[:count])
    import_signups(place, ACTOR, write_rows(folder / "a.csv", rows), FORM)
    return place


def test_nobody_yet(tmp_path: Path) -> None:
    seen = view(new_dossier(tmp_path))
    assert (seen.sign_ups, seen.panel, seen.smallest, seen.response) == (0, False, None, ())
    assert [line.lags for line in seen.quotas] == ["short"] * 5
    assert seen.lacking is not None
    assert seen.lacking.people == 4
    assert seen.notices == ()


def test_sign_ups_against_the_quotas(tmp_path: Path) -> None:
    seen = view(filled(tmp_path, 12))
    assert (seen.sign_ups, seen.seats, seen.letters, seen.answered) == (12, 4, 40, 12)
    lines = {line.value: line for line in seen.quotas}
    assert lines["vrouw"].sign_ups == 6
    assert lines["vrouw"].share == Fraction(1, 2)
    assert lines["vrouw"].per_seat == 3
    assert lines["vrouw"].lags == ""
    assert (seen.panel, seen.lacking, seen.short) == (True, None, ())
    (line,) = seen.response
    assert (line.column, line.value, line.letters, line.sign_ups) == ("wijk", "Noord", 40, 12)
    assert line.rate == pytest.approx(0.3)
    # Equal quotas for equal numbers: everybody can have the same chance.
    assert seen.smallest == Fraction(4, 12)


def test_what_lacks(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=10)
    for code, (age, sex) in zip(
        letter_codes(place), [("23", "man"), ("24", "man"), ("70", "vrouw")], strict=False
    ):
        add_signup(place, ACTOR, {"code": code, "leeftijd": age, "geslacht": sex})
    seen = view(place)
    assert {line.value: line.lags for line in seen.quotas} == {
        **{"16-29": "", "30-64": "short", "65+": "few", "vrouw": "short", "man": ""},
    }
    assert seen.panel is False
    assert {one.quota.value for one in seen.short} == {"30-64", "vrouw"}
    assert seen.lacking is not None
    assert seen.lacking.people == 1
    assert FEW == 2


def test_the_smallest_chance_is_a_bound_for_the_lottery(tmp_path: Path) -> None:
    place = filled(tmp_path, 11)
    seen = view(place)
    with reading(place) as dossier:
        target = decided(dossier.connection).need_target()
        problem = make_problem(pool_of(dossier, target), target.quotas, target.seats)
    lottery = make_lottery(problem)
    assert seen.smallest is not None
    assert min(lottery.chances) <= seen.smallest <= min(lottery.chances) + Fraction(1, 100)


def test_who_withdrew_answered_but_does_not_count(tmp_path: Path) -> None:
    place = filled(tmp_path, 6)
    withdraw(place, ACTOR, letter_codes(place)[0])
    seen = view(place)
    assert (seen.sign_ups, seen.answered) == (5, 6)


def test_without_quotas_there_is_no_view_and_new_ones_need_answers(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        view(new_dossier(tmp_path / "empty", quotas=None))
    place = filled(tmp_path, 6)
    decide_quotas(place, tmp_path, QUOTAS + "zorg,ja,0,4\nzorg,nee,0,4\n")
    seen = view(place)
    assert (seen.panel, seen.quotas) == (None, ())
    assert [one.code for one in seen.notices] == [
        "view-answers-missing",
        "assembly-answers-missing",
    ]


def test_a_next_wave(tmp_path: Path) -> None:
    place = filled(tmp_path, 12)
    seen = view(place, 100)
    assert seen.wave is not None
    assert (seen.wave.letters, seen.wave.spread) == (100, "proportional")
    assert [one.code for one in seen.notices] == ["view-wave-proportional"]
    assert seen.wave.strata == ((("Noord",), 100, pytest.approx(0.3)),)
    assert seen.wave.sign_ups == pytest.approx(30)
    by_value = dict(zip([one.value for one in seen.quotas], seen.wave.by_quota, strict=True))
    assert by_value["vrouw"] == pytest.approx(15)
    assert by_value["16-29"] == pytest.approx(10)
    with pytest.raises(InputError) as error:
        view(place, 100_000)
    assert [one.code for one in error.value.findings] == ["letters-too-many"]
    assert view(new_dossier(tmp_path / "without"), 100).wave is None


def test_a_next_wave_is_spread_by_response_where_strata_are_quotas(tmp_path: Path) -> None:
    place = filled(tmp_path, 12)
    quotas = "category,feature,min,max\nwijk,Noord,4,4\n"
    decide_quotas(place, tmp_path, quotas)
    rows = [{**row, "wijk": "Noord"} for row in people(letter_codes(place)[:12])]
    import_signups(place, ACTOR, write_rows(tmp_path / "b.csv", rows))
    seen = view(place, 50)
    assert seen.wave is not None
    assert (seen.wave.spread, seen.notices) == ("response", ())
    assert seen.wave.by_quota == (pytest.approx(15),)


def test_letters_go_where_too_few_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two strata of equal size, of which one hardly answers: it gets most letters."""
    quotas = "category,feature,min,max\nwijk,N,10,10\nwijk,Z,10,10\n"
    place = new_dossier(tmp_path, quotas=quotas, seats=20)
    strata = Strata(("wijk",), (Stratum(("N",), 5000, 500), Stratum(("Z",), 5000, 500)))
    monkeypatch.setattr(view_wave, "_strata", lambda dossier: strata)
    sent = Answered(("wijk",), {("N",): (500, 50), ("Z",): (500, 10)}, {})
    with reading(place) as dossier:
        target = decided(dossier.connection).need_target()
        problem = make_problem(Pool((), ("wijk",), ()), target.quotas, 20)
        wave, notices = next_wave(dossier, target, sent, problem, 200)
    assert wave is not None
    assert notices == ()
    (_, north, high), (_, south, low) = wave.strata
    assert north + south == 200
    assert south > 1.5 * north
    assert 0.07 < high < 0.1
    assert 0.02 < low < 0.04
    assert wave.by_quota == (pytest.approx(north * high), pytest.approx(south * low))
    assert wave.sign_ups == pytest.approx(sum(wave.by_quota))


def test_a_stratum_that_the_quotas_do_not_know_gets_no_letters_of_the_next_wave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person with an unknown age does not make all letters go in proportion."""
    quotas = "category,feature,min,max\nwijk,N,10,10\nwijk,Z,10,10\n"
    place = new_dossier(tmp_path, quotas=quotas, seats=20)
    sizes = {"?": (3, 1), "N": (5000, 500), "Z": (5000, 500)}
    strata = Strata(("wijk",), tuple(Stratum((name,), *size) for name, size in sizes.items()))
    monkeypatch.setattr(view_wave, "_strata", lambda dossier: strata)
    counts = {("?",): (1, 0), ("N",): (500, 50), ("Z",): (500, 10)}
    with reading(place) as dossier:
        target = decided(dossier.connection).need_target()
        problem = make_problem(Pool((), ("wijk",), ()), target.quotas, 20)
        sent = Answered(("wijk",), counts, {})
        wave, notices = next_wave(dossier, target, sent, problem, 200)
    assert wave is not None
    assert (wave.spread, notices) == ("response", ())
    given = {values: letters for values, letters, _ in wave.strata}
    assert given["?",] == 0
    assert given["N",] + given["Z",] == 200
    assert given["Z",] > 1.5 * given["N",]


def test_what_takes_long_is_done_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK", 1)
    place = new_dossier(tmp_path, letters=10)
    for code, age in zip(letter_codes(place), ("23", "40"), strict=False):
        add_signup(place, ACTOR, {"code": code, "leeftijd": age, "geslacht": "man"})
    seen = view(place)
    assert (seen.panel, seen.lacking) == (False, None)
    assert [one.code for one in seen.notices] == ["view-lacking-slow"]
    assert view(place, thorough=True).lacking is not None
