"""Sentences used in several places; English here, translated when shown."""

from __future__ import annotations

from bot.ui.language import later

# What happened to a link.
NOT_LINKED = later("Not linked")
CANCELLED = later("You cancelled on Spotify's page. Nothing was saved.")
CODE_WRONG = later("The code was wrong three times")
CODE_CANCELLED = later("The link was cancelled. Nothing was saved.")
OTHER_ACCOUNT = later("That's a different Spotify account")
NO_SEAT = later("Your Spotify account has no seat yet")

# What to do next, on a page.
NEW_LINK = later("Go back to Discord and get a new link with /link.")
OPEN_AGAIN = later("Open the link from Discord again.")
ASK_LINK = later("To link your Spotify, use /link in Discord.")
KEPT_BY_SPOTIFY = later(
    "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps."
)

# Delays and limits.
JUST_A_MOMENT = later("Just a moment")
SOME_SECONDS = later("This takes a few seconds, a minute at most. You don't need to do anything.")
ONE_MOMENT = later("One moment, please")
SLOW_DOWN = later("Slow down a little")
BROKE = later("Something broke")

# Problems with Spotify, or with the bot's Spotify app.
SPOTIFY_SILENT = later("Spotify didn't answer")
SETTINGS_WRONG = later("The bot's Spotify settings are wrong")
APP_ASLEEP = later("The bot's Spotify app is inactive")
AFTER_RENEWING = later(
    "Only the bot's host can fix this; after renewal, it can take Spotify a few hours to let the "
    "bot back in."
)

# Problems with a command.
NOT_UNDERSTOOD = later("I didn't understand that")
NOT_HERE = later("Not here")
NOT_YOURS_TO_CHANGE = later("You can't change that")
UNKNOWN_PERSON = later("I don't know that person")
MENTION_SOMEONE = later("Mention someone from this server, like `@name`.")
VOLUME_ON_DEVICE = later("This device's volume can only be changed on the device itself.")
