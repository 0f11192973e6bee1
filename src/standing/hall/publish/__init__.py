"""Public pages on disk: whole, small, and never half written."""
