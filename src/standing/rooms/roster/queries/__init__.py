"""All that can be asked about the roster, cut by noun."""
