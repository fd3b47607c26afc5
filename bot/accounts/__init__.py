"""Linking: tickets, OAuth, grants (tokens) and refresh, privacy. Knows nothing of Discord's API."""
