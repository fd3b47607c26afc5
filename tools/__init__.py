"""For developers: generates files from the code (`python -m tools.commands`, `make messages`)."""
