"""Made-up requests, presses and commands against the real bot: `make fuzz`, and some in `make test`."""
