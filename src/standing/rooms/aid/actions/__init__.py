"""All that can be done in cash aid at the City: rounds, desks, what desks ask, and what seals a round."""
