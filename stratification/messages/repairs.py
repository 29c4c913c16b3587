"""Conflicts between quotas, their repairs, lacking sign-ups and the room that is left."""

from stratification.messages.mark import _

REPAIRS: dict[str, str] = {
    "repair-not-needed": _("there is a valid panel already, so nothing has to be repaired."),
    "repair-count": _("{count} repairs: ask for 1 at least."),
    "repair-none": _(
        "no change of the quotas helps within min_flex and max_flex and without those that are "
        "locked. Unlock some, allow more change, find more people, or choose another number of "
        "seats."
    ),
    "lock-unknown": _(
        '"{text}" names no quota to lock; write a category, or category:value. The categories '
        "are: {categories}."
    ),
    "lock-unknown-nearest": _(
        '"{text}" names no quota to lock; did you mean "{nearest}"? Write a category, or '
        "category:value."
    ),
    "lacking-none": _(
        "the quotas contradict each other: no number of further sign-ups makes a valid panel "
        "possible."
    ),
    "lacking-too-large": _(
        "the combined quotas link too many values (combinations: {count}) to compute which "
        "further sign-ups are needed."
    ),
}
