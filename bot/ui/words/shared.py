"""Sentences used in several places; English here, translated when shown."""

from __future__ import annotations

from bot.ui.language import later

# What happened to a link.
NOT_LINKED = later("Not linked")
CANCELLED = later("You cancelled on Spotify's page. Nothing was stored.")
CODE_WRONG = later("The code was wrong three times")
CODE_CANCELLED = later("The link was cancelled. Nothing was stored.")
OTHER_ACCOUNT = later("That is another Spotify account")
NO_SEAT = later("Your Spotify account has no seat yet")

# What to do next, on a page.
NEW_LINK = later("Go back to Discord and ask for a new link with /link.")
OPEN_AGAIN = later("Open the link from Discord again.")
ASK_LINK = later("To link your Spotify, use /link in Discord.")
KEPT_BY_SPOTIFY = later(
    "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps."
)

# Delays and limits.
JUST_A_MOMENT = later("Just a moment")
SOME_SECONDS = later("It takes a few seconds, a minute at most. You need not do anything.")
ONE_MOMENT = later("One moment, please")
SLOW_DOWN = later("Slow down a little")
BROKE = later("Something broke")

# Problems with Spotify, or with the bot's Spotify app.
SPOTIFY_SILENT = later("Spotify did not answer")
SETTINGS_WRONG = later("The bot's Spotify settings are wrong")
APP_ASLEEP = later("The bot's Spotify app is asleep")
AFTER_RENEWING = later(
    "After renewing, Spotify may take a few hours to let the bot in again. Only the host can mend "
    "this."
)

# Problems with a command.
NOT_UNDERSTOOD = later("I did not understand that")
NOT_HERE = later("Not here")
NOT_YOURS_TO_CHANGE = later("Not yours to change")
UNKNOWN_PERSON = later("I don't know that person")
MENTION_SOMEONE = later("Mention someone from this server, like `@name`.")
VOLUME_ON_DEVICE = later("The volume of this device can only be set on the device.")
