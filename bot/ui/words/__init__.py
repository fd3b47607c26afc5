"""Turns errors and outcomes into words, in one place, for Discord and the web pages."""
