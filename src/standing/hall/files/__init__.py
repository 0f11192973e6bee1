"""Files people hand in: cleaned, named by their content, kept."""
