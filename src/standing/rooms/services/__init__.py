"""The directory of help."""
