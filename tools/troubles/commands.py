"""What the page of troubles says about each error that a command or button can end with."""

from __future__ import annotations

from bot.accounts import errors as accounts
from bot.apps import errors as apps
from bot.features import FeatureOff
from bot.http import errors as http
from bot.linking import errors as linking
from bot.spotify import errors as spotify
from bot.storage import errors as storage
from bot.ui import discord_errors as discord
from tools.troubles.entry import Entry

_WAIT = "Wait a minute and use the command again. If it lasts, the host's `make doctor` says why."
_NETWORK = (
    "Wait a minute. If it lasts, the host checks the network and the firewall with `make doctor`: "
    "the bot must reach accounts.spotify.com and api.spotify.com by HTTPS."
)
_APP = "The host runs `make doctor`, copies ID and secret again from Spotify's dashboard, restarts."

LINKS: dict[type[Exception], Entry] = {
    accounts.NotLinked: Entry(
        "you", "This command is about your own Spotify, and it isn't linked yet.", "Use `/link`."
    ),
    accounts.LinkDead: Entry(
        "you",
        "The refresh token no longer works: it expired after six months, was revoked (on "
        "Spotify's apps page, or by a password change), or its app is gone.",
        "Press the button or use `/link`. Settings are kept.",
    ),
    accounts.LinkDamaged: Entry(
        "you",
        "The stored tokens are damaged, or were encrypted with another key.",
        "Use `/link` again. If everyone sees this, the host put back a database without its key: "
        "see [Backup](docs/backup.md).",
    ),
    accounts.MissingScopes: Entry(
        "you",
        "A scope is missing: Spotify needs your permission for what this command does.",
        "Press the button and agree on Spotify's page. The command then runs by itself.",
    ),
    accounts.NotShared: Entry(
        "other",
        "The person hasn't linked, or shares nothing here. The bot doesn't say which.",
        "They can use `/link`, and choose in `/privacy` who may see what they play.",
    ),
    accounts.OtherNotLinked: Entry(
        "other",
        "The person hasn't linked, or shares nothing here. The bot doesn't say which.",
        "They can use `/link`, and choose in `/privacy` who may see what they play.",
    ),
    accounts.SharingUnknown: Entry(
        "wait",
        "Discord didn't say in time whether you two share a server, or there are too many to ask.",
        "Wait a minute, or use the command in a server where you both are.",
    ),
    accounts.DiscordUnavailable: Entry(
        "wait", "Discord's own sign-in didn't answer.", "Wait a minute and try again."
    ),
    FeatureOff: Entry(
        "host",
        "This needs a feature that the host hasn't turned on.",
        "The host can name it in `FEATURES`; [Spotify's rules](docs/policy.md) says why it is off.",
    ),
    linking.TooManyLinks: Entry(
        "wait", "You asked for many links in a short time.", "Use the newest one, or wait."
    ),
    linking.CodeRefused: Entry(
        "you",
        "The code isn't the one that the browser shows, or it expired after ten minutes.",
        "Type the eight characters exactly as the browser shows them, or get a new `/link`.",
    ),
    linking.PasteRefused: Entry(
        "you",
        "The pasted address isn't the one that ends your own link.",
        "Copy the whole address of the page that doesn't open, after you agreed. It contains "
        "`code=` and `state=`.",
    ),
}

SEATS: dict[type[Exception], Entry] = {
    spotify.NoSeat: Entry(
        "host",
        "Spotify answered 403: in Development Mode only five people may use an app, and this "
        "account isn't on its list.",
        "The host adds the name and Spotify email in the dashboard under User Management, then "
        "presses **Added**. More people: [Seats](docs/hosting.md#seats).",
    ),
    apps.NoFreeSeat: Entry(
        "host",
        "All five seats of every app are taken.",
        "Someone can `/unlink`, the host can add an app, or you bring your own "
        "([Seats](docs/hosting.md#seats)).",
    ),
    apps.AppRefused: Entry(
        "you",
        "An app can't be added, changed or removed like this.",
        "Check the client ID and secret in Spotify's dashboard, then use `/seats` again.",
    ),
    spotify.OwnerWithoutPremium: Entry(
        "host",
        "Spotify switches off an app whose owner has no Premium.",
        "The owner renews Premium. Spotify can take a few hours to notice.",
    ),
    spotify.AppRejected: Entry(
        "host",
        "Wrong client ID or client secret: Spotify answered `invalid_client`. Links are kept.",
        _APP,
    ),
}

SPOTIFY: dict[type[Exception], Entry] = {
    spotify.RateLimited: Entry(
        "wait",
        "Spotify answered 429 and asked for a pause; the bot sends nothing until then.",
        "Wait until the time in the message. If it happens often, the host lowers "
        "`SPOTIFY_DAILY_REQUESTS`.",
    ),
    spotify.QuotaExceeded: Entry(
        "wait",
        "The quota of the developer account is used up. All its apps share it.",
        "Wait until the time in the message. The host can lower `SPOTIFY_DAILY_REQUESTS`.",
    ),
    spotify.BudgetSpent: Entry(
        "wait",
        "The bot has made `SPOTIFY_DAILY_REQUESTS` requests today, so that Spotify doesn't lock "
        "it out.",
        "It continues at midnight UTC. The host can raise the limit, at that risk.",
    ),
    spotify.ShareSpent: Entry(
        "wait",
        "Your share of the day's requests is used up; others still have theirs.",
        "It continues at midnight UTC. "
        "[Who gets how many](docs/hosting.md#the-daily-requests-and-who-gets-how-many).",
    ),
    spotify.SignInUnavailable: Entry(
        "wait", "accounts.spotify.com didn't answer. Your link is kept.", _NETWORK
    ),
    spotify.TokenRejected: Entry(
        "wait",
        "Spotify refused an access token that it had just issued.",
        "Wait a minute. If it lasts, the host looks at the log and at the computer's clock.",
    ),
    http.Unavailable: Entry("wait", "Spotify didn't answer, or not in time.", _NETWORK),
    http.Malformed: Entry("wait", "Spotify's answer made no sense.", _WAIT),
    http.NotSent: Entry("wait", "The request couldn't be sent: the network is down.", _NETWORK),
    spotify.PremiumRequired: Entry(
        "you", "Your own account isn't Premium.", "Get Premium; without it, reading still works."
    ),
    spotify.UnconfirmedRefusal: Entry(
        "wait", "Spotify refused in a way that it doesn't always mean.", "Look, then try again."
    ),
    spotify.NotFound: Entry(
        "you", "It doesn't exist, or bots can't see it.", "Check the link or the name."
    ),
    spotify.Forbidden: Entry(
        "spotify", "Spotify doesn't give this to apps in Development Mode.", "Use Spotify itself."
    ),
    spotify.BadRequest: Entry(
        "you", "Spotify refused it, perhaps because it's gone.", "Try it by another name or link."
    ),
}

HERE: dict[type[Exception], Entry] = {
    storage.DatabaseBusy: Entry(
        "wait", "Another program has the database locked.", "Wait; the host stops that program."
    ),
    storage.DatabaseAway: Entry(
        "host", "The PostgreSQL server can't be reached.", "The host starts it, or its network."
    ),
    storage.DatabaseFull: Entry(
        "host",
        "The disk is full. Reading still works.",
        "The host frees space; the bot carries on without a restart.",
    ),
    storage.NotSaved: Entry(
        "host", "The database can't be written.", "The host runs `make doctor`."
    ),
    storage.DatabaseBroken: Entry(
        "host",
        "The disk or the database file is damaged or read-only.",
        "The host runs `make doctor`, and restores a backup if it's damaged "
        "([Backup](docs/backup.md#restore)).",
    ),
    discord.AnswerLost: Entry(
        "wait", "Discord didn't take the answer, but the command ran.", "Don't repeat it."
    ),
    discord.NowhereToAnswer: Entry(
        "admin",
        "The bot lacks a permission, and your direct messages are closed.",
        "Give it View Channels and Send Messages there, or use the slash command.",
    ),
    discord.UnknownPerson: Entry(
        "you", "No such person here, or Discord hides them.", "Mention them with `@`."
    ),
    discord.ServerOnly: Entry("you", "This is about a server.", "Use it in a server with the bot."),
    discord.BotNotInServer: Entry(
        "admin",
        "You installed the bot for yourself; this server doesn't have it.",
        "Someone who manages the server adds it by its invite link (`make doctor` prints it).",
    ),
    discord.CommandOff: Entry(
        "admin", "This server has turned the command off.", "`/settings server` turns it on."
    ),
    discord.ChannelOff: Entry(
        "admin", "This server allows commands in other channels only.", "Use another channel."
    ),
    discord.NotAllowedHere: Entry(
        "admin", "You can't manage this server.", "Ask someone with *Manage Server*."
    ),
    discord.HostOnly: Entry(
        "host",
        "Only an owner of the bot may do that.",
        "The host can add your ID to `OWNER_IDS`.",
    ),
    discord.AskedTooLongAgo: Entry(
        "you",
        "The bot was away (an update, say) when you asked, and came back more than a minute later.",
        "Ask again. What only shows something is answered all the same.",
    ),
    discord.NoHistory: Entry(
        "admin",
        "The bot lacks “Read Message History” in that channel.",
        "An admin allows it, then you ask again.",
    ),
    discord.NotYours: Entry("you", "The button belongs to someone else's answer.", "Use your own."),
    discord.TooOld: Entry("you", "What the button was about is gone.", "Use the command again."),
    discord.NotOurAnswer: Entry("you", "The bot didn't write that.", "Choose one of its answers."),
    discord.NotYourAnswer: Entry("other", "Someone else asked for it.", "They can delete it."),
    discord.NothingToFind: Entry(
        "you", "There's no Spotify link and no text in it.", "Choose another message."
    ),
}
