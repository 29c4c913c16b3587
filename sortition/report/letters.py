"""Letters that were written: in words and as data. Nothing in it is about one person."""

from __future__ import annotations

from gettext import gettext, ngettext
from typing import TYPE_CHECKING, Any

from sortition.report.data import finding
from sortition.report.language import whole
from sortition.report.words import item, line, wrapped
from stratification.messages import _

if TYPE_CHECKING:
    from sortition.letters.post import Posted

FILES = {
    "letters": _("the letters, to print"),
    "mail-merge.csv": _("the same as a table, for programs"),
    "mail-merge.xlsx": _("the same as a table, for mail merge in an office suite"),
}


def letters_text(posted: Posted) -> str:
    """The result of `sortition letters`."""
    kind = (
        ngettext("{count} reminder is ready.", "{count} reminders are ready.", posted.letters)
        if posted.reminder
        else ngettext("{count} letter is ready.", "{count} letters are ready.", posted.letters)
    )
    lines = [kind.format(count=whole(posted.letters)), ""]
    lines.append(line(gettext("Folder"), str(posted.folder)))
    if posted.pages:
        lines.append(line(gettext("Pages"), whole(posted.pages)))
    if posted.reminder:
        lines.append(line(gettext("Answered"), whole(posted.answered)))
    if posted.third_party is not None:
        lines.append(line(gettext("For"), posted.third_party))
        lines.append(line(gettext("Without a letter"), whole(posted.blocked)))
    return "\n".join([*lines, "", *_files(posted), "", *_next(posted)])


def _files(posted: Posted) -> list[str]:
    """What each file is; the parts of the letters together."""
    parts = [name for name in posted.files if name.endswith(".pdf")]
    shown = [name for name in posted.files if name not in parts]
    pdf = " – ".join(dict.fromkeys((parts[0], parts[-1]))) if parts else ""
    named = [(pdf, FILES["letters"])] if parts else []
    named += [(name, FILES[name]) for name in shown]
    return [item(f"{name}: {gettext(about)}") for name, about in named]


def _next(posted: Posted) -> list[str]:
    """What to do with them, and what was noted down."""
    if posted.sample:
        text = gettext(
            "This is a sample, to look at: the letters with the longest lines. Print one, fold it "
            "and put it in the envelope: all of the address must show in the window. Nothing was "
            "added to the register of provision."
        )
    else:
        text = gettext(
            "The folder holds names, addresses and sign-up codes: keep it private, and delete it "
            "when the letters are posted. Who received which data is in record/provision.csv; "
            "look whether it says it right."
        )
    return [wrapped(text)]


def letters_data(posted: Posted) -> dict[str, Any]:
    """The same for programs."""
    return {
        "folder": str(posted.folder),
        "files": list(posted.files),
        "letters": posted.letters,
        "pages": posted.pages,
        "reminder": posted.reminder,
        "sample": posted.sample,
        "answered": posted.answered,
        "third_party": posted.third_party,
        "blocked": posted.blocked,
        "notices": [finding(notice) for notice in posted.notices],
    }
