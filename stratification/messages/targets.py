"""What is wrong with the settings of targets, or worth knowing about them."""

from stratification.messages.mark import _

TARGETS: dict[str, str] = {
    "targets-method-unknown": _("there is no method {name}; choose from: {names}."),
    "targets-bandwidth": _(
        '"{text}" is not a bandwidth; write a number of seats such as 0 or 1, a percentage such as '
        "10%, or floor-ceiling."
    ),
    "targets-nothing": _("there is no category to make targets for; name at least one."),
    "targets-values-differ": _(
        "the values of {category} are not the same in the figures of {first} and of {second}. Only "
        "one of the two has: {values}. Spell or group them alike, or leave one of the two out."
    ),
    "targets-star": _(
        'the name "{name}" has a *, which makes a combination in a quota file. Rename it in the '
        "population and in the pool."
    ),
    "targets-missing": _(
        "{category}: the figures of {values} are missing. Fill them in (0 only where there is "
        "nobody), merge them with other values, or leave this table out."
    ),
    "targets-contradict": _(
        "these targets cannot all be met by one panel of {seats} seats, whoever signs up: {names}. "
        "Choose a wider bandwidth, or leave a combination out."
    ),
    "targets-unchecked": _(
        "{names}: too many values together to check whether these targets can be met by one panel. "
        "Check them with a pool."
    ),
    "targets-tied": _(
        "{category}: {values} have equal claims to the last seats. Those that come first in the "
        "table got them."
    ),
    "targets-never": _(
        "{category}: there is no seat for {values}, so nobody with such a value can be drawn. "
        "Raise the maximum if that is not meant."
    ),
    "targets-perhaps-absent": _(
        "{category}: the minimum is 0 for {values}, so these groups may be absent from the panel."
    ),
    "oversample-form": _(
        'extra seats: "{text}" is not understood; write value=+3 or category:value=+3.'
    ),
    "oversample-reason": _(
        'extra seats for "{value}": the reason is missing. Give one; it is shown beside the '
        "figures."
    ),
    "oversample-reasons": _(
        "extra seats: the number of reasons is {reasons}, the number of groups {groups}. Give one "
        "reason for all, or one for each group in the same order."
    ),
    "oversample-category": _(
        'extra seats: there are no targets for a category "{category}" on its own. There are for: '
        "{names}."
    ),
    "oversample-value": _('extra seats: there is no value "{value}". There are: {names}.'),
    "oversample-value-nearest": _(
        'extra seats: there is no value "{value}"; did you mean "{nearest}"? There are: {names}.'
    ),
    "oversample-several": _(
        'extra seats: "{value}" is a value of more than one category: {names}. Name the one that '
        "is meant, as in category:value=+3."
    ),
    "oversample-twice": _('extra seats: "{value}" of {category} is named twice; name it once.'),
    "oversample-combination": _(
        "extra seats: the figures of {names} do not have the extra seats of {category}. Leave "
        "these combinations out."
    ),
    "free-form": _(
        'a value without a share: "{text}" is not understood; write category:value=3, with the '
        "largest number of seats."
    ),
    "free-seats": _(
        'a value without a share: {most} seats for "{value}" is not possible; choose a number from '
        "1 to less than the {seats} seats."
    ),
    "free-category": _(
        'a value without a share: there are no targets for a category "{category}" on its own. '
        "There are for: {names}."
    ),
    "free-twice": _(
        "only one value of a category may be without a share; {category} has another one beside "
        '"{value}".'
    ),
    "free-combination": _(
        'a value without a share: the figures of {names} do not have "{value}" of {category}. '
        "Leave these combinations out."
    ),
    "oversample-seats": _(
        "extra seats: {category} then needs {sum} seats, and there are {seats}. Give fewer extra "
        "seats."
    ),
}
