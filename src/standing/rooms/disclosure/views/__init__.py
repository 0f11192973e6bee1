"""Pages of the disclosure desk."""
