"""What reliability.md lists as faults, by number: few of each here, all of them in `make soak`."""
