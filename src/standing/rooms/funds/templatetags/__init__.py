"""Words and amounts for the templates of this room."""
