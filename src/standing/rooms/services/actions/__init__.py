"""All that can be done in the directory, cut by noun."""
