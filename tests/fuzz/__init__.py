"""Made-up requests, presses and commands against the real bot: `make fuzz`, a few in any run."""
