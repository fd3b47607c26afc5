"""Tables, repositories and encryption. Knows nothing of Spotify's API or of Discord."""
