"""How many times the launch."""
