"""All that can be asked."""
