"""The commands: one small file per group. A command reads the request, calls one service, shows."""
