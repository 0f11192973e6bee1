"""What is true of money without a database."""
