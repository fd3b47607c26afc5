"""Spotify apps and their seats: whose they are, and who uses which."""
