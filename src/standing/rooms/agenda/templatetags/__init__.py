"""Words for templates of the agenda."""
