"""Rings for people on call, one after the other, until somebody answers."""
