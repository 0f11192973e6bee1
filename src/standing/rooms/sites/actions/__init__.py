"""All that can be done with City property, cut by noun."""
