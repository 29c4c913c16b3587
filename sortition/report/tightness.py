"""How tight the quotas are, in words and as plain data."""

from __future__ import annotations

from fractions import Fraction
from gettext import gettext, ngettext
from math import ceil, comb, log10
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report import data
from sortition.report.language import chance_words, percentage, whole
from sortition.report.words import item, line, sentence

if TYPE_CHECKING:
    from sortition.prices import Price, Prices
    from sortition.tightness import Tightness

MOST_PRICES = 5
MOST_FIXED = 10
LONGEST = 9  # digits of a number that people read


def tightness_text(found: Tightness) -> str:
    """What `sortition check` says about a problem with a valid panel, below its other lines."""
    fixed = [span for span in found.spans if span.fixed and span.quota.min < span.quota.max]
    lines = [line(gettext("Valid panels"), _panels(found))]
    if fixed:
        lines.append(
            line(gettext("No room"), gettext("the pool and the other quotas leave no choice for:"))
        )
        text = gettext("{category}: always {number} with {value}")
        lines += [
            item(text.format(category=q.category, value=q.value, number=span.least))
            for span in fixed[:MOST_FIXED]
            for q in (span.quota,)
        ]
        lines += _rest(len(fixed) - MOST_FIXED)
    lines.append(line(gettext("Smallest chance"), _smallest(found.prices)))
    return "\n".join(lines + _prices(found))


def _rest(count: int) -> list[str]:
    """That there are more items."""
    if count <= 0:
        return []
    text = ngettext(
        "and {count} more quota: see --json", "and {count} more quotas: see --json", count
    )
    return [item(text.format(count=count))]


def _panels(found: Tightness) -> str:
    """How many valid panels there are, among all groups of the size."""
    seats = found.problem.seats
    groups = comb(len(found.problem.pool.ids), seats)
    if found.exact is not None:
        text = gettext("{count}, of {groups} groups of {seats}")
        count = _number(log10(found.exact), found.exact)
    elif found.panels.estimate is not None:
        text = gettext("roughly {count}, of {groups} groups of {seats}; this is an estimate")
        count = _number(found.panels.estimate)
    else:
        text = gettext("no more than {count}, of {groups} groups of {seats}")
        count = _number(ceil(found.panels.bound))
    if "^" in count:
        zeros = gettext("(10^2 is a 1 with 2 zeros, and so on)")
        text = f"{text} {zeros}"
    return text.format(count=count, groups=_number(log10(groups), groups), seats=seats)


def _number(power: float, exact: int | None = None) -> str:
    """A number given by its decimal logarithm: its first digit, or all digits when it is exact."""
    if power >= LONGEST:
        return f"10^{round(power)}"
    if exact is not None:
        return whole(exact)
    step = 10 ** int(power)
    return whole(round(10**power / step) * step)


def _smallest(prices: Prices) -> str:
    """What is proven about the smallest chance."""
    chance = chance_words(prices.smallest)
    if prices.left_out:
        text = gettext("0%, for not everybody can be drawn; {chance} at most for the others")
    elif prices.smallest == 0:
        text = gettext("{chance}, for not everybody can be drawn")
    else:
        text = gettext("{chance} at most: no lottery gives everybody more")
    return text.format(chance=chance)


def _prices(found: Tightness) -> list[str]:
    """By how much the smallest chance rises when a limit gets one seat more room."""
    prices = found.prices
    label = gettext("Price of quotas")
    without = _without_households(prices)
    if not prices.prices:
        people = len(found.problem.pool.ids) - len(prices.left_out)
        if prices.smallest == Fraction(found.problem.seats, people):
            text = gettext("none: everybody can have the same chance; more takes more seats")
        else:
            text = gettext("one seat more room at one quota alone does not raise it")
        return [line(label, text), *without]
    title = gettext("with one seat more room for one of these, the smallest chance could be:")
    shown = [_price(prices, price) for price in prices.prices[:MOST_PRICES]]
    return [line(label, title), *shown, *_rest(len(prices.prices) - MOST_PRICES), *without]


def _price(prices: Prices, price: Price) -> str:
    """One limit: what it is, and what one seat more room would give."""
    from stratification.feasibility.limits import limit_finding

    text = gettext("{limit}; with {number}: {chance} (+{points})")
    return item(
        text.format(
            limit=sentence(limit_finding(price.limit)),
            number=price.moved,
            chance=percentage(prices.smallest + price.gain),
            points=_points(price.gain),
        )
    )


def _points(gain: Fraction) -> str:
    """A difference of two percentages."""
    return gettext("{points} percentage points").format(points=percentage(gain).removesuffix("%"))


def _without_households(prices: Prices) -> list[str]:
    """What dropping the household rule would give, if anything."""
    if not prices.household_gain:
        return []
    text = gettext("without the rule of one person per household: {chance} (+{points})")
    chance = percentage(prices.smallest + prices.household_gain)
    return [item(text.format(chance=chance, points=_points(prices.household_gain)))]


def tightness_data(found: Tightness) -> dict[str, Any]:
    """What `sortition check` says, for programs; fractions are texts "p/q"."""
    panels, prices = found.panels, found.prices
    return {
        "valid_panels": None if found.exact is None else str(found.exact),
        "valid_panels_log10_estimate": panels.estimate,
        "valid_panels_log10_bound": panels.bound,
        "groups_log10": panels.groups,
        "smallest_chance_bound": fraction_text(prices.smallest),
        "left_out": list(prices.left_out),
        "prices": [_price_data(price) for price in prices.prices],
        "household_gain": None
        if prices.household_gain is None
        else fraction_text(prices.household_gain),
        "room": [
            data.quota(span.quota) | {"least": span.least, "most": span.most}
            for span in found.spans
        ],
    }


def _price_data(price: Price) -> dict[str, Any]:
    """One limit with its price."""
    return {
        **data.quota(price.quota),
        "side": price.limit.side,
        "moved_to": price.moved,
        "gain": fraction_text(price.gain),
        "multiplier": fraction_text(price.multiplier),
    }
