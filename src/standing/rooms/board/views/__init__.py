"""The pages, downloads and feeds of the board."""
