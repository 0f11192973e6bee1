"""The public board, its downloads and feeds, and what to do next."""
