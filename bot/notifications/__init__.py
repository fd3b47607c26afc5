"""What people must be told once: kept until it is delivered."""
