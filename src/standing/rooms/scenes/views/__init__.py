"""Pages of the scene log."""
