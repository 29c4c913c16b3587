"""What is wrong with a group that is assessed, or worth knowing about it."""

from stratification.messages.mark import _

REPRESENTATION: dict[str, str] = {
    "assess-column-missing": _(
        'there is no column for the category "{name}" of the population. The columns are: '
        "{columns}. Rename a column, or name the categories in the population alike."
    ),
    "assess-column-missing-nearest": _(
        'there is no column for the category "{name}" of the population; did you mean '
        '"{nearest}"? The columns are: {columns}. Give both files the same name.'
    ),
    "assess-category-without-column": _(
        'there is no column "{name}", so this category is not assessed.'
    ),
    "assess-category-without-figures": _(
        'the population has no complete figures for "{name}", so this category is not assessed.'
    ),
    "assess-pair-without-figures": _(
        'the population has no complete figures for "{first}" and "{second}" together (or with '
        "other values than each alone), so this pair is not assessed."
    ),
    "assess-no-category": _(
        "no category is left to assess; the column that splits the people is not one of them."
    ),
    "assess-no-figures": _(
        "the population has no complete figures for any category of these people. Fill in the "
        "figures that are missing."
    ),
    "assess-no-group": _("there is nobody to assess; give a file with people."),
    "assess-by-unknown": _(
        'the population has no category "{name}". Its categories are: {categories}.'
    ),
    "assess-by-unknown-nearest": _(
        'the population has no category "{name}"; did you mean "{nearest}"? Its categories are: '
        "{categories}."
    ),
    "assess-within": _("a mirror cannot be off by {within} seats: choose 0, 1 or more."),
    "assess-least": _(
        "{least} as the smallest count that may be shown tells too much; choose {smallest} or "
        "more, or 0 to show everything."
    ),
    "assess-too-few": _(
        "these are so few people that nothing may be shown of them (each group must have at least "
        "{least} people, or all together). Look at the figures on the screen, or choose 0 to show "
        "everything."
    ),
    "assess-alike": _(
        "everybody in a group has the same value (group and category: {names}). Whoever sees the "
        "figures knows it of each of them. Leave out what is sensitive before you show them to "
        "others."
    ),
    "assess-funnel-split": _(
        "the steps of a funnel are files of their own, one for each step; leave out the column "
        "that splits the people."
    ),
    "assess-split-files": _(
        "a column that splits the people works on one file; put the people in one file, with this "
        "column, or leave the column out."
    ),
    "assess-name-twice": _(
        'two files are called "{name}"; their names stand for the groups, so rename one.'
    ),
    "assess-ages-outside": _(
        "somebody is younger or older than the ages that the population covers ({values}). These "
        "people do not count for this category; nothing is converted."
    ),
    "assess-ages-banded": _("ages in years count in the population's band that they fall in."),
    "answer-unknown": _(
        "this is no value of the population, rows: {rows} (number of rows: {count}). Correct the "
        "cells; leave them blank where the answer is not known. The population has: {values}."
    ),
    "answer-unknown-nearest": _(
        'this is no value of the population; did you mean "{nearest}"? Rows: {rows} (number of '
        "rows: {count}). Correct the cells; leave them blank where the answer is not known."
    ),
    "answers-unknown": _(
        "many cells hold no value of the population, rows: {rows} (number of rows: {count}, "
        "different values: {distinct}). Is this the right column? The population has: {values}."
    ),
    "split-column-missing": _(
        'there is no column "{name}" to split the people by. The columns are: {columns}.'
    ),
    "split-column-missing-nearest": _(
        'there is no column "{name}" to split the people by; did you mean "{nearest}"? The columns '
        "are: {columns}."
    ),
    "split-blank": _(
        "blank cells in rows: {rows} (number of rows: {count}). Everybody must belong to a group: "
        "fill them in."
    ),
    "norm-unreadable": _(
        '"{text}" is not a norm. Write a value, >= or <=, and a share: residents>=1/3, '
        "residents>=0.4 or professionals<=25%."
    ),
    "norm-share": _('the share in "{text}" must be from 0 to 1 (0% to 100%).'),
    "norm-without-split": _(
        "a norm is about the groups in one room; name the column that says who belongs to which "
        "group."
    ),
    "norm-value-unknown": _(
        'there is a norm for "{value}", but no group of this name. The groups are: {groups}.'
    ),
    "norm-value-unknown-nearest": _(
        'there is a norm for "{value}", but no group of this name; did you mean "{nearest}"?'
    ),
    "norm-and-none": _("norms are given and switched off at once; leave one of the two out."),
}
