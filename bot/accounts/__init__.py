"""A linked account: its tokens, scopes, expiry, privacy and preferences."""
