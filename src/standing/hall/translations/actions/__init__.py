"""All that can be done with translations."""
