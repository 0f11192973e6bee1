"""All that can be done."""
