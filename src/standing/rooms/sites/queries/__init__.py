"""All that can be asked about City property, cut by noun."""
