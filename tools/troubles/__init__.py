"""What docs/troubleshooting.md is made from: messages, and for each who can fix it."""
