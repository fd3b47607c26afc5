"""One link attempt, from the offer to the saved account. Knows nothing of Discord's API."""
