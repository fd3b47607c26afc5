"""Errors and outcomes into words, in one place: for Discord and for the web pages."""
