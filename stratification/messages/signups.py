"""What is wrong with sign-ups, or has to be looked at. Never what somebody answered."""

from stratification.messages.mark import _

SIGNUPS: dict[str, str] = {
    # ---- the file and its columns ----
    "signup-pair": _(
        "{option} is written as NAME=TEXT, with something on both sides of the = (number of "
        "values that are not: {count})."
    ),
    "signup-no-header": _(
        "none of these columns is in the first row: {columns}. Has the file a header?"
    ),
    "signup-nothing": _(
        "nothing is known about these columns: {columns}. Say which columns are what, or set the "
        "quotas first."
    ),
    "signup-column-missing": _('there is no column "{name}"; there are: {columns}'),
    "signup-column-missing-nearest": _('there is no column "{name}"; do you mean "{nearest}"?'),
    "signup-category-column-missing": _(
        'no column is called after the category "{name}"; there are: {columns}. Say which column '
        "holds the answers."
    ),
    "signup-category-column-missing-nearest": _(
        'no column is called after the category "{name}"; is it "{nearest}"? Say which column '
        "holds the answers."
    ),
    "signup-category": _('the quotas have no category "{category}"; they have: {known}'),
    "signup-category-nearest": _(
        'the quotas have no category "{category}"; do you mean "{nearest}"?'
    ),
    "signup-code-column": _(
        'none of these columns is called "code" (in Dutch aanmeldcode): {columns}. Say which '
        "column has the sign-up codes."
    ),
    "signup-code-columns": _(
        "more than one column is called after the sign-up codes: {columns}. Say which one has them."
    ),
    "signup-bsn": _(
        "these columns hold citizen service numbers (BSN): {columns}. They are not needed here; "
        "leave them out of the export."
    ),
    "signup-codes-strange": _(
        "most of the sign-up codes are those of no letter ({count} of {all} rows). Were the "
        "letters added to the dossier, and is this the right column? Nothing was read."
    ),
    "signup-file-known": _(
        "this file was read on {day}, and nothing has changed since. Export the sign-ups again "
        "when there are more."
    ),
    "signup-no-quotas": _(
        "there are no quotas yet, so no answers were read. Decide on them with: sortition assembly "
        "quotas. Then import the same file once more."
    ),
    "signup-name": _('there is no column or category "{name}"; there are: {known}'),
    "signup-name-nearest": _('there is no column or category "{name}"; do you mean "{nearest}"?'),
    # ---- why a row is doubtful ----
    "signup-no-code": _("there is no sign-up code."),
    "signup-code-near": _("no letter has this sign-up code; one slip away from it: {codes}"),
    "signup-code-form": _("this is no sign-up code."),
    "signup-received": _("this is no day such as 2026-11-26 or 26-11-2026 14:03."),
    "signup-late": _("this came after the last day, {day}."),
    "signup-blank": _('there is no answer about "{category}".'),
    "signup-value": _('this is no value of "{category}"; the quotas have: {values}'),
    "signup-value-nearest": _('this is no value of "{category}"; the nearest is "{nearest}".'),
    "signup-unsaid": _(
        'somebody prefers not to say "{category}", and the quotas have no such value.'
    ),
    "signup-age-unclear": _(
        'it is not clear which value of "{category}" this age belongs to: {values}'
    ),
    "signup-alike-row": _("this may be the same person as in row {row}: all fields are equal."),
    "signup-alike-day": _(
        "this may be the same person as one who signed up on {day}: all fields are equal."
    ),
    "signup-withdrawn": _("this is the sign-up code of somebody who withdrew."),
    # ---- why a row is refused ----
    "signup-code-unknown": _("no letter has this sign-up code, or one that is near to it."),
    "signup-twice-row": _("row {row} has the same sign-up code, and says something else."),
    "signup-twice-day": _(
        "the same sign-up code came in on {day} already, and this says something else."
    ),
    "signup-consent": _("there is no consent."),
    "signup-not-eligible": _("this is no answer with which somebody can take part."),
    "signup-age-outside": _(
        'this age is outside all values of "{category}": the person is not one of those for whom '
        "the assembly speaks."
    ),
    # ---- one sign-up ----
    "signup-already": _("this sign-up is in the dossier already, with the same answers: {code}"),
    "signup-waits": _("this sign-up is in the queue already, with the same answers."),
    "signup-nobody": _("nobody signed up with this code."),
    "signup-nobody-near": _(
        "nobody signed up with this code; these are one slip away from it: {codes}"
    ),
    "signup-withdrawn-twice": _("{code} withdrew already."),
    "signup-not-withdrawn": _("{code} did not withdraw."),
    "signup-seat": _(
        "{code} has a seat. Note with sortition assembly seat that this person gives it up."
    ),
    "signup-no-why": _("a reason is needed, for those who look at the log later."),
    "signup-no-changes": _("say what is to be changed."),
    "queue-unknown": _("no row with number {number} waits for a decision."),
    "queue-code-many": _("a sign-up code is that of one person: give --code with one row only."),
    # ---- where the assembly stands ----
    "view-answers-missing": _(
        "whether there is a valid panel cannot be told as long as answers are missing or strange."
    ),
    "view-lacking-slow": _(
        "finding the fewest further sign-ups with which there would be a valid panel takes a "
        "while; it is done only when you ask for it."
    ),
    "view-wave-proportional": _(
        "the letters of a next wave are spread in proportion to people: what is known does not "
        "allow to spread them by response."
    ),
    "view-wave-unknown": _(
        "what a next wave would bring cannot be told: the records of the letters are not of one "
        "draw with the same strata."
    ),
}
