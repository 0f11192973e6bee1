"""The pages of this room, cut by who opens them."""
