"""Words for templates of concerns."""
