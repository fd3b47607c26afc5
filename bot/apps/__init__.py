"""Spotify apps and their seats: who owns them, and who uses which."""
