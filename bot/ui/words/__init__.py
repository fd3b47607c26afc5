"""Outcomes and errors in words, for Discord and the web pages alike.

A message says what happened, then what to do, in at most two short sentences. The same thing
always has the same word (in every language: docs/translating.md):

- *link*: the connection to a Spotify account, and the address that makes one; *unlink* ends it.
- *allow*: give the bot a permission on Spotify's page; *agree* there is what finishes a link.
- *seat*: one of the five people a Spotify app lets in; the *app's owner* adds them.
- *host*: the person who runs the bot ("the bot's host" at first mention, then "the host").
- *aux owner*: the person whose player an aux uses; the others are *guests*.
- *command*: it *runs*; a link *expires*, is *cancelled* or *continues* in another browser.
"""
