"""Talks to Spotify over the network: requests, models, errors, limits.

Knows neither Discord nor our tables.
"""
