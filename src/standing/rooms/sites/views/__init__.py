"""Pages of the register, cut by noun."""
