"""Simulated Discord and Spotify on real sockets: the demo, and the tests' world."""
