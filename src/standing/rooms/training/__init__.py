"""Courses from the pack, taking them, proving it, and who still has to."""
