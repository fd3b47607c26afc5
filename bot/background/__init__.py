"""Work in Discord without a command: live messages, notifications, link results, the aux."""
