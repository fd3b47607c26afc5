"""What people do with music: play, look up, save, list. Services between cogs and Spotify."""
