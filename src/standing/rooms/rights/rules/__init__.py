"""What is true of an article without a database."""
