"""A simulated Discord: REST v10, gateway, and a human side for the chat page and the tests."""
