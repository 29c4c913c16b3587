"""Filling the open seats of a panel: who stays, what the nearest panels miss, the record of it."""

from stratification.messages.mark import _

REPLACEMENT: dict[str, str] = {
    "replacement-staying-unknown": _(
        "people who stay but are not in the pool (number of people: {count}): {ids}. Give the pool "
        "of everybody who signed up."
    ),
    "replacement-barred-unknown": _(
        "people who cannot be drawn but are not in the pool (number of people: {count}): {ids}. "
        "Give the pool of everybody who signed up."
    ),
    "replacement-both": _(
        "people who stay and cannot be drawn at the same time (number of people: {count}): {ids}. "
        "Choose one of the two for each of them."
    ),
    "replacement-no-seat": _(
        "no seat is open: the panel has this many seats: {seats}, and this many people stay: "
        "{staying}."
    ),
    "replacement-homes": _(
        "households of which two people or more stay: {count}. The panel has room for one person "
        "per household."
    ),
    "replacement-order-unknown": _(
        "people in the order of reserves who are not in the pool (number of people: {count}): "
        "{ids}. Give the pool of everybody who signed up."
    ),
    "replacement-chance": _(
        "a chance of {chance} for each of {seats} members to leave alone: it must be 0 or more, "
        "and all of them together 1 at most."
    ),
    "replacement-too-few": _(
        "the open seats cannot be filled, whatever the quotas are. Open seats: {seats}. People who "
        "can still be drawn: {people}. Find more people, or make the panel smaller."
    ),
    "replacement-too-few-homes": _(
        "the open seats cannot be filled with one person per household, whatever the quotas are. "
        "Open seats: {seats}. Households that can still send somebody: {homes}. Find more people, "
        "make the panel smaller, or allow more people per household."
    ),
    "replacement-none": _(
        "no choice of people for the open seats keeps all quotas. Open seats: {seats}. People who "
        "can still be drawn: {people}. The nearest panels miss the quotas below, and no others. "
        "You can accept that, and draw from the nearest panels."
    ),
    "replacement-missed-min": _(
        "{category}: the whole panel would have {have} with {value}; the quota asks for {min} at "
        "least"
    ),
    "replacement-missed-max": _(
        "{category}: the whole panel would have {have} with {value}; the quota allows {max} at most"
    ),
    "replacement-other-lottery": _(
        "this is the replacement of another lottery, or the lottery was changed."
    ),
    "replacement-other-quotas": _(
        "the quotas are not the ones that follow from those of the whole panel and the people who "
        "stay."
    ),
    "replacement-drawn-staying": _(
        "people who stay, or cannot be drawn, are in the lottery (number of people: {count})."
    ),
    "replacement-other-people": _(
        "the people in the lottery are not those of the pool who can be drawn."
    ),
    "replacement-ticket": _(
        "ticket {ticket} and the people who stay are not a whole panel as stated, by the answers "
        "in the pool."
    ),
    "check-replacement": _("it says who stays, who cannot be drawn and which quotas hold"),
    "check-replacement-quotas": _(
        "the quotas are those of the whole panel, less what those who stay can account for"
    ),
    "check-replacement-people": _("nobody who stays or cannot be drawn is in the lottery"),
    "check-replacement-pool": _("the lottery is among all people of the pool who can be drawn"),
    "check-replacement-panels": _(
        "every ticket, with those who stay, is a whole panel as stated, by the answers in the pool"
    ),
    "verify-replacement-no-pool": _(
        "without the pool of everybody who signed up it was not checked who could be drawn, and "
        "what the people who stay account for."
    ),
    "verify-replacement-deviation": _(
        "the panels miss quotas, as the record says. That no panel could keep more of them was not "
        "checked: that needs the program and the pool."
    ),
}
