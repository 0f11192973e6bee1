"""Firms that work on City property: who was told of the ordinance, who answered, and who is silent."""
