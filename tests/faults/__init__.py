"""Faults by their ID in docs/reference/threats-and-faults.md: a few here, many in `make soak`."""
