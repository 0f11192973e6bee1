"""Words of the directory for templates."""
