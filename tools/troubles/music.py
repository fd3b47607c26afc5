"""What the page of troubles says about errors of music, devices, playlists and the aux."""

from __future__ import annotations

from bot.music import errors as music
from bot.spotify import errors as spotify
from bot.spotify.links import NotASpotifyLink
from bot.together import errors as together
from tools.troubles.entry import Entry

PLAYER: dict[type[Exception], Entry] = {
    spotify.NoActiveDevice: Entry(
        "you",
        "Spotify isn't open on any device, and a bot can't open it.",
        "Open Spotify somewhere, play or pause something, then try again.",
    ),
    spotify.DeviceGone: Entry(
        "you", "The device was closed in the meantime.", "Choose another with `/devices`."
    ),
    spotify.Restricted: Entry(
        "you", "Spotify doesn't allow this at this moment.", "Wait for the next song, or try later."
    ),
    music.NothingPlaying: Entry(
        "you",
        "Spotify says that nothing is playing. A private session hides it too.",
        "Play something, turn off the private session, or name what you mean.",
    ),
    music.NotOnSpotify: Entry(
        "you", "An ad, a local file, or something that Spotify hides.", "Name what you mean."
    ),
    music.DidNotTake: Entry(
        "wait",
        "Spotify said yes, but nothing changed yet.",
        "Look before you repeat it.",
    ),
    music.NoSuchDevice: Entry(
        "you", "No device has that name.", "`/devices` shows those that are open."
    ),
    music.WhichDevice: Entry("you", "Several devices fit the name.", "Choose one in `/devices`."),
    music.DeviceOutOfReach: Entry(
        "you", "Spotify lets no app choose this device.", "Choose it in Spotify itself."
    ),
    music.NoVolume: Entry(
        "you", "This device's volume can't be set from afar.", "Set it on the device."
    ),
    music.NotTold: Entry(
        "you", "Spotify doesn't say what it is now.", "Give an exact value instead of + or -."
    ),
}

MUSIC: dict[type[Exception], Entry] = {
    music.QueryTooLong: Entry("you", "The search is too long.", "Use fewer words."),
    music.NothingFound: Entry("you", "Spotify found nothing.", "Check the spelling."),
    music.NothingInReply: Entry(
        "you", "The message is gone, or has nothing to use.", "Reply to another one."
    ),
    music.WrongKind: Entry(
        "you", "The link is of another kind than the command needs.", "Send the other kind."
    ),
    NotASpotifyLink: Entry(
        "you", "It isn't music that a bot can use.", "Send a song, album, artist or playlist."
    ),
    music.OutOfRange: Entry("you", "The value can't be used.", "Use one that the message names."),
    music.NoSuchPlaylist: Entry(
        "you", "None of your playlists has that name.", "`/playlist list` shows their names."
    ),
    music.MadeBySpotify: Entry(
        "spotify", "Apps can't read Spotify's own playlists since 2024.", "`/play` still starts it."
    ),
    music.NotYourPlaylist: Entry("other", "Someone else owns it.", "Ask its owner."),
    music.BadCover: Entry("you", "There's no usable picture attached.", "Attach another one."),
    music.NoPicturesHere: Entry(
        "host",
        "The extra for pictures isn't installed.",
        "See [With or without pictures](docs/hosting.md#with-or-without-pictures).",
    ),
    music.TooLate: Entry("you", "Undo works once, for ten minutes.", "Change it back by hand."),
    music.NotYours: Entry("you", "Someone else made that change.", "Undo your own."),
    music.ChangedSince: Entry(
        "you", "It was changed again, so undoing would lose that.", "Change it back by hand."
    ),
}

TOGETHER: dict[type[Exception], Entry] = {
    together.AuxOpen: Entry(
        "you", "One aux a channel, and one a person.", "Use that one, or `/aux close`."
    ),
    together.NoAux: Entry("you", "Nobody has opened an aux here.", "Use `/aux open`."),
    together.NoMixtape: Entry("you", "Nobody has started a mixtape here.", "Use `/mixtape start`."),
    together.MixtapeRunning: Entry(
        "you", "A channel has one mixtape.", "Use that one, or `/mixtape end`."
    ),
    together.NothingForMixtape: Entry(
        "you", "There's no Spotify link to a song or an album in it.", "Name one that has."
    ),
    together.NotMixtapeOwner: Entry("other", "Only its owner may do that.", "Ask them."),
    together.MixtapePaused: Entry(
        "other", "Its owner paused it, or it can't write.", "Its owner uses `/mixtape resume`."
    ),
    together.NothingToUndo: Entry(
        "you", "There's no song of yours, or it's out already.", "Name a message by replying to it."
    ),
    together.PlaylistLost: Entry(
        "other",
        "The mixtape's playlist was deleted, or isn't its owner's any more.",
        "Its owner uses `/mixtape end`, then `/mixtape start` with another playlist.",
    ),
    together.NotTheOwner: Entry("other", "Only the aux owner may do that.", "Ask them."),
    together.MayNotEnd: Entry(
        "other", "Only the aux owner or a moderator may end it.", "Ask one of them."
    ),
    together.NoSongNamed: Entry(
        "you",
        "The command had no song, and you have no linked Spotify whose song it could be.",
        "Name a song, or paste a link to it.",
    ),
    together.TooManyWaiting: Entry("wait", "You reached the limit of this aux.", "Wait your turn."),
    together.TooManySuggested: Entry(
        "wait",
        "100 suggestions wait for the aux owner's answer.",
        "Ask the owner to answer some; **Add everyone's songs** answers all of them.",
    ),
    together.AlreadyWaiting: Entry("wait", "The song is in the queue.", "Wait for it."),
    together.NoBoostLeft: Entry("wait", "Everyone has one boost.", "Use it when it's back."),
    together.NoVoteLeft: Entry(
        "wait", "Votes to skip refill slowly, so that everyone's count.", "Vote when one is back."
    ),
    together.OfferOver: Entry("other", "The offer of the aux is over.", "Ask for it again."),
    together.SongBlocked: Entry("other", "The aux owner has blocked it.", "Add another song."),
    together.TooManyBlocked: Entry(
        "you", "One person can block so much.", "Make room with `aux unblock`."
    ),
    together.SongGone: Entry("wait", "It's no longer in the queue.", "Add it again if you like."),
    together.GuestGone: Entry(
        "other", "The guest was removed already.", "Use `/aux guests` again."
    ),
    together.VoiceNotAllowed: Entry(
        "other",
        "The aux owner may not set that voice channel's status in Discord either.",
        "Choose a channel where you may, or ask someone who manages the server.",
    ),
    together.VoiceRefused: Entry(
        "admin",
        "The bot isn't in the channel, so it needs more permissions there than to join it.",
        "Give its role “Connect”, “Set Voice Channel Status” and “Manage Channels” in that channel "
        "only.",
    ),
    together.HandedOver: Entry(
        "you", "Spotify has it, and its queue can't be changed.", "Skip it when it plays."
    ),
    together.NobodyNamed: Entry("you", "A blend needs someone else.", "Mention them."),
    together.NothingInCommon: Entry(
        "wait", "Spotify knows too little of these accounts.", "Listen to more first."
    ),
    together.OwnerNotAsked: Entry(
        "admin",
        "The bot can't write in this channel.",
        "Give it View Channels and Send Messages there.",
    ),
    together.NotInServer: Entry(
        "admin", "This server doesn't have the bot.", "Someone who manages it adds the bot."
    ),
    together.OwnerNeedsPremium: Entry(
        "other", "The aux plays on its owner's account, without Premium.", "Another one opens it."
    ),
    together.PlayerUnreachable: Entry(
        "other", "The aux owner's Spotify is closed, or unlinked.", "They open it, or `/link`."
    ),
}
