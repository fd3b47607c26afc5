"""Settings: read from the environment and `.env`, every problem named at once."""
