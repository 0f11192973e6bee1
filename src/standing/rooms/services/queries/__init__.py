"""All that can be asked of the directory, cut by noun."""
