"""Work in Discord that no one asks for: live messages, notifications, link results, the aux."""
