"""Words of lists for templates."""
