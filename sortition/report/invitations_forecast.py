"""What may come of letters: the forecast of a plan, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from gettext import gettext
from typing import TYPE_CHECKING, Any

from sortition.report.grid import grid
from sortition.report.language import chance_words, decimal, percentage, whole
from sortition.report.words import item, line

if TYPE_CHECKING:
    from sortition.invitations.model import Forecast, Plan

INDENT = "  "
MAX_SHORTAGES = 5


def forecast_lines(plan: Plan) -> list[str]:
    """Sign-ups, the chance that the quotas can be met, and how these follow from letters."""
    forecast = plan.forecast
    if forecast is None:
        return []
    return [
        gettext("What may come of these letters, from a simulation:"),
        *_figures(plan, forecast),
        *map(item, [*_asked(plan), *_seats(plan), *_caution(plan)]),
        *_shortages(forecast),
        *_curve(plan),
    ]


def _figures(plan: Plan, forecast: Forecast) -> list[str]:
    """The figures of the simulation."""
    low, middle, high = map(whole, forecast.sign_ups)
    sign_ups = gettext("about {middle}; in nine rounds of ten from {low} to {high}")
    lines = [
        line(gettext("Sign-ups"), sign_ups.format(low=low, middle=middle, high=high)),
        line(gettext("Quotas can be met"), _probability(forecast)),
    ]
    if other := plan.proportional_forecast:
        lines.append(line(gettext("If proportional"), _probability(other)))
    if model := plan.details.get("forecast"):
        response = model["response"]
        if response["kind"] == "default":
            source = gettext("{percent} on average; no figures were given, so cautious ones")
        else:
            source = gettext("{percent} on average, according to {source}")
        percent = percentage(Fraction(response["expected"]))
        text = source.format(percent=percent, source=response["source"])
        lines.append(line(gettext("Response"), text))
    return lines


def _probability(forecast: Forecast) -> str:
    text = gettext("in {percent} of {rounds} rounds (95% interval from {low} to {high})")
    parts = {
        name: percentage(Fraction(getattr(forecast, part)))
        for name, part in (("percent", "probability"), ("low", "low"), ("high", "high"))
    }
    return text.format(rounds=whole(forecast.samples), **parts)


def _asked(plan: Plan) -> list[str]:
    """What is known about fewer letters, and about other ways to spread them."""
    details, texts = plan.details, []
    if asked := details.get("probability"):
        text = gettext(
            "You asked for {asked}. {letters} letters are the fewest that were found to give that; "
            "with {fewer} the best spread that was found did not."
        )
        numbers = {"letters": plan.total, "fewer": max(0, plan.total - details["step"])}
        shown = {name: whole(number) for name, number in numbers.items()}
        texts.append(text.format(asked=percentage(Fraction(asked)), **shown))
        needed = details["proportional_letters"]
        if needed is None:
            texts.append(
                gettext("Spread in proportion, no number of letters gives that probability.")
            )
        else:
            text = gettext("Spread in proportion, {count} letters are needed for that.")
            texts.append(text.format(count=whole(needed)))
    if details.get("least"):
        text = gettext(
            "With fewer than {least} letters in this wave no spread within the limits has enough "
            "sign-ups, not even on average."
        )
        texts.append(text.format(least=whole(details["least"])))
    if limits := details.get("limits"):
        text = gettext(
            "The chance of a letter was kept between {floor} and {ceiling} times the chance that "
            "proportional spreading gives."
        )
        numbers = {name: decimal(float(Fraction(limits[name])), 2) for name in limits}
        texts.append(text.format(**numbers))
    if details.get("as_proportional"):
        texts.append(
            gettext("In the simulation no other spread did better than the proportional one.")
        )
    return texts


def _seats(plan: Plan) -> list[str]:
    """The chance of a seat, end to end."""
    if plan.seat_chances is None:
        return []
    text = gettext(
        "From register to seat, the chance of a seat goes from {least} to {most} from one stratum "
        "to another."
    )
    if plan.proportional_seat_chances is not None:
        text = gettext(
            "From register to seat, the chance of a seat goes from {least} to {most} from one "
            "stratum to another; with proportional spreading from {other_least} to {other_most}."
        )
    ends = _ends(plan.seat_chances)
    others = _ends(plan.proportional_seat_chances or plan.seat_chances)
    return [text.format(least=ends[0], most=ends[1], other_least=others[0], other_most=others[1])]


def _ends(chances: Sequence[float]) -> tuple[str, str]:
    least, most = (chance_words(Fraction(f"{end:.12f}")) for end in (min(chances), max(chances)))
    return least, most


def _caution(plan: Plan) -> list[str]:
    """What the interval is not about."""
    texts = [
        gettext(
            "The interval is about the number of rounds only. Nobody knows beforehand how many "
            "people will sign up; a pilot, or the figures of an earlier draw, say more than any "
            "simulation."
        )
    ]
    if model := plan.details.get("forecast"):
        text = gettext(
            "In the rounds the response as a whole is off by about {percent}, up or down: less "
            "than that two times in three."
        )
        off = percentage(Fraction(f"{model['uncertainty']['campaign']:.6f}"))
        texts.append(text.format(percent=off))
    return texts


def _shortages(forecast: Forecast) -> list[str]:
    """The values that most often had too few sign-ups."""
    if not forecast.shortages:
        return []
    lines = [gettext("Too few sign-ups for their quota had, most often:")]
    for one in forecast.shortages[:MAX_SHORTAGES]:
        text = gettext("{category}: {value}, in {percent} of the rounds")
        percent = percentage(Fraction(one.probability))
        lines.append(item(text.format(category=one.category, value=one.value, percent=percent)))
    return lines


def _curve(plan: Plan) -> list[str]:
    """Letters against probability."""
    if not plan.curve:
        return []
    columns = [
        [gettext("Letters"), *(whole(one.letters) for one in plan.curve)],
        [
            gettext("Quotas can be met"),
            *(percentage(Fraction(one.probability)) for one in plan.curve),
        ],
    ]
    if plan.proportional_curve:
        known = {one.letters: one.probability for one in plan.proportional_curve}
        found = [known.get(one.letters) for one in plan.curve]
        texts = ["–" if one is None else percentage(Fraction(one)) for one in found]
        columns.append([gettext("If proportional"), *texts])
    head = gettext("With more or fewer letters (fewer rounds, so rougher):")
    return [head, *grid(columns, left=(), indent=INDENT)]


def forecast_data(plan: Plan) -> dict[str, Any]:
    """The same for programs; null or empty without targets."""
    return {
        "forecast": _data(plan.forecast),
        "proportional_forecast": _data(plan.proportional_forecast),
        "curve": [_data(one) for one in plan.curve],
        "proportional_curve": [_data(one) for one in plan.proportional_curve],
    }


def _data(forecast: Forecast | None) -> Mapping[str, Any] | None:
    if forecast is None:
        return None
    content = asdict(forecast)
    return {
        **content,
        "sign_ups": list(content["sign_ups"]),
        "shortages": list(content["shortages"]),
    }
