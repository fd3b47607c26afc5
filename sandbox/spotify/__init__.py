"""A simulated Spotify: the accounts service and Web API as a new Development Mode app sees them.

It follows docs/reference/spotify.md. If the two differ, this code is wrong.
"""
