"""Tables, stores and encryption. Doesn't know Spotify's API or Discord."""
