"""All that can be done in this room, cut by noun."""
