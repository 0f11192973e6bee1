"""The pages: one call to the room each."""
