"""Words for templates of the roster."""
