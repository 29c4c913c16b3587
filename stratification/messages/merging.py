"""What a check of a draw of letters found, and what is wrong with parts that are to be joined."""

from stratification.messages.mark import _

MERGING: dict[str, str] = {
    "check-waves": _(
        "the waves are complete and unchanged, each follows the one before it, and all sums are "
        "right"
    ),
    "check-spread": _("the letters are spread as stated"),
    "check-spread-response": _(
        "the letters are in the strata that could get them (how they were divided over these, by "
        "the response expected, was found by a search that is not repeated)"
    ),
    "check-letters-private": _(
        "those drawn, their addresses, their strata and their codes are the ones of the record"
    ),
    "check-repeated": _("the register gives these counts, these strata and these people"),
    "verify-forecast": _(
        "what was expected of sign-ups and seats was found by simulation, and only its form was "
        "checked."
    ),
    "verify-no-provision": _(
        "there is no register of provision, so who got which data is not known."
    ),
    "verify-query": _(
        "the query of wave {wave} was not compared: it was written by another version, or for a "
        "file of another name."
    ),
    "check-merged": _("the joined files belong together, and the sums in them are right"),
    "verify-merged-parts": _(
        "the records of the parts were not compared: of their waves only the digests stand here. "
        "Whether these numbers and this seed are those of the parts, you find out by joining the "
        "records again (the command merge): that must give the same files."
    ),
    "verify-merged-register": _(
        "this folder has parts that were joined, so the draw cannot be repeated here. Leave out "
        "--register and --exclude, or give them with the record of one part."
    ),
    "merged-order": _(
        "the parts do not stand in the order of their names, or one stands there twice."
    ),
    "merged-total": _('the total "{key}" is not the sum of that of the parts.'),
    "merged-sum": _(
        'of the part "{part}" the column "{key}" adds up to {sum}, and merged.json states {stated}.'
    ),
    "merged-count": _(
        'of the part "{part}" there are {count} letters, and merged.json states {stated}.'
    ),
    "merged-rows": _(
        "rows are not in the order that docs/invitations-record.md asks for, or are missing, or "
        "stand there twice."
    ),
    "verify-no-private": _(
        "the private folder is not here: who got a letter was not compared with it."
    ),
    "verify-no-register": _(
        "without the register (--register) the draw was not repeated: that the record is right in "
        "itself was checked."
    ),
    "verify-other-register": _(
        "no wave was drawn from this very file. The first wave is repeated from it all the same: "
        "the same people in another kind of file give the same draw."
    ),
    "verify-wave-private": _(
        "wave {wave} was not repeated: who got a letter before it is in the private folder, which "
        "is not here."
    ),
    "verify-wave-register": _(
        "wave {wave} was drawn from another file than this register, and was not repeated. Check "
        "it with that file."
    ),
    "verify-people-changed": _(
        "letters with another name, address or disclosure block than in the register: {letters} "
        "(number of letters: {count}). That is allowed, for instance to mend a name; ask who "
        "changed it, and why."
    ),
    "verify-excluded": _(
        "wave {wave} was not repeated: the lists of excluded ids (--exclude) are not those of the "
        "draw. Give all of them, unchanged, and no others."
    ),
    "wave-gone": _(
        "this file is of wave {wave}, but there is no {name}: that wave was broken off, or its "
        "record was taken away. Put {name} back, or draw that wave again."
    ),
    "verify-no-record": _(
        "there is no record in this folder: neither {lottery} nor {wave}. Name the folder that the "
        "command lottery or the command invite made."
    ),
    "wave-spread": _("the spread that is stated gives other letters to the strata."),
    "wave-proportional": _(
        "spreading in proportion gives other numbers than those in the column proportional of "
        "{file}."
    ),
    "repeat-query": _(
        "this is not the query that repeats the draw: somebody changed it, and made its digest "
        "anew."
    ),
    "repeat-homes": _("the register gives other numbers or chances by size of home."),
    "repeat-private": _("letters of this file are for other addresses than the register gives."),
    "repeat-strata": _("the register does not give the strata of {file}."),
    "repeat-steps": _(
        "the register does not give the stated numbers of people left out or eligible."
    ),
    "repeat-drawn": _("the register and the seed give other people than those of the record."),
    "merge-not-draw": _(
        "this is not the public folder (record) of a draw of letters: it has no {name}."
    ),
    "merge-no-part": _(
        "this draw has no name of a part. Every municipality draws with --part and its own name."
    ),
    "merge-part-twice": _('there is another folder of the part "{part}". Give each part once.'),
    "merge-one": _("give the folders of at least two parts."),
    "merge-register": _(
        "this part was drawn from the same register as {other}, so its people would count twice. "
        "Every part draws from a register of its own."
    ),
    "merge-differs-seed": _(
        "the public seed differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-frame": _(
        "what gets a letter differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-one-per-address": _(
        "whether an address gets at most one letter differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-reference-date": _(
        "the reference date differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-strata-columns": _(
        "the columns of the strata differ: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-minimum-age": _(
        "the smallest age differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-maximum-age": _(
        "the largest age differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-undetermined": _(
        "what becomes of incomplete birth dates differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-spread": _(
        "the way in which letters are spread differs: {here} here, {there} in {first}. "
        "All parts draw by the same rules."
    ),
    "merge-differs-bands": _(
        'the ages of the strata column "{column}" differ: {here} here, {there} in {first}. '
        "All parts draw by the same rules."
    ),
    "merge-differs-age-here": _(
        'the strata column "{column}" is the age here ({here}), and a column of the register in '
        "{first}. All parts draw by the same rules."
    ),
    "merge-differs-age-there": _(
        'the strata column "{column}" is a column of the register here, and the age in {first} '
        "({there}). All parts draw by the same rules."
    ),
    "merge-key-columns": _(
        "the key needs the columns part and letters (in Dutch deel and brieven)."
    ),
    "merge-key-number": _(
        "cells with no whole number of letters: rows {rows} (number of rows: {count})."
    ),
    "merge-key-twice": _('the part "{part}" has more than one row. Keep one.'),
    "merge-key-unknown": _('there is no folder of the part "{part}". Add it, or remove the row.'),
    "merge-key-missing": _('the key has no row for the part "{part}".'),
    "merge-key-letters": _(
        'the part "{part}" sent {sent} letters, but the key says {asked}. Ask it to draw again, or '
        "change the key."
    ),
}
