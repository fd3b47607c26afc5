"""A linked account afterwards: tokens, scopes, expiry, privacy, preferences."""
