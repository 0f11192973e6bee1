"""Pages of the roster, cut by noun."""
