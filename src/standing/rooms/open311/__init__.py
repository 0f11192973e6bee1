"""Doors for 311: GeoReport, the knowledge base, the agent's script."""
