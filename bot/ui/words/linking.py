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
            text = _("The next one can be made {when}.").format(when=when(until))
            return Notice(_("That is a lot of links"), text, AMBER, private=True)
        case PasteRefused(reason=reason):
            text = _(_PASTED[reason])
            return Notice(_paste_title(reason), text, AMBER, private=True)
        case CodeRefused(left=None):
            text = _("It was used already, or has run out. Ask for a new link with `link`.")
            return Notice(_("That code is no longer good"), text, AMBER, private=True)
        case CodeRefused(left=0):
            text = _(CODE_CANCELLED) + " " + _("Ask for a new one with `link`.")
            return Notice(_(CODE_WRONG), text, AMBER, private=True)
        case CodeRefused(left=left):
            text = n_("You have {count} more try.", "You have {count} more tries.", left or 0)
            return Notice(_("That is not the code"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _paste_title(reason: PasteRefusal) -> str:
    if reason == "working":
        return _(JUST_A_MOMENT)
    if reason == "code_waits":
        return _("There's nothing to paste any more")
    return _("That address does not work")


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
    somebody_else: str
    expired: str
    used: str
    passed_on: str
    replaced: str
    working: str
    code_waits: str


_PASTED: Final[_Pasted] = {
    "empty": later("Nothing was pasted."),
    "part": later(
        "Only a part of it was copied. Press long on the address bar, choose *Select all* and "
        "*Copy*, and paste all of it: it begins with `http` and holds `code=` and `state=`."
    ),
    "login_page": later(
        "That is Spotify's own page. Log in there and agree; the address you need is that of "
        "the page afterwards, which does not open."
    ),
    "start_page": later(
        "That is the address of the link itself. Press *1 Open Spotify*, agree, and copy the "
        "address of the page that does not open afterwards."
    ),
    "done_page": later(
        "That page has opened: the link went its way in the browser. Look at the message that "
        "offered the link."
    ),
    "other_page": later(
        "That is the address of another page. Press *1 Open Spotify*, agree, and copy the "
        "address of the page that does not open afterwards."
    ),
    "other_app": later("It belongs to another app than this bot's. Press *1 Open Spotify* here."),
    "unknown": later(
        "It belongs to no link of this bot, or to one that was begun anew. Use the newest "
        "message with a link."
    ),
    "somebody_else": later(
        "It belongs to somebody else's link. Never paste for others: ask for your own `link`."
    ),
    "expired": later("It has run out: a link works for ten minutes. Ask for a new `link`."),
    "used": later("It was used already. Ask for a new `link` if you are not linked."),
    "passed_on": later(
        "Somebody else has sent this address in, so it no longer works. Ask for a new `link`."
    ),
    "replaced": later("You asked for a newer link since. Use the newest message."),
    "working": later(
        "This address is being checked already. In a few seconds the message that offered "
        "the link tells how it ended."
    ),
    "code_waits": later(
        "Spotify's answer has arrived in a browser. Go on there: it shows a code to type "
        "here, or asks you to sign in to Discord."
    ),
}
