"""Spotify over the network: requests, models, errors, limits. Knows nothing of Discord or of our tables."""
