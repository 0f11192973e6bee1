"""The pages of this room, all behind sign-in."""
