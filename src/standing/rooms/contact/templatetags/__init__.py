"""Words for templates of the contact room."""
