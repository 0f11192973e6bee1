"""The jurisdiction pack: all that differs between cities, as data with a version."""
