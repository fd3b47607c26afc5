"""For developers: what is generated from the code: `python -m tools.commands`, `make messages`."""
