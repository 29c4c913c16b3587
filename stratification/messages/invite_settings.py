"""Settings of a draw of letters that do not go together."""

from stratification.messages.mark import _

INVITE_SETTINGS: dict[str, str] = {
    "invite-letters-or-probability": _(
        "give the number of letters (--letters) or the chance that the quotas can be met "
        "(--probability), one of the two. With a key that says the letters, neither is needed."
    ),
    "invite-targets-and-seats": _(
        "the quotas of the panel (--targets) and its number of seats (--seats) belong together. "
        "Also give {missing}."
    ),
    "invite-needs-targets": _(
        "{option} is about the panel: also give its quotas (--targets) and its number of seats "
        "(--seats)."
    ),
    "invite-needs-response": _(
        "{option} only plays a part with --spread response. Leave it out, or spread by response."
    ),
    "invite-probability-spread": _(
        "the fewest letters for a chance are sought with --spread response or --spread "
        "proportional only. Give the number of letters (--letters) instead."
    ),
    "invite-proportional-unreachable": _(
        "no number of letters reaches this chance with --spread proportional. Try --spread "
        "response."
    ),
    "invite-spread-unknown": _(
        'there is no way of spreading "{name}", and no file of that name. Choose proportional, '
        "equal, response or the file of a key."
    ),
}
