"""What is wrong with a draw or a record, and what was checked."""

from stratification.messages.mark import _

RECORD: dict[str, str] = {
    "draw-no-lottery": _(
        "there is no {name} in this folder. Name the folder that the command lottery made."
    ),
    "draw-choice": _(
        "a draw needs the number of a ticket or a seed, and not both. Give one of the two."
    ),
    "draw-ticket-number": _(
        "there is no such ticket; the number must be a whole number from 0 to {most}. Give the "
        "number that was thrown in public."
    ),
    "draw-seed-blank": _(
        "the seed is blank. Everybody could know a blank seed beforehand, and nobody can tell that "
        "it was meant. Give a text that did not exist yet when the tickets were published."
    ),
    "draw-seed-known": _(
        "this is the seed that the lottery itself was made with. It was known before the tickets "
        "were published, so whoever made the lottery could have chosen the outcome. Give a seed "
        "that did not exist yet by then, or the number of a ticket thrown in public."
    ),
    "draw-text-damaged": _(
        "the seed or the reason has characters that cannot be written in UTF-8. Type it again."
    ),
    "draw-reason-blank": _(
        "the reason for drawing again is blank. It becomes public; say in a few words why the "
        "earlier draw does not count."
    ),
    "draw-nothing-to-redraw": _(
        "there is a reason for drawing again, but nothing has been drawn from this lottery yet. "
        "Leave out --redraw."
    ),
    "draw-already": _(
        "ticket {ticket} has been drawn already, and a lottery is drawn once. If that draw does "
        "not count, draw again with --redraw and the reason, which becomes public."
    ),
    "draw-redraw-pool": _(
        "the details of those drawn earlier are still in the folder: {files}. Name the pool with "
        "--pool so that they are replaced, or move these files elsewhere first."
    ),
    "draw-file-foreign": _(
        "there is a file of this name, and no draw wrote it. Move it elsewhere; it would be "
        "overwritten."
    ),
    "draw-going-on": _(
        "another draw is going on in this folder, or one was broken off. When you are sure that "
        "none is going on, remove the file {lock} and try again."
    ),
    "draw-pool-missing": _(
        "people of the lottery who are not in the pool (number of people: {count}): {ids}. Give "
        "the file that the lottery was made from; nothing was drawn."
    ),
    "draw-pool-strange": _(
        "people who are not in the lottery, in rows: {rows} (number of rows: {count}). Give the "
        "file that the lottery was made from; nothing was drawn."
    ),
    "draw-other-lottery": _("this is the draw of another lottery, or the lottery was changed."),
    "draw-other-panel": _("the panel is not the one that stands on the ticket drawn last."),
    "draw-other-ticket": _("the seed of draw {number} gives ticket {ticket}, not the one stated."),
    "draw-reason": _("every draw after the first one must have a reason, and the first one none."),
    "draw-file-unnamed": _(
        "the file is in the folder but draw.json does not name it, so nothing shows that a draw "
        "wrote it. Move it elsewhere."
    ),
    "record-json": _(
        "this is not JSON in UTF-8: the file is damaged or of another kind. Get the published file "
        "again."
    ),
    "record-csv": _(
        "this is not CSV in UTF-8: the file is damaged or of another kind. Get the published file "
        "again."
    ),
    "record-rewritten": _(
        "the bytes are not the ones that the program writes, so the file was changed afterwards "
        "(opening and saving it in a spreadsheet does that). Get the published file again."
    ),
    "record-too-deep": _("the file is too large or nested too deeply to be checked here."),
    "record-format": _(
        "the format is not {format}: the file comes from another version of the program, or was "
        "changed."
    ),
    "record-own-digest": _(
        "the content does not match the digest in it, so it was changed afterwards. Get the "
        "published file again."
    ),
    "record-digest": _(
        "the file does not have the digest that {stated_in} states, so it was changed afterwards. "
        "Get the published file again."
    ),
    "record-keys": _("an object must have exactly these keys: {keys}."),
    "record-value": _(
        'a value of "{key}" is not what docs/record.md (of letters: docs/invitations-record.md) '
        "asks for."
    ),
    "record-header": _("the header is not: {header}"),
    "record-row-width": _("row {row} has too many or too few cells."),
    "record-people": _("the number of people is {people}; lottery.json says {stated}."),
    "record-ids-order": _("the ids are not sorted, or an id stands in two rows."),
    "record-ids-guard": _(
        "an id begins with a character that a spreadsheet takes for a formula; it must have an "
        "apostrophe before it."
    ),
    "record-tickets": _("the number of tickets is {rows}; lottery.json says {stated}."),
    "record-ticket-number": _("row {row} should be ticket {ticket}."),
    "record-ticket-order": _(
        "ticket {ticket}: the ids are not sorted, or somebody is on it twice."
    ),
    "record-ticket-stranger": _("ticket {ticket} has an id that is not in the lottery."),
    "proof-other-lottery": _(
        "rule, seats or number of people are not those of lottery.json: this is the proof of "
        "another lottery."
    ),
    "proof-first-row": _("the first row does not say that all people together fill the seats."),
    "proof-cut-negative": _("the multiplier of a cut is negative, which proves nothing."),
    "proof-cut-open": _("cut {number} is not proven: its tree leaves panels that may break it."),
    "proof-not-contained": _(
        "the stated chances break a quota, a household or a cut, so no lottery has them."
    ),
    "proof-kinds": _("the steps of the proof are not the ones that the rule needs."),
    "proof-steps": _(
        "step {number} does not prove what is stated: other chances may be better under the rule."
    ),
    "proof-gap": _("what is proven is more than one in a billion away from what is stated."),
    "proof-mixture-panel": _("panel {number} of the mixture is not a valid panel."),
    "proof-mixture-chances": _("the mixture does not give the stated chances."),
    "chances-not-proven": _("the chance of {id} is not the one that the proof gives."),
    "chances-tickets": _("{id} is on this many tickets: {tickets}; the file says {stated}."),
    "members-people": _("the ids are not those of chances.csv, in the same order."),
    "members-sizes": _("the classes do not have the sizes that the proof states."),
    "members-household-single": _("somebody without housemates has the number of a household."),
    "members-household-kind": _("people of one class live in different kinds of households."),
    "members-household-row": _(
        "the proof has no row that lets every household of a kind send one person at most."
    ),
    "ticket-row": _("ticket {ticket} is not a valid panel: it breaks a quota."),
    "ticket-household": _("ticket {ticket} has two people of one household."),
    "figure-wrong": _('"{key}" does not follow from the proof and the tickets.'),
    "inputs-other-quotas": _(
        "the lottery was made with other quotas. Give the quotas file that it was made with."
    ),
    "inputs-other-pool": _(
        "the lottery was made from another pool: ids, answers or households differ. Give the file "
        "that it was made from, with the same columns for ids and households."
    ),
    "inputs-other-people": _("the ids of the pool are not those of chances.csv."),
    "inputs-other-classes": _("the classes are not those of the pool."),
    "inputs-other-rows": _("the rows are not the quotas and the households of the pool."),
    "inputs-other-members": _("the classes of the people do not follow from their answers."),
    "inputs-other-households": _("the people of one household are not those of the pool."),
    "inputs-ticket": _(
        "ticket {ticket} is not a valid panel, by the answers in the pool and the quotas."
    ),
    "check-folder": _("this is the folder of a lottery"),
    "check-lottery": _("the figures are complete and unchanged"),
    "check-digest": _("the file is the one that was published"),
    "check-proof": _("the proof is complete, and about this lottery"),
    "check-chances": _("everybody is there once, with a chance and a number of tickets"),
    "check-members": _("everybody is there once, with a class of the proof"),
    "check-tickets": _("every ticket is there once, with the right number of different people"),
    "check-cuts": _("no valid panel breaks a cut"),
    "check-contained": _("the chances keep every quota, household and cut"),
    "check-steps": _("no other chances are better under the rule"),
    "check-mixture": _("a lottery over valid panels has exactly these chances"),
    "check-counts": _("everybody is on as many tickets as stated"),
    "check-stated": _("everybody's chance is the proven one"),
    "check-figures": _("the figures follow from the proof and the tickets"),
    "check-households": _("valid panels need at most one person of a household"),
    "check-panels": _("every ticket is a valid panel"),
    "check-draw": _("the drawn panel is the one on the ticket that the draws give"),
    "check-private": _("the file is the one that the draw wrote"),
    "check-inputs": _("the lottery was made from this pool and these quotas"),
    "check-quotas": _("the lottery was made with these quotas"),
    "check-pool": _("the people of the pool can be read"),
    "check-ids": _("the people are those of the pool"),
    "check-answers": _("every ticket is a valid panel by the answers in the pool"),
    "check-problem": _("the classes and rows are those of the pool and the quotas"),
    "check-classes": _("classes and households are those of the pool"),
    "verify-not-all": _("what depends on a file that is not right was not checked."),
    "verify-no-members": _(
        "the file is not in the folder: classes, quotas and households of each ticket were not "
        "checked against it."
    ),
    "verify-not-drawn": _("nothing has been drawn from this lottery yet."),
    "verify-draw-unfinished": _(
        "a draw is going on in this folder, or was broken off. Drawing again tidies it up."
    ),
    "verify-seed-known": _(
        "a draw used the seed that the lottery was made with, which was known before the tickets "
        "were published."
    ),
    "verify-no-ticket": _(
        "people who have a chance and are on no ticket: {count}. There are too few tickets for "
        "them, and who they are follows from the seed of the lottery."
    ),
    "verify-no-inputs": _(
        "without the pool and the quotas it was not checked that the lottery was made from them."
    ),
    "verify-half-inputs": _(
        "the answers of the people can only be checked with both the pool and the quotas."
    ),
    "verify-other-file": _("in the folder, but not part of the record: {name}"),
}
