"""HTTP with other services: bounded in time and size, and safe reading of their JSON."""
