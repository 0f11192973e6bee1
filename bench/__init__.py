"""Measurements. Each is a ratio to a limit or a peer taken in the same run, and says how it grows."""
