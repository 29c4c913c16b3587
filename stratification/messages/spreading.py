"""What is wrong with the letters asked for, or with a key by which they are spread."""

from stratification.messages.mark import _

SPREADING: dict[str, str] = {
    "letters-too-many": _(
        "{letters} letters are asked for, but only {left} can still be sent: nobody gets a second "
        "one. Ask for fewer, or choose more strata."
    ),
    "letters-outside-limits": _(
        "strata whose chance of a letter would be less than {floor} or more than {ceiling} times "
        "the chance that proportional spreading gives: {names} (number of strata: {count}). Choose "
        "other numbers of letters, or wider limits."
    ),
    "key-columns": _(
        "a key has columns that are strata ({strata}), at least one, and a column letters or "
        "weight (in Dutch brieven or gewicht), one of the two."
    ),
    "key-no-strata": _(
        "a key divides the letters over strata, and there are none: name the columns with --strata."
    ),
    "key-column-strange": _(
        "this column is no stratum, and neither letters nor weight (in Dutch brieven, gewicht). "
        "The strata are: {strata}. Remove the column, or add it to the strata."
    ),
    "key-no-rows": _("there are no rows below the header."),
    "key-letters": _(
        "cells with no whole number of letters such as 3333: rows {rows} (number of rows: "
        "{count}). Write 0 where nobody gets a letter."
    ),
    "key-weight": _(
        "cells with no weight such as 2, 0.5 or 12.5%: rows {rows} (number of rows: {count}). "
        "Write all of them with % or none, and thousands without a point or comma."
    ),
    "key-weights-zero": _("all weights are 0: nobody would get a letter."),
    "key-weight-letters": _(
        "weights say how letters are divided, not how many there are: give the number of letters "
        "too (--letters)."
    ),
    "key-letters-sum": _(
        "the letters in the key add up to {sum}, but {letters} are asked for (--letters). Change "
        "one of the two, or give the key only."
    ),
    "key-rows-twice": _(
        "rows with the same values as a row before: {rows} (number of rows: {count}). Keep one."
    ),
    "key-value-strange": _(
        '"{value}" does not occur in the register among those who can get a letter. It has: '
        "{names}."
    ),
    "key-value-strange-nearest": _(
        '"{value}" does not occur in the register among those who can get a letter; did you mean '
        "{names}?"
    ),
    "key-row-nobody": _(
        "rows about nobody who can get a letter (their values do not occur together): {rows} "
        "(number of rows: {count}). Remove them."
    ),
    "key-strata-missing": _(
        "no row is about these strata: {names} (number of strata: {count}). Add a row for each, "
        "with 0 where nobody gets a letter."
    ),
    "key-row-too-many": _(
        "{letters} letters, but only {left} can still be sent to this part of the register."
    ),
    "key-weights-full": _(
        "{letters} letters are asked for, but only {left} can still be sent where the weight is "
        "not 0. Ask for fewer, or give other parts a weight."
    ),
}
