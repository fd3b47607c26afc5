"""A simulated Spotify: accounts service and Web API as a new Development Mode app sees them.

It follows docs/reference/spotify.md; where this differs, this is wrong.
"""
