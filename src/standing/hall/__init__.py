"""What rooms share and Django must know."""
