"""The end of an assembly: what must go and when, destroying it, and who gets to see what."""

from stratification.messages.mark import _

ENDING: dict[str, str] = {
    # what is kept
    "ending-kind-unselected": _(
        "names, contact details and answers of people who signed up and were never drawn"
    ),
    "ending-kind-queue": _("rows of sign-up files that were not accepted at once, as they came"),
    "ending-kind-letters": _("where letters went that nobody answered"),
    "ending-kind-answers": _("the answers that the draws looked at"),
    "ending-kind-people": _("names, addresses and contact details"),
    "ending-kind-words": _("reasons that officers typed, and names of files"),
    "ending-kind-codes": _("the list of sign-ups and letters, and the keys of the sign-up codes"),
    # why it goes then
    "ending-why-unselected": _(
        "Once the assembly has ended nobody can be called for a seat any more, so there is no "
        "reason to know who else signed up."
    ),
    "ending-why-queue": _(
        "Somebody who was refused may object; six weeks after the draw that time is over."
    ),
    "ending-why-letters": _(
        "Addresses are there to see who lives together in the draw. Six weeks after it nothing "
        "needs them."
    ),
    "ending-why-answers": _(
        "Answers may be about health, origin or opinions, which the law protects most. After the "
        "assembly has ended nobody is replaced, so they go early."
    ),
    "ending-why-people": _(
        "The organiser has to reach the participants until the aftercare is over: thanks, payment, "
        "and what was done with their advice."
    ),
    "ending-why-words": _(
        "The reasons explain what was done, as long as people ask. They may hold names that "
        "officers typed."
    ),
    "ending-why-codes": _(
        "With the keys a sign-up code can be linked to a letter. When the last questions have been "
        "answered, nobody should be able to do that any more."
    ),
    # what stays
    "ending-stays-records": _(
        "The public records stay: with them everybody can check the draws. They hold sign-up "
        "codes, no names and no addresses."
    ),
    "ending-stays-log": _(
        "The log stays, without the reasons once these have been erased: it tells who did what and "
        "when, with sign-up codes and counts, no names of people who signed up."
    ),
    "ending-stays-seats": _(
        "The list of seats stays: sign-up codes, and what became of the seat of each."
    ),
    # the schedule
    "ending-kind": _("{kind} is no kind of data. Name one of: {known}"),
    "ending-kinds-none": _("no kind of data was named. Name at least one of: {known}"),
    "ending-days": _("the number of days must be a whole number from 0 to {most}."),
    "ending-no-why": _("give the reason as well: it is written down with what you decide."),
    "ending-day-future": _(
        "the assembly cannot have ended on {day}, which is still to come. Close it on the day "
        "itself, or later."
    ),
    "ending-day-early": _(
        "the assembly cannot have ended on {day}: the panel was drawn on {drawn}."
    ),
    "ending-closed-twice": _(
        "the assembly was closed already, with {day} as its last day. To change that, give the "
        "reason."
    ),
    # erasing
    "ending-not-closed": _(
        "{kind} may not go yet: the assembly has not been closed. Close it first; or give --early "
        "and the reason."
    ),
    "ending-not-due": _(
        "{kind} may not go before {day}. Wait until then; or give --early and the reason."
    ),
    "ending-lottery-waits": _(
        "there is a lottery that waits to be drawn ({folder}), and {kind} would be missing for it. "
        "Draw it first; or give --early and the reason."
    ),
    "ending-codes-last": _(
        "codes can only go when {kinds} have gone, or together with these: what is left could not "
        "be found any more."
    ),
    "ending-nothing": _("there is nothing of {kinds} in the dossier. Nothing was changed."),
    "ending-traces": _(
        "the data have been erased, but traces of them may still be in the files of the dossier: "
        "somebody else has it open, or the disk is full. Let everybody close it and look at what "
        "is due; the traces go then."
    ),
    "ending-copies": _(
        "copies outside the dossier are not erased: back-ups, tables that were written from it, "
        "files of sign-ups, and the private part of the folder of letters, which says whose code "
        "is whose. Destroy these too."
    ),
    "ending-destroyed": _(
        "the data of this assembly have been destroyed, so nothing can be added any more."
    ),
    "check-destruction": _("the proof of destruction is as it was written"),
    # one person
    "ending-person-unknown": _(
        "nothing in the dossier has the sign-up code {code} (… is no sign-up code). Look whether "
        "it was typed right."
    ),
    "ending-person-seat": _(
        "{code} has a seat. Note first that they withdraw, with: sortition assembly seat withdrawn"
    ),
    "ending-person-records": _(
        "the code {code} stays in the public records, because the draws must remain checkable. "
        "Nothing in the dossier says any more who that was."
    ),
    "ending-person-log": _(
        "the log still says what was done about {code} and when, without the reasons."
    ),
    "ending-person-letter": _(
        "that a letter with this code was sent stays known, not to whom. The private part of the "
        "folder of letters does say to whom: erase the person there too."
    ),
    "ending-person-loose": _(
        "rows of sign-up files without a code cannot be linked to somebody: {count}. Look whether "
        "one is of this person."
    ),
    "ending-person-given": _(
        "data of this person were given to: {recipients}. Tell them that these have been erased."
    ),
    "ending-person-reused": _(
        "volunteers went along to another assembly: {names}. Look whether this person did; then "
        "they must be erased there too."
    ),
    "ending-person-lottery": _(
        "a lottery with this code waits to be drawn ({folder}). If it draws {code}, note that they "
        "decline."
    ),
    # giving
    "ending-given-blank": _(
        "say who receives the data, what for, and on which legal ground: {missing} is blank."
    ),
    "ending-given-nothing": _(
        "no field was named. Name what the recipient needs, and no more: {known}"
    ),
    "ending-given-field": _("{field} is no field of people. Name some of: {known}"),
    "ending-given-answer": _("{category} is no category of answers. Name some of: {known}"),
    "ending-given-who": _("{who} is no group of people. Name one of: {known}"),
    "ending-given-nobody": _("there is nobody in this group whose data may be given."),
    "ending-given-nobody-known": _(
        "of all {count} people only their own municipality knows whether their data may go to "
        "third parties, so no fields of people can be given. Give codes and answers only, with "
        "--fields code and --answers; or let the municipality give the table. When it does not "
        "leave your own organisation, use --inside."
    ),
    "ending-given-unknown": _(
        "people left out because only their own municipality knows whether their data may go to "
        "third parties: {count}. They are in tables without fields of people: --fields code."
    ),
    "ending-given-unknown-in": _(
        "people in the table of whom only their own municipality knows whether their data may go "
        "to third parties: {count}. Add no names or addresses to it."
    ),
    "ending-given-special": _(
        "{categories} may be special personal data (health, origin, religion, opinion). These may "
        "only be given when people agreed to exactly that, or a law says so."
    ),
    "ending-given-blocked": _(
        "people left out because their data may not go to third parties: {count}. Their own "
        "municipality can reach them."
    ),
    "ending-given-blocked-in": _(
        "people in the table whose data may not go to third parties: {count}. The table must stay "
        "inside the municipality."
    ),
    "ending-given-code": _(
        "the table has sign-up codes. With these the recipient can look people up in the public "
        "records: give them only when that is needed."
    ),
}
