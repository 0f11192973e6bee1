"""Home, and the sign of life."""
