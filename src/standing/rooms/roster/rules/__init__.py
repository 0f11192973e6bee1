"""What is true of a roster without a database."""
