"""The commands, one file per group. A command reads the request, calls a service, renders."""
