"""Preparedness plans: written together, signed by two, filed once, answered, kept for ever."""
