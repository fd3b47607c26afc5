"""Talks HTTP to other services, bounded in time and size, and reads their JSON safely."""
