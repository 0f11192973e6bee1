"""All that can be asked of translations."""
