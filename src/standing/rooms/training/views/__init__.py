"""The pages, cut by who opens them."""
