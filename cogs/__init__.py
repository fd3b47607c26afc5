"""The commands and their buttons, one file per group.

A command reads the request, calls a service, and renders the result.

A press is a command without words: every method with `@on_component` is here too, in the file of
its group, or in one of its own where that file would get long. What runs without anyone asking is
in bot/background.
"""
