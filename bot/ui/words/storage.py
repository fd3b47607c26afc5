"""Words for a database that can't be written to right now."""

from __future__ import annotations

from bot.storage.errors import DatabaseAway, DatabaseBusy, DatabaseFull, NotSaved
from bot.ui.language import _
from bot.ui.notices import AMBER, RED, Notice

StorageProblem = NotSaved


def storage_words(error: StorageProblem) -> Notice:
    """Return the words for a database error."""
    match error:
        case DatabaseBusy():
            text = _("Something else is using the bot's database. Please try again in a minute.")
            return Notice(_("The bot is busy"), text, AMBER, private=True)
        case DatabaseAway():
            text = _("The bot can't reach its database right now. Please try again in a minute.")
            return Notice(_("The bot's database is away"), text, AMBER, private=True)
        case DatabaseFull():
            text = _(
                "The bot can't save anything until its host frees disk space. Your link is kept."
            )
            return Notice(_("The bot's disk is full"), text, RED, private=True)
        case NotSaved():
            text = _(
                "The bot's disk or database file is damaged, and only the bot's host can fix "
                "it. Your link is kept."
            )
            return Notice(_("The bot can't save anything"), text, RED, private=True)
