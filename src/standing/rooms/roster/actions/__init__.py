"""All that can be done with the roster, cut by noun."""
