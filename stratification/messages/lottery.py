"""What is wrong with the settings of a lottery, or of synthetic pools."""

from stratification.messages.mark import _

LOTTERY: dict[str, str] = {
    "rule-unknown": _("there is no rule {rule}; choose one of: {rules}"),
    "gamma-rule": _("gamma belongs to the rule goldilocks, not to {rule}; leave it out"),
    "gamma-range": _("gamma is {gamma}: choose a number from {least} to {most}"),
    "tickets-range": _("{tickets} tickets: choose a number from 1 to {most}"),
    "time-limit-range": _("a time limit of {seconds} seconds: choose a number above 0"),
    "time-limit": _("the time limit ended before any panel was found; allow more time"),
    "panel-invalid": _("a panel did not pass the independent check; nothing was written"),
    "file-exists": _("the file exists already; choose a new name, nothing was written"),
    "folder-not-empty": _("the folder is not empty; choose a new one, nothing was written"),
    "folder-is-current": _("this is the folder you are in; name a new one in it"),
    "folder-is-file": _("there is a file of this name; choose a new folder"),
    "synth-whole": _("{name} is {number}: choose a whole number from {least} to {most}"),
    "synth-decimal": _(
        "{name} is {number}: choose a number from 0 to {most} with two decimals at most"
    ),
    "synth-population": _(
        "with a population of {population} somebody would sign up with a probability above 1 to "
        "make a pool of {people}: choose a population of {least} at least, or less bias"
    ),
}
