"""One link attempt, from the offer to the saved account. Doesn't know Discord's API."""
