"""What people do with music: play, look up, keep, list. Services between cogs and Spotify."""
