"""What each scope means, as the consent page says it."""

from __future__ import annotations

SCOPE_WORDS = {
    "user-read-playback-state": "See your player and your devices",
    "user-read-currently-playing": "See what you are listening to",
    "user-modify-playback-state": "Control your player: play, skip, volume, queue",
    "user-read-recently-played": "See what you played recently",
    "user-read-playback-position": "See how far you are in podcast episodes",
    "user-top-read": "See your top artists and tracks",
    "user-library-read": "See what you saved",
    "user-library-modify": "Save and remove things for you",
    "user-follow-read": "See who you follow",
    "user-follow-modify": "Follow and unfollow for you",
    "playlist-read-private": "See your private playlists",
    "playlist-read-collaborative": "See your collaborative playlists",
    "playlist-modify-public": "Create and change your public playlists",
    "playlist-modify-private": "Create and change your private playlists",
    "ugc-image-upload": "Upload pictures for your playlists",
    "user-read-private": "See your subscription and country",
    "user-read-email": "See your email address",
    "streaming": "Play music on your devices",
    "app-remote-control": "Control the app on your phone",
}
