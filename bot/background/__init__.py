"""What goes on in Discord without a command: live messages, notifications, links, the aux."""
