"""Notifications that must reach people once: stored until they are delivered."""
