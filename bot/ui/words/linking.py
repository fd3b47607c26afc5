"""Words for a link that can't be offered, and for wrong input that should finish one."""

from __future__ import annotations

from typing import Final, TypedDict, assert_never

from bot.linking.errors import CodeRefused, PasteRefusal, PasteRefused, TooManyLinks
from bot.ui.language import _, later, n_
from bot.ui.notices import AMBER, Notice
from bot.ui.text import when
from bot.ui.words.shared import CODE_CANCELLED, CODE_WRONG, JUST_A_MOMENT

LinkingProblem = TooManyLinks | PasteRefused | CodeRefused


def linking_words(error: LinkingProblem) -> Notice:
    """Return the words for a linking error."""
    match error:
        case TooManyLinks(until=until):
            text = _("You can get the next one {when}.").format(when=when(until))
            return Notice(_("That's a lot of links"), text, AMBER, private=True)
        case PasteRefused(reason=reason):
            text = _(_PASTED[reason])
            return Notice(_paste_title(reason), text, AMBER, private=True)
        case CodeRefused(left=None):
            text = _("It was already used, or it expired. Get a new link with `link`.")
            return Notice(_("That code no longer works"), text, AMBER, private=True)
        case CodeRefused(left=0):
            text = _(CODE_CANCELLED) + " " + _("Get a new one with `link`.")
            return Notice(_(CODE_WRONG), text, AMBER, private=True)
        case CodeRefused(left=left):
            text = n_("You have {count} more try.", "You have {count} more tries.", left or 0)
            return Notice(_("That's not the code"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _paste_title(reason: PasteRefusal) -> str:
    if reason == "working":
        return _(JUST_A_MOMENT)
    if reason == "code_waits":
        return _("There's nothing left to paste")
    return _("That address doesn't work")


class _Pasted(TypedDict):
    """The words for each wrong address."""

    empty: str
    part: str
    login_page: str
    start_page: str
    done_page: str
    other_page: str
    other_app: str
    unknown: str
    someone_else: str
    expired: str
    used: str
    passed_on: str
    replaced: str
    working: str
    code_waits: str


_PASTED: Final[_Pasted] = {
    "empty": later("Nothing was pasted."),
    "part": later(
        "Only part of it was copied. Press and hold the address bar, choose *Select "
        "all* and *Copy*, then paste all of it: it starts with `http` and contains "
        "`code=` and `state=`."
    ),
    "login_page": later(
        "That's Spotify's own page. Log in and agree there; you need the address of "
        "the next page, the one that doesn't open."
    ),
    "start_page": later(
        "That's the address of the link itself. Press *1 Open Spotify*, agree, then "
        "copy the address of the page that doesn't open."
    ),
    "done_page": later(
        "That page loaded, so the link is being handled in the browser. Look at the "
        "message that offered the link."
    ),
    "other_page": later(
        "That's the address of another page. Press *1 Open Spotify*, agree, then copy "
        "the address of the page that doesn't open."
    ),
    "other_app": later(
        "It belongs to a different app, not this bot's. Press *1 Open Spotify* here."
    ),
    "unknown": later(
        "It doesn't belong to any link of this bot, or that link was started again. "
        "Use the newest message with a link."
    ),
    "someone_else": later(
        "It belongs to someone else's link. Never paste an address for someone else; "
        "get your own with `link`."
    ),
    "expired": later("It expired: a link works for ten minutes. Get a new one with `link`."),
    "used": later("It was already used. If you aren't linked, get a new link with `link`."),
    "passed_on": later(
        "Someone else sent this address, so it no longer works. Get a new link with `link`."
    ),
    "replaced": later("You've asked for a newer link. Use the newest message."),
    "working": later(
        "This address is already being checked. In a few seconds, the message that "
        "offered the link shows the result."
    ),
    "code_waits": later(
        "Spotify's answer has arrived in a browser. Continue there: it shows a code to "
        "type here, or asks you to sign in to Discord."
    ),
}
