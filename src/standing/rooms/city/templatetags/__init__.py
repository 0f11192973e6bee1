"""Words for templates of the city room."""
