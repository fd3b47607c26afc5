"""The first set-up, in a browser or a terminal: ask for what's missing, check it, write it."""
