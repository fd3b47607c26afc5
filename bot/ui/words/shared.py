"""Sentences that are said in several places; English here, translated when they are shown."""

from __future__ import annotations

from bot.ui.language import later

NEW_LINK = later("Go back to Discord and get a new link with /link.")
OPEN_AGAIN = later("Open the link from Discord again.")
KEPT_BY_SPOTIFY = later(
    "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps."
)

CODE_WRONG = later("The code was wrong three times")
CODE_CANCELLED = later("The link was cancelled. Nothing was saved.")

APP_ASLEEP = later("The bot's Spotify app is inactive")
AFTER_RENEWING = later(
    "After renewal, it can take Spotify a few hours to let the bot back in. Only "
    "the bot's host can fix this."
)
SETTINGS_WRONG = later("The bot's Spotify settings are wrong")
SPOTIFY_SILENT = later("Spotify didn't answer")
NO_SEAT = later("Your Spotify account has no seat yet")

UNKNOWN_PERSON = later("I don't know that person")
MENTION_SOMEONE = later("Mention someone from this server, like `@name`.")
NOT_HERE = later("Not here")
NOT_UNDERSTOOD = later("I didn't understand that")
JUST_A_MOMENT = later("Just a moment")
SOME_SECONDS = later("This takes a few seconds, a minute at most. You don't need to do anything.")
CANCELLED = later("You cancelled on Spotify's page. Nothing was saved.")
NOT_LINKED = later("Not linked")
ONE_MOMENT = later("One moment, please")
VOLUME_ON_DEVICE = later("This device's volume can only be changed on the device itself.")
SLOW_DOWN = later("Slow down a little")
BROKE = later("Something broke")
ASK_LINK = later("To link your Spotify, use /link in Discord.")
OTHER_ACCOUNT = later("That's a different Spotify account")
NOT_YOURS_TO_CHANGE = later("You can't change that")
