"""Invented history for a sample database. It acts through the same doors as people do."""
